"""Forty instruments as a power plant lists them: merged headings, Vietnamese units, slips."""

from dataclasses import dataclass
from typing import Any

from tests.factories.sheets import xlsx

KNOWN, CHANGED = "SB-1001", "SB-1002"  # of the customer's instruments of last year
NAMELESS = "TĐ-20"  # its cell of the serial number is blank
SERIAL = "Số khắc trên mặt máy"  # a heading that nobody knows
DIGITAL_PRICE = 450_000  # what the officer types where the price list says nothing
OWN_PRICE = 180_000

_HEAD = ["TT", "Tên máy, thiết bị", "Thông số kỹ thuật", None, None, "Hãng SX", "Nước SX", SERIAL,
         "Hình thức", "Đơn giá (đồng)", "Nơi lắp đặt", "Số PDM"]  # fmt: skip
_UNDER = [None, None, "Thang đo", "Cấp CX (%)\n(cấp chính xác)", "Vạch chia", *[None] * 7]
_WIDTH = len(_HEAD)
_BLANK: list[Any] = [None] * _WIDTH


@dataclass(frozen=True)
class Thing:
    """One row as it is typed, and what the preview is to say of it."""

    serial: Any
    name: str = "Áp kế lò xo"
    scale: str = "0 ÷ 10 bar"
    grade: Any = "1,6"
    step: Any = "0,2"
    maker: str = "Wika"
    service: str = ""
    price: Any = None
    site: str = "Lò hơi số 1"
    approval: str = ""
    fate: str = "mới"
    why: str = ""


def _boilers() -> list[Thing]:
    """Gauges in the units of the trade; one twice, one that nobody here may verify."""
    return [
        Thing("TĐ-01"),
        Thing("TĐ-02", scale="(0...10) bar", grade=1.6),
        Thing("TĐ-03", scale="0-10bar", step="0,2 bar", name="  Áp kế  lò xo "),
        Thing(20417, scale="từ 0 đến 10 bar"),
        Thing("TĐ-05", scale="0 ÷ 10 kG/cm²", step="0,2 kG/cm²", name="Đồng hồ áp suất"),
        Thing("TĐ-06", scale="(0…10) kgf/cm2", name="ĐỒNG HỒ ÁP LỰC"),
        Thing("TĐ-07", scale="0 ~ 10 at", name="Đồng hồ đo áp suất (kim)"),
        Thing("TĐ-08", scale="0...1 MPa", step="0,02"),
        Thing("tđ-03", fate="trùng", why="Trùng với dòng 10 của tệp."),
        Thing("TĐ-10", maker="không rõ"),
        Thing("TĐ-11", scale="0 ÷ 600 bar", step="10", fate="ngoài phạm vi",
              why="Ngoài phạm vi quyết định chỉ định QĐ 1234/QĐ-TĐC"),
        Thing(KNOWN, maker="Ví Dụ Gauge", site="", fate="đã có"),
        Thing(CHANGED, maker="Ví Dụ Gauge", site="Trạm bơm", fate="có thay đổi",
              why="Nơi sử dụng: “” → “Trạm bơm”."),
        *(Thing(f"TĐ-{n}") for n in range(14, 20)),
        Thing(None, fate="không đọc được", why="Số chế tạo còn để trống."),
    ]  # fmt: skip


def _others() -> list[Thing]:
    """Scales, gauges to be calibrated, things without a price, an electrocardiograph."""
    scale = {"name": "Cân đồng hồ", "grade": "IIII", "step": "50 g", "maker": "Nhơn Hòa",
             "site": "Nhà ăn", "approval": "PDM 115-2022"}  # fmt: skip
    calibrated = {"service": "Hiệu chuẩn", "site": "Phòng thí nghiệm"}
    return [
        *(Thing(f"NH-{n}", scale=text, **scale)
          for n, text in enumerate(("Max 15 kg", "15kg", "Max 15 kilôgam", "≤ 15 kg",
                                    "0,5 kg - 15 kg", "500 g đến 15 kg", "0,5 ÷ 15 kg"), 31)),
        Thing(" NH-33 ", scale="Max 15kg", fate="trùng", why="Trùng với dòng 32 của tệp.", **scale),
        Thing("NH-39", scale="Max 15 kg", **scale),
        *(Thing(f"HC-{n}", **calibrated) for n in range(1, 7)),
        *(Thing(f"ĐT-{n}", name="Áp kế điện tử", step="0,01", fate="chưa có đơn giá",
                why="Chưa có đơn giá của dịch vụ này.") for n in (1, 2)),
        Thing("TĐ-50", price="180.000 đ", site="Trạm bơm"),
        Thing("TĐ-51", price=180000, site="Trạm bơm"),
        Thing("ECG-7", name="Phương tiện đo điện tim", scale="", grade="", step="", site="Y tế",
              fate="ngoài phạm vi", why="không có “Phương tiện đo điện tim”"),
    ]  # fmt: skip


BOILERS, OTHERS = _boilers(), _others()
THINGS = [*BOILERS, *OTHERS]
OUTSIDE = [one.serial for one in THINGS if one.fate == "ngoài phạm vi"]
TWICE = [one.serial for one in THINGS if one.fate == "trùng"]
ENTERING = len(THINGS) - len(OUTSIDE) - len(TWICE)


def forty() -> bytes:
    """The workbook: letterhead, a heading of two rows, two departments, a sum, a signature."""
    rows = [
        ["CÔNG TY CỔ PHẦN THỦY ĐIỆN SÔNG BỒ", *_BLANK[1:]],
        ["DANH MỤC THIẾT BỊ ĐỀ NGHỊ KIỂM ĐỊNH, HIỆU CHUẨN NĂM NAY", *_BLANK[1:]],
        _BLANK,
        _HEAD,
        _UNDER,
        [f"({n})" for n in range(1, _WIDTH + 1)],
        ["I. PHÂN XƯỞNG LÒ HƠI", *_BLANK[1:]],
        *(_row(n, one) for n, one in enumerate(BOILERS, 1)),
        _BLANK,
        ["II. CÁC ĐƠN VỊ KHÁC", *_BLANK[1:]],
        *(_row(n, one) for n, one in enumerate(OTHERS, len(BOILERS) + 1)),
        [None, "Tổng cộng: 40 thiết bị", *_BLANK[2:]],
        _BLANK,
        [*_BLANK[:9], "Người lập: Võ Thị Khách", *_BLANK[10:]],
    ]
    second = 7 + len(BOILERS) + 1
    whole = [(at, 0, at, _WIDTH - 1) for at in (0, 1, 6, second)]
    tall = [(3, column, 4, column) for column in (0, 1, *range(5, _WIDTH))]
    return xlsx(rows, merges=[*whole, *tall, (3, 2, 3, 4)])


def numbers() -> dict[int, Thing]:
    """Each thing by the number of its row in the sheet, as people count."""
    first, second = 8, 8 + len(BOILERS) + 2
    return {
        **dict(enumerate(BOILERS, first)),
        **dict(enumerate(OTHERS, second)),
    }


def _row(number: int, of: Thing) -> list[Any]:
    return [number, of.name, of.scale, of.grade, of.step, of.maker, _country(of.maker), of.serial, of.service, of.price,
            of.site, of.approval]  # fmt: skip


def _country(maker: str) -> str:
    return "Đức" if maker == "Wika" else "Việt Nam"
