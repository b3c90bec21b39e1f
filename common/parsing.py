"""Reads JSON bodies; what cannot be kept as text is refused here, once for all doors.

Apart from `common.api` because DRF loads it by name first.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from common.errors import Fault, InvalidInput

DEEPEST = 20
_HOLDERS = frozenset({dict, list})


class Json(JSONParser):
    """JSON no deeper than a form needs, each name once, whose text is text.

    Always UTF-8, whatever the sender names: a codec may also unpack.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read()
        found = _loaded(body)
        # Without an escape every string is text: UTF-8 was read, and NUL comes escaped only.
        if isinstance(body, bytes) and b"\\u" not in body:
            _insist_shallow(found)
        else:
            _look(found, "", DEEPEST)
        return found


def _loaded(body: bytes | str) -> Any:
    try:
        text = body if isinstance(body, str) else body.decode()
        return json.loads(text, object_pairs_hook=_each_once, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        message = _("Đây không phải là JSON: sai ở dòng %(line)s, cột %(column)s.") % place
        raise ParseError(message) from error
    except UnicodeDecodeError as error:
        raise ParseError(_("Nội dung không phải là UTF-8.")) from error
    except ValueError as error:  # an integer of more digits than Python reads
        raise ParseError(_("JSON có một số quá dài.")) from error


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one name neither is the right one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _insist_text(twice, "")
        message = _("JSON có hai lần tên “%(name)s” trong cùng một đối tượng.")
        raise ParseError(message % {"name": twice[:80]})
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(_("JSON không có %(name)s.") % {"name": name})


def _insist_shallow(value: Any) -> None:
    """Refuse what is too deep: the same as `_look` says, of long bodies in less time."""
    level = [value]
    for _deeper in range(DEEPEST):
        level = [
            inner
            for outer in level
            if type(outer) in _HOLDERS
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) in _HOLDERS
        ]
        if not level:
            return
    raise _too_deep()


def _look(value: Any, path: str, left: int) -> None:
    """Refuse what is too deep and what is no text; `path` names the field."""
    if isinstance(value, str):
        _insist_text(value, path)
    elif isinstance(value, dict | list):
        if not left:
            raise _too_deep()
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str):
                _insist_text(key, path)
            _look(inner, f"{path}.{key}" if path else str(key), left - 1)


def _insist_text(text: str, path: str) -> None:
    """PostgreSQL keeps no NUL, and nothing keeps a lone surrogate."""
    if "\0" not in text and text.isascii():
        return
    try:
        text.replace("\0", "\ud800").encode()
    except UnicodeEncodeError as error:
        found = text[:40].encode("unicode_escape").decode()
        message = _("Có ký tự không phải là chữ.")
        raise InvalidInput(Fault(path[:200], message, code="not_text", found=found)) from error


def _too_deep() -> ParseError:
    return ParseError(_("JSON lồng quá %(most)s tầng.") % {"most": DEEPEST})
