"""What entries have in common: words and days are checked, changes told, one is struck."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.holding import hold
from common.text import nfc
from planning.models.entries import Strikable

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)
MOST_WHY = 300

Row = TypeVar("Row", bound=Strikable)


def hold_standing(rows: "models.QuerySet[Row]", pk: int) -> Row:
    """The row, held; Conflict when it was taken back."""
    row = hold(rows, pk)
    if row.struck_at is not None:
        raise Conflict(
            _("Mục này đã bị bỏ với lý do “%(why)s”; không thay đổi được nữa.")
            % {"why": row.struck_why},
            code="struck",
        )
    return row


def hold_centre(centre: Centre) -> None:
    """The unit's row stands for "not entered yet": the same entered twice at once waits."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)


def put(row: models.Model, facts: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Put `facts` into the row; returns {name: (from, to)} of what is another thing now."""
    unknown = sorted(set(facts) - set(allowed))
    if unknown:
        raise TypeError(f"no such facts: {', '.join(unknown)}")
    changes = {}
    for name, value in facts.items():
        new = nfc(value) if isinstance(value, str) else value
        old = getattr(row, name)
        if new != old:
            setattr(row, name, new)
            changes[name] = (old or None, new or None)
    return changes


def begun(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """{name: (None, value)} of what a new row says, also where it says the usual."""
    said = {name: getattr(row, name) for name in names}
    return {name: (None, value) for name, value in said.items() if value not in (None, "")}


def refuse_moved(row: models.Model, seen: Mapping[str, Any] | None) -> None:
    """Refuse a change of what somebody else changed since it was read (`seen`)."""
    for name, value in (seen or {}).items():
        now = getattr(row, name)
        if (now or None) != (value or None):
            message = _("Người khác vừa sửa mục này thành “%(now)s”. Hãy tải lại trang.") % {
                "now": now
            }
            raise Conflict(
                message,
                code="changed_meanwhile",
                faults=(Fault(name, message, code="changed_meanwhile", found=str(now)),),
            )


def check_fields(row: models.Model, names: tuple[str, ...], faults: Faults) -> None:
    """Note what a column cannot hold: a blank, a text too long, no such choice, a day far off."""
    for name in names:
        field: Any = row._meta.get_field(name)
        value = getattr(row, name)
        if value is None or value == "":
            if not (field.null or field.blank):
                faults.add(name, _("Cần điền mục này."), code="blank")
        elif field.choices:
            _check_choice(field, value, faults)
        elif isinstance(value, str) and field.max_length and len(value) > field.max_length:
            message = _("Dài quá %(most)s ký tự.") % {"most": field.max_length}
            faults.add(name, message, code="too_long", allowed=f"≤ {field.max_length}")
        elif isinstance(value, date) and not FIRST <= value <= LAST:
            faults.add(
                name, _("Ngày này quá xa."), code="out_of_range", found=value.isoformat(),
                allowed=f"{FIRST.isoformat()} … {LAST.isoformat()}",
            )  # fmt: skip


def _check_choice(field: Any, value: Any, faults: Faults) -> None:
    known = [code for code, _label in field.choices]
    if value not in known:
        faults.add(
            field.name, _("Không có lựa chọn này."), code="unknown", found=str(value)[:40],
            allowed=", ".join(known),
        )  # fmt: skip


def check_year(row: models.Model, name: str, faults: Faults) -> None:
    """Note a year that no plan is for."""
    value = getattr(row, name)
    if value not in YEARS:
        allowed = f"{YEARS[0]}–{YEARS[-1]}"
        faults.add(
            name, _("Năm này quá xa."), code="out_of_range", found=str(value), allowed=allowed
        )


def check_past(row: models.Model, names: tuple[str, ...], at: datetime, faults: Faults) -> None:
    """Note a day to come for something that is said to be done."""
    today = timezone.localdate(at)
    for name in names:
        day = getattr(row, name)
        if day is not None and today < day <= LAST:  # one fault of a day is enough
            faults.add(
                name, _("Ngày này chưa đến; chỉ ghi việc đã xong."), code="future",
                found=day.isoformat(), allowed=f"≤ {today.isoformat()}",
            )  # fmt: skip


def check_order(row: models.Model, earlier: str, later: str, message: str, faults: Faults) -> None:
    """Note `later` before `earlier`; a blank one is no fault."""
    first, second = getattr(row, earlier), getattr(row, later)
    if first is not None and second is not None and second < first:
        faults.add(
            later, message, code="too_early", found=second.isoformat(),
            allowed=f"≥ {first.isoformat()}",
        )  # fmt: skip


def said_why(why: str, field: str = "why") -> str:
    """The reason, in NFC; InvalidInput without one."""
    text = nfc(why)
    if not text:
        raise InvalidInput(Fault(field, _("Cần ghi lý do."), code="blank"))
    if len(text) > MOST_WHY:
        message = _("Dài quá %(most)s ký tự.") % {"most": MOST_WHY}
        raise InvalidInput(Fault(field, message, code="too_long", allowed=f"≤ {MOST_WHY}"))
    return text


def take_back(row: Any, verb: str, why: str, by: Any, at: datetime) -> None:
    """Strike a held row: it stays to be read and is counted no more."""
    row.struck_at, row.struck_why = at, why
    row.save(update_fields=["struck_at", "struck_why"])
    record(subject=row, verb=verb, by=by, at=at, chain=row.centre.code, why=why)
