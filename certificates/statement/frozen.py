"""A statement as a row: built, checked for what the clauses ask, stored; and read again."""

import json
from collections.abc import Iterator
from typing import Any

from certificates.models import Certificate, Statement
from certificates.statement import checklist
from certificates.statement.building import build
from certificates.statement.shared import public_of
from common.canonical import canonical, sha256
from common.pairs import Pair


def freeze(certificate: Certificate, *, address: str, rule: Pair, **more: Any) -> Statement:
    """Build and store the statement of a certificate that was just numbered.

    Arguments as of `build`. The caller seals the row in an event. Raises InvalidInput with a
    fault for each field that a clause asks for and that is not there.
    """
    said = build(certificate, address=address, rule=rule, **more)
    checklist.insist(said)
    text = canonical(said)
    public = canonical(public_of(said))
    return Statement.objects.create(
        certificate=certificate, content=text, digest=sha256(text), public=public
    )


def read(statement: Statement) -> dict[str, Any]:
    """The statement as data."""
    found: dict[str, Any] = json.loads(statement.content)
    return found


def printed_text(statement: Statement) -> str:
    """Every text that may be printed, run together; what it was judged by is not printed."""
    return "".join(_texts({k: v for k, v in read(statement).items() if k != "basis"}))


MEASURED = ("facts", "plan", "results", "paper")


def same_measurements(one: Statement, other: Statement) -> bool:
    """Whether two statements rest on the same observations and say the same of them."""
    first, second = read(one)["basis"], read(other)["basis"]
    return _observed(first) == _observed(second) and all(
        first.get(name) == second.get(name) for name in MEASURED
    )


def _observed(basis: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The readings without the names of people, which may have changed."""
    return [(one["id"], one["digits"], one["unit"]) for one in basis.get("readings", [])]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
