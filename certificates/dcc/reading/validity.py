"""Whether a certificate is what its own version's schema says: told by line, element, expected."""

import re
from typing import Any

from django.utils.translation import gettext as _

from certificates.dcc.reading.faults import Rejected
from certificates.dcc.reading.texts import clean, local
from certificates.dcc.schemas import schema
from common.errors import Fault

MOST = 20
_NAMESPACED = re.compile(r"\{https://ptb\.de/(dcc|si)\}")
_EXPECTED = re.compile(r"Expected is (?:one of )?\(?\s*(.+?)\s*\)?\.?$")
_ELEMENT = re.compile(r"^Element '([^']+)'(?:, attribute '([^']+)')?: (.*)$", re.DOTALL)
_VALUE = re.compile(r"[Tt]he value '(.*?)'", re.DOTALL)


def refuse_invalid(root: Any, version: str) -> None:
    """Raise Rejected (code `schema`) with each place where the schema is not kept."""
    rules = schema(version)
    if rules.validate(root):
        return
    faults = [_told(error) for error in list(rules.error_log)[:MOST]]
    message = _("Tệp không hợp lệ theo lược đồ DCC %(version)s của chính nó: %(first)s")
    first = faults[0].message if faults else ""
    raise Rejected(*faults, message=message % {"version": version, "first": first})


def _told(error: Any) -> Fault:
    said = _NAMESPACED.sub(r"\1:", str(error.message))
    match = _ELEMENT.match(said)
    element, attribute, rest = match.groups() if match else ("", None, said)
    expected = _EXPECTED.search(rest)
    allowed = clean(expected[1]) if expected else ""
    place = {
        "line": error.line,
        "element": f"{local(element)}/@{attribute}" if attribute else local(element),
        "text": _sentence(str(error.type_name), rest, allowed),
    }
    message = _("Dòng %(line)s, %(element)s: %(text)s.") % place
    return Fault("file", message, code="schema", found=_found(rest), allowed=allowed)


def _sentence(kind: str, said: str, allowed: str) -> str:
    """The commonest findings in words; of others, what the validator said."""
    if "Missing child" in said:
        return _("thiếu phần tử con; ở đây cần %(allowed)s") % {"allowed": allowed}
    if "is not expected" in said:
        if not allowed:
            return _("phần tử này không được có ở đây")
        return _("phần tử này không được có ở đây; ở đây cần %(allowed)s") % {"allowed": allowed}
    if value := _VALUE.search(said):
        known = {"value": clean(value[1])[:80]}
        if not known["value"]:
            return _("để trống, mà ở đây phải có nội dung")
        return _("giá trị “%(value)s” không đúng dạng") % known
    return clean(said).rstrip(".") or kind


def _found(said: str) -> str:
    value = _VALUE.search(said)
    return clean(value[1])[:200] if value else ""
