"""Activities: entered one by one or from a list of titles, changed, struck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import Said, record, record_many
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.text import fold, nfc
from common.verbs import name_verbs
from planning.kinds import NEEDED, ONLY
from planning.models import Activity
from planning.services import entering

FACTS = (
    "kind", "title", "strand", "begun_on", "due_on", "done_on", "quantity", "approximate",
    "people", "paper", "sort", "venue", "venue_name", "degree",
)  # fmt: skip
ACTIVITIES = Activity.objects.select_related("centre")
MOST_LINES = 500
MOST_QUANTITY = 1_000_000
_BLANK: Mapping[str, Any] = {"quantity": 1, "approximate": False}

name_verbs(
    {
        "activity.add": gettext_lazy("thêm hoạt động"),
        "activity.change": gettext_lazy("sửa hoạt động"),
        "activity.strike": gettext_lazy("bỏ hoạt động"),
    }
)


@transaction.atomic
def add_activity(
    *, centre: Centre, by: Any, at: datetime, again: bool = False, **facts: Any
) -> Activity:
    """One activity. The same of that day is asked about (`again`)."""
    entering.hold_centre(centre)
    (found,) = new_activities(centre, [facts], by=by, at=at, again=again)
    return found


@dataclass(frozen=True)
class Titled:
    """One line of a pasted list: a title, and the number of its paper where the line has one."""

    title: str
    paper: str = ""


def titles_of(text: str) -> list[Titled]:
    """One activity for each line that is not blank; before a tab stands the number of the paper."""
    found = []
    for line in text.splitlines():
        first, tab, rest = nfc(line).partition("\t")
        title = nfc(rest) if tab and nfc(rest) else nfc(first)
        if title:
            found.append(Titled(title, nfc(first) if tab and nfc(rest) else ""))
    return found


@transaction.atomic
def add_activities(
    *,
    centre: Centre,
    titles: Sequence[Titled],
    by: Any,
    at: datetime,
    again: bool = False,
    **facts: Any,
) -> list[Activity]:
    """One activity for each title, alike but for it: all or none. Faults name `titles.N.field`."""
    if not titles:
        raise InvalidInput(Fault("titles", _("Cần ít nhất một dòng."), code="blank"))
    if len(titles) > MOST_LINES:
        message = _("Nhiều nhất %(most)s dòng một lần.") % {"most": MOST_LINES}
        raise InvalidInput(
            Fault("titles", message, code="too_many", found=str(len(titles)),
                  allowed=f"≤ {MOST_LINES}")
        )  # fmt: skip
    rows = [facts | {"title": one.title} | _paper(one) for one in titles]
    entering.hold_centre(centre)
    return new_activities(centre, rows, by=by, at=at, again=again, lines=True)


def _paper(one: Titled) -> dict[str, str]:
    return {"paper": one.paper} if one.paper else {}


def new_activities(
    centre: Centre,
    many: Sequence[Mapping[str, Any]],
    *,
    by: Any,
    at: datetime,
    again: bool,
    lines: bool = False,
) -> list[Activity]:
    """Written in few queries, in the caller's transaction, with the unit held."""
    faults = Faults()
    made, told = [], []
    for number, facts in enumerate(many, start=1):
        row = Activity(centre=centre, entered_by=by, entered_at=at)
        told.append(entering.put(row, facts, FACTS))
        made.append(row)
        for fault in faults_of(row, at):
            field = f"titles.{number}.{fault.field}" if lines else fault.field
            message = _("Dòng %(n)s: %(said)s") % {"n": number, "said": fault.message}
            faults.add(
                field, message if lines else fault.message, code=fault.code, found=fault.found,
                allowed=fault.allowed,
            )  # fmt: skip
    faults.raise_if_any()
    if not again:
        _ask_known(centre, made)
    Activity.objects.bulk_create(made, batch_size=500)
    said = [Said(row, "activity.add", changes) for row, changes in zip(made, told, strict=True)]
    record_many(said, by=by, at=at, chain=centre.code)
    return made


