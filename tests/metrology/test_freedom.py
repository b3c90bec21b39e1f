"""Degrees of freedom, by places: what `propagation` builds on."""

import math
from typing import Any

import numpy as np
import pytest

from metrology.uncertainty.components import Component
from metrology.uncertainty.correlation import Pair, pairs_of
from metrology.uncertainty.freedom import Ensemble, freedom_of
from metrology.uncertainty.measurement import Input, Measurement

OBSERVED = Component("type_a", {"observations": (1.0, 2.0, 4.0)})
OTHER = Component("type_a", {"observations": (2.0, 1.0, 5.0)})


def an_input(name: str, *components: Component) -> Input:
    return Input(name, 1.0, "1", components)


def normal(std: float, dof: float = math.inf) -> Component:
    return Component("normal", {"std": float(std)}, dof)


def test_a_component_is_the_unit_of_independence() -> None:
    """GUM H.1.6: u(d) has 13/√5 nm (24), 10/t_95(5) nm (5), 20/3 nm (8); ν(d) = 25.6."""
    d = an_input("d", normal(13 / 5**0.5, 24), normal(10 / 2.5706, 5), normal(20 / 3, 8))

    freedom = freedom_of([d], [])

    assert freedom.effective([-3 * d.u], 9 * d.u**2) == pytest.approx(d.dof)
    assert round(d.dof, 1) == 25.6


def test_observed_inputs_make_one_ensemble() -> None:
    inputs = [an_input("a", OBSERVED), an_input("b", OTHER), an_input("c", normal(1, 7))]

    freedom = freedom_of(inputs, [Pair(0, 1, 0.5, observed=True)])

    assert freedom.ensembles == (Ensemble(2, ((0, 1.0), (1, 1.0)), ((0, 1, 1.0),)),)
    assert dict(freedom.limiting) == pytest.approx({2: 1 / 7})
    assert freedom.unknown == ()


def test_a_given_coefficient_between_finite_inputs_is_unknown() -> None:
    inputs = [an_input("a", normal(1, 7)), an_input("b", normal(1)), an_input("c", normal(1))]

    freedom = freedom_of(inputs, [Pair(0, 1, 0.5, observed=False), Pair(1, 2, 0.5, observed=False)])

    assert freedom.unknown == ((0, 1),)
    assert freedom.effective([1, 1, 1], 5) is None
    assert freedom.effective([1, 0, 1], 2) == pytest.approx(28)
    assert freedom.effective([0, 1, 1], 3) == math.inf
    assert freedom.effective([0, 0, 0], 0) == math.inf
    parts = [np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0]), np.array([1, 1, 1, 0])]
    found = np.asarray(freedom.effective_arrays(parts, np.array([5.0, 2.0, 3.0, 0.0])))
    np.testing.assert_allclose(found, [math.nan, 28, math.inf, math.inf])


def test_two_ensembles_stay_two() -> None:
    rows: list[dict[str, Any]] = [
        {"name": name, "value": 0, "unit": "1",
         "components": [{"distribution": "type_a", "observations": list(values)}]}
        for name, values in (("a", (1, 2, 4)), ("b", (2, 1, 5)), ("c", (1, 2, 3, 5)), ("d", (5, 2, 1, 1)))
    ]  # fmt: skip
    pairs = [{"a": "a", "b": "b", "r": "from_observations"},
             {"a": "c", "b": "d", "r": "from_observations"}]  # fmt: skip
    measurement = Measurement.from_json(
        {"inputs": rows, "outputs": [{"name": "y", "unit": "1", "model": "a+b+c+d"}],
         "correlations": pairs}
    )  # fmt: skip

    freedom = freedom_of(measurement.inputs, pairs_of(measurement))

    assert [(each.dof, len(each.parts)) for each in freedom.ensembles] == [(2, 2), (3, 2)]
