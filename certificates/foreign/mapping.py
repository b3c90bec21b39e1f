"""Which columns of a certificate are the lines of a standard's calibration event.

A line is what the standard indicates or its nominal value, what it truly is there, U and k. The
digits are those of the file; only a value that has to be computed (indication − error) is.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.dcc.reading.cells import name_of, symbol
from certificates.dcc.reading.shapes import Certificate, Column, Part, Table, Uncertainty
from certificates.dcc.reading.values import canonical
from common.errors import Fault, InvalidInput
from instruments.models import Standard
from instruments.services import ValueLine
from metrology.decimals import CONTEXT
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS, Unit, base_quantity, difference_unit

MOST_LINES = 200  # of one event, as by hand
HOW = {
    "value": gettext_lazy("là giá trị đúng"),
    "error": gettext_lazy("là sai số: giá trị đúng = số chỉ − sai số"),
    "correction": gettext_lazy("là số hiệu chính: giá trị đúng = số chỉ + hiệu chính"),
}
_HOW_OF_ROLE = {"reference": "value", "error": "error", "correction": "correction"}


class Choice(NamedTuple):
    """What a person chose: ids of a table and of its columns; `k` where the file states none."""

    table: str
    nominal: str
    value: str
    how: str
    expanded: str
    k: str = ""


class Lines(NamedTuple):
    """The lines of the event, and the numbers of the rows that have no number to give."""

    lines: list[ValueLine]
    left_out: list[int]


def tables(content: Certificate) -> dict[str, Table]:
    """Every table of a certificate by its id."""
    return {table["id"]: table for result in content["results"] for table in result["tables"]}


def suggested(content: Certificate, standard: Standard, wanted: str = "") -> Choice | None:
    """The first table whose columns say by their refTypes what they are; None where none does.

    Of the table `wanted` alone, if it is named; else no table of before an adjustment.
    """
    for table in tables(content).values():
        if table["id"] == wanted or (not wanted and not table["status"]):
            choice = _of_roles(table, standard)
            if choice is not None:
                return choice
    return None


def settled(content: Certificate, standard: Standard | None, choice: Choice) -> Choice:
    """A choice whose columns are of its table: after another table was picked, what that suggests.

    Where it suggests nothing the columns are blank.
    """
    table = tables(content).get(choice.table)
    there = {column["id"] for column in table["columns"]} if table else set()
    if {choice.nominal, choice.value, choice.expanded} - {""} <= there:
        return choice
    found = suggested(content, standard, choice.table) if standard is not None else None
    return found or Choice(choice.table, "", "", "value", "", choice.k)


def _of_roles(table: Table, standard: Standard) -> Choice | None:
    fitting = [column for column in table["columns"] if _fits(column, standard)]
    by_role = {column["role"]: column["id"] for column in reversed(fitting)}
    nominal = by_role.get("indication") or by_role.get("nominal")
    others = (role for role in _HOW_OF_ROLE if by_role.get(role))
    role = next(others, None)
    certain = next((c["id"] for c in reversed(table["columns"]) if has_uncertainty(c)), None)
    if nominal is None or role is None or certain is None:
        return None
    return Choice(table["id"], nominal, by_role[role], _HOW_OF_ROLE[role], certain)


def has_uncertainty(column: Column) -> bool:
    """Whether a column states how sure its values are."""
    return column["relative"] is not None or any(p["uncertainty"] for p in column["parts"])


def _fits(column: Column, standard: Standard) -> bool:
    try:
        _picked(column, _Units.of(standard), difference=column["role"] in ("error", "correction"))
    except InvalidInput:
        return False
    return True


class _Units(NamedTuple):
    """The quantities a standard covers, and the units its values are written in."""

    quantities: frozenset[str]
    usual: tuple[str, ...]

    @classmethod
    def of(cls, standard: Standard) -> "_Units":
        """From its range, its permissible error, and its newest event."""
        newest = next(iter(standard.events()), None)
        lines = [line.nominal for line in newest.values.all()] if newest is not None else []
        given = (standard.range_max, standard.range_min, *lines)
        usual = dict.fromkeys(each.unit.code for each in given if each is not None)
        return cls(frozenset(base_quantity(each) for each in standard.quantities), tuple(usual))


def _picked(column: Column, units: _Units, *, difference: bool = False) -> tuple[Part, Unit]:
    """The part of a hybrid in the unit that the standard uses, and that unit.

    Where the standard uses none of them, the last that fits: D-SI puts the SI first and the
    instrument's own unit behind it.
    """
    fitting: list[tuple[Part, Unit, str]] = []
    for part in column["parts"]:
        for code in _codes(part, units, difference=difference):
            unit = UNITS[code]
            fitting.append((part, difference_unit(unit) if difference else unit, code))
            break
    for part, unit, code in fitting:
        if code in units.usual:
            return part, unit
    if fitting:
        return fitting[-1][:2]
    found = ", ".join(symbol(part) or " ".join(part["units"]) for part in column["parts"]) or "–"
    message = _("Cột “%(name)s” không có đơn vị mà chuẩn dùng được: %(found)s.")
    raise _wrong("value", message % {"name": name_of(column), "found": found}, "unit", found)


def _codes(part: Part, units: _Units, *, difference: bool) -> Iterator[str]:
    """The units that a part can be in and the standard covers, the usual ones first."""
    possible = [code for code in part["codes"] if UNITS[code].quantity in units.quantities]
    if difference and not possible:
        possible = [
            code for code in _scales(units) if difference_unit(UNITS[code]).code in part["codes"]
        ]
    yield from sorted(possible, key=lambda code: code not in units.usual)


def _scales(units: _Units) -> Iterable[str]:
    """Units of scales (°C) that the standard covers: a step of them is another unit."""
    return [u.code for u in UNITS.values() if u.quantity in units.quantities and u.offered]


def lines(content: Certificate, standard: Standard, choice: Choice) -> Lines:
    """The lines of the event that a choice gives. Raises InvalidInput naming the field."""
    table = tables(content).get(choice.table)
    if table is None:
        raise _wrong("table", _("Không có bảng này trong tệp."), "unknown", choice.table)
    if choice.how not in HOW:
        raise _wrong("how", _("Không có cách đọc cột như vậy."), "unknown", choice.how)
    units, by_id = _Units.of(standard), {column["id"]: column for column in table["columns"]}
    for name in ("nominal", "value", "expanded"):
        if getattr(choice, name) not in by_id:
            raise _wrong(name, _("Không có cột này trong bảng."), "unknown", getattr(choice, name))
    nominal = _Numbers.of(by_id[choice.nominal], units, "nominal")
    value = _Numbers.of(by_id[choice.value], units, "value", difference=choice.how != "value")
    expanded = _Expanded.of(by_id[choice.expanded], units, choice)
    return _lined(nominal, value, expanded, choice)


def _lined(nominal: "_Numbers", value: "_Numbers", expanded: "_Expanded", choice: Choice) -> Lines:
    found: list[ValueLine] = []
    left_out: list[int] = []
    count = len(nominal.digits)
    _insist_length("value", len(value.digits), count)
    _insist_length("expanded", expanded.rows, count)
    if count > MOST_LINES:
        message = _("Bảng có %(count)s dòng, một lần hiệu chuẩn nhận nhiều nhất %(most)s.")
        said = message % {"count": count, "most": MOST_LINES}
        raise _wrong("table", said, "too_many", str(count))
    for row in range(count):
        first, second = nominal.at(row, "nominal"), value.at(row, "value")
        if first is None or second is None:
            left_out.append(row + 1)
            continue
        true = _true(first, second, choice.how)
        sure = expanded.at(row, true)
        if sure is None:
            left_out.append(row + 1)
        else:
            found.append(ValueLine(first, true, *sure))
    if not found:
        raise _wrong("table", _("Không dòng nào của bảng có đủ số."), "empty")
    return Lines(found, left_out)


def _insist_length(name: str, found: int, wanted: int) -> None:
    if found not in (1, wanted):
        message = _("Cột này có %(found)s giá trị, cột số chỉ có %(wanted)s.")
        said = message % {"found": found, "wanted": wanted}
        raise _wrong(name, said, "length", str(found))


class _Numbers(NamedTuple):
    """The digits of a column in the unit that was picked."""

    digits: list[str | None]
    unit: Unit

    @classmethod
    def of(
        cls, column: Column, units: _Units, name: str, *, difference: bool = False
    ) -> "_Numbers":
        """Raises InvalidInput for `name` where no unit fits."""
        try:
            part, unit = _picked(column, units, difference=difference)
        except InvalidInput as error:
            fault = error.faults[0]
            raise _wrong(name, str(fault.message), fault.code, fault.found) from error
        return cls(part["values"], unit)

    def at(self, row: int, name: str) -> Quantity | None:
        """The quantity of a row; one value stands for all."""
        return _quantity(_entry(self.digits, row), self.unit, name)


def _entry(values: list[str | None], row: int) -> str | None:
    return values[0] if len(values) == 1 else values[row]


def _quantity(digits: str | None, unit: Unit, name: str) -> Quantity | None:
    if digits is None:
        return None
    try:
        return Quantity(canonical(digits), unit)
    except ValueError as error:
        message = _("“%(found)s” có quá nhiều chữ số.") % {"found": digits}
        raise _wrong(name, message, "too_many_digits", digits) from error


def _true(first: Quantity, second: Quantity, how: str) -> Quantity:
    """The conventional true value beside what is indicated."""
    if how == "value":
        return second
    step = second.to(difference_unit(first.unit))
    exact = first.value + step if how == "correction" else first.value - step
    found = _quantity(format(exact, "f"), first.unit, "value")
    assert found is not None
    return found


class _Expanded(NamedTuple):
    """U and k of every row, whatever form the file has them in."""

    found: Uncertainty | None
    relative: Part | None
    unit: Unit | None
    k: str

    @classmethod
    def of(cls, column: Column, units: _Units, choice: Choice) -> "_Expanded":
        """The uncertainty in the picked unit, else that of another part, else the relative one."""
        sure = [part for part in column["parts"] if part["uncertainty"]]
        bare: Column = {**column, "parts": sure}
        if sure:
            try:
                part, unit = _picked(bare, units, difference=True)
            except InvalidInput as error:
                fault = error.faults[0]
                raise _wrong("expanded", str(fault.message), fault.code, fault.found) from error
            return cls(part["uncertainty"], None, unit, choice.k)
        if column["relative"] is None:
            message = _("Cột “%(name)s” không cho độ không đảm bảo đo.")
            raise _wrong("expanded", message % {"name": name_of(column)}, "missing")
        return cls(None, column["relative"], None, choice.k)

    @property
    def rows(self) -> int:
        """For how many rows there is one."""
        if self.found is not None:
            return len(self.found["values"])
        return len(self.relative["values"]) if self.relative is not None else 0

    def at(self, row: int, true: Quantity) -> tuple[Quantity, str] | None:
        """U as a step in the unit of the file, and k; None where the row has no number."""
        if self.found is None:
            return self._relative_at(row, true)
        value = _entry(self.found["values"], row)
        if value is None or self.unit is None:
            return None
        stated = _entry(self.found["k"], row)
        if self.found["form"] == "expanded" and stated is not None:
            expanded = _quantity(value, self.unit, "expanded")
            return None if expanded is None else (expanded, _k(stated))
        return self._of_standard(row, value)

    def _of_standard(self, row: int, value: str) -> tuple[Quantity, str] | None:
        """U from a standard uncertainty: half the coverage interval, or k times u."""
        assert self.found is not None
        assert self.unit is not None
        low, high = _entry(self.found["low"], row), _entry(self.found["high"], row)
        k = self._needed_k()
        if low is not None and high is not None:
            half = CONTEXT.divide(CONTEXT.subtract(Decimal(high), Decimal(low)), Decimal(2))
        else:
            half = CONTEXT.multiply(Decimal(value), Decimal(k))
        expanded = _quantity(format(half, "f"), self.unit, "expanded")
        return None if expanded is None else (expanded, k)

    def _relative_at(self, row: int, true: Quantity) -> tuple[Quantity, str] | None:
        assert self.relative is not None
        value = _entry(self.relative["values"], row)
        if value is None:
            return None
        ratio = _ratio(self.relative, value)
        exact = CONTEXT.multiply(ratio, abs(true.value))
        expanded = _quantity(format(exact, "f"), difference_unit(true.unit), "expanded")
        return None if expanded is None else (expanded, self._needed_k())

    def _needed_k(self) -> str:
        if not self.k:
            message = _("Tệp không cho hệ số phủ k của cột này; hãy nhập k.")
            raise _wrong("k", message, "required")
        if not _PLAIN.fullmatch(self.k) or not Decimal(self.k):
            raise _wrong("k", _("Hệ số phủ k phải là một số dương."), "not_a_number", self.k)
        return self.k


def _ratio(part: Part, value: str) -> Decimal:
    """A relative uncertainty as a plain ratio."""
    unit = next((UNITS[code] for code in part["codes"] if UNITS[code].quantity == "ratio"), None)
    if unit is None:
        message = _("Độ không đảm bảo đo tương đối có đơn vị “%(unit)s”.")
        raise _wrong("expanded", message % {"unit": part["unit"]}, "unit", part["unit"])
    try:
        return Quantity(canonical(value), unit).to(UNITS["1"])
    except (ValueError, MetrologyError) as error:
        raise _wrong("expanded", str(error), "too_many_digits", value) from error


def _k(stated: str) -> str:
    """The coverage factor as a line keeps it: no more than six characters, zeros cut first."""
    plain = canonical(stated)
    while len(plain) > _K_LENGTH and plain.endswith("0") and "." in plain:
        plain = plain[:-1].rstrip(".")
    return plain


_K_LENGTH = 6
_PLAIN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")


def _wrong(field: str, message: str, code: str, found: str = "") -> InvalidInput:
    return InvalidInput(Fault(field, message, code=code, found=found))
