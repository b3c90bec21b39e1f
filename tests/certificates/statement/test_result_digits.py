"""The digits a certificate prints: limits whole, values to the place of U, blanks blank."""

import json
from typing import Any

import pytest

from calibration.models import Reading, Result
from certificates.statement import results
from certificates.statement.machine import Grounds

WORDS = {"vi": "x", "en": "x"}


def column(key: str, role: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": WORDS, "role": role, **more}


TABLE = {
    "key": "accuracy",
    "title": WORDS,
    "columns": [
        column("ref", "reference"),
        column("up", "reading"),
        column("tap", "reading"),
        column("e_up", "computed"),
    ],
}


def result(**facts: Any) -> Result:
    facts["computed"] = json.dumps(facts.get("computed", {}))
    return Result(section="accuracy", row=0, unit="kPa", **facts)


def read(column_key: str, digits: str, unit: str = "kPa") -> Reading:
    return Reading(section="accuracy", row=0, column=column_key, digits=digits, unit=unit)


def printed(row: Result, *readings: Reading) -> tuple[list[str], dict[str, Any]]:
    cells = {one.cell: one for one in readings}
    (table,) = results.tables({"tables": [TABLE]}, {}, [row], cells, Grounds())
    return [one["key"] for one in table["columns"]], table["rows"][0]["cells"]


@pytest.mark.parametrize("keyed", ["50", "50.0", "49.95"])
def test_a_limit_is_printed_whole_however_coarsely_the_reading_was_keyed(keyed: str) -> None:
    row = result(reference="0.125", error="0", limit="0.05", verdict="pass")

    _columns, cells = printed(row, read("up", keyed))

    assert (cells["ref"], cells["limit"]) == ("0.125", "0.05")


def test_an_endless_limit_is_cut_towards_zero() -> None:
    third = "0.6666666666666666666666666666666666666667"

    _columns, cells = printed(result(reference="1", limit=third, verdict="pass"))

    assert cells["limit"] == "0.666666"


@pytest.mark.parametrize(
    ("stated", "computed", "shown"),
    [
        ("120", "1234.5", "1230"),
        ("100", "-1234.5", "-1230"),
        ("12", "1234.5", "1234"),
        ("1.2", "0.05", "0.0"),
        ("0.037", "-0.0004", "0.000"),
        ("0.10", "0.2", "0.20"),
    ],
)
def test_what_was_computed_ends_at_the_place_of_the_stated_uncertainty(
    stated: str, computed: str, shown: str
) -> None:
    row = result(
        reference="5000",
        computed={"e_up": computed},
        error=computed,
        expanded=stated,
        stated_expanded=stated,
        stated_error=shown,
    )

    _columns, cells = printed(row, read("up", "5000"))

    assert (cells["e_up"], cells["U"]) == (shown, stated)


MASS = {
    "key": "accuracy",
    "title": WORDS,
    "error_unit": "mg",
    "judged": ["err"],
    "columns": [
        column("d_c", "reading"),
        column("mct", "computed"),
        column("err", "computed", unit="mg"),
    ],
}


@pytest.mark.parametrize(
    ("stated", "err", "mct"), [("0.61", "3.10", "1000.00310"), ("", "3.1", "1000.0031")]
)
def test_a_mass_in_grams_keeps_what_its_u_in_milligrams_and_a_reading_in_milligrams_say(
    stated: str, err: str, mct: str
) -> None:
    computed = {"mct": "1000.0031", "err": "3.1"}
    row = Result(section="accuracy", row=0, unit="g", error_unit="mg", error="3.1",
                 computed=json.dumps(computed), stated_expanded=stated)  # fmt: skip
    cells = {one.cell: one for one in [read("d_c", "0.1", "mg")]}

    (table,) = results.tables({"tables": [MASS]}, {}, [row], cells, Grounds())

    shown = table["rows"][0]["cells"]
    assert (shown["mct"], shown["err"], shown["d_c"]) == (mct, err, "0.1 mg")


def test_digits_stay_as_keyed_and_say_their_own_unit() -> None:
    _columns, cells = printed(
        result(reference="10"), read("up", "10.000"), read("tap", "0.10", "bar")
    )

    assert (cells["up"], cells["tap"]) == ("10.000", "0.10 bar")


def test_a_blank_is_neither_a_zero_nor_a_column() -> None:
    columns, cells = printed(result(reference="10"), read("up", "10.000"))

    assert columns == ["ref", "up"]
    assert cells == {"ref": "10", "up": "10.000"}


def test_a_limit_stands_only_beside_a_verdict() -> None:
    judged = result(reference="10", error="0.1", limit="0.16", verdict="pass")
    reported = result(reference="10", error="0.1", limit="0.16")

    assert "limit" in printed(judged)[0]
    assert "limit" not in printed(reported)[0]
