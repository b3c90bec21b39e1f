"""Which column of a client's list is what, where the headings do not say it themselves."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.text import row_id
from contracts import services
from contracts.access import import_of
from contracts.listing.headings import FIELDS, REQUIRED, meaning
from contracts.listing.wording import field_name
from contracts.models import ListImport


class MapColumns(Page):
    """Choose the row of headings, then what each column is; remembered for the customer."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        return _show(request, source, row_id(request.GET.get("row", "")) or 0)

    def post(self, request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=import_id, contract=pk)
        row = row_id(request.POST.get("row", "")) or 0
        typed = {name: request.POST.get(f"column_{name}", "") for name in FIELDS}
        columns = {name: it for name, text in typed.items() if (it := row_id(text)) is not None}
        try:
            services.map_columns(
                import_id=source.pk, row=row, columns=columns,
                by=self.person.user, at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            return _show(request, source, row, refused=error, typed=typed, status=error.status)
        return redirect("contracts:import", pk=pk, import_id=import_id)


def _show(
    request: HttpRequest,
    source: ListImport,
    row: int,
    *,
    refused: DomainError | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    heads = source.columns.get("heads", [])
    head = next((each for each in heads if each["row"] == row), None) or _best(source, heads)
    faults = {fault.field: fault.message for fault in refused.faults} if refused else {}
    context: dict[str, Any] = {
        "source": source,
        "contract": source.contract,
        "heads": heads,
        "head": head,
        "fields": _fields(source, head, faults, typed) if head else [],
        "refused": refused,
        "ready": source.state in ("ready", "refused") and source.contract.state == "draft",
    }
    return render(request, "contracts/map_columns.html", context, status=status)


def _best(source: ListImport, heads: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The row that was read as the heading, else the one with most known headings."""
    top = source.columns.get("heading", 0)
    if found := [head for head in heads if head["row"] == top]:
        return dict(found[0])
    known = [(sum(meaning(cell) is not None for cell in head["cells"]), head) for head in heads]
    return max(known, key=lambda pair: pair[0])[1] if known else None


def _fields(
    source: ListImport,
    head: dict[str, Any],
    faults: Mapping[str, Any],
    typed: Mapping[str, str] | None,
) -> list[dict[str, Any]]:
    """One choice for each field: the columns of the heading, the likeliest chosen."""
    options = [(str(i), cell) for i, cell in enumerate(head["cells"]) if cell]
    read = source.columns.get("at", {}) if source.columns.get("heading") == head["row"] else {}
    guessed: dict[str, str] = {}
    for value, cell in options:
        guessed.setdefault(meaning(cell) or "", value)
    return [
        {
            "name": name,
            "label": field_name(name),
            "required": name in REQUIRED,
            "options": options,
            "chosen": typed[name] if typed else str(read.get(name, guessed.get(name, ""))),
            "fault": faults.get(name, ""),
        }
        for name in FIELDS
    ]
