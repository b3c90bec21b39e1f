"""Coverage rules of a procedure, from its definition to what a reviewer reads."""

import copy
import json
import math
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calibration.budget_record import in_first_form
from calibration.budget_view import record_of, shown, warned
from calibration.definition import compile_definition
from calibration.evaluation import Evaluation, evaluate
from calibration.models import Result
from common.canonical import canonical
from tests.calibration.test_evaluation import gauge_cells, scale, work
from tests.calibration.test_plan import template_of
from tests.factories import calibration as made
from tests.factories.people import page


def gauge(rule: str) -> Evaluation:
    """The worked example: at rows 0 and 5 no hysteresis, so that the resolution rules alone.

    Its rest is 0.005 bar of 0.0115, more than 0.3: the standard is made four times better.
    """
    data = copy.deepcopy(template_of("pressure-gauge"))
    data["coverage"] = rule
    data["tables"][0]["uncertainty"][0]["expr"] = "U_std/4"
    return evaluate(work(gauge_cells(), definition=compile_definition(data)))


def chosen(found: Evaluation) -> list[tuple[float, str]]:
    return [(round(float(p.k), 4), p.budget["budget"]["reason"]) for p in found.points]


def test_a_dominant_rectangle_by_the_rule_of_that_name() -> None:
    """EA-4/02 S9.14: k = 0.95·√3 = 1.65; elsewhere Student's t, here with infinite ν."""
    found = chosen(gauge("dominant_rectangular"))

    assert found[0] == found[5] == (round(0.95 * math.sqrt(3), 4), "rectangular")
    assert found[1:5] == [(2.0, "not_rectangular")] * 4


def test_automatic_takes_the_shape_that_is_there() -> None:
    """Row 1 has hysteresis 0.05/2 beside resolution 0.02: β = 1/9, EA-4/02 S10.13."""
    found = chosen(gauge("automatic"))
    beta = (0.025 - 0.02) / (0.025 + 0.02)
    k = (1 - math.sqrt(0.05 * (1 - beta**2))) / math.sqrt((1 + beta**2) / 6)

    assert found[0] == (round(0.95 * math.sqrt(3), 4), "rectangular")
    assert found[1] == (round(k, 4), "trapezoidal")


def test_the_numbers_of_k2_do_not_move_by_themselves() -> None:
    assert chosen(gauge("k2")) == [(2.0, "fixed")] * 6


@pytest.mark.parametrize("rule", ["k2", "t95"])
def test_a_fixed_factor_over_a_rectangle_is_warned_of(rule: str) -> None:
    """EA-4/02 S9.14: k = 2 claims more than 95 % where a rectangle dominates."""
    points = gauge(rule).points
    told = {
        lang: warned([(p.row + 1, record_of(p)) for p in points], lang) for lang in ("vi", "en")
    }

    first = told["en"][0]
    assert first.points[0] == 1
    assert 6 in first.points
    assert first.text.startswith(
        "The rectangular contribution “Resolution (1/5 of the scale interval)” dominates"
    )
    assert first.text.endswith("U with k = 2 is larger than 95 % asks for.")
    assert "k = 1.65 gives 95 %" in first.text
    assert told["vi"][0].text.endswith("U với k = 2 lớn hơn mức 95 %.")
    assert "k = 1,65 cho 95 %" in told["vi"][0].text


def test_nothing_is_warned_of_where_the_shape_was_taken() -> None:
    points = gauge("automatic").points

    assert warned([(p.row, record_of(p)) for p in points], "en") == ()


def test_k2_over_few_data_claims_too_much_and_says_so() -> None:
    texts = [w.text for w in warned([(1, record_of(scale().points[0]))], "en")]

    assert len(texts) == 1
    assert texts[0].startswith("k = 2 with 3.13 effective degrees of freedom")
    assert texts[0].endswith("U with k = 2 is smaller than 95 % asks for.")


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("vi", ("Đại lượng", "Đơn vị", "Phân bố", "Nguồn")),
        ("en", ("Quantity", "Unit", "Distribution", "Source")),
    ],
)
def test_a_budget_is_shown_with_its_sources(lang: str, heads: tuple[str, ...]) -> None:
    record: Any = record_of(gauge("automatic").points[0])

    found = shown(record, lang)

    assert (*found.heads[:3], found.heads[-1]) == heads
    assert all(len(row) == len(found.heads) for row in found.rows)
    assert [row[0] for row in found.rows] == [
        record.labels[line.key][lang] for line in record.budget.lines
    ]
    assert found.rows[0][-1].endswith("CH-001, V06")
    assert dict(found.result)["k"] == ("1,65" if lang == "vi" else "1.65")
    assert found.rule.endswith("(EA-4/02 M:2022, section 5, S9.14, S10.13, annex E)")
    assert found.reason.endswith("(EA-4/02 M:2022, S9.14)")


def test_a_point_without_numbers_shows_no_budget() -> None:
    assert record_of(None) is None
    assert record_of(evaluate(work({})).points[0]) is None


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["first", "core's"])
def test_the_reviewer_sees_each_budget_and_the_warning(form: str) -> None:
    """In either stored form: standard 0.005, resolution 0.0115, hysteresis 0.0289 bar at 4 bar."""
    at = made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())
    if form == "first":
        for row in Result.objects.filter(worksheet__job=job):
            row.budget = canonical(in_first_form(json.loads(row.budget)))
            row.save(update_fields=["budget"])

    body = page(at.approver).get(reverse("calibration:review-job", args=[job.pk]))
    text = " ".join(body.content.decode().split())

    assert "Điểm 3: E = 0,150 bar; u = 0,0315 bar; ν_eff = ∞; k = 2; U = 0,0630 bar" in text
    assert "“Độ hồi sai, Độ phân giải (1/5 vạch chia)”" in text
    assert "U với k = 2 lớn hơn mức 95 %." in text
    assert '<th scope="col" class="num">Tỷ phần</th>' in text
    assert '<th scope="col">Phân bố</th>' in text, "words start at the left"
    assert ("accuracy.hysteresis: hyst/2" in text) == (form != "first")
