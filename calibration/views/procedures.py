"""Procedure versions: the list, one version to read, in force and retired."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from calibration import services
from calibration.definition import read_definition
from calibration.forms import FromDayForm, ToDayForm
from calibration.models import ProcedureRows, ProcedureVersion
from calibration.states import ProcedureState
from common.forms import faults_on
from metrology.conformity.decisions import RULES
from metrology.quantities.units import UNITS
from metrology.uncertainty.contributions import COVERAGE_RULES


class ProcedureList(Page):
    """The versions of the centres a person sees."""

    verb = Can.SEE_PROCEDURES

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = ProcedureVersion.objects.visible_to(self.person).select_related("centre")
        state = request.GET.get("state", "")
        if state in ProcedureState.values:
            rows = rows.filter(state=state)
        context = {
            "versions": rows.prefetch_related("types"),
            "states": ProcedureState.choices,
            "asked": {"state": state},
        }
        return render(request, "calibration/procedures.html", context)


class ProcedurePage(Page):
    """One version, as data and in words."""

    verb = Can.SEE_PROCEDURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), pk=pk)
        return show(self, request, version)


def _rows() -> ProcedureRows:
    rows: ProcedureRows = ProcedureVersion.objects.select_related(
        "centre", "approved_by"
    ).prefetch_related("types")
    return rows


def show(
    page: Page, request: HttpRequest, version: ProcedureVersion, form: Any = None
) -> HttpResponse:
    """The page of a version; with a form that was refused, again with what was typed."""
    content, may = version.content, page.person.may(Can.MANAGE_PROCEDURES, version.centre)
    definition = read_definition(version.definition)
    day = timezone.localdate()
    forms: dict[str, Any] = {
        ProcedureState.DRAFT: FromDayForm(initial={"valid_from": day}),
        ProcedureState.IN_FORCE: ToDayForm(initial={"valid_to": day}),
    }
    budgets = list(version.budgets.select_related("by"))
    context = {
        "version": version,
        "budgets": budgets,
        "compared": [each.pk for each in budgets[-2:]],
        "content": content,
        "units": {each.key: UNITS[each.unit].symbol for each in definition.environment},
        "decision": RULES[definition.decision_rule],  # type: ignore[index]
        "coverage": COVERAGE_RULES[definition.coverage],
        "may": may,
        "form": form or forms.get(version.state),
        "events": history(version),
    }
    status = 400 if form is not None else 200
    return render(request, "calibration/procedure.html", context, status=status)


class InForce(Page):
    """From a day on, this version is used."""

    verb = Can.MANAGE_PROCEDURES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), Can.MANAGE_PROCEDURES, pk=pk)
        form = FromDayForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.put_in_force(
                    version_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return show(self, request, version, form)
        messages.success(request, _("Quy trình đã được đưa vào áp dụng."))
        return redirect("calibration:procedure", pk=pk)


class Retire(Page):
    """After a day this version is not used any more."""

    verb = Can.MANAGE_PROCEDURES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), Can.MANAGE_PROCEDURES, pk=pk)
        form = ToDayForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.retire(
                    version_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return show(self, request, version, form)
        messages.success(request, _("Quy trình đã ngừng áp dụng."))
        return redirect("calibration:procedure", pk=pk)


class DraftNext(Page):
    """Begin the next version from this one."""

    verb = Can.MANAGE_PROCEDURES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), Can.MANAGE_PROCEDURES, pk=pk)
        draft = services.draft_next(version_id=version.pk, by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã lập bản thảo phiên bản %(n)s.") % {"n": draft.version})
        return redirect("calibration:procedure", pk=draft.pk)
