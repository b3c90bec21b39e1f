"""The pages around the tablet app: the shelf of open worksheets, and the page of a batch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Batch
from calibration.shelf import by_batch, open_worksheets

MOST = 200


class Shelf(Page):
    """My open worksheets: name, customer, last reading, what this device has not sent."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest) -> HttpResponse:
        jobs = list(open_worksheets(self.person)[:MOST])
        alone, batches = by_batch(jobs)
        context = {"jobs": alone, "batches": batches, "count": len(alone) + len(batches)}
        return render(request, "calibration/shelf.html", context)


class BatchBench(Page):
    """The page that hosts the tablet app for a batch."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = Batch.objects.filter(centre__in=self.person.centres(Can.RECORD_READINGS))
        return render(request, "calibration/bench.html", {"batch": get_object_or_404(seen, pk=pk)})
