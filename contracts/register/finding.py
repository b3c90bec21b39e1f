"""Contracts found, counted by stage and by what they wait for, summed, sorted: one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from accounts.models import Centre
from common.folding import Folded
from common.text import fold
from contracts.models import Contract, ContractLine
from contracts.queries import Sums, created
from contracts.register.sql import Statement, standing
from contracts.states import Stage
from contracts.waiting import labels

# What the list may be sorted by; a minus before it turns it round. Blanks come last.
SORTS = {
    "created": "created_at",
    "number": "word",
    "customer": "word",
    "signed": "signed_on",
    "due": "due_on",
    "gross": "net + vat",
    "debt": "debt",
}
_WORDS: dict[str, Any] = {"number": F("number"), "customer": F("customer__search_key")}
NEWEST = "-created"
ANY = "any"  # waits for anything at all
_FIGURES = "stage, waiting, net, vat, due, approved, billed_gross, paid, debt"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. Blanks ask for nothing; what is unknown is left aside."""

    words: str = ""
    stage: str = ""
    waiting: str = ""
    start: date | None = None
    end: date | None = None
    customer: int | None = None
    centre: str = ""
    strand: str = ""
    kind: str = ""
    sort: str = NEWEST


@dataclass(frozen=True)
class Entry:
    """Where one contract stands: codes, and đồng; `billed` and `paid` are with VAT."""

    id: int
    stage: Stage
    waiting: str
    net: int
    vat: int
    due: int
    approved: int
    billed: int
    paid: int
    debt: int
    number: str
    customer: str
    due_on: date | None

    @property
    def gross(self) -> int:
        """With VAT."""
        return self.net + self.vat

    @property
    def late(self) -> bool:
        """Whether its term has passed and it is not done."""
        return self.waiting == "late"


@dataclass(frozen=True)
class Group:
    """Contracts of one stage that wait for the same."""

    stage: Stage
    waiting: str
    sums: Sums


@dataclass(frozen=True)
class Found:
    """`groups` are of everything that matches but stage and waiting; `page` is a part of it."""

    groups: tuple[Group, ...]
    page: tuple[Entry, ...]
    wanted: Wanted

    @property
    def all(self) -> int:
        """How many match whatever their stage."""
        return sum(one.sums.count for one in self.groups)

    @property
    def sums(self) -> Sums:
        """Of those of the stage and the waiting that are asked for."""
        return added(one.sums for one in self.groups if _asked(one, self.wanted))

    @property
    def stages(self) -> list[tuple[Stage, Sums]]:
        """Each stage that occurs, in order."""
        found = [(s, added(g.sums for g in self.groups if g.stage is s)) for s in Stage]
        return [(stage, sums) for stage, sums in found if sums.count]

    @property
    def waits(self) -> list[tuple[str, str, Sums]]:
        """Each reason to stand still that occurs: code, label, sums."""
        found = [
            (code, label, added(one.sums for one in self.groups if one.waiting == code))
            for code, label in labels().items()
        ]
        return [row for row in found if row[2].count]


def added(parts: Iterable[Sums]) -> Sums:
    """The sum of sums."""
    rows = list(parts)
    names = ("count", "net", "vat", "gross", "debt")
    return Sums(**{name: sum(getattr(row, name) for row in rows) for name in names})


def _asked(group: Group, wanted: Wanted) -> bool:
    if wanted.stage in Stage.values and group.stage != wanted.stage:
        return False
    if wanted.waiting == ANY:
        return group.waiting != ""
    return wanted.waiting not in labels() or group.waiting == wanted.waiting


