"""What people and programs send that nobody meant: told in words, nothing lost, nothing half."""

import io
import re
import zipfile
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import InvalidInput
from planning.importing import fields as cells
from planning.importing.fields import BadCell
from planning.models import Activity, EnteredFigure, Evidence, Extension, Product
from planning.numbers import Number, parse_number
from planning.services import imports
from planning.services.evidence import add_evidence
from planning.states import RowFate
from tests.factories import people, science
from tests.factories.people import NOW
from tests.factories.planning import PDF, activity, book
from tests.factories.science import officer

HUGE = "x" * (10 * 2**20)


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def web(hue: Centre) -> Any:
    return people.page(people.person(Role.MANAGER, hue))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", Number(12345, 1)),
        ("1,234.5", Number(12345, 1)),
        ("1 234,50", Number(12345, 1)),
        ("1.234", Number(1234)),
        ("0,5", Number(5, 1)),
        ("0.987", None),  # a group never begins with nought: it is a number of three decimals
        ("0,125", None),
        ("00.125", None),
        ("1.2345", None),
        ("1,234,56", None),
        ("NaN", None),
        ("inf", None),
        ("-5", None),
        ("1e9", None),
        ("٣", None),
        ("１２", None),
        ("1" * 5000, Number(int("1" * 40))),
    ],
)
def test_a_number_is_read_as_it_was_meant_or_not_at_all(text: str, number: Number | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20 00:00:00", date(2026, 11, 20)),
        ("2026-11-20T08:30:00.5", date(2026, 11, 20)),
        ("20.11.2026", date(2026, 11, 20)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2026", None),
        ("2026-01-123", None),
        ("2026-11-20 và 21", None),
        ("01/01/0000", None),
        ("0000-00-00", None),
        ("20/11/26", None),
    ],
)
def test_a_day_of_a_table_is_a_day_and_nothing_more(text: str, found: date | None) -> None:
    if found is None:
        with pytest.raises(BadCell):
            cells.day(text)
    else:
        assert cells.day(text) == found


def _list(hue: Centre, heads: list[str], *rows: list[Any]) -> Any:
    return imports.bring_list(
        centre=hue, subject="activities", file_name="a.xlsx", content=book(heads, *rows),
        by=officer(hue), at=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_two_columns_that_mean_the_same_are_told(hue: Centre) -> None:
    heads = ["Loại", "Nội dung", "Tên", "Ngày hoàn thành"]

    with pytest.raises(InvalidInput) as refusal:
        _list(hue, heads, ["event", "Hội nghị", "Tên khác", "05/03/2026"])

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code) == ("file", "twin_columns")
    assert "Cột “Nội dung” và “Tên”" in str(fault.message)
    source = _list(
        hue, heads, ["event", "Hội nghị", "", "05/03/2026"]
    )  # an empty one hides nothing
    (judged,) = imports.preview_list(source, NOW).judged
    assert (judged.fate, judged.values["title"]) == (RowFate.NEW, "Hội nghị")


@pytest.mark.django_db
def test_a_formula_stays_a_text_on_the_way_in_and_out(hue: Centre, web: Any) -> None:
    activity(hue, title="=HYPERLINK(1)")
    text = web.get(reverse("planning:activities"), {"format": "csv"}).content.decode()

    assert "'=HYPERLINK(1)" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\b.pdf", "b.pdf"),
        ("a\x00\n\u202efdp.pdf", "afdp.pdf"),
        ("", "minh-chung.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(hue: Centre, name: str, kept: str) -> None:
    row = activity(hue)

    made = add_evidence(subject=row, file_name=name, content=PDF, by=row.entered_by, at=NOW)

    assert made.name == kept
    assert str(made.file.name).startswith("evidence/activity-")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [b"", b"MZ" + b"0" * 100, b"<html><script>1</script>", b"<svg onload='1'/>", b"PK\x03\x04xx"],
)
def test_a_file_of_another_kind_is_refused(hue: Centre, content: bytes) -> None:
    row = activity(hue)

    with pytest.raises(InvalidInput):
        add_evidence(subject=row, file_name="a.pdf", content=content, by=row.entered_by, at=NOW)

    assert not Evidence.objects.exists()


@pytest.mark.django_db
def test_a_book_that_swells_is_kept_unread_as_evidence_and_refused_as_a_list(hue: Centre) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 2**20))

    with pytest.raises(InvalidInput) as refusal:
        imports.bring_list(
            centre=hue, subject="activities", file_name="a.xlsx", content=out.getvalue(),
            by=officer(hue), at=NOW,
        )  # fmt: skip

    assert refusal.value.faults[0].field == "file"


