"""What stands on the pages of layout 2: each part only where it belongs, and nothing torn."""

import copy
import hashlib
import io
from typing import Any

import pytest
from pypdf import PdfReader

from certificates import pdf
from certificates.pdf import template
from common.pairs import pair
from tests.factories import pdfa, statements

LOGO = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><rect width='9' height='9'/></svg>"
SHA = hashlib.sha256(LOGO).hexdigest()
OUTSIDE = "Ngoài phạm vi được công nhận / Outside the accredited scope"


def pages(said: dict[str, Any], **more: Any) -> list[str]:
    found = PdfReader(io.BytesIO(pdf.render(said, **more))).pages
    return [" ".join(page.extract_text().split()) for page in found]


def text(said: dict[str, Any], **more: Any) -> str:
    return " ".join(pages(said, **more))


def of_kind(kind: str, **more: Any) -> dict[str, Any]:
    return statements.statement(kind=kind, **more)


def with_template(said: dict[str, Any], **content: Any) -> dict[str, Any]:
    return said | {"template": {"version": 1, "content": content}}


def long_table(count: int, columns: int = 0) -> dict[str, Any]:
    """A table of `count` rows, with so many columns more."""
    table = statements.table()
    first = table["rows"][0]
    table["rows"] = [copy.deepcopy(first) | {"row": i} for i in range(count)]
    for i, row in enumerate(table["rows"]):
        row["cells"]["ref"] = row["measured"]["reference"] = f"{i}.25"
    for i in range(columns):
        label = pair(f"Nhiệt độ môi trường {i}", f"Ambient temperature {i}")
        table["columns"].insert(2, statements.column(f"t{i}", "reading", "degC", label))
        for row in table["rows"]:
            row["cells"][f"t{i}"] = "23.456"
    return table


# Pages


@pytest.mark.parametrize("kind", ["verification", "calibration", "testing", "notice"])
def test_every_page_carries_the_number_and_its_place(kind: str) -> None:
    found = pages(of_kind(kind, tables=[long_table(80)]))

    assert len(found) >= 3
    for i, page in enumerate(found, 1):
        assert "C26.00042" in page
        assert f"Trang {i}/{len(found)} / Page {i} of {len(found)}" in page
    ends = [page.count("— Hết / End of document —") for page in found]
    assert ends == [0] * (len(found) - 1) + [1]


def test_two_hundred_rows_repeat_their_head_and_each_row_stands_whole() -> None:
    found = pages(of_kind("calibration", tables=[long_table(200)]))

    with_rows = [page for page in found if "0,25 0,00 0,00 0,05" in page or ",25 0,00" in page]
    assert len(with_rows) >= 4
    assert [page.count("Reference pressure psi") for page in with_rows] == [1] * len(with_rows)
    for i in range(200):
        row = f"{i},25 0,00 0,00 0,05 0,25 Đạt Pass"
        assert sum(f" {row}" in page for page in found) == 1


def test_no_heading_stands_without_what_it_heads() -> None:
    headed = 0
    for count in range(16, 60, 4):
        found = pages(
            of_kind("calibration", tables=[long_table(count), statements.table("second")])
        )
        for page in found:
            if "Bảng kết quả Table of results" in page:
                assert "Áp suất chuẩn Reference pressure" in page.split("Table of results", 1)[1]
                headed += 1
    assert headed >= 11


def test_a_table_too_wide_for_an_upright_page_lies() -> None:
    found = PdfReader(io.BytesIO(pdf.render(of_kind("calibration", tables=[long_table(30, 12)]))))

    shapes = [page.mediabox.width > page.mediabox.height for page in found.pages]
    assert shapes == [False] + [True] * (len(shapes) - 1)
    words = " ".join(" ".join(page.extract_text().split()) for page in found.pages)
    assert words.count("23,456") == 30 * 12


def test_a_wide_table_of_few_rows_is_turned() -> None:
    said = of_kind("calibration", tables=[long_table(2, 12)])

    found = PdfReader(io.BytesIO(pdf.render(said)))

    assert all(page.mediabox.width < page.mediabox.height for page in found.pages)
    assert "Nhiệt độ môi trường 3 / Ambient temperature 3, degC 23,456 23,456" in text(said)


def test_a_word_longer_than_its_place_is_printed_whole() -> None:
    said = of_kind("calibration")
    said["instrument"]["model"] = "M" * 119 + "Z"

    assert text(said).replace(" ", "").replace("\u200b", "").count("M" * 119 + "Z") == 1


def test_the_face_keeps_to_one_page_however_much_there_is_to_say() -> None:
    said = of_kind("calibration")
    said["customer"] |= {"name": "Tổng công ty cổ phần Ví Dụ " * 4, "address": "đường Ví Dụ, " * 9}
    said["instrument"]["characteristics"] *= 4
    said["method"]["title"] = pair("Quy trình so sánh trực tiếp " * 5, "Direct comparison " * 8)

    found = pages(said)

    assert "NGƯỜI PHÊ DUYỆT" in found[0]
    assert said["check_url"] in found[0]


