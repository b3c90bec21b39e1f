from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.conformity import RULES, Verdict, decide
from tests.metrology.golden import refused

D = Decimal
ERRORS = st.decimals(-10, 10, places=4)
SIZES = st.decimals(0, 10, places=4)


@pytest.mark.parametrize(
    ("error", "limit", "expanded", "simple", "guarded"),
    [
        ("0.0025", "0.003", "0.001", "pass", "fail"),  # micrometer, ILAC-G8 worked example
        ("3.20", "4.00", "1.6", "pass", "fail"),  # decision-rule visualiser defaults
        ("0.16", "0.16", "0.00", "pass", "pass"),
        ("-0.16", "0.16", "0.00", "pass", "pass"),
        ("0.14", "0.16", "0.02", "pass", "pass"),
        ("-0.1401", "0.16", "0.02", "pass", "fail"),
        ("0.1600001", "0.16", "0.02", "fail", "fail"),
        ("0", "0.16", "0.20", "pass", "fail"),
        ("0", "0", "0", "pass", "pass"),
    ],
)
def test_decisions(error: str, limit: str, expanded: str, simple: str, guarded: str) -> None:
    given = {"error": D(error), "limit": D(limit), "expanded": D(expanded)}

    assert decide(**given, rule="simple") == simple
    assert decide(**given, rule="guarded") == guarded


def test_the_verdict_is_the_word() -> None:
    verdict = decide(error=D(0), limit=D(1), expanded=None, rule="simple")

    assert verdict is Verdict.PASS
    assert str(verdict) == "pass"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"expanded": None}, "missing_value"),
        ({"expanded": D(-1)}, "out_of_range"),
        ({"limit": D(-1)}, "out_of_range"),
        ({"error": D("NaN")}, "not_a_number"),
        ({"limit": D("Infinity")}, "not_a_number"),
        ({"rule": "kind"}, "unknown_name"),
    ],
)
def test_what_cannot_be_decided_is_refused(change: dict[str, Any], code: str) -> None:
    data: dict[str, Any] = {"error": D(0), "limit": D(1), "expanded": D("0.1"), "rule": "guarded"}

    with refused(code):
        decide(**{**data, **change})


@given(error=ERRORS, limit=SIZES, expanded=SIZES)
def test_guarded_acceptance_is_never_softer(
    error: Decimal, limit: Decimal, expanded: Decimal
) -> None:
    simple = decide(error=error, limit=limit, expanded=expanded, rule="simple")
    guarded = decide(error=error, limit=limit, expanded=expanded, rule="guarded")

    assert not (simple == "fail" and guarded == "pass")
    assert decide(error=-error, limit=limit, expanded=expanded, rule="guarded") == guarded
    assert (simple == "pass") == (abs(error) <= limit)


def test_rules_are_worded_and_cited() -> None:
    assert set(RULES) == {"simple", "guarded"}
    for wording in RULES.values():
        assert all(wording)
        assert "ILAC-G8:09/2019" in wording.reference
