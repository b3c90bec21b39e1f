"""The shapes of the API about things in custody."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Centre, Customer
from calibration.custody.queries import ALL, HELD, RETURNED
from calibration.custody.receiving import FIRST_YEAR, LONGEST
from calibration.models import Custody, CustodyPhoto, Job
from common.api import Strict
from common.errors import FaultCode
from instruments.models import Instrument

MOST_ID = 2**53
MOST_AT_ONCE = 500
LAST_YEAR = 2200


class CustodyMoment(serializers.DateTimeField):
    """A moment; left out it is now."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, allow_null=True, default=None, **more)

    def enforce_timezone(self, value: datetime) -> datetime:
        """With its offset; before that, as local time may not reach that far."""
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            code = FaultCode("out_of_range", allowed=f"{FIRST_YEAR}…{LAST_YEAR}")
            raise serializers.ValidationError(_("Ngoài phạm vi."), code)
        return super().enforce_timezone(value)


class CustodyThingInput(Strict):
    """One instrument of the customer, or one sample, as it was handed in."""

    instrument = serializers.PrimaryKeyRelatedField(
        queryset=Instrument.objects.select_related("type", "customer__centre"),
        required=False, allow_null=True, default=None,
    )  # fmt: skip
    sample = serializers.CharField(
        max_length=LONGEST["sample"], required=False, allow_blank=True, default=""
    )
    condition = serializers.CharField(max_length=LONGEST["condition"])
    accessories = serializers.CharField(
        max_length=LONGEST["accessories"], required=False, allow_blank=True, default=""
    )
    place = serializers.CharField(
        max_length=LONGEST["place"], required=False, allow_blank=True, default=""
    )


class CustodyReceiveInput(Strict):
    """Things of one customer, received together. Without `centre` it is the customer's."""

    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.none())
    centre = serializers.SlugRelatedField(
        slug_field="code", queryset=Centre.objects.none(), required=False
    )
    brought_by = serializers.CharField(max_length=150)
    received_at = CustodyMoment()
    things = CustodyThingInput(many=True, max_length=MOST_AT_ONCE)  # type: ignore[call-arg]


class CustodyIds(serializers.ListField):
    """Keys of things."""

    def __init__(self, **more: Any) -> None:
        child = serializers.IntegerField(min_value=1, max_value=MOST_ID)
        super().__init__(child=child, min_length=1, max_length=MOST_AT_ONCE, **more)


class CustodyMoveInput(Strict):
    """Which things go where."""

    things = CustodyIds()
    place = serializers.CharField(max_length=LONGEST["place"])


class CustodyReturnInput(Strict):
    """Which things of one customer leave, to whom, how they are; `why` for unfinished work."""

    things = CustodyIds()
    returned_to = serializers.CharField(max_length=150)
    returned_at = CustodyMoment()
    condition = serializers.CharField(max_length=LONGEST["condition"])
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class CustodyPhotosInput(Strict):
    """A photograph: JPEG, PNG, WebP, HEIC, to 12 MB."""

    file = serializers.FileField()


class CustodyFilter(serializers.Serializer[Any]):
    """What the list is narrowed to."""

    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    customer = serializers.IntegerField(required=False, default=None, min_value=1,
                                        max_value=MOST_ID)  # fmt: skip
    place = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    days = serializers.IntegerField(required=False, default=None, min_value=0, max_value=9999)
    state = serializers.ChoiceField((HELD, RETURNED, ALL), required=False, default=HELD)


class CustodyPhotoOutput(serializers.ModelSerializer[CustodyPhoto]):
    """A photograph of a thing; `returned`: taken when it left."""

    class Meta:
        model = CustodyPhoto
        fields = ("id", "returned", "sha256", "at")


class CustodyOutput(serializers.ModelSerializer[Custody]):
    """One thing from the moment it came to the moment it left."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    object = serializers.SerializerMethodField()
    serial = serializers.CharField(source="instrument.serial", default="", read_only=True)
    job_state = serializers.CharField(source="job.state", default=None, read_only=True)

    class Meta:
        model = Custody
        fields = (
            "id", "code", "centre", "customer", "customer_name", "instrument", "sample", "object",
            "serial", "job", "job_state", "received_at", "brought_by", "condition_in",
            "accessories", "returned_at", "returned_to", "condition_out",
        )  # fmt: skip

    def get_object(self, one: Custody) -> str:
        return str(one.instrument) if one.instrument is not None else one.sample


class CustodyInsideOutput(CustodyOutput):
    """The same with the place where it lies: for those inside."""

    class Meta(CustodyOutput.Meta):
        fields = (*CustodyOutput.Meta.fields, "place")  # type: ignore[assignment]


class CustodyJobOutput(serializers.ModelSerializer[Job]):
    """A job of the thing."""

    class Meta:
        model = Job
        fields = ("id", "service", "state")


class CustodyWholeOutput(CustodyOutput):
    """The same with its photographs and what is done with it; the place for those inside."""

    place = serializers.SerializerMethodField()
    photos = CustodyPhotoOutput(many=True, read_only=True)
    jobs = serializers.SerializerMethodField()

    class Meta(CustodyOutput.Meta):
        fields = (*CustodyOutput.Meta.fields, "place", "photos", "jobs")  # type: ignore[assignment]

    def get_place(self, one: Custody) -> str:
        return one.place if self.context["inside"] else ""

    def get_jobs(self, one: Custody) -> list[dict[str, Any]]:
        return list(CustodyJobOutput(self.context["work"], many=True).data)
