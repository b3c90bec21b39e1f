"""One contract on one page: facts, lines, items, progress, money, next moves, history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from common.text import row_id
from contracts import services
from contracts.access import CONTRACTS, line_of, services_for, works_on
from contracts.forms import ChangeForm, DraftForm, ItemsForm, LineForm, UploadForm
from contracts.models import Contract, ContractItem
from contracts.moves import next_moves
from contracts.numbers import propose_number
from contracts.papers.part import papers_part
from contracts.queries import invoice_warnings, standing_of
from contracts.quoting.views.part import part_of
from contracts.services import ItemFacts, LineFacts
from contracts.states import WITH_JOBS, ContractState
from contracts.views import appendices
from contracts.visit.views.going_on import custody_part
from contracts.words import in_words
from instruments.models import Instrument


class NewContract(Page):
    """A new draft; `?customer=` comes from the customer's page."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        first = self.person.centres(Can.MANAGE_CONTRACTS).order_by("path").first()
        form = DraftForm(person=self.person, initial={"customer": request.GET.get("customer")})
        if first is not None:
            proposed = propose_number(first, timezone.localdate().year)
            form.fields["number"].widget.attrs["placeholder"] = proposed
        return self._show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DraftForm(request.POST, person=self.person)
        if form.is_valid():
            typed = dict(form.cleaned_data)
            centre = typed.pop("centre", None) or typed["customer"].centre
            self.person.insist(Can.MANAGE_CONTRACTS, centre)
            with faults_on(form):
                made = services.draft_contract(
                    centre=centre, by=self.person.user, at=timezone.now(), **typed
                )
                said = _("Đã lưu nháp %(number)s. Bước sau: thêm dòng hoặc nạp danh sách.")
                messages.success(request, said % {"number": made.number})
                return redirect("contracts:detail", pk=made.pk)
        return self._show(request, form, status=400)

    def _show(self, request: HttpRequest, form: DraftForm, status: int = 200) -> HttpResponse:
        return render(request, "contracts/new.html", {"form": form}, status=status)


class ChangeContract(Page):
    """Amend a draft."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        initial = {name: getattr(contract, name) for name in ("title", "strand", "due_on", "note")}
        return self._show(request, contract, ChangeForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = ChangeForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.change_draft(
                    contract_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã lưu."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: ChangeForm, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "contract": contract, "title": _("Sửa hợp đồng nháp")}
        return render(request, "contracts/form.html", context, status=status)


class ContractPage(Page):
    """The whole of a contract."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, pk=pk)
        return show(self, request, contract)


def show(
    page: Page,
    request: HttpRequest,
    contract: Contract,
    *,
    line_form: LineForm | None = None,
    upload_form: UploadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a contract, with a form that was refused where there is one."""
    today = timezone.localdate()
    standing = standing_of(contract, today)
    inside = works_on(page.person, contract)
    manages = page.person.may(Can.MANAGE_CONTRACTS, contract.centre)
    open_ = contract.state in (ContractState.DRAFT, ContractState.SIGNED)
    items = Paginator(items_of(contract), 50).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "contract": contract,
        "standing": standing,
        "lines": contract.lines.select_related("added_by", "struck_by").annotate(
            item_count=Count("items")
        ),
        "items": items,
        "invoices": contract.invoices.select_related("corrects").prefetch_related("rates"),
        "payments": contract.payments.prefetch_related("allocations__invoice"),
        "warnings": invoice_warnings(contract, today) if inside else [],
        "words": in_words(standing.totals.gross),
        "inside": inside,
        "draft": manages and contract.state == ContractState.DRAFT,
        "extends": manages and open_ and contract.accepted_on is None,
        "records_money": page.person.may(Can.RECORD_MONEY, contract.centre),
        "moves": next_moves(contract, standing, page.person),
        "pauses": contract.pauses.all(),
        **custody_part(contract, page.person),
        "quoting": part_of(page, contract),
        "appendices": appendices.part(contract),
        **papers_part(contract, page.person),
    }
    if context["draft"]:
        context["line_form"] = line_form or LineForm(services=services_for(contract))
    if context["draft"]:
        context["upload_form"] = upload_form or UploadForm()
    if context["quoting"].held:
        context["draft"] = False
    if inside:
        context["events"] = history(contract)
        context["imports"] = contract.imports.select_related("by").order_by("-at")
    return render(request, "contracts/detail.html", context, status=status)


def items_of(contract: Contract) -> Any:
    """The instruments and samples of a contract with their jobs and certificates."""
    rows = ContractItem.objects.filter(line__contract=contract)
    return (
        rows.select_related("line", "instrument__type", "site", "job")
        .prefetch_related("job__certificates")
        .order_by("line__position", "pk")
    )


class AddLine(Page):
    """One more line."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = LineForm(request.POST, services=services_for(contract))
        if form.is_valid():
            with faults_on(form):
                services.add_line(
                    contract_id=pk,
                    facts=LineFacts(**form.cleaned_data),
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã thêm dòng."))
                return redirect("contracts:detail", pk=pk)
        return show(self, request, contract, line_form=form, status=400)


class RemoveLine(Page):
    """Take a line out of a draft."""

    verb = Can.MANAGE_CONTRACTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        line = line_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        services.remove_line(line_id=line.pk, by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã bỏ dòng “%(line)s”.") % {"line": line.description})
        return redirect("contracts:detail", pk=line.contract_id)


class AddItems(Page):
    """Pick the customer's instruments, or name samples, for a line."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = ItemsForm(contract=contract, initial={"line": request.GET.get("line")})
        return self._show(request, contract, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        if "go" in request.POST:  # another page or search: ticks and words come along
            typed = {name: request.POST.get(name) for name in ("line", "samples")}
            return self._show(request, contract, ItemsForm(contract=contract, initial=typed))
        form = ItemsForm(request.POST, contract=contract)
        if form.is_valid():
            with faults_on(form):
                made = services.add_items(
                    line_id=form.cleaned_data["line"].pk,
                    items=self._picked(request, contract, form),
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã thêm %(n)s.") % {"n": len(made)})
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _picked(self, request: HttpRequest, contract: Contract, form: ItemsForm) -> list[ItemFacts]:
        rows = Instrument.objects.filter(customer=contract.customer, pk__in=_ticked(request))
        picked = [ItemFacts(instrument=one) for one in rows.select_related("type", "site")]
        return picked + [ItemFacts(sample=name) for name in form.sample_names()]

    def _show(
        self, request: HttpRequest, contract: Contract, form: ItemsForm, status: int = 200
    ) -> HttpResponse:
        said = request.POST or request.GET
        text = said.get("q", "")
        rows = Instrument.objects.filter(customer=contract.customer).search(text)
        pages = Paginator(rows.select_related("type", "site").order_by("type", "serial", "pk"), 100)
        page, picked = pages.get_page(said.get("go") or said.get("page")), _ticked(request)
        context = {
            "contract": contract,
            "form": form,
            "text": text,
            "page": page,
            "picked": picked,
            "elsewhere": sorted(picked - {one.pk for one in page}),
            "has_lines": contract.lines.filter(kind__in=WITH_JOBS).exists(),
        }
        return render(request, "contracts/items.html", context, status=status)


def _ticked(request: HttpRequest) -> set[int]:
    """The ticks of this page and, in one field, those that came along from others."""
    typed = [*request.POST.getlist("instrument"), *request.POST.get("elsewhere", "").split()]
    return {pk for one in typed if (pk := row_id(one)) is not None}
