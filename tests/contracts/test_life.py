from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.record import history
from calibration.models import Job
from calibration.states import JobState
from certificates.services import approve_and_issue
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, ContractItem
from contracts.queries import standing_of
from contracts.reference import load_reference
from contracts.states import LineKind
from contracts.vat import rate_on
from tests.factories import certificates, people
from tests.factories import contracts as make
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Contract:
    return make.draft(people.customer(people.centre("TTA")))


def verbs(contract: Contract) -> list[str]:
    return [event.verb for event in history(contract)]


def test_signing_opens_a_job_for_each_item_and_none_for_consulting(draft: Contract) -> None:
    line = make.line(draft, quantity=3)
    make.line(draft, 5_000_000, kind=LineKind.CONSULTING, description="Tư vấn ISO/IEC 17025")
    gauges = make.gauges(line, 3)

    make.sign(draft)

    items = list(ContractItem.objects.order_by("pk").select_related("job"))
    assert [item.job and item.job.instrument_id for item in items] == [g.pk for g in gauges]
    assert {(i.job.service, i.job.regime, i.job.state) for i in items if i.job} == {
        ("verification", "periodic", "open")
    }
    assert Job.objects.count() == 3
    assert verbs(draft)[-1] == "contract.sign"


def test_a_contract_without_lines_is_not_signed(draft: Contract) -> None:
    with pytest.raises(Refused) as refused:
        make.sign(draft)

    assert refused.value.code == "no_lines"
    draft.refresh_from_db()
    assert (draft.state, draft.signed_on, verbs(draft)) == ("draft", None, ["contract.draft"])


def test_the_day_of_signing_fixes_the_rate(draft: Contract) -> None:
    """The quarter of 1/2/2022: 10 % before, 8 % from that day on, for lines not at 5 %."""
    load_reference(NOW)
    other = make.draft(draft.customer)
    for contract in (draft, other):
        make.line(contract, 1_000_000, vat_category="reduced")
        make.line(contract, 1_000_000)
        assert rate_on("reduced", TODAY) == 8

    make.sign(draft, on=date(2022, 1, 31))
    make.sign(other, on=date(2022, 2, 1))

    assert [x.vat_percent for x in draft.lines.all()] == [10, 5]
    assert [x.vat_percent for x in other.lines.all()] == [8, 5]
    assert standing_of(draft, TODAY).totals.gross == 2_150_000
    assert standing_of(other, TODAY).totals.gross == 2_130_000


def test_a_day_without_a_rule_stops_the_signing(draft: Contract) -> None:
    make.line(draft)

    with pytest.raises(Refused) as refused:
        make.sign(draft, on=date(2008, 1, 1))

    draft.refresh_from_db()
    assert (refused.value.code, draft.state) == ("no_vat_rate", "draft")


def test_tomorrow_is_no_day_of_signing(draft: Contract) -> None:
    make.line(draft)

    with pytest.raises(InvalidInput) as refused:
        make.sign(draft, on=TODAY + timedelta(days=1))

    fault = refused.value.faults[0]
    assert (fault.field, fault.code, fault.allowed) == (
        "signed_on",
        "in_future",
        f"<= {TODAY.isoformat()}",
    )


def test_it_is_signed_once(draft: Contract) -> None:
    make.gauges(make.line(draft), 1)
    make.sign(draft)

    with pytest.raises(Refused) as refused:
        make.sign(draft)

    assert refused.value.code == "wrong_state"
    assert Job.objects.count() == 1


def test_a_signed_contract_takes_things_up_to_the_quantity_of_its_line(draft: Contract) -> None:
    line = make.line(draft, quantity=3)
    make.gauges(line, 1)
    make.sign(draft, on=make.days_ago(30))

    make.gauges(line, 2)

    assert Job.objects.filter(state=JobState.OPEN).count() == 3
    with pytest.raises(Refused) as refused:
        make.gauges(line, 1)
    assert (refused.value.code, refused.value.faults[0].allowed) == ("signed", "<= 0")
    assert "phụ lục" in str(refused.value)


def test_acceptance_waits_for_the_work(draft: Contract) -> None:
    make.gauges(make.line(draft), 2)
    make.sign(draft, on=make.days_ago(10))
    make.finish(draft, on=make.days_ago(5), most=1)

    with pytest.raises(Refused) as refused:
        services.accept(contract_id=draft.pk, accepted_on=TODAY, by=draft.created_by, at=NOW)

    assert refused.value.code == "not_done"
    assert "1 " in str(refused.value)
    make.finish(draft, on=make.days_ago(2))
    services.accept(contract_id=draft.pk, accepted_on=TODAY, by=draft.created_by, at=NOW)
    draft.refresh_from_db()
    assert draft.accepted_on == TODAY
    with pytest.raises(Refused):
        make.line(draft)


def test_a_pause_has_a_reason_and_an_end() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(20))
    by = contract.created_by

    with pytest.raises(InvalidInput) as refused:
        services.pause(contract_id=contract.pk, from_on=make.days_ago(10), why=" ", by=by, at=NOW)
    assert refused.value.faults[0].field == "why"

    services.pause(
        contract_id=contract.pk, from_on=make.days_ago(10), why="Chờ mặt bằng", by=by, at=NOW
    )
    services.resume(contract_id=contract.pk, to_on=make.days_ago(5), by=by, at=NOW)

    found = [standing_of(contract, make.days_ago(n)).stage for n in (11, 10, 6, 5)]
    assert found == ["signed", "paused", "paused", "signed"]
    assert verbs(contract)[-2:] == ["contract.pause", "contract.resume"]


