"""Results of work on paper: all rows at once, replaced until approval, nothing guessed."""

from typing import Any

import pytest

from audit.record import history
from calibration.models import Job, PaperResult, PaperSheet
from calibration.services import (
    NewJob,
    PaperRecord,
    PaperResults,
    PaperRow,
    approve,
    keep_many_paper_results,
    keep_paper_results,
    open_job,
    open_jobs,
    record_paper_job,
    record_paper_jobs,
    return_paper,
)
from common.errors import InvalidInput, Refused
from instruments.services import doubt_calibration
from tests.factories import calibration as made
from tests.factories import instruments, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
GOOD = PaperRow("", "bar", "5.00", "5.05", "0.05", "0.02", "2")


@pytest.fixture
def lab() -> made.Lab:
    return made.lab()


def on_paper(lab: made.Lab, service: str = "calibration", conformity: str = "") -> Job:
    facts: dict[str, Any] = {"centre": lab.centre, "customer": lab.customer, "service": service}
    facts |= (
        {"sample": "Xăng RON 95"}
        if service == "testing"
        else {"instrument": instruments.instrument(lab.customer)}
    )
    job = open_job(by=lab.officer, at=NOW, conformity=conformity, **facts)
    return record_paper_job(
        job_id=job.pk, performed_on=TODAY, paper_record="BB-1", technician=lab.technician,
        outcome="pass" if service == "verification" else "reported", by=lab.technician, at=NOW,
    )  # fmt: skip


def keep(lab: made.Lab, job: Job, *rows: PaperRow, comma: bool = False, **more: Any) -> Job:
    return keep_paper_results(
        job_id=job.pk, rows=rows, by=lab.technician, at=NOW, decimal_comma=comma, **more
    )


