"""Price lists, surcharges and norms for tests."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import Centre
from contracts.models import PriceImport, Surcharge
from contracts.pricing.bringing import bring
from contracts.pricing.surcharges import SurchargeFacts, add_surcharge
from contracts.states import SurchargeKind
from tests.factories import contracts as make
from tests.factories import sheets
from tests.factories.people import NOW

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HEADING = [
    "Mã", "Tên dịch vụ", "Tên tiếng Anh", "Loại dịch vụ", "Loại phương tiện đo", "Phạm vi từ",
    "Phạm vi đến", "Đơn vị tính", "Nhóm thuế GTGT", "Đơn giá, đồng, chưa thuế",
]  # fmt: skip


def surcharge(centre: Centre, **facts: Any) -> Surcharge:
    """A surcharge of 50 % for urgent work unless told."""
    if "amount" not in facts:
        facts.setdefault("percent", 50)
    facts.setdefault("kind", SurchargeKind.URGENT)
    facts.setdefault("name_vi", "Phụ phí làm gấp")
    facts.setdefault("valid_from", date(2020, 1, 1))
    by = make.officer(centre)
    return add_surcharge(centre=centre, facts=SurchargeFacts(**facts), by=by, at=NOW)


def row(code: str, price: object = 100_000, **cells: str) -> list[Any]:
    """A row of a price list: a service known by its code unless more is told."""
    names = ("name_vi", "name_en", "kind", "type", "range_min", "range_max", "unit", "vat")
    return [code, *(cells.get(name, "") for name in names), price]


def new(code: str, price: object = 100_000, **cells: str) -> list[Any]:
    """A row of a service that is not there yet."""
    given = {
        "name_vi": f"Kiểm định {code}", "kind": "kiểm định", "type": "pressure-gauge",
        "unit": "cái", "vat": "dịch vụ KH&CN",
    }  # fmt: skip
    return row(code, price, **given | cells)


def content(*rows: Sequence[Any]) -> bytes:
    """A price list of these rows as xlsx."""
    return sheets.xlsx([["BẢNG GIÁ DỊCH VỤ"], [], HEADING, *rows])


def brought(centre: Centre, *rows: Sequence[Any], valid_from: date) -> PriceImport:
    """A price list on its way in."""
    return bring(
        centre=centre, file_name="gia.xlsx", content=content(*rows), valid_from=valid_from,
        by=make.officer(centre), at=NOW,
    )  # fmt: skip


def docx() -> bytes:
    """A document, as small as one is."""
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()
