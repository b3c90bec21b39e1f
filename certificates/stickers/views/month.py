"""The month's account: a page, a workbook, a paper to sign; every figure opens its pieces."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from certificates.models import Sticker, StickerSeries
from certificates.stickers import ledger
from certificates.stickers.bookkeeping import FIGURES, SPOILT, STORE, Book, Place
from certificates.stickers.monthly import book_of, figure_names, paper_of
from certificates.stickers.months import Month
from certificates.stickers.spans import Run
from certificates.stickers.views.pieces import lines
from common.sheets import book_file
from common.text import row_id

PER_PAGE = 100


class _Monthly(Page):
    """A centre and a month, from the address."""

    verb = Can.SEE_STICKERS

    def asked(self, request: HttpRequest) -> tuple[list[Centre], Centre, Month]:
        """The centres there are to choose, the one asked for (else the first), the month."""
        centres = list(self.person.centres(Can.SEE_STICKERS))
        wanted = request.GET.get("centre", "")
        chosen = [one for one in centres if one.code == wanted] if wanted else centres
        if not chosen:
            raise Http404
        # A unit without stickers of its own is not what somebody wants to see first.
        series = StickerSeries.objects.filter(centre__in=chosen).order_by()
        with_stock = set(series.values_list("centre", flat=True))
        first = next((one for one in chosen if one.pk in with_stock), chosen[0])
        today = timezone.localdate()
        return centres, first, Month.parse(request.GET.get("month", ""), today)


class MonthPage(_Monthly):
    """Code by code, person by person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        centres, centre, month = self.asked(request)
        books = ledger.books(centre, month)
        if request.GET.get("as") == "xlsx":
            return book_file(book_of(centre, month, books), f"stickers-{centre.code}-{month}.xlsx")
        if request.GET.get("as") == "pdf":
            return _pdf(centre, month, books)
        today = timezone.localdate()
        after = month.after
        context = {
            "centres": centres,
            "centre": centre,
            "month": month,
            "before": month.before,
            "before_code": str(month.before),
            "after": after if after.start <= today else None,
            "after_code": str(after),
            "books": books,
            "names": figure_names(),
        }
        return render(request, "certificates/stickers/month.html", context)


def _pdf(centre: Centre, month: Month, books: Sequence[Book]) -> HttpResponse:
    answer = HttpResponse(
        paper_of(centre, month, books, at=timezone.now()), content_type="application/pdf"
    )
    name = f"stickers-{centre.code}-{month}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class MonthPieces(_Monthly):
    """The pieces behind one figure."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _centres, centre, month = self.asked(request)
        figure = request.GET.get("figure", "")
        code = request.GET.get("code", "")
        books = {book.code: book for book in ledger.books(centre, month)}
        book = books.get(code)
        if book is None or figure not in FIGURES:
            raise Http404
        line = book.line(_place(request.GET.get("who", "")))
        if line is None:
            raise Http404
        numbers = _Numbers(line.runs(figure))
        page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
        rows = Sticker.objects.filter(centre=centre, code=code, number__in=list(page.object_list))
        shown = lines(rows.select_related("holder", "series", "job").order_by("number"))
        context = {
            "centre": centre, "month": month, "book": book, "line": line, "figure": figure,
            "name": figure_names()[figure], "page": page, "lines": shown, "count": len(numbers),
            "runs": [book.shown(run) for run in line.runs(figure)[:PER_PAGE]],
        }  # fmt: skip
        return render(request, "certificates/stickers/month_pieces.html", context)


class _Numbers(Sequence[int]):
    """The numbers of runs, cut into pages without writing them all out."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        left = at
        for first, last in self.runs:
            if left <= last - first:
                return first + left
            left -= last - first + 1
        raise IndexError(at)


def _place(who: str) -> Place:
    if who == "store":
        return STORE
    if who == "spoilt":
        return SPOILT
    holder = row_id(who)
    if holder is None:
        raise Http404
    return Place("hand", holder)
