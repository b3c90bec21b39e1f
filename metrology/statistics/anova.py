"""One-way analysis of variance (GUM H.5): do groups of readings differ more than their scatter.

Sums are exact (see `sums`), so readings that share thirteen digits keep the rest (NIST StRD SmLs07
to SmLs09). Results are floats: standard deviations and u in the unit of the readings, sums and mean
squares in that unit squared.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from metrology.decimals import Number, root
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import f_quantile, f_survival
from metrology.statistics.sums import as_integers, exact, require, require_pairs
from metrology.wording import Wording

LEVEL = 0.05

DECISIONS: Mapping[str, Wording] = {
    "between_groups": Wording(
        "F lớn hơn giá trị tới hạn: có khác biệt giữa các nhóm. Độ không đảm bảo của giá trị trung "
        "bình lấy từ độ phân tán của trung bình nhóm.",
        "F exceeds its critical value: the groups differ. The uncertainty of the mean is taken "
        "from the scatter of the group means.",
        "JCGM 100:2008, H.5.2.4",
    ),
    "pooled": Wording(
        "F không vượt giá trị tới hạn: không thấy khác biệt giữa các nhóm. Mọi lần đọc được gộp "
        "chung.",
        "F does not exceed its critical value: no difference between groups is seen. All readings "
        "are pooled.",
        "JCGM 100:2008, H.5.2.5",
    ),
}


@dataclass(frozen=True)
class Anova:
    """A one-way analysis of variance and the uncertainty of the mean by both treatments.

    J `groups` of `counts` readings, N `readings` in all. `mean` is that of all readings,
    `mean_of_groups` that of the J group means (the same when balanced). `s_within` is the scatter
    in a group, `s_of_means` that of the group means, `s_between` the component of variance between
    groups: √((MS_between − MS_within)/n₀), 0 when that is negative.

    `u_mean_between` = s_of_means/√J with J − 1 (GUM H.5.2.4) belongs to `mean_of_groups`;
    `u_mean_pooled` with N − 1 (GUM H.5.2.5) to `mean`. `decision` is a key of `DECISIONS` and says
    which of the two are `value`, `u` and `dof`.
    """

    counts: tuple[int, ...]
    mean: float
    mean_of_groups: float
    ss_between: float
    ss_within: float
    dof_between: int
    dof_within: int
    ms_between: float
    ms_within: float
    f: float
    f_critical: float
    p_value: float
    level: float
    s_within: float
    s_of_means: float
    s_between: float
    u_mean_between: float
    u_mean_pooled: float

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.counts)

    @property
    def readings(self) -> int:
        """How many readings there are in all."""
        return sum(self.counts)

    @property
    def balanced(self) -> bool:
        """Whether every group has the same number of readings."""
        return len(set(self.counts)) == 1

    @property
    def r_squared(self) -> float:
        """The share of the sum of squares that lies between groups."""
        return self.ss_between / (self.ss_between + self.ss_within)

    @property
    def decision(self) -> str:
        """Which treatment holds at the level, a key of `DECISIONS` (GUM H.5.2.3)."""
        return "between_groups" if self.f > self.f_critical else "pooled"

    @property
    def value(self) -> float:
        """The mean by the decision."""
        return self.mean_of_groups if self.decision == "between_groups" else self.mean

    @property
    def u(self) -> float:
        """The standard uncertainty of `value`, by the decision."""
        return self.u_mean_between if self.decision == "between_groups" else self.u_mean_pooled

    @property
    def dof(self) -> int:
        """The degrees of freedom of `u`."""
        return self.dof_between if self.decision == "between_groups" else self.readings - 1


class _Group(NamedTuple):
    n: int
    mean: Fraction
    squares: Fraction


def anova(groups: Sequence[Sequence[Number]], *, level: float = LEVEL) -> Anova:
    """Analyse groups of readings, of equal size or not, at a level of significance (GUM H.5).

    Raises `too_few_values` for fewer than two groups, an empty group (named “x2”), or no group
    with two readings; `not_a_number` naming the place; `cannot_compute` when all readings are
    equal.
    """
    return _analyse([_group(values, f"x{i}") for i, values in enumerate(groups, 1)], level)


def anova_from_summary(
    means: Sequence[Number], s: Sequence[Number], n: Sequence[int], *, level: float = LEVEL
) -> Anova:
    """Analyse groups known by mean, standard deviation and number of readings (GUM table H.9).

    Refuses as `anova` does, and `out_of_range` for a negative s or an n below 1. The s of a group
    of one reading must be 0.
    """
    require_pairs(means, s, "s")
    require_pairs(means, n, "n")
    groups = []
    for i, (mean, spread, count) in enumerate(zip(means, s, n, strict=True), 1):
        if not count >= 1 or count != int(count):
            _refuse(f"n[{i}]", count, "n ≥ 1")
        deviation = exact(spread, f"s[{i}]")
        if deviation < 0 or (count == 1 and deviation):
            _refuse(f"s[{i}]", spread, "s ≥ 0" if count > 1 else "s = 0")
        groups.append(_Group(count, exact(mean, f"mean[{i}]"), (count - 1) * deviation**2))
    return _analyse(groups, level)


def _group(values: Sequence[Number], name: str) -> _Group:
    n = require(values, 1, name)
    numbers = as_integers(values, name)
    total = sum(numbers.integers)
    squares = n * sum(each * each for each in numbers.integers) - total * total
    scale = Fraction(10) ** numbers.exponent
    return _Group(n, total * scale / n, squares * scale * scale / n)


def _analyse(groups: Sequence[_Group], level: float) -> Anova:
    j = require(groups, 2, "groups")
    total = sum(group.n for group in groups)
    if total <= j:
        raise MetrologyError(Code.TOO_FEW_VALUES, name="x", found=str(total), allowed=str(j + 1))
    mean = sum((group.n * group.mean for group in groups), Fraction(0)) / total
    between = sum((group.n * (group.mean - mean) ** 2 for group in groups), Fraction(0))
    within = sum((group.squares for group in groups), Fraction(0))
    if not between and not within:
        raise refusal(Code.CANNOT_COMPUTE, Reason.ALL_EQUAL, found="F")
    middle = sum((group.mean for group in groups), Fraction(0)) / j
    of_means = sum(((group.mean - middle) ** 2 for group in groups), Fraction(0)) / (j - 1)
    ms_between, ms_within = between / (j - 1), within / (total - j)
    f = float(ms_between / ms_within) if ms_within else math.inf
    # The size of a group that stands for all: the common one when balanced.
    size = (total - Fraction(sum(group.n**2 for group in groups), total)) / (j - 1)
    component = max(Fraction(0), (ms_between - ms_within) / size)
    return Anova(
        counts=tuple(group.n for group in groups),
        mean=float(mean),
        mean_of_groups=float(middle),
        ss_between=float(between),
        ss_within=float(within),
        dof_between=j - 1,
        dof_within=total - j,
        ms_between=float(ms_between),
        ms_within=float(ms_within),
        f=f,
        f_critical=f_quantile(1 - level, j - 1, total - j),
        p_value=f_survival(f, j - 1, total - j),
        level=level,
        s_within=float(root(ms_within)),
        s_of_means=float(root(of_means)),
        s_between=float(root(component)),
        u_mean_between=float(root(of_means / j)),
        u_mean_pooled=float(root((between + within) / (total - 1) / total)),
    )


def _refuse(name: str, found: object, allowed: str) -> None:
    raise MetrologyError(Code.OUT_OF_RANGE, name=name, found=str(found), allowed=allowed)
