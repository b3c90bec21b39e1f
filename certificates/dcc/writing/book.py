"""What the parts of one document share: the statement, the units used, the references made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from instruments.messages import told
from metrology.errors import MetrologyError
from metrology.quantities.dsi import Form, form_of, is_money
from metrology.quantities.units import UNITS


@dataclass
class Book:
    """One document in the making.

    `foreign` collects the units outside the SI that were written, label to definition; `referred`
    the ids that something points to: only those are declared.
    """

    said: Mapping[str, Any]
    foreign: dict[str, str] = field(default_factory=dict)
    referred: set[str] = field(default_factory=set)

    def form(self, unit: str, where: str) -> Form:
        """How values in a unit (its code; "" is the unit one) are written.

        Raises `InvalidInput` with the code `no_dsi_form` for a unit that has no form.
        """
        if unit and unit not in UNITS:
            raise _no_form(where, unit, _("đơn vị này không có trong danh mục"))
        try:
            found = form_of(UNITS[unit or "1"])
        except MetrologyError as why:
            raise _no_form(where, unit, told(why).get("reason", str(why))) from why
        if found.hybrid:
            self.foreign[found.label] = found.definition
        return found

    def refer(self, to: str) -> str:
        """Note that something points to an id; gives the id."""
        self.referred.add(to)
        return to


def money(unit: str) -> bool:
    """Whether a unit is money, which is told in words."""
    return unit in UNITS and is_money(UNITS[unit])


def _no_form(where: str, unit: str, why: str) -> InvalidInput:
    sentence = _(
        "Đơn vị “%(unit)s” không có cách viết trong giấy chứng nhận điện tử (D-SI): %(why)s."
    ) % {"unit": UNITS[unit].symbol if unit in UNITS else unit, "why": why}
    fault = Fault(where, sentence, code="no_dsi_form", found=unit)
    return InvalidInput(fault, message=sentence)
