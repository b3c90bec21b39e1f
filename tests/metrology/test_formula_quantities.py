import contextlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.formula import nodes
from metrology.formula.exact import exact_power, rational
from metrology.formula.expressions import compile_expression
from metrology.formula.program import prepare
from metrology.formula.quantities import check, check_models
from metrology.formula.syntax import parse
from metrology.quantities.unit_terms import parse_unit_term
from metrology.quantities.units import convert, find_unit
from tests.metrology.golden import case_ids, cases, refused

CASES = cases("propagation")
UNITS = {
    "t": "degC", "f": "degF", "T": "K", "dt": "delta_degC", "df": "delta_degF", "mv": "mV", "v": "V",
    "p": "%", "phi": "deg", "rad": "rad", "h": "HRC", "ph": "pH", "slope": "mV/pH", "m": "kg",
    "db": "dB", "dbm": "dBm", "n": "1", "area": "m**2", "l": "nm",
}  # fmt: skip


def checked(text: str, unit: str) -> nodes.Tree:
    return check_models({"y": text}, UNITS | {"y": unit})["y"]


def compute(text: str, unit: str, **x: float) -> float:
    return prepare({"y": checked(text, unit)}, list(x)).values(list(x.values()))[0]


def scalings(node: nodes.Node) -> int:
    below = sum(scalings(part) for part in nodes.operands(node))
    return below + isinstance(node, nodes.Scaling)


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_every_model_of_the_reference_has_its_dimensions_in_order(case: Mapping[str, Any]) -> None:
    units = {each["name"]: each["unit"] for each in [*case["inputs"], *case["outputs"]]}
    trees = check_models({each["name"]: each["model"] for each in case["outputs"]}, units)
    program = prepare(trees, [each["name"] for each in case["inputs"]])

    found = program.values([float(each["value"]) for each in case["inputs"]])

    wanted = case["unit_check"]["model_evaluated_with_units"]
    assert dict(zip(program.outputs, found, strict=True)) == pytest.approx(
        wanted, rel=1e-11, abs=1e-15
    )
    # All of them are in consistent units: their numbers must stay as they are.
    assert [scalings(tree.root) for tree in trees.values()] == [0] * len(trees)


