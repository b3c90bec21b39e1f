"""Random contracts reckoned once more with Fractions: no đồng appears, none vanishes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import services
from contracts.ledger.settling import Share
from contracts.models import Contract
from contracts.queries import stage_table, standings, totals_by_contract, totals_of
from contracts.revenue import ALL_KINDS, Base, Revenue, all_bases, sums
from contracts.services import InvoiceFacts, RateIn
from contracts.states import Stage
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db

FIRST = date(2022, 1, 20)  # the quarter in which 10 % became 8 % on 1 February
PERIODS = (
    (date(2022, 1, 1), date(2022, 12, 31)),
    (date(2022, 1, 1), date(2022, 1, 31)),
    (date(2022, 2, 1), date(2022, 2, 28)),
    (date(2022, 1, 1), date(2022, 3, 31)),
    (date(2022, 4, 1), date(2022, 6, 30)),
)
CATEGORIES = ("science", "standard", "reduced", "exempt")
KINDS = ("verification", "testing", "consulting", "other")


def half_up(exact: Fraction) -> int:
    """To whole đồng, halves away from zero."""
    size = int(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


def rate_of(category: str, day: date) -> int | None:
    """The law by heart, not by the product's table."""
    if category == "reduced":
        return 10 if day < date(2022, 2, 1) else 8
    return {"science": 5, "standard": 10, "exempt": None}[category]


@dataclass
class Line:
    kind: str
    rate: int | None
    net: int
    since: date
    until: date = date.max


@dataclass
class Paper:
    """An invoice: what it says, whether it still counts."""

    home: int
    day: date
    net: int
    gross: int
    counts: bool = True
    settled: list[tuple[date, int, int]] = field(default_factory=list)  # (day, payment, amount)


