"""Entering targets. A plan is never edited: an adjustment is a new row that names its paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.holding import hold
from common.period import Period
from common.text import nfc
from common.verbs import name_verbs
from planning.measures import Measure, is_code, known, offered, own_code
from planning.models import Target
from planning.numbers import MOST_PLACES, Number
from planning.services.entering import FIRST, LAST

MOST = 10**15  # đồng: beyond any centre, within both engines' integers
LONGEST = {"source": 200, "name": 200, "unit": 40}

name_verbs(
    {
        "target.set": gettext_lazy("giao chỉ tiêu"),
        "target.adjust": gettext_lazy("điều chỉnh chỉ tiêu"),
    }
)


@dataclass(frozen=True)
class OwnGoal:
    """A unit's own goal, which no indicator counts; a blank `code` is made from the name."""

    name: str
    unit: str
    code: str = ""


@transaction.atomic
def set_target(
    *,
    centre: Centre,
    measure: str | OwnGoal,
    period: str,
    value: int | Number,
    source: str,
    decided_on: date,
    by: Any,
    at: datetime,
) -> Target:
    """The first plan for a centre and a period: of an offered indicator, or of an own goal."""
    goal = _measured(measure)
    number = value if isinstance(value, Number) else Number(value)
    code = Period.parse(period).code
    _check(number, source, goal.places, decided_on)
    # The centre's row stands for "no target yet": two first plans at once wait for each other.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if Target.objects.filter(centre=centre, measure=goal.code, period=code).exists():
        raise Conflict(
            _("Chỉ tiêu này của kỳ %(period)s đã có. Hãy ghi một lần điều chỉnh.")
            % {"period": code},
            code="target_known",
        )
    own = isinstance(measure, OwnGoal)
    made = Target.objects.create(
        centre=centre,
        measure=goal.code,
        name=goal.label if own else "",
        unit=goal.unit if own else "",
        period=code,
        value=number.value,
        places=number.places,
        source=source,
        decided_on=decided_on,
        entered_by=by,
        entered_at=at,
    )
    record(
        subject=made,
        verb="target.set",
        by=by,
        at=at,
        chain=centre.code,
        changes={"value": (None, str(number)), "source": (None, made.source)},
    )
    return made


@transaction.atomic
def adjust_target(
    *,
    target_id: int,
    value: int | Number,
    source: str,
    decided_on: date,
    by: Any,
    at: datetime,
) -> Target:
    """A new value for a plan, on the strength of `source`. Only the newest row is adjusted."""
    last = hold(Target.objects.select_related("centre"), target_id)
    if Target.objects.filter(adjusts=last).exists():
        raise Conflict(
            _("Chỉ tiêu này đã được điều chỉnh. Hãy điều chỉnh lần giao mới nhất."),
            code="already_adjusted",
        )
    number = value if isinstance(value, Number) else Number(value)
    goal = offered().get(last.measure)
    _check(number, source, MOST_PLACES if goal is None else goal.places, decided_on)
    _check_day(last, decided_on)
    made = Target.objects.create(
        centre=last.centre,
        measure=last.measure,
        name=last.name,
        unit=last.unit,
        period=last.period,
        value=number.value,
        places=number.places,
        source=source,
        decided_on=decided_on,
        adjusts=last,
        entered_by=by,
        entered_at=at,
    )
    # The event stands with the first plan, so that one thing has one history.
    before = str(Number(last.value, last.places))
    record(
        subject=first_of(last),
        verb="target.adjust",
        by=by,
        at=at,
        chain=last.centre.code,
        changes={"value": (before, str(number)), "source": (last.source, made.source)},
    )
    return made


def first_of(target: Target) -> Target:
    """The first plan that `target` goes back to."""
    first: Target = Target.objects.get(
        centre_id=target.centre_id,
        measure=target.measure,
        period=target.period,
        adjusts__isnull=True,
    )
    return first


