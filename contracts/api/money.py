"""Invoices, payments, prices and revenue through the API."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Fault, InvalidInput
from common.period import Period
from contracts import services
from contracts.access import CONTRACTS, invoice_of, payment_of
from contracts.api import money_shapes as shapes
from contracts.api.serializers import DayWhyInput
from contracts.ledger.settling import Share
from contracts.models import Contract, Invoice, ServiceItem
from contracts.queries import invoice_warnings
from contracts.revenue import ALL_KINDS, SERVICE_KINDS, all_bases
from contracts.services import InvoiceFacts, RateIn, ServiceFacts

FIRST = date(1900, 1, 1)


class InvoicesDoor(Door):
    """The invoices of a contract; record one, or one that adjusts or replaces another."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.RECORD_MONEY}

    @extend_schema(responses=shapes.InvoiceOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        pages = Cursor()
        rows = contract.invoices.prefetch_related("rates")
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(_shown(page, contract, many=True))

    @extend_schema(request=shapes.InvoiceInput, responses={201: shapes.InvoiceOutput})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        typed = shapes.InvoiceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        invoice = self._record(contract, dict(typed.validated_data))
        return Response(_shown(invoice, contract), status=201)

    def _record(self, contract: Contract, typed: dict[str, Any]) -> Invoice:
        why, confirm = typed.pop("why"), typed.pop("confirm")
        about = {name: typed.pop(name) for name in ("adjusts", "replaces")}
        rates = [RateIn(**rate) for rate in typed.pop("rates")]
        facts = InvoiceFacts(rates=rates, **typed)
        who: dict[str, Any] = {"by": self.person.user, "at": timezone.now(), "confirm": confirm}
        if about["adjusts"] is not None and about["replaces"] is not None:
            message = _("Chỉ nêu một: điều chỉnh hoặc thay thế.")
            raise InvalidInput(Fault("adjusts", message, code="one_of_two"))
        for name, act in (
            ("adjusts", services.adjust_invoice),
            ("replaces", services.replace_invoice),
        ):
            if about[name] is not None:
                if not contract.invoices.filter(pk=about[name]).exists():
                    message = _("Hóa đơn này không phải của hợp đồng.")
                    fault = Fault(name, message, code="unknown", found=str(about[name]))
                    raise InvalidInput(fault)
                return act(invoice_id=about[name], facts=facts, why=why, **who)
        return services.record_invoice(contract_id=contract.pk, facts=facts, **who)


def _shown(rows: Any, contract: Contract, *, many: bool = False) -> Any:
    context = {"warnings": invoice_warnings(contract, timezone.localdate())}
    return shapes.InvoiceOutput(rows, many=many, context=context).data


class CancelInvoiceDoor(Door):
    """Cancel an invoice, with the reason."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=DayWhyInput, responses=shapes.InvoiceOutput)
    def post(self, request: Request, pk: int) -> Response:
        invoice = invoice_of(self.person, Can.RECORD_MONEY, pk=pk)
        typed = DayWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = services.cancel_invoice(
            invoice_id=invoice.pk,
            ended_on=typed.validated_data["on"],
            why=typed.validated_data["why"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_shown(done, invoice.contract))


class PaymentsDoor(Door):
    """The payments of a contract; record one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.RECORD_MONEY}

    @extend_schema(responses=shapes.PaymentOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        pages = Cursor()
        page = pages.paginate_queryset(
            contract.payments.prefetch_related("allocations"), request, self
        )
        return pages.get_paginated_response(shapes.PaymentOutput(page, many=True).data)

    @extend_schema(request=shapes.PaymentInput, responses={201: shapes.PaymentOutput})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.RECORD_MONEY, pk=pk)
        typed = shapes.PaymentInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        payment = services.record_payment(
            contract_id=contract.pk,
            invoice_id=facts.pop("invoice"),
            shares=[Share(one["invoice"], one["amount"]) for one in facts.pop("shares")],
            by=self.person.user,
            at=timezone.now(),
            **facts,
        )
        return Response(shapes.PaymentOutput(payment).data, status=201)


