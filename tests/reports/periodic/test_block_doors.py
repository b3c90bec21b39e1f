"""Doors and files of a block's report: who may begin it, what each form says of its members."""

import io
import json
from typing import Any

import docx
import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import Refused
from planning.models import Block
from reports.documents.facts import gather
from reports.documents.files import made, name_of
from reports.exchange.exporting import export_report
from reports.models import PeriodReport
from reports.periodic.drafting import statement_of
from tests.factories import blocks, exchange, people, periodic
from tests.factories.exchange import figure, planned
from tests.factories.people import api, page
from tests.factories.periodic import LATER

pytestmark = pytest.mark.django_db
Q3 = "2026-Q3"
BEGIN = {"kind": "block", "period": Q3, "cut_off": ""}


@pytest.fixture
def top() -> Centre:
    return people.centre("VIEN")


@pytest.fixture
def block(top: Centre) -> Block:
    found = blocks.block(top)
    for n in range(3):
        unit = people.centre(f"U{n}", parent=top)
        blocks.member(found, unit)
        if n < 2:
            exchange.closed(unit, figure("contracts", 40 + n, target=planned(41)), period=Q3)
    return found


def text(answer: Any) -> str:
    return str(answer.content.decode())


def closed(block: Block) -> PeriodReport:
    return periodic.closed(block.centre, Q3, kind="block", block=block)


def test_a_block_is_chosen_and_its_keeper_begins_the_report(block: Block) -> None:
    writer = page(periodic.writer(block.centre))
    offered = text(writer.get(reverse("reports:new-report"), {"block": block.code}))

    begun = writer.post(reverse("reports:new-report"), {**BEGIN, "block": block.pk})

    report = PeriodReport.objects.get(kind="block")
    here = reverse("reports:report", args=[report.pk])
    assert '<option value="block" selected>' in offered
    assert (begun.status_code, begun.headers["Location"]) == (302, here)
    assert (report.centre, report.block) == (block.centre, block)
    seen = text(writer.get(here))
    assert "1 đơn vị chưa báo cáo" in seen
    assert "Trung tâm U2 (U2)" in seen
    rows = text(
        writer.get(reverse("reports:report-rows", args=[report.pk]), {"figure": "contracts"})
    )
    assert "Số của đơn vị" in rows
    assert ">41</td>" in rows


def test_without_a_block_it_is_refused_beside_the_field(block: Block) -> None:
    writer = page(periodic.writer(block.centre))

    blank = writer.post(reverse("reports:new-report"), BEGIN)
    none = writer.post(reverse("reports:new-report"), {"kind": "unit", "period": Q3})

    assert (blank.status_code, none.status_code) == (400, 400)
    assert "Hãy chọn khối." in text(blank)
    assert "Hãy chọn đơn vị." in text(none)
    assert not PeriodReport.objects.filter(state="draft").exists()


@pytest.mark.parametrize("role", [Role.CONTRACT_OFFICER, Role.MANAGER])
def test_who_writes_for_a_member_is_not_offered_the_block(block: Block, role: Role) -> None:
    member = page(people.person(role, Centre.objects.get(code="U0")))

    offered = text(member.get(reverse("reports:new-report")))
    begun = member.post(reverse("reports:new-report"), {**BEGIN, "block": block.pk})

    assert "Khối VP" not in offered
    assert begun.status_code == 400
    assert not PeriodReport.objects.filter(kind="block").exists()


def test_the_api_begins_reads_and_filters_reports_of_blocks(block: Block) -> None:
    writer = api(periodic.writer(block.centre))
    door = "/api/v1/period-reports/"

    begun = writer.post(door, {"block": "VP", "period": Q3}, format="json")

    assert begun.status_code == 201, begun.json()
    assert (begun.json()["block"], begun.json()["kind"]) == ("VP", "block")
    said = writer.get(f"{door}{begun.json()['id']}/").json()
    assert [(one["unit"], one["source"], one["targets_met"]) for one in said["members"]] == [
        ("U0", "closed", 0), ("U1", "closed", 1), ("U2", "", None),
    ]  # fmt: skip
    listed = writer.get(door, {"block": "VP"}).json()["results"]
    assert [one["id"] for one in listed] == [begun.json()["id"]]
    assert writer.get(door, {"block": "NONE"}).json()["results"] == []
    assert writer.get(door, {"block": "X\0"}).status_code == 400


