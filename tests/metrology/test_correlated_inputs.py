"""Correlated inputs: their degrees of freedom, and correlations that cannot be."""

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagation import prepare, propagate
from tests.metrology.golden import refused
from tests.metrology.propagating import data, normal, shares


def observed(*values: float) -> dict[str, Any]:
    return {"distribution": "type_a", "observations": list(values)}


def test_correlation_of_inputs_with_finite_dof_leaves_none() -> None:
    """GUM G.4.1 needs independent inputs; nothing is known here, and nothing is said."""
    given = data({"a": normal(1, 5), "b": normal(1)}, "a + b", [{"a": "a", "b": "b", "r": 0.5}])

    result = propagate(given).result("y")

    assert result.u == pytest.approx(math.sqrt(3))
    assert result.dof is None
    assert [(each.code, each.params["inputs"]) for each in result.warnings] == [("no_dof", "a, b")]
    (arrays,) = prepare(given).evaluate_arrays({"a": np.array([1.0, 2.0])})
    assert np.isnan(arrays.dof).all()


def test_only_outputs_that_use_both_lose_their_dof() -> None:
    rows = [{"name": n, "value": 1, "unit": "1", "components": normal(1, 5)} for n in "ab"]
    outputs = [
        {"name": name, "unit": "1", "model": model}
        for name, model in (("one", "2*a"), ("both", "a+b"))
    ]
    given = Measurement.from_json(
        {"inputs": rows, "outputs": outputs, "correlations": [{"a": "a", "b": "b", "r": 0.5}]}
    )

    found = propagate(given)

    assert found.result("one").dof == pytest.approx(5)
    assert found.result("both").dof is None


def test_correlation_of_known_inputs_leaves_welch_satterthwaite_valid() -> None:
    given = data(
        {"a": normal(1), "b": normal(1), "c": normal(2, 5)},
        "a + b + c",
        [{"a": "a", "b": "b", "r": 0.5}],
    )

    result = propagate(given).result("y")

    assert result.u**2 == pytest.approx(7)
    assert result.dof == pytest.approx(7**2 / (4**2 / 5))


def test_an_input_observed_together_keeps_its_other_components_apart() -> None:
    """The covariance is that of the observed parts alone (GUM 5.2.3), ν of the rest its own."""
    x, y = (4.0, 5.0, 7.0, 6.0), (1.0, 2.5, 3.0, 2.0)
    given = data(
        {"a": [observed(*x), *normal(0.5, 9)], "b": [observed(*y), *normal(0.3)]},
        "a - 2*b",
        "from_observations",
    )

    result = propagate(given).result("y")

    together = float(np.var(np.array(x) - 2 * np.array(y), ddof=1)) / 4
    variance = together + 0.25 + 4 * 0.09
    assert result.u**2 == pytest.approx(variance)
    assert result.dof == pytest.approx(variance**2 / (together**2 / 3 + 0.25**2 / 9))
    assert shares(result) == pytest.approx(1)


def test_a_chain_of_observed_pairs_is_no_ensemble() -> None:
    series = {n: [observed(*values)] for n, values in
              {"a": (1, 2, 4), "b": (2, 1, 5), "c": (1, 5, 2)}.items()}  # fmt: skip
    chain = [{"a": "a", "b": "b", "r": "from_observations"},
             {"a": "b", "b": "c", "r": "from_observations"}]  # fmt: skip

    assert propagate(data(series, "a + b + c", chain)).result("y").dof is None
    assert propagate(data(series, "a + b", chain)).result("y").dof is None


def test_readings_that_do_not_scatter_have_no_covariance() -> None:
    given = data({"a": [observed(1, 1, 1)], "b": [observed(1, 2, 4)]}, "a + b", "from_observations")

    result = propagate(given).result("y")

    assert result.u == pytest.approx(math.sqrt(7 / 3 / 3))
    assert result.dof == pytest.approx(2)


@given(
    st.lists(
        st.lists(st.floats(-5, 5), min_size=4, max_size=4), min_size=2, max_size=4, unique_by=tuple
    ),
    st.lists(st.floats(-3, 3), min_size=4, max_size=4),
)
def test_what_is_observed_together_is_one_sample(
    series: list[list[float]], factors: list[float]
) -> None:
    """Willink 2007: any linear combination of the means has the ν of the sample, n − 1."""
    names = "abcd"[: len(series)]
    series = [[round(each, 3) for each in row] for row in series]
    factors = [round(each, 3) for each in factors]
    combined = np.array(factors[: len(series)]) @ np.array(series)
    assume(float(np.std(combined)) > 1e-3)
    model = " + ".join(
        f"({factor:.6f})*{name}" for factor, name in zip(factors, names, strict=False)
    )
    inputs = {name: [observed(*row)] for name, row in zip(names, series, strict=True)}

    result = propagate(data(inputs, model, "from_observations")).result("y")

    assert result.u == pytest.approx(float(np.std(combined, ddof=1)) / 2, rel=1e-6)
    assert result.dof == pytest.approx(3, rel=1e-6)


# Correlations that cannot be


def test_impossible_correlations_are_named_not_repaired() -> None:
    inputs = {name: normal(1) for name in "abc"}
    rows = [{"a": "a", "b": "b", "r": 0.9}, {"a": "b", "b": "c", "r": 0.9},
            {"a": "a", "b": "c", "r": -0.9}]  # fmt: skip

    with pytest.raises(Exception, match=re.escape("λ_min = -0.8")) as refusal:
        prepare(data(inputs, "a+b+c", rows))

    assert "r(a, b) = 0.9, r(b, c) = 0.9, r(a, c) = -0.9; r(a, c) ∈ [0.62; 1]" in str(refusal.value)
    with refused("bad_correlation"):
        prepare(data(inputs, "a+b+c", rows))


def test_four_inputs_may_be_impossible_where_no_three_are() -> None:
    inputs = {name: normal(1) for name in "abcd"}
    rows = [{"a": a, "b": b, "r": -0.4} for a, b in itertools.combinations("abcd", 2)]

    with pytest.raises(Exception, match=re.escape("λ_min = -0.2 < 0; a, b, c, d")):
        prepare(data(inputs, "a+b+c+d", rows))
    assert prepare(data(inputs, "a+b+c+d", rows[:3])).evaluate()[0].u == pytest.approx(
        math.sqrt(1.6)
    )


@pytest.mark.parametrize("r", [1, -1])
def test_full_correlation_is_possible(r: int) -> None:
    """GUM 5.2.2 example: ten resistors by one standard; with r = −1 the two cancel."""
    ten = [f"R{n}" for n in range(10)]
    rows = [{"a": a, "b": b, "r": 1} for i, a in enumerate(ten) for b in ten[i + 1 :]]
    assert propagate(data({n: normal(0.1) for n in ten}, "+".join(ten), rows)).result(
        "y"
    ).u == pytest.approx(1)
    two = propagate(
        data({n: normal(0.1) for n in "ab"}, "a+b", [{"a": "a", "b": "b", "r": r}])
    ).result("y")
    assert two.u == pytest.approx(0.1 + r * 0.1, abs=1e-300)
