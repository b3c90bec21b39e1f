import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.formula.expressions import compile_expression
from metrology.formula.program import Program, order_columns, prepare
from tests.metrology.golden import refused
from tests.metrology.programs import INPUTS, gradient, program, value

Tree = tuple[str, Callable[[Any, Any], Any]]  # text, and the same as a function (x, functions)


# -- random models: each is drawn as a text and, apart from it, as a function ------------------

SMOOTH = ["sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
          "tanh"]  # fmt: skip


def number(digits: str) -> Tree:
    return digits, lambda _x, _f: mpmath.mpf(digits)


def name(i: int) -> Tree:
    return INPUTS[i], lambda x, _f: x[i]


def tame(value: Any) -> Any:
    """Refuse what would lose digits in floats whoever computes it: the oracle has sixty."""
    if isinstance(value, mpmath.mpc) or (value and not 1e-4 < abs(value) < 1e4):
        raise ValueError(value)
    return value


def binary(sign: str, left: Tree, right: Tree) -> Tree:
    operations: dict[str, Callable[[Any, Any], Any]] = {
        "+": lambda p, q: p + q,
        "-": lambda p, q: p - q,
        "*": lambda p, q: p * q,
        "/": lambda p, q: p / q,
        "**": lambda p, q: p**q,
    }
    return (
        f"({left[0]}) {sign} ({right[0]})",
        lambda x, f: tame(operations[sign](left[1](x, f), right[1](x, f))),
    )


def call(function: str, *arguments: Tree) -> Tree:
    text = ", ".join(argument[0] for argument in arguments)
    return (
        f"{function}({text})",
        lambda x, f: tame(getattr(f, function)(*[argument[1](x, f) for argument in arguments])),
    )


def power(base: Tree, exponent: int) -> Tree:
    return f"({base[0]}) ** {exponent}", lambda x, f: tame(base[1](x, f) ** exponent)


LEAVES = st.one_of(
    st.sampled_from(["1", "2", "0.5", "3.25", "1e-2", "0"]).map(number),
    st.integers(0, 2).map(name),
)
MODELS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(binary, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(call, st.sampled_from(SMOOTH), inner),
        st.builds(call, st.just("atan2"), inner, inner),
        st.builds(power, inner, st.integers(-4, 10)),
    ),
    max_leaves=8,
)
POINTS = st.lists(st.floats(0.1, 3), min_size=3, max_size=3)


def expected(model: Tree, x: list[float], orders: tuple[int, int, int] = (0, 0, 0)) -> float:
    """Give a derivative by mpmath, in 60 digits; assume it is real and tame."""
    try:
        with mpmath.workdps(60):
            function = model[1]
            found = mpmath.diff(lambda *point: function(point, mpmath.mp), x, orders)
    except (ValueError, ArithmeticError, mpmath.libmp.NoConvergence):
        assume(condition=False)
    assume(mpmath.isfinite(found) and abs(found) < 1e8)
    return float(found)


def run(model: Tree, x: list[float], compute: Callable[[Program], Any]) -> Any:
    """Compute; assume that it can be done, and is not lost to rounding (see `tame`)."""
    expected(model, x)
    try:
        return compute(program(model[0]))
    except MetrologyError:
        assume(condition=False)


def near(found: float, wanted: float, scale: float = 1.0) -> bool:
    return abs(found - wanted) <= 1e-7 * max(abs(wanted), scale)


@given(MODELS, POINTS)
@settings(max_examples=150, deadline=None)
def test_values_and_gradients_are_those_of_an_oracle(model: Tree, x: list[float]) -> None:
    values, gradients = run(model, x, lambda made: made.values_and_gradient(x))

    assert near(values[0], expected(model, x))
    for i, found in enumerate(gradients[0]):
        orders = tuple(int(i == j) for j in range(3))
        assert near(found, expected(model, x, orders))  # type: ignore[arg-type]


@given(MODELS, POINTS)
@settings(max_examples=50, deadline=None)
def test_second_and_third_derivatives_are_those_of_an_oracle(model: Tree, x: list[float]) -> None:
    second, third = run(model, x, lambda made: (made.second(x)[0], made.third(x)[0]))

    for i in range(3):
        for j in range(3):
            once = [int(i == n) + int(j == n) for n in range(3)]
            twice = [int(i == n) + 2 * int(j == n) for n in range(3)]
            assert near(second[i][j], expected(model, x, (once[0], once[1], once[2])), 100)
            assert near(third[i][j], expected(model, x, (twice[0], twice[1], twice[2])), 1000)