@pytest.mark.parametrize(
    ("text", "unit", "x", "result"),
    [
        ("mv + v", "V", {"mv": 500, "v": 1}, 1.5),
        ("mv + v", "mV", {"mv": 500, "v": 1}, 1500),
        ("v - mv", "V", {"mv": 500, "v": 1}, 0.5),
        ("v + mv + v", "V", {"mv": 500, "v": 1}, 2.5),
        ("max(mv, v)", "V", {"mv": 1001, "v": 1}, 1.001),
        ("mean(mv, v)", "mV", {"mv": 500, "v": 1}, 750),
        ("1 if mv < v else 0", "1", {"mv": 999, "v": 1}, 1),
        ("mv if mv < v else v", "mV", {"mv": 1001, "v": 1}, 1000),
        ("max(mv, 0)", "V", {"mv": -3}, 0),
        ("mv if mv > 0 else 0", "mV", {"mv": -3}, 0),
        ("1 + p", "1", {"p": 3}, 1.03),
        ("p + 1", "%", {"p": 3}, 103),
        ("p", "ppm", {"p": 3}, 30_000),
        ("n * p", "1", {"n": 3, "p": 3}, 0.09),
        ("(1 + p) ** n", "1", {"n": 2, "p": 10}, 1.21),
        ("exp(p)", "1", {"p": 100}, 2.718281828459045),
        ("sin(phi)", "1", {"phi": 30}, 0.5),
        ("sin(rad)", "1", {"rad": 0.5}, 0.479425538604203),
        ("atan2(mv, v)", "deg", {"mv": 1000, "v": 1}, 45),
        ("acos(n)", "rad", {"n": -1}, 3.141592653589793),
        ("phi + rad", "deg", {"phi": 45, "rad": 0.7853981633974483}, 90),
        ("sqrt(area)", "cm", {"area": 4}, 200),
        ("sqrt(v * mv)", "mV", {"v": 1, "mv": 1000}, 1000),
        ("v ** (1/2) * v ** 0.5", "mV", {"v": 2}, 2000),
        ("l ** 3 / l", "nm**2", {"l": 3}, 9),
        ("l ** -1", "1/m", {"l": 2}, 5e8),
        ("m * v ** 2 / (m * mv)", "V", {"m": 3, "v": 2, "mv": 1}, 4000),
        ("t + dt", "degC", {"t": 20, "dt": 1}, 21),
        ("dt + t", "degC", {"t": 20, "dt": 1}, 21),
        ("t + T", "degC", {"t": 20, "T": 1}, 21),
        ("t - df", "degC", {"t": 20, "df": 1.8}, 19),
        ("f + dt", "degF", {"f": 68, "dt": 1}, 69.8),
        ("t - f", "delta_degC", {"t": 20, "f": 50}, 10),
        ("t - f", "K", {"t": 20, "f": 50}, 10),
        ("f - t", "delta_degC", {"t": 20, "f": 50}, -10),
        ("f", "degC", {"f": 50}, 10),
        ("t", "K", {"t": 20}, 293.15),
        ("mean(t, f)", "degC", {"t": 20, "f": 50}, 15),
        ("max(t, f)", "degF", {"t": 20, "f": 50}, 68),
        ("stdev(t, f)", "delta_degC", {"t": 20, "f": 50}, 50**0.5),
        ("t if t > f else f", "degC", {"t": 20, "f": 50}, 20),
        ("2 * (t - f) * m", "kg*K", {"t": 20, "f": 50, "m": 1}, 20),
        ("(t - f) / T", "1", {"t": 20, "f": 50, "T": 20}, 0.5),
        ("h - h + h", "HRC", {"h": 60}, 60),
        ("mean(h, h)", "HRC", {"h": 60}, 60),
        ("mv / slope + ph", "pH", {"mv": 59, "slope": 59, "ph": 7}, 8),
        ("ph + mv / slope", "pH", {"mv": 59, "slope": 59, "ph": 7}, 8),
        ("dbm + db - db", "dBm", {"dbm": -3, "db": 1}, -3),
        ("dbm - dbm", "dB", {"dbm": -3}, 0),
        ("db + dbm", "dBm", {"dbm": -3, "db": 1}, -2),
        ("dbm - dbm + dbm", "dBm", {"dbm": -3}, -3),
        ("dbm + (dbm - dbm) + db", "dBm", {"dbm": -3, "db": 1}, -2),
        ("mean(dbm, dbm)", "dBm", {"dbm": -3}, -3),
        ("0", "V", {}, 0),
        ("0 + v", "V", {"v": 1}, 1),
    ],
)  # fmt: skip
def test_values_come_out_in_the_unit_that_is_asked_for(
    text: str, unit: str, x: dict[str, float], result: float
) -> None:
    assert compute(text, unit, **x) == pytest.approx(result, rel=1e-15, abs=1e-15)


def test_nothing_is_scaled_where_nothing_differs() -> None:
    # GUM H.1 is computed in nanometres, as it is given.
    assert scalings(checked("l + l - l * (1 + dt / T)", "nm").root) == 0
    assert scalings(checked("1 + p", "1").root) == 1
    assert compute("1 + p", "1", p=7) == 1.07


