"""A statement as a digital calibration certificate: the same statement, the same bytes."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from certificates.dcc.writing import conditions, core, equipment, items, parties
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import DCC, dcc, words
from certificates.dcc.writing.results import results
from certificates.dcc.writing.statements import statements
from certificates.dcc.writing.version import LOCATION, PREFIXES, SCHEMA_VERSION, XSI

FIRST_SCHEMA = 4  # of statements; those before say nothing for machines


def write(said: Mapping[str, Any]) -> bytes:
    """The DCC of a statement (schema 4 or later), UTF-8, from nothing but the statement.

    Raises `InvalidInput` with the code `no_dsi_form` for a unit that no digital certificate can
    state, `ValueError` for an older statement.
    """
    if said["schema"] < FIRST_SCHEMA:
        message = f"statement of schema {said['schema']}"
        raise ValueError(message)
    root = etree.Element(f"{DCC}digitalCalibrationCertificate", nsmap=dict(PREFIXES))
    root.set(f"{{{XSI}}}schemaLocation", LOCATION)
    root.set("schemaVersion", SCHEMA_VERSION)
    book = Book(said)
    head = dcc(root, "administrativeData")
    _measured(dcc(root, "measurementResults"), book)  # first: the head says what it refers to
    _head(head, book)
    etree.indent(root, space="  ")
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return bytes(written) + b"\n"


def _measured(parent: Any, book: Book) -> None:
    made = dcc(parent, "measurementResult", refId=items.ITEM)
    words(made, "name", book.said["title"])
    equipment.measurement_head(made, book)
    conditions.conditions(made, book)
    results(made, book)
    if book.said.get("traceability"):
        meta = dcc(dcc(made, "measurementMetaData"), "metaData", refId=book.refer("toSI"))
        dcc(meta, "valid", "true")


def _head(head: Any, book: Book) -> None:
    said = book.said
    equipment.software(head, said, "dccSoftware")
    core.vocabularies(head)
    core.core(head, book)
    items.items(head, book)
    parties.laboratory(head, said)
    parties.people(head, said)
    parties.customer(head, said)
    statements(head, book)
