"""The words of a report: proposed from facts, written by people, never overwritten."""

from datetime import date

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import Conflict, InvalidInput, Refused
from common.period import Period
from reports.documents.facts import gather
from reports.indicators import ALIASES, INDICATORS
from reports.models import PeriodReport, ReportSection
from reports.narrative import services
from reports.narrative.ground import OVERDUE, TASKS
from reports.narrative.naming import named
from reports.narrative.proposing import Ground, Task, proposed
from reports.narrative.spoken import Spoken
from reports.narrative.templates import Line, Section, every, template_for
from reports.narrative.writing import words_now
from tests.factories import contracts, people, periodic, planning, reports
from tests.factories.people import NOW
from tests.factories.periodic import IN_Q3, SIGNED_AT

pytestmark = pytest.mark.django_db
SERVICE, MISSED = "I.3", "II"


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def write(report: PeriodReport, key: str, text: str, seen: str = "") -> ReportSection:
    return services.write_section(
        report_id=report.pk, key=key, text=text, seen=seen, by=report.made_by, at=NOW
    )


def test_every_name_in_a_template_is_an_indicator_in_a_form_that_exists() -> None:
    from reports.narrative.forms import FORMS

    for template in every():
        for section in template.sections():
            for line in section.lines:
                for code, form in named(line.text):
                    known = code in INDICATORS or code in ALIASES
                    assert known or (line.each and code == "<code>"), (template.kind, code)
                    assert form in FORMS, (code, form)
    assert OVERDUE in INDICATORS
    assert set(TASKS) <= set(INDICATORS)


def test_every_kind_of_report_has_a_template_with_the_four_parts() -> None:
    for kind in ("unit", "block", "authority"):
        found = template_for(kind, date(2026, 11, 20))
        assert found.kind == kind
        assert len(found.parts) == 4
        assert len({one.key for one in found.sections()}) == len(list(found.sections()))
        assert found.source


def test_the_proposal_says_what_there_is_and_leaves_out_what_there_is_not(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000, 2_000_000, on=IN_Q3, at=SIGNED_AT)
    planning.activity(hue, kind="event", title="Ngày Đo lường", done_on=IN_Q3)

    words = words_now(periodic.begun(hue))

    service = words.section(SERVICE)
    assert "Đơn vị đã triển khai 01 hợp đồng." in service.said
    assert "phương tiện đo" not in service.said
    assert "01 chương trình, sự kiện: Ngày Đo lường." in words.section("I.1").said
    assert "[[contracts]]" in service.text


def test_a_programme_that_is_not_there_is_not_said_to_be_nought_of_nought(hue: Centre) -> None:
    planning.activity(hue, kind="event", title="Ngày Đo lường", done_on=IN_Q3)

    words = words_now(periodic.begun(hue))

    assert "0/0" not in words.section("I.1").said
    assert "Chương trình công tác" not in words.section("I.1").text


def test_what_is_drafted_is_not_said_to_be_issued(hue: Centre) -> None:
    for title, done in (("Quy chế A", IN_Q3), ("Quy chế B", IN_Q3), ("Quy chế C", None)):
        planning.activity(
            hue, kind="internal_document", title=title, begun_on=IN_Q3, done_on=done
        )  # fmt: skip

    words = words_now(periodic.begun(hue))

    issued, drafted = words.section("I.1").said, words.section("I.4").said
    assert "Ban hành 02 văn bản quản lý nội bộ: Quy chế A; Quy chế B." in issued
    assert drafted == "Đang dự thảo 01 quy chế, quy định nội bộ: Quy chế C."


def test_contracts_past_their_day_are_told_under_shortcomings(hue: Centre) -> None:
    late, soon = (
        contracts.signed(people.customer(hue, name), 1_000_000, on=IN_Q3, at=SIGNED_AT)
        for name in ("A", "B")
    )
    for one, day in ((late, date(2026, 9, 20)), (soon, date(2026, 12, 20))):
        type(one).objects.filter(pk=one.pk).update(due_on=day)

    said = words_now(periodic.begun(hue)).section(MISSED).said

    assert said == "- Có 01 hợp đồng dịch vụ quá hạn thực hiện."


