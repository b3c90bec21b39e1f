"""Closed books, and the export for accounting."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Centre, Customer
from accounts.permissions import Can
from common.forms import faults_on
from common.sheets import book_file
from common.text import row_id
from contracts.ledger.books import close_books
from contracts.ledger.closing import closed_until
from contracts.ledger.export import as_csv, as_xlsx, lines
from contracts.ledger.forms import CloseForm, ExportForm, ReadBackForm
from contracts.ledger.reading_back import Balances, read_back
from contracts.models import ClosedBooks, Contract
from contracts.tables import MOST_BYTES


class Books(Page):
    """Up to which day the books of each centre are closed, and who closed them when."""

    verb = Can.SEE_FIGURES
    verbs = {"get": Can.SEE_FIGURES, "post": Can.CLOSE_BOOKS}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, CloseForm(centres=self.person.centres(Can.CLOSE_BOOKS)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CloseForm(request.POST, centres=self.person.centres(Can.CLOSE_BOOKS))
        if form.is_valid():
            with faults_on(form):
                made = close_books(
                    centre_id=form.cleaned_data["centre"].pk,
                    until=form.cleaned_data["until"],
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                said = _("Sổ đã khóa đến hết ngày %(day)s.") % {"day": f"{made.until:%d/%m/%Y}"}
                messages.success(request, said)
                return redirect("contracts:books")
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: CloseForm, status: int = 200) -> HttpResponse:
        centres = list(self.person.centres(Can.SEE_FIGURES))
        rows = ClosedBooks.objects.filter(centre__in=centres).select_related("centre", "by")
        context = {
            "may_record": self.person.may(Can.RECORD_MONEY),
            "form": form if self.person.may(Can.CLOSE_BOOKS) else None,
            "centres": [(centre, closed_until(centre)) for centre in centres[:200]],
            "rows": rows.order_by("-at", "-pk")[:100],
        }
        return render(request, "contracts/ledger/books.html", context, status=status)


class Accounting(Page):
    """The export of a period, and an export added up again."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.RECORD_MONEY)
        if "start" not in request.GET:
            return self._show(request, ExportForm(centres=centres))
        form = ExportForm(request.GET, centres=centres)
        if not form.is_valid():
            return self._show(request, form, status=400)
        typed = form.cleaned_data
        return export_file(typed["centre"], typed["start"], typed["end"], typed["way"])

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReadBackForm(request.POST, request.FILES)
        if form.is_valid():
            file: Any = form.cleaned_data["file"]
            with faults_on(form):
                found = read_back(file.read(MOST_BYTES + 1), file.name)
                return self._show(request, None, form, found=found)
        return self._show(request, None, form, status=400)

    def _show(
        self,
        request: HttpRequest,
        form: ExportForm | None,
        back: ReadBackForm | None = None,
        *,
        found: Balances | None = None,
        status: int = 200,
    ) -> HttpResponse:
        centres = self.person.centres(Can.RECORD_MONEY)
        context = {
            "may_record": True,
            "form": form or ExportForm(centres=centres),
            "back": back or ReadBackForm(),
            "found": found,
            "accounts": _named(found, self.person) if found else [],
        }
        return render(request, "contracts/ledger/accounting.html", context, status=status)


def _named(found: Balances, person: Any) -> list[tuple[str, Any]]:
    """Accounts with the customers' names, where the person sees them."""
    ids = [pk for text in found.accounts if (pk := row_id(text)) is not None]
    names: dict[int | None, str] = dict(
        Customer.objects.visible_to(person).filter(pk__in=ids[:5000]).values_list("pk", "name")
    )
    rows = [(names.get(row_id(text), text[:80]), one) for text, one in found.accounts.items()]
    return sorted(rows, key=lambda row: -row[1].closing)


def export_file(centre: Centre, start: date, end: date, way: str) -> HttpResponse:
    """The export of a centre and the units below it, as a file to keep."""
    contracts = Contract.objects.filter(centre__path__startswith=centre.path)
    found = lines(contracts, start, end)
    name = f"ke-toan-{centre.code.lower()}-{start:%Y%m%d}-{end:%Y%m%d}"
    if way == "xlsx":
        return book_file(as_xlsx(found), f"{name}.xlsx")
    answer = HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
