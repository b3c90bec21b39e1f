"""The one plan of a report: facts as blocks in order, from which both docx and PDF are made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Facts = Mapping[str, Any]
Block = dict[str, Any]

LAYOUT: Final = "report/1"
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_BULLETS: Final = ("- ", "– ", "• ", "+ ")
DRAFT: Final = "DỰ THẢO"
NOTHING: Final = "Không."
_ALONG: Final = 2  # paragraphs that go along with the signatures


def blocks(facts: Facts) -> list[Block]:
    """What the report prints, in order."""
    made = list(_blocks(facts))
    closing = next(n for n, one in enumerate(made) if one["type"] == "close")
    for one in made[max(0, closing - _ALONG) : closing]:  # nobody signs an empty page
        if "keep" in one:
            one["keep"] = True
    return made


def _blocks(facts: Facts) -> Iterator[Block]:
    yield {
        "type": "head",
        "above": facts["above"],
        "name": facts["name"],
        "number": f"Số: {facts['number'] or '……/BC-……'}",
        "dated": _dated(facts),
        "stamp": DRAFT if facts["draft"] else "",
    }
    yield {"type": "title", "text": facts["title"], "subject": facts["subject"]}
    for roman, part in zip(_ROMAN, facts["parts"], strict=False):
        yield {"type": "part", "text": f"{roman}. {part['heading'].upper()}"}
        yield from _sections(part["sections"])
    yield {
        "type": "close",
        "recipients": list(facts["recipients"]) or ["Như trên;", "Lưu: VT."],
        "signer": dict(facts["signer"]),
    }
    if facts["tables"]:
        yield from _annex(facts)


def _sections(sections: Sequence[Facts]) -> Iterator[Block]:
    """Those that say something, numbered; a part that says nothing says so."""
    told = [one for one in sections if one["text"].strip()]
    if not told:
        yield from paragraphs(NOTHING)
    for number, section in enumerate(told, start=1):
        if section["heading"]:
            yield {"type": "heading", "text": f"{number}. {section['heading']}"}
        yield from paragraphs(section["text"])


def paragraphs(text: str) -> Iterator[Block]:
    """The paragraphs of a text; a line that begins with a dash is an item."""
    for line in text.splitlines():
        said = line.strip()
        bullet = next((mark for mark in _BULLETS if said.startswith(mark)), "")
        if said:
            kind = "item" if bullet else "para"
            yield {"type": kind, "text": bound(said.removeprefix(bullet).strip()), "keep": False}


def bound(text: str) -> str:
    """A percent sign stays beside its number at the end of a line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _cells(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[bound(cell) for cell in row] for row in rows]


def _annex(facts: Facts) -> Iterator[Block]:
    yield {"type": "page"}
    yield {"type": "annex", "text": "PHỤ LỤC", "subject": facts["annex"], "note": _with(facts)}
    for number, table in enumerate(facts["tables"], start=1):
        yield {
            "type": "table",
            "caption": f"Bảng {number}. {table['title']}",
            "columns": [dict(column) for column in table["columns"]],
            "rows": _cells(table["rows"]),
            "sums": _cells(table["sums"]),
            "note": table["note"],
        }


def _with(facts: Facts) -> str:
    number = f" số {facts['number']}" if facts["number"] else ""
    day = f" {long_day(facts['dated_on'])}" if facts["dated_on"] else ""
    return f"(Kèm theo Báo cáo{number}{day} của {facts['name']})"


def _dated(facts: Facts) -> str:
    place = f"{facts['place']}, " if facts["place"] else ""
    said = f"{place}{long_day(facts['dated_on'])}"
    return said[:1].upper() + said[1:]


def long_day(iso: str) -> str:
    """2026-02-05 → ngày 05 tháng 02 năm 2026 (decree 30/2020: noughts below 10, in months 1, 2)."""
    if not iso:
        return "ngày …… tháng …… năm ………"
    year, month, day = (int(part) for part in iso.split("-"))
    shown = f"{month:02}" if month < 3 else str(month)  # noqa: PLR2004
    return f"ngày {day:02} tháng {shown} năm {year}"
