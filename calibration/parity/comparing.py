"""Every expected output of a workbook beside what the engine computes from the same inputs.

Two numbers are equal when they are the same as the cell shows them (its number format, or the
decimals of the mapping), or differ by no more than the noise of Excel's doubles: 10⁻⁹ of the
larger, 10⁻¹² of what the point measures. Otherwise the difference is given, also in units of the
last decimal shown and in parts of U. What is said is plain data, in no reader's language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from calibration.definition import Definition
from calibration.evaluation import Evaluation, PointResult, evaluate
from calibration.numbers import shortened, text_of
from calibration.parity.inputs import Prepared, Said, prepare, rows_at
from calibration.parity.mapping import Cells, Mapped
from calibration.parity.reading import Reader, Trouble, plain
from calibration.parity.workbook import Book
from calibration.sections import Section
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, Unit, convert, difference_unit

_RELATIVE, _NOISE = Decimal("1e-9"), Decimal("1e-12")
_ON_SCALE = ("reference", "indication")
_OF_STANDARD = ("u", "k", "expanded", "stated_error", "stated_expanded")


@dataclass(frozen=True)
class Comparison:
    """What is said of each mapped cell, in the order facts, standards, points, inputs, outputs."""

    cells: Sequence[Said]

    def count(self, status: str) -> int:
        """How many cells have this status."""
        return sum(each["status"] == status for each in self.cells)


def compare(definition: Definition, mapped: Mapped, book: Book) -> Comparison:
    """Recompute everything from the mapped inputs and compare cell by cell."""
    reader = Reader(book, mapped.sheet)
    found = prepare(definition, mapped, reader)
    evaluation = None
    if found.work is not None:
        try:
            evaluation = evaluate(found.work)
        except (MetrologyError, ArithmeticError, LookupError, ValueError):
            found.why = Trouble("not_computed")
    return Comparison([*found.said, *_outputs(mapped, reader, found, evaluation)])


def _outputs(
    mapped: Mapped, reader: Reader, found: Prepared, evaluation: Evaluation | None
) -> Iterator[Said]:
    points = evaluation.points if evaluation else ()
    by_row = {(point.section, point.row): point for point in points}
    for each in mapped.outputs:
        if not each.section:
            yield _whole(each, reader, found, evaluation)
            continue
        for place, row, _repeat in rows_at(each, found) if not found.why else _none(each):
            point = None if row is None else by_row.get((each.section, row))
            known = found.why or _no_row(each, row, mapped, place)
            said: Said = {
                "place": place,
                "role": "output",
                "section": each.section,
                "what": each.what,
            }
            said = said if row is None else {**said, "row": row}
            said = {**said, "formula": formula} if (formula := reader.cell(place).formula) else said
            yield said | (
                {"status": "unmapped", **known.as_json()}
                if known
                else _compared(each, place, point, reader, found)
            )


def _none(each: Cells) -> Iterator[tuple[str, int | None, int]]:
    return ((place, None, 0) for place in each.cells)


def _no_row(each: Cells, row: int | None, mapped: Mapped, place: str) -> Trouble | None:
    if row is not None:
        return None
    return Trouble("no_point_here" if each.section in mapped.references else "no_cell", place)


def _whole(each: Cells, reader: Reader, found: Prepared, evaluation: Evaluation | None) -> Said:
    place = next(iter(each.cells), "")
    said: Said = {"place": place, "role": "output", "what": each.what}
    ours = ""
    if evaluation is not None:
        ours = evaluation.conformity or evaluation.verdict
    if found.why or ours not in ("pass", "fail"):
        broken = next(iter(found.broken.values()), None)
        return said | _unmapped(found.why or broken or Trouble("no_verdict", place))
    return said | _words(place, ours, reader)


def _unmapped(trouble: Trouble) -> Said:
    return {"status": "unmapped", **trouble.as_json()}


def _words(place: str, ours: str, reader: Reader) -> Said:
    theirs = reader.answer(place)
    if isinstance(theirs, Trouble):
        return _unmapped(theirs)
    status = "equal" if theirs == ours else "differs"
    return {"status": status, "ours": ours, "theirs": theirs}


def _compared(
    each: Cells, place: str, point: PointResult | None, reader: Reader, found: Prepared
) -> Said:
    """What is said of one output cell whose row is known."""
    assert found.work is not None
    theirs = reader.answer(place) if each.what == "verdict" else reader.number(place)
    if isinstance(theirs, Trouble):
        return _unmapped(theirs)
    ours = "" if point is None else _ours(point, each.what)
    if point is None or not ours:
        return _unmapped(_why_blank(each, place, point, found))
    if isinstance(theirs, str):
        return _words(place, ours, reader)
    try:
        number, expanded = _in_unit(each, point, ours, found.work.definition)
    except MetrologyError:
        return _unmapped(Trouble("wrong_unit", place, UNITS[each.unit].symbol))
    step = reader.cell(place).step
    if each.decimals is not None:
        step = Decimal(1).scaleb(-each.decimals)
    scale = max((abs(Decimal(text)) for text in (point.reference, point.indication) if text),
                default=Decimal(0))  # fmt: skip
    told: Said = {"ours": shortened(text_of(number), 15), "theirs": plain(theirs)}
    if agree(theirs, number, step, scale):
        return {"status": "equal", **told}
    return {"status": "differs", **told, **_by_how_much(theirs - number, step, expanded)}


def agree(theirs: Decimal, ours: Decimal, step: Decimal | None, scale: Decimal) -> bool:
    """Whether two numbers are equal, as the module says."""
    difference, larger = abs(theirs - ours), max(abs(theirs), abs(ours))
    if difference <= max(larger * _RELATIVE, scale * _NOISE):
        return True
    return step is not None and _shown(theirs, step) == _shown(ours, step)


def _shown(value: Decimal, step: Decimal) -> Decimal:
    """In units of the last decimal, as Excel rounds what it shows."""
    return (value / step).to_integral_value(ROUND_HALF_UP)


def _by_how_much(difference: Decimal, step: Decimal | None, expanded: Decimal | None) -> Said:
    found = {"difference": shortened(text_of(difference), 9)}
    if step:
        found["in_digits"] = shortened(text_of(difference / step), 6)
    if expanded:
        found["of_u"] = shortened(text_of(difference / expanded), 6)
    return found


def _ours(point: PointResult, what: str) -> str:
    if what in point.computed:
        return point.computed[what]
    found = getattr(point, what, "")
    return found if isinstance(found, str) else ""


def _why_blank(each: Cells, place: str, point: PointResult | None, found: Prepared) -> Trouble:
    row = (each.section, point.row) if point else None
    if row in found.broken:
        broken = found.broken[row]
        return Trouble("input", broken.at, broken.found)
    if point and (each.what in point.problems):
        return Trouble("not_computed", place)
    if each.what in _OF_STANDARD and found.work is not None:
        if found.standards is not None:
            return Trouble("standard", found.standards.at, found.standards.found)
        if not found.work.standards:
            return Trouble("no_standard", place)
    if each.what == "limit":
        return Trouble("no_limit", place)
    return Trouble("blank", place)


def _in_unit(
    each: Cells, point: PointResult, ours: str, definition: Definition
) -> tuple[Decimal, Decimal | None]:
    """Our number in the workbook's unit, and U beside it where both speak of the same."""
    unit = UNITS[point.unit]
    errors = UNITS[point.error_unit] if point.error_unit else difference_unit(unit)
    number = Decimal(ours)
    expanded = Decimal(point.expanded) if point.expanded else None
    if each.what == "k":
        return number, None
    source = unit if each.what in _ON_SCALE else errors
    if each.what in point.computed:
        own = _own_unit(each, definition)
        source, expanded = own or unit, None if own else expanded
    if not each.unit:
        return number, expanded
    target = UNITS[each.unit]
    if expanded is not None:
        expanded = convert(expanded, errors, difference_unit(target))
    if difference_unit(source).quantity == target.quantity:
        source = difference_unit(source)
    elif source == errors:
        target = difference_unit(target)
    return convert(number, source, target), expanded


def _own_unit(each: Cells, definition: Definition) -> Unit | None:
    column = definition.by_key[Section.parse(each.section).table].column(each.what)
    return UNITS[column.unit] if column and column.unit else None


def as_data(comparison: Comparison) -> list[dict[str, Any]]:
    """What is kept: one entry for each mapped cell."""
    return [dict(each) for each in comparison.cells]
