"""The pages and the API of other laboratories' files, as a quality officer meets them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import Role
from certificates.foreign.forms import facts_of
from certificates.models import ForeignFile
from instruments.models import Standard, StandardCalibration
from tests.factories import dcc, instruments, people
from tests.factories.dcc import expanded, numbers, quantity, table, xml
from tests.factories.people import api, page

pytestmark = pytest.mark.django_db
FACTS = {
    "on": "2026-03-04",
    "valid_until": "2027-03-04",
    "laboratory": "Viện Đo lường Ví Dụ",
    "certificate_number": "V08.CN5.0001.26",
}
FIRST = {
    "table": "1.1.1", "nominal": "1.1.1.1", "value": "1.1.1.2", "how": "value",
    "expanded": "1.1.1.2", "k": "",
}  # fmt: skip


@pytest.fixture
def gauge(files: Any) -> Standard:
    return instruments.standard(people.centre("HUE"), serial="R-1")


@pytest.fixture
def officer(gauge: Standard) -> User:
    return people.person(Role.QUALITY_OFFICER, gauge.centre)


@pytest.fixture
def row(gauge: Standard, officer: User) -> ForeignFile:
    upload(officer, gauge)
    return ForeignFile.objects.get()


def sent(data: bytes, name: str = "V08.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def upload(who: User, gauge: Standard, data: bytes = b"", name: str = "V08.xml") -> Any:
    body = {"centre": gauge.centre_id, "file": sent(data or xml(), name)}
    return page(who).post("/dcc/", body)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def confirm(who: User, row: ForeignFile, gauge: Standard, **more: Any) -> Any:
    body = {**FACTS, **FIRST, "standard": gauge.pk, **more}
    return page(who).post(f"/dcc/{row.pk}/confirm/", body)


# The page


def test_from_a_file_to_an_event(gauge: Standard, officer: User) -> None:
    answer = upload(officer, gauge)
    row = ForeignFile.objects.get()
    assert answer["Location"] == f"/dcc/{row.pk}/"

    shown = text(page(officer).get(f"/dcc/{row.pk}/"))
    assert f"Sẽ ghi cho chuẩn {gauge.code}" in shown
    assert "10,002 bar" in shown
    assert 'value="V08.CN5.0001.26"' in shown
    assert not StandardCalibration.objects.exists()

    answer = confirm(officer, row, gauge)
    assert answer["Location"] == f"/standards/{gauge.pk}/"
    event = StandardCalibration.objects.get()
    assert [str(line.value) for line in event.values.all()] == [
        "0.000 bar", "10.002 bar", "20.003 bar",
    ]  # fmt: skip
    assert "đã ghi nhận cho chuẩn" in text(page(officer).get(f"/dcc/{row.pk}/"))
    assert "V08.xml" in text(page(officer).get("/dcc/?state=confirmed"))
    assert "Chưa có tệp nào" in text(page(officer).get("/dcc/?state=draft"))


def test_sent_twice_it_is_one_event(gauge: Standard, officer: User, row: ForeignFile) -> None:
    for _again in range(2):
        assert confirm(officer, row, gauge)["Location"] == f"/standards/{gauge.pk}/"

    assert StandardCalibration.objects.count() == 1


def test_other_columns_with_a_reason_correct_it(gauge: Standard, officer: User) -> None:
    wrong = quantity(numbers("10.003 20.004", r"\bar", expanded("0.005")), "basic_referenceValue")
    right = quantity(numbers("10.002 20.003", r"\bar", expanded("0.004")))
    shown = quantity(numbers("10.00 20.00", r"\bar"), "basic_measuredValue")
    upload(officer, gauge, xml(table(shown, wrong, right)))
    row = ForeignFile.objects.get()
    confirm(officer, row, gauge)

    other = {"value": "1.1.1.3", "expanded": "1.1.1.3", "again": "1"}
    assert "Lý do đính chính" in text(confirm(officer, row, gauge, **other), 400)
    answer = confirm(officer, row, gauge, **other, why="Nhầm cột")

    assert answer.status_code == 302
    assert StandardCalibration.objects.get(corrects__isnull=False).why == "Nhầm cột"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"<a/>", "x.xml", "không phải DCC"),
        (xml(a="2026-03-04→2026-03-02"), "x.xml", "trước ngày bắt đầu"),
        (dcc.pdf(("a.xml", xml()), ("b.xml", xml(serial="R-2"))), "x.pdf", "2 DCC đính kèm"),
        (xml()[:900], "x.xml", "Tệp XML hỏng"),
        (b"<" + b" " * (21 * 2**20), "x.xml", "tối đa 20 MB"),
        (b"<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'><a/>", "x.xml", "DTD"),
    ],
    ids=["root", "dates", "two", "cut", "large", "dtd"],
)
def test_what_is_not_read_is_said_and_nothing_is_kept(
    gauge: Standard, officer: User, data: bytes, name: str, reason: str
) -> None:
    assert reason in text(upload(officer, gauge, data, name), 400)
    assert not ForeignFile.objects.exists()


def test_every_reason_is_told(gauge: Standard, officer: User) -> None:
    both = xml(
        a="2026-03-04→2026-03-02", b="<dcc:measurementResult>→<dcc:measurementResult refId='x'>"
    )

    shown = text(upload(officer, gauge, both), 400)

    assert "trước ngày bắt đầu" in shown
    assert "mà tệp không có" in shown


def test_a_table_that_is_picked_brings_its_own_columns(officer: User, gauge: Standard) -> None:
    second = table(quantity(numbers("7.5", r"\bar", expanded("0.1"))))
    upload(officer, gauge, xml(dcc.GAUGE + second))
    row = ForeignFile.objects.get()

    shown = text(
        page(officer).get(f"/dcc/{row.pk}/", {**FIRST, "table": "1.1.2", "standard": str(gauge.pk)})
    )

    assert 'value="1.1.2.1"' in shown
    assert 'value="1.1.1.1"' not in shown
    assert "Hãy chọn bảng và các cột" in shown


def test_what_the_choice_cannot_give_is_said_beside_it(
    officer: User, gauge: Standard, row: ForeignFile
) -> None:
    asked = {**FIRST, "standard": str(gauge.pk), "expanded": "1.1.1.1"}

    assert "không cho độ không đảm bảo đo" in text(page(officer).get(f"/dcc/{row.pk}/", asked))


def test_another_serial_number_asks_for_somebody_who_is_sure(
    officer: User, gauge: Standard, row: ForeignFile
) -> None:
    other = instruments.standard(gauge.centre)

    shown = text(page(officer).get(f"/dcc/{row.pk}/", {**FIRST, "standard": str(other.pk)}))
    assert f"số chế tạo của chuẩn là {other.serial}" in shown
    assert "hãy xác nhận đúng là nó" in text(confirm(officer, row, other), 400)
    assert not StandardCalibration.objects.exists()

    assert confirm(officer, row, other, sure="on").status_code == 302
    assert StandardCalibration.objects.get().standard == other


def test_a_coverage_factor_is_typed_with_the_readers_decimal_mark(
    officer: User, gauge: Standard
) -> None:
    bare = (
        "<si:measurementUncertaintyUnivariateXMLList><si:standardMUXMLList>"
        "<si:valueStandardMUXMLList>0.002</si:valueStandardMUXMLList></si:standardMUXMLList>"
        "</si:measurementUncertaintyUnivariateXMLList>"
    )
    shown = quantity(numbers("10.00", r"\bar"), "basic_measuredValue")
    upload(officer, gauge, xml(table(shown, quantity(numbers("10.002", r"\bar", bare)))))
    row = ForeignFile.objects.get()

    asked = {**FIRST, "standard": str(gauge.pk), "k": "2,5"}
    assert "0,0050 bar" in text(page(officer).get(f"/dcc/{row.pk}/", asked))


def test_a_draft_is_dropped_and_a_recorded_file_is_kept(
    officer: User, gauge: Standard, row: ForeignFile
) -> None:
    confirm(officer, row, gauge)
    page(officer).post(f"/dcc/{row.pk}/drop/")
    upload(officer, gauge, xml(serial="R-2"))
    draft = ForeignFile.objects.get(event__isnull=True)

    assert page(officer).post(f"/dcc/{draft.pk}/drop/")["Location"] == "/dcc/"
    assert list(ForeignFile.objects.all()) == [row]


def test_the_file_leaves_as_it_came(officer: User, row: ForeignFile) -> None:
    answer: Any = page(officer).get(f"/dcc/{row.pk}/download/")

    assert b"".join(answer.streaming_content) == xml()
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_languages(officer: User, row: ForeignFile, language: str) -> None:
    client = page(officer)
    client.cookies["django_language"] = language

    shown = text(client.get(f"/dcc/{row.pk}/"))

    assert ("Will be recorded for the standard" in shown) is (language == "en")
    assert ("10,002 bar" in shown) is (language == "vi")


def test_who_keeps_no_standards_does_not_come_in(gauge: Standard, row: ForeignFile) -> None:
    technician = people.person(Role.TECHNICIAN, gauge.centre)
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))

    for address in ("/dcc/", f"/dcc/{row.pk}/", f"/dcc/{row.pk}/download/"):
        assert page(technician).get(address).status_code == 403
        assert "/accounts/login/" in page(None).get(address)["Location"]
    assert page(elsewhere).get(f"/dcc/{row.pk}/").status_code == 404
    assert confirm(elsewhere, row, gauge).status_code == 404
    assert page(elsewhere).post(f"/dcc/{row.pk}/drop/").status_code == 404


def test_a_standard_of_another_centre_is_not_chosen(officer: User, row: ForeignFile) -> None:
    other = instruments.standard(people.centre("DANANG"))

    assert confirm(officer, row, other).status_code == 404
    assert "hãy chọn chuẩn" in text(page(officer).get(f"/dcc/{row.pk}/?standard={other.pk}"))
    assert not StandardCalibration.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"standard": "x"}, {"standard": 10**30}, {"table": "x" * 999}]
)
def test_a_malformed_confirmation_is_no_error_of_ours(
    officer: User, gauge: Standard, row: ForeignFile, body: dict[str, Any]
) -> None:
    answer = page(officer).post(f"/dcc/{row.pk}/confirm/", {"standard": gauge.pk, **body})

    assert answer.status_code in (400, 404)
    assert not StandardCalibration.objects.exists()


def test_the_list_asks_the_same_however_long_it_is(officer: User, gauge: Standard) -> None:
    upload(officer, gauge)
    client = page(officer)
    client.get("/dcc/")
    with CaptureQueriesContext(connection) as few:
        client.get("/dcc/")
    for number in range(5):
        upload(officer, gauge, xml(serial=f"S-{number}"))
    with CaptureQueriesContext(connection) as many:
        client.get("/dcc/")

    assert len(many) == len(few)


def test_the_facts_are_those_of_the_file(gauge: Standard, row: ForeignFile) -> None:
    from certificates.foreign.queries import content_of

    facts = facts_of(content_of(row), gauge)

    assert str(facts["on"]) == "2026-03-04"
    assert facts["valid_until"] is None
    gauge.interval_months = 12
    assert str(facts_of(content_of(row), gauge)["valid_until"]) == "2027-03-04"


# The API


def ask(who: User | None, body: dict[str, Any]) -> Any:
    return api(who).post("/api/v1/dcc/read/", body, format="multipart")


def test_the_api_reads_and_keeps_nothing(officer: User) -> None:
    answer = ask(officer, {"file": sent(xml())})

    assert answer.status_code == 200
    found = answer.json()
    assert found["number"] == "V08.CN5.0001.26"
    assert found["results"][0]["tables"][0]["columns"][1]["parts"][0]["values"] == [
        "0.000", "10.002", "20.003",
    ]  # fmt: skip
    assert not ForeignFile.objects.exists()


def test_the_api_tells_each_reason(officer: User) -> None:
    answer = ask(officer, {"file": sent(xml(a="2026-03-04→2026-03-02"))})

    assert answer.status_code == 400
    assert [(fault["field"], fault["code"]) for fault in answer.json()["faults"]] == [
        ("file", "dates")
    ]


def test_the_api_runs_the_rules_when_asked(officer: User) -> None:
    answer = ask(officer, {"file": sent(xml()), "rules": "true"})

    assert {each["code"] for each in answer.json()["remarks"]} == {"schematron"}


def test_the_api_is_closed_to_others(gauge: Standard) -> None:
    assert ask(None, {"file": sent(xml())}).status_code == 401
    technician = people.person(Role.TECHNICIAN, gauge.centre)
    assert ask(technician, {"file": sent(xml())}).status_code == 403


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"file": ""}])
def test_the_api_refuses_what_is_no_file(officer: User, body: dict[str, Any]) -> None:
    assert ask(officer, body).status_code == 400


def test_the_api_refuses_what_is_too_large(officer: User) -> None:
    assert ask(officer, {"file": sent(b"<" + b" " * (21 * 2**20))}).status_code == 413
