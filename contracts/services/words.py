"""The words of this app's verbs, and the one way it records an event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import record as audit
from common.errors import Faults
from common.holding import hold
from common.verbs import name_verbs
from contracts.models import Contract

name_verbs(
    {
        "service.add": _("thêm dịch vụ"),
        "price.set": _("đặt đơn giá"),
        "price.close": _("ngừng đơn giá"),
        "contract.draft": _("soạn hợp đồng"),
        "contract.change": _("sửa hợp đồng"),
        "contract.add_line": _("thêm dòng"),
        "contract.remove_line": _("bỏ dòng"),
        "contract.add_items": _("thêm phương tiện, mẫu"),
        "contract.sign": _("ký hợp đồng"),
        "contract.amend": _("lập phụ lục"),
        "contract.accept": _("nghiệm thu"),
        "contract.pause": _("tạm dừng"),
        "contract.resume": _("tiếp tục"),
        "contract.liquidate": _("thanh lý"),
        "contract.cancel": _("hủy hợp đồng"),
        "invoice.record": _("ghi hóa đơn"),
        "invoice.adjust": _("ghi hóa đơn điều chỉnh"),
        "invoice.replace": _("ghi hóa đơn thay thế"),
        "invoice.cancel": _("hủy hóa đơn"),
        "payment.record": _("ghi thu tiền"),
        "payment.cancel": _("hủy ghi thu tiền"),
        "list.upload": _("nạp danh sách"),
        "list.mend": _("sửa ô của danh sách"),
        "list.map": _("ghép cột của danh sách"),
        "list.apply": _("nhập danh sách vào hợp đồng"),
    }
)

Changes = Mapping[str, tuple[Any, Any]]


def note(
    contract: Contract,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    changes: Changes | None = None,
    why: str = "",
) -> None:
    """Add an event about a contract to its centre's chain."""
    audit.record(
        subject=contract,
        verb=verb,
        by=by,
        at=at,
        chain=contract.centre.code,
        changes=changes,
        why=why,
    )


def locked(contract_id: int) -> Contract:
    """The contract, held until the transaction ends."""
    return hold(Contract.objects.select_related("centre", "customer"), contract_id)


def require_day(
    faults: Faults, name: str, day: date, *, at: datetime, first: date | None = None
) -> None:
    """Note a fault unless `day` lies from `first` to the day of `at`."""
    last = timezone.localdate(at)
    if day > last:
        faults.add(
            name,
            _("Ngày này ở tương lai."),
            code="in_future",
            found=day.isoformat(),
            allowed=f"<= {last.isoformat()}",
        )
    elif first is not None and day < first:
        faults.add(
            name,
            _("Ngày này trước ngày %(first)s.") % {"first": f"{first:%d/%m/%Y}"},
            code="too_early",
            found=day.isoformat(),
            allowed=f">= {first.isoformat()}",
        )


def require_why(faults: Faults, why: str) -> None:
    """Note a fault when the reason is blank."""
    if not why.strip():
        faults.add("why", _("Hãy ghi lý do."), code="blank")