def matching(rows: QuerySet[Contract], wanted: Wanted) -> QuerySet[Contract]:
    """`rows` by everything that is asked for but stage and waiting."""
    exact = {
        "signed_on__gte": wanted.start,
        "signed_on__lte": wanted.end,
        "customer": wanted.customer,
        "strand": wanted.strand,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.centre:
        rows = _under(rows, wanted.centre)
    if wanted.kind:
        lines = ContractLine.objects.filter(contract=OuterRef("pk"), kind=wanted.kind)
        rows = rows.filter(Exists(lines))
    return _with_words(rows, fold(wanted.words).split())


def _under(rows: QuerySet[Contract], code: str) -> QuerySet[Contract]:
    """Those of a centre and of the units below it."""
    path = Centre.objects.filter(code=code).values_list("path", flat=True).first()
    return rows.filter(centre__path__startswith=path) if path else rows.none()


def _with_words(rows: QuerySet[Contract], words: list[str]) -> QuerySet[Contract]:
    """Those whose number, title, customer's name or tax code hold every word."""
    if not words:
        return rows
    text = (Folded("number"), Value(" "), Folded("title"), Value(" "), F("customer__search_key"))
    tests = Q()
    for word in words:
        tests &= Q(text__contains=word)
    return rows.alias(text=Concat(*text)).filter(tests)


def find(
    rows: QuerySet[Contract], wanted: Wanted, on: date, *, size: int | None, start: int = 0
) -> Found:
    """Contracts of `rows` as they stand at the end of a day; `size` of them (None: all).

    One statement. Those made later than the day are left out.
    """
    key = wanted.sort.removeprefix("-")
    word = _WORDS.get(key, Value(""))
    shown = matching(rows, wanted).filter(created(on)).annotate(word=word)
    try:
        head = standing(shown, on, dear=_dear(wanted))
    except EmptyResultSet:
        return Found((), (), wanted)
    asked, order = _where(wanted), _order(wanted.sort)
    cut = "" if size is None else f" LIMIT {int(size)} OFFSET {int(start)}"
    sql = f"""{head.sql}
SELECT 0, NULL, stage, waiting, sum(net), sum(vat), count(*), 0, 0, 0, sum(debt), NULL, NULL, NULL
  FROM standing GROUP BY stage, waiting
UNION ALL SELECT place, page.id, {_FIGURES}, c.number, customer.name, page.due_on
  FROM (SELECT row_number() OVER ({order}) AS place, cut.*
    FROM (SELECT * FROM standing {asked.sql} {order}{cut}) AS cut) AS page
  JOIN contracts_contract AS c ON c.id = page.id
  JOIN accounts_customer AS customer ON customer.id = c.customer_id"""  # noqa: S608 — our own words only
    return _read(rows.db, Statement(sql, (*head.params, *asked.params)), wanted)


def only(rows: QuerySet[Contract], wanted: Wanted, on: date) -> QuerySet[Contract]:
    """`rows` that match, stage and waiting too, in their own order: for pages by cursor."""
    found = matching(rows, wanted)
    asked = _where(wanted)
    if not asked.sql:
        return found
    try:
        shown = found.filter(created(on)).annotate(word=Value(""))
        head = standing(shown, on, dear=_dear(wanted))
    except EmptyResultSet:
        return rows.none()
    sql = f"{head.sql} SELECT id FROM standing {asked.sql}"  # noqa: S608 — our own words only
    return found.filter(pk__in=RawSQL(sql, (*head.params, *asked.params)))  # noqa: S611 — ours


def _dear(wanted: Wanted) -> bool:
    """Whether it costs much to find the contracts: their texts or lines are read."""
    return bool(wanted.words or wanted.kind)


def _where(wanted: Wanted) -> Statement:
    tests, params = [], []
    if wanted.stage in Stage.values:
        tests.append("stage = %s")
        params.append(wanted.stage)
    if wanted.waiting == ANY:
        tests.append("waiting <> ''")
    elif wanted.waiting in labels():
        tests.append("waiting = %s")
        params.append(wanted.waiting)
    return Statement("WHERE " + " AND ".join(tests) if tests else "", tuple(params))


def _order(sort: str) -> str:
    key = sort.removeprefix("-")
    if key not in SORTS:
        return _order(NEWEST)
    way = "DESC" if sort.startswith("-") else "ASC"
    return f"ORDER BY {SORTS[key]} {way} NULLS LAST, created_at DESC, id DESC"


def _read(alias: str, asked: Statement, wanted: Wanted) -> Found:
    with connections[alias].cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        rows = cursor.fetchall()
    page = sorted(row for row in rows if row[0])
    groups = [_group(row) for row in rows if not row[0]]
    return Found(tuple(groups), tuple(_entry(row[1:]) for row in page), wanted)


def _group(row: tuple[Any, ...]) -> Group:
    _place, _id, stage, waiting, net, vat, count, _approved, _billed, _paid, debt = row[:11]
    sums = Sums(int(count), int(net), int(vat), int(net) + int(vat), int(debt))
    return Group(Stage(stage), waiting, sums)


def _entry(row: tuple[Any, ...]) -> Entry:
    pk, stage, waiting, *amounts, number, customer, due_on = row
    day = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    net, vat, due, approved, billed, paid, debt = (int(amount) for amount in amounts)
    facts = (net, vat, due, approved, billed, paid, debt, number, customer, day)
    return Entry(int(pk), Stage(stage), waiting, *facts)
