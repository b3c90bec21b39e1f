"""The result of a Monte Carlo run as a value: no draws, no NumPy, to JSON and back without loss."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason
from metrology.strict_json import fields, items, number, numbers, text, wrong
from metrology.wording import Wording

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SYMMETRIC = "symmetric"
SHORTEST = "shortest"


@dataclass(frozen=True)
class Interval:
    """A coverage interval for probability p (GUM-S1 7.7), in the unit of its output.

    `kind` is "symmetric" (probabilistically: equal probability outside on both sides) or
    "shortest".
    """

    kind: str
    p: float
    low: float
    high: float

    @property
    def expanded(self) -> float:
        """Half its length, in the unit of the output; U only where it lies about the estimate."""
        return (self.high - self.low) / 2

    def coverage_factor(self, u: float) -> float | None:
        """Give k = U/u; None where u is zero."""
        return self.expanded / u if u else None


@dataclass(frozen=True)
class Histogram:
    """How many draws fell into bins of equal width from `low` to `high`, and outside of them.

    A bin has its lower edge; the last one has the upper, too, where that is the largest draw.
    """

    low: float
    high: float
    counts: tuple[int, ...]
    below: int
    above: int

    @property
    def edges(self) -> tuple[float, ...]:
        """The edges of the bins, one more than `counts`."""
        bins = len(self.counts)
        return tuple(self.low + (self.high - self.low) * i / bins for i in range(bins + 1))

    @property
    def density(self) -> tuple[float, ...]:
        """The probability density in each bin, in 1/unit (GUM-S1 7.5); none without width."""
        width = (self.high - self.low) / len(self.counts)
        total = sum(self.counts) + self.below + self.above
        return tuple(count / total / width for count in self.counts) if width else ()


@dataclass(frozen=True)
class OutputResult:
    """One output: estimate and u (GUM-S1 7.6), intervals (7.7), shape; in `unit`.

    `skewness` is the third standardised moment, None where u is zero.
    """

    name: str
    unit: str
    value: float
    u: float
    skewness: float | None
    least: float
    greatest: float
    symmetric: Interval
    shortest: Interval
    histogram: Histogram

    def interval(self, kind: str) -> Interval:
        """Give the interval of a kind. Raises `unknown_name`."""
        if kind not in (SYMMETRIC, SHORTEST):
            raise MetrologyError(Code.UNKNOWN_NAME, found=kind, allowed=f"{SYMMETRIC}, {SHORTEST}")
        return self.symmetric if kind == SYMMETRIC else self.shortest


@dataclass(frozen=True)
class Stability:
    """What the adaptive procedure asked for and reached (GUM-S1 7.9.4), by output.

    `tolerances` are δ of u at `digits` significant digits times `fraction`; `spreads` twice the
    standard deviations of the averages, the largest of y, u, y_low, y_high. `reached` is false
    where the cap came first.
    """

    digits: int
    fraction: float
    tolerances: tuple[float, ...]
    spreads: tuple[float, ...]
    reached: bool


@dataclass(frozen=True)
class Simulation:
    """A whole run; with `seed`, `draws` and the NumPy version named it can be repeated."""

    outputs: tuple[OutputResult, ...]
    covariance: tuple[tuple[float, ...], ...]
    p: float
    draws: int
    seed: int
    generator: str
    numpy: str
    stability: Stability | None = None
    notes: tuple[Wording, ...] = ()

    def output(self, name: str) -> OutputResult:
        """Give one output. Raises `unknown_name`."""
        for each in self.outputs:
            if each.name == name:
                return each
        allowed = ", ".join(each.name for each in self.outputs)
        raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=allowed)

    @property
    def correlation(self) -> tuple[tuple[float | None, ...], ...]:
        """The correlation coefficients of the outputs; None beside one without uncertainty."""
        return tuple(
            tuple(self._r(i, j) for j in range(len(self.outputs))) for i in range(len(self.outputs))
        )

    def _r(self, i: int, j: int) -> float | None:
        scale = math.sqrt(self.covariance[i][i]) * math.sqrt(self.covariance[j][j])
        if not scale:
            return None
        return 1.0 if i == j else max(-1.0, min(1.0, self.covariance[i][j] / scale))

    def to_json(self) -> dict[str, object]:
        """Give JSON data; `from_json` reads it without loss."""
        data = asdict(self)
        data["notes"] = [note._asdict() for note in self.notes]
        return data

    @classmethod
    def from_json(cls, data: object) -> "Simulation":
        """Read what `to_json` gave. Raises as `metrology.strict_json` does, naming the place."""
        given = _all_fields(data, cls, "simulation")
        rows = enumerate(items(given["covariance"], "covariance"))
        return cls(
            outputs=tuple(
                _output(each, f"outputs[{i}]")
                for i, each in enumerate(items(given["outputs"], "outputs"))
            ),
            covariance=tuple(numbers(row, f"covariance[{i}]") for i, row in rows),
            p=number(given["p"], "p"),
            draws=_whole(given["draws"], "draws"),
            seed=_whole(given["seed"], "seed"),
            generator=text(given["generator"], "generator"),
            numpy=text(given["numpy"], "numpy"),
            stability=None if given["stability"] is None else _stability(given["stability"]),
            notes=tuple(_note(each, "notes") for each in items(given["notes"], "notes")),
        )


def _all_fields(data: object, of: type["DataclassInstance"], place: str) -> Mapping[str, object]:
    return fields(data, place, required=[field.name for field in dataclasses.fields(of)])


def _whole(data: object, place: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise wrong(place, data, Reason.WHOLE_NEEDED)
    return data


def _output(data: object, place: str) -> OutputResult:
    given = _all_fields(data, OutputResult, place)
    skewness = given["skewness"]
    return OutputResult(
        name=text(given["name"], f"{place}.name"),
        unit=text(given["unit"], f"{place}.unit"),
        **{
            key: number(given[key], f"{place}.{key}") for key in ("value", "u", "least", "greatest")
        },
        skewness=None if skewness is None else number(skewness, f"{place}.skewness"),
        symmetric=_interval(given["symmetric"], f"{place}.symmetric"),
        shortest=_interval(given["shortest"], f"{place}.shortest"),
        histogram=_histogram(given["histogram"], f"{place}.histogram"),
    )


def _interval(data: object, place: str) -> Interval:
    given = _all_fields(data, Interval, place)
    p, low, high = (number(given[key], f"{place}.{key}") for key in ("p", "low", "high"))
    return Interval(text(given["kind"], f"{place}.kind"), p, low, high)


def _histogram(data: object, place: str) -> Histogram:
    given = _all_fields(data, Histogram, place)
    counts: Sequence[object] = items(given["counts"], f"{place}.counts")
    return Histogram(
        low=number(given["low"], f"{place}.low"),
        high=number(given["high"], f"{place}.high"),
        counts=tuple(_whole(each, f"{place}.counts[{i}]") for i, each in enumerate(counts)),
        below=_whole(given["below"], f"{place}.below"),
        above=_whole(given["above"], f"{place}.above"),
    )


def _stability(data: object) -> Stability:
    given = _all_fields(data, Stability, "stability")
    return Stability(
        digits=_whole(given["digits"], "stability.digits"),
        fraction=number(given["fraction"], "stability.fraction"),
        tolerances=numbers(given["tolerances"], "stability.tolerances"),
        spreads=numbers(given["spreads"], "stability.spreads"),
        reached=given["reached"] is True,
    )


def _note(data: object, place: str) -> Wording:
    given = fields(data, place, required=Wording._fields)
    return Wording(*(text(given[key], f"{place}.{key}") for key in Wording._fields))
