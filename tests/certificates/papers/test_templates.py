"""Templates of papers: drafted, put in force from a day, looked up the tree, kept by statements."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Centre, User
from accounts.permissions import Role
from audit.models import Event
from calibration.states import Service
from certificates.models import Template, TemplateDraft
from certificates.papers import services
from certificates.papers.queries import in_force, versions
from certificates.pdf import template
from certificates.services import approve_and_issue
from certificates.states import Kind
from common.errors import InvalidInput, Refused
from tests.factories import calibration, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
KIND = Kind.CALIBRATION
TOMORROW = TODAY + timedelta(days=1)


class Desk:
    """A centre and its quality officer at the papers of one kind."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.who = people.person(Role.QUALITY_OFFICER, centre)
        self.said: dict[str, Any] = {"centre": centre, "kind": KIND, "by": self.who, "at": NOW}

    def draft(
        self, *, seen: str | None = None, by: User | None = None, **content: Any
    ) -> TemplateDraft:
        said = self.said | ({"by": by} if by else {})
        return services.save_draft(content=content, seen=seen, **said)

    def put(self, day: date = TODAY, why: str = "", **content: Any) -> Template:
        self.draft(**content)
        return services.put_in_force(valid_from=day, why=why, **self.said)

    def accent(self, day: date = TODAY) -> str:
        return str(in_force(self.centre, KIND, day)["content"]["accent"])


@pytest.fixture
def desk() -> Desk:
    return Desk(people.centre("HUE"))


def test_where_nobody_set_anything_the_default_holds(desk: Desk) -> None:
    assert in_force(desk.centre, KIND, TODAY) == {
        "version": 0, "centre": "", "content": template.default(KIND),
    }  # fmt: skip


def test_a_version_holds_from_its_day_on_and_keeps_what_it_does_not_name(desk: Desk) -> None:
    made = desk.put(TOMORROW, accent="#7a1f1f", why="Đổi màu theo logo mới")

    assert (made.version, made.valid_from, made.why) == (1, TOMORROW, "Đổi màu theo logo mới")
    assert in_force(desk.centre, KIND, TODAY)["version"] == 0
    assert in_force(desk.centre, KIND, TOMORROW) == {
        "version": 1, "centre": "HUE", "content": template.default(KIND) | {"accent": "#7a1f1f"},
    }  # fmt: skip
    assert not TemplateDraft.objects.exists()


def test_a_unit_below_goes_by_the_nearest_above_it(desk: Desk) -> None:
    room = people.centre("HUE-PL", parent=people.centre("HUE-DL", parent=desk.centre))
    desk.put(accent="#7a1f1f")

    assert in_force(room, KIND, TODAY)["centre"] == "HUE"
    Desk(room).put(TOMORROW, accent="#1f3d7a")
    assert in_force(room, KIND, TODAY)["content"]["accent"] == "#7a1f1f"
    assert in_force(room, KIND, TOMORROW)["content"]["accent"] == "#1f3d7a"
    assert in_force(people.centre("HUEX"), KIND, TODAY)["version"] == 0


def test_looking_it_up_is_one_query(desk: Desk, django_assert_num_queries: Any) -> None:
    desk.put()
    with django_assert_num_queries(1):
        in_force(desk.centre, KIND, TODAY)


def test_of_two_for_one_day_the_later_holds_and_the_other_never_did(desk: Desk) -> None:
    desk.put(TOMORROW, accent="#7a1f1f")
    desk.put(TOMORROW, accent="#1f3d7a")
    desk.put(TODAY, accent="#2b5b2b")

    assert [desk.accent(day) for day in (TODAY, TOMORROW)] == ["#2b5b2b", "#1f3d7a"]
    assert [(one.row.version, one.state, one.until) for one in versions(desk.centre, KIND, TODAY)] == [
        (3, "in_force", TODAY), (2, "coming", None), (1, "never", None),
    ]  # fmt: skip


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY.replace(year=2030)])
def test_days_gone_and_far_days_are_refused(desk: Desk, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.put(day)

    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("valid_from", "day")]
    assert not Template.objects.exists()


def test_a_day_of_which_a_paper_is_issued_keeps_its_template() -> None:
    lab = calibration.lab("HUE")
    desk = Desk(lab.centre)
    job = calibration.gauge_job(lab, service=Service.CALIBRATION)
    job = calibration.measured_job(lab, job)
    number = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW).number

    with pytest.raises(InvalidInput, match="Dữ liệu") as refused:
        desk.put(accent="#7a1f1f")

    [fault] = refused.value.faults
    assert (fault.field, fault.code) == ("valid_from", "day_has_papers")
    assert number in str(fault.message)
    assert desk.put(TOMORROW, accent="#7a1f1f").version == 1


def test_papers_below_that_go_by_their_own_do_not_stand_in_the_way() -> None:
    above = people.centre("INST")
    lab = calibration.lab("HUE")
    lab.centre.parent = above
    lab.centre.save()
    Desk(lab.centre).put(accent="#1f3d7a")
    job = calibration.gauge_job(lab, service=Service.CALIBRATION)
    approve_and_issue(
        job_id=calibration.measured_job(lab, job).pk, by=lab.approver, at=NOW
    )  # by the template of HUE

    assert Desk(above).put(accent="#7a1f1f").version == 1


