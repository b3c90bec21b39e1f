"""Definitions are read strictly: each fault has its path, what was found, what is allowed."""

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.definition import compile_definition, read_definition
from calibration.procedures import TEMPLATES
from common.errors import InvalidInput


def template(name: str = "pressure-gauge") -> Any:
    return json.loads((TEMPLATES / f"{name}.json").read_text())


def faults(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        compile_definition(data)
    return [(fault.field, fault.code) for fault in refused.value.faults]


def test_both_templates_are_whole() -> None:
    gauge, scale = (compile_definition(template(n)) for n in ("pressure-gauge", "scale-platform"))

    assert [table.key for table in gauge.tables] == ["accuracy"]
    assert gauge.services == ("verification", "calibration")
    assert [table.key for table in scale.tables] == [
        "accuracy",
        "repeatability",
        "eccentricity",
        "discrimination",
    ]
    assert scale.instrument_types == ("platform-scale", "counter-scale", "spring-dial-scale")


def test_every_word_for_people_is_there_in_both_languages() -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "vi" in value or "en" in value:
                assert value.get("vi"), value
                assert value.get("en"), value
            for each in value.values():
                walk(each)
        if isinstance(value, list):
            for each in value:
                walk(each)

    for name in ("pressure-gauge", "scale-platform"):
        walk(template(name))


CHANGES: tuple[Any, ...] = (
    (("tables", 0, "columns", 4, "expr"), "up - nothing", "tables.0.columns.4.expr", "unknown_name"),
    (("tables", 0, "columns", 4, "expr"), "__import__('os')", "tables.0.columns.4.expr", "bad_expression"),
    (("tables", 0, "columns", 4, "expr"), "hyst + 1", "tables.0.columns.4.expr", "unknown_name"),
    (("tables", 0, "columns", 4, "expr"), "e_up + 1", "tables.0.columns.4.expr", "cycle"),
    (("tables", 0, "columns", 1, "role"), "written", "tables.0.columns.1.role", "unknown_name"),
    (("tables", 0, "columns", 1, "repeat"), 0, "tables.0.columns.1.repeat", "out_of_range"),
    (("tables", 0, "columns", 1, "key"), "down", "tables.0.columns.2.key", "taken"),
    (("tables", 0, "columns", 1, "key"), "mpe", "tables.0.columns.1.key", "taken"),
    (("tables", 0, "reference"), "up", "tables.0.reference", "unknown_name"),
    (("tables", 0, "limit"), {"type": "guess"}, "tables.0.limit", "bad_limit"),
    (("tables", 0, "points"), {}, "tables.0.points", "invalid"),
    (("tables", 0, "points", "fractions_of_span", 1), 0.2, "tables.0.points.fractions_of_span.1", "not_text"),
    (("tables", 0, "order", 0), "sideways", "tables.0.order.0", "unknown_name"),
    (("tables", 0, "uncertainty", 0, "divisor"), None, "tables.0.uncertainty.0.divisor", "required"),
    (("tables", 0, "uncertainty", 3, "dof"), None, "tables.0.uncertainty.3.dof", "required"),
    (("tables", 0, "uncertainty", 2, "distribution"), "bell", "tables.0.uncertainty.2.distribution", "unknown_name"),
    (("fields", 2, "type"), "colour", "fields.2.type", "unknown_name"),
    (("fields", 0, "quantity"), "luck", "fields.0.quantity", "unknown_name"),
    (("environment", 0, "unit"), "parsec", "environment.0.unit", "unknown_name"),
    (("environment", 0, "min"), "fifteen", "environment.0.min", "not_a_number"),
    (("standards", 0, "requirement"), "mpe_standard <=", "standards.0.requirement", "bad_expression"),
    (("checks", 0, "stop_on_fail"), "yes", "checks.0.stop_on_fail", "not_yes_or_no"),
    (("title", "en"), None, "title.en", "required"),
    (("services", 0), "magic", "services.0", "unknown_name"),
    (("decision_rule",), "hope", "decision_rule", "unknown_name"),
    (("coverage",), "k3", "coverage", "unknown_name"),
    (("unit",), {"field": "cls"}, "unit.field", "unknown_name"),
    (("unit",), {"code": "bar", "field": "range_max"}, "unit", "invalid"),
    (("schema",), 2, "schema", "invalid"),
    (("surprise",), 1, "surprise", "unknown_name"),
    (("tables",), [], "tables", "required"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "code"), CHANGES)
def test_each_fault_is_named_with_its_path(
    path: tuple[Any, ...], value: Any, field: str, code: str
) -> None:
    data = template()
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert (field, code) in faults(data)


def test_a_loop_of_computed_columns_is_said_once_with_its_names() -> None:
    data = template()
    columns = data["tables"][0]["columns"]
    columns[4]["expr"] = "mean(up) - e_down"
    columns[5]["expr"] = "e_up - ref"

    with pytest.raises(InvalidInput) as refused:
        compile_definition(data)

    loops = [fault for fault in refused.value.faults if fault.code == "cycle"]
    assert [fault.field for fault in loops] == ["tables.0.columns.4.expr"]
    assert "e_up ← e_down ← e_up" in str(loops[0].message)
    assert {fault.code for fault in refused.value.faults} == {"cycle"}


def test_all_faults_are_said_at_once() -> None:
    data = template()
    data["coverage"], data["title"]["vi"], data["tables"][0]["title"] = "k9", 7, "x"

    fields = {field for field, _code in faults(data)}

    assert {"title.vi", "tables.0.title"} <= fields


def test_numbers_and_titles_have_room_in_their_columns() -> None:
    data = template()
    data["title"]["en"], data["documents"]["calibration"] = "t" * 251, "Đ" * 61

    assert faults(data) == [
        ("title.en", "too_long"),
        ("documents.calibration", "too_long"),
    ]


def test_limit_changes_need_a_limit_by_steps() -> None:
    data = template("scale-platform")
    data["tables"][0]["limit"]["variable"] = "load/e"

    assert faults(data) == [("tables.0.points.limit_changes", "invalid")]


def test_what_is_no_json_is_said() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_definition("{")
    assert refused.value.faults[0].code == "bad_json"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(each for key, sub in items for each in paths_of(sub, (*path, key)))]


PLACES = [path for path in paths_of(template()) if path]


@given(path=st.sampled_from(PLACES), value=anything)
def test_any_damage_is_refused_or_harmless(path: tuple[Any, ...], value: Any) -> None:
    """Whatever stands in a place: a definition, or InvalidInput with named faults."""
    data = copy.deepcopy(template())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with suppress(InvalidInput):
        compile_definition(data)
