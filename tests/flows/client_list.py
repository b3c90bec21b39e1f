"""Three pressure gauges as a client lists them."""

from tests.factories.sheets import xlsx

SERIALS = ("SB-2207-A", "SB-2207-B", "00417")


def list_of_gauges() -> bytes:
    """A client's list as clients send it: letterhead, a heading of two rows, a department."""
    return xlsx(
        [
            ["CÔNG TY VÍ DỤ", *[None] * 8],
            ["DANH SÁCH THIẾT BỊ ĐO ĐỀ NGHỊ KIỂM ĐỊNH", *[None] * 8],
            [],
            ["STT", "Tên thiết bị", "Đặc trưng kỹ thuật", None, None, "Hãng sản xuất",
             "Nước sản xuất", "Số chế tạo", ""],
            [None, None, "Phạm vi đo", "Cấp chính xác", "Độ chia", *[None] * 3, "Nơi sử dụng"],
            ["Phân xưởng Lò hơi", *[None] * 8],
            [1, "Áp kế lò xo", "0 ÷ 10 bar", "1,6", "0,2", "Wika", "Đức", SERIALS[0],
             "Lò hơi số 1"],
            [2, "Áp kế lò xo", "(0…10) bar", "1.6", "0,2 bar", "Wika", "Đức", SERIALS[1],
             "Lò hơi số 2"],
            [],
            [3, "áp kế  lò xo ", "0-10 bar", 1.6, None, "wika", "Đức", SERIALS[2], "Lò hơi số 2"],
        ],
        merges=[(0, 0, 0, 8), (1, 0, 1, 8), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 4), (3, 5, 4, 5),
                (3, 6, 4, 6), (3, 7, 4, 7), (5, 0, 5, 8)],
    )  # fmt: skip
