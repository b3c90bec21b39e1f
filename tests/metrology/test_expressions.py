from decimal import Decimal
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.formula.expressions import Expression, compile_expression
from tests.metrology.golden import refused

D = Decimal
NAMES = ("a", "b", "c", "r", "cls", "flag")
NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=4)


def run(text: str, **env: Decimal | list[Decimal] | str | bool | None) -> object:
    return compile_expression(text, names=NAMES).evaluate(env)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", D(7)),
        ("(1 + 2) * 3", D(9)),
        ("0.1 + 0.2", D("0.3")),
        ("0.1 + 0.2 <= 0.3", True),
        ("10.050", D("10.050")),
        ("0.1234567890123456789012345", D("0.1234567890123456789012345")),
        ("1e-6", D("0.000001")),
        ("-2 ** 2", D(-4)),
        ("2 ** -2", D("0.25")),
        ("10 / 4", D("2.5")),
        ("1 / 3", D("0." + "3" * 40)),
        ("1 < 2 <= 2 < 3", True),
        ("1 < 2 > 3", False),
        ("1 == 1.0", True),
        ("not 1 > 2 and (2 > 1 or 1 / 0 > 1)", True),
        ("'III' == 'III'", True),
        ("'III' != 'IIII'", True),
        ("'x' if 1 > 2 else 'y'", "y"),
        ("None if 1 < 2 else 1", None),
        ("abs(-1.50)", D("1.50")),
        ("sqrt(2) ** 2 - 2 < 1e-38", True),
        ("max(1, 3, 2) - min(1, 3, 2)", D(2)),
        ("mean(1, 2, 4.5)", D("2.5")),
        ("stdev(10000001, 10000003, 10000002)", D(1)),
        ("  1  ", D(1)),
    ],
)
def test_the_language(text: str, result: object) -> None:
    got = run(text)

    assert got == result
    assert type(got) is type(result)


def test_lists_of_readings() -> None:
    r = [D("7.50"), D("7.55"), D("7.45")]

    assert run("max(r) - min(r)", r=r) == D("0.10")
    assert run("mean(r)", r=r) == D("7.5")
    assert run("stdev(r)", r=r) == D("0.05")
    assert run("len(r)", r=r) == 3
    assert run("max(r, a)", r=r, a=D(8)) == 8


def test_a_field_may_be_called_like_a_function() -> None:
    expression = compile_expression("max(r) <= max", names=["r", "max"])

    assert expression.evaluate({"r": [D(1), D(2)], "max": D(2)}) is True


def test_the_names_used_are_known() -> None:
    expression = compile_expression("a + abs(b) if cls == 'III' else 1", names=NAMES)

    assert expression.names == {"a", "b", "cls"}


def test_equal_texts_are_equal_expressions() -> None:
    one, other = (compile_expression(" a+1", names=NAMES) for _ in range(2))

    assert one == other
    assert hash(one) == hash(other)


def test_a_blank_operand_is_missing_not_zero() -> None:
    with refused("missing_value", name="b"):
        run("a - b", a=D(1), b=None)
    with refused("missing_value", name="b"):
        run("a - b", a=D(1))
    with refused("missing_value", name="a"):
        run("a <= 1", a=None)
    with refused("missing_value", name="flag"):
        run("not flag")
    with refused("missing_value", name="r"):
        run("max(r)", r=[D(1), None])  # type: ignore[list-item]


def test_a_blank_can_be_asked_for() -> None:
    text = "a + b if b is not None else a"

    assert run(text, a=D(1), b=D(2)) == 3
    assert run(text, a=D(1), b=None) == 1
    assert run(text, a=D(1)) == 1
    assert run("b is None") is True
    assert run("b", b=None) is None


WORDS = {"regime": "initial", "cls": "0.5S", "pf": "0.5L", "connection": "direct"}


