"""What changed between two budgets, and what each change did to U.

The effect of a line is what U would lose if that line alone were put back as it was, with the k of
the later budget: differences of roots do not add up, so effects need not sum to the whole.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metrology.errors import Code, MetrologyError
from metrology.figures import significant, whole
from metrology.uncertainty.budget import Joint, Line
from metrology.uncertainty.budget_json import AnyBudget
from metrology.wording import Wording

Kind = Literal["added", "removed", "changed", "result"]

# What is compared in a line and in the result; labels and sources are words, changed or not.
_LINE = (
    "distribution", "parameters", "estimate", "unit", "u", "dof", "sensitivity", "u_y", "label",
    "source",
)  # fmt: skip
_JOINT = ("r",)
_RESULT = ("value", "unit", "u", "dof", "k", "p", "U", "rule", "reason", "model", "method")
_DIGITS = 3

_WORDS: Mapping[Kind, Wording] = {
    "added": Wording("thêm {key}", "{key} added", ""),
    "removed": Wording("bỏ {key}", "{key} removed", ""),
    "changed": Wording("{key}: {fields}", "{key}: {fields}", ""),
    "result": Wording("kết quả: {fields}", "result: {fields}", ""),
}
_FIELDS: Mapping[str, tuple[str, str]] = {
    "distribution": ("phân bố", "distribution"),
    "parameters": ("tham số", "parameters"),
    "estimate": ("ước lượng", "estimate"),
    "unit": ("đơn vị", "unit"),
    "dof": ("ν", "ν"),
    "sensitivity": ("hệ số nhạy", "sensitivity"),
    "u_y": ("đóng góp", "contribution"),
    "label": ("tên", "label"),
    "source": ("nguồn", "source"),
    "value": ("giá trị", "value"),
    "rule": ("quy tắc hệ số phủ", "coverage rule"),
    "reason": ("lý do", "reason"),
    "model": ("mô hình", "model"),
    "method": ("phương pháp", "method"),
}


@dataclass(frozen=True)
class Change:
    """One field that is not what it was; None where the line was not there."""

    field: str
    old: object
    new: object


@dataclass(frozen=True)
class Difference:
    """One line that was added, removed or changed, or the result itself (key "").

    `effect` is by how much U grew through it, in the result's unit; for the result it is the whole
    difference of U.
    """

    kind: Kind
    key: str
    changes: tuple[Change, ...]
    effect: float

    @property
    def words(self) -> Wording:
        """What happened, in both languages; short, numbers with three digits."""
        said = _WORDS[self.kind]
        return Wording(
            said.text_vi.format(key=self.key, fields=self._fields("vi")),
            said.text_en.format(key=self.key, fields=self._fields("en")),
            "",
        )

    def _fields(self, lang: str) -> str:
        return "; ".join(
            f"{_name(each.field, lang)} {_shown(each.field, each.old, lang)} → "
            f"{_shown(each.field, each.new, lang)}"
            for each in self.changes
        )


def differences(a: AnyBudget, b: AnyBudget) -> tuple[Difference, ...]:
    """Give what changed from a to b: the result first, then lines by the size of their effect.

    Nothing for equal budgets. Raises `wrong_quantity` where the results have different units:
    their uncertainties cannot be compared.
    """
    if a.unit != b.unit:
        raise MetrologyError(
            Code.WRONG_QUANTITY, found=b.unit, found_quantity=b.unit, allowed=a.unit
        )
    lines = [*_lines(a, b, _by_key(a.lines), _by_key(b.lines), _LINE)]
    lines += _lines(a, b, _by_key(a.joints), _by_key(b.joints), _JOINT)
    lines.sort(key=lambda each: (-abs(each.effect), each.key))
    changes = _changes(a, b, _RESULT)
    if not changes:
        return tuple(lines)
    return (Difference("result", "", changes, float(b.U) - float(a.U)), *lines)


def _lines(
    a: AnyBudget,
    b: AnyBudget,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    compared: Iterable[str],
) -> Iterable[Difference]:
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key), new.get(key)
        kind: Kind = "changed"
        if before is None or after is None:
            kind = "added" if before is None else "removed"
        changes = _changes(before, after, compared)
        if changes:
            yield Difference(kind, key, changes, _effect(a, before, b, after))


def _effect(a: AnyBudget, before: Any, b: AnyBudget, after: Any) -> float:
    """U of b, less U with this line's part of the variance as it was in a."""
    variance = float(b.u) ** 2
    changed = _variance(after, b) - _variance(before, a)
    return float(b.k) * (float(b.u) - math.sqrt(max(0.0, variance - changed)))


def _variance(line: Line[Any] | Joint[Any] | None, budget: AnyBudget) -> float:
    return 0.0 if line is None else float(line.share) * float(budget.u) ** 2


def _changes(before: object, after: object, compared: Iterable[str]) -> tuple[Change, ...]:
    pairs = [(name, getattr(before, name, None), getattr(after, name, None)) for name in compared]
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)


def _by_key(lines: Iterable[Any]) -> dict[str, Any]:
    return {each.key: each for each in lines}


def _name(name: str, lang: str) -> str:
    vi, en = _FIELDS.get(name, (name, name))
    return vi if lang == "vi" else en


def _shown(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Mapping):
        parts = (f"{key} = {_shown(key, each, lang)}" for key, each in value.items())
        return ", ".join(parts) or "–"
    if isinstance(value, tuple):
        return f"n = {len(value)}"
    if name == "dof" and (value is None or isinstance(value, float)):
        return whole(value, lang)
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else significant(value, _DIGITS, lang)
