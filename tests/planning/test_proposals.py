"""Proposals and the programme: what is written, what is refused, and that nothing changed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Centre
from audit.models import Event
from audit.record import history
from common.errors import Conflict, InvalidInput
from planning.models import ProgrammeItem, Proposal
from planning.services import programme, proposals
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.science import items, officer, proposal

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def everything() -> list[Any]:
    return [
        row
        for model in (Proposal, ProgrammeItem, Event)
        for row in model.objects.order_by("pk").values()
    ]


def test_a_proposal_from_its_making_to_its_answer(hue: Centre) -> None:
    made = proposal(hue)
    by: dict[str, Any] = {"proposal_id": made.pk, "by": made.entered_by, "at": NOW}

    proposals.submit_proposal(on=date(2026, 6, 1), **by)
    proposals.approve_proposal(on=date(2026, 9, 1), **by)
    before = everything()
    proposals.approve_proposal(on=date(2026, 9, 1), **by)  # told twice
    with pytest.raises(Conflict) as other:
        proposals.refuse_proposal(on=date(2026, 9, 2), **by)

    assert other.value.code == "already_done"
    assert everything() == before
    verbs = [event.verb for event in history(made)]
    assert verbs == ["proposal.add", "proposal.submit", "proposal.approve"]


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"title": ""}, {"title": "blank"}),
        ({"level": ""}, {"level": "blank"}),
        ({"kind": "investment"}, {"level": "unknown"}),
        ({"plan_year": 2025}, {"plan_year": "too_early"}),
        ({"plan_year": 20_270}, {"plan_year": "out_of_range"}),
        ({"made_on": TOMORROW}, {"made_on": "future"}),
        ({"submitted_on": date(2026, 5, 3)}, {"submitted_on": "too_early"}),
        ({"approved_on": TODAY}, {"approved_on": "not_submitted"}),
        ({"submitted_on": TODAY, "refused_on": date(2026, 6, 1)}, {"refused_on": "too_early"}),
        (
            {"submitted_on": TODAY, "approved_on": TODAY, "refused_on": TODAY},
            {"refused_on": "two_answers"},
        ),
    ],
)
def test_what_is_wrong_in_a_proposal_is_named(
    hue: Centre, facts: dict[str, Any], faults: dict[str, str]
) -> None:
    before = everything()

    with pytest.raises(InvalidInput) as refusal:
        proposal(hue, **facts)

    assert {one.field: one.code for one in refusal.value.faults} == faults
    assert everything() == before


def test_a_proposal_that_is_there_is_asked_about(hue: Centre) -> None:
    made = proposal(hue)
    facts: dict[str, Any] = {
        "kind": made.kind, "level": "province", "plan_year": 2027, "made_on": TODAY,
        "title": "CHUẨN LƯU LƯỢNG KHÍ",
    }  # fmt: skip

    with pytest.raises(Conflict) as refusal:
        proposals.add_proposal(centre=hue, by=made.entered_by, at=NOW, **facts)

    assert refusal.value.code == "proposal_known"
    assert Proposal.objects.count() == 1


def test_a_proposal_is_changed_and_struck(hue: Centre) -> None:
    made = proposal(hue)
    by: dict[str, Any] = {"proposal_id": made.pk, "by": made.entered_by, "at": NOW}

    proposals.change_proposal(title="Chuẩn lưu lượng nước", seen={"title": made.title}, **by)
    with pytest.raises(Conflict):
        proposals.change_proposal(title="x", seen={"title": "Chuẩn lưu lượng khí"}, **by)
    proposals.strike_proposal(why="Nhập trùng", **by)
    with pytest.raises(Conflict):
        proposals.submit_proposal(on=TODAY, **by)

    assert json.loads(history(made)[1].changes) == {
        "title": ["Chuẩn lưu lượng khí", "Chuẩn lưu lượng nước"]
    }
    assert not Proposal.objects.standing().exists()


def test_a_programme_is_entered_line_by_line_in_one_action(hue: Centre) -> None:
    made = items(hue, "Rà soát quy chế", "Xây dựng kế hoạch", "Đánh giá nội bộ")

    assert [(row.title, row.year, row.strand) for row in made] == [
        ("Rà soát quy chế", 2026, "duty"),
        ("Xây dựng kế hoạch", 2026, "duty"),
        ("Đánh giá nội bộ", 2026, "duty"),
    ]
    assert Event.objects.filter(verb="programme.add", chain="HUE").count() == 3


@pytest.mark.parametrize(
    ("titles", "facts", "fault"),
    [
        ((), {}, ("titles", "out_of_range")),
        (("a",) * 201, {}, ("titles", "out_of_range")),
        (("a", "b" * 301), {}, ("titles", "too_long")),
        (("Rà soát", "ra soat"), {}, ("titles", "twice")),
        (("a",), {"source": ""}, ("source", "blank")),
        (("a",), {"year": 0}, ("year", "out_of_range")),
        (("a",), {"issued_on": TOMORROW}, ("issued_on", "future")),
        (("a",), {"due_on": date(2026, 1, 11)}, ("due_on", "too_early")),
        (("a",), {"done_on": TOMORROW}, ("done_on", "future")),
        (("a",), {"strand": "x"}, ("strand", "unknown")),
    ],
)
def test_what_is_wrong_in_a_programme_is_named_and_no_line_is_written(
    hue: Centre, titles: tuple[str, ...], facts: dict[str, Any], fault: tuple[str, str]
) -> None:
    said: dict[str, Any] = {
        "year": 2026,
        "source": "15/CTr",
        "issued_on": date(2026, 1, 12),
        **facts,
    }

    with pytest.raises(InvalidInput) as refusal:
        programme.add_items(centre=hue, titles=titles, by=officer(hue), at=NOW, **said)

    assert [(one.field, one.code) for one in refusal.value.faults] == [fault]
    assert everything() == []


def test_lines_that_are_there_are_asked_about(hue: Centre) -> None:
    items(hue, "Rà soát quy chế")

    with pytest.raises(Conflict) as refusal:
        items(hue, "Việc mới", "RÀ SOÁT quy chế")

    assert refusal.value.code == "items_known"
    assert ProgrammeItem.objects.count() == 1
    assert len(items(hue, "Việc mới", "RÀ SOÁT quy chế", again=True)) == 2


def test_a_line_is_done_once_corrected_and_struck(hue: Centre) -> None:
    (made,) = items(hue)
    by: dict[str, Any] = {"item_id": made.pk, "by": made.entered_by, "at": NOW}

    programme.finish_item(on=date(2026, 3, 1), **by)
    programme.finish_item(on=date(2026, 3, 1), **by)
    with pytest.raises(Conflict):
        programme.finish_item(on=date(2026, 3, 2), **by)
    programme.change_item(done_on=None, **by)
    programme.strike_item(why="Không thuộc năm nay", **by)
    with pytest.raises(Conflict):
        programme.finish_item(on=date(2026, 3, 2), **by)

    verbs = [event.verb for event in history(made)]
    assert verbs == ["programme.add", "programme.finish", "programme.change", "programme.strike"]
    assert json.loads(history(made)[2].changes) == {"done_on": ["2026-03-01", None]}
