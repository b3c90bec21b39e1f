"""Why a row or a file is what it is: kept as codes, said in the reader's language."""

import json
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.canonical import canonical
from common.errors import Fault
from common.templatetags.show import words


class Reason(dict[str, Any]):
    """A code and what it is about; stored as canonical JSON."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code=code, **about)


class Unreadable(Exception):
    """The whole file cannot be read; each reason says what to mend."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason["code"] for reason in reasons))
        self.reasons = reasons


def store(reasons: Any) -> str:
    """Reasons as the text of a column."""
    return canonical(list(reasons)) if reasons else "[]"


def load(text: str) -> list[Reason]:
    """The reasons of a column."""
    return [Reason(**row) for row in json.loads(text or "[]")]


def field_name(name: str) -> str:
    """A field of a list as people call it."""
    names = {
        "name": _("Tên phương tiện đo"),
        "serial": _("Số chế tạo"),
        "maker": _("Hãng sản xuất"),
        "country": _("Nước sản xuất"),
        "model": _("Kiểu"),
        "range": _("Phạm vi đo"),
        "accuracy": _("Cấp chính xác"),
        "resolution": _("Giá trị độ chia"),
        "e": _("Giá trị độ chia kiểm (e)"),
        "tag": _("Mã của khách hàng"),
        "type_approval": _("Số phê duyệt mẫu"),
        "site": pgettext("một", "Nơi sử dụng"),
        "service": _("Dịch vụ"),
        "price": _("Đơn giá riêng"),
        "code": pgettext("bảng giá", "Mã"),
        "name_vi": _("Tên dịch vụ"),
        "name_en": _("Tên tiếng Anh"),
        "kind": _("Loại dịch vụ"),
        "type": _("Loại phương tiện đo"),
        "range_min": _("Phạm vi từ"),
        "range_max": _("Phạm vi đến"),
        "unit": _("Đơn vị tính"),
        "vat_category": _("Nhóm thuế GTGT"),
    }
    return names.get(name, name)


def sentence(reason: Reason) -> str:
    """One reason in words."""
    templates = {
        # the file
        "empty_file": _("Tệp không có dữ liệu."),
        "no_rows": _("Dưới dòng tiêu đề không có dòng nào."),
        "no_heading": _("Không tìm thấy dòng tiêu đề của bảng. Cần có các cột như: %(allowed)s."),
        "missing_column": _(
            "Thiếu cột “%(column)s”. Đã thấy: %(found)s. Tiêu đề được nhận: %(allowed)s."
        ),
        "merged_cells": _(
            "Có %(count)s vùng ô gộp trong phần dữ liệu: %(found)s. Hãy bỏ gộp ô rồi nạp lại."
        ),
        "too_many_rows": _("Tệp có %(found)s dòng, nhiều nhất là %(allowed)s dòng mỗi lần."),
        "unreadable_file": _("Không đọc được tệp: %(found)s"),
        # a row
        "blank": _("%(column)s còn để trống."),
        "too_long": _("%(column)s dài %(found)s ký tự, nhiều nhất %(allowed)s."),
        "unknown_type": _("Không nhận ra loại phương tiện “%(found)s”."),
        "unknown_type_close": _(
            "Không nhận ra loại phương tiện “%(found)s”. Có phải là: %(allowed)s?"
        ),
        "unknown_service": _(
            "Không hiểu dịch vụ “%(found)s”. Được dùng: kiểm định, hiệu chuẩn, thử nghiệm."
        ),
        "ambiguous_number": _(
            "%(column)s “%(found)s” có hai cách hiểu: %(first)s hay %(second)s? Hãy viết lại."
        ),
        "no_interval": _(
            "%(column)s “%(found)s” không đọc được: cần một số và đơn vị, như “0,2 bar”."
        ),
        "bad_price": _("Đơn giá “%(found)s” không phải là số tiền nguyên đồng."),
        "several_known": _(
            "Khách hàng có %(found)s phương tiện cùng loại, cùng số chế tạo này: hãy ghi hãng sản"
            " xuất."
        ),
        "in_file": _("Trùng với dòng %(row)s của tệp."),
        "in_contract": _("Đã có trong hợp đồng này."),
        "differs": _("%(column)s: “%(old)s” → “%(new)s”."),
        "no_price": _("Chưa có đơn giá của dịch vụ này."),
        "no_price_in_range": _("Bảng giá không có đơn giá cho %(found)s; chỉ có cho: %(allowed)s."),
        "no_range_for_price": _(
            "Hãy ghi phạm vi đo: đơn giá của dịch vụ này theo phạm vi (%(allowed)s)."
        ),
        "range_as_text": _("Phạm vi đo giữ nguyên dạng chữ."),
        **_of_scope(),
        **_of_prices(),
    }
    about = {name: words(it) if isinstance(it, dict) else it for name, it in reason.items()}
    if "act" in about:
        about["act"] = act_name(about["act"])
    if "column" in about:
        about["column"] = field_name(about["column"])
    template = templates.get(reason["code"])
    return str(reason["code"]) if template is None else template % about


