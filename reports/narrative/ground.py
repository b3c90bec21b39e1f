"""A report's statement as its words need it: figures to name, tasks and plans to tell of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import override

from planning.models import Activity, Product, ProgrammeItem, Proposal, ScienceTask
from reports.indicators.labels import unit_label
from reports.narrative.proposing import Ground, Task, plain
from reports.narrative.spoken import Spoken
from reports.periodic.saying import type_of_rows
from reports.periodic.statement import Line, Statement
from reports.states import PlanPeriod

_TITLES: Final[Mapping[str, tuple[Any, str]]] = {
    model._meta.label_lower: (model, field)
    for model, field in (
        (Activity, "title"),
        (ScienceTask, "title"),
        (Product, "name"),
        (Proposal, "title"),
        (ProgrammeItem, "title"),
    )
}
OVERDUE: Final = "contracts_overdue"
TASKS: Final = ("st_delayed", "st_accept_next")
type_of_reader = Callable[[str], type_of_rows]  # the rows of a figure, by its code
MOST_NAMED = 21  # one more than is told, so that “…” follows


def needed(line: Line) -> bool:
    """Whether the rows of a figure are read for its words: they have names of their own."""
    return line.model in _TITLES


def ground_of(statement: Statement, rows: type_of_reader) -> Ground:
    """What the words of a report are proposed from; a fixed number of queries."""
    report = statement.report
    figures = spoken(statement, titles_of(statement, rows))
    tasks = _tasks(statement, rows)
    return Ground(
        period=statement.period,
        unit=report.block.name if report.block else report.centre.name_vi,
        figures=figures,
        causes={line.code: line.cause for line in statement},
        planned=[line.code for line in statement if line.target and not line.said["same_as"]],
        delayed=tasks["st_delayed"],
        accepting=tasks["st_accept_next"],
        overdue=OVERDUE if OVERDUE in figures else "",
        silent=[str(one["name"]["vi"]) for one in statement.silent],
    )


def spoken(
    statement: Statement, titles: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Spoken]:
    """Every figure of a statement, as Vietnamese sentences name it."""
    with override("vi"):
        return {line.code: _spoken(line, (titles or {}).get(line.code, ())) for line in statement}


def _spoken(line: Line, titles: Sequence[str]) -> Spoken:
    plan = line.target
    return Spoken(
        code=line.code,
        name=line.name,
        value=line.value,
        unit=line.unit,
        unit_words=unit_label(line.unit),
        kind=line.kind,
        numerator=line.numerator,
        denominator=line.denominator,
        target=plan.against if plan else None,
        basis=line.basis,
        words=plain(line.words),
        titles=tuple(plain(one) for one in titles),
        listable=line.model in _TITLES,
        running=line.part_of_year and plan is not None and plan.basis == PlanPeriod.YEAR,
    )


def titles_of(statement: Statement, rows: type_of_reader) -> dict[str, list[str]]:
    """What the rows of figures are called, some of each; a query for each model."""
    model_of = {line.code: line.model for line in statement if needed(line)}
    wanted = {code: _ids(rows(code)[:MOST_NAMED]) for code in model_of}
    names = {model: _names(model, wanted, model_of) for model in set(model_of.values())}
    return {
        code: [names[model_of[code]][pk] for pk in ids if pk in names[model_of[code]]]
        for code, ids in wanted.items()
    }


def _ids(rows: type_of_rows) -> list[int]:
    return [int(row[0] or 0) for row in rows]


def _names(
    model: str, wanted: Mapping[str, Iterable[int]], model_of: Mapping[str, str]
) -> dict[int, str]:
    ids = {pk for code, found in wanted.items() if model_of[code] == model for pk in found}
    if not ids:
        return {}
    table, field = _TITLES[model]
    return dict(table.objects.filter(pk__in=ids).values_list("pk", field))


def _tasks(statement: Statement, rows: type_of_reader) -> dict[str, list[Task]]:
    """Of a block they are its members' and are not told: their figures open to no task."""
    told = [
        code
        for code in TASKS
        if code in statement.by_code and statement[code].model == ScienceTask._meta.label_lower
    ]
    ids = {code: _ids(rows(code)) if code in told else [] for code in TASKS}
    every = {pk for found in ids.values() for pk in found}
    if not every:
        return {code: [] for code in ids}
    found = ScienceTask.objects.filter(pk__in=every).prefetch_related("extensions")
    on = statement.cut_off
    tasks = {
        row.pk: Task(row.title, row.code, row.ends_on, row.deadline(on), row.acceptance_due_on)
        for row in found
    }
    return {code: [tasks[pk] for pk in keys if pk in tasks] for code, keys in ids.items()}
