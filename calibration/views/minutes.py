"""The worksheet as a PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.minutes.printing import minutes_pdf
from calibration.models import Job, Worksheet
from calibration.queries import with_relations
from common.errors import Refused


class Minutes(Page):
    """The biên bản of one job, to look at or to keep."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return minutes_answer(self.row(with_relations(Job.objects.all()), pk=pk))


def minutes_answer(job: Job) -> HttpResponse:
    """The file; work on paper, or not begun, has none."""
    if job.procedure is None or not Worksheet.objects.filter(job=job).exists():
        raise Refused(_("Phiếu này chưa có biên bản đo."), code="no_worksheet")
    answer = HttpResponse(minutes_pdf(job), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bien-ban-{job.pk}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
