"""What was planned for the demo's units, what each chose once, and the emulation block."""

from datetime import date, datetime

from common.period import Period
from planning.models import Block, EnteredFigure, Target
from planning.numbers import Number
from planning.services import set_target
from planning.services.blocks import make_block, set_member
from planning.services.entered import FigureFacts, enter_figure
from planning.services.targets import OwnGoal
from reports.demo.calendar import moment
from reports.demo.plans import SOURCE
from reports.demo.tables import read
from reports.demo.units.printed import PLACES
from reports.demo.units.tree import Unit
from reports.indicators.published import published
from reports.indicators.services import Choosing, Definition, choose, save_indicator
from reports.models import ReportChoices, SavedIndicator

BLOCK = "KTD-VPV"
FOUNDED = date(2023, 1, 9)
SAVED = date(2022, 1, 4)


def unit_targets(units: dict[str, Unit]) -> None:
    """Each target of the table that is not there yet, on the day of its paper."""
    for row in read("units/targets.csv"):
        unit = units[row["unit"]]
        there = Target.objects.filter(
            centre=unit.centre, measure=row["measure"], period=row["period"]
        )
        if there.exists():
            continue
        goal = OwnGoal(row["name"], row["unit_of"], row["measure"]) if row["name"] else None
        decided_on = date.fromisoformat(row["decided_on"])
        set_target(
            centre=unit.centre,
            measure=goal or row["measure"],
            period=row["period"],
            value=int(row["value"]),
            source=f"{SOURCE} {row['source']}",
            decided_on=decided_on,
            by=unit.manager,
            at=moment(decided_on, 10),
        )


def choices(units: dict[str, Unit]) -> None:
    """By which base, VAT and plan a unit counts, as it says from its day on."""
    for row in read("units/choices.csv"):
        unit, valid_from = units[row["unit"]], date.fromisoformat(row["valid_from"])
        if ReportChoices.objects.filter(centre=unit.centre).exists():
            continue
        facts = Choosing(
            revenue_base=row["revenue_base"],
            revenue_vat=row["revenue_vat"],
            plan_period=row["plan_period"],
            instruments_by=row["instruments_by"],
            with_consulting=row["with_consulting"] == "yes",
        )
        choose(
            centre=unit.centre, facts=facts, valid_from=valid_from, source=row["source"],
            by=unit.manager, at=moment(valid_from, 8),
        )  # fmt: skip


def saved_indicators(units: dict[str, Unit]) -> None:
    """Indicators that are filters: of a year, of a task, of a conference."""
    for row in published():
        unit = units[PLACES[row.seed][0]]
        if row.saved is None or _saved_there(unit, row.saved.code):
            continue
        facts = Definition(
            name_vi=row.saved.name_vi,
            name_en=row.saved.name_en,
            unit=row.saved.unit,
            source=row.saved.source,
            filters=row.saved.filters,
        )
        save_indicator(
            centre=unit.centre, code=row.saved.code, facts=facts, valid_from=SAVED,
            by=unit.manager, at=moment(SAVED, 8),
        )  # fmt: skip


def _saved_there(unit: Unit, code: str) -> bool:
    return SavedIndicator.objects.filter(centre=unit.centre, code=code).exists()


def entered_figures(units: dict[str, Unit]) -> None:
    """What no row can give, each with the paper that it rests on."""
    for row in read("units/entered.csv"):
        unit, period = units[row["unit"]], Period.parse(row["period"])
        there = EnteredFigure.objects.filter(
            centre=unit.centre, indicator=row["indicator"], period=row["period"]
        )
        if there.exists():
            continue
        facts = FigureFacts(
            indicator=row["indicator"],
            period=row["period"],
            kind=row["kind"],
            value=Number(int(row["value"])) if row["value"] else None,
            words=row["words"],
            basis=row["basis"],
        )
        enter_figure(centre=unit.centre, facts=facts, by=unit.officer, at=moment(period.end, 10))


def block(units: dict[str, Unit]) -> Block:
    """The block with its members of the year."""
    keeper, at = units["VUD"], moment(FOUNDED, 9)
    rows = read("units/block.csv")
    found = Block.objects.filter(code=BLOCK).first() or make_block(
        centre=keeper.centre, code=BLOCK, name=rows[0]["name"], by=keeper.manager, at=at
    )
    there = set(found.members.values_list("unit__code", flat=True))
    for row in rows:
        if row["unit"] not in there:
            _member(found, row, units, at)
    return found


def _member(found: Block, row: dict[str, str], units: dict[str, Unit], at: datetime) -> None:
    set_member(
        block_id=found.pk,
        year=int(row["year"]),
        unit=units[row["unit"]].centre,
        role=row["role"],
        by=units["VUD"].manager,
        at=at,
    )
