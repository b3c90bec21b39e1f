from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, ContractItem, ContractLine
from contracts.queries import totals_by_contract, totals_of
from contracts.services import ItemFacts, LineFacts
from tests.factories import contracts as make
from tests.factories import instruments, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Contract:
    return make.draft(people.customer(people.centre("TTA")))


def faults_of(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.faults]


def test_numbers_are_proposed_one_after_another(draft: Contract) -> None:
    second = make.draft(draft.customer)
    typed = make.draft(draft.customer, number="45/2026/HĐDV-TTA")
    after = make.draft(draft.customer)

    assert [c.number for c in (draft, second, typed, after)] == [
        "1/2026/HĐDV-TTA",
        "2/2026/HĐDV-TTA",
        "45/2026/HĐDV-TTA",
        "46/2026/HĐDV-TTA",
    ]
    assert [event.verb for event in history(draft)] == ["contract.draft"]


def test_a_typed_number_stands_once_in_a_centre(draft: Contract) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.draft(draft.customer, number=draft.number)

    assert faults_of(refused) == [("number", "taken")]
    assert Contract.objects.count() == 1
    other = people.customer(people.centre("TTB"))
    assert make.draft(other, number=draft.number).number == draft.number


def test_a_customer_of_another_centre_is_refused(draft: Contract) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.draft(people.customer(people.centre()), centre=draft.centre, title=" ")

    assert faults_of(refused) == [("title", "blank"), ("customer", "other_centre")]


def test_a_unit_below_contracts_with_a_customer_of_the_centre_above() -> None:
    above = people.centre("TTC")
    below = people.centre("TTC1", parent=above)

    assert make.draft(people.customer(above), centre=below).number == "1/2026/HĐDV-TTC1"


def test_a_line_takes_the_price_of_the_list_and_the_rate_of_the_day(draft: Contract) -> None:
    service = make.service(draft.centre, price=120_000)

    line = services.add_line(
        contract_id=draft.pk,
        facts=LineFacts(service=service, quantity=3, discount=10_000),
        by=draft.created_by,
        at=NOW,
    )

    assert (line.price, line.amount, line.vat_percent, line.kind) == (
        120_000,
        350_000,
        5,
        "verification",
    )
    assert (line.description, line.unit, line.position) == ("Kiểm định áp kế", "cái", 1)


