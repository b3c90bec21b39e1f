"""Shapes of the API about cards, scopes and rooms."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre, User
from accounts.permissions import Can
from calibration.authority.capability import LONGEST, cmc_words, read_cmc
from calibration.authority.people import officers_of_any
from calibration.authority.powers import Held
from calibration.authority.queries import Answer
from calibration.authority.services import LONGEST_WHY, MOST_LINES, NewLine
from calibration.models import OfficerCard, Room, Scope, ScopeLine
from calibration.states import ScopeKind, Service
from common.api import Strict
from instruments.api.fields import QuantityOutput, QuantitySerializerField
from instruments.models import InstrumentType

CMC = {
    "oneOf": [
        {"type": "string", "example": "0.02 bar"},
        {"type": "object", "description": "As `Cmc` reads it: unit, ranges."},
    ]
}


class _Centres(serializers.SlugRelatedField[Centre]):
    """A centre that the person sees, by its code."""

    def get_queryset(self) -> Any:
        return self.context["person"].centres(Can.SEE_AUTHORITY)


class _Officers(serializers.PrimaryKeyRelatedField[User]):
    """Somebody who does the work of a centre that the person sees."""

    def get_queryset(self) -> Any:
        return officers_of_any(self.context["person"].centres(Can.SEE_AUTHORITY))


def _centre() -> _Centres:
    return _Centres(slug_field="code", queryset=Centre.objects.all())


def _type(**more: Any) -> Any:
    return serializers.SlugRelatedField(
        slug_field="code", queryset=InstrumentType.objects.all(), **more
    )


@extend_schema_field(CMC)
class CmcField(serializers.Field[Any, Any, Any, Any]):
    """A CMC as a person writes it, or as an object."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, (str, dict)) or len(str(data)) > LONGEST:
            raise serializers.ValidationError("0.02 bar", code="invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class AuthorityFilter(serializers.Serializer[Any]):
    """The filters of the lists."""

    on = serializers.DateField(required=False)
    kind = serializers.ChoiceField(ScopeKind.choices, required=False)


class CardInput(Strict):
    """The card of a verification officer."""

    centre = _centre()
    user = _Officers(queryset=User.objects.all())
    number = serializers.CharField(max_length=60)
    types = _type(many=True, allow_empty=False)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]


class CardOutput(serializers.ModelSerializer[OfficerCard]):
    """A card with who holds it and for which types."""

    centre = serializers.CharField(source="centre.code")
    user = serializers.SerializerMethodField()
    types = serializers.SerializerMethodField()

    class Meta:
        model = OfficerCard
        fields = ("id", "centre", "user", "number", "types", "valid_from", "valid_to", "source")

    def get_user(self, card: OfficerCard) -> dict[str, Any]:
        return {"id": card.user_id, "name": card.user.full_name}

    def get_types(self, card: OfficerCard) -> list[str]:
        return [kind.code for kind in card.types.all()]


class ScopeLineInput(Strict):
    """One line of a scope."""

    service = serializers.ChoiceField(Service.choices)
    type = _type()
    range_min = QuantitySerializerField(required=False, allow_null=True)
    range_max = QuantitySerializerField(required=False, allow_null=True)
    accuracy = serializers.CharField(max_length=80, required=False, allow_blank=True)
    cmc = CmcField(required=False)


class LinesInput(Strict):
    """Lines of a scope."""

    lines = serializers.ListField(child=ScopeLineInput(), max_length=MOST_LINES)

    def to_lines(self) -> list[NewLine]:
        """The lines as the service takes them."""
        return [NewLine(**line) for line in self.validated_data.get("lines", [])]


class ScopeInput(LinesInput):
    """A designation, a registration or an accreditation."""

    centre = _centre()
    kind = serializers.ChoiceField(ScopeKind.choices)
    number = serializers.CharField(max_length=80)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    lines = serializers.ListField(child=ScopeLineInput(), max_length=MOST_LINES, required=False)


class ScopeLineOutput(serializers.ModelSerializer[ScopeLine]):
    """A line of a scope; `cmc` as `Cmc` reads it, `cmc_words` as a reader takes it."""

    type = serializers.CharField(source="type.code")
    range_min = QuantityOutput()
    range_max = QuantityOutput()
    cmc = serializers.SerializerMethodField()
    cmc_words = serializers.SerializerMethodField()

    class Meta:
        model = ScopeLine
        fields = (
            "id", "service", "type", "range_min", "range_max", "accuracy", "cmc", "cmc_words",
        )  # fmt: skip

    def get_cmc(self, line: ScopeLine) -> dict[str, Any] | None:
        return read_cmc(line.cmc).to_json() if line.cmc else None

    def get_cmc_words(self, line: ScopeLine) -> str:
        return cmc_words(line.cmc)


class ScopeOutput(serializers.ModelSerializer[Scope]):
    """A scope with its lines."""

    centre = serializers.CharField(source="centre.code")
    lines = ScopeLineOutput(many=True)

    class Meta:
        model = Scope
        fields = ("id", "centre", "kind", "number", "valid_from", "valid_to", "source", "lines")


class EndInput(Strict):
    """An earlier last day, and why."""

    valid_to = serializers.DateField()
    why = serializers.CharField(max_length=LONGEST_WHY)


class ExtendInput(Strict):
    """A later last day (null: without end), and why."""

    valid_to = serializers.DateField(allow_null=True)
    why = serializers.CharField(max_length=LONGEST_WHY)


class RemoveInput(Strict):
    """Why a line is taken out."""

    why = serializers.CharField(max_length=LONGEST_WHY)


class RoomInput(Strict):
    """A room of the laboratory."""

    centre = _centre()
    name = serializers.CharField(max_length=120)


class RoomOutput(serializers.ModelSerializer[Room]):
    """A room, and whether work may be done there."""

    centre = serializers.CharField(source="centre.code")

    class Meta:
        model = Room
        fields = ("id", "centre", "name", "active")


class RoomUseInput(Strict):
    """Whether a room is used."""

    active = serializers.BooleanField()


class AskInput(Strict):
    """Who, what, where, when."""

    centre = _centre()
    user = _Officers(queryset=User.objects.all())
    service = serializers.ChoiceField(Service.choices)
    type = _type()
    on = serializers.DateField()
    range_min = QuantitySerializerField(required=False, allow_null=True)
    range_max = QuantitySerializerField(required=False, allow_null=True)


class HeldOutput(serializers.Serializer[Any]):
    """The scope that covers it, or what is missing: type, ended, not_begun, range."""

    number = serializers.CharField()
    missing = serializers.CharField()


class AnswerOutput(serializers.Serializer[Any]):
    """Whether it may be done; `accreditation` never forbids."""

    allowed = serializers.BooleanField()
    card = serializers.CharField()
    legal = HeldOutput()
    accreditation = HeldOutput()


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer as `AnswerOutput` describes it."""
    return {
        "allowed": answer.allowed,
        "card": "" if answer.card is None else answer.card.number,
        "legal": _held(answer.legal),
        "accreditation": _held(answer.accreditation),
    }


def _held(found: Held) -> dict[str, str]:
    return {
        "number": "" if found.scope is None else found.scope.number,
        "missing": found.missing,
    }
