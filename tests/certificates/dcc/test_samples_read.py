"""Certificates that others wrote, beside numbers that were read off the XML by eye.

The files lie beside the checkout and are never copied; where they are missing nothing here is
collected.
"""

from pathlib import Path
from typing import Any

import pytest

from certificates.dcc.reading.faults import Rejected
from certificates.dcc.reading.reading import read
from certificates.signing.found import Trust
from tests.factories import dcc

NOBODY = Trust()
TEMPERATURES = {
    "1.1.1.1 reference \\kelvin": "306.248 373.121 448.253 523.319 593.154",
    "1.1.1.1 reference \\degreecelsius": "33.098 99.971 175.103 250.169 320.004",
    "1.1.1.2 nominal \\kelvin": "306 373 448 523 593",
    "1.1.1.2 nominal \\degreecelsius": "32.85 99.85 174.85 249.85 319.85",
    "1.1.1.3 indication \\kelvin": "306.32 373.21 448.36 523.31 593.07",
    "1.1.1.3 indication \\degreecelsius": "33.17 100.06 175.21 250.16 319.92",
    "1.1.1.4 error \\kelvin": "0.072 0.089 0.107 -0.009 -0.084",
    "U of 1.1.1.4": "0.061 0.061 0.061 0.061 0.061",
    "k of 1.1.1.4": "2 2 2 2 2",
    "p of 1.1.1.4": "0.95 0.95 0.95 0.95 0.95",
    "acceptanceLimitLower of 1.1.1.4": "-0.23 -0.23 -0.23 -0.30 -0.30",
    "acceptanceLimitUpper of 1.1.1.4": "0.23 0.23 0.23 0.30 0.30",
}
OHM = r"\kilogram\metre\tothe{2}\ampere\tothe{-2}\second\tothe{-3}"
NUMBERS = {
    "s1": TEMPERATURES,
    "s2": {
        "1.1.1.1 reference \\kelvin": "273.149 283.151 293.151 303.149 313.149 323.149 333.150"
        " 303.151 273.151",
        "1.1.1.1 reference \\degreecelsius": "-0.001 10.001 20.001 29.999 39.999 49.999 60.000"
        " 30.001 0.001",
        "1.1.1.2 nominal \\kelvin": "273 283 293 303 313 323 333 303 273",
        "1.1.1.2 nominal \\degreecelsius": "-0.15 9.85 19.85 29.85 39.85 49.85 59.85 29.85 -0.15",
        f"1.1.1.3 indication {OHM}": "100.0220 103.9329 107.8300 111.7130 115.5841 119.4422"
        " 123.2880 111.7131 100.0224",
        "U of 1.1.1.3": "0.0039 0.0041 0.0042 0.0044 0.0045 0.0047 0.0048 0.0044 0.0039",
        "k of 1.1.1.3": "2 2 2 2 2 2 2 2 2",
        "p of 1.1.1.3": "0.95 0.95 0.95 0.95 0.95 0.95 0.95 0.95 0.95",
        r"1.2.1.1  \kilogram\metre\tothe{2}\second\tothe{-3}\ampere\tothe{-2}": "100.0225",
        r"1.2.1.2  \kelvin\tothe{-1}": "0.0039155",
        r"1.2.1.3  \kelvin\tothe{-2}": "-6.469E-07",
    },
    "s3": {
        "1.1.1.1  \\one": "0.9555",
        "U of 1.1.1.1": "0.0019",
        "k of 1.1.1.1": "2",
        "p of 1.1.1.1": "0.95",
        r"1.1.2.1  \kilogram\tothe{-1}\metre\second\tothe{2}": "0.01796",
        "U of 1.1.2.1": "0.0006",
        "k of 1.1.2.1": "2",
        "p of 1.1.2.1": "0.95",
    },
    "s4": TEMPERATURES,
}
HEADS = {
    "s1": ("3.3.0", "1234", "Kalibrierfirma GmbH", "1957-08-13", "unsigned", ["pass"] * 5),
    "s2": ("3.1.1", "GP_DCC_temperature_resistance_1.2", "Kalibrierfirma GmbH", "1957-08-13",
           "unsigned", []),
    "s3": ("3.1.1", "75998PTB20", "Physikalisch-Technische Bundesanstalt (PTB)", "2020-06-17",
           "unsigned", []),
    "s4": ("3.2.0", "GP_DCC_temperature_typical_1.2", "Kalibrierfirma GmbH", "1957-08-13",
           "stranger", ["pass"] * 5),
}  # fmt: skip


def sample(name: str) -> Path:
    return next(each for each in (*dcc.VALID, *dcc.NEGATIVE) if each.name.startswith(name))


