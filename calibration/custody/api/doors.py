"""The doors to things in custody: listed, received, moved, photographed, handed back."""

from typing import Any, ClassVar

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Customer
from accounts.permissions import Can
from calibration.custody import queries, services
from calibration.custody.api import shapes
from calibration.custody.photos import MOST_BYTES, kind_of_photo
from calibration.models import Custody
from common.api import Cursor
from common.errors import Fault, InvalidInput, TooLarge
from common.files import send

_AROUND = 2**16  # what a form takes besides its file


class _CustodyDoor(Door):
    """What the doors share."""

    def whole(self, custody: Custody, status: int = 200) -> Response:
        """A thing with its photographs and jobs."""
        context = {
            "inside": self.person.may(Can.SEE_JOBS, custody.centre),
            "work": queries.work_on(custody),
        }
        return Response(shapes.CustodyWholeOutput(custody, context=context).data, status=status)

    def picked(self, ids: list[int]) -> list[Custody]:
        """The visible things, where they may be handled; a fault names what is not there."""
        rows = queries.with_relations(Custody.objects.visible_to(self.person))
        found = {one.pk: one for one in rows.filter(pk__in=ids)}
        if missing := sorted(set(ids) - set(found)):
            message = _unknown(missing[0])
            raise InvalidInput(Fault("things", message, code="unknown", found=str(missing[0])))
        for centre in {one.centre for one in found.values()}:
            self.person.insist(Can.HANDLE_ITEMS, centre)
        return list(found.values())

    def told(self, ids: list[int], status: int = 200) -> Response:
        """Things as they stand now."""
        rows = queries.with_relations(Custody.objects.filter(pk__in=ids)).order_by("pk")
        return Response(shapes.CustodyInsideOutput(rows, many=True).data, status=status)


def _unknown(pk: int) -> str:
    return _("Không có vật %(pk)s.") % {"pk": pk}


class CustodyDoor(_CustodyDoor):
    """Things in our hands, newest first; or some that are being received."""

    verb = Can.SEE_JOBS
    verbs: ClassVar[dict[str, Can]] = {"post": Can.HANDLE_ITEMS}

    @extend_schema(
        parameters=[shapes.CustodyFilter], responses=shapes.CustodyInsideOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        asked = shapes.CustodyFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        rows = queries.listed(
            self.person, queries.Asked(text=said.pop("q"), **said), timezone.now()
        )
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.CustodyInsideOutput(page, many=True).data)

    @extend_schema(
        request=shapes.CustodyReceiveInput,
        responses={201: shapes.CustodyInsideOutput(many=True)},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.CustodyReceiveInput(data=request.data)
        fields: Any = typed.fields
        customers = Customer.objects.visible_to(self.person).select_related("centre")
        fields["customer"].queryset = customers
        things = fields["things"].child.fields["instrument"]
        things.queryset = things.queryset.visible_to(self.person)
        fields["centre"].queryset = self.person.centres(Can.HANDLE_ITEMS)
        typed.is_valid(raise_exception=True)
        said = typed.validated_data
        centre = said.get("centre") or said["customer"].centre
        self.person.insist(Can.HANDLE_ITEMS, centre)
        now = timezone.now()
        made = services.receive(
            arrival=services.Arrival(
                centre=centre, customer=said["customer"], brought_by=said["brought_by"],
                at=said["received_at"] or now,
            ),
            things=[services.Thing(**one) for one in said["things"]],
            by=self.person.user, at=now,
        )  # fmt: skip
        return self.told([one.pk for one in made], status=201)


class OneThingDoor(_CustodyDoor):
    """One thing by the code of its label."""

    verb = Can.SEE_INSTRUMENTS

    @extend_schema(responses=shapes.CustodyWholeOutput)
    def get(self, request: Request, code: str) -> Response:
        rows = queries.with_relations(Custody.objects.all())
        return self.whole(self.row(rows, code=code.replace("\0", "").upper()))


class CustodyMoveDoor(_CustodyDoor):
    """Put things somewhere else."""

    verb = Can.HANDLE_ITEMS

    @extend_schema(request=shapes.CustodyMoveInput, responses=shapes.CustodyInsideOutput(many=True))
    def post(self, request: Request) -> Response:
        typed = shapes.CustodyMoveInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = typed.validated_data
        ids = [one.pk for one in self.picked(said["things"])]
        services.move(custody_ids=ids, place=said["place"], by=self.person.user, at=timezone.now())
        return self.told(ids)


class CustodyReturnDoor(_CustodyDoor):
    """Hand things of one customer back."""

    verb = Can.HANDLE_ITEMS

    @extend_schema(
        request=shapes.CustodyReturnInput, responses=shapes.CustodyInsideOutput(many=True)
    )
    def post(self, request: Request) -> Response:
        typed = shapes.CustodyReturnInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = typed.validated_data
        ids = [one.pk for one in self.picked(said["things"])]
        now = timezone.now()
        leaving = services.Leaving(
            returned_to=said["returned_to"], at=said["returned_at"] or now,
            condition=said["condition"], why=said["why"],
        )  # fmt: skip
        services.return_things(custody_ids=ids, leaving=leaving, by=self.person.user, at=now)
        return self.told(ids)


class CustodyPhotosDoor(_CustodyDoor):
    """One more photograph; the same sent again changes nothing."""

    verb = Can.HANDLE_ITEMS
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": shapes.CustodyPhotosInput},
        responses={201: shapes.CustodyWholeOutput},
    )
    def post(self, request: Request, code: str) -> Response:
        rows = queries.with_relations(Custody.objects.all())
        custody = self.row(rows, Can.HANDLE_ITEMS, code=code.replace("\0", "").upper())
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BYTES + _AROUND:
            raise TooLarge(_too_large())
        typed = shapes.CustodyPhotosInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.add_photos(
            custody_id=custody.pk, files=[typed.validated_data["file"]],
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return self.whole(custody, status=201)


def _too_large() -> str:
    return _("Ảnh quá lớn: mỗi ảnh nhiều nhất %(allowed)s.") % {"allowed": "12 MB"}


class CustodyPhotoDoor(_CustodyDoor):
    """The photograph itself."""

    verb = Can.SEE_INSTRUMENTS

    @extend_schema(responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, code: str, photo: int) -> FileResponse:
        custody = self.row(Custody.objects.all(), code=code.replace("\0", "").upper())
        found = get_object_or_404(custody.photos, pk=photo)
        name = (found.file.name or "").rpartition("/")[2]
        return send(found.file, name=name, kind=kind_of_photo(found), inline=True)
