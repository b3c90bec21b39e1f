"""The filter of a saved indicator: checked field by field, and said in words."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Faults
from reports.indicators.sources import BY, SOURCES, Field, Source

MOST_VALUES = 20
YES_NO = ("true", "false")
_YEARS = range(1950, 2200)


def shown(of: Field, value: Any) -> str:
    """A filter's value in words."""
    if isinstance(value, list):
        return ", ".join(shown(of, one) for one in value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str((of.choices or {}).get(value, value))


def checked(code: str, filters: Mapping[str, Any], faults: Faults) -> str:
    """The filter as canonical JSON; faults name the field, what was found, what is allowed."""
    source = SOURCES.get(code)
    if source is None:
        faults.add(
            "source", _("Không có nguồn này."), code="unknown", found=_heard(code),
            allowed=", ".join(SOURCES),
        )  # fmt: skip
        return "{}"
    found = {name: _value(source, name, value, faults) for name, value in filters.items()}
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _value(source: Source, name: str, value: Any, faults: Faults) -> Any:
    where = f"filters.{_heard(name)}"
    if name == BY:
        return _one_of(where, value, tuple(source.days), faults)
    of = source.fields.get(name)
    if of is None:
        allowed = ", ".join((*source.fields, BY))
        message = _("Nguồn này không lọc theo trường đó.")
        faults.add("filters", message, code="unknown", found=_heard(name), allowed=allowed)
        return None
    if of.choices is None:
        return _typed(where, of, value, faults)
    if not isinstance(value, list):
        return _one_of(where, value, tuple(of.choices), faults)
    if not 1 <= len(value) <= MOST_VALUES:
        message = _("Hãy nêu từ 1 đến %(n)s giá trị.") % {"n": MOST_VALUES}
        faults.add(where, message, code="length", found=str(len(value)), allowed=f"1–{MOST_VALUES}")
        return None
    return sorted({str(_one_of(where, one, tuple(of.choices), faults)) for one in value})


def _heard(value: Any) -> str:
    """What was sent, short and fit to be sent back."""
    return str(value)[:60].encode("utf-8", "replace").decode()


def _one_of(where: str, value: Any, allowed: tuple[str, ...], faults: Faults) -> Any:
    if isinstance(value, str) and value in allowed:
        return value
    faults.add(
        where, _("Không có lựa chọn này."), code="unknown", found=_heard(value),
        allowed=", ".join(allowed),
    )  # fmt: skip
    return None


def _typed(where: str, of: Field, value: Any, faults: Faults) -> Any:
    if of.kind is bool:
        if isinstance(value, bool) or value in YES_NO:
            return value in (True, "true")
        faults.add(where, _("Hãy nêu true hoặc false."), code="invalid", found=_heard(value),
                   allowed=", ".join(YES_NO))  # fmt: skip
        return None
    if of.kind is int:
        text = str(value)
        if not isinstance(value, bool) and text.isascii() and text.isdecimal():
            year = int(text[:9])
            if year in _YEARS:
                return year
        faults.add(where, _("Hãy nêu một năm."), code="invalid", found=_heard(text),
                   allowed=f"{_YEARS[0]}–{_YEARS[-1]}")  # fmt: skip
        return None
    if isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= of.longest:
        return value.strip()
    faults.add(where, _("Hãy nêu một đoạn chữ ngắn."), code="invalid", found=_heard(value),
               allowed=f"1–{of.longest}")  # fmt: skip
    return None
