"""A bank's list: upload, preview with each row's fate, mend in place, enter all."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.files import send
from common.forms import faults_on
from common.models import Task
from common.templatetags.show import dong
from contracts.ledger.bank import services
from contracts.ledger.bank.headings import FIELDS, letters
from contracts.ledger.bank.judging import BLOCKING, CHOICES, ENTERING
from contracts.ledger.bank.wording import field_name, sentence
from contracts.ledger.forms import BankForm, ColumnsForm
from contracts.listing.wording import load
from contracts.models import BankList, BankRow, Invoice
from contracts.states import BankFate, ListState
from contracts.tables import MOST_BYTES

_DIGITS = 9  # of a row's number
LISTS = BankList.objects.select_related("centre", "by")


class BankLists(Page):
    """The lists that were taken in; take in another."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, BankForm(centres=self.person.centres(Can.RECORD_MONEY)))

    def post(self, request: HttpRequest) -> HttpResponse:
        centres = self.person.centres(Can.RECORD_MONEY)
        form = BankForm(request.POST, request.FILES, centres=centres)
        if form.is_valid():
            file: Any = form.cleaned_data["file"]
            with faults_on(form):
                source = services.upload_bank_list(
                    centre=form.cleaned_data["centre"],
                    file_name=file.name,
                    content=file.read(MOST_BYTES + 1),
                    by=self.person.user,
                    at=timezone.now(),
                )
                return redirect("contracts:bank-list", pk=source.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: BankForm, status: int = 200) -> HttpResponse:
        rows = LISTS.visible_to(self.person).annotate(
            payments=Count("rows__payment"), amount=Sum("rows__payment__amount")
        )
        page = Paginator(rows.order_by("-at", "-pk"), 50).get_page(request.GET.get("page"))
        context = {"page": page, "form": form, "may_record": True}
        return render(request, "contracts/ledger/bank_lists.html", context, status=status)


class BankPage(Page):
    """What would become of each row; nothing is recorded yet."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return preview(request, self.row(LISTS, Can.RECORD_MONEY, pk=pk))


def preview(
    request: HttpRequest,
    source: BankList,
    *,
    refused: DomainError | None = None,
    typed: dict[str, str] | None = None,
    columns: ColumnsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a list; with `refused`, why the last step did not go through."""
    counts = dict(source.rows.order_by().values_list("fate").annotate(n=Count("pk")))
    fate = request.GET.get("fate", "")
    rows = source.rows.select_related("contract__customer", "payment").order_by("number")
    if fate in BankFate.values:
        rows = rows.filter(fate=fate)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    mapped = source.columns.get("mapped", {})
    seen = source.columns.get("seen", [])
    entering = sum(counts.get(one.value, 0) for one in ENTERING)
    sums = source.rows.filter(fate__in=ENTERING).aggregate(sum=Sum("amount"))
    context = {
        "source": source,
        "page": page,
        "rows": _shown(list(page)),
        "editing": _editing(source, request.GET.get("edit", ""), typed),
        "mapped": [(field_name(name), mapped[name]) for name in FIELDS if name in mapped],
        "chips": [(one, one.label, counts[one.value]) for one in BankFate if one.value in counts],
        "fate": fate,
        "total": sum(counts.values()),
        "entering": entering,
        "sum": int(sums["sum"] or 0),
        "left": sum(counts.get(one.value, 0) for one in BLOCKING),
        "reasons": [sentence(reason) for reason in load(source.error)],
        "task": Task.objects.filter(key=services.read_key(source)).first(),
        "refused": refused,
        "ready": source.state == ListState.READY,
        "seen": seen,
        "heads": [letters(n) for n in range(max((len(row) for row in seen), default=0))],
        "columns": columns or (ColumnsForm(seen=seen) if seen else None),
    }
    return render(request, "contracts/ledger/bank_list.html", context, status=status)


