"""Three pressure gauges as a client lists them."""

from tests.factories.sheets import xlsx

SERIALS = ("SB-2207-A", "SB-2207-B", "00417")


def list_of_gauges() -> bytes:
    """A client's list as clients send it: letterhead, a heading of two rows, a department."""
    return xlsx(
        [
            ["CÔNG TY VÍ DỤ", None, None, None, None, None, None, None],
            ["DANH SÁCH THIẾT BỊ ĐO ĐỀ NGHỊ KIỂM ĐỊNH", *[None] * 7],
            [],
            ["STT", "Tên thiết bị", "Đặc trưng kỹ thuật", None, None, "Hãng sản xuất",
             "Số chế tạo", ""],
            [None, None, "Phạm vi đo", "Cấp chính xác", "Độ chia", None, None, "Nơi sử dụng"],
            ["Phân xưởng Lò hơi", *[None] * 7],
            [1, "Áp kế lò xo", "0 ÷ 10 bar", "1,6", "0,2", "Wika", SERIALS[0], "Lò hơi số 1"],
            [2, "Áp kế lò xo", "(0…10) bar", "1.6", "0,2 bar", "Wika", SERIALS[1], "Lò hơi số 2"],
            [],
            [3, "áp kế  lò xo ", "0-10 bar", 1.6, None, "wika", SERIALS[2], "Lò hơi số 2"],
        ],
        merges=[(0, 0, 0, 7), (1, 0, 1, 7), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 4), (3, 5, 4, 5),
                (3, 6, 4, 6), (5, 0, 5, 7)],
    )  # fmt: skip
