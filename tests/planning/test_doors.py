"""Pages and API of targets: stranger, wrong role, other centre, malformed, and what they do."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from planning.models import Target
from planning.numbers import Number
from planning.services import OwnGoal
from tests.factories import people
from tests.factories.people import api, page, person
from tests.factories.planning import activity, figure
from tests.factories.reports import adjusted, target

pytestmark = pytest.mark.django_db

GOOD = {
    "centre": "HUE",
    "measure": "instruments",
    "period": "2026-H1",
    "value": 2600,
    "source": "05/KH-VDL",
    "decided_on": "2026-01-05",
}
CHANGE = {"value": 2800, "source": "29/KH-VDL", "decided_on": "2026-11-20"}


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def _api_calls(row: Target) -> list[tuple[str, str, dict[str, Any] | None]]:
    return [
        ("get", reverse("planning_api:targets"), None),
        ("post", reverse("planning_api:targets"), GOOD),
        ("get", reverse("planning_api:target", args=[row.pk]), None),
        ("post", reverse("planning_api:adjust", args=[row.pk]), CHANGE),
    ]


def test_api_of_targets_for_each_kind_of_person(hue: Centre) -> None:
    row = target(hue)
    technician, officer = person(Role.TECHNICIAN, hue), person(Role.CONTRACT_OFFICER, hue)
    other = person(Role.MANAGER, people.centre("QTR"))

    answers = {
        name: [
            getattr(api(who), method)(url, body).status_code
            for method, url, body in _api_calls(row)
        ]
        for name, who in {
            "stranger": None,
            "technician": technician,
            "officer": officer,
            "other centre": other,
        }.items()
    }

    assert answers == {
        "stranger": [401, 401, 401, 401],
        "technician": [403, 403, 403, 403],
        "officer": [200, 403, 200, 403],  # sees targets, does not set them
        "other centre": [200, 404, 404, 404],
    }
    assert Target.objects.get() == row
    assert api(other).get(reverse("planning_api:targets")).json()["results"] == []


def test_api_sets_and_adjusts(hue: Centre) -> None:
    client = api(person(Role.MANAGER, hue))

    made = client.post(reverse("planning_api:targets"), GOOD)
    changed = client.post(reverse("planning_api:adjust", args=[made.json()["id"]]), CHANGE)
    listed = client.get(reverse("planning_api:targets"), {"period": "2026-h1", "centre": "HUE"})

    assert made.status_code == 201
    assert {key: made.json()[key] for key in GOOD} == GOOD
    assert changed.status_code == 201
    assert changed.json()["adjusts"] == made.json()["id"]
    assert [row["value"] for row in listed.json()["results"]] == [2800, 2600]
    again = client.post(reverse("planning_api:targets"), GOOD)
    assert (again.status_code, again.json()["code"]) == (409, "target_known")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "many"}, "value"),
        ({"value": -5}, "value"),
        ({"value": 10**17}, "value"),
        ({"period": "Q1/2026"}, "period"),
        ({"measure": "x"}, "measure"),
        ({"decided_on": "20/11/2026"}, "decided_on"),
        ({"source": ""}, "source"),
        ({"centre": None}, "centre"),
    ],
)
def test_api_names_what_is_malformed(hue: Centre, change: dict[str, Any], field: str) -> None:
    client = api(person(Role.MANAGER, hue))

    answer = client.post(reverse("planning_api:targets"), {**GOOD, **change})

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert not Target.objects.exists()


def test_api_list_refuses_a_bad_period(hue: Centre) -> None:
    answer = api(person(Role.MANAGER, hue)).get(reverse("planning_api:targets"), {"period": "xx"})

    assert answer.status_code == 400
    assert answer.json()["faults"][0]["field"] == "period"


def test_pages_of_targets_for_each_kind_of_person(hue: Centre) -> None:
    row = target(hue)
    urls = [
        reverse("planning:targets"),
        reverse("planning:new-target"),
        reverse("planning:target", args=[row.pk]),
    ]
    people_asking = {
        "stranger": None,
        "technician": person(Role.TECHNICIAN, hue),
        "officer": person(Role.CONTRACT_OFFICER, hue),
        "manager": person(Role.MANAGER, hue),
        "other centre": person(Role.MANAGER, people.centre("QTR")),
    }

    answers = {
        name: [page(who).get(url).status_code for url in urls]
        for name, who in people_asking.items()
    }

    assert answers == {
        "stranger": [302, 302, 302],
        "technician": [403, 403, 403],
        "officer": [200, 403, 200],
        "manager": [200, 200, 200],
        "other centre": [200, 200, 404],
    }
    client = page(people_asking["officer"])
    assert client.post(urls[2], CHANGE).status_code == 403
    assert page(people_asking["other centre"]).post(urls[2], CHANGE).status_code == 404
    assert Target.objects.count() == 1


def test_a_manager_sets_and_adjusts_on_pages(hue: Centre) -> None:
    client = page(person(Role.MANAGER, hue))
    typed = {**GOOD, "centre": hue.pk, "value": "2.600"}

    made = client.post(reverse("planning:new-target"), typed)
    first = Target.objects.get()
    changed = client.post(reverse("planning:target", args=[first.pk]), {**CHANGE, "value": "2800"})
    shown = client.get(reverse("planning:target", args=[first.pk])).content.decode()

    assert made["Location"] == changed["Location"] == reverse("planning:target", args=[first.pk])
    assert list(Target.objects.order_by("pk").values_list("value", flat=True)) == [2600, 2800]
    for text in ("2.600", "2.800", "05/KH-VDL", "29/KH-VDL", "giao lần đầu", "điều chỉnh lần 1"):
        assert text in shown


@pytest.mark.parametrize("value", ["1,5", "abc", "-3", "1.23.456", "9" * 40])
def test_a_form_loses_nothing_and_says_what_is_wrong(hue: Centre, value: str) -> None:
    client = page(person(Role.MANAGER, hue))

    answer = client.post(reverse("planning:new-target"), {**GOOD, "centre": hue.pk, "value": value})

    assert answer.status_code == 400
    assert 'href="#id_value"' in answer.content.decode()
    assert "05/KH-VDL" in answer.content.decode()
    assert not Target.objects.exists()


def test_a_refusal_of_the_service_stands_in_the_form(hue: Centre) -> None:
    target(hue, measure="instruments", period="2026-H1")
    client = page(person(Role.MANAGER, hue))

    answer = client.post(reverse("planning:new-target"), {**GOOD, "centre": hue.pk})

    assert answer.status_code == 400
    assert "đã có" in answer.content.decode()


def test_the_list_shows_plans_with_the_value_that_holds(
    hue: Centre, django_assert_num_queries: Any
) -> None:
    for number in range(1, 13):
        adjusted(target(hue, number, period=f"2026-{number:02}"), 1000 + number)
    client = page(person(Role.MANAGER, hue))

    with django_assert_num_queries(7):
        answer = client.get(reverse("planning:targets"))

    text = answer.content.decode()
    assert "1.012" in text
    assert "12" in text
    wrong = client.get(reverse("planning:targets"), {"period": "2026-13"})
    assert "12 mục đang hiện" in wrong.content.decode()  # left aside, as on every list


def test_an_empty_list_says_how_to_begin(hue: Centre) -> None:
    text = page(person(Role.MANAGER, hue)).get(reverse("planning:targets")).content.decode()

    assert "Ở đây sẽ có các chỉ tiêu" in text
    assert reverse("planning:new-target") in text


def test_a_target_says_what_came_of_it_as_the_reports_count(hue: Centre) -> None:
    manager = person(Role.MANAGER, hue)
    counted = target(hue, 4, measure="papers", period="2026", by=manager)
    own = target(hue, Number(90), measure=OwnGoal("Tỷ lệ hài lòng", "%"), period="2026", by=manager)
    coming = target(hue, 5, period="2199", by=manager)
    for n in range(3):
        activity(hue, title=f"Bài {n}", done_on=date(2026, 3, 5), by=manager)
    figure(hue, Number(925, 1), indicator=own.measure, kind="actual", by=manager)
    client = page(manager)

    texts = [
        client.get(reverse("planning:target", args=[row.pk])).content.decode()
        for row in (counted, own, coming)
    ]

    assert "75 %" in texts[0]
    assert "chưa đạt" in texts[0]
    assert f"{reverse('reports:figures')}?centre=HUE&amp;period=2026" in texts[0]
    assert "92,5" in texts[1]
    assert "102,8 %" in texts[1]
    assert "Tính từ các dòng" not in texts[2]
