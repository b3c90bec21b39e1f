"""What a certificate keeps and says of its budgets, whatever rule the procedure chose."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from audit.check import findings
from calibration import services
from calibration.budget_record import in_first_form
from calibration.models import Job, ProcedureVersion, Result
from calibration.states import Service
from certificates import pdf, statement
from certificates.models import Certificate
from certificates.services import approve_and_issue
from certificates.statement import results, wording
from certificates.statement.machine import Grounds
from certificates.tasks import render_pdf
from common.canonical import canonical, sha256
from metrology.uncertainty.budget_json import from_json, to_json
from metrology.uncertainty.coverage import COVERAGE_RULES, REASONS
from tests.certificates.test_examining import behind_the_triggers
from tests.factories import calibration, people
from tests.factories import certificates as made

pytestmark = pytest.mark.django_db
TABLE = {"key": "accuracy", "title": {"vi": "x", "en": "x"}, "columns": []}


def ruled(at: Any, code: str, rule: str, service: str = Service.VERIFICATION) -> None:
    """The next version of a procedure, with another coverage rule, in force."""
    version = ProcedureVersion.objects.get(centre=at.centre, code=code, service=service, version=1)
    draft = services.draft_next(version_id=version.pk, by=at.quality, at=people.NOW)
    data = json.loads(draft.definition) | {"coverage": rule}
    text = canonical(data)
    ProcedureVersion.objects.filter(pk=draft.pk).update(definition=text, digest=sha256(text))
    services.confirm_all(version_id=draft.pk, source="dữ liệu thử", by=at.quality, at=people.NOW)
    services.put_in_force(
        version_id=draft.pk, valid_from=date(2021, 1, 1), by=at.quality, at=people.NOW
    )


def issue(job: Job, by: Any) -> Certificate:
    certificate = approve_and_issue(job_id=job.pk, by=by, at=people.NOW)
    render_pdf(certificate_id=certificate.pk)
    return certificate


def gauge_by(bench: made.Bench, rule: str) -> dict[str, Any]:
    ruled(bench, "pressure-gauge", rule, Service.CALIBRATION)
    job = made.gauge_job(bench, service=Service.CALIBRATION)
    return statement.read(issue(job, bench.approver).statement)


def few_data(rule: str) -> dict[str, Any]:
    """Scale readings 7.50, 7.50, 7.55: ν = 2 for the larger part of u, ν_eff = 3.13."""
    lab = calibration.lab()
    ruled(lab, "scale-platform", rule)
    job = calibration.measured_job(lab, calibration.scale_job(lab))
    return statement.read(issue(job, lab.approver).statement)


def texts(said: dict[str, Any], lang: str) -> list[str]:
    return [one[lang] for one in said["uncertainty"]["texts"]]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("rule", list(COVERAGE_RULES))
def test_a_rule_is_followed_from_the_definition_to_the_paper(bench: made.Bench, rule: str) -> None:
    """The resolution rules at 0 and 10 bar, with hysteresis beside it between (EA-4/02 S9, S10)."""
    said = gauge_by(bench, rule)

    found = {one["row"]: one["budget"]["budget"] for one in said["basis"]["results"]}
    reasons = {row: budget["reason"] for row, budget in found.items()}
    assert {budget["rule"] for budget in found.values()} == {rule}
    assert (
        reasons[0]
        == {
            "k2": "fixed",
            "t95": "t_infinite_dof",
            "dominant_rectangular": "rectangular",
            "trapezoid": "not_trapezoidal",
            "automatic": "rectangular",
        }[rule]
    )
    assert said["uncertainty"]["rules"] == [[rule, each] for each in sorted(set(reasons.values()))]
    for lang, name in (("vi", "text_vi"), ("en", "text_en")):
        printed = texts(said, lang)
        assert printed[1].startswith(getattr(COVERAGE_RULES[rule], name))
        assert [t for t in printed if t.startswith("ν") or "ν_eff =" in t] == []
        if rule in ("dominant_rectangular", "automatic"):
            assert any(t.startswith(getattr(REASONS["rectangular"], name)) for t in printed)
    factors = {row["cells"]["k"] for row in said["tables"][0]["rows"]}
    columns = [column["key"] for column in said["tables"][0]["columns"]]
    assert ("k" in columns) == (len(factors) > 1)
    assert ("1.65" in factors) == (reasons[0] == "rectangular")
    assert list(findings()) == []
    assert pdf.render(said).startswith(b"%PDF")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("rule", ["t95", "automatic", "trapezoid", "dominant_rectangular"])
def test_degrees_of_freedom_are_said_where_k_rests_on_them(rule: str) -> None:
    """EA-4/02, section 6: a k of Student's t is stated with its ν_eff; SciPy gives the t."""
    said = few_data(rule)

    cells = [row["cells"] for row in said["tables"][0]["rows"]]
    degrees = [int(one["dof"]) for one in cells]
    assert min(degrees) == 3
    assert [float(one["k"]) for one in cells] == [
        pytest.approx(stats.t.ppf((1 + 0.9545) / 2, dof), abs=0.005) for dof in degrees
    ]
    assert "dof" in [column["key"] for column in said["tables"][0]["columns"]]
    ends = f"ν_eff = 3 … {max(degrees)}."
    assert texts(said, "en")[-1] == f"Effective degrees of freedom (truncated) {ends}"
    assert texts(said, "vi")[-1] == f"Bậc tự do hiệu dụng (làm tròn xuống) {ends}"
    assert list(findings()) == []


@pytest.mark.usefixtures("files")
def test_k2_over_few_data_names_the_degrees_that_are_too_few() -> None:
    said = few_data("k2")

    degrees = [row["cells"].get("dof") for row in said["tables"][0]["rows"]]
    assert said["uncertainty"]["k"] == ["2"]
    assert texts(said, "en")[-1].endswith(f"ν_eff = 3 … {max(filter(None, degrees), key=int)}.")
    assert None in degrees
    assert all(int(one) < 10 for one in degrees if one is not None)


