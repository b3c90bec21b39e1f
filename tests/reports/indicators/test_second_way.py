"""Every service-side indicator computed a second way on random rows, and compared."""

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from contracts import services
from contracts.states import Stage
from reports.indicators import compute
from reports.period import Period
from tests.factories import contracts, people
from tests.factories.people import NOW, TODAY
from tests.reports.indicators import second
from tests.reports.indicators.second import Raw, mean, rate
from tests.reports.indicators.story import Story

pytestmark = pytest.mark.django_db
BASES = ("signed", "accepted", "invoiced", "collected")


def _counts(raw: Raw) -> dict[str, Any]:
    jobs, new = second.things(raw), second.contracts(raw)
    gross = sum(
        amount for pk, row, _net, amount in second.papers(raw, "signed")
        if pk in new and row["kind"] != "consulting"
    )  # fmt: skip
    clients = {
        row["customer_id"]
        for _pk, row, _net, _gross in second.papers(raw, "signed")
        if row["strand"] == "service" and row["kind"] == "consulting"
    }
    return {
        "contracts": len(new),
        "consulting_contracts": len(second.contracts(raw, consulting=True)),
        "samples": len(second.work(raw)) - len(jobs),
        "iso50001_clients": len(clients),
        "average_contract_gross": mean(gross, len(new)),
    }


def _instruments(raw: Raw, *, by_thing: bool) -> dict[str, Any]:
    rows = {job["instrument_id" if by_thing else "id"]: job for job in second.things(raw)}
    found = list(rows.values())
    return {
        "instruments": len(found),
        "instruments_verification": sum(job["service"] == "verification" for job in found),
        "instruments_calibration": sum(job["service"] == "calibration" for job in found),
        "instruments_failed": sum(job["outcome"] == "fail" for job in found),
        "instruments_per_contract": mean(len(found), len(second.contracts(raw))),
    }


def _money(raw: Raw) -> dict[str, Any]:
    parts = ("net", "gross")
    revenue = {f"revenue_{b}_{p}": second.revenue(raw, b, p) for b in BASES for p in parts}
    alone = {
        f"consulting_signed_{p}": second.revenue(raw, "signed", p, consulting=True) for p in parts
    }
    return revenue | alone


def _states(raw: Raw) -> dict[str, Any]:
    rows = second.tracked(raw)
    found = {}
    for stage in (*Stage.values, "all"):
        mine = [row for row in rows if stage in (second.stage(raw, row), "all")]
        found[f"state_{stage}_count"] = len(mine)
        found[f"state_{stage}_gross"] = sum(second.value_of(raw, row) for row in mine)
    found["contracts_overdue"] = sum(
        row["strand"] == "service"
        and second.stage(raw, row) in ("signed", "in_progress", "paused")
        and (day := second._day(row["due_on"])) is not None
        and day < raw.cut_off
        for row in rows
    )
    return found


def _strands(raw: Raw) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for strand in ("service", "duty"):
        rows = [one for one in second.papers(raw, "signed") if one[1]["strand"] == strand]
        found[f"strand_{strand}_contracts"] = len({pk for pk, *_rest in rows})
        found[f"strand_{strand}_net"] = sum(net for *_rest, net, _gross in rows)
        found[f"strand_{strand}_gross"] = sum(gross for *_rest, gross in rows)
    for part in ("contracts", "net", "gross"):
        both = (found[f"strand_{strand}_{part}"] for strand in ("service", "duty"))
        found[f"strand_all_{part}"] = sum(both)
    return found


def _products(raw: Raw) -> dict[str, Any]:
    kinds = {"certificate": {"verification", "calibration"}, "test_result": {"testing"}}
    found = {
        f"product_{kind}_{part}": n
        for kind, of in kinds.items()
        for part, n in second.products(raw, of).items()
    }
    due = sum(n for key, n in found.items() if key.endswith("_due"))
    accepted = sum(n for key, n in found.items() if key.endswith("_accepted"))
    return found | {"product_completion_rate": rate(accepted, due)}


def _kept(raw: Raw) -> dict[str, Any]:
    valid, used, soon = second.standards(raw)
    have, every = second.norms(raw)
    covered, papers = second.scope(raw)
    kept, promised = second.in_time(raw)
    return {
        "in_scope_services": rate(covered, papers),
        "out_of_scope_services": papers - covered,
        "standards_maintained": rate(valid, used),
        "standards_not_maintained": used - valid,
        "standards_due": soon,
        "public_service_norms": rate(have, every),
        "turnaround_days": mean(*second.turnaround(raw)),
        "turnaround_in_time": rate(kept, promised),
        "turnaround_late": promised - kept,
    }


