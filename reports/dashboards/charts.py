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

WIDTH, RIGHT = 600, 470  # right of the scale: the number at the end of the longest bar
THICK = 24  # of a bar
FOOT = 74  # below the bars: the marks of the scale and its unit, in a phone's large letters
LONGEST = 42  # letters of a name that fit in a phone's large ones
MONEY = UNITS


@dataclass(frozen=True)
class Layout:
    """Where names stand: `slot` is the height of a bar with its name, `head` what is above it."""

    left: int
    slot: int
    head: int
    name: int  # the foot of the name


ABOVE = Layout(left=4, slot=66, head=32, name=24)
LETTER, WIDEST = 12.5, 264  # of a name beside its bar: a large letter, all of it


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
    y: int
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
    left: int
    name_at: int  # where names begin
    width: int = WIDTH
    right: int = RIGHT


def bars(
    rows: Sequence[Bar], units: Sequence[int] = (1,), *, beside: bool = False
) -> Drawing | None:
    """The drawing; None where there is nothing to draw. `units` are what the scale may count in.

    Names stand above their bars, or `beside` them where they are short.
    """
    longest = max((_length(row) for row in rows), default=Fraction(0))
    if longest <= 0:
        return None
    step = nice_step(-(-longest.numerator // longest.denominator))
    top = -(-longest // step) * step
    unit = next((size for size in units if step >= size), 1)
    layout = _beside(rows) if beside else ABOVE
    bottom = layout.slot * len(rows) + 6
    return Drawing(
        rows=tuple(_drawn(row, n, top, layout) for n, row in enumerate(rows)),
        ticks=tuple(
            Tick(_x(Fraction(value), top, layout), dong(value // unit))
            for value in range(0, int(top) + 1, step)
        ),
        unit=unit,
        bottom=bottom,
        height=bottom + FOOT,
        left=layout.left,
        name_at=4 if beside else 10,
    )


def _beside(rows: Sequence[Bar]) -> Layout:
    """Room for the longest of the short names."""
    wide = round(LETTER * max(len(row.name) for row in rows))
    return Layout(left=min(WIDEST, wide + 20), slot=40, head=8, name=27)


def _length(row: Bar) -> Fraction:
    whole = sum((max(Fraction(0), Fraction(part.value)) for part in row.parts), Fraction(0))
    return max(whole, Fraction(row.mark or 0))


def _drawn(row: Bar, n: int, top: Any, layout: Layout) -> Drawn:
    head, foot = n * layout.slot + layout.head, n * layout.slot + layout.head + THICK
    pieces, reached = [], Fraction(0)
    for part in row.parts:
        if part.value > 0:
            start, reached = _x(reached, top, layout), reached + Fraction(part.value)
            end = _x(reached, top, layout)
            pieces.append(Piece(f"M{start} {head}H{end}V{foot}H{start}Z", part.fill))
    last = float(_x(max(reached, Fraction(row.mark or 0)), top, layout))
    return Drawn(
        name=row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1].rstrip()}…",
        y=n * layout.slot + layout.name,
        pieces=tuple(pieces),
        said=row.said,
        said_at=(f"{last + 8:.1f}", f"{foot - 6}"),
        mark=f"M{_x(Fraction(row.mark), top, layout)} {head - 4}v{THICK + 8}" if row.mark else "",
    )


def _x(value: Fraction, top: Any, layout: Layout) -> str:
    return f"{layout.left + float(value / top) * (RIGHT - layout.left):.1f}"
