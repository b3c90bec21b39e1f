"""What holds for every template of the house: it compiles, agrees in its units, hides no doubt."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calibration.confirming import NEEDS_NOTHING, unconfirmed
from calibration.definition import compile_definition
from calibration.models import ProcedureVersion
from calibration.procedures import TEMPLATES
from calibration.procedures.divisions import zero_divisions
from calibration.procedures.units import unit_faults
from metrology.quantities.units import UNITS

PATHS = sorted(TEMPLATES.glob("*.json"))
TYPES = Path(__file__).parents[2] / "instruments" / "data" / "instrument_types.csv"
EACH = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def template(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in below:
        if isinstance(each, dict | list):
            yield from objects(each, f"{path}.{key}" if path else str(key))


@EACH
def test_it_compiles_and_could_be_approved_once_confirmed(path: Path) -> None:
    definition = compile_definition(template(path))

    assert definition.code == path.stem
    assert [*unit_faults(definition), *zero_divisions(definition)] == []


@EACH
def test_its_titles_and_numbers_of_documents_have_room(path: Path) -> None:
    data = template(path)
    made = ProcedureVersion(
        title_vi=data["title"]["vi"], title_en=data["title"]["en"], code=data["code"]
    )

    for service in data["services"]:
        made.service, made.number = service, data["documents"][service]
        made.clean_fields(exclude=("centre", "definition", "digest"))


@EACH
def test_its_types_of_instrument_are_in_the_catalogue(path: Path) -> None:
    with TYPES.open(encoding="utf-8") as rows:
        known = {row["code"] for row in csv.DictReader(rows)}

    assert set(template(path)["instrument_types"]) <= known


@EACH
def test_its_words_are_there_in_both_languages(path: Path) -> None:
    words = [each for _place, each in objects(template(path)) if {"vi", "en"} & set(each)]

    assert words
    assert [each for each in words if not (each.get("vi") and each.get("en"))] == []


@EACH
def test_its_numbers_are_texts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    floats: list[str] = []
    json.loads(text, parse_float=floats.append)

    assert floats == []


@EACH
def test_the_units_of_its_constants_are_in_the_catalogue(path: Path) -> None:
    units = {each.get("unit", "1") for each in template(path).get("constants", ())}

    assert units <= set(UNITS)


@EACH
def test_every_doubt_it_carries_asks_for_a_confirmation(path: Path) -> None:
    data = template(path)
    doubted = {
        place
        for place, each in objects(data)
        if (mark := each.get("confidence")) is not None
        and not (mark if isinstance(mark, str) else mark["en"]).startswith(NEEDS_NOTHING)
    }

    assert {place for place, _object in unconfirmed(data)} == doubted


DOUBTED = (
    ("truck-scale", "checks.2"),
    ("truck-scale", "environment.1"),
    ("weights", "tables.1.limit"),
    ("weights", "standards.0"),
    ("fuel-dispenser", "constants.0"),
    ("fuel-dispenser", "fields.10"),
    ("thermometer", "standards.0"),
    ("vernier-caliper", "documents"),
    ("vernier-caliper", "tables.0.limit"),
    ("electricity-meter", "tables.0.limit.rows.0"),
    ("electricity-meter", "checks.2"),
    ("water-meter", "standards.0"),
    ("sphygmomanometer", "constants.0"),
    ("sphygmomanometer", "constants.1"),
    ("taximeter", ""),
    ("taximeter", "fields.4"),
    ("ecg", "fields.2"),
    ("micrometer", "tables.0.limit"),
    ("pressure-gauge", "environment.1"),
    ("scale-platform", "tables.3"),
)


@pytest.mark.parametrize(("code", "place"), DOUBTED)
def test_a_number_from_memory_is_not_approved_unseen(code: str, place: str) -> None:
    data = template(TEMPLATES / f"{code}.json")

    assert place in {found for found, _object in unconfirmed(data)}


SURE = (
    ("pressure-gauge", "environment.0"),
    ("vernier-caliper", "environment.0"),
    ("thermometer", "fields.5"),
    ("breath-alcohol", "tables.0.limit.rows.1"),
    ("weights", "environment.2"),
    ("sphygmomanometer", ""),
)


@pytest.mark.parametrize(("code", "place"), SURE)
def test_a_number_with_its_source_asks_for_nothing(code: str, place: str) -> None:
    data = template(TEMPLATES / f"{code}.json")

    assert place not in {found for found, _object in unconfirmed(data)}
