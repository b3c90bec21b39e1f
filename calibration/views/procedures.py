"""Procedure versions: the list, one version with its next moves, new ones, copies, comparison."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from calibration import services
from calibration.confirming import LONGEST_SOURCE, marks_of
from calibration.definition import read_definition
from calibration.editor.differing import compare
from calibration.editor.forms import CopyForm, ImportForm, NewForm, add_faults, json_given
from calibration.editor.layout import Drawer
from calibration.editor.marks import marked
from calibration.editor.options import unit_options
from calibration.editor.schema import form_of, sections_of
from calibration.forms import FromDayForm, ToDayForm
from calibration.models import ProcedureRows, ProcedureVersion
from calibration.parity.keeping import parity_of
from calibration.procedures.approval import approval_faults
from calibration.states import ProcedureState
from common.errors import DomainError
from common.forms import faults_on
from common.text import row_id
from metrology.conformity.decisions import DECISION_RULES
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
            "may": self.person.may(Can.MANAGE_PROCEDURES),
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
        "centre", "approved_by", "edited_by"
    ).prefetch_related("types")
    return rows


def show(
    page: Page, request: HttpRequest, version: ProcedureVersion, *, form: Any = None,
    refused: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a version; with what was refused, again with what was typed."""
    may = page.person.may(Can.MANAGE_PROCEDURES, version.centre)
    definition = read_definition(version.definition)
    budgets = list(version.budgets.select_related("by"))
    versions = ProcedureVersion.objects.filter(
        centre=version.centre, code=version.code, service=version.service
    ).order_by("-version")
    draft = version.state == ProcedureState.DRAFT
    faults = approval_faults(version) if draft else []
    found = marked(version.content, marks_of(version))
    tree = form_of(version.content)
    drawer = Drawer(marks={each.mark.path: each for each in found})
    context = {
        "version": version,
        "pages": [(each, drawer.section(each, tree)) for each in sections_of(tree)],
        "versions": versions,
        "budgets": budgets,
        "compared": [each.pk for each in budgets[-2:]],
        "content": version.content,
        "decision": DECISION_RULES[definition.decision_rule],
        "coverage": COVERAGE_RULES[definition.coverage],
        "may": may,
        "manager": page.person.may(Can.MANAGE_PROCEDURES),
        "form": form or _form(version),
        "refused": refused,
        "marks": found,
        "wrong": [each for each in faults if each.code != "unconfirmed"],
        "waiting": sum(each.code == "unconfirmed" for each in faults),
        "longest": LONGEST_SOURCE,
        "parity": parity_of(version),
        "events": history(version),
    }
    status = 400 if form is not None else refused.status if refused else 200
    return render(request, "calibration/procedure.html", context, status=status)


def _form(version: ProcedureVersion) -> Any:
    """The form of the next move, if there is one."""
    day = timezone.localdate()
    forms_of: dict[str, Any] = {
        ProcedureState.DRAFT: FromDayForm(initial={"valid_from": day}),
        ProcedureState.APPROVED: FromDayForm(initial={"valid_from": day}),
        ProcedureState.IN_FORCE: ToDayForm(initial={"valid_to": day}),
    }
    return forms_of.get(version.state)


class Move(Page):
    """A move in the life of a version."""

    verb = Can.MANAGE_PROCEDURES

    def version(self, pk: int) -> ProcedureVersion:
        """The version, where its centre lets this person move it."""
        return self.row(_rows(), Can.MANAGE_PROCEDURES, pk=pk)


