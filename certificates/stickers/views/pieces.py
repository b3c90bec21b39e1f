"""Pieces: found by number, and one of them with all that was done with it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.doors import Page
from accounts.permissions import Can
from certificates.models import Sticker, StickerSeries
from certificates.stickers import queries
from certificates.stickers.forms import PieceFilter

PER_PAGE = 100


class Pieces(Page):
    """Pieces by number, code, state and holder."""

    verb = Can.SEE_STICKERS

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.SEE_STICKERS)
        known = StickerSeries.objects.filter(centre__in=centres).order_by("code")
        codes = list(known.values_list("code", flat=True).distinct())
        form = PieceFilter(request.GET, codes=codes, people=queries.holders(centres))
        rows = Sticker.objects.none()
        if form.is_valid():
            said = form.cleaned_data
            holder = said["holder"].pk if said["holder"] else None
            asked = queries.Asked(said["q"], said["code"], said["state"], holder)
            rows = queries.pieces(self.person, asked)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "lines": lines(page.object_list),
            "narrowed": any(request.GET.values()),
        }
        status = 200 if form.is_valid() else 400
        return render(request, "certificates/stickers/pieces.html", context, status=status)


def lines(pieces: Any) -> list[tuple[Sticker, Any]]:
    """Each piece with its certificate, in one query for all."""
    shown = list(pieces)
    papers = queries.papers_of(one.job_id for one in shown if one.job_id is not None)
    return [(one, papers.get(one.job_id or 0)) for one in shown]


class PiecePage(Page):
    """Where it is, what it is stuck on, every move."""

    verb = Can.SEE_STICKERS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Sticker.objects.select_related("series__centre", "centre", "holder", "job")
        piece = self.row(rows, pk=pk)
        context = {
            "piece": piece,
            "paper": queries.paper_of(piece),
            "wish": queries.wish_of(piece),
            "moves": queries.moves_of(piece),
        }
        return render(request, "certificates/stickers/piece.html", context)
