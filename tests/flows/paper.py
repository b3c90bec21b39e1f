"""What the spine's first certificate must say on paper."""

import io
import re

from pypdf import PdfReader

from tests.flows.client_list import SERIALS


def says_all_it_must(pdf: bytes, number: str, address: str) -> str:
    """Number, points, U, k and the rule of decision, in both languages; the address of the check."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    text = " ".join(" ".join(pages).split())
    for phrase in (
        number,
        SERIALS[0],
        "GIẤY CHỨNG NHẬN KIỂM ĐỊNH",
        "Certificate of verification",
        "Độ hồi sai Hysteresis bar U k = 2 bar Giới hạn cho phép MPE bar",
        "0 0,00 0,00 0,000 0,000 0,000 0,025 0,16 Đạt Pass",
        "6 6,10 6,12 0,100 0,120 0,020 0,028 0,16 Đạt Pass",
        "10 10,00 10,00 0,000 0,000 0,000 0,025 0,16 Đạt Pass",
        "hệ số phủ k = 2",
        "coverage factor k = 2",
        "Chấp nhận đơn giản (w = 0)",
        "Simple acceptance (w = 0)",
    ):
        assert phrase in text, (phrase, text)
    assert "6,15" not in text, "the superseded reading is not on the paper"
    assert all(number in page for page in pages)
    found = re.search(re.escape(address) + r"/c/[\w-]+/?", text)
    assert found, text
    return found[0]
