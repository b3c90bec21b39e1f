from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contracts import services
from contracts.models import Contract
from contracts.queries import stage_table, stages, standing_of, standings, sums_of
from contracts.states import Stage
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_contract_walks_through_its_stages_day_by_day() -> None:
    contract = make.draft(people.customer(people.centre()), at=NOW - timedelta(days=40))
    by = contract.created_by
    make.gauges(make.line(contract, 500_000, 2), 2)
    make.sign(contract, on=make.days_ago(30))
    make.finish(contract, on=make.days_ago(20), most=1)
    make.finish(contract, on=make.days_ago(15))
    services.accept(contract_id=contract.pk, accepted_on=make.days_ago(12), by=by, at=NOW)
    make.invoice(contract, (5, 400_000, 20_000), on=make.days_ago(11))
    make.invoice(contract, (5, 600_000, 30_000), on=make.days_ago(10))
    make.payment(contract, 1_000_000, on=make.days_ago(8))
    make.payment(contract, 50_000, on=make.days_ago(6))
    services.liquidate(contract_id=contract.pk, liquidated_on=make.days_ago(2), by=by, at=NOW)

    walked = {n: standing_of(contract, make.days_ago(n)).stage.value for n in range(40, -1, -1)}

    firsts = {stage: max(n for n in walked if walked[n] == stage) for stage in walked.values()}
    assert firsts == {
        "draft": 40,
        "signed": 30,
        "in_progress": 20,
        "completed": 15,
        "accepted": 12,
        "invoiced": 10,
        "collected": 6,
        "liquidated": 2,
    }


def test_every_contract_is_in_exactly_one_stage() -> None:
    customer = people.customer(people.centre())
    by = make.officer(customer.centre)
    make.draft(customer)
    make.signed(customer, 1_000_000)
    paused = make.signed(customer, 2_000_000)
    services.pause(contract_id=paused.pk, from_on=TODAY, why="Chờ", by=by, at=NOW)
    cancelled = make.signed(customer, 4_000_000)
    services.cancel(contract_id=cancelled.pk, cancelled_on=TODAY, why="Thôi", by=by, at=NOW)
    invoiced = make.signed(customer, 8_000_000)
    make.invoice(invoiced, (5, 8_000_000, 400_000))
    # A contract drafted tomorrow does not exist today.
    Contract.objects.filter(pk=make.draft(customer).pk).update(created_at=NOW + timedelta(days=1))

    table = stage_table(standings(Contract.objects.all(), TODAY))

    assert {row.stage.value: (row.count, row.net, row.gross) for row in table if row.count} == {
        "draft": (1, 0, 0),
        "signed": (1, 1_000_000, 1_050_000),
        "paused": (1, 2_000_000, 2_100_000),
        "cancelled": (1, 4_000_000, 4_200_000),
        "invoiced": (1, 8_000_000, 8_400_000),
    }
    assert [row.stage for row in table] == list(Stage)
    assert sum(row.count for row in table) == 5


def test_a_contract_without_value_ends_with_its_acceptance() -> None:
    """State duty is done without pay: there is nothing to invoice, nothing to collect."""
    contract = make.signed(people.customer(people.centre()), 0, strand="duty")

    assert standing_of(contract, TODAY).stage == Stage.SIGNED
    services.accept(contract_id=contract.pk, accepted_on=TODAY, by=contract.created_by, at=NOW)
    assert standing_of(contract, TODAY).stage == Stage.ACCEPTED


def test_late_is_said_beside_the_stage() -> None:
    customer = people.customer(people.centre())
    contract = make.draft(customer, due_on=make.days_ago(1))
    make.line(contract)
    make.sign(contract, on=make.days_ago(5))

    assert standing_of(contract, TODAY).late
    assert not standing_of(contract, make.days_ago(1)).late


def test_a_day_ends_at_midnight_of_the_centre() -> None:
    """17:00 UTC is the next day in Huế."""
    contract = make.draft(people.customer(people.centre()))
    make.gauges(make.line(contract), 1)
    make.sign(contract, on=make.days_ago(9))
    (job,) = make.finish(contract, on=make.days_ago(3))
    midnight = datetime.combine(
        make.days_ago(2), datetime.min.time(), timezone.get_default_timezone()
    )
    job.approved_at = midnight - timedelta(microseconds=1)
    job.save()
    assert standing_of(contract, make.days_ago(3)).stage == Stage.COMPLETED

    job.approved_at = midnight
    job.save()
    assert standing_of(contract, make.days_ago(3)).stage == Stage.IN_PROGRESS


def test_many_contracts_take_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    customer = people.customer(people.centre())
    one = make.signed(customer)
    with django_assert_num_queries(8):
        stages(Contract.objects.filter(pk=one.pk), TODAY)
    for _ in range(12):
        contract = make.draft(customer)
        make.gauges(make.line(contract), 2)
        make.sign(contract)
        make.finish(contract, most=1)
        make.invoice(contract, (5, 100_000, 5_000))

    with django_assert_num_queries(8):
        found = standings(Contract.objects.all(), TODAY)

    assert len(found) == 13
    sums = sums_of(found.values())
    assert (sums.count, sums.net, sums.vat, sums.gross, sums.debt) == (
        13,
        2_200_000,
        110_000,
        2_310_000,
        12 * 105_000,
    )
