"""What people do to a certificate's files on their way: each a thing that the check page tells apart."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from certificates.models import Certificate
from certificates.signing import pades, xades
from tests.factories import keys

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>'


@contextmanager
def nobody_fetches() -> Iterator[str]:
    """An address on this machine; who connects to it fails the test."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/evil.dtd"
        with pytest.raises(TimeoutError):
            server.accept()


def file_of(certificate: Certificate, form: str) -> bytes:
    """What is kept."""
    row = certificate.renderings.get(format=form)
    with default_storage.open(str(row.file.name)) as file:
        return bytes(file.read())


def one_byte(data: bytes, at: int | None = None) -> bytes:
    """One bit of one byte turned over; of a PDF by default within its first page's stream."""
    place = data.index(b"stream\n") + 60 if at is None else at
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def other_serial(xml: bytes) -> bytes:
    """XML that says another serial number, still well formed."""
    return xml.replace(b"AK-20417", b"AK-20418")


def saved_anew(xml: bytes) -> bytes:
    """As an editor saves it: the same content, another declaration."""
    body = xml.partition(b"?>")[2].lstrip()
    return b'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n' + body


def appended(pdf: bytes) -> bytes:
    """An incremental update after the signature: a title of somebody else's."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Title": "Giấy khác"})
    return _written(writer)


def swapped(pdf: bytes, xml: bytes) -> bytes:
    """An incremental update in which the attachment is another."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    spec = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()  # type: ignore[index]
    stream = DecodedStreamObject()
    stream.set_data(xml)
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    held = writer._add_object(stream)
    spec[NameObject("/EF")] = DictionaryObject({NameObject("/F"): held, NameObject("/UF"): held})
    return _written(writer)


def with_second(pdf: bytes, more: bytes) -> bytes:
    """A PDF with one attachment more."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    stream = DecodedStreamObject()
    stream.set_data(more)
    held = writer._add_object(stream)
    spec = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/F"): TextStringObject("more.xml"),
            NameObject("/EF"): DictionaryObject({NameObject("/F"): held}),
        }
    )
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    assert isinstance(names, ArrayObject)
    names += [TextStringObject("more.xml"), writer._add_object(spec)]
    return _written(writer)


def two_faced(pdf: bytes, other: bytes) -> bytes:
    """A PDF whose attachment is another one for readers that ask for the name in Unicode."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    stream = DecodedStreamObject()
    stream.set_data(other)
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    spec = names[1].get_object()
    original = spec["/EF"].get_object().raw_get("/F")
    spec[NameObject("/EF")] = DictionaryObject(
        {NameObject("/F"): original, NameObject("/UF"): writer._add_object(stream)}
    )
    return _written(writer)


def printed_anew(pdf: bytes) -> bytes:
    """As a PDF printer makes it: the pages with their links, no signature, no attachment."""
    writer = PdfWriter()
    for page in PdfReader(BytesIO(pdf)).pages:
        notes = page.get("/Annots") or []
        kept = [one for one in notes if one.get_object().get("/Subtype") == "/Link"]
        page[NameObject("/Annots")] = ArrayObject(kept)
        writer.add_page(page)
    return _written(writer)


def locked(pdf: bytes) -> bytes:
    """With a password."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt("mật khẩu", algorithm="AES-256")
    return _written(writer)


def protected(pdf: bytes) -> bytes:
    """It opens without a password, and asks for one before it may be changed."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.encrypt("", owner_password="mật khẩu", algorithm="AES-256")
    return _written(writer)


def unsigned_xml(xml: bytes) -> bytes:
    """Without its signature."""
    return re.sub(rb"<(ds:)?Signature .*</(ds:)?Signature>", b"", xml, flags=re.DOTALL)


def resigned_xml(xml: bytes) -> bytes:
    """The same text under somebody else's signature."""
    return xades.sign(unsigned_xml(xml), keys.pair("KẺ LẠ").signer, AT)


def resigned_pdf(pdf: bytes) -> bytes:
    """The same pages under somebody else's signature."""
    signer: Any = keys.pair("KẺ LẠ").signer
    return pades.sign(printed_anew(pdf), signer, AT, None, pades.Why("x", "x"))[0]


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
