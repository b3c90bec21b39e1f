"""The pages of a standard's history: who gets in, what they say, what a wrong form says."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from instruments.models import CalibrationDoubt, IntermediateCheck, Standard, StandardCalibration
from tests.factories.instruments import calibration, q, standard
from tests.factories.people import centre, page, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def of() -> Standard:
    made = standard(centre())
    for years, value in ((3, "10.001"), (2, "10.002"), (1, "10.003"), (0, "10.004")):
        lines = [
            (q("0 bar"), q("0 bar"), q("0.002 bar"), "2"),
            (q("10 bar"), q(f"{value} bar"), q("0.002 bar"), "2"),
        ]
        calibration(made, TODAY - timedelta(days=30 + 365 * years), values=lines)
    return made


def url(of: Standard, name: str, *, event: bool = False) -> str:
    return reverse(f"instruments:{name}", args=[of.pk, of.events()[0].pk] if event else [of.pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


SEEN = (("standard-drift", False), ("standard-checks", False))
KEPT = (("control-limits", False), ("calibration-correct", True), ("calibration-doubt", True))


def test_who_gets_in(of: Standard) -> None:
    at = of.centre
    technician, quality = page(person(Role.TECHNICIAN, at)), page(person(Role.QUALITY_OFFICER, at))
    away = page(person(Role.QUALITY_OFFICER, centre()))

    for name, event in (*SEEN, *KEPT):
        place = url(of, name, event=event)
        assert page(None).get(place).status_code == 302
        assert away.get(place).status_code == 404
        assert quality.get(place).status_code == 200
        assert technician.get(place).status_code == (200 if (name, event) in SEEN else 403)
    for name, event in (*KEPT, ("standard-interval", False)):
        assert technician.post(url(of, name, event=event)).status_code == 403
    manager = page(person(Role.MANAGER, at))
    assert manager.post(url(of, "standard-checks")).status_code == 403


def test_an_event_of_another_standard_does_not_exist(of: Standard) -> None:
    other = calibration(standard(of.centre))
    quality = page(person(Role.QUALITY_OFFICER, of.centre))

    for name in ("calibration-correct", "calibration-doubt"):
        place = reverse(f"instruments:{name}", args=[of.pk, other.pk])
        assert quality.get(place).status_code == 404
        assert quality.post(place, {"why": "x"}).status_code == 404
    assert CalibrationDoubt.objects.count() == 0


def correction(event: StandardCalibration, **more: str) -> dict[str, str]:
    lines = event.values.all()
    typed = {
        "on": event.on.isoformat(), "valid_until": event.valid_until.isoformat(),
        "laboratory": event.laboratory, "traceable_to": event.traceable_to,
        "certificate_number": event.certificate_number,
        "why": "gõ nhầm", "values-TOTAL_FORMS": str(len(lines)), "values-INITIAL_FORMS": "0",
    }  # fmt: skip
    for i, line in enumerate(lines):
        for name in ("nominal", "value", "expanded", "k"):
            typed[f"values-{i}-{name}"] = str(getattr(line, name)).replace(".", ",")
    return typed | more


def test_a_correction_begins_with_what_is_recorded_and_strikes_it_through(of: Standard) -> None:
    wrong = of.events()[0]
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    place = url(of, "calibration-correct", event=True)

    shown = quality.get(place)
    done = quality.post(place, correction(wrong, **{"values-1-value": "10,014 bar"}))
    standard_page = quality.get(url(of, "standard"))

    assert shown.context["form"].initial["certificate_number"] == wrong.certificate_number
    assert [form.initial["value"] for form in shown.context["values"] if form.initial] == [
        line.value for line in wrong.values.all()
    ]
    assert done.status_code == 302
    right = of.events()[0]
    assert (right.corrects_id, right.why) == (wrong.pk, "gõ nhầm")
    assert str(right.values.last().value) == "10.014 bar"  # type: ignore[union-attr]
    said = text_of(standard_page)
    assert "card replaced" in said
    assert "Đã được đính chính: gõ nhầm" in said
    assert "+0,014 bar" in said


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"why": ""}, "why"),
        ({"valid_until": "2001-01-01"}, "valid_until"),
        ({}, None),  # nothing differs
    ],
)
def test_a_wrong_correction_is_shown_again(
    of: Standard, typed: dict[str, str], field: str | None
) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    before = of.calibrations.count()

    got = quality.post(
        url(of, "calibration-correct", event=True), correction(of.events()[0], **typed)
    )

    assert got.status_code == 400
    assert list(got.context["form"].errors) == [field or "__all__"]
    assert of.calibrations.count() == before


def test_more_lines_keep_what_was_typed(of: Standard) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    typed = correction(of.events()[0], more="1", why="")

    got = quality.post(url(of, "calibration-correct", event=True), typed)

    assert got.status_code == 200
    assert len(got.context["values"].forms) == 8
    assert not got.context["form"].errors


def test_a_doubt_says_why_on_every_page(of: Standard) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    place = url(of, "calibration-doubt", event=True)

    refused = quality.post(place, {"why": "", "since": ""})
    done = quality.post(place, {"why": "Rơi khi vận chuyển", "since": ""})

    assert refused.status_code == 400
    assert done.status_code == 302
    for name in ("standards", "watch"):
        assert "đang bị nghi ngờ" in text_of(quality.get(reverse(f"instruments:{name}")))
    assert "Rơi khi vận chuyển" in text_of(quality.get(url(of, "standard")))


def test_drift_is_drawn_with_its_finding_and_its_table(of: Standard) -> None:
    technician = page(person(Role.TECHNICIAN, of.centre))

    got = technician.get(url(of, "standard-drift"), {"point": "10 bar"})
    said = text_of(got)

    assert got.context["chosen"].key == "10 bar"
    assert "Hiệu chính tại 10 bar trôi +0,0010" in said
    assert said.count("<circle") >= 6
    assert "dự đoán khi đến hạn" in said
    assert "Ghi quyết định" not in said  # a technician does not decide


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("5 bar", "+0,0020 bar"),
        ("500 kPa", "+0,20 kPa"),
        ("11 bar", "Ngoài các điểm đã hiệu chuẩn, 0 … 10 bar"),
        ("1 kg", "không có giá trị nào của đại lượng đó"),
        ("năm", "không phải là số"),
    ],
)
def test_a_value_is_read_between_the_points(of: Standard, at: str, shown: str) -> None:
    got = page(person(Role.TECHNICIAN, of.centre)).get(url(of, "standard-drift"), {"at": at})

    assert got.status_code == 200
    assert shown in text_of(got)


def test_a_standard_without_history_says_what_will_be_here(of: Standard) -> None:
    fresh = standard(of.centre)
    technician = page(person(Role.TECHNICIAN, of.centre))

    assert "Độ trôi sẽ hiện ở đây" in text_of(technician.get(url_of(fresh, "standard-drift")))
    assert "Ghi lần đầu bên dưới" in text_of(technician.get(url_of(fresh, "standard-checks")))


def url_of(of: Standard, name: str) -> str:
    return reverse(f"instruments:{name}", args=[of.pk])


def test_the_interval_is_decided_with_a_reason(of: Standard) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    place = url(of, "standard-interval")

    refused = quality.post(place, {"months": "12", "why": ""})
    done = quality.post(place, {"months": "18", "why": "ổn định"})

    assert refused.status_code == 400
    assert done.status_code == 302
    of.refresh_from_db()
    assert of.interval_months == 18
    assert "Chu kỳ đã quyết định: 18 tháng" in text_of(quality.get(url(of, "standard-drift")))


def check(of: Standard, browser: Any, found: str, **more: str) -> Any:
    typed = {"on": TODAY.isoformat(), "point": "10 bar", "found": found, "item": "CA-03"}
    return browser.post(url(of, "standard-checks"), typed | more)


def test_a_technician_records_checks_and_a_grave_one_offers_to_doubt(of: Standard) -> None:
    technician = page(person(Role.TECHNICIAN, of.centre))
    quality = page(person(Role.QUALITY_OFFICER, of.centre))

    steady = [check(of, technician, found) for found in ("9,9 bar", "10,1 bar") * 3]
    last = check(of, technician, "12 bar")
    said, offered = (text_of(who.get(url(of, "standard-checks"))) for who in (technician, quality))

    assert {got.status_code for got in (*steady, last)} == {302}
    assert "vượt đường hành động ±3s." in said
    doubt = url(of, "calibration-doubt", event=True)
    assert doubt in offered
    assert doubt not in said
    assert "vượt đường hành động" in text_of(quality.get(url(of, "standard")))


def test_a_wrong_check_is_shown_again_and_a_slip_is_replaced(of: Standard) -> None:
    technician = page(person(Role.TECHNICIAN, of.centre))
    check(of, technician, "100 bar")
    wrong = IntermediateCheck.objects.get()

    refused = check(of, technician, "10 bar", corrects=str(wrong.pk))
    done = check(of, technician, "10 bar", corrects=str(wrong.pk), note="gõ thừa số 0")
    unit = check(of, technician, "10 kg")

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["note"])
    assert done.status_code == 302
    assert (unit.status_code, list(unit.context["form"].errors)) == (400, ["found"])
    assert IntermediateCheck.objects.get(corrects=wrong).note == "gõ thừa số 0"


def test_limits_begin_with_what_is_agreed(of: Standard) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    check(of, quality, "10,1 bar")
    place = url(of, "control-limits")
    typed = {"point": "10 bar", "item": "CA-03", "first": "5", "lower": "9,5 bar",
             "upper": "10,5 bar", "since": "", "why": "thỏa thuận"}  # fmt: skip

    done = quality.post(place, typed)
    again = quality.get(place, {"series": "1"})
    refused = quality.post(place, typed | {"lower": "11 bar"})
    nonsense = quality.get(place, {"series": "99999999999"})

    assert done.status_code == 302
    assert again.context["form"].initial["upper"] == q("10.5 bar")
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["upper"])
    assert nonsense.status_code == 200
    assert "9,5 bar … 10,5 bar" in text_of(quality.get(url(of, "standard-checks")))


def test_further_quantities_are_chosen_in_the_form(of: Standard) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    facts = {"code": of.code, "name_vi": of.name_vi, "serial": of.serial, "range_max": "60 bar"}

    done = quality.post(url(of, "standard-edit"), facts | {"also": ["mass", "length"]})
    shown = quality.get(url(of, "standard"))

    assert done.status_code == 302
    assert shown.context["quantities"] == ["áp suất", "khối lượng", "độ dài"]


@pytest.mark.parametrize("name", ["standard", "standard-drift", "standard-checks"])
def test_the_pages_ask_the_same_few_questions_for_any_history(
    of: Standard, name: str, django_assert_max_num_queries: Any
) -> None:
    quality = page(person(Role.QUALITY_OFFICER, of.centre))
    for found in ("9,9 bar", "10,1 bar") * 4:
        check(of, quality, found)
    quality.get(url(of, name))

    with django_assert_max_num_queries(17):
        assert quality.get(url(of, name)).status_code == 200
