"""How the text of a box is read, and written: nothing is guessed, nothing rounded."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from calibration.workbench.numbers import decimal_comma, read_number
from metrology.errors import MetrologyError
from metrology.quantities.readings import format_number
from metrology.quantities.units import find_unit

# Signs of papers for those of the formula language.
_SIGNS = (("\N{MINUS SIGN}", "-"), ("\N{EN DASH}", "-"), ("·", "*"), ("⋅", "*"), ("×", "*"),
          ("\N{DIVISION SIGN}", "/"), ("^", "**"), ("²", "**2"), ("³", "**3"), ("≤", "<="),
          ("≥", ">="), ("≠", "!="), ("“", "'"), ("”", "'"))  # fmt: skip
_MOST_DIGITS = 9
_BETWEEN = re.compile(r"[;\s]+")
_TOKEN = re.compile(r"[;,\s]+")
_OPEN, _CLOSED = frozenset("([{"), frozenset(")]}")
_KEPT = re.compile(r"""('[^']*'|"[^"]*"|[\[\](){}])""")
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_CELLS = re.compile(r"\t|\s*\|\s*")


class Kind(NamedTuple):
    """`read` gives JSON of a text that is not blank; `write` a text, None where it cannot."""

    read: Callable[[str], Any]
    write: Callable[[Any], str | None]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() == value else None


def _unit(text: str) -> str:
    """The code of a unit however it was written; what is no unit is told where it is asked for."""
    try:
        return find_unit(text.strip()).code
    except MetrologyError:
        return text.strip()


def _formula(text: str) -> str:
    text = " ".join(text.split())
    for sign, ours in _SIGNS:
        text = text.replace(sign, ours)
    return _with_points(text) if decimal_comma() else text


def _with_points(text: str) -> str:
    """“0,5*d” → “0.5*d”. Between brackets a comma may part two numbers: there it is left."""
    parts = _KEPT.split(text)  # every second one is a bracket or a quoted word
    depths = accumulate((part in _OPEN) - (part in _CLOSED) if part else 0 for part in parts)
    return "".join(
        part if depth or i % 2 else _DECIMAL_COMMA.sub(".", part)
        for i, (part, depth) in enumerate(zip(parts, depths, strict=True))
    )


def _number(text: str) -> str:
    return read_number(text)


def _write_number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)
    return text.replace(".", ",") if decimal_comma() else text


def _whole(text: str) -> Any:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else text


def _write_whole(value: Any) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _write_tick(value: Any) -> str | None:
    return ("1" if value else "0") if isinstance(value, bool) else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _write_lines(value: Any) -> str | None:
    if not isinstance(value, list) or not all(_text(each) and "\n" not in each for each in value):
        return None
    return "\n".join(value)


def _formulas(text: str) -> list[str]:
    return [_formula(line) for line in _lines(text)]


def _numbers(text: str) -> list[str]:
    return [read_number(each) for each in _BETWEEN.split(text.strip()) if each]


def _write_numbers(value: Any) -> str | None:
    found = [_write_number(each) for each in value] if isinstance(value, list) else [None]
    return None if None in found else "; ".join(each for each in found if each is not None)


def _tokens(text: str) -> list[str]:
    return [each for each in _TOKEN.split(text.strip()) if each]