def test_a_statement_keeps_a_copy_of_what_held_that_day() -> None:
    lab = calibration.lab("HUE")
    desk = Desk(lab.centre)
    desk.put(accent="#7a1f1f", footer={"vi": "Phòng đo", "en": "Laboratory"})
    job = calibration.gauge_job(lab, service=Service.CALIBRATION)
    made = approve_and_issue(job_id=calibration.measured_job(lab, job).pk, by=lab.approver, at=NOW)
    desk.put(TOMORROW, accent="#1f3d7a")

    kept = json.loads(made.statement.content)["template"]
    assert (kept["version"], kept["content"]["accent"]) == (1, "#7a1f1f")
    assert kept["content"]["footer"] == {"vi": "Phòng đo", "en": "Laboratory"}


def test_what_is_wrong_may_be_drafted_and_is_not_put_in_force(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.put(accent="#ffffff", footer={"vi": "漢" * 91, "en": ""})

    assert {(fault.field, fault.code) for fault in refused.value.faults} >= {
        ("accent", "contrast"), ("footer.vi", "too_long"), ("footer.vi", "unprintable"),
    }  # fmt: skip
    assert not Template.objects.exists()
    assert json.loads(TemplateDraft.objects.get().content)["accent"] == "#ffffff"


@pytest.mark.parametrize(
    "content",
    [
        None, [], 5, "x", {"accent": {}}, {"accent": []}, {"frame": "yes"}, {"heading": "x"},
        {"heading": [1]}, {"heading": [{"vi": "a"}]}, {"footer": {"vi": 1, "en": ""}},
        {"nothing": 1}, {"logo": ["x"]}, {"heading": [{"vi": "a", "en": ""}] * 9},
        {"footer": {"vi": "x" * 30_000, "en": ""}},
    ],
)  # fmt: skip
def test_what_is_no_template_is_not_even_drafted(desk: Desk, content: Any) -> None:
    with pytest.raises(InvalidInput):
        services.save_draft(content=content, **desk.said)

    assert not TemplateDraft.objects.exists()
    assert not Event.objects.exists()


def test_two_writers_do_not_write_over_each_other(desk: Desk) -> None:
    other = people.person(Role.QUALITY_OFFICER, desk.centre, "Trần Thị Khác")
    began = services.digest_of(desk.draft(accent="#7a1f1f"))
    desk.draft(accent="#1f3d7a", seen=began, by=other)

    with pytest.raises(services.Edited, match="Trần Thị Khác đã lưu một bản khác lúc 10:00"):
        desk.draft(accent="#2b5b2b", seen=began)

    assert "#1f3d7a" in TemplateDraft.objects.get().content
    assert "#2b5b2b" in desk.draft(accent="#2b5b2b").content  # knowingly


def test_a_draft_is_given_up_and_leaves_its_events(desk: Desk) -> None:
    desk.draft(accent="#7a1f1f")
    services.discard_draft(**desk.said)

    assert not TemplateDraft.objects.exists()
    assert list(Event.objects.values_list("verb", flat=True)) == [
        "template.draft", "template.discard",
    ]  # fmt: skip
    with pytest.raises(Refused, match="Không có bản soạn nào"):
        services.discard_draft(**desk.said)


def test_a_draft_begins_as_a_copy_of_another_kind(desk: Desk) -> None:
    desk.put(accent="#7a1f1f", national=True)
    services.draft_from(of=desk.centre, of_kind=KIND, **(desk.said | {"kind": Kind.VERIFICATION}))

    draft = TemplateDraft.objects.get(kind=Kind.VERIFICATION)
    assert json.loads(draft.content) == template.default(Kind.VERIFICATION) | {"accent": "#7a1f1f"}
    with pytest.raises(Refused, match="Đang có bản soạn"):
        services.draft_from(
            of=desk.centre, of_kind=KIND, **(desk.said | {"kind": Kind.VERIFICATION})
        )


def test_the_same_again_is_no_new_version(desk: Desk) -> None:
    desk.put(accent="#7a1f1f")

    with pytest.raises(Refused, match="không khác"):
        desk.put(TOMORROW, accent="#7a1f1f")

    assert Template.objects.count() == 1


def test_putting_in_force_is_sealed_with_its_reason(desk: Desk) -> None:
    made = desk.put(why="Mẫu mới của trung tâm")

    event = Event.objects.get(verb="template.put_in_force")
    assert (event.chain, event.why, event.subject_id) == ("HUE", made.why, str(made.pk))
    assert made.seal_key() in event.seals
    assert timezone.localtime(datetime.fromisoformat(str(event.at))).date() == TODAY


def test_a_reason_too_long_and_no_draft_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="Không có bản soạn nào"):
        services.put_in_force(valid_from=TODAY, **desk.said)
    with pytest.raises(InvalidInput) as refused:
        desk.put(why="x" * 301)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("why", "too_long")]
