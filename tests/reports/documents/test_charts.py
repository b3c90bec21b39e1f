"""Charts for slides: titles that say the finding, the same drawing as SVG and PNG."""

import struct

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import translation

from accounts.models import Centre
from reports.documents.charts import CHARTS, chart_of, png
from reports.documents.charts.drawing import Drawing
from reports.documents.facts import gather
from tests.factories import contracts, people, periodic, reports
from tests.factories.periodic import IN_Q3, SIGNED_AT

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def drawn(centre: Centre, key: str, language: str = "vi") -> Drawing | None:
    contracts.signed(people.customer(centre, "A & <B>"), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(centre, 4, measure="contracts", period="2026-Q3", decided_on=IN_Q3)
    report = periodic.begun(centre)
    with translation.override(language):
        return chart_of(key).draw(gather(report))


@pytest.mark.parametrize(
    ("key", "language", "title"),
    [
        ("plans", "vi", "Đạt hoặc vượt 0/1 chỉ tiêu kế hoạch"),
        ("plans", "en", "0 of 1 targets met or exceeded"),
        ("revenue", "vi", "Doanh thu năm 2026: 1 triệu đồng"),
        ("contracts", "vi", "1 hợp đồng đang theo dõi, nhiều nhất là đã ký: 1"),
    ],
)
def test_a_title_says_the_finding(hue: Centre, key: str, language: str, title: str) -> None:
    found = drawn(hue, key, language)

    assert found is not None
    assert found.title == title
    root = fromstring(found.svg)
    assert root.get("viewBox") == "0 0 1280 720"
    assert root.findtext(f"{SVG}title") == title


def test_the_png_is_of_a_slide(hue: Centre) -> None:
    found = drawn(hue, "plans")
    assert found is not None

    content = png(found.svg)

    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1920, 1080)


def test_nothing_to_draw_is_no_chart(hue: Centre) -> None:
    found = gather(periodic.begun(hue))

    assert [key for key, chart in CHARTS.items() if chart.draw(found) is not None] == []


def test_a_name_is_text_and_no_markup() -> None:
    drawing = Drawing("<x> & \x0b", "y")
    drawing.text(1, 2, "<b>&")

    root = fromstring(drawing.svg)

    assert "<b>&" in [one.text for one in root.iter(f"{SVG}text")]
