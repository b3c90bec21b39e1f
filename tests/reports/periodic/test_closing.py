"""What a closed report keeps: every figure, every row, against whatever comes later."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from accounts.models import Centre
from audit.check import findings
from audit.models import Event
from common.canonical import sha256
from common.errors import Conflict, InvalidInput, Refused
from contracts import services as contract_services
from contracts.models import Contract
from reports.models import ClosedFigure, ClosedReport, PeriodReport
from reports.periodic import services
from reports.periodic.adjusting import adjustments
from reports.periodic.closing import close
from reports.periodic.drafting import drafted, statement_of
from tests.factories import contracts, people, periodic, reports
from tests.factories.periodic import IN_Q3, LATER, OCTOBER, SIGNED_AT

pytestmark = pytest.mark.django_db
MONEY = ("contracts", "revenue_signed_net")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def values(report: PeriodReport, *codes: str) -> list[object]:
    found = statement_of(report)
    return [found[code].value for code in codes]


def cancel(contract: Contract, why: str = "Khách hàng bỏ") -> None:
    contract_services.cancel(
        contract_id=contract.pk,
        cancelled_on=LATER.date(),
        why=why,
        by=contract.created_by,
        at=LATER,
    )


def told(report: PeriodReport, code: str) -> list[dict[str, Any]]:
    return [one for one in adjustments(report) if one["code"] == code]


def test_a_changed_row_moves_the_draft_by_that_row_and_nothing_in_the_closed_report(
    hue: Centre,
) -> None:
    customer = people.customer(hue)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    going = contracts.signed(customer, 2_000_000, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)
    whole = ClosedReport.objects.get().statement
    draft = periodic.begun(hue, "2026-9M", at=LATER)
    before = [values(closed, *MONEY), values(draft, *MONEY)]

    cancel(going)

    assert before == [[2, 3_000_000], [2, 3_000_000]]
    assert values(closed, *MONEY) == [2, 3_000_000]
    assert values(draft, *MONEY) == [1, 1_000_000]
    assert ClosedReport.objects.get().statement == whole


def test_the_adjustment_appears_in_the_next_period_with_its_cause(hue: Centre) -> None:
    customer = people.customer(hue)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    going = contracts.signed(customer, 2_000_000, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)
    after = periodic.begun(hue, "2026-Q4", at=LATER)
    nothing = list(adjustments(after))

    cancel(going, "Khách hàng đổi ý")
    [one] = told(after, "revenue_signed_net")

    assert nothing == []
    event = Event.objects.get(verb="contract.cancel")
    assert {key: one[key] for key in ("report", "then", "before", "now", "difference")} == {
        "report": closed.pk,
        "then": "3000000",
        "before": "3000000",
        "now": "1000000",
        "difference": "-2000000",
    }
    assert one["removed"] == [[going.pk, 2_000_000, 2_100_000]]
    assert one["added"] == one["changed"] == []
    assert one["events"] == [
        {
            "verb": "contract.cancel",
            "at": LATER.isoformat(),
            "by": str(going.created_by),
            "why": "Khách hàng đổi ý",
            "subject": f"contracts.contract:{going.pk}",
            "event": f"HUE/{event.number}",
        }
    ]


def test_what_was_told_once_is_not_told_again(hue: Centre) -> None:
    customer = people.customer(hue)
    going, later = (
        contracts.signed(customer, price, on=IN_Q3, at=SIGNED_AT) for price in (10, 200)
    )
    periodic.closed(hue)
    cancel(going)
    second = periodic.closed(hue, "2026-9M", at=LATER)
    cancel(later)
    draft = periodic.begun(hue, "2026", at=LATER)

    nine, quarter = told(draft, "revenue_signed_net")

    frozen = [x for x in statement_of(second).adjustments if x["code"] == "revenue_signed_net"]
    assert [(x["period"], x["difference"]) for x in frozen] == [("2026-Q3", "-10")]
    names = ("period", "then", "before", "now", "difference")
    assert [nine[name] for name in names] == ["2026-9M", "200", "200", "0", "-200"]
    assert [quarter[name] for name in names] == ["2026-Q3", "210", "200", "0", "-200"]
    assert nine["removed"] == quarter["removed"] == [[later.pk, 200, 210]]


def test_rows_that_came_late_and_amounts_that_changed_are_named(hue: Centre) -> None:
    customer = people.customer(hue)
    kept = contracts.signed(customer, 100, on=IN_Q3, at=SIGNED_AT)
    periodic.closed(hue)
    late = contracts.signed(customer, 5_000, on=IN_Q3, at=LATER)
    contracts.amend(kept, add=[{"price": 40}], on=IN_Q3, at=LATER)
    draft = periodic.begun(hue, "2026-Q4", at=LATER)

    [one] = told(draft, "revenue_signed_net")

    assert one["added"] == [[late.pk, 5_000, 5_250]]
    assert one["changed"] == [[kept.pk, 100, 105, 140, 147]]
    assert one["difference"] == "5040"
    assert {event["verb"] for event in one["events"]} >= {"contract.sign", "contract.amend"}


def test_a_ratio_is_shown_then_and_now_and_never_added(hue: Centre) -> None:
    customer = people.customer(hue)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    cancelled = contracts.signed(customer, 3_000_000, on=IN_Q3, at=SIGNED_AT)
    periodic.closed(hue)
    cancel(cancelled)

    [one] = told(periodic.begun(hue, "2026-Q4", at=LATER), "average_contract_gross")

    assert (one["then"], one["now"], one["difference"]) == ("2100000", "1050000", None)


def test_every_row_is_frozen_with_its_amounts_and_one_digest_covers_all(hue: Centre) -> None:
    made = contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)

    closing = closed.closing
    figure = ClosedFigure.objects.get(code="revenue_signed_gross")
    said = json.loads(figure.statement)
    event = Event.objects.get(verb="report.close")

    assert json.loads(figure.rows) == [[made.pk, 1_000_000, 1_050_000]]
    assert said["value"] == "1050000"
    assert set(said["definition"]) == {"vi", "en"}
    assert said["definition"]["vi"] != said["definition"]["en"] != ""
    assert figure.digest == sha256(f"{figure.statement}\n{figure.rows}")
    assert closing.digest == sha256(closing.statement)
    inside = {one["code"]: one["digest"] for one in json.loads(closing.statement)["figures"]}
    assert inside == dict(ClosedFigure.objects.values_list("code", "digest"))
    assert set(json.loads(event.seals)) == {
        closing.seal_key(),
        *(one.seal_key() for one in ClosedFigure.objects.all()),
    }


def test_the_database_refuses_to_change_or_delete_what_was_closed(hue: Centre) -> None:
    periodic.closed(hue)
    acts: list[Callable[[], object]] = [
        lambda: ClosedReport.objects.update(statement="{}"),
        lambda: ClosedFigure.objects.filter(code="contracts").update(rows="[]"),
        lambda: ClosedReport.objects.all().delete(),
        lambda: ClosedFigure.objects.all().delete(),
    ]
    before = list(ClosedFigure.objects.values_list("pk", "digest"))

    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert list(ClosedFigure.objects.values_list("pk", "digest")) == before


def lift_triggers() -> None:
    """As somebody who holds the whole database could."""
    names = {
        "sqlite": ["DROP TRIGGER reports_closedfigure_no_UPDATE"],
        "postgresql": ["DROP TRIGGER reports_closedfigure_append_only ON reports_closedfigure"],
    }[connection.vendor]
    with connection.cursor() as cursor:
        for statement in names:
            cursor.execute(statement)


def test_frozen_text_that_was_tampered_with_is_found(hue: Centre) -> None:
    periodic.closed(hue)
    assert list(findings()) == []
    figure = ClosedFigure.objects.get(code="contracts")

    lift_triggers()
    ClosedFigure.objects.filter(pk=figure.pk).update(
        statement=figure.statement.replace('"value":"0"', '"value":"9"')
    )

    assert list(findings()) == [f"reports.closedfigure:{figure.pk}: altered"]
    with pytest.raises((CommandError, SystemExit)):
        call_command("check_audit")


def test_a_missed_plan_without_a_cause_keeps_it_open_and_is_named(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 100, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, 5, period="2026-Q3", at=OCTOBER)
    made = periodic.begun(hue)
    services.review(report_id=made.pk, by=made.made_by, at=OCTOBER)
    director = periodic.director(hue)

    with pytest.raises(InvalidInput) as refused:
        close(report_id=made.pk, by=director, at=OCTOBER)
    services.tell_cause(
        report_id=made.pk, indicator="contracts", text="Mưa lũ", by=made.made_by, at=OCTOBER
    )
    closed = close(report_id=made.pk, by=director, at=OCTOBER)

    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("contracts", "cause_missing")
    ]
    assert "20 %" in str(refused.value)
    line = statement_of(PeriodReport.objects.get(pk=closed.pk))["contracts"]
    assert (line.cause, line.word, line.shown) == ("Mưa lũ", "chưa đạt", "1")


def test_who_wrote_it_does_not_close_it(hue: Centre) -> None:
    boss = periodic.director(hue)
    made = periodic.begun(hue, by=boss)
    services.review(report_id=made.pk, by=boss, at=OCTOBER)

    with pytest.raises(Refused) as refused:
        close(report_id=made.pk, by=boss, at=OCTOBER)
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodReport.objects.filter(pk=made.pk).update(closed_by=boss)

    assert refused.value.code == "four_eyes"
    assert ClosedReport.objects.count() == 0


def test_a_draft_and_a_day_to_come_are_not_closed(hue: Centre) -> None:
    draft = periodic.begun(hue)
    running = periodic.reviewed(hue, "2026-Q4")
    boss = periodic.director(hue)

    codes = []
    for one in (draft, running):
        with pytest.raises(Refused) as refused:
            close(report_id=one.pk, by=boss, at=OCTOBER)
        codes.append(refused.value.code)

    assert codes == ["wrong_state", "in_future"]


def test_reopened_it_is_a_new_version_and_the_old_one_stays(hue: Centre) -> None:
    customer = people.customer(hue)
    going = contracts.signed(customer, 700, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)
    boss = periodic.director(hue)
    cancel(going)

    again = services.reopen(report_id=closed.pk, why="Sót một hợp đồng", by=boss, at=LATER)
    services.review(report_id=again.pk, by=again.made_by, at=LATER)
    close(report_id=again.pk, by=boss, at=LATER)

    old, new = PeriodReport.objects.order_by("version")
    assert [(one.version, one.state, one.reopened_why) for one in (old, new)] == [
        (1, "closed", ""),
        (2, "closed", "Sót một hợp đồng"),
    ]
    assert [values(one, *MONEY) for one in (old, new)] == [[1, 700], [0, 0]]
    with pytest.raises(Conflict):
        services.reopen(report_id=old.pk, why="Lần nữa", by=boss, at=LATER)
    assert told(periodic.begun(hue, "2026-Q4", at=LATER), "contracts") == []


def test_what_a_replaced_version_told_is_told_by_the_one_that_replaces_it(hue: Centre) -> None:
    customer = people.customer(hue)
    going = contracts.signed(customer, 700, on=IN_Q3, at=SIGNED_AT)
    periodic.closed(hue)
    cancel(going)
    nine = periodic.closed(hue, "2026-9M", at=LATER)

    again = services.reopen(
        report_id=nine.pk, why="Sai lời văn", by=periodic.director(hue), at=LATER
    )

    assert [one["difference"] for one in told(again, "revenue_signed_net")] == ["-700"]


def test_a_closed_report_reads_as_its_draft_did(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, 1, period="2026-Q3", at=OCTOBER)
    made = periodic.reviewed(hue)
    before = drafted(made).statement
    close(report_id=made.pk, by=periodic.director(hue), at=OCTOBER)

    after = statement_of(PeriodReport.objects.get(pk=made.pk))

    shown = ("code", "section", "name", "definition", "shown", "basis", "label", "word", "cause")
    rows = [[[getattr(x, one) for one in shown] for x in found] for found in (before, after)]
    assert rows[0] == rows[1]
    assert before["contracts"].word == "đạt"
