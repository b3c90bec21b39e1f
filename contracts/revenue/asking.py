"""Ask for revenue: rows behind a figure, or sums by what one likes; one query each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from accounts.models import Centre
from contracts.queries import end_of
from contracts.revenue.shapes import SERVICE_KINDS, Base, Revenue, Row, Sum
from contracts.revenue.statement import NUMBER_OF, SOURCE_OF, moved

BY = ("base", "month", "kind", "customer", "centre", "contract")
_BASE_OF = {number: base for base, number in NUMBER_OF.items()}


def revenue(base: Base, **asked: Any) -> Revenue:
    """Revenue by one base with its rows; asked as in `all_bases`."""
    return _rows(_Asked(**asked), (base,))[base]


def all_bases(**asked: Any) -> dict[Base, Revenue]:
    """Revenue of a centre and the units below it, from `start` to `end`, both included.

    `all_bases(centre=, start=, end=, kinds=SERVICE_KINDS, strand=None, known_on=None)`: all four.
    """
    return _rows(_Asked(**asked), tuple(Base))


def revenues(bases: Iterable[Base], **asked: Any) -> dict[Base, Revenue]:
    """Some of the bases, in one statement; asked as in `all_bases`."""
    return _rows(_Asked(**asked), tuple(Base(base) for base in bases))


def sums(
    *, by: tuple[str, ...] = (), bases: Iterable[Base] = tuple(Base), **asked: Any
) -> list[Sum]:
    """Sums over the rows that `all_bases` would give, without loading them, ordered by their key.

    `by`: some of BY. In the key a base is a Base, a month its first day, the others are ids.
    """
    unknown = set(by) - set(BY)
    if unknown:
        raise ValueError(f"revenue is not summed by {', '.join(sorted(unknown))}")
    wanted = tuple(Base(base) for base in bases)
    ask = _Asked(**asked)
    if not wanted or not ask.kinds or not ask.inside:
        return []
    columns = [_COLUMNS[connection.vendor == "sqlite"][name] for name in by]
    keys = "".join(f"{column}, " for column in columns)
    places = ", ".join(str(n + 1) for n in range(len(by)))
    grouped = f" GROUP BY {places} ORDER BY {places}" if by else ""
    asks = not {"customer", "centre"}.isdisjoint(by)
    text = f"SELECT {keys}SUM(m.net), SUM(m.gross) {ask.source(contract=asks)}{grouped}"
    found = ask.read(wanted, text)
    return [Sum(tuple(map(_said, by, row)), int(row[-2] or 0), int(row[-1] or 0)) for row in found]


_COLUMNS: Mapping[bool, Mapping[str, str]] = {
    on_sqlite: {
        "base": "m.base",
        "month": "strftime('%%Y-%%m-01', m.on_day)"
        if on_sqlite
        else "CAST(date_trunc('month', CAST(m.on_day AS timestamp)) AS date)",
        "kind": "m.kind",
        "customer": "c.customer_id",
        "centre": "c.centre_id",
        "contract": "m.contract",
    }
    for on_sqlite in (False, True)
}


def _said(name: str, value: Any) -> Any:
    if name == "base":
        return _BASE_OF[value]
    return _day(value) if name == "month" else value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What both questions share."""

    centre: Centre
    start: date
    end: date
    kinds: Iterable[str] = SERVICE_KINDS
    strand: str | None = None
    known_on: date | None = None

    @cached_property
    def inside(self) -> str:
        """The condition on a contract `c`."""
        under = Centre.objects.filter(path__startswith=self.centre.path)
        ids = ", ".join(str(pk) for pk in under.order_by("pk").values_list("pk", flat=True))
        strand = "" if self.strand is None else " AND c.strand = %(strand)s"
        return f"c.centre_id IN ({ids}){strand}" if ids else ""

    def source(self, *, contract: bool) -> str:
        """FROM … WHERE …, with the contract `c` where it is asked for."""
        names = ", ".join(f"%(kind{n})s" for n, _kind in enumerate(self._kinds))
        join = " JOIN contracts_contract c ON c.id = m.contract" if contract else ""
        return f"FROM moved m{join} WHERE m.kind IN ({names})"

    @property
    def _kinds(self) -> list[str]:
        return sorted({str(kind) for kind in self.kinds})

    def read(self, bases: tuple[Base, ...], text: str) -> list[tuple[Any, ...]]:
        """The answer to `text`, which reads the table `moved`."""
        known = self.known_on is not None
        head = moved(bases, inside=self.inside, known=known, vendor=connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(f"{head} {text}", self._values())
            return list(cursor.fetchall())

    def _values(self) -> dict[str, Any]:
        ops = connection.ops
        values: dict[str, Any] = {
            "start": ops.adapt_datefield_value(self.start),
            "end": ops.adapt_datefield_value(self.end),
            **{f"kind{n}": kind for n, kind in enumerate(self._kinds)},
        }
        if self.strand is not None:
            values["strand"] = str(self.strand)
        if self.known_on is not None:
            values["known"] = ops.adapt_datefield_value(self.known_on)
            values["known_end"] = ops.adapt_datetimefield_value(end_of(self.known_on))
        return values


_ROWS = """
  SELECT m.base, m.amended, m.source, m.contract, c.centre_id, c.strand, m.kind, m.on_day,
         SUM(m.net), SUM(m.gross) {source}
  GROUP BY m.base, m.amended, m.source, m.contract, c.centre_id, c.strand, m.kind, m.on_day
  HAVING m.amended = 0 OR SUM(m.net) <> 0 OR SUM(m.gross) <> 0
  ORDER BY m.base, m.on_day, m.amended, m.source, m.contract, m.kind"""


def _rows(ask: _Asked, bases: tuple[Base, ...]) -> dict[Base, Revenue]:
    found: dict[Base, list[Row]] = {base: [] for base in bases}
    readable = ask.kinds and ask.inside
    for row in ask.read(bases, _ROWS.format(source=ask.source(contract=True))) if readable else ():
        base, amended, source, contract, centre, strand, kind, on, net, gross = row
        name = "appendix" if amended else SOURCE_OF[base]
        found[_BASE_OF[base]].append(
            Row(name, source, contract, centre, strand, kind, _day(on), int(net), int(gross))
        )
    return {base: Revenue(base, tuple(rows)) for base, rows in found.items()}
