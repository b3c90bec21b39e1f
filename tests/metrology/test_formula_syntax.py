import contextlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.formula import nodes
from metrology.formula.expressions import compile_expression
from metrology.formula.program import prepare
from metrology.formula.syntax import MODEL, WORKSHEET, is_name, parse
from metrology.reasons import WORDS, Reason, cannot_compute
from tests.metrology.golden import refused

NAMES = ("a", "b", "dòng", "µ")


def model(text: str) -> nodes.Tree:
    return parse(text, names=NAMES, dialect=MODEL)


def depth(node: nodes.Node) -> int:
    return 1 + max((depth(part) for part in nodes.operands(node)), default=0)


def test_a_tree_keeps_digits_names_and_columns() -> None:
    tree = model(" a + 0.10*dòng ")

    assert tree.text == "a + 0.10*dòng"
    assert tree.names == {"a", "dòng"}
    assert isinstance(tree.root, nodes.Chain)
    product = tree.root.links[0].operand
    assert isinstance(product, nodes.Chain)
    assert tree.source(product) == "0.10*dòng"
    assert tree.column(product) == 5
    assert isinstance(product.first, nodes.Number)
    assert str(product.first.value) == "0.10"
    assert tree.column(product.links[0].operand) == 10


def test_a_column_counts_characters_over_lines_too() -> None:
    tree = model("(dòng +\r\n dòng * a)")

    assert [tree.column(part) for part in nodes.operands(tree.root)] == [2, 11]


@pytest.mark.parametrize("count", [2, 100, 500])
def test_a_long_sum_is_flat(count: int) -> None:
    assert depth(model("+".join(["a"] * count)).root) == 2
    assert depth(model("(" * 50 + "a" + "+a)" * 50).root) == 2


def test_a_name_is_found_as_it_was_given() -> None:
    # Python reads the micro sign as a Greek mu.
    assert model("µ + a").names == {"µ", "a"}
    assert parse("µ", names=["μ"]).names == {"μ"}


def test_pi_is_a_constant_unless_the_caller_has_a_pi() -> None:
    assert isinstance(model("pi").root, nodes.Pi)
    assert isinstance(parse("pi", names=["pi"]).root, nodes.Name)


@pytest.mark.parametrize(
    ("text", "why", "place"),
    [
        ("a + 'x'", "not_in_language", "5"),
        ("None", "not_in_language", "1"),
        ("1 if True else 2", "not_in_language", "6"),
        ("a is None", "comparison", "1"),
        ("len(a)", "function", "1"),
        ("a + (a > b)", "number_needed", "6"),
        ("a > b", "number_needed", "1"),
        ("(a > b) ** 2", "number_needed", "2"),
        ("sin(not a > b)", "number_needed", "5"),
        ("1 if a else b", "truth_needed", "6"),
        ("1 if a > b and b else 2", "truth_needed", "16"),
        ("(a if a > b else b > a)", "number_needed", "18"),
        ("(a > b) < (b > a)", "number_needed", "2"),
        ("stdev(a)", "arguments", "1"),
        ("atan2(a)", "arguments", "1"),
        ("a + sum(a, b)", "function", "5"),
        ("max(a, key=b)", "function", "1"),
        ("max(*a)", "not_in_language", "5"),
        ("a.real", "not_in_language", "1"),
        ("a + __import__('os')", "function", "5"),
        ("(lambda: a)()", "function", "1"),
        ("[a for a in b]", "not_in_language", "1"),
        ("f'{a}'", "not_in_language", "1"),
        ("(a := b)", "not_in_language", "2"),
        ("a ? b", "character", "3"),
        ("a\x00", "character", "2"),
        ("a + \ud800", "character", "5"),
        ("a\u00a0+ b", "character", "2"),
        ("1e999", "not_decimal", "1"),
        ("a + 0x10", "not_decimal", "5"),
        ("1_000", "not_decimal", "1"),
        ("2a", "not_decimal", "1"),
        ("1,5 + a", "not_in_language", "1"),
        ("a // b", "operator", "1"),
        ("a b", "syntax", "3"),
        ("(a", "syntax", "1"),
        ("a - ", "syntax", "4"),
    ],
)
def test_what_a_model_may_not_hold_is_refused_with_its_place(
    text: str, why: str, place: str
) -> None:
    with refused("bad_expression", why=why, place=place):
        model(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 900 + "a" + ")" * 900, "(" * 300 + "a" + ")" * 300, "-" * 1900 + "a", "not " * 400 + "a > b", "a" + "**a" * 600,
     "sqrt(" * 300 + "a" + ")" * 300, "1 if a > b else " * 100 + "2", "[" * 1900, "a" * 10_000,
     "(" * 10_000, "+".join(["a"] * 1000),
     "a*(a+" * 40 + "a" + ")" * 40],
)  # fmt: skip
def test_size_and_depth_are_bounded(text: str) -> None:
    with refused("bad_expression"):
        model(text)


