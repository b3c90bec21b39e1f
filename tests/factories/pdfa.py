"""What makes a PDF an archive file that carries data (PDF/A-3b), as far as its structure tells.

No validator is at hand: this holds what ISO 19005-3 asks of files like ours, object by object.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
_FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}
_PRINTED, _HIDDEN = 4, 2 | 32  # flags of annotations


def faults_of(file: bytes, *, attachment: bytes | None = None) -> list[str]:
    """What is wrong with it, in words; [] where nothing is.

    `attachment` are the bytes that must be inside, once, as an alternative of the document.
    """
    reader = PdfReader(io.BytesIO(file))
    if reader.is_encrypted:
        return ["it is encrypted"]
    root: Any = reader.trailer["/Root"]
    found = [*_head(reader, file, root), *_fonts(reader), *_objects(reader), *_widgets(reader)]
    return found + list(_attachments(root, attachment))


def attachments_of(file: bytes) -> dict[str, bytes]:
    """The files inside, by name."""
    root: Any = PdfReader(io.BytesIO(file)).trailer["/Root"]
    return {str(spec["/UF"]): _data(spec) for spec in _specs(root)}


def _head(reader: PdfReader, file: bytes, root: Any) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[4-7]\s", file):
        yield "it does not begin as PDF 1.4 to 1.7"
    if "/ID" not in reader.trailer:
        yield "it has no /ID"
    xmp = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    for name, value in (("part", "3"), ("conformance", "B")):
        if not re.search(rf"pdfaid:{name}(>|=[\"']){value}[<\"']", xmp):
            yield f"its metadata do not say pdfaid:{name} {value}"
    if "rdf:parseType" in re.sub(r'rdf:parseType="Resource"', "", xmp):
        yield "its metadata have an illegal rdf:parseType"
    intents = root.get("/OutputIntents", [])
    if not any(
        one.get_object().get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one.get_object()
        for one in intents
    ):
        yield "it has no output intent with a profile"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for one in _walk(reader):
        if one.get("/Type") != "/Font" or one.get("/Subtype") in ("/Type0", "/Type3"):
            continue
        descriptor: Any = one.get("/FontDescriptor", DictionaryObject())
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object()):
            yield f"the font {one.get('/BaseFont')} is not embedded"


def _objects(reader: PdfReader) -> Iterator[str]:
    for one in _walk(reader):
        if one.get("/S") in _FORBIDDEN_ACTIONS or "/JS" in one:
            yield f"it has an action {one.get('/S')}"
        if "/AA" in one:
            yield "it has an additional action"
        if isinstance(one, StreamObject) and ("/F" in one or "LZW" in str(one.get("/Filter"))):
            yield "it has a stream that is elsewhere or LZW"
        if "/JavaScript" in one:
            yield "it has JavaScript"


def _widgets(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for told in page.get("/Annots", []):
            one = told.get_object()
            flags = int(one.get("/F", 0))
            if one.get("/Subtype") != "/Popup" and (not flags & _PRINTED or flags & _HIDDEN):
                yield f"an annotation {one.get('/Subtype')} is not printed"


def _attachments(root: Any, wanted: bytes | None) -> Iterator[str]:
    specs = list(_specs(root))
    for spec in specs:
        yield from _attached(spec)
    if len(specs) != len(root.get("/AF", [])):
        yield "a file inside is not told in /AF"
    if wanted is None:
        return
    if [spec.get("/AFRelationship") for spec in specs] != ["/Alternative"]:
        yield "there is not one alternative inside"
    elif _data(specs[0]) != wanted:
        yield "the file inside is not the one that was given"


def _attached(spec: Any) -> Iterator[str]:
    embedded = spec["/EF"]["/F"].get_object()
    if spec.get("/AFRelationship") not in RELATIONSHIPS or "/Subtype" not in embedded:
        yield "a file inside has no relationship or no type"
    if "/ModDate" not in embedded.get("/Params", {}):
        yield "a file inside has no day"
    if not spec.get("/F") or not spec.get("/UF"):
        yield "a file inside has no name"


def _specs(root: Any) -> Iterator[Any]:
    names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    for told in names[1::2]:
        yield told.get_object()


def _data(spec: Any) -> bytes:
    return bytes(spec["/EF"]["/F"].get_object().get_data())


def _walk(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that the file leads to, once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [one.raw_get(name) for name in one]
        elif isinstance(one, ArrayObject):
            waiting += list(one)
