"""Pages of a report's words: all sections, one that is written, its preview, what it took over."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import Conflict, DomainError, InvalidInput
from common.forms import faults_on
from reports.documents.facts import gather
from reports.documents.plan import paragraphs
from reports.models import PeriodReport
from reports.narrative import services
from reports.narrative.forms import FORMS, allowed
from reports.narrative.naming import check, filled
from reports.narrative.typed import HeadingForm, WordsForm
from reports.narrative.writing import Words, Written, words_now
from reports.states import ReportKind, ReportState

REPORTS = PeriodReport.objects.select_related("centre__parent", "block", "closing")


class _OfWords(Page):
    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def report(self, pk: int, verb: Can | None = None) -> PeriodReport:
        """The visible report; Forbidden where its unit does not grant `verb`."""
        found: PeriodReport = self.row(REPORTS, verb, pk=pk)
        return found

    def section(self, words: Words, key: str) -> Written:
        """The section of an address, or 404."""
        try:
            return words.section(key)
        except InvalidInput as error:
            raise Http404 from error


class AllWords(_OfWords):
    """Every section with its figures, and what the document says of itself."""

    verbs = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        return self._show(request, report, HeadingForm(report=report))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk, Can.WRITE_REPORTS)
        form = HeadingForm(request.POST, report=report)
        if form.is_valid():
            with faults_on(form):
                services.write_heading(
                    report_id=report.pk,
                    by=self.person.user,
                    at=timezone.now(),
                    facts=form.cleaned_data,
                )
                messages.success(request, _("Đã lưu."))
                return redirect("reports:words", pk)
        return self._show(request, self.report(pk), form, status=400)

    def _show(
        self, request: HttpRequest, report: PeriodReport, form: HeadingForm, status: int = 200
    ) -> HttpResponse:
        open_ = report.state == ReportState.DRAFT
        may_write = open_ and self.person.may(Can.WRITE_REPORTS, report.centre)
        of_unit = report.state == ReportState.CLOSED and report.kind == ReportKind.UNIT
        context = {
            "report": report,
            "sections": _shown(report),
            "form": form if may_write else None,
            "may_write": may_write,
            "may_sign": of_unit and self.person.may(Can.CLOSE_REPORTS, report.centre),
        }
        return render(request, "reports/narrative/words.html", context, status=status)


def _shown(report: PeriodReport) -> list[dict[str, Any]]:
    """Sections as the document says them: of a draft with what became of their proposals."""
    if report.state == ReportState.CLOSED:
        return [
            {
                "key": "",
                "part": one["part"],
                "name": one["heading"],
                "blocks": list(paragraphs(one["text"])),
            }
            for one in gather(report).sections
        ]
    return [
        {
            "key": one.key,
            "part": one.part,
            "name": one.heading,
            "blocks": list(paragraphs(one.said)),
            "written": one.row,
            "changes": len(one.changes),
        }
        for one in words_now(report).sections
    ]


class WriteSection(_OfWords):
    """One section: its words, how they read, the figures that may be named."""

    verb = Can.WRITE_REPORTS

    def get(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        report = self.report(pk, Can.WRITE_REPORTS)
        return self._show(request, report, section)

    def post(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        report = self.report(pk, Can.WRITE_REPORTS)
        self.section(words_now(report), section)
        form = WordsForm(request.POST)
        status = 400
        if form.is_valid():
            try:
                services.write_section(
                    report_id=report.pk,
                    key=section,
                    **form.cleaned_data,
                    by=self.person.user,
                    at=timezone.now(),
                )
            except DomainError as error:
                _beside(form, error)
                status = error.status
            else:
                messages.success(request, _("Đã lưu."))
                return redirect("reports:words", pk)
        return self._show(request, self.report(pk), section, form, status)

    def _show(
        self,
        request: HttpRequest,
        report: PeriodReport,
        key: str,
        form: WordsForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        words = words_now(report)
        section = self.section(words, key)
        typed = form.data.get("text", "") if form else section.text
        if form is None:
            form = WordsForm(initial={"text": section.text, "seen": section.version})
        elif status == Conflict.status:  # saved again, it takes the place of what is shown
            form.data = {**form.data, "text": typed, "seen": section.version}
        context = {
            "report": report,
            "section": section,
            "form": form,
            "open": report.state == ReportState.DRAFT,
            "blocks": list(paragraphs(filled(typed, section.ground.figures))),
            "changes": [(services.digest_of(one), one) for one in section.changes],
            "names": names_of(section),
            "theirs": section.text if status == Conflict.status else "",
        }
        return render(request, "reports/narrative/section.html", context, status=status)


def _beside(form: WordsForm, error: DomainError) -> None:
    """What a service refuses stands beside the text; a conflict above the form."""
    if isinstance(error, Conflict) or not error.faults:
        form.add_error(None, str(error))
        return
    for fault in error.faults:
        form.add_error("text", str(fault.message))


def names_of(section: Written) -> list[dict[str, Any]]:
    """The figures that may be named, those that say something first, with their forms."""
    found = sorted(section.ground.figures.values(), key=lambda one: one.absent)
    return [
        {
            "code": one.code,
            "name": f"{one.name} ({one.basis or one.unit_words})",
            "absent": one.absent,
            "forms": [
                {
                    "name": f"[[{one.code}:{form}]]" if form else f"[[{one.code}]]",
                    "label": FORMS[form].label,
                    "said": FORMS[form].say(one)[:80],
                }
                for form in allowed(one)
                if form != "name"
            ],
        }
        for one in found
    ]


class Preview(_OfWords):
    """How typed words read with the figures in them; a part of the page for htmx."""

    verb = Can.WRITE_REPORTS

    def post(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        report = self.report(pk, Can.WRITE_REPORTS)
        found = self.section(words_now(report), section)
        text = request.POST.get("text", "")[: services.LONGEST]
        figures = found.ground.figures
        try:
            check(text, figures)
            faults: Any = ()
        except InvalidInput as error:
            faults = error.faults
        context = {"blocks": list(paragraphs(filled(text, figures))), "faults": faults}
        return render(request, "reports/narrative/preview.html", context)


class Settle(_OfWords):
    """Take one changed paragraph of the proposal, or keep one's own."""

    verb = Can.WRITE_REPORTS

    def post(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        report = self.report(pk, Can.WRITE_REPORTS)
        self.section(words_now(report), section)
        try:
            services.settle_change(
                report_id=report.pk,
                key=section,
                change=request.POST.get("change", ""),
                take=request.POST.get("do") == "take",
                seen=request.POST.get("seen", ""),
                by=self.person.user,
                at=timezone.now(),
            )
            messages.success(request, _("Đã lưu."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("reports:words-section", pk, section)