@pytest.mark.django_db
def test_ten_megabytes_of_text_are_refused_by_page_and_api(hue: Centre, web: Any) -> None:
    client = people.api(people.person(Role.MANAGER, hue))
    figure = {"centre": "HUE", "indicator": "block_rating", "period": "2026", "kind": "words"}
    page = web.post(reverse("planning:new-figure"), {**figure, "centre": hue.pk, "words": HUGE})
    answer = client.post(reverse("planning_api:figures"), {**figure, "words": HUGE}, format="json")

    assert page.status_code in (400, 413)
    assert answer.status_code in (400, 413)
    assert not EnteredFigure.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", "1e400", "99999999999999999999999"])
def test_a_number_that_is_none_is_refused_by_the_api(hue: Centre, value: str) -> None:
    client = people.api(people.person(Role.MANAGER, hue))
    body = (
        '{"centre": "HUE", "indicator": "students", "period": "2026", "kind": "actual",'
        f' "basis": "x", "value": {value}}}'
    )
    answer = client.post(reverse("planning_api:figures"), body, content_type="application/json")

    assert answer.status_code == 400
    assert not EnteredFigure.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", ["0000-01-01", "0001-01-01", "9999-12-31", "2025-02-29", "20/11/26"]
)
def test_days_out_of_reach_are_told_by_page_and_api(hue: Centre, web: Any, day: str) -> None:
    client = people.api(people.person(Role.MANAGER, hue))
    facts = {"kind": "event", "title": "Hội nghị", "strand": "duty", "done_on": day}

    page = web.post(
        reverse("planning:new-activity") + "?kind=event", {**facts, "centre": hue.pk, "quantity": 1}
    )
    answer = client.post(
        reverse("planning_api:activities"), {**facts, "centre": "HUE"}, format="json"
    )

    assert (page.status_code, answer.status_code) == (400, 400)
    assert not Activity.objects.exists()


def _form_of(text: str) -> dict[str, str]:
    """What a browser would send back of the one form of a page, unchanged."""
    main = text.partition("<main")[2]
    found = re.findall(
        r'<input type="(?:hidden|text|date|number)" name="([^"]+)"(?: value="([^"]*)")?', main
    )
    selects = re.findall(
        r'<select name="([^"]+)".*?<option value="([^"]*)" selected', main, re.DOTALL
    )
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', main, re.DOTALL)
    return {name: unescape(value) for name, value in [*found, *selects, *areas]}


@pytest.mark.django_db
def test_who_saves_a_product_after_another_is_told(hue: Centre, web: Any) -> None:
    (product,) = science.reports_of(science.task(hue))
    address = reverse("planning:product", args=[product.pk])
    mine, theirs = (
        _form_of(web.get(address).content.decode()),
        _form_of(web.get(address).content.decode()),
    )

    assert web.post(address, {**theirs, "name": "Tên của người kia"}).status_code == 302
    late = web.post(address, {**mine, "name": "Tên của tôi"})

    assert late.status_code == 400
    assert "Người khác vừa sửa mục này" in late.content.decode()
    assert Product.objects.get().name == "Tên của người kia"
    other = web.post(address, {**mine, "due_on": "2026-07-31"})  # another fact is not theirs
    assert other.status_code == 302


@pytest.mark.django_db
def test_who_saves_an_extension_after_another_is_told(hue: Centre, web: Any) -> None:
    row = science.asked(science.task(hue))
    address = reverse("planning:extension", args=[row.pk])
    mine = _form_of(web.get(address).content.decode())

    assert web.post(address, {**mine, "until": "2027-08-31"}).status_code == 302
    late = web.post(address, {**mine, "until": "2027-09-30"})

    assert late.status_code == 400
    assert Extension.objects.get().until == date(2027, 8, 31)


@pytest.mark.django_db
def test_a_unit_that_moves_in_the_tree_keeps_what_is_being_entered(hue: Centre) -> None:
    above = people.centre("INST")
    web = people.page(people.person(Role.QUALITY_OFFICER, hue))
    address = reverse("planning:new-activity") + "?kind=event"
    form = _form_of(web.get(address).content.decode())

    Centre.objects.filter(pk=hue.pk).update(path=f"{above.path}{hue.code}/", parent=above)
    facts = {"title": "Hội nghị", "done_on": "2026-03-05", "quantity": "1", "centre": str(hue.pk)}
    answer = web.post(address, {**form, **facts})

    assert answer.status_code == 302
    assert Activity.objects.under(above).get().centre_id == hue.pk


@pytest.mark.django_db
def test_a_file_too_large_is_told_before_it_is_kept(hue: Centre, web: Any) -> None:
    row = activity(hue)
    file = SimpleUploadedFile("a.pdf", PDF + b"0" * (20 * 2**20))

    answer = web.post(reverse("planning:activity-evidence", args=[row.pk]), {"file": file})

    assert answer.status_code in (400, 413)
    assert not Evidence.objects.exists()
