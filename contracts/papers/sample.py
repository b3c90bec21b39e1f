"""Facts of an invented paper of each kind: every list filled, every name there.

An uploaded template is tried with them, and they are the list of what a template may name.
"""

from typing import Any, Final

from contracts.papers.plans import LAYOUT

_CENTRE: Final = {
    "name": "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng Ví Dụ",
    "name_en": "Example Metrology Centre",
    "address": "12 đường Ví Dụ, phường Thuận Hóa, thành phố Huế",
    "tax_code": "9900000016",
    "budget_code": "",
    "phone": "0234 000 0001",
    "email": "",
    "bank_account": "0000 1111 2222",
    "bank_name": "Kho bạc Nhà nước khu vực Ví Dụ",
    "representative": "Trần Thị Thử",
    "representative_title": "Giám đốc",
    "above": "Sở Khoa học và Công nghệ Ví Dụ",
    "place": "Huế",
    "code": "TTVD",
    "designation": "N 123",
}
_CUSTOMER: Final = {
    "name": "Công ty TNHH Xăng dầu Ví Dụ",
    "name_en": "",
    "address": "34 đường Ví Dụ, phường Thuận Hóa, thành phố Huế",
    "tax_code": "9900000129",
    "budget_code": "1234567",
    "phone": "0900 000 001",
    "email": "khachhang@vidu.example",
    "bank_account": "3333 4444 5555",
    "bank_name": "Ngân hàng Ví Dụ, chi nhánh Huế",
    "representative": "Lê Minh Họa",
    "representative_title": "Giám đốc",
}


def _line(
    position: int, description: str, quantity: int, price: int, percent: int
) -> dict[str, Any]:
    return {
        "position": position, "description": description, "kind": "verification",
        "type": "kiểm định", "unit": "cái", "quantity": quantity, "price": price, "discount": 0,
        "amount": quantity * price, "vat_category": "science", "vat_percent": percent,
        "scope": "not_asked", "note": "",
    }  # fmt: skip


LINES: Final = [
    _line(1, "Kiểm định áp kế lò xo", 2, 250_000, 5),
    _line(2, "Đi lại, vận chuyển chuẩn", 1, 500_000, 8),
]
TOTALS: Final = {
    "rates": [
        {"percent": 5, "net": 500_000, "vat": 25_000},
        {"percent": 8, "net": 500_000, "vat": 40_000},
    ],
    "net": 1_000_000, "vat": 65_000, "gross": 1_065_000,
    "words": "Một triệu không trăm sáu mươi lăm nghìn đồng",
}  # fmt: skip


def _thing(position: int, serial: str) -> dict[str, Any]:
    return {
        "position": position, "name": "Áp kế lò xo", "sample": "", "maker": "Ví Dụ",
        "model": "VD-100", "serial": serial, "tag": f"AK-{position:02}", "range": "0…10 bar",
        "accuracy": "1,6",
    }  # fmt: skip


THINGS: Final = [_thing(1, "A-0001"), _thing(2, "A-0002")]
_ASKED: Final = {
    "site": "Kho xăng dầu Thuận An", "line": 1, "service": "kiểm định", "regime": "định kỳ",
}  # fmt: skip
_MOVED: Final = {
    "code": "K7M4", "place": "Kệ A2", "condition": "Kim về 0, mặt kính nguyên",
    "condition_out": "Như khi nhận", "accessories": "Hộp đựng", "moved_on": "2026-03-10",
    "handed_by": "Lê Minh Họa", "taken_by": "Nguyễn Văn Mẫu",
}  # fmt: skip
ITEMS: Final = [one | _ASKED for one in THINGS]
HELD: Final = [one | _MOVED for one in THINGS]
DONE: Final = [
    one | {
        "outcome": "đạt", "performed_on": "2026-03-12", "valid_until": "2027-03-31",
        "certificates": [f"V26.{one['position']:05}"], "stickers": [f"26V.{one['position']:05}"],
    }
    for one in ITEMS
]  # fmt: skip
_VALUES: Final = [
    {"label": "Giá trị hợp đồng, gồm thuế GTGT", "amount": 1_065_000},
    {"label": "Giá trị nghiệm thu, gồm thuế GTGT", "amount": 1_065_000},
    {"label": "Đã thanh toán", "amount": 300_000},
    {"label": "Còn phải thanh toán", "amount": 765_000},
]
_DUE: Final = {
    "amount": 765_000,
    "paid": 300_000,
    "back": 0,
    "words": "Bảy trăm sáu mươi lăm nghìn đồng",
}

_COMMON: Final[dict[str, Any]] = {
    "schema": 1,
    "layout": LAYOUT,
    "serial": 1,
    "dated_on": "2026-03-15",
    "title": "Kiểm định phương tiện đo tại kho xăng dầu",
    "made_by": "Nguyễn Văn Mẫu",
    "centre": _CENTRE,
    "customer": _CUSTOMER,
    "contract": {
        "number": "45/2026/HĐDV-TTVD", "title": "Kiểm định phương tiện đo tại kho xăng dầu",
        "state": "signed", "signed_on": "2026-03-02", "due_on": "2026-04-15",
        "accepted_on": "2026-03-15", "framework": "03/2026/HĐNT-TTVD",
    },
}  # fmt: skip

