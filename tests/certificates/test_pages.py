"""The pages of certificates: who sees what, and that nothing typed is lost."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from accounts.permissions import Role
from calibration.models import Job
from calibration.states import JobState, Service
from certificates.models import Certificate
from certificates.services import approve_and_issue, withdraw
from certificates.tasks import render_pdf
from common.sheets import read_sheet
from tests.factories import certificates as made
from tests.factories import people
from tests.factories import stickers as stuck
from tests.factories.certificates import streamed
from tests.factories.people import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(bench: made.Bench) -> Certificate:
    return issue(bench, made.gauge_job(bench))


def issue(bench: made.Bench, job: Job) -> Certificate:
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


# Doors

DOORS = [
    ("get", "/certificates/"),
    ("get", "/certificates/{certificate}/"),
    ("get", "/certificates/{certificate}/pdf/"),
    ("get", "/mine/"),
    ("get", "/certificates/{certificate}/withdraw/"),
    ("post", "/certificates/{certificate}/withdraw/"),
    ("get", "/certificates/{certificate}/supersede/"),
    ("post", "/certificates/{certificate}/supersede/"),
    ("post", "/certificates/{certificate}/told/"),
    ("post", "/certificates/{certificate}/send-again/"),
    ("post", "/review/{job}/approve/"),
    ("post", "/review/approve-selected/"),
]


def ask(client: Any, door: tuple[str, str], certificate: Certificate) -> Any:
    method, path = door
    return getattr(client, method)(path.format(certificate=certificate.pk, job=certificate.job_id))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[1])
def test_a_stranger_is_sent_to_sign_in(certificate: Certificate, door: Any) -> None:
    answer = ask(page(None), door, certificate)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[1])
def test_a_wrong_role_is_forbidden(bench: made.Bench, certificate: Certificate, door: Any) -> None:
    administrator = people.person(Role.ADMINISTRATOR, bench.centre)

    assert ask(page(administrator), door, certificate).status_code == 403


@pytest.mark.parametrize("door", [one for one in DOORS if "{" in one[1]], ids=lambda door: door[1])
def test_another_centres_row_does_not_exist(certificate: Certificate, door: Any) -> None:
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))
    Membership.objects.create(
        user=elsewhere,
        centre=elsewhere.memberships.get().centre,
        role=Role.APPROVER,
        valid_from="2020-01-01",
    )

    assert ask(page(elsewhere), door, certificate).status_code == 404


# The list


def test_the_list_shows_and_narrows(bench: made.Bench, certificate: Certificate) -> None:
    issue(bench, made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")))

    both = page(bench.approver).get("/certificates/").content.decode()
    notices = page(bench.approver).get("/certificates/?kind=notice&q=song+bo").content.decode()

    assert "V26.00001" in both
    assert "N26.00001" in both
    assert "V26.00001" not in notices
    assert "N26.00001" in notices


def test_a_wrong_date_is_named_and_kept(bench: made.Bench, certificate: Certificate) -> None:
    answer = page(bench.approver).get("/certificates/?since=hôm+qua")

    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'value="hôm qua"' in text
    assert "Hãy xem lại:" in text
    assert "Chưa lưu được" not in text  # a list is looked at, nothing was to be saved


def test_the_sheet_holds_what_is_shown(bench: made.Bench, certificate: Certificate) -> None:
    issue(bench, made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")))

    answer = page(bench.approver).get("/certificates/?kind=verification&as=xlsx")

    rows = read_sheet(answer.content, "certificates.xlsx").rows
    assert [row[:6] for row in rows[1:]] == [
        [
            "V26.00001",
            "giấy chứng nhận kiểm định",
            "còn hiệu lực",
            "Công ty TNHH Xăng dầu Sông Bồ",
            "Áp kế kiểu lò xo",
            "AK-20417",
        ]
    ]


def test_more_certificates_cost_no_more_queries(bench: made.Bench) -> None:
    client = page(bench.approver)
    issue(bench, made.gauge_job(bench))
    client.get("/certificates/")
    with CaptureQueriesContext(connection) as one:
        client.get("/certificates/")
    for i in range(3):
        issue(bench, made.gauge_job(bench, thing=made.gauge(bench, f"B{i}")))

    with CaptureQueriesContext(connection) as four:
        client.get("/certificates/")

    assert len(four) == len(one) <= 8


# One certificate


def test_its_page_says_what_was_stated(bench: made.Bench, certificate: Certificate) -> None:
    text = page(bench.quality).get(f"/certificates/{certificate.pk}/").content.decode()

    for phrase in ("V26.00001", "AK-20417", "0,037", certificate.statement.digest, "cấp giấy"):
        assert phrase in text


def test_while_the_pdf_is_made_the_page_asks_again(
    bench: made.Bench, certificate: Certificate, files: Path
) -> None:
    client, address = page(bench.quality), f"/certificates/{certificate.pk}/"
    early = client.get(address, HTTP_HX_REQUEST="true").content.decode()
    render_pdf(certificate_id=certificate.pk)

    late = client.get(address, HTTP_HX_REQUEST="true").content.decode()

    assert 'hx-trigger="every 1s"' in early
    assert "hx-trigger" not in late
    assert f'href="{address}pdf/"' in late


def test_asked_for_too_early_the_pdf_sends_to_the_page(
    bench: made.Bench, certificate: Certificate
) -> None:
    answer = page(bench.quality).get(f"/certificates/{certificate.pk}/pdf/", follow=True)

    assert answer.redirect_chain == [(f"/certificates/{certificate.pk}/", 302)]
    assert "đang được tạo" in answer.content.decode()


def test_the_pdf_is_private(bench: made.Bench, certificate: Certificate, files: Path) -> None:
    render_pdf(certificate_id=certificate.pk)

    answer = page(bench.quality).get(f"/certificates/{certificate.pk}/pdf/")

    assert streamed(answer)[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "private, no-store"
    assert "V26.00001.pdf" in answer["Content-Disposition"]


def test_the_dialogue_of_withdrawing_says_what_happens(
    bench: made.Bench,
) -> None:
    stuck.series(bench.centre, bench.quality)
    stuck.in_hand(bench.centre, bench.quality, bench.technician)
    certificate = issue(bench, made.gauge_job(bench))

    text = page(bench.quality).get(f"/certificates/{certificate.pk}/withdraw/").content.decode()

    assert "không hoàn tác được" in text
    assert "Tem 26V.00001 hết giá trị: phải gỡ khỏi phương tiện đo." in text


def test_a_withdrawal_says_why_on_the_page(bench: made.Bench, certificate: Certificate) -> None:
    answer = page(bench.quality).post(
        f"/certificates/{certificate.pk}/withdraw/",
        {"reason": "Chuẩn P-01 hỏng"},
        follow=True,
    )

    assert Certificate.objects.get().state == "withdrawn"
    assert "Chuẩn P-01 hỏng" in answer.content.decode()


def test_a_replacement_leads_to_the_new_one(bench: made.Bench, certificate: Certificate) -> None:
    people.misspelt(bench.customer)
    answer = page(bench.quality).post(
        f"/certificates/{certificate.pk}/supersede/",
        {"reason": "Ghi sai tên khách hàng"},
        follow=True,
    )

    new = Certificate.objects.get(supersedes=certificate)
    assert answer.redirect_chain == [(f"/certificates/{new.pk}/", 302)]
    assert "V26.00001" in answer.content.decode()


@pytest.mark.parametrize("verb", ["withdraw", "supersede"])
def test_without_a_reason_nothing_happens(
    bench: made.Bench, certificate: Certificate, verb: str
) -> None:
    long = "lý do " * 60
    people.misspelt(bench.customer)

    blank = page(bench.quality).post(f"/certificates/{certificate.pk}/{verb}/", {})
    much = page(bench.quality).post(f"/certificates/{certificate.pk}/{verb}/", {"reason": long})

    assert (blank.status_code, much.status_code) == (400, 400)
    assert long.strip() in much.content.decode()
    assert Certificate.objects.get().state == "issued"


def test_only_who_may_end_it_is_shown_how(bench: made.Bench, certificate: Certificate) -> None:
    address = f"/certificates/{certificate.pk}/"

    assert f'href="{address}withdraw/"' in page(bench.quality).get(address).content.decode()
    assert f'href="{address}withdraw/"' not in page(bench.technician).get(address).content.decode()
    answer = page(bench.technician).post(f"{address}withdraw/", {"reason": "x"})
    assert answer.status_code == 403


def test_a_client_reads_it_without_the_staffs_history(
    bench: made.Bench, certificate: Certificate
) -> None:
    client = people.client_of(bench.customer)

    text = page(client).get(f"/certificates/{certificate.pk}/").content.decode()

    assert "V26.00001" in text
    assert "Nhật ký" not in text
    assert "/jobs/" not in text


# Approving


def test_approving_leads_to_the_certificate(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    answer = page(bench.approver).post(f"/review/{job.pk}/approve/")

    certificate = Certificate.objects.get()
    assert answer["Location"] == f"/certificates/{certificate.pk}/"


def test_approving_by_a_link_is_not_possible(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    assert page(bench.approver).get(f"/review/{job.pk}/approve/").status_code == 405
    assert not Certificate.objects.exists()


def test_many_at_once_each_with_its_answer(bench: made.Bench) -> None:
    good = made.gauge_job(bench)
    done = made.gauge_job(bench, thing=made.gauge(bench, "A2"))
    issue(bench, done)
    elsewhere = made.bench("DANANG")
    hidden = made.gauge_job(elsewhere)

    answer = page(bench.approver).post(
        "/review/approve-selected/", {"jobs": [good.pk, done.pk, hidden.pk]}
    )

    text = answer.content.decode()
    hidden.refresh_from_db()
    assert answer.status_code == 200
    assert "Đã cấp 1 trên 2 công việc được chọn." in text
    assert "đã được cấp giấy" in text
    assert hidden.state == JobState.MEASURED


def test_of_a_few_approved_at_once_a_notice_is_no_certificate_and_files_are_on_their_way(
    bench: made.Bench,
) -> None:
    failed = made.gauge_job(bench, passes=False)

    answer = page(bench.approver).post("/review/approve-selected/", {"jobs": [failed.pk]})

    text = answer.content.decode()
    assert "đã thông báo</span>" in text
    assert "đã cấp</span>" not in text
    assert "Tệp PDF đang được tạo: mở từng giấy để xem." in text


@pytest.mark.parametrize(
    ("chosen", "status"),
    [([], 409), (["x"], 400), (["²"], 400), (["9" * 30], 400), (list(range(1, 202)), 400)],
)
def test_a_wrong_choice_approves_nothing(bench: made.Bench, chosen: Any, status: int) -> None:
    made.gauge_job(bench)

    answer = page(bench.approver).post("/review/approve-selected/", {"jobs": chosen})

    assert answer.status_code == status
    assert not Certificate.objects.exists()


# The client's own instruments


def test_a_client_sees_each_instrument_with_its_state(bench: made.Bench, files: Path) -> None:
    done = issue(bench, made.gauge_job(bench))
    render_pdf(certificate_id=done.pk)
    issue(bench, made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")))
    made.gauge_job(bench, service=Service.CALIBRATION, thing=made.gauge(bench, "A3"))
    made.gauge(bench, "A4")
    client = people.client_of(bench.customer)

    answer = page(client).get("/mine/")

    states = {one.instrument.serial: one.state for one in answer.context["mine"]}
    assert states == {
        "AK-20417": "certified",
        "A2": "rejected",
        "A3": "in_work",
        "A4": "none",
    }
    assert answer.context["mine"][0].instrument.serial == "AK-20417"  # it falls due first
    assert f'href="/certificates/{done.pk}/pdf/"' in answer.content.decode()


def test_a_client_sees_nobody_elses_instruments(bench: made.Bench) -> None:
    issue(bench, made.gauge_job(bench))
    other = people.client_of(people.customer(bench.centre))

    answer = page(other).get("/mine/")

    assert answer.context["mine"] == []


def test_what_was_withdrawn_is_no_longer_to_download(bench: made.Bench) -> None:
    certificate = issue(bench, made.gauge_job(bench))
    withdraw(certificate_id=certificate.pk, reason="Sai", by=bench.quality, at=people.NOW)
    client = people.client_of(bench.customer)

    (mine,) = page(client).get("/mine/").context["mine"]

    assert (mine.state, mine.certificate, mine.days_left) == ("done", None, None)


def test_staff_without_customers_have_no_such_page(bench: made.Bench) -> None:
    assert page(bench.technician).get("/mine/").status_code == 403


def test_more_instruments_cost_no_more_queries(bench: made.Bench) -> None:
    client = page(people.client_of(bench.customer))
    issue(bench, made.gauge_job(bench))
    client.get("/mine/")
    with CaptureQueriesContext(connection) as one:
        client.get("/mine/")
    for i in range(3):
        issue(bench, made.gauge_job(bench, thing=made.gauge(bench, f"B{i}")))

    with CaptureQueriesContext(connection) as four:
        client.get("/mine/")

    assert len(four) == len(one) <= 11


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(
    bench: made.Bench, certificate: Certificate, language: str
) -> None:
    for person in (bench.quality, people.client_of(bench.customer)):
        client = page(person)
        client.cookies["django_language"] = language
        for address in ("/certificates/", f"/certificates/{certificate.pk}/"):
            assert client.get(address).status_code == 200
