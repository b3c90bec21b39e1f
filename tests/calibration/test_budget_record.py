"""Stored budgets: the numbers issue A gave, both forms of JSON, and their own arithmetic.

`first_form_budgets.json` was written by the code before the metrology core (574d8a0).
"""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration import budget_record
from calibration.budget_check import disagreements
from calibration.budget_record import in_first_form, in_words, near, read, rule_of, same
from calibration.definition import compile_definition
from calibration.evaluation import Entry, Evaluation, PointResult, evaluate
from calibration.numbers import text_of
from common.canonical import canonical
from metrology.errors import MetrologyError
from metrology.uncertainty.budget_json import from_json, to_json
from tests.calibration.test_evaluation import gauge_cells, scale, work
from tests.calibration.test_plan import template_of

FIRST: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "first_form_budgets.json").read_text(encoding="utf-8")
)
NUMBERS = ("error", "u", "dof", "stated_error", "stated_expanded")


def repeated(rule: str) -> Evaluation:
    """The worked example read three times, the last reading 0.02 bar higher."""
    data = copy.deepcopy(template_of("pressure-gauge"))
    data["coverage"] = rule
    for column in data["tables"][0]["columns"][1:3]:
        column["repeat"] = 3
    cells = gauge_cells()
    for row in range(6):
        for name in ("up", "down"):
            entry = cells["accuracy", row, name, 0]
            higher = Entry(text_of(Decimal(entry.digits) + Decimal("0.02")), "bar")
            cells["accuracy", row, name, 1], cells["accuracy", row, name, 2] = entry, higher
    return evaluate(work(cells, definition=compile_definition(data)))


def now(name: str) -> Evaluation:
    if name == "gauge":
        return evaluate(work(gauge_cells()))
    return scale() if name == "scale" else repeated(name.rpartition(" ")[2])


PAIRS = [
    pytest.param(name, old, id=f"{name}, {old['row']}")
    for name, points in FIRST.items()
    for old in points
]


def point_of(name: str, old: dict[str, Any]) -> PointResult:
    return next(p for p in now(name).points if (p.section, p.row) == (old["section"], old["row"]))


def as_stored(point: PointResult) -> dict[str, Any]:
    """Through JSON, as a statement has it."""
    stored: dict[str, Any] = json.loads(canonical(vars(point)))
    return stored


@pytest.mark.parametrize(("name", "old"), PAIRS)
def test_the_numbers_are_those_before_the_core(name: str, old: dict[str, Any]) -> None:
    """Student's t was right to 1.3e-12 and is to 1e-15; all else agrees to the last digit."""
    point = point_of(name, old)

    assert [getattr(point, key) for key in NUMBERS] == [old[key] for key in NUMBERS]
    assert near(point.k, old["k"])
    assert near(point.expanded, old["expanded"])
    if "t95" not in name:
        assert (point.k, point.expanded) == (old["k"], old["expanded"])
    assert in_first_form(as_stored(point)["budget"]) == old["budget"]
    assert same(old["budget"], as_stored(point)["budget"])


@pytest.mark.parametrize(("name", "old"), PAIRS)
def test_the_first_form_is_read_as_the_same_budget(name: str, old: dict[str, Any]) -> None:
    found, point = read(old["budget"], old), point_of(name, old)
    assert found is not None
    today: Any = from_json(point.budget["budget"])

    assert (found.budget.u, found.budget.reason) == (today.u, today.reason)
    assert [line.key for line in found.budget.lines] == [line.key for line in today.lines]
    lines: Any = found.budget.lines
    for one, other in zip(lines, today.lines, strict=True):
        assert abs(float(one.u_y) - float(other.u_y)) <= 1e-20
        assert (one.distribution, one.dof, one.label) == (
            other.distribution, other.dof, other.label,
        )  # fmt: skip
    assert found.labels == point.budget["labels"]
    assert rule_of(old["budget"]) == rule_of(point.budget)


@pytest.mark.parametrize(("name", "old"), PAIRS)
def test_both_forms_recompute(name: str, old: dict[str, Any]) -> None:
    assert disagreements(old) == []
    assert disagreements(as_stored(point_of(name, old))) == []


def test_a_stored_budget_says_everything() -> None:
    """Value, unit, model, and of each line its label, distribution, divisor and source."""
    point = evaluate(work(gauge_cells())).points[2]

    budget = from_json(as_stored(point)["budget"]["budget"])

    assert (budget.unit, budget.output, budget.value) == ("bar", "E", Decimal("0.15"))
    assert (budget.rule, budget.reason) == ("k2", "fixed")
    assert text_of(Decimal(str(budget.U))) == point.expanded
    standard, resolution, _hysteresis = budget.lines
    assert standard.parameters == {"U": Decimal("0.01"), "k": Decimal(2)}
    assert standard.label == "Độ không đảm bảo đo của chuẩn"
    assert standard.source == "pressure-gauge, accuracy.standard: U_std; CH-001, V06"
    assert resolution.source == "pressure-gauge, accuracy.resolution: scale_interval/10"
    assert resolution.parameters == {"half_width": Decimal("0.02")}
    assert to_json(budget) == point.budget["budget"]


