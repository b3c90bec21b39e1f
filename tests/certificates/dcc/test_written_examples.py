"""The certificate of each template's worked example, through the real issue, as a DCC."""

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from certificates.dcc import gates
from certificates.dcc.reading.reading import read
from certificates.dcc.schemas import NAMESPACES
from certificates.dcc.writing import write
from certificates.signing.safe import parse_xml
from tests.calibration.test_worked_examples import CODES
from tests.factories.dcc import numbers_of
from tests.factories.stated import stated

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dsi_unit

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.mark.parametrize("code", CODES)
def test_the_example_is_a_digital_certificate(code: str) -> None:
    said = stated(code)
    xml = write(said)
    root = parse_xml(xml)

    assert gates.schema_faults(root) == []
    assert gates.own_faults(root) == []
    assert gates.schematron_faults(root) == []
    assert {unit for unit in units(root) if not readable(unit)} == set()
    assert list((stated_numbers(said) - written_numbers(root)).elements()) == []
    assert write(json.loads(json.dumps(said))) == xml
    assert read_back(xml) == stated_points(said)
    found = read(xml, schematron=True)
    assert {each["code"] for each in found["remarks"]} <= {"nan"}  # gaps of a column
    assert list((stated_numbers(said) - numbers_of(found)).elements()) == []


def stated_points(said: dict[str, Any]) -> Counter[tuple[str, ...]]:
    """Error, U, k and verdict of each row that states an error."""
    rows = [row["measured"] for table in said["tables"] for row in table["rows"]]
    return Counter(
        tuple(str(one[name]) for name in ("error", "U", "k", "verdict"))
        for one in rows
        if one["error"]
    )


def read_back(xml: bytes) -> Counter[tuple[str, ...]]:
    """The same as the reader of foreign certificates finds it, in the unit that was stated."""
    found: Counter[tuple[str, ...]] = Counter()
    for table in [table for result in read(xml)["results"] for table in result["tables"]]:
        for column in [one for one in table["columns"] if one["role"] == "error"]:
            count = len(column["texts"]) or len(column["parts"][-1]["values"])
            part = column["parts"][-1] if column["parts"] else None
            sure = part["uncertainty"] if part else None
            listed = zip(
                part["values"] if part else column["texts"],
                sure["values"] if sure else [""] * count,
                sure["k"] if sure else [""] * count,
                column["conformity"] or [""] * count,
                strict=True,
            )
            found.update(tuple(map(str, one)) for one in listed)
    return found


def units(root: Any) -> Iterator[str]:
    for name in ("unit", "unitXMLList"):
        for one in root.iter(f"{{{NAMESPACES['si']}}}{name}"):
            yield from one.text.split()


def readable(unit: str) -> bool:
    """Whether PTB's parser reads the unit as D-SI, or as a name of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dsi_unit.DsiUnit(unit)
    return bool(found.valid) and found.non_dsi_unit == unit.startswith("|")


def stated_numbers(said: dict[str, Any]) -> Counter[str]:
    """The digits of every row: what its cells print, and what it states for machines."""
    found: Counter[str] = Counter()
    for table in said["tables"]:
        printed = {one["key"] for one in table["columns"] if one["role"] not in ("k", "limit")}
        for row in table["rows"]:
            cells = [row["cells"][key] for key in printed & set(row["cells"])]
            measured = row["measured"]
            more = [measured["U"], *(measured["limit"] or {}).values()]
            more += (measured["acceptance"] or {}).values()
            numbers = [one for one in (*cells, *more) if isinstance(one, str)]
            found.update(set(filter(NUMBER.fullmatch, numbers)))
    return found


def written_numbers(root: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.endswith("XMLList"):
            found.update((element.text or "").split())
    return found
