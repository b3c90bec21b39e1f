"""What the address of the overview asks for, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from common.errors import Fault, InvalidInput
from common.period import FIRST_YEAR, LAST_YEAR, Period
from contracts.revenue import ALL_KINDS, SERVICE_KINDS, Base
from contracts.states import LineKind

SERVICE = "service"  # every kind but consulting, which is told apart everywhere
EVERY = "all"


@dataclass(frozen=True)
class Wanted:
    """One question: which centre, year, base, kinds; `vat` is “gross” or “net”."""

    centre: Centre
    year: int
    base: Base = Base.SIGNED
    kind: str = SERVICE
    vat: str = "gross"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of service that count."""
        if self.kind == SERVICE:
            return frozenset(str(kind) for kind in SERVICE_KINDS)
        return (
            frozenset(str(k) for k in ALL_KINDS) if self.kind == EVERY else frozenset({self.kind})
        )

    @property
    def measure(self) -> str | None:
        """The plan that these amounts may be held against: of their own base and VAT, no other."""
        return f"revenue_{self.base}_{self.vat}" if self.kind == SERVICE else None

    @property
    def period(self) -> Period:
        """The year."""
        return Period.parse(str(self.year))

    @property
    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        return {
            "centre": self.centre.code,
            "year": str(self.year),
            "base": self.base.value,
            "kind": self.kind,
            "vat": self.vat,
        }


def kind_choices() -> list[tuple[str, Any]]:
    """Kinds that one may ask for, with their words."""
    whole = [(SERVICE, gettext_lazy("mọi dịch vụ, trừ tư vấn")), (EVERY, gettext_lazy("mọi loại"))]
    return [*whole, *LineKind.choices]


def wanted(params: Mapping[str, str], centre: Centre, today: date) -> Wanted:
    """The question of an address; InvalidInput names what there is not."""
    base = Base(_one_of(params, "base", Base.values, Base.SIGNED.value))
    usual = "net" if base is Base.INVOICED else "gross"
    return Wanted(
        centre=centre,
        year=_year(params.get("year", ""), today),
        base=base,
        kind=_one_of(params, "kind", [code for code, _words in kind_choices()], SERVICE),
        vat=_one_of(params, "vat", ["gross", "net"], usual),
    )


def month_asked(params: Mapping[str, str], year: int) -> Period | None:
    """The month “2026-03” of the year, or None for all of it."""
    text = params.get("month", "")
    if not text:
        return None
    period = Period.parse(text)
    if period.year != year or period.first_month != period.last_month:
        message = _("Tháng phải thuộc năm đang xem.")
        allowed = f"{year}-01 … {year}-12"
        raise InvalidInput(Fault("month", message, code="unknown", found=text, allowed=allowed))
    return period


def _one_of(params: Mapping[str, str], name: str, allowed: list[str], usual: str) -> str:
    text = params.get(name, "") or usual
    if text not in allowed:
        message = _("Không có lựa chọn này.")
        raise InvalidInput(
            Fault(name, message, code="unknown", found=text[:60], allowed=", ".join(allowed))
        )
    return text


def _year(text: str, today: date) -> int:
    if not text:
        return today.year
    if text.isascii() and text.isdigit() and FIRST_YEAR < int(text[:5]) <= LAST_YEAR:
        return int(text)
    message = _("Năm viết như 2026.")
    raise InvalidInput(
        Fault("year", message, code="bad_year", found=text[:20], allowed=f"…{LAST_YEAR}")
    )
