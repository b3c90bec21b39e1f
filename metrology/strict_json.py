"""Data from outside, read strictly: every refusal names the place, nothing unknown is skipped."""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# float() also reads 1_000, other scripts' digits and blanks around them: none is a number here.
_DIGITS = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def parse(data: bytes) -> object:
    """Read JSON in UTF-8. Refuses what JSON leaves open: NaN, a name twice, characters no text has.

    Raises `cannot_compute` with the line and column where it ceases to be JSON, `unknown_field`
    for a name that stands twice in an object.
    """
    try:
        found: object = json.loads(
            data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_object
        )
        _require_text(found)
    except UnicodeDecodeError as error:
        raise _not_json(Reason.NOT_UTF8, part=str(error.start)) from error
    except json.JSONDecodeError as error:
        raise _not_json(
            Reason.JSON_SYNTAX, line=str(error.lineno), column=str(error.colno)
        ) from error
    except RecursionError as error:
        raise _not_json(Reason.JSON_DEPTH) from error
    except MetrologyError:
        raise
    except ValueError as error:  # an integer of more digits than Python reads
        raise _not_json(Reason.JSON_DIGITS) from error
    return found


def _not_json(why: Reason, **words: str) -> MetrologyError:
    return refusal(Code.CANNOT_COMPUTE, why, found="JSON", **words)


def _no_constant(found: str) -> object:
    raise _not_json(Reason.JSON_CONSTANT, part=found)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(
            name for name, times in Counter(name for name, _ in pairs).items() if times > 1
        )
        _require_text(twice)
        raise refusal(Code.UNKNOWN_FIELD, Reason.EACH_NAME_ONCE, name="JSON", found=twice)
    return found


def _require_text(data: object) -> None:
    """Refuse control characters and halves of surrogate pairs: no page or file can keep them."""
    if isinstance(data, str) and (bad := _NO_TEXT.search(data)):
        raise _not_json(Reason.JSON_CHARACTER, part=ascii(bad[0])[1:-1])
    if isinstance(data, Mapping):
        for name, inner in data.items():
            _require_text(name)
            _require_text(inner)
    elif isinstance(data, list):
        for inner in data:
            _require_text(inner)


def fields(
    data: object, place: str, *, required: Collection[str] = (), optional: Collection[str] = ()
) -> Mapping[str, object]:
    """Give an object with exactly the fields allowed.

    Raises `missing_value` for a required field, `unknown_field` for one that is not allowed,
    `cannot_compute` where an object was expected.
    """
    if not isinstance(data, Mapping):
        raise wrong(place, data, Reason.OBJECT_NEEDED)
    for name in required:
        if name not in data:
            raise MetrologyError(Code.MISSING_VALUE, name=f"{place}.{name}" if place else name)
    for name in data:
        if name not in required and name not in optional:
            allowed = ", ".join([*required, *optional])
            raise MetrologyError(Code.UNKNOWN_FIELD, name=place, found=str(name), allowed=allowed)
    return data


def items(data: object, place: str) -> Sequence[object]:
    """Give a list. Raises `cannot_compute` for anything else."""
    if not isinstance(data, list | tuple):
        raise wrong(place, data, Reason.LIST_NEEDED)
    return data


def text(data: object, place: str) -> str:
    """Give a text that is not blank. Raises `missing_value`, `cannot_compute`."""
    if not isinstance(data, str):
        raise wrong(place, data, Reason.TEXT_NEEDED)
    if not data.strip():
        raise MetrologyError(Code.MISSING_VALUE, name=place)
    return data


def words(data: object, place: str) -> str:
    """Give a text that may be blank or left out. Raises `cannot_compute` for anything else."""
    if data is None:
        return ""
    if not isinstance(data, str):
        raise wrong(place, data, Reason.TEXT_NEEDED)
    return data


def number(data: object, place: str) -> float:
    """Give a finite number, from a JSON number or canonical digits.

    Raises `cannot_compute` for what is no number, NaN or an infinity, naming the place.
    """
    if isinstance(data, str):
        if not _DIGITS.fullmatch(data):
            raise wrong(place, data, Reason.PLAIN_NUMBER_NEEDED)
        data = float(data)
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise wrong(place, data, Reason.PLAIN_NUMBER_NEEDED)
    try:
        value = float(data)
    except OverflowError:
        raise wrong(place, data, Reason.FINITE_NEEDED) from None
    if not math.isfinite(value):
        raise wrong(place, data, Reason.FINITE_NEEDED)
    return value


def numbers(data: object, place: str) -> tuple[float, ...]:
    """Give finite numbers. Raises like `number`, with the index from 0 in the place."""
    return tuple(number(each, f"{place}[{i}]") for i, each in enumerate(items(data, place)))


def decimal(data: object, place: str) -> Decimal:
    """Take a number as it is written, 0.1 is one tenth. Raises `cannot_compute` with the place."""
    fault = wrong(place, data, Reason.FINITE_NEEDED)
    if isinstance(data, bool) or not isinstance(data, int | float | str | Decimal):
        raise fault
    try:
        value = Decimal(str(data))
    except InvalidOperation as problem:
        raise fault from problem
    if not value.is_finite():
        raise fault
    return value


def wrong(place: str, found: object, why: Reason) -> MetrologyError:
    """Make `cannot_compute` for a value that is not what its place needs."""
    return refusal(Code.CANNOT_COMPUTE, why, found=f"{place} = {found!r}"[:80])
