"""Data from outside: what JSON leaves open is refused, and the place is named."""

from typing import Any

import pytest

from metrology.errors import MetrologyError
from metrology.strict_json import fields, number, parse, words


@pytest.mark.parametrize("text", ["0", "-1.50", "+.5", "5.", "1e-7", "2.5E+3"])
def test_digits_as_text_are_a_number(text: str) -> None:
    assert number(text, "x") == float(text)


# float() reads the first six.
@pytest.mark.parametrize(
    "text", ["1_000", "\u0661\u0662", " 1", "1\n", "Infinity", "nan", "1e999", "0x10", "1,5", ""]
)
def test_what_is_no_canonical_number_is_refused(text: str) -> None:
    with pytest.raises(MetrologyError) as refused:
        number(text, "inputs[0].value")

    assert refused.value.code == "cannot_compute"
    assert refused.value.params["found"].startswith("inputs[0].value = ")


@pytest.mark.parametrize("data", [1, True, [], {"a": 1}])
def test_words_are_text(data: Any) -> None:
    assert (words(None, "source"), words("", "source"), words("a", "source")) == ("", "", "a")
    with pytest.raises(MetrologyError, match="source"):
        words(data, "source")


def test_a_field_of_the_whole_is_named_without_a_dot() -> None:
    with pytest.raises(MetrologyError) as refused:
        fields({}, "", required=("inputs",))

    assert refused.value.params["name"] == "inputs"


@pytest.mark.parametrize(
    ("data", "why", "part"),
    [
        (rb'{"a": "\ud800"}', "json_character", r"\ud800"),
        (rb'{"a\u0000": 1}', "json_character", r"\x00"),
        (rb'[["\u001b[31m"]]', "json_character", r"\x1b"),
        (b'{"a": NaN}', "json_constant", "NaN"),
        (b'{"a": -Infinity}', "json_constant", "-Infinity"),
        (b"[" * 100_000, "json_depth", ""),
        (b"[" + b"9" * 5_000 + b"]", "json_digits", ""),
        (b"\xff", "not_utf8", "0"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "each_name_once", ""),
        (b'{"a": 1', "json_syntax", ""),
        (b"", "json_syntax", ""),
    ],
    ids=lambda each: str(each)[:24],
)
def test_what_json_leaves_open_is_refused(data: bytes, why: str, part: str) -> None:
    with pytest.raises(MetrologyError) as refused:
        parse(data)

    assert (refused.value.params["why"], refused.value.params.get("part", "")) == (why, part)
    refused.value.params["found"].encode()


def test_text_keeps_lines_and_a_byte_order_mark_is_no_fault() -> None:
    assert parse(b'\xef\xbb\xbf{"a": "x\\ny\\t"}') == {"a": "x\ny\t"}
