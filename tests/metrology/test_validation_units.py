"""Files of unit conversions, as `manage.py evaluate` reads them."""

import json
import math
from typing import Any

import pint
import pytest

from metrology.errors import MetrologyError
from metrology.quantities.unit_terms import parse_unit_term
from metrology.validation.cases import CaseError
from metrology.validation.reader import read
from metrology.validation.runner import evaluate
from metrology.validation.unit_words import from_pint
from tests.metrology.asking import Fields, ask

# Units


def convert(kind: str, value: float, source: str, target: str) -> float:
    row = {
        "id": "made", "kind": kind, "from": {"value": value, "unit": source},
        "to": {"value": 1, "unit": target}, "tolerance_relative": 0,
    }  # fmt: skip
    file = read(json.dumps({"schema": 1, "transforms": [row]}).encode(), "units.json")
    if file.refused:
        raise file.refused[0]
    [found] = evaluate(file.cases[0])
    if found.refusal is not None:
        raise found.refusal
    assert isinstance(found.computed, float)
    return found.computed


@pytest.mark.parametrize(
    ("kind", "value", "source", "target", "answer"),
    [
        ("absolute_temperature", 100, "degC", "degF", 212),
        ("temperature_interval", 9, "degF (interval)", "K", 5),
        ("temperature_interval", 2, "1/degC", "1/K", 2),
        ("power_level", 20, "dBm", "mW", 100),
        ("power_level", 100, "mW", "dBm", 20),
        ("level", 2, "Np", "dB", 40 / math.log(10)),
        ("field_level", 20, "dB (field quantity ratio)", "1", 10),
        ("power_level", 1, "dB (small uncertainty)", "relative power", math.log(10) / 10),
        ("fraction", 5, "ppm", "1", 5e-6),
        ("specification", 10, "ppm of 2 V + 5 ppm of 10 V range", "V", 7e-5),
        ("gauge_pressure", 2, "bar gauge at 1 bar ambient", "bar absolute", 3),
        ("gauge_pressure", 2, "bar gauge at 100 kPa ambient", "kPa absolute", 300),
        ("gauge_pressure", 3, "bar absolute", "bar gauge at 1 bar ambient", 2),
        ("conventional_mass", 1, "kg mass, density 8000 kg/m^3", "g conventional mass", 1000),
        ("conventional_mass", 1, "kg conventional mass", "kg mass, density 8000 kg/m^3", 1),
    ],
)
def test_transform(kind: str, value: float, source: str, target: str, answer: float) -> None:
    assert convert(kind, value, source, target) == pytest.approx(answer)


@pytest.mark.parametrize(
    ("kind", "source", "target", "word"),
    [
        ("astral", "m", "km", "astral"),
        ("fraction", "ppm", "V", "V"),
        ("absolute_temperature", "degX", "K", "degX"),
        ("gauge_pressure", "bar gauge", "bar absolute", "ambient"),
        ("conventional_mass", "kg", "kg conventional mass", "density"),
        ("specification", "ppm over 2 V", "V", "range"),
        ("field_level", "dB", "1", "field quantity"),
    ],
)
def test_transform_refuses(kind: str, source: str, target: str, word: str) -> None:
    with pytest.raises((CaseError, MetrologyError)) as refusal:
        convert(kind, 1, source, target)
    assert word in str(refusal.value)


def test_factor_must_be_the_very_fraction() -> None:
    row: Fields = {
        "id": "made", "from": "inch", "to": "m", "factor_as_printed": "2.54E-02", "exact": True,
        "exact_factor": "0.0254", "exact_factor_float": 0.0254, "tolerance_relative": 1e-12,
    }  # fmt: skip

    def passed(**changes: Any) -> list[bool]:
        data = json.dumps({"schema": 1, "factors": [row | changes]}).encode()
        return [each.passed for each in evaluate(read(data, "units.json").cases[0])]

    assert passed() == [True, True]
    assert passed(exact_factor="0.02540000000000001") == [True, False]
    assert passed(exact_factor_float=0.0255) == [False, True]
    assert passed(exact=False, tolerance_relative=1e-6) == [True]
    assert passed(**{"from": "ounce"}) == [False, False]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"factor_as_printed": "x"}, "factor_as_printed"),
        ({"exact_factor": "1/0"}, "exact_factor"),
        ({"colour": 1}, "colour"),
        ({"tolerance_relative": -1}, "tolerance_relative"),
    ],
)
def test_factor_refused(changes: Fields, word: str) -> None:
    row = {
        "id": "made", "from": "inch", "to": "m", "factor_as_printed": "2.54E-02", "exact": True,
        "exact_factor": "0.0254", "exact_factor_float": 0.0254, "tolerance_relative": 1e-12,
    }  # fmt: skip
    file = read(json.dumps({"schema": 1, "factors": [row | changes]}).encode(), "units.json")
    [error] = file.refused
    assert error.case == "made"
    assert word in str(error)


@pytest.mark.parametrize(
    "text",
    ["degree", "1/degree", "millimeter", "liter/minute", "dimensionless", "year", "metric_ton",
     "counts", "kg*meter**2/second**2", "delta_degree_Celsius/volt", "electron_volt"],
)  # fmt: skip
def test_units_in_the_syntax_of_pint(text: str) -> None:
    """The cases write pint's names; what they mean is what pint says."""
    registry: Any = pint.UnitRegistry()
    # grams to kilograms: pint's base units are those of the SI
    found = registry(text).to_base_units().magnitude
    assert float(parse_unit_term(from_pint(text)).factor) == pytest.approx(found, rel=1e-8)


def test_a_model_whose_units_need_factors() -> None:
    length = {
        "name": "a", "value": 2, "unit": "meter",
        "components": [{"distribution": "normal", "std": 0.1}],
    }  # fmt: skip
    angle = length | {"name": "phi", "value": 30, "unit": "degree", "components": []}
    given = {
        "inputs": [length, angle],
        "outputs": [{"name": "y", "unit": "millimeter", "model": "a*sin(phi)"}],
    }
    assert ask("propagation", given, "value", "lpu") == pytest.approx(1000)
    assert ask("propagation", given, "u", "lpu") == pytest.approx(50)
    assert ask("propagation", given, "component", "lpu", input="a") == pytest.approx(50)
