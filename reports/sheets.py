"""Figures as xlsx: one sheet of figures, one with the rows behind each of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from common.sheets import Table, write_book
from planning.rates import rounded
from reports.figures import Figure, Figures
from reports.rows import MOST_COLUMNS, headings, lines, read, type_of_read


def figures_book(figures: Figures) -> bytes:
    """Sheet 1: the figures with base, VAT and definition. Sheet 2: the rows behind each."""
    rows = Table(
        _("Các dòng"),
        (_("Chỉ tiêu"), _("Tên"), _("Mã dòng"), *_columns(figures), _("Chưa thuế"), _("Gồm thuế")),
        _all_rows(figures),
        (30, 34, 10, *([24] * MOST_COLUMNS), 16, 16),
    )
    return write_book([_sheet(figures), rows])


def rows_book(figure: Figure, parts: Iterable[Figure] = ()) -> bytes:
    """The rows of one figure, the last line sums what is above it; or the figures it is made of."""
    if not figure.rows.model:
        made_of = [(one.key, str(one.words.name), _cell(one)) for one in parts]
        names = (_("Chỉ tiêu"), _("Tên"), _("Giá trị"))
        return write_book([Table(_("Các dòng"), names, made_of, (32, 60, 18))])
    names = (*headings(figure), *((_("Chưa thuế"), _("Gồm thuế")) if figure.rows.amounts else ()))
    return write_book([Table(_("Các dòng"), names, _rows(figure), [28] * len(names))])


def _sheet(figures: Figures) -> Table:
    period = figures.period
    head = [
        (_("Đơn vị"), "", figures.centre.code, "", "", figures.centre.name_vi),
        (_("Kỳ"), "", period.code, "", "", f"{period.start:%d/%m/%Y} – {period.end:%d/%m/%Y}"),
        (_("Ngày chốt trạng thái"), "", figures.cut_off, "", "", ""),
    ]
    body = [
        (
            figure.key,
            str(figure.words.name),
            _cell(figure),
            str(figure.words.base),
            str(figure.words.vat),
            str(figure.words.definition),
            len(figure.rows.ids),
        )
        for figure in figures
    ]
    names = (
        _("Chỉ tiêu"), _("Tên"), _("Giá trị"), _("Cơ sở"), _("Thuế GTGT"), _("Định nghĩa"),
        _("Số dòng"),
    )  # fmt: skip
    return Table(_("Số liệu"), names, [*head, *body], (32, 36, 18, 28, 18, 90, 10))


def _cell(figure: Figure) -> Any:
    if isinstance(figure.value, Fraction):
        places = 0 if figure.words.unit == "dong" else 2
        number = rounded(figure.value, places)
        return int(number) if places == 0 else str(number)
    return figure.value


def _columns(figures: Figures) -> tuple[str, ...]:
    return tuple(_("Cột %(n)s") % {"n": n + 1} for n in range(MOST_COLUMNS))


def _all_rows(figures: Figures) -> Iterator[tuple[Any, ...]]:
    ready = _read_once(figures)
    for figure in figures:
        yield (figure.key, str(figure.words.name), "", *headings(figure))
        for line in lines(figure, figure.rows.ids, ready[figure.rows.model]):
            blank = ("",) * (MOST_COLUMNS - len(line.cells))
            cells = (*line.cells, *blank, line.net, line.gross)
            yield (figure.key, str(figure.words.name), line.id, *cells)


def _read_once(figures: Figures) -> dict[str, type_of_read]:
    """Each row once, however many figures it stands behind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for figure in figures:
        ids[figure.rows.model].update(figure.rows.ids)
    return {model: read(model, sorted(found)) for model, found in ids.items()}


def _rows(figure: Figure) -> Iterator[tuple[Any, ...]]:
    net = gross = 0
    for line in lines(figure, figure.rows.ids):
        money = (line.net, line.gross) if figure.rows.amounts else ()
        net, gross = net + (line.net or 0), gross + (line.gross or 0)
        yield (*line.cells, *money)
    if figure.rows.amounts:
        blank = ("",) * (len(headings(figure)) - 1)
        yield (_("Cộng"), *blank, net, gross)
