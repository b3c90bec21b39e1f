"""The API about keys. Public parts only: no address gives or takes a private key."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from certificates.models import SigningKey
from certificates.signing import queries, services
from certificates.signing.forms import LONGEST_LABEL, LONGEST_REASON
from certificates.states import KeyStore
from common.api import Strict
from common.errors import Fault, Forbidden, InvalidInput


class KeyOutput(serializers.Serializer[Any]):
    """A key: whose, until when, how it stands, what it signed last."""

    id = serializers.IntegerField(source="key.id")
    centre = serializers.CharField(source="key.centre.code", default=None, allow_null=True)
    label = serializers.CharField(source="key.label")  # type: ignore[assignment]
    store = serializers.ChoiceField(KeyStore.choices, source="key.store")
    subject = serializers.CharField(source="key.subject")
    issuer = serializers.CharField(source="key.issuer")
    fingerprint = serializers.CharField(source="key.fingerprint")
    certificate = serializers.CharField(source="key.certificate")
    not_before = serializers.DateTimeField(source="key.not_before")
    not_after = serializers.DateTimeField(source="key.not_after")
    active_from = serializers.DateTimeField(source="key.active_from")
    retired_at = serializers.DateTimeField(source="key.retired_at", allow_null=True)
    development = serializers.BooleanField(source="key.development")
    standing = serializers.ChoiceField(
        ("active", "expiring", "expired", "waiting", "retired"), source="standing.state"
    )
    days_left = serializers.IntegerField(source="standing.days_left")
    trouble = serializers.CharField()
    last_signed_at = serializers.DateTimeField(source="key.last_at", allow_null=True)
    last_signed = serializers.CharField(source="key.last_number", allow_null=True)


class KeyInput(Strict):
    """A key whose file lies in the folder of keys; its name begins with the centre's code."""

    centre = serializers.CharField(max_length=20)
    label = serializers.CharField(max_length=LONGEST_LABEL)  # type: ignore[assignment]
    file = serializers.CharField(max_length=104)
    replace = serializers.BooleanField(required=False, default=False)


class RetireInput(Strict):
    """Why it signs nothing more."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class KeysDoor(Door):
    """Keys that sign for one's centres; a new one is taken up by POST."""

    verb = Can.SEE_KEYS
    verbs = {"post": Can.MANAGE_KEYS}

    @extend_schema(operation_id="keys", responses=KeyOutput(many=True))
    def get(self, request: Request) -> Response:
        found = queries.shown(queries.keys_seen_by(self.person), self.person, timezone.now())
        return Response(KeyOutput(found, many=True).data)

    @extend_schema(
        operation_id="keys_add",
        request=KeyInput,
        responses={201: KeyOutput, 409: OpenApiResponse(description="cannot sign, or in force")},
    )
    def post(self, request: Request) -> Response:
        typed = KeyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said, now = typed.validated_data, timezone.now()
        new = services.NewKey(
            self._centre(said["centre"]), said["label"], now, replace=said["replace"]
        )
        made = services.register_own(new, locator=said["file"], by=self.person.user, at=now)
        return Response(_one(self.person, made.pk), status=201)

    def _centre(self, code: str) -> Centre:
        found: Centre | None = (
            self.person.centres(Can.MANAGE_KEYS).filter(code=code.replace("\0", "")).first()
        )
        if found is None:
            raise InvalidInput(
                Fault("centre", _("Không có đơn vị này."), code="unknown", found=code)
            )
        return found


class RetireDoor(Door):
    """A key signs nothing more; what it signed is verified as ever."""

    verb = Can.MANAGE_KEYS

    @extend_schema(operation_id="keys_retire", request=RetireInput, responses=KeyOutput)
    def post(self, request: Request, pk: int) -> Response:
        key = self.row(SigningKey.objects.select_related("centre"), pk=pk)
        if not queries.may_manage(self.person, key.centre):
            raise Forbidden(_("Khóa của toàn hệ thống do người vận hành máy chủ quản lý."))
        typed = RetireInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.retire(
            key_id=pk, reason=typed.validated_data["reason"], by=self.person.user, at=timezone.now()
        )
        return Response(_one(self.person, pk))


def _one(person: Any, pk: int) -> Any:
    rows = queries.keys_seen_by(person).filter(pk=pk)
    return KeyOutput(queries.shown(rows, person, timezone.now())[0]).data
