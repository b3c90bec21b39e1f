"""A customer is merged while somebody works on what is its own: the work goes on or is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts import services as accounts
from accounts.merging.moving import hanging
from accounts.merging.services import Merged, merge_customers
from accounts.models import Customer, Site
from audit.check import findings
from audit.models import Event
from calibration.custody.services import receive
from calibration.models import Custody
from common.errors import DomainError
from contracts import services
from contracts.models import Contract, Framework
from contracts.quoting import frameworks
from contracts.quoting.frameworks import FrameworkFacts
from contracts.services import ItemFacts
from instruments.services import register_instrument, update_instrument
from tests.backend.meanwhile import meanwhile
from tests.factories import contracts, custody, instruments, people, quoting
from tests.factories.people import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


def two() -> tuple[Customer, Customer]:
    """Two of one centre, registered twice."""
    place = people.centre()
    return people.customer(place, "Công ty Ví Dụ Một"), people.customer(place, "Cty Ví Dụ Một")


def merge(keep: Customer, gone: Customer) -> Merged:
    return merge_customers(
        keep_id=keep.pk, gone_id=gone.pk, why="ghi hai lần", by=people.user(), at=NOW
    )


def test_a_contract_that_moves_to_the_other_customer_is_signed() -> None:
    keep, gone = two()
    contract = contracts.draft(gone)
    contracts.line(contract, kind="other")

    merged, got = meanwhile(lambda: merge(keep, gone), lambda: contracts.sign(contract))

    assert isinstance(merged, Merged)
    assert isinstance(got, Contract)
    assert (got.customer, got.state) == (keep, "signed")


def test_an_agreement_that_moves_to_the_other_customer_is_signed() -> None:
    keep, gone = two()
    agreement, by = quoting.framework(gone, on=None), people.user()

    _merged, got = meanwhile(
        lambda: merge(keep, gone),
        lambda: frameworks.sign_framework(
            framework_id=agreement.pk, signed_on=TODAY, by=by, at=NOW
        ),
    )

    assert isinstance(got, Framework)
    assert (got.customer, got.state) == (keep, "signed")


def test_an_instrument_that_moves_is_amended() -> None:
    keep, gone = two()
    gauge, by = instruments.instrument(gone), people.user()

    meanwhile(
        lambda: merge(keep, gone),
        lambda: update_instrument(instrument_id=gauge.pk, by=by, at=NOW, tag="PX1-7"),
    )

    gauge.refresh_from_db()
    assert (gauge.customer, gauge.tag) == (keep, "PX1-7")


def test_nothing_leaves_without_its_record_while_its_owner_is_merged() -> None:
    keep, gone = two()
    [thing] = custody.held(instruments.instrument(gone))

    _merged, got = meanwhile(lambda: merge(keep, gone), lambda: custody.handed_back(thing))

    thing.refresh_from_db()
    assert [one.pk for one in got] == [thing.pk]
    assert (thing.customer, thing.returned_to) == (keep, "Võ Văn Giao")
    assert Event.objects.filter(verb="custody.return").count() == 1
    assert list(findings()) == []


def _draft(gone: Customer) -> Any:
    return contracts.draft(gone)


def _agreement(gone: Customer) -> Any:
    facts = FrameworkFacts(title="Theo đợt", valid_to=TODAY, cap_items=1)
    return frameworks.draft_framework(
        centre=gone.centre, customer=gone, facts=facts, by=people.user(), at=NOW
    )


def _instrument(gone: Customer) -> Any:
    return register_instrument(
        customer=gone, type=instruments.kind(), serial="7", by=people.user(), at=NOW
    )


def _site(gone: Customer) -> Any:
    return accounts.add_site(customer=gone, name="Xưởng", by=people.user(), at=NOW)


def _contact(gone: Customer) -> Any:
    return accounts.add_contact(customer=gone, full_name="Võ Giao", by=people.user(), at=NOW)


def _received(gone: Customer) -> Any:
    things = [custody.thing(sample="Mẫu nước")]
    return receive(arrival=custody.arrival(gone), things=things, by=people.user(), at=NOW)


@pytest.mark.parametrize("add", [_draft, _agreement, _instrument, _site, _contact, _received])
def test_nothing_new_stays_with_a_customer_that_is_gone(add: Callable[[Customer], Any]) -> None:
    keep, gone = two()
    contracts.draft(gone)  # brings what every draft needs

    _merged, got = meanwhile(lambda: merge(keep, gone), lambda: add(gone))

    assert isinstance(got, DomainError), got
    assert got.code == "merged"
    assert hanging(gone) == {}


def test_a_merged_customer_takes_no_agreement() -> None:
    keep, gone = two()
    merge(keep, gone)

    with pytest.raises(DomainError) as refused:
        _agreement(gone)

    assert refused.value.code == "merged"


def test_of_two_contracts_signed_at_once_one_gets_the_thing() -> None:
    _keep, owner = two()
    gauge = instruments.instrument(owner)
    [thing] = custody.held(gauge)
    both = [contracts.draft(owner) for _ in range(2)]
    for contract, kind in zip(both, ("verification", "calibration"), strict=True):
        line = contracts.line(contract, kind=kind)
        services.add_items(
            line_id=line.pk, items=[ItemFacts(instrument=gauge)], by=contract.created_by, at=NOW
        )

    meanwhile(lambda: contracts.sign(both[0]), lambda: contracts.sign(both[1]))

    assert Event.objects.filter(verb="custody.link").count() == 1
    job = Custody.objects.get(pk=thing.pk).job
    assert job is not None
    assert job.contract_item.line.contract == both[0]


def test_merged_crosswise_one_stays_and_the_other_is_told() -> None:
    one, other = two()
    for customer in (one, other):
        Site.objects.create(customer=customer, name=f"Xưởng {customer.pk}")
        contracts.draft(customer)

    _merged, got = meanwhile(lambda: merge(one, other), lambda: merge(other, one))

    assert isinstance(got, DomainError), got
    assert got.code == "merged"
    assert hanging(other) == {}
    assert Contract.objects.filter(customer=one).count() == 2
