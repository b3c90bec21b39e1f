"""What every entered row bears: its unit, who entered it and when, and how it is taken back."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField


class EntryRows(models.QuerySet[Any]):
    """Entered rows, and which of them a person sees."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(centre__in=person.centres(Can.SEE_PLANNING))

    def standing(self) -> Self:
        """Those that were not taken back: only they are counted."""
        return self.filter(struck_at__isnull=True)

    def under(self, centre: Centre) -> Self:
        """Those of a unit and of the units below it."""
        return self.filter(centre__path__startswith=centre.path)


class Strikable(models.Model):
    """A row that is taken back with a reason, never deleted. Its `centre` is whose it is."""

    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = NfcCharField(_("lý do bỏ"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Entry(Strikable):
    """A row that people enter for a unit."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = EntryRows.as_manager()

    class Meta:
        abstract = True
