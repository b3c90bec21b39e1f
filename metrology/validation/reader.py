"""Reading the reference format strictly: an unknown word anywhere is an error, never skipped.

Bytes come in, so that a file, an upload and our own copy are read by the same code.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping
from importlib.resources import files

from metrology.bounds import not_negative
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields, items, number, parse, text
from metrology.validation.cases import (
    Case,
    CaseError,
    CaseFile,
    Expected,
    Value,
    unknown_field,
)
from metrology.validation.compare import RELATIONS
from metrology.validation.kind import INFINITE_WHEN_NULL, Kind, word
from metrology.validation.kinds import KINDS
from metrology.validation.source_field import source
from metrology.validation.unit_rows import unit_cases

SCHEMA = 1
MOST_BYTES = 20_000_000
MOST_CASES = 10_000

# Words that explain a case to people; what stands in them is not computed with.
_EXPLAINING = (
    "title", "tags", "source", "status", "unit_check", "trap", "notes", "checked_with", "kind",
)  # fmt: skip
_EXPLAINING_EXPECTED = (
    "as_published", "tolerance_basis", "tool_results", "agreeing_tools", "note", "notes",
)  # fmt: skip
_ASKED = ("output", "quantity", "method", "value", "tolerance", "relation")


def own_files() -> Iterator[CaseFile]:
    """Read our own copy of the published cases, in the order of their names."""
    for each in sorted(files(__package__).joinpath("cases").iterdir(), key=lambda one: one.name):
        yield read(each.read_bytes(), each.name)


def own_units() -> CaseFile:
    """Read our own copy of the unit conversions."""
    name = "units.json"
    return read(files(__package__).joinpath(name).read_bytes(), name)


def read(data: bytes, name: str) -> CaseFile:
    """Read one file of cases, or a file of units.

    A case that cannot be used is in `refused`, the others are read. Raises `CaseError` where
    nothing can be used: no JSON, another schema, an unknown kind, no cases, more than 20 MB.
    """
    try:
        whole = _parsed(data)
        if isinstance(whole, Mapping) and ("factors" in whole or "transforms" in whole):
            return unit_cases(whole, name=name, digest=_digest(data))
        return _cases(whole, name, _digest(data))
    except MetrologyError as error:
        raise CaseError(name, "", error) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _parsed(data: bytes) -> object:
    if len(data) > MOST_BYTES:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="bytes", found=str(len(data)), allowed=f"≤ {MOST_BYTES}"
        )
    return parse(data)


def _cases(data: object, name: str, digest: str) -> CaseFile:
    whole = fields(data, name, required=("schema", "kind", "cases"), optional=("checked_with",))
    if whole["schema"] != SCHEMA or isinstance(whole["schema"], bool):
        raise unknown_field("schema", repr(whole["schema"]), str(SCHEMA))
    kind = KINDS[word(whole["kind"], "kind", KINDS)]
    rows = items(whole["cases"], "cases")
    if not 0 < len(rows) <= MOST_CASES:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="cases", found=str(len(rows)), allowed=f"1 … {MOST_CASES}"
        )
    found: list[Case] = []
    refused: list[CaseError] = []
    for i, row in enumerate(rows):
        label = _label(row, i)
        try:
            case = _case(row, kind, f"cases[{i}]", name)
            if any(case.id == each.id for each in found):
                raise unknown_field("id", case.id, "each id once")
            found.append(case)
        except MetrologyError as error:
            refused.append(CaseError(name, label, error))
    return CaseFile(name, kind.name, digest, tuple(found), tuple(refused))


def _label(row: object, index: int) -> str:
    found = row.get("id") if isinstance(row, Mapping) else None
    return found[:80] if isinstance(found, str) and found.strip() else f"cases[{index}]"


def _case(row: object, kind: Kind, place: str, file: str) -> Case:
    given = fields(
        row, place,
        required=("id", "expected", *kind.required), optional=(*_EXPLAINING, *kind.optional),
    )  # fmt: skip
    if "kind" in given:
        word(given["kind"], "kind", (kind.name,))
    rows = items(given["expected"], "expected")
    if not rows:
        raise MetrologyError(Code.TOO_FEW_VALUES, found="expected: 0", allowed="1")
    expected = tuple(_expected(each, kind, f"expected[{i}]") for i, each in enumerate(rows))
    return Case(
        id=text(given["id"], "id"),
        title=str(given.get("title") or ""),
        kind=kind.name,
        source=source(given.get("source")),
        given={
            key: value
            for key, value in given.items()
            if key in kind.required or key in kind.optional
        },
        expected=expected,
        notes=_notes(given.get("notes")),
        file=file,
    )


def _notes(data: object) -> str:
    return data if isinstance(data, str) else ""


def _expected(row: object, kind: Kind, place: str) -> Expected:
    # Which further words are allowed depends on what is asked: `kind.check` refuses the others.
    given = fields(row, place, optional=tuple(row) if isinstance(row, Mapping) else ())
    relation = given.get("relation")
    tolerance = () if relation is not None else ("tolerance",)
    fields(
        row, place, required=("output", "quantity", "method", "value", *tolerance), optional=given
    )
    found = Expected(
        output=text(given["output"], f"{place}.output"),
        quantity=text(given["quantity"], f"{place}.quantity"),
        method=text(given["method"], f"{place}.method"),
        value=_published(given, f"{place}.value"),
        tolerance=_tolerance(given.get("tolerance"), f"{place}.tolerance"),
        relation="" if relation is None else word(relation, f"{place}.relation", RELATIONS),
        details={
            key: value
            for key, value in given.items()
            if key not in _ASKED and key not in _EXPLAINING_EXPECTED
        },
        as_published=str(given.get("as_published") or ""),
        place=place,
    )
    kind.check(found)
    return found


def _published(given: Mapping[str, object], place: str) -> Value:
    if given["value"] is None and given["quantity"] == INFINITE_WHEN_NULL:
        return math.inf
    return _value(given["value"], place)


def _value(data: object, place: str) -> Value:
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return tuple(_value(each, f"{place}[{i}]") for i, each in enumerate(data))
    return number(data, place)


def _tolerance(data: object, place: str) -> float | tuple[float, ...] | None:
    if data is None:
        return None
    if isinstance(data, list):
        return tuple(
            not_negative(f"{place}[{i}]", number(each, f"{place}[{i}]"))
            for i, each in enumerate(data)
        )
    return not_negative(place, number(data, place))
