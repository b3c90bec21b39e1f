"""The pipeline: every draft in one step, in three queries; the check of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.models import Contract, Quotation
from contracts.quoting import versions
from contracts.quoting.examining import statements
from contracts.quoting.pipeline import Step, pipeline
from contracts.quoting.statement import agreed
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
STEPS = ["drafts", "sent", "expiring", "expired", "rejected", "accepted"]


@pytest.fixture
def customer() -> Any:
    return people.customer(people.centre("TTA"))


def draft(customer: Any, price: int, days: int = 0) -> Contract:
    at = NOW - timedelta(days=days)
    made = make.draft(customer, at=at)
    make.line(made, price, at=at)
    return made


def test_every_draft_is_in_one_step(customer: Any) -> None:
    unsent, sent, soon, late, declined, agreed_to = (
        draft(customer, n * 100_000, days=20) for n in range(1, 7)
    )
    make.draft(customer)  # without a line
    quote.made(unsent)
    quote.sent(sent)
    quote.sent(soon, valid_until=TODAY + timedelta(days=7))
    quote.sent(late, at=NOW - timedelta(days=9), valid_until=TODAY - timedelta(days=1))
    offer = quote.sent(declined)
    versions.reject(quotation_id=offer.pk, why="Giá cao", by=declined.created_by, at=NOW)
    quote.accepted(agreed_to)
    make.sign(draft(customer, 1_000))  # no draft any more
    draft(people.customer(people.centre("QT")), 1_000)  # of another centre

    with CaptureQueriesContext(connection) as asked:
        steps = {step.code: step for step in pipeline(customer.centre, TODAY)}

    assert list(steps) == STEPS
    assert [steps[code].count for code in STEPS] == [2, 2, 1, 1, 1, 1]
    assert [steps[code].gross for code in STEPS] == [
        105_000, 525_000, 315_000, 420_000, 525_000, 630_000,
    ]  # fmt: skip
    assert steps["drafts"].oldest == make.days_ago(20)
    assert steps["expired"].oldest == make.days_ago(1)
    assert len(asked) <= 3
    apart = [steps[code].ids for code in STEPS if code != "expiring"]
    everyone = Contract.objects.filter(centre=customer.centre, state="draft")
    assert sorted(pk for ids in apart for pk in ids) == sorted(
        everyone.values_list("pk", flat=True)
    )


def test_an_empty_centre_has_steps_without_rows(customer: Any) -> None:
    assert pipeline(customer.centre, TODAY) == [Step(code) for code in STEPS]
    assert all(step.label for step in pipeline(customer.centre, TODAY))


def test_a_statement_altered_behind_the_product_is_found(customer: Any) -> None:
    one, two, three = (quote.made(draft(customer, 100_000)) for _ in range(3))
    assert list(statements()) == []

    Quotation.objects.filter(pk=one.pk).update(statement=one.statement.replace("100000", "900000"))
    Quotation.objects.filter(pk=two.pk).update(statement="{}", sha256="0" * 64)

    told = list(statements())
    assert [line.split(":")[1] for line in told] == [str(one.pk), str(two.pk), str(two.pk)]
    assert not [line for line in told if f":{three.pk}:" in line]


LINE = st.fixed_dictionaries(
    {
        "price": st.integers(0, 10**9),
        "quantity": st.integers(1, 500),
        "kind": st.sampled_from(["verification", "calibration", "other"]),
        "vat_category": st.sampled_from(["science", "standard", "reduced", "exempt"]),
    }
)


@given(lines=st.lists(LINE, min_size=1, max_size=6))
@settings(max_examples=25)
def test_an_offer_always_says_what_the_lines_say(lines: Any) -> None:
    """Whatever the lines, the statement agrees with them, and its total is that of its lines."""
    contract = make.draft(people.customer(people.centre()))
    for facts in lines:
        make.line(contract, **facts)

    said = quote.statement(quote.made(contract))

    assert agreed(said["lines"]) == agreed(contract.lines.all())
    totals = said["totals"]
    assert totals["net"] == sum(line["amount"] for line in said["lines"])
    assert totals["gross"] == totals["net"] + sum(rate["vat"] for rate in totals["rates"])
    assert totals["gross"] == sum(rate["net"] + rate["vat"] for rate in totals["rates"])
