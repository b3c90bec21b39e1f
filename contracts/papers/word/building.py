"""Our own template of Word for a kind of paper, built from its plan: tags and all.

A centre takes it, changes what it likes in Word, and hands it back as its own. The layout follows
decree 30/2020: A4, Times New Roman, margins of 20, 20, 30 and 20 mm.
"""

import io
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from contracts.papers.laying import PARTY_LINES
from contracts.papers.plans import plan_of
from contracts.papers.plans.parts import (
    Each,
    Head,
    Heading,
    If,
    NewPage,
    Para,
    Part,
    Party,
    Signatures,
    Table,
    Title,
)

FONT: Final = "Times New Roman"
BODY, SMALL = 13, 11  # points
_WIDTH: Final = 160  # millimetres between the margins


@cache
def template(kind: str) -> bytes:
    """The docx of our template."""
    import docx

    page = docx.Document()
    _set_up(page)
    _write(page, plan_of(kind))
    page.core_properties.author = "Chuẩn"
    page.core_properties.title = kind
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _set_up(page: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(3)


def _write(page: Any, parts: Iterable[Part]) -> None:
    for part in parts:
        if isinstance(part, If):
            _tag(page, f"{{%p if {part.condition} %}}")
            _write(page, part.parts)
            if part.otherwise:
                _tag(page, "{%p else %}")
                _write(page, part.otherwise)
            _tag(page, "{%p endif %}")
        elif isinstance(part, Each):
            _tag(page, f"{{%p for row in {part.rows} %}}")
            _text(page, part.text, part.style)
            _tag(page, "{%p endfor %}")
        else:
            _part(page, part)


def _tag(page: Any, text: str) -> None:
    page.add_paragraph(text)


def _part(page: Any, part: Part) -> None:
    match part:
        case Head():
            _head(page, numbered=part.numbered)
        case Party():
            _party(page, part)
        case Table():
            _table(page, part)
        case Signatures():
            _signatures(page, part)
        case NewPage():
            page.add_page_break()
        case _:
            _words(page, part)


def _words(page: Any, part: Part) -> None:
    match part:
        case Title():
            _line(page.add_paragraph(), part.text, bold=True, size=14, centred=True, before=14)
            if part.subject:
                _line(page.add_paragraph(), part.subject, bold=True, centred=True, after=10)
        case Heading():
            paragraph = page.add_paragraph()
            _line(paragraph, part.text, bold=True, before=8)
            paragraph.paragraph_format.keep_with_next = True
        case Para():
            _text(page, part.text, part.style)
        case _:
            raise TypeError(part)


def _text(page: Any, text: str, style: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = page.add_paragraph()
    shown = f"– {text}" if style == "item" else text
    _line(paragraph, shown, bold=style == "bold", italic=style in ("basis", "note"))
    if style == "center":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if style in ("body", "basis"):
        paragraph.paragraph_format.first_line_indent = Mm(10)


def _line(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float = BODY,
    centred: bool = False,
    before: float | None = None,
    after: float | None = None,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)


def _head(page: Any, *, numbered: bool) -> None:
    """Two columns without lines: the centre and its number; the national heading, place and day."""
    grid = page.add_table(rows=2 if numbered else 1, cols=2)
    left, right = grid.rows[0].cells
    _cell(left, [("{{ centre.above|upper }}", False), ("{{ centre.name|upper }}", True)], size=12)
    _cell(
        right,
        [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True)],
        size=12,
    )
    if numbered:
        left, right = grid.rows[1].cells
        _cell(left, [("Số: {{ number }}", False)], size=12)
        place = "{% if centre.place %}{{ centre.place }}, {% endif %}{{ dated_on|long_day }}"
        _cell(right, [(place, False)], size=12, italic=True)
    _widths(grid, (42, 58))


def _cell(
    cell: Any, lines: Iterable[tuple[str, bool]], *, size: float = SMALL, italic: bool = False
) -> None:
    for i, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        _line(paragraph, text, bold=bold, italic=italic, size=size, centred=True, before=0, after=0)


def _party(page: Any, part: Party) -> None:
    name = f"{part.label}: {{{{ {part.who}.name|upper }}}}"
    _line(page.add_paragraph(), name, bold=True, before=6)
    for key, label in PARTY_LINES:
        _tag(page, f"{{%p if {part.who}.{key} %}}")
        _line(page.add_paragraph(), f"{label}: {{{{ {part.who}.{key} }}}}", before=0, after=0)
        _tag(page, "{%p endif %}")


def _table(page: Any, part: Table) -> None:
    """Headings that repeat on each page, one row in a loop, sums over all columns but the last."""
    columns = part.columns
    grid = page.add_table(rows=4, cols=len(columns))
    grid.style = "Table Grid"
    for cell, column in zip(grid.rows[0].cells, columns, strict=True):
        _cell(cell, [(column.title, True)])
    _repeat(grid.rows[0])
    grid.rows[1].cells[0].text = f"{{%tr for row in {part.rows} %}}"
    for cell, column in zip(grid.rows[2].cells, columns, strict=True):
        _aligned(cell, column.cell, column.align)
    grid.rows[3].cells[0].text = "{%tr endfor %}"
    for one in part.sums:
        if one.each:
            grid.add_row().cells[0].text = f"{{%tr for row in {one.each} %}}"
        cells = grid.add_row().cells
        _aligned(cells[0].merge(cells[-2]), one.label, "right", bold=one.strong)
        _aligned(cells[-1], one.amount, "right", bold=one.strong)
        if one.each:
            grid.add_row().cells[0].text = "{%tr endfor %}"
    _widths(grid, tuple(one.width for one in columns))
    page.add_paragraph().paragraph_format.space_after = 0


def _aligned(cell: Any, text: str, align: str, *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    sides = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
    }
    paragraph = cell.paragraphs[0]
    _line(paragraph, text, bold=bold, size=SMALL, before=1, after=1)
    paragraph.alignment = sides[align]


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 — python-docx has no other way


def _widths(grid: Any, shares: tuple[float, ...]) -> None:
    from docx.shared import Mm

    grid.autofit = False
    widths = [Mm(_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _signatures(page: Any, part: Signatures) -> None:
    grid = page.add_table(rows=1, cols=len(part.signers))
    for cell, one in zip(grid.rows[0].cells, part.signers, strict=True):
        _cell(cell, [(one.title, True)], size=BODY)
        _line(cell.add_paragraph(), one.hint, italic=True, size=SMALL, centred=True, after=60)
        _line(cell.add_paragraph(), one.name, bold=True, centred=True)
    _widths(grid, (1,) * len(part.signers))
