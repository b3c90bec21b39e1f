"""Two people at once: what may happen once happens once, and nobody waits forever.

PostgreSQL: on SQLite one writes after the other by itself.
"""

from datetime import date
from typing import Any

import pytest

from accounts.models import Centre
from audit.check import findings
from audit.models import Event
from planning.models import Extension, Product, ProgrammeItem, ScienceTask
from planning.services import extensions, products, programme, science
from tests.backend.test_together import together
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.science import TASK, asked, officer, reports_of, task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def test_the_same_task_entered_by_two_is_one_task(hue: Centre) -> None:
    by = officer(hue)

    def enter() -> Any:
        return science.add_task(centre=hue, by=by, at=NOW, **TASK).title

    got = together(enter, enter, enter)

    assert sorted(got) == sorted([TASK["title"], "task_known", "task_known"])
    assert ScienceTask.objects.count() == 1


def test_the_same_products_entered_by_two_are_entered_once(hue: Centre) -> None:
    row = task(hue)

    got = together(lambda: len(reports_of(row, 21)), lambda: len(reports_of(row, 21)))

    assert sorted(map(str, got)) == ["21", "products_known"]
    assert Product.objects.count() == 21


def test_an_extension_approved_and_refused_at_once_has_one_answer(hue: Centre) -> None:
    row = task(hue)
    request = asked(row)

    def answer(*, approved: bool) -> Any:
        made = extensions.answer_extension(
            extension_id=request.pk, approved=approved, on=TODAY, by=row.entered_by, at=NOW
        )
        return "approved" if made.approved_on else "refused"

    got = together(lambda: answer(approved=True), lambda: answer(approved=False))

    assert "already_answered" in got
    assert len({"approved", "refused"} & set(got)) == 1
    one = Extension.objects.get()
    assert (one.approved_on is None) != (one.refused_on is None)


def test_two_requests_at_once_leave_one_waiting(hue: Centre) -> None:
    row = task(hue)

    got = together(lambda: asked(row).pk, lambda: asked(row, date(2028, 1, 1)).pk)

    assert "extension_open" in got
    assert Extension.objects.count() == 1


def test_products_delivered_by_two_on_two_days_have_one_day(hue: Centre) -> None:
    row = task(hue)
    ids = [one.pk for one in reports_of(row, 5)]

    def deliver(on: date, picked: list[int]) -> Any:
        products.deliver_products(
            task_id=row.pk, product_ids=picked, on=on, by=row.entered_by, at=NOW
        )
        return on.isoformat()

    got = together(
        lambda: deliver(date(2026, 6, 1), ids), lambda: deliver(date(2026, 6, 2), ids[::-1])
    )

    assert "already_done" in got
    assert len(set(Product.objects.values_list("delivered_on", flat=True))) == 1


def test_changes_of_one_task_and_of_its_centre_do_not_deadlock(hue: Centre) -> None:
    row = task(hue)
    by: dict[str, Any] = {"by": row.entered_by, "at": NOW}
    (one,) = reports_of(row)

    got = together(
        lambda: science.change_task(task_id=row.pk, head="A", **by).head,
        lambda: science.change_task(task_id=row.pk, code="B", **by).code,
        lambda: products.change_product(product_id=one.pk, name="C", **by).name,
        lambda: products.strike_product(product_id=one.pk, why="D", **by).struck_why,
        lambda: science.strike_task(task_id=row.pk, why="E", with_products=True, **by).struck_why,
        lambda: (
            programme.add_items(
                centre=hue, titles=["F"], year=2026, source="x", issued_on=TODAY, **by
            )[0].title
        ),
    )

    assert set(map(str, got)) <= {"A", "B", "C", "D", "E", "F", "struck"}
    assert {"E", "F"} <= set(got)
    assert ProgrammeItem.objects.count() == 1
    assert list(findings()) == []
    assert Event.objects.filter(verb="task.strike").count() == 1
