"""The tables of the printed worksheet: cells as keyed, what was struck, what was computed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from calibration.minutes import words
from calibration.models import Reading
from calibration.numbers import shortened
from calibration.sheet_view import Answer, Box, Line, Sheet
from common.pairs import pair
from metrology.quantities.units import UNITS

_COMPUTED = 5  # digits of a computed column; the stated result has its own


def answer(each: Answer) -> dict[str, Any]:
    """A check or a quantity of the environment."""
    cell = {name: part for name, part in box(each.box).items() if name != "unit"}
    return {"label": dict(each.label), "cell": cell, "symbol": _symbol(each.box)}


def _symbol(each: Box) -> str:
    latest = each.latest
    return UNITS[latest.unit].symbol if latest is not None and latest.unit else ""


def box(each: Box) -> dict[str, Any]:
    """One cell: what counts, what was struck with its reason, or words that nobody fills in."""
    if each.words is not None:
        return {"words": dict(each.words)}
    if not each.name:
        return {"digits": shortened(each.text, most=_COMPUTED)}
    if each.latest is None:
        return {"digits": ""}
    return {
        **_said(each.latest),
        "unit": each.unit,
        "old": [_said(old) for old in each.older],
        "reason": each.latest.reason,
        "by": str(each.latest.by),
    }


def _said(reading: Reading) -> dict[str, Any]:
    if reading.digits in ("pass", "fail") and not reading.unit:
        return {"verdict": reading.digits}
    return {"digits": reading.digits} if reading.unit else {"words": pair(reading.digits)}


def table(sheet: Sheet) -> dict[str, Any]:
    """One table in its channel and phase."""
    columns = list(_columns(sheet))
    return {
        "title": dict(sheet.table.title),
        "channel": dict(sheet.channel) if sheet.channel else None,
        "phase": words.PHASES.get(sheet.phase),
        "columns": columns,
        "rows": [_row(sheet, line) for line in sheet.lines],
        "corrections": _corrections(sheet),
        "floored": words.CMC if sheet.floored else None,
    }


def _columns(sheet: Sheet) -> Iterator[dict[str, Any]]:
    if sheet.named:
        yield _column(words.POINT, textual=True)
    if sheet.mixed:
        yield _column(words.UNIT, textual=True)
    for column, symbol, is_words in sheet.heads:
        repeat = max(
            (len(line.boxes[sheet.columns.index(column)]) for line in sheet.lines), default=1
        )
        for turn in range(repeat):
            label = dict(column.label)
            if repeat > 1:
                label = {lang: f"{text} {turn + 1}" for lang, text in label.items()}
            yield _column(label, symbol, textual=is_words, observed=column.observed)
    for label in _stated(sheet):
        yield _column(label, "" if label in (words.VERDICT, pair("k")) else sheet.error_unit,
                      textual=label is words.VERDICT)  # fmt: skip


def _column(
    label: Mapping[str, str], symbol: str = "", *, textual: bool = False, observed: bool = False
) -> dict[str, Any]:
    return {"label": label, "symbol": symbol, "textual": textual, "observed": observed}


def _stated(sheet: Sheet) -> list[dict[str, str]]:
    """What stands after the procedure's own columns."""
    found = []
    if sheet.any_limit:
        found.append(words.LIMIT)
    if sheet.any_stated:
        found += [words.ERROR, pair("U"), pair("k")]
    if any(line.result is not None and line.result.verdict for line in sheet.lines):
        found.append(words.VERDICT)
    return found


def _row(sheet: Sheet, line: Line) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = []
    if sheet.named:
        cells.append({"words": dict(line.label)} if line.label else {"digits": ""})
    if sheet.mixed:
        other = f"; {line.error_unit}" if line.error_unit != line.unit else ""
        cells.append({"words": pair(f"{line.unit}{other}")})
    for i in range(len(sheet.columns)):
        widest = max(len(each.boxes[i]) for each in sheet.lines)
        own = [box(each) for each in line.boxes[i]]
        cells += own + [{"digits": ""}] * (widest - len(own))
    return cells + _results(sheet, line)


def _results(sheet: Sheet, line: Line) -> list[dict[str, Any]]:
    result = line.result
    texts = {
        "limit": "" if result is None else result.limit,
        "error": "" if result is None else result.stated_error,
        "U": "" if result is None else result.stated_expanded,
        "k": "" if result is None else result.k,
        "verdict": "" if result is None else result.verdict,
    }
    found: list[dict[str, Any]] = []
    for label in _stated(sheet):
        if label is words.VERDICT:
            found.append({"verdict": texts["verdict"]} if texts["verdict"] else {"digits": ""})
        elif label is words.LIMIT:
            found.append({"digits": shortened(texts["limit"])})
        elif label is words.ERROR:
            found.append({"digits": texts["error"]})
        elif label == pair("U"):
            raised = result is not None and bool(result.cmc)
            found.append({"digits": texts["U"], "star": raised})
        else:
            found.append({"digits": shortened(texts["k"])})
    return found


def _corrections(sheet: Sheet) -> Sequence[dict[str, Any]]:
    """Each superseded reading: where, from what to what, why, by whom and when."""
    return [
        {
            "point": line.number,
            "column": dict(column.label),
            "from": _said(old),
            "to": _said(each.latest),
            "reason": each.latest.reason,
            "by": str(each.latest.by),
            "at": each.latest.taken_at.astimezone().strftime("%H:%M:%S %d/%m/%Y"),
        }
        for line in sheet.lines
        for column, boxes in zip(sheet.columns, line.boxes, strict=True)
        for each in boxes
        if each.latest is not None
        for old in each.older
    ]