def _write_tokens(value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return None
    return None if any(_TOKEN.search(each) for each in value) else ", ".join(value)


def _pair(text: str) -> Any:
    """Read “Việt | English” in both languages; without the bar a text for both."""
    vi, bar, en = (each.strip() for each in text.partition("|"))
    return {"vi": vi, "en": en or vi} if bar else text.strip()


def _write_pair(value: Any) -> str | None:
    if isinstance(value, Mapping):
        if set(value) != {"vi", "en"} or not all(_plain(each) for each in value.values()):
            return None
        return f"{value['vi']} | {value['en']}"
    return value if _plain(value) else None


def _plain(value: Any) -> bool:
    return isinstance(value, str) and "|" not in value and value == value.strip() != ""


def _words(text: str) -> dict[str, str]:
    vi, _bar, en = (each.strip() for each in text.partition("|"))
    return {"vi": vi, "en": en or vi}


def _pairs(text: str) -> list[Any]:
    return [_words(line) for line in _lines(text)]


def _write_pairs(value: Any) -> str | None:
    found = [_write_pair(each) if isinstance(each, Mapping) else None for each in value]
    return None if None in found else "\n".join(each for each in found if each)


def _choices(text: str) -> list[Any]:
    """A line is a value, or `value = nhãn | label`."""
    found: list[Any] = []
    for line in _lines(text):
        value, sign, label = (each.strip() for each in line.partition("="))
        found.append({"value": value, "label": _words(label)} if sign else value)
    return found


def _write_choices(value: Any) -> str | None:
    found = [_write_choice(each) for each in value] if isinstance(value, list) else [None]
    return None if None in found else "\n".join(each for each in found if each)


def _write_choice(value: Any) -> str | None:
    if isinstance(value, Mapping) and set(value) == {"value", "label"}:
        label = _write_pair(value["label"])
        return f"{value['value']} = {label}" if label and "=" not in str(value["value"]) else None
    return value if _plain(value) and "=" not in value else None


def _assigned(text: str) -> dict[str, str]:
    """Lines `name = formula`."""
    pairs = [line.partition("=") for line in _lines(text)]
    return {name.strip(): _formula(value) for name, _sign, value in pairs}


def _write_assigned(value: Any) -> str | None:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        return None
    return "\n".join(f"{name} = {each}" for name, each in value.items())


def _grid(text: str) -> dict[str, Any]:
    """A table as from a spreadsheet: names in the first line and column, `|` or tabs between."""
    rows = [_CELLS.split(line.strip("\n").strip(" ")) for line in text.splitlines() if line.strip()]
    if rows and len(rows[0]) == 1:
        return _assigned(text)
    head = [each.strip() for each in rows[0][1:]] if rows else []
    return {
        row[0].strip(): {
            name: _amount(cell) for name, cell in zip(head, row[1:], strict=False) if cell.strip()
        }
        for row in rows[1:]
    }


def _amount(text: str) -> str:
    text = _formula(text)
    return text.replace(",", ".") if re.fullmatch(r"[0-9]+,[0-9]+", text) else text


def _write_amount(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _write_grid(value: Any) -> str | None:
    if not isinstance(value, Mapping) or not value:
        return None
    if all(isinstance(each, str) for each in value.values()):
        return _write_assigned(value)
    if not all(isinstance(each, Mapping) for each in value.values()):
        return None
    head = list(dict.fromkeys(name for each in value.values() for name in each))
    cells = [cell for row in value.values() for cell in row.values()]
    if not all(isinstance(cell, str) for cell in cells):
        return None
    if any("|" in text or "\t" in text for text in [*value, *head, *cells]):
        return None
    lines = [" | ".join(["", *head])]
    lines += [
        " | ".join([key, *(row.get(name, "") for name in head)]) for key, row in value.items()
    ]
    return "\n".join(lines)


def _json(text: str) -> Any:
    return json.loads(text)


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


KINDS: Mapping[str, Kind] = {
    "text": Kind(str.strip, _text),
    "key": Kind(str.strip, _text),
    "select": Kind(str.strip, _text),
    "unit": Kind(_unit, _text),
    "formula": Kind(_formula, _text),
    "number": Kind(_number, _write_number),
    "whole": Kind(_whole, _write_whole),
    "lines": Kind(_lines, _write_lines),
    "formulas": Kind(_formulas, _write_lines),
    "numbers": Kind(_numbers, _write_numbers),
    "tokens": Kind(_tokens, _write_tokens),
    "ticks": Kind(_tokens, _write_tokens),
    "pair": Kind(_pair, _write_pair),
    "pairs": Kind(_pairs, _write_pairs),
    "choices": Kind(_choices, _write_choices),
    "assigned": Kind(_assigned, _write_assigned),
    "amount": Kind(_amount, _write_amount),
    "grid": Kind(_grid, _write_grid),
    "tick": Kind(lambda text: text == "1", _write_tick),
    "json": Kind(_json, _write_json),
}
# Boxes whose text holds numbers in the reader's spelling.
_OF_FORMULAS = frozenset({"formula", "formulas"})
SPELLED = _OF_FORMULAS | {"number", "numbers"}


def respelled(kind: str, text: str, language: str) -> str:
    """A number typed in the language that is active, as another language writes it."""
    if kind not in SPELLED or not text.strip():
        return text
    if kind in _OF_FORMULAS:
        return "\n".join(map(_with_points, text.split("\n"))) if decimal_comma() else text
    try:
        digits = _numbers(text) if kind == "numbers" else [read_number(text)]
    except MetrologyError:  # what is no number stays as it was typed
        return text
    return "; ".join(format_number(each, language) for each in digits)