@pytest.mark.usefixtures("files")
def test_k2_over_few_data_says_on_paper_the_probability_that_it_says_for_machines() -> None:
    said = few_data("k2")

    rows = [row["measured"] for table in said["tables"] for row in table["rows"]]
    few = [one for one in rows if one["dof"]]
    assert {one["distribution"] for one in few} == {"t"}
    ends = sorted(int(float(one["p"]) * 100 + 0.5) for one in few)
    assert ends[-1] < 95
    line = f"Coverage probability at the points with a stated ν_eff: {ends[0]} … {ends[-1]} %."
    assert line in texts(said, "en")
    others = {(one["p"], one["distribution"]) for one in rows if one["U"] and not one["dof"]}
    assert others == {("0.95", "normal")}


def test_where_k2_covers_less_everywhere_95_percent_is_not_claimed() -> None:
    row = Result(
        row=0, k="2", dof="4.1", stated_expanded="0.1",
        budget='{"version": 2, "budget": {"rule": "k2", "reason": "fixed_low_dof", "p": 0.8839}}',
    )  # fmt: skip

    said = statement.uncertainty([row])

    assert said is not None
    told = " ".join(one["en"] for one in said["texts"])
    assert "approximately 95" not in told
    assert "stated ν_eff: 88 %." in told
    table = results._table(TABLE, {}, [row], {}, Grounds())
    assert [column["key"] for column in table["columns"]] == ["U", "dof"]


def test_a_cmc_in_place_of_u_rests_on_no_data_of_the_day() -> None:
    row = Result(
        row=0, k="2.87", dof="4.1", stated_expanded="0.1", cmc="0.1",
        budget='{"version": 2, "budget": {"rule": "t95", "reason": "t_effective_dof", "p": 0.95}}',
    )  # fmt: skip

    (line,) = results._table(TABLE, {}, [row], {}, Grounds())["rows"]

    stated = {name: line["measured"][name] for name in ("U", "k", "p", "distribution", "dof")}
    assert stated == {"U": "0.1", "k": "2", "p": "0.95", "distribution": "normal", "dof": ""}
    said = statement.uncertainty([row])
    assert said is not None
    assert (said["k"], said["rules"]) == (["2"], [])
    assert [one["en"] for one in said["texts"]][1:] == [wording.CMC_FLOOR["en"]]


def test_points_with_other_degrees_of_freedom_are_told_apart() -> None:
    """Two points with ν_eff 3 and 4: each line says its own, and the page bears the column."""
    said = few_data("t95")
    rows = [
        Result(
            row=i, k="3.31", dof=dof, stated_expanded="0.1", budget='{"reason": "fixed_low_dof"}'
        )
        for i, dof in enumerate(("3.1", "4.9", "inf"))
    ]

    table = results._table(TABLE, {}, rows, {}, Grounds())

    assert [column["key"] for column in table["columns"]] == ["U", "dof"]
    assert [row["cells"].get("dof") for row in table["rows"]] == ["3", "4", None]
    assert pdf.render(said | {"tables": [*said["tables"], table]}) != pdf.render(said)


def test_the_statement_keeps_every_budget_whole(bench: made.Bench) -> None:
    """ISO/IEC 17025:2017, 7.5.1: whoever has the statement can do the evaluation again."""
    certificate = issue(made.gauge_job(bench), bench.approver)

    said = statement.read(certificate.statement)

    assert said["schema"] == statement.SCHEMA == 4
    for one in said["basis"]["results"]:
        budget = from_json(one["budget"]["budget"])
        assert to_json(budget) == one["budget"]["budget"]
        assert (str(budget.k), budget.unit) == (one["k"], "bar")
        assert budget.lines[0].source.endswith("P-01, V06.CN2.0123.26")
    assert '"sensitivity"' not in statement.printed_text(certificate.statement)


def test_a_budget_altered_with_its_statement_is_found(bench: made.Bench, files: Path) -> None:
    """Someone with the database changes rows, statement and digest alike; the sum is still off."""
    certificate = issue(made.gauge_job(bench), bench.approver)
    behind_the_triggers()
    row = Result.objects.get(section="accuracy", row=3)
    details = json.loads(row.budget)
    details["budget"]["lines"][0]["parameters"]["U"] = "0.001"
    Result.objects.filter(pk=row.pk).update(budget=canonical(details))
    sealed = certificate.statement
    content = statement.read(sealed)
    content["basis"]["results"][3]["budget"] = details
    text = canonical(content)
    type(sealed).objects.filter(pk=sealed.pk).update(content=text, digest=sha256(text))

    found = [one for one in findings() if one.startswith("certificates.certificate")]

    name = f"certificates.certificate:{certificate.pk}"
    ending = "of accuracy.3 is not what its budget gives"
    assert f"{name}: standard.u {ending}" in found
    assert f"{name}: u {ending}" in found


def test_worksheets_stored_before_the_core_are_approved_and_examined(
    bench: made.Bench, files: Path
) -> None:
    """Handed in with the first form of budgets, approved and printed after the change."""
    job = made.gauge_job(bench)
    for row in Result.objects.filter(worksheet__job=job):
        row.budget = canonical(in_first_form(json.loads(row.budget)))
        row.save(update_fields=["budget"])

    said = statement.read(issue(job, bench.approver).statement)

    kept = said["basis"]["results"][3]["budget"]
    assert kept["contributions"][0]["key"] == "standard"
    assert said["uncertainty"]["rules"] == [["k2", "fixed"]]
    assert list(findings()) == []
