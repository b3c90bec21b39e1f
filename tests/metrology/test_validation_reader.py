"""The reference format is read strictly: what is not known is refused by name, never skipped."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.validation import monte_carlo
from metrology.validation.cases import CaseError, CaseFile
from metrology.validation.kinds import KINDS
from metrology.validation.reader import MOST_BYTES, own_files, read
from metrology.validation.rows import row, shown, shown_expected
from metrology.validation.runner import evaluate
from tests.metrology.golden import cases

CASE: dict[str, Any] = {
    "id": "one",
    "title": "One",
    "kind": "type_b",
    "tags": ["made"],
    "source": {"document": "D", "section": "1", "source_confidence": "rule", "evidence": ["e"]},
    "component": {"distribution": "rectangular", "half_width": 3},
    "unit": "mm",
    "expected": [
        {"output": "x", "quantity": "u", "method": "type_b", "value": 1.732, "tolerance": 0.001}
    ],
    "status": "reproduced",
}


def file(*cases: Any, **changes: Any) -> bytes:
    whole = {"schema": 1, "kind": "type_b", "checked_with": {}, "cases": list(cases)} | changes
    return json.dumps(whole).encode()


def changed(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(CASE) | changes


def asking(**changes: Any) -> dict[str, Any]:
    return changed(expected=[CASE["expected"][0] | changes])


def refusal(data: bytes) -> CaseError:
    with pytest.raises(CaseError) as found:
        read(data, "made.json")
    return found.value


def refused_case(case: Any) -> CaseError:
    found = read(file(CASE, case), "made.json")
    assert [each.id for each in found.cases] == ["one"]
    [error] = found.refused
    return error


def test_what_is_well_formed_is_read() -> None:
    found = read(file(CASE), "made.json")
    assert isinstance(found, CaseFile)
    [case] = found.cases
    assert (case.id, case.kind, case.source.confidence) == ("one", "type_b", "rule")
    assert case.given == {"component": CASE["component"], "unit": "mm"}
    assert case.expected[0].tolerance == 0.001
    assert not found.refused


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + file(CASE), "made.json").cases


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "JSON"),
        (b"not json", "line 1, column 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "object"),
        (b"[" * 100_000, "nested"),
        (b'{"schema": NaN}', "NaN"),
        (b'{"schema": -Infinity}', "Infinity"),
        (b'{"schema": 1, "schema": 1}', "each name once"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "JSON"),
        (file(CASE, schema=2), "allowed: 1"),
        (file(CASE, schema=True), "allowed: 1"),
        (file(CASE, schema="1"), "allowed: 1"),
        (file(CASE, kind="typeb"), "typeb"),
        (file(CASE, kind=None), "kind"),
        (file(CASE, extra=1), "extra"),
        (file(), "cases"),
        (file(CASE, cases={}), "cases"),
        (b'{"schema": 1, "kind": "type_b"}', "cases"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(data: bytes, says: str) -> None:
    error = refusal(data)
    assert str(error).startswith("made.json: ")
    assert says in str(error)


def test_a_huge_file_is_not_parsed() -> None:
    assert str(MOST_BYTES) in str(refusal(b" " * (MOST_BYTES + 1)))


@pytest.mark.parametrize(
    ("case", "label", "says"),
    [
        ("text", "cases[1]", "object"),
        ({}, "cases[1]", "id"),
        (changed(id=" "), "cases[1]", "id"),
        (changed(id=7), "cases[1]", "id"),
        (changed(), "one", "each id once"),
        (changed(id="two", extra=1), "two", "“extra”"),
        (changed(id="two", kind="anova"), "two", "allowed: type_b"),
        (changed(id="two", source={"document": "D"}), "two", "source.source_confidence"),
        (
            changed(id="two", source={"document": "D", "source_confidence": "sure"}),
            "two", "memory",
        ),
        (
            changed(id="two", source={"document": "D", "source_confidence": "rule", "page": 1}),
            "two", "“page”",
        ),
        (changed(id="two", expected=[]), "two", "expected"),
        (changed(id="two", expected={}), "two", "expected"),
        (changed(id="two", expected=["x"]), "two", "expected[0]"),
        (asking(quantity="unc") | {"id": "two"}, "two", "expected[0].quantity"),
        (asking(method="mc") | {"id": "two"}, "two", "expected[0].method"),
        (asking(p=0.95) | {"id": "two"}, "two", "“p”"),
        (asking(tolerance=-1) | {"id": "two"}, "two", "expected[0].tolerance"),
        (asking(tolerance="wide") | {"id": "two"}, "two", "expected[0].tolerance"),
        (asking(value=None) | {"id": "two"}, "two", "expected[0].value"),
        (asking(value=True) | {"id": "two"}, "two", "expected[0].value"),
        (asking(value=[1, None]) | {"id": "two"}, "two", "expected[0].value[1]"),
        (asking(relation=">") | {"id": "two"}, "two", "expected[0].relation"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_used_is_named_and_the_others_are_read(
    case: Any, label: str, says: str
) -> None:
    error = refused_case(case)
    assert error.case == label
    assert says in str(error)
    assert str(error).startswith(f"made.json: {label}: ")


@pytest.mark.parametrize("name", ["output", "quantity", "method", "value", "tolerance"])
def test_every_part_of_a_question_is_needed(name: str) -> None:
    asked = {key: value for key, value in CASE["expected"][0].items() if key != name}
    assert f"expected[0].{name}" in str(refused_case(changed(id="two", expected=[asked])))


def test_a_question_with_a_relation_needs_no_tolerance() -> None:
    asked = {key: value for key, value in CASE["expected"][0].items() if key != "tolerance"}
    assert read(file(changed(expected=[asked | {"relation": "<"}])), "made.json").cases


def test_what_explains_a_number_is_let_through() -> None:
    words = {
        "as_published": "1.73", "tolerance_basis": "b", "tool_results": {"GTC": 1.7},
        "agreeing_tools": ["GTC"], "note": "n",
    }  # fmt: skip
    assert not read(file(asking(**words)), "made.json").refused


def test_our_copy_holds_126_cases_with_444_numbers_of_every_kind() -> None:
    files = list(own_files())
    assert sum(len(each.cases) for each in files) == 126
    assert sum(len(case.expected) for each in files for case in each.cases) == 444
    assert not [error for each in files for error in each.refused]
    assert {each.kind for each in files} == set(KINDS) - {"unit_factor", "unit_transform"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["schema", "kind", "cases", "id", "expected"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused(data: Any) -> None:
    with contextlib.suppress(CaseError):
        read(json.dumps(data).encode(), "made.json")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(CaseError):
        read(data, "made.json")


WEIRD: list[Any] = [
    None, True, "", "x", "NaN", "1/0", 0, -1, 1e308, 10**30, [], [None], [[1]], {}, {"a": 1},
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"unit_factor", "unit_transform"}))
def test_a_field_of_another_shape_is_refused_or_computed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in a field: a result or a refusal, and rows that JSON can hold."""
    monkeypatch.setattr(monte_carlo, "DRAWS", 10_000)
    for case in cases(name)[:2]:
        for field in [key for key in case if key not in {"title", "tags", "notes"}]:
            for value in WEIRD:
                try:
                    found = read(file(case | {field: value}, kind=name), "made.json")
                except CaseError:
                    continue
                for result in (each for one in found.cases for each in evaluate(one)):
                    assert json.dumps(row(result), allow_nan=False)
                    assert shown_expected(result.expected)


def test_numbers_are_shown_with_the_digits_their_tolerance_asks_for() -> None:
    assert shown(2.09301, 0.005) == "2.093"
    assert shown(1e300, 1e-300) == "1.0000000000000001e+300"
    assert shown((1.0, -2.5), (0.1, 0.1)) == "[1; -2.5]"
    assert shown(None) == "–"
    assert shown(float("inf")) == "∞"
