"""A statement of invented data, for looking at a template before it is in force.

It has the shape of a real one (a test holds it against one), the centre's own head, and says on
every page that it is a sample.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from accounts.models import Centre
from calibration.states import Outcome, Regime, Service
from certificates.papers.numbers import written
from certificates.statement import wording
from certificates.statement.heads import centre_of
from certificates.statement.shared import LAYOUT, SCHEMA, SOFTWARE
from certificates.states import Kind
from common.pairs import Pair, pair
from metrology.conformity.decisions import DECISION_RULES

_SERVICES: Final = {
    Kind.VERIFICATION: Service.VERIFICATION,
    Kind.CALIBRATION: Service.CALIBRATION,
    Kind.TESTING: Service.TESTING,
    Kind.NOTICE: Service.VERIFICATION,
}
_OUTCOMES: Final = {Kind.VERIFICATION: Outcome.PASS, Kind.NOTICE: Outcome.FAIL}
_JUDGED: Final = frozenset({Kind.VERIFICATION, Kind.NOTICE})
_STANDARD: Final = "CH-000"
_LIMIT: Final = Decimal("0.16")
# Reference, reading up, reading down, U, in bar.
_READINGS: Final = tuple(
    tuple(map(Decimal, line.split()))
    for line in (
        "0 0.00 0.00 0.025",
        "1 1.02 1.04 0.031",
        "2 2.05 2.06 0.038",
        "3 3.04 3.08 0.038",
        "4 4.06 4.10 0.044",
        "5 5.05 5.09 0.044",
        "6 6.08 6.12 0.050",
        "7 7.06 7.10 0.050",
        "8 8.04 8.08 0.044",
        "9 9.02 9.06 0.038",
        "10 9.98 10.02 0.038",
    )
)


def sample(
    centre: Centre, kind: Kind | str, content: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """A statement of a centre's kind by a template's content, as if it were issued at `at`."""
    of = Kind(kind)
    day = timezone.localtime(at).date()
    whole = _head(centre, of, day) | _item(of) | _work(of, day, at) | _results(of)
    return whole | {"template": {"version": 0, "centre": centre.code, "content": content}}


def _head(centre: Centre, kind: Kind, day: date) -> dict[str, Any]:
    accredited = kind in (Kind.CALIBRATION, Kind.TESTING)
    number = "VILAS 000" if accredited else ""
    return {
        "preview": True,
        "schema": SCHEMA,
        "layout": LAYOUT,
        "software": dict(SOFTWARE),
        "kind": kind.value,
        "state_control": _SERVICES[kind] == Service.VERIFICATION,
        "number": written(centre, kind, day.year, 0),
        "public_id": "",
        "check_url": f"{settings.SITE_URL}/c/{'0' * 22}/",
        "title": wording.title(kind, _SERVICES[kind]),
        "centre": centre_of(centre) | {"laboratory_code": number or centre.code},
        "customer": {
            "name": "Công ty TNHH Ví Dụ",
            "address": "Số 1 đường Ví Dụ, thành phố Huế",
            "tax_code": "",
            "email": "",
        },
        "replaces": None,
        "notes": wording.notes(kind, _SERVICES[kind], of_sample=kind == Kind.TESTING),
        "accreditation": {"number": number, "texts": []} if accredited else None,
        "sealed_by": None,
        "stickers": ["26V.00000"] if kind == Kind.VERIFICATION else [],
        "interval": None,
        "condition": "",
        "paper_record": None,
        "checklist": [],
        "basis": {},
    }


def _value(digits: str, unit: str = "") -> dict[str, str]:
    return {"digits": digits} | ({"unit": unit, "symbol": unit} if unit else {})


def _item(kind: Kind) -> dict[str, Any]:
    characteristics = [
        {
            "label": pair("Phạm vi đo", "Measuring range"),
            "values": [_value("0", "bar"), _value("10", "bar")],
        },
        {"label": pair("Cấp chính xác", "Accuracy class"), "values": [_value("1.6")]},
    ]
    instrument = {
        "type": {"code": "pressure-gauge", "group_two": True},
        "name": pair("Áp kế lò xo", "Spring (Bourdon) pressure gauge"),
        "maker": "Ví Dụ Gauge",
        "country": "Việt Nam",
        "model": "VD-100",
        "serial": "VD 000000",
        "tag": "PG-01",
        "year": 2024,
        "characteristics": characteristics,
        "type_approval": "",
    }
    tested = kind == Kind.TESTING
    return {
        "user": {"name": "Xưởng số 2", "address": "Khu công nghiệp Ví Dụ, thành phố Huế"},
        "instrument": None if tested else instrument,
        "sample": "Áp kế lò xo, mẫu VD-01" if tested else "",
    }


def _work(kind: Kind, day: date, at: datetime) -> dict[str, Any]:
    verified = kind == Kind.VERIFICATION
    until = (day + timedelta(days=364)).isoformat() if verified else None
    rule = pair("Chu kỳ 12 tháng", "Cycle of 12 months") if verified else {"vi": "", "en": ""}
    return {
        "method": {
            "number": "ĐLVN 76:2001" if kind not in _JUDGED else "ĐLVN 08:2011",
            "title": pair("Áp kế kiểu lò xo", "Spring (Bourdon) pressure gauge"),
            "code": "pressure-gauge",
            "version": 1,
            "digest": "0" * 64,
        },
        "regime": wording.REGIMES[Regime.PERIODIC] if kind in _JUDGED else None,
        "place": {"where": wording.IN_LABORATORY, "detail": "Phòng Áp suất"},
        "dates": {
            "received": None,
            "performed": day.isoformat(),
            "issued": day.isoformat(),
            "issued_at": at.isoformat(),
        },
        "conclusion": {
            "outcome": _OUTCOMES.get(kind, Outcome.REPORTED).value,
            "text": wording.conclusion(kind, _SERVICES[kind]),
        },
        "valid_until": {"on": until, "rule": rule},
        "signatures": {
            "performer": _signature(wording.performer(kind, _SERVICES[kind]), "Nguyễn Văn Ví Dụ")
            | {"card": "0000-00" if kind in _JUDGED else ""},
            "approver": _signature(wording.APPROVER, "Trần Thị Ví Dụ"),
            "approved_at": at.isoformat(),
            "issued_by": "Trần Thị Ví Dụ",
        },
    }


def _signature(label: Pair, name: str) -> dict[str, Any]:
    return {"label": label, "name": name, "title": ""}


def _results(kind: Kind) -> dict[str, Any]:
    judged = kind in _JUDGED
    simple = wording.said(DECISION_RULES["simple"])
    return {
        "environment": [_temperature()],
        "checks": [
            {"key": "external", "label": pair("Kiểm tra bên ngoài", "External inspection"),
             "verdict": "pass"},
        ],
        "adjustment": {"note": "", "text": wording.NOT_ADJUSTED},
        "channels": [],
        "standards": [_standard()],
        "tables": [_table(kind)],
        "uncertainty": {
            "k": ["2"], "rules": [["k2", "fixed"]], "texts": [wording.expanded_with(["2"])],
        },
        "decision": {"rule": "simple", "text": simple}
        if judged
        else {"rule": None, "text": wording.NO_CONFORMITY},
        "traceability": wording.TRACEABLE,
    }  # fmt: skip


def _temperature() -> dict[str, Any]:
    return {
        "key": "temperature",
        "label": pair("Nhiệt độ", "Temperature"),
        "digits": ["21.5"],
        "unit": "degC",
        "symbol": "°C",
        "min": "15",
        "max": "25",
        "readings": [],
    }


def _standard() -> dict[str, Any]:
    return {
        "key": "reference",
        "code": _STANDARD,
        "name": pair("Áp kế chuẩn hiện số", "Digital reference gauge"),
        "maker": "Ví Dụ Gauge",
        "model": "VD-R",
        "serial": "R 000000",
        "accuracy": "0.1",
        "certificate_number": "VD.00000",
        "certificate_sha256": "",
        "calibrated_on": "2026-01-15",
        "valid_until": "2027-01-15",
        "laboratory": "Viện Đo lường Ví Dụ",
        "traceable_to": "",
        "on_paper": True,
    }


def _column(key: str, role: str, label: Pair, unit: str = "bar") -> dict[str, Any]:
    named = {"unit": unit, "symbol": unit} if unit else {"symbol": ""}
    return {"key": key, "role": role, "label": label, "source": key, "repeat": 0} | named


def _table(kind: Kind) -> dict[str, Any]:
    judged = kind in _JUDGED
    columns = [
        _column("ref", "reference", pair("Áp suất chuẩn", "Reference pressure")),
        _column("up", "reading", pair("Số chỉ chiều tăng", "Reading increasing")),
        _column("down", "reading", pair("Số chỉ chiều giảm", "Reading decreasing")),
        _column("e_up", "computed", pair("Sai số chiều tăng", "Error increasing")),
        _column("e_down", "computed", pair("Sai số chiều giảm", "Error decreasing")),
        _column("U", "U", wording.EXPANDED),
    ]
    if judged:
        columns.append(_column("limit", "limit", wording.LIMIT))
        columns.append(_column("verdict", "verdict", wording.VERDICT, ""))
    return {
        "key": "accuracy",
        "title": pair("Sai số", "Errors"),
        "unit": "bar",
        "symbol": "bar",
        "channel": None,
        "phase": None,
        "parameters": [],
        "note": None,
        "columns": columns,
        "rows": [_row(kind, row) for row in range(len(_READINGS))],
    }


def _row(kind: Kind, row: int) -> dict[str, Any]:
    judged = kind in _JUDGED
    reference, up, down, expanded = _READINGS[row]
    # The last point of a notice is beyond the limit: that is what a notice is about.
    beyond = kind == Kind.NOTICE and row == len(_READINGS) - 1
    down -= Decimal("0.20") if beyond else 0
    e_up, e_down = (up - reference).quantize(expanded), (down - reference).quantize(expanded)
    error = max(e_up, e_down, key=abs)
    verdict = ("fail" if abs(error) > _LIMIT else "pass") if judged else ""
    limit = {"lower": f"-{_LIMIT}", "upper": str(_LIMIT)} if judged else None
    cells = {"ref": reference, "up": up, "down": down, "e_up": e_up, "e_down": e_down,
             "error": error, "U": expanded, "k": 2, "limit": _LIMIT}  # fmt: skip
    written_cells = {key: str(value) for key, value in cells.items()}
    return {
        "row": row,
        "cells": written_cells | ({"verdict": verdict} if judged else {}),
        "measured": {
            "unit": "bar", "error_unit": "bar", "reference": str(reference),
            "indication": str(up if error == e_up else down), "error": str(error),
            "U": str(expanded), "k": "2", "p": "0.95", "distribution": "normal", "dof": "",
            "no_U": None,
            "limit": limit, "acceptance": limit, "verdict": verdict,
            "in_scope": True if kind in (Kind.CALIBRATION, Kind.TESTING) else None,
            "standards": [_STANDARD],
        },
    }  # fmt: skip
