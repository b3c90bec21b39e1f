"""What the history proposes as the interval of a standard. A person decides, with a reason."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from instruments.models import Standard, StandardCalibration
from instruments.upkeep.drift import DAYS_A_MONTH, PointDrift, drifts, interval_days, shown
from instruments.words import in_words
from metrology.errors import MetrologyError
from metrology.figures import percent
from metrology.intervals.interval_test import (
    INTERVAL_TEST,
    Calibration,
    Service,
    TimeToLimit,
    deviations,
    drift_model,
    interval_test_of_history,
    variables_interval,
)
from metrology.intervals.variables import TIMES

TARGET = 0.95  # of the calibrations shall find the standard within its permissible error
CONFIDENCE = 0.95  # of the time to the limit, two-sided
LEAST_CHANGES = 2  # of a value from one calibration to the next
MOST_LONGER = 1.5  # at one time
_ALMOST = 0.06


@dataclass(frozen=True)
class Method:
    """One method: the months it gives, or why it gives none; what it was computed from."""

    key: str
    name: str
    months: int | None
    reason: str
    used: str


@dataclass(frozen=True)
class Proposal:
    """What is proposed beside what is in use."""

    present: int
    decided: bool
    months: int | None
    sentence: str
    methods: tuple[Method, ...]


def proposal(standard: Standard, day: date) -> Proposal | None:
    """The interval that the events by `day` speak for; None without any event."""
    newest = standard.newest_on(day)
    if newest is None:
        return None
    present = interval_days(standard, newest)
    methods = (_a3(standard, day, present), _variables(standard, day))
    months = _months(min(present * MOST_LONGER, 3650.0))
    given = [method.months for method in methods if method.months is not None]
    found = min([months, *given]) if given else None
    now = max(1, round(present / DAYS_A_MONTH))
    return Proposal(now, bool(standard.interval_months), found, _said(found, now), methods)


def _said(months: int | None, present: int) -> str:
    if months is None:
        return _("Chưa phương pháp nào tính được chu kỳ: giữ chu kỳ hiện tại.")
    if months < 1:
        return _("Không chu kỳ nào đề nghị được: hãy xem lại giới hạn hoặc cách sử dụng chuẩn.")
    facts = {"months": ngettext("%(n)s tháng", "%(n)s tháng", months) % {"n": months}}
    if months < present:
        return _("Đề nghị rút ngắn chu kỳ xuống %(months)s.") % facts
    if months > present:
        return (
            _("Đề nghị kéo dài chu kỳ lên %(months)s, không quá 1,5 lần chu kỳ hiện tại.") % facts
        )
    return _("Đề nghị giữ chu kỳ %(months)s.") % facts


def _months(days: float) -> int:
    """Whole months; a day or two short of one is one: a year ends on the day before."""
    return int(days / DAYS_A_MONTH + _ALMOST)


def _a3(standard: Standard, day: date, present: float) -> Method:
    """Method A3: how many of the calibrations found the standard within its permissible error."""
    name, lang = _("Tỷ lệ đạt (NCSLI RP-1, A3)"), get_language() or "vi"
    if standard.mpe is None:
        return Method("a3", name, None, _no_limit(), "")
    events = _reckoned(standard, day)
    history = [Calibration(event.on, _within(standard, event)) for event in events]
    try:
        found = interval_test_of_history(history, interval_days=present, target=TARGET)
    except MetrologyError:
        why = _("Chưa có lần hiệu chuẩn nào cách lần trước khoảng một chu kỳ (±25 %).")
        return Method("a3", name, None, why, "")
    used = _(
        "%(passed)s/%(n)s lần đạt (%(observed)s), mục tiêu %(target)s; %(unused)s lần không tính vì"
        " cách lần trước quá khác một chu kỳ; độ tin cậy để bác bỏ %(rejection)s."
    ) % {
        "passed": found.passed,
        "n": found.n,
        "observed": percent(found.observed, lang),
        "target": percent(TARGET, lang),
        "unused": found.unused,
        "rejection": percent(found.rejection_confidence, lang),
    }
    return Method(
        "a3",
        name,
        _months(found.recommended_days),
        in_words(INTERVAL_TEST[found.reason]),
        used,
    )


def _reckoned(standard: Standard, day: date) -> list[StandardCalibration]:
    """Events with values that nobody doubts, in order of time, one a day."""
    rows = [
        event
        for event in reversed(standard.events())
        if event.on <= day and not event.doubts.all() and event.values_of(standard.quantity)
    ]
    return list({event.on: event for event in rows}.values())


def _within(standard: Standard, event: StandardCalibration) -> bool:
    assert standard.mpe is not None
    unit = standard.mpe.unit
    lines = event.values_of(standard.quantity)
    return all(abs(line.correction.to(unit)) <= standard.mpe.value for line in lines)


def _no_limit() -> str:
    return _("Chưa ghi sai số cho phép của chuẩn, nên không có giới hạn để so sánh.")


def _variables(standard: Standard, day: date) -> Method:
    """The variables method at every point; the one that reaches its limit first counts."""
    name = _("Theo giá trị (NASA-HDBK-8739.19-5, chương 7)")
    if standard.mpe is None:
        return Method("variables", name, None, _no_limit(), "")
    points = [each for each in drifts(standard, day) if each.limit]
    times = [(each, time) for each in points if (time := _time(each)) is not None]
    if not times:
        why = _("Cần ít nhất ba lần hiệu chuẩn có cùng một điểm.")
        return Method("variables", name, None, why, "")
    nearest, time = min(times, key=lambda pair: _days(pair[1]))
    used = _("%(points)s điểm; điểm chạm giới hạn trước nhất: %(point)s; độ tin cậy %(p)s.") % {
        "points": len(times),
        "point": shown(nearest.nominal),
        "p": percent(CONFIDENCE, get_language() or "vi"),
    }
    months = _months(min(_days(time), 36500.0))
    return Method("variables", name, months, in_words(TIMES[time.reason]), used)


def _days(time: TimeToLimit) -> float:
    return float("inf") if time.days is None else time.days


def _time(point: PointDrift) -> TimeToLimit | None:
    found = point.reckoned
    if len(found) <= LEAST_CHANGES:
        return None
    history = [Service(each.event.on, float(each.value.correction)) for each in found]
    changes, last = deviations(history), found[-1].value
    model = drift_model(changes.days, changes.deviations, u0=float(last.u))
    limit = float(point.limit or 0)
    return variables_interval(
        model, y0=float(last.correction), confidence=CONFIDENCE, lower=-limit, upper=limit
    )
