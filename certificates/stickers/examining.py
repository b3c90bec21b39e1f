"""What `check_audit` asks of stickers: each piece is where its moves brought it, on what they say.

Moves and series are sealed rows; a piece's own row is its present place and can be altered.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.models import Centre
from audit.check import examiner
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.states import StickerDeed, StickerState
from certificates.stickers.ledger import books
from certificates.stickers.months import Month

NAME = Sticker._meta.label_lower


@examiner
def pieces() -> Iterator[str]:
    """One line for each run of pieces that is not where its moves brought it."""
    today = timezone.localdate()
    with_series = StickerSeries.objects.values("centre")
    for centre in Centre.objects.filter(pk__in=with_series).order_by("pk"):
        with translation.override("en"):
            found = books(centre, Month(today.year, today.month))
            told = [
                f"{NAME} {one.shown} of {centre.code}: {one.pieces}; by its moves {one.moves}"
                for book in found
                for one in book.differences
            ]
        yield from told


@examiner
def labels() -> Iterator[str]:
    """One line for each piece that says another series, service or number than it has."""
    right = Q(
        centre=F("series__centre"), code=F("series__code"), service=F("series__service"),
        number__gte=F("series__first"), number__lte=F("series__last"),
    )  # fmt: skip
    for pk, shown in Sticker.objects.exclude(right).order_by("pk").values_list("pk", "shown"):
        yield f"{NAME}:{pk}: {shown} is not of its series"
    for row in Sticker.objects.select_related("series").order_by("pk").iterator(chunk_size=5000):
        if row.shown != row.series.shown(row.number):
            yield f"{NAME}:{row.pk}: {row.shown} is not what its series and number give"


@examiner
def jobs() -> Iterator[str]:
    """One line for each piece that is on another job than the move that used it says."""
    used: dict[tuple[int, str, int], int | None] = defaultdict(lambda: None)
    for move in StickerMove.objects.filter(deed=StickerDeed.USE).order_by("pk"):
        for number in range(move.first, move.last + 1):
            used[move.centre_id, move.code, number] = move.job_id
    for row in Sticker.objects.filter(state=StickerState.USED).order_by("pk"):
        if row.job_id != used[row.centre_id, row.code, row.number]:
            yield f"{NAME}:{row.pk}: {row.shown} is on another job than its move says"
