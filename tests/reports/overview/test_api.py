"""The overview and sums of revenue through the API: amounts, people, malformed questions."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import api, person

pytestmark = pytest.mark.django_db
OVERVIEW, SUMS = reverse("reports_api:overview"), reverse("reports_api:revenue-sums")


@pytest.fixture
def hue() -> Centre:
    made = people.centre("HUE")
    customer = people.customer(made)
    make.signed(customer, 1_000_000, on=date(2026, 2, 3))
    make.signed(customer, 2_000_000, on=date(2026, 3, 3), kind="testing")
    return made


def test_sums_by_month_kind_and_customer(hue: Centre) -> None:
    client = api(person(Role.MANAGER, hue))
    asked = {"period": "2026", "by": "customer,kind,month", "bases": "signed"}

    answer = client.get(SUMS, asked).json()

    assert answer["by"] == ["month", "kind", "customer"]
    assert [(s["month"], s["kind"], s["net"], s["vat"], s["gross"]) for s in answer["sums"]] == [
        ("2026-02-01", "verification", 1_000_000, 50_000, 1_050_000),
        ("2026-03-01", "testing", 2_000_000, 100_000, 2_100_000),
    ]
    assert len({s["customer"] for s in answer["sums"]}) == 1
    (usual,) = (s for s in client.get(SUMS, {"period": "2026-Q1"}).json()["sums"][:1])
    assert (usual["base"], usual["month"]) == ("signed", "2026-02-01")


def test_the_overview_says_what_the_page_says(hue: Centre) -> None:
    answer = api(person(Role.MANAGER, hue)).get(OVERVIEW, {"year": "2026", "vat": "net"}).json()

    assert (answer["now"], answer["last_year"], answer["plan"]) == (3_000_000, 0, None)
    assert sum(month["now"] for month in answer["months"]) == 3_000_000
    assert sum(kind["now"] for kind in answer["kinds"]) == 3_000_000
    assert sum(stage["count"] for stage in answer["stages"]) == 2
    assert [age["open"] for age in answer["debts"]] == [0] * 5
    assert {step["step"] for step in answer["pipeline"]} >= {"drafts", "sent"}


@pytest.mark.parametrize("url", [OVERVIEW, SUMS])
def test_who_may_ask(hue: Centre, url: str) -> None:
    asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "client": people.client_of(people.customer(hue)),
        "officer": person(Role.CONTRACT_OFFICER, hue),
        "manager": person(Role.MANAGER, hue),
        "other centre": person(Role.MANAGER, people.centre("QTR")),
    }

    answers = {
        name: api(who).get(url, {"centre": "HUE", "period": "2026"}).status_code
        for name, who in asking.items()
    }

    assert answers == {
        "stranger": 401,
        "technician": 403,
        "client": 403,
        "officer": 200,
        "manager": 200,
        "other centre": 404,
    }


@pytest.mark.parametrize(
    ("url", "change", "field"),
    [
        (SUMS, {"period": ""}, "period"),
        (SUMS, {"by": "month,day"}, "by"),
        (SUMS, {"bases": "promised"}, "bases"),
        (SUMS, {"kinds": "x"}, "kinds"),
        (SUMS, {"strand": "x"}, "strand"),
        (OVERVIEW, {"year": "x"}, "year"),
        (OVERVIEW, {"base": "x"}, "base"),
        (OVERVIEW, {"kind": "x"}, "kind"),
        (OVERVIEW, {"vat": "x"}, "vat"),
    ],
)
def test_a_malformed_question_is_named(
    hue: Centre, url: str, change: dict[str, str], field: str
) -> None:
    answer = api(person(Role.MANAGER, hue)).get(url, {"period": "2026"} | change)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert answer.json()["faults"][0]["allowed"]
