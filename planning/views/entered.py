"""Figures entered by hand: what holds, one with its history, a new entry."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from common.period import Period
from planning.forms.activities import StrikeActivityForm
from planning.forms.entered import FigureForm
from planning.models import EnteredFigure
from planning.register import entered as register
from planning.register.columns import FORMATS, file_of, heads, in_order, lines
from planning.services import entered as services
from planning.services.evidence import MOST_BYTES
from planning.states import EntryKind
from planning.views.timeline import timeline

FIGURES = EnteredFigure.objects.select_related("centre", "entered_by")
PAGE = 50


class EnteredFigures(Page):
    """What was entered and holds, filtered by the address; the same as xlsx or csv."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = register.AskedFigures(request.GET)
        rows = EnteredFigure.objects.visible_to(self.person)
        chosen = register.shown(register.found(rows, asked))
        chosen = in_order(chosen, register.COLUMNS, asked.sort)
        if (wanted := request.GET.get("format", "")) in FORMATS:
            return file_of(wanted, "so-lieu", _("Số liệu nhập tay"), register.COLUMNS, chosen)
        page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
        periods = sorted(set(rows.order_by().values_list("period", flat=True)), reverse=True)
        context = {
            "page": page,
            "lines": list(lines(register.COLUMNS, page)),
            "heads": heads(register.COLUMNS, asked.sort),
            "asked": asked,
            "periods": [Period.parse(code) for code in periods],
            "kinds": EntryKind.choices,
            "centres": self.person.centres(Can.SEE_PLANNING),
            "may_add": self.person.may(Can.RECORD_PLANNING),
        }
        return render(request, "planning/entered/list.html", context)


class EnterFigure(Page):
    """A figure with what it rests on; it follows what was entered before."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.RECORD_PLANNING)
        asked = {name: request.GET.get(name, "")[:60] for name in ("indicator", "period", "kind")}
        first = centres.filter(code=request.GET.get("centre", "")[:20]).first()
        initial = {**asked, "centre": first or centres.first()}
        return self._show(request, FigureForm(initial=initial, person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FigureForm(request.POST, request.FILES, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.enter_figure(
                    centre=form.cleaned_data["centre"],
                    facts=form.facts(),
                    files=form.evidence(MOST_BYTES),
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã ghi số liệu."))
                return redirect("planning:figure", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: FigureForm, status: int = 200) -> HttpResponse:
        return render(request, "planning/entered/new.html", {"form": form}, status=status)


class FigurePage(Page):
    """One figure: every entry of it, its evidence, its history."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _show_figure(self, request, self.row(FIGURES, pk=pk))


def _show_figure(
    door: Page, request: HttpRequest, row: EnteredFigure, *, status: int = 200, **forms: Any
) -> HttpResponse:
    every = register.chain(row)
    newest = next((one for one in every if one.struck_at is None), None)
    may = door.person.may(Can.RECORD_PLANNING, row.centre)
    context = {
        "row": row,
        "newest": newest,
        "every": every,
        "period": Period.parse(row.period),
        "may_change": may and row.struck_at is None,
        "may_strike": may and newest is not None and newest.pk == row.pk,
        "may_enter": may,
        "strike": forms.get("strike") or StrikeActivityForm(),
        "moments": timeline(*every),
    }
    return render(request, "planning/entered/page.html", context, status=status)


class StrikeFigure(Page):
    """Take the newest entry back, with the reason."""

    verb = Can.RECORD_PLANNING

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(FIGURES, Can.RECORD_PLANNING, pk=pk)
        form = StrikeActivityForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.strike_figure(
                    figure_id=pk,
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã bỏ lần nhập này."))
                return redirect("planning:figure", pk=pk)
        return _show_figure(self, request, row, status=400, strike=form)
