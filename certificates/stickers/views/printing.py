"""What to print, and the file: stickers of certificates, labels of instruments."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Custody, Job
from certificates.forms import FilterForm
from certificates.models import Certificate
from certificates.queries import certificates_seen_by
from certificates.states import StickerSize
from certificates.stickers import labels, sheets
from certificates.stickers.printing import LayoutForm, Wanted, gathered
from common.errors import Fault, InvalidInput
from common.forms import faults_on
from common.text import row_id

OFFERED = 200  # certificates of a list that one may choose from


class Labels(Page):
    """Choose what is printed and how: from a certificate, from a list, from a job."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = wanted_by(self.person, request)
        if not wanted.given:
            wanted = self._of_the_list(request)
        first = {"what": labels.CUSTODY} if wanted.things else None
        form = LayoutForm(request.GET) if "size" in request.GET else LayoutForm(initial=first)
        return _page(request, wanted, form)

    def _of_the_list(self, request: HttpRequest) -> Wanted:
        """The certificates of the list's own filter, as it stands in the address."""
        form = FilterForm(request.GET)
        rows = certificates_seen_by(self.person, form.narrowed(), timezone.localdate())
        inside = rows.filter(centre__in=self.person.centres(Can.SEE_CERTIFICATES))
        return Wanted(list(inside.select_related("statement")[:OFFERED]), [])


def _page(
    request: HttpRequest, wanted: Wanted, form: LayoutForm, status: int = 200
) -> HttpResponse:
    context = {
        "wanted": wanted,
        "form": form,
        "lines": labels.outlook(wanted.certificates),
        "from_list": not request.GET.getlist("certificates")
        and not wanted.jobs
        and not wanted.things,
        "small": sheets.Layout(StickerSize.SMALL).each,
        "large": sheets.Layout(StickerSize.LARGE).each,
    }
    return render(request, "certificates/stickers/labels.html", context, status=status)


class LabelsPdf(Page):
    """The file; a layout that no sheet has goes back to its page with what was chosen."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = wanted_by(self.person, request)
        try:
            return pdf_answer(wanted, request.GET)
        except InvalidInput as fault:
            form = LayoutForm(request.GET)
            if form.is_valid():
                with faults_on(form):
                    raise fault from None
            return _page(request, wanted, form, status=400)


def pdf_answer(wanted: Wanted, asked: Any) -> HttpResponse:
    """The PDF of what was asked for; a fault of the layout by its field."""
    form = LayoutForm(asked)
    if not form.is_valid():
        raise InvalidInput(
            *(
                Fault(name, str(message), code="invalid", found=str(asked.get(name, ""))[:40])
                for name, messages in form.errors.items()
                for message in messages
            )
        )
    found = gathered(wanted, form.cleaned_data["what"])
    made = sheets.pdf(found.labels, form.layout(), at=timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{form.cleaned_data["what"]}s.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def wanted_by(person: Person, request: HttpRequest) -> Wanted:
    """What the address names: certificates, jobs, things; what is not to be seen is not there."""
    papers = _ids(request, "certificates")
    jobs = _ids(request, "jobs")
    inside = person.centres(Can.SEE_CERTIFICATES)
    rows = Certificate.objects.filter(pk__in=papers, centre__in=inside).select_related(
        "centre", "statement", "customer", "job__instrument__type", "job__instrument__customer"
    )
    work = Job.objects.visible_to(person).filter(pk__in=jobs)
    work = work.select_related("instrument__type", "instrument__customer")
    things = Custody.objects.filter(pk__in=_ids(request, "custody"))
    things = things.filter(centre__in=person.centres(Can.SEE_JOBS))
    things = things.select_related("centre", "customer", "instrument__type")
    return Wanted(
        list(rows.order_by("kind", "year", "serial")),
        list(work.order_by("pk")),
        list(things.order_by("pk")),
    )


def _ids(request: HttpRequest, name: str) -> list[int]:
    found = [row_id(text) for text in request.GET.getlist(name)[: sheets.MOST]]
    return [pk for pk in found if pk is not None]
