"""The technician's landing and the tablet page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.permissions import Can
from calibration.authority.queries import ending_soon
from calibration.models import Job
from calibration.queries import with_relations
from calibration.today import todays_jobs, visits

PER_PAGE = 60


class Today(Page):
    """My jobs and nobody's, by customer and place, in order of due time; what blocks each."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = todays_jobs(self.person)
        mine = request.GET.get("mine") == "1"
        if mine:
            rows = rows.filter(technician=self.person.user)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        day = timezone.localdate()
        context = {
            "page": page,
            "visits": visits(list(page.object_list), day, self.person.user),
            "count": page.paginator.count,
            "mine": mine,
            "day": day,
            "ending": ending_soon(self.person, day, self.person.user),
        }
        return render(request, "calibration/today.html", context)


class Bench(Page):
    """The page that hosts the tablet app for one job."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.row(with_relations(Job.objects.all()), Can.RECORD_READINGS, pk=pk)
        return render(request, "calibration/bench.html", {"job": job})
