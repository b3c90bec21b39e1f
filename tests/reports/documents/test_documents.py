"""A report's files: the layout of decree 30/2020, the same facts in both forms, the same bytes."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from docx.shared import Pt

from accounts.models import Centre
from reports.documents import printing
from reports.documents.annex import kept, read_back
from reports.documents.facts import gather
from reports.documents.files import FORMS, made
from reports.documents.plan import blocks, long_day
from reports.documents.tasks import tasks_table
from reports.models import PeriodReport
from tests.factories import contracts, people, periodic, planning, reports
from tests.factories.periodic import IN_Q3, SIGNED_AT

pytestmark = pytest.mark.django_db
AT = datetime(2022, 3, 28, 5, 0, tzinfo=UTC)


@pytest.fixture
def hue() -> Centre:
    above = people.centre("INST")
    found = people.centre("HUE", parent=above)
    found.place_vi, found.head_name = "Huế", "Trần Thị Mẫu"
    found.save()
    return found


@pytest.fixture
def report(hue: Centre) -> PeriodReport:
    contracts.signed(people.customer(hue, "=CMD()"), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    reports.target(hue, 4, measure="contracts", period="2026-Q3", decided_on=IN_Q3)
    planning.activity(hue, kind="event", title="Ngày Đo lường", done_on=IN_Q3)
    made = periodic.begun(hue)
    made.number, made.dated_on = "15/BC-TTĐL", date(2026, 10, 5)
    made.signer_for, made.signer_title = "KT. GIÁM ĐỐC", "Phó Giám đốc"
    made.signer_name, made.recipients = "Nguyễn Văn Mẫu", "- Sở KH&CN;\nLưu: VT, KHTC."
    made.save()
    return made


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def texts(page: Any) -> list[str]:
    cells = [p.text for t in page.tables for c in t._cells for p in c.paragraphs]
    return [text for text in [*(p.text for p in page.paragraphs), *cells] if text]


def test_the_docx_follows_decree_30(report: PeriodReport) -> None:
    page = opened(made(report, "docx"))

    section = page.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.left_margin, section.top_margin, section.bottom_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [30, 20, 20, 20]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert page.styles["Normal"].font.name == "Times New Roman"
    assert page.styles["Normal"].font.size == Pt(14)
    said = texts(page)
    for one in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TRUNG TÂM INST",
        "TRUNG TÂM HUE", "Số: 15/BC-TTĐL", "Huế, ngày 05 tháng 10 năm 2026", "BÁO CÁO",
        "Kết quả công tác quý III/2026 và phương hướng, nhiệm vụ quý IV/2026",
        "I. KẾT QUẢ CÔNG TÁC QUÝ III/2026", "1. Công tác chỉ đạo, điều hành",
        "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "III. PHƯƠNG HƯỚNG, NHIỆM VỤ QUÝ IV/2026",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Nơi nhận:",
        "- Sở KH&CN;", "- Lưu: VT, KHTC.", "PHỤ LỤC",
    ):  # fmt: skip
        assert one in said, one
    assert "Không." in said  # nothing to propose


def test_both_forms_print_the_same_blocks(report: PeriodReport) -> None:
    found = gather(report)
    said = texts(opened(printing.docx(found.facts, found.at)))

    for block in blocks(found.facts):
        if block["type"] in ("part", "heading", "para"):
            assert block["text"] in said
    assert printing.pdf(found.facts, found.at).startswith(b"%PDF-")


def test_a_draft_says_so_on_every_page_and_a_closed_report_does_not(hue: Centre) -> None:
    closed = periodic.closed(hue)
    draft = periodic.begun(hue, "2026-Q2")

    assert "DỰ THẢO" in texts(opened(made(draft, "docx")))
    section = opened(made(draft, "docx")).sections[0]
    assert [f.paragraphs[0].text for f in (section.footer, section.first_page_footer)] == [
        "DỰ THẢO", "DỰ THẢO",
    ]  # fmt: skip
    assert "DỰ THẢO" not in texts(opened(made(closed, "docx")))


def test_the_same_report_gives_the_same_bytes(hue: Centre) -> None:
    closed = periodic.closed(hue)

    for form in ("docx", "pdf", "json"):
        assert made(closed, form) == made(closed, form), form


def test_the_tables_stand_in_the_appendix_and_open_to_the_figures(report: PeriodReport) -> None:
    found = {one["title"]: one for one in gather(report).facts["tables"]}

    plan = found["Chỉ tiêu kế hoạch và kết quả thực hiện"]["rows"]
    assert plan == [["1", "Hợp đồng dịch vụ", "hợp đồng", "4", "1", "25 %", "chưa đạt"]]
    states = found["Tình trạng các hợp đồng dịch vụ"]
    assert states["sums"] == [["Cộng", "1", "1.000.000"]] or states["sums"][0][1] == "1"
    strands = found["Kết quả theo mảng quản lý nhà nước và mảng dịch vụ"]["rows"]
    assert ["Hợp đồng", "0", "1", "1"] in strands
    assert all("GTGT" in row[0] for row in strands if "đồng (" in row[0])


def test_the_book_holds_figures_and_rows_and_runs_no_formula(report: PeriodReport) -> None:
    content = made(report, "xlsx")

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "Số liệu"
    rows = {row[0].value: row for row in book["Số liệu"].iter_rows()}
    assert rows["contracts"][2].value == 1
    assert rows["revenue_signed_gross"][4].value
    assert rows["revenue_signed_gross"][5].value == "gồm thuế GTGT"
    behind = [row[3].value for row in book["Hợp đồng"].iter_rows() if row[0].value == "contracts"]
    assert len(behind) == 1
    assert "CMD" in behind[0]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_the_json_is_canonical_and_holds_every_figure(report: PeriodReport) -> None:
    from common.canonical import canonical

    content = made(report, "json")
    data = json.loads(content)

    assert content.decode() == canonical(data)
    (one,) = [one for one in data["figures"] if one["code"] == "contracts"]
    assert (one["value"], one["rate"], one["standing"]) == ("1", "25", "not_met")


def test_text_that_xml_or_the_printer_cannot_hold_breaks_no_file(report: PeriodReport) -> None:
    from reports.models import ReportSection

    text = "Lạ \x0b <b>&amp; \U0001f600 #strong[x] {{ y }} $z$ " + "dài" * 200
    ReportSection.objects.create(report=report, key="I.3", text=text, base="")

    said = " ".join(texts(opened(made(report, "docx"))))

    assert "<b>&amp; \U0001f600 #strong[x] {{ y }} $z$" in said
    assert made(report, "pdf").startswith(b"%PDF-")


def test_a_day_is_written_as_the_decree_asks() -> None:
    assert long_day("2026-02-05") == "ngày 05 tháng 02 năm 2026"
    assert long_day("2026-07-20") == "ngày 20 tháng 7 năm 2026"


def test_a_table_of_tasks_is_kept_and_read_back() -> None:
    table = tasks_table([], date(2026, 11, 20))
    table["rows"] = [["1", "Đèn\tLED\nhai", "cấp bộ, chủ trì", "a", "b", "–", "c"]]

    back = read_back(kept({"tasks": table}))["tasks"]

    assert back["rows"] == [["1", "Đèn LED hai", "cấp bộ, chủ trì", "a", "b", "–", "c"]]
    assert {**back, "rows": []} == {**table, "rows": []}


def test_the_command_makes_every_form_from_rows(report: PeriodReport, tmp_path: Path) -> None:
    for form in FORMS:
        out = tmp_path / f"r.{form}"
        call_command("period_report", "HUE", "2026-Q3", format=form, cut_off="2026-09-20", out=out)
        assert out.stat().st_size > 1000
    assert PeriodReport.objects.count() == 1
    said = json.loads((tmp_path / "r.json").read_text())
    assert (said["cut_off"], said["state"]) == ("2026-09-20", "draft")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("NIRGENDS", "2026-Q3"), "HUE"),
        (("HUE", "2026-Q9"), "2026-Q1"),
        (("HUE", "2026-Q3", "--cut-off", "2026-12-01"), "trong kỳ"),
        (("HUE", "2026-Q3", "--cut-off", "mai"), "2022-03-28"),
        (("HUE", "2026-Q3", "--stored"), "Chưa lập"),
        (("HUE", "2026-Q3", "--kind", "block"), "khối"),
    ],
)
def test_the_command_says_what_is_wrong(hue: Centre, args: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("period_report", *args, "--out", "/dev/null")
