"""The papers of a contract as its officer makes them: by the page, read as PDF and as Word."""

import io
import re
from collections.abc import Iterable, Sequence

from pypdf import PdfReader

from tests.flows.money_sums import Line, by_rate, dong, worth
from tests.flows.visitor import Visitor

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
CENTRE = "TRUNG TÂM KỸ THUẬT TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG VÍ DỤ"
ENGLISH = re.compile(
    r"\b(the|and|of|page|total|date|draft|signed|verification|none)\b", re.IGNORECASE
)


def make(officer: Visitor, contract: str, kind: str, *says: str, pages: int = 1) -> str:
    """Make a paper of today by the contract's page; it says all that in both files."""
    officer.go(f"{contract}papers/{kind}/")
    officer.press("Lập giấy")
    officer.page.wait_for_url(re.compile(r"/contract-papers/\d+/$"))
    here = officer.here
    pdf = officer.download(f"{here}pdf/")
    whole = [_even(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    text = " ".join(whole)
    _has(text, [*NATION, *says], kind)
    assert CENTRE in text.upper()
    assert ENGLISH.search(text) is None, ENGLISH.findall(text)
    assert len(whole) == pages, (kind, len(whole))
    _has(_words(officer.download(f"{here}docx/")), says, f"{kind}, Word")
    return here


def signed(officer: Visitor, paper: str) -> None:
    """Both sides have signed it today."""
    officer.go(paper)
    officer.press("Ghi ngày ký")
    officer.page.get_by_text("Đã ghi ngày ký.").first.wait_for()


def stage(officer: Visitor, contract: str) -> str:
    """The stage that the contract's page shows."""
    officer.go(contract)
    return officer.page.locator("h1 .state").first.inner_text()


def priced(lines: Sequence[Line]) -> list[str]:
    """What a priced paper must say: each rate, the sums."""
    rates = by_rate(lines)
    whole = worth(lines)
    return [
        *(f"Thuế GTGT {rate} %" for rate in rates),
        *(dong(vat) for _net, vat in rates.values()),
        dong(whole.net),
        dong(whole.gross),
    ]


def _has(text: str, phrases: Iterable[str], where: str) -> None:
    missing = [one for one in phrases if _even(one) not in text]
    assert not missing, (where, missing, text)


def _words(docx: bytes) -> str:
    """Paragraphs, then the cells row by row."""
    import docx as word

    page = word.Document(io.BytesIO(docx))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return _even(" ".join([one.text for one in page.paragraphs] + cells))


def _even(text: str) -> str:
    return " ".join(text.split())
