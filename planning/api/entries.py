"""What the API doors of entries have in common: listed, made, changed, moved on."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from planning.register.asking import Asked

PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("page_size", int)]


def filters(register: Any) -> list[OpenApiParameter]:
    """The filters of a list, as its description names them."""
    chosen = [
        OpenApiParameter(name, str, enum=choices.values)
        for name, choices in register.CHOICES.items()
    ]
    named = [OpenApiParameter("q", str), OpenApiParameter("centre", str),
             OpenApiParameter("year", int)]  # fmt: skip
    return [*named, *chosen, *PAGING]


class EntriesDoor(Door):
    """List entries and make one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PLANNING, "post": Can.RECORD_PLANNING}
    register: ClassVar[Any]
    model: ClassVar[Any]
    output: ClassVar[Any]

    def find(self, rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
        """What the filters ask for, but for the state."""
        found: QuerySet[Any] = self.register.found(rows, asked, timezone.localdate())
        return found

    def listed(self, request: Request) -> Response:
        """A page of what the filters ask for."""
        asked = Asked(request.query_params, self.register.CHOICES).insist()
        found = self.find(self.model.objects.visible_to(self.person), asked)
        rows = self.register.in_state(found, asked.chosen["state"]).select_related("centre")
        pages = Cursor()
        page: Any = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(self.output(page, many=True).data)

    def facts(self, shape: Any, request: Request) -> dict[str, Any]:
        """What was sent, with the centre in which the person may enter it, who, and when."""
        typed = shape(data=request.data)
        typed.is_valid(raise_exception=True)
        facts: dict[str, Any] = dict(typed.validated_data)
        seen: Any = self.person.centres(Can.SEE_PLANNING)
        centre: Centre = get_object_or_404(seen, code=facts.pop("centre"))
        self.person.insist(Can.RECORD_PLANNING, centre)
        return facts | {"centre": centre, "by": self.person.user, "at": timezone.now()}


class EntryDoor(Door):
    """One entry: read, changed, moved on."""

    verbs: ClassVar[dict[str, Can]] = {
        "get": Can.SEE_PLANNING, "patch": Can.RECORD_PLANNING, "post": Can.RECORD_PLANNING,
    }  # fmt: skip
    model: ClassVar[Any]

    def held(self, **lookup: Any) -> Any:
        """The entry, where the person may change it."""
        rows = self.model.objects.select_related("centre")
        return self.row(rows, Can.RECORD_PLANNING, **lookup)

    def sent(self, shape: Any, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, and who sends it when."""
        typed = shape(data=request.data, partial=partial)
        typed.is_valid(raise_exception=True)
        return {**typed.validated_data, "by": self.person.user, "at": timezone.now()}
