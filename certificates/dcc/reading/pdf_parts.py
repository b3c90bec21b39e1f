"""The files attached to a PDF, read in a process of its own by `attachments` and by `checking`.

A PDF may claim to unpack to any size, and the reader, asked for that much, ends its process
instead of ours.
"""

import base64
import io
import logging
from collections.abc import Iterator
from typing import Any

from common.apart.child import Refused

MOST_FILES = 20
MOST_BYTES = 20 * 2**20  # of one file, unpacked
MOST_NODES = 2000
MOST_PAGES = 500
TAIL = 4096


def specifications(root: Any) -> Iterator[Any]:
    """File specifications of the names tree, then those of the document (PDF/A-3)."""
    names = of(root, "/Names")
    tree = of(names, "/EmbeddedFiles")
    waiting, seen = [tree], 0
    while waiting and seen < MOST_NODES:
        node, seen = waiting.pop(0), seen + 1
        listed = of(node, "/Names") or []
        yield from (whole(each) for each in listed[1::2])
        waiting += [whole(each) for each in of(node, "/Kids") or []]
    yield from (whole(each) for each in of(root, "/AF") or [])


def on_pages(reader: Any) -> Iterator[Any]:
    """File specifications of attachments that are pinned to a page."""
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            return
        for each in of(page, "/Annots") or []:
            note = whole(each)
            if of(note, "/Subtype") == "/FileAttachment":
                yield of(note, "/FS")


def of(holder: Any, name: str) -> Any:
    """The entry of a dictionary, resolved; None where there is no dictionary."""
    return whole(holder[name]) if hasattr(holder, "get") and name in holder else None


def whole(found: Any) -> Any:
    """The object behind a reference."""
    return found.get_object() if hasattr(found, "get_object") else found


def streams(specification: Any) -> list[Any]:
    """The streams of one attached file: two, where older readers would be shown another one."""
    held = of(specification, "/EF")
    found = [of(held, "/UF"), of(held, "/F")]
    there = {id(one): one for one in found if hasattr(one, "get_data")}
    return list(there.values())


def attached(reader: Any) -> Iterator[tuple[Any, Any]]:
    """Each embedded stream once, wherever the PDF names it, with its file specification."""
    seen: dict[int, Any] = {}
    for specification in (*specifications(whole(reader.trailer["/Root"])), *on_pages(reader)):
        for stream in streams(specification):
            if id(stream) not in seen:
                seen[id(stream)] = stream
                yield specification, stream


def name_of(specification: Any) -> str:
    """What an attached file is called."""
    return str(of(specification, "/UF") or of(specification, "/F") or "")


def files(reader: Any) -> list[tuple[str, bytes]]:
    """Every attached file once."""
    found: dict[bytes, str] = {}
    for specification, stream in attached(reader):
        found.setdefault(bytes(stream.get_data()), name_of(specification))
        if len(found) > MOST_FILES:
            raise OverflowError
    return [(name, data) for data, name in found.items()]


def opened(data: bytes) -> Any:
    """The PDF, by pypdf; refuses one that asks for a password."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    # Protected from changes alone, a PDF opens with an empty password, as any viewer does.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("pdf_encrypted")
    return reader


def unpacked(data: bytes) -> list[tuple[str, str]]:
    """Name and base64 of each attached file; refuses with a code of `attachments`."""
    from pypdf import overwrite_configuration

    logging.disable(logging.CRITICAL)
    overwrite_configuration(
        zlib_maximum_output_length=MOST_BYTES,
        lzw_maximum_output_length=MOST_BYTES,
        run_length_maximum_output_length=MOST_BYTES,
        stream_decoding_work_maximum_length=MOST_BYTES * 3,
    )
    if b"%%EOF" not in data[-TAIL:]:
        raise Refused("pdf_cut")
    try:
        return [(name, base64.b64encode(one).decode()) for name, one in files(opened(data))]
    except Refused:
        raise
    except (MemoryError, OverflowError) as error:
        raise Refused("pdf_too_large") from error
    except Exception as error:  # a hostile file may raise anything in its reader
        too_large = "limit" in type(error).__name__.lower()
        raise Refused("pdf_too_large" if too_large else "pdf_damaged") from error
