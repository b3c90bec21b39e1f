"""What is stated of work whose observations are on paper: where it is, and the results of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from calibration.authority.capability import floor_at
from calibration.evaluation.points import acceptance_limit
from calibration.models import Job, PaperResult
from calibration.paper_rows import as_data, number
from calibration.plan import plain
from calibration.states import Service
from certificates.statement import facts, wording
from certificates.statement.measured import decided
from certificates.statement.result_cells import exact, factor
from certificates.statement.results import column_of, head_symbol, symbol_of
from certificates.states import Kind
from common.pairs import Pair, pair
from metrology.quantities.units import UNITS, difference_unit

KEY: Final = "paper"
# By the convention that a paper's U is stated under: EA-4/02, section 6.
P: Final = "0.95"
_K_OF_NORMAL: Final = 2
_AIR = (
    ("temperature", wording.TEMPERATURE, "degC"),
    ("humidity", wording.HUMIDITY, "%RH"),
)
_TITLES = {
    Service.TESTING: pair("Kết quả thử nghiệm", "Test results"),
}
_TITLE = pair("Kết quả đo", "Results of measurement")
_HEADS: dict[str, tuple[Pair, Pair]] = {
    Service.TESTING: (pair("Chỉ tiêu", "Characteristic"), pair("Kết quả", "Result")),
}
_HEAD = (wording.POINT, pair("Số chỉ", "Indication"))


def on_paper(kind: Kind, job: Job, scope: dict[str, Any]) -> dict[str, Any]:
    """Where the paper is, and what of its results was keyed in.

    `scope` is what the centre was accredited for on the day of the work, as plans keep it.
    """
    rows = [] if kind == Kind.NOTICE else list(job.paper_results.all())
    sheet = getattr(job, "paper_sheet", None)
    events = [] if sheet is None else list(sheet.standards.all())
    standards = [facts.standard(event, KEY) for event in events]
    codes = [one["code"] for one in standards]
    table = _table(job, rows, scope, codes)
    stated = [row["measured"] for row in table["rows"]]
    return {
        "paper_record": _record(job, rows),
        "environment": [] if sheet is None else _air(sheet),
        "checks": [],
        "standards": standards,
        "tables": [table] if rows else [],
        "uncertainty": _uncertainty(rows),
        "decision": _decision(kind, job, rows),
        "traceability": wording.traceable(standards),
        "adjustment": None,
        "accreditation": _accreditation(scope, stated),
        "channels": [],
        "basis": _basis(rows, events, scope) if rows else {},
    }


def method(job: Job) -> dict[str, Any] | None:
    """The document that the paper names, else the one of the instrument's type."""
    sheet = getattr(job, "paper_sheet", None)
    kind = None if job.instrument is None else job.instrument.type
    typed = "" if sheet is None else sheet.method_number
    known = "" if kind is None or job.service != Service.VERIFICATION else kind.documents
    if not typed and not known:
        return None
    title = pair(sheet.method_title) if sheet is not None and sheet.method_title else None
    if title is None:
        title = pair("") if kind is None else pair(kind.name_vi, kind.name_en)
    return {
        "number": typed or known, "title": title, "code": "", "version": None, "digest": "",
    }  # fmt: skip


def _record(job: Job, rows: Sequence[PaperResult]) -> dict[str, Any] | None:
    if not job.paper_record:
        return None
    text = wording.kept_on_paper(job.paper_record) if rows else wording.on_paper(job.paper_record)
    return {"number": job.paper_record, "text": text}


def _air(sheet: Any) -> list[dict[str, Any]]:
    return [
        {
            "key": key, "label": label, "unit": unit, "symbol": UNITS[unit].symbol,
            "digits": getattr(sheet, key).split(" "), "min": None, "max": None, "readings": [],
        }
        for key, label, unit in _AIR
        if getattr(sheet, key)
    ]  # fmt: skip


# The table


def _table(
    job: Job, rows: Sequence[PaperResult], scope: dict[str, Any], codes: list[str]
) -> dict[str, Any]:
    units = {row.unit for row in rows if row.unit}
    shared = units.pop() if len(units) == 1 else ""
    lines = [_line(job, row, scope, codes) for row in rows]
    columns = _columns(job.service, shared)
    known = {key for line in lines for key in line["cells"]}
    return {
        "key": KEY,
        "title": _TITLES.get(Service(job.service), _TITLE),
        "unit": shared,
        "symbol": head_symbol(shared),
        "parameters": [],
        "columns": [
            one for one in columns if one["key"] in known and not _said(one, shared, lines)
        ],
        "rows": lines,
        "channel": None,
        "phase": None,
        "note": None,
    }


def _said(one: dict[str, Any], shared: str, lines: list[dict[str, Any]]) -> bool:
    """Whether a column would only repeat what is said of the whole table."""
    if one["key"] == "_unit":
        return bool(shared)
    return one["key"] == "k" and len({line["cells"].get("k") for line in lines} - {None}) == 1


