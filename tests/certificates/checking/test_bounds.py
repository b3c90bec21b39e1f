"""A stranger's file costs little, whatever it is: size, time, memory, how many at once, how often."""

import threading
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from certificates.checking import apart, uploads
from certificates.checking.files import LARGEST
from certificates.models import Check
from certificates.signing.found import Trust
from tests.certificates.checking.conftest import Paper
from tests.factories.people import api

pytestmark = pytest.mark.django_db
XML = b"<a>1</a>"


def named(data: bytes, name: str = "a.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class Unread:
    """A body that fails the test when somebody reads it."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("address", ["/c/", "/c/x/", "/api/v1/check/", "/api/v1/check/x/"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/pdf"])
def test_two_hundred_megabytes_are_refused_by_their_length(address: str, kind: str) -> None:
    more: Any = {"CONTENT_LENGTH": str(200 * 2**20), "wsgi.input": Unread()}

    answer = Client().generic("POST", address, b"", content_type=kind, **more)

    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()
    assert list(Check.objects.values_list("finding", flat=True)) == ["too_large"]


@pytest.mark.parametrize("address", ["/c/", "/api/v1/check/"])
def test_a_length_of_thousands_of_digits_is_too_large_and_no_crash(address: str) -> None:
    more: Any = {"CONTENT_LENGTH": "9" * 5000, "wsgi.input": Unread()}

    assert Client().generic("POST", address, b"", "application/pdf", **more).status_code == 413


def test_who_has_a_network_of_addresses_is_one_asker() -> None:
    for turn in range(10):
        Client().post("/c/", {}, REMOTE_ADDR=f"2001:db8:0:7::{turn:x}")

    same = Client().post("/c/", {}, REMOTE_ADDR="2001:db8:0:7:ffff::1")
    other = Client().post("/c/", {}, REMOTE_ADDR="2001:db8:0:8::1")
    mapped = [Client().post("/c/", {}, REMOTE_ADDR=f"::ffff:192.0.2.{n}") for n in (1, 2)]

    assert (same.status_code, other.status_code) == (429, 400)
    assert {one.status_code for one in mapped} == {400}


def test_what_comes_in_is_counted_too() -> None:
    whole = RequestFactory().post("/c/", {"file": named(bytes(LARGEST + 1))})
    just = RequestFactory().post("/c/", {"file": named(bytes(LARGEST))})

    with pytest.raises(uploads.UploadRefused) as refusal:
        uploads.received(whole)

    assert refusal.value.code == "too_large"
    assert len(uploads.received(just)) == LARGEST


def test_a_body_longer_than_it_says_is_read_no_further() -> None:
    request = RequestFactory().generic("POST", "/c/", XML + b"more", "application/xml")
    request.META["CONTENT_LENGTH"] = request.environ["CONTENT_LENGTH"] = str(len(XML))

    assert uploads.received(request)[: len(XML)] == XML


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_file"),
        ({"file": "text"}, "no_file"),
        ({"other": named(XML)}, "one_file"),
        ({"file": [named(XML), named(XML)]}, "one_file"),
        ({"file": named(XML), "more": named(XML)}, "one_file"),
    ],
)
def test_one_file_is_asked_for(body: Any, code: str) -> None:
    page = Client().post("/c/", body)
    told = APIClient().post("/api/v1/check/", body, format="multipart")

    assert (page.status_code, told.status_code) == (400, 400)
    assert [fault["code"] for fault in told.json()["faults"]] == [code]
    assert told.json()["faults"][0]["field"] == "file"


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "multipart/form-data", "application/pdf",
     "multipart/form-data; boundary=" + "x" * 300],
)  # fmt: skip
def test_a_malformed_body_is_told(kind: str) -> None:
    body = b"" if kind == "application/pdf" else b'{"file": 1}'

    told = Client().generic("POST", "/api/v1/check/", body, content_type=kind)
    page = Client().generic("POST", "/c/", body, content_type=kind)

    assert told.status_code == 400
    assert set(told.json()) == {"code", "message", "faults"}
    assert page.status_code == 400
    assert "Chưa chọn tệp nào" in page.content.decode()


def bomb(size: int) -> bytes:
    """A PDF whose one attachment unpacks to zeros without end."""
    packed = zlib.compress(bytes(size), 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    out = BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    table = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n")
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def test_an_attachment_that_unpacks_without_end_is_not_unpacked() -> None:
    found = apart.read_in_turn(bomb(400 * 2**20), Trust())

    assert found.trouble in ("damaged", "too_complex")


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = b"<a>" + b"<b c='1'/>" * 450_000 + b"</a>"
    nested = zlib.compress(b"[" * 10**6)
    monkeypatch.setattr(apart, "LIMITS", replace(apart.LIMITS, wall=0.03))

    found = apart.read_in_turn(slow + nested, Trust())

    assert (found.trouble, found.why) == ("too_complex", "time")


def test_the_child_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LIMITS", replace(apart.LIMITS, seconds=0))

    found = apart.read_in_turn(XML * 10, Trust())

    assert found.trouble == "too_complex"


def test_many_files_at_once_wait_and_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    apart._turns.acquire()

    page = Client().post("/c/", {"file": named(XML)})
    told = APIClient().post("/api/v1/check/", {"file": named(XML)}, format="multipart")

    assert (page.status_code, told.status_code) == (503, 503)
    assert "Try again in a few seconds" in page.content.decode()
    assert told.json()["code"] == "busy"


def test_files_are_counted_apart_from_looks_and_stricter_page_and_api_together(
    paper: Paper,
) -> None:
    for _turn in range(5):
        assert Client().post("/c/", {}).status_code == 400
        assert APIClient().post("/api/v1/check/", {}, format="multipart").status_code == 400

    page = Client().post(f"/c/{paper.id}/", {"file": named(XML)})
    told = APIClient().post(f"/api/v1/check/{paper.id}/", {"file": named(XML)}, format="multipart")
    elsewhere = Client().post("/c/", {"file": named(XML)}, REMOTE_ADDR="203.0.113.5")

    assert (page.status_code, told.status_code, elsewhere.status_code) == (429, 429, 200)
    assert int(page["Retry-After"]) > 0
    assert Client().get(f"/c/{paper.id}/").status_code == 200


def test_the_api_tells_the_same_of_a_file(paper: Paper) -> None:
    form = api(None).post(
        f"/api/v1/check/{paper.id}/", {"file": named(paper.pdf)}, format="multipart"
    )
    body = Client().generic("POST", "/api/v1/check/", paper.xml, content_type="application/xml")

    told = form.json()
    assert (form.status_code, body.status_code) == (200, 200)
    assert (told["verdict"], told["code"], told["kind"]) == ("genuine", "identical", "pdf")
    assert told["certificate"]["number"] == "V26.00001"
    assert told["certificate"]["xml_sha256"] == told["attached"][0]
    assert (told["signature"]["state"], told["inner"]["state"]) == ("valid", "valid")
    assert told["signature"]["level"] == "B-B"
    assert (body.json()["code"], body.json()["kind"]) == ("identical", "xml")
    assert body.json()["public_id"] == paper.id


def test_no_cookie_and_no_token_is_needed(paper: Paper) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/c/", {"file": named(XML)}).status_code == 200
    assert not strict.cookies
