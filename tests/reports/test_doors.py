"""Pages, files and API of figures: stranger, wrong role, other centre, malformed."""

import io
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Centre
from accounts.permissions import Role
from reports.figures import FIGURES
from tests.factories import contracts, people
from tests.factories.people import api, page, person

pytestmark = pytest.mark.django_db
PERIOD = "2026-Q4"
PAGES = ("reports:figures", "reports:figures-xlsx", "reports:rows", "reports:rows-xlsx")
API = ("reports_api:figures", "reports_api:rows")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def asked(centre: str = "HUE", period: str = PERIOD, figure: str = "contracts") -> dict[str, str]:
    return {"centre": centre, "period": period, "figure": figure}


def test_pages_for_each_kind_of_person(hue: Centre) -> None:
    asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "approver": person(Role.APPROVER, hue),
        "quality": person(Role.QUALITY_OFFICER, hue),
        "administrator": person(Role.ADMINISTRATOR, hue),
        "client": people.client_of(people.customer(hue)),
        "officer": person(Role.CONTRACT_OFFICER, hue),
        "manager": person(Role.MANAGER, hue),
        "above": person(Role.MANAGER, people.centre("TOP")),
    }

    answers = {
        name: {page(who).get(reverse(url), asked()).status_code for url in PAGES}
        for name, who in asking.items()
    }

    assert answers == {
        "stranger": {302},
        "technician": {403},
        "approver": {403},
        "quality": {403},
        "administrator": {403},
        "client": {403},
        "officer": {200},
        "manager": {200},
        "above": {404},
    }


def test_api_for_each_kind_of_person(hue: Centre) -> None:
    asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "client": people.client_of(people.customer(hue)),
        "officer": person(Role.CONTRACT_OFFICER, hue),
        "manager": person(Role.MANAGER, hue),
        "other centre": person(Role.MANAGER, people.centre("QTR")),
    }

    answers = {
        name: {api(who).get(reverse(url), asked()).status_code for url in API}
        for name, who in asking.items()
    }

    assert answers == {
        "stranger": {401},
        "technician": {403},
        "client": {403},
        "officer": {200},
        "manager": {200},
        "other centre": {404},
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period": "quý 1"}, "period"),
        ({"figure": "happiness"}, "figure"),
        ({"figure": ""}, "figure"),
        ({"page": "0"}, "page"),
        ({"page": "x"}, "page"),
    ],
)
def test_api_names_what_is_malformed(hue: Centre, change: dict[str, Any], field: str) -> None:
    answer = api(person(Role.MANAGER, hue)).get(reverse("reports_api:rows"), asked() | change)

    assert answer.status_code == 400
    (fault,) = answer.json()["faults"]
    assert fault["field"] == field
    assert fault["allowed"]


def test_api_asks_for_a_centre(hue: Centre) -> None:
    answer = api(person(Role.MANAGER, hue)).get(reverse("reports_api:figures"))

    assert answer.status_code == 400
    assert answer.json()["faults"][0] | {"message": ""} == {
        "field": "centre",
        "code": "required",
        "message": "",
        "allowed": "HUE",
    }


@pytest.mark.parametrize("change", [{"period": "2026-Q9"}, {"figure": "nothing"}])
def test_pages_refuse_what_is_malformed_with_a_sentence(
    hue: Centre, change: dict[str, Any]
) -> None:
    answer = page(person(Role.MANAGER, hue)).get(reverse("reports:rows"), asked() | change)

    assert answer.status_code == 400
    assert "Không" in answer.content.decode()


