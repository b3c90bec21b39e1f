"""The font of our papers, held against fontTools, which reads fonts independently."""

import pytest
from fontTools.ttLib import TTFont

from common import fonts


@pytest.mark.parametrize("name", ["Inter[opsz,wght].ttf", "Inter-Italic[opsz,wght].ttf"])
def test_what_is_covered_is_in_the_upright_and_in_the_italic(name: str) -> None:
    cmap = set(TTFont(fonts.folder() / name).getBestCmap())

    missing = fonts.covered() - cmap

    assert {chr(one) for one in missing} <= set("\t\n\r\u00ad\u200b\u200c\u200d")
    assert {one for one in cmap if not 0xE000 <= one < 0xF900} <= fonts.covered()


def test_what_is_lacking_is_named_once_in_order() -> None:
    assert fonts.lacking("Ậ Ệ Ứ ₫ Ω µ ± ≤ ≥ × ° ⁻¹ √ ∞ ′ ″ − ν σ ℃\n\t") == ""
    assert fonts.lacking("漢 a 字 漢 ⌀ \ue02c \x07") == "漢字⌀\ue02c\x07"


def test_the_font_is_read_once() -> None:
    assert fonts.covered() is fonts.covered()
