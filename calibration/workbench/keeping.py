"""Budgets as they are kept with a procedure: made, found again, compared, recomputed."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.permissions import Can
from calibration.models import ProcedureBudget
from calibration.services import NewBudget
from calibration.workbench.differing import details, title
from calibration.workbench.evaluating import Evaluation
from calibration.workbench.presenting import lang, stated_words
from calibration.workbench.symbols import symbol
from common.text import row_id
from metrology.errors import MetrologyError
from metrology.figures import significant
from metrology.uncertainty.budget_changes import Difference, differences
from metrology.uncertainty.budget_json import AnyBudget, from_json, to_json

_SAME = 1e-9  # relative: another machine's last digits are no news


class Change(NamedTuple):
    """What changed in one output, field by field, and by how much its U grew through it."""

    output: str
    words: str
    effect: str
    details: tuple[str, ...] = ()


def new_budget(evaluation: Evaluation) -> NewBudget:
    """What is kept of an evaluation: all that is needed to repeat it, and what came of it."""
    run = evaluation.simulation
    result: dict[str, Any] = {
        "budgets": [to_json(each) for each in evaluation.budgets],
        "correlation": [list(row) for row in evaluation.propagated.correlation],
        "monte_carlo": run.to_json() if run else None,
    }
    return NewBudget(
        measurement=evaluation.request(),
        result=result,
        stated=[
            {"vi": stated_words(each, "vi"), "en": stated_words(each, "en")}
            for each in evaluation.budgets
        ],
    )


def kept(person: Any, pk: str) -> ProcedureBudget:
    """A kept budget by its id, of a procedure that the person sees; else 404."""
    rows = ProcedureBudget.objects.filter(procedure__centre__in=person.centres(Can.SEE_PROCEDURES))
    known = row_id(pk)
    found = (
        rows.select_related("procedure__centre", "by").filter(pk=known).first() if known else None
    )
    if found is None:
        raise Http404
    return found


def budgets_of(row: ProcedureBudget) -> list[AnyBudget]:
    """The budgets as they were kept."""
    return [from_json(each) for each in json.loads(row.result)["budgets"]]


def changes(before: ProcedureBudget, after: ProcedureBudget) -> list[Change]:
    """What changed from one kept version to another, output by output."""
    return list(_changes(budgets_of(before), budgets_of(after)))


def recomputed(row: ProcedureBudget, now: Evaluation | None) -> list[Change]:
    """Where today's computation of a kept budget differs from the kept result."""
    if now is None:
        return [Change("", _("không tính được nữa"), "")]
    return list(_changes(budgets_of(row), list(now.budgets), ignore_last_digits=True))


def _changes(
    before: list[AnyBudget], after: list[AnyBudget], *, ignore_last_digits: bool = False
) -> Iterator[Change]:
    old = {each.output: each for each in before}
    new = {each.output: each for each in after}
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield Change(name, _("bỏ đại lượng đầu ra này"), "")
        elif name not in old:
            yield Change(name, _("thêm đại lượng đầu ra này"), "")
        else:
            yield from _of_output(old[name], new[name], ignore_last_digits=ignore_last_digits)


def _of_output(a: AnyBudget, b: AnyBudget, *, ignore_last_digits: bool) -> Iterator[Change]:
    try:
        found = differences(a, b)
    except MetrologyError:
        words = _("đơn vị %(old)s → %(new)s") % {"old": symbol(a.unit), "new": symbol(b.unit)}
        yield Change(b.output, words, "")
        return
    for each in found:
        shown = _news(each) if ignore_last_digits else each
        if shown.changes:
            yield Change(b.output, title(shown), _effect(shown, b), details(shown, a, b, lang()))


def _effect(difference: Difference, budget: AnyBudget) -> str:
    """ΔU with its sign and unit; a dash where it is nothing."""
    effect = difference.effect
    if abs(effect) <= _SAME * abs(float(budget.U)):
        return "–"
    sign = "+" if effect > 0 else "\N{MINUS SIGN}"
    return f"{sign}{significant(abs(effect), 2, lang())} {symbol(budget.unit)}".strip()


def _news(difference: Difference) -> Difference:
    """The difference without changes of the last digits."""
    kept_changes = tuple(c for c in difference.changes if not _close(c.old, c.new))
    return replace(difference, changes=kept_changes)


def _close(old: object, new: object) -> bool:
    if not isinstance(old, float | Decimal) or not isinstance(new, float | Decimal):
        return False
    return math.isclose(float(old), float(new), rel_tol=_SAME, abs_tol=0.0)