@pytest.mark.parametrize(
    ("text", "env", "result"),
    [
        ("regime == 'initial'", {}, True),
        ("regime == 'initial'", {"regime": "periodic"}, False),
        ("regime == 'initial'", {"regime": ""}, False),
        ("regime != 'initial' and cls == '0.5S'", {"regime": "after_repair"}, True),
        ('cls == "0.5S"', {}, True),
        ("cls == '0.5S' or cls == '0.2S'", {"cls": "0.2S"}, True),
        ("cls == '1'", {}, False),
        ("pf == '0.5L'", {}, True),
        ("pf == '0.5L'", {"pf": "0.5l"}, False),
        ("pf == '1' or pf == '0.5L' and i >= ib", {"i": D(5), "ib": D(5)}, True),
        ("connection == 'direct' and i >= 0.1*ib", {"i": D("0.5"), "ib": D(5)}, True),
        ("connection == 'direct' and i >= 0.1*ib", {"i": D("0.49"), "ib": D(5)}, False),
        ("connection == 'direct' and i >= 0.1*ib", {"connection": "transformer"}, False),
        ("connection == 'qua biến dòng'", {"connection": "qua biến dòng"}, True),
        ("x is None", {}, True),
        ("x is None", {"x": D(0)}, False),
        ("x is not None and x > 3", {}, False),
        ("x is None or x > 3", {"x": D(3)}, False),
        ("a if digital else b", {"digital": True, "a": D(1), "b": D(2)}, D(1)),
        ("a if digital else b", {"digital": False, "a": D(1), "b": D(2)}, D(2)),
        ("a if not digital else b", {"digital": False, "a": D(1), "b": D(2)}, D(1)),
        ("digital and cls == '0.5S'", {"digital": True}, True),
        ("digital or i > 1", {"digital": True}, True),
        ("digital", {"digital": False}, False),
        ("2*d if digital else (d if cls == '1' else d/2)", {"digital": False, "d": D(1)}, D("0.5")),
    ],
)  # fmt: skip
def test_conditions_of_templates(text: str, env: dict[str, Any], result: object) -> None:
    names = [*WORDS, "i", "ib", "x", "a", "b", "d", "digital"]

    assert compile_expression(text, names=names).evaluate({**WORDS, **env}) == result


@pytest.mark.parametrize("text", ["cls == '1'", "a if flag else b", "flag and a > 1", "cls != 'x'"])
def test_a_condition_on_a_blank_is_missing(text: str) -> None:
    name = "cls" if "cls" in text else "flag"

    with refused("missing_value", name=name):
        run(text, a=D(1), b=D(2))


def test_number_and_truth_insist() -> None:
    expression = compile_expression("a", names=["a"])

    assert expression.number({"a": D("1.50")}) == D("1.50")
    assert expression.truth({"a": True}) is True
    with refused("cannot_compute"):
        expression.number({"a": "x"})
    with refused("cannot_compute"):
        expression.number({"a": True})
    with refused("cannot_compute"):
        expression.truth({"a": D(1)})
    with refused("missing_value"):
        expression.number({})


@pytest.mark.parametrize(
    "text",
    ["1 / 0", "1 / a", "a ** -1", "a ** 0", "sqrt(-1)", "max(r)", "mean(r)", "stdev(1)", "r", "r + 1",
     "abs(r)", "cls + 1", "cls < 'IV'", "cls == 1", "flag + 1", "flag == 1", "1 and 2", "not 1",
     "1 if 1 else 2", "b * b * b * b", "'x' * 3", "-cls"],
)  # fmt: skip
def test_what_cannot_be_computed_is_refused(text: str) -> None:
    with refused("cannot_compute"):
        run(text, a=D(0), b=D("9e9998"), r=[], cls="III", flag=True)


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity"), D("sNaN"), 1.5, 1])
def test_only_finite_decimals_are_numbers(value: Decimal) -> None:
    with refused("cannot_compute"):
        run("a + 1", a=value)


@pytest.mark.parametrize(
    "text",
    ["a.real", "a[0]", "[a]", "(a, b)", "{a}", "{}", "lambda: a", "a if b", "a := 1", "a; b", "a = 1",
     "a // b", "a % b", "a @ b", "a << 1", "a & b", "a ^ b", "~a", "a in r", "a is b", "a is 1",
     "a is not 1", "None is a is None", "f'{a}'", "b'x'", "...", "1j", "0x10", "0b1", "1_000", "1e999",
     "a ** 99", "a ** b", "a ** 1.5", "a ** (1+1)", "abs()", "abs(a, b)", "sqrt(a, b)", "max()",
     "max(*r)", "max(r, key=a)", "print(a)", "__import__('os')", "abs.__class__", "(abs)(a)(b)",
     "[x for x in r]", "(x for x in r)", "await a", "yield a", "1if a else 2", "\\", "a\\\nb", "a\nb",
     "\x00", "a\x00", "#", "'", "((", "a b", "1..2", "max(a for a in r)", "eval('1')", "sum(r)"],
)  # fmt: skip
def test_the_rest_of_python_is_refused(text: str) -> None:
    with refused("bad_expression"):
        compile_expression(text, names=NAMES)


