from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrology.conformity.conformance import Limits
from metrology.conformity.decisions import (
    DECISION_RULES,
    RULES,
    VERDICTS,
    Conformity,
    Rule,
    Verdict,
    decide,
    judge,
)
from metrology.conformity.guard_bands import guard_band_factor
from metrology.conformity.knowledge import StudentT
from tests.metrology.golden import case_ids, cases, refused

D = Decimal
CASES = cases("conformity")
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


# Every rule, any limits


def expected(case: dict[str, Any]) -> dict[str, Any]:
    return {each["quantity"]: each for each in case["expected"]}


def told(case: dict[str, Any], name: str) -> Decimal | None:
    value = case["measurement"].get(name)
    return None if value is None else D(str(value))


def judged(case: dict[str, Any], rule: Rule | str) -> Conformity:
    bounds = {name: D(str(value)) for name, value in case["tolerance_limits"].items()}
    u = told(case, "u")
    return judge(
        value=D(str(case["measurement"]["value"])),
        limits=Limits(**bounds),
        rule=rule,
        expanded=told(case, "U") or (None if u is None else 2 * u),
    )


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_published_decisions(case: dict[str, Any]) -> None:
    binary = case.get("rule", {}).get("type") != "non_binary"
    result = judged(case, "simple" if binary else Rule("guarded", binary=False))
    found: dict[str, Any] = {
        "statement": str(result.verdict),
        "statement_binary_guarded": str(judged(case, "guarded").verdict),
        "tur": result.tur,
        "acceptance_limit": result.acceptance.upper,
        "conformance_probability": result.probability,
    }

    for quantity, answer in expected(case).items():
        if answer["tolerance"] is None:
            assert found[quantity] == answer["value"]
        else:
            assert abs(float(found[quantity]) - answer["value"]) <= answer["tolerance"]


TEN = Limits.symmetric(D(10))


@pytest.mark.parametrize(
    ("rule", "upper"),
    [
        (Rule("simple"), "10"),
        (Rule("guarded"), "8"),
        (Rule("six_sigma"), "4"),
        (Rule("three_sigma"), "7"),
        (Rule("iso_14253_1"), "8.34"),
        (Rule("uncritical"), "12"),
        (Rule("guarded_r", r=D("0.5")), "9"),
        (Rule("customer", width=D("0.1")), "9.9"),
    ],
)
def test_a_result_on_the_acceptance_limit_passes(rule: Rule, upper: str) -> None:
    on = judge(value=D(upper), limits=TEN, rule=rule, expanded=D(2))
    beyond = judge(value=D(upper) + D("1e-20"), limits=TEN, rule=rule, expanded=D(2))

    assert on.acceptance == (-D(upper), D(upper))
    assert on.guard_band == 10 - D(upper)
    assert (on.verdict, beyond.verdict) == (Verdict.PASS, Verdict.FAIL)
    assert judge(value=-D(upper), limits=TEN, rule=rule, expanded=D(2)).verdict == "pass"


def test_exact_formulas_are_exact_on_the_limit() -> None:
    # 3-4-5: √(5² − 3²) = 4 and 1.25 − 1/TUR at limit 1, U = 0.3: floats would fail both.
    assert judge(value=D(4), limits=Limits(-5, 5), rule="rss", expanded=D(3)).verdict == "pass"
    assert (
        judge(value=D("0.95"), limits=Limits(-1, 1), rule="rp10", expanded=D("0.3")).verdict
        == "pass"
    )


@pytest.mark.parametrize(
    ("rule", "factor"), [("rss", "rss"), ("dobbert", "dobbert"), ("rp10", "rp10")]
)
@pytest.mark.parametrize("ratio", ["1.5", "2.5", "3", "8"])
def test_rules_of_the_tur(rule: str, factor: str, ratio: str) -> None:
    result = judge(value=D(0), limits=Limits(D(2), D(6)), rule=rule, expanded=2 / D(ratio))

    share = guard_band_factor(factor, float(ratio))
    assert result.tur == pytest.approx(float(ratio))
    assert float(result.guard_band) == pytest.approx(2 * (1 - share), abs=1e-14)


def test_a_risk_target_is_met_on_the_acceptance_limit() -> None:
    rule = Rule("pfa_target", target=0.01)
    width = judge(value=D(0), limits=TEN, rule=rule, expanded=D(2)).guard_band

    edge = judge(value=10 - width, limits=TEN, rule=rule, expanded=D(2))
    assert edge.risk is not None
    assert edge.risk.kind == "PFA"
    assert edge.risk.probability == pytest.approx(0.01, rel=1e-9)
    assert float(width) == pytest.approx(2.326347874, rel=1e-8)  # z(99 %), u = 1


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("8", "pass"), ("8.0001", "conditional_pass"), ("10", "conditional_pass"),
        ("10.0001", "conditional_fail"), ("12", "conditional_fail"), ("12.0001", "fail"),
        ("-8.5", "conditional_pass"), ("-11", "conditional_fail"), ("-13", "fail"),
    ],
)  # fmt: skip
def test_four_verdicts(value: str, verdict: str) -> None:
    # ILAC-G8:09/2019, 4.2.3 with w = U.
    result = judge(value=D(value), limits=TEN, rule=Rule("guarded", binary=False), expanded=D(2))

    assert result.verdict == verdict
    assert result.risk is not None
    assert result.risk.kind == ("PFA" if "pass" in verdict else "PFR")
    assert "4.2.3" in result.wording.reference