def check_target(
    measure: str | OwnGoal, number: Number, source: str, decided_on: date | None = None
) -> str:
    """The code of what would be planned; InvalidInput names what keeps it from being written."""
    goal = _measured(measure)
    _check(number, source, goal.places, decided_on)
    return goal.code


def _measured(measure: str | OwnGoal) -> Measure:
    return _own(measure) if isinstance(measure, OwnGoal) else _offered(measure)


def _offered(code: str) -> Measure:
    found = offered().get(code)
    if found is None:
        allowed = ", ".join(offered())
        raise InvalidInput(
            Fault("measure", _("Không có chỉ tiêu này."), found=code, allowed=allowed)
        )
    return found


def _own(goal: OwnGoal) -> Measure:
    name, unit = nfc(goal.name), nfc(goal.unit)
    code = goal.code or own_code(name)
    faults = Faults()
    for field, text in (("name", name), ("unit", unit)):
        if not text:
            faults.add(field, _("Chỉ tiêu riêng cần tên và đơn vị tính."), code="blank")
        elif len(text) > LONGEST[field]:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST[field]}
            faults.add(field, message, code="too_long", allowed=f"<= {LONGEST[field]}")
    if not is_code(code):
        message = _("Mã chỉ tiêu gồm chữ thường không dấu, chữ số và dấu gạch dưới.")
        faults.add("measure", message, code="bad_code", found=code, allowed="[a-z0-9_]{1,60}")
    elif code in known():
        message = _("Chỉ tiêu có sẵn thì tên và đơn vị tính lấy theo danh mục.")
        faults.add("name", message, code="not_own", found=code)
    faults.raise_if_any()
    return Measure(code, name, unit, places=MOST_PLACES)


def _check_day(last: Target, decided_on: date) -> None:
    if decided_on < last.decided_on:
        raise InvalidInput(
            Fault(
                "decided_on",
                _("Ngày điều chỉnh không được trước lần giao trước."),
                code="too_early",
                found=decided_on.isoformat(),
                allowed=f"> {last.decided_on.isoformat()}",
            )
        )
    # Which of two values of a day held on it, nobody could tell: the first plan is one of them.
    if decided_on == last.decided_on:
        raise InvalidInput(
            Fault(
                "decided_on",
                _("Ngày %(day)s chỉ tiêu này đã được giao hoặc điều chỉnh; mỗi ngày một lần.")
                % {"day": f"{decided_on:%d/%m/%Y}"},
                code="same_day",
                found=decided_on.isoformat(),
                allowed=f"> {last.decided_on.isoformat()}",
            )
        )


def _check(number: Number, source: str, most_places: int, decided_on: date | None) -> None:
    faults = Faults()
    if decided_on is not None and not FIRST <= decided_on <= LAST:
        faults.add(
            "decided_on",
            _("Ngày này quá xa."),
            code="out_of_range",
            found=decided_on.isoformat(),
            allowed=f"{FIRST.isoformat()} … {LAST.isoformat()}",
        )
    if not 0 <= number.value <= MOST:
        faults.add(
            "value",
            _("Giá trị phải từ 0 đến %(most)s.") % {"most": MOST},
            code="out_of_range",
            found=str(number.value),
            allowed=f"0–{MOST}",
        )
    if not 0 <= number.places <= most_places:
        faults.add(
            "value",
            _("Chỉ tiêu này là số nguyên.")
            if most_places == 0
            else _("Nhiều nhất %(most)s chữ số thập phân.") % {"most": most_places},
            code="too_many_places",
            found=str(number.places),
            allowed=f"0–{most_places}",
        )
    if not nfc(source):
        faults.add("source", _("Cần ghi văn bản giao."), code="blank")
    elif len(nfc(source)) > LONGEST["source"]:
        faults.add("source", _("Tên văn bản dài quá 200 ký tự."), code="too_long")
    faults.raise_if_any()
