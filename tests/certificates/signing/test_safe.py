"""XML from outside: nothing is fetched, nothing expands, each refusal has its own code."""

from typing import Any

import pytest

from certificates.signing.bare import MOST_PARTS
from certificates.signing.safe import parse_xml
from common.errors import DomainError
from tests.factories.spoilt import nobody_fetches

BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>"""
REFUSED = {
    "empty": b" \n",
    "xml_entities": BOMB,
    "xml_dtd": b"<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
    "xml_malformed": b"<a><b></a>",
    "xml_too_complex": b"<a>" + b"<b/>" * (MOST_PARTS + 1) + b"</a>",
}


def code_of(data: bytes, **how: Any) -> str:
    with pytest.raises(DomainError) as refused:
        parse_xml(data, **how)
    error = refused.value
    assert str(error)
    return error.faults[0].code if error.faults else error.code


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_each_refusal_has_its_own_code(code: str) -> None:
    assert code_of(REFUSED[code]) == code


def test_a_file_above_the_limit_is_too_large() -> None:
    assert code_of(b"<a>" + b"x" * 100 + b"</a>", largest=50) == "too_large"


def test_an_external_document_type_is_named_and_not_fetched() -> None:
    with nobody_fetches() as address:
        assert code_of(f'<!DOCTYPE a SYSTEM "{address}"><a/>'.encode()) == "xml_external_dtd"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_a_document_type_is_found_in_other_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x "1">]><a>&x;</a>'
    assert code_of(text.encode(encoding)) == "xml_entities"


@pytest.mark.parametrize("encoding", ["utf-7", "nonsense", "shift_jis", "undefined", "utf-8-sig"])
def test_an_encoding_that_nobody_reads_is_malformed_and_no_crash(encoding: str) -> None:
    assert code_of(f'<?xml version="1.0" encoding="{encoding}"?><a>x</a>'.encode()) == (
        "xml_malformed"
    )


def test_a_parameter_entity_is_an_entity() -> None:
    assert code_of(b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><a/>') == (
        "xml_entities"
    )


def test_nesting_without_end_is_malformed_and_no_crash() -> None:
    assert code_of(b"<a>" * 100_000 + b"</a>" * 100_000) == "xml_malformed"


def test_a_comment_does_not_cut_a_number_in_two() -> None:
    data = b"<a>10.0<!-- -->5<?x?>1</a>"
    assert parse_xml(data).text == "10.051"
    assert parse_xml(data, whole=True).text == "10.0"


def test_an_include_stays_an_element() -> None:
    root = parse_xml(
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></a>'
    )
    assert root.text is None
    assert len(root) == 1