def test_one_limit_has_one_acceptance_limit_and_no_tur() -> None:
    upper = judge(value=D("-1000"), limits=Limits(upper=D(10)), rule="guarded", expanded=D(2))
    lower = judge(value=D("9.9"), limits=Limits(lower=D(10)), rule="simple", expanded=D(2))

    assert (upper.verdict, upper.acceptance, upper.tur) == ("pass", (None, D(8)), None)
    assert (lower.verdict, lower.acceptance) == ("fail", (D(10), None))
    assert lower.risk is not None
    assert lower.risk.kind == "PFR"
    assert lower.risk.probability == pytest.approx(stats.norm.cdf(-0.1), rel=1e-12)


def test_asymmetric_limits() -> None:
    limits = Limits(D("-1"), D(5))

    assert judge(value=D("4.5"), limits=limits, rule="guarded", expanded=D("0.5")).verdict == "pass"
    assert (
        judge(value=D("-0.6"), limits=limits, rule="guarded", expanded=D("0.5")).verdict == "fail"
    )


def test_guard_bands_that_meet_leave_nothing_to_accept() -> None:
    result = judge(value=D(0), limits=TEN, rule="guarded", expanded=D(11))

    assert result.acceptance.empty
    assert result.verdict == "fail"


def test_other_knowledge_than_normal() -> None:
    t = judge(value=D(9), limits=TEN, expanded=D(2), knowledge=StudentT(9, 1, 3))
    normal = judge(value=D(9), limits=TEN, expanded=D(2))

    assert t.risk is not None
    assert normal.risk is not None
    assert t.risk.probability == pytest.approx(stats.t.sf(1, 3) + stats.t.sf(19, 3), rel=1e-12)
    assert normal.risk.probability == pytest.approx(stats.norm.sf(1), rel=1e-12)
    assert judge(value=D(9), limits=TEN).probability is None


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"rule": "guarded", "expanded": None}, "missing_value", {"name": "U"}),
        ({"rule": "kind"}, "unknown_name", {"found": "kind"}),
        ({"expanded": D(-1)}, "out_of_range", {"name": "U"}),
        ({"expanded": D("NaN")}, "not_a_number", {}),
        ({"value": D("Infinity")}, "not_a_number", {}),
        ({"k": D(0)}, "out_of_range", {"name": "k"}),
        ({"rule": "rss", "expanded": D(11)}, "out_of_range", {"name": "TUR"}),
        ({"rule": "rss", "limits": Limits(upper=D(10))}, "bad_limit", {}),
        ({"rule": Rule("uncritical", binary=False)}, "out_of_range", {"name": "w"}),
        ({"rule": Rule("pfa_target", target=2.0)}, "out_of_range", {"name": "target PFA"}),
    ],
)
def test_what_cannot_be_judged_is_refused(
    change: dict[str, Any], code: str, params: dict[str, str]
) -> None:
    data: dict[str, Any] = {"value": D(0), "limits": TEN, "rule": "guarded", "expanded": D(1)}

    with refused(code, **params):
        judge(**{**data, **change})


@pytest.mark.parametrize(
    ("fields", "code", "name"),
    [
        ({"name": "guarded_r"}, "missing_value", "r"),
        ({"name": "customer"}, "missing_value", "width"),
        ({"name": "pfa_target"}, "missing_value", "target"),
        ({"name": "guarded", "r": D(1)}, "unknown_field", "guarded"),
        ({"name": "guarded_r", "r": D(1), "width": D(1)}, "unknown_field", "guarded_r"),
    ],
)
def test_a_rule_has_its_own_number_and_no_other(
    fields: dict[str, Any], code: str, name: str
) -> None:
    with refused(code, name=name):
        Rule(**fields)
    with refused("not_a_number"):
        Rule("guarded_r", r=D("NaN"))


def test_every_rule_is_worded_and_procedures_keep_their_two() -> None:
    assert set(RULES) < set(DECISION_RULES)
    for wording in (*DECISION_RULES.values(), *VERDICTS.values()):
        assert all(wording)
    assert set(VERDICTS) == set(Verdict)
    told = Rule("guarded_r", r=D("1.2")).wording
    assert told.text_en.endswith("(r = 1.2)")
    assert told.text_vi.endswith("(r = 1,2)")


@given(error=ERRORS, limit=st.decimals("0.001", 10, places=4), expanded=SIZES)
def test_judge_agrees_with_decide(error: Decimal, limit: Decimal, expanded: Decimal) -> None:
    for rule in RULES:
        result = judge(value=error, limits=Limits.symmetric(limit), rule=rule, expanded=expanded)
        assert result.verdict == decide(error=error, limit=limit, expanded=expanded, rule=rule)


@given(value=ERRORS, expanded=st.decimals("0.001", 3, places=3), r=st.decimals(0, 3, places=2))
def test_laws_of_judging(value: Decimal, expanded: Decimal, r: Decimal) -> None:
    limits = Limits(D(-4), D(5))
    binary = judge(value=value, limits=limits, rule=Rule("guarded_r", r=r), expanded=expanded)
    four = judge(
        value=value, limits=limits, rule=Rule("guarded_r", r=r, binary=False), expanded=expanded
    )

    assert (binary.verdict == "pass") == (four.verdict == "pass")
    assert ("pass" in four.verdict) == limits.contains(value)
    assert binary.probability is not None
    assert binary.risk is not None
    wrong = 1 - binary.probability if binary.verdict == "pass" else binary.probability
    assert binary.risk.probability == pytest.approx(wrong, abs=1e-12)
    assert binary.verdict == "fail" or binary.risk.probability <= 0.5 + 1e-6
