"""Lists of planning sorted by their address: pages and files alike, blanks last, words by letter."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from tests.factories import people, science
from tests.factories.planning import activity, figure
from tests.factories.reports import adjusted, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def web(hue: Centre) -> Any:
    return people.page(people.person(Role.MANAGER, hue))


def titles(web: Any, name: str, sort: str) -> list[str]:
    """Of the first column, as the file has them; the page has the same rows in the same order."""
    address = reverse(f"planning:{name}")
    text = web.get(address, {"sort": sort, "format": "csv"}).content.decode("utf-8-sig")
    found = [row[0] for row in list(csv.reader(io.StringIO(text)))[1:]]
    body = web.get(address, {"sort": sort}).content.decode().partition("<tbody>")[2]
    links = re.findall(r'<td class="text all"><a href="[^"]*">([^<]*)</a>', body)
    assert [one.casefold() for one in links] == [one.casefold() for one in found]
    return found


def test_tasks_by_title_and_by_the_deadline_that_holds(hue: Centre, web: Any) -> None:
    science.granted(science.task(hue, title="ảnh nhiệt"), date(2029, 1, 1))
    science.task(hue, title="Bình chuẩn", ends_on=date(2026, 6, 30))
    science.task(hue, title="Đo khí", ends_on=date(2027, 6, 30))

    assert titles(web, "tasks", "title") == ["ảnh nhiệt", "Bình chuẩn", "Đo khí"]
    assert titles(web, "tasks", "-deadline") == ["ảnh nhiệt", "Đo khí", "Bình chuẩn"]
    assert titles(web, "tasks", "deadline") == ["Bình chuẩn", "Đo khí", "ảnh nhiệt"]


def test_activities_without_the_day_come_last_both_ways(hue: Centre, web: Any) -> None:
    activity(hue, title="Xong sớm", done_on=date(2026, 1, 5))
    activity(hue, title="Đang làm", done_on=None, begun_on=date(2026, 1, 1))
    activity(hue, title="Xong muộn", done_on=date(2026, 3, 5))

    assert titles(web, "activities", "done_on") == ["Xong sớm", "Xong muộn", "Đang làm"]
    assert titles(web, "activities", "-done_on") == ["Xong muộn", "Xong sớm", "Đang làm"]


def test_proposals_and_the_programme(hue: Centre, web: Any) -> None:
    science.proposal(hue, title="B", made_on=date(2026, 2, 1))
    science.proposal(hue, title="A", made_on=date(2026, 3, 1))
    science.items(hue)

    assert titles(web, "proposals", "title") == ["A", "B"]
    assert titles(web, "proposals", "made_on") == ["B", "A"]
    found = titles(web, "programme", "title")
    assert titles(web, "programme", "-title") == found[::-1]


def test_entered_figures_by_period(hue: Centre, web: Any) -> None:
    for period in ("2025", "2026-H1", "2026"):
        figure(hue, period=period)
    answer = web.get(reverse("planning:entered"), {"sort": "period"}).content.decode()

    assert re.findall(r"<td class=\"keep\">(20[^<]*)</td>|<td class=\"\">(20[^<]*)</td>", answer)
    places = [answer.find(f">{period}</td>") for period in ("2025", "2026", "2026-H1")]
    assert places == sorted(places)
    assert -1 not in places


def test_targets_are_sorted_counted_and_summed_where_they_are_alike(hue: Centre, web: Any) -> None:
    address = reverse("planning:targets")
    above = people.centre("INST")
    ours, theirs = people.centre("A", parent=above), people.centre("B", parent=above)
    boss = people.page(people.person(Role.MANAGER, above))
    target(ours, 1500)
    adjusted(target(theirs, 90), 80)
    target(ours, 7, measure="samples")

    every = boss.get(address, {"sort": "-current"}).content.decode()
    alike = boss.get(address, {"measure": "contracts"}).content.decode()

    places = [every.find(f"<strong>{value}</strong>") for value in ("1.500", "80", "7")]
    assert -1 not in places
    assert places == sorted(places)
    assert "3 mục đang hiện" in every
    assert "Cộng các chỉ tiêu đang hiện" not in every
    assert "<strong>1.580</strong>" in alike
    target(above, 5000)
    nested = boss.get(address, {"measure": "contracts"}).content.decode()
    assert "Cộng các chỉ tiêu đang hiện" not in nested


@pytest.mark.parametrize(
    "name", ["tasks", "proposals", "programme", "activities", "entered", "targets"]
)
@pytest.mark.parametrize("sort", ["", "-", "nonsense", "-centre", "centre", "title;--", "x" * 900])
def test_whatever_the_address_asks_for_the_page_opens(
    hue: Centre, web: Any, name: str, sort: str
) -> None:
    answer = web.get(
        reverse(f"planning:{name}"),
        {"sort": sort, "period": "2026-Q9", "year": "99999", "page": "x"},
    )

    assert answer.status_code == 200
