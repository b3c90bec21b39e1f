"""An offer and a framework agreement for the world of every door, and the writes about them."""

from typing import Any

from django.utils import timezone

from accounts.models import Contact
from tests.factories import calibration, contracts, quoting


def rows(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """An offer that the customer holds, a signed agreement."""
    offered = contracts.draft(lab.customer, at=now)
    contracts.line(offered, kind="other", at=now)
    framework = quoting.framework(lab.customer, at=now, on=timezone.localdate(now))
    return {"quotations": quoting.sent(offered, at=now).pk, "frameworks": framework.pk}


def writes(write: Any, lab: calibration.Lab, boss: Any, now: Any) -> list[Any]:
    """One good body for each write; `boss` also answers as a contact of the customer."""
    Contact.objects.create(customer=lab.customer, user=boss, full_name=boss.full_name)
    today = timezone.localdate(now).isoformat()
    unsent, sent = (contracts.draft(lab.customer, at=now) for _ in range(2))
    for draft in (unsent, sent):
        contracts.line(draft, kind="other", at=now)
    made, held = quoting.made(unsent, at=now), quoting.sent(sent, at=now)
    signed = quoting.framework(
        lab.customer, at=now, on=timezone.localdate(now), cap_gross=1000, over="approve"
    )
    past = quoting.order(signed, 1_000_000, at=now, kind="other")
    agreement = quoting.framework(lab.customer, at=now, on=None)
    c, q, f = (f"/api/v1/{name}/{{id}}" for name in ("contracts", "quotations", "frameworks"))
    caps = {"title": "x", "valid_to": "2099-12-31", "cap_gross": 5, "cap_items": 5, "over": "block"}
    review = {
        "place": "lab", "method": "x", "decision_rule": "", "interval_months": 12,
        "subcontracted": "x", "wishes": "x", "understood": True, "capable": True,
        "suitable": True, "differences": "x",
    }  # fmt: skip
    answer = {"answer": "reject", "why": "x"}
    return [
        write("post", f"{c}/quotations/", {"valid_until": today}, unsent.pk),
        write("post", f"{q}/send/", {"sent_on": today}, made.pk),
        write("post", f"{q}/answer/", answer, held.pk),
        write("post", f"{q}/record-answer/", {**answer, "on": today}, held.pk),
        write("post", f"{q}/reopen/", {"why": "x"}, held.pk),
        write("put", f"{c}/review/", review, unsent.pk),
        write("put", f"{c}/framework/", {"framework": signed.pk}, unsent.pk),
        write("post", f"{c}/over-cap/", {"why": "x", "gross": 9_000_000, "items": 9}, past.pk),
        write("post", "/api/v1/frameworks/",
              {**caps, "customer": lab.customer.pk, "number": "N1"}),
        write("put", f"{f}/", caps, agreement.pk),
        write("post", f"{f}/sign/", {"signed_on": today}, agreement.pk),
        write("post", f"{f}/end/", {"why": "x"}, signed.pk),
    ]  # fmt: skip
