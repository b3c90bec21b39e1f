"""The page, the API and the command of keys, and what a certificate's page says of its seal."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from certificates.models import Certificate, SigningKey, TrustAnchor
from certificates.services import approve_and_issue
from certificates.tasks import key_of, render_pdf
from common.models import Task, TaskState
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.keys import PASSWORD, key, pair
from tests.factories.people import api, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(bench: Bench) -> User:
    return people.person(Role.ADMINISTRATOR, bench.centre, "Ngô Văn Quản")


def put(keys_dir: Path, name: str, called: str = "new") -> None:
    keys_dir.mkdir(exist_ok=True)
    (keys_dir / name).write_bytes(pair(called).file())
    (keys_dir / name).with_suffix(".password").write_text(PASSWORD)


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


# The page


def test_who_may_see_keys_sees_whose_they_are_and_what_they_signed_last(
    bench: Bench, administrator: User, files: Path, keys_dir: Path
) -> None:
    row = key(bench.centre, keys_dir)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)

    shown = text(page(administrator), "/keys/")

    assert row.label in shown
    assert row.fingerprint[:16] in shown
    assert certificate.number in shown
    assert "đang ký" in shown
    assert f"/keys/{row.pk}/retire/" in shown
    assert f"/keys/{row.pk}/retire/" not in text(page(bench.quality), "/keys/")


def test_others_do_not_see_keys(bench: Bench, keys_dir: Path) -> None:
    row = key(bench.centre, keys_dir)
    other = people.person(Role.ADMINISTRATOR, people.centre("QTR"))

    assert page(bench.technician).get("/keys/").status_code == 403
    assert page(None).get("/keys/").status_code == 302
    assert row.label not in text(page(other), "/keys/")
    answer = page(other).post(f"/keys/{row.pk}/retire/", {"reason": "x"})
    assert answer.status_code == 404


def test_a_key_of_the_installation_is_seen_and_not_retired_here(
    administrator: User, keys_dir: Path
) -> None:
    row = key(None, keys_dir)
    client = page(administrator)

    assert row.label in text(client, "/keys/")
    assert client.post(f"/keys/{row.pk}/retire/", {"reason": "x"}).status_code == 403
    assert (
        api(administrator).post(f"/api/v1/keys/{row.pk}/retire/", {"reason": "x"}).status_code
        == 403
    )
    row.refresh_from_db()
    assert row.retired_at is None


def test_the_page_says_what_keeps_a_key_from_signing(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    row = key(bench.centre, keys_dir)
    (keys_dir / row.locator).unlink()
    shown = text(page(administrator), "/keys/")
    assert f"Không thấy tệp khóa {row.locator}" in shown
    assert "không ký được" in shown


def test_sixty_days_before_the_end_the_page_warns(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    row = key(bench.centre, keys_dir)
    SigningKey.objects.update(not_after=timezone.now() + timedelta(days=30, hours=1))
    assert f"{row.label}: chứng thư còn 30 ngày" in text(page(administrator), "/keys/")


def test_keys_ask_the_same_questions_for_one_and_for_many(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    def asked() -> int:
        client = page(administrator)
        with CaptureQueriesContext(connection) as queries:
            text(client, "/keys/")
        return len(queries)

    key(bench.centre, keys_dir)
    first = asked()
    for name in ("a", "b", "c"):
        key(bench.centre, keys_dir, of=pair(name), replace=True)
    assert asked() == first


def test_a_key_is_replaced_by_a_file_that_bears_the_units_code(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    old = key(bench.centre, keys_dir)
    put(keys_dir, "hue-new.p12")
    client = page(administrator)
    assert "<code>hue-new.p12</code>" in text(client, "/keys/")
    typed = {"key-centre": bench.centre.pk, "key-label": "Mới", "key-locator": "hue-new.p12"}

    refused = client.post("/keys/new/", typed)
    taken = client.post("/keys/new/", typed | {"key-replace": "on"})

    assert (refused.status_code, "Đơn vị đang dùng khóa" in refused.content.decode()) == (400, True)
    assert taken.status_code == 302
    old.refresh_from_db()
    assert old.retired_at is not None
    assert SigningKey.objects.get(retired_at=None).label == "Mới"


@pytest.mark.parametrize("name", ["qtr-seal.p12", "../hue-x.p12", "pkcs11:token=a;object=b"])
def test_a_file_of_another_unit_is_not_taken_up(
    bench: Bench, administrator: User, keys_dir: Path, name: str
) -> None:
    put(keys_dir, "qtr-seal.p12")
    typed = {"key-centre": bench.centre.pk, "key-label": "x", "key-locator": name}
    answer = page(administrator).post("/keys/new/", typed)
    assert answer.status_code == 400
    assert not SigningKey.objects.exists()


def test_a_file_of_a_unit_whose_code_begins_alike_is_not_taken_up(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    people.centre("HUE-2")
    put(keys_dir, "hue-2-seal.p12")
    client = page(administrator)
    typed = {"key-centre": bench.centre.pk, "key-label": "x", "key-locator": "hue-2-seal.p12"}

    answer = client.post("/keys/new/", typed)

    assert answer.status_code == 400
    assert not SigningKey.objects.exists()
    assert "<code>hue-2-seal.p12</code>" not in text(client, "/keys/")


def test_retiring_asks_for_a_reason(bench: Bench, administrator: User, keys_dir: Path) -> None:
    row = key(bench.centre, keys_dir)
    client = page(administrator)
    assert client.post(f"/keys/{row.pk}/retire/", {"reason": ""}).status_code == 400
    assert client.post(f"/keys/{row.pk}/retire/", {"reason": "lộ mật khẩu"}).status_code == 302
    row.refresh_from_db()
    assert row.retired_at is not None


# The API


def test_the_api_gives_public_parts_alone(
    bench: Bench, administrator: User, keys_dir: Path
) -> None:
    row = key(bench.centre, keys_dir)
    (found,) = api(administrator).get("/api/v1/keys/").json()
    assert (found["id"], found["centre"], found["standing"]) == (row.pk, "HUE", "active")
    assert (found["trouble"], found["last_signed"], found["development"]) == ("", None, False)
    assert "locator" not in found
    assert PASSWORD not in json.dumps(found)


def test_the_api_takes_up_and_retires(bench: Bench, administrator: User, keys_dir: Path) -> None:
    put(keys_dir, "hue-new.p12")
    client = api(administrator)
    body = {"centre": "HUE", "label": "Mới", "file": "hue-new.p12"}

    made_ = client.post("/api/v1/keys/", body)
    again = client.post("/api/v1/keys/", body)
    ended = client.post(f"/api/v1/keys/{made_.json()['id']}/retire/", {"reason": "x"})
    wrong = client.post("/api/v1/keys/", body | {"centre": "NONE"})

    assert (made_.status_code, made_.json()["standing"]) == (201, "active")
    assert (again.status_code, again.json()["code"]) == (409, "key_known")
    assert (ended.status_code, ended.json()["standing"]) == (200, "retired")
    assert wrong.status_code == 400
    assert api(bench.quality).post("/api/v1/keys/", body).status_code == 403


# The command


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("certificates_keys", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_makes_a_development_key_and_says_so(bench: Bench, keys_dir: Path) -> None:
    told = run("development", "--centre", "HUE", "--elliptic")
    assert "DEVELOPMENT" in told
    assert "no legal value" in told
    listed = json.loads(run("list", "--json"))
    assert [(one["centre"], one["development"], one["state"]) for one in listed] == [
        ("HUE", True, "active")
    ]
    assert run("export") == TrustAnchor.objects.get().certificate
    with pytest.raises(CommandError, match="signs with the key"):
        run("development", "--centre", "HUE", "--elliptic")


def test_the_command_takes_in_replaces_and_retires(
    bench: Bench, keys_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, root = tmp_path / "seal.p12", tmp_path / "root.pem"
    file.write_bytes(pair().file())
    root.write_text(pair().anchor)
    monkeypatch.setenv("CHUAN_PASSWORD", PASSWORD)
    put(keys_dir, "hue-second.p12", "second")

    run("import", str(file), "--centre", "HUE", "--label", "Một")
    run("trust", str(root))
    run("register", "hue-second.p12", "--centre", "HUE", "--label", "Hai", "--replace")
    run("retire", pair("second").fingerprint[:12], "--why", "hết dùng")

    states = {one["label"]: one["state"] for one in json.loads(run("list", "--json"))}
    assert states == {"Một": "retired", "Hai": "retired"}
    assert TrustAnchor.objects.get().certificate == pair().anchor


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "/nowhere/seal.p12"),
        ("register", "none.p12"),
        ("register", "x"),
        ("retire", "999", "--why", "x"),
        ("trust", __file__),
        ("development", "--centre", "NONE"),
        ("development", "--from", "gestern"),
    ],
)
def test_the_command_refuses_in_words(
    keys_dir: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUAN_PASSWORD", "x")
    with pytest.raises(CommandError):
        run(*arguments)
    assert not SigningKey.objects.exists()


# A certificate's page


def issue(bench: Bench) -> Certificate:
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


def test_the_page_says_who_sealed_and_hands_out_the_data_file(
    bench: Bench, files: Path, keys_dir: Path
) -> None:
    key(bench.centre, keys_dir)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)
    client = page(bench.approver)

    shown = text(client, f"/certificates/{certificate.pk}/")

    assert "Đã ký số: Trung tâm HUE" in shown
    assert "khóa thử" not in shown
    answers: tuple[Any, ...] = (
        client.get(f"/certificates/{certificate.pk}/xml/"),
        api(bench.approver).get(f"/api/v1/certificates/{certificate.pk}/xml/"),
    )
    for asked in answers:
        body = b"".join(asked.streaming_content)
        assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
        assert asked["Content-Disposition"].endswith("V26.00001.xml")


def test_a_development_seal_says_that_it_is_one(bench: Bench, files: Path, keys_dir: Path) -> None:
    key(bench.centre, keys_dir)
    SigningKey.objects.update(development=True)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)
    shown = text(page(bench.approver), f"/certificates/{certificate.pk}/")
    assert "Ký bằng khóa thử" in shown


def test_an_unsigned_file_is_called_so(bench: Bench, files: Path) -> None:
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)
    assert "Chưa ký số" in text(page(bench.approver), f"/certificates/{certificate.pk}/")


def test_what_keeps_the_files_back_is_told_inside_and_not_to_clients(
    bench: Bench, files: Path
) -> None:
    certificate = issue(bench)
    Task.objects.filter(key=key_of(certificate.pk)).update(
        state=TaskState.FAILED, error="Kho tệp không dùng được (OSError)."
    )
    address = f"/certificates/{certificate.pk}/"

    inside, outside = (
        text(page(one), address) for one in (bench.approver, people.client_of(certificate.customer))
    )
    again = page(bench.approver).post(f"{address}files/")

    assert "Kho tệp không dùng được" in inside
    assert "Kho tệp không dùng được" not in outside
    assert f"{address}files/" not in outside
    assert again.status_code == 302
    assert Task.objects.get(key=key_of(certificate.pk)).state == TaskState.WAITING
    assert page(bench.quality).post(f"{address}files/").status_code == 403


def test_a_data_file_that_is_not_there_yet_is_asked_for_later(bench: Bench, files: Path) -> None:
    certificate = issue(bench)
    found = api(bench.approver).get(f"/api/v1/certificates/{certificate.pk}/xml/")
    assert (found.status_code, found.json()["code"]) == (409, "not_ready")
    assert page(bench.approver).get(f"/certificates/{certificate.pk}/xml/").status_code == 302
