"""What somebody sends to reports to hurt, and who may write where."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import InvalidInput
from common.period import Period
from planning.models import Activity
from reports.indicators.computing import compute
from reports.indicators.services import Definition, save_indicator
from reports.models import PeriodReport, ReportChoices, ReportSection, SavedIndicator, Subscription
from tests.factories import contracts, people, periodic, planning
from tests.factories.people import api, page
from tests.factories.periodic import IN_Q3, OCTOBER, SIGNED_AT

pytestmark = pytest.mark.django_db
PERIODS = ("2022-Q5", "2022-13", "2022-00", "٢٠٢٢", "２０２２", "2022-H3", "22", "2022-q", "1949",
           "2200", "-1", "2022-Q1-", "2022 Q1", "2022-Q1\n2022", "9" * 400, "<b>", "2022-0１")  # fmt: skip
OUTSIDERS = ("technician", "client", "officer elsewhere", "manager elsewhere", "stranger")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def report(hue: Centre) -> PeriodReport:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    return periodic.begun(hue)


def outsider(who: str, hue: Centre) -> Any:
    """A person who may not write this unit's reports."""
    if who == "technician":
        return people.person(Role.TECHNICIAN, hue)
    if who == "client":
        return people.client_of(people.customer(hue))
    if who == "stranger":
        return None
    other = people.centre("QTR")
    return people.person(Role.MANAGER if "manager" in who else Role.CONTRACT_OFFICER, other)