def test_a_cancelled_contract_cancels_its_jobs(draft: Contract) -> None:
    make.gauges(make.line(draft), 3)
    make.sign(draft, on=make.days_ago(9))
    make.finish(draft, most=1)

    services.cancel(
        contract_id=draft.pk,
        cancelled_on=TODAY,
        why="Khách hàng giải thể",
        by=draft.created_by,
        at=NOW,
    )

    assert sorted(Job.objects.values_list("state", flat=True)) == [
        "approved",
        "cancelled",
        "cancelled",
    ]
    event = history(draft).last()
    assert event is not None
    assert (event.verb, event.why) == ("contract.cancel", "Khách hàng giải thể")


def test_what_was_accepted_or_invoiced_is_not_cancelled() -> None:
    accepted = make.signed(people.customer(people.centre()), on=make.days_ago(9))
    invoiced = make.signed(accepted.customer, on=make.days_ago(9))
    by = accepted.created_by
    services.accept(contract_id=accepted.pk, accepted_on=TODAY, by=by, at=NOW)
    make.invoice(invoiced, (5, 1_000_000, 50_000))

    codes = []
    for contract in (accepted, invoiced):
        with pytest.raises(Refused) as refused:
            services.cancel(contract_id=contract.pk, cancelled_on=TODAY, why="x", by=by, at=NOW)
        codes.append(refused.value.code)

    assert codes == ["accepted", "invoiced"]
    assert set(Contract.objects.values_list("state", flat=True)) == {"signed"}


def test_a_contract_with_certificates_in_force_is_liquidated_not_cancelled() -> None:
    bench = certificates.bench("HUE")
    job = certificates.gauge_job(bench)
    contract = make.signed(job.customer, on=make.days_ago(9), centre=bench.centre)
    line = contract.lines.get()
    ContractItem.objects.create(line=line, instrument=job.instrument, job=job)
    at = timezone.now()
    approve_and_issue(job_id=job.pk, by=bench.approver, at=at)
    who: dict[str, Any] = {"why": "Khách thôi", "by": contract.created_by, "at": at}
    today = timezone.localdate(at)

    with pytest.raises(Refused) as refused:
        services.cancel(contract_id=contract.pk, cancelled_on=today, **who)

    assert [(f.code, f.found) for f in refused.value.faults] == [("certified", "1")]
    contract.refresh_from_db()
    assert contract.state == "signed"
    services.liquidate(contract_id=contract.pk, liquidated_on=today, **who)


def test_liquidation_with_a_debt_takes_a_reason() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(9))
    by = contract.created_by
    services.accept(contract_id=contract.pk, accepted_on=TODAY, by=by, at=NOW)
    make.invoice(contract, (5, 1_000_000, 50_000))

    with pytest.raises(InvalidInput) as refused:
        services.liquidate(contract_id=contract.pk, liquidated_on=TODAY, by=by, at=NOW)
    assert refused.value.faults[0].field == "why"

    make.payment(contract, 1_050_000)
    services.liquidate(contract_id=contract.pk, liquidated_on=TODAY, by=by, at=NOW)
    contract.refresh_from_db()
    assert (contract.state, contract.liquidated_on) == ("liquidated", TODAY)


def test_a_paused_contract_is_not_cancelled_before_its_pause() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(20))
    who: dict[str, Any] = {"why": "x", "by": contract.created_by, "at": NOW}
    services.pause(contract_id=contract.pk, from_on=make.days_ago(5), **who)

    with pytest.raises(InvalidInput) as refused:
        services.cancel(contract_id=contract.pk, cancelled_on=make.days_ago(10), **who)

    (fault,) = refused.value.faults
    allowed = f">= {make.days_ago(5).isoformat()}"
    assert (fault.field, fault.code, fault.allowed) == ("cancelled_on", "too_early", allowed)
    services.cancel(contract_id=contract.pk, cancelled_on=make.days_ago(5), **who)
    assert standing_of(contract, make.days_ago(5)).stage == "cancelled"


def test_a_contract_is_not_cancelled_while_its_invoice_counted() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(20))
    who: dict[str, Any] = {"why": "x", "by": contract.created_by, "at": NOW}
    invoice = make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(15))
    services.cancel_invoice(invoice_id=invoice.pk, ended_on=make.days_ago(5), **who)

    with pytest.raises(InvalidInput) as refused:
        services.cancel(contract_id=contract.pk, cancelled_on=make.days_ago(10), **who)

    assert [f.code for f in refused.value.faults] == ["too_early"]


def _liquidate(contract: Contract, on: date, why: str = "") -> None:
    services.liquidate(
        contract_id=contract.pk, liquidated_on=on, why=why, by=contract.created_by, at=NOW
    )


def test_liquidation_of_what_nobody_invoiced_takes_a_reason() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(20))
    services.accept(
        contract_id=contract.pk, accepted_on=make.days_ago(9), by=contract.created_by, at=NOW
    )

    with pytest.raises(InvalidInput) as refused:
        _liquidate(contract, make.days_ago(5))

    assert [f.field for f in refused.value.faults] == ["why"]
    _liquidate(contract, make.days_ago(5), "Không thu, theo quyết định")


def test_an_early_day_of_liquidation_hides_no_debt() -> None:
    contract = make.signed(people.customer(people.centre()), on=make.days_ago(20))
    services.accept(
        contract_id=contract.pk, accepted_on=make.days_ago(9), by=contract.created_by, at=NOW
    )
    make.invoice(contract, (5, 1_000_000, 50_000), on=make.days_ago(2))

    with pytest.raises(InvalidInput) as refused:
        _liquidate(contract, make.days_ago(5))

    assert [f.field for f in refused.value.faults] == ["why"]
