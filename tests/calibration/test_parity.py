"""An old workbook against the procedure: what is equal, what differs and by how much, what cannot
be mapped and why."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from calibration.definition import Definition, read_definition
from calibration.parity.comparing import Comparison, agree, compare
from calibration.parity.mapping import read_mapping
from calibration.parity.workbook import Cell, places, read_workbook
from common.errors import InvalidInput
from tests.factories import books

TEMPLATES = Path("calibration/data/procedures")


def definition(code: str = "pressure-gauge") -> Definition:
    return read_definition((TEMPLATES / f"{code}.json").read_text())


def compared(book: dict[str, Any], **mapping: Any) -> Comparison:
    read = read_workbook(books.workbook(book))
    mapped = read_mapping(books.gauge_mapping(**mapping), definition(), read.names)
    return compare(definition(), mapped, read)


def outputs(found: Comparison, status: str) -> dict[str, Any]:
    return {each["place"]: each for each in found.cells if each["status"] == status}


def counts(found: Comparison) -> tuple[int, int, int]:
    return found.count("equal"), found.count("differs"), found.count("unmapped")


def test_the_workbook_of_the_pressure_gauge_agrees_everywhere() -> None:
    found = compared(books.gauge())

    assert outputs(found, "unmapped") == {}
    assert outputs(found, "differs") == {}
    assert counts(found) == (7 * 6 + 1, 0, 0)


def test_one_changed_formula_shows_exactly_its_cells() -> None:
    found = compared(books.gauge(F11=("=ABS(B11-C11)/2", "0.000")))

    differing = outputs(found, "differs")
    assert set(differing) == {"F11", "H11", "I11"}
    assert differing["F11"] == {
        "place": "F11", "role": "output", "section": "accuracy", "what": "hyst", "row": 2,
        "formula": "=ABS(B11-C11)/2", "status": "differs", "ours": "0.10",
        "theirs": "0.0500000000000003", "difference": "-0.05", "in_digits": "-50",
        "of_u": "-0.793884",
    }  # fmt: skip
    assert found.count("unmapped") == 0


def test_what_a_broken_cell_touches_is_said_with_the_cell_and_its_error() -> None:
    book = books.gauge()
    book |= {"D9": ("=#REF!-A9", "0.00")}
    content = with_saved(book, {"D9": "#REF!", "B10": "#DIV/0!", "I12": None})

    found = compared_file(content)

    open_cells = {(e["place"], e["why"], e["at"]) for e in found.cells if e["status"] == "unmapped"}
    assert open_cells == {
        ("D9", "error", "D9"),
        ("B10", "error", "B10"),  # the reading itself, and what is computed from it
        ("D10", "input", "B10"),
        ("F10", "input", "B10"),
        ("H10", "input", "B10"),
        ("I10", "input", "B10"),
        ("J10", "input", "B10"),
        ("I12", "never_calculated", "I12"),
        ("J16", "error", "B10"),
    }
    assert found.count("differs") == 0


def with_saved(book: dict[str, Any], saved: dict[str, Any]) -> bytes:
    """The workbook with other saved values than its formulas have."""
    import io

    import xlsxwriter
    from xlsxwriter.utility import xl_cell_to_rowcol

    known = books.values_of({k: v for k, v in book.items() if "#" not in str(v)})
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Áp kế")
        for place, given in book.items():
            content = given[0] if isinstance(given, tuple) else given
            at = xl_cell_to_rowcol(place)
            if place in saved or str(content).startswith("="):
                formula = content if str(content).startswith("=") else "=1/0"
                value = saved.get(place, known.get(place))
                sheet.write_formula(*at, formula, None, "" if value is None else value)
            else:
                sheet.write(*at, content)
    return out.getvalue()


def compared_file(content: bytes, **mapping: Any) -> Comparison:
    read = read_workbook(content)
    mapped = read_mapping(books.gauge_mapping(**mapping), definition(), read.names)
    return compare(definition(), mapped, read)


def test_rows_out_of_order_are_matched_by_their_reference() -> None:
    book = books.gauge()
    rows = {n: {letter: book.pop(f"{letter}{n}") for letter in "ABC"} for n in range(9, 15)}
    for n, old in zip(range(9, 15), (14, 11, 9, 10, 13, 12), strict=True):
        book |= {f"{letter}{n}": rows[old][letter] for letter in "ABC"}

    found = compared(book)

    assert counts(found) == (43, 0, 0)
    by_place = {
        each["place"]: each.get("row") for each in found.cells if each["role"] == "reference"
    }
    assert by_place == {"A9": 5, "A10": 2, "A11": 0, "A12": 1, "A13": 4, "A14": 3}


def test_a_missing_point_and_one_too_many_are_named() -> None:
    found = compared(books.gauge(A12=7))

    open_cells = [
        (each["place"], each["role"], each["why"], each.get("found", ""))
        for each in found.cells
        if each["status"] == "unmapped" and each["role"] == "reference"
    ]
    assert open_cells == [
        ("A12", "reference", "no_point", "7"),
        ("", "reference", "missing_point", "6"),
    ]
    assert {e["why"] for e in outputs(found, "unmapped").values() if e["role"] == "output"} == {
        "no_point_here", "no_verdict",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        ("B11", "", "empty"),
        ("B11", "4.05 bar", "not_a_number"),
        ("J11", "có lẽ", "no_answer"),
        ("D11", "chưa rõ", "not_a_number"),
    ],
)
def test_a_cell_that_is_no_value_is_said(place: str, value: str, why: str) -> None:
    found = compared(books.gauge(**{place: value}))

    assert outputs(found, "unmapped")[place]["why"] == why


def test_a_date_is_no_number_and_a_text_with_a_comma_is_one() -> None:
    found = compared(books.gauge(B11="4,05", C11=(45000, "dd/mm/yyyy")))

    assert outputs(found, "unmapped")["C11"]["why"] == "date"
    assert outputs(found, "read")["B11"]["theirs"] == "4.05"


def test_a_cell_swallowed_by_a_merged_area_names_the_first_of_it() -> None:
    book = {place: each for place, each in books.gauge().items() if place not in ("F12", "F13")}
    read = read_workbook(books.workbook(book, merged=("F12:F13",)))
    mapped = read_mapping(books.gauge_mapping(), definition(), read.names)

    found = outputs(compare(definition(), mapped, read), "unmapped")

    assert (found["F13"]["why"], found["F13"]["found"]) == ("merged", "F12")


def test_without_its_facts_nothing_is_computed_and_the_fact_is_named() -> None:
    facts = books.gauge_mapping()["facts"]
    facts["range_max"] = {"cell": "D4", "unit": "bar"}

    found = compared(books.gauge(), facts=facts)

    assert counts(found) == (0, 0, 44)
    assert outputs(found, "unmapped")["D4"]["why"] == "empty"
    assert outputs(found, "unmapped")["H9"]["why"] == "facts"


def test_a_broken_certificate_leaves_u_open_and_the_rest_compared() -> None:
    found = compared(books.gauge(G5="?"))

    assert outputs(found, "unmapped")["G5"]["why"] == "not_a_number"
    assert (outputs(found, "unmapped")["H9"]["why"], outputs(found, "unmapped")["H9"]["at"]) == (
        "standard", "G5",
    )  # fmt: skip
    assert set(outputs(found, "equal")) >= {"D9", "F9", "G9"}


def test_standards_and_facts_may_stand_on_another_sheet_and_in_other_units() -> None:
    chuan = {"A1": 0, "A2": 1, "A3": 6, "B1": 0, "B2": 1, "B3": 6, "C1": 1, "C2": 1, "C3": 1}
    kilo = {"A1": 0, "A2": 1000, "A3": 6000, "C1": 1, "C2": 1, "C3": 1}
    book = books.workbook(books.gauge(), {**chuan, **kilo, "B2": 1000, "B3": 6000},
                          names=("Áp kế", "Chuẩn 2024"))  # fmt: skip
    sheet = "'Chuẩn 2024'!"
    standards = [{"slot": "reference", "nominal": f"{sheet}A1:A3", "value": f"{sheet}B1:B3",
                  "expanded": f"{sheet}C1:C3", "unit": "kPa"}]  # fmt: skip

    found = compared_file(book, standards=standards)

    assert counts(found) == (43, 0, 0)


def test_readings_repeated_beside_each_other_are_one_range() -> None:
    micrometer = definition("micrometer")
    table = micrometer.tables[0]
    column = next(each for each in table.observed if each.repeat > 1)
    data = {"inputs": [{"section": table.key, "column": column.key, "cells": "B2:D3"}],
            "outputs": [{"section": table.key, "what": "error", "cells": "F2:F3"}],
            "references": [{"section": table.key, "cells": "A2:A3"}]}  # fmt: skip

    mapped = read_mapping(data, micrometer, ["S"])

    assert column.repeat == 3
    assert mapped.inputs[0].cells == ("B2", "C2", "D2", "B3", "C3", "D3")


@pytest.mark.parametrize(
    ("theirs", "ours", "step", "scale", "equal"),
    [
        ("0.1", "0.1", None, "0", True),
        ("0.049999999999999822", "0.05", None, "2", True),  # 2.05 - 2 in doubles
        ("1E-16", "0", None, "10", True),
        ("0.0504", "0.0496", "0.01", "0", True),  # both are shown as 0.05
        ("0.0551", "0.0549", "0.01", "0", False),  # 0.06 and 0.05
        ("-0.005", "0.005", "0.01", "0", False),
        ("0.0504", "0.0496", None, "0", False),
    ],
)
def test_what_counts_as_equal(
    theirs: str, ours: str, step: str | None, scale: str, equal: Any
) -> None:
    found = agree(Decimal(theirs), Decimal(ours), Decimal(step) if step else None, Decimal(scale))

    assert found is equal


@pytest.mark.parametrize(
    ("shown", "step"),
    [
        ("General", None), ("0.00", "0.01"), ("#,##0.000", "0.001"), ("0", "1"),
        ('0.0" 0.00 bar"', "0.1"), ("0.0%", "0.001"), ("0.00E+00", None), ("@", None),
        ("[Red]0.0;-0.00", "0.1"), ("# ?/?", None),
    ],
)  # fmt: skip
def test_the_last_decimal_of_a_number_format(shown: str, step: str | None) -> None:
    found = Cell("A1", "1", "number", "", shown).step

    assert found == (Decimal(step) if step else None)


def test_places_of_ranges() -> None:
    assert places("b5") == ["B5"]
    assert places("$Z$9:AA10") == ["Z9", "AA9", "Z10", "AA10"]
    assert places("B5:B6, B9") == ["B5", "B6", "B9"]
    assert places("'Chuẩn 2'!A1:A2") == ["Chuẩn 2!A1", "Chuẩn 2!A2"]
    for bad in ("", "5B", "B0", "B5:A4", "A1:ZZZ9999", "B5:", "!A1"):
        with pytest.raises(ValueError, match=f"^{re.escape(bad)}$"):
            places(bad)


def test_one_cell_at_the_far_end_of_a_sheet_costs_nothing() -> None:
    read = read_workbook(books.workbook({"A1": 1, "XF900000": 2}))

    assert read.sheets[0].size == (900_000, 630)
    assert set(read.sheets[0].cells) == {"A1", "XF900000"}


def test_a_workbook_with_too_many_cells_is_refused() -> None:
    rows = 40_001
    with pytest.raises(InvalidInput) as caught:
        read_workbook(books.workbook({f"A{n}": n for n in range(1, rows + 1)}))

    assert caught.value.faults[0].code == "too_large"
