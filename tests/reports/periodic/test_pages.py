"""The pages of reports: who sees what, what is told in words, and how many questions it takes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Centre
from common.queue import drain
from contracts import services as contract_services
from reports.models import PeriodReport
from reports.periodic.adjusting import adjustments, moves_of
from reports.periodic.drafting import statement_of
from tests.factories import contracts, people, periodic, reports
from tests.factories.people import api, page
from tests.factories.periodic import IN_Q3, LATER, OCTOBER, SIGNED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_begun_to_closed_on_pages(hue: Centre) -> None:
    contracts.signed(people.customer(hue), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, 5, period="2026-Q3", at=OCTOBER)
    writer, boss = page(periodic.writer(hue)), page(periodic.director(hue))

    asked = {"centre": hue.pk, "kind": "unit", "period": "2026-Q3", "cut_off": ""}
    begun = writer.post(reverse("reports:new-report"), asked)
    made = PeriodReport.objects.get()
    here = reverse("reports:report", args=[made.pk])
    seen = text(writer.get(here))
    said = {"indicator": "contracts", "text": "Mưa lũ"}
    steps = [
        writer.post(reverse("reports:report-cause", args=[made.pk]), said),
        writer.post(reverse("reports:report-review", args=[made.pk])),
        boss.post(reverse("reports:report-close", args=[made.pk])),
    ]
    drain()
    after = text(boss.get(here))

    assert (begun.status_code, begun.headers["Location"]) == (302, here)
    assert "chờ soát" in seen
    assert "20 %" in seen
    assert [step.status_code for step in steps] == [302, 302, 302]
    assert "đã chốt" in after
    assert PeriodReport.objects.get().closing.digest in after
    listed = text(boss.get(reverse("reports:reports"), {"period": "2026-Q3"}))
    assert "chưa báo cáo: 0 đơn vị" in listed


def test_what_is_wrong_is_told_beside_the_field(hue: Centre) -> None:
    writer = page(periodic.writer(hue))
    periodic.begun(hue)
    asked = {"centre": hue.pk, "kind": "unit", "period": "2026-Q3"}

    early = writer.post(reverse("reports:new-report"), {**asked, "cut_off": "2026-06-30"})
    late = writer.post(reverse("reports:new-report"), {**asked, "cut_off": "2026-10-01"})
    other = writer.post(reverse("reports:new-report"), {**asked, "period": "Q3 năm nay"})
    again = writer.post(reverse("reports:new-report"), asked)

    assert [one.status_code for one in (early, late, other, again)] == [400] * 4
    assert "Ngày chốt số liệu trước khi kỳ bắt đầu (01/07/2026)." in text(early)
    assert "Ngày chốt số liệu sau khi kỳ kết thúc (30/09/2026)." in text(late)
    assert "Không hiểu kỳ “Q3 năm nay”." in text(other)
    assert "Đã có dự thảo báo cáo của đơn vị này cho kỳ này." in text(again)


def test_rows_of_a_closed_figure_are_the_frozen_ones(hue: Centre) -> None:
    customer = people.customer(hue)
    made = contracts.signed(customer, 100, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)
    contracts.amend(made, add=[{"price": 40}], on=IN_Q3, at=LATER)
    people.misspelt(customer, "Công ty Đổi Tên")
    boss = periodic.director(hue)

    shown = text(
        page(boss).get(
            reverse("reports:report-rows", args=[closed.pk]), {"figure": "revenue_signed_net"}
        )
    )
    got = api(boss).get(
        reverse("reports_api:report-figure-rows", args=[closed.pk, "revenue_signed_net"])
    )
    unknown = page(boss).get(
        reverse("reports:report-rows", args=[closed.pk]), {"figure": "no-such"}
    )

    assert "Công ty Đổi Tên" in shown  # what the row says now
    assert (got.data["count"], got.data["rows"][0]["net"]) == (1, 100)  # what it brought then
    assert got.data["rows"][0]["facts"]["number"] == made.number
    assert unknown.status_code == 400


def test_what_moved_since_names_row_and_cause(hue: Centre) -> None:
    customer = people.customer(hue)
    going = contracts.signed(customer, 700, on=IN_Q3, at=SIGNED_AT)
    closed = periodic.closed(hue)
    boss = periodic.director(hue)
    still = text(page(boss).get(reverse("reports:moved", args=[closed.pk])))
    contract_services.cancel(
        contract_id=going.pk, cancelled_on=LATER.date(), why="Khách hàng đổi ý",
        by=going.created_by, at=LATER,
    )  # fmt: skip

    moved = text(page(boss).get(reverse("reports:moved", args=[closed.pk])))
    got = api(boss).get(reverse("reports_api:report-moves", args=[closed.pk])).data["moves"]

    assert "Chưa có gì thay đổi" in still
    assert "Khách hàng đổi ý" in moved
    assert going.number in moved
    one = next(move for move in got if move["code"] == "revenue_signed_net")
    assert (one["then"], one["now"], one["difference"]) == ("700", "0", "-700")


def test_a_period_without_the_unit_says_so(hue: Centre) -> None:
    other = people.centre("HUE1", parent=hue)
    periodic.closed(hue)

    shown = text(
        page(periodic.director(hue)).get(reverse("reports:reports"), {"period": "2026-Q3"})
    )
    wrong = page(periodic.director(hue)).get(reverse("reports:reports"), {"period": "2026-Q9"})

    assert shown.count("chưa báo cáo</span>") == 1
    assert other.name_vi in shown
    assert wrong.status_code == 400


def questions(act: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_no_more_questions_for_more_rows(hue: Centre) -> None:
    customer = people.customer(hue)
    going = [contracts.signed(customer, 100, on=IN_Q3, at=SIGNED_AT) for _ in range(2)]
    closed = periodic.closed(hue)
    draft = periodic.begun(hue, "2026-9M", at=LATER)
    boss = page(periodic.director(hue))

    def cancel(one: Any) -> None:
        contract_services.cancel(
            contract_id=one.pk, cancelled_on=LATER.date(), why="x", by=one.created_by, at=LATER
        )

    def ask() -> dict[str, int]:
        return {
            "draft": questions(lambda: statement_of(draft)),
            "adjustments": questions(lambda: list(adjustments(draft))),
            "moves": questions(lambda: list(moves_of(closed))),
            "page": questions(lambda: boss.get(reverse("reports:report", args=[closed.pk]))),
        }

    cancel(going[0])
    ask()  # what is cached is cached
    few = ask()
    for _ in range(3):
        contracts.signed(customer, 100, on=IN_Q3, at=LATER)
    cancel(going[1])

    assert ask() == few
    assert few["page"] < 30
