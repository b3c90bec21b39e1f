"""The year's programme brought as a table: previewed row by row, then all or nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from common.errors import InvalidInput
from planning.models import EntryImport, ProgrammeItem
from planning.services import imports
from planning.states import RowFate
from tests.factories import people
from tests.factories.people import NOW
from tests.factories.planning import book
from tests.factories.science import items, officer

pytestmark = pytest.mark.django_db
HEADS = ["Năm", "Nội dung", "Văn bản ban hành", "Ngày ban hành", "Hạn", "Ngày hoàn thành", "Mảng"]


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def brought(hue: Centre, *rows: list[Any], heads: list[str] = HEADS) -> EntryImport:
    return imports.bring_list(
        centre=hue, subject="programme", file_name="a.xlsx", content=book(heads, *rows),
        by=officer(hue), at=NOW,
    )  # fmt: skip


def line(title: str, /, **more: Any) -> list[Any]:
    facts = {"year": 2026, "title": title, "source": "15/CTr", "issued_on": date(2026, 1, 12)}
    facts |= {"due_on": "31/03/2026", "done_on": "", "strand": "", **more}
    return list(facts.values())


def test_each_line_has_its_fate_and_good_ones_enter_whole(hue: Centre) -> None:
    (there,) = items(hue)[:1]
    source = brought(
        hue,
        line("Rà soát quy trình", strand="dịch vụ"),
        line(there.title.upper(), year=there.year),
        line("rà soát QUY TRÌNH"),
        line("Rà soát quy trình", year=2027),
    )

    seen = imports.preview_list(source, NOW)
    imports.apply_list(import_id=source.pk, digest=seen.digest, by=source.by, at=NOW)

    assert [one.fate for one in seen.judged] == [
        RowFate.NEW, RowFate.KNOWN, RowFate.TWICE, RowFate.NEW,
    ]  # fmt: skip
    made = ProgrammeItem.objects.filter(title="Rà soát quy trình").order_by("year")
    assert list(made.values_list("year", "strand", "due_on")) == [
        (2026, "service", date(2026, 3, 31)),
        (2027, "duty", date(2026, 3, 31)),
    ]
    events = Event.objects.filter(verb="programme.add", subject_id__in=[str(m.pk) for m in made])
    assert events.count() == 2


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"year": 9999}, ("year", "out_of_range")),
        ({"year": "10**99"}, ("year", "unreadable")),
        ({"year": "99999999999999999"}, ("year", "out_of_range")),
        ({"issued_on": "12/01/0000"}, ("issued_on", "unreadable")),
        ({"issued_on": "12/01/9999"}, ("issued_on", "out_of_range")),
        ({"issued_on": "29/02/2026"}, ("issued_on", "unreadable")),
        ({"due_on": "11/01/2026"}, ("due_on", "too_early")),
        ({"done_on": "21/11/2026"}, ("done_on", "future")),
        ({"strand": "bóng đá"}, ("strand", "unreadable")),
        ({"title": "x" * 301}, ("title", "too_long")),
        ({"source": ""}, ("source", "blank")),
    ],
)
def test_what_is_wrong_is_named(hue: Centre, more: dict[str, Any], fault: tuple[str, str]) -> None:
    seen = imports.preview_list(brought(hue, line("Mục", **more)), NOW)

    (judged,) = seen.judged
    assert judged.fate == RowFate.WRONG
    assert fault == (judged.faults[0].field, judged.faults[0].code)


def test_a_table_of_something_else_is_refused(hue: Centre) -> None:
    with pytest.raises(InvalidInput) as refusal:
        brought(hue, ["Bài báo", "2026-03-05"], heads=["Nội dung", "Ngày hoàn thành"])

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code) == ("file", "no_heading")
    assert "Văn bản ban hành" in str(fault.message)


def test_the_page_of_the_programme_offers_the_import_and_takes_a_file(hue: Centre) -> None:
    web = people.page(people.person(Role.QUALITY_OFFICER, hue))
    address = reverse("planning:imports") + "?subject=programme"

    assert address in web.get(reverse("planning:programme")).content.decode()
    assert web.get(reverse("planning:import-template"), {"subject": "programme"}).status_code == 200
    file = SimpleUploadedFile("Chương trình.xlsx", book(HEADS, line("Mục một")))
    answer = web.post(address, {"centre": hue.pk, "file": file})

    source = EntryImport.objects.get()
    assert answer.headers["Location"] == reverse("planning:import", args=[source.pk])
    text = web.get(answer.headers["Location"]).content.decode()
    assert "Mục một" in text
    digest = imports.preview_list(source, NOW).digest
    web.post(reverse("planning:import", args=[source.pk]), {"digest": digest})
    assert ProgrammeItem.objects.get().title == "Mục một"


def test_a_long_list_asks_few_questions(hue: Centre, django_assert_max_num_queries: Any) -> None:
    source = brought(hue, *(line(f"Mục {n}") for n in range(300)))

    with django_assert_max_num_queries(30):
        seen = imports.preview_list(source, NOW)
        imports.apply_list(import_id=source.pk, digest=seen.digest, by=source.by, at=NOW)

    assert ProgrammeItem.objects.count() == 300
