"""Tasks, extensions and products: what is written, what is refused, and that nothing changed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Centre
from audit.models import Event
from audit.record import history
from common.errors import Conflict, DomainError, InvalidInput, Refused
from planning.models import Extension, Product, ScienceTask
from planning.services import extensions, products, science
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.science import TASK, asked, granted, officer, reports_of, task

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def everything() -> list[Any]:
    """Every row that a service here may write."""
    return [
        row
        for model in (ScienceTask, Extension, Product, Event)
        for row in model.objects.order_by("pk").values()
    ]


def test_a_task_is_entered_with_its_event(hue: Centre) -> None:
    made = task(hue, code=" ĐTĐL.CN-126/21 ", head="Trần Thị Ví Dụ")

    assert (made.code, made.kind, made.role, made.strand) == (
        "ĐTĐL.CN-126/21", "science", "lead", "duty",
    )  # fmt: skip
    (event,) = history(made)
    assert (event.verb, event.chain) == ("task.add", "HUE")
    assert json.loads(event.changes)["starts_on"] == [None, "2026-01-01"]


def test_a_change_is_an_event_with_from_and_to(hue: Centre) -> None:
    made = task(hue)

    science.change_task(
        task_id=made.pk, head="Lê Văn Mẫu", level="national", by=made.entered_by, at=NOW
    )

    assert json.loads(history(made)[1].changes) == {
        "head": [None, "Lê Văn Mẫu"],
        "level": ["ministry", "national"],
    }


def test_a_change_of_nothing_leaves_no_event(hue: Centre) -> None:
    made = task(hue)

    science.change_task(task_id=made.pk, title=made.title, by=made.entered_by, at=NOW)

    assert [event.verb for event in history(made)] == ["task.add"]


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"title": "  "}, {"title": "blank"}),
        ({"title": "x" * 301}, {"title": "too_long"}),
        ({"level": "galaxy"}, {"level": "unknown"}),
        ({"kind": ""}, {"kind": "blank"}),
        ({"starts_on": None}, {"starts_on": "blank"}),
        ({"starts_on": date(26, 1, 1)}, {"starts_on": "out_of_range"}),
        ({"ends_on": date(2025, 12, 31)}, {"ends_on": "too_early"}),
        ({"accepted_on": date(2025, 12, 31)}, {"accepted_on": "too_early"}),
        ({"accepted_on": TOMORROW}, {"accepted_on": "future"}),
        ({"submitted_on": TOMORROW}, {"submitted_on": "future"}),
        ({"approved_on": TOMORROW}, {"approved_on": "future"}),
        (
            {"submitted_on": date(2026, 2, 2), "approved_on": date(2026, 2, 1)},
            {"approved_on": "too_early"},
        ),
        ({"acceptance_due_on": date(2025, 1, 1)}, {"acceptance_due_on": "too_early"}),
        ({"acceptance_paper": "12/BB"}, {"accepted_on": "blank"}),
        ({"stopped_on": date(2026, 5, 1)}, {"stopped_why": "blank"}),
        ({"stopped_why": "Hết kinh phí"}, {"stopped_on": "blank"}),
        (
            {"stopped_on": date(2025, 5, 1), "stopped_why": "Hết kinh phí"},
            {"stopped_on": "too_early"},
        ),
        (
            {"stopped_on": TODAY, "stopped_why": "x", "accepted_on": TODAY},
            {"stopped_on": "accepted"},
        ),
    ],
)
def test_what_is_wrong_in_a_task_is_named(
    hue: Centre, facts: dict[str, Any], faults: dict[str, str]
) -> None:
    there = task(hue, title="Việc khác")
    before = everything()

    with pytest.raises(InvalidInput) as added:
        science.add_task(centre=hue, by=there.entered_by, at=NOW, **{**TASK, **facts})
    with pytest.raises(InvalidInput) as changed:
        science.change_task(task_id=there.pk, by=there.entered_by, at=NOW, **facts)

    assert {one.field: one.code for one in added.value.faults} == faults
    assert {one.field: one.code for one in changed.value.faults} == faults
    assert everything() == before


def test_a_task_that_is_there_is_asked_about(hue: Centre) -> None:
    there = task(hue, code="NV-1")
    more: dict[str, Any] = {"centre": hue, "by": there.entered_by, "at": NOW}
    before = everything()

    with pytest.raises(Conflict) as same_name:
        science.add_task(**{**TASK, "title": "nghien cuu CHẾ TẠO chuẩn dòng điện"}, **more)
    with pytest.raises(Conflict) as same_code:
        science.add_task(**{**TASK, "title": "Khác", "code": "NV-1"}, **more)

    assert (same_name.value.code, same_name.value.faults[0].field) == ("task_known", "title")
    assert (same_code.value.code, same_code.value.faults[0].field) == ("task_known", "code")
    assert everything() == before
    science.add_task(**TASK, **more, again=True)
    assert ScienceTask.objects.count() == 2


def test_what_somebody_else_changed_meanwhile_is_not_written_over(hue: Centre) -> None:
    made = task(hue, head="Người cũ")
    science.change_task(task_id=made.pk, head="Người mới", by=made.entered_by, at=NOW)
    before = everything()

    with pytest.raises(Conflict) as refusal:
        science.change_task(
            task_id=made.pk, head="Người ba", seen={"head": "Người cũ"}, by=made.entered_by, at=NOW
        )

    assert (refusal.value.code, refusal.value.faults[0].found) == ("changed_meanwhile", "Người mới")
    assert everything() == before


def test_the_life_of_a_task_day_by_day(hue: Centre) -> None:
    made = task(hue)
    by: dict[str, Any] = {"task_id": made.pk, "by": made.entered_by, "at": NOW}

    science.submit_task(on=date(2026, 1, 5), **by)
    science.approve_task(on=date(2026, 1, 20), **by)
    science.accept_task(on=date(2026, 11, 10), paper="7/BB-HĐ", **by)

    made.refresh_from_db()
    assert (made.submitted_on, made.approved_on, made.accepted_on, made.acceptance_paper) == (
        date(2026, 1, 5), date(2026, 1, 20), date(2026, 11, 10), "7/BB-HĐ",
    )  # fmt: skip
    verbs = [event.verb for event in history(made)]
    assert verbs == ["task.add", "task.submit", "task.approve", "task.accept"]


def test_a_step_told_twice_changes_nothing_and_told_otherwise_is_refused(hue: Centre) -> None:
    made = task(hue)
    by: dict[str, Any] = {"task_id": made.pk, "by": made.entered_by, "at": NOW}
    science.accept_task(on=TODAY, paper="7/BB", **by)
    before = everything()

    science.accept_task(on=TODAY, paper="7/BB", **by)
    with pytest.raises(Conflict) as refusal:
        science.accept_task(on=TODAY - timedelta(1), paper="7/BB", **by)

    assert refusal.value.code == "already_done"
    assert everything() == before


def test_acceptance_before_delivery_is_asked_back(hue: Centre) -> None:
    made = task(hue)
    one, two, struck = reports_of(made, 3)
    by: dict[str, Any] = {"by": made.entered_by, "at": NOW}
    products.deliver_products(task_id=made.pk, product_ids=[one.pk], on=date(2026, 6, 1), **by)
    products.strike_product(product_id=struck.pk, why="Nhập thừa", **by)
    before = everything()

    with pytest.raises(Refused) as refusal:
        science.accept_task(task_id=made.pk, on=TODAY, **by)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code, fault.found) == ("open_products", "products_open", "1")
    assert everything() == before
    science.accept_task(task_id=made.pk, on=TODAY, open_products=True, **by)
    two.refresh_from_db()
    assert two.delivered_on is None


def test_a_product_delivered_after_the_acceptance_is_asked_back_too(hue: Centre) -> None:
    made = task(hue)
    (one,) = reports_of(made)
    by: dict[str, Any] = {"task_id": made.pk, "by": made.entered_by, "at": NOW}
    products.deliver_products(product_ids=[one.pk], on=TODAY, **by)

    with pytest.raises(Refused):
        science.accept_task(on=TODAY - timedelta(1), **by)


def test_stopping_needs_a_reason(hue: Centre) -> None:
    made = task(hue)

    with pytest.raises(InvalidInput) as refusal:
        science.stop_task(task_id=made.pk, on=TODAY, why=" ", by=made.entered_by, at=NOW)

    assert refusal.value.faults[0].field == "why"
    science.stop_task(task_id=made.pk, on=TODAY, why="Hết vốn", by=made.entered_by, at=NOW)
    made.refresh_from_db()
    assert (made.stopped_on, made.stopped_why) == (TODAY, "Hết vốn")


def test_a_struck_task_stays_with_its_reason_and_changes_no_more(hue: Centre) -> None:
    made = task(hue)
    by: dict[str, Any] = {"by": made.entered_by, "at": NOW}
    science.strike_task(task_id=made.pk, why="Nhập trùng", **by)
    before = everything()

    for act in (
        lambda: science.change_task(task_id=made.pk, head="x", **by),
        lambda: science.accept_task(task_id=made.pk, on=TODAY, **by),
        lambda: science.strike_task(task_id=made.pk, why="x", **by),
        lambda: asked(made),
        lambda: reports_of(made),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "struck"

    assert everything() == before
    assert not ScienceTask.objects.standing().exists()
    assert (made.pk, "Nhập trùng") in ScienceTask.objects.values_list("pk", "struck_why")
    assert history(made)[1].why == "Nhập trùng"


def test_striking_a_task_tells_of_its_products(hue: Centre) -> None:
    made = task(hue)
    reports_of(made, 2)
    by: dict[str, Any] = {"task_id": made.pk, "why": "Nhập trùng", "by": made.entered_by, "at": NOW}
    before = everything()

    with pytest.raises(Refused) as refusal:
        science.strike_task(**by)

    assert (refusal.value.code, refusal.value.faults[0].found) == ("has_products", "2")
    assert everything() == before
    science.strike_task(with_products=True, **by)
    assert not Product.objects.standing().exists()
    assert Event.objects.filter(verb="product.strike", why="Nhập trùng").count() == 2


def test_an_extension_moves_the_deadline_and_the_first_one_stays(hue: Centre) -> None:
    made = task(hue)
    given = granted(made, date(2027, 6, 30))

    assert (made.ends_on, made.deadline(date(2026, 6, 30)), made.deadline(TODAY)) == (
        date(2026, 12, 31), date(2026, 12, 31), date(2027, 6, 30),
    )  # fmt: skip
    assert [event.verb for event in history(given)] == ["extension.ask", "extension.approve"]


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"until": date(2026, 12, 31)}, {"until": "not_later"}),
        ({"until": date(2026, 1, 1)}, {"until": "not_later"}),
        ({"asked_on": TOMORROW}, {"asked_on": "future"}),
        ({"asked_on": date(2025, 12, 31)}, {"asked_on": "too_early"}),
        ({"why": ""}, {"why": "blank"}),
        ({"paper": "x" * 201}, {"paper": "too_long"}),
    ],
)
def test_what_is_wrong_in_a_request_is_named(
    hue: Centre, facts: dict[str, Any], faults: dict[str, str]
) -> None:
    made = task(hue)
    before = everything()

    with pytest.raises(InvalidInput) as refusal:
        asked(made, **facts)

    assert {one.field: one.code for one in refusal.value.faults} == faults
    assert everything() == before


def test_nothing_is_extended_after_its_end(hue: Centre) -> None:
    accepted = task(hue, accepted_on=date(2026, 5, 1))
    stopped = task(hue, stopped_on=date(2026, 5, 1), stopped_why="Hết vốn")
    before = everything()

    for row, code in ((accepted, "accepted"), (stopped, "stopped")):
        with pytest.raises(InvalidInput) as refusal:
            asked(row)
        assert [(one.field, one.code) for one in refusal.value.faults] == [("asked_on", code)]

    assert everything() == before
    assert asked(accepted, asked_on=date(2026, 4, 1)).pk  # entered late: it was asked in time


def test_one_request_at_a_time_and_one_answer_to_each(hue: Centre) -> None:
    made = task(hue)
    request = asked(made)
    by: dict[str, Any] = {"by": made.entered_by, "at": NOW}

    with pytest.raises(Conflict) as second:
        asked(made, date(2028, 1, 1))
    extensions.answer_extension(
        extension_id=request.pk, approved=False, on=date(2026, 7, 1), paper="9/CV", **by
    )
    before = everything()
    with pytest.raises(Conflict) as answered:
        extensions.answer_extension(
            extension_id=request.pk, approved=True, on=date(2026, 7, 2), **by
        )
    extensions.answer_extension(
        extension_id=request.pk, approved=False, on=date(2026, 7, 1), paper="9/CV", **by
    )

    assert (second.value.code, answered.value.code) == ("extension_open", "already_answered")
    assert everything() == before
    assert made.deadline(TODAY) == date(2026, 12, 31)


@pytest.mark.parametrize(("on", "code"), [(date(2026, 5, 31), "too_early"), (TOMORROW, "future")])
def test_an_answer_has_its_day(hue: Centre, on: date, code: str) -> None:
    made = task(hue)
    request = asked(made)
    before = everything()

    with pytest.raises(InvalidInput) as refusal:
        extensions.answer_extension(
            extension_id=request.pk, approved=True, on=on, by=made.entered_by, at=NOW
        )

    assert [(one.field, one.code) for one in refusal.value.faults] == [("on", code)]
    assert everything() == before


def test_deadlines_only_move_on(hue: Centre) -> None:
    made = task(hue)
    first = granted(made, date(2027, 6, 30))
    by: dict[str, Any] = {"by": made.entered_by, "at": NOW}
    second = extensions.ask_extension(
        task_id=made.pk, until=date(2027, 12, 31), asked_on=TODAY, why="Thiếu mẫu", **by
    )
    extensions.answer_extension(extension_id=second.pk, approved=True, on=TODAY, **by)
    before = everything()

    for until in (date(2027, 12, 31), date(2026, 12, 31)):
        with pytest.raises(InvalidInput):
            extensions.change_extension(extension_id=first.pk, until=until, **by)
    with pytest.raises(InvalidInput) as begun:
        science.change_task(task_id=made.pk, ends_on=date(2027, 6, 30), **by)

    assert [(one.field, one.code) for one in begun.value.faults] == [("ends_on", "too_late")]
    assert everything() == before
    extensions.change_extension(extension_id=first.pk, until=date(2027, 9, 30), **by)
    last = history(first).last()
    assert last is not None
    assert json.loads(last.changes) == {"until": ["2027-06-30", "2027-09-30"]}


def test_twenty_one_reports_are_entered_in_one_action(hue: Centre) -> None:
    made = task(hue)

    rows = reports_of(made, 21)

    assert [row.name for row in rows][::20] == ["Báo cáo chuyên đề 1", "Báo cáo chuyên đề 21"]
    assert Product.objects.filter(centre=hue, task=made).count() == 21
    assert Event.objects.filter(verb="product.add").count() == 21


def test_products_of_a_name_are_asked_about_and_their_numbers_go_on(hue: Centre) -> None:
    made = task(hue)
    reports_of(made, 2)
    before = everything()

    with pytest.raises(Conflict) as refusal:
        reports_of(made, 2)

    assert refusal.value.code == "products_known"
    assert everything() == before
    assert [row.name for row in reports_of(made, 2, again=True)] == [
        "Báo cáo chuyên đề 3", "Báo cáo chuyên đề 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"count": 0}, {"count": "out_of_range"}),
        ({"count": 201}, {"count": "out_of_range"}),
        ({"name": " "}, {"name": "blank"}),
        ({"kind": "song"}, {"kind": "unknown"}),
        ({"due_on": date(2025, 12, 31)}, {"due_on": "too_early"}),
        ({"delivered_on": TOMORROW}, {"delivered_on": "future"}),
        ({"accepted_on": TODAY}, {"accepted_on": "not_delivered"}),
        ({"delivered_on": TODAY, "accepted_on": date(2026, 5, 1)}, {"accepted_on": "too_early"}),
    ],
)
def test_what_is_wrong_in_a_product_is_named(
    hue: Centre, facts: dict[str, Any], faults: dict[str, str]
) -> None:
    made = task(hue)
    before = everything()

    with pytest.raises(InvalidInput) as refusal:
        reports_of(made, **facts)

    assert {one.field: one.code for one in refusal.value.faults} == faults
    assert everything() == before


def test_products_are_delivered_and_accepted_together_or_not_at_all(hue: Centre) -> None:
    made, other = task(hue), task(hue, title="Việc khác")
    rows = reports_of(made, 3)
    (strange,) = reports_of(other)
    by: dict[str, Any] = {"task_id": made.pk, "by": made.entered_by, "at": NOW}
    products.deliver_products(product_ids=[rows[0].pk], on=date(2026, 6, 1), **by)
    before = everything()

    with pytest.raises(InvalidInput) as unknown:
        products.deliver_products(product_ids=[rows[1].pk, strange.pk], on=TODAY, **by)
    with pytest.raises(InvalidInput) as undelivered:
        products.accept_products(product_ids=[rows[0].pk, rows[1].pk], on=TODAY, **by)
    with pytest.raises(Conflict) as again:
        products.deliver_products(product_ids=[rows[0].pk, rows[1].pk], on=TODAY, **by)
    with pytest.raises(InvalidInput) as nothing:
        products.deliver_products(product_ids=[], on=TODAY, **by)

    codes = [one.value.faults[0].code for one in (unknown, undelivered, again, nothing)]
    assert codes == ["unknown", "not_delivered", "already_done", "out_of_range"]
    assert undelivered.value.faults[0].message.startswith("Báo cáo chuyên đề 2: ")
    assert everything() == before
    products.deliver_products(product_ids=[row.pk for row in rows[1:]], on=TODAY, **by)
    products.accept_products(product_ids=[row.pk for row in rows], on=TODAY, **by)
    assert Product.objects.filter(task=made, accepted_on=TODAY).count() == 3


def test_a_product_is_corrected_and_struck(hue: Centre) -> None:
    made = task(hue)
    (row,) = reports_of(made)
    by: dict[str, Any] = {"product_id": row.pk, "by": made.entered_by, "at": NOW}

    products.change_product(name="Báo cáo tổng kết", kind="report", **by)
    products.strike_product(why="Nhập thừa", **by)

    assert json.loads(history(row)[1].changes) == {
        "kind": ["thematic_report", "report"],
        "name": ["Báo cáo chuyên đề", "Báo cáo tổng kết"],
    }
    with pytest.raises(DomainError):
        products.change_product(name="x", **by)


def test_only_known_facts_are_taken(hue: Centre) -> None:
    with pytest.raises(TypeError, match="struck_at"):
        science.add_task(centre=hue, by=officer(hue), at=NOW, **TASK, struck_at=NOW)
