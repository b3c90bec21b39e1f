"""Pages and API of cards, scopes and rooms: who gets in, what malformed input is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from calibration.authority import services
from calibration.authority.services import NewLine
from calibration.models import OfficerCard, Room, Scope
from calibration.states import ScopeKind
from tests.factories import calibration as made
from tests.factories import instruments, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def lab() -> made.Lab:
    found = made.lab()
    OfficerCard.objects.all().delete()
    Scope.objects.all().delete()
    return found


@pytest.fixture
def card(lab: made.Lab) -> OfficerCard:
    return services.issue_card(
        centre=lab.centre, user=lab.technician, number="0186-01",
        types=[instruments.kind("pressure-gauge")], valid_from=TODAY, by=lab.quality, at=NOW,
    )  # fmt: skip


@pytest.fixture
def scope(lab: made.Lab) -> Scope:
    return services.issue_scope(
        centre=lab.centre, kind=ScopeKind.ACCREDITATION, number="VILAS 024", valid_from=TODAY,
        lines=[NewLine("calibration", instruments.kind("pressure-gauge"),
                       instruments.q("0 bar"), instruments.q("60 bar"), cmc="0.02 bar")],
        by=lab.quality, at=NOW,
    )  # fmt: skip


@pytest.fixture
def room(lab: made.Lab) -> Room:
    return services.add_room(centre=lab.centre, name="Phòng 1", by=lab.quality, at=NOW)


def card_body(lab: made.Lab, **more: Any) -> dict[str, Any]:
    return {
        "centre": lab.centre.code, "user": lab.technician.pk, "number": "0186-02",
        "types": ["pressure-gauge"], "valid_from": "2026-01-01", **more,
    }  # fmt: skip


def scope_body(lab: made.Lab, **more: Any) -> dict[str, Any]:
    return {
        "centre": lab.centre.code, "kind": "accreditation", "number": "VILAS 1",
        "valid_from": "2026-01-01", "valid_to": "2029-12-31",
        "lines": [{"service": "calibration", "type": "pressure-gauge", "range_min": "0 bar",
                   "range_max": {"value": "60", "unit": "bar"}, "cmc": "0.02 bar"}],
        **more,
    }  # fmt: skip


WHY = {"valid_to": str(TODAY), "why": "đình chỉ"}


def writes(lab: made.Lab, card: OfficerCard, scope: Scope, room: Room) -> list[tuple[str, Any]]:
    (line,) = scope.lines.all()
    return [
        (f"{API}/cards/", card_body(lab)),
        (f"{API}/cards/{card.pk}/end/", WHY),
        (f"{API}/cards/{card.pk}/extend/", WHY),
        (f"{API}/scopes/", scope_body(lab)),
        (f"{API}/scopes/{scope.pk}/lines/", {"lines": scope_body(lab)["lines"]}),
        (f"{API}/scopes/{scope.pk}/end/", WHY),
        (f"{API}/scopes/{scope.pk}/extend/", WHY),
        (f"{API}/scopes/lines/{line.pk}/remove/", {"why": "nhầm"}),
        (f"{API}/rooms/", {"centre": lab.centre.code, "name": "Phòng 2"}),
        (f"{API}/rooms/{room.pk}/use/", {"active": False}),
    ]


def counts() -> tuple[int, ...]:
    from audit.models import Event

    return (*(model.objects.count() for model in (OfficerCard, Scope, Room)), Event.objects.count())


def test_only_who_manages_authority_here_writes(
    lab: made.Lab, card: OfficerCard, scope: Scope, room: Room
) -> None:
    foreign = people.person(Role.QUALITY_OFFICER, people.centre())
    before = counts()
    asked = writes(lab, card, scope, room)

    stranger = [people.api(None).post(url, body, format="json") for url, body in asked]
    wrong_role = [people.api(lab.technician).post(url, body, format="json") for url, body in asked]
    elsewhere = [people.api(foreign).post(url, body, format="json") for url, body in asked]

    assert {answer.status_code for answer in stranger} == {401}
    assert {answer.status_code for answer in wrong_role} == {403}
    # A row of another centre is not there; a centre that is not seen is no choice.
    assert [answer.status_code for answer in elsewhere] == [
        400, 404, 404, 400, 404, 404, 404, 404, 400, 404,
    ]  # fmt: skip
    assert counts() == before


def test_a_department_sees_what_counts_for_it_and_changes_nothing_above(
    lab: made.Lab, card: OfficerCard, scope: Scope, room: Room
) -> None:
    below = people.centre(parent=lab.centre)
    officer = people.api(people.person(Role.QUALITY_OFFICER, below))

    assert officer.get(f"{API}/scopes/{scope.pk}/").status_code == 200
    assert officer.post(f"{API}/scopes/{scope.pk}/end/", WHY, format="json").status_code == 403


@pytest.mark.parametrize("name", ["cards", "scopes", "rooms"])
def test_lists_are_of_the_centres_one_sees(
    lab: made.Lab, card: OfficerCard, scope: Scope, room: Room, name: str
) -> None:
    foreign = people.person(Role.TECHNICIAN, people.centre())

    assert people.api(None).get(f"{API}/{name}/").status_code == 401
    assert people.api(people.client_of(lab.customer)).get(f"{API}/{name}/").status_code == 403
    assert people.api(foreign).get(f"{API}/{name}/").json() == []
    assert len(people.api(lab.technician).get(f"{API}/{name}/").json()) == 1


def test_a_card_by_the_api(lab: made.Lab) -> None:
    api = people.api(lab.quality)

    answer = api.post(f"{API}/cards/", card_body(lab), format="json")

    found = answer.json()
    assert (answer.status_code, found) == (
        201,
        {
            "id": found["id"], "centre": lab.centre.code,
            "user": {"id": lab.technician.pk, "name": "Trần Thị Thử"}, "number": "0186-02",
            "types": ["pressure-gauge"], "valid_from": "2026-01-01", "valid_to": None,
            "source": "",
        },
    )  # fmt: skip
    ended = api.post(f"{API}/cards/{found['id']}/end/", WHY, format="json").json()
    assert ended == {**found, "valid_to": "2026-11-20"}
    extended = api.post(
        f"{API}/cards/{found['id']}/extend/", {"valid_to": None, "why": "x"}, format="json"
    )
    assert extended.json() == found
    assert api.get(f"{API}/cards/{found['id']}/").json() == found
    assert api.get(f"{API}/cards/", {"on": "2025-12-31"}).json() == []


def test_a_scope_by_the_api(lab: made.Lab) -> None:
    api = people.api(lab.quality, "en")

    found = api.post(f"{API}/scopes/", scope_body(lab), format="json").json()

    (line,) = found["lines"]
    assert {**line, "id": 0, "cmc": 0} == {
        "id": 0, "service": "calibration", "type": "pressure-gauge",
        "range_min": {"value": "0", "unit": "bar"}, "range_max": {"value": "60", "unit": "bar"},
        "accuracy": "", "cmc": 0, "cmc_words": "0.02 bar",
    }  # fmt: skip
    assert line["cmc"]["ranges"][0]["value"] == "0.02"
    again = scope_body(lab, number="VILAS 2")
    again["lines"][0]["cmc"] = line["cmc"]
    assert api.post(f"{API}/scopes/", again, format="json").status_code == 201
    assert api.get(f"{API}/scopes/", {"kind": "designation"}).json() == []
    gone = api.post(f"{API}/scopes/lines/{line['id']}/remove/", {"why": "x"}, format="json")
    assert gone.json()["lines"] == []


@pytest.mark.parametrize(
    ("url", "body", "fields"),
    [
        ("cards", {"types": [], "valid_from": "hôm nay", "user": 0}, {"types", "valid_from", "user"}),
        ("cards", {"types": ["no-such"], "valid_to": "2025-01-01"}, {"types"}),
        ("cards", {"valid_to": "2025-01-01"}, {"valid_to"}),
        ("cards", {"color": "red"}, {"color"}),
        ("scopes", {"kind": "licence"}, {"kind"}),
        ("scopes", {"lines": "x"}, {"lines"}),
        ("scopes", {"lines": [{"service": "calibration", "type": "pressure-gauge",
                               "range_min": "0", "cmc": 5}]}, {"lines.0.range_min", "lines.0.cmc"}),
        ("scopes", {"lines": [{"service": "calibration", "type": "pressure-gauge",
                               "range_min": "0 bar", "range_max": "6 bar",
                               "cmc": {"ranges": "x"}}]}, {"lines.0.cmc"}),
    ],
)  # fmt: skip
def test_a_malformed_body_is_told_field_by_field(
    lab: made.Lab, url: str, body: dict[str, Any], fields: set[str]
) -> None:
    whole = {**(card_body(lab) if url == "cards" else scope_body(lab)), **body}

    answer = people.api(lab.quality).post(f"{API}/{url}/", whole, format="json")

    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["faults"]} == fields
    assert OfficerCard.objects.count() == Scope.objects.count() == 0


def test_a_filter_that_is_no_day_is_refused(lab: made.Lab) -> None:
    assert people.api(lab.quality).get(f"{API}/cards/", {"on": "x"}).status_code == 400


def test_who_may_by_the_api(lab: made.Lab, card: OfficerCard) -> None:
    body = {
        "centre": lab.centre.code, "user": lab.technician.pk, "service": "verification",
        "type": "pressure-gauge", "on": "2026-11-20",
    }  # fmt: skip

    answer = people.api(lab.technician).post(f"{API}/authority/ask/", body, format="json")

    assert answer.json() == {
        "allowed": False,
        "card": "0186-01",
        "legal": {"number": "", "missing": "type"},
        "accreditation": {"number": "", "missing": "type"},
    }


# Pages


def test_the_page_shows_what_ended_first_and_costs_the_same_for_many(
    lab: made.Lab, scope: Scope, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()  # pages ask the clock
    for n in range(12):
        services.issue_card(
            centre=lab.centre, user=lab.technician, number=f"C-{n:02}",
            types=[instruments.kind("pressure-gauge")], valid_from=today - timedelta(days=400),
            valid_to=today + timedelta(days=n - 1), by=lab.quality, at=NOW,
        )  # fmt: skip
    OfficerCard.objects.filter(number="C-11").update(valid_to=today - timedelta(days=300))
    browser = people.page(lab.quality)

    with django_assert_max_num_queries(20):
        html = browser.get(reverse("calibration:authority")).content.decode()

    assert "VILAS 024" in html
    assert html.index('">C-10</a>') < html.index('">C-09</a>')


def test_the_question_is_answered_on_the_page(lab: made.Lab, card: OfficerCard) -> None:
    kind = instruments.kind("pressure-gauge")
    asked: dict[str, Any] = {
        "centre": lab.centre.pk, "user": lab.technician.pk, "service": "verification",
        "type": kind.pk, "on": "2026-11-20", "range_min": "0 bar", "range_max": "10 bar",
    }  # fmt: skip
    browser = people.page(lab.technician)

    html = browser.get(reverse("calibration:authority"), asked).content.decode()

    assert "Không được làm." in html
    wrong = browser.get(reverse("calibration:authority"), {**asked, "on": "x"})
    assert (wrong.status_code, "Được làm." in wrong.content.decode()) == (200, False)


def test_a_card_is_entered_and_ended_on_its_pages(lab: made.Lab) -> None:
    browser = people.page(lab.quality)
    kind = instruments.kind("pressure-gauge")
    typed = {
        "centre": lab.centre.pk, "user": lab.technician.pk, "number": "0186-03",
        "valid_from": "2026-01-01", "valid_to": "2027-01-01", "source": "18/QĐ",
        "types": [kind.pk],
    }  # fmt: skip

    refused = browser.post(reverse("calibration:card-new"), {**typed, "types": [], "number": ""})
    assert (refused.status_code, OfficerCard.objects.count()) == (400, 0)
    assert "Hãy chọn ít nhất một loại phương tiện đo." in refused.content.decode()
    answer = browser.post(reverse("calibration:card-new"), typed)
    card = OfficerCard.objects.get()
    where = reverse("calibration:card", args=[card.pk])
    assert answer["Location"] == where
    assert browser.post(where, {"move": "end", "valid_to": "2028-01-01"}).status_code == 400
    assert browser.post(where, {"move": "end", "valid_to": "2026-11-20", "why": "x"})["Location"]
    card.refresh_from_db()
    assert card.valid_to == TODAY
    assert "kết thúc thẻ kiểm định viên" in browser.get(where).content.decode()


def line_form(**lines: Any) -> dict[str, Any]:
    counted = {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0"}
    return {**counted, **{f"lines-0-{name}": value for name, value in lines.items()}}


def test_a_scope_is_entered_extended_and_corrected_on_its_pages(lab: made.Lab) -> None:
    browser = people.page(lab.quality)
    kind = instruments.kind("pressure-gauge")
    typed = {
        "centre": lab.centre.pk, "kind": "accreditation", "number": "VILAS 3",
        "valid_from": "2026-01-01",
    }  # fmt: skip
    good = line_form(
        service="calibration", type=kind.pk, range_min="0 bar", range_max="0,6 MPa", cmc="0,02 bar"
    )
    url = reverse("calibration:scope-new")

    more = browser.post(url, {**typed, **good, "more": "1"})
    assert (more.status_code, 'name="lines-7-cmc"' in more.content.decode()) == (200, True)
    wrong = browser.post(url, {**typed, **good, "lines-0-cmc": "nhỏ"})
    assert (wrong.status_code, Scope.objects.count()) == (400, 0)
    browser.post(url, {**typed, **good})
    scope = Scope.objects.get()
    where = reverse("calibration:scope", args=[scope.pk])
    html = browser.get(where).content.decode()
    assert "0 bar…0,6 MPa" in html
    assert "0,02 bar" in html
    lines = reverse("calibration:scope-lines", args=[scope.pk])
    assert browser.post(lines, line_form()).status_code == 400
    assert browser.post(lines, line_form(service="testing", type=kind.pk))["Location"] == where
    last = scope.lines.last()
    assert last is not None
    remove = reverse("calibration:line-remove", args=[last.pk])
    assert browser.get(remove).status_code == 200
    assert browser.post(remove, {"why": ""}).status_code == 400
    assert browser.post(remove, {"why": "nhầm"})["Location"] == where
    assert scope.lines.count() == 1


def test_rooms_are_kept_on_the_page(lab: made.Lab) -> None:
    browser = people.page(lab.quality)
    new = reverse("calibration:room-new")

    assert browser.post(new, {"centre": lab.centre.pk, "name": ""}).status_code == 400
    browser.post(new, {"centre": lab.centre.pk, "name": "Phòng 7"})
    room = Room.objects.get()
    browser.post(reverse("calibration:room", args=[room.pk]), {"move": "close"})
    room.refresh_from_db()
    assert room.active is False


@pytest.mark.parametrize("name", ["card-new", "scope-new"])
def test_forms_are_for_the_quality_officer(lab: made.Lab, name: str) -> None:
    url = reverse(f"calibration:{name}")

    assert people.page(lab.technician).get(url).status_code == 403
    assert people.page(None).get(url)["Location"].startswith("/accounts/login/")
    assert people.page(lab.quality).get(url).status_code == 200


def test_the_watch_and_today_warn_thirty_days_ahead(lab: made.Lab, card: OfficerCard) -> None:
    last = timezone.localdate() + timedelta(days=10)
    OfficerCard.objects.update(valid_to=last, valid_from=last - timedelta(days=100))
    sentence = f"hết hạn ngày {last:%d/%m/%Y}, còn 10 ngày"

    html = people.page(lab.quality).get(reverse("calibration:watch")).content.decode()
    assert sentence in html
    technician = people.page(lab.technician).get(reverse("calibration:today")).content.decode()
    assert sentence in technician
    approver = people.page(lab.approver).get(reverse("calibration:today")).content.decode()
    assert sentence not in approver  # it is not their card


def test_the_bench_shows_the_blocks_of_who_asks(lab: made.Lab, scope: Scope) -> None:
    job = made.gauge_job(lab, service="verification")
    url = f"{API}/jobs/{job.pk}/worksheet/"

    mine = people.api(lab.technician).get(url).json()["blocks"]
    reader = people.api(lab.officer).get(url).json()["blocks"]

    assert [block["code"] for block in mine] == ["card_missing", "designation_missing"]
    assert [block["code"] for block in reader] == ["designation_missing"]  # they start nothing


def test_the_page_of_a_job_says_what_is_outside_before_it_starts(
    lab: made.Lab, scope: Scope
) -> None:
    Scope.objects.update(valid_from=TODAY - timedelta(days=9), valid_to=TODAY - timedelta(days=2))
    job = made.gauge_job(lab, service="calibration")

    html = people.page(lab.technician).get(reverse("calibration:job", args=[job.pk]))

    assert "Công nhận VILAS 024 hết hạn ngày 18/11/2026." in html.content.decode()
