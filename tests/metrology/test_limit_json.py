"""What is wrong with a limit is refused when it is read, not at the bench."""

from typing import Any

import pytest

from metrology.conformity.limits import Limit
from tests.metrology.golden import refused
from tests.metrology.limiting import METER, MICROMETER, NAMES, WEIGHT, rows

ROW = {"when": "l > 1", "mpe": "1"}


@pytest.mark.parametrize(
    ("data", "why", "part"),
    [
        ({"type": "rows"}, "rows_list", None),
        ({"type": "rows", "rows": {}}, "rows_list", None),
        ({"type": "rows", "rows": "1"}, "rows_list", None),
        (rows(), "rows_list", None),
        (rows(5), "row_fields", "rows[0]"),
        (rows(ROW, {"when": "l > 2"}), "row_fields", "rows[1]"),
        (rows(ROW | {"by": "cls"}), "row_fields", "rows[0]"),
        (rows({"by": "cls"}), "row_fields", "rows[0]"),
        (rows({"values": {"1": "1"}}), "row_fields", "rows[0]"),
        (rows(ROW | {"by": "cls", "values": {"1": "1"}}), "row_fields", "rows[0]"),
        (rows({"mpe": "1"}, ROW), "row_when", "rows[0]"),
        (rows(ROW, ROW | {"when": None}, ROW), "row_when", "rows[1]"),
        (rows(ROW | {"when": ""}), "text_missing", "when"),
        (rows(ROW | {"when": True}), "text_missing", "when"),
        (rows({"mpe": "-1"}), "limit_negative", None),
        (rows({"mpe": ""}), "part_not_number", "''"),
        (rows({"mpe": True}), "part_not_number", "True"),
        (rows({"mpe": float("nan")}), "part_not_number", "nan"),
        (rows({"by": "cls", "values": {"1": -1}}), "limit_negative", None),
        (rows({"by": "cls", "values": {}}), "values_by_text", "values"),
        (rows({"by": "cls", "values": ["1"]}), "values_by_text", "values"),
        (rows({"by": 1, "values": {"1": "1"}}), "text_missing", "by"),
        ({**WEIGHT, "key": None}, "text_missing", "key"),
        ({**WEIGHT, "values": None}, "values_by_text", "values"),
        ({**WEIGHT, "values": {}}, "values_by_text", "values"),
        ({**WEIGHT, "values": {"1 kg": "1"}}, "values_by_text", "values.1 kg"),
        ({**WEIGHT, "values": {"1 kg": {}}}, "values_by_text", "values.1 kg"),
        ({**WEIGHT, "values": {"1 kg": {"F1": None}}}, "part_not_number", "None"),
        ({**WEIGHT, "by": None}, "part_not_number", "{'E2': '1.6', 'F1': '5.0', 'M1': '50'}"),
        ({**MICROMETER, "variable": None}, "text_missing", "variable"),
        ({**MICROMETER, "ranges": None}, "steps_list", None),
        ({**MICROMETER, "ranges": []}, "steps_list", None),
        ({**MICROMETER, "ranges": [5]}, "step_fields", None),
        ({**MICROMETER, "ranges": [{"mpe": "1"}]}, "step_fields", None),
        ({**MICROMETER, "ranges": [{"upto": "a", "mpe": "1"}]}, "part_not_number", "'a'"),
        ({**MICROMETER, "ranges": [{"upto": "1", "mpe": "-1"}]}, "limit_negative", None),
        ({**MICROMETER, "ranges": [{"upto": "1", "mpe": "1"}, {"upto": "1.0", "mpe": "2"}]}, "steps_ascend", None),
        ({**MICROMETER, "ranges": [{"upto": None, "mpe": "1"}, {"upto": "1", "mpe": "2"}]}, "steps_ascend", None),
        ({**MICROMETER, "in_service_factor": "-2"}, "limit_negative", None),
    ],
)  # fmt: skip
def test_a_bad_limit_is_refused_before_use(
    data: dict[str, Any], why: str, part: str | None
) -> None:
    words = {} if part is None else {"part": part}

    with refused("bad_limit", why=why, **words):
        Limit.from_json(data, names=NAMES)


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (WEIGHT | {"unit": "mg"}, "limit", "unit"),
        (MICROMETER | {"selector": "cls"}, "limit", "selector"),
        (METER | {"expr": "1"}, "limit", "expr"),
        ({"type": "expr", "expr": "3", "unit": "mmHg"}, "limit", "unit"),
        ({"type": "steps", "variable": "l/d", "in": "kg"}, "limit", "in"),
        (rows(ROW, {"whne": "l > 2", "mpe": "1"}), "rows[1]", "whne"),
        (
            {**MICROMETER, "ranges": [{"upto": None, "mpe": "1", "in": "mm"}]},
            "ranges[0]",
            "in",
        ),
    ],
)
def test_a_field_that_would_not_be_used_is_refused(
    data: dict[str, Any], name: str, found: str
) -> None:
    with refused("unknown_field", name=name, found=found):
        Limit.from_json(data, names=NAMES)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (rows({"when": "q > 1", "mpe": "1"}), "q"),
        (rows({"mpe": "2*q"}), "q"),
        (rows({"by": "q", "values": {"1": "1"}}), "q"),
        (rows({"by": "cls", "values": {"1": "q"}}), "q"),
        ({**WEIGHT, "key": "mass"}, "mass"),
        ({**WEIGHT, "by": "grade"}, "grade"),
        ({**MICROMETER, "variable": "range_max"}, "range_max"),
        ({**MICROMETER, "ranges": [{"upto": None, "mpe": "nan"}]}, "nan"),
    ],
)
def test_a_limit_names_only_what_there_is(data: dict[str, Any], found: str) -> None:
    with refused("unknown_name", found=found, allowed=", ".join(sorted(NAMES))):
        Limit.from_json(data, names=NAMES)


def test_a_formula_that_cannot_be_read_is_refused_with_its_place() -> None:
    with refused("bad_expression", found="l >> 1", place="1"):
        Limit.from_json(rows({"when": "l >> 1", "mpe": "1"}), names=NAMES)
    with refused("bad_expression", found="1,5"):
        Limit.from_json(rows({"mpe": "1,5"}), names=NAMES)
