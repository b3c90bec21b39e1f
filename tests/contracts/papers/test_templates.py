import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Centre
from audit.check import findings
from audit.models import Event
from common.errors import DomainError, InvalidInput, Refused, TooLarge
from contracts.models import PaperTemplate
from contracts.papers.files import docx_of
from contracts.papers.queries import template_in_force
from contracts.papers.sample import sample
from contracts.papers.templates import (
    MOST_BYTES,
    add_template,
    end_template,
    set_centre_facts,
    try_template,
)
from contracts.papers.word import filling
from contracts.states import PaperKind
from tests.factories import contracts as make
from tests.factories import papers, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def taken(centre: Centre, content: bytes = b"", **said: Any) -> PaperTemplate:
    """A template of request to pay, from today unless told."""
    return add_template(
        centre=centre,
        kind=said.pop("kind", "payment"),
        name=said.pop("name", "Mẫu riêng"),
        valid_from=said.pop("valid_from", TODAY),
        file_name=said.pop("file_name", "đề nghị.docx"),
        content=content or papers.word_template(),
        by=make.officer(centre),
        at=NOW,
    )


def changed(content: bytes, name: str, text: bytes) -> bytes:
    """A docx with one part more, or another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("kind", [kind.value for kind in PaperKind])
def test_our_template_comes_back_as_theirs(kind: str) -> None:
    made = try_template(kind, papers.our_template(kind))

    assert papers.words_of(made) == papers.words_of(
        filling.fill(papers.our_template(kind), sample(kind))
    )


def test_a_centre_prints_by_its_own_template_from_its_day() -> None:
    contract = papers.signed()
    before = papers.paper(contract, "payment")
    made = taken(contract.centre)

    after = papers.paper(contract, "payment")

    assert (before.template, after.template) == (None, made)
    text = papers.words_of(docx_of(after))
    assert text == f"Giấy số 02/ĐNTT/{contract.number} của {contract.customer.name}"
    assert "GIẤY ĐỀ NGHỊ" in papers.words_of(docx_of(before))


def test_what_a_customer_is_called_is_text_and_no_markup() -> None:
    contract = papers.signed()
    contract.customer.name = "A & B <w:p> {{ 7*7 }}"
    contract.customer.save()
    taken(contract.centre)

    text = papers.words_of(docx_of(papers.paper(contract, "payment")))

    assert text.endswith("của A & B <w:p> {{ 7*7 }}")


NESTED = "".join(f"{{% for {x} in number %}}" for x in "abcdefg") + "x" + "{% endfor %}" * 7


@pytest.mark.parametrize(("text", "code"), [
    ("{{ customr.name }}", "unknown_name"),
    ("{{ customer.nam }}", "unknown_name"),
    ("{{ customer.name", "syntax"),
    ("{% for row in lines %}", "syntax"),
    ("{{ customer.__class__.__mro__ }}", "not_allowed"),
    ("{{ number|no_filter }}", "syntax"),
    ("{{ 1 // 0 }}", "template"),
    ("{{ 'a' * 10 ** 10 }}", "too_slow"),
    (NESTED, "too_slow"),
])  # fmt: skip
def test_what_a_template_does_wrong_is_named(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as error:
        try_template("payment", papers.word_template(text))

    (fault,) = error.value.faults
    assert (fault.field, fault.code) == ("file", code)
    if code == "unknown_name":
        assert "nam" in fault.found or "customr" in fault.found


RELS = (
    b'<?xml version="1.0"?><Relationships xmlns='
    b'"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="https://example.org/x" TargetMode="External"/></Relationships>'
)


BEGIN, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))


@pytest.mark.parametrize(("field", "code"), [
    (BEGIN + "<w:instrText> PAGE </w:instrText>" + END, ""),
    ("<w:instrText>DDEAUTO</w:instrText>", ""),  # of no field: only text
    (BEGIN + "<w:instrText>DDE</w:instrText><w:instrText>AUTO cmd</w:instrText>" + END, "external"),
    (BEGIN + '<w:instrText>INCLUDEPICTURE "https://example.org/x"</w:instrText>' + END, "external"),
    (BEGIN + BEGIN + "<w:instrText>QUOTE 68</w:instrText>" + END + END, "external"),
    ("{{ '<w:fldSimple w:instr=\"DDE cmd\"/>'|safe }}", "external"),
])  # fmt: skip
def test_a_field_that_fetches_or_runs_is_refused(field: str, code: str) -> None:
    before = papers.word_template("HERE")
    with zipfile.ZipFile(io.BytesIO(before)) as packed:
        page = packed.read("word/document.xml")
    inside = field if field.startswith("{{") else f"</w:t>{field}<w:t>"
    content = changed(before, "word/document.xml", page.replace(b"HERE", inside.encode()))

    try:
        try_template("payment", content)
        found = ""
    except InvalidInput as error:
        found = error.faults[0].code

    assert found == code


@pytest.mark.parametrize(("name", "content", "code"), [
    ("word/vbaProject.bin", b"x", "macros"),
    ("word/embeddings/oleObject1.bin", b"x", "macros"),
    ("word/_rels/settings.xml.rels", RELS % b"attachedTemplate", "external"),
    ("word/_rels/header9.xml.rels", RELS % b"image", "external"),
    ("word/_rels/header9.xml.rels", b"<broken", "external"),
    ("word/_rels/HEADER9.XML.RELS", RELS % b"image", "external"),
    ("word/_rels/header9.xml.rels", RELS % b"vbaProject", "macros"),
    ("word/_rels/header9.xml.rels", RELS % b"aFChunk", "macros"),
    ("word/media/big.bin", b"\0" * (65 * 2**20), "too_large"),
])  # fmt: skip
def test_a_template_holds_nothing_that_runs_or_calls(name: str, content: bytes, code: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        with zipfile.ZipFile(io.BytesIO(papers.word_template())) as old:
            for one in old.infolist():
                packed.writestr(one.filename, old.read(one))
        packed.writestr(name, content)

    with pytest.raises(InvalidInput) as error:
        try_template("payment", out.getvalue())

    assert error.value.faults[0].code == code


def test_a_link_to_click_is_no_call() -> None:
    made = changed(papers.word_template(), "word/_rels/footer9.xml.rels", RELS % b"hyperlink")

    assert try_template("payment", made)


@pytest.mark.parametrize(("content", "code"), [
    (b"no archive", "damaged"),
    (b"PK\x03\x04rubbish", "damaged"),
    (changed(papers.word_template(), "word/document.xml", b"<not xml"), "template"),
], ids=["none", "rubbish", "not-xml"])  # fmt: skip
def test_what_is_no_word_file(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as error:
        try_template("payment", content)

    assert error.value.faults[0].code == code


def test_a_workbook_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(InvalidInput) as error:
        try_template("payment", out.getvalue())

    assert error.value.faults[0].code == "not_word"


def test_a_template_that_is_too_large() -> None:
    with pytest.raises(TooLarge):
        try_template("payment", b"x" * (MOST_BYTES + 1))


def test_the_one_before_ends_the_day_before() -> None:
    centre = people.centre()
    first = taken(centre, valid_from=TODAY - timedelta(days=30))
    second = taken(centre, name=" Mẫu hai ", file_name="..\\a/b\x07.docx")
    first.refresh_from_db()

    assert first.valid_to == TODAY - timedelta(days=1)
    assert (second.name, second.file_name) == ("Mẫu hai", "b.docx")
    assert template_in_force(centre, "payment", TODAY - timedelta(days=1)) == first
    assert template_in_force(centre, "payment", TODAY) == second
    assert template_in_force(centre, "contract", TODAY) is None
    assert Event.objects.filter(verb="paper_template.add").count() == 2


@pytest.mark.parametrize(("said", "field"), [
    ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
    ({"name": " "}, "name"), ({"name": "x" * 121}, "name"),
])  # fmt: skip
def test_a_refused_template_leaves_nothing(said: dict[str, Any], field: str) -> None:
    centre = people.centre()
    first = taken(centre, valid_from=TODAY - timedelta(days=1))
    folder = first.file.storage.listdir("paper-templates")[1]

    with pytest.raises(InvalidInput) as error:
        taken(centre, **said)

    assert [fault.field for fault in error.value.faults] == [field]
    assert first.file.storage.listdir("paper-templates")[1] == folder
    assert PaperTemplate.objects.get() == first


def test_a_unit_below_takes_the_template_above_until_it_has_its_own() -> None:
    above = people.centre()
    below = people.centre(parent=above)
    common = taken(above)

    assert template_in_force(below, "payment", TODAY) == common
    own = taken(below)
    assert template_in_force(below, "payment", TODAY) == own
    assert template_in_force(above, "payment", TODAY) == common


def test_a_template_ends_once_and_not_before_it_began() -> None:
    centre = people.centre()
    made = taken(centre)
    said: dict[str, Any] = {"template_id": made.pk, "by": make.officer(centre), "at": NOW}

    with pytest.raises(InvalidInput):
        end_template(last_day=TODAY - timedelta(days=1), **said)
    end_template(last_day=TODAY, **said)
    with pytest.raises(Refused) as error:
        end_template(last_day=TODAY, **said)

    assert error.value.code == "ended"
    assert template_in_force(centre, "payment", TODAY + timedelta(days=1)) is None


def test_a_template_that_no_longer_fits_is_refused_by_name() -> None:
    contract = papers.signed()
    taken(contract.centre, papers.word_template("{{ invoices[0].number }}"))
    made = papers.paper(contract, "payment")  # without an invoice

    with pytest.raises(Refused) as error:
        docx_of(made)

    assert error.value.code == "template"


def test_an_altered_template_is_found() -> None:
    made = taken(people.centre())
    assert [line for line in findings() if "paper" in line] == []

    storage = made.file.storage
    storage.delete(str(made.file.name))
    assert any("its file is missing" in line for line in findings())
    storage.save(made.file.name, io.BytesIO(b"x"))
    assert any("its file is altered" in line for line in findings())


def test_what_papers_say_of_a_centre() -> None:
    centre = people.centre()
    said: dict[str, Any] = {"centre_id": centre.pk, "by": make.officer(centre), "at": NOW}

    set_centre_facts(facts={"tax_code": "9900000016", "head_name": "  Trần  "}, **said)
    set_centre_facts(facts={"head_name": "Trần"}, **said)
    centre.refresh_from_db()

    assert (centre.tax_code, centre.head_name) == ("9900000016", "Trần")
    assert Event.objects.filter(verb="centre.papers").count() == 1
    for wrong in ({"tax_code": "9900000017"}, {"head_name": "x" * 151}):
        with pytest.raises(DomainError):
            set_centre_facts(facts=wrong, **said)
