"""Three pressure gauges as a client lists them."""

from tests.factories.sheets import xlsx

SERIALS = ("SB-2207-A", "SB-2207-B", "00417")


def list_of_gauges() -> bytes:
    """A client's list as clients send it: letterhead, a heading of two rows, a department."""
    return xlsx(
        [
            ["CÔNG TY VÍ DỤ", None, None, None, None, None, None],
            ["DANH SÁCH THIẾT BỊ ĐO ĐỀ NGHỊ KIỂM ĐỊNH", None, None, None, None, None, None],
            [],
            ["STT", "Tên thiết bị", "Đặc trưng kỹ thuật", None, "Hãng sản xuất", "Số chế tạo", ""],
            [None, None, "Phạm vi đo", "Cấp chính xác", None, None, "Nơi sử dụng"],
            ["Phân xưởng Lò hơi", None, None, None, None, None, None],
            [1, "Áp kế lò xo", "0 ÷ 10 bar", "1,6", "Wika", SERIALS[0], "Lò hơi số 1"],
            [2, "Áp kế lò xo", "(0…10) bar", "1.6", "Wika", SERIALS[1], "Lò hơi số 2"],
            [],
            [3, "áp kế  lò xo ", "0-10 bar", 1.6, "wika", SERIALS[2], "Lò hơi số 2"],
        ],
        merges=[(0, 0, 0, 6), (1, 0, 1, 6), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3), (3, 4, 4, 4),
                (3, 5, 4, 5), (5, 0, 5, 6)],
    )  # fmt: skip
