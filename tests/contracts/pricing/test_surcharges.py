from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.record import history
from common.errors import InvalidInput, Refused
from contracts.models import Contract, ContractLine, Surcharge
from contracts.pricing.surcharges import (
    SurchargeFacts,
    add_surcharge,
    charge,
    end_surcharge,
    surcharges_on,
)
from contracts.states import SurchargeKind
from tests.factories import contracts as make
from tests.factories import people, pricing
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")))
    make.line(made, 333_333, 1)
    make.line(made, 100_000, 2)
    return made


def put(contract: Contract, one: Surcharge, *lines: ContractLine) -> ContractLine:
    return charge(
        contract_id=contract.pk, surcharge_id=one.pk, line_ids=[line.pk for line in lines],
        by=contract.created_by, at=NOW,
    )  # fmt: skip


def test_a_share_is_of_the_chosen_lines_and_says_of_which(contract: Contract) -> None:
    first, second = contract.lines.all()
    urgent = pricing.surcharge(contract.centre)

    one, both = put(contract, urgent, first), put(contract, urgent, first, second)

    assert (one.price, one.description) == (166_667, "Phụ phí làm gấp: 50 % của dòng 1")
    assert (both.price, both.kind, both.unit, both.quantity) == (266_667, "other", "lần", 1)
    assert (both.vat_category, both.vat_percent) == ("standard", 10)
    assert [event.verb for event in history(contract)][-1] == "contract.add_line"


def test_an_amount_needs_no_lines(contract: Contract) -> None:
    travel = pricing.surcharge(
        contract.centre, amount=500_000, kind=SurchargeKind.TRAVEL, name_vi="Đi lại"
    )

    line = put(contract, travel)

    assert (line.price, line.description) == (500_000, "Đi lại")


def refused(contract: Contract, one: Surcharge, *lines: ContractLine) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as error:
        put(contract, one, *lines)
    fault = error.value.faults[0]
    return fault.field, fault.code


def test_what_cannot_be_charged_is_named(contract: Contract) -> None:
    line = contract.lines.first()
    assert line is not None
    share = pricing.surcharge(contract.centre)
    elsewhere = pricing.surcharge(people.centre("TTB"))
    later = pricing.surcharge(contract.centre, valid_from=TODAY + timedelta(days=1))
    strange = make.line(make.draft(contract.customer))

    assert refused(contract, share) == ("lines", "required")
    assert refused(contract, share, line, strange) == ("lines", "unknown")
    assert refused(contract, elsewhere, line) == ("surcharge", "not_in_force")
    assert refused(contract, later, line) == ("surcharge", "not_in_force")
    assert contract.lines.count() == 2


def test_a_signed_contract_takes_no_surcharge(contract: Contract) -> None:
    share = pricing.surcharge(contract.centre)
    make.sign(contract)

    with pytest.raises(Refused) as error:
        put(contract, share, *contract.lines.all())

    assert error.value.code == "wrong_state"


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"percent": None, "amount": None}, "percent", "one_of_two"),
        ({"percent": 10, "amount": 10}, "percent", "one_of_two"),
        ({"percent": 0}, "percent", "out_of_range"),
        ({"percent": 1001}, "percent", "out_of_range"),
        ({"percent": None, "amount": -1}, "amount", "negative"),
        ({"name_vi": " "}, "name_vi", "blank"),
        ({"name_en": "x" * 251}, "name_en", "too_long"),
        ({"kind": "night"}, "kind", "unknown"),
        ({"vat_category": "none"}, "vat_category", "unknown"),
    ],
)
def test_a_wrong_surcharge_is_named(facts: dict[str, object], field: str, code: str) -> None:
    centre = people.centre()
    given: dict[str, object] = {
        "kind": "urgent", "name_vi": "Gấp", "valid_from": TODAY, "percent": 50,
    }  # fmt: skip

    with pytest.raises(InvalidInput) as error:
        add_surcharge(
            centre=centre, facts=SurchargeFacts(**given | facts),  # type: ignore[arg-type]
            by=make.officer(centre), at=NOW,
        )  # fmt: skip

    assert [(fault.field, fault.code) for fault in error.value.faults] == [(field, code)]
    assert not Surcharge.objects.exists()


def test_a_surcharge_ends_once_with_its_last_day() -> None:
    centre = people.centre()
    one = pricing.surcharge(centre, valid_from=date(2026, 1, 1))
    by = make.officer(centre)
    with pytest.raises(InvalidInput) as early:
        end_surcharge(surcharge_id=one.pk, last_day=date(2025, 12, 31), by=by, at=NOW)
    assert early.value.faults[0].allowed == ">= 2026-01-01"

    end_surcharge(surcharge_id=one.pk, last_day=date(2026, 6, 30), by=by, at=NOW)

    assert list(surcharges_on(centre, date(2026, 6, 30))) == [one]
    assert not surcharges_on(centre, date(2026, 7, 1)).exists()
    assert [event.verb for event in history(one)] == ["surcharge.add", "surcharge.end"]
    with pytest.raises(Refused):
        end_surcharge(surcharge_id=one.pk, last_day=date(2026, 6, 30), by=by, at=NOW)


@given(prices=st.lists(st.integers(0, 10**9), min_size=1, max_size=4), percent=st.integers(1, 1000))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_dong_is_lost_in_a_share(contract: Contract, prices: list[int], percent: int) -> None:
    lines = [make.line(contract, price) for price in prices]
    one = pricing.surcharge(contract.centre, percent=percent)

    found = put(contract, one, *lines)

    exact = Fraction(sum(prices) * percent, 100)
    assert abs(found.price - exact) <= Fraction(1, 2)
    assert found.price == int(exact + Fraction(1, 2))
