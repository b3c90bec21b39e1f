"""Readings read from JSON strictly: each fault has its field, what was found, what is allowed.

By hand, because ten thousand in one body come through here: a serializer for each costs more than
all the rest. The shapes in `reading_shapes` describe the same to readers of the API.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from calibration.services.readings import ReadingIn
from common.errors import Fault, InvalidInput

LOCALES = ("vi", "en")
LARGEST_ID = 2**53
MOST_ROWS = 9999
YEARS = range(1970, 2200)  # wrong clocks are kept; what no calendar shows in local time is not
_SHOWN = 60
_UUID_LENGTHS = (32, 36)


@dataclass(frozen=True)
class Body:
    """What every sending of readings holds."""

    readings: list[Any]
    locale: str
    device: str = ""


def read_body(data: Any, *, most: int, with_device: bool = False) -> Body:
    """The body, its readings still raw. Raises InvalidInput."""
    may = ("device", "readings", "locale") if with_device else ("readings", "locale")
    if not isinstance(data, Mapping):
        raise InvalidInput(Fault("", _("Cần một đối tượng JSON."), code="not_an_object"))
    faults = _unknown(data, may)
    readings = data.get("readings")
    if with_device and data.get("device") is None:
        faults.append(_missing("device"))
    if not isinstance(readings, list):
        faults.append(Fault("readings", _("Cần một danh sách."), code="not_a_list"))
    elif len(readings) > most:
        said = _("Mỗi lần gửi nhiều nhất %(most)s số chỉ.") % {"most": most}
        found = str(len(readings))
        faults.append(Fault("readings", said, code="too_many", found=found, allowed=str(most)))
    got = _read(data, {"locale": _locale, **({"device": _device} if with_device else {})}, faults)
    if faults:
        raise InvalidInput(*faults)
    assert isinstance(readings, list)
    return Body(readings, got.get("locale", "en"), got.get("device", ""))


class _Wrong(Exception):
    """Why a value is not taken."""

    def __init__(self, message: str, code: str, allowed: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.allowed = message, code, allowed


def _wrong(name: str, value: Any, why: _Wrong) -> Fault:
    return Fault(name, why.message, code=why.code, found=str(value)[:_SHOWN], allowed=why.allowed)


def _missing(name: str) -> Fault:
    return Fault(name, _("Thiếu mục này."), code="required")


def _unknown(data: Mapping[str, Any], may: tuple[str, ...]) -> list[Fault]:
    allowed = ", ".join(may)
    return [
        Fault(str(name)[:_SHOWN], _("Không có trường này."), code="unknown_field", allowed=allowed)
        for name in sorted(data.keys() - set(may))
    ]


# Values


def _text(most: int, least: int = 0) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if type(value) is not str:
            raise _Wrong(_("Cần một chuỗi ký tự."), "not_text")
        text = value.strip()
        if len(text) > most:
            raise _Wrong(_("Dài quá %(most)s ký tự.") % {"most": most}, "too_long", str(most))
        if len(text) < least:
            raise _Wrong(_("Mục này còn trống."), "blank")
        return text

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int:
            raise _Wrong(_("Cần một số nguyên."), "not_a_number")
        if not least <= value <= most:
            raise _Wrong(_("Ngoài phạm vi."), "out_of_range", f"{least}…{most}")
        return value

    return read


def _uuid(value: Any) -> UUID:
    if type(value) is str and len(value) in _UUID_LENGTHS:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise _Wrong(_("Cần một mã UUID."), "not_a_uuid")


def _moment(value: Any) -> datetime:
    """A moment with its offset: without one, two tablets would mean two moments."""
    found = None
    with suppress(TypeError, ValueError):
        found = datetime.fromisoformat(value)
    if found is None or found.tzinfo is None:
        example = "2026-11-20T10:00:00+07:00"
        raise _Wrong(_("Cần ngày, giờ và múi giờ."), "not_a_moment", example)
    if found.year not in YEARS:
        raise _Wrong(_("Ngoài phạm vi."), "out_of_range", f"{YEARS[0]}…{YEARS[-1]}")
    return found.astimezone(UTC)


def _locale(value: Any) -> str:
    if value not in LOCALES:
        raise _Wrong(_("Không thuộc danh sách."), "invalid_choice", ", ".join(LOCALES))
    return str(value)


_MUST: dict[str, Callable[[Any], Any]] = {
    "id": _uuid,
    "section": _text(60),
    "column": _text(40),
    "value": _text(500),
    "taken_at": _moment,
}
_MAY: dict[str, Callable[[Any], Any]] = {
    "row": _whole(0, MOST_ROWS),
    "repeat": _whole(0, MOST_ROWS),
    "unit": _text(20),
    "supersedes": _uuid,
    "reason": _text(200),
}
_ALL = {**_MUST, **_MAY}
_NAMES = frozenset(_ALL)
_job = _whole(1, LARGEST_ID)
_device = _text(60, least=1)


def read_job(raw: Any) -> int | Fault:
    """The job that an item names."""
    value = raw.get("job") if isinstance(raw, dict) else None
    if value is None:
        return _missing("job")
    try:
        return _job(value)
    except _Wrong as wrong:
        return _wrong("job", value, wrong)


def read_item(raw: Any, *, also: frozenset[str] = frozenset()) -> ReadingIn | list[Fault]:
    """One reading, or all that is wrong with it; `also` are names that somebody else reads."""
    if not isinstance(raw, dict):
        return [Fault("", _("Cần một đối tượng JSON."), code="not_an_object")]
    faults = []
    if not raw.keys() - also <= _NAMES:
        rest = {name: value for name, value in raw.items() if name not in also}
        faults += _unknown(rest, (*sorted(also), *_MUST, *_MAY))
    faults += [_missing(name) for name in _MUST if raw.get(name) is None]
    got = _read(raw, _ALL, faults)
    return faults or ReadingIn(**got)


def _read(
    raw: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]], faults: list[Fault]
) -> dict[str, Any]:
    """What is given of these names, read; what is wrong is noted. Null counts as not given."""
    got = {}
    for name, read in readers.items():
        value = raw.get(name)
        if value is not None:
            try:
                got[name] = read(value)
            except _Wrong as wrong:
                faults.append(_wrong(name, value, wrong))
    return got


def readings_of(body: Body) -> list[ReadingIn]:
    """Every reading of a body whose faults refuse the whole. Raises InvalidInput."""
    read = [read_item(raw) for raw in body.readings]
    faults = [
        Fault(f"readings.{i}.{each.field}".rstrip("."), each.message, each.code, each.found,
              each.allowed)
        for i, one in enumerate(read) if isinstance(one, list) for each in one
    ]  # fmt: skip
    if faults:
        raise InvalidInput(*faults)
    return [one for one in read if isinstance(one, ReadingIn)]
