"""Card, designation and instrument are asked again, for the day of the work; on paper too."""

from datetime import timedelta
from typing import Any

import pytest

from calibration.models import Job, OfficerCard, Scope, ScopeLine
from calibration.services import (
    approve,
    approve_papers,
    open_job,
    record_paper_job,
    record_readings,
    submit,
)
from calibration.states import ScopeKind
from common.errors import Refused
from instruments.models import Instrument
from tests.factories import authority, instruments
from tests.factories import calibration as made
from tests.factories.instruments import q
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def said(refused: Any) -> list[str]:
    return [fault.code for fault in refused.value.faults]


# Again, at submission and approval


def spoil_card(lab: made.Lab) -> None:
    OfficerCard.objects.filter(user=lab.technician).update(valid_to=YESTERDAY)


def spoil_designation(lab: made.Lab) -> None:
    Scope.objects.filter(centre=lab.centre).update(valid_to=YESTERDAY)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(spoil_card, "card_expired"), (spoil_designation, "designation_expired")],
)
def test_the_checks_are_made_again_for_the_day_of_the_work(spoil: Any, code: str) -> None:
    lab = made.lab()
    waiting, job = made.measured_job(lab), made.measuring_job(lab)
    record_readings(job_id=job.pk, readings=made.gauge_readings(), by=lab.technician, at=NOW)
    spoil(lab)

    with pytest.raises(Refused) as at_submission:
        submit(job_id=job.pk, by=lab.technician, at=NOW)
    with pytest.raises(Refused) as at_approval:
        approve(job_id=waiting.pk, by=lab.approver, at=NOW)

    assert [said(one) for one in (at_submission, at_approval)] == [
        [code],
        [code],
    ]
    OfficerCard.objects.update(valid_to=TODAY)  # in force on the day: later days do not matter
    Scope.objects.update(valid_to=TODAY)
    later = NOW + timedelta(days=40)
    assert approve(job_id=waiting.pk, by=lab.approver, at=later).state == "approved"


def test_an_instrument_amended_after_the_start_is_checked_as_it_is_now() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    held = Scope.objects.create(
        centre=lab.centre, kind=ScopeKind.DESIGNATION, number="N 123", valid_from=TODAY
    )
    ScopeLine.objects.create(
        scope=held, type=instruments.kind(), service="verification",
        range_min=q("0 bar"), range_max=q("10 bar"),
    )  # fmt: skip
    job = made.measured_job(lab)
    thing = Instrument.objects.get()
    thing.range_max = q("16 bar")
    thing.save()

    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert said(refused) == ["designation_range"]


# On paper the law is the same


def test_paper_is_entered_and_approved_only_under_card_and_designation() -> None:
    lab = made.lab()
    first, second = made.gauge_job(lab), made.gauge_job(lab)
    given: dict[str, Any] = {
        "performed_on": TODAY, "outcome": "pass", "paper_record": "BB 1",
        "technician": lab.technician, "by": lab.technician, "at": NOW,
    }  # fmt: skip
    record_paper_job(job_id=first.pk, **given)
    spoil_card(lab)

    with pytest.raises(Refused) as at_entry:
        record_paper_job(job_id=second.pk, **given)
    with pytest.raises(Refused) as at_approval:
        approve(job_id=first.pk, by=lab.approver, at=NOW)
    with pytest.raises(Refused) as of_many:
        approve_papers(job_ids=[first.pk], by=lab.approver, at=NOW)

    found = {tuple(said(one)) for one in (at_entry, at_approval, of_many)}
    assert found == {("card_expired",)}
    states = Job.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)
    assert sorted(states) == ["measured", "open"]
    yesterday = {**given, "performed_on": YESTERDAY}  # the day of the work decides
    assert record_paper_job(job_id=second.pk, **yesterday).state == "measured"


def test_a_sample_needs_neither() -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    Scope.objects.all().delete()
    job = open_job(
        centre=lab.centre, customer=lab.customer, sample="Xăng RON 95", service="testing",
        by=lab.officer, at=NOW,
    )  # fmt: skip

    done = record_paper_job(
        job_id=job.pk, performed_on=TODAY, outcome="reported", paper_record="TN 1",
        technician=lab.technician, by=lab.technician, at=NOW,
    )  # fmt: skip

    assert approve(job_id=done.pk, by=lab.approver, at=NOW).state == "approved"
