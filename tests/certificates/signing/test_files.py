"""The files of a certificate, signed: step by step, resumable, never half and never unsigned."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from certificates import files as making
from certificates import pdf
from certificates.models import Certificate, Rendering
from certificates.services import approve_and_issue
from certificates.signing import keys, services, verifying
from certificates.tasks import key_of, render_pdf
from common.errors import Refused
from common.models import Task, TaskState
from common.queue import TryAgain, drain
from tests.factories import certificates as made
from tests.factories import keys as key_factory
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.pdfa import faults_of
from tests.factories.tools import poppler, xmlsec

NOW = people.NOW


def issue(bench: Bench, serial: str = "AK-20417") -> Certificate:
    job = made.gauge_job(bench, thing=made.gauge(bench, serial))
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)


def row(certificate: Certificate, form: str) -> Rendering:
    return certificate.renderings.get(format=form)


def content(found: Rendering) -> bytes:
    with default_storage.open(str(found.file.name)) as file:
        return bytes(file.read())


def stored_files(files: Path) -> list[str]:
    return sorted(one.name for one in files.rglob("*") if one.is_file())


@pytest.mark.django_db
def test_both_files_are_sealed_with_the_key_that_the_statement_names(
    bench: Bench, files: Path, keys_dir: Path
) -> None:
    key = key_factory.key(bench.centre, keys_dir)

    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)

    xml, paper = row(certificate, "xml"), row(certificate, "pdf")
    assert (xml.signed_with, xml.level) == (key, "B-B")
    assert (paper.signed_with, paper.level) == (key, "B-B")
    assert (xml.size, paper.size) == (len(content(xml)), len(content(paper)))
    assert PdfReader(io.BytesIO(content(paper))).attachments == {
        f"{certificate.number}.xml": [content(xml)]
    }
    assert faults_of(content(paper), attachment=content(xml)) == []
    of_xml, of_pdf = verifying.of_xml(content(xml)), verifying.of_pdf(content(paper))
    assert (of_xml.state, of_pdf.state) == ("valid", "valid")
    assert of_xml.fingerprint == of_pdf.fingerprint == key.fingerprint


@pytest.mark.django_db
def test_without_a_key_the_files_are_whole_and_say_nothing_of_a_seal(
    bench: Bench, files: Path
) -> None:
    certificate = issue(bench)

    render_pdf(certificate_id=certificate.pk)

    assert {one.signed_with_id for one in Rendering.objects.all()} == {None}
    assert {one.level for one in Rendering.objects.all()} == {""}
    assert verifying.of_xml(content(row(certificate, "xml"))).state == "unsigned"
    assert verifying.of_pdf(content(row(certificate, "pdf"))).state == "unsigned"


@pytest.mark.service
@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_xmlsec_and_poppler_verify_what_we_sign(
    bench: Bench, files: Path, keys_dir: Path, tmp_path: Path, kind: str
) -> None:
    pair = key_factory.pair("tools", elliptic=kind == "ecdsa")
    key_factory.key(bench.centre, keys_dir, of=pair)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)
    xml, paper, anchor = (tmp_path / name for name in ("c.xml", "c.pdf", "anchor.pem"))
    xml.write_bytes(content(row(certificate, "xml")))
    paper.write_bytes(content(row(certificate, "pdf")))
    anchor.write_text(pair.anchor)

    of_xml = xmlsec(xml, anchor)
    of_pdf = poppler(paper)

    assert "SignedInfo References (ok/all): 3/3" in of_xml
    assert "Signature Validation: Signature is Valid." in of_pdf
    assert "Total document signed" in of_pdf


@pytest.mark.django_db
def test_killed_between_data_file_and_paper_the_paper_holds_the_file_that_is_there(
    bench: Bench, files: Path, keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", _dies)
        with pytest.raises(KeyboardInterrupt):
            render_pdf(certificate_id=certificate.pk)
    first = row(certificate, "xml")

    render_pdf(certificate_id=certificate.pk)

    assert row(certificate, "xml") == first
    attachments = PdfReader(io.BytesIO(content(row(certificate, "pdf")))).attachments
    assert attachments == {f"{certificate.number}.xml": [content(first)]}


def _dies(*_said: Any, **_more: Any) -> bytes:
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_run_twice_nothing_changes(bench: Bench, files: Path, keys_dir: Path) -> None:
    key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)
    rows, names = list(Rendering.objects.values()), stored_files(files)

    render_pdf(certificate_id=certificate.pk)

    assert (list(Rendering.objects.values()), stored_files(files)) == (rows, names)


@pytest.mark.django_db
def test_the_later_of_two_workers_keeps_the_file_of_the_first_and_leaves_none(
    bench: Bench, files: Path, keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other worker ends between our look and our row, at both files."""
    key_factory.key(bench.centre, keys_dir, of=key_factory.pair("two", elliptic=True))
    certificate = issue(bench)
    whole = making._keep

    def late(of: Certificate, form: str, mine: Any) -> Rendering:
        monkeypatch.setattr(making, "_keep", whole)
        render_pdf(certificate_id=of.pk)
        return whole(of, form, mine)

    monkeypatch.setattr(making, "_keep", late)
    render_pdf(certificate_id=certificate.pk)

    kept = {Path(str(one.file.name)).name for one in Rendering.objects.all()}
    assert (len(kept), set(stored_files(files))) == (2, kept)
    assert verifying.of_pdf(content(row(certificate, "pdf"))).state == "valid"


