"""What a stranger's file may hold: each kind told apart, every number as it stands."""

import json
import zlib
from typing import Any

import pytest

from certificates.checking.sentences import SENTENCES
from certificates.dcc.reading import rules
from certificates.dcc.reading.attachments import attachments
from certificates.dcc.reading.faults import Rejected
from certificates.dcc.reading.files import MOST_BYTES
from certificates.dcc.reading.reading import read
from certificates.dcc.reading.shapes import Part, Uncertainty
from certificates.dcc.reading.telling import lines
from certificates.dcc.reading.texts import said
from certificates.dcc.reading.units import is_deprecated, units_of
from certificates.dcc.reading.values import canonical
from certificates.dcc.schemas import VERSIONS, folder
from certificates.signing.found import Trust
from common.errors import DomainError
from metrology.quantities.units import UNITS
from tests.factories import dcc
from tests.factories.dcc import expanded, hybrid, numbers, quantity, table, xml
from tests.factories.spoilt import nobody_fetches

NOBODY = Trust()
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'


def seen(data: bytes, **how: Any) -> Any:
    return read(data, "tờ.xml", trust=NOBODY, **how)


def column(inner: str, **how: str) -> Any:
    found = seen(xml(table(quantity(inner, **how))))
    return found["results"][0]["tables"][0]["columns"][0]


def sure(inner: str) -> Uncertainty:
    found: Uncertainty = column(inner)["parts"][0]["uncertainty"]
    return found


def code_of(data: bytes, **how: Any) -> str:
    with pytest.raises(DomainError) as refused:
        seen(data, **how)
    error = refused.value
    assert str(error)
    return error.faults[0].code if error.faults else error.code


# What is not read


def one_value(value: str = "1", unit: str = r"\bar") -> str:
    return table(
        quantity(f"<si:real><si:value>{value}</si:value><si:unit>{unit}</si:unit></si:real>")
    )


XINCLUDE = xml(
    a='<dcc:measurementResults>→<dcc:measurementResults xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/>'
)
REJECTED = {
    "empty": b" \n",
    "xml_entities": BOMB,
    "xml_dtd": b"<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
    "xml_malformed": xml()[:2000],
    "xml_include": XINCLUDE,
    "not_dcc": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "not_xml_or_pdf": b"PK\x03\x04 a workbook",
    "dcc_version": xml(version="2.4.0"),
    "schema": xml(a="V08.CN5.0001.26→"),
    "language": xml(a="<dcc:content>Kết quả→<dcc:content lang='xx'>Kết quả"),
    "reference": xml(a="<dcc:measurementResult>→<dcc:measurementResult refId='nobody'>"),
    "dates": xml(a="2026-03-04→2026-03-02"),
    "unit": xml(one_value(unit=r"\metre \second")),
    "list_length": xml(table(quantity(numbers("1 2 3", r"\bar", expanded("0.1 0.2"))))),
    "empty_list": xml(table(quantity(numbers("", r"\bar")))),
    "pdf_cut": dcc.pdf(("a.xml", xml()))[:-200],
    "pdf_encrypted": dcc.pdf(("a.xml", xml()), password="x"),
    "pdf_without_files": dcc.pdf(),
    "pdf_without_dcc": dcc.pdf(("a.txt", b"text"), ("b.xml", b"<other/>")),
    "several_dcc": dcc.pdf(("a.xml", xml()), ("b.xml", xml(serial="R-2"))),
    "pdf_damaged": b"%PDF-1.7\nno objects at all\n%%EOF",
}


@pytest.mark.parametrize("code", sorted(REJECTED))
def test_each_cause_has_its_own_code(code: str) -> None:
    assert code_of(REJECTED[code]) == code


def test_fifty_megabytes_are_too_large_before_they_are_parsed() -> None:
    assert code_of(b"<" + b" " * (50 * 2**20)) == "too_large"
    assert MOST_BYTES == 20 * 2**20


def test_nothing_is_fetched_for_an_external_document_type() -> None:
    with nobody_fetches() as address:
        assert code_of(f'<!DOCTYPE a SYSTEM "{address}"><a/>'.encode()) == "xml_external_dtd"


def test_a_bomb_inside_a_pdf_is_told_as_a_bomb() -> None:
    assert code_of(dcc.pdf(("a.xml", BOMB))) == "xml_entities"


