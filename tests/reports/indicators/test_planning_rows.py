"""Every planning-side figure opens its rows: the page, the API and xlsx show the same ones."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Centre
from accounts.permissions import Role
from common.period import Period
from planning import models
from planning.models import ScienceTask
from reports.indicators import compute
from reports.rows import read
from tests.factories.people import NOW, api, page, person
from tests.factories.worlds import World
from tests.reports.indicators.second_planning import SECOND

pytestmark = pytest.mark.django_db
Q4 = Period.parse("2026-Q4")
CUT_OFF = date(2026, 11, 20)
SHOWN = (
    models.Activity, models.ScienceTask, models.Product, models.Proposal, models.ProgrammeItem,
    models.EnteredFigure, models.BlockMember,
)  # fmt: skip


@pytest.fixture
def world() -> World:
    return World(21, Q4, CUT_OFF).fill()


def label(model: Any) -> str:
    return str(model._meta.label_lower)


def test_each_figure_opens_its_rows_on_page_api_and_xlsx(world: World) -> None:
    centre = Centre.objects.get(code="INST")
    manager = person(Role.MANAGER, centre)
    web, program = page(manager), api(manager)
    found = compute(SECOND, centre=centre, period=Q4, cut_off=CUT_OFF)
    asked = {"centre": "INST", "period": Q4.code, "cut_off": CUT_OFF.isoformat()}

    for code, figure in found.items():
        wanted = {**asked, "figure": code}
        told = program.get(reverse("reports_api:rows"), wanted).json()
        shown = web.get(reverse("reports:rows"), wanted)
        book = web.get(reverse("reports:rows-xlsx"), wanted)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
        assert shown.status_code == 200, code
        assert [row["id"] for row in told["results"]] == list(figure.rows.ids), code
        assert sheet.height - 1 == len(figure.rows.ids), code


@pytest.mark.parametrize("model", SHOWN)
def test_rows_cost_the_same_number_of_queries_however_many(world: World, model: Any) -> None:
    every = list(model.objects.values_list("pk", flat=True))
    assert len(every) > 3

    def cost(ids: Sequence[int]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(read(label(model), ids)) == len(ids)
        return len(asked)

    assert cost(every[:2]) == cost(every)


def test_a_task_shows_its_first_deadline_and_the_extended_one(world: World) -> None:
    task = ScienceTask.objects.filter(extensions=None)[0]
    first = task.ends_on
    for days in (30, 90):
        task.extensions.create(
            until=first + timedelta(days=days), asked_on=first, approved_on=first,
            why="chậm vật tư", entered_by=world.by, entered_at=NOW,
        )  # fmt: skip

    ((_address, cells),) = read("planning.sciencetask", [task.pk]).values()

    assert cells[4:6] == (first, first + timedelta(days=90))
