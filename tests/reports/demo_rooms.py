"""What the demo shows in each room of contracts and money: one claim for each room."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date

from accounts.merging.duplicates import Reason, pairs
from accounts.models import Contact, Customer, Site
from calibration.models import Custody
from certificates.models import Statement
from contracts.ledger.closing import closed_until
from contracts.ledger.debts import debts
from contracts.models import (
    Appendix,
    BankList,
    Contract,
    Framework,
    Paper,
    Quotation,
    Review,
    ServiceNorm,
    Surcharge,
)
from contracts.quoting.drawing import drawn
from contracts.quoting.life import Shown, shown
from contracts.quoting.reviews import is_settled
from contracts.states import BankFate, FrameworkState, PaperKind, SurchargeKind
from instruments.models import Instrument
from tests.factories.people import TODAY


def quotations_in_every_state() -> None:
    found = Counter(shown(one, TODAY) for one in Quotation.objects.all())
    assert set(found) == set(Shown)
    assert Quotation.objects.filter(version=2, state="sent").exists()
    assert "đi lại" in Quotation.objects.get(version=2).statement.lower()


def requests_settled_and_open() -> None:
    assert {is_settled(one) for one in Review.objects.all()} == {True, False}


def an_agreement_at_its_warning_and_a_draft() -> None:
    one = Framework.objects.get(state=FrameworkState.SIGNED)
    present = drawn(one, TODAY)
    assert (present.percent, present.warned, present.over, present.orders) == (80, True, False, 2)
    assert Framework.objects.filter(state=FrameworkState.DRAFT).count() == 1


def an_appendix_that_adds_and_strikes() -> None:
    one = Appendix.objects.get()
    assert one.due_on is not None
    assert (one.added.count(), one.struck.count()) == (1, 1)
    assert one.added.get().items.filter(job__isnull=False).count() == 2
    assert {item.job.state for item in one.struck.get().items.all() if item.job} == {"cancelled"}


def papers_of_every_kind() -> None:
    found = Counter(Paper.objects.values_list("kind", flat=True))
    assert set(found) == set(PaperKind.values)
    assert Paper.objects.filter(signed_on__isnull=False).count() == 4


def things_held_returned_waiting_and_late() -> None:
    held = Custody.objects.held()
    late = {
        one.customer.name
        for one in held.filter(job__contract_item__line__contract__due_on__lt=TODAY)
    }
    assert late == {"Công ty TNHH Khí công nghiệp Bạch Vân"}
    assert held.filter(job__isnull=True).count() == 3
    assert len(set(held.values_list("place", flat=True))) >= 4
    assert Custody.objects.exclude(returned_at=None).count() == 4


def certificates_with_receipt_and_condition() -> None:
    told = [json.loads(one.content) for one in Statement.objects.filter(certificate__year=2026)]
    received = [(one["dates"]["received"], one["condition"]) for one in told]
    assert ("2026-11-10", "Kính xước nhẹ, kim về 0") in received
    assert (None, "") in received


def a_bank_list_with_proposed_matches() -> None:
    source = BankList.objects.get()
    found = {row.fate: row for row in source.rows.all()}
    assert set(found) == {
        BankFate.MATCHED, BankFate.LIKELY, BankFate.UNKNOWN, BankFate.OUTGOING, BankFate.DUPLICATE,
    }  # fmt: skip
    assert source.rows.filter(contract__isnull=False).count() == 4


def books_closed_for_past_quarters() -> None:
    centre = Contract.objects.filter(centre__code="HUE")[0].centre
    assert closed_until(centre) == date(2026, 9, 30)
    assert date(2022, 12, 31) in centre.closings.values_list("until", flat=True)


def debts_overdue_and_paid_in_part() -> None:
    rows = debts(Contract.objects.filter(centre__code="HUE"), TODAY).rows
    assert sum(one.late > 0 for one in rows) == 2
    assert sum(one.late > 30 for one in rows) == 1
    assert sum(0 < one.open < one.gross for one in rows) == 3


def surcharges_and_a_norm() -> None:
    assert set(Surcharge.objects.values_list("kind", flat=True)) == set(SurchargeKind.values)
    assert ServiceNorm.objects.get().service.code == "KD-AK"


def users_who_do_not_pay_and_whom_to_call() -> None:
    station = Site.objects.get(name="Trạm Y tế xã Phú Mẫu")
    assert station.address != station.customer.address
    assert Instrument.objects.filter(site=station).exists()
    assert Contact.objects.filter(user__isnull=True).count() == 4


def a_customer_entered_twice() -> None:
    (pair,) = pairs(Customer.objects.filter(centre__code="HUE"))
    assert pair.reasons == (Reason.NAME,)


ROOMS: tuple[Callable[[], None], ...] = (
    quotations_in_every_state,
    requests_settled_and_open,
    an_agreement_at_its_warning_and_a_draft,
    an_appendix_that_adds_and_strikes,
    papers_of_every_kind,
    things_held_returned_waiting_and_late,
    certificates_with_receipt_and_condition,
    a_bank_list_with_proposed_matches,
    books_closed_for_past_quarters,
    debts_overdue_and_paid_in_part,
    surcharges_and_a_norm,
    users_who_do_not_pay_and_whom_to_call,
    a_customer_entered_twice,
)
