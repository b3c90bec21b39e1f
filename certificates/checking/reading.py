"""What is in a dropped file: kind, names of certificates, attachments, signatures. No database.

The file is a stranger's. It is read in a process of its own with limits (`apart`); here nothing is
fetched, nothing is unpacked beyond pypdf's own bounds, and no text of the file is passed on.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from common.apart.child import Refused

PDF, XML = "pdf", "xml"
MOST_NAMED = 20  # public ids that one file may name; a certificate names itself and one before it
MOST_ATTACHED = 50
PAGES = 3  # whose text is looked through; the check address is at the foot of every page

# An address of a check page, wherever the file has it: as a link, as text, in its data.
_NAMED = re.compile(rb"/c/([A-Za-z0-9_-]{16,32})(?![A-Za-z0-9_-])")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Attached:
    """A file inside a PDF."""

    sha256: str
    size: int
    is_xml: bool


@dataclass
class Read:
    """What was found. `trouble` is a code of `sentences` where reading ended early."""

    kind: str = ""
    trouble: str = ""
    why: str = ""
    names: tuple[str, ...] = ()  # public ids, in the order they were met
    attached: list[Attached] = field(default_factory=list)
    signature: dict[str, Any] | None = None  # of the file itself: see certificates.signing.found
    inner: dict[str, Any] | None = None  # of the one XML inside a PDF

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Read":
        """From plain data, of the pipe between the two processes."""
        attached = [Attached(**one) for one in told.pop("attached")]
        return cls(**told | {"names": tuple(told["names"]), "attached": attached})


def kind_of(data: bytes) -> str:
    """`pdf`, `xml` or blank, told from the content."""
    if b"%PDF-" in data[:1024]:
        return PDF
    head = data[:64]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return XML if head.replace(b"\0", b"").lstrip().startswith(b"<") else ""


def read(data: bytes, trust: dict[str, Any], kept_at: str | None) -> dict[str, Any]:
    """Everything that is told of a file, from plain data to that of a `Read`."""
    from certificates.signing.found import Trust

    moment = None if kept_at is None else datetime.fromisoformat(kept_at)
    return asdict(_read(data, Trust.from_json(trust), moment))


def _read(data: bytes, trust: Any, kept_at: Any) -> Read:
    """Never raises for what the file is."""
    kind = kind_of(data)
    if not data.strip():
        return Read(trouble="empty")
    if kind == PDF:
        return _pdf(data, trust, kept_at)
    if kind == XML:
        return _xml(data, trust, kept_at)
    return Read(trouble="not_pdf_xml")


def named_in(data: bytes) -> Iterator[str]:
    """Public ids that stand in some bytes, also where each letter takes two of them."""
    for text in (data, data.replace(b"\0", b"")) if b"\0" in data else (data,):
        for found in _NAMED.finditer(text):
            yield found[1].decode()


def _few(names: Iterator[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        if len(found) >= MOST_NAMED:
            break
    return tuple(found)


# XML


def _xml(data: bytes, trust: Any, kept_at: Any) -> Read:
    from certificates.signing.bare import BadXml, tree

    found = Read(kind=XML, names=_few(named_in(data)))
    try:
        tree(data)
    except BadXml as error:
        found.trouble, found.why = _TROUBLES.get(error.code, "damaged"), error.code
        return found
    found.signature = _signature("of_xml", data, trust, kept_at)
    return found


_TROUBLES = {
    "empty": "empty",
    "xml_entities": "xml_entities",
    "xml_external_dtd": "xml_external_dtd",
    "xml_dtd": "xml_dtd",
    "xml_too_complex": "too_complex",
    "too_large": "too_large",
}


def _signature(way: str, data: bytes, trust: Any, kept_at: Any) -> dict[str, Any]:
    from certificates.signing import verifying

    found = getattr(verifying, way)(data, trust, kept_at=kept_at)
    told = asdict(found)
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# PDF


def _pdf(data: bytes, trust: Any, kept_at: Any) -> Read:
    from pypdf.errors import PyPdfError

    from certificates.dcc.reading.pdf_parts import attached, opened

    found = Read(kind=PDF, names=_few(named_in(data)))
    try:
        reader = opened(data)
        found.names = _few(iter((*_linked(reader), *found.names)))
        inside = [stream.get_data() for _of, stream in islice(attached(reader), MOST_ATTACHED)]
    except Refused:
        found.trouble = "encrypted"
        return found
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError,
            AssertionError, OSError, NotImplementedError) as error:  # fmt: skip
        # pypdf lets the mistakes of broken files through as whatever they turn into.
        found.trouble, found.why = "damaged", type(error).__name__
        return found
    found.attached = [Attached(sha256(one).hexdigest(), len(one), _is_xml(one)) for one in inside]
    found.names = _few(iter((*found.names, *(name for one in inside for name in named_in(one)))))
    found.signature = _signature("of_pdf", data, trust, kept_at)
    if len(inside) == 1 and _is_xml(inside[0]):
        found.inner = _xml(inside[0], trust, kept_at).signature
    return found


def _is_xml(data: bytes) -> bool:
    return kind_of(data) == XML


def _linked(reader: Any) -> Iterator[str]:
    """Public ids in links and, where there are none, in the text of the first pages."""
    pages = [page for page, _n in zip(reader.pages, range(PAGES), strict=False)]
    linked = [name for page in pages for name in _links(page)]
    yield from linked
    if not linked:
        for page in pages:
            yield from named_in(page.extract_text().replace("\n", "").encode())


def _links(page: Any) -> Iterator[str]:
    for note in page.get("/Annots") or []:
        action = note.get_object().get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if address is not None:
            yield from named_in(str(address).encode())
