"""The month's account of stickers, computed twice: from the moves, and from the pieces.

A person: opening + received = used + damaged + returned + left. The store: opening + received +
returned = issued + damaged + destroyed + left. From the moves by replaying them, run by run; from
the pieces as they lie now, with later moves taken back. What differs is named piece by piece.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from accounts.models import Centre, User
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.states import StickerDeed
from certificates.stickers.bookkeeping import (
    ACCOUNTS,
    SPOILT,
    STORE,
    Book,
    Difference,
    Line,
    Place,
    place_of,
    place_words,
)
from certificates.stickers.months import Month
from certificates.stickers.spans import Run, Spans, runs_of

MOST_NAMED = 500  # differing pieces told one by one


def books(centre: Centre, month: Month) -> list[Book]:
    """The month's accounts of every code that held or moved anything, the newest code first."""
    series: dict[str, list[StickerSeries]] = defaultdict(list)
    for one in StickerSeries.objects.filter(centre=centre).order_by("-received_on", "code"):
        series[one.code].append(one)
    moves: dict[str, list[StickerMove]] = defaultdict(list)
    for move in StickerMove.objects.filter(centre=centre).order_by("at", "pk"):
        moves[move.code].append(move)
    pieces = _pieces(centre)
    made = [
        _book(runs, moves.get(code, []), pieces.get(code, {}), month)
        for code, runs in series.items()
    ]
    made = [book for book in made if book.differences or not all(one.quiet for one in book.lines)]
    bare = _without_paper(centre, month)
    for book in made:
        book.differences.extend(_used_bare(book, bare.get(book.code, [])))
    _name_holders(made)
    return made


def _pieces(centre: Centre) -> dict[str, dict[Place, Spans]]:
    """Where each piece is now, as runs."""
    found: dict[str, dict[Place, Spans]] = defaultdict(lambda: defaultdict(Spans))
    rows = Sticker.objects.filter(centre=centre).order_by("code", "number")
    for code, number, state, holder in rows.values_list(
        "code", "number", "state", "holder_id"
    ).iterator(chunk_size=5000):
        found[code][place_of(state, holder)].add(number, number)
    return found


def _book(
    series: Sequence[StickerSeries], moves: Sequence[StickerMove], now: dict[Place, Spans],
    month: Month,
) -> Book:  # fmt: skip
    replay = Replay(month)
    for move in moves:
        replay.play(move)
    replay.close()
    rows: dict[Place, Spans] = defaultdict(Spans, {p: spans.copy() for p, spans in now.items()})
    later = [move for move in moves if move.on > month.end]
    for move in reversed(later):
        _take_back(move, rows)
    known = [one for one in series if any(m.on <= month.end for m in moves if _made(m, one))]
    lines = replay.lines
    for place, spans in rows.items():
        if place.kind in ACCOUNTS:
            lines[place].pieces = spans
    book = Book(
        code=series[0].code, service=series[0].service, digits=series[0].digits,
        hands=[line for place, line in lines.items() if place.kind == "hand" and not line.quiet],
        store=lines[STORE], spoilt=lines[SPOILT], differences=[],
    )  # fmt: skip
    numbers = Spans(sorted((one.first, one.last) for one in known))
    book.differences = list(_differing(book, replay.left, rows, numbers))
    return book


def _made(move: StickerMove, series: StickerSeries) -> bool:
    return move.deed == StickerDeed.RECEIVE and move.first == series.first