@pytest.mark.parametrize(
    ("text", "unit", "found", "place", "why"),
    [
        ("v + m", "V", "v + m", "5", "different_units"),
        ("v + mv + m", "V", "v + mv + m", "10", "different_units"),
        ("max(v, m)", "V", "max(v, m)", "8", "different_units"),
        ("atan2(v, m)", "rad", "atan2(v, m)", "10", "different_units"),
        ("1 if v < m else 2", "1", "v < m", "10", "different_units"),
        ("v if n > 0 else m", "V", "v if n > 0 else m", "17", "different_units"),
        ("h - ph", "HRC", "h - ph", "5", "different_units"),
        ("v + 1", "V", "1", "5", "needs_unit"),
        ("1 + v * 2", "V", "1", "1", "needs_unit"),
        ("v > 2 and 1 < 2", "1", "v > 2 and 1 < 2", "1", "number_needed"),
        ("1 if v > 2 else 2", "1", "2", "10", "needs_unit"),
        ("t + 0", "degC", "", "", ""),
        ("max(t, 0)", "degC", "0", "8", "needs_unit"),
        ("exp(v)", "1", "v", "5", "needs_one"),
        ("1 + sin(v / m)", "1", "v / m", "9", "needs_one"),
        ("log(h)", "1", "h", "5", "scale_changed"),
        ("v ** n", "V", "v", "1", "exponent_varies"),
        ("v ** pi", "V", "v", "1", "exponent_varies"),
        ("v ** 65", "V", "65", "6", "power"),
        ("v ** (1/65)", "V", "1/65", "7", "power"),
        ("n ** v", "1", "v", "6", "exponent_unit"),
        ("t + t", "degC", "t + t", "1", "points_added"),
        ("2 * t", "degC", "t", "5", "point_changed"),
        ("-t", "degC", "t", "2", "point_changed"),
        ("T - t", "K", "t", "5", "point_changed"),
        ("dt - t", "degC", "t", "6", "point_changed"),
        ("sqrt(t)", "1", "t", "6", "point_changed"),
        ("abs(t)", "degC", "t", "5", "point_changed"),
        ("exp(t)", "1", "t", "5", "point_changed"),
        ("t ** 2", "K**2", "t", "1", "point_changed"),
        ("v * t", "V*K", "t", "5", "point_changed"),
        ("max(t, dt)", "degC", "t", "5", "point_changed"),
        ("2 * h", "HRC", "h", "5", "scale_changed"),
        ("h / m", "1", "h", "1", "scale_changed"),
        ("sqrt(ph)", "1", "ph", "6", "scale_changed"),
        ("dbm * 2", "dBm", "dbm", "1", "scale_changed"),
        ("dbm + dbm", "dBm", "dbm + dbm", "1", "levels_added"),
        ("dbm + db + dbm", "dBm", "dbm + db + dbm", "1", "levels_added"),
        ("mv * m", "V", "mv * m", "1", "result_unit"),
        ("5", "V", "5", "1", "result_unit"),
        ("n", "pH", "n", "1", "result_unit"),
        ("h", "HV", "h", "1", "result_unit"),
        ("dt", "degC", "dt", "1", "result_difference"),
        ("t - f", "degC", "t - f", "1", "result_difference"),
        ("T", "degC", "T", "1", "result_difference"),
        ("t", "delta_degC", "t", "1", "result_point"),
    ],
)  # fmt: skip
def test_a_wrong_dimension_is_refused_with_its_place(
    text: str, unit: str, found: str, place: str, why: str
) -> None:
    if not why:  # a step of zero has any unit
        assert compute(text, unit, t=20) == 20
        return
    code = "bad_expression" if why == "number_needed" else "wrong_dimension"
    with refused(code, found=found, place=place, why=why):
        checked(text, unit)


@pytest.mark.parametrize("model", ["a * l + b", "b - a * l", "n + b", "max(n, b)"])
def test_a_neper_does_not_mix_with_a_decibel(model: str) -> None:
    with refused("wrong_dimension"):
        check_models({"y": model}, {"a": "Np/m", "l": "m", "b": "dB", "n": "Np", "y": "dB"})


def test_nepers_per_metre_give_nepers() -> None:
    assert check_models({"y": "a * l"}, {"a": "Np/m", "l": "m", "y": "Np"})
    with refused("wrong_dimension"):
        check_models({"y": "a * l"}, {"a": "Np/m", "l": "m", "y": "dB"})


def test_found_and_wanted_are_named() -> None:
    with refused("wrong_dimension", name="E", found_unit="m", wanted_unit="V (kg·m²·s⁻³·A⁻¹)"):
        check_models({"E": "l"}, {"l": "m", "E": "V"})
    with refused("wrong_dimension", left="“v”", left_unit="V", right="“m”", right_unit="kg"):
        checked("v + m", "V")
    with refused("wrong_dimension", part="“t”", found_unit="degC"):
        checked("2 * t", "degC")


def test_units_of_results_are_used_by_other_results() -> None:
    units = {"u": "mV", "i": "mA", "P": "W", "R": "kΩ", "loss": "mW"}
    trees = check_models({"P": "u * i", "loss": "P / 2", "R": "u / i"}, units)

    assert prepare(trees, ["u", "i"]).values([2000.0, 4.0]) == [0.008, 4.0, 0.5]


def test_the_unit_of_an_input_must_be_known() -> None:
    with refused("unknown_unit"):
        check_models({"y": "a"}, {"a": "furlongs", "y": "m"})


def test_a_checked_worksheet_formula_runs_on_decimals_as_well() -> None:
    tree = parse("mv + v", names=UNITS)
    terms = {name: parse_unit_term(unit) for name, unit in UNITS.items()}

    assert prepare({"y": check(tree, terms, terms["v"])}, ["mv", "v"]).values([1.0, 1.0]) == [1.001]
    with refused("bad_expression"):
        compile_expression("mv +", names=["mv"])


