"""The register's one statement against the same said contract by contract in Python."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Customer
from contracts import services
from contracts.models import Allocation, Contract
from contracts.queries import Sums, standings, sums_of
from contracts.register.finding import SORTS, Entry, Found, Wanted, find, only
from contracts.register.stages import stood
from contracts.states import Stage
from contracts.waiting import labels, waiting_of
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def found(wanted: Wanted | None = None, on: date = TODAY, **more: Any) -> Found:
    return find(Contract.objects.all(), wanted or Wanted(), on, size=more.pop("size", None), **more)


def many(customer: Customer) -> list[Contract]:
    """Contracts in every stage, some late, some waiting, with mixed rates."""
    by = make.officer(customer.centre)
    old = NOW - timedelta(days=60)
    stale = make.draft(customer, at=old)
    make.line(stale, 333_333, vat_category="standard", at=old)
    make.draft(customer, title="Thử nghiệm nước")
    unbegun = make.signed(customer, 999_990, on=make.days_ago(30))
    begun = make.draft(customer, due_on=make.days_ago(3))
    make.gauges(make.line(begun, 500_001, 2), 2)
    make.sign(begun, on=make.days_ago(40))
    make.finish(begun, on=make.days_ago(20), most=1)
    done = make.draft(customer)
    make.gauges(make.line(done, 500_000, 2), 2)
    make.line(done, 100_010, kind="testing", vat_category="exempt")
    make.sign(done, on=make.days_ago(40))
    make.finish(done, on=make.days_ago(15))
    paused = make.signed(customer, 2_000_000)
    services.pause(contract_id=paused.pk, from_on=TODAY, why="Chờ", by=by, at=NOW)
    cancelled = make.signed(customer, 4_000_000)
    services.cancel(contract_id=cancelled.pk, cancelled_on=TODAY, why="Thôi", by=by, at=NOW)
    accepted = make.signed(customer, 7_000_000, on=make.days_ago(20))
    services.accept(contract_id=accepted.pk, accepted_on=make.days_ago(9), by=by, at=NOW)
    make.invoice(accepted, (5, 3_000_000, 150_000), on=make.days_ago(8))
    invoiced = make.signed(customer, 8_000_000, on=make.days_ago(20))
    make.invoice(invoiced, (5, 8_000_000, 400_000), on=make.days_ago(7))
    make.payment(invoiced, 1_000_000, on=make.days_ago(6))
    collected = make.signed(customer, 1_000_000, on=make.days_ago(20))
    make.invoice(collected, (5, 1_000_000, 50_000), on=make.days_ago(7))
    make.payment(collected, 1_050_000, on=make.days_ago(6))
    over = make.signed(customer, 1_000_000, on=make.days_ago(20))
    make.invoice(over, (5, 1_000_000, 50_000), on=make.days_ago(7))
    make.payment(over, 1_050_000, on=make.days_ago(6))
    services.liquidate(
        contract_id=over.pk, liquidated_on=make.days_ago(5), why="Xong", by=by, at=NOW
    )
    duty = make.signed(customer, 0, strand="duty")
    services.accept(contract_id=duty.pk, accepted_on=TODAY, by=by, at=NOW)
    return [stale, unbegun, begun, done, paused, cancelled, accepted, invoiced, collected, over]


def one_by_one(on: date) -> dict[int, Entry]:
    """The same by `standings` and `waiting_of`."""
    entries = {}
    for pk, at in standings(Contract.objects.all(), on).items():
        one = Contract.objects.get(pk=pk)
        facts = {"due_on": one.due_on, "signed_on": one.signed_on}
        facts["created_on"] = timezone.localdate(one.created_at)
        waits = waiting_of(facts, at, on)
        entries[pk] = Entry(
            pk, at.stage, waits.code if waits else "", at.totals.net, at.totals.vat,
            at.progress.due, at.progress.approved, at.invoiced_gross, at.paid, at.debt,
            one.number, one.customer.name, one.due_on,
        )  # fmt: skip
    return entries


def test_every_day_says_what_the_contracts_say_one_by_one() -> None:
    many(people.customer(people.centre()))
    seen = set()

    for days in (61, 53, 41, 40, 39, 30, 25, 20, 16, 15, 9, 8, 7, 6, 5, 3, 0, -1):
        on = make.days_ago(days)
        told = one_by_one(on)
        register = found(on=on)
        assert {one.id: one for one in register.page} == told
        assert register.sums == sums_of(standings(Contract.objects.all(), on).values())
        seen |= {(one.stage, one.waiting) for one in told.values()}

    assert {stage for stage, _waiting in seen} == set(Stage)
    assert len({waiting for _stage, waiting in seen}) == len(labels()) + 1


def test_the_stages_alone_are_those_of_every_contract_in_one_query(
    django_assert_num_queries: Any,
) -> None:
    many(people.customer(people.centre()))
    rows = Contract.objects.select_related("centre")

    for days in (61, 40, 20, 9, 7, 5, 0, -1):
        on = make.days_ago(days)
        with django_assert_num_queries(1):
            alone = stood(rows, on)
        told = {
            pk: (at.stage, at.totals.net, at.totals.gross) for pk, at in standings(rows, on).items()
        }
        assert {one.pk: (one.stage, one.net, one.gross) for one in alone} == told
        facts = {row.pk: (row.centre_id, row.strand, row.due_on) for row in rows}
        assert all((one.centre_id, one.strand, one.due_on) == facts[one.pk] for one in alone)
    assert stood(Contract.objects.none(), TODAY) == []


def test_money_given_to_an_invoice_of_another_contract_counts_there() -> None:
    customer = people.customer(people.centre())
    home, other = make.signed(customer, 1_000_000), make.signed(customer, 2_000_000)
    bill = make.invoice(other, (5, 2_000_000, 100_000))
    paid = make.payment(home, 2_500_000)
    Allocation.objects.create(
        payment=paid, invoice=bill, amount=2_100_000, by=home.created_by, at=NOW
    )

    entries = {one.id: one for one in found().page}

    assert entries == one_by_one(TODAY)
    assert (entries[home.pk].paid, entries[other.pk].paid) == (400_000, 2_100_000)
    assert entries[other.pk].stage is Stage.COLLECTED
    assert entries[other.pk].debt == 0


def test_stage_and_waiting_choose_the_page_and_leave_the_chips_whole() -> None:
    many(people.customer(people.centre()))
    whole = found()

    drafts = found(Wanted(stage="draft"))
    owed = found(Wanted(waiting="owed"))
    waiting = found(Wanted(waiting="any", stage="accepted"))

    assert {one.stage for one in drafts.page} == {Stage.DRAFT}
    assert drafts.stages == whole.stages
    assert drafts.sums.count == len(drafts.page) == dict(whole.stages)[Stage.DRAFT].count
    assert [one.stage for one in owed.page] == [Stage.INVOICED]
    assert owed.sums == Sums(1, 8_000_000, 400_000, 8_400_000, 7_400_000)
    assert {one.stage for one in waiting.page} == {Stage.ACCEPTED}
    assert sum(sums.count for _c, _l, sums in whole.waits) == len(
        [one for one in whole.page if one.waiting]
    )
    nonsense = found(Wanted(stage="nonsense", waiting="nonsense", sort="nonsense"))
    assert nonsense.page == whole.page


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("thu nghiem NUOC", 1),
        ("Thử nghiệm nước", 1),
        ("THỬ NGHIỆM NƯỚC", 1),
        ("dien luc", 12),
        ("điện lực nước", 1),
        ("100%", 0),
        ("nuoc_", 0),
        ("'; DROP TABLE", 0),
        ("\x00", 12),
    ],
)
def test_words_are_found_without_case_and_tone_marks(words: str, hits: int) -> None:
    many(people.customer(people.centre(), name="Công ty Điện lực"))

    register = found(Wanted(words=words), size=50)

    assert len(register.page) == register.all == hits


def test_filters_narrow() -> None:
    centre = people.centre()
    customer, other = people.customer(centre), people.customer(centre)
    many(customer)
    theirs = make.signed(other, 1_000_000, kind="testing", on=make.days_ago(3))

    assert [one.id for one in found(Wanted(customer=other.pk)).page] == [theirs.pk]
    days = Wanted(start=make.days_ago(3), end=make.days_ago(3))
    assert [one.id for one in found(days).page] == [theirs.pk]
    assert found(Wanted(centre=centre.code)).all == found().all
    assert found(Wanted(centre="NONE")).all == 0
    below = make.signed(people.customer(people.centre(parent=centre)), 1_000_000)
    assert found(Wanted(centre=centre.code)).all == found().all
    assert [one.id for one in found(Wanted(centre=below.centre.code)).page] == [below.pk]
    assert found(Wanted(strand="duty")).all == 1
    assert {theirs.pk} < {one.id for one in found(Wanted(kind="testing")).page}
    assert found(Wanted(kind="testing")).all == 2


@pytest.mark.parametrize("key", SORTS)
def test_sorted_both_ways_with_blanks_last_and_cut_into_pages(key: str) -> None:
    many(people.customer(people.centre()))
    whole = found(Wanted(sort=key))

    turned = found(Wanted(sort=f"-{key}"))
    pieces = [found(Wanted(sort=key), size=5, start=n) for n in (0, 5, 10)]

    assert [one for piece in pieces for one in piece.page] == list(whole.page)
    assert {one.id for one in turned.page} == {one.id for one in whole.page}
    if key in ("gross", "debt"):
        values = [getattr(one, key) for one in whole.page]
        assert values == sorted(values)
        assert [getattr(one, key) for one in turned.page] == sorted(values, reverse=True)
    if key == "due":
        assert [n for n, one in enumerate(whole.page) if one.due_on] == [0]
        assert [n for n, one in enumerate(turned.page) if one.due_on] == [0]


def test_one_statement_however_many(django_assert_num_queries: Any) -> None:
    customer = people.customer(people.centre())
    with django_assert_num_queries(1):
        assert found(size=50).all == 0
    many(customer)
    with django_assert_num_queries(1):
        assert found(size=50).all == 12


def test_nobody_sees_anything_where_nothing_can_match() -> None:
    many(people.customer(people.centre()))

    assert find(Contract.objects.none(), Wanted(), TODAY, size=50).page == ()


def test_a_narrowed_queryset_holds_the_same_contracts() -> None:
    many(people.customer(people.centre()))

    for wanted in (
        Wanted(), Wanted(stage="draft"), Wanted(waiting="owed"), Wanted(waiting="any"),
        Wanted(words="nuoc"), Wanted(stage="accepted", strand="duty"),
    ):  # fmt: skip
        narrowed = only(Contract.objects.order_by("-pk"), wanted, TODAY)
        assert {one.pk for one in narrowed} == {one.id for one in found(wanted).page}
    assert list(only(Contract.objects.none(), Wanted(stage="draft"), TODAY)) == []