# What belongs where


def test_the_designation_stands_where_the_law_counts() -> None:
    for kind in ("verification", "notice"):
        assert "Số chỉ định / Designation No. QĐ 01/2026" in text(of_kind(kind))
    for kind in ("calibration", "testing"):
        assert "QĐ 01/2026" not in text(of_kind(kind))


def test_the_national_heading_is_a_choice_of_calibration_alone() -> None:
    own = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"

    assert own in text(of_kind("verification"))
    assert own not in text(of_kind("calibration"))
    assert own in text(with_template(of_kind("calibration"), national=True))


def test_number_and_mark_of_accreditation_stand_inside_its_scope_alone() -> None:
    inside = {"number": "VILAS 999", "texts": []}
    outside = {"number": "", "texts": [pair("Không thuộc phạm vi.", "Not in scope.")]}
    one = with_template(of_kind("calibration", accreditation=inside), mark=SHA)
    other = with_template(of_kind("calibration", accreditation=outside), mark=SHA)
    asked: list[str] = []

    def kept(digest: str) -> tuple[bytes, str]:
        asked.append(digest)
        return LOGO, "image/svg+xml"

    marked, bare = pdf.render(one, pictures=kept), pdf.render(other, pictures=kept)

    assert "Số công nhận / Accreditation No. VILAS 999" in text(one, pictures=kept)
    assert "Accreditation No." not in text(other, pictures=kept)
    assert "Không thuộc phạm vi." in text(other, pictures=kept)
    assert len(marked) > len(bare)
    assert set(asked) == {SHA}


def test_rows_outside_the_scope_are_marked_and_explained() -> None:
    accredited = {"number": "VILAS 999", "texts": []}

    shown = text(of_kind("calibration", accreditation=accredited))

    assert "100,00 †" in shown or "100,00†" in shown
    assert shown.count("†") == 2
    assert OUTSIDE in shown
    assert OUTSIDE not in text(of_kind("calibration", accreditation=None))


def test_stickers_and_the_end_of_validity() -> None:
    until = {"on": "2027-03-31", "rule": pair("Chu kỳ 12 tháng.", "Cycle of 12 months.")}

    shown = text(of_kind("verification", stickers=["26V.00017"], valid_until=until))

    assert "Số tem / Sticker No. 26V.00017" in shown
    assert "Có giá trị đến / Valid until 31/03/2027" in shown
    assert "Sticker No." not in text(of_kind("verification"))


def test_an_interval_is_told_only_where_it_was_agreed() -> None:
    said = of_kind("calibration")

    assert "Hiệu chuẩn lại / Recalibration 04/03/2027" in text(said)
    assert "Phiếu yêu cầu YC-07" in text(said)
    assert "Recalibration" not in text(said | {"interval": None})


def test_a_replacement_says_what_changed() -> None:
    change = {"label": pair("Khách hàng", "Customer"), "before": "Cũ", "after": "Mới"}
    replaces = {
        "number": "C26.00007", "reason": "Sai tên", "text": pair("Thay thế giấy số C26.00007."),
        "issued_on": "2026-03-01", "sha256": "0" * 64, "changes": [change],
    }  # fmt: skip

    found = pages(of_kind("calibration", replaces=replaces))

    assert "Thay thế giấy số C26.00007." in found[0]
    assert "nội dung thay đổi ở trang 2" in found[0]
    assert "Khách hàng / Customer Cũ Mới" in found[1]


def test_signed_by_hand_or_digitally() -> None:
    sealed = {"fingerprint": "ab" * 32, "subject": "CN=Khóa ví dụ"}

    by_hand, digitally = (text(of_kind("calibration", sealed_by=by)) for by in (None, sealed))

    assert "Không ký số: có giá trị khi có chữ ký và đóng dấu." in by_hand
    assert "ĐÃ KÝ SỐ" not in by_hand
    assert "ĐÃ KÝ SỐ / Digitally signed" in digitally
    assert "Không ký số" not in digitally


def test_a_preview_does_not_pass_for_a_paper() -> None:
    said = of_kind("calibration")

    assert all("BẢN XEM THỬ" in page for page in pages(said | {"preview": True}))
    assert "BẢN XEM THỬ" not in text(said)
    assert len(pdf.pages(said)) == len(pages(said))
    assert all(page.startswith(b"\x89PNG") for page in pdf.pages(said, ppi=30))


def test_why_a_table_has_no_u_stands_under_it() -> None:
    note = pair("Bảng này không có U riêng.", "This table has no U of its own.")

    shown = text(of_kind("calibration", tables=[statements.table(note=note)]))

    assert "Bảng này không có U riêng. / This table has no U of its own." in shown


# Plots


def plotted(*tables: dict[str, Any]) -> str:
    return text(of_kind("calibration", tables=list(tables)))