def test_what_was_looked_for_is_named() -> None:
    with refused("unknown_name", found="c", place="5", allowed="a, b"):
        parse("a + c", names=["b", "a"])


@pytest.mark.parametrize(("text", "expected"), [("dòng", True), ("a b", False), ("in", False), ("", False)])  # fmt: skip
def test_names(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_name(text) is expected


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)


def test_a_quoted_part_is_cut() -> None:
    error = cannot_compute("x", Reason.NOT_IN_LANGUAGE, part="y" * 1000)

    assert len(error.params["part"]) == 40
    assert error.params["why"] == "not_in_language"


ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
TOKENS = st.lists(
    st.sampled_from(
        ["a", "b", "dòng", "µ", "1", "2.5", "1e3", "+", "-", "*", "/", "**", "(", ")", ",", " ", "<",
         "==", " and ", " or ", " not ", " if ", " else ", " is ", " in ", " None", "True", "'x'", '"',
         "sqrt(", "max(", "stdev(", "atan2(", "len(", "pi", ".", ":", ":=", "[", "]", "{", "}", "lambda",
         " for ", "f'", "\\", "\n", "\r", "\x00", "#", "@", "%", "~", "=", "__import__", "import ",
         "await ", "yield ", "\ud800", "\u200b", "٣", "ﬁ", "…"],
    ),
    max_size=40,
).map("".join)  # fmt: skip


def try_all(text: str) -> None:
    for dialect in (MODEL, WORKSHEET):
        try:
            tree = parse(text, names=NAMES, dialect=dialect)
        except MetrologyError as refusal:
            assert refusal.code in {"bad_expression", "unknown_name", "blank"}  # noqa: PT017
            str(refusal)
            continue
        assert tree.names <= set(NAMES)
    with contextlib.suppress(MetrologyError):
        program = prepare({"y": text}, NAMES)
        program.values([1.0, -2.0, 0.0, 3.5])
        program.gradient([1.0, -2.0, 0.0, 3.5])


@given(ANYTHING)
def test_any_text_is_read_or_refused(text: str) -> None:
    try_all(text)


@given(TOKENS)
@settings(max_examples=400)
def test_any_soup_of_tokens_is_read_or_refused(text: str) -> None:
    try_all(text)


@given(st.text(alphabet="ab+-*/()<>=,.1 \n", min_size=1500, max_size=10_000))
@settings(max_examples=20)
def test_long_soup_is_read_or_refused(text: str) -> None:
    try_all(text)


def test_worksheets_keep_their_own_bounds() -> None:
    with refused("bad_expression", why="too_deep"):
        compile_expression("+".join("a" * 21), names=["a"])
    with refused("bad_expression", why="power", place="6"):
        compile_expression("a ** 0.5", names=["a"])


def test_numpy_is_imported_for_arrays_only() -> None:
    script = (
        "import sys, metrology.formula.expressions, metrology.formula.quantities as q\n"
        "from metrology.formula.program import prepare\n"
        "program = prepare(q.check_models({'y': 'a * 2 + b'}, dict(a='V', b='mV', y='V')), ['a', 'b'])\n"
        "assert program.values([1.0, 5.0]) == [2.005], program.values([1.0, 5.0])\n"
        "program.gradient([1.0, 5.0])\n"
        "assert 'numpy' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )

    assert done.stderr == ""
    assert done.returncode == 0
