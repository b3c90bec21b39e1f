"""The rows behind a contract, found only through contracts that the person sees."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from contracts.models import Contract, ContractLine, Invoice, ListImport, Payment, ServiceItem

CONTRACTS = Contract.objects.select_related("centre", "customer__centre", "created_by")


def works_on(person: Person, contract: Contract) -> bool:
    """Whether the person sees the contract from inside, not as its customer."""
    return person.may(Can.SEE_CONTRACTS, contract.centre)


def centre_asked(request: HttpRequest, person: Person, verb: Can) -> Centre | None:
    """The centre that an address narrows a page to, None without one; 404 where one sees none."""
    code = request.GET.get("centre", "")
    if not code:
        return None
    for one in person.centres(verb):
        if one.code == code:
            found: Centre = one
            return found
    raise Http404


def line_of(person: Person, verb: Can, **lookup: Any) -> ContractLine:
    """A line of a visible contract, where `verb` is held."""
    rows = ContractLine.objects.select_related("contract__centre", "contract__customer")
    line = get_object_or_404(rows.filter(contract__in=_visible(person)), **lookup)
    person.insist(verb, line.contract.centre)
    return line


def invoice_of(person: Person, verb: Can, **lookup: Any) -> Invoice:
    """An invoice of a visible contract, where `verb` is held."""
    rows = Invoice.objects.select_related("contract__centre", "contract__customer")
    invoice = get_object_or_404(rows.filter(contract__in=_visible(person)), **lookup)
    person.insist(verb, invoice.contract.centre)
    return invoice


def payment_of(person: Person, verb: Can, **lookup: Any) -> Payment:
    """A payment of a visible contract, where `verb` is held."""
    rows = Payment.objects.select_related("contract__centre", "contract__customer")
    payment = get_object_or_404(rows.filter(contract__in=_visible(person)), **lookup)
    person.insist(verb, payment.contract.centre)
    return payment


def import_of(person: Person, verb: Can, **lookup: Any) -> ListImport:
    """An import of a visible contract, where `verb` is held."""
    rows = ListImport.objects.select_related("contract__centre", "contract__customer", "by")
    source = get_object_or_404(rows.filter(contract__in=_visible(person)), **lookup)
    person.insist(verb, source.contract.centre)
    return source


def services_for(contract: Contract) -> Any:
    """The priced services that a contract's lines may name."""
    return (
        ServiceItem.objects.filter(centre=contract.centre)
        .select_related("type")
        .prefetch_related("prices")
    )


def _visible(person: Person) -> Any:
    return Contract.objects.visible_to(person)