def spoken(found: Any) -> dict[str, str]:
    """Every number of every table, as one line for each list."""
    told: dict[str, str] = {}
    tables = [table for result in found["results"] for table in result["tables"]]
    for column in (column for table in tables for column in table["columns"]):
        for part in column["parts"]:
            told[f"{column['id']} {column['role']} {part['unit']}"] = " ".join(part["values"])
            sure = part["uncertainty"]
            if sure:
                told[f"U of {column['id']}"] = " ".join(sure["values"])
                told |= {f"{name} of {column['id']}": " ".join(sure[name]) for name in ("k", "p")}
        for limit in column["limits"]:
            told[f"{limit['kind']} of {column['id']}"] = " ".join(limit["parts"][0]["values"])
    return told


if dcc.VALID:

    @pytest.mark.parametrize("name", sorted(NUMBERS))
    def test_every_number_is_read_as_it_stands(name: str) -> None:
        found = read(sample(name).read_bytes(), trust=NOBODY)

        assert spoken(found) == NUMBERS[name]

    @pytest.mark.parametrize("name", sorted(HEADS))
    def test_who_when_and_whether_it_is_signed(name: str) -> None:
        found = read(sample(name).read_bytes(), trust=NOBODY)
        verdicts = [
            word
            for result in found["results"]
            for table in result["tables"]
            for column in table["columns"]
            for word in column["conformity"]
        ]

        assert HEADS[name] == (
            found["version"], found["number"], found["laboratory"]["name"][0]["text"],
            found["dates"]["ended"], found["signature"]["state"], verdicts,
        )  # fmt: skip

    def test_a_unit_in_base_units_is_the_one_of_the_catalogue() -> None:
        found = read(sample("s2").read_bytes(), trust=NOBODY)
        columns = found["results"][0]["tables"][0]["columns"]

        assert columns[2]["parts"][0]["codes"] == ["ohm"]

    def test_two_texts_in_one_language_are_both_kept_and_remarked() -> None:
        found = read(sample("s2").read_bytes(), trust=NOBODY)

        assert [(each["code"], each["line"]) for each in found["remarks"]] == [
            ("language_twice", 173), ("language_twice", 201), ("unknown_unit", 478),
        ]  # fmt: skip
        assert [each["lang"] for each in found["statements"][1]["text"]] == ["de", "de"]

    @pytest.mark.parametrize("name", sorted(NUMBERS))
    def test_what_the_schematron_finds_in_the_wild_is_a_remark(name: str) -> None:
        found = read(sample(name).read_bytes(), schematron=True, trust=NOBODY)

        told = [each["message"] for each in found["remarks"] if each["code"] == "schematron"]
        assert bool(told) is (name != "s1")

    def test_the_invalid_one_is_rejected_by_line_and_element() -> None:
        with pytest.raises(Rejected) as refused:
            read(sample("n1").read_bytes(), trust=NOBODY)

        faults = refused.value.faults
        assert [(fault.code, fault.allowed) for fault in faults] == [
            ("schema", ""), ("schema", "dcc:name"),
        ]  # fmt: skip
        assert [str(fault.message) for fault in faults] == [
            "Dòng 17, dcc:uniqueIdentifier: để trống, mà ở đây phải có nội dung.",
            "Dòng 35, dcc:manufacturer: phần tử này không được có ở đây; ở đây cần dcc:name.",
        ]

    @pytest.mark.parametrize("schematron", [False, True])
    def test_the_one_that_contradicts_itself_is_rejected_with_and_without_saxon(
        *, schematron: bool
    ) -> None:
        with pytest.raises(Rejected) as refused:
            read(sample("n2").read_bytes(), schematron=schematron, trust=NOBODY)

        told = [(fault.code, fault.found, fault.allowed) for fault in refused.value.faults]
        assert told == [("language", "en", "de"), ("language", "en", "de")]
        assert str(refused.value).startswith("Dòng 15, dcc:mandatoryLangCodeISO639_1:")

    def test_the_schematron_alone_would_sort_the_samples_the_same_way() -> None:
        from certificates.dcc.reading.rules import look

        for path in (*dcc.VALID, *dcc.OWN):
            assert look(path.read_bytes()).contradicting == [], path.name
        assert look(sample("n2").read_bytes()).contradicting


if dcc.OWN:

    def test_our_own_example_is_read_with_scope_limits_and_digest() -> None:
        found = read(dcc.OWN[0].read_bytes(), schematron=True, trust=NOBODY)
        result = found["results"][0]
        error = result["tables"][0]["columns"][2]

        assert found["remarks"] == []
        assert error["in_scope"] == [True, True, True]
        assert [part["codes"] for part in error["parts"]] == [["Pa"], ["psi"]]
        paper = result["equipment"][0]["paper"]
        assert paper is not None
        assert (paper["procedure"], paper["value"][:8]) == ("sha256", "9f86d081")