def _compared(unit: Centre, period: Period, cut_off: date, *, by_thing: bool) -> None:
    raw = Raw.read(unit.path, period.start, min(period.end, cut_off), cut_off)
    told = (
        _counts(raw)
        | _instruments(raw, by_thing=by_thing)
        | _money(raw)
        | _states(raw)
        | _strands(raw)
        | _products(raw)
        | _kept(raw)
    )
    found = compute(told, centre=unit, period=period, cut_off=cut_off)
    assert {code: figure.value for code, figure in found.items()} == told


@pytest.mark.parametrize("seed", [1, 2])
def test_each_indicator_agrees_with_the_raw_rows(seed: int) -> None:
    story = Story(Random(seed)).tell(12)
    asked = [
        (Period.parse("2026-Q4"), TODAY),
        (Period.parse("2026-Q3"), date(2026, 9, 20)),
        (Period.parse("2026-H2"), date(2026, 12, 31)),
    ]

    for period, cut_off in asked:
        _compared(story.top, period, cut_off, by_thing=False)
        _compared(story.low, period, cut_off, by_thing=True)


def test_what_is_given_after_its_contract_was_accepted_is_due_until_it_is_given() -> None:
    """One paper comes late, one is withdrawn, one was there in time, one result stayed on paper."""
    unit = people.centre("TOP")
    story = Story(Random(7))
    story.boss = people.person(Role.MANAGER, unit)
    day = date(2026, 7, 6)
    made = contracts.draft(people.customer(unit))
    made.due_on = day
    made.save(update_fields=["due_on"])
    contracts.gauges(contracts.line(made, 1_000, 4), 4)
    contracts.sign(made, on=day)
    late, spoiled, in_time, _stayed = contracts.finish(made, on=day)
    services.accept(contract_id=made.pk, accepted_on=day, by=made.created_by, at=NOW)
    story.paper(late, date(2026, 10, 8))
    story.paper(in_time, day)
    story.paper(spoiled, day, withdrawn=True)
    type(spoiled).objects.filter(pk=spoiled.pk).update(paper_record="")
    period = Period.parse("2026-Q4")

    codes = [f"product_certificate_{part}" for part in ("due", "delivered", "accepted", "overdue")]
    found = compute(codes, centre=unit, period=period, cut_off=TODAY)

    assert [found[code].value for code in codes] == [2, 1, 1, 1]
    assert late.pk in found[codes[0]].rows.ids
    raw = Raw.read(unit.path, period.start, TODAY, TODAY)
    assert _products(raw) == {
        code: value.value
        for code, value in compute(
            list(_products(raw)), centre=unit, period=period, cut_off=TODAY
        ).items()
    }


def test_revenue_by_choice_its_estimate_its_rate_and_the_targets() -> None:
    story = Story(Random(3)).tell(10)
    q4 = Period.parse("2026-Q4")
    codes = ("revenue", "revenue_est", "revenue_plan_rate", "revenue_missed", "targets_met")

    top, low = (
        compute(codes, centre=unit, period=q4, cut_off=TODAY) for unit in (story.top, story.low)
    )
    raw = {unit: Raw.read(unit.path, q4.start, TODAY, TODAY) for unit in (story.top, story.low)}
    signed = second.revenue(raw[story.top], "signed", "gross")
    invoiced = second.revenue(raw[story.low], "invoiced", "net", consulting=None)
    plan = Fraction(90_000_000 * 3, 12)

    # What the unit below expects counts for the unit above it, too.
    assert (top["revenue"].value, top["revenue_est"].value) == (signed, signed + 1_234_567)
    assert (low["revenue"].value, low["revenue_est"].value) == (invoiced, invoiced + 1_234_567)
    assert top["revenue_plan_rate"].value == Fraction(100 * (signed + 1_234_567), 7_000_000)
    assert low["revenue_plan_rate"].denominator == plan
    assert low["revenue_plan_rate"].value == Fraction(100 * (invoiced + 1_234_567)) / plan
    assert low["revenue_plan_rate"].kind == "estimate"
    assert (low["revenue_missed"].told == "chưa đạt chỉ tiêu") == (invoiced + 1_234_567 < plan)
    assert (top["targets_met"].denominator, low["targets_met"].denominator) == (2, 2)
