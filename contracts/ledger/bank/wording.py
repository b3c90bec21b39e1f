"""Why a row of a bank's list is what it is, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault
from common.templatetags.show import dong, words
from contracts.dong import SENTENCES
from contracts.listing.wording import Reason


def field_name(name: str) -> str:
    """A column of the list as people call it."""
    names = {
        "received_on": _("Ngày giao dịch"),
        "amount": _("Số tiền ghi có"),
        "debit": _("Số tiền ghi nợ"),
        "reference": _("Số tham chiếu"),
        "text": _("Nội dung chuyển khoản"),
        "payer": _("Người chuyển"),
        "contract": _("Số hợp đồng"),
        "invoices": _("Các số hóa đơn"),
        "leave": _("Bỏ qua dòng này"),
    }
    return names.get(name, name)


_MONEY = frozenset({"over", "partial"})


def sentence(reason: Reason) -> str:
    """One reason in words."""
    templates = _of_file() | _of_row() | _of_match()
    about: dict[str, Any] = {
        name: words(it) if isinstance(it, dict) else it for name, it in reason.items()
    }
    code = str(reason["code"])
    if code in _MONEY:
        about["found"] = dong(int(about["found"]))
    if "column" in about:
        about["column"] = field_name(str(about["column"]))
    if code == "bad_amount":
        about["why"] = str(SENTENCES.get(str(about["kind"]), ""))
    return templates[code] % about if code in templates else code


def _of_file() -> dict[str, str]:
    return {
        "empty_file": _("Tệp không có dữ liệu."),
        "no_rows": _("Dưới dòng tiêu đề không có dòng nào."),
        "missing_column": _(
            "Thiếu cột “%(column)s”. Đã thấy: %(found)s. Tiêu đề được nhận: %(allowed)s."
        ),
        "unreadable_file": _("Không đọc được tệp: %(found)s"),
    }


def _of_row() -> dict[str, str]:
    return {
        "bad_day": _("Ngày “%(found)s” không đọc được. Viết như 31/12/2026."),
        "bad_amount": _("Số tiền “%(found)s” không đọc được. %(why)s"),
        "in_future": _("Ngày %(found)s ở tương lai."),
        "closed_books": _("Sổ đã khóa đến hết ngày %(found)s."),
        "recorded": _("Đã có khoản thu cùng số tham chiếu, ngày và số tiền."),
        "in_file": _("Trùng với dòng %(row)s của tệp."),
    }


def _of_match() -> dict[str, str]:
    return {
        "by_invoice": _("Nội dung nêu số hóa đơn."),
        "by_contract": _("Nội dung nêu số hợp đồng."),
        "by_customer": _("Nội dung nêu tên hoặc mã số thuế của khách hàng."),
        "by_amount": _("Chỉ một hóa đơn còn phải thu đúng số tiền này."),
        "chosen": _("Do người nhập chọn."),
        "partial": _("Trả một phần: còn phải thu %(found)s đ."),
        "over": _("Thừa %(found)s đ: là tiền trả trước của hợp đồng."),
        "no_match": _("Không thấy hóa đơn, hợp đồng hay khách hàng nào khớp."),
        "several_same": _("%(found)s hóa đơn còn phải thu đúng số tiền này."),
        "several_customers": _("Có thể là của %(found)s khách hàng."),
        "owes_nothing": _("Khách hàng này không còn nợ: hãy ghi số hợp đồng."),
        "unknown_contract": _("Không có hợp đồng “%(found)s” đang thu được tiền."),
        "unknown_invoice": _("Không có hóa đơn “%(found)s” nào còn phải thu."),
    }


def fault(reason: Reason) -> Fault:
    """The same for the API."""
    found = reason.get("found", "")
    return Fault(
        str(reason.get("column", "")),
        sentence(reason),
        code=reason["code"],
        found=words(found) if isinstance(found, dict) else str(found),
        allowed=str(reason.get("allowed", "")),
    )
