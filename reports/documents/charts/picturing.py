"""A drawing as PNG, by the renderer that sets our papers: no browser, the same on any machine."""

from pathlib import Path
from typing import Final

from common.papers import pictured

_PAGE: Final = Path(__file__).parents[1] / "typst" / "1" / "chart.typ"
PPI: Final = 108  # 1280 points at 72 to the inch: 1920 × 1080


def png(svg: str) -> bytes:
    """1920 × 1080 pixels."""
    return pictured(_PAGE, {"svg": svg}, PPI)[0]
