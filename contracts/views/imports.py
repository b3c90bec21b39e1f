"""A client's list: upload, preview with each row's fate, mend in place, enter all."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on
from contracts import services
from contracts.access import CONTRACTS, import_of
from contracts.forms import UploadForm
from contracts.listing.counting import fate_counts
from contracts.listing.headings import FIELDS
from contracts.listing.judging import ENTERING
from contracts.listing.wording import field_name, load, sentence
from contracts.models import ListImport, ListRow
from contracts.services.lists import reading_task
from contracts.states import Fate
from contracts.tables import MOST_BYTES
from contracts.views.detail import show

_DIGITS = 9  # of a row's number


class Upload(Page):
    """Take a list in and go to its progress."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file: Any = form.cleaned_data["file"]
            with faults_on(form):
                source = services.upload_list(
                    contract_id=pk,
                    file_name=file.name,
                    content=file.read(MOST_BYTES + 1),
                    kind=form.cleaned_data["kind"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                return redirect("contracts:import", pk=pk, import_id=source.pk)
        return show(self, request, contract, upload_form=form, status=400)


class Preview(Page):
    """What would become of each row; nothing is written yet."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        return preview(request, source)


def preview(
    request: HttpRequest,
    source: ListImport,
    *,
    refused: DomainError | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an import; with `refused`, why the last step did not go through."""
    counts = fate_counts(source)
    fate = request.GET.get("fate", "")
    rows = source.rows.select_related("type", "instrument__type", "service").order_by("number")
    if fate in Fate.values:
        rows = rows.filter(fate=fate)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    entering = sum(counts.get(fate.value, 0) for fate in ENTERING)
    mapped = source.columns.get("mapped", {})
    fields = [name for name in FIELDS if name in mapped or name == "service"]
    context = {
        "source": source,
        "contract": source.contract,
        "page": page,
        "rows": [_row(row, fields) for row in page],
        "editing": _editing(source, request.GET.get("edit", ""), fields, typed),
        "columns": [(name, field_name(name)) for name in fields],
        "width": len(fields) + 4,
        "mapped": [(field_name(name), mapped[name]) for name in FIELDS if name in mapped],
        "chips": [(one, one.label, counts[one.value]) for one in Fate if one.value in counts],
        "fate": fate,
        "total": sum(counts.values()),
        "entering": entering,
        "left": sum(counts.values()) - entering,
        "reasons": [sentence(reason) for reason in load(source.error)],
        "task": reading_task(source.pk),
        "refused": refused,
        "ready": source.state == "ready" and source.contract.state == "draft",
    }
    return render(request, "contracts/import.html", context, status=status)


def _row(row: ListRow, fields: list[str]) -> dict[str, Any]:
    """One row for the table: cells with what is wrong, fate, why."""
    why = load(row.why)
    wrong = {reason.get("column", "") for reason in why}
    return {
        "row": row,
        "cells": [(name, row.values.get(name, ""), name in wrong) for name in fields],
        "why": [sentence(reason) for reason in why],
        "wrong": wrong,
    }


def _editing(
    source: ListImport, number: str, fields: list[str], typed: dict[str, str] | None
) -> dict[str, Any] | None:
    """The row that is being mended, with what was typed where it was refused."""
    if not number.isdecimal() or len(number) > _DIGITS:
        return None
    row = source.rows.filter(number=int(number)).first()
    if row is None:
        return None
    shown = _row(row, fields)
    values = {**row.values, **(typed or {})}
    names = [*fields, *(name for name in ("price",) if name not in fields)]
    shown["inputs"] = [
        (name, field_name(name), values.get(name, ""), name in shown["wrong"]) for name in names
    ]
    return shown


class Mend(Page):
    """Correct the cells of one row."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int, import_id: int, number: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        get_object_or_404(source.rows, number=number)
        typed = {name: request.POST[name] for name in FIELDS if name in request.POST}
        try:
            services.mend_row(
                import_id=source.pk,
                number=number,
                values=typed,
                by=self.person.user,
                at=timezone.now(),
            )
        except DomainError as error:
            return preview(request, source, refused=error, typed=typed, status=error.status)
        messages.success(request, _("Đã lưu dòng %(n)s và xét lại.") % {"n": number})
        address = reverse("contracts:import", args=[pk, import_id])
        kept = request.GET.copy()
        kept.pop("edit", None)
        query = f"?{kept.urlencode()}" if kept else ""
        return redirect(f"{address}{query}#row-{number}")


class JudgeAgain(Page):
    """Hold the preview against the world of now: prices, instruments, the contract."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        services.judge_again(import_id=source.pk, at=timezone.now())
        messages.success(request, _("Đã xét lại mọi dòng."))
        return redirect("contracts:import", pk=pk, import_id=import_id)


class Apply(Page):
    """Enter all of it, then watch the task."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        try:
            task = services.apply_list(
                import_id=source.pk,
                skip=request.POST.get("skip") == "yes",
                by=self.person.user,
                at=timezone.now(),
            )
        except DomainError as error:
            return preview(request, source, refused=error, status=error.status)
        return redirect("task", pk=task.pk)
