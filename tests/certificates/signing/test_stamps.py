"""Time-stamps over real HTTP: an honest authority, one that lies, one that hangs, one that is away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp

from certificates.models import Rendering
from certificates.services import approve_and_issue
from certificates.signing import pades, stamps, verifying
from certificates.tasks import render_pdf
from common.queue import TryAgain
from tests.factories import certificates as made
from tests.factories import keys as key_factory
from tests.factories import people, tsa
from tests.factories.certificates import Bench

NOW = datetime.now(UTC)


@cache
def paper() -> bytes:
    """A small PDF/A."""
    import typst

    source = b'#set document(title: "x")\nText'
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-3b"]))


def signed(url: str, *, anchors: tuple[str, ...] = (), seconds: float = 10) -> tuple[bytes, str]:
    authority = stamps.Authority(url, anchors, seconds)
    return pades.sign(paper(), key_factory.pair().signer, NOW, authority)


def test_a_stamp_makes_the_level_and_its_time_is_the_authoritys() -> None:
    with tsa.serving() as url:
        file, level = signed(url, anchors=(tsa.anchor(),))

    found = verifying.of_pdf(file, key_factory.pair().trust(stamps=(tsa.anchor(),)))

    assert (level, found.state, found.level, found.time_by) == ("B-T", "valid", "B-T", "timestamp")
    assert found.at is not None
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_time_of_an_authority_that_nobody_vouches_for_is_only_claimed() -> None:
    with tsa.serving() as url:
        file, _level = signed(url)

    found = verifying.of_pdf(file, key_factory.pair().trust())

    assert (found.state, found.level, found.time_by) == ("valid", "B-T", "claimed")


def test_a_byte_changed_in_the_stamp_is_an_alteration() -> None:
    with tsa.serving() as url:
        file, _level = signed(url)
    gap = file.index(b"/Contents <") + len(b"/Contents <")
    digits = bytes.fromhex(file[gap : file.index(b">", gap)].decode())
    token = digits.rindex(b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04")  # id-ct-TSTInfo
    answers = set()
    for place in range(token + 12, token + 400, 13):
        at = gap + 2 * place
        other = b"0" if file[at : at + 1] != b"0" else b"1"
        broken = file[:at] + other + file[at + 1 :]
        answers.add(verifying.of_pdf(broken, key_factory.pair().trust()).state)
    assert answers == {"altered"}


def wrong_digest(told: tsp.TimeStampResp) -> bytes:
    other = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": b"\1" * 32,
            },
            "nonce": told["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed[
                "nonce"
            ],
        }
    )
    return bytes(tsa.stamper().request_tsa_response(other).dump())


def wrong_number(told: tsp.TimeStampResp) -> bytes:
    info = told["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    other = tsp.TimeStampReq({"version": 1, "message_imprint": info["message_imprint"], "nonce": 5})
    return bytes(tsa.stamper().request_tsa_response(other).dump())


def refused(_told: tsp.TimeStampResp) -> bytes:
    return bytes.fromhex("30053003020102")  # status: rejection, and no token


def broken_signature(told: tsp.TimeStampResp) -> bytes:
    raw = bytearray(told.dump())
    raw[-1] ^= 1
    return bytes(raw)


def garbage(_told: tsp.TimeStampResp) -> bytes:
    return b"<html>Service unavailable</html>"


@pytest.mark.parametrize(
    "lie", [wrong_digest, wrong_number, refused, broken_signature, garbage, lambda _told: b""]
)
def test_a_lie_stops_the_signature(lie: tsa.type_of_lie) -> None:
    with tsa.serving(lie=lie) as url, pytest.raises(TryAgain, match="không dùng được"):
        signed(url)


def test_a_time_that_our_clock_cannot_bear_is_a_lie() -> None:
    with (
        tsa.serving(at=NOW - timedelta(hours=2)) as url,
        pytest.raises(TryAgain, match="time"),
    ):
        signed(url)


def test_an_authority_under_no_anchor_of_ours_is_a_lie() -> None:
    other = key_factory.pair("other").anchor
    with tsa.serving() as url, pytest.raises(TryAgain, match="authority"):
        signed(url, anchors=(other,))


def test_an_error_of_the_server_is_waited_for() -> None:
    with tsa.serving(status=503) as url, pytest.raises(TryAgain, match="HTTPError"):
        signed(url)


def test_an_authority_that_is_away_is_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TryAgain, match="URLError"):
        signed(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/"])
def test_only_http_is_asked(url: str) -> None:
    with pytest.raises(TryAgain, match="http"):
        signed(url)


@contextmanager
def hanging(bytes_at_once: int) -> Iterator[str]:
    """Takes the connection and says nothing, or one byte now and then."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _peer = server.accept()
            with connection:
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" * bytes_at_once
                )
                while not over.wait(0.05):
                    try:
                        connection.sendall(b"0" * bytes_at_once)
                    except OSError:
                        return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join(2)


@pytest.mark.parametrize("bytes_at_once", [0, 1])
def test_an_authority_that_hangs_holds_no_worker(bytes_at_once: int) -> None:
    # It would hold for ever, or for the 9000 bytes it drips: that we come back is the answer.
    with hanging(bytes_at_once) as url, pytest.raises(TryAgain, match="không trả lời"):
        signed(url, seconds=0.4)


@pytest.mark.django_db
def test_the_files_wait_for_the_authority_and_are_never_signed_without(
    bench: Bench, files: Path, keys_dir: Path, settings: Any, tmp_path: Path
) -> None:
    key_factory.key(bench.centre, keys_dir)
    job = made.gauge_job(bench)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    anchors = tmp_path / "tsa.pem"
    anchors.write_text(tsa.anchor())
    settings.TIMESTAMP_CA = str(anchors)
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(TryAgain):
        render_pdf(certificate_id=certificate.pk)
    assert [one.format for one in Rendering.objects.all()] == ["xml"]

    with tsa.serving() as url:
        settings.TIMESTAMP_URL = url
        render_pdf(certificate_id=certificate.pk)

    assert certificate.renderings.get(format="pdf").level == "B-T"
