"""XML from outside becomes a tree without any framework: nothing is fetched, nothing expands.

A document type is refused before libxml2 sees the file: entities, an external DTD and attribute
defaults all need one, and no digital certificate has one. `safe` says the refusals in sentences.
"""

from typing import Any
from xml.parsers import expat

LARGEST = 20 * 1024 * 1024  # bytes; a certificate with a PDF inside it stays under 5 MB
# Elements and attributes: a tree takes thirty times the room of "<a/>", so that 20 MB of it
# would take a worker's memory. Counted as the signs that open them, in any encoding.
MOST_PARTS = 1_000_000


class BadXml(ValueError):
    """What is wrong with the file: `code`, what was `found`, what is `allowed`."""

    def __init__(self, code: str, found: str = "", allowed: str = "") -> None:
        super().__init__(code)
        self.code, self.found, self.allowed = code, found, allowed


class _RootReached(Exception):
    """The prolog is over, and with it the only place for a document type."""


def tree(data: bytes, *, whole: bool = False, largest: int = LARGEST) -> Any:
    """The root element (lxml) of `data`; raises BadXml. See `safe.parse_xml` for the codes."""
    from lxml import etree

    _refuse_size(data, largest)
    _refuse_document_type(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=not whole,
        remove_pis=not whole,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(*error.position) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadXml("xml_dtd")
    return root


def _refuse_size(data: bytes, largest: int) -> None:
    if not data.strip():
        raise BadXml("empty")
    if len(data) > largest:
        raise BadXml("too_large", str(len(data)), str(largest))
    if data.count(b"<") + data.count(b"=") > MOST_PARTS:
        raise BadXml("xml_too_complex", allowed=str(MOST_PARTS))


def _refuse_document_type(data: bytes) -> None:
    """Read the prolog with a parser that builds nothing, up to the root element."""
    reader = expat.ParserCreate()
    reader.StartElementHandler = _reached
    reader.StartDoctypeDeclHandler = _external
    reader.EntityDeclHandler = _entity
    reader.EndDoctypeDeclHandler = _document_type
    try:
        reader.Parse(data, True)
    except _RootReached:
        return
    except BadXml:
        raise
    except expat.ExpatError as error:
        raise _malformed(error.lineno, error.offset + 1) from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist, or is not taken
        raise _malformed(reader.CurrentLineNumber, 1) from error


def _reached(*_parts: Any) -> None:
    raise _RootReached


def _external(_name: str, system: str | None, public: str | None, _inside: int) -> None:
    if system or public:
        raise BadXml("xml_external_dtd", system or public or "")


def _entity(name: str, *_parts: Any) -> None:
    raise BadXml("xml_entities", name)


def _document_type() -> None:
    raise BadXml("xml_dtd")


def _malformed(line: int, column: int) -> BadXml:
    return BadXml("xml_malformed", f"{line}:{column}")