@pytest.mark.parametrize("name", ["d", "__class__", "abs", "True_", "mpe"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with refused("unknown_name", found=name, allowed="a, b, c, cls, flag, r"):
        compile_expression(f"a + {name}", names=NAMES)


def test_a_blank_formula_is_refused() -> None:
    with refused("blank"):
        compile_expression("  ", names=NAMES)


@pytest.mark.parametrize(
    ("text", "place"),
    [("a + b.c", "5"), ("'độ' == cls.x", "9"), ("a + * b", "5"), ("a ** 99", "6")],
)
def test_the_place_is_named(text: str, place: str) -> None:
    with refused("bad_expression", place=place):
        compile_expression(text, names=NAMES)


def test_length_and_depth_are_bounded() -> None:
    assert isinstance(compile_expression("+".join("a" * 20), names=NAMES), Expression)
    assert isinstance(compile_expression("a +" + " " * 496 + "b", names=NAMES), Expression)
    with refused("bad_expression", reason="it is longer than 500 characters"):
        compile_expression("a +" + " " * 497 + "b", names=NAMES)
    for text in ("+".join("a" * 21), "-" * 400 + "a", "abs(" * 100 + "a" + ")" * 100, "a," * 251):
        with refused("bad_expression"):
            compile_expression(text, names=NAMES)


def test_powers_of_powers_stay_small() -> None:
    with refused("cannot_compute"):
        run("((((a ** 9) ** 9) ** 9) ** 9) ** 9", a=D(10))


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_sums_are_exact(a: Decimal, b: Decimal, c: Decimal) -> None:
    assert run("a + b - c == a - c + b", a=a, b=b, c=c) is True
    assert run("(a + b) * c == a * c + b * c", a=a, b=b, c=c) is True


@given(st.text(alphabet="abcr0123456789.+-*/()<>=!,'\"[] \n_xeNone", max_size=80))
def test_any_text_is_compiled_or_refused(text: str) -> None:
    try:
        compile_expression(text, names=NAMES).evaluate({"a": D(1), "b": None, "r": [D(1)]})
    except MetrologyError as refusal:
        assert refusal.code  # noqa: PT017


# -- functions in forty digits, against mpmath in sixty ------------------------------------------

FUNCTIONS = {
    "exp": (-200, 200), "log": (0, 10**9), "log10": (0, 10**9), "sin": (-1000, 1000), "cos": (-1000, 1000),
    "tan": (-1000, 1000), "asin": (-1, 1), "acos": (-1, 1), "atan": (-1000, 1000), "sinh": (-200, 200),
    "cosh": (-200, 200), "tanh": (-200, 200),
}  # fmt: skip


def forty_digits(found: object, wanted: object) -> bool:
    with mpmath.workdps(60):
        exact = mpmath.mpf(str(wanted))
        return bool(abs(mpmath.mpf(str(found)) - exact) <= abs(exact) * mpmath.mpf("1e-39"))


@pytest.mark.parametrize("function", FUNCTIONS)
@given(data=st.data())
def test_functions_have_forty_digits(function: str, data: st.DataObject) -> None:
    low, high = FUNCTIONS[function]
    places = data.draw(st.sampled_from([0, 3, 20]))
    x = data.draw(st.decimals(low, high, places=places))
    if function.startswith("log") and x == 0:
        return

    with mpmath.workdps(90):
        wanted = getattr(mpmath, function)(mpmath.mpf(str(x)))
        assert forty_digits(run(f"{function}(a)", a=x), mpmath.nstr(wanted, 60))


@given(x=NUMBERS, y=NUMBERS)
def test_the_angle_of_a_point_has_forty_digits(x: Decimal, y: Decimal) -> None:
    if not x and not y:
        return
    with mpmath.workdps(90):
        wanted = mpmath.atan2(mpmath.mpf(str(y)), mpmath.mpf(str(x)))
        assert forty_digits(run("atan2(a, b)", a=y, b=x), mpmath.nstr(wanted, 60))


def test_pi_is_pi() -> None:
    # Machin: π/4 = 4·atan(1/5) − atan(1/239); and the edges of the inverse functions.
    assert run("abs(16*atan(1/5) - 4*atan(1/239) - pi) < 1e-38") is True
    assert str(run("pi")) == "3.141592653589793238462643383279502884197"
    assert run("acos(-1)") == run("pi")
    assert run("tanh(500)") == 1
    assert run("sinh(1e-30)") == D("1e-30")


@pytest.mark.parametrize(
    ("text", "why"),
    [("log(0)", "logarithm"), ("log10(-1)", "logarithm"), ("asin(1.01)", "not_defined"),
     ("acos(-2)", "not_defined"), ("atan2(0, 0)", "not_defined"), ("exp(1e9)", "too_large"),
     ("sinh(1e9)", "too_large"), ("cosh(-1e9)", "too_large"), ("sin(1e21)", "large_angle"),
     ("tan(1e21)", "large_angle"), ("sqrt(-1)", "negative_root"), ("1/0", "divides_by_zero")],
)  # fmt: skip
def test_what_a_function_refuses(text: str, why: str) -> None:
    with refused("cannot_compute", found=text, why=why):
        run(text)