def faults(lab: made.Lab, job: Job, row: PaperRow, **more: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        keep(lab, job, row, **more)
    assert PaperResult.objects.count() == 0
    return {(fault.field, fault.code) for fault in refused.value.faults}


def stored(job: Job) -> list[tuple[str, ...]]:
    names = ("point", "unit", "reference", "indication", "error", "expanded", "k", "limit")
    return [tuple(getattr(row, name) for name in names) for row in job.paper_results.all()]


def test_rows_are_kept_as_written_in_canonical_digits(lab: made.Lab) -> None:
    job = on_paper(lab)

    keep(lab, job, PaperRow("", "bar", "5,00", "5,05", "0,05", "0,02", "2,00"), PaperRow(),
         PaperRow("Điểm cuối", "Bar", "10,00", "9,98", "−0,02", "0,02", "2"), comma=True)  # fmt: skip

    assert stored(job) == [
        ("", "bar", "5.00", "5.05", "0.05", "0.02", "2.00", ""),
        ("Điểm cuối", "bar", "10.00", "9.98", "-0.02", "0.02", "2", ""),
    ]


def test_the_next_sheet_replaces_the_whole_and_the_event_keeps_what_was_there(
    lab: made.Lab,
) -> None:
    job = on_paper(lab)
    event = lab.gauge.calibrations.get()
    keep(lab, job, GOOD, method_number="ĐLVN 76:2001", temperature="21,5 … 22", comma=True)

    keep(lab, job, PaperRow(unit="bar", reference="1", indication="1", expanded="0.1", k="2"),
         standards=[event.pk])  # fmt: skip

    assert stored(job) == [("", "bar", "1", "1", "", "0.1", "2", "")]
    assert [one.pk for one in PaperSheet.objects.get().standards.all()] == [event.pk]
    first, second = (one.changes for one in history(job) if one.verb == "job.paper_results")
    assert '"results":[null,' in first
    assert "5.05" in second
    assert "21.5 22" in second


def test_blank_is_none_and_zero_is_zero(lab: made.Lab) -> None:
    job = on_paper(lab)

    keep(lab, job, PaperRow(unit="bar", reference="0", indication="0", expanded="0.1", k="2"))

    assert stored(job) == [("", "bar", "0", "0", "", "0.1", "2", "")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (PaperRow(unit="bar", reference="a", indication="1", expanded="1", k="2"),
         {("rows.0.reference", "not_a_number")}),
        (PaperRow(unit="thước", reference="1", indication="1", expanded="1", k="2"),
         {("rows.0.unit", "unknown_unit")}),
        (PaperRow(reference="1", indication="1", expanded="1", k="2"),
         {("rows.0.unit", "required")}),
        (PaperRow(unit="bar", reference="1", indication="1"), {("rows.0.expanded", "required")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="0.1"),
         {("rows.0.k", "required")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="0", k="2"),
         {("rows.0.expanded", "out_of_range")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="-0.1", k="2"),
         {("rows.0.expanded", "out_of_range")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="0.123", k="2"),
         {("rows.0.expanded", "too_many_digits")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="0.1", k="0.5"),
         {("rows.0.k", "out_of_range")}),
        (PaperRow(unit="bar", reference="1", indication="1", expanded="0.1", k="20"),
         {("rows.0.k", "out_of_range")}),
        (PaperRow(unit="bar", reference="1.0", indication="1.1", error="0.10", expanded="0.2",
                  k="2"), {("rows.0.error", "uneven_digits")}),
        (PaperRow(unit="bar", reference="1.0", indication="1.1", error="0.3", expanded="0.2",
                  k="2"), {("rows.0.error", "does_not_add_up")}),
        (PaperRow(unit="bar", indication="1", expanded="0.1", k="2"),
         {("rows.0.point", "required")}),
        (PaperRow(point="1", unit="bar", expanded="0.1", k="2"),
         {("rows.0.indication", "required")}),
        (PaperRow(point="x" * 121), {("rows.0.point", "too_long")}),
        (PaperRow(point="1", unit="bar", indication="1", expanded="0.1", k="2", verdict="tốt"),
         {("rows.0.verdict", "invalid")}),
        (PaperRow(point="1", unit="bar", indication="1", expanded="0.1", k="2", limit="1",
                  verdict="đạt"), {("rows.0.verdict", "no_rule")}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_box(
    lab: made.Lab, row: PaperRow, found: set[tuple[str, str]]
) -> None:
    assert faults(lab, on_paper(lab), row) == found


def test_two_readings_of_one_number_are_asked_back(lab: made.Lab) -> None:
    row = PaperRow(unit="bar", reference="1.234", indication="1", expanded="1", k="2")

    assert faults(lab, on_paper(lab), row, comma=True) == {("rows.0.reference", "ambiguous_number")}


def test_every_fault_of_a_sheet_is_told_at_once(lab: made.Lab) -> None:
    job = on_paper(lab)
    with pytest.raises(InvalidInput) as refused:
        keep(lab, job, GOOD, PaperRow(), PaperRow(unit="x", reference="1", indication="1"),
             temperature="nóng", method_number="x" * 81, standards=[0])  # fmt: skip

    assert {fault.field for fault in refused.value.faults} == {
        "rows.2.unit", "temperature", "method_number", "standards.0",
    }  # fmt: skip


def test_a_verdict_follows_the_rule_that_was_agreed(lab: made.Lab) -> None:
    job = on_paper(lab, conformity="simple")

    keep(lab, job, PaperRow("", "bar", "5.00", "5.05", "0.05", "0.02", "2", "0.16", "Đạt"))

    assert PaperResult.objects.get().verdict == "pass"


def test_a_verification_is_concluded_by_its_record_not_by_rows(lab: made.Lab) -> None:
    row = PaperRow("", "bar", "5.00", "5.05", "0.05", "0.02", "2", "0.16", "đạt")

    assert faults(lab, on_paper(lab, "verification"), row) == {("rows.0.verdict", "invalid")}


def test_a_test_may_say_words(lab: made.Lab) -> None:
    job = on_paper(lab, "testing")

    keep(lab, job, PaperRow("Ăn mòn lá đồng", indication="Loại 1a"),
         PaperRow("Hàm lượng lưu huỳnh", "mg/kg", indication="< 10", limit="≤ 50"),
         PaperRow("Trị số octan", "1", indication="95.4"))  # fmt: skip

    assert [row[3] for row in stored(job)] == ["Loại 1a", "< 10", "95.4"]


def test_work_that_is_not_on_paper_or_was_approved_takes_no_rows(lab: made.Lab) -> None:
    on_worksheet = made.gauge_job(lab)
    with pytest.raises(Refused) as refused:
        keep(lab, on_worksheet, GOOD)
    assert refused.value.code == "not_on_paper"
    job = on_paper(lab)
    approve(job_id=job.pk, by=lab.approver, at=NOW)

    with pytest.raises(Refused) as late:
        keep(lab, job, GOOD)

    assert (late.value.code, PaperResult.objects.count()) == ("wrong_state", 0)


def test_a_returned_paper_takes_none_until_it_is_recorded_again(lab: made.Lab) -> None:
    job = on_paper(lab)
    keep(lab, job, GOOD)
    return_paper(job_id=job.pk, why="Sai ngày", by=lab.approver, at=NOW)

    with pytest.raises(Refused):
        keep(lab, job, GOOD)

    assert len(stored(job)) == 1


def test_standards_are_those_near_and_valid_on_the_day(lab: made.Lab) -> None:
    job = on_paper(lab)
    foreign = made.lab().gauge.calibrations.get()
    old = instruments.calibration(instruments.standard(lab.centre), days=10)
    with pytest.raises(InvalidInput):
        keep(lab, job, GOOD, standards=[foreign.pk])

    with pytest.raises(Refused) as refused:
        keep(lab, job, GOOD, standards=[old.pk])

    assert [fault.code for fault in refused.value.faults] == ["standard_overdue"]


def test_a_standard_that_came_into_doubt_stops_the_approval(lab: made.Lab) -> None:
    job = on_paper(lab)
    event = lab.gauge.calibrations.get()
    keep(lab, job, GOOD, standards=[event.pk])
    doubt_calibration(event_id=event.pk, why="Rơi", by=lab.quality, at=NOW)

    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert refused.value.code == "blocked"


def test_many_sheets_are_kept_in_few_queries(
    lab: made.Lab, django_assert_max_num_queries: Any
) -> None:
    things = [instruments.instrument(lab.customer) for _ in range(30)]
    base: dict[str, Any] = {"centre": lab.centre, "customer": lab.customer}
    new = [NewJob(**base, service="calibration", instrument=thing) for thing in things]
    jobs = open_jobs(jobs=new, by=lab.officer, at=NOW)
    papers = [PaperRecord(job.pk, TODAY, "reported", "BB", lab.technician) for job in jobs]
    record_paper_jobs(papers=papers, by=lab.technician, at=NOW)
    event = lab.gauge.calibrations.get()
    sheets = [PaperResults(job.pk, [GOOD, GOOD], standards=[event.pk]) for job in jobs]

    with django_assert_max_num_queries(20):
        keep_many_paper_results(papers=sheets, by=lab.technician, at=NOW)

    assert PaperResult.objects.count() == 60
    assert PaperSheet.objects.filter(standards=event).count() == 30


def test_one_wrong_sheet_of_many_keeps_none(lab: made.Lab) -> None:
    good, bad = on_paper(lab), on_paper(lab)
    sheets = [PaperResults(good.pk, [GOOD]), PaperResults(bad.pk, [PaperRow(point="1")])]

    with pytest.raises(InvalidInput) as refused:
        keep_many_paper_results(papers=sheets, by=lab.technician, at=NOW)

    assert [fault.field for fault in refused.value.faults] == ["papers.1.rows.0.indication"]
    assert PaperResult.objects.count() == 0


# Doors


def sheet(**more: Any) -> dict[str, Any]:
    row = {"unit": "bar", "reference": "5.00", "indication": "5.05", "error": "0.05",
           "expanded": "0.02", "k": "2"}  # fmt: skip
    return {"method_number": "ĐLVN 76:2001", "temperature": "22.8 23.4", "rows": [row]} | more


def test_programs_write_and_read_a_sheet(lab: made.Lab) -> None:
    job = on_paper(lab)
    client = people.api(lab.technician)
    url = f"/api/v1/jobs/{job.pk}/paper-results/"

    written = client.post(url, sheet(), format="json")

    assert written.status_code == 200
    found = client.get(url).json()
    assert found == written.json()
    assert (found["method_number"], found["temperature"]) == ("ĐLVN 76:2001", "22.8 23.4")
    assert found["rows"][0]["expanded"] == "0.02"


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "rows"), (sheet(rows=[{"unit": 5.5, "x": 1}]), "rows"), (sheet(standards=["a"]),
      "standards"), (sheet(temperature="nóng"), "temperature")],
)  # fmt: skip
def test_a_malformed_sheet_names_its_field(lab: made.Lab, body: Any, field: str) -> None:
    job = on_paper(lab)
    url = f"/api/v1/jobs/{job.pk}/paper-results/"

    answer = people.api(lab.technician).post(url, body, format="json")

    assert answer.status_code == 400
    assert {fault["field"].split(".")[0] for fault in answer.json()["faults"]} == {field}


