"""The work that a workbook describes: facts, standards, points and readings from its cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calibration.cells import CellKind, Grid
from calibration.certified import Certified, CertifiedLine
from calibration.definition import Definition, Field, Slot
from calibration.evaluation import Entry, Work
from calibration.evaluation.work import ADJUSTED, Cell
from calibration.facts import facts_for, worksheet_unit
from calibration.parity.mapping import Cells, Given, Mapped, StandardCells
from calibration.parity.reading import Reader, Trouble
from calibration.plan import AS_FOUND, FIRST, Laid, make_plan, tables_of
from calibration.sections import FIXED, LEFT, Section
from calibration.states import Regime, Service
from common.errors import DomainError
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import UNITS, Unit, base_quantity, units_of

Said = dict[str, Any]  # what is said of one cell; see `comparing`
_RELATIVE = Decimal("1e-9")


@dataclass
class Prepared:
    """The work, or why there is none; which planned row each cell of a range stands for."""

    said: list[Said] = field(default_factory=list)
    work: Work | None = None
    why: Trouble | None = None
    rows: dict[str, list[int | None]] = field(default_factory=dict)
    broken: dict[tuple[str, int], Trouble] = field(default_factory=dict)
    standards: Trouble | None = None  # a certificate that could not be read
    laid: dict[str, Laid] = field(default_factory=dict)

    def say(self, place: str, role: str, *, trouble: Trouble | None = None, **more: Any) -> None:
        """Note what was read from a cell, or why nothing was."""
        kept = {key: value for key, value in more.items() if value not in ("", None)}
        status = "unmapped" if trouble else "read"
        about = trouble.as_json() if trouble else {}
        self.said.append({"place": place, "role": role, "status": status, **kept, **about})


def prepare(definition: Definition, mapped: Mapped, reader: Reader) -> Prepared:
    """Read everything that goes in. Whatever is wrong with a cell is said there."""
    found = Prepared()
    facts = _facts(definition, mapped, reader, found)
    if facts is None:
        found.why = Trouble("facts")
        return found
    phases = {Section.parse(section).phase for section in mapped.sections}
    adjusted = LEFT in phases or "adjustment" in mapped.sections
    try:
        plan = make_plan(definition, facts, AS_FOUND if adjusted else FIRST)
    except (DomainError, MetrologyError):
        found.why = Trouble("no_plan")
        return found
    found.laid = {laid.section: laid for laid in tables_of(plan)}
    _match_rows(mapped, reader, found)
    grid = Grid(definition, plan)
    cells = {**_assumed(definition), **dict(_entries(mapped, reader, found, grid))}
    if adjusted:
        cells.setdefault(ADJUSTED, Entry("–"))
    judged = mapped.service == Service.VERIFICATION
    rule = "" if judged else definition.decision_rule
    standards = tuple(_standards(definition, mapped, reader, found, facts))
    found.work = Work(definition, facts, plan, cells, standards, judged, rule)
    return found


def _assumed(definition: Definition) -> dict[Cell, Entry]:
    """Checks that the workbook does not hold passed; its environment was within the limits."""
    found = {("checks", 0, check.key, 0): Entry("pass") for check in definition.checks}
    for each in definition.environment:
        inside = next((one for one in (each.least, each.most) if one is not None), Decimal(20))
        entry = Entry("–") if each.text else Entry(str(inside), each.unit)
        found["environment", 0, each.key, 0] = entry
    return found


# Facts of the instrument


def _facts(
    definition: Definition, mapped: Mapped, reader: Reader, found: Prepared
) -> dict[str, str] | None:
    job = {"service": mapped.service, "regime": mapped.regime or Regime.PERIODIC}
    values = dict(job)
    wrong = False
    for each in definition.fields:
        given = mapped.facts.get(each.key)
        if given is None:
            continue
        text = _fact(each, given, reader)
        trouble = text if isinstance(text, Trouble) else None
        found.say(
            given.cell, "fact", what=each.key, trouble=trouble, theirs="" if trouble else text
        )
        wrong = wrong or trouble is not None
        if not isinstance(text, Trouble):
            values[each.source] = text
    if wrong:
        return None
    facts, faults = facts_for(definition, values)
    for fault in faults:
        source = fault.field.removeprefix("instrument.")
        each = next(one for one in definition.fields if source in (one.source, one.key))
        given = mapped.facts.get(each.key)
        why = "fact_missing" if fault.code == "required" else "not_usable"
        place = given.cell if given else ""
        trouble = Trouble(why, place, values.get(each.source, ""))
        found.say(place, "fact", what=each.key, trouble=trouble)
    return None if faults else {**facts, **job}


def _fact(each: Field, given: Given, reader: Reader) -> str | Trouble:
    """A fact as it is put on record: a quantity with its unit, digits, or words."""
    if given.cell and (trouble := reader.trouble(given.cell)):
        return trouble
    text = reader.cell(given.cell).value.strip() if given.cell else given.value.strip()
    if each.type not in ("quantity", "number", "integer"):
        return text
    digits = reader.digits(given.cell) if given.cell else _typed(text)
    unit = given.unit or each.unit
    if each.type != "quantity":
        return text if isinstance(digits, Trouble) else digits
    if not isinstance(digits, Trouble):
        return f"{digits} {unit}" if unit else Trouble("no_unit", given.cell, text)
    try:
        return str(Quantity.parse(text, decimal_comma="," in text))
    except MetrologyError:
        return digits if given.cell else Trouble("not_a_number", "", text)


def _typed(text: str) -> str | Trouble:
    try:
        return parse_number(text, decimal_comma="," in text)
    except MetrologyError:
        return Trouble("not_a_number", "", text)


# Standards


def _standards(
    definition: Definition, mapped: Mapped, reader: Reader, found: Prepared,
    facts: Mapping[str, str],
) -> Iterator[Certified]:  # fmt: skip
    for each in mapped.standards:
        slot = definition.slot(each.slot)
        assert slot is not None
        unit = UNITS[each.unit] if each.unit else _unit_of(slot, worksheet_unit(definition, facts))
        lines = list(_lines(each, unit, reader, found))
        if None not in lines:
            good = tuple(line for line in lines if line is not None)
            yield Certified(each.slot, 0, mapped.sheet, "–", None, None, good)


def _unit_of(slot: Slot, unit: Unit) -> Unit:
    same = base_quantity(unit.quantity) == base_quantity(slot.quantity)
    return unit if same else units_of(slot.quantity)[0]


def _lines(
    each: StandardCells, unit: Unit, reader: Reader, found: Prepared
) -> Iterator[CertifiedLine | None]:
    """The lines of a certificate; None for one that cannot be read. Blank lines are none."""
    k = reader.digits(each.k.cell) if each.k.cell else _typed(each.k.value)
    if isinstance(k, Trouble) or Decimal(k) <= 0:
        found.standards = k if isinstance(k, Trouble) else Trouble("not_usable", each.k.cell, k)
        found.say(each.k.cell, "standard", section=each.slot, what="k", trouble=found.standards)
        yield None
        return
    for places in zip(each.nominal, each.value, each.expanded, strict=True):
        if all(_blank(place, reader) for place in places):
            continue
        numbers = [reader.digits(place) for place in places]
        for name, place, number in zip(("nominal", "value", "expanded"), places, numbers,
                                       strict=True):  # fmt: skip
            trouble = number if isinstance(number, Trouble) else None
            found.say(place, "standard", section=each.slot, what=name, trouble=trouble,
                      theirs="" if trouble else number)  # fmt: skip
            found.standards = trouble or found.standards
        texts = [number for number in numbers if not isinstance(number, Trouble)]
        if len(texts) < len(numbers):
            yield None
            continue
        nominal, value, expanded = (Quantity(text, unit) for text in texts)
        yield CertifiedLine(nominal, value, expanded, Decimal(k))


def _blank(place: str, reader: Reader) -> bool:
    trouble = reader.trouble(place)
    return trouble is not None and trouble.why == "empty"


# Which row of the plan a cell stands for


def _match_rows(mapped: Mapped, reader: Reader, found: Prepared) -> None:
    for section in mapped.sections:
        laid = found.laid.get(section)
        if laid is None:
            continue
        planned = [row["row"] for row in laid.rows]
        references = mapped.references.get(section)
        if references is None:
            found.rows[section] = list(planned)
            longest = max((len(each.cells) for each in _of(mapped, section)), default=len(planned))
            _name_missing(found, laid, set(planned[:longest]))
            continue
        found.rows[section] = _by_reference(laid, references, reader, found)
        _name_missing(found, laid, {row for row in found.rows[section] if row is not None})


def _of(mapped: Mapped, section: str) -> Iterator[Cells]:
    return (each for each in (*mapped.inputs, *mapped.outputs) if each.section == section)


def _by_reference(
    laid: Laid, references: Sequence[str], reader: Reader, found: Prepared
) -> list[int | None]:
    """Each reference of the workbook with its row; one value that stands twice is two rows."""
    left = list(laid.rows)
    matched: list[int | None] = []
    for place in references:
        value = reader.number(place)
        row = None if isinstance(value, Trouble) else _same(value, left, reader.cell(place).step)
        trouble = value if isinstance(value, Trouble) else None
        if row is None and trouble is None:
            trouble = Trouble("no_point", place, reader.cell(place).value[:60])
        if row is not None:
            left.remove(row)
        found.say(
            place, "reference", section=laid.section, trouble=trouble,
            row=None if row is None else row["row"],
            theirs="" if isinstance(value, Trouble) else str(value),
        )  # fmt: skip
        matched.append(None if row is None else row["row"])
    return matched


def _same(
    value: Decimal, rows: Sequence[Mapping[str, Any]], step: Decimal | None
) -> Mapping[str, Any] | None:
    """The row whose reference this is: the same number, else the same as far as it is shown."""
    known = [(abs(Decimal(row["reference"]) - value), row) for row in rows if row["reference"]]
    near = min(known, key=lambda each: each[0], default=None)
    if near is None:
        return None
    within = max(abs(value) * _RELATIVE, (step or Decimal(0)) / 2)
    return near[1] if near[0] <= within else None


def _name_missing(found: Prepared, laid: Laid, there: set[int]) -> None:
    for row in laid.rows:
        if row["row"] not in there:
            trouble = Trouble("missing_point", "", str(row["reference"]))
            found.say("", "reference", section=laid.section, row=row["row"], trouble=trouble)


def rows_at(each: Cells, found: Prepared) -> Iterator[tuple[str, int | None, int]]:
    """The cells of a range with the row and the repeat each stands for; None: no such row."""
    rows = [0] if each.section in FIXED else found.rows.get(each.section, [])
    whole = each.repeat is None and rows and len(each.cells) % len(rows) == 0
    beside = max(1, len(each.cells) // len(rows)) if whole else 1
    for i, place in enumerate(each.cells):
        row = rows[i // beside] if i // beside < len(rows) else None
        yield place, row, i % beside if beside > 1 else (each.repeat or 0)


# Readings


def _entries(
    mapped: Mapped, reader: Reader, found: Prepared, grid: Grid
) -> Iterator[tuple[Cell, Entry]]:
    for each in mapped.inputs:
        for place, row, repeat in rows_at(each, found):
            if row is None and each.section in mapped.references:
                continue  # its reference says so already
            cell = (each.section, 0 if row is None else row, each.what, repeat)
            kind = None if row is None else grid.find(cell)
            if kind is None:
                trouble = Trouble("no_cell", place)
                found.say(place, "input", section=each.section, what=each.what, row=row,
                          repeat=repeat, trouble=trouble)  # fmt: skip
                continue
            entry = _entry(place, each, kind, reader, needed=_needed(grid, cell))
            broken = entry if isinstance(entry, Trouble) else None
            digits = entry.digits if isinstance(entry, Entry) else ""
            found.say(place, "input", section=each.section, row=row, what=each.what,
                      repeat=repeat, trouble=broken, theirs=digits)  # fmt: skip
            if broken is not None:
                found.broken.setdefault((each.section, cell[1]), broken)
            if isinstance(entry, Entry):
                yield cell, entry


def _needed(grid: Grid, cell: Cell) -> bool:
    table = grid.definition.by_key.get(Section.parse(cell[0]).table)
    column = table.column(cell[2]) if table else None
    return column is None or column.required


def _entry(
    place: str, each: Cells, kind: CellKind, reader: Reader, *, needed: bool
) -> Entry | Trouble | None:
    """What was read; None for a blank that may be one."""
    trouble = reader.trouble(place)
    if trouble and trouble.why == "empty" and not needed:
        return None
    if kind.unit is None and not kind.words:
        answer = reader.answer(place)
        return answer if isinstance(answer, Trouble) else Entry(answer)
    if kind.words or kind.unit is None:
        return trouble or Entry(reader.cell(place).value.strip())
    digits = reader.digits(place)
    if isinstance(digits, Trouble):
        return digits
    unit = UNITS[each.unit] if each.unit else kind.unit
    if base_quantity(unit.quantity) != base_quantity(kind.unit.quantity):
        return Trouble("wrong_unit", place, unit.symbol)
    return Entry(digits, unit.code)
