"""Data from outside, read strictly: every refusal names the place, nothing unknown is skipped."""

import math
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal


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
            raise MetrologyError(Code.MISSING_VALUE, name=f"{place}.{name}")
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


def number(data: object, place: str) -> float:
    """Give a finite number, from a JSON number or canonical digits.

    Raises `cannot_compute` for what is no number, NaN or an infinity, naming the place.
    """
    if isinstance(data, str):
        try:
            data = float(data)
        except ValueError:
            raise wrong(place, data, Reason.PLAIN_NUMBER_NEEDED) from None
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
