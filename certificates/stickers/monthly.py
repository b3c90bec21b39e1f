"""The month's account as a workbook and as a paper to sign."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.models import Centre
from calibration.states import Service
from certificates.stickers.bookkeeping import FIGURES, Book, Line
from certificates.stickers.months import Month
from certificates.stickers.typesetting import compiled, printable
from common.sheets import Table, write_book
from common.templatetags.show import count, either


def account_words(line: Line) -> str:
    """Whose account it is."""
    if line.place.kind == "store":
        return _("Kho")
    if line.place.kind == "spoilt":
        return _("Tem hỏng chờ hủy")
    return str(line.holder or "–")


def figure_names() -> dict[str, str]:
    """The headings, in the order of `FIGURES`."""
    words = (
        _("Đầu tháng"), _("Nhận"), pgettext("tem", "Trả lại"), _("Giao"), _("Đã dán"), _("Hỏng"),
        pgettext("tem", "Hủy"), _("Cuối tháng"), _("Đếm từng tem"),
    )  # fmt: skip
    return dict(zip(FIGURES, words, strict=True))


def book_of(centre: Centre, month: Month, books: Sequence[Book]) -> bytes:
    """Sheet 1: the figures. Sheet 2: the runs behind each. Sheet 3: what differs."""
    names = figure_names()
    head = (_("Trung tâm"), _("Tháng"), _("Sê-ri"), _("Tem của"), _("Sổ của"))
    figures = [
        (centre.code, str(month), book.code, Service(book.service).label, account_words(line),
         *line.figures.values(), _("khớp") if line.agrees else _("LỆCH"))
        for book in books for line in book.lines
    ]  # fmt: skip
    differing = [
        (book.code, one.shown, one.last - one.first + 1, one.moves, one.pieces)
        for book in books for one in book.differences
    ]  # fmt: skip
    return write_book(
        [
            Table(pgettext("tem", "Đối chiếu"), (*head, *names.values(), _("Kết luận")), figures,
                  (12, 10, 10, 14, 30, *([11] * len(FIGURES)), 12)),
            Table(_("Các dải số"),
                  (*head[2:], pgettext("tem", "Chỉ tiêu"), _("Từ – đến"),
                   pgettext("số lượng", "Số tem")),
                  list(_runs(books, names)), (10, 14, 30, 16, 28, 10)),
            Table(_("Chỗ lệch"),
                  (_("Sê-ri"), _("Tem"), pgettext("số lượng", "Số tem"), _("Theo sổ"),
                  _("Theo từng tem")), differing, (10, 28, 10, 34, 34)),
        ]
    )  # fmt: skip


def _runs(books: Sequence[Book], names: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    for book in books:
        for line in book.lines:
            for name in FIGURES:
                for run in line.runs(name):
                    yield (
                        book.code, Service(book.service).label, account_words(line), names[name],
                        book.shown(run), run[1] - run[0] + 1,
                    )  # fmt: skip


def paper_of(centre: Centre, month: Month, books: Sequence[Book], *, at: datetime) -> bytes:
    """The same on A4, with room for signatures, in the reader's language."""
    names = figure_names()
    said = {
        "title": _("Biên bản đối chiếu tem"),
        "language": get_language() or "vi",
        "centre": printable(either(centre)),
        "month": _("Tháng %(month)s/%(year)s")
        % {"month": f"{month.month:02d}", "year": month.year},
        "page": pgettext("tem", "Trang"),
        "columns": [_("Sổ của"), *names.values()],
        "books": [_book(book) for book in books],
        "none": _("Trong tháng này không có tem nào."),
        "agrees": _("Khớp đến từng tem: sổ ghi và từng tem nói như nhau."),
        "differs": _("Có chỗ lệch:"),
        "difference": [_("Tem"), _("Theo sổ"), _("Theo từng tem")],
        "signatures": [_("Người giữ kho tem"), _("Người đối chiếu"), _("Phụ trách")],
        "sign": _("(ký, ghi rõ họ tên)"),
    }
    return compiled("month.typ", said, at=at)


def _book(book: Book) -> dict[str, Any]:
    return {
        "code": book.code,
        "service": str(Service(book.service).label),
        "agrees": book.agrees,
        "lines": [
            {
                "name": printable(account_words(line)),
                "figures": [count(n) for n in line.figures.values()],
                "agrees": line.agrees,
            }
            for line in book.lines
        ],
        "differences": [
            [one.shown, printable(one.moves), printable(one.pieces)] for one in book.differences
        ],
    }