def test_the_api_refuses_a_strangers_block_and_what_does_not_fit(block: Block) -> None:
    door, asked = "/api/v1/period-reports/", {"block": "VP", "period": Q3}
    inside = api(periodic.writer(block.centre))
    stranger = api(people.person(Role.CONTRACT_OFFICER, people.centre("KHAC")))
    reader = api(people.person(Role.TECHNICIAN, block.centre))

    refused = [
        stranger.post(door, asked, format="json"),
        stranger.post(door, {**asked, "centre": "KHAC"}, format="json"),
        reader.post(door, asked, format="json"),
        inside.post(door, {**asked, "block": "NONE"}, format="json"),
        inside.post(door, {**asked, "kind": "unit"}, format="json"),
        inside.post(door, {**asked, "centre": "U0"}, format="json"),
        inside.post(door, {"period": Q3}, format="json"),
        inside.post(door, {"period": Q3, "kind": "block", "centre": "VIEN"}, format="json"),
    ]

    assert [one.status_code for one in refused[3:]] == [400] * 5
    assert {one.status_code for one in refused[:3]} <= {403, 404}
    assert not PeriodReport.objects.filter(kind="block").exists()


def test_every_form_of_the_document_tells_the_members_and_the_silent(block: Block) -> None:
    report = closed(block)

    paper = docx.Document(io.BytesIO(made(report, "docx")))
    cells = [[cell.text for cell in row.cells] for row in paper.tables[-4].rows]
    book = openpyxl.load_workbook(io.BytesIO(made(report, "xlsx")))
    said = json.loads(made(report, "json"))

    words = "\n".join(p.text for p in paper.paragraphs)
    assert "Kết quả phong trào thi đua quý III/2026 của Khối VP" in words
    assert "Trung tâm U2 chưa gửi báo cáo; số liệu của Khối chưa gồm đơn vị này." in words
    every = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "chưa báo cáo" in every, cells
    assert report.closing.digest == said["digest"]
    assert [one["source"] for one in said["members"]] == ["closed", "closed", ""]
    told = [[cell.value for cell in row] for row in book["Nguồn số liệu"].iter_rows()]
    assert [row[0] for row in told[1:]] == ["U0", "U1", "U2"]
    assert len(told[1][8]) == 64
    behind = [[cell.value for cell in row] for row in book["Đơn vị trong khối"].iter_rows()]
    assert [row[-2:] for row in behind if row[0] == "contracts"] == [[40, None], [41, None]]
    assert made(report, "pdf").startswith(b"%PDF-")
    assert name_of(report, "pdf") == "bao-cao-VP-2026-Q3-block-1.pdf"


def test_the_table_of_members_adds_targets_up(block: Block) -> None:
    facts = gather(closed(block)).facts
    table = next(one for one in facts["tables"] if one["title"].startswith("Đơn vị thành viên"))

    assert [row[1:3] for row in table["rows"]] == [
        ["Trung tâm U0", "báo cáo đã chốt"],
        ["Trung tâm U1", "báo cáo đã chốt"],
        ["Trung tâm U2", "chưa báo cáo"],
    ]
    assert table["sums"][0][4] == "1/2, 50 %"
    assert table["note"].startswith("1 đơn vị chưa báo cáo")


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "json"])
def test_the_command_makes_it_of_rows_and_of_what_was_closed(
    block: Block, form: str, tmp_path: Any
) -> None:
    closed(block)
    for name, more in (("rows", {}), ("stored", {"stored": True})):
        path = tmp_path / name
        call_command("period_report", "VP", Q3, format=form, out=str(path), **more)
        assert path.stat().st_size > 500


def test_it_is_not_exported_and_says_what_to_export(block: Block) -> None:
    report = closed(block)

    with pytest.raises(Refused) as refused:
        export_report(report)
    with pytest.raises(CommandError) as told:
        call_command("export_report", "VP", Q3)

    assert "hãy xuất báo cáo của từng đơn vị" in str(refused.value)
    assert "“Khối VP” là khối thi đua" in str(told.value)


def test_the_number_of_queries_does_not_grow_with_the_members(top: Centre) -> None:
    found, counts = blocks.block(top, "LON"), []
    periodic.begun(top, Q3, kind="block", block=found, at=LATER)
    reports = PeriodReport.objects.select_related("centre", "block__centre")
    for size in (2, 7):
        for n in range(size):
            unit = people.centre(f"N{size}{n}", parent=top)
            blocks.member(found, unit)
            exchange.closed(unit, figure("contracts", n), period=Q3)
        report = reports.get(block=found)
        with CaptureQueriesContext(connection) as asked:
            statement_of(report)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 25
