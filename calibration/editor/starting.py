"""Definitions to begin from: they compile, and most of them stays as it is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.pairs import pair

SHAPES: Mapping[str, Any] = {
    "repeated": _("đọc nhiều lần tại mỗi điểm, so với chuẩn (thước, nhiệt kế, đồng hồ…)"),
    "up_down": _("đo chiều tăng rồi chiều giảm (áp kế, cân…)"),
    "empty": _("một bảng với một số chỉ, còn lại tự soạn"),
}


def begin(
    *,
    code: str,
    title: Mapping[str, str],
    number: str,
    service: str,
    kind: str,
    quantity: str,
    unit: str,
    shape: str,
) -> dict[str, Any]:
    """A definition of one table in one of the shapes."""
    return {
        "schema": 1,
        "code": code,
        "title": dict(title),
        "documents": {service: number},
        "services": [service],
        "instrument_types": [kind] if kind else [],
        "fields": _fields(quantity),
        "unit": {"code": unit},
        "environment": [
            {
                "key": "temperature",
                "label": pair("Nhiệt độ", "Temperature"),
                "unit": "degC",
                "required": True,
            },
        ],
        "standards": [
            {"key": "reference", "label": pair("Chuẩn", "Standard"), "quantity": quantity},
        ],
        "checks": [
            {
                "key": "external",
                "label": pair("Kiểm tra bên ngoài", "External inspection"),
                "stop_on_fail": True,
            },
        ],
        "tables": [_TABLES[shape]()],
        "decision_rule": "simple",
        "coverage": "k2",
        "rounding": {"digits": 2},
    }


def _fields(quantity: str) -> list[dict[str, Any]]:
    given = (
        ("range_min", "Giới hạn đo dưới", "Lower limit", "range_min"),
        ("range_max", "Giới hạn đo trên", "Upper limit", "range_max"),
        ("d", "Giá trị độ chia", "Scale interval", "resolution"),
    )
    return [
        {
            "key": key,
            "label": pair(vi, en),
            "type": "quantity",
            "quantity": quantity,
            "from": source,
        }
        for key, vi, en, source in given
    ]


def _table(columns: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "key": "points",
        "title": pair("Sai số số chỉ", "Errors of indication"),
        "points": {"fractions_of_span": ["0", "0.25", "0.5", "0.75", "1"]},
        "columns": [
            {"key": "ref", "label": pair("Giá trị chuẩn", "Reference"), "role": "reference"},
            *columns,
        ],
        "reference": "ref",
        **more,
    }


def _column(key: str, vi: str, en: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": pair(vi, en), "role": "reading", **more}


def _computed(key: str, vi: str, en: str, expr: str) -> dict[str, Any]:
    return {"key": key, "label": pair(vi, en), "role": "computed", "expr": expr}


def _standard() -> dict[str, Any]:
    return {
        "key": "standard",
        "label": pair("Chuẩn", "Standard"),
        "distribution": "normal",
        "expr": "U_std",
        "divisor": "k_std",
    }


def _resolution() -> dict[str, Any]:
    return {
        "key": "resolution",
        "label": pair("Độ phân giải", "Resolution"),
        "distribution": "rectangular",
        "expr": "d/2",
    }


def _repeated() -> dict[str, Any]:
    repeatability = {
        "key": "repeatability",
        "label": pair("Độ lặp lại", "Repeatability"),
        "distribution": "type_a",
        "expr": "stdev(x)",
        "divisor": "sqrt(len(x))",
        "dof": "len(x) - 1",
    }
    return _table(
        [
            _column("x", "Số chỉ", "Reading", repeat=3),
            _computed("err", "Sai số", "Error", "mean(x) - ref"),
        ],
        indication="mean(x)",
        error="err",
        judged=["err"],
        uncertainty=[_standard(), _resolution(), repeatability],
    )


def _up_down() -> dict[str, Any]:
    hysteresis = {
        "key": "hysteresis",
        "label": pair("Độ hồi sai", "Hysteresis"),
        "distribution": "rectangular",
        "expr": "hyst/2",
    }
    return _table(
        [
            _column("up", "Số chỉ chiều tăng", "Reading increasing", direction="up"),
            _column("down", "Số chỉ chiều giảm", "Reading decreasing", direction="down"),
            _computed("e_up", "Sai số chiều tăng", "Error increasing", "up - ref"),
            _computed("e_down", "Sai số chiều giảm", "Error decreasing", "down - ref"),
            _computed("hyst", "Độ hồi sai", "Hysteresis", "abs(up - down)"),
        ],
        order=["up", "down"],
        indication="up if abs(e_up) > abs(e_down) else down",
        error="e_up if abs(e_up) > abs(e_down) else e_down",
        judged=["e_up", "e_down"],
        uncertainty=[_standard(), _resolution(), hysteresis],
    )


def _empty() -> dict[str, Any]:
    return _table([_column("x", "Số chỉ", "Reading")])


_TABLES = {"repeated": _repeated, "up_down": _up_down, "empty": _empty}
