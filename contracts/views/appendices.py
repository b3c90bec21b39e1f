"""Appendices of a contract: the page that makes one, and its part of the contract's page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import spread
from contracts import services
from contracts.access import CONTRACTS, services_for
from contracts.appendix_form import ROWS, AppendixForm, added_lines
from contracts.models import Appendix, Contract, ContractLine
from contracts.queries import standing_lines, standing_of
from contracts.services import LineFacts


@dataclass(frozen=True)
class Amended:
    """An appendix with what it brought and struck, and what that is without VAT."""

    appendix: Appendix
    added: list[ContractLine]
    struck: list[ContractLine]

    @property
    def net(self) -> int:
        """The change of the contract's net value."""
        return sum(line.amount for line in self.added) - sum(line.amount for line in self.struck)


def part(contract: Contract) -> list[Amended]:
    """The appendices of a contract, in three queries."""
    rows = contract.appendices.prefetch_related("added", "struck")
    return [Amended(one, list(one.added.all()), list(one.struck.all())) for one in rows]


class NewAppendix(Page):
    """Make an appendix of a signed contract."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, contract, *self._forms(contract))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form, lines = self._forms(contract, request.POST)
        if form.is_valid() & lines.is_valid():
            typed = form.cleaned_data
            try:
                made = services.amend(
                    contract_id=pk,
                    title=typed["title"],
                    signed_on=typed["signed_on"],
                    due_on=typed["due_on"],
                    strike=[line.pk for line in typed["strike"]],
                    add=[LineFacts(**row.cleaned_data) for row in lines if row.cleaned_data],
                    by=self.person.user,
                    at=timezone.now(),
                )
            except DomainError as error:
                spread(form, lines, error, lines="add")
            else:
                messages.success(request, _("Đã lập phụ lục %(n)s.") % {"n": made.number})
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, lines, status=400)

    def _forms(self, contract: Contract, data: Any = None) -> tuple[AppendixForm, Any]:
        standing = contract.lines.filter(standing_lines(None))
        form = AppendixForm(data, lines=standing)
        lines = added_lines(ROWS)(
            data, prefix="add", form_kwargs={"services": services_for(contract)}
        )
        return form, lines

    def _show(
        self,
        request: HttpRequest,
        contract: Contract,
        form: AppendixForm,
        lines: Any,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "lines": lines,
            "standing_lines": contract.lines.filter(standing_lines(None)),
            "chosen": set(request.POST.getlist("strike")),
            "standing": standing_of(contract, timezone.localdate()),
            "appendices": part(contract),
        }
        return render(request, "contracts/appendices/new.html", context, status=status)
