"""Which units have reported; a report begun; who gets reports by mail."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on
from common.period import Period
from planning.models import Block
from reports.models import Subscription
from reports.periodic.forms import BeginForm, SubscribeForm
from reports.periodic.listing import last_ended, often, reporting
from reports.periodic.services import begin
from reports.periodic.subscriptions import subscribe, unsubscribe
from reports.states import ReportKind

MOST = 500  # units on one page


class Reports(Page):
    """The reports of a period, unit by unit, with those that have not reported."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        text, wrong = request.GET.get("period", "").strip(), None
        period = last_ended(today)
        try:
            period = Period.parse(text) if text else period
        except DomainError as error:
            wrong = error
        rows = reporting(self.person.centres(Can.SEE_FIGURES)[:MOST], period)
        context = {
            "period": period,
            "typed": text or period.code,
            "wrong": wrong,
            "choices": often(today),
            "rows": rows,
            "missing": [one for one in rows if not one.reported],
            "may_write": self.person.may(Can.WRITE_REPORTS),
        }
        return render(request, "reports/periodic/list.html", context, status=400 if wrong else 200)


class NewReport(Page):
    """Begin a report."""

    verb = Can.WRITE_REPORTS

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.WRITE_REPORTS)
        asked: dict[str, Any] = {
            key: request.GET[key] for key in ("period", "kind") if key in request.GET
        }
        if code := request.GET.get("centre", ""):
            asked["centre"] = next((one.pk for one in centres if one.code == code), "")
        if code := request.GET.get("block", "").replace("\0", "?"):
            block = Block.objects.filter(centre__in=centres, code=code).first()
            asked |= {"kind": ReportKind.BLOCK.value, "block": block.pk} if block else {}
        return self._show(request, BeginForm(centres=centres, initial=asked))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BeginForm(request.POST, centres=self.person.centres(Can.WRITE_REPORTS))
        if form.is_valid():
            with faults_on(form):
                typed = form.cleaned_data
                period = Period.parse(typed["period"])
                made = begin(
                    centre=typed["centre"],
                    kind=typed["kind"],
                    block=typed["block"],
                    period=period,
                    cut_off=typed["cut_off"] or period.end,
                    by=self.person.user,
                    at=timezone.now(),
                )
                return redirect("reports:report", made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: BeginForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "choices": often(timezone.localdate())}
        return render(request, "reports/periodic/new.html", context, status=status)


class Subscriptions(Page):
    """The addresses that get closed reports, unit by unit; add one."""

    verb = Can.WRITE_REPORTS

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.WRITE_REPORTS)
        return self._show(request, SubscribeForm(centres=centres))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SubscribeForm(request.POST, centres=self.person.centres(Can.WRITE_REPORTS))
        if form.is_valid():
            with faults_on(form):
                made = subscribe(by=self.person.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Đã thêm %(email)s.") % {"email": made.email})
                return redirect("reports:subscriptions")
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: SubscribeForm, status: int = 200) -> HttpResponse:
        rows = Subscription.objects.filter(
            centre__in=self.person.centres(Can.WRITE_REPORTS), ended_at__isnull=True
        ).select_related("centre")
        context = {"form": form, "rows": rows[:MOST]}
        return render(request, "reports/periodic/subscriptions.html", context, status=status)


class EndSubscription(Page):
    """Send no more to an address."""

    verb = Can.WRITE_REPORTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows: Any = Subscription.objects.select_related("centre")
        found = self.row(rows, Can.WRITE_REPORTS, pk=pk)
        try:
            unsubscribe(subscription_id=found.pk, by=self.person.user, at=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("reports:subscriptions")
