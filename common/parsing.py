"""Reads JSON bodies; what cannot be kept as text is refused here, once for all doors.

Apart from `common.api` because DRF loads it by name first.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from common.errors import Fault, InvalidInput

DEEPEST = 20
UTF8 = {"encoding": "utf-8"}  # whatever the sender names: a codec may also unpack


class Json(JSONParser):
    """JSON no deeper than a form needs, whose text is text: no NUL, no half of a surrogate pair."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            found = super().parse(stream, media_type, {**(parser_context or {}), **UTF8})
        except RecursionError as error:
            raise _too_deep() from error
        _look(found, "", DEEPEST)
        return found


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
