"""What a centre and its people may do: officers' cards, designations, accreditations; rooms."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import GRANTS, Can
from calibration.centres import ancestors
from calibration.states import ScopeKind, Service
from common.fields import NfcCharField
from instruments.fields import QuantityField
from instruments.models import InstrumentType


class Owned(models.QuerySet[Any]):
    """Rows of a centre, and which of them a person sees."""

    def visible_to(self, person: Any) -> "Owned":
        """Those of the person's centres and of the centres above, which count for them too."""
        near = Q(pk__in=())
        for role, path in person.memberships:
            if Can.SEE_AUTHORITY in GRANTS[role]:
                near |= Q(centre__path__startswith=path) | Q(centre__code__in=ancestors(path))
        return self.filter(near)


class Dated(Owned):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> "Dated":
        """Those in force on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Lasting(models.Model):
    """What holds from a day to a day, the last one included; null: without end."""

    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and not self.ended_by(day)

    def ended_by(self, day: date) -> bool:
        """Whether its last day lies before `day`."""
        return self.valid_to is not None and self.valid_to < day


class OfficerCard(Lasting):
    """The card of a verification officer (thẻ kiểm định viên), for fields of measurement."""

    user = models.ForeignKey(User, models.PROTECT, related_name="cards")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cards")
    number = NfcCharField(_("số thẻ"), max_length=60)
    types = models.ManyToManyField(InstrumentType, related_name="+")
    source = NfcCharField(_("quyết định"), max_length=200, blank=True)

    class Meta:
        ordering = ("centre", "user", "valid_from")
        constraints = (
            # A card given back after a suspension keeps its number.
            models.UniqueConstraint(
                fields=["centre", "number", "valid_from"], name="card_number_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="card_ends_after",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Scope(Lasting):
    """A designation (law) or an accreditation (voluntary) of a centre, with its lines."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="scopes")
    kind = models.CharField(_("loại"), max_length=13, choices=ScopeKind)
    number = NfcCharField(_("số"), max_length=80)
    source = NfcCharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        ordering = ("centre", "kind", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "kind", "number", "valid_from"], name="scope_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="scope_ends_after",
            ),
        )

    def __str__(self) -> str:
        return self.number


class LineRows(models.QuerySet["ScopeLine"]):
    """Lines, and which of them a person sees."""

    def visible_to(self, person: Any) -> "LineRows":
        return self.filter(scope__in=Scope.objects.visible_to(person))


class ScopeLine(models.Model):
    """One line of a scope: a service on a type over a range, with its CMC where it has one."""

    scope = models.ForeignKey(Scope, models.CASCADE, related_name="lines")
    service = models.CharField(_("dịch vụ"), max_length=12, choices=Service)
    type = models.ForeignKey(InstrumentType, models.PROTECT, related_name="+")
    range_min = QuantityField(_("từ"), null=True, blank=True)
    range_max = QuantityField(_("đến"), null=True, blank=True)
    accuracy = NfcCharField(_("cấp chính xác"), max_length=80, blank=True)
    # The CMC as metrology/uncertainty/cmc.py reads it (canonical JSON); blank: none is stated.
    cmc = models.TextField(blank=True)

    objects = LineRows.as_manager()

    class Meta:
        ordering = ("scope", "pk")

    def __str__(self) -> str:
        return f"{self.scope}: {self.type}"

    @property
    def centre(self) -> Centre:
        """The centre whose scope it is of."""
        return self.scope.centre


class Room(models.Model):
    """A room of the laboratory, to choose a place of work from."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="rooms")
    name = NfcCharField(_("phòng"), max_length=120)
    active = models.BooleanField(_("đang dùng"), default=True)

    objects = Owned.as_manager()

    class Meta:
        ordering = ("centre", "name")
        constraints = (models.UniqueConstraint(fields=["centre", "name"], name="room_name_once"),)

    def __str__(self) -> str:
        return self.name
