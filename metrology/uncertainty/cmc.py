"""Calibration and measurement capability: the smallest uncertainty a laboratory may state.

A scope gives the CMC as one value, at points with straight lines between them, or as an explicit
function of the measurand (ILAC-P14:09/2020, 4.3), over ranges. A certificate states no smaller
uncertainty (5.4). Outside the ranges there is no CMC: nothing here is ever extrapolated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from metrology.bounds import positive
from metrology.errors import Code, MetrologyError
from metrology.quantities.units import Unit, convert, difference_unit, find_unit
from metrology.strict_json import decimal, fields, items, text
from metrology.uncertainty.cmc_laws import Law, law_from, own_fields, positive_cmc
from metrology.uncertainty.stating import not_below
from metrology.wording import Wording

SHARED_RULES: Mapping[str, Wording] = {
    "smaller": Wording(
        "Giá trị thuộc hai phạm vi: lấy CMC nhỏ hơn, vì cả hai đều được công nhận.",
        "A value in two ranges takes the smaller CMC: both are accredited there.",
        "ILAC-P14:09/2020, 4.3",
    ),
    "larger": Wording(
        "Giá trị thuộc hai phạm vi: lấy CMC lớn hơn, để thận trọng.",
        "A value in two ranges takes the larger CMC, to be cautious.",
        "ILAC-P14:09/2020, 4.3",
    ),
    "first": Wording(
        "Giá trị thuộc hai phạm vi: lấy phạm vi đứng trước trong danh mục.",
        "A value in two ranges belongs to the range listed first.",
        "ILAC-P14:09/2020, 4.3",
    ),
}
FLOOR_REASONS: Mapping[str, Wording] = {
    "not_below_cmc": Wording(
        "Độ không đảm bảo đo tính được không nhỏ hơn CMC.",
        "The calculated uncertainty is not below the CMC.",
        "ILAC-P14:09/2020, 5.4",
    ),
    "raised_to_cmc": Wording(
        "Độ không đảm bảo đo tính được nhỏ hơn CMC nên công bố bằng CMC.",
        "The calculated uncertainty is below the CMC, so the CMC is stated.",
        "ILAC-P14:09/2020, 5.4",
    ),
    "outside_scope": Wording(
        "Giá trị nằm ngoài phạm vi được công nhận: không có CMC cho kết quả này.",
        "The value is outside the accredited scope: there is no CMC for this result.",
        "ILAC-P14:09/2020, 4.3",
    ),
}
_UNITS = ("unit", "uncertainty_unit")
# Conversions keep 34 digits; 100 °F written in °C and read back is 100.00…02 in the 32nd.
_ROUNDING = Decimal("1e-28")


class Floor(NamedTuple):
    """An expanded uncertainty held against the CMC, unrounded, in one unit.

    `cmc` is None outside the scope; `reason` is a key of `FLOOR_REASONS`.
    """

    reported: Decimal
    raised: bool
    cmc: Decimal | None
    reason: str

    @property
    def wording(self) -> Wording:
        """Why, in words."""
        return FLOOR_REASONS[self.reason]


@dataclass(frozen=True)
class CmcRange:
    """The CMC from `lower` to `upper` (both included, in `unit`), in `uncertainty_unit`."""

    lower: Decimal
    upper: Decimal
    unit: Unit
    uncertainty_unit: Unit
    law: Law
    place: str = "cmc"

    def __post_init__(self) -> None:
        """Refuse ends out of order, a foreign unit, and a law without a CMC at an end."""
        if self.lower > self.upper:
            raise MetrologyError(
                Code.OUT_OF_RANGE, name=f"{self.place}.from", found=str(self.lower),
                allowed=f"≤ {self.upper}",
            )  # fmt: skip
        convert(Decimal(0), difference_unit(self.unit), self.uncertainty_unit)
        for end in (self.lower, self.upper):
            self.at(end)

    def covers(self, x: Decimal) -> bool:
        """Say whether a value in `unit` lies in the range."""
        return self.lower <= x <= self.upper

    def own(self, x: Decimal, unit: Unit) -> Decimal:
        """Give a value of another unit in the range's; what was an end of it is that end again."""
        found = convert(x, unit, self.unit)
        if unit != self.unit:
            room = _ROUNDING * max(abs(self.lower), abs(self.upper))
            for end in (self.lower, self.upper):
                if abs(found - end) <= room:
                    return end
        return found

    def at(self, x: Decimal) -> Decimal:
        """Give the CMC at a value in `unit`, in `uncertainty_unit`.

        Raises `out_of_range` outside the range and for a CMC that is not positive, and what the
        law raises.
        """
        if not self.covers(x):
            allowed = f"{self.lower} … {self.upper}"
            raise MetrologyError(Code.OUT_OF_RANGE, name="x", found=str(x), allowed=allowed)
        size = self.law.size(x, self.unit)
        if self.law.in_step:
            size = convert(size, difference_unit(self.unit), self.uncertainty_unit)
        return positive_cmc(size, self.place)

    def to_json(self) -> dict[str, object]:
        """Give the range as `Cmc.from_json` reads it."""
        return {
            **self.law.to_json(),
            "from": str(self.lower), "to": str(self.upper),
            "unit": self.unit.code, "uncertainty_unit": self.uncertainty_unit.code,
        }  # fmt: skip


