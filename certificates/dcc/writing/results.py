"""What was found: inspections, tables, conclusion; what was as found stands with the conditions."""

from collections.abc import Mapping, Sequence
from typing import Any

from certificates.dcc.writing import said, tables
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import dcc, joined, named, rich, words
from certificates.statement import wording
from certificates.states import Kind

_PASS_FAIL = {str(outcome): text for outcome, text in wording.VERDICTS.items()}
_LEGAL = (Kind.VERIFICATION, Kind.NOTICE)


def as_found(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables of before an adjustment; none where nothing was adjusted."""
    return [one for one in told["tables"] if one.get("phase") == wording.AS_FOUND]


def final(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables that hold: as left where the instrument was adjusted."""
    before = as_found(told)
    return [one for one in told["tables"] if one not in before]


def results(parent: Any, book: Book) -> None:
    """Add `results`; there is always one."""
    told = book.said
    made = dcc(parent, "results")
    if told["checks"]:
        _checks(made, told["checks"])
    for table in final(told):
        result = dcc(made, "result", refId=_channel(book, table))
        named(result, "name", tables.title(table))
        rich(result, "description", tables.description(table))
        tables.data(result, book, table, f"tables.{table['key']}")
    if told["kind"] in _LEGAL or told["channels"]:
        _conclusion(made, book)
    if not len(made):
        _only_words(made, told)


def _channel(book: Book, table: Mapping[str, Any]) -> str:
    """The sub-item that a table is of."""
    labels = [one["label"] for one in book.said["channels"]]
    channel = table.get("channel")
    return book.refer(channel_id(labels.index(channel))) if channel in labels else ""


def channel_id(place: int) -> str:
    """The id of a channel among the sub-items."""
    return f"item_1_channel_{place + 1}"


def _checks(parent: Any, checks: Sequence[Mapping[str, Any]]) -> None:
    """Each inspection with its outcome, in words and as conformity."""
    result = dcc(parent, "result")
    words(result, "name", said.CHECKS)
    data = dcc(result, "data")
    for one in checks:
        verdict = str(one["verdict"])
        quantity = dcc(data, "quantity")
        words(quantity, "name", one["label"])
        rich(quantity, "noQuantity", _PASS_FAIL.get(verdict, verdict or said.NOT_STATED))
        _judged(quantity, verdict)


def _judged(quantity: Any, verdict: str) -> None:
    if verdict in _PASS_FAIL:
        meta = dcc(dcc(quantity, "measurementMetaData"), "metaData", refType="basic_conformity")
        dcc(meta, "conformity", verdict)


def _conclusion(parent: Any, book: Book) -> None:
    """What a verification or its notice comes to, and each channel of an instrument."""
    told = book.said
    result = dcc(parent, "result")
    words(result, "name", said.CONCLUSION)
    data = dcc(result, "data")
    if told["kind"] in _LEGAL:
        quantity = dcc(data, "quantity")
        words(quantity, "name", said.OVERALL)
        rich(quantity, "noQuantity", told["conclusion"]["text"])
        _judged(quantity, str(told["conclusion"]["outcome"]))
    for place, channel in enumerate(told["channels"]):
        quantity = dcc(data, "quantity", refId=book.refer(channel_id(place)))
        words(quantity, "name", channel["label"])
        verdict = str(channel["verdict"])
        rich(quantity, "noQuantity", _PASS_FAIL.get(verdict, wording.NO_CONFORMITY))
        _judged(quantity, verdict)


def _only_words(parent: Any, told: Mapping[str, Any]) -> None:
    """Work whose numbers are on paper: where they are."""
    result = dcc(parent, "result")
    words(result, "name", said.RESULTS)
    record = (told.get("paper_record") or {}).get("text")
    rich(dcc(result, "data"), "text", joined([record or said.NO_NUMBERS]))


def conformity(told: Mapping[str, Any]) -> str:
    """The overall conformity where one is stated: "pass", "fail", else ""."""
    outcome = str(told["conclusion"]["outcome"])
    if told["kind"] in _LEGAL:
        return outcome if outcome in _PASS_FAIL else ""
    if not (told.get("decision") or {}).get("said"):
        return ""
    found = {row["measured"]["verdict"] for table in final(told) for row in table["rows"]}
    return "fail" if "fail" in found else "pass" if "pass" in found else ""
