"""What a certificate says, frozen: every kind, word for word where it counts."""

import json
from decimal import Decimal
from typing import Any

import pytest

from calibration.models import Job, Result
from calibration.numbers import text_of
from calibration.states import Service
from certificates import statement
from certificates.dcc.writing import write
from certificates.models import Statement
from certificates.services import approve_and_issue
from certificates.statement import wording
from common.canonical import canonical, sha256
from instruments.models import InstrumentType
from metrology.uncertainty.contributions import Contribution, combine
from metrology.uncertainty.coverage import COVERAGE_RULES, REASONS, SAID_REASONS
from tests.factories import certificates as made
from tests.factories import people

pytestmark = pytest.mark.django_db


def issued(bench: made.Bench, job: Job) -> dict[str, Any]:
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    return statement.read(certificate.statement)


def test_the_stored_text_is_canonical_and_its_digest_is_of_that_text(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    row = Statement.objects.get()

    assert (row.content, row.digest) == (canonical(said), sha256(canonical(said)))


def test_a_gauge_that_passed_says_so_in_the_words_of_the_law(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    assert said["conclusion"] == {
        "outcome": "pass",
        "text": {
            "vi": "Đạt yêu cầu kỹ thuật đo lường",
            "en": "Meets the metrological technical requirements",
        },
    }
    assert said["regime"] == {"vi": "Định kỳ", "en": "Periodic"}
    assert said["method"]["number"] == "ĐLVN 08:2011"
    assert said["valid_until"]["on"] == "2027-11-30"
    assert "TT 23/2013/TT-BKHCN" in said["valid_until"]["rule"]["vi"]
    assert said["dates"] == {
        "received": None,
        "performed": "2026-11-20",
        "issued": "2026-11-20",
        "issued_at": "2026-11-20T03:00:00+00:00",
    }


def test_the_results_are_stated_digits_at_every_point(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    (table,) = said["tables"]
    assert table["unit"] == "bar"
    assert [column["key"] for column in table["columns"]] == [
        "ref", "up", "down", "e_up", "e_down", "hyst", "U", "limit", "verdict",
    ]  # fmt: skip
    assert table["rows"][3] == {
        "row": 3,
        "cells": {
            "ref": "6",
            "up": "6.10",
            "down": "6.15",
            "e_up": "0.100",
            "e_down": "0.150",
            "hyst": "0.050",
            "error": "0.150",
            "U": "0.037",
            "k": "2",
            "limit": "0.16",
            "verdict": "pass",
        },
        "measured": {
            "unit": "bar",
            "error_unit": "bar",
            "reference": "6",
            "indication": "6.15",
            "error": "0.150",
            "U": "0.037",
            "k": "2",
            "p": "0.95",
            "distribution": "normal",
            "dof": "",
            "limit": {"lower": "-0.16", "upper": "0.16"},
            "acceptance": {"lower": "-0.16", "upper": "0.16"},
            "verdict": "pass",
            "in_scope": None,
            "standards": ["P-01"],
            "no_U": None,
        },
    }


def test_uncertainty_and_decision_rule_are_named_in_both_languages(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    assert said["uncertainty"]["k"] == ["2"]
    assert said["uncertainty"]["rules"] == [["k2", "fixed"]]
    assert said["uncertainty"]["texts"][0]["vi"].endswith("hệ số phủ k = 2.")
    assert said["uncertainty"]["texts"][0]["en"].endswith("coverage factor k = 2.")
    assert said["decision"]["rule"] == "simple"
    assert said["decision"]["text"]["vi"].startswith("Chấp nhận đơn giản (w = 0)")
    assert said["decision"]["text"]["en"].startswith("Simple acceptance (w = 0)")


@pytest.mark.parametrize("rule", list(COVERAGE_RULES))
@pytest.mark.parametrize(
    ("half_widths", "s"),
    [(("0.05",), "0.001"), (("0.05", "0.025"), "0.001"), ((), "0.01"), (("0.01",), "0.01")],
)
def test_a_coverage_rule_is_said_with_what_it_led_to(
    rule: str, half_widths: tuple[str, ...], s: str
) -> None:
    """EA-4/02 S9.14: what k was taken, and why, stands on the certificate."""
    repeated = Contribution("s", "type_a", Decimal(s), dof=4)
    flat = [Contribution(a, "rectangular", Decimal(a)) for a in half_widths]
    budget = combine([repeated, *flat], rule=rule)
    row = Result(
        k=text_of(budget.k),
        stated_expanded="0.1",
        budget=json.dumps({"rule": budget.rule, "reason": budget.reason}),
    )

    said = statement.uncertainty([row])

    assert said is not None
    words = [one["en"] for one in said["texts"]]
    assert words[0].endswith(f"k = {said['k'][0]}.")
    assert abs(Decimal(said["k"][0]) - budget.k) <= Decimal("0.005")
    reason = REASONS[budget.reason]
    # "About 95 %" is not said where k = 2 covers less.
    own = [] if budget.reason == "fixed_low_dof" else [words[1]]
    assert all(one.startswith(COVERAGE_RULES[rule].text_en) for one in own)
    assert words[1 + len(own) :] == (
        [f"{reason.text_en} ({reason.reference})"] if budget.reason in SAID_REASONS else []
    )


def test_the_load_of_a_test_has_its_unit(bench: made.Bench) -> None:
    said = issued(bench, made.scale_job(bench))

    (load,) = [one for table in said["tables"] for one in table["parameters"]]
    assert (load["digits"], load["symbol"]) == ("5", "kg")
    assert "Tải thử: 5 kg" in write(said).decode()


def test_the_unit_one_is_not_printed_as_a_figure_in_the_heads(bench: made.Bench) -> None:
    (table,) = issued(bench, made.sample_job(bench))["tables"]

    assert {column["symbol"] for column in table["columns"]} == {""}
    assert {column.get("unit") for column in table["columns"]} == {None, "1"}


def test_a_refused_calibration_has_no_verification_officer(bench: made.Bench) -> None:
    said = issued(bench, made.broken_job(bench))

    assert said["signatures"]["performer"]["label"] == {
        "vi": "Người kiểm tra",
        "en": "Inspected by",
    }
    assert wording.NO_USE not in said["notes"]
    assert said["traceability"] is None  # of results that there are not


def test_a_failed_verification_bars_from_use(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench, passes=False))

    assert said["signatures"]["performer"]["label"]["en"] == "Verification officer"
    assert wording.NO_USE in said["notes"]


def test_standards_and_conditions_are_those_of_the_day(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    (standard,) = said["standards"]
    assert standard["code"] == "P-01"
    assert standard["certificate_number"] == "V06.CN2.0123.26"
    assert standard["laboratory"] == "Viện Đo lường Ví Dụ"
    assert standard["traceable_to"] == "SI qua chuẩn quốc gia"
    air = [(one["key"], one["digits"], one["unit"]) for one in said["environment"]]
    assert air == [("temperature", ["21.5"], "degC"), ("humidity", ["63"], "%RH")]
    assert [(one["key"], one["verdict"]) for one in said["checks"]] == [
        ("external", "pass"),
        ("technical", "pass"),
    ]


def test_it_keeps_what_it_was_judged_by(bench: made.Bench) -> None:
    job = made.gauge_job(bench)

    said = issued(bench, job)

    basis = said["basis"]
    assert said["method"]["digest"] == job.procedure.digest if job.procedure else False
    assert len(basis["readings"]) == 16  # 12 of the table, 2 of the air, 2 inspections
    assert basis["facts"]["cls"] == "1.6"
    assert basis["results"][3]["error"] == "0.15"
    assert [part["key"] for part in basis["results"][3]["budget"]["budget"]["lines"]] == [
        "standard",
        "standard_deviation",
        "resolution",
        "hysteresis",
    ]
    assert basis["standards"][0]["values"][1]["value"]["digits"] == "25.002"


def test_later_changes_do_not_reach_an_issued_statement(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))
    bench.customer.name = "Công ty khác"
    bench.customer.save()

    assert statement.read(Statement.objects.get()) == said


def test_a_calibration_points_to_its_results_and_has_no_last_day(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench, service=Service.CALIBRATION))

    assert said["title"]["vi"] == "Giấy chứng nhận hiệu chuẩn"
    assert said["conclusion"]["text"]["vi"] == "Xem kết quả hiệu chuẩn tại trang {page}"
    assert said["valid_until"] == {"on": None, "rule": {"vi": "", "en": ""}}
    assert said["regime"] is None
    assert "verdict" not in [column["key"] for column in said["tables"][0]["columns"]]
    assert said["decision"] == {
        "rule": None,
        "text": {
            "vi": "Không đưa ra nhận định về sự phù hợp với giới hạn.",
            "en": "No statement of conformity with a limit is made.",
        },
    }


def test_a_failed_verification_is_a_notice_and_holds_no_longer(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench, passes=False))

    assert said["kind"] == "notice"
    assert said["number"] == "N26.00001"
    assert said["state_control"] is True
    assert said["title"]["vi"] == "Thông báo kết quả kiểm định không đạt"
    assert said["conclusion"]["text"]["vi"] == "Không đạt yêu cầu kỹ thuật đo lường"
    assert said["valid_until"]["on"] is None
    verdicts = [row["cells"]["verdict"] for row in said["tables"][0]["rows"]]
    assert verdicts == ["pass", "pass", "pass", "fail", "pass", "pass"]


def test_a_scale_states_every_table_with_its_own_columns(bench: made.Bench) -> None:
    said = issued(bench, made.scale_job(bench))

    assert [table["key"] for table in said["tables"]][:3] == [
        "accuracy",
        "repeatability",
        "eccentricity",
    ]
    repeats = said["tables"][1]["columns"]
    assert [column["key"] for column in repeats][:4] == ["load", "r_1", "r_2", "r_3"]
    assert said["tables"][2]["parameters"][0]["digits"] == "5"
    assert said["tables"][2]["rows"][0]["cells"]["pos"] == {"vi": "Giữa", "en": "Centre"}
    assert said["place"] == {
        "where": {"vi": "Tại hiện trường", "en": "On site"},
        "detail": "Chợ Ví Dụ, phường Vỹ Dạ, thành phố Huế",
    }


def test_a_verification_on_paper_says_where_the_paper_is_and_no_number(bench: made.Bench) -> None:
    InstrumentType.objects.filter(code="pressure-gauge").update(documents="ĐLVN 08:2011")

    said = issued(bench, made.paper_job(bench, service=Service.VERIFICATION))

    assert said["paper_record"]["number"] == "BB-2026/117"
    assert "BB-2026/117" in said["paper_record"]["text"]["vi"]
    assert said["method"]["number"] == "ĐLVN 08:2011"
    assert (said["tables"], said["uncertainty"], said["decision"]) == ([], None, None)


def test_a_sample_is_tested_without_an_instrument(bench: made.Bench) -> None:
    said = issued(bench, made.sample_job(bench))

    assert (said["number"], said["instrument"]) == ("T26.00001", None)
    assert said["sample"] == "Xăng RON 95-III, bể số 2"
    assert said["title"] == {
        "vi": "Giấy chứng nhận thử nghiệm",
        "en": "Certificate of testing",
    }


def test_a_calibration_that_the_inspection_ended_is_a_notice_too(bench: made.Bench) -> None:
    said = issued(bench, made.broken_job(bench))

    assert (said["kind"], said["number"]) == ("notice", "N26.00001")
    assert said["title"]["vi"] == "Thông báo không hiệu chuẩn được"
    assert said["state_control"] is False
    assert said["conclusion"]["text"]["vi"] == "Không đạt kiểm tra trước khi đo"
    assert (said["tables"], said["uncertainty"], said["decision"]) == ([], None, None)