def test_a_pdf_that_unpacks_to_gigabytes_ends_its_own_process() -> None:
    packed = zlib.compress(b" " * (200 * 2**20), 9)
    whole = dcc.pdf(("a.xml", b"<a/>" + b"x" * 4000))
    assert len(packed) < 2**20
    start = whole.index(b"/EmbeddedFile")
    head = whole.rindex(b"obj", 0, start)
    stream = whole.index(b"stream", start)
    end = whole.index(b"endstream", stream)
    body = b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\n" % len(packed)
    bomb = whole[: head + 3] + b"\n" + body + b"stream\n" + packed + b"\n" + whole[end:]

    assert code_of(bomb) == "pdf_too_large"


def test_the_one_certificate_among_other_attachments_is_chosen() -> None:
    inside = xml()
    found = seen(dcc.pdf(("data.csv", b"1;2"), ("notes.xml", b"<notes/>"), ("V08.xml", inside)))

    assert (found["file"]["kind"], found["file"]["attachment"]) == ("pdf", "V08.xml")
    assert found["number"] == "V08.CN5.0001.26"
    assert found["signature"]["state"] == "unsigned"


def test_a_password_is_told_as_the_check_page_tells_it() -> None:
    with pytest.raises(Rejected) as caught:
        seen(dcc.pdf(("a.xml", xml()), password="x"))

    assert caught.value.faults[0].message.removeprefix("Tệp ") in SENTENCES["encrypted"]["vi"]


def test_a_pdf_that_is_only_protected_from_changes_is_read() -> None:
    assert seen(dcc.pdf(("a.xml", xml()), owner="x"))["number"] == "V08.CN5.0001.26"


def test_the_same_certificate_attached_twice_is_one() -> None:
    assert len(attachments(dcc.pdf(("a.xml", xml()), ("b.xml", xml())))) == 1


def test_the_versions_that_are_read_are_three_zero_to_three_three() -> None:
    assert (VERSIONS[0], VERSIONS[-1]) == ("3.0.0", "3.3.0")
    mail = "</dcc:name><dcc:eMail>x@test.example</dcc:eMail><dcc:location>"
    old = seen(xml(one_value(), version="3.0.0", a=f"</dcc:name><dcc:location>→{mail}"))
    assert old["version"] == "3.0.0"
    assert code_of(xml(version="3.4.0-rc.2")) == "dcc_version"
    assert code_of(xml(a=' schemaVersion="3.3.0"→')) == "dcc_version"


# Numbers


def test_digits_stay_as_they_are_written() -> None:
    found = column(numbers("+5. .50 -0.0 1.20E+03 007", r"\bar"))

    assert found["parts"][0]["values"] == ["+5.", ".50", "-0.0", "1.20E+03", "007"]
    assert [canonical(each) for each in found["parts"][0]["values"]] == [
        "5", "0.50", "0.0", "1200", "7",
    ]  # fmt: skip


def test_a_number_of_too_many_digits_cannot_become_a_quantity() -> None:
    with pytest.raises(ValueError, match="1E-40"):
        canonical("1E-40")


def test_a_nan_is_no_number_and_is_remarked() -> None:
    found = seen(xml(table(quantity(numbers("1 NaN 3", r"\bar")))))

    assert found["results"][0]["tables"][0]["columns"][0]["parts"][0]["values"] == ["1", None, "3"]
    assert [each["code"] for each in found["remarks"]] == ["nan"]


OLD_LIST = (
    "<si:expandedUncXMLList><si:uncertaintyXMLList>0.1</si:uncertaintyXMLList>"
    "<si:coverageFactorXMLList>2 3</si:coverageFactorXMLList>"
    "<si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList></si:expandedUncXMLList>"
)
OLD_ONE = (
    "<si:expandedUnc><si:uncertainty>0.1</si:uncertainty><si:coverageFactor>2.1</si:coverageFactor>"
    "<si:coverageProbability>0.95</si:coverageProbability></si:expandedUnc>"
)
INTERVAL = (
    "<si:coverageInterval><si:standardUnc>0.05</si:standardUnc><si:intervalMin>0.9</si:intervalMin>"
    "<si:intervalMax>1.1</si:intervalMax><si:coverageProbability>0.95</si:coverageProbability>"
    "</si:coverageInterval>"
)
NEW_ONE = (
    "<si:measurementUncertaintyUnivariate><si:expandedMU><si:valueExpandedMU>0.1</si:valueExpandedMU>"
    "<si:coverageFactor>2</si:coverageFactor><si:coverageProbability>0.95</si:coverageProbability>"
    "</si:expandedMU></si:measurementUncertaintyUnivariate>"
)
STANDARD = (
    "<si:measurementUncertaintyUnivariate><si:standardMU><si:valueStandardMU>0.05</si:valueStandardMU>"
    "</si:standardMU></si:measurementUncertaintyUnivariate>"
)