def _columns(service: str, unit: str) -> list[dict[str, Any]]:
    point, read = _HEADS.get(service, _HEAD)
    step = difference_unit(UNITS[unit]).code if unit in UNITS else ""
    own, apart = _united(unit), _united(step)
    return [
        column_of("_point", point, "label"),
        column_of("_unit", wording.UNIT, "unit"),
        column_of("reference", wording.REFERENCE, "reference", **own),
        column_of("indication", read, "reading", **own),
        column_of("error", wording.ERROR, "error", **apart),
        column_of("U", wording.EXPANDED, "U", **apart),
        column_of("k", wording.FACTOR, "k"),
        column_of("limit", wording.LIMIT, "limit", **({} if service == Service.TESTING else apart)),
        column_of("verdict", wording.VERDICT, "verdict"),
    ]


def _united(unit: str) -> dict[str, str]:
    return {"unit": unit, "symbol": head_symbol(unit)} if unit else {}


def _line(job: Job, row: PaperResult, scope: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    cells = {
        "_point": pair(row.point) if row.point else None,
        "_unit": symbol_of(row.unit),
        "reference": row.reference,
        "indication": _words(row.indication),
        "error": row.error,
        "U": row.expanded,
        "k": factor(row.k),
        "limit": _words(row.limit),
        "verdict": row.verdict,
    }
    return {
        "row": row.position - 1,
        "cells": {key: value for key, value in cells.items() if value not in (None, "")},
        "measured": _measured(job, row, scope, codes),
    }


def _words(text: str) -> str | Pair:
    """A number as it is; words neutral, for nobody translates a paper."""
    return text if not text or number(text) is not None else pair(text)


def _measured(
    job: Job, row: PaperResult, scope: dict[str, Any], codes: list[str]
) -> dict[str, Any]:
    numbers = {name: getattr(row, name) for name in ("reference", "error")}
    read = row.indication if number(row.indication) is not None else ""
    return {
        "unit": row.unit,
        "error_unit": difference_unit(UNITS[row.unit]).code if row.unit in UNITS else row.unit,
        **numbers,
        "indication": read,
        **_stated(row),
        "limit": _limits(row, number(row.limit)) if row.verdict else None,
        "acceptance": _limits(row, _accepted(job, row)) if row.verdict else None,
        "verdict": row.verdict,
        "in_scope": _in_scope(row, scope),
        "standards": codes,
        "no_U": None if row.expanded or read or row.error else wording.QUALITATIVE,
    }


def _stated(row: PaperResult) -> dict[str, str]:
    if not row.expanded:
        return {"U": "", "k": "", "p": "", "distribution": "", "dof": ""}
    normal = Decimal(row.k) == _K_OF_NORMAL
    shape = "normal" if normal else ""
    return {"U": row.expanded, "k": factor(row.k), "p": P, "distribution": shape, "dof": ""}


def _limits(row: PaperResult, size: Decimal | None) -> dict[str, str] | None:
    """A permissible error as limits; of a test the limit is of the result, and words say it."""
    if size is None or size < 0 or row.job.service == Service.TESTING:
        return None
    upper = exact(plain(size)) or ""
    return {"lower": f"-{upper}" if size else upper, "upper": upper}


def _accepted(job: Job, row: PaperResult) -> Decimal | None:
    k = number(row.k)
    return acceptance_limit(job.conformity, number(row.limit), number(row.expanded), k)


def _in_scope(row: PaperResult, scope: dict[str, Any]) -> bool | None:
    claimed = scope.get("accreditation") or scope.get("outside")
    expanded = number(row.expanded)
    if not claimed or expanded is None or row.unit not in UNITS:
        return None
    if not scope.get("accreditation"):
        return False
    if not scope.get("cmc"):
        return True
    at = number(row.reference) if row.reference else number(row.indication)
    if at is None:
        return False
    found = floor_at(scope, expanded, at, UNITS[row.unit])
    return found is not None and not found.raised


# What is said of all of it


def _uncertainty(rows: Sequence[PaperResult]) -> dict[str, Any] | None:
    found = sorted({factor(row.k) for row in rows if row.expanded}, key=Decimal)
    if not found:
        return None
    texts = [wording.expanded_with(found), wording.ABOUT_95]
    return {"k": found, "rules": [], "texts": texts}


def _decision(kind: Kind, job: Job, rows: Sequence[PaperResult]) -> dict[str, Any] | None:
    if not rows or kind == Kind.VERIFICATION:
        return None
    asked = bool(job.conformity) and kind != Kind.NOTICE
    return decided(job.conformity, [row.verdict for row in rows], asked=asked)


def _accreditation(
    scope: dict[str, Any], stated: Iterable[dict[str, Any]]
) -> dict[str, Any] | None:
    """As of a worksheet; a paper with a point below its CMC is under none."""
    inside = [one["in_scope"] for one in stated]
    if scope.get("accreditation"):
        if False not in inside:
            return {"number": scope["accreditation"], "texts": []}
        return {"number": "", "texts": [wording.BEYOND_CMC, wording.NOT_ACCREDITED]}
    if scope.get("outside"):
        return {"number": "", "texts": [dict(scope["outside"]), wording.NOT_ACCREDITED]}
    return None


def _basis(
    rows: Sequence[PaperResult], events: Sequence[Any], scope: dict[str, Any]
) -> dict[str, Any]:
    return {
        "paper": [as_data(row) for row in rows],
        "scope": scope,
        "standards": [facts.event_values(event) for event in events],
    }
