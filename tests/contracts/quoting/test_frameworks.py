"""Framework agreements: caps, what orders draw, what passes a cap and who may let it."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.people import person_of
from accounts.permissions import Role
from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, Framework, OverCapApproval
from contracts.quoting import frameworks
from contracts.quoting.drawing import Drawn, drawn, drawn_of
from contracts.quoting.frameworks import FrameworkFacts
from contracts.states import FrameworkState
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Any:
    return people.customer(people.centre("TTA"))


def facts(**more: Any) -> FrameworkFacts:
    said: dict[str, Any] = {"title": "Theo đợt", "valid_to": TODAY, "cap_gross": 1_000_000}
    said.update(more)
    return FrameworkFacts(**said)


def refusals(caught: Any) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_numbers_follow_each_other_and_a_taken_one_is_named(customer: Any) -> None:
    first, second = (quote.framework(customer, on=None) for _ in range(2))

    with pytest.raises(InvalidInput) as refused:
        frameworks.draft_framework(
            centre=customer.centre,
            customer=customer,
            facts=facts(),
            number=first.number,
            by=first.created_by,
            at=NOW,
        )

    assert [first.number, second.number] == ["1/2026/HĐNT-TTA", "2/2026/HĐNT-TTA"]
    assert refusals(refused) == [("number", "taken")]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"title": " "}, [("title", "blank")]),
        ({"title": "x" * 251}, [("title", "too_long")]),
        ({"cap_gross": None}, [("cap_gross", "blank")]),
        ({"cap_gross": 0}, [("cap_gross", "too_small")]),
        ({"cap_items": -1}, [("cap_items", "negative")]),
        ({"cap_gross": 10**14}, [("cap_gross", "too_much")]),
        ({"over": "beg"}, [("over", "unknown")]),
    ],
)
def test_an_agreement_says_enough(customer: Any, wrong: Any, found: Any) -> None:
    draft = quote.framework(customer, on=None)

    who: dict[str, Any] = {"by": draft.created_by, "at": NOW}
    for call in (
        partial(frameworks.draft_framework, centre=customer.centre, customer=customer, **who),
        partial(frameworks.change_framework, framework_id=draft.pk, **who),
    ):
        with pytest.raises(InvalidInput) as refused:
            call(facts=facts(**wrong))
        assert refusals(refused) == found


def test_the_customer_is_of_the_centre(customer: Any) -> None:
    other = people.customer(people.centre("QT"))
    by = make.officer(customer.centre)

    with pytest.raises(InvalidInput) as refused:
        frameworks.draft_framework(
            centre=customer.centre, customer=other, facts=facts(), by=by, at=NOW
        )

    assert refusals(refused) == [("customer", "other_centre")]


def test_a_draft_changes_and_a_signed_one_does_not(customer: Any) -> None:
    draft = quote.framework(customer, on=None)
    who: dict[str, Any] = {"framework_id": draft.pk, "by": draft.created_by, "at": NOW}

    changed = frameworks.change_framework(facts=facts(cap_items=5), **who)
    frameworks.sign_framework(signed_on=TODAY, **who)
    with pytest.raises(Refused) as refused:
        frameworks.change_framework(facts=facts(), **who)

    assert (changed.cap_gross, changed.cap_items) == (1_000_000, 5)
    assert refused.value.code == "wrong_state"
    assert [event.verb for event in history(draft)] == [
        "framework.draft", "framework.change", "framework.sign",
    ]  # fmt: skip


def test_the_day_of_signing_lies_before_the_end_and_not_ahead(customer: Any) -> None:
    draft = quote.framework(customer, on=None, valid_to=TODAY - timedelta(days=5))
    who: dict[str, Any] = {"framework_id": draft.pk, "by": draft.created_by, "at": NOW}

    for day, found in (
        (TODAY + timedelta(days=1), [("signed_on", "in_future"), ("signed_on", "too_late")]),
        (TODAY, [("signed_on", "too_late")]),
    ):
        with pytest.raises(InvalidInput) as refused:
            frameworks.sign_framework(signed_on=day, **who)
        assert refusals(refused) == found


def test_ending_asks_why_and_stops_orders(customer: Any) -> None:
    framework = quote.framework(customer)
    order = quote.order(framework, 100_000)
    who: dict[str, Any] = {"framework_id": framework.pk, "by": order.created_by, "at": NOW}

    with pytest.raises(InvalidInput) as blank:
        frameworks.end_framework(why="", **who)
    frameworks.end_framework(why="Khách hàng đổi đơn vị", **who)
    with pytest.raises(Refused) as ended:
        make.sign(order)
    with pytest.raises(Refused) as no_more:
        quote.order(framework, 100_000)

    assert refusals(blank) == [("why", "blank")]
    assert {ended.value.code, no_more.value.code} == {"framework_not_in_force"}


def test_orders_are_of_the_same_customer(customer: Any) -> None:
    framework = quote.framework(customer)
    draft = make.draft(people.customer(customer.centre))

    with pytest.raises(InvalidInput) as refused:
        frameworks.put_under(
            contract_id=draft.pk, framework_id=framework.pk, by=draft.created_by, at=NOW
        )

    assert refusals(refused) == [("framework", "other_customer")]


def test_only_a_draft_becomes_an_order_and_it_can_leave_again(customer: Any) -> None:
    framework = quote.framework(customer)
    order = quote.order(framework, 100_000)
    who: dict[str, Any] = {"contract_id": order.pk, "by": order.created_by, "at": NOW}

    assert frameworks.put_under(framework_id=None, **who).framework_id is None
    frameworks.put_under(framework_id=framework.pk, **who)
    make.sign(order)
    with pytest.raises(Refused) as refused:
        frameworks.put_under(framework_id=None, **who)

    assert refused.value.code == "wrong_state"


def test_what_is_drawn_is_what_is_signed_and_stands(customer: Any) -> None:
    """Drafts draw nothing; a cancelled order gives back from its day on."""
    framework = quote.framework(customer, cap_items=100, on=make.days_ago(60))
    first = quote.order(framework, 1_000_000, 2_000_000)
    make.line(first, 500_000, kind="consulting", description="Tư vấn")
    second = quote.order(framework, 3_000_000)
    quote.order(framework, 900_000)  # never signed
    make.sign(first, on=make.days_ago(30))
    make.sign(second, on=make.days_ago(10))
    services.cancel(
        contract_id=second.pk, cancelled_on=TODAY, why="Thôi", by=second.created_by, at=NOW
    )

    caps: dict[str, Any] = {"cap_gross": framework.cap_gross, "cap_items": 100}
    assert drawn(framework, make.days_ago(31)) == Drawn(**caps)
    assert drawn(framework, make.days_ago(11)) == Drawn(1, 3_675_000, 2, **caps)
    assert drawn(framework, make.days_ago(1)) == Drawn(2, 6_825_000, 3, **caps)
    assert drawn(framework, TODAY) == Drawn(1, 3_675_000, 2, **caps)


@pytest.mark.parametrize(
    ("gross", "warned", "over", "percent"),
    [(0, False, False, 0), (799, False, False, 79), (800, True, False, 80),
     (1000, True, False, 100), (1001, True, True, 100)],
)  # fmt: skip
def test_a_warning_from_80_percent_and_over_only_past_the_cap(
    gross: int,
    warned: bool,  # noqa: FBT001 — a column of the table
    over: bool,  # noqa: FBT001
    percent: int,
) -> None:
    for found in (Drawn(1, gross, 0, 1000, None), Drawn(1, 0, gross, None, 1000)):
        assert (found.warned, found.over, found.percent) == (warned, over, percent)
    assert Drawn(1, gross, 0, 1000, 10).left_gross == max(0, 1000 - gross)


def test_past_the_cap_an_order_is_refused_and_nothing_is_left_behind(customer: Any) -> None:
    framework = quote.framework(customer, cap_gross=2_100_000)
    make.sign(quote.order(framework, 1_000_000))
    exactly, past = quote.order(framework, 1_000_000), quote.order(framework, 1)
    make.sign(exactly)  # 2 × 1.050.000 is the cap itself

    with pytest.raises(Refused) as refused:
        make.sign(past)

    assert refused.value.code == "over_cap"
    fault = refused.value.faults[0]
    assert (fault.found, fault.allowed) == ("2100001", "<= 2100000")
    assert "2.100.001 đ trên mức 2.100.000 đ" in str(refused.value)
    past.refresh_from_db()
    assert (past.state, past.signed_on) == ("draft", None)


def test_the_cap_by_pieces_counts_what_is_measured(customer: Any) -> None:
    framework = quote.framework(customer, cap_items=3)
    order = quote.order(framework, 1000)
    make.line(order, 1000, quantity=50, kind="other", description="Đi lại", unit="km")
    make.line(order, 1000, quantity=2)
    make.sign(order)

    with pytest.raises(Refused) as refused:
        make.sign(quote.order(framework, 1000))

    assert (refused.value.faults[0].found, refused.value.faults[0].allowed) == ("4", "<= 3")


@pytest.mark.parametrize(("ago", "code"), [(40, "framework_not_in_force"), (30, "")])
def test_an_order_is_signed_while_the_agreement_holds(customer: Any, ago: int, code: str) -> None:
    framework = quote.framework(customer, on=make.days_ago(30))
    order = quote.order(framework, 1000)

    if not code:
        make.sign(order, on=make.days_ago(ago))
        return
    with pytest.raises(Refused) as refused:
        make.sign(order, on=make.days_ago(ago))
    assert refused.value.code == code


def test_a_manager_lets_one_order_pass_up_to_its_size(customer: Any) -> None:
    framework = quote.framework(customer, cap_gross=1_000_000, over="approve")
    order = quote.order(framework, 1_000_000)
    boss = people.person(Role.MANAGER, customer.centre)
    with pytest.raises(Refused) as unasked:
        make.sign(order)
    ask: dict[str, Any] = {"contract_id": order.pk, "by": boss, "at": NOW}
    approval = frameworks.approve_over_cap(why="Khách hàng lâu năm", **ask)
    make.line(order, 1)
    with pytest.raises(Refused) as grown:
        make.sign(order)
    frameworks.approve_over_cap(why="Thêm một dòng", **ask)
    make.sign(order)

    assert {unasked.value.code, grown.value.code} == {"over_cap_needs_approval"}
    assert (approval.gross, approval.items) == (1_050_000, 1)
    assert OverCapApproval.objects.get().items == 2
    verbs = [event.verb for event in history(order)]
    assert verbs.count("contract.approve_over_cap") == 2


def approve(order: Contract, why: str = "Được", **more: Any) -> OverCapApproval:
    return frameworks.approve_over_cap(
        contract_id=order.pk, why=why, by=order.created_by, at=NOW, **more
    )


def test_what_may_not_be_approved(customer: Any) -> None:
    blocked = quote.order(quote.framework(customer, cap_gross=1000), 1_000_000)
    within = quote.order(quote.framework(customer, over="approve"), 1000)
    lonely = make.draft(customer)
    over = quote.order(quote.framework(customer, cap_gross=1000, over="approve"), 1_000_000)

    found = []
    for order in (blocked, within, lonely):
        with pytest.raises(Refused) as refused:
            approve(order)
        found.append(refused.value.code)
    for more, fault in (
        ({"why": " "}, ("why", "blank")),
        ({"gross": 1}, ("gross", "too_small")),
        ({"items": 10**9}, ("items", "too_much")),
    ):
        with pytest.raises(InvalidInput) as wrong:
            approve(over, **more)
        assert refusals(wrong) == [fault]
    services.cancel(contract_id=over.pk, cancelled_on=TODAY, why="x", by=over.created_by, at=NOW)
    with pytest.raises(Refused) as cancelled:
        approve(over)

    assert found == ["over_cap", "within_cap", "no_framework"]
    assert cancelled.value.code == "wrong_state"


def test_an_appendix_keeps_within_the_cap_and_outlives_the_agreement(customer: Any) -> None:
    framework = quote.framework(customer, cap_gross=2_000_000, over="approve")
    order = quote.order(framework, 1_000_000)
    make.sign(order)
    frameworks.end_framework(framework_id=framework.pk, why="Xong", by=order.created_by, at=NOW)

    def amend(price: int) -> None:
        services.amend(
            contract_id=order.pk,
            title="Thêm",
            signed_on=TODAY,
            add=[services.LineFacts(kind="other", description="x", quantity=1, price=price)],
            strike=[],
            due_on=None,
            by=order.created_by,
            at=NOW,
        )

    amend(100_000)
    with pytest.raises(Refused) as refused:
        amend(1_000_000)
    approve(order, gross=2_205_000)
    amend(1_000_000)

    assert refused.value.code == "over_cap_needs_approval"
    assert drawn(framework, TODAY).gross == 2_205_000


def test_an_order_that_draws_no_more_is_amended_although_another_passed_the_cap(
    customer: Any,
) -> None:
    framework = quote.framework(customer, cap_gross=2_000_000, over="approve")
    small, large = (quote.order(framework, *prices) for prices in ((300_000, 1_000), (2_000_000,)))
    make.sign(small)
    approve(large)
    make.sign(large)

    make.amend(small, due_on=TODAY + timedelta(days=9))
    make.amend(small, strike=[small.lines.get(price=300_000)], add=[{"price": 200_000}])
    with pytest.raises(Refused) as refused:
        make.amend(small, add=[{"price": 1}])

    assert refused.value.code == "over_cap_needs_approval"
    assert drawn(framework, TODAY).gross == 2_311_050


def test_leaving_the_agreement_voids_the_approval(customer: Any) -> None:
    order = quote.order(quote.framework(customer, cap_gross=1000, over="approve"), 1_000_000)
    approve(order)

    frameworks.put_under(contract_id=order.pk, framework_id=None, by=order.created_by, at=NOW)

    assert not OverCapApproval.objects.exists()


def test_many_agreements_are_drawn_in_two_queries(customer: Any) -> None:
    rows = [quote.framework(customer) for _ in range(4)]
    for framework in rows:
        make.sign(quote.order(framework, 1_000_000))

    with CaptureQueriesContext(connection) as asked:
        found = drawn_of(rows, TODAY)

    assert {one.gross for one in found.values()} == {1_050_000}
    assert len(asked) == 2


def test_a_client_sees_signed_agreements_of_their_own(customer: Any) -> None:
    draft, signed = quote.framework(customer, on=None), quote.framework(customer)
    quote.framework(people.customer(customer.centre))
    client = person_of(people.client_of(customer), TODAY)

    assert list(Framework.objects.visible_to(client)) == [signed]
    assert draft.state == FrameworkState.DRAFT
