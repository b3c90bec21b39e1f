"""The docx of a report in the layout of decree 30/2020, annex I, from the blocks of its plan.

A4, Times New Roman, margins of 20, 20, 30 and 20 mm, the number of the page at the top in the
middle but not on the first. Paragraphs and tables are written as XML: a table of a thousand cells
made cell by cell takes seconds.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from reports.documents.plan import Block

FONT: Final = "Times New Roman"
BODY, CELL, SMALL = 14, 11, 11  # points
LEFT, WIDTH = 30, 160  # millimetres: the margin at the left, and between the margins
_TWIPS: Final = 1440 / 25.4
_NS: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_DAY: Final = 1980  # of a zip


def docx(blocks: Iterable[Block], *, title: str, author: str, at: datetime, draft: bool) -> bytes:
    """The file; the same blocks and the same moment give the same bytes."""
    import docx as library

    page = library.Document()
    _set_up(page, draft=draft)
    body = page.element.body
    last = body.sectPr
    for element in _elements("".join(_block(one) for one in blocks)):
        last.addprevious(element)
    told = page.core_properties
    told.title, told.author, told.last_modified_by = title[:255], author[:255], ""
    told.created = told.modified = at.replace(tzinfo=None, microsecond=0)
    told.language, told.revision = "vi-VN", 1
    out = io.BytesIO()
    page.save(out)
    return _stamped(out.getvalue(), at)


def _stamped(content: bytes, at: datetime) -> bytes:
    """The same parts, with one clock for all: python-docx writes the time of day into the zip."""
    moment = (max(at.year, _FIRST_DAY), at.month, at.day, at.hour, at.minute, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, moment)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(part, old.read(name))
    return out.getvalue()


def _elements(xml: str) -> list[Any]:
    from docx.oxml import parse_xml

    return list(parse_xml(f"<w:body {_NS}>{xml}</w:body>"))


def _set_up(page: Any, *, draft: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(LEFT)
    section.header_distance = section.footer_distance = Mm(10)
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    for name in ("w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(name), FONT)
    for one in page.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), "vi-VN")
    section.different_first_page_header_footer = True
    _fill(section.header, paragraph([_field("PAGE", 13)], align="center", after=0))
    if draft:
        for footer in (section.footer, section.first_page_footer):
            _fill(footer, paragraph([run("DỰ THẢO", size=SMALL, bold=True)], align="center"))


def _fill(place: Any, xml: str) -> None:
    old = place.paragraphs[0]._p  # noqa: SLF001 — python-docx has no other way
    old.addprevious(_elements(xml)[0])
    old.getparent().remove(old)


def _field(code: str, size: float) -> str:
    def part(inner: str) -> str:
        return f'<w:r><w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr>{inner}</w:r>'

    return "".join(
        (
            part('<w:fldChar w:fldCharType="begin"/>'),
            part(f'<w:instrText xml:space="preserve"> {code} </w:instrText>'),
            part('<w:fldChar w:fldCharType="separate"/>'),
            part("<w:t>2</w:t>"),
            part('<w:fldChar w:fldCharType="end"/>'),
        )
    )


def run(text: str, *, size: float = BODY, bold: bool = False, italic: bool = False) -> str:
    """A run of text; what XML cannot hold is left out."""
    said = escape(ILLEGAL.sub("", text))
    marks = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    style = f'<w:rPr>{marks}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    return f'<w:r>{style}<w:t xml:space="preserve">{said}</w:t></w:r>'


def paragraph(  # noqa: PLR0913 — what a paragraph can be
    runs: Sequence[str],
    *,
    align: str = "left",
    before: float = 0,
    after: float = 6,
    indent: tuple[float, float, float] = (0, 0, 0),  # left, right, first line, in millimetres
    line: float = 1.0,
    keep: bool = False,
    level: int | None = None,
    border: str = "",
    mark: float = 0,
) -> str:
    """A paragraph; `level` puts it into Word's outline, `keep` holds it to the next one.

    `mark` is the size of its end, which is what gives an empty one its height.
    """
    left, right, first = (round(one * _TWIPS) for one in indent)
    first_line = f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"'
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    end = f'<w:rPr><w:sz w:val="{round(mark * 2)}"/></w:rPr>' if mark else ""
    return (
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}{border}"
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"'
        f' w:line="{round(line * 240)}" w:lineRule="auto"/>'
        f'<w:ind w:left="{left}" w:right="{right}" {first_line}/>'
        f'<w:jc w:val="{align}"/>{outline}{end}</w:pPr>{"".join(runs)}</w:p>'
    )


def rule(width: float, share: float) -> str:
    """A line below a heading, as wide as a part of its cell, in the middle."""
    side = width * (1 - share) / 2
    top = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    return paragraph([], before=2, indent=(side, side, 0), after=0, border=top, mark=2)


def _block(one: Block) -> str:
    made: str = _BLOCKS[one["type"]](one)
    return made


def _head(one: Block) -> str:
    left, right = 66, 94
    size = 13 if len(one["name"]) <= 40 else 12  # noqa: PLR2004 — what two lines hold
    apart = (0, 2, 0)  # from the name of the country
    over, name = (
        run(one["above"].upper(), size=size),
        run(one["name"].upper(), size=size, bold=True),
    )
    above = [paragraph([over], align="center", after=0, indent=apart)]
    mine = paragraph([name], align="center", after=0, indent=apart)
    number = paragraph([run(one["number"], size=13)], align="center", before=6, after=0)
    centre = [*(above if one["above"] else ()), mine, rule(left, 0.36)]
    country = run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12.5, bold=True)
    motto = run("Độc lập - Tự do - Hạnh phúc", size=13.5, bold=True)
    nation = [*(paragraph([each], align="center", after=0) for each in (country, motto))]
    nation.append(rule(right, 0.64))
    dated = paragraph(
        [run(one["dated"], size=13.5, italic=True)], align="center", before=6, after=0
    )
    rows = [["".join(centre), "".join(nation)], [number, dated]]
    return grid(rows, (left, right)) + (_stamp(one["stamp"]) if one["stamp"] else "")


def _stamp(text: str) -> str:
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="3" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    runs = [run(text, size=12, bold=True)]
    border = f"<w:pBdr>{edge}</w:pBdr>"
    return paragraph(runs, align="center", before=8, indent=(18, WIDTH - 48, 0), border=border)


def _title(one: Block) -> str:
    head = paragraph([run(one["text"], bold=True)], align="center", before=18, after=0, keep=True)
    return head + _subject(one["subject"])


def _subject(text: str) -> str:
    said = paragraph([run(text, bold=True)], align="center", after=0, indent=(10, 10, 0), keep=True)
    return said + rule(WIDTH, 0.3) + paragraph([], after=0, mark=4)


def _part(one: Block) -> str:
    runs = [run(one["text"], bold=True)]
    return paragraph(runs, align="both", before=10, keep=True, level=0, indent=(0, 0, 10))


def _heading(one: Block) -> str:
    runs = [run(one["text"], bold=True)]
    return paragraph(runs, align="both", before=4, keep=True, level=1, indent=(0, 0, 10))


def _para(one: Block) -> str:
    mark = "- " if one["type"] == "item" else ""
    runs = [run(f"{mark}{one['text']}")]
    return paragraph(runs, align="both", indent=(0, 0, 10), line=1.15, keep=one["keep"])


def _annex(one: Block) -> str:
    head = paragraph([run(one["text"], bold=True)], align="center", after=0, keep=True)
    subject = paragraph([run(one["subject"], bold=True)], align="center", after=0, keep=True)
    note = paragraph([run(one["note"], italic=True)], align="center", after=0, keep=True)
    return head + subject + note + rule(WIDTH, 0.3)


def _close(one: Block) -> str:
    listed = [paragraph([run("Nơi nhận:", size=12, bold=True, italic=True)], after=0)]
    listed += [
        paragraph([run(f"- {_ended(text, last=n == len(one['recipients']))}", size=11)], after=0)
        for n, text in enumerate(one["recipients"], start=1)
    ]
    signer = one["signer"]
    lines = [line for line in (signer["for"], signer["title"]) if line]
    signed = [
        paragraph([run(line.upper(), bold=True)], align="center", after=0, keep=True)
        for line in lines
    ]
    signed.append(paragraph([run(signer["name"], bold=True)], align="center", before=84, after=0))
    blank = paragraph([], after=0, keep=True, mark=8)
    return blank + grid([["".join(listed), "".join(signed)]], (80, 80))


def _ended(text: str, *, last: bool) -> str:
    said = text.strip().lstrip("-–").strip().rstrip(";.")
    return f"{said}{'.' if last else ';'}"


def _table(one: Block) -> str:
    columns = one["columns"]
    whole = sum(column["width"] for column in columns)
    widths = [WIDTH * column["width"] / whole for column in columns]
    aligns = [column["align"] for column in columns]
    titles, middle = [column["title"] for column in columns], ["center"] * len(columns)
    head = _row(titles, widths, middle, bold=True, head=True)
    last = len(one["rows"]) - 1 if one["sums"] else None  # a sum stands below what it sums
    rows = "".join(
        _row(row, widths, aligns, keep=place == last) for place, row in enumerate(one["rows"])
    )
    sums = "".join(_row(row, widths, aligns, bold=True) for row in one["sums"])
    caption = paragraph([run(one["caption"], size=13, bold=True)], before=14, keep=True, level=1)
    note = paragraph([run(one["note"], size=SMALL, italic=True)], align="both", before=3)
    return caption + _frame(widths, head + rows + sums, lines=True) + (note if one["note"] else "")


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    aligns: Sequence[str],
    *,
    bold: bool = False,
    head: bool = False,
    keep: bool = False,
) -> str:
    made = "".join(
        _cell(
            paragraph([run(text, size=CELL, bold=bold)], align=align, before=2, after=2, keep=keep),
            width,
            shade=head,
        )
        for text, width, align in zip(cells, widths, aligns, strict=True)
    )
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{made}</w:tr>"


def _cell(inner: str, width: float, *, shade: bool = False) -> str:
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF0"/>' if shade else ""
    middle = '<w:vAlign w:val="center"/>' if shade else ""
    size = f'<w:tcW w:w="{round(width * _TWIPS)}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{fill}{middle}</w:tcPr>{inner}</w:tc>"


def grid(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> str:
    """Columns without lines."""
    made = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        f"{''.join(_cell(inner, width) for inner, width in zip(row, widths, strict=True))}</w:tr>"
        for row in rows
    )
    return _frame(widths, made, lines=False)


def _frame(widths: Sequence[float], rows: str, *, lines: bool) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edge = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="404040"/>' for side in sides)
    borders = f"<w:tblBorders>{edge}</w:tblBorders>" if lines else ""
    margin = round((1.5 if lines else 0.5) * _TWIPS)
    columns = "".join(f'<w:gridCol w:w="{round(width * _TWIPS)}"/>' for width in widths)
    whole = round(sum(widths) * _TWIPS)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _page(_one: Block) -> str:
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


_BLOCKS: Final[Mapping[str, Any]] = {
    "head": _head,
    "title": _title,
    "part": _part,
    "heading": _heading,
    "para": _para,
    "item": _para,
    "close": _close,
    "page": _page,
    "annex": _annex,
    "table": _table,
}
