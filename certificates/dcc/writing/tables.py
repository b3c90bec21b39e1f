"""A stated table as lists of quantities: one quantity for each column, what judges it beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from certificates.dcc.writing import said
from certificates.dcc.writing.book import Book, money
from certificates.dcc.writing.columns import Column, Row, columns, complete
from certificates.dcc.writing.elements import both, dcc, joined, rich, strings, words
from certificates.dcc.writing.numbers import (
    Entry,
    Places,
    column,
    finest,
    is_number,
)
from certificates.dcc.writing.version import LANGUAGES
from common.errors import Fault, InvalidInput
from common.pairs import Pair

_LIMITS = (
    ("limit", "lower", "basic_toleranceLimitLower", said.LIMIT_LOWER),
    ("limit", "upper", "basic_toleranceLimitUpper", said.LIMIT_UPPER),
    ("acceptance", "lower", "basic_acceptanceLimitLower", said.ACCEPTANCE_LOWER),
    ("acceptance", "upper", "basic_acceptanceLimitUpper", said.ACCEPTANCE_UPPER),
)
_VERDICTS = ("pass", "fail")


def title(table: Mapping[str, Any]) -> Pair:
    """The name of a table: its title and its channel."""
    return joined([table.get("title"), table.get("channel"), table.get("phase")], ", ")


def description(table: Mapping[str, Any]) -> Pair:
    """What holds for the whole table: the load of an eccentricity test, why there is no U."""
    told = []
    for one in table.get("parameters") or ():
        label, value = both(one["label"]), f"{one['digits']} {one.get('symbol') or ''}".rstrip()
        told.append({lang: f"{label[lang]}: {value}" for lang in LANGUAGES})
    return joined([*told, table.get("note")])


def data(parent: Any, book: Book, table: Mapping[str, Any], where: str) -> None:
    """Add the table's data: a list for all rows that state the same kinds of things."""
    inside = dcc(parent, "data")
    for rows in _alike(table["rows"]):
        _list(inside, book, columns(table, rows), rows, where)


def _alike(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows with an error, a U and a verdict apart from those without: no list has a gap there."""
    groups: dict[tuple[bool, ...], list[Row]] = {}
    for row in rows:
        stated = tuple(bool(row["measured"].get(name)) for name in ("error", "U", "verdict"))
        groups.setdefault((*stated, complete(row)), []).append(row)
    yield from groups.values()


def _list(parent: Any, book: Book, made: Sequence[Column], rows: Sequence[Row], where: str) -> None:
    if not made:
        return
    inside = dcc(parent, "list")
    rich(inside, "description", joined(_without_u(rows)))
    places = finest([one for each in made for one in each.entries])
    for each in made:
        _quantity(inside, book, each, rows, places, where)


def _without_u(rows: Sequence[Row]) -> list[Pair]:
    """Why rows state no U, each reason once."""
    told: list[Pair] = []
    for row in rows:
        why = row["measured"].get("no_U")
        if why and both(why) not in told:
            told.append(both(why))
    return told


def _quantity(
    parent: Any, book: Book, made: Column, rows: Sequence[Row], places: Places, where: str
) -> None:
    quantity = dcc(parent, "quantity", refType=made.kind)
    words(quantity, "name", made.name)
    if made.in_words:
        _refuse_uncertain_money(made, where)
        _texts(quantity, made.texts)
    else:
        column(
            quantity, book, made.entries, where,
            expanded=made.expanded, said_as=made.said_as, places=places,
        )  # fmt: skip
    _meta(quantity, book, made, rows, where)


def _refuse_uncertain_money(made: Column, where: str) -> None:
    """Texts bear no uncertainty, and money has no unit to state one in."""
    if made.expanded and any(money(one.unit) for one in made.entries):
        sentence = _("Đại lượng tính bằng tiền không nêu được U trong giấy điện tử (D-SI).")
        unit = made.entries[0].unit
        raise InvalidInput(Fault(where, sentence, code="no_dsi_form", found=unit), message=sentence)


def _texts(parent: Any, texts: Sequence[Any]) -> None:
    """Texts that are the same in every language as a list, others line by line in each."""
    told = [both(one) for one in texts]
    if all(len(set(one.values())) == 1 for one in told):
        strings(parent, [one[LANGUAGES[0]] for one in told])
        return
    lines = {
        lang: "\n".join(f"{place}. {one[lang]}" for place, one in enumerate(told, 1))
        for lang in LANGUAGES
    }
    rich(parent, "noQuantity", lines)


# What stands beside the values


def _meta(parent: Any, book: Book, made: Column, rows: Sequence[Row], where: str) -> None:
    conventions = _conventions(book, made, where)
    verdicts = [str(row["measured"].get("verdict") or "") for row in rows]
    judged = made.carries and all(one in _VERDICTS for one in verdicts)
    scope = [row["measured"].get("in_scope") for row in rows] if made.carries else []
    scoped = any(one is not None for one in scope)
    if not (conventions or judged or scoped):
        return
    outer = dcc(parent, "measurementMetaData")
    if conventions:
        dcc(dcc(outer, "metaData"), "convention", "; ".join(conventions))
    if judged:
        _conformity(outer, book, rows, verdicts, where)
    if scoped:
        meta = dcc(outer, "metaData", refId=book.refer("inCMC"))
        dcc(meta, "validXMLList", " ".join("true" if one else "false" for one in scope))


def _conventions(book: Book, made: Column, where: str) -> list[str]:
    """The conventions of the scales that its values are on."""
    if made.in_words:
        return []
    found = [book.form(one.unit, where).convention for one in made.entries]
    return [one for one in dict.fromkeys(found) if one]


def _conformity(
    parent: Any, book: Book, rows: Sequence[Row], verdicts: Sequence[str], where: str
) -> None:
    ruled = (book.said.get("decision") or {}).get("rule")
    rule = book.refer("decisionRule") if ruled else ""
    meta = dcc(parent, "metaData", refId=rule, refType="basic_conformity")
    dcc(meta, "conformityXMLList", " ".join(verdicts))
    limits = [one for one in _LIMITS if any(_limit(row, one) for row in rows)]
    if limits:
        inside = dcc(meta, "data")
        for one in limits:
            _limits(inside, book, rows, one, where)


def _limit(row: Row, limit: tuple[str, str, str, Any]) -> str:
    found = str((row["measured"].get(limit[0]) or {}).get(limit[1]) or "")
    return found if is_number(found) else ""


def _limits(
    parent: Any, book: Book, rows: Sequence[Row], limit: tuple[str, str, str, Any], where: str
) -> None:
    entries = [Entry(_limit(row, limit), row["measured"]["error_unit"]) for row in rows]
    quantity = dcc(parent, "quantity", refType=limit[2])
    words(quantity, "name", limit[3])
    if any(money(one.unit) for one in entries):
        strings(quantity, [one.digits for one in entries])
        return
    column(quantity, book, entries, where, said_as="limit")
