"""The budget of a point as it is stored: the core's own JSON in a versioned envelope.

`{"version": 2, "budget": …, "labels": …, "standards": …}`: `budget` is what
`metrology.uncertainty.budget_json` writes and reads without loss, `labels` has the words of each
contribution in both languages, `standards` names the calibration events that were leaned on.

The first form has no version: a list of contributions with rule and reason, its u, k and U beside
it in the result. Sealed statements keep the form they were sealed in, so both are read here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from calibration.numbers import text_of
from metrology.uncertainty.budget import Budget, Line
from metrology.uncertainty.budget_json import AnyBudget, from_json, to_json
from metrology.uncertainty.contributions import Contribution, combine
from metrology.uncertainty.remarks import Remark

VERSION = 2
OUTPUT = "E"  # what is measured: an error of indication
# p and the factors of Student's t come from floating point, where another machine or a better
# algorithm differs in the last digits; everything else is exact.
_FLOATING = 1e-11

Details = Mapping[str, Any]
Words = Mapping[str, str]


@dataclass(frozen=True)
class PointRecord:
    """A stored budget read back: all numbers in the result's unit, unrounded."""

    budget: AnyBudget
    labels: Mapping[str, Words]
    standards: tuple[Mapping[str, Any], ...]


def written(
    budget: Budget[Decimal], labels: Mapping[str, Words], standards: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Give the JSON that a result stores."""
    return {
        "version": VERSION,
        "budget": to_json(budget),
        "labels": {key: dict(words) for key, words in labels.items()},
        "standards": [dict(each) for each in standards],
    }


def read(details: Details, numbers: Mapping[str, str]) -> PointRecord | None:
    """Read either form; None where the point has no budget.

    `numbers` are the texts of the result the details belong to: u, dof, k, expanded, error and
    unit, which the first form leans on. Raises MetrologyError naming the place where the JSON is
    not a budget.
    """
    if "version" in details:
        return PointRecord(
            from_json(details["budget"]), details["labels"], tuple(details["standards"])
        )
    if not details.get("contributions"):
        return None
    lines = details["contributions"]
    return PointRecord(
        _from_first_form(details, numbers),
        {line["key"]: line["label"] for line in lines},
        tuple(details["standards"]),
    )


def rule_of(details: Details) -> tuple[str, str]:
    """The coverage rule and the reason of a stored budget, either form; blank where none is."""
    found = details.get("budget", details)
    return str(found.get("rule", "")), str(found.get("reason", ""))


def in_words(record: PointRecord, lang: str) -> AnyBudget:
    """The budget with the words of a language ("vi" or "en") in place of the keys."""
    words = {key: str(label.get(lang) or label["vi"]) for key, label in record.labels.items()}
    budget = record.budget
    lines = [replace(line, key=words.get(line.key, line.key), label="") for line in budget.lines]
    remarks = tuple(_in_words(remark, words) for remark in budget.warnings)
    return replace(budget, lines=cast("Any", tuple(lines)), warnings=remarks)


def same(stored: Details, computed: Details) -> bool:
    """Whether a stored budget says what was computed now, in the form it was stored in."""
    old = "version" in computed and "version" not in stored
    return _alike(stored, in_first_form(computed) if old else computed)


def near(one: str, other: str) -> bool:
    """Whether two texts of k, or of U = k·u, are one number but for the floats in k."""
    if one == other or not (one and other):
        return one == other
    return math.isclose(float(one), float(other), rel_tol=_FLOATING)


def in_first_form(details: Details) -> dict[str, Any]:
    """What was stored before budgets had a version: to compare, never to store."""
    budget, labels = from_json(details["budget"]), details["labels"]
    return {
        "rule": budget.rule,
        "reason": budget.reason,
        "contributions": [_first_line(line, labels[line.key]) for line in budget.lines],
        "standards": list(details["standards"]),
    }


def contribution_of(line: Line[Any]) -> Contribution:
    """The contribution that gave a line of a combined budget."""
    given: dict[str, Any] = dict(line.parameters)
    for names in (("U", "k"), ("s", "divisor")):
        if names[0] in given:
            value, divisor = given[names[0]], given[names[1]]
            break
    else:
        value, divisor = given["half_width" if "half_width" in given else "std"], None
    return Contribution(
        key=line.key,
        distribution=cast("Any", line.distribution),
        value=value,
        divisor=divisor,
        sensitivity=line.sensitivity,
        dof=None if math.isinf(line.dof) else line.dof,
    )


def _first_line(line: Line[Any], label: Words) -> dict[str, Any]:
    given = contribution_of(line)
    return {
        "key": line.key,
        "label": dict(label),
        "distribution": line.distribution,
        "value": text_of(cast("Decimal", given.value)),
        "divisor": text_of(cast("Decimal | None", given.divisor)),
        "sensitivity": text_of(line.sensitivity),
        "dof": "" if given.dof is None else text_of(Decimal(str(given.dof))),
        "u": text_of(line.u_y),
        "share": text_of(line.share),
    }


def _from_first_form(details: Details, numbers: Mapping[str, str]) -> Budget[Decimal]:
    """Its lines as the core would make them; u, ν_eff, k and U as they were stored."""
    lines = [
        Contribution(
            key=line["key"],
            distribution=line["distribution"],
            value=Decimal(line["value"]),
            divisor=Decimal(line["divisor"]) if line["divisor"] else None,
            sensitivity=Decimal(line["sensitivity"]),
            dof=float(line["dof"]) if line["dof"] else None,
        )
        for line in details["contributions"]
    ]
    made = combine(lines, rule=details["rule"])
    own = {line["key"]: line for line in details["contributions"]}
    return replace(
        made,
        u=Decimal(numbers["u"]),
        dof=float(numbers["dof"]),
        k=Decimal(numbers["k"]),
        U=Decimal(numbers["expanded"]),
        reason=details["reason"],
        value=Decimal(numbers["error"]) if numbers["error"] else None,
        unit=numbers["unit"],
        output=OUTPUT,
        lines=tuple(
            replace(
                line,
                u_y=Decimal(own[line.key]["u"]),
                share=Decimal(own[line.key]["share"]),
                label=own[line.key]["label"]["vi"],
            )
            for line in made.lines
        ),
    )


def _in_words(remark: Remark, words: Mapping[str, str]) -> Remark:
    """Remarks name contributions by their keys, with commas between."""
    inputs = remark.params.get("inputs")
    if not isinstance(inputs, str):
        return remark
    named = ", ".join(words.get(key, key) for key in inputs.split(", "))
    return Remark(remark.code, {**remark.params, "inputs": f"“{named}”"})


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_FLOATING)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            near(one[name], other[name])
            if name in ("k", "U") and isinstance(one[name], str) and isinstance(other[name], str)
            else _alike(one[name], other[name])
            for name in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
