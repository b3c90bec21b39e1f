import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.units import UNITS, convert
from metrology.uncertainty.cmc import FLOOR_REASONS, SHARED_RULES, Cmc
from metrology.uncertainty.stating import state
from tests.metrology.golden import case_ids, cases, refused

D = Decimal
FLOORS = cases("cmc_floor")
VOLT = UNITS["V"]

# A multimeter's scope as accreditation bodies print it, with a gap from 100 V to 200 V.
SCOPE: dict[str, Any] = {
    "unit": "V",
    "uncertainty_unit": "uV",
    "ranges": [
        {"type": "constant", "from": 0, "to": "0.1", "value": 3},
        {"type": "linear", "from": "0.1", "to": 1, "a": 2, "b": 8},
        {"type": "specification", "from": 1, "to": 10, "text": "0.02 % of reading + 3 µV"},
        {"type": "relative", "from": 10, "to": 100, "value": "0.00015"},
        {"type": "table", "from": 200, "to": 1000, "rows": [[200, 9000], [600, 20000], [1000, 21000]]},
        {"type": "expr", "from": "-10", "to": 0, "expr": "3 + 5*x**2"},
    ],
}  # fmt: skip


def scope(**changes: Any) -> Cmc:
    return Cmc.from_json({**SCOPE, **changes})


def one(**fields: Any) -> dict[str, Any]:
    return {"unit": "V", "ranges": [{"type": "constant", "from": 0, "to": 1, "value": 1, **fields}]}


@pytest.mark.parametrize("case", FLOORS, ids=case_ids(FLOORS))
def test_published_floors(case: dict[str, Any]) -> None:
    cmc = Cmc.from_json(one(value=case["U_cmc"]))

    floor = cmc.floor(D(str(case["U_calculated"])), D("0.5"))
    assert {"U_reported": float(floor.reported)} == {
        each["quantity"]: each["value"] for each in case["expected"]
    }
    assert floor.raised == (case["U_calculated"] < case["U_cmc"])


@pytest.mark.parametrize(
    ("x", "cmc"),
    [
        ("0.05", "0.000003"),
        ("0.5", "0.000006"),  # 2 µV + 8 µV/V · 0.5 V
        ("5", "0.001003"),
        ("50", "0.0075"),
        ("200", "0.009"),
        ("400", "0.0145"),  # half way from 9 mV to 20 mV
        ("600", "0.020"),
        ("800", "0.0205"),
        ("1000", "0.021"),
        ("-2", "0.000023"),
        # Boundaries belong to both ranges; the smaller CMC holds.
        ("0.1", "0.0000028"),
        ("10", "0.0015"),
        ("0", "0.000003"),
    ],
)
def test_the_cmc_at_a_value(x: str, cmc: str) -> None:
    assert scope().at(D(x)) == D(cmc)


def test_a_boundary_follows_the_named_rule() -> None:
    assert scope(shared="smaller").at(D(10)) == D("0.0015")
    assert scope(shared="larger").at(D(10)) == D("0.002003")
    assert scope(shared="first").at(D(10)) == D("0.002003")
    assert scope(shared="first").at(D("0.1")) == D("0.000003")
    assert set(SHARED_RULES) == {"smaller", "larger", "first"}
    assert all(all(words) for words in (*SHARED_RULES.values(), *FLOOR_REASONS.values()))


@pytest.mark.parametrize("x", ["150", "100.0001", "-10.1", "1000.1"])
def test_nothing_is_extrapolated(x: str) -> None:
    assert not scope().covers(D(x))
    with refused("out_of_range", name="x", found=x):
        scope().at(D(x))
    with refused("out_of_range", name="x"):
        scope().floor(D(1), D(x))

    marked = scope().floor(D("0.001"), D(x), outside="mark")
    assert (marked.reported, marked.raised, marked.cmc, marked.reason) == (
        D("0.001"), False, None, "outside_scope",
    )  # fmt: skip


def test_the_floor_says_what_it_did() -> None:
    raised = scope().floor(D("0.001"), D(50))
    kept = scope().floor(D("0.008"), D(50))

    assert tuple(raised) == (D("0.0075"), True, D("0.0075"), "raised_to_cmc")
    assert tuple(kept) == (D("0.008"), False, D("0.0075"), "not_below_cmc")
    assert "CMC" in raised.wording.text_vi
    assert state(D(50), D("0.001"), floor=raised.cmc).U == "0.0075"


def test_values_in_other_units_are_converted_exactly() -> None:
    assert scope().at(D(5000), UNITS["mV"]) == D("1.003")
    assert scope().at(D("0.05"), UNITS["kV"]) == D("0.0000075")
    with refused("wrong_quantity"):
        scope().at(D(1), UNITS["A"])


@pytest.mark.parametrize(
    ("own", "other"),
    [("degF", "degC"), ("psi", "Pa"), ("kn", "m/s"), ("rpm", "r/s"), ("deg", "rad")],
)
@pytest.mark.parametrize(("low", "high"), [("0.7", "33.3"), ("1", "7"), ("0", "100")])
def test_an_end_of_the_range_is_in_it_in_every_unit(
    own: str, other: str, low: str, high: str
) -> None:
    # 100 °F are 37.777… °C, and those 34 digits are 100.00…02 °F
    cmc = Cmc.from_json(
        {"unit": own, "ranges": [{"type": "constant", "from": low, "to": high, "value": "0.5"}]}
    )
    for end, outwards in ((low, -1), (high, 1)):
        x = convert(Decimal(end), UNITS[own], UNITS[other])
        assert cmc.covers(x, UNITS[other])
        assert not cmc.covers(x + outwards * Decimal("1e-20"), UNITS[other])


