"""Runs: repeatable to the last bit, stopped on request, adaptive, refused with the place."""

import json
import math
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrology.montecarlo import run as running
from metrology.montecarlo.adaptive import Adaptive
from metrology.montecarlo.result import Simulation
from metrology.montecarlo.run import Reporting, StoppedError, simulate
from metrology.montecarlo.streams import BLOCK
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagation import propagate
from tests.metrology.golden import refused
from tests.metrology.propagating import of


def measurement(model: str, correlations: object = None, **stds: float) -> Measurement:
    data: dict[str, Any] = {
        "inputs": [
            {
                "name": name,
                "value": 0,
                "unit": "1",
                "components": [{"distribution": "normal", "std": std}],
            }
            for name, std in stds.items()
        ],
        "outputs": [{"name": "y", "unit": "1", "model": model}],
        "correlations": correlations,
    }
    return Measurement.from_json(data)


def stored(simulation: Simulation) -> str:
    return json.dumps(simulation.to_json())


H1 = of("gum-h1-end-gauge")


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = simulate(H1, draws=123_456, seed=9)

    assert stored(simulate(H1, draws=123_456, seed=9)) == stored(first)
    assert simulate(H1, draws=123_456, seed=10).outputs[0].value != first.outputs[0].value


@pytest.mark.parametrize("batch", [1, 3, 1000])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_neither_threads_nor_chunks_change_the_result(
    threads: int, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = simulate(H1, draws=123_456, seed=9)
    monkeypatch.setattr(running, "_BATCH", batch)

    assert stored(simulate(H1, draws=123_456, seed=9, threads=threads)) == stored(first)


def test_a_result_names_all_that_repeats_it() -> None:
    first = simulate(H1, draws=20_000)

    again = simulate(H1, draws=first.draws, p=first.p, seed=first.seed)

    assert again == first
    assert first.generator == "PCG64, SeedSequence"
    assert first.numpy.count(".") >= 1


def test_a_result_survives_json() -> None:
    for case_id in ("gum-h2-rxz-observations", "gum-h1-end-gauge"):
        for draws in (20_000, Adaptive(digits=1, most=100_000)):
            found = simulate(of(case_id), draws=draws, seed=1)

            assert Simulation.from_json(json.loads(stored(found))) == found


def test_a_result_with_a_strange_field_is_refused() -> None:
    data = simulate(H1, draws=20_000, seed=1).to_json()

    with refused("unknown_field", found="mood"):
        Simulation.from_json({**data, "mood": "good"})
    with refused("cannot_compute"):
        Simulation.from_json({**data, "draws": 2e4})


def test_an_adaptive_run_equals_a_fixed_one_of_its_length() -> None:
    found = simulate(H1, draws=Adaptive(digits=1), seed=3)
    assert found.stability is not None
    assert found.stability.reached

    fixed = simulate(H1, draws=found.draws, seed=3)

    assert found.draws % BLOCK == 0
    assert fixed.outputs == found.outputs
    assert simulate(H1, draws=Adaptive(digits=1), seed=3, threads=2) == found


def test_an_adaptive_run_is_as_accurate_as_it_says() -> None:
    """Additive normal model of GUM-S1 9.2.2: y = 0, u = 2, 95 % interval ±3.92."""
    found = simulate(of("s1-922-additive-normal"), draws=Adaptive(digits=2), seed=5)

    assert found.stability is not None
    assert found.stability.tolerances == (0.05,)
    assert found.stability.spreads[0] <= 0.05
    y = found.output("y")
    ends = (y.value, y.u, y.symmetric.low, y.symmetric.high)
    assert ends == pytest.approx((0, 2, -3.92, 3.92), abs=0.1)


def test_an_adaptive_run_that_reaches_its_cap_says_so() -> None:
    found = simulate(H1, draws=Adaptive(digits=4, most=123_456), seed=3)

    assert found.draws == 120_000
    assert found.stability is not None
    assert not found.stability.reached
    assert found.stability.spreads[0] > found.stability.tolerances[0]


def test_progress_rises_to_one() -> None:
    for draws in (500_000, Adaptive(digits=3, most=500_000)):
        shares: list[float] = []

        simulate(H1, draws=draws, seed=1, reporting=Reporting(progress=shares.append))

        assert len(shares) > 1
        assert shares == sorted(shares)
        assert shares[-1] == 1


def test_a_run_stops_when_asked() -> None:
    shares: list[float] = []

    with pytest.raises(StoppedError) as stopped:
        simulate(
            H1,
            draws=1_000_000,
            reporting=Reporting(progress=shares.append, stop=lambda: len(shares) == 2),
        )

    assert stopped.value.draws == 400_000
    assert shares == [0.2, 0.4]


@pytest.mark.parametrize("threads", [1, 2])
def test_draws_without_a_value_are_counted_and_placed(threads: int) -> None:
    """x ~ N(0, 1): about half of the draws have no root, and the part that has none is named."""
    with refused("cannot_compute", found="sqrt(x)", place="5", name="y") as refusal:
        simulate(measurement("2 + sqrt(x)", x=1), draws=50_000, seed=2, threads=threads)

    params = refusal.value.params
    assert params["why"] == "not_finite_there"
    assert params["most"] == "10000"
    assert int(params["count"]) == pytest.approx(5_000, abs=300)


@pytest.mark.parametrize("threads", [1, 2])
def test_one_draw_in_many_is_not_dropped_either(threads: int) -> None:
    """ln(4.5 + x) fails for three or four draws of a million; the first of them ends the run."""
    with refused("cannot_compute", count="1") as refusal:
        simulate(measurement("log(4.5 + x)", x=1), seed=4, threads=threads)

    most = int(refusal.value.params["most"])
    assert most % BLOCK == 0
    assert most > BLOCK
    assert f"1 of {most}" in refusal.value.params["reason"]


def test_a_division_by_zero_in_every_draw_is_refused() -> None:
    with refused("cannot_compute", count="10000"):
        simulate(measurement("x / (x - x)", x=1), draws=10_000)


def test_a_model_of_constants_has_no_spread() -> None:
    data = {
        "inputs": [{"name": "a", "value": 0.1, "unit": "1", "components": []}],
        "outputs": [{"name": "y", "unit": "1", "model": "3 * a"}],
    }
    for draws in (20_000, Adaptive()):
        found = simulate(Measurement.from_json(data), draws=draws)

        y = found.output("y")
        assert (y.value, y.u, y.skewness) == (3 * 0.1, 0, None)
        assert (y.symmetric.low, y.shortest.high) == (3 * 0.1, 3 * 0.1)
        assert y.symmetric.coverage_factor(y.u) is None
        assert found.correlation == ((None,),)
        assert Simulation.from_json(json.loads(stored(found))) == found


def test_several_outputs_have_their_correlations() -> None:
    """GUM-S2 5.3: outputs of one run are drawn together; a sum and a difference of two inputs."""
    data = measurement("a + b", a=1, b=2).to_json()
    data["outputs"] = [
        {"name": "sum", "unit": "1", "model": "a + b"},
        {"name": "difference", "unit": "1", "model": "a - b"},
        {"name": "sign", "unit": "1", "model": "-a - b"},
    ]

    found = simulate(Measurement.from_json(data), draws=200_000, seed=1)

    assert found.correlation[0][1] == pytest.approx(-0.6, abs=0.01)
    assert found.correlation[0][2] == pytest.approx(-1, abs=1e-12)
    assert found.correlation[0][0] == 1
    assert found.covariance[0][1] == pytest.approx(-3, abs=0.06)
    assert math.sqrt(found.covariance[0][0]) == found.output("sum").u


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"draws": 1_999}, "draws"),
        ({"draws": 40_000_001}, "draws"),
        ({"draws": 10_000, "p": 0.999}, "draws"),
        ({"draws": 10_000, "p": 1.0}, "p"),
        ({"draws": 10_000, "p": math.nan}, "p"),
        ({"draws": 10_000, "seed": -1}, "seed"),
        ({"draws": 10_000, "threads": 0}, "threads"),
        ({"draws": Adaptive(most=50_000)}, "most"),
    ],
)
def test_what_cannot_be_run_is_refused(asked: dict[str, Any], name: str) -> None:
    with refused("out_of_range", name=name):
        simulate(measurement("x", x=1), **asked)


