"""A client's instrument list on its way into a contract, and what its headings meant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from calibration.states import Regime
from common.fields import NfcCharField
from contracts.models.contracts import Contract
from contracts.models.prices import ServiceItem
from contracts.states import Fate, LineKind, ListState
from instruments.models import Instrument, InstrumentType


class ListImport(models.Model):
    """A client's instrument list on its way into a contract: previewed, then all or nothing."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="imports")
    file_name = NfcCharField(max_length=200)
    file = models.FileField(upload_to="imports/")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(  # of rows whose cell does not say
        _("loại dịch vụ"), max_length=12, choices=LineKind, default=LineKind.VERIFICATION
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ListState, default=ListState.READING)
    error = models.TextField(blank=True)  # canonical JSON [{code, …}], as `ListRow.why`
    columns = models.JSONField(default=dict)  # how it was read; see listing/reading.py

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file_name


class ListRow(models.Model):
    """One row of a list and its fate."""

    source = models.ForeignKey(ListImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the sheet counts
    values = models.JSONField(default=dict)  # {field: text as found}
    fate = models.CharField(max_length=10, choices=Fate)
    why = models.TextField(default="[]")  # canonical JSON [{code, …}]; words: listing/wording.py
    kind = models.CharField(max_length=12, choices=LineKind, blank=True)
    regime = models.CharField(max_length=12, choices=Regime, blank=True)
    type = models.ForeignKey(InstrumentType, models.SET_NULL, null=True, blank=True)
    instrument = models.ForeignKey(Instrument, models.SET_NULL, null=True, blank=True)
    service = models.ForeignKey(ServiceItem, models.SET_NULL, null=True, blank=True)
    price = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("source", "number")
        constraints = (models.UniqueConstraint(fields=["source", "number"], name="list_row_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.fate}"


class ListLayout(models.Model):
    """What a customer's headings mean, as an officer mapped them once; used at their next list."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="list_layouts")
    fingerprint = models.CharField(max_length=64)  # of the folded headings of the row
    columns = models.JSONField(default=dict)  # {field: column, counted from 0}
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("customer", "-at")
        constraints = (
            models.UniqueConstraint(fields=["customer", "fingerprint"], name="list_layout_once"),
        )

    def __str__(self) -> str:
        return f"{self.customer} {self.fingerprint[:8]}"
