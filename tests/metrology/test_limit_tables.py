"""Limits by rows, by a table of texts and by ranges, as templates of instruments need them."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.conformity.limits import Limit
from tests.metrology.golden import refused
from tests.metrology.limiting import METER, MICROMETER, NAMES, WEIGHT, evaluated, rows

D = Decimal


# Rows


@pytest.mark.parametrize(
    ("cls", "i", "pf", "mpe"),
    [
        ("1", "0.25", "1", "1.5"), ("2", "0.499", "1", "2.5"), ("1", "0.5", "1", "1.0"),
        ("2", "60", "1", "2.0"), ("0.5S", "0.5", "0.5L", "0.6"),
    ],
)  # fmt: skip
def test_the_first_row_that_holds_gives_the_limit(cls: str, i: str, pf: str, mpe: str) -> None:
    found = evaluated(METER, connection="direct", cls=cls, pf=pf, i=D(i), ib=D(5))

    assert str(found) == mpe


def test_an_earlier_row_comes_before_a_later_one() -> None:
    rows = [{"when": "l <= 10", "mpe": "1"}, {"when": "l <= 20", "mpe": "2"}]

    assert evaluated({"type": "rows", "rows": rows}, l=D(5)) == 1
    assert evaluated({"type": "rows", "rows": rows[::-1]}, l=D(5)) == 2


def test_the_last_row_may_be_for_all_others() -> None:
    rows = [{"when": "regime == 'initial'", "mpe": "0.020"}, {"mpe": "0.032"}]

    assert evaluated({"type": "rows", "rows": rows}, regime="initial") == D("0.020")
    assert evaluated({"type": "rows", "rows": rows}, regime="periodic") == D("0.032")


def test_a_row_may_compute_its_limit() -> None:
    # OIML R 35-1: a + b·L by class; and a formula of its own for instruments that show digits
    rows = [
        {"when": "digital", "mpe": "max(2*d, 0.1)"},
        {"by": "cls", "values": {"I": "0.1 + 0.1*l", "II": "0.3 + 0.2*l"}},
    ]
    data = {"type": "rows", "rows": rows}

    assert evaluated(data, digital=True, d=D("0.01")) == D("0.1")
    assert evaluated(data, digital=False, cls="I", l=D(5)) == D("0.6")
    assert evaluated(data, digital=False, cls="II", l=D(5)) == D("1.3")


def test_where_no_row_holds_the_values_are_named() -> None:
    with refused(
        "out_of_range",
        why="no_row",
        name="connection, i, ib, pf",
        found="direct, 0.1, 5, 1",
        allowed="every row of the limit",
    ):
        evaluated(METER, connection="direct", cls="1", pf="1", i=D("0.1"), ib=D(5))
    with refused("out_of_range", name="rows", found="–"):
        evaluated({"type": "rows", "rows": [{"when": "1 > 2", "mpe": "1"}]})


@pytest.mark.parametrize(
    ("blank", "name"), [("connection", "connection"), ("i", "i"), ("cls", "cls")]
)
def test_a_blank_that_a_row_needs_is_missing(blank: str, name: str) -> None:
    env = {"connection": "direct", "cls": "1", "pf": "1", "i": D(5), "ib": D(5)} | {blank: None}

    with refused("missing_value", name=name):
        evaluated(METER, **env)


def test_a_class_without_a_value_in_its_row_is_named() -> None:
    with refused("unknown_name", found="cls = 0.5S", allowed="1, 2"):
        evaluated(METER, connection="direct", cls="0.5S", pf="1", i=D(5), ib=D(5))


# Tables


@pytest.mark.parametrize("nominal", WEIGHT["values"])
def test_a_table_gives_each_of_its_cells(nominal: str) -> None:
    for cls, mpe in WEIGHT["values"][nominal].items():
        assert str(evaluated(WEIGHT, nominal=nominal, cls=cls)) == mpe


def test_a_table_may_have_one_column() -> None:
    data = {"type": "table", "key": "nominal", "values": {"1 kg": "50", "2 kg": "2*d"}}

    assert evaluated(data, nominal="1 kg") == 50
    assert evaluated(data, nominal="2 kg", d=D(40)) == 80
    assert Limit.from_json(data, names=NAMES).names == {"nominal", "d"}


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"nominal": "3 kg"}, "unknown_name", {"found": "nominal = 3 kg", "allowed": "1 kg, 500 mg"}),
        ({"cls": "M1"}, "unknown_name", {"found": "nominal = 500 mg, cls = M1", "allowed": "E2, F1"}),
        ({"nominal": None}, "missing_value", {"name": "nominal"}),
        ({"cls": None}, "missing_value", {"name": "cls"}),
        ({"cls": [D(1)]}, "cannot_compute", {"found": "cls", "why": "is_list"}),
    ],
)  # fmt: skip
def test_a_hole_in_a_table_says_what_there_is(
    change: dict[str, Any], code: str, params: dict[str, str]
) -> None:
    with refused(code, **params):
        evaluated(WEIGHT, **{"nominal": "500 mg", "cls": "F1", **change})


def test_a_number_selects_itself_however_it_is_written() -> None:
    data = {"type": "table", "key": "cls", "values": {"1.6": "2", "2.50": "3", "1.60": "4"}}

    assert evaluated(data, cls=D("1.6")) == 2
    assert evaluated(data, cls=D("1.60")) == 4
    assert evaluated(data, cls=D("1.600")) == 2
    assert evaluated(data, cls=D("2.5")) == 3
    assert evaluated(data, cls="2.50") == 3
    with refused("unknown_name", found="cls = 2.5"):
        evaluated(data, cls="2.5")


# Ranges


@pytest.mark.parametrize(
    ("length", "mpe"),
    [
        ("0", "0.004"), ("-1", "0.004"), ("50", "0.004"), ("50.0001", "0.005"), ("100", "0.005"),
        ("150.0", "0.006"),
    ],
)  # fmt: skip
def test_a_bound_belongs_to_the_lower_range(length: str, mpe: str) -> None:
    assert str(evaluated(MICROMETER, l=D(length))) == mpe


def test_beyond_the_last_bound_there_is_no_limit() -> None:
    with refused("out_of_range", name="l", found="150.001", allowed="≤ 150"):
        evaluated(MICROMETER, l=D("150.001"))


def test_the_last_range_may_be_open_and_may_compute() -> None:
    ranges = [
        {"upto": "-40", "mpe": "2"},
        {"upto": 0, "mpe": 1},
        {"upto": None, "mpe": "1 + l/100"},
    ]
    data = {"type": "ranges", "variable": "l", "ranges": ranges}

    assert evaluated(data, l=D(-50)) == 2
    assert evaluated(data, l=D(0)) == 1
    assert evaluated(data, l=D(1000)) == 11


def test_a_blank_variable_is_missing() -> None:
    with refused("missing_value", name="l"):
        evaluated(MICROMETER, l=None)


# What all share


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (METER, {"connection", "pf", "i", "ib", "cls"}),
        (WEIGHT, {"nominal", "cls"}),
        (MICROMETER, {"l"}),
        ({"type": "ranges", "variable": "l/d", "ranges": [{"upto": None, "mpe": "2*r"}]}, {"l", "d", "r"}),
        ({"type": "rows", "rows": [{"mpe": "l"}]}, {"l"}),
        ({"type": "rows", "rows": [{"by": "cls", "values": {"1": "d"}}]}, {"cls", "d"}),
    ],
)  # fmt: skip
def test_a_limit_says_all_it_depends_on(data: dict[str, Any], names: set[str]) -> None:
    assert Limit.from_json(data, names=NAMES).names == names


def test_a_limit_says_the_unit_of_its_numbers() -> None:
    units = [Limit.from_json(each, names=NAMES).unit for each in (METER, WEIGHT, MICROMETER)]
    formula = {"type": "expr", "expr": "0.4", "in": "kPa"}

    assert units == ["%", "mg", "mm"]
    assert Limit.from_json(formula, names=NAMES).unit == "kPa"
    assert Limit.from_json(formula | {"in": None}, names=NAMES).unit == ""
    assert Limit.from_json({"type": "rows", "rows": [{"mpe": "1"}]}, names=NAMES).unit == ""


@pytest.mark.parametrize(
    ("unit", "code", "params"),
    [
        ("xyz", "unknown_unit", {"found": "xyz"}),
        ("°C", "unknown_unit", {"found": "°C", "allowed": "degC"}),
        ("gal", "ambiguous_unit", {}),
        ("", "bad_limit", {"part": "in"}),
        (5, "bad_limit", {"part": "in"}),
    ],
)
def test_the_unit_is_a_code_of_the_catalogue(
    unit: object, code: str, params: dict[str, str]
) -> None:
    with refused(code, **params):
        Limit.from_json(MICROMETER | {"in": unit}, names=NAMES)


@pytest.mark.parametrize("data", [METER, WEIGHT, MICROMETER])
def test_in_service_multiplies_any_limit(data: dict[str, Any]) -> None:
    env: dict[str, Decimal | str] = {
        "connection": "direct", "pf": "1", "i": D(5), "ib": D(5), "l": D(1), "nominal": "1 kg",
        "cls": "F1" if data is WEIGHT else "1",
    }  # fmt: skip
    limit = Limit.from_json(data | {"in_service_factor": "2"}, names=NAMES)

    assert limit.evaluate(env, in_service=True) == 2 * limit.evaluate(env)


def test_a_computed_limit_is_not_negative() -> None:
    for data in (
        {"type": "rows", "rows": [{"mpe": "l"}]},
        {"type": "table", "key": "cls", "values": {"1": "l"}},
        {"type": "ranges", "variable": "l", "ranges": [{"upto": None, "mpe": "l"}]},
    ):
        with refused("out_of_range", name="mpe", found="-1"):
            evaluated(data, cls="1", l=D(-1))


def test_numbers_of_json_are_taken_as_written() -> None:
    text = '{"type": "table", "key": "cls", "values": {"1": 0.1, "2": 3}}'

    assert str(evaluated(json.loads(text), cls="1")) == "0.1"
    assert str(evaluated(json.loads(text), cls="2")) == "3"


# Laws

SIZES = st.decimals(0, 100, places=3)
BOUNDS = st.lists(st.decimals(-50, 50, places=2), min_size=1, max_size=6, unique=True).map(sorted)


@given(bounds=BOUNDS, data=st.data())
def test_ranges_with_rising_limits_never_fall(bounds: list[Decimal], data: st.DataObject) -> None:
    count = len(bounds)
    sizes = sorted(data.draw(st.lists(SIZES, min_size=count, max_size=count)))
    listed = [{"upto": str(b), "mpe": str(s)} for b, s in zip(bounds, sizes, strict=True)]
    limit = Limit.from_json({"type": "ranges", "variable": "l", "ranges": listed}, names=NAMES)
    places = st.decimals(-60, bounds[-1], places=3)
    low, high = sorted((data.draw(places), data.draw(places)))

    assert limit.evaluate({"l": low}) <= limit.evaluate({"l": high})
    for bound, size in zip(bounds, sizes, strict=True):
        assert limit.evaluate({"l": bound}) == size
    with refused("out_of_range"):
        limit.evaluate({"l": bounds[-1] + D("0.001")})


@given(bounds=BOUNDS, value=st.decimals(-60, 60, places=3))
def test_ranges_and_rows_of_the_same_bounds_agree(bounds: list[Decimal], value: Decimal) -> None:
    ranges = [{"upto": str(each), "mpe": i} for i, each in enumerate(bounds)]
    listed = [{"when": f"l <= {each}", "mpe": i} for i, each in enumerate(bounds)]
    end = {"mpe": len(bounds)}
    by_range = {"type": "ranges", "variable": "l", "ranges": [*ranges, {"upto": None, **end}]}

    found = evaluated(by_range, l=value)

    assert found == evaluated(rows(*listed, end), l=value)
    assert found == sum(value > each for each in bounds)


TEXTS = st.text("EFM12 kmg", min_size=1, max_size=4)


@given(
    cells=st.dictionaries(TEXTS, st.dictionaries(TEXTS, SIZES, min_size=1), min_size=1),
    nominal=TEXTS,
    cls=TEXTS,
)
def test_a_table_has_what_was_written_and_nothing_else(
    cells: dict[str, dict[str, Decimal]], nominal: str, cls: str
) -> None:
    written = {
        name: {key: str(size) for key, size in column.items()} for name, column in cells.items()
    }
    limit = Limit.from_json(
        {"type": "table", "key": "nominal", "by": "cls", "values": written}, names=NAMES
    )

    for name, column in cells.items():
        for key, size in column.items():
            assert limit.evaluate({"nominal": name, "cls": key}) == size
    if cls not in cells.get(nominal, {}):
        with refused("unknown_name"):
            limit.evaluate({"nominal": nominal, "cls": cls})