class Approve(Move):
    """Sign the content; it is used from a later day."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        try:
            services.approve_procedure(version_id=pk, by=self.person.user, at=timezone.now())
        except DomainError as error:
            return show(self, request, version, refused=error)
        messages.success(request, _("Nội dung quy trình đã được phê duyệt, từ nay không đổi nữa."))
        return redirect("calibration:procedure", pk=pk)


class InForce(Move):
    """From a day on, this version is used."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        form = FromDayForm(request.POST)
        if not form.is_valid():
            return show(self, request, version, form=form)
        try:
            with faults_on(form):
                services.put_in_force(
                    version_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        except DomainError as error:
            return show(self, request, version, refused=error)
        if not form.is_valid():
            return show(self, request, version, form=form)
        messages.success(request, _("Quy trình đã được đưa vào áp dụng."))
        return redirect("calibration:procedure", pk=pk)


class Retire(Move):
    """After a day this version is not used any more."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        form = ToDayForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.retire(
                    version_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return show(self, request, version, form=form)
        messages.success(request, _("Quy trình đã ngừng áp dụng."))
        return redirect("calibration:procedure", pk=pk)


class Confirm(Move):
    """Somebody checked numbers that the draft had from memory."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        try:
            services.confirm(
                version_id=pk,
                path=request.POST.get("path", ""),
                source=request.POST.get("source", ""),
                by=self.person.user,
                at=timezone.now(),
            )
        except DomainError as error:
            return show(self, request, version, refused=error)
        messages.success(request, _("Đã ghi xác nhận số liệu."))
        return redirect(f"{request.path.removesuffix('confirm/')}#marks")


class DraftNext(Move):
    """Begin the next version from this one."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        draft = services.draft_next(version_id=version.pk, by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã lập bản thảo phiên bản %(n)s.") % {"n": draft.version})
        return redirect("calibration:procedure", pk=draft.pk)


class Beginning(Page):
    """A form that ends in a first draft."""

    verb = Can.MANAGE_PROCEDURES
    template = "calibration/procedure_new.html"

    def answer(
        self, request: HttpRequest, form: forms.Form, begin: Any, **more: Any
    ) -> HttpResponse:
        """The editor of the draft that `begin` makes, or the form again with what is wrong."""
        draft: ProcedureVersion | None = None
        if form.is_valid():
            try:
                draft = begin(form.cleaned_data)
            except DomainError as error:
                add_faults(form, error)
        if draft is None:
            context = {"form": form, "units": unit_options(), **more}
            return render(request, self.template, context, status=400)
        told = _("Đã lập bản thảo. Soạn tiếp ở đây; mọi thứ gõ vào được giữ ngay.")
        messages.success(request, told)
        return redirect("calibration:procedure-edit", pk=draft.pk)


class NewProcedure(Beginning):
    """A procedure from scratch: a few questions, then the editor."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"form": NewForm(person=self.person), "units": unit_options()}
        return render(request, self.template, context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewForm(request.POST, person=self.person)

        def begin(given: dict[str, Any]) -> ProcedureVersion:
            return services.begin_procedure(
                centre=given["centre"], service=given["service"], data=form.definition(),
                by=self.person.user, at=timezone.now(),
            )  # fmt: skip

        return self.answer(request, form, begin)


class ImportProcedure(Beginning):
    """A procedure from JSON."""

    template = "calibration/procedure_import.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.template, {"form": ImportForm(person=self.person)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES, person=self.person)

        def begin(given: dict[str, Any]) -> ProcedureVersion:
            _text, data = json_given(given["file"], given["text"])
            return services.begin_procedure(
                centre=given["centre"], service=given["service"], data=data,
                by=self.person.user, at=timezone.now(),
            )  # fmt: skip

        return self.answer(request, form, begin)


class Copy(Beginning):
    """Another procedure with the content of this one."""

    template = "calibration/procedure_copy.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), pk=pk)
        given = {"service": version.service, "code": f"{version.code}-2"}
        form = CopyForm(person=self.person, initial=given)
        return render(request, self.template, {"form": form, "version": version})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), pk=pk)
        form = CopyForm(request.POST, person=self.person)

        def begin(given: dict[str, Any]) -> ProcedureVersion:
            return services.copy_procedure(
                version_id=version.pk, by=self.person.user, at=timezone.now(), **given
            )

        return self.answer(request, form, begin, version=version)


class Compare(Page):
    """What changed between two versions that a person sees."""

    verb = Can.SEE_PROCEDURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(_rows(), pk=pk)
        seen = ProcedureVersion.objects.visible_to(self.person).select_related("centre")
        others = seen.exclude(pk=pk).order_by("code", "service", "centre__path", "-version")
        wanted = row_id(request.GET.get("with", ""))
        other = None if wanted is None else seen.filter(pk=wanted).exclude(pk=pk).first()
        context = {
            "version": version,
            "others": others,
            "other": other,
            "changed": compare(other.content, version.content) if other else None,
        }
        return render(request, "calibration/procedure_compare.html", context)
