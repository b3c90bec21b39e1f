"""The request and its review: who, when, and what of it the jobs take along."""

from typing import Any

import pytest

from audit.record import history
from calibration.definition import offered_rules
from calibration.models import Job
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, Review
from contracts.quoting.reviews import ReviewFacts, is_settled, record_review
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")))
    make.gauges(make.line(made, kind="calibration"), 1)
    make.gauges(make.line(made), 1)
    return made


def record(contract: Contract, **facts: Any) -> Review:
    return record_review(
        contract_id=contract.pk, facts=ReviewFacts(**facts), by=contract.created_by, at=NOW
    )


def test_a_review_is_kept_with_who_and_when(draft: Contract) -> None:
    made = record(draft, wishes=" Trả trước tết ", understood=True, capable=True)
    record(draft, wishes="Trả trước tết", understood=True, capable=True)  # nothing new
    amended = record(draft, understood=True, capable=True, suitable=True)

    assert (made.wishes, made.by, made.at) == ("Trả trước tết", draft.created_by, NOW)
    assert [is_settled(made), is_settled(amended)] == [False, True]
    assert [event.verb for event in history(draft)].count("review.record") == 2
    assert Review.objects.count() == 1


def test_what_was_agreed_about_the_work_goes_to_the_jobs_it_applies_to(draft: Contract) -> None:
    rule = offered_rules()[0]
    record(draft, place="site", decision_rule=rule, interval_months=12)

    make.sign(draft)

    calibration, verification = Job.objects.order_by("pk")
    assert (calibration.conformity, calibration.interval_months) == (rule, 12)
    assert calibration.interval_agreed == f"Phiếu yêu cầu {draft.number}"
    assert (verification.conformity, verification.interval_months) == ("", None)
    assert calibration.on_site
    assert verification.on_site


def test_without_a_review_the_jobs_state_nothing(draft: Contract) -> None:
    make.sign(draft)

    assert set(Job.objects.values_list("conformity", "interval_months", "on_site")) == {
        ("", None, False)
    }


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"place": "moon"}, [("place", "unknown")]),
        ({"decision_rule": "mine"}, [("decision_rule", "unknown")]),
        ({"interval_months": 0}, [("interval_months", "out_of_range")]),
        ({"interval_months": 121}, [("interval_months", "out_of_range")]),
        ({"method": "x" * 301, "wishes": "x" * 2001}, [("method", "too_long"), ("wishes", "too_long")]),
    ],
)  # fmt: skip
def test_what_a_review_may_not_say(draft: Contract, facts: Any, found: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        record(draft, **facts)

    assert [(fault.field, fault.code) for fault in refused.value.faults] == found
    assert not Review.objects.exists()


def test_after_signing_the_terms_of_the_jobs_stay(draft: Contract) -> None:
    """A change during the work is written down (7.1.6); what the jobs took is changed there."""
    record(draft, interval_months=12)
    make.sign(draft)

    with pytest.raises(InvalidInput) as refused:
        record(draft, interval_months=6)
    amended = record(draft, interval_months=12, differences="Khách hàng đồng ý đổi phương pháp")

    assert [(f.field, f.code) for f in refused.value.faults] == [("interval_months", "fixed")]
    assert amended.differences


def test_a_cancelled_contract_is_not_reviewed(draft: Contract) -> None:
    services.cancel(contract_id=draft.pk, cancelled_on=TODAY, why="x", by=draft.created_by, at=NOW)

    with pytest.raises(Refused) as refused:
        record(draft)

    assert refused.value.code == "wrong_state"
