"""Pages of quotations, reviews and agreements: who sees what, what each button does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from contracts.models import Contract, Framework, OverCapApproval, Quotation, Review
from tests.factories import contracts as make
from tests.factories import people
from tests.factories import quoting as quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def officer(draft: Contract) -> Client:
    return people.page(draft.created_by)


@pytest.fixture
def client_of(draft: Contract) -> Client:
    return people.page(people.client_of(draft.customer))


def at(name: str, *args: Any) -> str:
    return reverse(f"contracts:{name}", args=args)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def today() -> str:
    return timezone.localdate().isoformat()


def sent(draft: Contract) -> Quotation:
    return quote.sent(draft, at=timezone.now())


def state(row: Any) -> str:
    row.refresh_from_db()
    found: str = row.state
    return found


def test_an_offer_from_the_draft_to_the_signature(
    officer: Client, client_of: Client, draft: Contract
) -> None:
    last = (timezone.localdate() + timedelta(days=15)).isoformat()

    made = officer.post(at("new-version", draft.pk), {"valid_until": last})
    quotation = Quotation.objects.get()
    assert made["Location"] == at("quotation", quotation.pk)
    assert client_of.get(at("quotation", quotation.pk)).status_code == 404  # not sent yet
    officer.post(at("send-quotation", quotation.pk), {"sent_on": today()})
    page = text(client_of.get(at("quotation", quotation.pk)))
    assert "Đồng ý báo giá" in page
    assert "1.050.000" in page
    answer = client_of.post(at("accept-offer", quotation.pk))
    assert answer["Location"] == at("quotation", quotation.pk)
    officer.post(at("sign", draft.pk), {"signed_on": today()})

    assert (state(quotation), state(draft)) == ("accepted", "signed")


def test_a_version_with_a_day_in_the_past_is_asked_back(officer: Client, draft: Contract) -> None:
    answer = officer.post(at("new-version", draft.pk), {"valid_until": "2020-01-01"})

    assert answer.status_code == 400
    assert "01/01/2020" not in text(answer)
    assert "id_valid_until_error" in text(answer)


def test_the_customer_declines_with_a_reason(client_of: Client, draft: Contract) -> None:
    quotation = sent(draft)

    blank = client_of.post(at("reject-offer", quotation.pk), {"why": ""})
    done = client_of.post(at("reject-offer", quotation.pk), {"why": "Giá cao"})

    assert (blank.status_code, done.status_code) == (400, 302)
    assert state(quotation) == "rejected"
    assert "Giá cao" in text(client_of.get(at("quotation", quotation.pk)))


def test_an_expired_offer_says_so_and_is_not_accepted(client_of: Client, draft: Contract) -> None:
    past = timezone.now() - timedelta(days=10)
    quotation = quote.sent(draft, at=past, valid_until=timezone.localdate() - timedelta(days=1))

    page = client_of.get(at("quotation", quotation.pk))
    answer = client_of.post(at("accept-offer", quotation.pk))

    assert "hết hiệu lực" in text(page)
    assert "Đồng ý báo giá" not in text(page)
    assert answer.status_code == 409
    assert "cần một bản báo giá mới" in text(answer)
    assert state(quotation) == "sent"


def test_the_officer_records_what_the_customer_said(officer: Client, draft: Contract) -> None:
    quotation = sent(draft)
    address = at("record-answer", quotation.pk)
    said = {"answer": "accept", "on": today()}

    blank = officer.post(address, said)
    done = officer.post(address, {**said, "why": "Thư số 5"})

    assert officer.get(address).status_code == 200
    assert (blank.status_code, done.status_code) == (400, 302)
    quotation.refresh_from_db()
    assert (quotation.state, quotation.why) == ("accepted", "Thư số 5")


def test_a_refusal_is_recorded_too(officer: Client, draft: Contract) -> None:
    quotation = sent(draft)
    said = {"answer": "reject", "on": today(), "why": "Chọn nơi khác"}

    officer.post(at("record-answer", quotation.pk), said)

    assert state(quotation) == "rejected"


def test_the_draft_says_why_it_stands_still_and_how_to_go_on(
    officer: Client, draft: Contract
) -> None:
    quotation = sent(draft)

    page = text(officer.get(at("detail", draft.pk)))
    assert "Các dòng đứng yên theo báo giá" in page
    assert "khách hàng chưa đồng ý báo giá" in page
    assert at("add-line", draft.pk) not in page
    officer.post(at("reopen-quotation", quotation.pk), {"why": "Thêm dòng"})
    page = text(officer.get(at("detail", draft.pk)))
    assert at("add-line", draft.pk) in page
    assert "đã có bản sau" in page


def test_the_list_has_its_filters_in_the_address(officer: Client, draft: Contract) -> None:
    quotation = sent(draft)
    other = make.draft(people.customer(draft.centre), at=timezone.now())
    make.line(other, 5_000, at=timezone.now())
    quote.made(other, at=timezone.now())
    quote.made(other, at=timezone.now())

    def rows(**asked: str) -> list[str]:
        answer = officer.get(at("quotations"), asked)
        return [str(one) for one, _shown in answer.context["rows"]]

    assert len(rows()) == 2
    assert rows(state="sent") == [str(quotation)]
    assert rows(state="replaced") == [f"BG {other.number} v1"]
    assert rows(q=draft.customer.name) == [str(quotation)]
    assert rows(q=f"{draft.number} khongco") == []
    assert rows(customer=str(other.customer_id)) == [f"BG {other.number} v2"]
    assert len(rows(state="beg", customer="x")) == 2


@pytest.mark.parametrize("name", ["quotations", "frameworks"])
def test_a_list_asks_the_same_queries_for_any_number(
    officer: Client, draft: Contract, name: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(at(name)).status_code == 200
        return len(asked)

    sent(draft)
    quote.framework(draft.customer, at=timezone.now(), on=timezone.localdate())
    queries()
    few = queries()
    for _ in range(5):
        more = make.draft(people.customer(draft.centre), at=timezone.now())
        make.line(more, at=timezone.now())
        sent(more)
        quote.framework(more.customer, at=timezone.now(), on=timezone.localdate())

    assert queries() == few <= 12


def test_a_stranger_another_centre_and_another_customer_see_nothing(draft: Contract) -> None:
    quotation = sent(draft)
    framework = quote.framework(draft.customer, at=timezone.now(), on=timezone.localdate())
    elsewhere = people.page(make.officer(people.centre("QT")))
    other_client = people.page(people.client_of(people.customer(draft.centre)))

    for address in (at("quotation", quotation.pk), at("framework", framework.pk)):
        assert people.page(None).get(address).status_code == 302
        assert elsewhere.get(address).status_code == 404
        assert other_client.get(address).status_code == 404
    for name in ("accept-offer", "reject-offer"):
        assert other_client.post(at(name, quotation.pk), {"why": "x"}).status_code == 404
    assert state(quotation) == "sent"


def test_who_is_no_customer_does_not_answer_as_one(draft: Contract, officer: Client) -> None:
    quotation = sent(draft)
    both = people.client_of(people.customer(draft.centre))
    Membership.objects.create(
        user=both, centre=draft.centre, role=Role.CONTRACT_OFFICER, valid_from="2020-01-01"
    )

    assert officer.post(at("accept-offer", quotation.pk)).status_code == 403
    assert people.page(both).post(at("accept-offer", quotation.pk)).status_code == 403
    assert state(quotation) == "sent"


def test_a_manager_looks_and_does_not_write(draft: Contract) -> None:
    quotation = quote.made(draft, at=timezone.now())
    boss = people.page(people.person(Role.MANAGER, draft.centre))

    assert boss.get(at("quotation", quotation.pk)).status_code == 200
    for name in ("send-quotation", "record-answer", "reopen-quotation"):
        assert boss.post(at(name, quotation.pk), {"why": "x"}).status_code == 403
    assert boss.post(at("new-version", draft.pk)).status_code == 403


def test_a_review_is_written_on_its_page(officer: Client, draft: Contract) -> None:
    address = at("review", draft.pk)

    wrong = officer.post(address, {"place": "lab", "interval_months": "0"})
    done = officer.post(address, {"place": "site", "wishes": "Làm buổi sáng", "capable": "on"})

    assert (wrong.status_code, done.status_code) == (400, 302)
    review = Review.objects.get()
    assert (review.place, review.capable, review.understood) == ("site", True, False)
    assert "Làm buổi sáng" in text(officer.get(address))
    assert "Làm buổi sáng" in text(officer.get(at("detail", draft.pk)))


def test_an_agreement_from_draft_to_end(officer: Client, draft: Contract) -> None:
    facts = {
        "customer": draft.customer_id, "title": "Theo đợt", "valid_to": "2099-12-31",
        "cap_gross": "10.000.000", "over": "block",
    }  # fmt: skip

    wrong = officer.post(at("new-framework"), facts | {"cap_gross": ""})
    officer.post(at("new-framework"), facts)
    framework = Framework.objects.get()
    changed = {**facts, "cap_gross": "1.200.000", "cap_items": "3"}
    officer.post(at("change-framework", framework.pk), changed)
    officer.post(at("sign-framework", framework.pk), {"signed_on": today()})
    officer.post(at("put-under", draft.pk), {"framework": framework.pk})
    officer.post(at("sign", draft.pk), {"signed_on": today()})
    page = text(officer.get(at("framework", framework.pk)))

    assert wrong.status_code == 400
    assert draft.number in page
    assert "1.050.000 / 1.200.000 đ (87 %)" in page
    assert "gần hết mức" in page
    assert "1.050.000 / 1.200.000" in text(officer.get(at("detail", draft.pk)))
    officer.post(at("end-framework", framework.pk), {"why": "Xong"})
    assert state(framework) == "ended"


def test_an_order_past_the_cap_waits_for_the_manager(officer: Client, draft: Contract) -> None:
    framework = quote.framework(
        draft.customer, at=timezone.now(), on=timezone.localdate(), cap_gross=1_000_000,
        over="approve",
    )  # fmt: skip
    officer.post(at("put-under", draft.pk), {"framework": framework.pk})
    boss = people.page(people.person(Role.MANAGER, draft.centre))

    refused = officer.post(at("sign", draft.pk), {"signed_on": today()})
    assert refused.status_code == 400
    assert "cần lãnh đạo duyệt" in text(refused)
    assert officer.post(at("approve-over-cap", draft.pk), {"why": "x"}).status_code == 403
    assert "Duyệt vượt mức" in text(boss.get(at("detail", draft.pk)))
    assert boss.post(at("approve-over-cap", draft.pk), {"why": ""}).status_code == 400
    boss.post(at("approve-over-cap", draft.pk), {"why": "Khách hàng lâu năm"})
    officer.post(at("sign", draft.pk), {"signed_on": today()})

    assert OverCapApproval.objects.get().gross == 1_050_000
    assert state(draft) == "signed"
    assert "vượt mức" in text(boss.get(at("framework", framework.pk)))


def test_an_agreement_of_another_customer_is_not_offered(officer: Client, draft: Contract) -> None:
    other = quote.framework(
        people.customer(draft.centre), at=timezone.now(), on=timezone.localdate()
    )

    answer = officer.post(at("put-under", draft.pk), {"framework": other.pk})

    assert answer.status_code == 400
    draft.refresh_from_db()
    assert draft.framework_id is None


def test_the_client_has_the_offers_in_the_menu(client_of: Client, draft: Contract) -> None:
    sent(draft)

    page = text(client_of.get(at("quotations")))

    assert str(Quotation.objects.get()) in page
    assert f'href="{at("quotations")}"' in page
    assert draft.created_by.full_name not in page