@pytest.mark.parametrize("fraction", [0, 1.5, math.nan])
def test_a_fraction_of_the_tolerance_is_a_fraction(fraction: float) -> None:
    with refused("out_of_range", name="fraction"):
        Adaptive(fraction=fraction)


@pytest.mark.parametrize("std", [1e120, 1e200, 1e307])
def test_a_spread_beyond_floats_is_refused(std: float) -> None:
    with refused("cannot_compute", found="s"):
        simulate(measurement("x", x=std), draws=10_000, seed=1)


@pytest.mark.parametrize("std", [1e-140, 1e-34, 1e90])
def test_very_small_and_large_spreads_are_computed(std: float) -> None:
    y = simulate(measurement("x", x=std), draws=10_000, seed=1).output("y")

    assert y.u == pytest.approx(std, rel=0.05)
    assert y.symmetric.high == pytest.approx(1.96 * std, rel=0.05)


stds = st.floats(0.01, 100)
slopes = st.integers(-1000, 1000).map(lambda n: n / 64)  # digits without an exponent


@settings(deadline=None, max_examples=25)
@given(
    inputs=st.lists(st.tuples(stds, slopes), min_size=1, max_size=4),
    r=st.floats(-1, 1),
    seed=st.integers(0, 2**32),
)
def test_linear_normal_models_agree_with_first_order(
    inputs: list[tuple[float, float]], r: float, seed: int
) -> None:
    """Here the law of propagation is exact (GUM-S1 5.8): six standard deviations of scatter."""
    names = {f"x{i}": std for i, (std, _) in enumerate(inputs)}
    model = " + ".join(f"({slope!r}) * x{i}" for i, (_, slope) in enumerate(inputs))
    pairs = [{"a": "x0", "b": "x1", "r": r}] if len(inputs) > 1 else None
    given = measurement(model, pairs, **names)
    draws = 40_000

    y = simulate(given, draws=draws, seed=seed).output("y")
    first = propagate(given).results[0]

    near = max(std * abs(slope) for std, slope in inputs) * 1e-9
    assert y.value == pytest.approx(first.value, abs=6 * first.u / math.sqrt(draws) + near)
    assert y.u == pytest.approx(first.u, abs=6 * first.u / math.sqrt(2 * draws) + near)
    spread = 6 * first.u * math.sqrt(0.025 * 0.975 / draws) / 0.0584
    assert y.symmetric.low == pytest.approx(first.value - 1.96 * first.u, abs=spread + near)
    assert y.symmetric.high == pytest.approx(first.value + 1.96 * first.u, abs=spread + near)


def test_numpy_comes_with_the_draws_only() -> None:
    program = (
        "import sys, metrology, metrology.quantities.units, metrology.uncertainty.measurement, metrology.uncertainty.components, "
        "metrology.montecarlo, metrology.montecarlo.result, metrology.montecarlo.validation, "
        "metrology.montecarlo.curves; sys.exit('numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
