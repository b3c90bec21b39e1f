"""A service's word for a field, told as the form's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from common.errors import DomainError


@contextmanager
def renamed(rename: Callable[[str], str]) -> Iterator[None]:
    """Within the block, faults name the form's fields."""
    try:
        yield
    except DomainError as error:
        error.faults = tuple(replace(f, field=rename(f.field)) for f in error.faults)
        raise


def as_on(name: str) -> Callable[[str], str]:
    """The form calls every day `on`."""
    return lambda field: "on" if field == name else field