def real(behind: str) -> str:
    return rf"<si:real><si:value>1.0</si:value><si:unit>\bar</si:unit>{behind}</si:real>"


@pytest.mark.parametrize(
    ("inner", "form", "values", "k", "p"),
    [
        (numbers("1 2", r"\bar", OLD_LIST), "expanded", ["0.1", "0.1"], ["2", "3"], ["0.95"] * 2),
        (
            numbers("1 2", r"\bar", expanded("0.1 0.2")),
            "expanded",
            ["0.1", "0.2"],
            ["2", "2"],
            ["0.95"] * 2,
        ),
        (real(OLD_ONE), "expanded", ["0.1"], ["2.1"], ["0.95"]),
        (real(NEW_ONE), "expanded", ["0.1"], ["2"], ["0.95"]),
        (real(STANDARD), "standard", ["0.05"], [None], [None]),
        (real(INTERVAL), "interval", ["0.05"], [None], ["0.95"]),
    ],
)
def test_old_and_new_forms_of_uncertainty_are_read_alike(
    inner: str, form: str, values: list[str], k: list[str], p: list[str]
) -> None:
    found = sure(inner)

    assert (found["form"], found["values"], found["k"], found["p"]) == (form, values, k, p)


def test_an_interval_keeps_its_ends() -> None:
    found = sure(real(INTERVAL))

    assert (found["low"], found["high"]) == (["0.9"], ["1.1"])


def test_a_list_inside_si_list_is_a_column_each() -> None:
    inner = (
        r"<si:list><si:realList><si:listUnit>\bar</si:listUnit>"
        "<si:real><si:value>1.0</si:value></si:real><si:real><si:value>2.0</si:value></si:real>"
        rf"</si:realList>{numbers('3.0 4.0', chr(92) + 'kelvin')}</si:list>"
    )
    found = seen(xml(table(quantity(inner))))
    columns = found["results"][0]["tables"][0]["columns"]

    assert [one["id"] for one in columns] == ["1.1.1.1", "1.1.1.2"]
    assert [one["parts"][0]["values"] for one in columns] == [["1.0", "2.0"], ["3.0", "4.0"]]
    assert columns[0]["parts"][0]["codes"] == ["bar"]


def test_a_hybrid_has_a_part_for_each_unit() -> None:
    found = column(hybrid(numbers("0 344738", r"\pascal"), numbers("0.00 50.00", "|psi")))

    told = [(part["codes"], part["values"]) for part in found["parts"]]
    assert told == [(["Pa"], ["0", "344738"]), (["psi"], ["0.00", "50.00"])]


def test_a_hybrid_of_different_lengths_contradicts_itself() -> None:
    inner = hybrid(numbers("1 2 3", r"\pascal"), numbers("1 2", r"\bar"))

    assert code_of(xml(table(quantity(inner)))) == "list_length"


def test_units_that_differ_by_row_stay_with_their_rows() -> None:
    part: Part = column(numbers("1 2", r"\bar \pascal"))["parts"][0]

    assert (part["unit"], part["codes"], part["units"]) == ("", [], [r"\bar", r"\pascal"])


def test_a_unit_that_nobody_knows_is_kept_as_written_and_said() -> None:
    found = seen(xml(table(quantity(numbers("1", "|smoot")))))

    assert found["results"][0]["tables"][0]["columns"][0]["parts"][0]["unit"] == "|smoot"
    assert [each["code"] for each in found["remarks"]] == ["unknown_unit"]


def test_in_a_hybrid_one_known_unit_is_enough() -> None:
    inner = hybrid(numbers("1", r"\joule\tothe{-1}"), numbers("1", "|imp/kWh"))

    assert seen(xml(table(quantity(inner))))["remarks"] == []


def test_words_in_a_list_keep_the_blanks_inside_them() -> None:
    found = column("<dcc:charsXMLList>400\u00a0mV – đạt</dcc:charsXMLList>")

    assert found["texts"] == ["400 mV", "–", "đạt"]


def test_what_is_not_read_is_said_so() -> None:
    inner = (
        r"<si:complex><si:valueReal>1</si:valueReal><si:valueImag>2</si:valueImag>"
        r"<si:unit>\ohm</si:unit></si:complex>"
    )
    found = seen(xml(table(quantity(inner), quantity(numbers("1", r"\bar")))))

    assert [each["code"] for each in found["remarks"]] == ["left_out"]
    assert found["results"][0]["tables"][0]["columns"][0]["parts"] == []


