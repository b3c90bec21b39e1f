"""Planning rows of the demo's units, entered by the product's services from the tables.

A row is entered on the last day it tells of, as people do; what is there already is left alone.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from planning.models import Activity, Product, ProgrammeItem, Proposal, ScienceTask
from planning.services.activities import add_activity
from planning.services.extensions import answer_extension, ask_extension
from planning.services.products import add_products
from planning.services.programme import add_items
from planning.services.proposals import add_proposal
from planning.services.science import add_task
from reports.demo.calendar import moment
from reports.demo.tables import read
from reports.demo.units.tree import Unit

Row = dict[str, str]


def planning_rows(units: dict[str, Unit]) -> None:
    """Tasks with extensions and products, proposals, programmes, activities."""
    _tasks(units)
    _extensions(units)
    _products(units)
    _proposals(units)
    _programme(units)
    _activities(units)


def _tasks(units: dict[str, Unit]) -> None:
    for row, unit in _of("tasks", units):
        if not ScienceTask.objects.filter(centre=unit.centre, code=row["code"]).exists():
            at = _told(row, "submitted_on", "approved_on", "accepted_on", first="starts_on")
            add_task(centre=unit.centre, by=unit.officer, at=at, again=True, **_facts(row))


def _task(unit: Unit, code: str) -> ScienceTask:
    return ScienceTask.objects.get(centre=unit.centre, code=code)


def _extensions(units: dict[str, Unit]) -> None:
    for row, unit in _of("extensions", units):
        task, by = _task(unit, row["task"]), unit.officer
        if task.extensions.exists():
            continue
        asked, on = _day(row["asked_on"]), _day(row["approved_on"])
        made = ask_extension(
            task_id=task.pk,
            until=_day(row["until"]),
            asked_on=asked,
            why=row["why"],
            by=by,
            at=moment(asked, 9),
        )
        answer_extension(
            extension_id=made.pk, approved=True, on=on, paper=row["paper"], by=by,
            at=moment(on, 9),
        )  # fmt: skip


def _products(units: dict[str, Unit]) -> None:
    for row, unit in _of("products", units):
        task = _task(unit, row.pop("task"))
        if not Product.objects.filter(task=task, name=row["name"]).exists():
            at = _told(row, "delivered_on", "accepted_on", first="due_on")
            at = max(at, moment(task.starts_on, 9))
            add_products(task_id=task.pk, by=unit.officer, at=at, again=True, **_facts(row))


def _proposals(units: dict[str, Unit]) -> None:
    for row, unit in _of("proposals", units):
        if not Proposal.objects.filter(centre=unit.centre, title=row["title"]).exists():
            facts = _facts(row) | {"plan_year": int(row["plan_year"])}
            at = _told(row, "submitted_on", "approved_on", first="made_on")
            add_proposal(centre=unit.centre, by=unit.officer, at=at, **facts)


def _programme(units: dict[str, Unit]) -> None:
    for row, unit in _of("programme", units):
        title = row.pop("title")
        if not ProgrammeItem.objects.filter(centre=unit.centre, title=title).exists():
            facts = _facts(row) | {"year": int(row["year"])}
            at = _told(row, "done_on", first="issued_on")
            add_items(centre=unit.centre, titles=[title], by=unit.officer, at=at, **facts)


def _activities(units: dict[str, Unit]) -> None:
    known = set(Activity.objects.values_list("centre__code", "kind", "title", "done_on"))
    for row, unit in _of("activities", units):
        facts = _facts(row) | {
            "quantity": int(row["quantity"]),
            "approximate": row["approximate"] == "yes",
        }
        if (unit.centre.code, row["kind"], row["title"], facts.get("done_on")) in known:
            continue
        at = _told(row, "done_on", first="begun_on")
        add_activity(centre=unit.centre, by=unit.officer, at=at, again=True, **facts)


def _of(table: str, units: dict[str, Unit]) -> Iterable[tuple[Row, Unit]]:
    """The rows of a table with their units; a row no longer names its unit."""
    for row in read(f"units/{table}.csv"):
        yield row, units[row.pop("unit")]


def _facts(row: Row) -> dict[str, Any]:
    """What the row says: blanks left out, days as days."""
    return {
        name: _day(text) if name.endswith("_on") else text for name, text in row.items() if text
    }


def _told(row: Row, *names: str, first: str) -> datetime:
    """The evening of the last day that the row tells of, or of its first."""
    days = [row[name] for name in names if row[name]]
    return moment(_day(max(days, default=row[first])), 17)


def _day(text: str) -> date:
    return date.fromisoformat(text)