def _shown(rows: list[BankRow]) -> list[dict[str, Any]]:
    """Rows for the table, with the invoices that they settle."""
    ids = {share[0] for row in rows for share in row.shares}
    names = {pk: f"{s} {n}" for pk, s, n in Invoice.objects.filter(pk__in=ids).values_list("pk", "series", "number")}  # fmt: skip  # noqa: E501
    return [
        {
            "row": row,
            "day": f"{row.received_on:%d/%m/%Y}" if row.received_on else _said(row, "received_on"),
            "money": dong(row.amount) if row.amount else _said(row, "amount", "debit"),
            "why": [sentence(reason) for reason in load(row.why)],
            "shares": [(names.get(pk, "?"), amount) for pk, amount in row.shares],
            "enters": row.fate in ENTERING,
            "blocks": row.fate in BLOCKING,
        }
        for row in rows
    ]


def _said(row: BankRow, *names: str) -> str:
    """The first of the cells that says something."""
    return next((text for name in names if (text := row.values.get(name, ""))), "–")


def _editing(source: BankList, number: str, typed: dict[str, str] | None) -> dict[str, Any] | None:
    """The row that is being mended, with what was typed where it was refused."""
    if not (number.isascii() and number.isdecimal()) or len(number) > _DIGITS:
        return None
    row = source.rows.filter(number=int(number)).first()
    if row is None:
        return None
    values = {**row.values, **(typed or {})}
    names = [name for name in FIELDS if name in row.values or name in ("received_on", "amount")]
    return {
        "row": row,
        "why": [sentence(reason) for reason in load(row.why)],
        "inputs": [
            (name, field_name(name), values.get(name, "")) for name in [*names, *CHOICES[:2]]
        ],
        "leave": bool(values.get("leave")),
    }


class NameColumns(Page):
    """Say which column is what; the file is read again."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        form = ColumnsForm(request.POST, seen=source.columns.get("seen", []))
        if form.is_valid():
            with faults_on(form):
                services.name_columns(
                    list_id=pk,
                    row=form.cleaned_data["row"],
                    columns=form.columns(),
                    by=self.person.user,
                    at=timezone.now(),
                )
                return redirect("contracts:bank-list", pk=pk)
        return preview(request, source, columns=form, status=400)


class MendRow(Page):
    """Correct a row, or say whose money it is."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        get_object_or_404(source.rows, number=number)
        typed = {name: request.POST[name] for name in services.EDITABLE if name in request.POST}
        typed["leave"] = "yes" if request.POST.get("leave") else ""
        try:
            services.mend_bank_row(
                list_id=pk, number=number, values=typed, by=self.person.user, at=timezone.now()
            )
        except DomainError as error:
            return preview(request, source, refused=error, typed=typed, status=error.status)
        messages.success(request, _("Đã lưu dòng %(n)s và xét lại.") % {"n": number})
        kept = request.GET.copy()
        kept.pop("edit", None)
        query = f"?{kept.urlencode()}" if kept else ""
        return redirect(f"{reverse('contracts:bank-list', args=[pk])}{query}#row-{number}")


class JudgeAgain(Page):
    """Hold the preview against the debts of now."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        try:
            services.judge_bank_again(list_id=pk, at=timezone.now())
        except DomainError as error:
            return preview(request, source, refused=error, status=error.status)
        messages.success(request, _("Đã xét lại mọi dòng."))
        return redirect("contracts:bank-list", pk=pk)


class ApplyList(Page):
    """Record all of it, then watch the task."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        skip = request.POST.get("skip") == "yes"
        try:
            task = services.apply_bank_list(list_id=pk, skip=skip, by=self.person.user)
        except DomainError as error:
            return preview(request, source, refused=error, status=error.status)
        return redirect("task", pk=task.pk)


class BankFile(Page):
    """The file as it was taken in."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        return send(source.file, name=source.file_name, kind="application/octet-stream")
