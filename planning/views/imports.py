"""A list from a table: brought, previewed row by row, mended in place, entered whole."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.files import send
from common.forms import faults_on
from common.sheets import book_file
from planning.forms.imports import BringListForm, MendRowForm
from planning.importing.judging import Judged
from planning.importing.reading import template
from planning.importing.subjects import Subject, subjects
from planning.models import EntryImport
from planning.services import imports as services
from planning.states import RowFate

IMPORTS = EntryImport.objects.select_related("centre", "by")
PAGE = 50
RECENT = 20
_DIGITS = 9  # of a row's number


class Imports(Page):
    """Bring a list of one kind; those that were brought."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = _asked(request)
        return self._show(request, subject, BringListForm(subject=subject, person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        subject = _asked(request)
        form = BringListForm(request.POST, request.FILES, subject=subject, person=self.person)
        if form.is_valid():
            file: Any = form.cleaned_data["file"]
            with faults_on(form):
                made = services.bring_list(
                    centre=form.cleaned_data["centre"],
                    subject=subject.code,
                    file_name=file.name,
                    content=file.read(services.MOST_BYTES + 1),
                    by=self.person.user,
                    at=timezone.now(),
                )
                return redirect("planning:import", pk=made.pk)
        return self._show(request, subject, form, status=400)

    def _show(
        self, request: HttpRequest, subject: Subject, form: BringListForm, status: int = 200
    ) -> HttpResponse:
        kinds = [one for one in subjects().values() if self.person.may(one.verb)]
        recent = IMPORTS.visible_to(self.person).defer("rows")
        context = {
            "subject": subject,
            "kinds": kinds,
            "form": form,
            "recent": recent.filter(subject=subject.code)[:RECENT],
            "fields": subject.fields,
        }
        return render(request, "planning/importing/new.html", context, status=status)


def _asked(request: HttpRequest) -> Subject:
    return subjects().get(request.GET.get("subject", "")) or subjects()["activities"]


class ImportTemplate(Page):
    """A workbook to fill in."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = _asked(request)
        return book_file(template(subject), f"{subject.code}.xlsx")


class ImportPage(Page):
    """What would become of each row; nothing is entered yet. Posting enters all of it."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _show(request, _row(self, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = _row(self, pk)
        try:
            seen = services.apply_list(
                import_id=pk,
                digest=request.POST.get("digest", ""),
                by=self.person.user,
                at=timezone.now(),
            )
        except DomainError as error:
            return _show(request, source, refused=error, status=error.status)
        n = len(seen.entering)
        said = ngettext("Đã nhập %(n)s dòng.", "Đã nhập %(n)s dòng.", n) % {"n": n}
        messages.success(request, said)
        return redirect("planning:import", pk=pk)


def _row(door: Page, pk: int) -> EntryImport:
    source = door.row(IMPORTS, pk=pk)
    door.person.insist(services.subject_of(source.subject).verb, source.centre)
    return source


def _show(
    request: HttpRequest,
    source: EntryImport,
    *,
    refused: DomainError | None = None,
    mend: tuple[int, MendRowForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    subject = services.subject_of(source.subject)
    context: dict[str, Any] = {"source": source, "subject": subject, "refused": refused}
    if source.applied_at is None:
        seen = services.preview_list(source, timezone.now())
        fate = request.GET.get("fate", "")
        rows = [one for one in seen.judged if fate in ("", one.fate.value)]
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        used = {name for one in source.rows for name in one["values"]}
        columns = [one for one in subject.fields if one.name in used or one.required]
        context |= {
            "seen": seen,
            "fate": fate,
            "chips": [(one, n) for one in RowFate if (n := seen.count(one))],
            "wrong": seen.count(RowFate.WRONG),
            "columns": columns,
            "page": page,
            "rows": [_cells(one, subject, [c.name for c in columns]) for one in page],
            "editing": mend or _editing(seen.judged, subject, request.GET.get("edit", "")),
        }
    return render(request, "planning/importing/preview.html", context, status=status)


def _cells(one: Judged, subject: Subject, names: list[str]) -> dict[str, Any]:
    labels = {column.name: str(column.label) for column in subject.fields}
    why = [(labels.get(fault.field, ""), fault) for fault in one.faults]
    return {"one": one, "why": why, "cells": [one.values.get(name, "") for name in names]}


def _editing(judged: Any, subject: Subject, text: str) -> tuple[int, MendRowForm] | None:
    """The row that the address asks to mend, with its cells."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    one = next((one for one in judged if one.number == int(text)), None)
    if one is None:
        return None
    cells = {**one.values, "leave": one.fate is RowFate.LEFT}
    return one.number, MendRowForm(initial=cells, subject=subject)


class MendRow(Page):
    """Correct a row, or leave it out."""

    verb = Can.RECORD_PLANNING

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        source = _row(self, pk)
        form = MendRowForm(request.POST, subject=services.subject_of(source.subject))
        if form.is_valid():
            with faults_on(form):
                services.mend_row(
                    import_id=pk,
                    number=number,
                    values=form.cells(),
                    leave=form.cleaned_data["leave"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã lưu dòng %(n)s và xét lại.") % {"n": number})
                kept = request.GET.copy()
                kept.pop("edit", None)
                query = f"?{kept.urlencode()}" if kept else ""
                return redirect(f"{reverse('planning:import', args=[pk])}{query}#row-{number}")
        return _show(request, source, mend=(number, form), status=400)


class ImportFile(Page):
    """The file as it was brought."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        source = _row(self, pk)
        return send(source.file, name=source.file_name, kind="application/octet-stream")