@given(
    digits=st.lists(st.decimals("0", "10", places=2, allow_nan=False), min_size=12, max_size=12),
    rule=st.sampled_from(("k2", "t95", "automatic", "dominant_rectangular", "trapezoid")),
)
def test_every_budget_is_read_back_and_recomputes(digits: list[Decimal], rule: str) -> None:
    data = copy.deepcopy(template_of("pressure-gauge"))
    data["coverage"] = rule
    texts = [text_of(each) for each in digits]
    cells = gauge_cells(texts[:6], texts[6:])

    for point in evaluate(work(cells, definition=compile_definition(data))).points:
        stored = as_stored(point)
        assert disagreements(stored) == []
        found = read(stored["budget"], stored)
        assert found is not None
        assert to_json(found.budget) == point.budget["budget"]
        assert same(stored["budget"], point.budget)


ALTERED = {
    ("budget", "u"): "u",
    ("budget", "k"): "k",
    ("budget", "U"): "U",
    ("budget", "reason"): "reason",
    ("lines", "u"): "standard.u",
    ("lines", "u_y"): "standard.u_y",
    ("lines", "share"): "standard.share",
    ("result", "u"): "result.u",
    ("result", "k"): "result.k",
    ("result", "dof"): "result.dof",
    ("result", "expanded"): "result.expanded",
    ("result", "stated_expanded"): "result.stated",
    ("result", "stated_error"): "result.stated",
}


@pytest.mark.parametrize(("place", "said"), list(ALTERED.items()))
def test_an_altered_number_is_named(place: tuple[str, str], said: str) -> None:
    result = as_stored(evaluate(work(gauge_cells())).points[2])
    where, name = place
    data = {
        "result": result,
        "budget": result["budget"]["budget"],
        "lines": result["budget"]["budget"]["lines"][0],
    }[where]
    data[name] = "fixed_low_dof" if name == "reason" else "0.0629"

    assert said in disagreements(result)


@pytest.mark.parametrize("where", ["parameters", "sensitivity", "rule", "lines"])
def test_a_source_that_was_altered_does_not_give_the_result(where: str) -> None:
    result = as_stored(evaluate(work(gauge_cells())).points[2])
    budget = result["budget"]["budget"]
    if where == "parameters":
        budget["lines"][1]["parameters"]["half_width"] = "0.03"
    elif where == "sensitivity":
        budget["lines"][1]["sensitivity"] = "2"
    elif where == "rule":
        budget["rule"] = "dominant_rectangular"
    else:
        del budget["lines"][1]

    assert disagreements(result) != []


@pytest.mark.parametrize(
    "budget",
    [{}, {"version": 2}, {"version": 2, "budget": {}, "labels": {}, "standards": []}, []],
)
def test_what_is_no_budget_is_said_and_does_not_raise(budget: Any) -> None:
    result = as_stored(evaluate(work(gauge_cells())).points[2]) | {"budget": budget}

    assert disagreements(result) == ["budget"]


def test_a_point_without_budget_has_none() -> None:
    blank = as_stored(evaluate(work({})).points[0])

    assert read(blank["budget"], blank) is None
    assert disagreements(blank) == []


def test_a_form_that_is_not_known_is_refused() -> None:
    point = evaluate(work(gauge_cells())).points[2]
    details = as_stored(point)["budget"]
    details["budget"]["version"] = 9

    with pytest.raises(MetrologyError, match=r"budget\.version"):
        read(details, {})


def test_other_contents_are_not_the_same_and_last_floats_are() -> None:
    point = as_stored(repeated("t95").points[1])["budget"]
    other = copy.deepcopy(point)
    other["budget"]["p"] = point["budget"]["p"] * (1 + 1e-15)
    other["budget"]["k"] = str(Decimal(point["budget"]["k"]) * (1 + Decimal("1e-15")))
    assert same(point, other)

    for name, value in (("k", "2.1"), ("p", 0.95), ("u", "0.1"), ("rule", "k2")):
        assert not same(point, {**point, "budget": {**point["budget"], name: value}})
    assert not same(point, {**point, "standards": []})
    assert not near("2", "")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_budget_is_told_in_either_language(lang: str) -> None:
    point = as_stored(evaluate(work(gauge_cells())).points[2])
    record = read(point["budget"], point)
    assert record is not None

    told = in_words(record, lang)

    assert [line.key for line in told.lines] == [
        record.labels[line.key][lang] for line in record.budget.lines
    ]
    (warning,) = told.warnings
    larger, smaller = (record.labels[key][lang] for key in ("hysteresis", "resolution"))
    assert warning.params["inputs"] == f"“{larger}, {smaller}”"


def test_the_version_stands_in_the_json() -> None:
    point = evaluate(work(gauge_cells())).points[0]

    assert point.budget["version"] == budget_record.VERSION == 2
