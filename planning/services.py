"""Entering targets. A plan is never edited: an adjustment is a new row that names its paper."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.period import Period
from common.text import nfc
from common.verbs import name_verbs
from planning.models import Measure, Target

MOST = 10**15  # đồng: beyond any centre, within both engines' integers

name_verbs(
    {
        "target.set": gettext_lazy("giao chỉ tiêu"),
        "target.adjust": gettext_lazy("điều chỉnh chỉ tiêu"),
    }
)


@transaction.atomic
def set_target(
    *,
    centre: Centre,
    measure: str,
    period: str,
    value: int,
    source: str,
    decided_on: date,
    by: Any,
    at: datetime,
) -> Target:
    """The first plan of a measure for a centre and a period."""
    if measure not in Measure.values:
        allowed = ", ".join(Measure.values)
        raise InvalidInput(
            Fault("measure", _("Không có chỉ tiêu này."), found=measure, allowed=allowed)
        )
    code = Period.parse(period).code
    _check(value, source)
    # The centre's row stands for "no target yet": two first plans at once wait for each other.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if Target.objects.filter(centre=centre, measure=measure, period=code).exists():
        raise Conflict(
            _("Chỉ tiêu này của kỳ %(period)s đã có. Hãy ghi một lần điều chỉnh.")
            % {"period": code},
            code="target_known",
        )
    made = Target.objects.create(
        centre=centre,
        measure=measure,
        period=code,
        value=value,
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
        changes={"value": (None, value), "source": (None, made.source)},
    )
    return made


@transaction.atomic
def adjust_target(
    *, target_id: int, value: int, source: str, decided_on: date, by: Any, at: datetime
) -> Target:
    """A new value for a plan, on the strength of `source`. Only the newest row is adjusted."""
    rows = Target.objects.select_related("centre").select_for_update(of=("self",), no_key=True)
    last = rows.get(pk=target_id)
    if Target.objects.filter(adjusts=last).exists():
        raise Conflict(
            _("Chỉ tiêu này đã được điều chỉnh. Hãy điều chỉnh lần giao mới nhất."),
            code="already_adjusted",
        )
    _check(value, source)
    if decided_on < last.decided_on:
        raise InvalidInput(
            Fault(
                "decided_on",
                _("Ngày điều chỉnh không được trước lần giao trước."),
                code="too_early",
                found=decided_on.isoformat(),
                allowed=f"≥ {last.decided_on.isoformat()}",
            )
        )
    made = Target.objects.create(
        centre=last.centre,
        measure=last.measure,
        period=last.period,
        value=value,
        source=source,
        decided_on=decided_on,
        adjusts=last,
        entered_by=by,
        entered_at=at,
    )
    # The event stands with the first plan, so that one thing has one history.
    record(
        subject=first_of(last),
        verb="target.adjust",
        by=by,
        at=at,
        chain=last.centre.code,
        changes={"value": (last.value, value), "source": (last.source, made.source)},
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


def _check(value: int, source: str) -> None:
    faults = Faults()
    if not 0 <= value <= MOST:
        faults.add(
            "value",
            _("Giá trị phải từ 0 đến %(most)s.") % {"most": MOST},
            code="out_of_range",
            found=str(value),
            allowed=f"0–{MOST}",
        )
    if not nfc(source):
        faults.add("source", _("Cần ghi văn bản giao."), code="blank")
    elif len(nfc(source)) > 200:  # noqa: PLR2004 — the column's width
        faults.add("source", _("Tên văn bản dài quá 200 ký tự."), code="too_long")
    faults.raise_if_any()