UNIT_PAIRS = [("V", "mV"), ("degC", "degF"), ("Pa", "bar"), ("m", "in"), ("deg", "rad"), ("%", "ppm")]  # fmt: skip


@given(st.sampled_from(UNIT_PAIRS), st.decimals(-1000, 1000, places=3), st.booleans())
def test_a_scaling_is_the_conversion_of_the_catalogue(
    pair: tuple[str, str],
    value: Any,
    turn: bool,  # noqa: FBT001
) -> None:
    source, target = reversed(pair) if turn else pair
    tree = check_models({"y": "x"}, {"x": source, "y": target})["y"]

    assert prepare({"y": tree}, ["x"]).values([float(value)])[0] == pytest.approx(
        float(convert(value, find_unit(source), find_unit(target))), rel=1e-13, abs=1e-10
    )


@pytest.mark.parametrize(
    ("text", "exponent"),
    [("2", 2), ("-0.5", Fraction(-1, 2)), ("1/3", Fraction(1, 3)), ("-(2 + 1)*2 - 1", -7), ("1/0", None),
     ("1/(1 - 1)", None), ("pi", None), ("sqrt(4)", None), ("2/4/2", Fraction(1, 4))],
)  # fmt: skip
def test_exponents_are_exact(text: str, exponent: Fraction | None) -> None:
    assert rational(parse(text, names=()).root) == exponent


@pytest.mark.parametrize(
    ("factor", "power", "result"),
    [
        (Fraction(1, 1000), Fraction(2), Fraction(1, 10**6)),
        (Fraction(1, 100), Fraction(1, 2), Fraction(1, 10)),
        (Fraction(8, 27), Fraction(-2, 3), Fraction(9, 4)),
        (Fraction(1, 1000), Fraction(1, 2), None),
        (Fraction(2), Fraction(10**9), None),
        (Fraction(1), Fraction(10**9), Fraction(1)),
    ],
)
def test_powers_of_factors_are_exact_or_none(
    factor: Fraction, power: Fraction, result: Fraction | None
) -> None:
    assert exact_power(factor, power) == result


def test_the_third_root_of_a_large_cube_is_found() -> None:
    assert exact_power(Fraction(10**90), Fraction(1, 3)) == 10**30


@pytest.mark.parametrize(
    "text",
    ["(" * 28 + "p" + "**12)" * 28, "(" * 28 + "mv" + "**64)" * 28, "*".join(["phi**12"] * 240),
     "mv ** (" + "*".join(["1e99"] * 390) + ")", "n ** (" + "/".join(["3e-99"] * 320) + ")",
     "(" * 28 + "v" + "**(1/64))" * 28],
)  # fmt: skip
def test_towers_of_powers_cost_nothing(text: str) -> None:
    with contextlib.suppress(MetrologyError):
        prepare({"y": checked(text, "V")}, list(UNITS))


def test_a_factor_below_all_floats_is_not_zero() -> None:
    units = {"a": "fm", "y": "m**12"}
    with refused("wrong_dimension"):
        check_models({"y": "a**11"}, units)
    trees = check_models({"y": "a**12*(b/c)**12"}, units | {"b": "fm", "c": "km"})
    with refused("cannot_compute", why="too_large"):
        prepare(trees, ["a", "b", "c"])
    with refused("cannot_compute", why="too_small"):
        prepare({"y": "a + 0." + "0" * 400 + "1"}, ["a"])


@pytest.mark.parametrize(("model", "rate"), [("n", "rad/s"), ("n", "°/s"), ("n - m", "rad/s")])
def test_turns_are_not_taken_for_angles(model: str, rate: str) -> None:
    """SI Brochure, 2.3.3: 60 r/min are 2π rad/s, and both are s⁻¹."""
    units = {"n": "rpm", "m": "r/s", "omega": rate}
    with refused("wrong_dimension", why="turns_for_angles"):
        check_models({"omega": model}, units)
    trees = check_models({"omega": f"2*pi*({model})"}, units | {"omega": "rad/s"})
    assert prepare(trees, ["n", "m"]).values([60.0, 0.0])[0] == pytest.approx(6.283185307179586)


def test_turns_alone_need_no_angle() -> None:
    units = {"n": "rpm", "f": "Hz", "e": "rpm"}
    trees = check_models({"e": "n - 60*f/60"}, units)
    assert prepare(trees, ["n", "f"]).values([90.0, 1.0])[0] == pytest.approx(30)
