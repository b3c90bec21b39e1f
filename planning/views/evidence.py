"""Evidence: a file comes to an entry, and leaves only through the door of what it belongs to."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.files import send
from common.forms import faults_on
from planning.forms.evidence import EvidenceForm
from planning.forms.science import WhyForm
from planning.models import Activity, EnteredFigure, Evidence, ProgrammeItem, Proposal, ScienceTask
from planning.services.evidence import MOST_BYTES, add_evidence, strike_evidence

# {kind: (the entry, the name of its page)}
ENTRIES: Mapping[str, tuple[type[Any], str]] = {
    "activity": (Activity, "planning:activity"),
    "task": (ScienceTask, "planning:task"),
    "proposal": (Proposal, "planning:proposal"),
    "item": (ProgrammeItem, "planning:item"),
    "figure": (EnteredFigure, "planning:figure"),
}
FILES = Evidence.objects.select_related(*(f"{name}__centre" for name in ENTRIES))


class AddEvidence(Page):
    """Keep a file with an entry; then its page again."""

    verb = Can.RECORD_PLANNING
    kind = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        model, page = ENTRIES[self.kind]
        row = self.row(model.objects.select_related("centre"), Can.RECORD_PLANNING, pk=pk)
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid():
            with faults_on(form):
                name, content = form.content(MOST_BYTES)
                add_evidence(
                    subject=row, file_name=name, content=content, by=self.person.user,
                    at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã thêm minh chứng."))
                return redirect(page, pk=pk)
        context = {"form": form, "row": row, "page": page}
        return render(request, "planning/evidence/new.html", context, status=400)


class StrikeEvidence(Page):
    """Take a file back, with the reason; then the page of its entry again."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.row(FILES, self.verb, pk=pk), WhyForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(FILES, self.verb, pk=pk)
        form = WhyForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                who = {"by": self.person.user, "at": timezone.now()}
                strike_evidence(evidence_id=pk, why=form.cleaned_data["why"], **who)
                messages.success(request, _("Đã bỏ minh chứng."))
                return redirect(page_of(row), pk=row.entry.pk)
        return self._show(request, row, form, status=400)

    def _show(
        self, request: HttpRequest, row: Evidence, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {"row": row, "form": form, "page": page_of(row)}
        return render(request, "planning/evidence/strike.html", context, status=status)


def page_of(row: Evidence) -> str:
    """The name of the page of what it shows."""
    return next(page for model, page in ENTRIES.values() if isinstance(row.entry, model))


class EvidenceFile(Page):
    """The file as it came; to whoever sees the entry."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        row = self.row(Evidence.objects.all(), pk=pk)
        return send(row.file, name=row.name, kind=row.media_type)
