"""`manage.py evaluate`: what it prints, what it refuses, and with which exit code."""

import io
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from metrology.validation import reader

CASES = Path(reader.__file__).parent / "cases"
UNITS = Path(reader.__file__).parent / "units.json"
KEYS = ["case", "output", "quantity", "method", "computed", "expected", "tolerance", "passed"]

Fields = dict[str, Any]


class Said(NamedTuple):
    """What a run printed and how it ended."""

    out: str
    err: str
    code: int
    end: str

    @property
    def rows(self) -> list[Fields]:
        found: list[Fields] = json.loads(self.out)
        return found


def evaluate(*files: Path, **options: Any) -> Said:
    out, err, code, end = io.StringIO(), io.StringIO(), 0, ""
    try:
        call_command("evaluate", *files, stdout=out, stderr=err, **options)
    except CommandError as error:
        code, end = error.returncode, str(error)
    return Said(out.getvalue(), err.getvalue(), code, end)


def whole(**changes: Any) -> Fields:
    case: Fields = {
        "id": "made",
        "title": "A made case",
        "component": {"distribution": "rectangular", "half_width": 3},
        "expected": [
            {"output": "x", "quantity": "u", "method": "type_b", "value": 1.73, "tolerance": 0.005}
        ],
    }
    return {"schema": 1, "kind": "type_b", "cases": [case]} | changes


def written(folder: Path, data: Any, name: str = "made.json") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def test_a_met_number_is_a_pass(tmp_path: Path) -> None:
    said = evaluate(written(tmp_path, whole()), lang="en")

    assert (said.code, said.err) == (0, "")
    assert "made: A made case" in said.out
    assert "1.7321   1.73 ± 0.005" in said.out
    assert "Total: 1 cases, 1 numbers, 0 failed" in said.out


def test_json_is_a_list_and_nothing_else(tmp_path: Path) -> None:
    said = evaluate(written(tmp_path, whole()), json=True)

    [row] = said.rows
    assert list(row)[:8] == KEYS
    assert row["computed"] == pytest.approx(3**0.5)
    assert (row["case"], row["expected"], row["passed"]) == ("made", 1.73, True)
    assert (row["kind"], row["file"], row["source_confidence"]) == ("type_b", "made.json", "")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_wrong_number_fails(tmp_path: Path, as_json: bool) -> None:  # noqa: FBT001
    data = whole()
    data["cases"][0]["expected"][0]["value"] = 1.8

    said = evaluate(written(tmp_path, data), json=as_json, lang="en")

    assert said.code == 1
    assert said.end == "1 of 1 numbers failed"
    if as_json:
        assert [row["passed"] for row in said.rows] == [False]
    else:
        assert "FAIL" in said.out


def test_each_published_file_notices_a_changed_number(tmp_path: Path) -> None:
    for path in sorted(CASES.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        # Monte Carlo has a test of its own: here it would only take time.
        case = next(each for each in data["cases"] if each["expected"][0]["method"] != "mc")
        asked = case["expected"][0]
        value = asked["value"]
        asked["value"] = value * 1.5 + 1 if isinstance(value, int | float) else "other"
        asked.pop("relation", None)
        case["expected"] = [asked]
        said = evaluate(written(tmp_path, data | {"cases": [case]}), json=True)
        assert (said.code, [row["passed"] for row in said.rows]) == (1, [False]), path.name


def test_what_the_core_refuses_is_told_with_file_case_and_field(tmp_path: Path) -> None:
    data = whole()
    data["cases"].append(data["cases"][0] | {"id": "other"})
    data["cases"][1]["component"] = {"distribution": "rectangular", "half_width": -3}

    said = evaluate(written(tmp_path, data), json=True, lang="en")

    assert said.code == 2
    assert said.err.count("\n") == 1
    assert said.err.startswith("made.json: case other: component.half_width = -3.0")
    assert [(row["computed"] is None, row["passed"]) for row in said.rows] == [
        (False, True),
        (True, False),
    ]


def test_a_case_that_cannot_be_read_stops_nothing_but_is_an_error(tmp_path: Path) -> None:
    data = whole()
    data["cases"].append(data["cases"][0] | {"id": "other", "colour": "red"})

    said = evaluate(written(tmp_path, data), json=True)

    assert said.code == 2
    assert said.err.startswith("made.json: bài other: ")
    assert "colour" in said.err
    assert [row["case"] for row in said.rows] == ["made"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# Not JSON",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"schema": 1, "kind": "type_b", "cases": [NaN]}',
        whole(schema=2),
        whole(kind="astrology"),
        whole(cases=[]),
        whole(colour="red"),
        {"schema": 1, "factors": []},
        {"schema": 1, "factors": {}, "transforms": []},
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, data: Any) -> None:
    good, bad = written(tmp_path, whole(), "good.json"), written(tmp_path, data, "bad.json")

    said = evaluate(good, bad, json=True)

    assert said.code == 2
    assert said.err.startswith("bad.json: ")
    assert len(said.rows) == 1


def test_a_number_that_is_none_in_disguise(tmp_path: Path) -> None:
    for bad in ("1e999", '"NaN"', '"inf"', "true"):
        text = json.dumps(whole()).replace('"half_width": 3', f'"half_width": {bad}')
        said = evaluate(written(tmp_path, text.encode()), json=True)
        assert said.code == 2, bad
        assert "half_width" in said.err


def test_a_huge_file_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calibration.management.commands.evaluate.MOST_BYTES", 100)
    monkeypatch.setattr(reader, "MOST_BYTES", 100)

    said = evaluate(written(tmp_path, b" " * 5000), lang="en")

    assert said.code == 2
    assert "bytes = 101 is outside ≤ 100" in said.err


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    said = evaluate(tmp_path / "none.json", json=True)
    assert (said.code, said.rows) == (1, [])
    assert said.err.startswith("none.json: ")

    assert evaluate(tmp_path).code == 1


def test_units_are_cases_too() -> None:
    said = evaluate(UNITS, json=True)

    assert said.code == 0
    assert {row["kind"] for row in said.rows} == {"unit_factor", "unit_transform"}
    assert len({row["case"] for row in said.rows}) == 78 + 23


def test_without_a_file_it_is_our_own_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(reader.own_files()))
    monkeypatch.setattr("calibration.management.commands.evaluate.own_files", lambda: [first])

    said = evaluate(json=True)

    assert said.code == 0
    assert {row["kind"] for row in said.rows} == {"anova"}


def test_people_read_vietnamese_unless_asked(tmp_path: Path) -> None:
    said = evaluate(written(tmp_path, whole()))

    assert "đạt" in said.out
    assert "Tổng: 1 bài, 1 số, 0 không đạt" in said.out
