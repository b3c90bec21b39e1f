"""The check of archive files finds what it is for: each thing that may not be, put in."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from certificates import pdf
from tests.factories import pdfa, statements

XML = "<a>ấ</a>".encode()


@pytest.fixture(scope="module")
def good() -> bytes:
    return pdf.render(statements.statement(), attachment=XML, attachment_name="C26.00042.xml")


def spoilt(file: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(file)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drop(name: str) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.pop(name) and None


def no_font_file(writer: PdfWriter) -> None:
    for one in list(writer._objects):
        if isinstance(one, DictionaryObject) and "/FontFile2" in one:
            del one["/FontFile2"]


def hidden_note(writer: PdfWriter) -> None:
    note = DictionaryObject(
        {NameObject("/Subtype"): NameObject("/Text"), NameObject("/F"): NumberObject(2)}
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def script(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def test_ours_is_good_and_gives_back_what_is_inside(good: bytes) -> None:
    assert pdfa.faults_of(good, attachment=XML) == []
    assert pdfa.attachments_of(good) == {"C26.00042.xml": XML}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (drop("/OutputIntents"), "it has no output intent with a profile"),
        (drop("/AF"), "a file inside is not told in /AF"),
        (drop("/Metadata"), "its metadata do not say pdfaid:part 3"),
        (no_font_file, "is not embedded"),
        (hidden_note, "an annotation /Text is not printed"),
        (script, "it has an action /JavaScript"),
        (lambda writer: writer.add_attachment("b.txt", b"b"), "no relationship or no type"),
    ],
)
def test_what_may_not_be_is_found(
    good: bytes, change: Callable[[PdfWriter], None], fault: str
) -> None:
    assert fault in "; ".join(pdfa.faults_of(spoilt(good, change)))


def test_another_file_inside_and_none_are_found(good: bytes) -> None:
    bare = pdf.render(statements.statement())

    assert pdfa.faults_of(good, attachment=b"b") == [
        "the file inside is not the one that was given"
    ]
    assert pdfa.faults_of(bare, attachment=XML) == ["there is not one alternative inside"]


def test_an_encrypted_file_is_found(good: bytes) -> None:
    locked = spoilt(good, lambda writer: writer.encrypt("x", algorithm="AES-256"))

    assert pdfa.faults_of(locked) == ["it is encrypted"]
