"""The API about figures."""

from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from reports.api import serializers as shapes
from reports.asked import figure_asked, period_asked
from reports.figures import Figure, Figures, period_figures
from reports.rows import Coded, lines, names
from reports.shown import plain

PAGE = 200
ASKED = [
    OpenApiParameter("centre", str, required=True, description="code of a centre"),
    OpenApiParameter("period", str, description="2026-Q4; the present quarter when left out"),
]


class _FiguresDoor(Door):
    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def asked(self, request: Request) -> Figures:
        """The figures that the request names; a centre one does not see is 404."""
        code = request.query_params.get("centre", "")
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        if not code:
            allowed = ", ".join(seen.values_list("code", flat=True))
            fault = Fault("centre", _("Hãy nêu mã đơn vị."), code="required", allowed=allowed)
            raise InvalidInput(fault)
        centre: Centre = get_object_or_404(seen, code=code)
        today = timezone.localdate()
        period = period_asked(request.query_params.get("period", ""), today)
        return period_figures(centre=centre, period=period, today=today)


class FiguresDoor(_FiguresDoor):
    """Every figure of a period."""

    @extend_schema(parameters=ASKED, responses=shapes.FiguresOutput)
    def get(self, request: Request) -> Response:
        figures = self.asked(request)
        return Response(
            {
                "centre": figures.centre.code,
                "period": figures.period.code,
                "start": figures.period.start,
                "end": figures.period.end,
                "cut_off": figures.cut_off,
                "figures": [_figure(figures, figure) for figure in figures],
            }
        )


class RowsDoor(_FiguresDoor):
    """The rows behind one figure, 200 at a time."""

    @extend_schema(
        parameters=[
            *ASKED,
            OpenApiParameter("figure", str, required=True, description="key of a figure"),
            OpenApiParameter("page", int),
        ],
        responses=shapes.FigureRowsOutput,
    )
    def get(self, request: Request) -> Response:
        figures = self.asked(request)
        figure = figure_asked(figures, request.query_params.get("figure", ""))
        page = _page(request.query_params.get("page", "1"))
        ids = figure.rows.ids[(page - 1) * PAGE : page * PAGE]
        more = page * PAGE < len(figure.rows.ids)
        return Response(
            {
                "key": figure.key,
                "count": len(figure.rows.ids),
                "next": _rows_url(figures, figure, page + 1) if more else None,
                "previous": _rows_url(figures, figure, page - 1) if page > 1 else None,
                "results": [_row(figure, line) for line in lines(figure, ids)],
            }
        )


def _page(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return int(text[:9])
    message = _("Trang phải là số từ 1.")
    raise InvalidInput(Fault("page", message, code="not_a_number", found=text[:20], allowed="1…"))


def _figure(figures: Figures, figure: Figure) -> dict[str, Any]:
    words = figure.words
    return {
        "key": figure.key,
        "value": plain(figure),
        "unit": words.unit,
        "name": _both(words.label),
        "definition": _both(words.definition),
        "base": _both(words.base) if words.base else None,
        "vat": _both(words.vat) if words.vat else None,
        "rows": len(figure.rows.ids),
        "rows_url": _rows_url(figures, figure, 1),
    }


def _both(words: Any) -> dict[str, str]:
    found = {}
    for language in ("vi", "en"):
        with override(language):
            found[language] = str(words)
    return found


def _rows_url(figures: Figures, figure: Figure, page: int) -> str:
    asked = {"centre": figures.centre.code, "period": figures.period.code, "figure": figure.key}
    if page > 1:
        asked["page"] = str(page)
    return f"{reverse('reports_api:rows')}?{urlencode(asked)}"


def _row(figure: Figure, line: Any) -> dict[str, Any]:
    facts = dict(zip(names(figure), (_fact(cell) for cell in line.cells), strict=True))
    return {
        "id": line.id,
        "model": figure.rows.model,
        "facts": facts,
        "net": line.net,
        "gross": line.gross,
    }


def _fact(cell: Any) -> str | None:
    if isinstance(cell, Coded):
        return cell.code
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell in (None, "") else str(cell)