@pytest.mark.parametrize("more", [0, 500_000])
def test_an_estimate_is_told_only_where_something_is_expected(hue: Centre, more: int) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    if more:
        planning.figure(hue, more, indicator="revenue", period="2026-Q3", kind="expected")
    report = periodic.begun(hue)

    said = words_now(report).section(SERVICE).said
    tables = gather(report).facts["tables"]

    names = [row[1] for one in tables if one["title"] == "Số liệu của kỳ" for row in one["rows"]]
    assert ("Doanh thu cả kỳ: ước" in said) == bool(more)
    assert any(name.startswith("Ước doanh thu") for name in names) == bool(more)


@pytest.mark.parametrize(
    ("plan", "verdict"),
    [(500_000, "vượt chỉ tiêu"), (1_000_000, "đạt chỉ tiêu"), (2_000_000, "chưa đạt chỉ tiêu")],
)
def test_the_wording_follows_the_facts(hue: Centre, plan: int, verdict: str) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, plan, measure="revenue_signed_net", period="2026-Q3", decided_on=IN_Q3)

    words = words_now(periodic.begun(hue))

    steering, missed = words.section("I.1").said, words.section(MISSED).said
    assert verdict in (missed if "chưa" in verdict else steering)
    assert ("chưa đạt" in missed) == ("chưa" in verdict)


def test_a_missed_plan_stands_under_shortcomings_with_its_cause(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, 4, measure="contracts", period="2026-Q3", decided_on=IN_Q3)
    report = periodic.begun(hue)
    periodic.explain(report)

    said = words_now(report).section(MISSED).said

    assert said == (
        "- Hợp đồng dịch vụ chưa đạt chỉ tiêu: thực hiện 01 hợp đồng, đạt 25 % kế hoạch. "
        "Nguyên nhân: Mưa lũ."
    )


def test_delayed_tasks_and_tasks_to_be_accepted_are_told_with_their_days() -> None:
    section = Section(
        "x",
        "",
        (
            Line("“<title>”{? (<code>)?}: <first>{?, gia hạn đến <deadline>?}", "delayed"),
            Line("“<title>” nghiệm thu <due>", "accepting"),
        ),
    )
    late = Task("Đèn [[x]]", "B-01", date(2026, 6, 30), date(2026, 12, 31))
    same = Task("Laser", "", date(2026, 6, 30), date(2026, 6, 30))
    ground = Ground(
        Period.parse("2026-Q3"), "HUE", {}, delayed=[late, same],
        accepting=[Task("Máy", due=date(2026, 11, 5))],
    )  # fmt: skip

    assert proposed(section, ground).splitlines() == [
        "“Đèn [x]” (B-01): 30/06/2026, gia hạn đến 31/12/2026",
        "“Laser”: 30/06/2026",
        "“Máy” nghiệm thu 05/11/2026",
    ]


def test_figures_refresh_and_the_words_stay(hue: Centre) -> None:
    customer = people.customer(hue)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    report = periodic.begun(hue)
    write(report, SERVICE, "Theo lời tôi: [[contracts]] hợp đồng.")
    before = words_now(report).section(SERVICE).said

    contracts.signed(customer, 2_000_000, on=IN_Q3, at=SIGNED_AT)

    assert before == "Theo lời tôi: 01 hợp đồng."
    assert words_now(report).section(SERVICE).said == "Theo lời tôi: 02 hợp đồng."


