"""The API of quotations, reviews and agreements."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.permissions import Role
from contracts import services
from contracts.models import Contract, Framework, Quotation
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def draft() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def officer(draft: Contract) -> APIClient:
    return people.api(draft.created_by)


@pytest.fixture
def client_of(draft: Contract) -> APIClient:
    return people.api(people.client_of(draft.customer))


def today() -> str:
    return timezone.localdate().isoformat()


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault.get("field", ""), fault["code"]) for fault in answer.json()["faults"]]


def test_an_offer_through_the_api(
    officer: APIClient, client_of: APIClient, draft: Contract
) -> None:
    made = officer.post(f"{API}/contracts/{draft.pk}/quotations/", {})
    assert made.status_code == 201
    one = f"{API}/quotations/{made.json()['id']}/"
    assert made.json()["statement"]["totals"]["gross"] == made.json()["gross"] == 1_050_000
    assert client_of.get(one).status_code == 404
    assert officer.post(f"{one}send/", {}).json()["shown"] == "sent"
    assert client_of.get(f"{API}/quotations/").json()["results"][0]["gross"] == 1_050_000
    declined = client_of.post(f"{one}answer/", {"answer": "reject"})
    assert (declined.status_code, faults(declined)) == (400, [("why", "blank")])
    done = client_of.post(f"{one}answer/", {"answer": "accept"})
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    line = officer.post(
        f"{API}/contracts/{draft.pk}/lines/",
        {"kind": "other", "description": "x", "quantity": 1, "price": 1},
    )
    assert (line.status_code, line.json()["code"]) == (409, "quoted")
    freed = officer.post(f"{one}reopen/", {"why": "Thêm dòng"})
    assert freed.json()["state"] == "replaced"


def test_a_client_sees_no_version_that_was_never_sent(
    client_of: APIClient, draft: Contract
) -> None:
    never = quote.made(draft, at=timezone.now())
    sent = quote.sent(draft, at=timezone.now())
    never.refresh_from_db()
    assert never.state == "replaced"

    assert client_of.get(f"{API}/quotations/{never.pk}/").status_code == 404
    assert client_of.get(f"{API}/quotations/?state=replaced").json()["results"] == []
    assert client_of.get(f"{API}/quotations/{sent.pk}/").status_code == 200


def test_a_client_sees_no_draft_that_was_cancelled(client_of: APIClient, draft: Contract) -> None:
    services.cancel(
        contract_id=draft.pk, cancelled_on=timezone.localdate(), why="Thôi", by=draft.created_by,
        at=timezone.now(),
    )  # fmt: skip

    assert client_of.get(f"{API}/contracts/{draft.pk}/").status_code == 404
    assert client_of.get(f"{API}/contracts/{draft.pk}/papers/").status_code == 404
    assert client_of.get(f"{API}/contracts/").json()["results"] == []


def test_the_officer_records_the_answer(officer: APIClient, draft: Contract) -> None:
    quotation = quote.sent(draft, at=timezone.now())
    one = f"{API}/quotations/{quotation.pk}/record-answer/"

    blank = officer.post(one, {"answer": "accept", "on": today()})
    done = officer.post(one, {"answer": "accept", "on": today(), "why": "Điện thoại"})

    assert faults(blank) == [("why", "blank")]
    assert done.json()["answered_on"] == today()


def test_an_expired_offer_is_refused_by_name(client_of: APIClient, draft: Contract) -> None:
    last = timezone.localdate() - timedelta(days=1)
    quotation = quote.sent(draft, at=timezone.now() - timedelta(days=9), valid_until=last)

    got = client_of.get(f"{API}/quotations/{quotation.pk}/")
    answer = client_of.post(f"{API}/quotations/{quotation.pk}/answer/", {"answer": "accept"})

    assert (got.json()["state"], got.json()["shown"]) == ("sent", "expired")
    assert (answer.status_code, answer.json()["code"]) == (409, "expired")
    assert answer.json()["faults"][0]["allowed"] == f"<= {last.isoformat()}"


def test_the_list_is_filtered(officer: APIClient, draft: Contract) -> None:
    quote.made(draft, at=timezone.now())
    quote.made(draft, at=timezone.now())

    def found(**asked: Any) -> list[int]:
        rows = officer.get(f"{API}/quotations/", asked).json()["results"]
        return [row["version"] for row in rows]

    assert found() == [2]
    assert found(state="replaced") == [1]
    assert found(contract=draft.pk) == [2]
    assert found(contract=0) == []
    assert officer.get(f"{API}/quotations/", {"state": "beg"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("send/", {"sent_on": "31/12/2026"}),
        ("send/", {"unknown": 1}),
        ("answer/", {"answer": "maybe"}),
        ("record-answer/", {"answer": "accept", "on": "now"}),
        ("reopen/", {}),
        ("reopen/", {"why": "x" * 301}),
        ("reopen/", [1]),
    ],
)
def test_a_malformed_body_is_named(draft: Contract, path: str, body: Any) -> None:
    quotation = quote.sent(draft, at=timezone.now())
    client = people.client_of(draft.customer) if path == "answer/" else draft.created_by

    answer = people.api(client).post(f"{API}/quotations/{quotation.pk}/{path}", body, format="json")

    assert answer.status_code == 400
    assert answer.json()["faults"]


def test_who_may_not(draft: Contract) -> None:
    quotation = quote.sent(draft, at=timezone.now())
    one = f"{API}/quotations/{quotation.pk}/"
    boss = people.api(people.person(Role.MANAGER, draft.centre))
    elsewhere = people.api(make.officer(people.centre("QT")))
    other = people.api(people.client_of(people.customer(draft.centre)))

    assert people.api(None).get(one).status_code == 401
    assert elsewhere.get(one).status_code == other.get(one).status_code == 404
    assert boss.get(one).status_code == 200
    assert boss.post(f"{one}reopen/", {"why": "x"}).status_code == 403
    assert boss.post(f"{one}answer/", {"answer": "accept"}).status_code == 403
    assert other.post(f"{one}answer/", {"answer": "accept"}).status_code == 404
    assert Quotation.objects.get().state == "sent"


def test_a_review_through_the_api(
    officer: APIClient, client_of: APIClient, draft: Contract
) -> None:
    one = f"{API}/contracts/{draft.pk}/review/"

    assert officer.get(one).status_code == 404
    wrong = officer.put(one, {"place": "moon", "interval_months": 0})
    done = officer.put(one, {"place": "site", "understood": True})

    assert {field for field, _code in faults(wrong)} == {"place", "interval_months"}
    assert (done.status_code, done.json()["place"]) == (200, "site")
    assert officer.get(one).json() == done.json()
    make.sign(draft, on=timezone.localdate(), at=timezone.now())
    assert client_of.get(one).status_code == 404  # ours, not the customer's
    assert client_of.put(one, {}).status_code == 403


def test_an_agreement_through_the_api(officer: APIClient, draft: Contract) -> None:
    facts = {"title": "Theo đợt", "valid_to": "2099-12-31", "cap_gross": 1_000_000,
             "over": "approve"}  # fmt: skip
    made = officer.post(f"{API}/frameworks/", {**facts, "customer": draft.customer_id})
    assert made.status_code == 201
    one = f"{API}/frameworks/{made.json()['id']}/"
    nothing = officer.put(one, {"title": "x", "valid_to": "2099-12-31"})
    assert faults(nothing) == [("cap_gross", "blank")]
    assert officer.put(one, {**facts, "cap_items": 9}).json()["cap_items"] == 9
    assert officer.post(f"{one}sign/", {"signed_on": today()}).json()["state"] == "signed"
    order = f"{API}/contracts/{draft.pk}/"
    assert officer.put(f"{order}framework/", {"framework": made.json()["id"]}).status_code == 200
    refused = officer.post(f"{order}sign/", {"signed_on": today()})
    assert (refused.status_code, refused.json()["code"]) == (409, "over_cap_needs_approval")
    assert officer.post(f"{order}over-cap/", {"why": "x"}).status_code == 403
    boss = people.api(people.person(Role.MANAGER, draft.centre))
    approval = boss.post(f"{order}over-cap/", {"why": "Lâu năm"})
    assert (approval.status_code, approval.json()["gross"]) == (201, 1_050_000)
    assert officer.post(f"{order}sign/", {"signed_on": today()}).status_code == 200
    drawn = officer.get(one).json()["drawn"]
    assert drawn == {
        "orders": 1, "gross": 1_050_000, "items": 1, "percent": 105, "warned": True, "over": True,
    }  # fmt: skip
    assert officer.post(f"{one}end/", {"why": "Xong"}).json()["state"] == "ended"
    listed = officer.get(f"{API}/frameworks/", {"state": "ended"}).json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]


def test_agreements_of_others_are_unknown(officer: APIClient, draft: Contract) -> None:
    theirs = quote.framework(people.customer(people.centre("QT")), on=None)
    facts = {"title": "x", "valid_to": "2099-12-31", "cap_items": 1}

    assert officer.get(f"{API}/frameworks/{theirs.pk}/").status_code == 404
    put = officer.put(f"{API}/contracts/{draft.pk}/framework/", {"framework": theirs.pk})
    assert put.status_code == 400
    stolen = officer.post(f"{API}/frameworks/", {**facts, "customer": theirs.customer_id})
    assert stolen.status_code == 400
    assert Framework.objects.count() == 1
