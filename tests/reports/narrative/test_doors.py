"""Pages and API of the words and files of a report."""

from urllib.parse import unquote

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from reports.models import PeriodReport, ReportSection
from tests.factories import contracts, people, periodic
from tests.factories.periodic import IN_Q3, SIGNED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def report(hue: Centre) -> PeriodReport:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    return periodic.begun(hue)


def api(report: PeriodReport) -> str:
    return f"/api/v1/period-reports/{report.pk}/words/"


def test_words_are_read_written_and_conflict_by_api(report: PeriodReport) -> None:
    client = people.api(report.made_by)
    found = client.get(api(report)).json()
    section = next(one for one in found["sections"] if one["key"] == "I.3")
    assert (section["written"], section["version"]) == (False, "")
    assert "01 hợp đồng" in section["said"]

    put = {"text": "Ký [[contracts:unit]].", "seen": ""}
    wrote = client.put(f"{api(report)}I.3/", put, format="json")
    again = client.put(f"{api(report)}I.3/", {**put, "text": "Khác."}, format="json")
    wrong = client.put(f"{api(report)}I.4/", {"text": "[[nope]]", "seen": ""}, format="json")

    section = next(one for one in wrote.json()["sections"] if one["key"] == "I.3")
    assert section["said"] == "Ký 01 hợp đồng."
    assert (again.status_code, again.json()["code"]) == (409, "changed_meanwhile")
    assert wrong.status_code == 400
    assert wrong.json()["faults"][0]["field"] == "text"
    assert ReportSection.objects.get().text == "Ký [[contracts:unit]]."
    assert client.put(f"{api(report)}IX/", put, format="json").status_code == 404


def test_the_heading_is_written_by_api(report: PeriodReport) -> None:
    client = people.api(report.made_by)

    answer = client.patch(api(report), {"number": "15/BC", "dated_on": "2026-10-05"}, format="json")

    report.refresh_from_db()
    assert answer.status_code == 200
    assert (report.number, str(report.dated_on)) == ("15/BC", "2026-10-05")


def test_the_page_keeps_what_was_typed_and_shows_the_others_text(report: PeriodReport) -> None:
    client = people.page(report.made_by)
    url = f"/reports/{report.pk}/words/I.3/"
    assert client.post(url, {"text": "Của người thứ nhất.", "seen": ""}).status_code == 302

    late = client.post(url, {"text": "Của người thứ hai.", "seen": ""})
    page = late.content.decode()
    wrong = client.post(url, {"text": "Có [[nope]].", "seen": ""})

    assert late.status_code == 409
    assert "Của người thứ nhất." in page
    assert "Của người thứ hai." in page
    assert wrong.status_code == 409  # also what is wrong is not lost
    assert "[[nope]]" in wrong.content.decode()
    assert ReportSection.objects.get().text == "Của người thứ nhất."


def test_the_preview_tells_a_wrong_name_and_reads_the_rest(report: PeriodReport) -> None:
    client = people.page(report.made_by)

    said = client.post(
        f"/reports/{report.pk}/words/I.3/preview/", {"text": "Ký [[contracts]], [[nope]]."}
    ).content.decode()

    assert "Ký 01, –." in said
    assert "nope" in said
    assert not ReportSection.objects.exists()


def test_files_come_in_every_form_with_a_name(report: PeriodReport) -> None:
    client = people.api(people.person(Role.MANAGER, report.centre))

    answer = client.get(f"/api/v1/period-reports/{report.pk}/file/docx/")

    assert answer.status_code == 200
    assert "bao-cao-HUE-2026-Q3-1-du-thao.docx" in unquote(answer["Content-Disposition"])
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(f"/api/v1/period-reports/{report.pk}/file/exe/").status_code == 404


def test_charts_have_a_page_and_files(report: PeriodReport) -> None:
    client = people.page(people.person(Role.MANAGER, report.centre))

    page = client.get(f"/reports/{report.pk}/charts/").content.decode()
    svg = client.get(f"/reports/{report.pk}/charts/contracts/svg/")
    none = client.get(f"/reports/{report.pk}/charts/plans/svg/")

    assert "1 hợp đồng đang theo dõi" in page
    assert svg["Content-Type"] == "image/svg+xml"
    assert none.status_code == 404


def test_a_stranger_and_another_centre_find_nothing(report: PeriodReport) -> None:
    elsewhere = people.page(people.person(Role.MANAGER, people.centre("QTR")))
    for url in ("words/", "words/I.3/", "file/pdf/", "charts/"):
        assert elsewhere.get(f"/reports/{report.pk}/{url}").status_code == 404
        assert people.page(None).get(f"/reports/{report.pk}/{url}").status_code == 302


def test_who_closes_finds_the_signed_file_of_a_closed_report(hue: Centre) -> None:
    closed = periodic.closed(hue)
    boss, writer = people.page(periodic.director(hue)), people.page(closed.made_by)
    here, file = f"/reports/{closed.pk}/words/", f"/report-files/{closed.pk}/"

    assert file in boss.get(here).content.decode()
    assert file not in writer.get(here).content.decode()
    assert boss.get(file).status_code == 200
    assert "quý III/2026" in boss.get(here).content.decode()


def test_a_draft_has_no_signed_file(report: PeriodReport) -> None:
    boss = people.page(periodic.director(report.centre))

    assert "/report-files/" not in boss.get(f"/reports/{report.pk}/words/").content.decode()