@given(MODELS, st.lists(POINTS, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_arrays_give_what_floats_give(model: Tree, points: list[list[float]]) -> None:
    try:
        made = program(model[0])
    except MetrologyError:  # a constant part beyond all floats
        return
    columns = [np.array(column) for column in zip(*points, strict=True)]
    try:
        wanted = [made.values_and_gradient(point) for point in points]
    except MetrologyError:
        with pytest.raises(MetrologyError):
            made.values_and_gradient(columns)
        return

    values, gradients = made.values_and_gradient(columns)

    for n, (one, slopes) in enumerate(wanted):
        assert values[0][n] == pytest.approx(one[0], rel=1e-6, abs=1e-9)
        assert [slope[n] for slope in gradients[0]] == pytest.approx(slopes[0], rel=1e-6, abs=1e-9)


# -- published and hand-made cases ----------------------------------------------------------------


def test_the_end_gauge_has_the_derivatives_of_the_guide() -> None:
    # GUM H.1.3: c_s = 1, c_d = 1, c_δα = −l_s·θ, c_θ = −l_s·δα, c_αs = −l_s·δθ, c_δθ = −l_s·α_s;
    # H.1.7: the second derivatives by (δα, θ) and (α_s, δθ) are −l_s.
    text = "l_s + d - l_s*(d_alpha*theta + alpha_s*d_theta)"
    made = program(text, inputs=["l_s", "d", "d_alpha", "theta", "alpha_s", "d_theta"])
    x = [50000623.0, 215.0, 0.0, -0.1, 11.5e-6, 0.0]

    assert made.values(x) == [50000838.0]
    assert made.gradient(x) == [[1.0, 1.0, 5000062.3, 0.0, 0.0, pytest.approx(-575.0071645)]]
    second = made.second(x)[0]
    assert second[2][3] == second[3][2] == second[4][5] == second[5][4] == -50000623.0
    assert [second[i][i] for i in range(6)] == [0.0] * 6
    assert made.third(x) == [[[0.0] * 6] * 6]


def test_a_third_derivative_is_mixed_as_the_guide_needs_it() -> None:
    # GUM 5.1.2, note: ∂f/∂x_i · ∂³f/∂x_i∂x_j²; here f = a²·b³.
    made = program("a**2 * b**3", inputs=["a", "b"])

    assert made.second([5.0, 2.0]) == [[[16.0, 120.0], [120.0, 300.0]]]
    assert made.third([5.0, 2.0]) == [[[0.0, 120.0], [24.0, 150.0]]]


def test_a_linear_model_has_constant_slopes() -> None:
    made = prepare({"s": "(a - b)/4 + 2*c", "p": "a*b", "k": "2 + pi"}, INPUTS)

    assert made.is_linear("s")
    assert made.is_linear("k")
    assert not made.is_linear("p")
    assert not made.linear
    assert (made.depends("s"), made.depends("p"), made.depends("k")) == (
        ("a", "b", "c"), ("a", "b"), (),
    )  # fmt: skip
    assert made.gradient([1.0, 2.0, 3.0]) == [[0.25, -0.25, 2.0], [2.0, 1.0, 0.0], [0.0] * 3]


def test_equal_parts_are_computed_once() -> None:
    once = program("sin(a*b) + 1")._values
    often = program("sin(a*b) + sin(b*a)/sin(a*b)")._values

    assert len(once) == 3  # a*b, sin, +
    assert len(often) == 4


def test_a_hundred_terms_cost_a_hundred_additions() -> None:
    inputs = [f"x{i}" for i in range(100)]
    made = program(" + ".join(inputs), inputs=inputs)

    assert made.values([1.0] * 100) == [100.0]
    assert made.gradient([1.0] * 100) == [[1.0] * 100]
    assert made.linear


def test_a_product_of_many_has_a_short_gradient() -> None:
    inputs = [f"x{i}" for i in range(100)]
    made = program("*".join(inputs), inputs=inputs)

    assert len(made._both) < 400
    assert made.gradient([2.0] * 100)[0] == [2.0**99] * 100


@pytest.mark.parametrize(
    ("text", "x", "slopes"),
    [
        ("abs(a - b)", {"a": 1.0, "b": 3.0}, [-1.0, 1.0]),
        ("abs(a) * b", {"a": -2.0, "b": 3.0}, [-3.0, 2.0]),
        ("min(a, b)", {"a": 1.0, "b": 3.0}, [1.0, 0.0]),
        ("max(a, b, 2)", {"a": 1.0, "b": 3.0}, [0.0, 1.0]),
        ("max(2*a, a + a)", {"a": 1.0}, [2.0]),  # equal, and so are the slopes: no kink
        ("mean(a, b, 3)", {"a": 1.0, "b": 3.0}, [1 / 3, 1 / 3]),
        ("stdev(a, b)", {"a": 1.0, "b": 3.0}, [-(0.5**0.5), 0.5**0.5]),
        ("a*a if a > 0 else b", {"a": 2.0, "b": 1.0}, [4.0, 0.0]),
        ("a*a if a > 0 else b", {"a": -2.0, "b": 1.0}, [0.0, 1.0]),
        ("sqrt(a) if a > 0 else 3*a", {"a": -2.0}, [3.0]),  # √a has no slope there, nor is it asked
        ("max(sqrt(a), b)", {"a": 0.0, "b": 1.0}, [0.0, 1.0]),
        ("a ** b", {"a": 2.0, "b": 3.0}, [12.0, 8 * math.log(2)]),
        ("2 ** a", {"a": 3.0}, [8 * math.log(2)]),
        ("a ** 0", {"a": 0.0}, [0.0]),
        ("a ** 20", {"a": 1.5}, [20 * 1.5**19]),
        ("a ** -0.5", {"a": 4.0}, [-0.0625]),
        ("a if a != b else b", {"a": 1.0, "b": 1.0}, [0.0, 1.0]),
        ("a if not a > b or b > 5 else -b", {"a": 2.0, "b": 1.0}, [0.0, -1.0]),
        ("a if 0 < a < b <= 2 else b", {"a": 1.0, "b": 2.0}, [1.0, 0.0]),
    ],
)  # fmt: skip
def test_pieces_have_their_own_slopes(text: str, x: dict[str, float], slopes: list[float]) -> None:
    assert gradient(text, **x) == pytest.approx(slopes)
    arrays = [np.array([each, each]) for each in x.values()]
    found = program(text, inputs=list(x)).gradient(arrays)[0]
    assert [list(slope) for slope in found] == [pytest.approx([each, each]) for each in slopes]


@pytest.mark.parametrize("x", [1.0, -1.0])
@pytest.mark.parametrize("y", [1.0, -1.0])
def test_the_angle_is_right_in_all_quadrants(x: float, y: float) -> None:
    assert value("atan2(v, u)", v=y, u=x) == math.atan2(y, x)
    assert gradient("atan2(v, u)", v=y, u=x) == [x / 2, -y / 2]


# -- several outputs and shapes -------------------------------------------------------------------


def test_a_result_may_use_another_in_any_order() -> None:
    made = prepare({"P": "U*I", "U": "R*I"}, ["R", "I"])

    assert made.values([10.0, 2.0]) == [40.0, 20.0]
    assert made.gradient([10.0, 2.0]) == [[4.0, 40.0], [2.0, 10.0]]


def test_a_cycle_is_named() -> None:
    with refused("cycle", reason="p ← q ← r ← p"):
        prepare({"p": "q + a", "q": "2*r", "r": "p", "s": "a"}, ["a"])
    with refused("cycle", found="p", reason="p ← p"):
        prepare({"p": "p + 1"}, [])


def test_computed_columns_are_ordered() -> None:
    columns = {
        name: compile_expression(text, names=["x", "d", "e", "f"])
        for name, text in {"d": "e + f", "e": "f*x", "f": "x"}.items()
    }

    assert order_columns(columns) == ["f", "e", "d"]
    columns["f"] = compile_expression("d", names=["d"])
    with refused("cycle"):
        order_columns(columns)


def test_an_input_is_no_result() -> None:
    with refused("bad_expression", found="a", why="name_taken"):
        prepare({"a": "a + 1"}, ["a"])


def test_arrays_floats_and_constants_go_together() -> None:
    made = prepare({"y": "a + b", "k": "pi", "c": "b"}, ["a", "b"])
    points: list[Any] = [np.zeros((2, 3)), 1]

    y, k, c = made.values(points)

    assert y.shape == k.shape == c.shape == (2, 3)
    assert k[1, 2] == math.pi
    assert c.sum() == 6
    assert made.gradient(points)[0][1].shape == (2, 3)


def test_whole_numbers_are_computed_as_floats() -> None:
    found = program("a ** 9 * b", inputs=["a", "b"]).values([10**30, np.float64(0)])

    assert found == [0.0]
    assert type(found[0]) is float


def test_the_number_of_values_is_that_of_the_inputs() -> None:
    with pytest.raises(ValueError, match="1"):
        program("a").values([1.0])


@pytest.mark.parametrize("text", ["sin(a)**2 + cos(a)**2 - tan(b)/atan2(a, b)", "exp(-a)*log(b) + log10(a + b)",
    "sinh(a)/cosh(b) + tanh(a - b)", "asin(a/4) - acos(b/4) + atan(a*b)", "mean(a, b, 2) + stdev(a, b, 1)",
    "abs(a - b)**-3 + max(a, b)/min(a, 7)", "a if a > b else b**2", "sqrt(a)*pi"])  # fmt: skip
def test_decimals_floats_and_arrays_agree(text: str) -> None:
    exact = compile_expression(text, names=["a", "b"]).number(
        {"a": Decimal("1.25"), "b": Decimal("0.5")}
    )
    made = program(text, inputs=["a", "b"])

    assert made.values([1.25, 0.5])[0] == pytest.approx(float(exact), rel=1e-14)
    assert made.values([np.array([1.25]), np.array([0.5])])[0][0] == pytest.approx(
        float(exact), rel=1e-14
    )
