"""A budget to JSON and back, without loss."""

import json
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.uncertainty.budget import Budget, Joint, Line
from metrology.uncertainty.budget_json import AnyBudget, from_json, to_json
from metrology.uncertainty.coverage import REASONS, RULES
from metrology.uncertainty.remarks import WARNINGS, Remark
from tests.metrology.budgets import gauge

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
DECIMALS = st.decimals(-(10**300), 10**300).filter(lambda x: x.adjusted() > -308)
DOF = st.one_of(st.just(math.inf), st.floats(1e-3, 1e9))
PARAMETERS = st.dictionaries(
    TEXT,
    st.one_of(
        FLOATS,
        DECIMALS,
        st.lists(FLOATS, max_size=4).map(tuple),
        st.dictionaries(TEXT, FLOATS, max_size=2),
    ),
    max_size=3,
)
REMARKS = st.builds(
    Remark, st.sampled_from(sorted(WARNINGS)), st.dictionaries(TEXT, st.one_of(TEXT, FLOATS))
)


def budgets(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Budget[Any]]:
    line = st.builds(
        Line, key=TEXT, distribution=TEXT, u=numbers, u_y=numbers, share=numbers,
        sensitivity=numbers, dof=DOF, parameters=PARAMETERS, estimate=st.none() | numbers,
        unit=TEXT, input=TEXT, label=TEXT, source=TEXT,
    )  # fmt: skip
    joint = st.builds(Joint, TEXT, TEXT, numbers, numbers)
    return st.builds(
        Budget, u=numbers, dof=st.none() | DOF, k=DECIMALS, U=numbers, p=st.none() | FLOATS,
        rule=st.sampled_from(sorted(RULES)), reason=st.sampled_from(sorted(REASONS)),
        lines=st.lists(line, max_size=3).map(tuple), joints=st.lists(joint, max_size=2).map(tuple),
        curvature=FLOATS, value=st.none() | numbers, unit=TEXT, output=TEXT, model=TEXT,
        method=st.sampled_from(["direct", "lpu", "lpu2", "mc"]),
        warnings=st.lists(REMARKS, max_size=2).map(tuple),
        numbers=st.dictionaries(TEXT, FLOATS, max_size=2),
    )  # fmt: skip


@given(st.one_of(budgets(FLOATS), budgets(DECIMALS)))
def test_any_budget_survives_json(budget: AnyBudget) -> None:
    text = json.dumps(to_json(budget), allow_nan=False)
    read = from_json(json.loads(text))

    assert read == budget
    assert (
        json.dumps(to_json(read), allow_nan=False) == text
    )  # to the last digit, signs of zero too
    assert [type(line.u) for line in read.lines] == [type(line.u) for line in budget.lines]


def broken(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(to_json(gauge())))
    for path, value in changes.items():
        *steps, last = path.split("__")
        place: Any = data
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        ([], "cannot_compute", "budget"),
        ({}, "missing_value", "budget.version"),
        (broken(version=2), "out_of_range", "budget.version"),
        (broken(version=True), "out_of_range", "budget.version"),
        (broken(extra=1), "unknown_field", "extra"),
        (broken(u="x"), "cannot_compute", "budget.u"),
        (broken(u="NaN"), "cannot_compute", "budget.u"),
        (broken(u="1e999"), "cannot_compute", "budget.u"),
        (broken(u="1e-999"), "cannot_compute", "budget.u"),
        (broken(u=None), "cannot_compute", "budget.u"),
        (broken(U=float("inf")), "cannot_compute", "budget.U"),
        (broken(k=2), "cannot_compute", "budget.k"),
        (broken(dof=0), "out_of_range", "budget.dof"),
        (broken(dof="many"), "cannot_compute", "budget.dof"),
        (broken(rule="k3"), "unknown_name", "k3"),
        (broken(reason="because"), "unknown_name", "because"),
        (broken(method="guess"), "unknown_name", "guess"),
        (broken(model=3), "cannot_compute", "budget.model"),
        (broken(lines={}), "cannot_compute", "budget.lines"),
        (broken(lines=[{}] * 2001), "out_of_range", "budget.lines"),
        (broken(lines__1__u=None), "cannot_compute", "budget.lines[1].u"),
        (broken(lines__1__dof="undefined"), "cannot_compute", "budget.lines[1].dof"),
        (broken(lines__0__colour="red"), "unknown_field", "budget.lines[0]"),
        (broken(lines__0__parameters=3), "cannot_compute", "budget.lines[0].parameters"),
        (broken(lines__0__parameters={"U": True}), "cannot_compute", "parameters.U"),
        (broken(warnings=[{"code": "x", "params": {}}]), "unknown_name", "x"),
        (broken(joints=[{"a": "x", "b": "y", "r": 1}]), "missing_value", "budget.joints[0].share"),
    ],
)
def test_a_budget_is_read_strictly(data: Any, code: str, place: str) -> None:
    with pytest.raises(MetrologyError, match=re.escape(place)) as refusal:
        from_json(data)

    assert refusal.value.code == code
