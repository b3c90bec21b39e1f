"""A table of a certificate as heads and cells: the same on a page and on a terminal."""

from typing import NamedTuple

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from certificates.dcc.reading.shapes import Column, Part, Table, Text
from certificates.dcc.reading.texts import said
from metrology.quantities.units import UNITS, difference_unit


class Grid(NamedTuple):
    """Heads and rows of text; `heads` and every row are of one length."""

    heads: list[str]
    rows: list[list[str]]


def text_of(texts: list[Text]) -> str:
    """A text in the reader's language, as far as there is one."""
    return said(texts, (get_language() or "vi")[:2]) if texts else ""


def symbol(part: Part) -> str:
    """The unit for people, or as written where the catalogue has none."""
    return UNITS[part["codes"][0]].symbol if part["codes"] else part["unit"]


def name_of(column: Column) -> str:
    """What a column is called: by the file, by its role, or by its number."""
    label = next((label for part in column["parts"] for label in part["labels"]), "")
    return text_of(column["name"]) or role_name(column["role"]) or label or column["id"]


def role_name(role: str) -> str:
    """What a role is called."""
    names = {
        "nominal": _("Giá trị danh nghĩa"),
        "reference": _("Giá trị chuẩn"),
        "indication": _("Số chỉ"),
        "error": _("Sai số"),
        "correction": pgettext("đại lượng", "Số hiệu chính"),
    }
    return names.get(role, "")


def verdicts(words: list[str]) -> list[str]:
    """What a DCC says of conformity, in words (ILAC-G8); an unknown word as it is."""
    known = {
        "pass": _("đạt"),
        "fail": _("không đạt"),
        "conditionalPass": _("đạt có điều kiện"),
        "conditionalFail": _("không đạt có điều kiện"),
        "noPass": _("không khẳng định đạt"),
        "noFail": _("không khẳng định không đạt"),
    }
    return [str(known.get(word, word)) for word in words]


def grid(table: Table) -> Grid:
    """Every value of a table with its uncertainty and its verdict."""
    heads: list[str] = []
    columns: list[list[str]] = []
    alone = text_of(table["name"]) if len(table["columns"]) == 1 else ""
    for column in table["columns"]:
        named = column["name"] or column["role"]
        for head, cells in _told(column, name_of(column) if named else alone or name_of(column)):
            heads.append(head)
            columns.append(_padded(cells, table["rows"]))
    if table["conformity"]:
        heads.append(_("Kết luận"))
        columns.append(_padded(verdicts(table["conformity"]), table["rows"]))
    rows = [[cells[row] for cells in columns] for row in range(table["rows"])]
    return Grid(heads, rows)


def _padded(cells: list[str], rows: int) -> list[str]:
    return [*cells, *[""] * (rows - len(cells))]


def _told(column: Column, name: str) -> list[tuple[str, list[str]]]:
    told = [each for part in column["parts"] for each in _of_part(name, part)]
    if column["texts"]:
        told.append((name, column["texts"]))
    relative = column["relative"]
    if relative is not None:
        head = _("U tương đối [%(unit)s]") % {"unit": symbol(relative)}
        told.append((head, _digits(relative["values"])))
    if column["conformity"]:
        told.append((_("Kết luận"), verdicts(column["conformity"])))
    return told


def _of_part(name: str, part: Part) -> list[tuple[str, list[str]]]:
    unit = symbol(part)
    told = [(f"{name} [{unit}]", _digits(part["values"]))]
    if part["units"]:
        told = [(name, [" ".join(pair) for pair in zip(told[0][1], part["units"], strict=False)])]
    found = part["uncertainty"]
    if found is None:
        return told
    step = _step(part)
    letter = "U" if found["form"] == "expanded" else "u"
    told.append((f"{letter} [{step}]", _digits(found["values"])))
    if any(found["low"]):
        told += [
            (f"min [{unit}]", _digits(found["low"])),
            (f"max [{unit}]", _digits(found["high"])),
        ]
    told += [(mark, _digits(found[mark])) for mark in ("k", "p") if any(found[mark])]
    return told


def _step(part: Part) -> str:
    """The unit of an uncertainty: a difference where the value is a point of a scale."""
    return difference_unit(UNITS[part["codes"][0]]).symbol if part["codes"] else part["unit"]


def _digits(values: list[str | None]) -> list[str]:
    return ["NaN" if value is None else value for value in values]
