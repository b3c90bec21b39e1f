"""Papers through the API: made, listed, read, signed; their files."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from contracts.access import CONTRACTS
from contracts.papers import services
from contracts.papers.api import shapes
from contracts.papers.facts import Terms
from contracts.papers.files import docx_answer, pdf_answer
from contracts.papers.queries import paper_of, papers_of
from contracts.papers.services import PaperIn
from contracts.papers.views.papers import scan_answer
from contracts.states import PaperKind

_PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}
_FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class PapersDoor(Door):
    """The papers of a contract; make one."""

    verb = Can.SEE_CONTRACTS
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_CONTRACTS}

    @extend_schema(responses=shapes.ContractPaperOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        return Response(shapes.ContractPaperOutput(papers_of(contract), many=True).data)

    @extend_schema(request=shapes.PaperInput, responses={201: shapes.ContractPaperDetail})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.PaperInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.make_paper(
            contract_id=contract.pk,
            said=_said(typed.validated_data),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.ContractPaperDetail(made).data, status=201)


def _said(typed: dict[str, Any]) -> PaperIn:
    terms = dict(typed.get("terms", {}))
    extra = tuple(terms.pop("extra", ()))
    names = ("dated_on", "since", "version", "appendix")
    return PaperIn(
        kind=PaperKind(typed["kind"]),
        terms=Terms(**terms, extra=extra),
        **{name: typed[name] for name in names},
    )


class PaperDoor(Door):
    """One paper with what it states."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=shapes.ContractPaperDetail)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.ContractPaperDetail(paper_of(self.person, pk=pk)).data)


class PaperPdfDoor(Door):
    """The PDF of a paper."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=_PDF)
    def get(self, request: Request, pk: int) -> Any:
        return pdf_answer(paper_of(self.person, pk=pk))


class PaperDocxDoor(Door):
    """The docx of a paper, for those who work on the contract."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(responses=_FILE)
    def get(self, request: Request, pk: int) -> Any:
        return docx_answer(paper_of(self.person, Can.MANAGE_CONTRACTS, pk=pk))


class PaperScanDoor(Door):
    """The scan of a signed paper."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=_FILE)
    def get(self, request: Request, pk: int) -> Any:
        return scan_answer(paper_of(self.person, pk=pk))


class SignPaperDoor(Door):
    """Record the day both sides signed, with the scan."""

    verb = Can.MANAGE_CONTRACTS
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": shapes.SignedInput}, responses=shapes.ContractPaperDetail
    )
    def post(self, request: Request, pk: int) -> Response:
        paper = paper_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.SignedInput(data=request.data)
        typed.is_valid(raise_exception=True)
        signed = services.record_signed(
            paper_id=paper.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.ContractPaperDetail(signed).data)
