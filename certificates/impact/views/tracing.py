"""From an event to the jobs that leaned on it, and from a job to the events behind its points."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Job
from certificates.impact import queries, services
from certificates.impact.forms import WhyForm
from common.forms import faults_on


class Trace(Page):
    """The jobs that leaned on an event; where it is wrong, the way to a case."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest, event: int) -> HttpResponse:
        return trace(self, request, event, WhyForm())


def trace(page: Page, request: HttpRequest, pk: int, form: WhyForm) -> HttpResponse:
    """The page, with a form that was sent back when there is one."""
    event = get_object_or_404(queries.event_seen_by(page.person), pk=pk)
    found = queries.traced(event)
    centre = event.standard.centre
    context = {
        "found": found,
        "event": event,
        "page": Paginator(found.sheets, 50).get_page(request.GET.get("page")),
        "form": form,
        "may": page.person.may(Can.MANAGE_IMPACT, centre),
        "may_see": page.person.may(Can.SEE_IMPACT, centre),
    }
    status = 400 if form.errors else 200
    return render(request, "certificates/impact/trace.html", context, status=status)


class OpenCase(Page):
    """Open the case of an event."""

    verb = Can.MANAGE_IMPACT

    def post(self, request: HttpRequest, event: int) -> HttpResponse:
        found = get_object_or_404(queries.event_seen_by(self.person), pk=event)
        self.person.insist(Can.MANAGE_IMPACT, found.standard.centre)
        form = WhyForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                case = services.open_case(
                    event_id=event, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã mở việc xét ảnh hưởng."))
                return redirect("certificates:impact-case", pk=case.pk)
        return trace(self, request, event, form)


class JobStandards(Page):
    """Which event of which standard supported each point of a job."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest, job: int) -> HttpResponse:
        rows = Job.objects.select_related("centre", "customer", "procedure", "instrument__type")
        found = self.row(rows, pk=job)
        context = {
            "job": found,
            "points": queries.supported(found),
            "certificates": found.certificates.order_by("pk"),
            "items": found.impact_items.select_related("case__event__standard", "decision"),
            "may_see": self.person.may(Can.SEE_IMPACT, found.centre),
        }
        return render(request, "certificates/impact/standards.html", context)
