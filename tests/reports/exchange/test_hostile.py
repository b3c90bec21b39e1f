"""Files that somebody wrote to hurt, by mistake or on purpose, and files that come the wrong way."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.models import Centre, User
from accounts.permissions import Role
from common.canonical import canonical
from common.errors import InvalidInput
from reports.exchange.jws import public_pem, sign
from reports.exchange.own_key import own_key
from reports.exchange.registering import register_key
from reports.models import ReceivedReport, UnitKey
from tests.factories import exchange, people
from tests.factories.people import NOW, api, page
from tests.reports.exchange.test_importing import header, refused, signed, take

pytestmark = pytest.mark.django_db
MANY = 250_000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def unit() -> Centre:
    made = people.centre("U1")
    exchange.registered(made)
    return made


@pytest.fixture
def boss(unit: Centre) -> User:
    return people.person(Role.MANAGER, unit)


def test_a_quarter_of_a_million_names_with_the_last_twice_are_refused_at_once(
    unit: Centre,
) -> None:
    names = ",".join(f'"{n:x}":1' for n in (*range(MANY), MANY - 1))
    began = time.process_time()

    assert refused(f"{{{names}}}".encode())[0] == "name_twice"
    assert time.process_time() - began < 10


@pytest.mark.parametrize("kid", ["\0" * 64, "a\0", "A" * 64, "x" * 10_000, ""], ids=repr)
def test_a_fingerprint_that_is_none_is_refused(unit: Centre, kid: str) -> None:
    payload = canonical(exchange.content()).encode()

    assert refused(signed(header(kid=kid), payload))[0] == "not_signed"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-1],
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.decode().encode("utf-32-be"),
        lambda raw: b"PK\x03\x04" + raw,
        lambda raw: raw + raw,
        lambda raw: b"[" + raw + b"]",
    ],
    ids=["half", "a byte short", "BOM", "UTF-16", "UTF-32", "zip", "twice", "in a list"],
)
def test_a_file_that_travelled_badly_is_refused(
    unit: Centre, spoil: Callable[[bytes], bytes]
) -> None:
    assert refused(spoil(exchange.file()))[0] in ("not_json", "not_signed")


@pytest.mark.parametrize(
    "change",
    [
        {"cut_off": "2025-12-31"},
        {"cut_off": "2026-07-01"},
        {"cut_off": "20260630"},
        {"cut_off": "2026-W26-2"},
        {"closed_at": "2026-06-28T03:00:00+00:00"},
        {"closed_at": "20260705T030000Z"},
    ],
    ids=str,
)
def test_days_that_do_not_fit_the_period_are_refused(unit: Centre, change: dict[str, Any]) -> None:
    assert refused(exchange.file(**change))[0] == "bad_content"


def test_what_was_closed_in_the_future_tells_of_the_clock(unit: Centre) -> None:
    late = (NOW + timedelta(days=2)).isoformat()

    code, words = refused(exchange.file(closed_at=late))

    assert code == "in_future"
    assert "đồng hồ" in words
    soon = (NOW + timedelta(minutes=2)).isoformat()  # clocks differ a little
    assert take(exchange.file(closed_at=soon)).version == 1


def test_our_own_key_is_nobodys_elsewhere_and_our_own_file_is_told(unit: Centre) -> None:
    mine = own_key()

    with pytest.raises(InvalidInput) as found:
        register_key(unit=unit, public_key=mine.public_key, note="x", by=None, at=NOW)

    assert [one.code for one in found.value.faults] == ["own_key"]
    assert UnitKey.objects.count() == 1
    assert refused(sign(exchange.content(), mine.private).encode())[0] == "own_file"


def test_a_key_pasted_with_more_around_it_is_the_same_key(unit: Centre) -> None:
    pem = public_pem(exchange.pair().public_key())

    for text in (f"\n {pem}\n", pem.replace("\n", "\r\n"), f"{pem}{pem}"):
        with pytest.raises((InvalidInput, Exception)) as found:
            register_key(unit=unit, public_key=text, note="x", by=None, at=NOW)
        assert getattr(found.value, "code", "") in ("key_known", "invalid")
    assert UnitKey.objects.count() == 1


class Unread:
    """A body that fails the test when somebody reads it."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("length", [str(2**30), "9" * 5000, "-5"])
def test_a_gigabyte_is_refused_by_its_length(unit: Centre, boss: User, length: str) -> None:
    more: Any = {"CONTENT_LENGTH": length, "wsgi.input": Unread()}
    kinds = ("multipart/form-data; boundary=b", "application/json")

    seen: list[Any] = [
        page(boss).generic("POST", "/received-reports/", b"", kinds[0], **more),
        api(boss).generic("POST", "/api/v1/received-reports/", "", kinds[1], **more),
    ]

    assert [one.status_code for one in seen] == [413, 413]
    assert all("4 MB" in one.content.decode() for one in seen)


def test_a_large_file_is_not_read_by_the_command(unit: Centre, boss: User, tmp_path: Path) -> None:
    large, said = tmp_path / "large.json", StringIO()
    with large.open("wb") as file:
        file.truncate(2**40)  # holes: no disk holds this many bytes

    with pytest.raises(CommandError):
        call_command("import_report", str(large), "--as", boss.email, stderr=said)

    assert "4 MB" in said.getvalue()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/jose+json", "application/zip", "text/xml"]
)
def test_another_media_type_is_refused_by_the_api(unit: Centre, boss: User, kind: str) -> None:
    body = canonical({"file": exchange.file().decode()})

    answer = api(boss).generic("POST", "/api/v1/received-reports/", body, kind)

    assert (answer.status_code, ReceivedReport.objects.count()) == (415, 0)


def test_what_stands_in_a_file_is_text_on_the_page(unit: Centre, boss: User) -> None:
    bad = "<script>alert(1)</script>"
    one = exchange.figure("contracts", 9, name={"vi": bad, "en": bad}, unit=bad, words=bad)
    file = SimpleUploadedFile("a.zip", exchange.file("U1", one), "application/zip")

    came = page(boss).post("/received-reports/", {"file": file}, follow=True)

    assert came.status_code == 200
    assert bad not in came.content.decode()
    assert "&lt;script&gt;" in came.content.decode()


@pytest.mark.parametrize(
    "period", ["2022-Q5", "2022-13", "٢٠٢٢", "2022-Q", "²022", "0000", "x" * 8]
)
def test_a_period_that_is_none_is_told(unit: Centre, boss: User, period: str) -> None:
    facts = {"file": exchange.file().decode(), "period": period}

    by_api = api(boss).post("/api/v1/received-reports/", facts, format="json")
    file = SimpleUploadedFile("a.json", exchange.file())
    by_page = page(boss).post("/received-reports/", {"file": file, "period": period})

    assert (by_api.status_code, by_page.status_code) == (400, 400)
    assert "Không hiểu kỳ" in by_page.content.decode()
    assert ReceivedReport.objects.count() == 0