def test_a_proposal_that_changed_is_offered_and_taken_one_paragraph_at_a_time(hue: Centre) -> None:
    report = periodic.begun(hue)
    mine = "Lời của tôi."
    write(report, "I.1", mine)
    planning.activity(hue, kind="event", title="Ngày Đo lường", done_on=IN_Q3)

    found = words_now(report).section("I.1")
    (change,) = found.changes
    assert found.text == mine
    told = "Hỗ trợ, phục vụ [[events_supported]] chương trình, sự kiện: [[events_supported:list]]."
    assert change.new == (told,)

    def settle(*, take: bool) -> str:
        services.settle_change(
            report_id=report.pk, key="I.1", change=services.digest_of(change), take=take,
            seen=words_now(report).section("I.1").version, by=report.made_by, at=NOW,
        )  # fmt: skip
        return words_now(report).section("I.1").text

    assert change.new[0] in settle(take=True)
    assert mine in words_now(report).section("I.1").text
    assert words_now(report).section("I.1").changes == []


def test_ones_own_words_can_be_kept(hue: Centre) -> None:
    report = periodic.begun(hue)
    write(report, "I.1", "Lời của tôi.")
    planning.activity(hue, kind="event", title="Ngày Đo lường", done_on=IN_Q3)
    found = words_now(report).section("I.1")

    services.settle_change(
        report_id=report.pk, key="I.1", change=services.digest_of(found.changes[0]), take=False,
        seen=found.version, by=report.made_by, at=NOW,
    )  # fmt: skip

    after = words_now(report).section("I.1")
    assert (after.text, after.changes) == ("Lời của tôi.", [])


def test_of_two_who_write_the_second_is_told(hue: Centre) -> None:
    report = periodic.begun(hue)
    seen = words_now(report).section(SERVICE).version
    write(report, SERVICE, "Người thứ nhất.", seen)

    with pytest.raises(Conflict) as refused:
        write(report, SERVICE, "Người thứ hai.", seen)

    assert refused.value.code == "changed_meanwhile"
    assert ReportSection.objects.get().text == "Người thứ nhất."


def test_an_unknown_name_is_refused_and_nothing_is_saved(hue: Centre) -> None:
    report = periodic.begun(hue)

    with pytest.raises(InvalidInput) as refused:
        write(report, SERVICE, "Có [[hop_dong]].")

    assert refused.value.faults[0].field == "text"
    assert "contracts" in refused.value.faults[0].allowed
    assert not ReportSection.objects.exists()


def test_words_of_a_report_that_is_no_draft_do_not_change(hue: Centre) -> None:
    report = periodic.closed(hue)

    with pytest.raises(Refused):
        write(report, SERVICE, "Muộn rồi.")


def test_a_closed_report_keeps_the_words_as_they_were_filled_in(hue: Centre) -> None:
    customer = people.customer(hue)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    from reports.documents.facts import gather

    closed = periodic.closed(hue)
    contracts.signed(customer, 2_000_000, on=IN_Q3, at=SIGNED_AT)

    told = {one["key"]: one["text"] for one in gather(closed).sections}
    assert "01 hợp đồng" in told[SERVICE]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    hue: Centre, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as got:
            words_now(PeriodReport.objects.select_related("centre", "block").get(pk=report.pk))
        return len(got)

    report = periodic.begun(hue)
    for n in range(2):
        planning.activity(hue, kind="event", title=f"Một {n}", done_on=IN_Q3)
    few = count()
    for n in range(8):
        planning.activity(hue, kind="event", title=f"Hai {n}", done_on=IN_Q3)

    assert count() == few


def test_a_figure_may_be_named_by_the_words_of_the_page() -> None:
    assert Spoken("x", "X", 3).absent is False
    assert Spoken("x", "X", 0).absent is True


def test_what_the_document_says_of_itself_is_kept_with_its_event(hue: Centre) -> None:
    from audit.record import history

    report = periodic.begun(hue)
    by = people.person(Role.MANAGER, hue)

    services.write_heading(
        report_id=report.pk, by=by, at=NOW,
        facts={"number": " 15/BC-TTĐL ", "dated_on": date(2026, 10, 5), "recipients": "Sở\nLưu: VT"},
    )  # fmt: skip

    report.refresh_from_db()
    assert (report.number, report.dated_on) == ("15/BC-TTĐL", date(2026, 10, 5))
    assert "report.heading" in {one.verb for one in history(report)}
