"""Who a certificate was for is told when it ends: written with the change, sent by a task, once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Contact
from audit.models import Event
from certificates.letters import services as letters
from certificates.letters.queries import told_of
from certificates.letters.tasks import key_of, send_letter
from certificates.models import Certificate, Letter
from certificates.services import approve_and_issue, supersede, withdraw
from common.errors import InvalidInput, Refused
from common.models import Task
from common.queue import TryAgain, drain
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.mail import MailServer, mail_server
from tests.factories.people import NOW, TODAY, api, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def certificate(bench: Bench) -> Certificate:
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)


def contact(bench: Bench, email: str, name: str = "Võ Thị Khách") -> None:
    Contact.objects.create(customer=bench.customer, full_name=name, email=email)


def end(bench: Bench, certificate: Certificate, reason: str = "Chuẩn P-01 hỏng") -> None:
    withdraw(certificate_id=certificate.pk, reason=reason, by=bench.quality, at=NOW)


def tasks() -> list[Task]:
    return list(Task.objects.filter(name="certificates.send_letter").order_by("pk"))


def test_a_withdrawal_is_written_to_each_address_once(
    bench: Bench, certificate: Certificate, post: MailServer
) -> None:
    client = people.client_of(bench.customer)  # a contact with an account and no own address
    for email in ("a@songbo.example", "A@songbo.example", "", "b@songbo.example"):
        contact(bench, email)

    end(bench, certificate)
    for one in Letter.objects.all():
        send_letter(letter_id=one.pk)

    assert sorted(to for to, _message in post.taken) == sorted(
        ["a@songbo.example", "b@songbo.example", client.email]
    )
    _to, message = post.taken[0]
    said = message.get_content()
    assert message["Subject"].strip() == (
        "Giấy số V26.00001 đã bị thu hồi / Certificate V26.00001 was withdrawn"
    )
    for phrase in (
        "Kính gửi Công ty TNHH Xăng dầu Sông Bồ", "Dear Công ty TNHH Xăng dầu Sông Bồ",
        "Lý do: Chuẩn P-01 hỏng", "Reason: Chuẩn P-01 hỏng", "Áp kế kiểu lò xo",
        "Bourdon tube pressure gauge", "AK-20417", "20/11/2026", f"/c/{certificate.public_id}/",
    ):  # fmt: skip
        assert phrase in said, phrase
    assert said.index("Kính gửi") < said.index("Dear")
    assert message["From"] == "Trung tâm <giay@hue.example>"
    assert not Letter.objects.filter(sent_at=None).exists()


def test_a_replacement_says_what_has_changed_and_where_the_new_one_is(
    bench: Bench, certificate: Certificate, post: MailServer
) -> None:
    contact(bench, "a@songbo.example")
    people.misspelt(bench.customer, "Công ty TNHH Xăng dầu Sông Hương")

    new = supersede(certificate_id=certificate.pk, reason="Sai tên", by=bench.quality, at=NOW)
    send_letter(letter_id=Letter.objects.get().pk)

    said = post.taken[0][1].get_content()
    change = "Công ty TNHH Xăng dầu Sông Bồ → Công ty TNHH Xăng dầu Sông Hương"
    assert f"Khách hàng: {change}" in said
    assert f"Customer: {change}" in said
    assert new.number in said
    assert f"/c/{new.public_id}/" in said
    assert Letter.objects.get().certificate == certificate


def test_sent_twice_it_goes_out_once(
    bench: Bench, certificate: Certificate, post: MailServer
) -> None:
    contact(bench, "a@songbo.example")
    end(bench, certificate)
    pk = Letter.objects.get().pk

    send_letter(letter_id=pk)
    first = Letter.objects.get().sent_at
    send_letter(letter_id=pk)

    assert len(post.taken) == 1
    assert Letter.objects.get().sent_at == first


def test_a_letter_that_comes_again_has_the_same_id(
    bench: Bench, certificate: Certificate, post: MailServer
) -> None:
    """A crash between the server's word and ours: mail programs show one Message-ID once."""
    contact(bench, "a@songbo.example")
    end(bench, certificate)
    send_letter(letter_id=Letter.objects.get().pk)
    Letter.objects.update(sent_at=None)

    send_letter(letter_id=Letter.objects.get().pk)

    assert len({message["Message-ID"] for _to, message in post.taken}) == 1
    assert post.taken[0][1]["Message-ID"].endswith("@hue.example>")


