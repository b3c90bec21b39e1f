"""GUM-S1 clause 8: which first-order results the published examples validate."""

from typing import Any

import pytest

from metrology.montecarlo.adaptive import Adaptive
from metrology.montecarlo.run import simulate
from metrology.montecarlo.validation import FRACTION, FirstOrder, Validation, validate
from tests.metrology.golden import refused
from tests.metrology.propagating import of


def judged(case_id: str, first: FirstOrder, **asked: Any) -> Validation:
    simulation = simulate(of(case_id), draws=2_000_000, seed=8, threads=2)
    return validate(first, simulation, simulation.outputs[0].name, **asked)


def test_the_additive_normal_model_is_validated() -> None:
    """GUM-S1 9.2.2: d_low and d_high are 0.01 or less, δ = 0.05."""
    found = judged("s1-922-additive-normal", FirstOrder(0.0, 2.0, 3.92))

    assert found.tolerance == 0.05
    assert max(found.d_low, found.d_high) <= 0.02
    assert found.passed
    assert found.wording.text_en.startswith("The first-order result is validated")


def test_the_mass_calibration_is_not_validated() -> None:
    """GUM-S1 9.3, table 6: first order d_low = 0.0451, d_high = 0.0430 for δ = 0.005."""
    first = FirstOrder(1.2340, 0.0539, (1.3396 - 1.1285) / 2)
    found = judged("s1-93-mass-calibration", first, digits=1, kind="shortest")

    assert found.tolerance == 0.005
    assert (found.d_low, found.d_high) == pytest.approx((0.0451, 0.0430), abs=0.004)
    assert not found.passed
    assert "not validated" in found.wording.text_en
    assert "không được xác nhận" in found.wording.text_vi
    assert "JCGM 101:2008, 8" in found.wording.reference


def test_the_mass_calibration_is_validated_with_second_order_terms() -> None:
    """GUM-S1 9.3, table 6: higher-order terms give [1.0834, 1.3825] and agree."""
    first = FirstOrder(1.2340, 0.0750, 1.959964 * 0.0750)
    found = judged("s1-93-mass-calibration", first, digits=1)

    assert found.passed


def test_a_stationary_point_is_not_validated() -> None:
    """GUM-S1 9.4.2.2: at x₁ = 0 first order gives u = 0, the Monte Carlo interval has width."""
    found = judged("s1-94-comparison-loss-r00-x00", FirstOrder(0.0, 0.0, 0.0))

    assert found.tolerance == 0
    assert not found.passed


def test_the_caution_says_what_is_known_of_the_draws() -> None:
    measurement, first = of("s1-922-additive-normal"), FirstOrder(0.0, 2.0, 3.92)
    enough = simulate(measurement, draws=Adaptive(digits=2, fraction=FRACTION), seed=8)
    few = simulate(measurement, draws=Adaptive(digits=2), seed=8)
    fixed = simulate(measurement, draws=20_000, seed=8)

    assert validate(first, enough, "y").caution is None
    for simulation, words in ((few, "too few"), (fixed, "was given")):
        caution = validate(first, simulation, "y").caution
        assert caution is not None
        assert words in caution.text_en


def test_what_cannot_be_compared_is_refused() -> None:
    simulation = simulate(of("s1-922-additive-normal"), draws=20_000, seed=8)

    with refused("unknown_name", found="z"):
        validate(FirstOrder(0.0, 2.0, 3.92), simulation, "z")
    with refused("unknown_name", found="widest"):
        validate(FirstOrder(0.0, 2.0, 3.92), simulation, "y", kind="widest")
    with refused("out_of_range", name="U"):
        validate(FirstOrder(0.0, 2.0, -1.0), simulation, "y")
