from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Centre
from calibration.authority.services import NewLine, issue_scope
from calibration.models import Scope as Act
from calibration.states import ScopeKind, Service
from contracts.listing.wording import sentence
from contracts.scope import ScopeBook, scope_of
from instruments.models import Instrument
from tests.factories import instruments, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return people.centre("TTA")


def act(centre: Centre, kind: str, service: str, *ends: str, **days: Any) -> Act:
    low, high = (instruments.q(end) for end in ends) if ends else (None, None)
    line = NewLine(service, instruments.kind(), low, high)
    days.setdefault("valid_from", date(2020, 1, 1))
    return issue_scope(
        centre=centre, kind=kind, number=f"{kind}-1", lines=[line], by=None, at=NOW, **days
    )


def gauge(*ends: str) -> Instrument:
    low, high = (instruments.q(end) for end in ends) if ends else (None, None)
    return Instrument(type=instruments.kind(), range_min=low, range_max=high)


def ask(centre: Centre, kind: str, thing: Instrument) -> tuple[str, str, bool, str]:
    found = scope_of(centre, kind, {0: thing}, TODAY)[0]
    return found.state, found.act, found.enters, found.why["code"] if found.why else ""


def test_verification_is_asked_of_the_designation(centre: Centre) -> None:
    ten = gauge("0 bar", "10 bar")
    assert ask(centre, "verification", ten) == ("outside", "designation", False, "no_act")

    act(centre, ScopeKind.DESIGNATION, Service.VERIFICATION, "0 bar", "60 bar")

    assert ask(centre, "verification", ten) == ("inside", "designation", True, "")
    wide = ask(centre, "verification", gauge("0 bar", "100 bar"))
    assert wide == ("outside", "designation", False, "outside_range")
    unsaid = ask(centre, "verification", gauge())
    assert unsaid == ("inside", "designation", True, "range_unsaid")
    other = Instrument(type=instruments.kind("vernier-caliper"))
    assert ask(centre, "verification", other)[3] == "outside_type"


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"valid_to": TODAY - timedelta(days=1)}, "outside_ended"),
        ({"valid_from": TODAY + timedelta(days=1)}, "outside_not_begun"),
        ({"valid_to": TODAY}, ""),
        ({"valid_from": TODAY}, ""),
    ],
)
def test_a_designation_counts_from_its_first_day_to_its_last(
    centre: Centre, days: dict[str, date], why: str
) -> None:
    act(centre, ScopeKind.DESIGNATION, Service.VERIFICATION, **days)

    state, _act, enters, found = ask(centre, "verification", gauge("0 bar", "10 bar"))

    assert (state, enters, found) == ("outside" if why else "inside", not why, why)


def test_calibration_outside_the_accreditation_enters_and_is_told(centre: Centre) -> None:
    ten, hundred = gauge("0 bar", "10 bar"), gauge("0 bar", "100 bar")
    assert ask(centre, "calibration", ten) == ("not_asked", "", True, "")

    act(centre, ScopeKind.ACCREDITATION, Service.CALIBRATION, "0 bar", "60 bar")

    assert ask(centre, "calibration", ten) == ("inside", "accreditation", True, "")
    told = ask(centre, "calibration", hundred)
    assert told == ("outside", "accreditation", True, "outside_range")


def test_calibration_outside_a_registration_that_is_there_cannot_enter(centre: Centre) -> None:
    act(centre, ScopeKind.REGISTRATION, Service.CALIBRATION, "0 bar", "60 bar")

    assert ask(centre, "calibration", gauge("0 bar", "10 bar"))[:3] == (
        "inside", "registration", True,
    )  # fmt: skip
    assert ask(centre, "calibration", gauge("0 bar", "100 bar"))[:3] == (
        "outside", "registration", False,
    )  # fmt: skip


def test_consulting_and_things_without_a_type_are_not_asked(centre: Centre) -> None:
    assert ask(centre, "consulting", gauge())[0] == "not_asked"
    book = ScopeBook.of(centre, (), TODAY)
    assert book.ask("verification", None).state == "not_asked"


def test_the_scope_of_a_centre_above_counts_below(centre: Centre) -> None:
    act(centre, ScopeKind.DESIGNATION, Service.VERIFICATION)

    below = people.centre("TTB", parent=centre)

    assert ask(below, "verification", gauge("0 bar", "10 bar"))[0] == "inside"


def test_the_reason_is_told_in_both_languages(centre: Centre) -> None:
    act(centre, ScopeKind.DESIGNATION, Service.VERIFICATION, "0 bar", "60 bar")
    why = scope_of(centre, "verification", {0: gauge("0 bar", "100 bar")}, TODAY)[0].why
    assert why is not None

    assert sentence(why) == (
        "Ngoài phạm vi quyết định chỉ định designation-1: 0…60 bar; phương tiện đo có 0…100 bar."
    )
    with translation.override("en"):
        assert sentence(why) == (
            "Outside the scope of designation designation-1: 0…60 bar; the instrument has"
            " 0…100 bar."
        )


def test_many_things_take_two_queries(centre: Centre, django_assert_num_queries: Any) -> None:
    act(centre, ScopeKind.DESIGNATION, Service.VERIFICATION, "0 bar", "60 bar")
    things = {n: gauge("0 bar", f"{n} bar") for n in range(1, 101)}

    with django_assert_num_queries(2):
        found = scope_of(centre, "verification", things, TODAY)

    assert sum(one.state == "inside" for one in found.values()) == 60
