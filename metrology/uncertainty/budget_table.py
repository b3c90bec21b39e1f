"""Rows of text for a budget: what a page or a certificate's annex prints.

Numbers are shortened for reading (u and contributions to three significant digits, estimates to
the place of their u); what is stated is rounded by `stating`, not here.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from metrology.errors import MetrologyError
from metrology.figures import beside, percent, significant, whole
from metrology.quantities.unit_terms import parse_unit_term
from metrology.uncertainty.budget import CONSTANT, Joint, Line
from metrology.uncertainty.budget_json import AnyBudget
from metrology.wording import Wording

COLUMNS: Mapping[str, tuple[str, str]] = {
    "quantity": ("Đại lượng", "Quantity"),
    "estimate": ("Ước lượng", "Estimate"),
    "unit": ("Đơn vị", "Unit"),
    "distribution": ("Phân bố", "Distribution"),
    "u": ("Độ không đảm bảo chuẩn u", "Standard uncertainty u"),
    "dof": ("Bậc tự do ν", "Degrees of freedom ν"),
    "sensitivity": ("Hệ số nhạy c", "Sensitivity c"),
    "u_y": ("Đóng góp |c|·u", "Contribution |c|·u"),
    "share": ("Tỷ phần", "Share"),
}
DISTRIBUTIONS: Mapping[str, tuple[str, str]] = {
    "normal": ("chuẩn", "normal"),
    "rectangular": ("đều", "rectangular"),
    "triangular": ("tam giác", "triangular"),
    "trapezoidal": ("hình thang", "trapezoidal"),
    "arcsine": ("arcsin (chữ U)", "arcsine (U-shaped)"),
    "ctrap": ("đều, giới hạn không chính xác", "rectangular, inexact limits"),
    "t": ("Student t", "Student t"),
    "type_a": ("loại A", "Type A"),
    "pooled": ("loại A, gộp", "Type A, pooled"),
    "resolution": ("độ phân giải", "resolution"),
    CONSTANT: ("hằng số", "constant"),
}
_CURVATURE = ("Số hạng bậc hai", "Second-order terms")
_NAME = re.compile(r"[^\W\d][\w%°]*")
_DIGITS = 3
_BLANK = "–"


class Table(NamedTuple):
    """A budget as text: heads, one row for each contribution, result lines, warnings.

    Rows and heads have the same length. `result` are pairs of a name and a text; `rule`,
    `reason` and `warnings` are sentences with their references.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    result: tuple[tuple[str, str], ...]
    rule: str
    reason: str
    warnings: tuple[str, ...]


def table(budget: AnyBudget, lang: str) -> Table:
    """Give the rows in a language: "vi" (decimal comma) or "en"."""
    rows = [_line(each, budget, lang) for each in budget.lines]
    rows += [_joint(each, lang) for each in budget.joints]
    if budget.curvature:
        blanks = (_BLANK,) * (len(COLUMNS) - 2)
        rows.append((_in(_CURVATURE, lang), *blanks, percent(budget.curvature, lang)))
    return Table(
        heads=tuple(_in(head, lang) for head in COLUMNS.values()),
        rows=tuple(rows),
        result=tuple(_result(budget, lang)),
        rule=sentence(budget.rule_words, lang),
        reason=sentence(budget.reason_words, lang),
        warnings=tuple(sentence(each.wording, lang) for each in budget.warnings),
    )


def sentence(words: Wording, lang: str) -> str:
    """A rule's words with their reference."""
    text = words.text_vi if lang == "vi" else words.text_en
    return f"{text} ({words.reference})" if words.reference else text


def symbol(unit: str) -> str:
    """Write a unit by the symbols of the catalogue: "nm/delta_degC" becomes "nm/°C"; "1" is "".

    A unit the catalogue does not have stays as it is written: a table never fails for it.
    """
    if unit.strip() in ("", "1"):
        return ""
    try:
        term = parse_unit_term(unit)
    except MetrologyError:
        return unit
    if term.unit is not None:
        return term.unit.symbol
    return _NAME.sub(lambda found: _symbol_of(found[0]), unit).replace("**", "^").replace("*", "·")


def unit_ratio(result: str, unit: str) -> str:
    """Write the unit of a sensitivity: "nm/°C", "nm·°C" for nm per 1/°C, "" where both are one."""
    above, below = symbol(result), symbol(unit)
    if above == below or not below:
        return "" if above == below else above
    if below.startswith("1/") and below.count("/") == 1:
        other = below.removeprefix("1/")
        return f"{above}·{other}" if above else other
    return f"{above or '1'}/{f'({below})' if set('/·') & set(below) else below}"


def _symbol_of(name: str) -> str:
    unit = parse_unit_term(name).unit if name != "sqrt" else None
    return name if unit is None else unit.symbol


def _line(line: Line[Any], budget: AnyBudget, lang: str) -> tuple[str, ...]:
    ratio = unit_ratio(budget.unit, line.unit) if line.unit else ""
    sensitivity = significant(line.sensitivity, _DIGITS, lang)
    exact = line.distribution == CONSTANT
    return (
        f"{line.key} ({line.label})" if line.label else line.key,
        _BLANK if line.estimate is None else beside(line.estimate, line.u, lang),
        symbol(line.unit),
        _in(DISTRIBUTIONS.get(line.distribution, (line.distribution,) * 2), lang),
        _BLANK if exact else significant(line.u, _DIGITS, lang),
        _BLANK if exact else whole(line.dof, lang),
        f"{sensitivity} {ratio}".strip(),
        _BLANK if exact else significant(line.u_y, _DIGITS, lang),
        _BLANK if exact else percent(line.share, lang),
    )


def _joint(joint: Joint[Any], lang: str) -> tuple[str, ...]:
    name = f"{joint.key} = {significant(joint.r, _DIGITS, lang)}"
    return (name, *(_BLANK,) * (len(COLUMNS) - 2), percent(joint.share, lang))


def _result(budget: AnyBudget, lang: str) -> list[tuple[str, str]]:
    unit = f" {symbol(budget.unit)}" if symbol(budget.unit) else ""
    lines = [
        ("u", significant(budget.u, _DIGITS, lang) + unit),
        ("ν_eff", whole(budget.dof, lang)),
        ("k", significant(budget.k, _DIGITS, lang) if budget.k != 2 else "2"),  # noqa: PLR2004  # k = 2 is exact
        ("U", significant(budget.U, _DIGITS, lang) + unit),
    ]
    if budget.value is not None:
        lines.insert(0, (budget.output or "y", beside(budget.value, budget.u, lang) + unit))
    if budget.p is not None:
        lines.append(("p", f"{beside(round(100 * budget.p, 2), 0, lang)} %"))
    return lines


def _in(words: tuple[str, str], lang: str) -> str:
    return words[0] if lang == "vi" else words[1]
