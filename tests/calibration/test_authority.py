"""Cards, scopes and rooms: entered whole, ended and extended with a reason, never edited."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.permissions import Role
from audit.record import history
from calibration.authority import services
from calibration.authority.queries import ending_soon, who_may
from calibration.authority.services import NewLine
from calibration.bundle import rooms_near
from calibration.models import OfficerCard, Room, Scope, ScopeLine
from calibration.states import ScopeKind
from common.errors import Conflict, DomainError, InvalidInput, Refused
from tests.factories import authority, instruments, people
from tests.factories import calibration as made
from tests.factories.instruments import q
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
FROM, UNTIL = date(2025, 1, 1), date(2029, 12, 31)


@pytest.fixture
def lab() -> made.Lab:
    found = made.lab()
    OfficerCard.objects.all().delete()
    Scope.objects.all().delete()
    return found


def issue(lab: made.Lab, **facts: Any) -> OfficerCard:
    given = {
        "centre": lab.centre, "user": lab.technician, "number": "0186-01",
        "types": [instruments.kind("pressure-gauge")], "valid_from": FROM, "valid_to": UNTIL,
        "source": "18/QĐ-TĐC", **facts,
    }  # fmt: skip
    return services.issue_card(**given, by=lab.quality, at=NOW)


def enter(lab: made.Lab, kind: str = ScopeKind.ACCREDITATION, **facts: Any) -> Scope:
    given = {
        "centre": lab.centre, "kind": kind, "number": "VILAS 024", "valid_from": FROM,
        "valid_to": UNTIL, **facts,
    }  # fmt: skip
    return services.issue_scope(**given, by=lab.quality, at=NOW)


def gauge(service: str = "calibration", **facts: Any) -> NewLine:
    return NewLine(service, instruments.kind("pressure-gauge"), **facts)


def faults(error: DomainError) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in error.faults]


def changes(row: Any) -> list[tuple[str, dict[str, Any], str]]:
    import json

    return [(event.verb, json.loads(event.changes), event.why) for event in history(row)]


def test_a_card_is_entered_with_its_types(lab: made.Lab) -> None:
    card = issue(lab)

    assert [kind.code for kind in card.types.all()] == ["pressure-gauge"]
    assert changes(card) == [
        (
            "card.issue",
            {
                "user": [None, "Trần Thị Thử"],
                "number": [None, "0186-01"],
                "types": [None, "pressure-gauge"],
                "valid_from": [None, "2025-01-01"],
                "valid_to": [None, "2029-12-31"],
                "source": [None, "18/QĐ-TĐC"],
            },
            "",
        )
    ]


def test_a_card_that_is_wrong_in_several_ways_says_all_of_them(lab: made.Lab) -> None:
    with pytest.raises(InvalidInput) as refused:
        issue(lab, user=people.user(), number=" ", types=[], valid_to=FROM - timedelta(days=1))

    assert sorted(faults(refused.value)) == [
        ("number", "blank"),
        ("types", "required"),
        ("user", "invalid"),
        ("valid_to", "out_of_range"),
    ]
    assert OfficerCard.objects.count() == 0


def test_a_card_number_once_from_a_day_but_again_from_another(lab: made.Lab) -> None:
    issue(lab, valid_to=date(2025, 6, 30))

    with pytest.raises(Conflict):
        issue(lab)
    assert issue(lab, valid_from=date(2026, 1, 1)).number == "0186-01"  # after a suspension


def test_an_end_and_an_extension_are_events_from_and_to(lab: made.Lab) -> None:
    card = issue(lab)

    services.end_card(card_id=card.pk, valid_to=TODAY, why="đình chỉ", by=lab.quality, at=NOW)
    services.extend_card(card_id=card.pk, valid_to=None, why="cấp lại", by=lab.quality, at=NOW)

    assert changes(card)[1:] == [
        ("card.end", {"valid_to": ["2029-12-31", "2026-11-20"]}, "đình chỉ"),
        ("card.extend", {"valid_to": ["2026-11-20", None]}, "cấp lại"),
    ]


@pytest.mark.parametrize(
    ("move", "to", "why", "wrong"),
    [
        (services.end_card, UNTIL, "x", [("valid_to", "out_of_range")]),
        (services.end_card, FROM - timedelta(days=1), "x", [("valid_to", "out_of_range")]),
        (services.extend_card, UNTIL, "x", [("valid_to", "out_of_range")]),
        (services.extend_card, TODAY, " ", [("valid_to", "out_of_range"), ("why", "required")]),
    ],
)
def test_an_end_is_earlier_and_an_extension_later(
    lab: made.Lab, move: Any, to: date, why: str, wrong: list[tuple[str, str]]
) -> None:
    card = issue(lab)

    with pytest.raises(InvalidInput) as refused:
        move(card_id=card.pk, valid_to=to, why=why, by=lab.quality, at=NOW)

    card.refresh_from_db()
    assert (faults(refused.value), card.valid_to, len(changes(card))) == (wrong, UNTIL, 1)


def test_a_scope_is_entered_with_its_lines(lab: made.Lab) -> None:
    scope = enter(
        lab,
        lines=[
            gauge(range_min=q("0 bar"), range_max=q("60 bar"), cmc="0,02 bar"),
            gauge("testing", accuracy="1,6"),
        ],
    )

    assert [
        (line.service, str(line.range_min), str(line.range_max), line.accuracy, bool(line.cmc))
        for line in scope.lines.all()
    ] == [("calibration", "0 bar", "60 bar", "", True), ("testing", "None", "None", "1,6", False)]
    (event,) = changes(scope)
    assert event[1]["lines"] == [
        None,
        ("calibration pressure-gauge 0 bar…60 bar CMC 0.02 bar; testing pressure-gauge 1,6"),
    ]


@pytest.mark.parametrize(
    ("kind", "line", "wrong"),
    [
        ("designation", {"service": "calibration"}, ("lines.0.service", "invalid")),
        ("registration", {"service": "verification"}, ("lines.0.service", "invalid")),
        (
            "designation",
            {"service": "verification", "cmc": "0.1 bar"},
            ("lines.0.cmc", "invalid"),
        ),
        ("accreditation", {"cmc": "0.1 bar"}, ("lines.0.range_min", "missing_value")),
        (
            "accreditation",
            {"range_min": q("2 bar"), "range_max": q("1 bar")},
            ("lines.0.range_max", "out_of_range"),
        ),
        (
            "accreditation",
            {"range_min": q("2 bar"), "range_max": q("1 kg")},
            ("lines.0.range_max", "wrong_quantity"),
        ),
        (
            "accreditation",
            {"range_min": q("0 bar"), "range_max": q("1 bar"), "cmc": "nhỏ"},
            ("lines.0.cmc", None),
        ),
        (
            "accreditation",
            {"range_min": q("0 bar"), "range_max": q("1 bar"), "cmc": {"ranges": [{}]}},
            ("lines.0.cmc", None),
        ),
        (
            "accreditation",
            {
                "range_min": q("0 bar"), "range_max": q("1 bar"),
                "cmc": {"unit": "kg", "ranges": [
                    {"type": "constant", "from": "0", "to": "1", "value": "1"}]},
            },
            ("lines.0.cmc", "wrong_quantity"),
        ),
    ],
)  # fmt: skip
def test_a_wrong_line_is_refused_at_its_place(
    lab: made.Lab, kind: str, line: dict[str, Any], wrong: tuple[str, str | None]
) -> None:
    service = line.pop("service", "calibration")

    with pytest.raises(InvalidInput) as refused:
        enter(lab, kind, lines=[gauge(service, **line)])

    ((field, code),) = faults(refused.value)
    assert (field, code if wrong[1] else None) == wrong
    assert Scope.objects.count() == ScopeLine.objects.count() == 0


def test_lines_are_added_and_one_entered_in_error_is_taken_out(lab: made.Lab) -> None:
    scope = enter(lab)

    with pytest.raises(InvalidInput):
        services.add_lines(scope_id=scope.pk, lines=[], by=lab.quality, at=NOW)
    services.add_lines(scope_id=scope.pk, lines=[gauge()], by=lab.quality, at=NOW)
    line = scope.lines.get()
    services.remove_line(line_id=line.pk, why="ghi nhầm", by=lab.quality, at=NOW)

    told = "calibration pressure-gauge"
    assert scope.lines.count() == 0
    assert changes(scope)[1:] == [
        ("scope.add_lines", {"lines": [None, told]}, ""),
        ("scope.remove_line", {"lines": [told, None]}, "ghi nhầm"),
    ]


def test_a_line_that_work_was_started_under_stays(lab: made.Lab) -> None:
    scope = enter(lab, lines=[gauge()])
    made.measuring_job(lab, made.gauge_job(lab, service="calibration"))

    with pytest.raises(Refused) as refused:
        services.remove_line(line_id=scope.lines.get().pk, why="ghi nhầm", by=lab.quality, at=NOW)

    assert (refused.value.code, scope.lines.count()) == ("line_used", 1)


def test_a_scope_ends_and_is_extended(lab: made.Lab) -> None:
    scope = enter(lab)

    services.end_scope(scope_id=scope.pk, valid_to=TODAY, why="thu hồi", by=lab.quality, at=NOW)
    services.extend_scope(scope_id=scope.pk, valid_to=UNTIL, why="x", by=lab.quality, at=NOW)

    assert [verb for verb, _changes, _why in changes(scope)] == [
        "scope.issue", "scope.end", "scope.extend",
    ]  # fmt: skip


def test_rooms_are_added_closed_and_opened(lab: made.Lab) -> None:
    room = services.add_room(centre=lab.centre, name="Phòng Áp suất", by=lab.quality, at=NOW)

    with pytest.raises(Conflict):
        services.add_room(centre=lab.centre, name="Phòng Áp suất", by=lab.quality, at=NOW)
    below = people.centre(parent=lab.centre)
    assert [each["name"] for each in rooms_near(below)] == ["Phòng Áp suất"]
    services.use_room(room_id=room.pk, active=False, by=lab.quality, at=NOW)
    assert rooms_near(below) == []
    with pytest.raises(Refused):
        services.use_room(room_id=room.pk, active=False, by=lab.quality, at=NOW)
    services.use_room(room_id=room.pk, active=True, by=lab.quality, at=NOW)
    assert Room.objects.get().active


# What ends


def ends(lab: made.Lab, **more: Any) -> list[tuple[str, str, int | None]]:
    person = people_of(lab)
    return [(each.row.number, each.state, each.left) for each in ending_soon(person, TODAY, **more)]


def people_of(lab: made.Lab) -> Any:
    from accounts.people import Person

    return Person(lab.quality, TODAY)


def test_what_ended_and_what_ends_within_thirty_days(lab: made.Lab) -> None:
    issue(lab, number="cũ", valid_to=TODAY - timedelta(days=1))
    issue(lab, number="sắp", valid_to=TODAY + timedelta(days=29), user=lab.approver)
    issue(lab, number="xa", valid_to=TODAY + timedelta(days=30),
          types=[instruments.kind("platform-scale")])  # fmt: skip
    enter(lab, number="N 1", valid_to=TODAY)

    assert ends(lab) == [("cũ", "overdue", -1), ("sắp", "due", 29), ("N 1", "due", 0)]
    assert ends(lab, user=lab.approver) == [("sắp", "due", 29), ("N 1", "due", 0)]


def test_what_another_one_carries_on_is_no_worry(lab: made.Lab) -> None:
    issue(lab, number="cũ", valid_to=TODAY - timedelta(days=1))
    issue(lab, number="mới", valid_from=TODAY)
    enter(lab, number="N 1", valid_to=TODAY)
    enter(lab, number="N 2", valid_from=TODAY + timedelta(days=1))

    assert ends(lab) == []


# Who may do what


def asked(lab: made.Lab, service: str = "verification", **more: Any) -> Any:
    given = {
        "centre": lab.centre, "user": lab.technician, "kind": instruments.kind("pressure-gauge"),
        "service": service, "day": TODAY, **more,
    }  # fmt: skip
    return who_may(**given)


def test_who_may_verify_is_told_by_card_and_designation(lab: made.Lab) -> None:
    assert asked(lab).allowed is False
    card = issue(lab)
    assert asked(lab).allowed is False
    line = gauge("verification", range_min=q("0 bar"), range_max=q("60 bar"))
    scope = enter(lab, ScopeKind.DESIGNATION, number="N 123", lines=[line])

    answer = asked(lab)

    assert (answer.allowed, answer.card, answer.legal.scope) == (True, card, scope)
    assert asked(lab, ends=(q("0 bar"), q("10 bar"))).allowed is True
    assert asked(lab, ends=(q("0 bar"), q("100 bar"))).allowed is False
    assert asked(lab, day=date(2024, 12, 31)).allowed is False
    assert asked(lab, user=lab.approver).allowed is False


def test_who_may_calibrate_is_told_by_the_registration_where_there_is_one(lab: made.Lab) -> None:
    assert asked(lab, "calibration").allowed is True
    scale = NewLine("calibration", instruments.kind("platform-scale"))
    enter(lab, ScopeKind.REGISTRATION, number="ĐK 1", lines=[scale])

    assert asked(lab, "calibration").allowed is False
    assert asked(lab, "calibration", kind=instruments.kind("platform-scale")).allowed is True


def test_the_factory_gives_and_takes_everything() -> None:
    lab = made.lab()
    late = people.person(Role.TECHNICIAN, lab.centre)
    kind = instruments.kind("truck-scale")

    assert who_may(
        centre=lab.centre, user=late, kind=kind, service="verification", day=TODAY
    ).allowed
    authority.forbid(kind=ScopeKind.DESIGNATION)
    assert not who_may(
        centre=lab.centre, user=late, kind=kind, service="verification", day=TODAY
    ).allowed
