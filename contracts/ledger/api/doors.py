"""Debts, accounts, matches, closed books and the accounting export through the API."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Customer
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Fault, InvalidInput
from contracts.access import payment_of
from contracts.ledger.api import shapes
from contracts.ledger.books import close_books
from contracts.ledger.debts import CustomerDebt, Debt, debts, owing
from contracts.ledger.matching import match_payment, undo_match
from contracts.ledger.settling import Share
from contracts.ledger.statement import statement
from contracts.ledger.views.books import export_file
from contracts.ledger.views.debts import theirs
from contracts.models import ClosedBooks, Contract, Payment

PAGE = 100
_DAY = OpenApiTypes.DATE


def _day(request: Request, name: str, default: date | None = None) -> date:
    """A day of the address; the default when left out, InvalidInput by name when it is none."""
    text = request.query_params.get(name, "")
    if not text and default is not None:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Không phải là ngày.")
        fault = Fault(name, message, code="bad_day", found=text[:40], allowed="2026-12-31")
        raise InvalidInput(fault) from error


class DebtsDoor(Door):
    """What customers owe on a day, by age, with the invoices behind it."""

    verb = Can.SEE_FIGURES

    @extend_schema(
        responses=shapes.DebtsOutput,
        parameters=[
            OpenApiParameter("on", _DAY, description="the end of this day; today if left out"),
            OpenApiParameter("after", int, description="customers to leave out: go on from next"),
        ],
    )
    def get(self, request: Request) -> Response:
        on = _day(request, "on", timezone.localdate())
        skip = row_number(request.query_params.get("after", "0"))
        seen = Contract.objects.filter(centre__in=self.person.centres(Can.SEE_FIGURES))
        found = owing(seen, on, credit=True)
        customers = found.by_customer()
        page = with_invoices(customers[skip : skip + PAGE], seen, on)
        answer = {
            "on": on,
            "open": found.open,
            "credit": found.credit,
            "ages": {age.value: amount for age, _n, amount in found.by_age()},
            "customers": page,
            "next": skip + PAGE if len(customers) > skip + PAGE else None,
        }
        return Response(shapes.DebtsOutput(answer).data)


def with_invoices(
    customers: list[CustomerDebt], seen: QuerySet[Contract], on: date
) -> list[CustomerDebt]:
    """The same customers with their open invoices."""
    rows = debts(seen.filter(customer__in=[one.customer_id for one in customers]), on).rows
    mine: dict[int, list[Debt]] = defaultdict(list)
    for row in rows:
        mine[row.customer_id].append(row)
    return [replace(one, rows=tuple(mine[one.customer_id])) for one in customers]


def row_number(text: str) -> int:
    """A number of an address; InvalidInput (field “after”) when it is none."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:  # noqa: PLR2004
        message = _("Không phải số dòng.")
        raise InvalidInput(Fault("after", message, code="invalid", found=text[:40]))
    return int(text)


class AccountDoor(Door):
    """The account of a customer: what the person may see of it."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(
        responses=shapes.AccountOutput,
        parameters=[
            OpenApiParameter("start", _DAY, required=True),
            OpenApiParameter("end", _DAY, required=True),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        customer = self.row(Customer.objects.all(), pk=pk)
        start, end = _day(request, "start"), _day(request, "end")
        if end < start:
            message = _("Ngày cuối trước ngày đầu.")
            fault = Fault("end", message, code="too_early", found=str(end), allowed=f">= {start}")
            raise InvalidInput(fault)
        contracts = Contract.objects.visible_to(self.person).filter(theirs(customer))
        return Response(shapes.AccountOutput(statement(contracts, start, end)).data)


def _shown(pk: int) -> Any:
    return shapes.MatchedOutput(Payment.objects.prefetch_related("allocations").get(pk=pk)).data


class PaymentDoor(Door):
    """A payment with what it settles."""

    verb = Can.RECORD_MONEY

    @extend_schema(responses=shapes.MatchedOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_shown(payment_of(self.person, Can.RECORD_MONEY, pk=pk).pk))


class MatchDoor(Door):
    """Give parts of a payment to invoices of its customer."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=shapes.MatchInput, responses=shapes.MatchedOutput)
    def post(self, request: Request, pk: int) -> Response:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        typed = shapes.MatchInput(data=request.data)
        typed.is_valid(raise_exception=True)
        shares = [Share(one["invoice"], one["amount"]) for one in typed.validated_data["shares"]]
        match_payment(payment_id=payment.pk, shares=shares, by=self.person.user, at=timezone.now())
        return Response(_shown(payment.pk))


class UnmatchDoor(Door):
    """Undo the match of a payment, with the reason."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=shapes.WhyInput, responses=shapes.MatchedOutput)
    def post(self, request: Request, pk: int) -> Response:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        typed = shapes.WhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        why = typed.validated_data["why"]
        undo_match(payment_id=payment.pk, why=why, by=self.person.user, at=timezone.now())
        return Response(_shown(payment.pk))


class BooksDoor(Door):
    """The closings of the centres one sees, newest first; close, or open again."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.CLOSE_BOOKS}

    @extend_schema(responses=shapes.ClosedOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = ClosedBooks.objects.filter(centre__in=self.person.centres(Can.SEE_FIGURES))
        pages = Cursor()
        page = pages.paginate_queryset(rows.select_related("centre"), request, self)
        return pages.get_paginated_response(shapes.ClosedOutput(page, many=True).data)

    @extend_schema(request=shapes.CloseInput, responses={201: shapes.ClosedOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.CloseInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        centre = facts.pop("centre")
        self.person.insist(Can.CLOSE_BOOKS, centre)
        made = close_books(centre_id=centre.pk, by=self.person.user, at=timezone.now(), **facts)
        return Response(shapes.ClosedOutput(made).data, status=201)


class AccountingDoor(Door):
    """The export of a period for accounting, as a file."""

    verb = Can.RECORD_MONEY

    @extend_schema(
        responses={(200, "text/csv"): OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter("centre", str, required=True, description="code"),
            OpenApiParameter("start", _DAY, required=True),
            OpenApiParameter("end", _DAY, required=True),
            OpenApiParameter("as", str, enum=["csv", "xlsx"]),
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        code = request.query_params.get("centre", "").replace("\x00", "?")
        held = self.person.centres(Can.RECORD_MONEY)
        centre = held.filter(code=code).first()
        if centre is None:
            allowed = ", ".join(held.values_list("code", flat=True)[:50])
            message = _("Không có trung tâm này.")
            fault = Fault("centre", message, code="unknown", found=code[:40], allowed=allowed)
            raise InvalidInput(fault)
        way = request.query_params.get("as", "csv")
        if way not in ("csv", "xlsx"):
            message = _("Không có lựa chọn này.")
            raise InvalidInput(
                Fault("as", message, code="unknown", found=way[:40], allowed="csv, xlsx")
            )
        return export_file(centre, _day(request, "start"), _day(request, "end"), way)
