"""The doors of a visit: begun by one request, asked how it goes on."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre, Customer
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from contracts.access import CONTRACTS
from contracts.models import Contract
from contracts.queries import standing_of
from contracts.visit import queries
from contracts.visit.api import shapes
from contracts.visit.judging import CELLS, Brought
from contracts.visit.services import Visit, begin_visit
from instruments.models import Instrument

MOST_SHOWN = 500


def _told(contract: Contract) -> dict[str, Any]:
    items = queries.items_with_work(contract)[:MOST_SHOWN]
    told = {
        "contract": contract.pk,
        "number": contract.number,
        "stage": standing_of(contract, timezone.localdate()).stage.value,
        "items": queries.steps_of(list(items)),
    }
    return dict(shapes.VisitOutput(told).data)


class VisitsDoor(Door):
    """Begin a visit: customer, instruments, contract, lines, custody, signature, jobs, or none."""

    verb = Can.MANAGE_CONTRACTS
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_CONTRACTS}

    @extend_schema(request=shapes.VisitInput, responses={201: shapes.VisitOutput})
    def post(self, request: Request) -> Response:
        said = self._read(request)
        customer, new = said["customer"], said["new_customer"]
        if (customer is None) == (new is None):
            message = _("Hãy chọn khách hàng, hoặc ghi tên khách hàng mới.")
            raise InvalidInput(Fault("customer", message, code="one_of"))
        centre = said.get("centre") or self._home(customer)
        for verb in (Can.MANAGE_CONTRACTS, Can.HANDLE_ITEMS, Can.MANAGE_INSTRUMENTS):
            self.person.insist(verb, centre)
        if customer is None:
            self.person.insist(Can.MANAGE_CUSTOMERS, centre)
        visit = Visit(
            centre=centre, customer=customer, new=new or {},
            items=[_brought(dict(one)) for one in said["items"]],
            **{name: said[name] for name in ("brought_by", "condition", "place", "due_on",
                                             "title")},
        )  # fmt: skip
        contract = begin_visit(visit=visit, by=self.person.user, at=timezone.now())
        return Response(_told(contract), status=201)

    def _read(self, request: Request) -> dict[str, Any]:
        """The body; only what the person sees is known here."""
        typed = shapes.VisitInput(data=request.data)
        fields: Any = typed.fields
        customers = Customer.objects.visible_to(self.person).select_related("centre")
        fields["customer"].queryset = customers.filter(merged_into__isnull=True)
        fields["centre"].queryset = self.person.centres(Can.MANAGE_CONTRACTS)
        seen = Instrument.objects.visible_to(self.person)
        inner = fields["items"].child.fields["instrument"]
        inner.queryset = seen.select_related("type", "site", "customer__centre")
        typed.is_valid(raise_exception=True)
        return dict(typed.validated_data)

    def _home(self, customer: Customer | None) -> Centre:
        if customer is not None:
            return customer.centre
        found: Centre = self.person.centres(Can.MANAGE_CONTRACTS).order_by("path").first()
        return found


def _brought(said: dict[str, Any]) -> Brought:
    price = said.pop("price")
    words = {name: said.pop(name) for name in CELLS if name != "price"}
    return Brought(words={**words, "price": "" if price is None else str(price)}, **said)


class VisitDoor(Door):
    """How a visit goes on: each item with its custody, job and certificates."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=shapes.VisitOutput)
    def get(self, request: Request, pk: int) -> Response:
        inside = CONTRACTS.filter(centre__in=self.person.centres(Can.SEE_CONTRACTS))
        return Response(_told(self.row(inside, pk=pk)))