@pytest.mark.django_db(transaction=True)
def test_storage_down_is_waited_for_in_words_and_nothing_is_half(
    keys_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = made.bench("HUE")
    key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", _full)
        drain()

    task = Task.objects.get(key=key_of(certificate.pk))
    assert task.state == TaskState.WAITING
    assert task.error == "Kho tệp không dùng được (OSError). Chưa lưu gì; sẽ thử lại."
    assert (Rendering.objects.count(), stored_files(files)) == (0, [])

    Task.objects.update(run_after=timezone.now())
    drain()
    assert Rendering.objects.count() == 2


def _full(*_said: Any, **_more: Any) -> str:
    raise OSError(28, "No space left on device")


@pytest.mark.django_db
def test_a_broken_object_store_is_waited_for_too(
    bench: Bench, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.exceptions import EndpointConnectionError

    def away(*_said: Any, **_more: Any) -> str:
        raise EndpointConnectionError(endpoint_url="http://objects:8333")

    certificate = issue(bench)
    # In a context: undone after `files` has put the storage back, it would be laid on that one.
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", away)
        with pytest.raises(TryAgain, match="EndpointConnectionError"):
            render_pdf(certificate_id=certificate.pk)


@pytest.mark.django_db
def test_a_data_file_that_was_exchanged_in_storage_goes_into_no_paper(
    bench: Bench, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = issue(bench)
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", _dies)
        with pytest.raises(KeyboardInterrupt):
            render_pdf(certificate_id=certificate.pk)
    (files / str(row(certificate, "xml").file.name)).write_bytes(b"<other/>")

    with pytest.raises(Refused) as refused:
        render_pdf(certificate_id=certificate.pk)

    assert refused.value.code == "file_changed"
    assert not certificate.renderings.filter(format="pdf").exists()


# What happens to the key between issue and files


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda p: p.unlink(), "key_file_missing"),
        (lambda p: p.write_bytes(b"no key"), "key_damaged"),
        (lambda p: p.with_suffix(".password").write_text("sai"), "key_password"),
        (lambda p: p.write_bytes(key_factory.pair("other").file()), "key_mismatch"),
    ],
)
def test_a_key_that_cannot_sign_stops_the_issue_and_makes_the_files_wait(
    bench: Bench, files: Path, keys_dir: Path, spoil: Callable[[Path], Any], code: str
) -> None:
    key = key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    spoil(keys_dir / key.locator)

    with pytest.raises(Refused) as refused:
        issue(bench, "AK-2")
    with pytest.raises(TryAgain):
        render_pdf(certificate_id=certificate.pk)

    assert refused.value.code == code
    assert Certificate.objects.get() == certificate  # no number is taken
    assert not Rendering.objects.exists()