@pytest.mark.parametrize("door", ["paper-results", "interval"])
def test_doors_are_closed_to_others(lab: made.Lab, door: str) -> None:
    job = on_paper(lab)
    url = f"/api/v1/jobs/{job.pk}/{door}/"
    other = made.lab()

    answers = [
        people.api(who).post(url, {}, format="json").status_code
        for who in (None, lab.quality, other.technician)
    ]

    assert answers == [401, 403, 404]


def posted(**more: str) -> dict[str, str]:
    row = {"unit": "bar", "reference": "5,00", "indication": "5,05", "error": "0,05",
           "expanded": "0,02", "k": "2"}  # fmt: skip
    names = ("point", *row, "limit", "verdict")
    return {
        "rows-total": "1", "method_number": "ĐLVN 76:2001",
        **{f"rows-0-{name}": row.get(name, "") for name in names}, **more,
    }  # fmt: skip


def test_the_page_keeps_what_is_typed_and_shows_it_on_the_job(lab: made.Lab) -> None:
    job = on_paper(lab)
    browser = people.page(lab.technician)

    answer = browser.post(f"/jobs/{job.pk}/paper/results/", posted())

    assert answer.status_code == 302
    assert stored(job)[0][2:6] == ("5.00", "5.05", "0.05", "0.02")
    shown = browser.get(f"/jobs/{job.pk}/").content.decode()
    for part in ("ĐLVN 76:2001", "5,05", "Kết quả trên giấy"):
        assert part in shown
    again = browser.get(f"/jobs/{job.pk}/paper/results/").content.decode()
    assert 'value="5,05"' in again


