"""Pages: who gets in, what they see, what a wrong form says."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.permissions import Role
from instruments.models import Instrument, Standard
from tests.factories.instruments import calibrated_standard, calibration, instrument, kind, standard
from tests.factories.people import centre, client_of, customer, page, person

pytestmark = pytest.mark.django_db
PAGES = (
    "list", "table", "new", "types", "standards", "standard-new", "watch",
)  # fmt: skip
PDF = b"%PDF-1.7 certificate"


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_sign_in(name: str) -> None:
    answer = page(None).get(reverse(f"instruments:{name}"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.TECHNICIAN, {"standard-new"}),
        (Role.APPROVER, {"new", "standard-new"}),
        (Role.CONTRACT_OFFICER, {"standard-new"}),
        (Role.QUALITY_OFFICER, {"new"}),
        (Role.MANAGER, {"new", "standard-new"}),
        (Role.ADMINISTRATOR, set(PAGES)),
    ],
)
def test_each_role_gets_what_permissions_say(role: Role, refused: set[str]) -> None:
    browser = page(person(role, centre()))

    answers = {name: browser.get(reverse(f"instruments:{name}")).status_code for name in PAGES}

    assert answers == {name: 403 if name in refused else 200 for name in PAGES}


def test_a_client_sees_only_their_own() -> None:
    at = centre()
    mine, other = instrument(customer(at)), instrument(customer(at))
    browser = page(client_of(mine.customer))

    shown = browser.get(reverse("instruments:list"), {"q": "", "customer": str(other.customer_id)})
    detail = browser.get(reverse("instruments:detail", args=[mine.pk]))

    assert list(shown.context["page"]) == [mine]
    assert "customer" not in shown.context["form"].fields
    assert detail.status_code == 200
    assert detail.context["events"] is None
    assert browser.get(reverse("instruments:detail", args=[other.pk])).status_code == 404
    assert browser.get(reverse("instruments:edit", args=[mine.pk])).status_code == 403
    assert browser.get(reverse("instruments:standards")).status_code == 403


def test_another_centres_rows_do_not_exist() -> None:
    at, far = centre(), centre()
    thing, of = instrument(customer(far)), calibrated_standard(far)
    event = of.calibrations.get()
    technician = page(person(Role.TECHNICIAN, at))
    quality = page(person(Role.QUALITY_OFFICER, at))

    assert technician.get(reverse("instruments:detail", args=[thing.pk])).status_code == 404
    assert technician.post(reverse("instruments:edit", args=[thing.pk])).status_code == 404
    for name, args in (
        ("standard", [of.pk]), ("calibration-new", [of.pk]), ("calibration-file", [of.pk, event.pk]),
    ):  # fmt: skip
        assert quality.get(reverse(f"instruments:{name}", args=args)).status_code == 404
    assert quality.post(reverse("instruments:standard-use", args=[of.pk])).status_code == 404


def test_the_list_finds_without_tone_marks_and_by_type_and_customer() -> None:
    at = centre()
    wanted = instrument(customer(at, "Cấp nước"), name="Điện kế")
    instrument(customer(at), "platform-scale")
    browser = page(person(Role.TECHNICIAN, at))

    for asked in (
        {"q": "dien ke"}, {"q": "CAP NUOC"}, {"type": "pressure-gauge"},
        {"customer": str(wanted.customer_id)},
    ):  # fmt: skip
        answer = browser.get(reverse("instruments:list"), asked)
        assert list(answer.context["page"]) == [wanted]

    wrong = browser.get(reverse("instruments:list"), {"type": "no-such"})
    assert list(wrong.context["page"]) == []
    assert wrong.context["form"].errors["type"]


def test_the_list_asks_the_same_few_questions_for_any_number(
    django_assert_max_num_queries: Any,
) -> None:
    at = centre()
    for _ in range(30):
        instrument(customer(at))
    browser = page(person(Role.TECHNICIAN, at))
    browser.get(reverse("instruments:list"))

    with django_assert_max_num_queries(11):
        answer = browser.get(reverse("instruments:list"))

    assert len(answer.context["page"]) == 30


def test_the_standards_ask_the_same_few_questions_for_any_number(
    django_assert_max_num_queries: Any,
) -> None:
    at = centre()
    for _ in range(20):
        calibrated_standard(at)
    browser = page(person(Role.QUALITY_OFFICER, at))

    for name in ("standards", "watch"):
        with django_assert_max_num_queries(8):
            assert browser.get(reverse(f"instruments:{name}")).status_code == 200


def test_the_types_are_141_in_few_questions(django_assert_max_num_queries: Any) -> None:
    from instruments.reference import load_reference

    load_reference(timezone.now())
    browser = page(person(Role.TECHNICIAN, centre()))

    with django_assert_max_num_queries(6):
        answer = browser.get(reverse("instruments:types"))

    assert len(answer.context["kinds"]) == 141
    found = browser.get(reverse("instruments:types"), {"q": "ap ke lo xo bourdon"}).context["kinds"]
    assert [one.kind.code for one in found] == ["pressure-gauge"]
    assert browser.get(reverse("instruments:types"), {"q": "²", "on": "x"}).status_code == 200
    old = browser.get(reverse("instruments:types"), {"q": "taximet", "on": "2018-01-01"})
    assert [one.cycle.months for one in old.context["kinds"]] == [12]


def test_the_table_holds_exactly_what_is_shown() -> None:
    at = centre()
    wanted = instrument(customer(at), serial="=1+1")
    instrument(customer(at), "platform-scale")
    browser = page(person(Role.TECHNICIAN, at))

    answer = browser.get(reverse("instruments:table"), {"type": "pressure-gauge"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][4] == "=1+1"
    assert rows[1][5] == "0 bar … 10 bar"
    assert rows[1][10] == wanted.customer.name


def form(owner: Any, **more: Any) -> dict[str, Any]:
    return {
        "customer": owner.pk, "type": kind().pk, "serial": "7", "range_min": "0 bar",
        "range_max": "10,0 bar", "resolution": "0,2 bar", **more,
    }  # fmt: skip


def test_a_new_instrument_by_form_keeps_its_digits() -> None:
    owner = customer(centre())
    site = owner.sites.create(name="Trạm 1")
    browser = page(person(Role.TECHNICIAN, owner.centre))

    answer = browser.post(
        reverse("instruments:new"), form(owner, site=site.pk, facts="e = 50 g\nsupports = 4")
    )

    made = Instrument.objects.get()
    assert answer["Location"] == reverse("instruments:detail", args=[made.pk])
    assert (str(made.range_max), made.site, made.facts) == (
        "10.0 bar", site, {"e": "50 g", "supports": "4"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"range_max": "1.234 bar"}, "range_max", "có hai cách hiểu: 1234 hay 1,234"),
        ({"range_max": "10"}, "range_max", "chưa có đơn vị"),
        ({"range_max": "10 baar"}, "range_max", "Không có đơn vị “baar”"),
        ({"range_max": "10 kg"}, "range_max", "cùng một đại lượng"),
        ({"serial": ""}, "serial", ""),
        ({"year": "soon"}, "year", ""),
        ({"facts": "e: 50 g"}, "facts", "không có dạng tên = giá trị"),
        ({"type": "999999"}, "type", ""),
        ({"customer": "999999"}, "customer", ""),
        ({"customer": "x"}, "customer", ""),
        ({"site": "x"}, "site", ""),
    ],
)
def test_a_wrong_form_says_so_and_loses_nothing(
    typed: dict[str, str], field: str, said: str
) -> None:
    owner = customer(centre())
    browser = page(person(Role.TECHNICIAN, owner.centre))

    answer = browser.post(reverse("instruments:new"), form(owner, maker="Giữ lại", **typed))

    assert answer.status_code == 400
    assert said in " ".join(answer.context["form"].errors[field])
    html = answer.content.decode()
    assert "Giữ lại" in html
    assert "10,0 bar" in html or "range_max" in typed
    assert Instrument.objects.count() == 0


def test_a_customer_of_another_centre_is_not_offered() -> None:
    far = customer(centre())
    browser = page(person(Role.TECHNICIAN, centre()))

    answer = browser.post(reverse("instruments:new"), form(far))

    assert answer.status_code == 400
    assert "customer" in answer.context["form"].errors
    assert Instrument.objects.count() == 0


def test_an_edit_shows_the_readers_decimal_mark_and_saves() -> None:
    thing = instrument(customer(centre()), resolution=None)
    browser = page(person(Role.CONTRACT_OFFICER, thing.customer.centre))
    address = reverse("instruments:edit", args=[thing.pk])
    shown = browser.get(address).content.decode()
    assert 'value="10 bar"' in shown

    answer = browser.post(address, form(thing.customer, range_max="16,0 bar"))

    thing.refresh_from_db()
    assert answer.status_code == 302
    assert (thing.serial, str(thing.range_max)) == ("7", "16.0 bar")


def test_an_approver_sees_but_may_not_edit() -> None:
    thing = instrument(customer(centre()))
    browser = page(person(Role.APPROVER, thing.customer.centre))

    assert browser.get(reverse("instruments:detail", args=[thing.pk])).status_code == 200
    assert browser.post(reverse("instruments:edit", args=[thing.pk])).status_code == 403


def lines(*rows: tuple[str, str, str, str], total: int = 6) -> dict[str, str]:
    found = {"values-TOTAL_FORMS": str(total), "values-INITIAL_FORMS": "0"}
    for number in range(total):
        row = rows[number] if number < len(rows) else ("", "", "", "2")
        for name, text in zip(("nominal", "value", "expanded", "k"), row, strict=True):
            found[f"values-{number}-{name}"] = text
    return found


def event(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "on": today.isoformat(), "valid_until": (today + timedelta(days=365)).isoformat(),
        "laboratory": "Viện Ví Dụ", "certificate_number": "V1", **more,
    }  # fmt: skip


def test_a_calibration_by_form_with_values_and_file() -> None:
    of = standard(centre())
    browser = page(person(Role.QUALITY_OFFICER, of.centre))
    file = SimpleUploadedFile("giấy.pdf", PDF, "application/pdf")
    rows = lines(("10 bar", "10,002 bar", "0,004 bar", "2"), ("", "", "", "2"),
                 ("20 bar", "20,003 bar", "0,004 bar", "2,03"))  # fmt: skip

    answer = browser.post(
        reverse("instruments:calibration-new", args=[of.pk]), {**event(file=file), **rows}
    )

    assert answer["Location"] == reverse("instruments:standard", args=[of.pk])
    made = of.calibrations.get()
    assert [(str(v.value), v.k) for v in made.values.all()] == [
        ("10.002 bar", "2"), ("20.003 bar", "2.03"),
    ]  # fmt: skip
    got = browser.get(reverse("instruments:calibration-file", args=[of.pk, made.pk]))
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    assert got["Content-Type"] == "application/pdf"
    assert got["Cache-Control"] == "private, no-store"


def test_a_wrong_line_is_named_and_nothing_is_saved() -> None:
    of = standard(centre())
    browser = page(person(Role.QUALITY_OFFICER, of.centre))
    address = reverse("instruments:calibration-new", args=[of.pk])

    for rows, line, field in (
        (lines(("10 bar", "1.234 bar", "0,004 bar", "2")), 0, "value"),
        (lines(("", "", "", "2"), ("10 bar", "10 kg", "0,004 bar", "2")), 1, "value"),
        (lines(("10 bar", "10 bar", "0,004 bar", "0")), 0, "k"),
        (lines(("10 bar", "", "", "2")), 0, "value"),
    ):
        answer = browser.post(address, {**event(), **rows})
        assert answer.status_code == 400
        assert field in answer.context["values"][line].errors

    assert of.calibrations.count() == 0
    assert browser.post(address, {}).status_code == 400


def test_more_lines_keep_what_was_typed() -> None:
    of = standard(centre())
    browser = page(person(Role.QUALITY_OFFICER, of.centre))
    rows = lines(("10 bar", "10,00", "", "2"))

    answer = browser.post(
        reverse("instruments:calibration-new", args=[of.pk]), {**event(), **rows, "more": "1"}
    )

    html = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.context["values"].forms) == 12
    assert 'value="10,00"' in html
    assert "note-error" not in html
    assert of.calibrations.count() == 0


def test_a_standard_by_form() -> None:
    at = centre()
    browser = page(person(Role.QUALITY_OFFICER, at))
    typed = {
        "centre": at.pk, "code": "CH-1", "name_vi": "Quả cân chuẩn F1", "serial": "12",
        "quantity": "mass", "range_max": "20 kg", "mpe": "0,1 g",
    }  # fmt: skip

    wrong = browser.post(reverse("instruments:standard-new"), {**typed, "range_max": "20 bar"})
    answer = browser.post(reverse("instruments:standard-new"), typed)
    again = browser.post(reverse("instruments:standard-new"), typed)

    made = Standard.objects.get()
    assert wrong.status_code == 400
    assert "Đơn vị “bar” là của đại lượng khác (áp suất)" in wrong.content.decode()
    assert answer["Location"] == reverse("instruments:calibration-new", args=[made.pk])
    assert str(made.mpe) == "0.1 g"
    assert again.status_code == 400
    assert again.context["form"].errors["code"] == ["Trung tâm đã có chuẩn mang mã hiệu này."]


def test_out_of_use_needs_its_reason() -> None:
    of = calibrated_standard(centre())
    browser = page(person(Role.QUALITY_OFFICER, of.centre))
    address = reverse("instruments:standard-use", args=[of.pk])

    assert browser.post(address, {"move": "out", "why": ""}).status_code == 400
    assert browser.post(address, {"move": "out", "why": "rơi"}).status_code == 302
    of.refresh_from_db()
    assert of.out_of_use
    assert browser.post(address, {"move": "out", "why": "rơi"}).status_code == 409
    assert browser.post(address, {"move": "return", "why": "đã xem"}).status_code == 302
    technician = page(person(Role.TECHNICIAN, of.centre))
    assert technician.post(address, {"move": "out", "why": "rơi"}).status_code == 403


def test_the_watch_says_days_left_in_words() -> None:
    at, today = centre(), timezone.localdate()
    due = calibrated_standard(at, today - timedelta(days=100), days=110)
    old = standard(at)
    calibration(old, today - timedelta(days=400), file=ContentFile(PDF, name="a.pdf"))
    browser = page(person(Role.QUALITY_OFFICER, at))

    html = browser.get(reverse("instruments:watch")).content.decode()

    assert "còn 10 ngày" in html
    assert "quá 35 ngày" in html
    assert due.code in html
    assert old.code in html


def test_a_missing_file_is_404() -> None:
    of = calibrated_standard(centre())
    browser = page(person(Role.TECHNICIAN, of.centre))
    event_id = of.calibrations.get().pk

    for args in ([of.pk, event_id], [of.pk, 999999]):
        address = reverse("instruments:calibration-file", args=args)
        assert browser.get(address).status_code == 404


def test_a_standard_is_amended_by_form() -> None:
    of = standard(centre())
    browser = page(person(Role.QUALITY_OFFICER, of.centre))
    address = reverse("instruments:standard-edit", args=[of.pk])
    shown = browser.get(address)
    typed = {**shown.context["form"].initial, "range_min": "0 bar", "range_max": "60,0 bar"}

    answer = browser.post(address, {**typed, "mpe": "0,03 bar"})
    wrong = browser.post(address, {**typed, "mpe": "0,03 kg"})

    of.refresh_from_db()
    assert (answer.status_code, str(of.range_max)) == (302, "60.0 bar")
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["mpe"])
    technician = page(person(Role.TECHNICIAN, of.centre))
    away = page(person(Role.QUALITY_OFFICER, centre()))
    assert technician.get(address).status_code == 403
    assert away.post(address, {}).status_code == 404
