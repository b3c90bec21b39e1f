"""The certificate of each template's worked example, sealed, by programs that are not ours."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from certificates.models import Certificate
from certificates.tasks import render_pdf
from tests.calibration.test_worked_examples import CODES
from tests.factories import keys
from tests.factories.pdfa import faults_of
from tests.factories.stated import issued
from tests.factories.tools import poppler, xmlsec


def content(certificate: Certificate, form: str) -> bytes:
    with default_storage.open(str(certificate.renderings.get(format=form).file.name)) as file:
        return bytes(file.read())


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_its_paper_holds_its_data_file_and_both_seals_are_right(
    code: str, files: Path, keys_dir: Path, tmp_path: Path
) -> None:
    keys.key(None, keys_dir)
    certificate = issued(code)
    render_pdf(certificate_id=certificate.pk)
    xml, paper = content(certificate, "xml"), content(certificate, "pdf")
    (tmp_path / "c.xml").write_bytes(xml)
    (tmp_path / "c.pdf").write_bytes(paper)
    (tmp_path / "anchor.pem").write_text(keys.pair("CHUAN").anchor)

    assert list(PdfReader(io.BytesIO(paper)).attachments.values()) == [[xml]]
    assert faults_of(paper, attachment=xml) == []
    assert "References (ok/all): 3/3" in xmlsec(tmp_path / "c.xml", tmp_path / "anchor.pem")
    told = poppler(tmp_path / "c.pdf")
    assert "Signature is Valid." in told
    assert "Total document signed" in told
