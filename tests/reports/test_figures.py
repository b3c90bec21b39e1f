"""What each figure counts, on a few rows."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from accounts.models import Centre, Customer
from accounts.permissions import Role
from certificates.models import Certificate
from contracts import services
from contracts.models import Contract
from contracts.states import LineKind, Strand
from reports.compare import by_month, compared
from reports.period import Period
from reports.shown import flat
from tests.factories import contracts, people
from tests.factories.people import NOW, TODAY
from tests.factories.reports import adjusted, figures, target

pytestmark = pytest.mark.django_db
Q4 = Period.parse("2026-Q4")


@pytest.fixture
def customer() -> Customer:
    return people.customer(people.centre("HUE"))


def values(centre: Centre, *keys: str, period: str = "2026-Q4", today: date = TODAY) -> list[Any]:
    found = figures(centre, period, today)
    return [found[key].value for key in keys]


def worked(customer: Customer, gauges: int, *, done: int | None = None, **facts: Any) -> Contract:
    """A signed contract for gauges, of which `done` were performed today."""
    made = contracts.draft(customer, **facts)
    line = contracts.line(made, 100_000, gauges)
    contracts.gauges(line, gauges)
    contracts.sign(made)
    contracts.finish(made, most=done)
    return made


def test_an_empty_centre_has_zeros_and_no_averages(customer: Customer) -> None:
    found = figures(customer.centre)

    assert found.empty
    assert {figure.value for figure in found} == {0, None}
    assert found["average_contract_gross"].value is None
    assert flat(found)["instruments_per_contract"] is None


def test_a_contract_counts_once_with_its_value_and_its_rows(customer: Customer) -> None:
    made = contracts.signed(customer, 1_000_000, 500_000)

    found = figures(customer.centre)

    assert found["contracts"].value == 1
    assert found["contracts"].rows.ids == (made.pk,)
    assert (found["revenue_signed_net"].value, found["revenue_signed_gross"].value) == (
        1_500_000,
        1_575_000,
    )
    assert found["revenue_signed_gross"].rows.amounts == {made.pk: (1_500_000, 1_575_000)}


def test_every_money_figure_is_the_sum_of_its_rows(customer: Customer) -> None:
    first = contracts.signed(customer, 1_000_001, 333)
    contracts.signed(customer, 77_777)
    services.accept(contract_id=first.pk, accepted_on=TODAY, by=first.created_by, at=NOW)
    paper = contracts.invoice(first, (5, 1_000_334, 50_017))
    contracts.payment(first, 500_000, invoice_id=paper.pk)

    for figure in figures(customer.centre):
        if figure.words.unit == "dong" and not isinstance(figure.value, Fraction | None):
            part = 0 if figure.key.endswith("_net") else 1
            assert figure.value == sum(two[part] for two in figure.rows.amounts.values())
            assert set(figure.rows.amounts) == set(figure.rows.ids)


def test_every_count_is_the_number_of_its_rows(customer: Customer) -> None:
    worked(customer, 3, done=2)
    contracts.signed(customer, kind=LineKind.CONSULTING)

    for figure in figures(customer.centre):
        if figure.words.unit != "dong" and isinstance(figure.value, int):
            assert figure.value == len(figure.rows.ids) == len(set(figure.rows.ids))


def test_consulting_stands_apart(customer: Customer) -> None:
    contracts.signed(customer, 1_000_000)
    advice = contracts.signed(customer, 50_000_000, kind=LineKind.CONSULTING)

    found = figures(customer.centre)

    assert [found[k].value for k in ("contracts", "consulting_contracts")] == [1, 1]
    assert found["consulting_contracts"].rows.ids == (advice.pk,)
    assert found["revenue_signed_net"].value == 1_000_000
    assert found["consulting_signed_net"].value == 50_000_000


def test_a_mixed_contract_is_a_service_contract_and_its_money_is_divided(
    customer: Customer,
) -> None:
    made = contracts.draft(customer)
    contracts.line(made, 1_000_000)
    contracts.line(made, 9_000_000, kind=LineKind.CONSULTING)
    contracts.sign(made)

    assert values(
        customer.centre,
        "contracts",
        "consulting_contracts",
        "revenue_signed_net",
        "consulting_signed_net",
    ) == [1, 0, 1_000_000, 9_000_000]


def test_a_cancelled_contract_does_not_count(customer: Customer) -> None:
    made = contracts.signed(customer, 1_000_000)
    services.cancel(
        contract_id=made.pk, cancelled_on=TODAY, why="Đổi ý", by=made.created_by, at=NOW
    )

    assert values(
        customer.centre, "contracts", "revenue_signed_gross", "state_cancelled_count"
    ) == [0, 0, 1]


def test_state_duty_is_a_strand_of_its_own(customer: Customer) -> None:
    worked(customer, 2)
    worked(customer, 3, strand=Strand.DUTY)
    found = figures(customer.centre)

    assert {
        strand: [
            found[f"strand_{strand}_{part}"].value for part in ("contracts", "instruments", "net")
        ]
        for strand in ("service", "duty", "all")
    } == {
        "service": [1, 2, 200_000],
        "duty": [1, 3, 300_000],
        "all": [2, 5, 500_000],
    }
    assert (found["contracts"].value, found["instruments"].value) == (1, 2)


def test_instruments_count_when_approved_and_by_the_day_of_the_work(customer: Customer) -> None:
    worked(customer, 5, done=3)

    assert values(customer.centre, "instruments", "samples") == [3, 0]
    assert values(customer.centre, "instruments", period="2026-11") == [3]
    assert values(customer.centre, "instruments", period="2026-10") == [0]


def test_a_failed_instrument_was_performed(customer: Customer) -> None:
    from calibration.models import Job
    from calibration.services import PaperRecord, approve, record_paper_jobs

    made = worked(customer, 2, done=0)
    job = Job.objects.order_by("pk")[0]
    technician = people.person(Role.TECHNICIAN, customer.centre)
    paper = PaperRecord(job.pk, TODAY, "fail", "BB 1", technician)
    record_paper_jobs(papers=[paper], by=technician, at=NOW)
    approve(job_id=job.pk, by=people.person(Role.APPROVER, customer.centre), at=NOW)

    assert values(
        customer.centre, "instruments", "instruments_failed", "instruments_verification"
    ) == [1, 1, 1]
    assert made.lines.count() == 1
    assert not Certificate.objects.exists()


def test_samples_are_not_instruments(customer: Customer) -> None:
    made = contracts.draft(customer)
    line = contracts.line(made, 900_000, 2, kind=LineKind.TESTING, description="Thử mẫu nước")
    items = [services.ItemFacts(sample=f"Mẫu {n}") for n in (1, 2)]
    services.add_items(line_id=line.pk, items=items, by=made.created_by, at=NOW)
    contracts.sign(made)
    contracts.finish(made)

    assert values(customer.centre, "instruments", "samples") == [0, 2]


def test_a_job_without_a_contract_is_no_figure(customer: Customer) -> None:
    made = worked(customer, 2)
    made.delete()

    assert figures(customer.centre).empty


def test_every_contract_stands_in_exactly_one_state(customer: Customer) -> None:
    contracts.draft(customer)
    contracts.signed(customer)
    worked(customer, 3, done=1)
    worked(customer, 2)
    accepted = worked(customer, 1)
    services.accept(contract_id=accepted.pk, accepted_on=TODAY, by=accepted.created_by, at=NOW)

    found = figures(customer.centre)
    counts = {str(row.stage): found[f"state_{row.stage}_count"].value for row in found.stages}

    assert {stage: n for stage, n in counts.items() if n} == {
        "draft": 1,
        "signed": 1,
        "in_progress": 1,
        "completed": 1,
        "accepted": 1,
    }
    assert found["state_all_count"].value == Contract.objects.count() == 5
    assert found["state_all_gross"].value == sum(
        int(found[f"state_{stage}_gross"].value or 0) for stage in counts
    )


def test_states_are_read_at_the_cut_off(customer: Customer) -> None:
    made = contracts.signed(customer, on=contracts.days_ago(40))
    services.accept(contract_id=made.pk, accepted_on=TODAY, by=made.created_by, at=NOW)

    october = figures(customer.centre, "2026-10")
    november = figures(customer.centre, "2026-11")
    later = figures(customer.centre, "2026-11", today=TODAY + timedelta(days=60))

    assert october.cut_off == date(2026, 10, 31)
    assert october["state_signed_count"].value == 1
    assert november.cut_off == TODAY
    assert november["state_accepted_count"].value == 1
    assert later.cut_off == date(2026, 11, 30)


def test_what_was_over_before_the_period_is_tracked_no_more(customer: Customer) -> None:
    made = contracts.signed(customer, on=contracts.days_ago(60))
    services.liquidate(
        contract_id=made.pk,
        liquidated_on=contracts.days_ago(30),
        why="Xong",
        by=made.created_by,
        at=NOW,
    )

    assert values(customer.centre, "state_all_count", period="2026-10") == [1]
    assert values(customer.centre, "state_all_count", period="2026-11") == [0]


def test_the_figures_of_a_unit_hold_those_below_it() -> None:
    institute = people.centre("INST")
    hue = people.centre("HUE", parent=institute)
    ward = people.centre("HUE2", parent=hue)
    lookalike = people.centre("HU")
    for centre, price in ((hue, 1_000_000), (ward, 200_000), (lookalike, 30_000)):
        contracts.signed(people.customer(centre), price)

    sums = {
        centre.code: values(centre, "contracts", "revenue_signed_net")
        for centre in (institute, hue, ward, lookalike)
    }

    assert sums == {
        "INST": [2, 1_200_000],
        "HUE": [2, 1_200_000],
        "HUE2": [1, 200_000],
        "HU": [1, 30_000],
    }


def test_averages_of_a_tree_come_from_sums_not_from_averages() -> None:
    institute = people.centre("INST")
    small, large = people.centre("A", parent=institute), people.centre("B", parent=institute)
    contracts.signed(people.customer(small), 1_000_000)
    for _n in range(3):
        contracts.signed(people.customer(large), 100_000)

    found = figures(institute)

    assert found["average_contract_gross"].value == Fraction(1_365_000, 4)
    assert flat(found)["average_contract_gross"] == 341_250


def test_the_four_bases_follow_their_own_days(customer: Customer) -> None:
    made = contracts.signed(customer, 1_000_000, on=contracts.days_ago(80))  # 2026-09-01
    services.accept(
        contract_id=made.pk, accepted_on=contracts.days_ago(45), by=made.created_by, at=NOW
    )  # 2026-10-06
    paper = contracts.invoice(made, (5, 1_000_000, 50_000), on=contracts.days_ago(10))
    contracts.payment(made, 420_000, invoice_id=paper.pk)

    bases = ("signed", "accepted", "invoiced", "collected")
    keys = [f"revenue_{base}_gross" for base in bases]
    nets = [f"revenue_{base}_net" for base in bases]

    assert values(customer.centre, *keys, period="2026-Q3") == [1_050_000, 0, 0, 0]
    assert values(customer.centre, *keys) == [0, 1_050_000, 1_050_000, 420_000]
    assert values(customer.centre, *nets) == [0, 1_000_000, 1_000_000, 400_000]
    months = by_month(figures(customer.centre))
    assert [list(month.gross.values()) for month in months] == [
        [0, 1_050_000, 0, 0],
        [0, 0, 1_050_000, 420_000],
        [0, 0, 0, 0],
    ]


def test_the_number_of_queries_does_not_grow(
    customer: Customer, django_assert_num_queries: Any
) -> None:
    for n in (1, 3):
        made = worked(customer, n)
        paper = contracts.invoice(made, (5, n * 100_000, n * 5_000))
        contracts.payment(made, n * 105_000, invoice_id=paper.pk)
        with django_assert_num_queries(5):
            figures(customer.centre)


def test_a_figure_stands_against_the_plan_that_holds_now(customer: Customer) -> None:
    contracts.signed(customer, 1_000_000)
    adjusted(target(customer.centre, 4), 2)
    target(customer.centre, 2_000_000, measure="revenue_signed_gross", period="2026")
    target(customer.centre, 0, measure="instruments")

    found = compared(centre=customer.centre, period=Q4, today=TODAY)
    cards = {card.figure.key: card for card in found.cards}

    contract_plan, revenue_plan = cards["contracts"].against, cards["revenue_signed_gross"].against
    nothing = cards["instruments"].against
    assert contract_plan is not None
    assert (contract_plan.rate.shown, contract_plan.whole_year) == ("50 %", False)
    assert revenue_plan is not None
    assert (revenue_plan.rate.shown, revenue_plan.whole_year) == ("52,5 %", True)
    assert nothing is not None
    assert (nothing.rate.shown, nothing.rate.word) == ("–", "–")
    assert cards["samples"].against is None


def test_a_figure_stands_beside_the_same_period_of_last_year(customer: Customer) -> None:
    contracts.signed(customer, on=date(2025, 10, 5))
    contracts.signed(customer, on=date(2025, 12, 5))
    contracts.signed(customer)

    found = compared(centre=customer.centre, period=Q4, today=TODAY)
    card = next(card for card in found.cards if card.figure.key == "contracts")

    assert (card.figure.value, card.last_year, card.change) == (1, 2, "-50 %")
    assert next(c for c in found.cards if c.figure.key == "samples").change == ""
