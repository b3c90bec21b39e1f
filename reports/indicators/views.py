"""Pages of indicators: the list with definitions, saved ones, how a unit counts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from contracts.states import Strand
from reports.asked import period_asked
from reports.indicators import services
from reports.indicators.choices import choices_of
from reports.indicators.forms import ChoicesForm, DefinitionForm, NewForm, begun
from reports.indicators.listing import Wanted, aliases_of, indicators_of
from reports.indicators.saved import as_indicator, version_of
from reports.indicators.shapes import Section
from reports.indicators.sources import SOURCES
from reports.models import ReportChoices, SavedIndicator
from reports.seen import centre_seen
from reports.views import often_asked

SAVED = SavedIndicator.objects.select_related("centre", "entered_by")


class Indicators(Page):
    """Every indicator: what it counts, by which day, on which basis; each opens its value."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        period = period_asked(request.GET.get("period", ""), today)
        centre = centre_seen(self.person, request.GET.get("centre", ""))
        cut_off = period.cut_off(today)
        wanted = Wanted(
            request.GET.get("q", "")[:100],
            request.GET.get("section", ""),
            request.GET.get("strand", ""),
        )
        found = indicators_of(centre, cut_off, wanted)
        context = {
            "centre": centre,
            "centres": self.person.centres(Can.SEE_FIGURES),
            "period": period,
            "periods": often_asked(today),
            "cut_off": cut_off,
            "wanted": wanted,
            "sections": Section.choices,
            "strands": [*Strand.choices, ("both", _("cả hai mảng"))],
            "rows": [(one, aliases_of(one)) for one in found],
            "choices": choices_of(centre, cut_off),
            "may_write": self.person.may(Can.WRITE_REPORTS),
        }
        return render(request, "reports/indicators/list.html", context)


class NewIndicator(Page):
    """A filter over the rows of a source becomes an indicator: first the source, then the rest."""

    verb = Can.WRITE_REPORTS

    def get(self, request: HttpRequest) -> HttpResponse:
        source = request.GET.get("source", "")
        form = NewForm(source=source, person=self.person) if source in SOURCES else None
        return self._show(request, source, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        source = request.GET.get("source", "")
        if source not in SOURCES:
            return self._show(request, "", None, status=400)
        form = NewForm(request.POST, source=source, person=self.person)
        if form.is_valid():
            typed = form.cleaned_data
            with faults_on(form, form.place):
                made = services.save_indicator(
                    centre=typed["centre"],
                    code=typed["code"],
                    facts=form.facts(),
                    valid_from=typed["valid_from"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã đặt chỉ tiêu."))
                return redirect("reports:indicator", pk=made.pk)
        return self._show(request, source, form, status=400)

    def _show(
        self, request: HttpRequest, source: str, form: NewForm | None, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "source": SOURCES.get(source),
            "sources": [(code, one.name) for code, one in SOURCES.items()],
        }
        return render(request, "reports/indicators/new.html", context, status=status)


class IndicatorPage(Page):
    """One saved indicator with each of its definitions, and the form for the next one."""

    verbs = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(SAVED, pk=pk)
        last = self._chain(row)[-1]
        return self._show(request, row, DefinitionForm(source=last.source, initial=begun(last)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(SAVED, Can.WRITE_REPORTS, pk=pk)
        last = self._chain(row)[-1]
        form = DefinitionForm(request.POST, source=last.source)
        if form.is_valid():
            with faults_on(form, form.place):
                made = services.replace_indicator(
                    indicator_id=row.pk,
                    facts=form.facts(),
                    valid_from=form.cleaned_data["valid_from"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã đổi định nghĩa."))
                return redirect("reports:indicator", pk=made.pk)
        return self._show(request, row, form, status=400)

    def _chain(self, row: SavedIndicator) -> list[SavedIndicator]:
        same = SAVED.filter(centre=row.centre_id, code=row.code)
        return list(same.order_by("pk"))

    def _show(
        self, request: HttpRequest, row: SavedIndicator, form: DefinitionForm, status: int = 200
    ) -> HttpResponse:
        chain = self._chain(row)
        context = {
            "row": chain[-1],
            "source": SOURCES[chain[-1].source].name,
            "definitions": [
                (one, as_indicator(one, version_of(one, chain))) for one in reversed(chain)
            ],
            "newest": chain[-1].pk == row.pk,
            "form": form,
            "may_change": self.person.may(Can.WRITE_REPORTS, row.centre),
            "events": [event for one in chain for event in history(one)],
        }
        return render(request, "reports/indicators/saved.html", context, status=status)


class ChoicesPage(Page):
    """How units count: what was chosen, from which day, and the form for the next choice."""

    verbs = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ChoicesForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChoicesForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                services.choose(**form.facts(), by=self.person.user, at=timezone.now())
                messages.success(request, _("Đã ghi cách tính số liệu."))
                return redirect("reports:choices")
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: ChoicesForm, status: int = 200) -> HttpResponse:
        rows = ReportChoices.objects.visible_to(self.person).select_related("centre", "entered_by")
        context = {
            "rows": rows.order_by("centre__path", "-valid_from"),
            "form": form,
            "may_change": self.person.may(Can.WRITE_REPORTS),
        }
        return render(request, "reports/indicators/choices.html", context, status=status)
