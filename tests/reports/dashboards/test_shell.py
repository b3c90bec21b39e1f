"""What the dashboards share: doors, what the address may ask, the wall, the menu, drawings."""

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from reports.dashboards.charts import Bar, Part, bars
from reports.dashboards.shell import TABS
from tests.factories import people
from tests.factories.people import page, person

pytestmark = pytest.mark.django_db
ROOM = reverse("reports:dashboards")


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def test_each_dashboard_opens_by_its_own_verb(hue: Centre) -> None:
    outside = page(person(Role.MANAGER, people.centre("QTR")))
    client = page(people.client_of(people.customer(hue)))
    for tab in TABS:
        assert page(None).get(reverse(tab.name)).status_code == 302
        assert outside.get(reverse(tab.name), {"centre": "HUE"}).status_code == 404
        assert page(person(Role.ADMINISTRATOR, hue)).get(reverse(tab.name)).status_code == 403
        assert client.get(reverse(tab.name)).status_code == 403


def test_the_room_leads_to_the_first_that_one_may_open(hue: Centre) -> None:
    assert page(None).get(ROOM).status_code == 302
    assert page(person(Role.MANAGER, hue)).get(ROOM)["Location"] == reverse("reports:director")
    assert page(person(Role.ADMINISTRATOR, hue)).get(ROOM).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"period": "nay"}, {"period": "2026-13"}, {"period": "9" * 9}, {"period": "²"},
        {"period": "0000"}, {"period": "2026-Q5"}, {"period": "\x00"},
    ],
)  # fmt: skip
def test_a_malformed_period_is_refused_with_a_sentence(hue: Centre, change: dict[str, str]) -> None:
    manager = page(person(Role.MANAGER, hue))

    for tab in TABS:
        assert manager.get(reverse(tab.name), change).status_code == 400
        assert manager.get(reverse(tab.name), {"centre": "NONE"}).status_code == 404


@pytest.mark.parametrize("period", ["1950", "2199-12", "2026-9M", "2027", "2026-H1"])
def test_any_period_opens_with_nothing_in_it(hue: Centre, period: str) -> None:
    manager = page(person(Role.MANAGER, hue))

    for tab in TABS:
        answer = manager.get(reverse(tab.name), {"period": period})
        assert answer.status_code == 200
        assert answer.context["asked"].period.code == period


def test_the_wall_hides_what_is_pressed_and_looks_again(hue: Centre) -> None:
    manager = page(person(Role.MANAGER, hue))
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    for tab in TABS:
        usual = manager.get(reverse(tab.name)).content.decode()
        wall = manager.get(reverse(tab.name), {"wall": "1"}).content.decode()
        assert 'class="office wall"' in wall
        assert 'data-refresh="300"' in wall
        assert 'name="period"' in usual
        assert 'name="period"' not in wall
        assert "data-refresh" not in usual


def test_bars_share_one_scale_and_say_their_numbers() -> None:
    drawn = bars(
        [
            Bar("Một", (Part(30), Part(10, "hatch")), "40", mark=50),
            Bar("Hai" * 30, (Part(0), Part(-3)), "0"),
        ]
    )

    assert drawn is not None
    assert [tick.words for tick in drawn.ticks] == ["0", "10", "20", "30", "40", "50"]
    assert drawn.ticks[0].at == "4.0"
    assert drawn.ticks[-1].at == "470.0"
    first, second = drawn.rows
    assert first.pieces[0].d == "M4.0 32H283.6V56H4.0Z"
    assert first.pieces[1].d == "M283.6 32H376.8V56H283.6Z"
    assert first.mark == "M470.0 28v32"
    assert second.pieces == ()
    assert second.name.endswith("…")
    assert bars([Bar("Không", (Part(0),), "0")]) is None
    assert bars([]) is None
