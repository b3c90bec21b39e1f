"""Measurement results: each list of quantities a table, each quantity a column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from certificates.dcc.reading.faults import Contradiction
from certificates.dcc.reading.head import method_of, software_of, thing_of
from certificates.dcc.reading.shapes import Column, Condition, Limit, Part, Result, Table, Text
from certificates.dcc.reading.texts import (
    DCC,
    SI,
    every,
    local,
    plain,
    plains,
    refs_of,
    texts_of,
    within,
)
from certificates.dcc.reading.values import lists_within, part_of, parts_of

# The part of a refType behind its namespace; spelling varies between vocabularies.
ROLES = {
    "nominalValue": "nominal", "calibrationValue": "nominal", "setpoint": "nominal",
    "referenceValue": "reference", "measuredValue": "indication", "indicatedValue": "indication",
    "measurementError": "error", "measurementError_error": "error", "error": "error",
    "measurementError_correction": "correction", "correction": "correction",
}  # fmt: skip
_XML_BLANKS = re.compile("[ \t\r\n]+")
_IN_SCOPE = "basic_isInCMC"


def results_of(root: Any) -> list[Result]:
    """Every measurement result of the certificate."""
    whole = within(root, "measurementResults")
    scope = _scope_ids(root)
    found = every(whole, "measurementResult")
    return [_result(each, whole, f"{n}", scope) for n, each in enumerate(found, 1)]


def _scope_ids(root: Any) -> set[str]:
    """The ids of the statements that say "inside the accredited scope"."""
    statements = every(root, "administrativeData", "statements", "statement")
    return {each.get("id") for each in statements if _IN_SCOPE in refs_of(each)} - {None}


def _result(element: Any, whole: Any, number: str, scope: set[str]) -> Result:
    """One result, with what is said for all results together."""
    conditions = _said_of(element, whole, "influenceConditions", "influenceCondition")
    tables = [
        table
        for n, each in enumerate(every(element, "results", "result"), 1)
        for table in _tables(each, f"{number}.{n}", scope)
    ]
    before = [
        table
        for n, each in enumerate(conditions, 1)
        for table in _tables(each, f"{number}.c{n}", scope, lists_only=True)
    ]
    methods = _said_of(element, whole, "usedMethods", "usedMethod")
    things = _said_of(element, whole, "measuringEquipments", "measuringEquipment")
    return {
        "name": texts_of(element, "name"),
        "methods": [method_of(each) for each in methods],
        "software": [*software_of(whole, "usedSoftware"), *software_of(element, "usedSoftware")],
        "equipment": [thing_of(each) for each in things],
        "conditions": [_condition(each, f"{number}.c{n}") for n, each in enumerate(conditions, 1)],
        "tables": [*tables, *before],
    }


def _said_of(element: Any, whole: Any, group: str, name: str) -> list[Any]:
    """What is said for all results, for this one, for a list of it, or for one quantity."""
    inside = [each for holder in element.iter(f"{DCC}{group}") for each in every(holder, name)]
    return [*every(whole, group, name), *inside]


def _condition(element: Any, number: str) -> Condition:
    quantities = every(element, "data", "quantity")
    return {
        "name": texts_of(element, "name"),
        "refs": refs_of(element),
        "status": plain(element, "status"),
        "columns": list(_columns(quantities, number, set())),
    }


def _tables(
    result: Any, number: str, scope: set[str], *, lists_only: bool = False
) -> Iterator[Table]:
    """The lists of a result, then the quantities that stand in none."""
    data, name = within(result, "data"), texts_of(result, "name")
    status = plain(result, "status")
    found = [] if data is None else [*_lists(data, name)]
    for n, (element, said) in enumerate(found, 1):
        yield _table(element, f"{number}.{n}", said, status, scope)
    if every(data, "quantity") and not lists_only:
        yield _table(data, f"{number}.{len(found) + 1}", name, status, scope)


def _lists(data: Any, above: Sequence[Text]) -> Iterator[tuple[Any, list[Text]]]:
    """Every list that holds quantities, with its own name or the one above it."""
    for element in every(data, "list"):
        name = texts_of(element, "name") or list(above)
        if every(element, "quantity"):
            yield element, name
        yield from _lists(element, name)


def _table(holder: Any, number: str, name: list[Text], status: str, scope: set[str]) -> Table:
    columns = list(_columns(every(holder, "quantity"), number, scope))
    rows = max((_length(column) for column in columns), default=0)
    metas = every(holder, "measurementMetaData", "metaData")
    return {
        "id": number,
        "name": name,
        "status": status,
        "rows": rows,
        "columns": columns,
        "conformity": [word for meta in metas for word in _listed(meta, "conformity", rows)],
        "norms": [norm for meta in metas for norm in plains(meta, "norm")],
    }


def _columns(quantities: Iterable[Any], number: str, scope: set[str]) -> Iterator[Column]:
    """The quantities as columns, and beside one those that its meta data give for its rows."""
    n = 0
    for quantity in quantities:
        for part in _each(quantity):
            n += 1
            column = _column(quantity, f"{number}.{n}", part)
            _judge(column, quantity, scope)
            yield column
        for inner in _beside(quantity):
            n += 1
            meta = inner.getparent().getparent()
            yield _column(inner, f"{number}.{n}", parts_of(inner), meta)


def _each(quantity: Any) -> Iterator[list[Part]]:
    """The parts of each column that a quantity is: one, or one for each list in `si:list`."""
    inside = lists_within(quantity)
    if inside:
        yield from ([part_of(each)] for each in inside)
    else:
        yield parts_of(quantity)


def _beside(quantity: Any) -> Iterator[Any]:
    """Nominal values that stand in the meta data of a quantity."""
    for meta in every(quantity, "measurementMetaData", "metaData"):
        for inner in every(meta, "data", "quantity"):
            if "nominal" in (role_of(refs_of(inner)), role_of(refs_of(meta))):
                yield inner


def role_of(refs: Iterable[str]) -> str:
    """What a column is by its refTypes, "" where none of them tells."""
    for ref in refs:
        _namespace, _mark, name = ref.partition("_")
        if name in ROLES:
            return ROLES[name]
    return ""


def _column(quantity: Any, number: str, parts: list[Part], meta: Any = None) -> Column:
    """A column; where it stands in meta data, these name it when it has no name of its own."""
    refs = refs_of(quantity) or ([] if meta is None else refs_of(meta))
    name = texts_of(quantity, "name")
    if not name and meta is not None:
        name = texts_of(meta, "declaration") or texts_of(meta, "name")
    relative = within(quantity, "relativeUncertainty")
    return {
        "id": number,
        "name": name,
        "description": texts_of(quantity, "description"),
        "role": role_of(refs),
        "refs": refs,
        "parts": parts,
        "texts": _words(quantity),
        "relative": None if relative is None else part_of(relative[0]),
        "conformity": [],
        "norms": [],
        "in_scope": [],
        "limits": [],
    }


def _words(quantity: Any) -> list[str]:
    """What a quantity says in words instead of numbers."""
    chars = within(quantity, "charsXMLList")
    if chars is not None:
        # An entry may hold a no-break space where its own blank was.
        words = filter(None, _XML_BLANKS.split(chars.text or ""))
        return [word.replace("\N{NO-BREAK SPACE}", " ") for word in words]
    return [each["text"] for each in texts_of(quantity, "noQuantity")]


def _judge(column: Column, holder: Any, scope: set[str]) -> None:
    """What the meta data of a quantity say of its rows."""
    count = _length(column)
    for meta in every(holder, "measurementMetaData", "metaData"):
        verdicts = _listed(meta, "conformity", count)
        if verdicts:
            column["conformity"] = verdicts
            column["norms"] = plains(meta, "norm")
            column["limits"] = [_limit(each) for each in every(meta, "data", "quantity")]
        if scope & set((meta.get("refId") or "").split()):
            column["in_scope"] = [word in ("true", "1") for word in _listed(meta, "valid", count)]


def _listed(meta: Any, name: str, count: int) -> list[str]:
    """A word for each row: said once for all, or row by row."""
    words = plain(meta, f"{name}XMLList").split() or plain(meta, name).split()
    if len(words) not in (0, 1, count):
        raise Contradiction.lengths(meta, name, found=str(len(words)), allowed=f"1, {count}")
    return words * count if len(words) == 1 else words


def _limit(quantity: Any) -> Limit:
    kind = next((ref.partition("_")[2] for ref in refs_of(quantity)), "")
    return {
        "kind": kind,
        "name": texts_of(quantity, "name"),
        "parts": parts_of(quantity),
        "texts": _words(quantity),
    }


def _length(column: Column) -> int:
    parts = column["parts"]
    return len(parts[0]["values"]) if parts else len(column["texts"])


def left_out(root: Any) -> dict[str, list[int]]:
    """What a certificate holds and this reader does not read, by name with the lines."""
    unread = {
        f"{SI}complex", f"{SI}complexList", f"{SI}complexListXMLList",
        f"{SI}ellipsoidalRegion", f"{SI}rectangularRegion",
    }  # fmt: skip
    found: dict[str, list[int]] = {}
    for element in root.iter(*unread):
        found.setdefault(local(element.tag), []).append(element.sourceline or 0)
    return found
