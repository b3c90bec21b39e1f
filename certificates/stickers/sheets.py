"""Stickers and labels laid out: on A4 with cut marks, or each on a page for a label printer.

Sizes are millimetres. A QR is drawn so that a phone reads it: quiet zone of four modules, modules
of at least 0.33 mm: 25 × 35 mm leaves room for that and an address of a hundred letters.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from certificates.states import StickerSize
from certificates.stickers.labels import Label
from certificates.stickers.typesetting import compiled, printable
from common.errors import Faults, Refused

D = Decimal
SIZES: Final = {StickerSize.SMALL: (D(25), D(35)), StickerSize.LARGE: (D(45), D(28))}
PAGE: Final = (D(210), D(297))
TEMPLATE: Final = "labels.typ"
MOST = 500  # labels in one file
QUIET = 4
LEAST_MODULE = D("0.33")
# The place of the QR, its quiet zone included.
QR_ROOM: Final = {StickerSize.SMALL: D("15.2"), StickerSize.LARGE: D("17.6")}
MARGIN_MOST, GAP_MOST = 40, 20
MARGIN: Final = D(8)
GAP: Final = D(2)


@dataclass(frozen=True)
class Layout:
    """Where labels go. `start` is the first free place of a sheet that was begun, from 1."""

    size: StickerSize
    sheet: bool = True  # A4; else one label to a page
    start: int = 1
    margin_x: Decimal = MARGIN
    margin_y: Decimal = MARGIN
    gap: Decimal = GAP
    marks: bool = True

    @property
    def columns(self) -> int:
        """Labels beside each other."""
        return self._fit(PAGE[0], self.margin_x, SIZES[self.size][0])

    @property
    def rows(self) -> int:
        """Labels below each other."""
        return self._fit(PAGE[1], self.margin_y, SIZES[self.size][1])

    def _fit(self, whole: Decimal, margin: Decimal, one: Decimal) -> int:
        room = (whole - 2 * margin + self.gap) / (one + self.gap)
        return max(int(room.to_integral_value(ROUND_FLOOR)), 0)

    @property
    def each(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows if self.sheet else 1

    def insist(self) -> None:
        """InvalidInput for margins or a beginning that no sheet has."""
        faults = Faults()
        for name, value, most in (
            ("margin_x", self.margin_x, MARGIN_MOST),
            ("margin_y", self.margin_y, MARGIN_MOST),
            ("gap", self.gap, GAP_MOST),
        ):
            if not 0 <= value <= most:
                faults.add(
                    name, _("Ngoài khoảng cho phép."), code="range", found=str(value)[:20],
                    allowed=f"0 … {most} mm",
                )  # fmt: skip
        faults.raise_if_any()
        if not 1 <= self.start <= self.each:
            faults.add(
                "start", _("Tờ này không có vị trí đó."), code="range", found=str(self.start),
                allowed=f"1 … {self.each}",
            )  # fmt: skip
        faults.raise_if_any()

    def sheets(self, count: int) -> int:
        """How many sheets (or pages) so many labels need."""
        return -(-(count + self.start - 1) // self.each) if count else 0


@dataclass(frozen=True)
class Code:
    """A QR: its picture, its width with the quiet zone, one module, in millimetres."""

    svg: str
    width: Decimal
    module: Decimal


def qr(address: str, room: Decimal) -> Code:
    """The QR of an address, as large as the room allows; Refused when a module would be too small.

    The strongest error correction that keeps the modules readable: a scratched sticker is read too.
    """
    import segno

    for level in ("m", "l"):
        made = segno.make(address, error=level, micro=False, boost_error=False)
        across = int(made.symbol_size(scale=1, border=QUIET)[0])
        module = room / across
        if module >= LEAST_MODULE:
            out = io.BytesIO()
            made.save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True)
            return Code(out.getvalue().decode(), room, module)
    raise Refused(_("Địa chỉ quá dài để in thành mã QR cỡ này."), code="qr_too_small")


def pdf(labels: Sequence[Label], layout: Layout, *, at: datetime) -> bytes:
    """The file to print. Refused when there is nothing, or more than `MOST`."""
    data, pictures = drawn(labels, layout)
    return compiled(TEMPLATE, data, at=at, pictures=pictures)


def drawn(labels: Sequence[Label], layout: Layout) -> tuple[dict[str, Any], dict[str, str]]:
    """What the template takes: the data, and the QR pictures by name."""
    layout.insist()
    if not labels:
        raise Refused(
            _("Không có tem, nhãn nào để in: hãy chọn giấy có tem, hoặc chọn in nhãn."),
            code="nothing_to_print",
        )
    if len(labels) > MOST:
        raise Refused(_("Mỗi lần in nhiều nhất %s tem, nhãn.") % MOST, code="too_many")
    width, height = SIZES[layout.size]
    room = QR_ROOM[layout.size]
    names = {address: f"qr{i}" for i, address in enumerate({one.address: 0 for one in labels})}
    data = {
        "sheet": layout.sheet, "width": float(width), "height": float(height),
        "qr": float(room), "columns": layout.columns, "each": layout.each,
        "start": layout.start if layout.sheet else 1, "margin_x": float(layout.margin_x),
        "margin_y": float(layout.margin_y), "gap": float(layout.gap), "marks": layout.marks,
        "portrait": layout.size == StickerSize.SMALL,
        "labels": [_plain(one, names) for one in labels],
    }  # fmt: skip
    return data, {name: qr(address, room).svg for address, name in names.items()}


def _plain(one: Label, names: dict[str, str]) -> dict[str, Any]:
    big = None if one.big is None else [printable(part) for part in one.big]
    return {
        "centre": printable(one.centre),
        "title": [printable(part) for part in one.title],
        "number": one.number,
        "big": big,
        "rows": [[printable(part) for part in row] for row in one.rows if row[2]],
        "qr": names[one.address],
        "service": one.service,
    }