def test_api_gives_values_with_base_vat_and_rows(hue: Centre) -> None:
    made = contracts.signed(people.customer(hue), 1_000_000)
    client = api(person(Role.MANAGER, hue))

    whole = client.get(reverse("reports_api:figures"), asked()).json()
    found = {figure["key"]: figure for figure in whole["figures"]}
    gross = found["revenue_signed_gross"]
    rows = client.get(gross["rows_url"]).json()

    assert (whole["centre"], whole["start"], whole["end"]) == ("HUE", "2026-10-01", "2026-12-31")
    assert list(found) == [key for key in found if key in FIGURES]
    assert set(found) == set(FIGURES)
    assert (gross["value"], gross["unit"], gross["rows"]) == (1_050_000, "dong", 1)
    assert gross["base"] == {
        "vi": "theo hợp đồng ký trong kỳ",
        "en": "by contracts signed in the period",
    }
    assert gross["vat"] == {"vi": "gồm thuế GTGT", "en": "with VAT"}
    assert found["contracts"]["base"] is None
    assert (rows["count"], rows["next"], rows["previous"]) == (1, None, None)
    (row,) = rows["results"]
    assert (row["id"], row["model"], row["net"], row["gross"]) == (
        made.pk,
        "contracts.contract",
        1_000_000,
        1_050_000,
    )
    assert row["facts"] == {
        "number": made.number,
        "customer": made.customer.name,
        "title": made.title,
        "strand": "service",
        "signed_on": "2026-11-20",
        "accepted_on": None,
        "centre": "HUE",
    }


def test_every_figure_opens_its_rows_on_page_api_and_xlsx(hue: Centre) -> None:
    customer = people.customer(hue)
    made = contracts.draft(customer)
    contracts.gauges(contracts.line(made, 100_000, 2), 2)
    contracts.sign(made)
    contracts.finish(made)
    paper = contracts.invoice(made, (5, 200_000, 10_000))
    contracts.payment(made, 210_000, invoice_id=paper.pk)
    manager = person(Role.MANAGER, hue)
    web, program = page(manager), api(manager)

    for key in FIGURES:
        shown = web.get(reverse("reports:rows"), asked(figure=key))
        told = program.get(reverse("reports_api:rows"), asked(figure=key)).json()
        book = web.get(reverse("reports:rows-xlsx"), asked(figure=key))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
        money = any(row["net"] is not None for row in told["results"])
        assert shown.status_code == 200
        assert told["count"] == len(told["results"]) == sheet.height - 1 - money
        for row in told["results"]:
            assert (row["facts"].get("number") or row["facts"]["contract"]) == made.number


def test_the_page_shows_figures_with_their_bases(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000)
    client = page(person(Role.MANAGER, hue))

    text = client.get(reverse("reports:figures"), asked()).content.decode()

    for part in ("1.050.000", "1.000.000", "theo hợp đồng ký trong kỳ", "gồm thuế GTGT", "đã ký"):
        assert part in text
    assert "figure=revenue_signed_gross" in text


def test_the_landing_is_the_present_quarter_of_ones_own_centre(hue: Centre) -> None:
    text = page(person(Role.MANAGER, hue)).get(reverse("reports:figures")).content.decode()

    assert "Trung tâm HUE" in text
    assert "kỳ đang chạy" in text
    assert "Kỳ này chưa có gì" in text


def test_pages_ask_a_fixed_number_of_queries(hue: Centre, django_assert_num_queries: Any) -> None:
    customer, manager = people.customer(hue), person(Role.MANAGER, hue)
    for n in (1, 3):
        made = contracts.draft(customer)
        contracts.gauges(contracts.line(made, 100_000, n), n)
        contracts.sign(made)
        contracts.finish(made)
        paper = contracts.invoice(made, (5, n * 100_000, n * 5_000))
        contracts.payment(made, n * 105_000, invoice_id=paper.pk)
        client = page(manager)
        with django_assert_num_queries(18):
            client.get(reverse("reports:figures"), asked())
        with django_assert_num_queries(10):
            client.get(reverse("reports:rows"), asked(figure="instruments"))


def test_rows_are_paged(hue: Centre) -> None:
    customer = people.customer(hue)
    for _n in range(51):
        contracts.signed(customer, 1_000)
    client = page(person(Role.MANAGER, hue))

    first = client.get(reverse("reports:rows"), asked()).content.decode()
    second = client.get(reverse("reports:rows"), {**asked(), "page": "2"}).content.decode()

    assert "51 dòng" in first
    assert "Trang 1 / 2" in first
    assert "51/2026/HĐDV-HUE" not in first
    assert "51/2026/HĐDV-HUE" in second
    assert "53.550" in second  # the sum of all rows stands under every page
