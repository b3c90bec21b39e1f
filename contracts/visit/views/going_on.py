"""How a visit goes on, and receiving the things of a contract."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from accounts.doors import Page
from accounts.people import Person
from accounts.permissions import Can
from calibration.custody.forms import ArrivalForm
from calibration.custody.rows import Row, picked_keys
from calibration.custody.views.receiving import ReceiveBase
from contracts.access import CONTRACTS
from contracts.models import Contract, ContractRows
from contracts.moves import next_moves
from contracts.queries import standing_of
from contracts.states import ContractState
from contracts.visit import queries

PER_PAGE = 200  # rows with boxes to type in: a form takes a thousand values


def _inside(person: Person) -> ContractRows:
    """Contracts that the person sees from inside."""
    centres = person.centres(Can.SEE_CONTRACTS)
    rows: ContractRows = CONTRACTS.filter(centre__in=centres)
    return rows


class VisitPage(Page):
    """Each thing of a contract: received, in work, certified, returned; it keeps itself fresh."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(_inside(self.person), pk=pk)
        page = Paginator(queries.items_with_work(contract), PER_PAGE).get_page(
            request.GET.get("page")
        )
        steps = queries.steps_of(list(page))
        standing = standing_of(contract, timezone.localdate())
        held = [one.custody.pk for one in steps
                if one.custody is not None and one.custody.returned_at is None]  # fmt: skip
        handles = self.person.may(Can.HANDLE_ITEMS, contract.centre)
        context: dict[str, Any] = {
            "contract": contract,
            "standing": standing,
            "steps": steps,
            "page": page,
            "counts": queries.counted(contract),
            "moves": next_moves(contract, standing, self.person),
            "handles": handles,
            "receives": handles and _open(contract) and any(one.custody is None for one in steps),
            "labels": urlencode([("custody", one) for one in held]),
            "held": bool(held),
        }
        fresh = getattr(request, "htmx", False)
        template = "contracts/visit/steps.html" if fresh else "contracts/visit/visit.html"
        return render(request, template, context)


def _open(contract: Contract) -> bool:
    return contract.state in (ContractState.DRAFT, ContractState.SIGNED, ContractState.PAUSED)


class ReceiveOfContract(ReceiveBase):
    """Receive the things of a contract, a draft's too."""

    template = "contracts/visit/receive.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(_inside(self.person), Can.HANDLE_ITEMS, pk=pk)
        rows = self._rows(contract)
        for row in rows:
            row.picked = True
        return self._show(request, contract, ArrivalForm(samples=False), rows)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(_inside(self.person), Can.HANDLE_ITEMS, pk=pk)
        rows = [row.read(request, picked_keys(request)) for row in self._rows(contract)]
        form = ArrivalForm(request.POST, samples=False)
        made = self.receive_posted(
            request, rows, form, customer=contract.customer, centre=contract.centre
        )
        if made is not None:
            return redirect("contracts:visit", pk=pk)
        return self._show(request, contract, form, rows, status=400)

    def _rows(self, contract: Contract) -> list[Row]:
        """The first of what has not come yet, or left and is worked on still; each thing once."""
        rows: dict[str, Row] = {}
        if not _open(contract):
            return []
        for step in queries.steps_of(list(queries.items_with_work(contract))):
            item = step.item
            gone = step.custody is None or step.custody.returned_at is not None
            key = f"i{item.instrument_id}" if item.instrument_id else f"c{item.pk}"
            if gone and step.open and key not in rows:
                fresh = step.custody is None
                rows[key] = Row(key, item.instrument, item.sample, item.job if fresh else None)
        return list(rows.values())[:PER_PAGE]

    def _show(
        self, request: HttpRequest, contract: Contract, form: ArrivalForm, rows: list[Row],
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        context = {"contract": contract, "form": form, "rows": rows}
        return render(request, self.template, context, status=status)


def custody_part(contract: Contract, person: Person) -> dict[str, Any]:
    """What the page of a contract shows of its things: how many came, are here, left."""
    if not person.may(Can.SEE_CONTRACTS, contract.centre):
        return {}
    counts = queries.counted(contract)
    return {
        "things": counts if counts.items else None,
        "handles_items": person.may(Can.HANDLE_ITEMS, contract.centre) and _open(contract),
    }
