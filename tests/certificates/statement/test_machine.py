"""What a statement says for machines: the digits that people read, with units, k, p, limits."""

from collections.abc import Iterator
from typing import Any

import pytest

from calibration.models import Job, Result
from calibration.states import Service
from certificates import statement
from certificates.services import approve_and_issue
from certificates.statement import machine
from certificates.statement.machine import Grounds
from certificates.statement.result_cells import Row
from metrology.quantities.units import UNITS
from tests.factories import certificates as made
from tests.factories import people


def issued(bench: made.Bench, job: Job) -> dict[str, Any]:
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    return statement.read(certificate.statement)


def rows(said: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The cells of every row, with the parameters of its table, beside its machine values."""
    for table in said["tables"]:
        whole = {one["key"]: one["digits"] for one in table["parameters"]}
        for row in table["rows"]:
            yield whole | row["cells"], row["measured"]


def job_of(bench: made.Bench, kind: str) -> Job:
    if kind == "calibration":
        return made.gauge_job(bench, service=Service.CALIBRATION)
    return (
        made.scale_job(bench) if kind == "scale" else made.gauge_job(bench, passes=kind == "pass")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pass", "fail", "calibration", "scale"])
def test_cells_and_machine_values_say_the_same_digits(bench: made.Bench, kind: str) -> None:
    for cells, found in rows(issued(bench, job_of(bench, kind))):
        for name in ("error", "U", "verdict"):
            assert found[name] == cells.get(name, ""), (name, cells)
        assert found["k"] == (cells["k"] if "U" in cells else "")
        if found["limit"] is not None:
            assert found["limit"]["upper"] == cells["limit"]
        numbers = {str(one) for one in cells.values()}
        assert found["reference"] in numbers | {""}


@pytest.mark.django_db
def test_every_stated_number_of_a_table_has_a_unit_of_the_catalogue(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench))

    for table in said["tables"]:
        units = {column["key"]: column.get("unit") for column in table["columns"]}
        assert {name: units[name] for name in ("ref", "up", "e_up", "U", "limit")} == {
            "ref": "bar", "up": "bar", "e_up": "bar", "U": "bar", "limit": "bar",
        }  # fmt: skip
    assert all({one["unit"], one["error_unit"]} <= set(UNITS) for _cells, one in rows(said))


@pytest.mark.django_db
def test_a_calibration_without_a_rule_judges_nothing(bench: made.Bench) -> None:
    said = issued(bench, made.gauge_job(bench, service=Service.CALIBRATION))

    assert {(one["verdict"], str(one["limit"])) for _cells, one in rows(said)} == {("", "None")}


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.9545, "0.95"), (0.95, "0.95"), (0.9499999999999999, "0.95"), (0.8839, "0.88"),
     (0.99999, "0.99"), (None, "")],
)  # fmt: skip
def test_a_probability_is_never_told_higher_than_it_is(p: float | None, told: str) -> None:
    assert machine.probability(p) == told


def judged(
    limit: str, *, rule: str, expanded: str = "0.05", two: bool = True, stated: str = ""
) -> dict[str, Any]:
    text = "abs(e) <= mpe" if two else "range <= mpe"
    stated = stated or expanded
    result = Result(
        unit="bar", limit=limit, verdict="pass", expanded=expanded, stated_expanded=stated,
        k="2", error="0.01", acceptance=f'[{{"rule": "{text}", "met": true}}]',
    )  # fmt: skip
    return machine.measured(Row(result), {"U": stated}, Grounds(rule=rule))


def test_a_guard_band_narrows_the_limits_of_acceptance() -> None:
    found = judged("0.16", rule="guarded")

    assert found["limit"] == {"lower": "-0.16", "upper": "0.16"}
    assert found["acceptance"] == {"lower": "-0.11", "upper": "0.11"}


@pytest.mark.parametrize(
    ("rule", "upper"), [("guarded", "0.108"), ("rss", "0.151"), ("simple", "0.1600")]
)
def test_a_limit_of_acceptance_ends_where_the_error_is_stated(rule: str, upper: str) -> None:
    """0.16 − 0.05236 is not told to more digits than the error that is held against it."""
    found = judged("0.1600", rule=rule, expanded="0.05236", stated="0.052")

    assert found["acceptance"]["upper"].rstrip("0") == upper.rstrip("0")
    assert found["acceptance"]["lower"] == f"-{found['acceptance']['upper']}"
    assert found["limit"]["upper"] == "0.1600"


def test_a_guard_band_wider_than_the_limit_leaves_nothing_to_accept() -> None:
    assert judged("0.04", rule="guarded")["acceptance"] is None


def test_a_spread_has_an_upper_limit_only() -> None:
    assert judged("0.16", rule="simple", two=False)["limit"] == {"lower": "", "upper": "0.16"}


SCOPE = {
    "accreditation": "VILAS 123",
    "cmc": [
        {
            "ranges": [
                {"from": "0", "to": "10", "unit": "bar", "type": "constant", "value": "0.02",
                 "uncertainty_unit": "bar"}
            ]
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "at", "expanded", "inside"),
    [
        (SCOPE, "6", "0.05", True),
        (SCOPE, "12", "0.05", False),
        (SCOPE, "6", "", None),
        ({"accreditation": "VILAS 123"}, "6", "0.05", True),
        ({"outside": {"vi": "Ngoài", "en": "Outside"}}, "6", "0.05", False),
        ({}, "6", "0.05", None),
    ],
)
def test_a_row_is_in_scope_where_its_point_is_and_u_reaches_the_cmc(
    scope: dict[str, Any], at: str, expanded: str, inside: Any
) -> None:
    result = Result(unit="bar", reference=at, expanded=expanded, stated_expanded=expanded)
    found = machine.measured(Row(result), {"U": expanded}, Grounds(scope=scope))

    assert found["in_scope"] is inside


@pytest.mark.parametrize("p", [None, float("nan"), float("inf")])
def test_a_probability_that_is_not_defined_is_blank(p: float | None) -> None:
    assert machine.probability(p) == ""
