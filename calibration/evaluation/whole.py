"""From readings to results. Plain data in, plain data out: no queries, no clock.

Everything is computed from the latest readings with exact decimals. A blank stays blank, and
what is still missing is named cell by cell. A result is rounded once, where it is stated.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from calibration.definition import Climate
from calibration.evaluation.points import point_of
from calibration.evaluation.rows import laid_out, repeats, row_envs, seen_by
from calibration.evaluation.work import (
    Cell,
    ChannelVerdict,
    ClimateFinding,
    Entry,
    Evaluation,
    PointResult,
    Work,
)
from calibration.plan import Laid
from calibration.sections import LEFT
from metrology.formula.expression_values import CONTEXT
from metrology.quantities.units import UNITS, convert


def evaluate(work: Work) -> Evaluation:
    """Compute every point and the verdict of the whole."""
    with localcontext(CONTEXT):
        rows, across = row_envs(work)
        points = [point_of(work, row, seen_by(across, row.laid)) for row in rows]
        left_out = _left_out(work)
        missing, stopped_by = _missing(work, points, left_out)
        points = [point for point in points if point.section not in left_out]
        deciding = [point for point in points if _decides(work, point)]
        undecided = [] if missing or stopped_by else [p for p in deciding if _is_open(p)]
        whole = "" if undecided or missing else _verdict(work, deciding, stopped_by)
        return Evaluation(
            points=tuple(points),
            missing=tuple(missing),
            verdict="reported" if whole == "pass" and not work.judged else whole,
            stopped_by=stopped_by,
            undecided=tuple(undecided),
            climate=tuple(_climate(work)),
            channels=tuple(_channels(work, deciding, missing)),
            conformity=_conformity(work, deciding, whole),
        )


def _decides(work: Work, point: PointResult) -> bool:
    """What was left decides, where the instrument was adjusted."""
    return point.phase == _last_phase(work)


def _last_phase(work: Work) -> str:
    return LEFT if work.adjusted else ""


def _is_open(point: PointResult) -> bool:
    return any(rule["met"] is None for rule in point.acceptance)


# What is missing


def _missing(
    work: Work, points: Sequence[PointResult], left_out: set[str]
) -> tuple[list[Cell], str]:
    """Required cells still blank, in the order of work, up to a failure that ends it.

    A table that may be left out is, or is whole.
    """
    definition, cells = work.definition, work.cells
    missing: list[Cell] = [
        ("environment", 0, climate.key, 0)
        for climate in definition.environment
        if climate.required and ("environment", 0, climate.key, 0) not in cells
    ]
    for check in definition.checks:
        cell = ("checks", 0, check.key, 0)
        if cell not in cells:
            missing.append(cell)
        elif check.stop_on_fail and cells[cell].digits == "fail":
            return missing, check.key
    # By channel and phase: one failed hose leaves the other's work to do; what was found so wrong
    # that the work ended there cannot be measured any more once it is adjusted.
    stopped: dict[tuple[int, str], str] = {}
    for laid in laid_out(work):
        if stopped.keys() & {(0, laid.phase), (laid.channel, laid.phase)}:
            continue
        blank = [] if laid.section in left_out else _blank_cells(work, laid)
        missing.extend(blank)
        if not blank and _ends_here(work, laid, points):
            stopped[laid.channel, laid.phase] = laid.section
    deciding = (section for (_, phase), section in stopped.items() if phase == _last_phase(work))
    return missing, next(deciding, "")


def _ends_here(work: Work, laid: Laid, points: Sequence[PointResult]) -> bool:
    """Whether the table failed and that ends the work of its channel in its phase."""
    if not work.definition.by_key[laid.table].stop_on_fail:
        return False
    return any(point.section == laid.section and point.verdict == "fail" for point in points)


def _left_out(work: Work) -> set[str]:
    """The sections that may be left out and were: not a single cell of theirs is filled."""
    filled = {cell[0] for cell in work.cells}
    return {
        laid.section
        for laid in laid_out(work)
        if work.definition.by_key[laid.table].optional and laid.section not in filled
    }


def _blank_cells(work: Work, laid: Laid) -> list[Cell]:
    """In the order of the work."""
    table = work.definition.by_key[laid.table]
    columns = [column for column in table.observed if column.required]
    pairs = [(column, row) for column in columns for row in laid.rows]
    if table.by_row:
        pairs = [(column, row) for row in laid.rows for column in columns]
    return [
        (laid.section, row["row"], column.key, repeat)
        for column, row in pairs
        for repeat in range(repeats(column, row))
        if (laid.section, row["row"], column.key, repeat) not in work.cells
    ]


# The verdict


def _verdict(work: Work, points: Sequence[PointResult], stopped_by: str) -> str:
    answers = [
        work.cells[cell].digits
        for check in work.definition.checks
        if (cell := ("checks", 0, check.key, 0)) in work.cells
    ]
    if (stopped_by and work.judged) or "fail" in answers:
        return "fail"
    if not work.judged:
        return "reported"
    return "fail" if any(point.verdict == "fail" for point in points) else "pass"


def _conformity(work: Work, points: Sequence[PointResult], whole: str) -> str:
    """Of values reported with a statement of conformity: whether every judged point keeps it."""
    verdicts = {point.verdict for point in points if point.acceptance}
    if work.judged or not work.conformity or not whole or not verdicts:
        return ""
    return "pass" if verdicts == {"pass"} else "fail"


def _channels(
    work: Work, points: Sequence[PointResult], missing: Sequence[Cell]
) -> Iterator[ChannelVerdict]:
    laid = {each.section: each.channel for each in laid_out(work)}
    blank = {laid.get(cell[0], 0) for cell in missing}
    for each in work.plan.get("channels", ()):
        number = each["channel"]
        mine = [point for point in points if point.channel == number]
        verdict = ""
        if any(point.verdict == "fail" for point in mine):
            verdict = "fail"
        elif number not in blank and not any(_is_open(point) for point in mine):
            verdict = "pass" if work.decides else "reported"
        yield ChannelVerdict(number, each["label"], verdict)


# The environment


def _climate(work: Work) -> Iterator[ClimateFinding]:
    for climate in work.definition.environment:
        entry = work.cells.get(("environment", 0, climate.key, 0))
        if entry is None or climate.text or not _is_outside(climate, entry):
            continue
        unit = UNITS[climate.unit].symbol
        least, most = climate.least, climate.most
        yield ClimateFinding(
            key=climate.key,
            label=climate.label,
            found=f"{entry.digits} {UNITS[entry.unit].symbol}",
            allowed=f"{'' if least is None else least}…{'' if most is None else most} {unit}",
            blocking=climate.blocking,
            reason=entry.reason,
        )


def _is_outside(climate: Climate, entry: Entry) -> bool:
    value = convert(Decimal(entry.digits), UNITS[entry.unit], UNITS[climate.unit])
    low = climate.least is not None and value < climate.least
    return low or (climate.most is not None and value > climate.most)
