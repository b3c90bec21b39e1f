"""A plan of nought, or none: the rate is a dash on every page, in the API and in every book."""

import io
import json
import re
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Centre
from accounts.permissions import Role
from planning.services import OwnGoal
from tests.factories import people
from tests.factories.planning import activity, figure
from tests.factories.reports import target

pytestmark = pytest.mark.django_db
_NO_NUMBER = re.compile(r"\b(inf|infinity|nan|∞|NaN|Infinity)\b")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def plans(hue: Centre) -> list[Any]:
    """Plans of nought: one with something done, one with nothing, one of the unit's own."""
    activity(hue)
    measures: tuple[Any, ...] = ("papers", "revenue_signed_gross", "procedures_issue_rate")
    made = [target(hue, 0, measure=one, period="2026") for one in measures]
    own = target(hue, 0, measure=OwnGoal("Tỷ lệ hài lòng", "%"), period="2026")
    figure(hue, 90, indicator=own.measure, kind="actual")
    return [*made, own]


def test_the_page_of_a_plan_shows_a_dash(hue: Centre, plans: list[Any]) -> None:
    web = people.page(people.person(Role.MANAGER, hue))

    for plan in plans:
        text = web.get(reverse("planning:target", args=[plan.pk])).content.decode()
        assert not _NO_NUMBER.search(text)
    papers = web.get(reverse("planning:target", args=[plans[0].pk])).content.decode()
    assert "tỷ lệ: –" in papers
    assert "chỉ tiêu hiện nay là 0" in papers


def test_figures_and_overview_show_a_dash(hue: Centre, plans: list[Any]) -> None:
    web = people.page(people.person(Role.MANAGER, hue))
    asked = {"centre": "HUE", "period": "2026"}

    for name in ("figures", "overview"):
        answer = web.get(reverse(f"reports:{name}"), asked)
        assert answer.status_code == 200
        assert not _NO_NUMBER.search(answer.content.decode())


def test_the_api_has_no_rate_and_valid_json(hue: Centre, plans: list[Any]) -> None:
    client = people.api(people.person(Role.MANAGER, hue))
    text = client.get(
        reverse("reports_api:figures"), {"centre": "HUE", "period": "2026"}
    ).content.decode()

    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads(text, parse_constant=refuse)


def test_the_books_have_no_error_in_a_cell(hue: Centre, plans: list[Any]) -> None:
    web = people.page(people.person(Role.MANAGER, hue))
    asked = {"centre": "HUE", "period": "2026"}

    for name in ("figures-xlsx", "overview-xlsx"):
        answer: Any = web.get(reverse(f"reports:{name}"), asked)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        book = load_workbook(io.BytesIO(content))
        for sheet in book:
            for row in sheet.iter_rows(values_only=True):
                assert not any(
                    _NO_NUMBER.search(str(cell)) or str(cell).startswith("#") for cell in row
                )