def test_columns_without_reftypes_are_read_without_a_role() -> None:
    found = column(numbers("1", r"\bar"))

    assert (found["role"], found["refs"]) == ("", [])


# Units


@pytest.mark.parametrize("unit", [unit for unit in UNITS.values() if unit.dsi], ids=str)
def test_every_unit_of_the_catalogue_comes_back_from_its_own_form(unit: Any) -> None:
    assert unit in units_of(unit.dsi)


@pytest.mark.parametrize("unit", [unit for unit in UNITS.values() if not unit.dsi], ids=str)
def test_every_other_unit_comes_back_by_its_name(unit: Any) -> None:
    assert unit in units_of(f"|{unit.code}")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (r"\metre\per\second", ["m/s"]),
        (r"\second\tothe{-1}\metre", ["m/s"]),
        (r"\metre\tothe{1}\second\tothe{-1}", ["m/s"]),
        (r"\kilogram\metre\tothe{-1}\second\tothe{-2}", ["Pa", "N/m2"]),
        (r"\kilo\kilogram", []),
        (r"\milli\gram", ["mg"]),
        (r"\tothe{2}\metre", []),
        (r"\metre\tothe{x}", []),
        (r"\metre m", []),
        ("bar", []),
        ("", []),
        ("|", []),
        (r"\mmhg", ["mmHg"]),
        (r"\micro\litre\litre\tothe{-1}", ["uL/L"]),
    ],
)
def test_a_unit_is_known_however_it_is_put_together(text: str, codes: list[str]) -> None:
    assert [unit.code for unit in units_of(text)] == codes


def test_percent_is_not_an_old_per() -> None:
    assert not is_deprecated(r"\percent")
    assert is_deprecated(r"\metre\per\second")


# Text


def test_a_text_falls_back_from_the_reader_to_english_to_the_first() -> None:
    texts: Any = [{"lang": "de", "text": "Druck"}, {"lang": "en", "text": "Pressure"}]

    assert said(texts, "vi") == "Pressure"
    assert said(texts, "de") == "Druck"
    assert said(texts[:1], "vi") == "Druck"
    assert said([{"lang": "", "text": "p"}, *texts], "vi") == "p"


def test_a_language_that_we_do_not_have_is_read() -> None:
    data = xml(a="ISO639_1>vi<→ISO639_1>ja<", b="<dcc:content>Áp kế→<dcc:content lang='ja'>圧力計")
    found = seen(data)

    assert found["languages"] == ["ja"]
    assert said(found["items"][0]["name"], "vi") == "圧力計"


# The rule that tells contradiction from untidiness


def messages() -> list[str]:
    """The sentences of PTB's rules that are errors, as they begin."""
    from lxml import etree

    rows = etree.parse(str(folder() / "dcc.sch")).iter("{*}assert", "{*}report")
    texts = (
        " ".join("".join(row.itertext()).split()) for row in rows if row.get("role") == "error"
    )
    return sorted(set(texts))


def test_every_error_of_the_schematron_is_sorted() -> None:
    assert len(messages()) > 20
    for text in messages():
        kinds = [text.startswith(rules.CONTRADICTING), text.startswith(rules.UNTIDY)]
        assert sum(kinds) == 1, text


@pytest.mark.parametrize("code", ["language", "reference", "dates", "unit"])
def test_our_reasons_are_those_of_the_schematron(code: str) -> None:
    assert rules.look(REJECTED[code]).contradicting


def test_the_schematron_runs_only_when_it_is_asked_for() -> None:
    quiet, told = seen(xml()), seen(xml(), schematron=True)

    assert quiet["remarks"] == []
    assert {each["code"] for each in told["remarks"]} == {"schematron"}


# Everything is plain data


def test_what_is_read_is_json_and_can_be_told() -> None:
    found = seen(xml())

    assert json.loads(json.dumps(found)) == found
    assert any("0.000" in line for line in lines(found))


def test_a_rejection_is_of_the_field_file() -> None:
    with pytest.raises(Rejected) as refused:
        seen(REJECTED["dates"])

    assert [(fault.field, fault.found, fault.allowed) for fault in refused.value.faults] == [
        ("file", "2026-03-02", "≥ 2026-03-03"),
    ]  # fmt: skip
