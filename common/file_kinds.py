"""What a file is, told from its content: its name and what the sender says of it prove nothing."""

import codecs
import zipfile
from typing import Any, BinaryIO

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MACROS = "application/vnd.ms-excel.sheet.macroenabled.12"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
IMAGES = frozenset({JPEG, PNG, WEBP, HEIC})
ENDINGS = {
    JPEG: ".jpg", PNG: ".png", WEBP: ".webp", HEIC: ".heic", PDF: ".pdf", XLSX: ".xlsx",
    TEXT: ".txt",
}  # fmt: skip
DOCUMENT_ENDINGS = ENDINGS | {DOCX: ".docx"}

_HEAD = 16
_CHUNK = 2**16
_SIGNS = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
# Control characters that no text holds; tab, line feed, form feed and return may stand.
_NOT_TEXT = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


def kind_of(file: BinaryIO | Any) -> str:
    """The media type of an image, PDF, workbook or UTF-8 text; "" for anything else.

    The file is left at its beginning.
    """
    try:
        return _kind(file)
    finally:
        file.seek(0)


def document_kind_of(file: BinaryIO | Any) -> str:
    """The same, and DOCX for a document of Word without macros."""
    kind = kind_of(file)
    try:
        return kind or (DOCX if _is_document(file) else "")
    finally:
        file.seek(0)


def _is_document(file: Any) -> bool:
    """Only the list of what is inside is read."""
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, EOFError):
        return False
    whole = {"[Content_Types].xml", "word/document.xml"} <= names
    return whole and not any(name.endswith("vbaProject.bin") for name in names)


def _kind(file: Any) -> str:
    file.seek(0)
    head: bytes = file.read(_HEAD)
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _workbook(file)
    return TEXT if head and _is_text(file) else ""


def _workbook(file: Any) -> str:
    """Only the list of what is inside is read: nothing is unpacked."""
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, EOFError):
        return ""
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return ""
    return MACROS if any(name.endswith("vbaProject.bin") for name in names) else XLSX


def _is_text(file: Any) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if chunk.translate(None, _NOT_TEXT) != chunk:
                return False
            decode(chunk)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
