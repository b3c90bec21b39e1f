"""The API about stickers."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre, User
from accounts.permissions import Can
from calibration.models import Job
from calibration.queries import with_relations
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.stickers import ledger, queries, services, taking
from certificates.stickers.api import shapes
from certificates.stickers.bookkeeping import FIGURES, Book
from certificates.stickers.monthly import account_words
from certificates.stickers.months import Month
from certificates.stickers.views.printing import pdf_answer, wanted_by
from common.api import Cursor
from common.errors import Fault, Forbidden, InvalidInput


class _StickerDoor(Door):
    """A centre by its code, as far as the person works there."""

    def centre(self, code: str, verb: Can) -> Centre:
        """The centre where `verb` is held; 404 where the person has nothing to do."""
        seen = self.person.centres(Can.SEE_STICKERS)
        found: Centre = get_object_or_404(seen, code=code.replace("\0", ""))
        self.person.insist(verb, found)
        return found


class PiecesDoor(Door):
    """Pieces a person may see, the newest batch first."""

    verb = Can.SEE_STICKERS

    @extend_schema(
        parameters=[shapes.StickerPiecesInput], responses=shapes.StickerPieceOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        asked = shapes.StickerPiecesInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        rows = queries.pieces(self.person, queries.Asked(text=said.pop("q"), **said))
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.StickerPieceOutput(page, many=True).data)


class PieceDoor(Door):
    """One piece with all that was done with it."""

    verb = Can.SEE_STICKERS

    @extend_schema(responses=shapes.StickerPieceWholeOutput)
    def get(self, request: Request, pk: int) -> Response:
        piece: Any = self.row(Sticker.objects.select_related("centre"), pk=pk)
        paper = queries.paper_of(piece)
        piece.moves = list(queries.moves_of(piece))
        piece.certificate = None if paper is None else paper.pk
        piece.certificate_number = "" if paper is None else paper.number
        piece.certificate_state = "" if paper is None else paper.state
        return Response(shapes.StickerPieceWholeOutput(piece).data)


class SeriesDoor(_StickerDoor):
    """Batches: those there are, and a new one."""

    verb = Can.SEE_STICKERS
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_STICKERS}

    @extend_schema(
        operation_id="stickers_series_list", responses=shapes.StickerSeriesOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        rows = StickerSeries.objects.visible_to(self.person).select_related("centre")
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.StickerSeriesOutput(page, many=True).data)

    @extend_schema(request=shapes.StickerSeriesInput, responses={201: shapes.StickerSeriesOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.StickerSeriesInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        made = services.receive_series(
            centre=self.centre(said.pop("centre"), Can.MANAGE_STICKERS),
            new=services.NewSeries(**said), by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return Response(shapes.StickerSeriesOutput(made).data, status=201)


class IssueDoor(_StickerDoor):
    """Hand pieces to a person."""

    verb = Can.MANAGE_STICKERS

    @extend_schema(request=shapes.StickerIssueInput, responses={201: shapes.StickerMovesOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.StickerIssueInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        centre = self.centre(said.pop("centre"), Can.MANAGE_STICKERS)
        first, last, count = said.pop("first"), said.pop("last"), said.pop("count")
        if (first is None) == (count is None):
            words = _("Hãy ghi số lượng, hoặc từ số – đến số.")
            raise InvalidInput(Fault("count", words, code="which"))
        to = User.objects.filter(pk=said.pop("to")).first()
        if to is None:
            raise InvalidInput(Fault("to", _("Không có người này."), code="unknown"))
        who: dict[str, Any] = {"to": to, "by": self.person.user, "at": timezone.now()}
        run: dict[str, Any] = {"centre": centre, "code": said["code"].upper()}
        if count is not None:
            return moved(services.issue_next(**run, count=count, **who))
        return moved(services.issue(**run, first=first, last=last or first, **who))


def moved(moves: Sequence[StickerMove]) -> Response:
    """The answer to a move."""
    told = {"pieces": services.total(moves), "moves": moves}
    return Response(shapes.StickerMovesOutput(told).data, status=201)


class _MoveDoor(_StickerDoor):
    """A move of a range; `verb` and the service say which."""

    shape: ClassVar[type[shapes.StickerRangeInput]]
    deed: ClassVar[Callable[..., list[StickerMove]]]

    def moves(self, request: Request) -> Response:
        if not (self.person.may(Can.HANDLE_STICKERS) or self.person.may(Can.MANAGE_STICKERS)):
            raise Forbidden(_("Bạn không có quyền làm việc này."))
        typed = self.shape(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        centre = self._of(said.pop("centre"))
        said["code"] = said["code"].upper()
        said["last"] = said["last"] or said["first"]
        deed = type(self).deed
        return moved(deed(centre=centre, **said, by=self.person.user, at=timezone.now()))

    def _of(self, code: str) -> Centre:
        """Where stickers may be seen, or from where one holds some."""
        clean = code.replace("\0", "")
        seen = self.person.centres(Can.SEE_STICKERS).filter(code=clean).first()
        if seen is not None:
            return seen  # type: ignore[no-any-return]
        held = Centre.objects.filter(stickers__holder=self.person.user, code=clean).distinct()
        return get_object_or_404(held)


class BackDoor(_MoveDoor):
    """Give pieces back to the store."""

    verb = Can.SEE_STICKERS
    shape = shapes.StickerBackInput
    deed = services.give_back

    @extend_schema(request=shapes.StickerBackInput, responses={201: shapes.StickerMovesOutput})
    def post(self, request: Request) -> Response:
        return self.moves(request)


class DamageDoor(_MoveDoor):
    """Report pieces as spoilt."""

    verb = Can.SEE_STICKERS
    shape = shapes.StickerWhyInput
    deed = services.report_damage

    @extend_schema(request=shapes.StickerWhyInput, responses={201: shapes.StickerMovesOutput})
    def post(self, request: Request) -> Response:
        return self.moves(request)


class DestroyDoor(_MoveDoor):
    """Destroy pieces by a protocol."""

    verb = Can.MANAGE_STICKERS
    shape = shapes.StickerDestroyInput
    deed = services.destroy

    @extend_schema(request=shapes.StickerDestroyInput, responses={201: shapes.StickerMovesOutput})
    def post(self, request: Request) -> Response:
        return self.moves(request)


class MonthDoor(_StickerDoor):
    """The month's account, code by code."""

    verb = Can.SEE_STICKERS

    @extend_schema(
        parameters=[shapes.StickerMonthInput], responses=shapes.StickerBookOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        asked = shapes.StickerMonthInput(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        centre = self.centre(said["centre"], Can.SEE_STICKERS)
        month = Month.parse(said["month"], timezone.localdate())
        return Response([_told(book) for book in ledger.books(centre, month)])


def _told(book: Book) -> dict[str, Any]:
    accounts = [
        {
            "account": str(line.place.holder or line.place.kind),
            "name": account_words(line),
            "figures": line.figures,
            "runs": {name: [list(run) for run in line.runs(name)] for name in FIGURES},
            "agrees": line.agrees,
        }
        for line in book.lines
    ]
    told = {"code": book.code, "service": book.service, "agrees": book.agrees,
            "accounts": accounts, "differences": book.differences}  # fmt: skip
    return dict(shapes.StickerBookOutput(told).data)


class JobStickersDoor(Door):
    """The pieces of a job."""

    verb = Can.SEE_JOBS
    verbs: ClassVar[dict[str, Can]] = {"put": Can.RECORD_READINGS}

    @extend_schema(responses=shapes.StickerChoiceOutput)
    def get(self, request: Request, pk: int) -> Response:
        return self._answer(self.row(with_relations(Job.objects.all()), pk=pk))

    @extend_schema(request=shapes.StickerChoiceInput, responses=shapes.StickerChoiceOutput)
    def put(self, request: Request, pk: int) -> Response:
        job = self.row(with_relations(Job.objects.all()), Can.RECORD_READINGS, pk=pk)
        typed = shapes.StickerChoiceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        taking.choose(job_id=job.pk, **typed.validated_data, by=self.person.user, at=timezone.now())
        return self._answer(job)

    def _answer(self, job: Job) -> Response:
        choice = taking.choice_of(job)
        coming = None if choice.given else taking.next_for(job)
        told = {
            "on": taking.shown_on(job.pk),
            "chosen": [one.shown for one in choice.pieces],
            "none": choice.none,
            "next": "" if coming is None else coming.shown,
        }
        return Response(shapes.StickerChoiceOutput(told).data)


class LabelsDoor(Door):
    """Stickers of certificates, or labels of instruments, as a PDF to print."""

    verb = Can.SEE_JOBS

    @extend_schema(
        parameters=[shapes.LabelsInput],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        return pdf_answer(wanted_by(self.person, request._request), request.query_params)
