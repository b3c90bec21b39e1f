"""What five real reports printed beside what the demo's rows give: the table in docs, and its test.

The organisations are the demo's own; each stands for one that printed its report.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import override

from accounts.models import Centre
from common.period import Period
from planning.rates import rounded
from reports.indicators import Figure, compute, find_indicator
from reports.indicators.published import BLOCK, HUE, IMET, LASER, OPTICS, Published, published
from reports.shown import text

# The unit of the demo, the period, and the day that its figures were closed on.
PLACES: Mapping[str, tuple[str, str, str]] = {
    IMET: ("IMET", "2023-H1", "2023-06-30"),
    OPTICS: ("QDT", "2022", "2022-12-20"),
    LASER: ("LASER", "2023", "2023-12-19"),
    BLOCK: ("VUD", "2023-H1", "2023-06-30"),
    HUE: ("HUE", "2022-Q1", "2022-03-31"),
}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True)
class Printed:
    """One of the 80 rows with our figure; `agrees` is None where the source printed no number."""

    row: Published
    figure: Figure
    definition: str
    agrees: bool | None

    @property
    def computed(self) -> str:
        """Our figure as it is printed; parts of a fraction beside it."""
        if self.row.text or self.figure.value is None:
            return self.figure.told or "–"
        shown = text(self.figure.value, self.figure.words.unit)
        if self.figure.denominator:
            parts = (self.figure.numerator, self.figure.denominator)
            above, below = (text(one, "") for one in parts)
            return f"{shown} ({above}/{below})"
        return shown


def printed() -> Iterator[Printed]:
    """The rows in the order of the file, in Vietnamese."""
    with override("vi"):
        for seed, (code, period, cut_off) in PLACES.items():
            rows = [row for row in published() if row.seed == seed]
            centre, day = Centre.objects.get(code=code), date.fromisoformat(cut_off)
            figures = compute(
                {row.indicator for row in rows},
                centre=centre,
                period=Period.parse(period),
                cut_off=day,
            )
            for row in rows:
                figure = figures[row.indicator]
                words = find_indicator(row.indicator, centre, day)
                yield Printed(row, figure, str(words.definition), _agrees(row, figure))


def _agrees(row: Published, figure: Figure) -> bool | None:
    """Whether ours rounds to what was printed: a number, “5 / 6”, “216.5–217.5”, “3+”, “4 + 1”."""
    found = [Fraction(one) for one in _NUMBER.findall(row.value)]
    if not found or row.text:
        return None
    if figure.value is None:
        return False
    value = Fraction(figure.value)
    if "–" in row.value:
        return found[0] <= value <= found[1]
    if "/" in row.value:
        return (figure.numerator, figure.denominator) == (found[0], found[1])
    if row.value.endswith("+"):
        return value >= found[0]
    if "+" in row.value:
        return value == sum(found)
    places = len(row.value.partition(".")[2])
    return rounded(value, places) == found[0]


def table(rows: list[Printed]) -> str:
    """The table as Markdown."""
    marks = {True: "yes", False: "NO", None: "–"}
    lines = ["| № | indicator | printed | computed | agrees | ours | what is counted |"]
    lines.append("| ---: | --- | --- | --- | --- | --- | --- |")
    for one in rows:
        cells = (
            str(one.row.number), one.row.name, one.row.figure, one.computed, marks[one.agrees],
            f"`{one.row.indicator}`" + (" (saved filter)" if one.row.saved else ""),
            one.definition,
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)
