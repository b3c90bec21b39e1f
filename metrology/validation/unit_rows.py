"""A file of unit conversions as cases: each factor and each transform is one.

`registry_traps` of such a file describe another library's surprises; the tests of the units hold
ours against them, here they are only read.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from metrology.bounds import not_negative
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields, items, number, text
from metrology.validation.cases import Case, CaseError, CaseFile, Expected, unknown_field
from metrology.validation.source_field import source

SCHEMA = 1
KIND_OF_FILE = "units"
_EXPLAINING = ("source", "check", "note", "notes", "trap", "title", "tags")


def unit_cases(whole: Mapping[str, object], *, name: str, digest: str) -> CaseFile:
    """Read a file of units. Raises `MetrologyError` where nothing can be used."""
    fields(
        whole, name,
        required=("schema",),
        optional=("factors", "transforms", "registry_traps", "checked_with"),
    )  # fmt: skip
    if whole["schema"] != SCHEMA or isinstance(whole["schema"], bool):
        raise unknown_field("schema", repr(whole["schema"]), str(SCHEMA))
    for i, row in enumerate(items(whole.get("registry_traps", []), "registry_traps")):
        fields(
            row, f"registry_traps[{i}]",
            required=("unit_string",),
            optional=("behaviour", "pint_version", "one_in_base_units"),
        )  # fmt: skip
    found: list[Case] = []
    refused: list[CaseError] = []
    readers: Mapping[str, Callable[[object, str], Case]] = {
        "factors": _factor,
        "transforms": _transform,
    }
    for part, reader in readers.items():
        for i, row in enumerate(items(whole.get(part, []), part)):
            try:
                found.append(replace(reader(row, f"{part}[{i}]"), file=name))
            except MetrologyError as error:
                label = row.get("id") if isinstance(row, Mapping) else None
                refused.append(CaseError(name, str(label or f"{part}[{i}]")[:80], error))
    if not found and not refused:
        raise MetrologyError(Code.TOO_FEW_VALUES, found="factors, transforms: 0", allowed="1")
    return CaseFile(name, KIND_OF_FILE, digest, tuple(found), tuple(refused))


def _factor(row: object, place: str) -> Case:
    given = fields(
        row, place,
        required=("id", "from", "to", "factor_as_printed", "tolerance_relative"),
        optional=("quantity", "exact_factor", "exact_factor_float", "exact",
                  "printed_in_bold_as_exact", *_EXPLAINING),
    )  # fmt: skip
    exact = given.get("exact_factor") if given.get("exact") else None
    printed = number(given["factor_as_printed"], f"{place}.factor_as_printed")
    value = printed
    if exact is not None:
        value = number(given.get("exact_factor_float"), f"{place}.exact_factor_float")
    relative = not_negative(
        f"{place}.tolerance_relative",
        number(given["tolerance_relative"], f"{place}.tolerance_relative"),
    )
    target = text(given["to"], f"{place}.to")
    asked = [
        _question(target, "factor", value, abs(value) * relative, str(given["factor_as_printed"]))
    ]
    if exact is not None and "pi" not in str(exact):
        fraction = str(_fraction(exact, f"{place}.exact_factor"))
        asked.append(_question(target, "exact_factor", fraction, None, str(exact)))
    return Case(
        id=text(given["id"], f"{place}.id"),
        title=f"1 {text(given['from'], f'{place}.from')} → {target}",
        kind="unit_factor",
        source=source(given.get("source")),
        given={name: given.get(name, "") for name in ("from", "to", "quantity")},
        expected=tuple(asked),
    )


def _fraction(data: object, place: str) -> Fraction:
    try:
        return Fraction(text(data, place))
    except (ValueError, ZeroDivisionError):
        allowed = "a decimal, a fraction, or a fraction times pi"
        raise unknown_field(place, str(data), allowed) from None


def _transform(row: object, place: str) -> Case:
    given = fields(
        row, place,
        required=("id", "kind", "from", "to", "tolerance_relative"), optional=_EXPLAINING,
    )  # fmt: skip
    sides = {
        side: fields(given[side], f"{place}.{side}", required=("value", "unit"))
        for side in ("from", "to")
    }
    value = number(sides["to"]["value"], f"{place}.to.value")
    source_unit, target = (text(sides[side]["unit"], f"{place}.{side}.unit") for side in sides)
    relative = not_negative(
        f"{place}.tolerance_relative",
        number(given["tolerance_relative"], f"{place}.tolerance_relative"),
    )
    # A relative tolerance of zero degrees is none at all: there it is taken of one unit.
    tolerance = relative * (abs(value) or 1)
    start = sides["from"]["value"]
    number(start, f"{place}.from.value")
    return Case(
        id=text(given["id"], f"{place}.id"),
        title=f"{start} {source_unit} → {target}",
        kind="unit_transform",
        source=source(given.get("source")),
        given={
            "kind": text(given["kind"], f"{place}.kind"),
            "value": start, "from": source_unit, "to": target,
        },
        expected=(_question(target, "converted", value, tolerance, ""),),
    )  # fmt: skip


def _question(
    output: str, quantity: str, value: float | str, tolerance: float | None, printed: str
) -> Expected:
    return Expected(
        output=output, quantity=quantity, method="conversion", value=value, tolerance=tolerance,
        relation="", details={}, as_published=printed, place=quantity,
    )  # fmt: skip
