"""What a month's account of stickers is made of: places, lines, books, differences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from certificates.states import StickerState
from certificates.stickers.spans import Run, Spans

FLOWS = ("received", "returned", "issued", "used", "damaged", "destroyed")
FIGURES = ("opening", *FLOWS, "left", "pieces")


class Place(NamedTuple):
    """Where a piece is: in somebody's hand, in the store, spoilt, stuck on, destroyed."""

    kind: Literal["hand", "store", "spoilt", "used", "gone"]
    holder: int | None = None


STORE, SPOILT, GONE = Place("store"), Place("spoilt"), Place("gone")
ACCOUNTS = ("hand", "store", "spoilt")


def place_of(state: str, holder: int | None) -> Place:
    """The place of a state."""
    if state == StickerState.ISSUED:
        return Place("hand", holder)
    if state == StickerState.USED:
        return Place("used", holder)
    if state == StickerState.DAMAGED:
        return SPOILT
    return GONE if state == StickerState.DESTROYED else STORE


PLACE_WORDS = {
    "hand": gettext_lazy("trong tay"),
    "store": gettext_lazy("trong kho"),
    "spoilt": gettext_lazy("hỏng, chờ hủy"),
    "used": gettext_lazy("đã dùng"),
    "gone": pgettext_lazy("tem", "đã hủy"),
}


def place_words(place: Place | None, people: Mapping[int, User]) -> str:
    """A place in words, with the name of whose hand it is; None: nowhere."""
    if place is None:
        return _("không có")
    words = str(PLACE_WORDS[place.kind])
    return words if place.holder is None else f"{words}: {people[place.holder]}"


@dataclass
class Line:
    """One account over the month. Flows are runs (a piece may come twice), holdings are sets."""

    place: Place
    opening: Spans = field(default_factory=Spans)
    left: Spans = field(default_factory=Spans)  # by the moves
    pieces: Spans = field(default_factory=Spans)  # by the pieces
    flows: dict[str, list[Run]] = field(default_factory=lambda: {name: [] for name in FLOWS})
    holder: User | None = None

    def runs(self, figure: str) -> list[Run]:
        """The numbers behind a figure."""
        if figure in FLOWS:
            return sorted(self.flows[figure])
        found: Spans = getattr(self, figure)
        return found.runs

    def count(self, figure: str) -> int:
        """A figure."""
        return sum(last - first + 1 for first, last in self.runs(figure))

    @property
    def figures(self) -> dict[str, int]:
        """Every figure by name."""
        return {name: self.count(name) for name in FIGURES}

    @property
    def came(self) -> tuple[str, ...]:
        """The flows that add to this account."""
        if self.place.kind == "hand":
            return ("received",)
        return ("received", "returned") if self.place == STORE else ("damaged",)

    @property
    def agrees(self) -> bool:
        """Whether the account comes out, and the pieces say the same to the single number."""
        came = sum(self.count(name) for name in self.came)
        went = sum(self.count(name) for name in FLOWS if name not in self.came)
        balanced = self.count("opening") + came == went + self.count("left")
        return balanced and self.left == self.pieces

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to say."""
        return not any(self.figures.values())


@dataclass(frozen=True)
class Difference:
    """Pieces of which moves and rows do not say the same, and what each says."""

    code: str
    first: int
    last: int
    shown: str
    moves: str
    pieces: str


@dataclass
class Book:
    """A code's accounts over one month."""

    code: str
    service: str
    digits: int
    hands: list[Line]
    store: Line
    spoilt: Line
    differences: list[Difference]

    @property
    def lines(self) -> list[Line]:
        """Every account."""
        return [*self.hands, self.store, self.spoilt]

    @property
    def agrees(self) -> bool:
        """Whether it comes out to the single piece."""
        return not self.differences and all(line.agrees for line in self.lines)

    def line(self, place: Place) -> Line | None:
        """One account."""
        return next((line for line in self.lines if line.place == place), None)

    def shown(self, run: Run) -> str:
        """A run as it is printed on its pieces."""
        first, last = (f"{self.code}.{number:0{self.digits}d}" for number in run)
        return first if run[0] == run[1] else f"{first} – {last}"