def writes(report: PeriodReport) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each write about a report, by page; (its address, a good body)."""
    here = f"/reports/{report.pk}"
    return {
        "review": (f"{here}/review/", {}),
        "return": (f"{here}/return/", {"why": "x"}),
        "close": (f"{here}/close/", {}),
        "reopen": (f"{here}/reopen/", {"why": "x"}),
        "cause": (f"{here}/cause/", {"indicator": "contracts", "text": "x"}),
        "cut-off": (f"{here}/cut-off/", {"cut_off": "2026-09-29"}),
        "send again": (f"{here}/send-again/", {}),
        "heading": (f"{here}/words/", {"number": "1/BC"}),
        "words": (f"{here}/words/I.3/", {"text": "x", "seen": ""}),
        "settle": (f"{here}/words/I.3/settle/", {"change": "x", "do": "take"}),
    }


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_part_in_it_writes_nothing(report: PeriodReport, hue: Centre, who: str) -> None:
    person = outsider(who, hue)
    before = list(PeriodReport.objects.values())

    by_page = {name: page(person).post(*one).status_code for name, one in writes(report).items()}
    there = f"/api/v1/period-reports/{report.pk}"
    by_api = {
        "words": api(person).put(f"{there}/words/I.3/", {"text": "x", "seen": ""}, format="json"),
        "heading": api(person).patch(f"{there}/words/", {"number": "1"}, format="json"),
        "close": api(person).post(f"{there}/close/", {}, format="json"),
        "review": api(person).post(f"{there}/review/", {}, format="json"),
    }

    page_says = {"stranger": {302}}.get(who, {403, 404})
    api_says = {"stranger": {401}}.get(who, {403, 404})
    assert {name: code for name, code in by_page.items() if code not in page_says} == {}
    assert {one.status_code for one in by_api.values()} <= api_says
    assert list(PeriodReport.objects.values()) == before
    assert not ReportSection.objects.exists()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_part_in_the_unit_sets_nothing_for_it(hue: Centre, who: str) -> None:
    person = outsider(who, hue)
    day = "2026-10-05"
    bodies: dict[str, dict[str, Any]] = {
        "/reports/new/": {"centre": hue.pk, "kind": "unit", "period": "2026-Q3"},
        "/reports/subscriptions/": {"centre": hue.pk, "email": "a@b.example", "language": "vi"},
        "/indicators/new/?source=activities": {
            "centre": hue.pk, "code": "mine", "name_vi": "x", "unit": "x", "valid_from": day,
            "filter_by": "done_on",
        },
        "/indicators/choices/": {
            "centre": hue.pk, "valid_from": day, "revenue_base": "signed", "revenue_vat": "net",
            "plan_period": "own", "instruments_by": "item", "source": "x",
        },
    }  # fmt: skip

    said = {path: page(person).post(path, body).status_code for path, body in bodies.items()}

    allowed = {302} if who == "stranger" else {400, 403, 404}
    assert {path: code for path, code in said.items() if code not in allowed} == {}
    for model in (PeriodReport, Subscription, SavedIndicator, ReportChoices):
        assert not model._default_manager.exists()


def test_who_wrote_it_closes_it_neither_by_page_nor_by_api(hue: Centre) -> None:
    boss = periodic.director(hue)
    made = periodic.reviewed(hue, by=boss)

    by_page = page(boss).post(f"/reports/{made.pk}/close/")
    by_api = api(boss).post(f"/api/v1/period-reports/{made.pk}/close/", {}, format="json")

    made.refresh_from_db()
    assert (by_page.status_code, by_api.status_code, made.state) == (409, 409, "reviewed")
    assert "không tự chốt" in by_page.content.decode()
    assert by_api.json()["code"] == "four_eyes"


@pytest.mark.parametrize("why", ["", "   ", "\u200b", "x" * 5000])
def test_without_a_reason_nothing_is_opened_again(hue: Centre, why: str) -> None:
    made = periodic.closed(hue)
    boss = periodic.director(hue)

    by_page = page(boss).post(f"/reports/{made.pk}/reopen/", {"why": why})
    there = f"/api/v1/period-reports/{made.pk}/reopen/"
    by_api = api(boss).post(there, {"why": why}, format="json")

    assert (by_page.status_code, by_api.status_code) == (400, 400)
    assert PeriodReport.objects.count() == 1


TEXTS = {
    "script": "<script>alert(1)</script> [[contracts]]",
    "handler": '<img src=x onerror="alert(1)">',
    "template": "{{ settings.SECRET_KEY }} {% load i18n %} {?x?}",
    "percent": "%(name)s %s {0} ${x}",
}
WRONG = {
    "unknown form": "[[contracts:nope]]",
    "unknown figure": "[[nope:unit]]",
    "nested": "[[contracts[[contracts]]]]",
    "open": "[[contracts",
    "closed": "contracts]]",
    "crossed": "[[a]] ]] [[",
    "long name": f"[[{'x' * 300}]]",
    "megabyte": "a" * 2**20,
    "brackets": "[[" * 5000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_looks_like_code_is_text(report: PeriodReport, text: str) -> None:
    client = page(report.made_by)
    here = f"/reports/{report.pk}/words/I.3/"

    wrote = client.post(here, {"text": text, "seen": ""})
    seen = [client.get(f"/reports/{report.pk}/words/"), client.get(here),
            client.post(f"{here}preview/", {"text": text})]  # fmt: skip
    file = client.get(f"/reports/{report.pk}/file/docx/")

    assert wrote.status_code == 302
    for one in seen:
        shown = one.content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert file.status_code == 200


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_words_that_name_nothing_are_told_and_kept_on_the_page(
    report: PeriodReport, text: str
) -> None:
    client = page(report.made_by)
    here = f"/reports/{report.pk}/words/I.3/"

    wrote = client.post(here, {"text": text, "seen": ""})
    seen = client.post(f"{here}preview/", {"text": text})
    there = f"/api/v1/period-reports/{report.pk}/words/I.3/"
    by_api = api(report.made_by).put(there, {"text": text, "seen": ""}, format="json")

    assert (wrote.status_code, seen.status_code, by_api.status_code) == (400, 200, 400)
    assert len(by_api.content) < 200_000
    assert not ReportSection.objects.exists()


@pytest.mark.parametrize("period", PERIODS)
def test_a_period_that_is_none_is_told_everywhere(hue: Centre, period: str) -> None:
    boss = page(periodic.director(hue))
    asked = {"period": period}

    seen = {
        path: boss.get(path, asked).status_code
        for path in ("/reports/", "/figures/", "/indicators/", "/rollup/", "/overview/")
    }
    wrote = boss.post("/reports/new/", {"centre": hue.pk, "kind": "unit", **asked})
    body = {"centre": "HUE", "kind": "unit", "cut_off": "2026-09-30", **asked}
    by_api = api(periodic.director(hue)).post("/api/v1/period-reports/", body, format="json")

    assert {path: code for path, code in seen.items() if code not in (200, 400)} == {}
    assert seen["/reports/"] == seen["/figures/"] == 400
    assert (wrote.status_code, by_api.status_code) == (400, 400)
    with pytest.raises(InvalidInput):
        Period.parse(period)
    assert not PeriodReport.objects.exists()


@pytest.mark.parametrize("day", ["2026-06-30", "2026-10-01", "0001-01-01", "9999-12-31", "31/9/26"])
def test_a_cut_off_outside_the_period_is_told(report: PeriodReport, day: str) -> None:
    client = page(report.made_by)

    by_page = client.post(f"/reports/{report.pk}/cut-off/", {"cut_off": day})
    there = f"/api/v1/period-reports/{report.pk}/cut-off/"
    by_api = api(report.made_by).put(there, {"cut_off": day}, format="json")

    report.refresh_from_db()
    assert (by_page.status_code, by_api.status_code) == (400, 400)
    assert report.cut_off == date(2026, 9, 30)


def definition(**filters: Any) -> Definition:
    return Definition(name_vi="x", unit="x", source="activities", filters=filters)


def test_a_filter_reaches_no_row_of_another_centre(hue: Centre) -> None:
    other = people.centre("QTR")
    for unit in (hue, other):
        planning.activity(unit, done_on=IN_Q3)
    by = periodic.writer(hue)
    facts = definition(kind="paper")
    save_indicator(
        centre=hue, code="mine", facts=facts, valid_from=date(2026, 1, 1), by=by, at=OCTOBER
    )

    found = compute(["mine"], centre=hue, period=Period.parse("2026-Q3"), cut_off=IN_Q3)

    mine = Activity.objects.get(centre=hue)
    assert (found["mine"].value, found["mine"].rows.ids) == (1, (mine.pk,))


@pytest.mark.parametrize(
    "filters",
    [
        {"centre": "QTR"}, {"centre_id": 2}, {"centre__code": "QTR"}, {"kind__in": ["paper"]},
        {"entered_by__password": "x"}, {"pk": 1}, {"kind": {"__class__": "x"}}, {"kind": []},
        {"kind": ["paper"] * 21}, {"by": "centre"}, {"by": None}, {"kind": "paper\0"},
        {"venue": "x" * 300}, {"venue": "a\nb"}, {"venue": ["a"]}, {"": "x"}, {"kind": "\ud800"},
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_by_what_is_no_field_is_refused(hue: Centre, filters: dict[str, Any]) -> None:
    by = periodic.writer(hue)

    with pytest.raises(InvalidInput):
        save_indicator(
            centre=hue, code="mine", facts=definition(**filters), valid_from=date(2026, 1, 1),
            by=by, at=OCTOBER,
        )  # fmt: skip
    assert not SavedIndicator.objects.exists()


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t="])
def test_a_cell_that_begins_like_a_formula_is_text(hue: Centre, mark: str) -> None:
    bad = f'{mark}HYPERLINK("http://a.example";"x")'
    customer = people.customer(hue)
    people.misspelt(customer, bad)
    contracts.signed(customer, 1_000_000, on=IN_Q3, at=SIGNED_AT)
    made = periodic.begun(hue)
    client = page(periodic.director(hue))

    books = [
        client.get(path).content
        for path in (
            f"/reports/{made.pk}/file/xlsx/",
            "/figures/rows/xlsx/?centre=HUE&period=2026-Q3&figure=contracts",
            "/figures/xlsx/?centre=HUE&period=2026-Q3",
        )
    ]

    cells = [
        cell
        for book in books
        for sheet in load_workbook(io.BytesIO(book))
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
