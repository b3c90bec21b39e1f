"""A measurement read piece by piece, so that everything wrong in it is said in one go."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from calibration.workbench.wrongs import Wrong, wrong
from metrology.errors import Code, MetrologyError
from metrology.formula.syntax import parse
from metrology.quantities.unit_terms import parse_unit_term
from metrology.uncertainty.components import Component
from metrology.uncertainty.measurement import (
    FROM_OBSERVATIONS,
    MOST_INPUTS,
    MOST_OUTPUTS,
    Measurement,
)

MOST_COMPONENTS = 50  # of one input
MOST_CORRELATIONS = 500
MOST_OBSERVATIONS = 10_000  # of the whole measurement
LONGEST_TEXT = 2_000  # of a unit, a source, a model
LONGEST_NAME = 100
_LISTS = {"inputs": MOST_INPUTS, "outputs": MOST_OUTPUTS, "correlations": MOST_CORRELATIONS}


def check(data: Mapping[str, Any]) -> tuple[Measurement | None, list[Wrong]]:
    """Read the reference format: the measurement, or all that is wrong with it, field by field."""
    wrongs = list(_sizes(data)) or [*_inputs(data), *_outputs(data)]
    if not wrongs:
        try:
            return Measurement.from_json(data), []
        except MetrologyError as error:
            wrongs = [wrong(_owner(error, data), error)]
    return None, wrongs


def _sizes(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """Refuse what is too much before anything is computed with it."""
    for name, most in _LISTS.items():
        rows = data.get(name)
        count = len(rows) if isinstance(rows, list) else 0
        if rows == FROM_OBSERVATIONS:
            count = _observed_pairs(data)
        if count > most:
            yield _too_many(name, count, most)
        yield from _long_names(name, rows)
    observed = 0
    for i, row in enumerate(_dicts(data.get("inputs"))):
        components = row.get("components")
        if isinstance(components, list) and len(components) > MOST_COMPONENTS:
            yield _too_many(f"inputs.{i}.components", len(components), MOST_COMPONENTS)
        for each in _dicts(components):
            series = each.get("observations")
            observed += len(series) if isinstance(series, list) else 0
    if observed > MOST_OBSERVATIONS:
        yield _too_many("inputs", observed, MOST_OBSERVATIONS)
    yield from _long(data, "")


def _observed_pairs(data: Mapping[str, Any]) -> int:
    """How many correlations "from_observations" makes: every pair of observed inputs."""
    series = [[c for c in _dicts(row.get("components")) if c.get("observations")]
              for row in _dicts(data.get("inputs"))]  # fmt: skip
    return math.comb(sum(len(each) == 1 for each in series), 2)


def _long_names(list_name: str, rows: object) -> Iterator[Wrong]:
    """Names are repeated in refusals, so they are short."""
    for i, row in enumerate(_dicts(rows)):
        name = row.get("name")
        if isinstance(name, str) and len(name) > LONGEST_NAME:
            yield _too_many(f"{list_name}.{i}.name", len(name), LONGEST_NAME)


def _long(value: object, place: str) -> Iterator[Wrong]:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        yield _too_many(place, len(value), LONGEST_TEXT)
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _long(inner, f"{place}.{key}" if place else str(key))


def _too_many(place: str, found: int, most: int) -> Wrong:
    error = MetrologyError(Code.OUT_OF_RANGE, name=place, found=str(found), allowed=f"≤ {most}")
    return Wrong(place, error)


def _dicts(rows: object) -> list[dict[str, Any]]:
    found = rows if isinstance(rows, list) else []
    return [row if isinstance(row, dict) else {} for row in found]


def _inputs(data: Mapping[str, Any]) -> Iterator[Wrong]:
    rows = data.get("inputs")
    if not isinstance(rows, list):
        return
    for i, row in enumerate(rows):
        place = f"inputs[{i}]"
        bare = row
        if isinstance(row, dict) and isinstance(row.get("components"), list):
            for n, each in enumerate(row["components"]):
                at = f"{place}.components[{n}]"
                yield from _attempt(at, Component.from_json, each, at)
            bare = {**row, "components": []}
        yield from _attempt(place, _alone, bare, place)
        yield from _unit(row, f"inputs.{i}.unit")


def _outputs(data: Mapping[str, Any]) -> Iterator[Wrong]:
    rows = data.get("outputs")
    named = (row.get("name") for row in _dicts(data.get("inputs")))
    names = [normalize("NFC", name) for name in named if isinstance(name, str)]
    if not isinstance(rows, list):
        return
    for i, row in enumerate(rows):
        place = f"outputs[{i}]"
        found = list(_attempt(place, _output_alone, row, place))
        yield from found or _model(row, names, f"outputs.{i}.model")
        yield from _unit(row, f"outputs.{i}.unit")


def _model(row: Mapping[str, Any], names: Sequence[str], place: str) -> Iterator[Wrong]:
    """Read a model alone; names and units are checked when everything else is right."""
    model = normalize("NFC", row["model"])
    try:
        parse(model, names=names)
    except MetrologyError as error:
        if error.code != Code.UNKNOWN_NAME:
            yield wrong(place, error, model)


def _alone(row: object, place: str) -> None:
    name = "y" if not isinstance(row, dict) or row.get("name") != "y" else "x"
    output = {"name": name, "unit": "1", "model": "0"}
    _renumbered({"inputs": [row], "outputs": [output]}, "inputs[0]", place)


def _output_alone(row: object, place: str) -> None:
    _renumbered({"inputs": [], "outputs": [row]}, "outputs[0]", place)


def _renumbered(data: Mapping[str, Any], was: str, place: str) -> None:
    """Read a row alone; an error names the row's own place."""
    try:
        Measurement.from_json(data)
    except MetrologyError as error:
        params = {name: text.replace(was, place) for name, text in error.params.items()}
        raise MetrologyError(error.code, **params) from error


def _attempt(place: str, read: Callable[..., object], *given: object) -> Iterator[Wrong]:
    try:
        read(*given)
    except MetrologyError as error:
        yield wrong(place.replace("[", ".").replace("]", ""), error)


def _unit(row: object, place: str) -> Iterator[Wrong]:
    text = row.get("unit") if isinstance(row, dict) else None
    if isinstance(text, str) and text.strip():
        yield from _attempt(place, parse_unit_term, text)


def _owner(error: MetrologyError, data: Mapping[str, Any]) -> str:
    """The field of an error of the whole that names a quantity: the last one of that name."""
    found = error.params.get("found", "")
    owner = ""
    for rows in ("inputs", "outputs"):
        for i, row in enumerate(_dicts(data.get(rows))):
            if found and row.get("name") == found:
                owner = f"{rows}.{i}.name"
    if error.code == Code.BAD_CORRELATION or not owner:
        return _correlation_of(error, data) or owner
    return owner


def _correlation_of(error: MetrologyError, data: Mapping[str, Any]) -> str:
    """The correlation whose two names an error mentions, or that mentions an unknown name."""
    said = f"{error.params.get('reason', '')} {error.params.get('found', '')}"
    words = set(said.replace(",", " ").replace(":", " ").replace("(", " ").split())
    for i, row in enumerate(_dicts(data.get("correlations"))):
        names = {str(row.get("a")), str(row.get("b"))}
        if names <= words or (error.code == Code.UNKNOWN_NAME and names & words):
            return f"correlations.{i}"
    return "correlations.0" if error.code == Code.BAD_CORRELATION else ""