class CancelPaymentDoor(Door):
    """Take back a payment recorded by mistake."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=DayWhyInput, responses=shapes.PaymentOutput)
    def post(self, request: Request, pk: int) -> Response:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        typed = DayWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = services.cancel_payment(
            payment_id=payment.pk,
            cancelled_on=typed.validated_data["on"],
            why=typed.validated_data["why"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.PaymentOutput(done).data)


class ServicesDoor(Door):
    """The price list; add a service."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}

    @extend_schema(responses=shapes.ServiceOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = ServiceItem.objects.visible_to(self.person)
        rows = rows.select_related("centre", "type").prefetch_related("prices")
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ServiceOutput(page, many=True).data)

    @extend_schema(request=shapes.ServiceInput, responses={201: shapes.ServiceOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.ServiceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        centre = facts.pop("centre")
        self.person.insist(Can.MANAGE_PRICES, centre)
        made = services.add_service(
            centre=centre, facts=ServiceFacts(**facts), by=self.person.user, at=timezone.now()
        )
        return Response(shapes.ServiceOutput(made).data, status=201)


class PricesDoor(Door):
    """A new price of a service, from a day on."""

    verb = Can.MANAGE_PRICES

    @extend_schema(request=shapes.PriceInput, responses={201: shapes.PriceOutput})
    def post(self, request: Request, pk: int) -> Response:
        rows = ServiceItem.objects.select_related("centre")
        service = self.row(rows, Can.MANAGE_PRICES, pk=pk)
        typed = shapes.PriceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        price = services.set_price(
            service_id=service.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.PriceOutput(price).data, status=201)


class RevenueDoor(Door):
    """Revenue of a centre and its units in a period, by the four bases, with the rows' ids."""

    verb = Can.SEE_FIGURES

    @extend_schema(
        responses=shapes.RevenueOutput,
        parameters=[
            OpenApiParameter("period", str, required=True, description="2026, 2026-Q1, 2026-03"),
            OpenApiParameter("centre", str, description="code; the first one may see, if left out"),
            OpenApiParameter("kinds", str, description="comma-separated; without consulting"),
            OpenApiParameter("strand", str, enum=["service", "duty"]),
            OpenApiParameter("known_on", date, description="as known at the end of this day"),
        ],
    )
    def get(self, request: Request) -> Response:
        period = Period.parse(request.query_params.get("period", ""))
        seen = self.person.centres(Can.SEE_FIGURES)
        code = request.query_params.get("centre", "").replace("\x00", "?")
        centre = (seen.filter(code=code) if code else seen.order_by("path")).first()
        if centre is None:
            allowed = ", ".join(seen.values_list("code", flat=True))
            message = _("Không có trung tâm này.")
            raise InvalidInput(
                Fault("centre", message, code="unknown", found=code, allowed=allowed)
            )
        kinds = _kinds(request.query_params.get("kinds", ""))
        found = all_bases(
            centre=centre,
            start=period.start,
            end=period.end,
            kinds=kinds,
            strand=_strand(request.query_params.get("strand", "")),
            known_on=_known_on(request.query_params.get("known_on", "")),
        )
        bases = [
            {
                "base": base.value,
                "net": one.net,
                "vat": one.vat,
                "gross": one.gross,
                "contracts": one.contract_ids,
                "ids": one.source_ids,
            }
            for base, one in found.items()
        ]
        whole = {
            "centre": centre.code,
            "period": period.code,
            "start": period.start,
            "end": period.end,
            "kinds": sorted(kinds),
            "bases": bases,
        }
        return Response(shapes.RevenueOutput(whole).data)


def _kinds(text: str) -> frozenset[str]:
    wanted = frozenset(part for part in text.split(",") if part)
    if unknown := wanted - ALL_KINDS:
        raise InvalidInput(
            Fault(
                "kinds",
                _("Không có lựa chọn này."),
                code="unknown",
                found=", ".join(sorted(unknown)),
                allowed=", ".join(sorted(ALL_KINDS)),
            )
        )
    return wanted or frozenset(str(kind) for kind in SERVICE_KINDS)


def _known_on(text: str) -> date | None:
    """What was cancelled, replaced or taken back after this day counts as it did then."""
    if not text:
        return None
    today = timezone.localdate()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if not FIRST <= found <= today:
        message = _("Không phải là ngày đã qua.")
        allowed = f"{FIRST.isoformat()} … {today.isoformat()}"
        fault = Fault("known_on", message, code="bad_day", found=text[:40], allowed=allowed)
        raise InvalidInput(fault)
    return found


def _strand(text: str) -> str | None:
    if text not in ("", "service", "duty"):
        message = _("Không có lựa chọn này.")
        allowed = "service, duty"
        raise InvalidInput(Fault("strand", message, code="unknown", found=text, allowed=allowed))
    return text or None
