"""A file dropped on the check page: what became of it on its way is told apart, and in words."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from certificates.checking.files import Finding, examine
from certificates.checking.sentences import SENTENCES
from certificates.models import Check, SigningKey
from certificates.services import supersede, withdraw
from common.canonical import sha256
from tests.certificates.checking.conftest import Paper, issued
from tests.factories import people, spoilt
from tests.factories.certificates import Bench

pytestmark = pytest.mark.django_db

SPOILT: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "one byte of the PDF": ("altered", lambda of: spoilt.one_byte(of.pdf)),
    "the last byte of the PDF": ("altered", lambda of: spoilt.one_byte(of.pdf, len(of.pdf) - 2)),
    "one byte of the XML": ("altered", lambda of: spoilt.other_serial(of.xml)),
    "an appended update": ("appended", lambda of: spoilt.appended(of.pdf)),
    "bytes after the end": ("appended", lambda of: of.pdf + b"\n% more\n"),
    "another attachment": (
        "attachment_swapped", lambda of: spoilt.swapped(of.pdf, spoilt.other_serial(of.xml)),
    ),
    "two attachments": ("two_attachments", lambda of: spoilt.with_second(of.pdf, of.xml + b" ")),
    "an attachment with two faces": (
        "two_attachments", lambda of: spoilt.two_faced(of.pdf, spoilt.other_serial(of.xml)),
    ),
    "printed anew": ("unsigned", lambda of: spoilt.printed_anew(of.pdf)),
    "XML without its signature": ("unsigned", lambda of: spoilt.unsigned_xml(of.xml)),
    "XML signed by a stranger": ("resigned", lambda of: spoilt.resigned_xml(of.xml)),
    "PDF signed by a stranger": ("resigned", lambda of: spoilt.resigned_pdf(of.pdf)),
    "XML saved by an editor": ("rewritten", lambda of: spoilt.saved_anew(of.xml)),
    "half a PDF": ("truncated", lambda of: of.pdf[: len(of.pdf) // 2]),
    "half an XML": ("truncated", lambda of: of.xml[: len(of.xml) // 2]),
    "a password": ("encrypted", lambda of: spoilt.locked(of.pdf)),
    "a password against changes": ("altered", lambda of: spoilt.protected(of.pdf)),
    "entities": ("xml_entities", lambda _of: spoilt.BOMB),
    "an external DTD": ("xml_external_dtd", lambda _of: spoilt.OUTSIDE),
    "some other XML": ("not_ours", lambda _of: b"<a>1</a>"),
    "a picture": ("not_pdf_xml", lambda _of: b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "blanks": ("empty", lambda _of: b" \n"),
    "a PDF of nothing": ("damaged", lambda _of: b"%PDF-1.7\nnothing\n"),
    "twenty megabytes and one byte": ("too_large", lambda of: of.pdf + bytes(20 * 2**20)),
}  # fmt: skip


def drop(public_id: str, data: bytes, **more: Any) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = f"/c/{public_id}/" if public_id else "/c/"
    return Client().post(address, {"file": SimpleUploadedFile("a", data)}, **more)


def test_the_issued_files_are_known_by_digest_and_by_signature(paper: Paper) -> None:
    for data, kind in ((paper.pdf, "pdf"), (paper.xml, "xml")):
        found = examine(data, certificate=paper.certificate)

        assert (found.code, found.verdict, found.kind) == ("identical", "genuine", kind)
        assert found.public_id == paper.id
        assert found.signature is not None
        assert (found.signature["state"], found.signature["ours"]) == ("valid", True)
        assert found.signature["covers_whole"] is True
        assert found.signature["signer"]
        assert len(found.signature["fingerprint"]) == 64
    whole = examine(paper.pdf, certificate=None)
    assert whole.inner is not None
    assert whole.inner["state"] == "valid"
    assert whole.attached == (examine(paper.xml, certificate=None).sha256,)


@pytest.mark.parametrize("way", SPOILT)
def test_what_became_of_a_file_is_told_apart(paper: Paper, way: str) -> None:
    code, spoil = SPOILT[way]
    data = spoil(paper)

    answer = drop(paper.id, data)

    row = Check.objects.latest("pk")
    assert (row.finding, row.public_id) == (code, paper.id)
    assert row.file_sha256 == ("" if code == "too_large" else sha256(data))
    text = answer.content.decode()
    assert answer.status_code == (413 if code == "too_large" else 200)
    assert SENTENCES[code]["vi"] in text
    assert html.escape(SENTENCES[code]["en"]) in text
    assert ("Tệp thật, chưa bị sửa" in text) == (code == "rewritten")


def test_without_a_page_the_file_says_which_certificate_it_is_of(paper: Paper) -> None:
    for data in (paper.pdf, paper.xml, spoilt.one_byte(paper.pdf), spoilt.printed_anew(paper.pdf)):
        found = examine(data, certificate=None)

        assert found.public_id == paper.id
        assert found.told is not None
        assert found.told.facts is not None
        assert found.told.facts["number"] == "V26.00001"
    page = drop("", paper.pdf).content.decode()
    assert f'href="/c/{paper.id}/"' in page
    assert "V26.00001" in page


def test_a_genuine_file_of_another_certificate_is_told(bench: Bench, paper: Paper) -> None:
    other = issued(bench, "AK-2")

    found = examine(other.pdf, certificate=paper.certificate)

    assert (found.code, found.detail, found.verdict) == ("other", "identical", "other")
    assert found.public_id == other.id
    page = drop(paper.id, other.pdf).content.decode()
    assert "của một giấy KHÁC" in page
    assert f'href="/c/{other.id}/"' in page
    assert Check.objects.latest("pk").finding == "other"


def test_a_genuine_file_of_an_ended_certificate_is_not_called_good(
    bench: Bench, paper: Paper
) -> None:
    people.misspelt(bench.customer)
    newer = supersede(
        certificate_id=paper.certificate.pk, reason="Sai tên", by=bench.quality, at=people.NOW
    )

    found = examine(paper.pdf, certificate=paper.certificate)
    assert (found.code, found.verdict) == ("identical", "ended")
    page = drop(paper.id, paper.pdf).content.decode()
    assert "ĐÃ ĐƯỢC THAY THẾ" in page
    assert f'href="/c/{newer.public_id}/"' in page
    assert "Tệp thật, chưa bị sửa" not in page

    withdraw(certificate_id=newer.pk, reason="Bí mật", by=bench.quality, at=people.NOW)
    from certificates.tasks import render_pdf

    render_pdf(certificate_id=newer.pk)
    page = drop("", spoilt.file_of(newer, "pdf")).content.decode()
    assert "ĐÃ BỊ THU HỒI" in page
    assert "Bí mật" not in page


def test_a_replacement_names_two_certificates_and_is_of_its_own(bench: Bench, paper: Paper) -> None:
    from certificates.tasks import render_pdf

    people.misspelt(bench.customer)
    newer = supersede(
        certificate_id=paper.certificate.pk, reason="Sai tên", by=bench.quality, at=people.NOW
    )
    render_pdf(certificate_id=newer.pk)

    found = examine(spoilt.one_byte(spoilt.file_of(newer, "pdf")), certificate=None)

    assert (found.code, found.public_id) == ("altered", newer.public_id)


def test_a_strangers_own_file_is_not_ours(paper: Paper) -> None:
    from certificates.signing import xades
    from tests.factories import keys

    foreign = xades.sign(b"<a>1</a>", keys.pair("KẺ LẠ").signer, spoilt.AT)

    found = examine(foreign, certificate=paper.certificate)

    assert (found.code, found.verdict) == ("stranger", "suspect")
    page = drop(paper.id, foreign).content.decode()
    assert "signer, by their own word" in page


def test_unsealed_files_are_told_by_digest_alone(bench: Bench, files: Any) -> None:
    paper = issued(bench)

    same = examine(paper.pdf, certificate=paper.certificate)
    changed = examine(spoilt.one_byte(paper.pdf), certificate=paper.certificate)

    assert (same.code, same.verdict) == ("identical", "genuine")
    assert same.signature is not None
    assert same.signature["state"] == "unsigned"
    assert changed.code == "differs"


def test_while_storage_is_down_digest_and_signature_still_answer(paper: Paper, files: Any) -> None:
    import shutil

    shutil.rmtree(files)

    assert examine(paper.pdf, certificate=paper.certificate).code == "identical"
    assert examine(spoilt.one_byte(paper.pdf), certificate=paper.certificate).code == "altered"


def test_the_page_says_who_signed_with_what_and_how_to_verify(paper: Paper) -> None:
    SigningKey.objects.update(development=True)
    found = examine(paper.pdf, certificate=None)

    page = drop(paper.id, paper.pdf).content.decode()

    assert found.signature is not None
    for phrase in (
        found.sha256, found.signature["fingerprint"], found.signature["serial"],
        found.signature["signer"], "Khóa THỬ NGHIỆM", "PAdES B-B", "XAdES B-B",
        "sha256sum file.pdf", "pdfsig", "xmlsec1 --verify", "/.well-known/chuan/trust-anchors.pem",
    ):  # fmt: skip
        assert phrase in page, phrase
    assert "no-store" in drop(paper.id, paper.pdf)["Cache-Control"]


def test_nothing_of_a_file_is_shown_or_kept(paper: Paper, files: Any) -> None:
    before = sorted(files.rglob("*"))
    page = drop(paper.id, spoilt.one_byte(paper.pdf)).content.decode()

    for secret in ("Sông Bồ", "Thuận An", "6.15", "6,15", "Trần Thị Thử"):
        assert secret not in page
    assert sorted(files.rglob("*")) == before


def test_every_code_has_words_in_both_languages() -> None:
    for code, (expected, _spoil) in SPOILT.items():
        assert expected in SENTENCES, code
    for words in SENTENCES.values():
        assert words["vi"]
        assert words["en"] != words["vi"]
    assert all(len(code) <= 24 for code in SENTENCES)
    assert isinstance(Finding("identical", "", 0).words, dict)
