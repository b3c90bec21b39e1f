"""Quotations and reviews through the API."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Fault, InvalidInput
from contracts.access import CONTRACTS, works_on
from contracts.models import Quotation
from contracts.quoting import reviews, versions
from contracts.quoting.access import QUOTATIONS, own_quotation_of, quotation_of
from contracts.quoting.api import shapes
from contracts.quoting.life import Shown, shown_as, with_gross
from contracts.quoting.reviews import ReviewFacts


def _shown(quotation: Quotation) -> Any:
    return shapes.QuotationDetail(QUOTATIONS.get(pk=quotation.pk)).data


class QuotationsDoor(Door):
    """The offers one sees, newest first; replaced ones only when asked for by `state`."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(
        responses=shapes.QuotationOutput(many=True),
        parameters=[
            OpenApiParameter("state", str, enum=Shown.values),
            OpenApiParameter("contract", int),
        ],
    )
    def get(self, request: Request) -> Response:
        state = request.query_params.get("state", "")
        if state and state not in Shown.values:
            raise InvalidInput(_unknown(state))
        rows = QUOTATIONS.visible_to(self.person).filter(shown_as(state, timezone.localdate()))
        contract = request.query_params.get("contract", "")
        if contract.isascii() and contract.isdecimal() and len(contract) < 19:  # noqa: PLR2004
            rows = rows.filter(contract=int(contract))
        pages = Cursor()
        page = pages.paginate_queryset(with_gross(rows), request, self)
        return pages.get_paginated_response(shapes.QuotationOutput(page, many=True).data)


def _unknown(state: str) -> Fault:
    allowed = ", ".join(Shown.values)
    return Fault(
        "state", _("Không có lựa chọn này."), code="unknown", found=state[:40], allowed=allowed
    )


class QuotationDoor(Door):
    """One offer with what it says."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=shapes.QuotationDetail)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.QuotationDetail(quotation_of(self.person, pk=pk)).data)


class NewVersionDoor(Door):
    """Freeze a draft's lines as the next version."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.VersionInput, responses={201: shapes.QuotationDetail})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.VersionInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = versions.make_version(
            contract_id=contract.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(_shown(made), status=201)


class _Step(Door):
    """One step of an officer with a version."""

    verb = Can.MANAGE_CONTRACTS
    shape: ClassVar[type[Any]] = shapes.AnswerWhyInput

    def act(self, quotation: Quotation, facts: dict[str, Any], who: dict[str, Any]) -> Quotation:
        """Call the service."""
        raise NotImplementedError

    def answer(self, request: Request, pk: int) -> Response:
        quotation = quotation_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        typed = self.shape(data=request.data)
        typed.is_valid(raise_exception=True)
        who = {"by": self.person.user, "at": timezone.now()}
        return Response(_shown(self.act(quotation, typed.validated_data, who)))


class SendDoor(_Step):
    """It went to the customer."""

    shape = shapes.SendInput

    @extend_schema(request=shapes.SendInput, responses=shapes.QuotationDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def act(self, quotation: Quotation, facts: dict[str, Any], who: dict[str, Any]) -> Quotation:
        return versions.send(quotation_id=quotation.pk, **facts, **who)


class RecordAnswerDoor(_Step):
    """What the customer said outside the product."""

    shape = shapes.RecordAnswerInput

    @extend_schema(request=shapes.RecordAnswerInput, responses=shapes.QuotationDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def act(self, quotation: Quotation, facts: dict[str, Any], who: dict[str, Any]) -> Quotation:
        said = {"quotation_id": quotation.pk, "on": facts["on"], "why": facts["why"], **who}
        if facts["answer"] == "accept":
            return versions.accept(**said, for_customer=True)
        return versions.reject(**said)


class ReopenDoor(_Step):
    """Take it back, so that the lines may change."""

    @extend_schema(request=shapes.AnswerWhyInput, responses=shapes.QuotationDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def act(self, quotation: Quotation, facts: dict[str, Any], who: dict[str, Any]) -> Quotation:
        return versions.reopen(quotation_id=quotation.pk, **facts, **who)


class AnswerDoor(Door):
    """The customer accepts or declines."""

    verb = Can.ANSWER_QUOTATIONS

    @extend_schema(request=shapes.AnswerInput, responses=shapes.QuotationDetail)
    def post(self, request: Request, pk: int) -> Response:
        quotation = own_quotation_of(self.person, pk=pk)
        typed = shapes.AnswerInput(data=request.data)
        typed.is_valid(raise_exception=True)
        answer = versions.accept if typed.validated_data["answer"] == "accept" else versions.reject
        done = answer(
            quotation_id=quotation.pk,
            why=typed.validated_data["why"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_shown(done))


class ReviewDoor(Door):
    """The request and its review of a contract."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "put": Can.MANAGE_CONTRACTS}

    @extend_schema(responses=shapes.RequestReviewOutput)
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        review = reviews.review_of(contract)
        if review is None or not works_on(self.person, contract):
            raise Http404
        return Response(shapes.RequestReviewOutput(review).data)

    @extend_schema(request=shapes.ReviewInput, responses=shapes.RequestReviewOutput)
    def put(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.ReviewInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = ReviewFacts(**typed.validated_data)
        made = reviews.record_review(
            contract_id=contract.pk, facts=facts, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.RequestReviewOutput(made).data)
