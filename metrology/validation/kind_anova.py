"""One-way analysis of variance, from readings or from their summary (GUM H.5)."""

from collections.abc import Callable, Mapping, Sequence

from metrology.errors import Code, MetrologyError
from metrology.statistics.anova import Anova, anova, anova_from_summary
from metrology.strict_json import fields, items, number, numbers
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question, asked

_SUMMARY = ("means", "s", "n")
_GROUPS = ("groups",)
_LEVELS = {"F_crit_90": 0.10, "F_crit_95": 0.05, "F_crit_99": 0.01}


def prepare(case: Case) -> Answers:
    """Analyse once; a critical F at another level asks again."""
    analyse = _reader(case.given["data"])
    usual = analyse(0.05)
    answers: Mapping[str, Callable[[Anova], float]] = {
        "SS_between": lambda found: found.ss_between,
        "SS_within": lambda found: found.ss_within,
        "MS_between": lambda found: found.ms_between,
        "MS_within": lambda found: found.ms_within,
        "F": lambda found: found.f,
        "p_value": lambda found: found.p_value,
        "mean": lambda found: found.mean,
        "s_of_means": lambda found: found.s_of_means,
        "s_within": lambda found: found.s_within,
        "s_between_component": lambda found: found.s_between,
        "dof_between": lambda found: found.dof_between,
        "dof_within": lambda found: found.dof_within,
        "u_mean_between": lambda found: found.u_mean_between,
        "u_mean_pooled": lambda found: found.u_mean_pooled,
        "R_squared": lambda found: found.r_squared,
    }

    def answer(expected: Expected) -> Value:
        if expected.quantity in _LEVELS:
            return analyse(_LEVELS[expected.quantity]).f_critical
        if expected.quantity == "F_crit":
            return analyse(1 - asked(expected, "p")).f_critical
        return answers[expected.quantity](usual)

    return answer


def _reader(data: object) -> Callable[[float], Anova]:
    """Read groups, or means, s and n; a name may carry its unit, as in "means_V"."""
    given = _named(data)
    if "groups" in given:
        fields(given, "data", required=_GROUPS)
        rows = items(given["groups"], "data.groups")
        groups = [numbers(row, f"data.groups[{i}]") for i, row in enumerate(rows)]
        return lambda level: anova(groups, level=level)
    fields(given, "data", required=_SUMMARY)
    means, s = (numbers(given[name], f"data.{name}") for name in _SUMMARY[:2])
    counts = _counts(items(given["n"], "data.n"))
    return lambda level: anova_from_summary(means, s, counts, level=level)


def _named(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        fields(data, "data")
        return {}
    known = (*_GROUPS, *_SUMMARY)
    found: dict[str, object] = {}
    for name, value in data.items():
        plain = name if name in known else name.partition("_")[0]
        if plain not in known or plain in found or name.endswith("_"):
            raise unknown_field("data", str(name), ", ".join(known))
        found[plain] = value
    return found


def _counts(rows: Sequence[object]) -> list[int]:
    found = numbers(rows, "data.n")
    for i, each in enumerate(found):
        if not each.is_integer():
            raise MetrologyError(
                Code.OUT_OF_RANGE, name=f"data.n[{i}]", found=repr(each), allowed="n = 1, 2, 3 …"
            )
    return [int(number(each, "data.n")) for each in found]


_NAMES = (
    "SS_between", "SS_within", "MS_between", "MS_within", "F", "p_value", "mean", "s_of_means",
    "s_within", "s_between_component", "dof_between", "dof_within", "u_mean_between",
    "u_mean_pooled", "R_squared", *_LEVELS,
)  # fmt: skip
KIND = Kind(
    name="anova",
    required=("data",),
    prepare=prepare,
    questions={
        **{name: Question(("anova",)) for name in _NAMES},
        "F_crit": Question(("anova",), required=("p",)),
    },
)
