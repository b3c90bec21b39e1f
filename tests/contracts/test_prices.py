from datetime import date

import pytest

from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Price, ServiceItem
from contracts.services import ServiceFacts
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> ServiceItem:
    return make.service(people.centre("TTA"), price=100_000, valid_from=date(2024, 1, 1))


def put(service: ServiceItem, amount: int, day: date) -> Price:
    by = make.officer(service.centre)
    return services.set_price(service_id=service.pk, amount=amount, valid_from=day, by=by, at=NOW)


def rows(service: ServiceItem) -> list[tuple[int, date, date | None]]:
    return list(service.prices.values_list("amount", "valid_from", "valid_to"))


def test_a_new_price_closes_the_old_one_and_edits_nothing(service: ServiceItem) -> None:
    put(service, 120_000, date(2026, 1, 1))

    assert rows(service) == [
        (100_000, date(2024, 1, 1), date(2025, 12, 31)),
        (120_000, date(2026, 1, 1), None),
    ]
    verbs = [event.verb for event in history(service)]
    assert verbs == ["service.add", "price.set", "price.set"]


def test_the_price_of_a_day(service: ServiceItem) -> None:
    put(service, 120_000, date(2026, 1, 1))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]

    found = [service.price_on(day) for day in days]

    assert [price and price.amount for price in found] == [None, 100_000, 100_000, 120_000]


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2023, 1, 1)])
def test_a_price_never_begins_before_the_present_one(service: ServiceItem, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(service, 1, day)

    fault = refused.value.faults[0]
    assert (fault.field, fault.code, fault.allowed) == ("valid_from", "too_early", ">= 2024-01-02")
    assert rows(service) == [(100_000, date(2024, 1, 1), None)]


def test_a_negative_price_is_named(service: ServiceItem) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(service, -1, date(2026, 1, 1))

    fault = refused.value.faults[0]
    assert (fault.field, fault.code, fault.found) == ("amount", "negative", "-1")
    assert rows(service) == [(100_000, date(2024, 1, 1), None)]


def test_a_price_is_closed_once(service: ServiceItem) -> None:
    by = make.officer(service.centre)
    day = date(2026, 6, 30)

    services.close_price(service_id=service.pk, last_day=day, by=by, at=NOW)

    assert rows(service) == [(100_000, date(2024, 1, 1), day)]
    assert service.price_on(date(2026, 7, 1)) is None
    with pytest.raises(Refused):
        services.close_price(service_id=service.pk, last_day=day, by=by, at=NOW)


def test_a_price_is_not_closed_before_it_began(service: ServiceItem) -> None:
    by = make.officer(service.centre)

    with pytest.raises(InvalidInput) as refused:
        services.close_price(service_id=service.pk, last_day=date(2023, 1, 1), by=by, at=NOW)

    assert refused.value.faults[0].field == "last_day"


def test_a_code_stands_once_in_a_centre(service: ServiceItem) -> None:
    facts = ServiceFacts(code=service.code, name_vi="Khác", kind="testing")

    with pytest.raises(InvalidInput) as refused:
        services.add_service(
            centre=service.centre, facts=facts, by=make.officer(service.centre), at=NOW
        )

    assert (refused.value.faults[0].field, refused.value.faults[0].code) == ("code", "taken")
    assert ServiceItem.objects.count() == 1


def test_every_fault_of_a_service_is_named_at_once() -> None:
    centre = people.centre()
    facts = ServiceFacts(code=" ", name_vi="", kind="repair", vat_category="free")

    with pytest.raises(InvalidInput) as refused:
        services.add_service(centre=centre, facts=facts, by=make.officer(centre), at=NOW)

    assert [fault.field for fault in refused.value.faults] == [
        "code",
        "name_vi",
        "kind",
        "vat_category",
    ]
