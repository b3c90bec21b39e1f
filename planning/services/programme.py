"""The year's programme of work: its lines entered together, changed, done, struck."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import Said, record, record_many
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.text import fold, nfc
from common.verbs import name_verbs
from planning.models import ProgrammeItem
from planning.services import entering

FACTS = ("year", "title", "source", "issued_on", "due_on", "done_on", "strand")
DONE = ("issued_on", "done_on")
MOST = 200  # lines entered in one action

name_verbs(
    {
        "programme.add": gettext_lazy("thêm mục chương trình công tác"),
        "programme.change": gettext_lazy("sửa mục chương trình công tác"),
        "programme.finish": gettext_lazy("hoàn thành mục chương trình công tác"),
        "programme.strike": gettext_lazy("bỏ mục chương trình công tác"),
    }
)


@transaction.atomic
def add_items(
    *,
    centre: Centre,
    titles: Sequence[str],
    by: Any,
    at: datetime,
    again: bool = False,
    **facts: Any,
) -> list[ProgrammeItem]:
    """Lines of one programme, all or none; those that it has already are asked about (`again`)."""
    if not 1 <= len(titles) <= MOST:
        message = _("Mỗi lần thêm từ 1 đến %(most)s mục.") % {"most": MOST}
        fault = Fault("titles", message, code="out_of_range", found=str(len(titles)))
        raise InvalidInput(fault)
    made = []
    for number, title in enumerate(titles, start=1):
        row = ProgrammeItem(centre=centre, entered_by=by, entered_at=at)
        entering.put(row, {**facts, "title": title}, FACTS)
        check_item(row, at, of=number if len(titles) > 1 else 0)
        made.append(row)
    entering.hold_centre(centre)
    _ask_known(made, again=again)
    return _written(made, by, at)


def new_items(
    centre: Centre, many: Sequence[Mapping[str, Any]], *, by: Any, at: datetime
) -> list[ProgrammeItem]:
    """Lines each with facts of its own, in few queries, in the caller's transaction."""
    made = []
    for facts in many:
        row = ProgrammeItem(centre=centre, entered_by=by, entered_at=at)
        entering.put(row, facts, FACTS)
        check_item(row, at)
        made.append(row)
    return _written(made, by, at)


def _written(made: list[ProgrammeItem], by: Any, at: datetime) -> list[ProgrammeItem]:
    ProgrammeItem.objects.bulk_create(made, batch_size=500)
    said = [Said(row, "programme.add", entering.begun(row, FACTS)) for row in made]
    record_many(said, by=by, at=at, chain=made[0].centre.code)
    return made


@transaction.atomic
def change_item(
    *, item_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> ProgrammeItem:
    """Other facts of a line; `seen` are their values as the person read them."""
    row = _hold(item_id)
    entering.refuse_moved(row, seen)
    return _write(row, facts, "programme.change", by, at)


@transaction.atomic
def finish_item(*, item_id: int, on: date, by: Any, at: datetime) -> ProgrammeItem:
    """The line was done on a day."""
    row = _hold(item_id)
    if row.done_on is not None and row.done_on != on:
        message = _("Đã ghi ngày %(day)s. Ghi nhầm thì sửa ở trang sửa mục này.") % {
            "day": f"{row.done_on:%d/%m/%Y}"
        }
        fault = Fault("on", message, code="already_done", found=on.isoformat())
        raise Conflict(message, code="already_done", faults=(fault,))
    return _write(row, {"done_on": on}, "programme.finish", by, at)


@transaction.atomic
def strike_item(*, item_id: int, why: str, by: Any, at: datetime) -> ProgrammeItem:
    """Take a line back, with the reason."""
    row = _hold(item_id)
    entering.take_back(row, "programme.strike", entering.said_why(why), by, at)
    return row


def _hold(item_id: int) -> ProgrammeItem:
    row: ProgrammeItem = entering.hold_standing(
        ProgrammeItem.objects.select_related("centre"), item_id
    )
    return row


def _write(
    row: ProgrammeItem, facts: dict[str, Any], verb: str, by: Any, at: datetime
) -> ProgrammeItem:
    changes = entering.put(row, facts, FACTS)
    check_item(row, at)
    if changes:
        row.save(update_fields=list(changes))
        record(subject=row, verb=verb, by=by, at=at, chain=row.centre.code, changes=changes)
    return row


def check_item(row: ProgrammeItem, at: datetime, of: int = 0) -> None:
    """`of` is the line's number among many, for what is wrong with its title."""
    faults = Faults()
    entering.check_fields(row, FACTS, faults)
    entering.check_year(row, "year", faults)
    entering.check_past(row, DONE, at, faults)
    message = _("Hạn không được trước ngày ban hành.")
    entering.check_order(row, "issued_on", "due_on", message, faults)
    if of:
        faults.found = [_of_line(one, of) for one in faults.found]
    faults.raise_if_any()


def _of_line(fault: Fault, number: int) -> Fault:
    if fault.field != "title":
        return fault
    message = _("Dòng %(n)s: %(message)s") % {"n": number, "message": fault.message}
    return Fault("titles", message, fault.code, fault.found, fault.allowed)


def _ask_known(made: Sequence[ProgrammeItem], *, again: bool) -> None:
    """Twice in what is sent is a mistake; what the programme has already may be a second one."""
    seen: set[str] = set()
    for row in made:
        key = fold(row.title)
        if key in seen:
            message = _("“%(title)s” được ghi hai lần.") % {"title": row.title}
            raise InvalidInput(Fault("titles", message, code="twice", found=row.title[:100]))
        seen.add(key)
    if again:
        return
    rows = ProgrammeItem.objects.standing().filter(centre=made[0].centre, year=made[0].year)
    there = [title for title in rows.values_list("title", flat=True) if fold(nfc(title)) in seen]
    if there:
        message = _(
            "Chương trình năm %(year)s đã có “%(title)s”. Nếu đúng là một mục khác, hãy xác nhận"
            " để thêm."
        ) % {"year": made[0].year, "title": there[0]}
        fault = Fault("titles", message, code="items_known", found=str(len(there)))
        raise Conflict(message, code="items_known", faults=(fault,))
