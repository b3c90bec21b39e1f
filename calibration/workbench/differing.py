"""What changed between two budgets, in the reader's words: fields, distributions, rules, units."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calibration.workbench.layout import DISTRIBUTIONS, PARAMETER_WORDS, RULE_WORDS
from calibration.workbench.numbers import grouped, write_number
from calibration.workbench.presenting import probability
from calibration.workbench.symbols import symbol
from metrology.figures import beside, significant, whole
from metrology.uncertainty.budget_changes import Change, Difference
from metrology.uncertainty.budget_json import AnyBudget

_DIGITS = 4
_FIELDS: Mapping[str, Any] = {
    "distribution": gettext_lazy("phân bố"),
    "estimate": gettext_lazy("ước lượng"),
    "unit": gettext_lazy("đơn vị"),
    "u": "u",
    "dof": "ν",
    "sensitivity": gettext_lazy("hệ số nhạy"),
    "u_y": gettext_lazy("đóng góp"),
    "label": gettext_lazy("mô tả"),
    "source": gettext_lazy("nguồn"),
    "r": "r",
    "value": gettext_lazy("giá trị"),
    "k": "k",
    "p": "p",
    "U": "U",
    "rule": gettext_lazy("quy tắc hệ số phủ"),
    "reason": gettext_lazy("lý do chọn k"),
    "model": gettext_lazy("mô hình"),
    "method": gettext_lazy("phương pháp"),
}
_METHODS: Mapping[str, Any] = {
    "first_order": gettext_lazy("bậc nhất"),
    "monte_carlo": "Monte Carlo",
}
# What the reader sees in another field already: U and k say what the reason says in words.
_SAID_ELSEWHERE = frozenset({"reason"})


def title(difference: Difference) -> str:
    """What it is about: the result, or a line that changed, came or went."""
    words: Mapping[str, str] = {
        "result": _("kết quả"),
        "added": _("thêm %(line)s"),
        "removed": _("bỏ %(line)s"),
    }
    return words.get(difference.kind, "%(line)s") % {"line": difference.key}


def details(
    difference: Difference, before: AnyBudget, after: AnyBudget, lang: str
) -> tuple[str, ...]:
    """Each field that changed, "U: 75 → 60". A line that came or went has none."""
    if difference.kind in {"added", "removed"}:
        return ()
    say = _Sayer(before, after, lang)
    found = (each for each in difference.changes if each.field not in _SAID_ELSEWHERE)
    return tuple(line for each in found for line in say(each))


class _Sayer:
    def __init__(self, before: AnyBudget, after: AnyBudget, lang: str) -> None:
        self.u = {"old": float(before.u), "new": float(after.u)}
        self.lang = lang

    def __call__(self, change: Change) -> Iterator[str]:
        if change.field == "parameters":
            yield from self.parameters(change)
            return
        name = _FIELDS.get(change.field, change.field)
        old, new = (self.words(change.field, at, side) for side, at in _sides(change))
        yield f"{name}: {old} → {new}"

    def parameters(self, change: Change) -> Iterator[str]:
        old, new = (at if isinstance(at, Mapping) else {} for _side, at in _sides(change))
        if set(old) != set(new):
            both = (self.words("parameters", at, side) for side, at in _sides(change))
            yield " → ".join(both)
            return
        for name in old:
            a, b = (self.words(name, at[name], "") for at in (old, new))
            if a != b:
                yield f"{_label(name)}: {a} → {b}"

    def words(self, field: str, value: Any, side: str) -> str:
        if value is None or value == "":
            return "∞" if field == "dof" else "–"
        if isinstance(value, str):
            return _named(field, value)
        if isinstance(value, list | tuple):
            return _("%(n)s giá trị") % {"n": len(value)}
        if isinstance(value, Mapping):
            said = (f"{_label(name)} {self.words(name, at, '')}" for name, at in value.items())
            return "; ".join(said)
        return grouped(self.number(field, value, side))

    def number(self, field: str, value: Any, side: str) -> str:
        if not side:
            return write_number(float(value))  # as it was given
        if field == "p":
            return probability(float(value), self.lang)
        if field == "value":
            return beside(value, self.u[side], self.lang)
        if field == "dof":
            return whole(float(value), self.lang)
        return significant(value, _DIGITS, self.lang)


def _sides(change: Change) -> tuple[tuple[str, Any], tuple[str, Any]]:
    return ("old", change.old), ("new", change.new)


def _label(name: str) -> str:
    return str(PARAMETER_WORDS.get(name, name))


def _named(field: str, value: str) -> str:
    if field == "unit":
        return symbol(value) or "1"
    words: Mapping[str, Mapping[str, Any]] = {
        "distribution": DISTRIBUTIONS, "rule": RULE_WORDS, "method": _METHODS,
    }  # fmt: skip
    return str(words.get(field, {}).get(value, value))