def test_a_plot_says_what_is_to_be_seen() -> None:
    shown = plotted(statements.table())

    assert (
        "Hình 1. Sai số lớn nhất về độ lớn: 0,10 psi tại 50,00 psi; "
        "mọi giá trị, kể cả khoảng ±U, nằm trong giới hạn cho phép." in shown
    )
    assert "Figure 1. Largest error in magnitude: 0.10 psi at 50.00 psi; all values" in shown
    assert "Giá trị quy chiếu / Reference value, psi" in shown


def test_values_that_crowd_are_told_by_their_points() -> None:
    """Evenly placed 10.02, 10 and 100.1 would read as a scale that is none: Q1, Q2, Q3 are."""
    table = statements.table()
    table["columns"].insert(0, statements.column("point", "label", "", pair("Điểm", "Point")))
    for row, name, at in zip(
        table["rows"], ("Q1", "Q2", "Q3"), ("10.02", "10", "100.1"), strict=True
    ):
        row["cells"]["point"] = pair(name)
        row["measured"]["reference"] = at

    shown = plotted(table)

    assert "Q1 Q2 Q3 Điểm / Point" in shown
    assert "Giá trị quy chiếu" not in shown


def test_a_plot_counts_what_lies_outside() -> None:
    out, near = statements.table(), statements.table()
    out["rows"][1]["measured"] |= {"error": "-0.30"}
    near["rows"][1]["measured"] |= {"error": "0.22"}

    assert "−0,30 psi tại 50,00 psi; 1 trong 3 giá trị nằm ngoài giới hạn" in plotted(out)
    assert "mọi giá trị trong giới hạn cho phép, 1 khoảng ±U vượt ra ngoài" in plotted(near)


def test_without_limits_a_plot_claims_none() -> None:
    table = statements.table()
    for row in table["rows"]:
        row["measured"] |= {"limit": None, "acceptance": None}

    shown = plotted(table)

    assert "Sai số lớn nhất về độ lớn: 0,10 psi tại 50,00 psi; U lớn nhất 0,06 psi." in shown
    assert "giới hạn cho phép, nằm" not in shown


def test_rows_of_different_units_share_a_scale_of_their_limits() -> None:
    table = statements.table()
    table["rows"][0]["measured"] |= {"unit": "bar", "error_unit": "bar"}

    shown = plotted(table)

    assert "Sai số gần giới hạn nhất: 40 % của giới hạn" in shown


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_nothing_is_drawn_of_fewer_than_three_points(rows: int) -> None:
    table = statements.table()
    table["rows"] = table["rows"][:rows]

    assert "Hình 1." not in plotted(table)


def test_a_centre_may_leave_plots_out() -> None:
    assert "Hình 1." not in text(with_template(of_kind("calibration"), plots=False))


# What a centre may set


def test_what_a_centre_sets_is_printed() -> None:
    content = {
        "heading": [pair("Ủy ban Ví Dụ", "Example Committee")],
        "address": pair("Địa chỉ riêng", "Own address"),
        "contact": pair("Đường dây nóng 0900 000 009", "Hot line 0900 000 009"),
        "approver_label": pair("Giám đốc", "Director"),
        "notes": [pair("Ghi chú riêng.", "Own note.")],
        "footer": pair("Chân trang riêng", "Own foot"),
        "logo": SHA,
    }
    content = template.insist(content, "calibration")

    found = pages(with_template(of_kind("calibration"), **content), pictures=lambda _: (LOGO, ""))

    for phrase in ("ỦY BAN VÍ DỤ", "Địa chỉ riêng / Own address", "Đường dây nóng", "GIÁM ĐỐC"):
        assert phrase in found[0]
    assert "SỞ VÍ DỤ" not in found[0]
    assert "Ghi chú riêng. Own note." in found[-1]
    assert all("Chân trang riêng / Own foot" in page for page in found)


@pytest.mark.parametrize("kept", [None, (b"other", "image/png")])
def test_a_picture_that_is_not_kept_as_it_was_stops_the_file(kept: Any) -> None:
    said = with_template(of_kind("calibration"), logo=SHA)

    with pytest.raises(LookupError, match=SHA):
        pdf.render(said, pictures=lambda _: kept)


def test_every_size_and_switch_gives_an_archive_file() -> None:
    for content in ({"text_size": "9"}, {"text_size": "10", "frame": False, "signature_room": 40}):
        file = pdf.render(with_template(of_kind("verification"), **content))
        assert pdfa.faults_of(file) == []


# Characters


def test_where_a_character_stands_that_the_font_lacks() -> None:
    said = of_kind("calibration", basis={"free": "漢"})
    said["instrument"]["maker"] = "株式会社 A"
    said["notes"] = [pair("Đường kính ⌀ 20")]

    assert pdf.unprintable_in(said) == [
        ("notes.0.vi", "⌀", "Đường kính ⌀ 20"),
        ("notes.0.en", "⌀", "Đường kính ⌀ 20"),
        ("instrument.maker", "株式会社", "株式会社 A"),
    ]
    assert pdf.named("⌀\x07") == "“⌀” (DIAMETER SIGN), “\x07” (U+0007)"