_TERMS: Final = {
    "payment_days": 15,
    "penalty_percent": 8,
    "correction_days": 60,
    "extra": ["Bên A bố trí người phối hợp tại kho."],
}
_REVIEW: Final = {
    "place": "tại nơi sử dụng", "method": "ĐLVN 08:2011", "decision_rule": "theo quy trình",
    "interval": "12 tháng", "subcontracted": "không", "wishes": "Trả kết quả trước ngày 20/3",
    "differences": "Không có", "by": "Nguyễn Văn Mẫu", "on": "2026-03-01",
}  # fmt: skip
_CHECKS: Final = [
    {"text": "Yêu cầu của khách hàng đã rõ, được hiểu và lập thành văn bản", "met": True},
    {"text": "Đủ năng lực và nguồn lực đáp ứng yêu cầu", "met": True},
    {"text": "Phương pháp phù hợp, đáp ứng yêu cầu của khách hàng", "met": True},
]
_INVOICES: Final = [
    {
        "position": 1, "number": "1C26TVD 00000012", "issued_on": "2026-03-15",
        "gross": 1_065_000, "paid": 300_000, "left": 765_000,
    }
]  # fmt: skip

_OWN: Final[dict[str, dict[str, Any]]] = {
    "quotation": {
        "number": "BG-26.0012", "version": 2, "valid_until": "2026-04-14", "outside": True,
        "lines": [LINES[0] | {"scope": "outside", "note": "trên 10 bar"}, LINES[1]],
        "totals": TOTALS,
        "skipped": [
            {"row": 7, "name": "Cân treo", "serial": "", "why_vi": "Chưa có đơn giá",
             "why_en": "No price"}
        ],
    },
    "request": {
        "number": "01/PYC/45/2026/HĐDV-TTVD", "items": ITEMS, "review": _REVIEW,
        "checks": _CHECKS, "more_lines": [LINES[1]], "lines": LINES, "totals": TOTALS,
    },
    "contract": {
        "number": "45/2026/HĐDV-TTVD", "items": ITEMS, "lines": LINES, "totals": TOTALS,
        "terms": _TERMS,
    },
    "appendix": {
        "number": "01/PL/45/2026/HĐDV-TTVD",
        "appendix": {"number": 1, "title": "Thêm áp kế", "signed_on": "2026-03-10",
                     "due_on": "2026-04-30"},
        "added": [LINES[0]], "struck": [LINES[1]], "lines": LINES, "totals": TOTALS,
        "before": TOTALS,
        "values": [
            {"label": "Giá trị trước phụ lục, gồm thuế GTGT", "amount": 1_065_000},
            {"label": "Giá trị sau phụ lục, gồm thuế GTGT", "amount": 1_065_000},
        ],
    },
    "received": {
        "number": "01/BBGN/45/2026/HĐDV-TTVD", "items": HELD, "handed_by": "Lê Minh Họa",
        "taken_by": "Nguyễn Văn Mẫu",
    },
    "returned": {
        "number": "01/BBTR/45/2026/HĐDV-TTVD", "items": HELD, "handed_by": "Nguyễn Văn Mẫu",
        "taken_by": "Lê Minh Họa",
    },
    "acceptance": {
        "number": "01/BBNT/45/2026/HĐDV-TTVD", "items": DONE, "lines": LINES, "totals": TOTALS,
        "values": _VALUES, "due": _DUE,
    },
    "liquidation": {
        "number": "01/BBTL/45/2026/HĐDV-TTVD", "lines": LINES, "totals": TOTALS,
        "values": _VALUES, "due": _DUE, "terms": _TERMS, "invoices": _INVOICES,
    },
    "payment": {
        "number": "01/ĐNTT/45/2026/HĐDV-TTVD", "lines": LINES, "totals": TOTALS,
        "invoices": _INVOICES, "due": _DUE, "terms": _TERMS,
    },
}  # fmt: skip

_NAMES: Final = {
    "quotation": "Báo giá",
    "request": "Phiếu yêu cầu và xem xét yêu cầu",
    "contract": "Hợp đồng",
    "appendix": "Phụ lục hợp đồng",
    "received": "Biên bản giao nhận (nhận)",
    "returned": "Biên bản giao nhận (trả)",
    "acceptance": "Biên bản nghiệm thu",
    "liquidation": "Biên bản thanh lý",
    "payment": "Đề nghị thanh toán",
}


def sample(kind: str) -> dict[str, Any]:
    """Facts as a paper of a kind freezes them."""
    return {"kind": kind, "name_vi": _NAMES[kind], **_COMMON, **_OWN[kind]}
