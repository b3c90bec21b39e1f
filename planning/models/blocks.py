"""Emulation blocks (khối thi đua): named sets of units, with a membership for each year."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from planning.states import BlockRole


class BlockRows(models.QuerySet["Block"]):
    """Blocks, and which of them a person sees: those of the unit that keeps them."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class Block(models.Model):
    """A block; `centre` is the unit that keeps its list and its report."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="blocks")
    code = models.SlugField(_("mã"), max_length=20, unique=True, allow_unicode=False)
    name = NfcCharField(_("tên khối"), max_length=200)

    objects = BlockRows.as_manager()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class BlockMember(models.Model):
    """A unit in a block in one year; in one block only, or it would be counted twice."""

    block = models.ForeignKey(Block, models.PROTECT, related_name="members")
    year = models.PositiveSmallIntegerField(_("năm"))
    unit = models.ForeignKey(Centre, models.PROTECT, related_name="block_years")
    role = models.CharField(_("vai trò"), max_length=6, choices=BlockRole, default=BlockRole.MEMBER)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("year", "unit__path")
        constraints = (
            models.UniqueConstraint(fields=["year", "unit"], name="unit_in_one_block"),
            models.UniqueConstraint(
                fields=["block", "year"],
                condition=models.Q(role="head"),
                name="block_has_one_head",
            ),
        )

    def __str__(self) -> str:
        return f"{self.block.code} {self.year} {self.unit.code}"
