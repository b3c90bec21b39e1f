"""Questions of the sticker pages and of the API."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Centre, User
from accounts.people import Person
from accounts.permissions import Can
from certificates.models import (
    Certificate,
    Sticker,
    StickerMove,
    StickerRows,
    StickerSeries,
    StickerWish,
)
from certificates.states import StickerState
from certificates.stickers.spans import Run, runs_of
from common.text import nfc


@dataclass
class Code:
    """A series' code at a centre: its batches, and how many pieces are where."""

    centre: Centre
    code: str
    service: str
    series: list[StickerSeries] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(StickerState.values, 0))

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.centre.pk}:{self.code}"

    @property
    def total(self) -> int:
        """Pieces that were ever received."""
        return sum(one.last - one.first + 1 for one in self.series)

    @property
    def shown(self) -> str:
        """For a list of choices."""
        return f"{self.code} · {self.series[0].get_service_display()} · {self.centre.code}"

    @property
    def shown_service(self) -> str:
        """The service in words."""
        return self.series[0].get_service_display()

    def words(self, runs: Iterable[Run]) -> list[str]:
        """Runs as printed on their pieces."""
        one = self.series[0]
        return [
            one.shown(first) if first == last else f"{one.shown(first)} – {one.shown(last)}"
            for first, last in runs
        ]


def codes(person: Person, verb: Can = Can.SEE_STICKERS) -> list[Code]:
    """The codes of the centres where `verb` is held, the newest first, in two queries."""
    centres = list(person.centres(verb))
    found: dict[tuple[int, str], Code] = {}
    rows = StickerSeries.objects.filter(centre__in=centres).select_related("centre", "by")
    for one in rows.order_by("-received_on", "code", "first"):
        key = (one.centre_id, one.code)
        code = found.setdefault(key, Code(one.centre, one.code, one.service))
        code.series.append(one)
    counted = Sticker.objects.filter(centre__in=centres).order_by()
    for centre, name, state, n in counted.values_list("centre", "code", "state").annotate(
        n=Count("pk")
    ):
        found[centre, name].counts[state] = n
    return list(found.values())


@dataclass
class Hand:
    """What one person holds of one code."""

    holder: User
    code: Code
    numbers: list[int]
    wished: dict[int, int]  # number → the job it was chosen for

    @property
    def runs(self) -> list[Run]:
        """The numbers as runs."""
        return runs_of(self.numbers)

    @property
    def words(self) -> list[str]:
        """The runs as printed."""
        return self.code.words(self.runs)

    @property
    def reserved(self) -> list[tuple[str, int]]:
        """(piece, job) of those that were chosen for a job."""
        one = self.code.series[0]
        return [(one.shown(number), job) for number, job in sorted(self.wished.items())]


def hands(person: Person, holder: User | None = None) -> list[Hand]:
    """What is in people's hands, person by person; with `holder`, in theirs only."""
    rows = Sticker.objects.visible_to(person).filter(state=StickerState.ISSUED)
    if holder is not None:
        rows = rows.filter(holder=holder)
    held: dict[tuple[int, int, str], list[tuple[int, int | None]]] = defaultdict(list)
    for who, centre, code, number, job in rows.order_by("number").values_list(
        "holder_id", "centre_id", "code", "number", "wish__job_id"
    ):
        held[who or 0, centre, code].append((number, job))
    people = User.objects.in_bulk({who for who, _centre, _code in held})
    known = _codes_of({(centre, code) for _who, centre, code in held})
    found = [
        Hand(
            people[who], known[centre, code], [number for number, _job in pieces],
            {number: job for number, job in pieces if job is not None},
        )
        for (who, centre, code), pieces in held.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.holder.sort_name, one.code.code))


def _codes_of(keys: set[tuple[int, str]]) -> dict[tuple[int, str], Code]:
    rows = StickerSeries.objects.filter(
        centre__in={centre for centre, _code in keys}, code__in={code for _centre, code in keys}
    )
    found: dict[tuple[int, str], Code] = {}
    for one in rows.select_related("centre").order_by("-received_on", "first"):
        key = (one.centre_id, one.code)
        found.setdefault(key, Code(one.centre, one.code, one.service)).series.append(one)
    return found


def find(person: Person, text: str) -> StickerRows:
    """Pieces whose printed number holds `text`: "26V.00017", "00017", "17"."""
    wanted = nfc(text).upper()
    rows = Sticker.objects.visible_to(person).order_by("code", "number")
    if not wanted:
        return rows.none()
    whole = Q(shown__icontains=wanted)
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 9:  # noqa: PLR2004
        whole |= Q(number=int(wanted))
    return rows.filter(whole)


@dataclass(frozen=True)
class Asked:
    """What a list of pieces is narrowed to; blanks narrow nothing."""

    text: str = ""
    code: str = ""
    state: str = ""
    holder: int | None = None
    centre: str = ""


def pieces(person: Person, asked: Asked) -> StickerRows:
    """Pieces, narrowed."""
    rows = find(person, asked.text) if asked.text else Sticker.objects.visible_to(person)
    for name, value in (
        ("code", asked.code.upper()),
        ("state", asked.state),
        ("holder_id", asked.holder),
        ("centre__code", asked.centre),
    ):
        if value:
            rows = rows.filter(**{name: value})
    return rows.select_related("holder", "centre", "job", "series").order_by("code", "number")


def moves_of(piece: Sticker) -> QuerySet[StickerMove]:
    """What was done with one piece, oldest first."""
    return (
        StickerMove.objects.filter(
            centre=piece.centre_id, code=piece.code, first__lte=piece.number,
            last__gte=piece.number,
        )
        .select_related("holder", "by")
        .order_by("at", "pk")
    )  # fmt: skip


def paper_of(piece: Sticker) -> Certificate | None:
    """The certificate that the piece goes with: the newest of its job."""
    if piece.job_id is None:
        return None
    return Certificate.objects.filter(job=piece.job_id).order_by("-pk").first()


def wish_of(piece: Sticker) -> StickerWish | None:
    """The job it was chosen for."""
    return StickerWish.objects.filter(sticker=piece).first()


def papers_of(jobs: Iterable[int]) -> dict[int, Certificate]:
    """The newest certificate of each job."""
    rows = Certificate.objects.filter(job__in=list(jobs)).order_by("pk")
    return {one.job_id: one for one in rows}


def holders(centre_ids: Any) -> QuerySet[User]:
    """Who holds or held stickers of these centres."""
    held = Sticker.objects.filter(centre__in=centre_ids, holder__isnull=False)
    return User.objects.filter(pk__in=held.order_by().values("holder")).order_by(F("sort_name"))


def recent_moves(holder: User, most: int) -> list[tuple[StickerMove, str]]:
    """The last moves of somebody's account, each with its pieces as printed."""
    rows = StickerMove.objects.filter(holder=holder).select_related("job")
    moves = list(rows.order_by("-at", "-pk")[:most])
    known = _codes_of({(one.centre_id, one.code) for one in moves})
    return [
        (one, known[one.centre_id, one.code].words([(one.first, one.last)])[0]) for one in moves
    ]
