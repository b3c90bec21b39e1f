"""What is unusual about a worksheet, the gravest first. Plain data in and out.

None of it forbids anything: it says where a reviewer's eyes are needed. The bounds are ours; they
stand here, named, and nowhere else.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import groupby, pairwise

from calibration.review.comparing import compare
from calibration.review.record import Cell, Condition, Finding, Point, Record, Taken

NEAR = Decimal("0.8")  # of the limit
EDGE = Decimal("0.05")  # of the allowed width, from either end
BURST, WITHIN = 6, timedelta(seconds=3)  # nobody reads and keys six values in three seconds
PAUSE = timedelta(hours=2)
CLOCK = timedelta(minutes=1)  # clocks of devices differ by less
SOON = timedelta(days=30)
ENOUGH = 5  # so many equal numbers are no chance any more
_REPEATED = 3
_MOST_NAMED = 3

RANKS = {
    "failed": 100,
    "doubted": 95,
    "history": 90,
    "near": 80,
    "climate_outside": 75,
    "clock_back": 70,
    "copied": 68,
    "burst": 65,
    "corrected": 60,
    "returned": 55,
    "hangs_on_u": 50,
    "outside_scope": 45,
    "adjusted": 42,
    "all_nominal": 40,
    "drifted": 38,
    "no_spread": 35,
    "expiring": 32,
    "pause": 30,
    "climate_edge": 28,
    "first": 22,
    "floor": 20,
    "files": 10,
}


def findings(record: Record) -> list[Finding]:
    """Everything unusual, in the order in which it is to be looked at."""
    found = [each for rule in _RULES for each in rule(record)]
    return sorted(found, key=lambda each: -each.rank)


def _say(kind: str, **facts: object) -> Finding:
    return Finding(kind, RANKS[kind], {name: str(value) for name, value in facts.items()})


# Results


def _failed(record: Record) -> Iterable[Finding]:
    if record.failed:
        yield _say("failed")


def _near(record: Record) -> Iterable[Finding]:
    """Near the limit by the error alone, or past it once U is added."""
    used = [point for point in record.deciding if point.share is not None]
    near = [point for point in used if NEAR <= (point.share or 0) <= 1]
    if near:
        worst = max(near, key=lambda point: point.share or 0)
        percent = int((worst.share or 0) * 100)
        yield _say("near", percent=percent, point=worst.words, n=len(near))
    hanging = [point for point in used if point not in near and _hangs(point)]
    if hanging:
        yield _say("hangs_on_u", point=_names(hanging), n=len(hanging))


def _hangs(point: Point) -> bool:
    """The error is within the limit, and U reaches past it."""
    if point.share is None or not point.limit or point.expanded is None:
        return False
    return point.share <= 1 < point.share + abs(point.expanded / point.limit)


def _history(record: Record) -> Iterable[Finding]:
    """More than the two uncertainties explain (E_n > 1, ISO 13528), or a good part of the limit."""
    if record.past is None:
        return
    changes = [change for change in compare(record.as_found, record.past.points) if change.counts]
    facts = {"on": record.past.on.isoformat()}
    for kind, wanted in (("history", True), ("drifted", False)):
        mine = [change for change in changes if change.grave is wanted]
        if mine:
            worst = max(mine, key=lambda change: change.weight)
            yield _say(
                kind, **facts, point=worst.point.words, n=len(mine), change=worst.difference,
                unit=worst.point.error_unit or worst.point.unit, en=worst.en_shown,
            )  # fmt: skip


def _floor(record: Record) -> Iterable[Finding]:
    raised = [point for point in record.points if point.cmc]
    if raised:
        yield _say("floor", n=len(raised), point=_names(raised))


# Conditions, standards, scope


def _climate(record: Record) -> Iterable[Finding]:
    for one in record.climate:
        if _outside(one):
            facts = {"found": one.shown, "allowed": one.allowed, "reason": one.reason}
            yield _say("climate_outside", vi=one.label["vi"], en=one.label["en"], **facts)
        elif _edge(one):
            facts = {"found": one.shown, "allowed": one.allowed}
            yield _say("climate_edge", vi=one.label["vi"], en=one.label["en"], **facts)


def _outside(one: Condition) -> bool:
    low = one.least is not None and one.value < one.least
    return low or (one.most is not None and one.value > one.most)


def _edge(one: Condition) -> bool:
    """In the outermost part of what is allowed; an open end has none."""
    if one.least is None or one.most is None or one.least >= one.most:
        return False
    width = (one.most - one.least) * EDGE
    return min(one.value - one.least, one.most - one.value) <= width


def _standards(record: Record) -> Iterable[Finding]:
    for one in record.standards:
        if one.doubted:
            yield _say("doubted", code=one.code)
        elif record.on is not None and one.valid_until - record.on <= SOON:
            yield _say("expiring", code=one.code, until=one.valid_until.isoformat())


def _remarks(record: Record) -> Iterable[Finding]:
    if record.outside:
        yield _say("outside_scope", **record.outside)
    if record.adjusted:
        yield _say("adjusted", note=record.adjusted)
    if record.first:
        yield _say("first")
    if record.returned:
        yield _say("returned", n=record.returned)
    if record.files:
        yield _say("files", n=len(record.files), names=_listed(record.files))


# Readings


def _corrected(record: Record) -> Iterable[Finding]:
    mended = [one for one in record.readings if one.supersedes]
    if mended:
        reasons = list(dict.fromkeys(one.reason for one in mended if one.reason))
        yield _say("corrected", n=len(mended), reasons=_listed(reasons))


def _clock(record: Record) -> Iterable[Finding]:
    """What came later was taken earlier, on one device; or before the work began."""
    back = 0
    by_device: dict[str, list[Taken]] = {}
    for one in record.readings:
        by_device.setdefault(one.device, []).append(one)
    for mine in by_device.values():
        newest = None
        arrived = sorted(mine, key=lambda one: one.received_at)
        for _moment, batch in groupby(arrived, key=lambda one: one.received_at):
            moments = [one.taken_at for one in batch]
            if newest is not None:
                back += sum(moment < newest - CLOCK for moment in moments)
            newest = max([*moments, *([newest] if newest else [])])
    if record.started_at is not None:
        back += sum(one.taken_at < record.started_at - CLOCK for one in record.readings)
    if back:
        yield _say("clock_back", n=back)


def _pace(record: Record) -> Iterable[Finding]:
    """Faster than hands, or with a long pause in between."""
    times = sorted(one.taken_at for one in record.readings if one.measured)
    most, at = 0, None
    first = 0
    for last, moment in enumerate(times):
        while moment - times[first] > WITHIN:
            first += 1
        if last - first + 1 > most:
            most, at = last - first + 1, times[first]
    if most >= BURST and at is not None:
        yield _say("burst", n=most, seconds=int(WITHIN.total_seconds()), at=at.isoformat())
    longest = max(pairwise(times), key=lambda pair: pair[1] - pair[0], default=None)
    if longest is not None and longest[1] - longest[0] >= PAUSE:
        minutes = int((longest[1] - longest[0]).total_seconds()) // 60
        yield _say("pause", minutes=minutes, at=longest[0].isoformat())


def _identical(record: Record) -> Iterable[Finding]:
    """Numbers too equal: those of last time, those of the plan, or all repeats alike."""
    now = _counting(record.readings)
    if record.past is not None:
        then = _counting(record.past.readings)
        same = [cell for cell, one in now.items() if cell in then and _same(one, then[cell])]
        if len(same) >= max(ENOUGH, 1) and len(same) == len(now):
            yield _say("copied", n=len(same), on=record.past.on.isoformat())
    references = {(each.section, each.row): each for each in record.points}
    planned = [one for cell, one in now.items() if _is_nominal(one, references.get(cell[:2]))]
    if len(planned) >= ENOUGH and len(planned) == len(now):
        yield _say("all_nominal", n=len(planned))
    groups: dict[tuple[str, int, str], list[str]] = {}
    for (section, row, column, _repeat), one in now.items():
        groups.setdefault((section, row, column), []).append(one.digits)
    repeated = [digits for digits in groups.values() if len(digits) >= _REPEATED]
    if len(repeated) >= _REPEATED and all(len(set(digits)) == 1 for digits in repeated):
        yield _say("no_spread", n=sum(len(digits) for digits in repeated))


def _counting(readings: Sequence[Taken]) -> dict[Cell, Taken]:
    return {one.cell: one for one in readings if one.measured and not one.superseded}


def _same(one: Taken, other: Taken) -> bool:
    return (one.digits, one.unit) == (other.digits, other.unit)


def _is_nominal(one: Taken, point: Point | None) -> bool:
    if point is None or point.reference is None or one.unit != point.unit:
        return False
    return Decimal(one.digits) == point.reference


def _names(points: Sequence[Point]) -> str:
    return _listed([point.words for point in points])


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(name for name in names[:_MOST_NAMED] if name)
    return f"{shown}…" if len(names) > _MOST_NAMED else shown


_RULES: tuple[Callable[[Record], Iterable[Finding]], ...] = (
    _failed, _near, _history, _floor, _climate, _standards, _remarks, _corrected, _clock, _pace,
    _identical,
)  # fmt: skip
