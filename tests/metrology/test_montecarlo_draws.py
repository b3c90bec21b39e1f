"""Draws: each component has the distribution that Supplement 1 assigns to it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from metrology.errors import MetrologyError
from metrology.montecarlo import draws as drawing
from metrology.montecarlo.streams import BLOCK, Floats, checked_seed, generator, sizes
from metrology.uncertainty.components import Component
from metrology.uncertainty.measurement import Measurement
from tests.metrology.golden import cases, refused

COUNT = 200_000
# Fixed seeds: with 18 tests at this level one in 5 000 sets of seeds would fail by chance.
UNLIKELY = 1e-5


def of_component(**component: Any) -> dict[str, Any]:
    return {"name": "x", "value": 10, "unit": "mm", "components": [component]}


def drawn(inputs: list[dict[str, Any]], correlations: object = None) -> dict[str, Floats]:
    data: dict[str, Any] = {"inputs": inputs, "outputs": [{"name": "y", "unit": "1", "model": "1"}]}
    if correlations:
        data["correlations"] = correlations
    sampler = drawing.prepare(Measurement.from_json(data))
    rows = list(np.empty((len(sampler.varying), COUNT)))
    sampler.fill(generator(7, 0), rows, np.empty((2, COUNT)))
    return dict(zip(sampler.varying, rows, strict=True))


def ctrap(a: float, d: float) -> Callable[[Floats], Floats]:
    """The distribution function of R(−h, h) with h itself rectangular over a ± d, by quadrature."""
    half_widths = a - d + 2 * d * (np.arange(400) + 0.5) / 400

    def cdf(x: Floats) -> Floats:
        found: Floats = np.zeros_like(x)
        for half in half_widths:
            found += np.clip((x - 10 + half) / (2 * half), 0, 1)
        return found / len(half_widths)

    return cdf


OBSERVED = [9.8, 10.1, 10.4, 9.9, 10.0]
DISTRIBUTIONS: list[tuple[dict[str, Any], Any]] = [
    ({"distribution": "normal", "std": 2}, stats.norm(10, 2).cdf),
    ({"distribution": "normal", "U": 6, "k": 3}, stats.norm(10, 2).cdf),
    ({"distribution": "normal", "U": 3, "p": 0.95}, stats.norm(10, 3 / 1.959964).cdf),
    # GUM-S1 6.4.9.7: a certificate with ν_eff is a scaled and shifted t
    ({"distribution": "normal", "U": 6, "k": 3, "dof": 8}, stats.t(8, 10, 2).cdf),
    ({"distribution": "t", "scale": 2, "nu": 3}, stats.t(3, 10, 2).cdf),
    ({"distribution": "t", "std": 2, "nu": 4}, stats.t(4, 10, 2 / math.sqrt(2)).cdf),
    ({"distribution": "t", "U": 10, "p": 0.95, "nu": 5}, stats.t(5, 10, 10 / 2.570582).cdf),
    # GUM-S1 6.4.9.2: s/√n = 0.1030 with ν = n − 1
    ({"distribution": "type_a", "observations": OBSERVED}, stats.t(4, 10, stats.sem(OBSERVED)).cdf),
    # GUM-S1 6.4.9.6: a pooled s keeps its own ν
    ({"distribution": "pooled", "s": 13, "n": 5, "dof": 24}, stats.t(24, 10, 13 / 5**0.5).cdf),
    ({"distribution": "pooled", "s": 13, "n": 5}, stats.norm(10, 13 / 5**0.5).cdf),
    ({"distribution": "rectangular", "half_width": 3}, stats.uniform(7, 6).cdf),
    ({"distribution": "rectangular", "lower": -1, "upper": 3}, stats.uniform(9, 4).cdf),
    ({"distribution": "resolution", "resolution": 2}, stats.uniform(9, 2).cdf),
    ({"distribution": "triangular", "half_width": 3}, stats.triang(0.5, 7, 6).cdf),
    (
        {"distribution": "trapezoidal", "half_width": 3, "top": 1},
        stats.trapezoid(1 / 3, 2 / 3, 7, 6).cdf,
    ),
    ({"distribution": "arcsine", "half_width": 3}, stats.arcsine(7, 6).cdf),
    ({"distribution": "arcsine", "std": 3}, stats.arcsine(10 - 18**0.5, 2 * 18**0.5).cdf),
    ({"distribution": "ctrap", "half_width": 3, "d": 1.5}, ctrap(3, 1.5)),
    # GUM-S1 9.5.2: ν = 2 of GUM H.1 is "known to 50 %", so d = a/2
    ({"distribution": "rectangular", "half_width": 3, "dof": 2}, ctrap(3, 1.5)),
]


@pytest.mark.parametrize(
    ("component", "cdf"), DISTRIBUTIONS, ids=[str(each) for each, _ in DISTRIBUTIONS]
)
def test_a_component_has_its_distribution(component: dict[str, Any], cdf: Any) -> None:
    x = drawn([of_component(**component)])["x"]

    assert stats.kstest(x, cdf).pvalue > UNLIKELY


@pytest.mark.parametrize("component", [each for each, _ in DISTRIBUTIONS[:-1]], ids=str)
def test_draws_have_the_variance_of_their_distribution(component: dict[str, Any]) -> None:
    """u of first order, times √(ν/(ν − 2)) where u is the scale of a t (GUM-S1 6.4.9.4)."""
    of = Component.from_json(component)
    x = drawn([of_component(**component)])["x"]

    is_scale = not (of.distribution == "t" and "std" in component)
    u = of.u * (math.sqrt(of.dof / (of.dof - 2)) if math.isfinite(of.dof) and is_scale else 1)
    kurtosis = min(float(stats.kurtosis(x, fisher=False)), 1000.0)
    assert x.std() == pytest.approx(u, rel=6 * math.sqrt((kurtosis - 1) / 4 / COUNT))


def test_components_of_one_input_are_independent_and_added() -> None:
    rectangle = {"distribution": "rectangular", "half_width": 3}
    x = drawn([{"name": "x", "value": 10, "unit": "mm", "components": [rectangle, rectangle]}])["x"]

    assert stats.kstest(x, stats.triang(0.5, 4, 12).cdf).pvalue > UNLIKELY


def normal_inputs(*stds: float) -> list[dict[str, Any]]:
    return [
        {
            "name": f"x{i}",
            "value": i,
            "unit": "1",
            "components": [{"distribution": "normal", "std": std}],
        }
        for i, std in enumerate(stds)
    ]


def given(r: dict[str, float]) -> list[dict[str, Any]]:
    return [{"a": f"x{key[0]}", "b": f"x{key[1]}", "r": value} for key, value in r.items()]


def test_correlated_normal_inputs_are_jointly_normal() -> None:
    x = drawn(normal_inputs(1, 2, 3), given({"01": 0.5, "12": -0.6, "02": 0.3}))

    rows = np.array([x["x0"], x["x1"], x["x2"]])
    wanted = [[1, 0.5, 0.3], [0.5, 1, -0.6], [0.3, -0.6, 1]]
    assert np.corrcoef(rows) == pytest.approx(np.array(wanted), abs=0.015)
    assert rows.mean(axis=1) == pytest.approx([0, 1, 2], abs=0.04)
    assert rows.std(axis=1) == pytest.approx([1, 2, 3], rel=0.015)
    assert stats.kstest(rows.sum(axis=0), stats.norm(3, math.sqrt(10.6)).cdf).pvalue > UNLIKELY


def test_a_coefficient_of_minus_one_ties_two_inputs_together() -> None:
    x = drawn(normal_inputs(1, 2), given({"01": -1}))

    assert x["x1"] - 1 == pytest.approx(-2 * x["x0"], abs=1e-12)


def test_an_impossible_matrix_is_refused_with_words() -> None:
    with refused("bad_correlation") as refusal:
        drawn(normal_inputs(1, 1, 1), given({"01": 0.9, "12": 0.9, "02": -0.9}))

    assert "x0" in refusal.value.params["reason"]


def test_a_coefficient_between_rectangles_is_refused_with_the_reason() -> None:
    inputs = [
        {**each, "components": [{"distribution": "rectangular", "half_width": 1}]}
        for each in normal_inputs(1, 1)
    ]

    with refused("bad_correlation") as refusal:
        drawn(inputs, given({"01": 0.5}))

    assert "x0, x1" in refusal.value.params["reason"]
    assert "joint distribution" in refusal.value.params["reason"]


def test_a_coefficient_of_zero_ties_nothing_together() -> None:
    inputs = [
        {**each, "components": [{"distribution": "rectangular", "half_width": 1}]}
        for each in normal_inputs(1, 1)
    ]

    assert set(drawn(inputs, given({"01": 0}))) == {"x0", "x1"}


def test_a_component_of_no_width_does_not_spoil_a_normal_pair() -> None:
    inputs = normal_inputs(1, 1)
    inputs[0]["components"].append({"distribution": "rectangular", "half_width": 0})

    x = drawn(inputs, given({"01": 1}))

    assert x["x1"] - 1 == pytest.approx(x["x0"], abs=1e-12)


def test_a_line_s_intercept_and_slope_share_one_chi_square() -> None:
    inputs = [
        {**each, "components": [{"distribution": "normal", "std": 1, "dof": 5}]}
        for each in normal_inputs(1, 1)
    ]
    x = drawn(inputs, given({"01": -0.93}))

    a, b = x["x0"], x["x1"] - 1
    assert stats.kstest(a, stats.t(5).cdf).pvalue > UNLIKELY
    assert stats.kstest((b + 0.93 * a) / math.sqrt(1 - 0.93**2), stats.t(5).cdf).pvalue > UNLIKELY
    # Uncorrelated parts of one multivariate t are not independent: their squares go together.
    rest = b + 0.93 * a
    assert stats.spearmanr(a * a, rest * rest).statistic > 0.05


@pytest.mark.parametrize("dofs", [(5, 6), (5, None)])
def test_different_degrees_of_freedom_have_no_joint_t(dofs: tuple[int, int | None]) -> None:
    inputs = [
        {**each, "components": [{"distribution": "normal", "std": 1, "dof": dof}]}
        for each, dof in zip(normal_inputs(1, 1), dofs, strict=True)
    ]

    with refused("bad_correlation"):
        drawn(inputs, given({"01": 0.5}))


def h2() -> dict[str, Any]:
    return next(each for each in cases("propagation") if each["id"] == "gum-h2-rxz-observations")


def test_paired_observations_are_a_multivariate_t() -> None:
    """GUM-S2 5.3.2: t_ν(x̄, S/n), ν = n − N = 2 and S over ν, for GUM H.2."""
    series = np.array([each["components"][0]["observations"] for each in h2()["inputs"]])
    x = drawn(h2()["inputs"], "from_observations")

    sums = (series.shape[1] - 1) * np.cov(series)
    for i, each in enumerate(h2()["inputs"]):
        scale = math.sqrt(sums[i, i] / 2 / 5)
        assert stats.kstest(x[each["name"]], stats.t(2, each["value"], scale).cdf).pvalue > UNLIKELY
    slope = sums[0, 2] / sums[0, 0]
    left = (x["phi"] - 1.04446) - slope * (x["V"] - 4.999)
    scale = math.sqrt((sums[2, 2] - slope * sums[0, 2]) / 2 / 5)
    assert stats.kstest(left, stats.t(2, 0, scale).cdf).pvalue > UNLIKELY


def test_observations_too_few_for_a_joint_distribution_are_refused() -> None:
    inputs = [
        {
            **each,
            "components": [{"distribution": "type_a", "observations": [1, 2 + i * i]}],
        }
        for i, each in enumerate(normal_inputs(1, 1))
    ]

    with refused("bad_correlation") as refusal:
        drawn(inputs, "from_observations")

    assert "n − N" in refusal.value.params["reason"]


def test_a_pair_left_out_of_three_observed_together_is_refused() -> None:
    pairs = [
        {"a": "V", "b": "J", "r": "from_observations"},
        {"a": "J", "b": "phi", "r": "from_observations"},
    ]

    with refused("bad_correlation") as refusal:
        drawn(h2()["inputs"], pairs)

    assert "V, phi" in refusal.value.params["reason"]


def test_what_was_not_observed_is_added_independently() -> None:
    inputs = h2()["inputs"]
    wide = {"distribution": "normal", "std": 1}
    inputs[0] = {**inputs[0], "components": [*inputs[0]["components"], wide]}

    x = drawn(inputs, "from_observations")

    assert stats.kstest(x["V"], stats.norm(4.999, 1).cdf).statistic < 0.01
    assert np.corrcoef(x["V"], stats.rankdata(x["J"]))[0, 1] == pytest.approx(0, abs=0.02)


def notes(inputs: list[dict[str, Any]], correlations: object = None) -> list[str]:
    outputs = [{"name": "y", "unit": "1", "model": "1"}]
    data = {"inputs": inputs, "outputs": outputs, "correlations": correlations}
    return [each.text_en for each in drawing.prepare(Measurement.from_json(data)).notes]


def test_decisions_are_part_of_the_result() -> None:
    t, rectangle, triangle, plain = (
        notes([of_component(**each)])
        for each in (
            {"distribution": "t", "scale": 1, "nu": 2},
            {"distribution": "rectangular", "half_width": 1, "dof": 50},
            {"distribution": "triangular", "half_width": 1, "dof": 50},
            {"distribution": "rectangular", "half_width": 1},
        )
    )

    assert len(t) == 2
    assert "ν = 2" in t[0]
    assert "no standard deviation" in t[1]
    assert "d = a/√(2ν) = 0.1" in rectangle[0]
    assert "ν = 50 is not used" in triangle[0]
    assert plain == []
    assert "ν = n − N = 2" in notes(h2()["inputs"], "from_observations")[0]
    assert "multivariate normal" in notes(normal_inputs(1, 1), given({"01": 0.5}))[0]


def test_a_t_without_standard_deviation_cannot_have_one_stated() -> None:
    with refused("out_of_range", name="inputs[0].components[0].nu"):
        drawn([of_component(distribution="t", std=1, nu=2)])


def test_streams_are_those_numpy_spawns() -> None:
    spawned = np.random.SeedSequence(5).spawn(3)[2]

    theirs = np.random.Generator(np.random.PCG64(spawned)).random(4)

    assert generator(5, 2).random(4).tolist() == theirs.tolist()


@pytest.mark.parametrize("seed", [-1, 1 << 53])
def test_a_seed_no_json_reader_keeps_is_refused(seed: int) -> None:
    with pytest.raises(MetrologyError, match="seed"):
        checked_seed(seed)


def test_only_the_last_block_is_short() -> None:
    assert sizes(2 * BLOCK + 3) == [BLOCK, BLOCK, 3]
    assert sizes(BLOCK) == [BLOCK]
