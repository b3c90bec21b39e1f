"""A template of Word filled with facts.

`fill` runs anywhere; `fill_apart` is what a stranger's template is filled by: in a process of its
own, bounded in memory and time, without settings, network or database in its hands.
"""

import base64
import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from contracts.papers.word.inspecting import strange_field, wrong_with
from contracts.papers.wording import environment

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_WHERE: Final = 200  # characters of the template told beside an error


def fill(template: bytes, facts: Mapping[str, Any]) -> bytes:
    """The docx. Raises Jinja's errors where the template names what is not there.

    The same template and facts give the same bytes.
    """
    from docxtpl import DocxTemplate

    page = DocxTemplate(io.BytesIO(template))
    page.render(dict(facts), environment(autoescape=True))
    out = io.BytesIO()
    page.save(out)
    return _timeless(out.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same archive without the clock of its packing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            kept = zipfile.ZipInfo(one.filename, _EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, old.read(one))
    return out.getvalue()


def fill_apart(content: bytes, facts: Mapping[str, Any]) -> dict[str, str]:
    """{"docx": base64}, or {"error": which, "detail": words of Jinja, "where": text around it}.

    Errors are those of `inspecting`, or unknown_name, not_allowed, syntax, template.
    """
    from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError

    code, found = wrong_with(content)
    if code:
        return {"error": code, "detail": found, "where": ""}
    kinds = (
        (SecurityError, "not_allowed"),
        (UndefinedError, "unknown_name"),
        (TemplateSyntaxError, "syntax"),
    )
    try:
        made = fill(content, facts)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 — whatever a stranger's file makes of a library
        return _told(
            next((code for kind, code in kinds if isinstance(error, kind)), "template"), error
        )
    if strange := strange_field(made):
        return {"error": "external", "detail": strange, "where": ""}
    return {"docx": base64.b64encode(made).decode()}


def _told(code: str, error: Exception) -> dict[str, str]:
    lines = getattr(error, "docx_context", None)
    where = " ".join(" ".join(lines).split()) if lines is not None else ""
    return {"error": code, "detail": str(error)[:_WHERE], "where": where[:_WHERE]}
