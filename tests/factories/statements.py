"""A statement of schema 4 that says everything a statement can say, made by hand; invented."""

import copy
from typing import Any

from certificates.statement import wording
from common.pairs import Pair, pair

_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HOSE_1, HOSE_2 = pair("Kênh 1", "Channel 1"), pair("Kênh 2", "Channel 2")


def measured(**said: Any) -> dict[str, Any]:
    """A row for machines: 50 psi, conforming, inside the scope."""
    return {
        "unit": "psi", "error_unit": "psi", "reference": "50.00", "indication": "50.10",
        "error": "0.10", "U": "0.05", "k": "2", "p": "0.95", "distribution": "normal", "dof": "",
        "limit": {"lower": "-0.25", "upper": "0.25"},
        "acceptance": {"lower": "-0.20", "upper": "0.20"},
        "verdict": "pass", "in_scope": True, "standards": ["P-01"],
    } | said  # fmt: skip


def column(key: str, role: str, unit: str = "psi", label: Pair | None = None) -> dict[str, Any]:
    """A printed column."""
    return {
        "key": key, "label": label or pair(key), "role": role, "source": key, "repeat": 0,
        "symbol": unit, **({"unit": unit} if unit else {}),
    }  # fmt: skip


def table(key: str = "points", **said: Any) -> dict[str, Any]:
    """Two points with two columns of their own, and what is stated of them."""
    rows = [
        ("0.00", "0.00", "0.00", "0.05", "0.25", True),
        ("50.00", "50.10", "0.10", "0.05", "0.25", True),
        ("100.00", "100.05", "0.05", "0.06", "0.50", False),
    ]
    return {
        "key": key, "title": pair("Bảng kết quả", "Table of results"), "unit": "psi",
        "symbol": "psi", "parameters": [], "channel": None, "phase": None,
        "columns": [
            column("ref", "reference", label=pair("Áp suất chuẩn", "Reference pressure")),
            column("x", "reading", label=pair("Số chỉ", "Indication")),
            column("error", "error"), column("U", "U"), column("limit", "limit"),
            column("verdict", "verdict", ""),
        ],
        "rows": [
            {
                "row": place,
                "cells": {"ref": ref, "x": x, "error": error, "U": u, "limit": limit,
                          "verdict": "pass"},
                "measured": measured(
                    reference=ref, indication=x, error=error, U=u, in_scope=scope,
                    limit={"lower": f"-{limit}", "upper": limit},
                ),
            }
            for place, (ref, x, error, u, limit, scope) in enumerate(rows)
        ],
    } | said  # fmt: skip


def statement(**said: Any) -> dict[str, Any]:
    """A calibration of a gauge in psi; keyword arguments replace parts of it."""
    whole = _head() | _work() | _results()
    return copy.deepcopy(whole | said)


def _head() -> dict[str, Any]:
    return {
        "schema": 4, "layout": "certificate/2",
        "software": {"name": "Chuẩn", "release": "v1.0.0"},
        "kind": "calibration", "number": "C26.00042", "public_id": "abc", "stickers": [],
        "check_url": "https://chuan.example/c/abc/",
        "template": {
            "version": 0, "content": {"notes": [pair("Dấu nổi.", "The seal is dry.")]},
        },
        "title": pair("Giấy chứng nhận hiệu chuẩn", "Certificate of calibration"),
        "sealed_by": None, "checklist": [],
        "centre": {
            "code": "HUE", "laboratory_code": "VILAS 000", "country": "VN",
            "name": pair("Phòng Hiệu chuẩn Ví dụ", "Example Calibration Laboratory"),
            "above": pair("Sở Ví dụ", "Example Department"),
            "address": pair("1 đường Ví Dụ, Huế", "1 Vi Du Street, Hue"),
            "phone": "0234 000 000", "email": "lab@example.vn", "designation": "QĐ 01/2026",
            "town": "Huế",
        },
        "customer": {
            "name": "Công ty TNHH Khách hàng", "address": "2 đường Ví Dụ, Huế",
            "tax_code": "0000000000", "email": "qa@example.vn",
        },
        "user": {"name": "Xưởng 2", "address": "Khu công nghiệp Ví Dụ"},
        "replaces": None, "notes": [wording.ONLY_THIS_ITEM, wording.WHOLE_ONLY],
        "valid_until": {"on": None, "rule": pair("")},
    }  # fmt: skip