@pytest.mark.django_db
def test_a_key_whose_certificate_ends_stops_the_issue(bench: Bench, keys_dir: Path) -> None:
    key = key_factory.key(bench.centre, keys_dir)
    type(key).objects.update(not_after=NOW)

    with pytest.raises(Refused) as refused:
        issue(bench)

    assert refused.value.code == "key_expired"
    assert "20/11/2026" in str(refused.value)
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_who_comes_after_a_retired_key_signs_and_without_one_the_files_wait(
    bench: Bench, files: Path, keys_dir: Path
) -> None:
    old = key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    services.retire(key_id=old.pk, reason="thay khóa", by=None, at=key_factory.BEGINNING)
    with pytest.raises(TryAgain, match="chưa có khóa thay"):
        render_pdf(certificate_id=certificate.pk)

    new = key_factory.key(bench.centre, keys_dir, of=key_factory.pair("new"))
    render_pdf(certificate_id=certificate.pk)

    assert {one.signed_with for one in Rendering.objects.all()} == {new}


@pytest.mark.django_db
def test_a_key_for_development_does_not_come_after_a_real_one(
    bench: Bench, files: Path, keys_dir: Path
) -> None:
    real = key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    services.retire(key_id=real.pk, reason="mất thẻ", by=None, at=key_factory.BEGINNING)
    new = services.NewKey(None, "thử", timezone.now())
    services.make_development(new, by=None, at=timezone.now(), elliptic=True)

    with pytest.raises(TryAgain, match="chưa có khóa thay"):
        render_pdf(certificate_id=certificate.pk)

    assert not Rendering.objects.exists()


@pytest.mark.django_db
def test_after_a_change_of_keys_old_signatures_still_verify(
    bench: Bench, files: Path, keys_dir: Path
) -> None:
    old = key_factory.key(bench.centre, keys_dir)
    certificate = issue(bench)
    render_pdf(certificate_id=certificate.pk)

    later = timezone.now() + timedelta(hours=1)
    new = key_factory.key(
        bench.centre, keys_dir, of=key_factory.pair("new"), active_from=later, replace=True
    )

    old.refresh_from_db()
    assert old.retired_at == later
    assert keys.in_force(bench.centre, later) == new
    found = verifying.of_pdf(content(row(certificate, "pdf")))
    assert (found.state, found.fingerprint) == ("valid", old.fingerprint)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_of_each(
    keys_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = made.bench("HUE")
    key_factory.key(bench.centre, keys_dir, of=key_factory.pair("two"))
    certificate = issue(bench)
    together = Barrier(2, timeout=60)
    whole = making._keep

    def keep(of: Certificate, form: str, mine: Any) -> Rendering:
        """Each has its own bytes, and goes on when the other has too."""
        with suppress(BrokenBarrierError):
            together.wait()
        return whole(of, form, mine)

    monkeypatch.setattr(making, "_keep", keep)
    with ThreadPoolExecutor(2) as pool:
        told = [one.result() for one in [pool.submit(_worker, certificate.pk) for _ in range(2)]]

    assert told[0] == told[1]
    kept = {Path(str(one.file.name)).name for one in Rendering.objects.all()}
    assert (len(kept), set(stored_files(files))) == (2, kept)
    found = PdfReader(io.BytesIO(content(row(certificate, "pdf")))).attachments
    assert found == {f"{certificate.number}.xml": [content(row(certificate, "xml"))]}


def _worker(certificate_id: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = render_pdf(certificate_id=certificate_id)
        return found
    finally:
        connection.close()
