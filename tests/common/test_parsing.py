"""What is no JSON is refused with the place, in the reader's language."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from rest_framework.exceptions import ParseError

from common.parsing import Json


def parse(body: bytes) -> Any:
    return Json().parse(BytesIO(body), "application/json", {"encoding": "utf-16"})


@pytest.mark.parametrize(
    ("body", "vietnamese", "english"),
    [
        (b'{"a": 1,\n "b": }', "dòng 2, cột 7", "line 2, column 7"),
        (b"", "dòng 1, cột 1", "line 1, column 1"),
        (b'{"a": 1, "b": {"u": 1, "u": 2}}', "hai lần tên “u”", "the name “u” twice"),
        (b'{"a": NaN}', "không có NaN", "JSON has no NaN"),
        (b'{"a": -Infinity}', "không có -Infinity", "JSON has no -Infinity"),
        (b'{"a": "\xff"}', "không phải là UTF-8", "not UTF-8"),
        (b'{"a": ' + b"1" * 5000 + b"}", "số quá dài", "too long"),
        (b"[" * 21 + b"]" * 21, "quá 20 tầng", "deeper than 20"),
        (b"[" * 100_000 + b"]" * 100_000, "quá 20 tầng", "deeper than 20"),
    ],
)
def test_what_is_no_json(body: bytes, vietnamese: str, english: str) -> None:
    for language, words in (("vi", vietnamese), ("en", english)):
        with translation.override(language), pytest.raises(ParseError) as refusal:
            parse(body)
        assert words in str(refusal.value.detail)


def test_json_is_read_as_utf_8_whatever_the_sender_names() -> None:
    assert parse('{"tên": ["Huế", 1.50, null]}'.encode()) == {"tên": ["Huế", 1.5, None]}