def test_a_range_may_have_its_own_units() -> None:
    ranges = [*SCOPE["ranges"][:1], {"type": "constant", "unit": "kV", "uncertainty_unit": "V",
                                     "from": 1, "to": 2, "value": "0.5"}]  # fmt: skip

    assert scope(ranges=ranges).at(D(1500)) == D("0.5")
    assert scope(ranges=ranges).at(D("0.05")) == D("0.000003")


def test_the_step_of_a_temperature() -> None:
    data = {"unit": "degC", "ranges": [{"type": "linear", "from": -80, "to": 200, "a": "0.02", "b": "0.0001"}]}  # fmt: skip
    cmc = Cmc.from_json(data)

    assert cmc.at(D(100)) == D("0.03")
    assert cmc.at(D("373.15"), UNITS["K"]) == D("0.03")
    assert cmc.at(D(212), UNITS["degF"]) == D("0.054")
    with refused("bad_limit"):
        Cmc.from_json(
            {"unit": "degC", "ranges": [{"type": "relative", "from": 1, "to": 2, "value": 1}]}
        )


def test_a_formula_in_the_measurand_s_name() -> None:
    data = {"unit": "mm", "uncertainty_unit": "um",
            "ranges": [{"type": "expr", "from": 0, "to": 100, "expr": "sqrt(0.05**2 + (0.0005*L)**2)"}]}  # fmt: skip

    assert Cmc.from_json(data, name="L").at(D(100)) == D(
        "0.00007071067811865475244008443621048490392848"
    )
    with refused("unknown_name", found="L"):
        Cmc.from_json(data)


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (one(value=0), "out_of_range", {"name": "cmc.ranges[0]"}),
        (one(value=-1), "out_of_range", {}),
        (one(value="NaN"), "cannot_compute", {}),
        (one(value="1,5"), "cannot_compute", {}),
        (one(value=True), "cannot_compute", {}),
        (one(**{"from": 2}), "out_of_range", {"name": "cmc.ranges[0].from"}),
        (one(type="cubic"), "unknown_name", {"found": "cubic"}),
        (one(a=1), "unknown_field", {"found": "a"}),
        (one(colour=1), "unknown_field", {"found": "colour"}),
        (one(type="linear", a=1, b=1), "unknown_field", {"found": "value"}),
        (one(unit="wombat"), "unknown_unit", {}),
        (one(uncertainty_unit="A"), "wrong_quantity", {}),
        ({"ranges": [{"type": "constant", "from": 0, "to": 1, "value": 1}]}, "missing_value", {"name": "cmc.ranges[0].unit"}),
        ({"unit": "V", "ranges": []}, "too_few_values", {}),
        ({**one(), "shared": "lucky"}, "unknown_name", {"found": "lucky"}),
        ({"unit": "V"}, "missing_value", {"name": "cmc.ranges"}),
        ({"unit": "V", "ranges": [SCOPE["ranges"][0], {**SCOPE["ranges"][1], "unit": "A"}]}, "wrong_quantity", {}),
    ],
)  # fmt: skip
def test_a_scope_is_read_strictly(data: object, code: str, params: dict[str, str]) -> None:
    with refused(code, **params):
        Cmc.from_json(data)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"type": "table", "rows": [[0, 1]]}, "too_few_values"),
        ({"type": "table", "rows": [[0, 1], [0, 2]]}, "bad_limit"),
        ({"type": "table", "rows": [[0, 1], [1, 0]]}, "out_of_range"),
        ({"type": "table", "rows": [[0, 1], [1]]}, "bad_limit"),
        ({"type": "table", "rows": [[0.5, 1], [1, 2]]}, "out_of_range"),
        ({"type": "table", "rows": [[0, 1], [0.5, 2]]}, "out_of_range"),
        ({"type": "relative", "value": 1}, "out_of_range"),  # no CMC at zero
        ({"type": "specification", "text": "1 % of range"}, "bad_limit"),
        ({"type": "specification", "text": "1 %"}, "bad_expression"),
        ({"type": "expr", "expr": "1/x"}, "cannot_compute"),
        ({"type": "expr", "expr": "__import__('os')"}, "bad_expression"),
    ],
)
def test_a_law_is_read_strictly(own: dict[str, Any], code: str) -> None:
    with refused(code):
        Cmc.from_json({"unit": "V", "ranges": [{"from": 0, "to": 1, **own}]})


def test_u_is_a_positive_number() -> None:
    with refused("out_of_range", name="U"):
        scope().floor(D(0), D(1))
    with refused("not_a_number"):
        scope().floor(D("NaN"), D(1))
    with refused("not_a_number"):
        scope().at(D("Infinity"))


def test_a_scope_survives_json() -> None:
    again = Cmc.from_json(json.loads(json.dumps(scope().to_json())))

    assert again == scope()


@given(x=st.decimals(-10, 1000, places=3), expanded=st.decimals("0.000001", 1, places=6))
def test_law_of_the_floor(x: Decimal, expanded: Decimal) -> None:
    cmc = scope()
    floor = cmc.floor(expanded, x, outside="mark")

    assert floor.reported >= expanded
    assert floor.raised == (floor.reported != expanded)
    assert (floor.cmc is None) == (not cmc.covers(x)) == (D(100) < x < D(200))
    assert floor.cmc is None or floor.reported >= floor.cmc > 0


@given(x=st.decimals(200, 1000, places=3))
def test_between_rows_the_cmc_lies_between_theirs(x: Decimal) -> None:
    low, high = ("0.009", "0.020") if x <= 600 else ("0.020", "0.021")

    assert D(low) <= scope().at(x) <= D(high)
