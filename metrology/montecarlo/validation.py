"""Whether the first-order result may be used: the comparison of GUM-S1 clause 8."""

from dataclasses import dataclass

from metrology.bounds import not_negative
from metrology.figures import significant
from metrology.montecarlo.result import SYMMETRIC, Simulation
from metrology.montecarlo.tolerance import numerical_tolerance
from metrology.wording import Wording

REFERENCE = "JCGM 101:2008, 8.1, 8.2"
DRAWS_REFERENCE = "JCGM 101:2008, 7.9.4, 8.2"
# The run has to be better than what it judges: stable to δ/5 (GUM-S1 8.2).
FRACTION = 0.2


@dataclass(frozen=True)
class FirstOrder:
    """The result of the GUM framework for one output: y, u(y), U = k·u, in the output's unit.

    U belongs to the same probability p as the Monte Carlo interval.
    """

    value: float
    u: float
    expanded: float


@dataclass(frozen=True)
class Validation:
    """δ, the two differences of end points and the verdict; lengths in the output's unit.

    `draws_suffice` is None after a run of a fixed number: its numerical accuracy is not known.
    """

    output: str
    p: float
    digits: int
    kind: str
    tolerance: float
    d_low: float
    d_high: float
    draws_suffice: bool | None

    @property
    def passed(self) -> bool:
        """Whether both differences are at most δ."""
        return self.d_low <= self.tolerance and self.d_high <= self.tolerance

    def _numbers(self, lang: str) -> str:
        """d_low, d_high and δ as `lang` writes numbers."""
        named = {"d_low": self.d_low, "d_high": self.d_high, "δ": self.tolerance}
        return "; ".join(f"{name} = {significant(size, 2, lang)}" for name, size in named.items())

    @property
    def wording(self) -> Wording:
        """The verdict in words."""
        vi, en = self._numbers("vi"), self._numbers("en")
        if self.passed:
            return Wording(
                f"Kết quả bậc nhất được xác nhận: hai đầu khoảng phủ khác phương pháp Monte Carlo "
                f"không quá dung sai số ({vi}).",
                f"The first-order result is validated: both ends of its coverage interval agree "
                f"with the Monte Carlo method within the numerical tolerance ({en}).",
                REFERENCE,
            )
        return Wording(
            f"Kết quả bậc nhất không được xác nhận: hai đầu khoảng phủ khác phương pháp Monte "
            f"Carlo nhiều hơn dung sai số ({vi}); hãy công bố kết quả Monte Carlo.",
            f"The first-order result is not validated: an end of its coverage interval differs "
            f"from the Monte Carlo method by more than the numerical tolerance ({en}); "
            f"state the Monte Carlo result.",
            REFERENCE,
        )

    @property
    def caution(self) -> Wording | None:
        """What to mind about the run itself; None where it was stable to δ/5."""
        if self.draws_suffice:
            return None
        if self.draws_suffice is None:
            return Wording(
                "Số lần lấy mẫu được cho trước; độ ổn định δ/5 của kết quả Monte Carlo chưa được "
                "kiểm tra.",
                "The number of draws was given; that the Monte Carlo result is stable to δ/5 was "
                "not checked.",
                DRAWS_REFERENCE,
            )
        return Wording(
            "Số lần lấy mẫu chưa đủ: kết quả Monte Carlo chưa ổn định đến δ/5.",
            "The draws are too few: the Monte Carlo result is not stable to δ/5.",
            DRAWS_REFERENCE,
        )


def validate(
    first: FirstOrder,
    simulation: Simulation,
    output: str,
    *,
    digits: int = 2,
    kind: str = SYMMETRIC,
) -> Validation:
    """Compare y ± U with an interval of the run (GUM-S1 8.1): d_low, d_high against δ.

    δ is that of the first-order u(y) at `digits` significant digits. `kind` is the Monte Carlo
    interval to compare with, "symmetric" or "shortest". Where u = 0 (a stationary point) δ is 0
    and nothing but a constant passes. Raises `unknown_name`, `out_of_range`.
    """
    not_negative("u", first.u)
    not_negative("U", first.expanded)
    interval = simulation.output(output).interval(kind)
    tolerance = numerical_tolerance(first.u, digits)
    return Validation(
        output=output,
        p=simulation.p,
        digits=digits,
        kind=kind,
        tolerance=tolerance,
        d_low=abs(first.value - first.expanded - interval.low),
        d_high=abs(first.value + first.expanded - interval.high),
        draws_suffice=_suffice(simulation, output, tolerance),
    )


def _suffice(simulation: Simulation, output: str, tolerance: float) -> bool | None:
    if simulation.stability is None:
        return None
    names = [each.name for each in simulation.outputs]
    return simulation.stability.spreads[names.index(output)] <= FRACTION * tolerance
