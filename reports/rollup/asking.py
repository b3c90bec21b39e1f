"""What an address or a request asks of a roll-up, checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from common.period import Period
from planning.models import Block
from reports.asked import period_asked
from reports.indicators import INDICATORS
from reports.rollup.adding import roll_up_block, roll_up_tree
from reports.rollup.shapes import From, RollUp

DEFAULT = (
    "contracts", "instruments", "samples", "revenue_signed_gross", "product_completion_rate",
    "st_total", "papers",
)  # fmt: skip
MOST = 30  # columns


@dataclass(frozen=True)
class Asked:
    """A tree or a block, a period, the indicators, where the figures come from."""

    centre: Centre
    block: Block | None
    period: Period
    codes: tuple[str, ...]
    by: str
    cut_off: date

    def found(self) -> RollUp:
        """The answer."""
        if self.block is not None:
            return roll_up_block(self.block, self.period, self.codes)
        return roll_up_tree(self.centre, self.period, self.codes, cut_off=self.cut_off, by=self.by)

    @property
    def name(self) -> str:
        """For the name of a file: plain ASCII."""
        return f"{self.block.code if self.block else self.centre.code}-{self.period.code}"


def asked(query: QueryDict, person: Person, today: date) -> Asked:
    """What is asked for, by somebody who may see it; a stranger's unit or block is 404."""
    block = _block(query, person)
    period = period_asked(query.get("period", "").replace("\0", "?"), today)
    return Asked(
        centre=block.centre if block else _centre(query, person),
        block=block,
        period=period,
        codes=_codes(part for one in query.getlist("codes") for part in one.split(",")),
        by=_by(query.get("by", "")),
        cut_off=period.cut_off(today),
    )


def _block(query: QueryDict, person: Person) -> Block | None:
    code = query.get("block", "").replace("\0", "?")
    if not code:
        return None
    seen = Block.objects.select_related("centre").visible_to(person)
    found: Block = get_object_or_404(seen, code=code)
    return found


def _centre(query: QueryDict, person: Person) -> Centre:
    code = query.get("centre", "").replace("\0", "?")
    seen: Any = person.centres(Can.SEE_FIGURES)
    found: Centre | None = (seen.filter(code=code) if code else seen).first()
    if found is None:
        raise Http404
    return found


def _by(text: str) -> str:
    if text and text not in From.values:
        message = _("Không có lựa chọn này.")
        found, allowed = text[:40].replace("\0", "?"), ", ".join(From.values)
        raise InvalidInput(Fault("by", message, code="unknown", found=found, allowed=allowed))
    return text or From.LIVE


def _codes(parts: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if len(codes) > MOST:
        message = _("Nhiều nhất %(most)s chỉ tiêu trong một bảng.") % {"most": MOST}
        raise InvalidInput(
            Fault("codes", message, code="too_many", found=str(len(codes)), allowed=str(MOST))
        )
    if unknown := [code for code in codes if code not in INDICATORS]:
        found = unknown[0][:60].replace("\0", "?")
        message = _("Không có chỉ tiêu “%(key)s”.") % {"key": found}
        allowed = ", ".join(INDICATORS)
        raise InvalidInput(Fault("codes", message, code="unknown", found=found, allowed=allowed))
    return codes or tuple(code for code in DEFAULT if code in INDICATORS)
