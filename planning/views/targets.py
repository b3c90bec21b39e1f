"""Targets: what was promised, with its papers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from common.period import Period
from planning import services
from planning.forms.targets import AdjustForm, TargetForm
from planning.measures import actual_of, offered
from planning.models import Target
from planning.queries import plans
from planning.rates import Rate
from planning.register import targets as register


class Targets(Page):
    """Every plan the person sees, by period; the first plan and its adjustments stay visible."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Target.objects.visible_to(self.person)
        asked = register.AskedPlans(request.GET)
        found = plans(register.found(rows, asked))
        periods, measures = register.choices(rows)
        context = {
            "page": Paginator(register.in_order(found, asked.sort), 100).get_page(
                request.GET.get("page")
            ),
            "heads": register.heads(asked.sort),
            "total": register.total(found),
            "periods": periods,
            "measures": measures,
            "asked": asked,
            "centres": self.person.centres(Can.SEE_FIGURES),
            "may_change": self.person.may(Can.MANAGE_TARGETS),
        }
        return render(request, "planning/targets.html", context)


class AddTarget(Page):
    """A first plan."""

    verb = Can.MANAGE_TARGETS

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("measure", "")
        first = {
            "period": request.GET.get("period", "")[:20],
            "measure": asked if asked in offered() else next(iter(offered()), ""),
        }
        centre = self.person.centres(Can.MANAGE_TARGETS).filter(code=request.GET.get("centre", ""))
        if found := centre.first():
            first["centre"] = found.pk
        return self._show(request, TargetForm(initial=first, person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TargetForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.set_target(**form.facts(), by=self.person.user, at=timezone.now())
                messages.success(request, _("Đã ghi chỉ tiêu."))
                return redirect("planning:target", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: TargetForm, status: int = 200) -> HttpResponse:
        return render(request, "planning/target_form.html", {"form": form}, status=status)


class TargetPage(Page):
    """One plan with its adjustments, and the form for the next one."""

    verbs = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_TARGETS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        target = self.row(Target.objects.select_related("centre"), pk=pk)
        return self._show(request, target, AdjustForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        target = self.row(Target.objects.select_related("centre"), Can.MANAGE_TARGETS, pk=pk)
        form = AdjustForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.adjust_target(
                    target_id=pk, **form.cleaned_data, by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi lần điều chỉnh."))
                return redirect("planning:target", pk=services.first_of(target).pk)
        return self._show(request, target, form, status=400)

    def _show(
        self, request: HttpRequest, target: Target, form: AdjustForm, status: int = 200
    ) -> HttpResponse:
        same = Target.objects.filter(
            centre=target.centre, measure=target.measure, period=target.period
        )
        (plan,) = plans(same)
        context = {
            "plan": plan,
            "period": Period.parse(target.period),
            "form": form,
            "may_change": self.person.may(Can.MANAGE_TARGETS, target.centre),
            "events": history(plan.first),
            **_came_of(plan.current),
        }
        return render(request, "planning/target.html", context, status=status)


def _came_of(target: Target) -> dict[str, Any]:
    """The actual figure and its rate, as the reports compute them."""
    actual = actual_of(target)
    if actual is None or actual.value is None:
        return {"actual": actual, "rate": None}
    return {"actual": actual, "rate": Rate(actual.value, target.amount)}
