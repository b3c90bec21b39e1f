"""Two people at once, on PostgreSQL: the last of a cap goes to one order, an offer has one answer."""

import pytest

from common.errors import DomainError
from contracts.models import Contract, Quotation
from contracts.quoting import versions
from contracts.quoting.drawing import drawn
from tests.contracts.test_together import at_once
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote
from tests.factories.people import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


def refusals(found: list[object]) -> list[str]:
    return [one.code for one in found if isinstance(one, DomainError)]


def test_two_orders_never_pass_the_cap_together() -> None:
    """Each fits alone, both do not: one is signed, the other is told."""
    customer = people.customer(people.centre())
    framework = quote.framework(customer, cap_gross=1_500_000)
    one, two = (quote.order(framework, 1_000_000) for _ in range(2))

    found = at_once(lambda: make.sign(one), lambda: make.sign(two))

    assert refusals(found) == ["over_cap"]
    assert sorted(Contract.objects.values_list("state", flat=True)) == ["draft", "signed"]
    assert drawn(framework, TODAY).gross == 1_050_000


def test_an_offer_is_accepted_or_taken_back_never_both() -> None:
    draft = make.draft(people.customer(people.centre()))
    make.line(draft)
    offer = quote.sent(draft)
    client = people.client_of(draft.customer)

    found = at_once(
        lambda: versions.accept(quotation_id=offer.pk, by=client, at=NOW),
        lambda: make.line(draft),
    )

    assert refusals(found) == ["quoted"]
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert draft.lines.count() == 1


def test_versions_made_at_once_are_numbered_and_one_is_current() -> None:
    draft = make.draft(people.customer(people.centre()))
    make.line(draft)

    found = at_once(*[lambda: quote.made(draft)] * 3)

    assert refusals(found) == []
    assert sorted(Quotation.objects.values_list("version", "state")) == [
        (1, "replaced"), (2, "replaced"), (3, "draft"),
    ]  # fmt: skip