def test_a_service_without_a_price_asks_for_one(draft: Contract) -> None:
    service = make.service(draft.centre, price=None)

    with pytest.raises(InvalidInput) as refused:
        services.add_line(
            contract_id=draft.pk,
            facts=LineFacts(service=service, quantity=1),
            by=draft.created_by,
            at=NOW,
        )

    assert faults_of(refused) == [("price", "no_price")]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"price": -1}, "price", "negative"),
        ({"quantity": 0}, "quantity", "too_small"),
        ({"quantity": -2}, "quantity", "negative"),
        ({"discount": -1}, "discount", "negative"),
        ({"discount": 100_001}, "discount", "too_much"),
        ({"price": 10**12}, "price", "too_much"),
        ({"quantity": 10**6}, "quantity", "too_much"),
        ({"kind": "repair"}, "kind", "unknown"),
        ({"description": "  "}, "description", "blank"),
        ({"description": "x" * 301}, "description", "too_long"),
        ({"vat_category": "free"}, "vat_category", "unknown"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(
    draft: Contract, wrong: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make.line(draft, **wrong)  # type: ignore[arg-type]

    assert faults_of(refused) == [(field, code)]
    assert not ContractLine.objects.exists()
    assert [event.verb for event in history(draft)] == ["contract.draft"]


def test_adding_a_line_moves_the_total_by_that_line(draft: Contract) -> None:
    make.line(draft, 333_333)
    before = totals_of(draft)

    line = make.line(draft, 1_000_000, 2)

    after = totals_of(Contract.objects.get(pk=draft.pk))
    assert after.net - before.net == line.amount == 2_000_000
    assert after.gross - before.gross == 2_100_000
    services.remove_line(line_id=line.pk, by=draft.created_by, at=NOW)
    assert totals_of(Contract.objects.get(pk=draft.pk)) == before


def test_only_a_draft_loses_lines() -> None:
    contract = make.signed(people.customer(people.centre()))
    line = contract.lines.get()

    with pytest.raises(Refused):
        services.remove_line(line_id=line.pk, by=contract.created_by, at=NOW)

    assert contract.lines.count() == 1


def naive_totals(rows: list[tuple[str, int, int, int]]) -> tuple[int, int]:
    """Net and VAT by hand: sort into rates, round each rate's VAT half up, add."""
    percent = {"science": 5, "standard": 10, "reduced": 8, "exempt": 0}
    nets: dict[int, int] = defaultdict(int)
    for category, quantity, price, discount in rows:
        nets[percent[category]] += quantity * price - discount
    vat = sum(
        int((Decimal(net * rate) / 100).quantize(Decimal(1), ROUND_HALF_UP))
        for rate, net in nets.items()
    )
    return sum(nets.values()), vat


a_line = st.tuples(
    st.sampled_from(["science", "standard", "reduced", "exempt"]),
    st.integers(1, 500),
    st.integers(0, 9_999_999),
    st.integers(0, 10**6),
).filter(lambda row: row[1] * row[2] >= row[3])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(a_line, min_size=1, max_size=12))
def test_totals_are_what_a_naive_sum_says(
    draft: Contract, rows: list[tuple[str, int, int, int]]
) -> None:
    draft.lines.all().delete()
    for category, quantity, price, discount in rows:
        make.line(draft, price, quantity, discount=discount, vat_category=category)

    contract = Contract.objects.get(pk=draft.pk)
    found = totals_of(contract)

    assert (found.net, found.vat) == naive_totals(rows)
    assert found.gross == sum(rate.gross for rate in found.rates)
    assert totals_by_contract(Contract.objects.filter(pk=draft.pk)) == {draft.pk: found}


def test_items_are_the_customers_own_and_stand_once(draft: Contract) -> None:
    line = make.line(draft)
    mine = instruments.instrument(draft.customer)
    theirs = instruments.instrument(people.customer(draft.centre))
    items = [
        ItemFacts(instrument=mine),
        ItemFacts(instrument=mine),
        ItemFacts(instrument=theirs),
        ItemFacts(),
        ItemFacts(sample="Nước mặt", regime="periodic"),
        ItemFacts(sample="Nước mặt", regime="monthly"),
    ]

    with pytest.raises(InvalidInput) as refused:
        services.add_items(line_id=line.pk, items=items, by=draft.created_by, at=NOW)

    assert faults_of(refused) == [
        ("items.1.instrument", "duplicate"),
        ("items.2.instrument", "other_customer"),
        ("items.3", "one_object"),
        ("items.5.regime", "unknown"),
    ]
    assert not ContractItem.objects.exists()


def test_a_consulting_line_names_no_instrument(draft: Contract) -> None:
    line = make.line(draft, kind="consulting")

    with pytest.raises(Refused) as refused:
        services.add_items(
            line_id=line.pk, items=[ItemFacts(sample="x")], by=draft.created_by, at=NOW
        )

    assert refused.value.code == "no_items_here"


def test_a_draft_is_amended_and_the_event_says_how(draft: Contract) -> None:
    services.change_draft(
        contract_id=draft.pk,
        title="Hiệu chuẩn cân",
        strand="duty",
        due_on=date(2026, 12, 31),
        note="",
        by=draft.created_by,
        at=NOW,
    )

    draft.refresh_from_db()
    assert (draft.title, draft.strand, draft.due_on) == (
        "Hiệu chuẩn cân",
        "duty",
        date(2026, 12, 31),
    )
    event = history(draft).last()
    assert event is not None
    assert '"title":["Kiểm định phương tiện đo","Hiệu chuẩn cân"]' in event.changes
    make.line(draft)
    make.sign(draft, on=TODAY)
    with pytest.raises(Refused):
        services.change_draft(
            contract_id=draft.pk,
            title="Khác",
            strand="duty",
            due_on=None,
            note="",
            by=draft.created_by,
            at=NOW,
        )