@dataclass(frozen=True)
class Cmc:
    """The CMC of one measurand: ranges, and the rule for a value that lies in two of them.

    `shared` is a name of `SHARED_RULES`. The default is the smaller CMC: a value on the boundary
    belongs to both ranges, and the laboratory has shown its capability in both.
    """

    ranges: tuple[CmcRange, ...]
    shared: str = "smaller"

    def __post_init__(self) -> None:
        """Refuse an empty scope, another rule, and ranges of two quantities."""
        if not self.ranges:
            raise MetrologyError(Code.TOO_FEW_VALUES, found="0", allowed="1")
        if self.shared not in SHARED_RULES:
            allowed = ", ".join(SHARED_RULES)
            raise MetrologyError(Code.UNKNOWN_NAME, found=self.shared, allowed=allowed)
        for each in self.ranges[1:]:
            convert(Decimal(0), each.unit, self.ranges[0].unit)

    @classmethod
    def from_json(cls, data: object, *, name: str = "x", place: str = "cmc") -> "Cmc":
        """Read `{"unit": "V", "ranges": [{"type": "constant", "from": 0, "to": 1, …}, …]}`.

        A range is "constant" or "relative" (`value`), "linear" (`a`, `b`), "specification"
        (`text`: "0.02 % of reading + 3 µV"), "table" (`rows`) or "expr" (a formula in `name`).
        Units are codes of the catalogue; a range may have its own `unit` and `uncertainty_unit`,
        which is otherwise the step of its unit. Numbers are taken as written.

        Raises `missing_value`, `unknown_field`, `unknown_name`, `cannot_compute`,
        `out_of_range`, `bad_limit`, `bad_expression`, `wrong_quantity`; the place is named.
        """
        given = fields(data, place, required=("ranges",), optional=("shared", *_UNITS))
        common = {key: given[key] for key in _UNITS if key in given}
        ranges = tuple(
            _range(one, common, name, f"{place}.ranges[{i}]")
            for i, one in enumerate(items(given["ranges"], f"{place}.ranges"))
        )
        return cls(ranges, text(given.get("shared", "smaller"), f"{place}.shared"))

    def to_json(self) -> dict[str, object]:
        """Give the same back, numbers as text; `from_json` reads it without loss."""
        return {"shared": self.shared, "ranges": [each.to_json() for each in self.ranges]}

    def at(self, x: Decimal, unit: Unit | None = None) -> Decimal:
        """Give the CMC at a value in `unit` (by default the first range's), in its step.

        Ranges in other units are converted exactly; a temperature's CMC is in its difference
        unit. Raises `out_of_range` in a gap and outside the scope, `wrong_quantity`,
        `not_a_number`.
        """
        unit = unit or self.ranges[0].unit
        found = self._found(x, unit)
        if not found:
            allowed = self._scope(unit)
            raise MetrologyError(Code.OUT_OF_RANGE, name="x", found=str(x), allowed=allowed)
        if self.shared == "first":
            return found[0]
        return min(found) if self.shared == "smaller" else max(found)

    def covers(self, x: Decimal, unit: Unit | None = None) -> bool:
        """Say whether a value lies in the scope; in a gap it does not."""
        return bool(self._found(x, unit or self.ranges[0].unit))

    def floor(
        self,
        expanded: Decimal,
        x: Decimal,
        unit: Unit | None = None,
        *,
        outside: Literal["refuse", "mark"] = "refuse",
    ) -> Floor:
        """Hold U against the CMC at x: the larger is reported (ILAC-P14:09/2020, 5.4).

        `expanded` is U in the step of `unit`. Outside the scope: refused like `at`, or, with
        `outside="mark"`, a result that says "outside_scope" and carries U as calculated.
        """
        positive("U", expanded)
        if outside == "mark" and not self.covers(x, unit):
            return Floor(expanded, raised=False, cmc=None, reason="outside_scope")
        cmc = self.at(x, unit)
        reason = "raised_to_cmc" if cmc > expanded else "not_below_cmc"
        return Floor(not_below(expanded, cmc), raised=cmc > expanded, cmc=cmc, reason=reason)

    def _found(self, x: Decimal, unit: Unit) -> list[Decimal]:
        """The CMC of each range that covers x, in the step of `unit`."""
        values = [(each, each.own(x, unit)) for each in self.ranges]
        return [
            convert(each.at(own), each.uncertainty_unit, difference_unit(unit))
            for each, own in values
            if each.covers(own)
        ]

    def _scope(self, unit: Unit) -> str:
        ends = [
            [convert(end, each.unit, unit) for end in (each.lower, each.upper)]
            for each in self.ranges
        ]
        return "; ".join(f"{lower} … {upper} {unit.symbol}" for lower, upper in ends)


def _range(data: object, common: Mapping[str, object], name: str, place: str) -> CmcRange:
    kind, given = own_fields(data, place, shared=("from", "to"), optional=_UNITS)
    if "unit" not in given and "unit" not in common:
        raise MetrologyError(Code.MISSING_VALUE, name=f"{place}.unit")
    # A range with its own unit has its own step: the scope's would be of the other unit.
    units = given if "unit" in given else {**common, **given}
    unit = find_unit(text(units["unit"], f"{place}.unit"))
    step = difference_unit(unit)
    if "uncertainty_unit" in units:
        step = difference_unit(find_unit(text(units["uncertainty_unit"], place)))
    return CmcRange(
        lower=decimal(given["from"], f"{place}.from"),
        upper=decimal(given["to"], f"{place}.to"),
        unit=unit,
        uncertainty_unit=step,
        law=law_from(kind, given, name=name, place=place),
        place=place,
    )
