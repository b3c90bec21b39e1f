"""Old workbooks of a laboratory: one description gives both the formulas and the saved values.

XlsxWriter writes a formula with whatever value it is told; Excel would have saved the value of
that very formula. So the formula's text is worked out here, in doubles as Excel does.
"""

import io
import math
import re
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from calibration.parity.workbook import places

Described = Mapping[str, Any]  # place: value, "=formula", or (either, number format)
_REF = re.compile(r"\$?([A-Z]{1,2})\$?([0-9]+)(?::\$?([A-Z]{1,2})\$?([0-9]+))?")
_NAMES = {
    "ABS": abs, "SQRT": math.sqrt, "MAX": lambda *a: max(_flat(a)), "SUM": lambda *a: sum(_flat(a)),
    "MIN": lambda *a: min(_flat(a)), "AVERAGE": lambda *a: sum(_flat(a)) / len(_flat(a)),
    "AND": lambda *a: all(_flat(a)), "IF": lambda when, one, other: one if when else other,
    "ROUND": lambda x, n: math.floor(abs(x) * 10**n + 0.5) / 10**n * (1 if x >= 0 else -1),
}  # fmt: skip


def _flat(given: Any) -> list[Any]:
    return [x for each in given for x in (_flat(each) if isinstance(each, list) else [each])]


def values_of(described: Described) -> dict[str, Any]:
    """Every cell with the value that Excel would save."""
    known: dict[str, Any] = {}

    def value(place: str) -> Any:
        if place not in known:
            given = described.get(place, 0)
            given = given[0] if isinstance(given, tuple) else given
            is_formula = isinstance(given, str) and given.startswith("=")
            known[place] = calculate(given[1:], value) if is_formula else given
        return known[place]

    return {place: value(place) for place in described}


def calculate(formula: str, value: Any) -> Any:
    """The value of a formula; `value` gives that of a cell."""

    def ref(found: re.Match[str]) -> str:
        all_places = places(found[0])
        one = [f"value({place!r})" for place in all_places]
        return one[0] if len(one) == 1 else f"[{', '.join(one)}]"

    parts = re.split(r'("[^"]*")', formula)
    for i in range(0, len(parts), 2):
        text = _REF.sub(ref, parts[i].replace("^", "**").replace("<>", "!="))
        parts[i] = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
    try:
        return eval("".join(parts), {**_NAMES, "value": value})  # noqa: S307 — our own formulas
    except TypeError:
        return "#VALUE!"


def workbook(*sheets: Described, names: tuple[str, ...] = ("Áp kế",), merged: Any = ()) -> bytes:
    """An xlsx with these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, described in zip(names, sheets, strict=True):
            sheet = book.add_worksheet(name)
            saved = values_of(described)
            for place, given in described.items():
                content, shown = given if isinstance(given, tuple) else (given, "")
                style = book.add_format({"num_format": shown}) if shown else None
                if isinstance(content, str) and content.startswith("="):
                    sheet.write_formula(place, content, style, saved[place])
                else:
                    sheet.write(*xl_cell_to_rowcol(place), content, style)
            for area in merged:
                sheet.merge_range(area, "gộp")
    return out.getvalue()


UP = (0, 2.05, 4.05, 6.1, 8.05, 10.0)
DOWN = (0, 2.1, 4.15, 6.15, 8.1, 10.0)
HEADERS = ("Áp suất chuẩn", "Số chỉ chiều tăng", "Số chỉ chiều giảm", "Sai số chiều tăng",
           "Sai số chiều giảm", "Độ hồi sai", "Giới hạn sai số", "u", "U (k = 2)",
           "Kết luận")  # fmt: skip


def gauge(**changed: Any) -> dict[str, Any]:
    """The workbook of a pressure gauge 0…10 bar, class 1.6: its worked example."""
    book: dict[str, Any] = {
        "A1": "BIÊN BẢN KIỂM ĐỊNH ÁP KẾ", "A3": "Giới hạn đo dưới", "B3": 0, "C3": "bar",
        "A4": "Giới hạn đo trên", "B4": 10, "C4": "bar", "A5": "Cấp chính xác", "B5": 1.6,
        "A6": "Giá trị độ chia", "B6": 0.2, "C6": "bar",
        "E3": "Trị danh nghĩa", "F3": "Giá trị", "G3": "U", "H3": "k",
    }  # fmt: skip
    for row, nominal in ((4, 0), (5, 10), (6, 60)):
        book |= {f"E{row}": nominal, f"F{row}": nominal, f"G{row}": 0.01, f"H{row}": 2}
    book |= {f"{'ABCDEFGHIJ'[i]}8": text for i, text in enumerate(HEADERS)}
    for i, (up, down) in enumerate(zip(UP, DOWN, strict=True)):
        n = 9 + i
        book |= {
            f"A{n}": 2 * i, f"B{n}": (up, "0.00"), f"C{n}": (down, "0.00"),
            f"D{n}": (f"=B{n}-A{n}", "0.00"), f"E{n}": (f"=C{n}-A{n}", "0.00"),
            f"F{n}": f"=ABS(B{n}-C{n})",
            f"G{n}": "=$B$5/100*($B$4-$B$3)",
            f"H{n}": f"=SQRT(($G$4/$H$4)^2+($B$6/10/SQRT(3))^2+(F{n}/2/SQRT(3))^2)",
            f"I{n}": (f"=2*H{n}", "0.000"),
            f"J{n}": f'=IF(AND(ABS(D{n})<=G{n},ABS(E{n})<=G{n},F{n}<=G{n}),"Đạt","Không đạt")',
        }  # fmt: skip
    judged = ",".join(f'J{n}="Đạt"' for n in range(9, 15))
    book["J16"] = f'=IF(AND({judged}),"Đạt","Không đạt")'
    return {**book, **changed}


def gauge_mapping(**changed: Any) -> dict[str, Any]:
    """Which cells of `gauge` are what."""
    section = {"section": "accuracy"}
    found: dict[str, Any] = {
        "sheet": "Áp kế",
        "service": "verification",
        "facts": {
            "range_min": {"cell": "B3", "unit": "bar"}, "range_max": {"cell": "B4", "unit": "bar"},
            "cls": {"cell": "B5"}, "scale_interval": {"cell": "B6", "unit": "bar"},
        },
        "standards": [{"slot": "reference", "nominal": "E4:E6", "value": "F4:F6",
                       "expanded": "G4:G6", "k": {"cell": "H4"}, "unit": "bar"}],
        "references": [{**section, "cells": "A9:A14"}],
        "inputs": [{**section, "column": "up", "cells": "B9:B14"},
                   {**section, "column": "down", "cells": "C9:C14"}],
        "outputs": [
            *({**section, "what": what, "cells": f"{letter}9:{letter}14"}
              for what, letter in (("e_up", "D"), ("e_down", "E"), ("hyst", "F"), ("limit", "G"),
                                   ("u", "H"), ("expanded", "I"), ("verdict", "J"))),
            {"what": "verdict", "cells": "J16"},
        ],
    }  # fmt: skip
    return {**found, **changed}
