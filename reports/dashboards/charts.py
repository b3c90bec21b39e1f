"""Bars below each other as a drawing: names, parts told apart in grey, the number at the end.

Places are text for the view box. A drawing is told in words by its title, in numbers by the table
beside it; `reports/dashboards/bars.html` draws it. Its scale is that of the revenue chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from common.templatetags.show import dong
from reports.overview.chart import UNITS, Tick, nice_step

WIDTH, LEFT, RIGHT = 600, 4, 470  # right of the scale: the number at the end of the longest bar
SLOT, THICK, NAME = 66, 24, 24  # of one bar: its height with its name, the bar, the name's foot
FOOT = 74  # below the bars: the marks of the scale and its unit, in a phone's large letters
LONGEST = 42  # letters of a name that fit in a phone's large ones
MONEY = UNITS


@dataclass(frozen=True)
class Part:
    """A piece of a bar; `fill` is "now" (dark), "then" (light) or "hatch" (striped)."""

    value: int | Fraction
    fill: str = "now"


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its pieces, the number said at its end, and a mark such as its plan."""

    name: str
    parts: tuple[Part, ...]
    said: str
    mark: int | Fraction | None = None


@dataclass(frozen=True)
class Piece:
    """An outline and how it is filled."""

    d: str
    fill: str


@dataclass(frozen=True)
class Drawn:
    """A bar with its places: `y` is where the name stands, `said_at` (x, y) the number."""

    name: str
    y: str
    pieces: tuple[Piece, ...]
    said: str
    said_at: tuple[str, str]
    mark: str


@dataclass(frozen=True)
class Drawing:
    """All of it; `unit` is how many of what is drawn one of the scale is."""

    rows: tuple[Drawn, ...]
    ticks: tuple[Tick, ...]
    unit: int
    bottom: int
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


def bars(rows: Sequence[Bar], units: Sequence[int] = (1,)) -> Drawing | None:
    """The drawing; None where there is nothing to draw. `units` are what the scale may count in."""
    longest = max((_length(row) for row in rows), default=Fraction(0))
    if longest <= 0:
        return None
    step = nice_step(-(-longest.numerator // longest.denominator))
    top = -(-longest // step) * step
    unit = next((size for size in units if step >= size), 1)
    bottom = SLOT * len(rows) + 6
    return Drawing(
        rows=tuple(_drawn(row, n, top) for n, row in enumerate(rows)),
        ticks=tuple(
            Tick(_x(Fraction(value), top), dong(value // unit))
            for value in range(0, int(top) + 1, step)
        ),
        unit=unit,
        bottom=bottom,
        height=bottom + FOOT,
    )


def _length(row: Bar) -> Fraction:
    whole = sum((max(Fraction(0), Fraction(part.value)) for part in row.parts), Fraction(0))
    return max(whole, Fraction(row.mark or 0))


def _drawn(row: Bar, n: int, top: Any) -> Drawn:
    head = n * SLOT + NAME + 8
    pieces, reached = [], Fraction(0)
    for part in row.parts:
        if part.value > 0:
            start, reached = reached, reached + Fraction(part.value)
            outline = (
                f"M{_x(start, top)} {head}H{_x(reached, top)}V{head + THICK}H{_x(start, top)}Z"
            )
            pieces.append(Piece(outline, part.fill))
    end = max(reached, Fraction(row.mark or 0))
    return Drawn(
        name=row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1].rstrip()}…",
        y=f"{head - 8}",
        pieces=tuple(pieces),
        said=row.said,
        said_at=(f"{float(_x(end, top)) + 8:.1f}", f"{head + THICK - 6}"),
        mark=f"M{_x(Fraction(row.mark), top)} {head - 4}v{THICK + 8}" if row.mark else "",
    )


def _x(value: Fraction, top: Any) -> str:
    return f"{LEFT + float(value / top) * (RIGHT - LEFT):.1f}"
