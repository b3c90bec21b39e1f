"""Each procedure's worked example as a certificate: an archive file that says every digit of it."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from certificates import pdf
from tests.calibration.test_worked_examples import CODES
from tests.factories import pdfa
from tests.factories.stated import stated

pytestmark = pytest.mark.django_db
XML = "<dcc>số liệu</dcc>".encode()


def said_of(table: dict[str, Any]) -> set[str]:
    """The digits of a table as printed: with a comma and a true minus."""
    cells = [row["cells"].get(one["key"]) for row in table["rows"] for one in table["columns"]]
    digits = {one for one in cells if isinstance(one, str) and re.fullmatch(r"-?[0-9.]+", one)}
    return {one.replace(".", ",").replace("-", "−") for one in digits}


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_printed_with_every_digit_that_it_states(code: str) -> None:
    said = stated(code)

    file = pdf.render(said, attachment=XML, attachment_name="a.xml")

    assert pdfa.faults_of(file, attachment=XML) == []
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file)).pages]
    whole = " ".join(pages)
    for i, page in enumerate(pages, 1):
        assert said["number"] in page
        assert f"Trang {i}/{len(pages)} / Page {i} of {len(pages)}" in page
    assert whole.count("— Hết / End of document —") == 1
    assert "— Hết / End of document —" in pages[-1]
    words = set(whole.split())
    for table in said["tables"]:
        assert said_of(table) - words == set()
        assert table["title"]["vi"] in whole
        assert table["title"]["en"] in whole