def both(say: Callable[[], str]) -> dict[str, str]:
    """What `say` says in each language: kept in both, for whoever reads it later."""
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = say()
    return said


def _of_scope() -> dict[str, str]:
    """What may be said of a thing and the acts of the centre (`contracts.scope`)."""
    return {
        "no_act": _("Trung tâm không có %(act)s nào cho dịch vụ này."),
        "outside_type": _("Ngoài phạm vi %(act)s %(number)s: không có “%(type)s”."),
        "outside_ended": _("Ngoài phạm vi: %(act)s %(number)s hết hạn ngày %(day)s."),
        "outside_not_begun": _("Ngoài phạm vi: %(act)s %(number)s có giá trị từ ngày %(day)s."),
        "outside_range": _(
            "Ngoài phạm vi %(act)s %(number)s: %(allowed)s; phương tiện đo có %(found)s."
        ),
        "range_unsaid": _(
            "Không ghi phạm vi đo nên mới xét theo loại phương tiện với %(act)s %(number)s."
        ),
    }


def _of_prices() -> dict[str, str]:
    """What may be said of a row of a price list (`contracts.pricing`)."""
    return {
        "no_price_heading": _("Không tìm thấy dòng tiêu đề của bảng giá: thiếu cột %(found)s."),
        "blank_code": _("Mã còn để trống."),
        "bad_range": _("%(column)s “%(found)s” không đọc được: cần số và đơn vị, như “10 bar”."),
        "unknown_choice": _("%(column)s “%(found)s” không có. Được dùng: %(allowed)s."),
        "wrong_fact": _("Dịch vụ mới: %(column)s còn trống hoặc chưa đúng."),
        "service_differs": _(
            "%(column)s khác với dịch vụ đã có (“%(old)s” → “%(new)s”): dịch vụ không sửa qua bảng"
            " giá, hãy dùng mã mới."
        ),
        "price_too_early": _("Đã có đơn giá từ ngày %(day)s: giá mới phải bắt đầu sau ngày đó."),
    }


def act_name(act: str) -> str:
    """A kind of act in the middle of a sentence."""
    names = {
        "designation": _("quyết định chỉ định"),
        "registration": _("giấy chứng nhận đăng ký hoạt động"),
        "accreditation": _("chứng chỉ công nhận"),
    }
    return names.get(act, act)


def fault(reason: Reason) -> Fault:
    """The same for the API."""
    return Fault(
        str(reason.get("column", "")),
        sentence(reason),
        code=reason["code"],
        found=_text(reason.get("found", "")),
        allowed=_text(reason.get("allowed", "")),
    )


def _text(found: Any) -> str:
    return words(found) if isinstance(found, dict) else str(found)