def test_the_page_says_beside_the_box_what_is_wrong_and_keeps_what_was_typed(
    lab: made.Lab,
) -> None:
    job = on_paper(lab)

    answer = people.page(lab.technician).post(
        f"/jobs/{job.pk}/paper/results/", posted(**{"rows-0-expanded": "0,123"})
    )

    shown = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#rows-0-expanded"' in shown
    assert 'value="0,123"' in shown
    assert 'value="ĐLVN 76:2001"' in shown
    assert PaperResult.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "Điểm đo\tChuẩn\tSố chỉ\tSai số\tU\tk\tĐơn vị\n\t5,00\t5,05\t0,05\t0,02\t2\tbar\n",
        ";5,00;5,05;0,05;0,02;2;bar\r\n",
        ',"5,00","5,05","0,05","0,02",2,bar',
    ],
)
def test_pasted_rows_stand_in_the_grid_and_nothing_is_kept(lab: made.Lab, text: str) -> None:
    job = on_paper(lab)

    answer = people.page(lab.technician).post(
        f"/jobs/{job.pk}/paper/results/", {"act": "paste", "pasted": text, "rows-total": "0"}
    )

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="rows-0-indication" value="5,05"' in shown
    assert 'name="rows-0-unit" value="bar"' in shown
    assert PaperResult.objects.count() == 0


@pytest.mark.parametrize("total", ["", "x", "-1", "9999999", "²"])
def test_a_number_of_rows_that_cannot_be_keeps_nothing_wrong(lab: made.Lab, total: str) -> None:
    job = on_paper(lab)

    answer = people.page(lab.technician).post(
        f"/jobs/{job.pk}/paper/results/", {"rows-total": total, "rows-0-point": "a\0b"}
    )

    assert answer.status_code == 302
    assert PaperResult.objects.count() == 0


def test_the_page_is_closed_where_there_is_no_paper(lab: made.Lab) -> None:
    job = made.gauge_job(lab)
    browser = people.page(lab.technician)

    shown = browser.get(f"/jobs/{job.pk}/paper/results/").content.decode()

    assert "Phiếu này không phải biên bản giấy." in shown
    assert browser.post(f"/jobs/{job.pk}/paper/results/", posted()).status_code == 400