class Replay:
    """Plays the moves of one code and keeps what every account held and moved."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.held: dict[Place, Spans] = defaultdict(Spans)
        self.lines: dict[Place, Line] = _Lines()
        self.left: dict[Place, Spans] = {}
        self._opened = False

    def play(self, move: StickerMove) -> None:
        """One move; those after the month are left out."""
        if move.on > self.month.end:
            return
        if move.on >= self.month.start:
            self._open()
            self._flow(move)
        before, after = _from(move), _to(move)
        if before is not None:
            # What was not there is not conjured up: the piece then differs, and is named.
            lacking = self.held[before].take(move.first, move.last)
            for first, last in Spans([(move.first, move.last)]).without(lacking):
                self.held[after].add(first, last)
            return
        self.held[after].add(move.first, move.last)

    def close(self) -> None:
        """The end of the month."""
        self._open()
        self.left = {place: spans for place, spans in self.held.items() if spans}
        for place, spans in self.left.items():
            if place.kind in ACCOUNTS:
                self.lines[place].left = spans.copy()

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        for place, spans in self.held.items():
            if place.kind in ACCOUNTS:
                self.lines[place].opening = spans.copy()

    def _flow(self, move: StickerMove) -> None:
        run = (move.first, move.last)
        before, after = _from(move), _to(move)
        names = {
            StickerDeed.RECEIVE: (None, "received"),
            StickerDeed.ISSUE: ("issued", "received"),
            StickerDeed.USE: ("used", None),
            StickerDeed.DAMAGE: ("damaged", "damaged"),
            StickerDeed.RETURN: ("returned", "returned"),
            StickerDeed.DESTROY: ("destroyed", None),
        }[StickerDeed(move.deed)]
        for place, name in ((before, names[0]), (after, names[1])):
            if place is not None and name is not None:
                self.lines[place].flows[name].append(run)


class _Lines(dict[Place, Line]):
    """Accounts that begin when something is said of them."""

    def __missing__(self, place: Place) -> Line:
        self[place] = Line(place)
        return self[place]


def _from(move: StickerMove) -> Place | None:
    """Where a move took its pieces from; None: from the printer."""
    return place_of(move.before, move.holder_id) if move.before else None


def _to(move: StickerMove) -> Place:
    return place_of(move.after, move.holder_id)


def _take_back(move: StickerMove, rows: dict[Place, Spans]) -> None:
    """Undo a later move on the pieces; those that are not where it left them stay there."""
    lacking = rows[_to(move)].take(move.first, move.last)
    before = _from(move)
    if before is None:
        return
    for first, last in Spans([(move.first, move.last)]).without(lacking):
        rows[before].add(first, last)


def _differing(
    book: Book, moves: dict[Place, Spans], rows: dict[Place, Spans], numbers: Spans
) -> Iterator[Difference]:
    """Every piece of which the two do not say the same; numbers that one of them lacks."""
    suspects: set[int] = set()
    for place in {*moves, *rows}:
        one, other = moves.get(place, Spans()), rows.get(place, Spans())
        suspects.update(one.without(other).numbers(0, MOST_NAMED))
        suspects.update(other.without(one).numbers(0, MOST_NAMED))
    everywhere = Spans(sorted(run for spans in rows.values() for run in spans))
    suspects.update(numbers.without(everywhere).numbers(0, MOST_NAMED))
    said: dict[tuple[Place | None, Place | None], list[int]] = defaultdict(list)
    for number in sorted(suspects):
        said[_where(number, moves), _where(number, rows)].append(number)
    people = User.objects.in_bulk({place.holder for pair in said for place in pair if place})
    for (by_moves, by_rows), found in said.items():
        words = place_words(by_moves, people), place_words(by_rows, people)
        for run in runs_of(found):
            yield Difference(book.code, *run, book.shown(run), *words)


def _where(number: int, places: dict[Place, Spans]) -> Place | None:
    for place, spans in places.items():
        if not Spans([(number, number)]).without(spans):
            return place
    return None


def _without_paper(centre: Centre, month: Month) -> dict[str, list[Run]]:
    """Runs used in the month for jobs that have no certificate: a piece without its paper."""
    rows = StickerMove.objects.filter(
        centre=centre, deed=StickerDeed.USE, on__range=(month.start, month.end),
        job__certificates__isnull=True,
    )  # fmt: skip
    found: dict[str, list[Run]] = defaultdict(list)
    for code, first, last in rows.values_list("code", "first", "last"):
        found[code].append((first, last))
    return found


def _used_bare(book: Book, runs: Iterable[Run]) -> Iterator[Difference]:
    for run in runs:
        yield Difference(
            book.code, *run, book.shown(run), _("đã dùng"), _("phiếu không có giấy chứng nhận")
        )


def _name_holders(made: Sequence[Book]) -> None:
    ids = {line.place.holder for book in made for line in book.hands if line.place.holder}
    people = User.objects.in_bulk(ids)
    for book in made:
        for line in book.hands:
            line.holder = people.get(line.place.holder or 0)
        book.hands.sort(key=lambda line: line.holder.sort_name if line.holder else "")