@dataclass
class Story:
    """What happened, as the test remembers it."""

    random: Random
    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    signed: dict[int, date] = field(default_factory=dict)
    accepted: dict[int, date] = field(default_factory=dict)
    invoices: dict[int, Paper] = field(default_factory=dict)
    rests: list[tuple[int, date, int]] = field(default_factory=list)
    money: dict[int, tuple[date, int]] = field(default_factory=dict)

    # --- making it happen ---------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        quantity, price = self.random.randint(1, 30), self.random.randint(0, 999_999)
        most = min(quantity * price, 10_000)
        return {
            "kind": self.random.choice(KINDS),
            "description": "x",
            "quantity": quantity,
            "price": price,
            "discount": self.random.choice((0, 0, self.random.randint(0, most))),
            "vat_category": self.random.choice(CATEGORIES),
        }

    def remember(self, pk: int, facts: dict[str, Any], day: date) -> None:
        net = facts["quantity"] * facts["price"] - facts["discount"]
        self.lines[pk].append(Line(facts["kind"], rate_of(facts["vat_category"], day), net, day))

    def sign(self, contract: Contract, day: date) -> None:
        for _n in range(self.random.randint(1, 4)):
            facts = self.facts()
            make.line(contract, **facts)
            self.remember(contract.pk, facts, day)
        make.sign(contract, on=day)
        self.signed[contract.pk] = day

    def amend(self, contract: Contract, day: date) -> None:
        rows = list(contract.lines.all())
        mine = self.lines[contract.pk]
        standing = [i for i, line in enumerate(mine) if line.until == date.max]
        struck = [i for i in standing if self.random.random() < 0.4]
        add = [self.facts() for _n in range(self.random.randint(0, 2))]
        if not (struck or add) or (len(struck) == len(standing) and not add):
            return
        make.amend(contract, add=add, strike=[rows[i] for i in struck], on=day)
        for i in struck:
            mine[i].until = day
        for facts in add:
            self.remember(contract.pk, facts, day)

    def invoice(self, contract: Contract, day: date) -> None:
        part = self.random.choice((30, 50, 100))
        rates = [
            RateIn(rate, net * part // 100, half_up(Fraction(net * part // 100 * (rate or 0), 100)))
            for rate, net in self.by_rate(contract.pk, day).items()
            if net * part // 100
        ]
        if rates:
            made = services.record_invoice(
                contract_id=contract.pk,
                facts=self.paper(rates, day),
                by=contract.created_by,
                at=NOW,
                confirm=True,
            )
            self.keep(made.pk, contract.pk, day, rates)

    def adjust(self, contract: Contract, day: date) -> None:
        open_ = [
            pk for pk, one in self.invoices.items() if one.home == contract.pk and one.gross > 0
        ]
        if not open_:
            return
        about = contract.invoices.get(pk=self.random.choice(open_))
        rates = [
            RateIn(rate.vat_percent, -(rate.net // 10), -(rate.vat // 10))
            for rate in about.rates.all()
            if rate.net // 10
        ]
        if rates and about.ended_on is None:
            made = services.adjust_invoice(
                invoice_id=about.pk,
                facts=self.paper(rates, day),
                why="x",
                by=contract.created_by,
                at=NOW,
                confirm=True,
            )
            self.keep(made.pk, contract.pk, day, rates)

    def cancel(self, contract: Contract, day: date) -> None:
        adjusted = set(contract.invoices.values_list("corrects", flat=True))
        for pk, one in self.invoices.items():
            if one.home == contract.pk and one.counts and not one.settled and pk not in adjusted:
                services.cancel_invoice(
                    invoice_id=pk, ended_on=day, why="x", by=contract.created_by, at=NOW
                )
                one.counts = False
                return

    def pay(self, contract: Contract, day: date) -> None:
        amount, shares = self.random.randint(1, 5_000_000), []
        left = amount
        for pk, one in self.invoices.items():
            open_ = one.gross // 2 - sum(part for *_rest, part in one.settled)
            if (
                one.counts
                and one.day <= day
                and open_ > 0
                and left > 0
                and self.random.random() < 0.6
            ):
                part = min(left, self.random.randint(1, open_))
                shares.append(Share(pk, part))
                left -= part
        made = services.record_payment(
            contract_id=contract.pk,
            amount=amount,
            received_on=day,
            shares=shares,
            by=contract.created_by,
            at=NOW,
            confirm=True,
        )
        self.money[made.pk] = (day, amount)
        for share in shares:
            self.invoices[share.invoice_id].settled.append((day, made.pk, share.amount))
        if left:
            self.rests.append((contract.pk, day, left))

    def accept(self, contract: Contract, day: date) -> None:
        services.accept(contract_id=contract.pk, accepted_on=day, by=contract.created_by, at=NOW)
        self.accepted[contract.pk] = day

    def paper(self, rates: list[RateIn], day: date) -> InvoiceFacts:
        return InvoiceFacts(
            series="1C22TCH",
            number=str(len(self.invoices) + 1),
            issued_on=day,
            rates=rates,
        )

    def keep(self, pk: int, home: int, day: date, rates: list[RateIn]) -> None:
        net = sum(rate.net for rate in rates)
        self.invoices[pk] = Paper(home, day, net, net + sum(rate.vat for rate in rates))

    # --- reckoning it -------------------------------------------------------------------------

    def standing(self, pk: int, day: date) -> list[Line]:
        if pk not in self.signed or day < self.signed[pk]:
            return []
        return [line for line in self.lines[pk] if line.since <= day < line.until]

    def by_rate(self, pk: int, day: date) -> dict[int | None, int]:
        found: dict[int | None, int] = defaultdict(int)
        for line in self.standing(pk, day):
            found[line.rate] += line.net
        return found

    def value(self, pk: int, day: date) -> tuple[int, int]:
        rates = self.by_rate(pk, day)
        net = sum(rates.values())
        return net, net + sum(half_up(Fraction(n * (r or 0), 100)) for r, n in rates.items())

    def rows(self, base: Base) -> Iterator[tuple[date, int, int]]:
        """(day, net, gross) of every base but the signed one."""
        if base is Base.ACCEPTED:
            for pk, day in self.accepted.items():
                yield day, *self.value(pk, day)
        if base is Base.INVOICED:
            yield from (
                (one.day, one.net, one.gross) for one in self.invoices.values() if one.counts
            )
        if base is Base.COLLECTED:
            for one in self.invoices.values():
                yield from self.settled(one)
            for pk, day, rest in self.rests:
                net, gross = self.value(pk, day)
                yield day, half_up(Fraction(rest * net, gross)) if gross else rest, rest

    def settled(self, one: Paper) -> Iterator[tuple[date, int, int]]:
        parts = sorted(one.settled)
        upto = [0]
        for *_rest, amount in parts:
            upto.append(upto[-1] + amount)
        for (day, _pk, amount), (before, after) in zip(parts, pairwise(upto), strict=True):
            ratio = Fraction(one.net, one.gross)
            yield day, half_up(after * ratio) - half_up(before * ratio), amount

    def expected(self, base: Base, start: date, end: date) -> tuple[int, int]:
        if base is Base.SIGNED:
            eve = start - timedelta(days=1)
            pairs = [(self.value(pk, end), self.value(pk, eve)) for pk in self.signed]
            return (
                sum(now[0] - then[0] for now, then in pairs),
                sum(now[1] - then[1] for now, then in pairs),
            )
        inside = [(net, gross) for day, net, gross in self.rows(base) if start <= day <= end]
        return sum(net for net, _ in inside), sum(gross for _, gross in inside)


def told(random: Random) -> tuple[Story, list[Contract]]:
    """Two contracts of one customer and what befalls them, day by day."""
    story, customer = Story(random), people.customer(people.centre())
    made = [make.draft(customer) for _n in range(2)]
    day = FIRST
    for contract in made:
        story.sign(contract, day)
    acts = [story.amend, story.invoice, story.adjust, story.cancel, story.pay]
    for _n in range(random.randint(3, 9)):
        day += timedelta(days=random.randint(0, 25))
        random.choice(acts)(random.choice(made), day)
    if random.random() < 0.5:
        story.accept(made[0], day)
    return story, made


def whole(found: Revenue) -> tuple[int, int]:
    return found.net, found.gross


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(random=st.randoms(use_true_random=False))
def test_every_total_is_what_fractions_say(random: Random) -> None:
    story, made = told(random)
    centre = made[0].centre

    for start, end in PERIODS:
        found = all_bases(centre=centre, start=start, end=end, kinds=ALL_KINDS)
        for base in Base:
            assert whole(found[base]) == story.expected(base, start, end), (base, start, end)

    check_sums(found=all_bases(centre=centre, start=FIRST, end=TODAY, kinds=ALL_KINDS), made=made)
    check_kinds(story, made)
    check_standing(story, made)


def check_sums(found: dict[Base, Revenue], made: list[Contract]) -> None:
    """Sums by any key are the sums of the rows, and the keys add up to the whole."""
    asked: dict[str, Any] = {"centre": made[0].centre, "start": FIRST, "end": TODAY}
    keys = ("base", "month", "kind", "customer", "centre", "contract")
    by_hand: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for base, one in found.items():
        for row in one.rows:
            key = (base, row.on.replace(day=1), row.kind, made[0].customer_id, row.centre_id)
            sides = by_hand[*key, row.contract_id]
            sides[0] += row.net
            sides[1] += row.gross
    summed = {one.key: [one.net, one.gross] for one in sums(by=keys, kinds=ALL_KINDS, **asked)}
    assert {k: v for k, v in summed.items() if v != [0, 0]} == {
        k: v for k, v in by_hand.items() if v != [0, 0]
    }
    for base, one in found.items():
        (alone,) = sums(bases=[base], kinds=ALL_KINDS, **asked)
        assert (alone.net, alone.gross) == whole(one)


def check_kinds(story: Story, made: list[Contract]) -> None:
    """The net of a kind is that of its lines; its VAT is off by less than a đồng for each rate."""
    for contract in made:
        lines = story.standing(contract.pk, TODAY)
        found = all_bases(centre=contract.centre, start=FIRST, end=TODAY, kinds=ALL_KINDS)
        mine = [row for row in found[Base.SIGNED].rows if row.contract_id == contract.pk]
        if any(row.source == "appendix" for row in mine):
            assert sum(row.net for row in mine) == sum(line.net for line in lines)
            continue
        only = {line.kind for line in lines} | {"other"} == {"consulting", "other"}
        nets: dict[str, int] = defaultdict(int)
        taxes: dict[str, Fraction] = defaultdict(Fraction)
        for line in lines:
            kind = "consulting" if only and "consulting" in {x.kind for x in lines} else line.kind
            nets[kind] += line.net
            taxes[kind] += Fraction(line.net * (line.rate or 0), 100)
        assert {row.kind: row.net for row in mine} == nets
        for row in mine:
            assert abs(row.gross - row.net - taxes[row.kind]) < 4


def check_standing(story: Story, made: list[Contract]) -> None:
    """State and facts do not contradict, today and on the days before."""
    rows = Contract.objects.filter(pk__in=[one.pk for one in made])
    now = standings(rows, TODAY)
    for contract in made:
        standing, (net, gross) = now[contract.pk], story.value(contract.pk, TODAY)
        papers = [o for o in story.invoices.values() if o.home == contract.pk and o.counts]
        billed = sum(one.gross for one in papers)
        paid = sum(rest for home, _day, rest in story.rests if home == contract.pk)
        paid += sum(part for one in papers for *_rest, part in one.settled)
        assert (standing.totals.net, standing.totals.gross) == (net, gross)
        assert whole(totals_of(contract)) == (net, gross)  # type: ignore[arg-type]
        assert (standing.invoiced_gross, standing.paid) == (billed, paid)
        assert standing.debt == max(0, billed - paid)
        full = net > 0 and sum(one.net for one in papers) >= net
        if full:
            expected = Stage.COLLECTED if paid >= billed else Stage.INVOICED
        else:
            expected = Stage.ACCEPTED if contract.pk in story.accepted else Stage.SIGNED
        assert standing.stage is expected
    assert sum(row.count for row in stage_table(now)) == len(made)
    for n in range(0, 220, 20):
        day = FIRST + timedelta(days=n)
        then = totals_by_contract(rows, day)
        for contract in made:
            assert whole(then[contract.pk]) == story.value(contract.pk, day)  # type: ignore[arg-type]
