"""Activities: what is entered, refused, changed, struck; many from a list of titles."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from common.errors import Conflict, InvalidInput
from planning.kinds import ASKED, NEEDED, ONLY
from planning.models import Activity
from planning.services import activities as services
from planning.states import ActivityKind
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.planning import activity

pytestmark = pytest.mark.django_db
LATER, BEFORE = TODAY + timedelta(days=1), TODAY - timedelta(days=30)


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def test_an_activity_keeps_its_facts_and_its_event(hue: Centre) -> None:
    made = activity(
        hue, title="  Đo lường  laser ", people="Trần Văn Ví Dụ", venue_name="Tạp chí A"
    )

    assert (made.title, made.venue, made.venue_name, made.quantity) == (
        "Đo lường  laser", "journal_home", "Tạp chí A", 1,
    )  # fmt: skip
    event = Event.objects.get(verb="activity.add")
    assert (event.chain, event.subject_id) == ("HUE", str(made.pk))
    assert '"kind":[null,"paper"]' in event.changes


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"title": " "}, [("title", "blank")]),
        ({"title": "x" * 301}, [("title", "too_long")]),
        ({"kind": "song", "venue": ""}, [("kind", "unknown")]),
        ({"venue": ""}, [("venue", "blank")]),
        ({"kind": "training"}, [("degree", "blank")]),
        ({"kind": "report", "degree": "master"}, [("degree", "not_of_kind")]),
        ({"kind": "report", "quantity": 5}, [("quantity", "not_of_kind")]),
        ({"kind": "students", "quantity": 0}, [("quantity", "out_of_range")]),
        ({"done_on": None}, [("done_on", "blank")]),
        ({"done_on": LATER}, [("done_on", "future")]),
        ({"begun_on": TODAY, "done_on": BEFORE}, [("done_on", "too_early")]),
        ({"kind": "finding"}, [("paper", "blank"), ("begun_on", "blank")]),
        ({"kind": "finding", "done_on": None}, [("paper", "blank"), ("begun_on", "blank")]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    hue: Centre, facts: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        activity(hue, **facts)

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == faults
    assert not Activity.objects.exists()
    assert not Event.objects.filter(verb="activity.add").exists()


def test_each_kind_is_asked_for_what_it_needs() -> None:
    assert set(ASKED) == set(ActivityKind)
    for kinds in (NEEDED, ONLY):
        for name, needing in kinds.items():
            for kind in needing & set(ASKED):
                assert name in ASKED[kind] or (name, kind) == ("approximate", "inspection")


def test_a_draft_is_under_way_until_its_day(hue: Centre) -> None:
    made = activity(hue, kind="internal_document", title="Quy chế chi tiêu", done_on=None,
                    begun_on=BEFORE)  # fmt: skip

    issued = services.change_activity(
        activity_id=made.pk, done_on=TODAY, by=made.entered_by, at=NOW, seen={"done_on": None}
    )

    assert issued.done_on == TODAY
    event = Event.objects.get(verb="activity.change")
    assert event.changes == '{"done_on":[null,"2026-11-20"]}'


def test_a_change_of_what_somebody_else_changed_is_a_conflict(hue: Centre) -> None:
    made = activity(hue)

    with pytest.raises(Conflict) as refusal:
        services.change_activity(
            activity_id=made.pk, title="Khác", seen={"title": "Cũ"}, by=made.entered_by, at=NOW
        )

    assert refusal.value.code == "changed_meanwhile"
    assert Activity.objects.get().title == "Đo lường laser"


def test_the_same_again_is_asked_about(hue: Centre) -> None:
    activity(hue)

    with pytest.raises(Conflict) as refusal:
        activity(hue, title="đo lường LASER")

    assert refusal.value.code == "activity_known"
    activity(hue, title="đo lường LASER", again=True)
    assert Activity.objects.count() == 2


def test_a_struck_activity_stays_and_is_changed_no_more(hue: Centre) -> None:
    made = activity(hue)
    services.strike_activity(activity_id=made.pk, why="Nhập nhầm", by=made.entered_by, at=NOW)

    with pytest.raises(Conflict) as refusal:
        services.change_activity(activity_id=made.pk, title="Khác", by=made.entered_by, at=NOW)

    assert refusal.value.code == "struck"
    assert not Activity.objects.standing().exists()
    assert Event.objects.get(verb="activity.strike").why == "Nhập nhầm"
    activity(hue)  # a struck one is no twin


def test_fifty_three_reviewed_procedures_from_a_pasted_list(
    hue: Centre, django_assert_max_num_queries: Any
) -> None:
    pasted = "\n".join(f"QT-{n:02}\tQuy trình số {n}\n" for n in range(1, 54))
    by = people.person(Role.QUALITY_OFFICER, hue)

    with django_assert_max_num_queries(15):
        made = services.add_activities(
            centre=hue, titles=services.titles_of(pasted), kind="procedure_review", done_on=TODAY,
            by=by, at=NOW,
        )  # fmt: skip

    assert len(made) == Activity.objects.count() == 53
    assert [(row.paper, row.title) for row in made[:2]] == [
        ("QT-01", "Quy trình số 1"),
        ("QT-02", "Quy trình số 2"),
    ]
    assert Event.objects.filter(verb="activity.add").count() == 53


def test_a_list_is_entered_whole_or_not_at_all(hue: Centre) -> None:
    by = people.person(Role.QUALITY_OFFICER, hue)
    titles = services.titles_of("Một\n\n" + "x" * 301 + "\nBa")

    with pytest.raises(InvalidInput) as refusal:
        services.add_activities(
            centre=hue, titles=titles, kind="procedure_review", done_on=TODAY, by=by, at=NOW
        )

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code) == ("titles.2.title", "too_long")
    assert str(fault.message).startswith("Dòng 2")
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("text", "code"), [(" \n\n", "blank"), ("a\n" * 501, "too_many")])
def test_a_list_of_nothing_or_of_too_much_is_refused(hue: Centre, text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.add_activities(
            centre=hue, titles=services.titles_of(text), kind="event", done_on=TODAY,
            by=people.person(Role.MANAGER, hue), at=NOW,
        )  # fmt: skip

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("titles", code)]


def test_a_list_that_says_a_title_twice_is_asked_about(hue: Centre) -> None:
    with pytest.raises(Conflict):
        services.add_activities(
            centre=hue, titles=services.titles_of("Hội nghị\nhội NGHỊ"), kind="event",
            done_on=TODAY, by=people.person(Role.MANAGER, hue), at=NOW,
        )  # fmt: skip

    assert not Activity.objects.exists()