@pytest.mark.parametrize("trouble", ["busy", "silent"])
def test_a_mail_server_that_is_away_is_tried_again(
    bench: Bench, certificate: Certificate, post: MailServer, trouble: str
) -> None:
    contact(bench, "a@songbo.example")
    end(bench, certificate)
    setattr(post, trouble, True)

    with pytest.raises(TryAgain):
        send_letter(letter_id=Letter.objects.get().pk)

    assert Letter.objects.get().sent_at is None
    setattr(post, trouble, False)
    send_letter(letter_id=Letter.objects.get().pk)
    assert len(post.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_refused_is_told_and_sent_again_when_asked(
    post: MailServer,
) -> None:
    bench = made.bench("HUE")
    job = made.gauge_job(bench)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)
    Task.objects.all().delete()
    contact(bench, "a@songbo.example")
    post.refused.add("a@songbo.example")
    end(bench, certificate)

    drain()
    told = told_of(certificate)

    assert [(one.state, one.letter.to) for one in told.posts] == [("failed", "a@songbo.example")]
    assert "550 no such user" in told.posts[0].error
    shown = page(bench.quality).get(f"/certificates/{certificate.pk}/").content.decode()
    assert "không gửi được" in shown
    post.refused.clear()
    answer = page(bench.quality).post(f"/certificates/{certificate.pk}/send-again/")
    assert answer.status_code == 302
    drain()
    assert [one.state for one in told_of(certificate).posts] == ["sent"]
    assert [one.key for one in tasks()] == [key_of(Letter.objects.get().pk, n) for n in (0, 1)]
    assert Event.objects.filter(verb="certificate.send_again").count() == 1
    with pytest.raises(Refused):
        letters.send_again(certificate_id=certificate.pk, by=bench.quality, at=NOW)


def test_the_letters_are_there_or_nothing_has_ended(
    bench: Bench, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact(bench, "a@songbo.example")

    def fails(**_said: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(letters, "write", fails)
    with pytest.raises(RuntimeError):
        end(bench, certificate)

    certificate.refresh_from_db()
    assert (certificate.state, Letter.objects.count(), tasks()) == ("issued", 0, [])


def test_who_has_no_address_is_phoned_and_that_is_noted(
    bench: Bench, certificate: Certificate
) -> None:
    end(bench, certificate)
    client, address = page(bench.quality), f"/certificates/{certificate.pk}/"
    assert "không có địa chỉ thư nào" in client.get(address).content.decode()

    answer = client.post(
        f"{address}told/", {"on": TODAY.isoformat(), "how": "Điện thoại, anh Bồ"}, follow=True
    )

    shown = answer.content.decode()
    assert "không có địa chỉ thư nào" not in shown
    assert "Điện thoại, anh Bồ" in shown
    event = Event.objects.get(verb="certificate.tell")
    assert event.by_name == bench.quality.full_name
    assert event.subject_id == str(certificate.pk)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"on": TODAY, "how": " "}, ["how"]),
        ({"on": TODAY, "how": "x" * 201}, ["how"]),
        ({"on": TODAY + timedelta(1), "how": "x"}, ["on"]),
        ({"on": TODAY + timedelta(1), "how": ""}, ["how", "on"]),
    ],
)
def test_a_note_is_complete_and_not_of_tomorrow(
    bench: Bench, certificate: Certificate, said: dict[str, Any], fields: list[str]
) -> None:
    end(bench, certificate)

    with pytest.raises(InvalidInput) as refusal:
        letters.note_told(certificate_id=certificate.pk, by=bench.quality, at=NOW, **said)

    assert [fault.field for fault in refusal.value.faults] == fields
    assert not Event.objects.filter(verb="certificate.tell").exists()


def test_nothing_is_told_of_what_still_holds(bench: Bench, certificate: Certificate) -> None:
    with pytest.raises(Refused):
        letters.note_told(
            certificate_id=certificate.pk, on=TODAY, how="x", by=bench.quality, at=NOW
        )


def test_the_api_lists_letters_and_takes_a_note(bench: Bench, certificate: Certificate) -> None:
    contact(bench, "a@songbo.example")
    end(bench, certificate)
    address = f"/api/v1/certificates/{certificate.pk}/letters/"

    told = api(bench.quality).get(address).json()
    noted = api(bench.quality).post(address, {"on": TODAY.isoformat(), "how": "Gặp trực tiếp"})
    again = api(bench.quality).post(f"{address}send-again/", {})

    assert [(one["letter"]["to"], one["state"]) for one in told["posts"]] == [
        ("a@songbo.example", "waiting")
    ]
    assert noted.status_code == 201
    assert noted.json()["notes"] == [
        {"on": "2026-11-20", "how": "Gặp trực tiếp", "by": bench.quality.full_name}
    ]
    assert (again.status_code, again.json()["code"]) == (409, "nothing_failed")
    assert api(bench.technician).get(address).status_code == 403
    assert api(None).get(address).status_code == 401


def test_without_a_mail_server_the_page_says_so(
    bench: Bench, certificate: Certificate, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    contact(bench, "a@songbo.example")

    shown = page(bench.quality).get(f"/certificates/{certificate.pk}/withdraw/").content.decode()

    assert "a@songbo.example" in shown
    assert "chỉ được in vào nhật ký" in shown
