"""SVG for slides, 16:9: text, bars and lines that can be told apart in grey."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from reports.documents.word import ILLEGAL

WIDTH, HEIGHT = 1280, 720
LEFT, RIGHT = 48, 1232
INK, SOFT, HAIR = "#101418", "#46555c", "#c3cccf"
DARK, MIDDLE, LIGHT = "#0b4f6c", "#7fa3b2", "#dbe4e8"
HATCH = "url(#hatch)"
_FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
_PATTERN = (
    '<defs><pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="10" height="10" fill="#ffffff"/>'
    '<rect width="4" height="10" fill="#0b4f6c"/></pattern></defs>'
)


@dataclass
class Drawing:
    """A slide that is drawn on; `svg` is what it is by then."""

    title: str
    about: str
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 22,
        anchor: str = "start",
        weight: int = 400,
        fill: str = INK,
        over: bool = False,
    ) -> None:
        """One line of text; `y` is where it stands. `over` lines it is read by a white edge."""
        said = escape(ILLEGAL.sub("", words))
        edge = ' stroke="#ffffff" stroke-width="7" paint-order="stroke"' if over else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
            f'text-anchor="{anchor}" fill="{fill}"{edge}>{said}</text>'
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A bar with an edge, so that it is seen on any ground."""
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                f'fill="{fill}" stroke="{DARK}" stroke-width="1.5"/>'
            )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, fill: str = HAIR, width: float = 1.5
    ) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{fill}" stroke-width="{width:g}"/>'
        )

    def path(self, d: str, *, fill: str = "none", stroke: str = INK, width: float = 1.5) -> None:
        """Any outline."""
        self.parts.append(
            f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'
        )

    def raw(self, svg: str) -> None:
        """Whatever is SVG already."""
        self.parts.append(svg)

    def legend(self, entries: Sequence[tuple[str, str]], y: float) -> None:
        """What each fill means, in a row."""
        x = float(LEFT)
        for fill, words in entries:
            self.bar(x, y - 18, 34, 20, fill)
            self.text(x + 44, y, words, size=20, fill=SOFT)
            x += 44 + 11.5 * len(words) + 36

    @property
    def svg(self) -> str:
        """The whole picture, with its title and description for those who do not see it."""
        head = "".join(_heading(self.title))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" '
            f"aria-label={quoteattr(ILLEGAL.sub('', self.title))} font-family={quoteattr(_FONT)}>"
            f"<title>{escape(ILLEGAL.sub('', self.title))}</title>"
            f"<desc>{escape(ILLEGAL.sub('', self.about))}</desc>{_PATTERN}"
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{head}'
            f"{''.join(self.parts)}{_foot(self.about)}</svg>"
        )


def _heading(title: str) -> Iterator[str]:
    for n, line in enumerate(lines_of(title, 58, 2)):
        said = escape(ILLEGAL.sub("", line))
        yield (
            f'<text x="{LEFT}" y="{64 + 46 * n}" font-size="36" font-weight="700" '
            f'fill="{INK}">{said}</text>'
        )


def _foot(about: str) -> str:
    said = escape(ILLEGAL.sub("", lines_of(about, 120, 1)[0] if about else ""))
    return f'<text x="{LEFT}" y="{HEIGHT - 22}" font-size="18" fill="{SOFT}">{said}</text>'


def lines_of(text: str, width: int, most: int) -> list[str]:
    """A text in lines of about `width` characters; what does not fit ends in dots."""
    found = wrap(text, width) or [""]
    if len(found) > most:
        found = [*found[: most - 1], f"{found[most - 1][: width - 1].rstrip()}…"]
    return found