@transaction.atomic
def change_activity(
    *, activity_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> Activity:
    """Other facts of an activity; `seen` are their values as the person read them."""
    row: Activity = entering.hold_standing(ACTIVITIES, activity_id)
    entering.refuse_moved(row, seen)
    changes = entering.put(row, facts, FACTS)
    if found := faults_of(row, at):
        raise InvalidInput(*found)
    if changes:
        row.save(update_fields=list(changes))
        record(
            subject=row, verb="activity.change", by=by, at=at, chain=row.centre.code,
            changes=changes,
        )  # fmt: skip
    return row


@transaction.atomic
def strike_activity(*, activity_id: int, why: str, by: Any, at: datetime) -> Activity:
    """Take an entry back, with the reason."""
    row: Activity = entering.hold_standing(ACTIVITIES, activity_id)
    entering.take_back(row, "activity.strike", entering.said_why(why), by, at)
    return row


def faults_of(row: Activity, at: datetime) -> list[Fault]:
    """What keeps an activity from being written; empty when nothing does."""
    faults = Faults()
    entering.check_fields(row, tuple(name for name in FACTS if name != "quantity"), faults)
    entering.check_past(row, ("begun_on", "done_on"), at, faults)
    message = _("Ngày hoàn thành không được trước ngày bắt đầu.")
    entering.check_order(row, "begun_on", "done_on", message, faults)
    if row.begun_on is None and row.done_on is None and "begun_on" not in _missing(row):
        message = _("Cần ngày hoàn thành; việc đang làm thì ghi ngày bắt đầu.")
        faults.add("done_on", message, code="blank")
    if not 1 <= row.quantity <= MOST_QUANTITY:
        faults.add(
            "quantity", _("Số lượt từ 1 đến %(most)s.") % {"most": MOST_QUANTITY},
            code="out_of_range", found=str(row.quantity), allowed=f"1–{MOST_QUANTITY}",
        )  # fmt: skip
    _check_kind(row, faults)
    return faults.found


def _missing(row: Activity) -> list[str]:
    return [name for name, kinds in NEEDED.items() if row.kind in kinds and not getattr(row, name)]


_ASK = {
    "venue": gettext_lazy("Bài báo cần loại nơi đăng."),
    "degree": gettext_lazy("Đào tạo, bảo vệ cần trình độ."),
    "paper": gettext_lazy("Phát hiện cần tên đợt đánh giá hoặc văn bản của đợt."),
    "begun_on": gettext_lazy("Phát hiện cần ngày phát hiện."),
}


def _check_kind(row: Activity, faults: Faults) -> None:
    for name in _missing(row):
        faults.add(name, _ASK[name], code="blank")
    for name, kinds in ONLY.items():
        value = getattr(row, name)
        if row.kind not in kinds and value != _BLANK.get(name, ""):
            message = _("Loại hoạt động này không có mục này.")
            faults.add(name, message, code="not_of_kind", found=str(value)[:40])


def key_of(row: Activity) -> tuple[Any, ...]:
    """By which two entries are taken for one: kind, title and day."""
    return (row.kind, fold(row.title), fold(row.paper), row.begun_on, row.done_on)


def known_keys(centre: Centre, kinds: set[str]) -> dict[tuple[Any, ...], Activity]:
    """What the unit has entered already, by its key; one query."""
    rows = Activity.objects.standing().filter(centre=centre, kind__in=kinds).order_by("-pk")
    return {key_of(row): row for row in rows}


def _ask_known(centre: Centre, made: Sequence[Activity]) -> None:
    known = set(known_keys(centre, {row.kind for row in made}))
    twice = []
    for row in made:
        if key_of(row) in known:
            twice.append(row.title)
        known.add(key_of(row))
    if twice:
        titles = "; ".join(title[:80] for title in twice[:3])
        message = _(
            "Đã có hoạt động cùng loại, cùng tên, cùng ngày: %(titles)s. Nếu đúng là hoạt động "
            "khác, hãy xác nhận để thêm."
        ) % {"titles": titles}
        fault = Fault("again", message, code="activity_known", found=str(len(twice)))
        raise Conflict(message, code="activity_known", faults=(fault,))
