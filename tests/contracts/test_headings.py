import pytest

from common.sheets import Sheet
from contracts.listing.headings import find_layout, meaning, require_no_merges
from contracts.listing.wording import Unreadable, sentence
from tests.factories.sheets import HEADING


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Tên phương tiện đo", "name"),
        ("TÊN THIẾT BỊ (*)", "name"),
        ("Tên phương tiện đo / Instrument", "name"),
        ("Số chế tạo\n(Serial No.)", "serial"),
        ("S/N", "serial"),
        ("Số hiệu", "serial"),
        ("Hãng sản xuất", "maker"),
        ("Manufacturer", "maker"),
        ("Kiểu/Loại", "model"),
        ("Phạm vi đo (đơn vị)", "range"),
        ("Cấp/độ chính xác", "accuracy"),
        ("Mã quản lý", "tag"),
        ("Số phê duyệt mẫu (PDM)", "type_approval"),
        ("Khoa/phòng", "site"),
        ("Yêu cầu dịch vụ", "service"),
        ("Đơn giá (đồng)", "price"),
        ("STT", None),
        ("Ghi chú", None),
        ("Ngày hiệu chuẩn gần nhất", None),
        ("", None),
    ],
)
def test_a_heading_means_a_field(heading: str, field: str | None) -> None:
    assert meaning(heading) == field


def test_the_heading_is_found_below_titles() -> None:
    rows = [
        ["CÔNG TY TNHH XĂNG DẦU SÔNG BỒ"],
        [""],
        ["DANH SÁCH PHƯƠNG TIỆN ĐO NĂM 2026"],
        HEADING,
        ["1", "Áp kế lò xo"],
    ]

    layout = find_layout(Sheet(rows))

    assert (layout.first, layout.columns["serial"], layout.columns["name"]) == (4, 4, 1)
    assert layout.ignored == ("STT",)
    assert layout.headers["serial"] == "Số chế tạo"


def test_a_heading_of_two_rows_is_joined() -> None:
    rows = [
        ["STT", "Thông tin phương tiện", "", "", "Nơi sử dụng"],
        ["", "Tên thiết bị", "Số chế tạo", "Model", ""],
        ["1", "Áp kế lò xo", "A1", "111", "Khoa Nội"],
    ]
    merged = ((0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4))

    layout = find_layout(Sheet(rows, merged))

    assert layout.first == 2
    assert layout.columns == {"name": 1, "serial": 2, "model": 3, "site": 4}
    require_no_merges(Sheet(rows, merged), layout, set())


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([["Tên thiết bị", "Hãng"], ["Áp kế", "Wika"]], ["serial"]),
        ([["Số chế tạo", "Hãng"], ["1", "Wika"]], ["name"]),
        ([["Hãng", "Model"], ["Wika", "111"]], ["name", "serial"]),
    ],
)
def test_missing_columns_are_named_with_what_is_allowed(
    rows: list[list[str]], missing: list[str]
) -> None:
    with pytest.raises(Unreadable) as refused:
        find_layout(Sheet(rows))

    assert [r["column"] for r in refused.value.reasons] == missing
    for reason in refused.value.reasons:
        assert reason["code"] == "missing_column"
        assert reason["found"] == ", ".join(rows[0])
        assert reason["allowed"] in sentence(reason)


def test_a_sheet_without_a_heading_says_what_is_needed() -> None:
    with pytest.raises(Unreadable) as refused:
        find_layout(Sheet([["a", "b"], ["c", "d"]]))

    (reason,) = refused.value.reasons
    assert reason["code"] == "no_heading"
    assert "Tên phương tiện đo" in sentence(reason)
    with pytest.raises(Unreadable) as empty:
        find_layout(Sheet([["", ""], []]))
    assert empty.value.reasons[0]["code"] == "empty_file"


def test_merged_cells_in_the_data_are_named_as_a_spreadsheet_does() -> None:
    rows = [HEADING, *([str(n), "Áp kế", "", "", str(n), "", "", "Kho", ""] for n in range(9))]
    sheet = Sheet(rows, ((1, 7, 3, 7), (5, 4, 6, 4), (7, 0, 8, 0)))

    with pytest.raises(Unreadable) as refused:
        require_no_merges(sheet, find_layout(sheet), set())

    (reason,) = refused.value.reasons
    assert (reason["code"], reason["found"], reason["count"]) == ("merged_cells", "H2:H4, E6:E7", 2)


def test_a_merged_title_row_does_no_harm() -> None:
    rows = [HEADING, ["Khoa Nội", *[""] * 8], ["1", "Áp kế", "", "", "7", "", "", "", ""]]
    sheet = Sheet(rows, ((1, 0, 1, 8),))

    require_no_merges(sheet, find_layout(sheet), {1})
