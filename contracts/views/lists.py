"""The list of contracts: an officer's desk, a manager's overview, a client's own."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Customer
from accounts.permissions import Can
from contracts.models import Contract
from contracts.register import asking, columns
from contracts.register.exporting import FORMATS, file_of
from contracts.register.finding import Found, Wanted, find
from contracts.states import LineKind, Strand

SIZE = 50
REMEMBERED = "contracts.columns"  # in the session
_FILTERS = tuple(asking.AskedForm.base_fields)


class Contracts(Page):
    """Contracts by stage, by what they wait for, searched; sums of what is filtered; files."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = asking.wanted(request.GET)
        inside = self.person.may(Can.SEE_PRICES)
        shown = columns.chosen(_columns(request))
        if (kind := request.GET.get("format")) in FORMATS:
            found = self._found(wanted, None)
            return file_of(kind, shown, self._rows(found, inside=inside))
        page, found = self._page(wanted, request.GET.get("page"))
        rows = self._rows(found, inside=inside)
        context = {
            "page": page,
            "lines": [(row, [(each, each.value(row)) for each in shown]) for row in rows],
            "heads": [columns.head(column, wanted.sort) for column in shown],
            "totals": [getattr(found.sums, each.total) if each.total else None for each in shown],
            "shown": shown,
            "every_column": columns.COLUMNS,
            "found": found,
            "sums": found.sums,
            "wanted": wanted,
            "kept": [(name, value) for name, value in request.GET.items() if name in _FILTERS],
            "customer": self._customer(wanted),
            "centres": self.person.centres(Can.SEE_CONTRACTS),
            "kinds": LineKind.choices,
            "strands": Strand.choices,
            "inside": inside,
            "may_add": self.person.may(Can.MANAGE_CONTRACTS),
        }
        return render(request, "contracts/list.html", context)

    def _found(self, wanted: Wanted, size: int | None, start: int = 0) -> Found:
        rows = Contract.objects.visible_to(self.person)
        return find(rows, wanted, timezone.localdate(), size=size, start=start)

    def _page(self, wanted: Wanted, asked: str | None) -> tuple[Any, Found]:
        """The page asked for, in one statement; beyond the last one, the last in a second."""
        number = int(asked) if asked and asked.isdecimal() and len(asked) < len("1000000") else 1
        start = (max(number, 1) - 1) * SIZE
        found = self._found(wanted, SIZE, start)
        page = Paginator(range(found.sums.count), SIZE).get_page(max(number, 1))
        if not found.page and found.sums.count:
            found = self._found(wanted, SIZE, page.start_index() - 1)
        return page, found

    def _rows(self, found: Found, *, inside: bool) -> Any:
        return columns.rows(found.page, timezone.localdate(), inside=inside)

    def _customer(self, wanted: Wanted) -> Customer | None:
        rows = Customer.objects.visible_to(self.person)
        return rows.filter(pk=wanted.customer).first() if wanted.customer else None


def _columns(request: HttpRequest) -> list[str]:
    """The columns of the address, else those chosen last; a blank choice forgets them."""
    asked = request.GET.getlist("col")
    if not asked:
        return list(request.session.get(REMEMBERED, ()))
    keys = [key for key in asked if key in columns.BY_KEY]
    if keys != list(request.session.get(REMEMBERED, ())):
        request.session[REMEMBERED] = keys
    return keys
