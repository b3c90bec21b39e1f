"""What was worked on: the instrument with its marks and characteristics, or the sample."""

from collections.abc import Mapping, Sequence
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.book import Book, money
from certificates.dcc.writing.elements import Text, clean, dcc, named, plain, rich, words
from certificates.dcc.writing.equipment import identification
from certificates.dcc.writing.numbers import Entry, is_number, single
from certificates.dcc.writing.parties import contact
from certificates.dcc.writing.results import channel_id
from common.pairs import Pair

ITEM = "item_1"


def items(parent: Any, book: Book) -> None:
    """Add `items` with the one item."""
    made = dcc(dcc(parent, "items"), "item", id=ITEM)
    thing = book.said.get("instrument")
    if thing is None:
        _sample(made, book.said)
    else:
        _instrument(made, book, thing)


def _sample(item: Any, told: Mapping[str, Any]) -> None:
    named(item, "name", told.get("sample") or said.SAMPLE)
    rich(item, "description", told.get("condition") or "", said.CONDITION)
    made = dcc(item, "identifications")
    issuer = "calibrationLaboratory"
    identification(made, "basic_identificationNumber", issuer, told["number"], said.SAMPLE)


def _instrument(item: Any, book: Book, thing: Mapping[str, Any]) -> None:
    named(item, "name", thing["name"])
    kind = thing.get("type") or {}
    if kind.get("code"):
        group = dcc(item, "equipmentClass")
        law = "TT 23/2013/TT-BKHCN, nhóm 2" if kind.get("group_two") else "–"
        dcc(group, "reference", law)
        plain(group, "classID", kind["code"])
    rich(item, "description", book.said.get("condition") or "", said.CONDITION)
    if book.said.get("user"):
        contact(item, "owner", book.said["user"]["name"], address=book.said["user"]["address"])
    _maker(item, thing)
    plain(item, "model", thing.get("model"))
    _identified(item, book.said, thing)
    _quantities(item, book, thing.get("characteristics") or ())
    _channels(item, book)


def _maker(item: Any, thing: Mapping[str, Any]) -> None:
    """Who made it and where, as the law asks (TT 24/2013 Art. 41.3)."""
    maker, country = clean(str(thing.get("maker") or "")), clean(str(thing.get("country") or ""))
    if not (maker or country):
        return
    made = dcc(item, "manufacturer")
    named(made, "name", maker)
    if country:
        rich(dcc(made, "location"), "further", country)


def _identified(item: Any, told: Mapping[str, Any], thing: Mapping[str, Any]) -> None:
    made = dcc(item, "identifications")
    year = str(thing.get("year") or "")
    maker = "manufacturer"
    identification(made, "basic_serialNumber", maker, thing.get("serial"), said.SERIAL)
    identification(
        made, "basic_identificationNumber", "customer", thing.get("tag"), said.CUSTOMER_TAG
    )
    identification(made, "", "other", thing.get("type_approval"), said.TYPE_APPROVAL)
    identification(made, "", maker, year, said.YEAR)
    if not len(made):  # the schema wants one
        issuer = "calibrationLaboratory"
        identification(made, "basic_identificationNumber", issuer, told["number"], said.NUMBER)


def _quantities(item: Any, book: Book, characteristics: Sequence[Mapping[str, Any]]) -> None:
    told = [
        (one["label"], values, kind, end)
        for one in characteristics
        for values, kind, end in _ends(one["values"])
    ]
    if told:
        made = dcc(item, "itemQuantities")
        for label, value, kind, end in told:
            _quantity(made, book, _named(label, end), value, kind)


def _ends(
    values: Sequence[Mapping[str, Any]],
) -> list[tuple[Mapping[str, Any], str, Pair | None]]:
    """A range is its two ends."""
    if len(values) == 2:  # noqa: PLR2004  from … to
        return [(values[0], "math_minimum", said.FROM), (values[1], "math_maximum", said.TO)]
    return [(one, "", None) for one in values]


def _named(label: Text, end: Pair | None) -> Text:
    if end is None or isinstance(label, str):
        return label
    return {lang: f"{text} ({end[lang]})" for lang, text in label.items()}


def _quantity(parent: Any, book: Book, label: Text, value: Mapping[str, Any], kind: str) -> None:
    made = dcc(parent, "itemQuantity", refType=kind)
    words(made, "name", label)
    digits, unit = str(value.get("digits") or ""), str(value.get("unit") or "")
    if unit and is_number(digits) and not money(unit):
        rich(made, "description", book.form(unit, "instrument").convention)
        single(made, book, Entry(digits, unit), "instrument")
        return
    told = value.get("words") or value.get("text") or f"{digits} {value.get('symbol') or ''}"
    if rich(made, "noQuantity", told) is None:
        rich(made, "noQuantity", "–")


def _channels(item: Any, book: Book) -> None:
    """Nozzles, channels, phases: sub-items that results point to."""
    channels = book.said["channels"]
    if not channels:
        return
    made = dcc(item, "subItems")
    for place, channel in enumerate(channels):
        part = dcc(made, "item", id=channel_id(place))
        named(part, "name", channel["label"])
        identifications = dcc(part, "identifications")
        number = str(place + 1)
        identification(
            identifications, "basic_identificationNumber", "calibrationLaboratory", number,
            channel["label"],
        )  # fmt: skip