def _work() -> dict[str, Any]:
    return {
        "sample": "", "condition": pair("Nguyên vẹn", "Intact"),
        "instrument": {
            "name": pair("Áp kế điện tử", "Digital pressure gauge"),
            "type": {"code": "pressure-gauge", "group_two": True}, "maker": "Ví Dụ Gauge",
            "country": "Đức", "model": "PG-100", "serial": "SN-12345", "tag": "TB-07",
            "year": 2020, "type_approval": "PDM 001-2020",
            "characteristics": [
                {"label": pair("Phạm vi đo", "Measuring range"),
                 "values": [{"digits": "0", "unit": "psi", "symbol": "psi"},
                            {"digits": "100", "unit": "psi", "symbol": "psi"}]},
                {"label": pair("Cấp chính xác", "Accuracy class"), "values": [{"digits": "0.25"}]},
                {"label": pair("Đơn giá", "Unit price"),
                 "values": [{"digits": "23000", "unit": "VND/L", "symbol": "đồng/L"}]},
            ],
        },
        "method": {
            "number": "ĐLVN 76:2001; ISO 6789", "title": pair("So sánh", "Comparison"),
            "code": "pressure-gauge", "version": 3, "digest": _DIGEST,
        },
        "regime": None,
        "place": {"where": wording.ON_SITE, "detail": "Phòng máy 3"},
        "dates": {"received": "2026-03-02", "performed": "2026-03-04", "issued": "2026-03-05",
                  "issued_at": "2026-03-05T01:02:03+00:00"},
        "interval": {"on": "2027-03-04", "months": 12, "agreed": "Phiếu yêu cầu YC-07"},
        "conclusion": {"outcome": "pass", "text": pair("Xem trang {page}", "See page {page}")},
        "signatures": {
            "performer": {"label": pair("Người hiệu chuẩn", "Calibrated by"),
                          "name": "Trần Thị Đo", "title": ""},
            "approver": {"label": pair("Người phê duyệt", "Approved by"),
                         "name": "Nguyễn Văn Ký", "title": "Giám đốc"},
            "approved_at": "2026-03-05T01:02:03+00:00", "issued_by": "Nguyễn Văn Ký",
        },
    }  # fmt: skip


def _results() -> dict[str, Any]:
    return {
        "paper_record": None,
        "environment": [
            {"key": "temperature", "label": pair("Nhiệt độ", "Temperature"), "unit": "degC",
             "symbol": "°C", "digits": ["22.5", "23.0", "22.8"], "min": "18", "max": "28",
             "readings": []},
            {"key": "humidity", "label": pair("Độ ẩm tương đối", "Relative humidity"),
             "unit": "%RH", "symbol": "%RH", "digits": ["48", "56"], "min": None, "max": "80",
             "readings": []},
        ],
        "checks": [{"key": "external", "label": pair("Bên ngoài", "External"), "verdict": "pass"}],
        "adjustment": {"text": wording.NOT_ADJUSTED, "note": ""},
        "accreditation": {"number": "VILAS 000", "texts": []},
        "channels": [],
        "standards": [
            {"key": "reference", "code": "P-01", "name": pair("Áp kế chuẩn", "Reference gauge"),
             "serial": "REF-001", "accuracy": "0.05 %", "maker": "Ví Dụ", "model": "R-1",
             "certificate_number": "V08.CN5.0001.26", "certificate_sha256": _DIGEST,
             "on_paper": False, "laboratory": "Viện Đo lường Ví Dụ",
             "calibrated_on": "2026-01-10", "valid_until": "2027-01-10",
             "traceable_to": "SI (VMI)"},
        ],
        "tables": [table()],
        "uncertainty": {"k": ["2"], "rules": [], "texts": [pair("U = k·u, k = 2.")]},
        "decision": {"rule": "simple", "text": pair("Chấp nhận đơn giản (ILAC-G8:09/2019, 4.2.1)",
                                                   "Simple acceptance (ILAC-G8:09/2019, 4.2.1)"),
                     "said": wording.CONFORMS},
        "traceability": wording.TRACEABLE,
        "basis": {},
    }  # fmt: skip
