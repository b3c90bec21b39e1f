"""The risk that a guard band is said to leave is the one it leaves."""

import json
from typing import Any

import pytest
from scipy import stats

from calibration.models import Result
from certificates.statement import measured, risks, wording

GUARDED = "guarded"


def row(reason: str = "fixed_low_dof", **more: Any) -> Result:
    given = {
        "verdict": "pass", "stated_expanded": "0.1", "k": "2", "dof": "3.13", "cmc": "",
        "acceptance": '[{"key": "e", "label": {"vi": "e", "en": "e"}, "rule": "abs(err) <= mpe"}]',
        "budget": json.dumps({"version": 2, "budget": {"rule": "k2", "reason": reason}}),
    }  # fmt: skip
    return Result(**given | more)


def test_at_few_degrees_of_freedom_the_risk_is_that_of_students_t() -> None:
    (told,) = risks.beside(GUARDED, [row("fixed", dof="inf"), row(), row(dof="8.5")])

    risk = float(stats.t.sf(2, 3.13)) * 100
    assert 6.7 < risk < 6.8
    assert "up to 6.8 %." in told["en"]
    assert "lên tới 6,8 %." in told["vi"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("three_sigma", "false acceptance is up to 2.8 %"),
        ("uncritical", "false rejection is up to 6.8 %"),
        ("rss", "is larger at the points"),
        ("simple", None),
    ],
)
def test_each_rule_says_its_own(rule: str, told: str | None) -> None:
    found = risks.beside(rule, [row()])

    assert [one["en"] for one in found if told is None or told not in one["en"]] == []
    assert len(found) == (told is not None)


def test_a_risk_that_nobody_can_compute_is_not_stated() -> None:
    assert risks.beside(GUARDED, [row("fixed_no_dof", dof="")]) == [wording.RISK_NOT_STATED]


@pytest.mark.parametrize(
    "other",
    [row("fixed"), row("t_effective_dof", k="3.31"), row(cmc="0.1"), row(verdict=""),
     row(stated_expanded="")],
)  # fmt: skip
def test_elsewhere_the_rule_stands_alone(other: Result) -> None:
    assert risks.beside(GUARDED, [other]) == []


def test_it_stands_behind_the_rule_in_the_statement() -> None:
    told = measured.decided(GUARDED, ["pass"], asked=True, applied=[[]])

    text = measured._with_risks(told, GUARDED, [row()])["text"]

    assert text["en"].startswith("Guard band (w = U)")
    assert "where the distribution is normal and k = 2" in text["en"]
    assert text["en"].endswith("up to 6.8 %.")
