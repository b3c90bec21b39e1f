"""Taking the other organisations' rows away again. Closed reports are refused DELETE: they stay."""

from django.db.models import Q, QuerySet

from accounts.models import Centre
from contracts.models import Contract, ContractLine
from planning.models import (
    Activity,
    Block,
    BlockMember,
    EnteredFigure,
    Extension,
    Product,
    ProgrammeItem,
    Proposal,
    ScienceTask,
    Target,
)
from reports.demo.accounts import HUE
from reports.demo.deeds import MARK
from reports.demo.findings import TITLES
from reports.demo.plans import SOURCE
from reports.demo.tables import read
from reports.demo.units.plans import BLOCK
from reports.models import ReportChoices, SavedIndicator


def remove_units() -> tuple[int, int]:
    """Delete contracts, planning rows, targets; (contracts, targets) that went.

    The block loses its members; it stays itself, as its closed report does.
    """
    codes = [row["code"] for row in read("units/units.csv")]
    units = Centre.objects.filter(code__in=codes)
    _planning(Centre.objects.filter(code__in=[*codes, HUE]))
    for chosen in (ReportChoices, SavedIndicator):
        chosen.objects.filter(centre__in=units).delete()
    BlockMember.objects.filter(block__code=BLOCK).delete()
    Block.objects.filter(code=BLOCK, period_reports__isnull=True).delete()
    targets = Target.objects.filter(centre__in=units, source__startswith=SOURCE).delete()[0]
    contracts = Contract.objects.filter(centre__in=units, note=MARK)
    gone = contracts.count()
    ContractLine.objects.filter(contract__in=contracts).delete()
    contracts.delete()
    return gone, targets


def _planning(units: "QuerySet[Centre]") -> None:
    """What the tables name, and nothing that somebody entered beside it."""
    tasks = ScienceTask.objects.filter(centre__in=units, code__in=_named("tasks", "code"))
    Extension.objects.filter(task__in=tasks).delete()
    Product.objects.filter(task__in=tasks).delete()
    tasks.delete()
    named: tuple[tuple[type, str, str], ...] = (
        (Activity, "activities", "title"),
        (Proposal, "proposals", "title"),
        (ProgrammeItem, "programme", "title"),
    )
    for model, table, column in named:
        rows = model.objects.filter(centre__in=units)  # type: ignore[attr-defined]
        rows.filter(**{f"{column}__in": _named(table, column)}).delete()
    Activity.objects.filter(centre__in=units, title__in=TITLES).delete()
    words = Q(basis__in=_named("entered", "basis") - {""}) | Q(words__in=_named("entered", "words"))
    EnteredFigure.objects.filter(words, centre__in=units).delete()


def _named(table: str, column: str) -> set[str]:
    return {row[column] for row in read(f"units/{table}.csv")}
