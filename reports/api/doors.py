"""The API about figures."""

from datetime import date
from fractions import Fraction
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from reports.api import serializers as shapes
from reports.asked import codes_asked, cut_off_asked, figure_asked, period_asked
from reports.figures import Figure, Figures, period_figures
from reports.indicators.labels import UNITS
from reports.indicators.shapes import Indicator
from reports.period import Period
from reports.periodic.saying import both
from reports.rows import Coded, lines, names
from reports.shown import plain

PAGE = 200
ASKED = [
    OpenApiParameter("centre", str, required=True, description="code of a centre"),
    OpenApiParameter("period", str, description="2026-Q4; the present quarter when left out"),
    OpenApiParameter("cut_off", date, description="a day of the period up to which rows count"),
]


class _FiguresDoor(Door):
    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def asked(self, request: Request) -> tuple[Centre, Period, date]:
        """Unit, period and cut-off that the request names; a centre one does not see is 404."""
        code = request.query_params.get("centre", "")
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        if not code:
            allowed = ", ".join(seen.values_list("code", flat=True))
            fault = Fault("centre", _("Hãy nêu mã đơn vị."), code="required", allowed=allowed)
            raise InvalidInput(fault)
        centre: Centre = get_object_or_404(seen, code=code)
        today = timezone.localdate()
        period = period_asked(request.query_params.get("period", ""), today)
        cut_off = cut_off_asked(request.query_params.get("cut_off", ""), period, today)
        return centre, period, cut_off


class FiguresDoor(_FiguresDoor):
    """Figures of a period: those asked for by `codes`, else those of the page."""

    @extend_schema(
        parameters=[
            *ASKED,
            OpenApiParameter("codes", str, description="codes of indicators, apart by commas"),
        ],
        responses=shapes.FiguresOutput,
    )
    def get(self, request: Request) -> Response:
        centre, period, cut_off = self.asked(request)
        codes = codes_asked(request.query_params.get("codes", ""), centre, cut_off)
        figures = period_figures(centre=centre, period=period, cut_off=cut_off, codes=codes)
        return Response(
            {
                "centre": centre.code,
                "period": period.code,
                "start": period.start,
                "end": period.end,
                "cut_off": cut_off,
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
        centre, period, cut_off = self.asked(request)
        code = figure_asked(request.query_params.get("figure", ""), centre, cut_off)
        figures = period_figures(centre=centre, period=period, cut_off=cut_off, codes=(code,))
        figure = figures[code]
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
    return {
        **words_of(figure.words),
        "key": figure.key,
        "value": plain(figure),
        "numerator": number(figure.numerator),
        "denominator": number(figure.denominator),
        "kind": figure.kind,
        "told": figure.told,
        "parts": list(figure.parts),
        "rows": len(figure.rows.ids),
        "rows_url": _rows_url(figures, figure, 1),
    }


def words_of(one: Indicator) -> dict[str, Any]:
    """What an indicator says of itself, in both languages."""
    return {
        "unit": one.unit,
        "unit_name": both(UNITS.get(one.unit, one.unit)),
        "name": both(one.name),
        "definition": both(one.definition),
        "by_date": both(one.by_date) if one.by_date else None,
        "base": both(one.base) if one.base else None,
        "vat": both(one.vat) if one.vat else None,
        "strand": one.strand,
        "section": one.section,
        "model": one.model,
        "kind": one.kind,
        "version": one.version,
    }


def number(value: int | Fraction | None) -> int | str | None:
    """Whole numbers as numbers; others as an exact fraction, “5/12”."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return value


def _rows_url(figures: Figures, figure: Figure, page: int) -> str:
    asked = {"centre": figures.centre.code, "period": figures.period.code, "figure": figure.key}
    if figures.cut_off != figures.period.cut_off(timezone.localdate()):
        asked["cut_off"] = figures.cut_off.isoformat()
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
