"""Card, designation, registration, type approval: each blocks with its sentence, until mended."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.permissions import Role
from calibration.authority.powers import powers_for
from calibration.authority.scope import scope_of_plan
from calibration.checks import prepare, procedures_for
from calibration.models import Job, OfficerCard, Scope, ScopeLine, Worksheet
from calibration.services import (
    start_work,
)
from calibration.states import ScopeKind
from common.errors import Refused
from instruments.models import Instrument
from tests.factories import authority, instruments, people
from tests.factories import calibration as made
from tests.factories.instruments import q
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def begin(job: Job, lab: made.Lab) -> Worksheet:
    standard = lab.weights if "scale" in job.instrument.type.code else lab.gauge  # type: ignore[union-attr]
    return start_work(job_id=job.pk, standards=[standard.pk], by=lab.technician, at=NOW)


def said(refused: Any) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.field, str(fault.message)) for fault in refused.value.faults]


def blocked(job: Job, lab: made.Lab) -> tuple[str, str, str]:
    """The one block of a start; nothing has changed."""
    with pytest.raises(Refused) as refused:
        begin(job, lab)
    job.refresh_from_db()
    assert (job.state, job.technician, Worksheet.objects.count()) == ("open", None, 0)
    (found,) = said(refused)
    return found


def scope(lab: made.Lab, kind: str, *, number: str = "N 123", **days: Any) -> Scope:
    given = {"valid_from": date(2025, 1, 1), "valid_to": date(2029, 12, 31), **days}
    return Scope.objects.create(centre=lab.centre, kind=kind, number=number, **given)


def line(of: Scope, service: str = "verification", **facts: Any) -> ScopeLine:
    kind = instruments.kind(facts.pop("type", "pressure-gauge"))
    return ScopeLine.objects.create(scope=of, type=kind, service=service, **facts)


# The officer's card


def card(lab: made.Lab, *types: str, **days: Any) -> OfficerCard:
    given = {"valid_from": date(2025, 1, 1), "valid_to": date(2029, 12, 31), **days}
    found = OfficerCard.objects.create(
        centre=lab.centre, user=lab.technician, number="0186-01", **given
    )
    found.types.set([instruments.kind(each) for each in types])
    return found


def test_verification_needs_a_card_and_goes_on_when_there_is_one() -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    job = made.gauge_job(lab)

    assert blocked(job, lab) == (
        "card_missing",
        "card",
        (
            "Trần Thị Thử không có thẻ kiểm định viên cho “Áp kế lò xo”."
            " Bị chặn cho tới khi có thẻ còn hiệu lực cho loại này."
            " Người xử lý: phụ trách chất lượng."
        ),
    )

    card(lab, "pressure-gauge")
    assert begin(job, lab).job.state == "measuring"


def test_a_card_for_another_type_is_none() -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    card(lab, "platform-scale")

    assert blocked(made.gauge_job(lab), lab)[0] == "card_missing"


@pytest.mark.parametrize(
    ("days", "code", "sentence"),
    [
        (
            {"valid_to": YESTERDAY},
            "card_expired",
            "Thẻ kiểm định viên 0186-01 của Trần Thị Thử hết hạn ngày 19/11/2026.",
        ),
        (
            {"valid_from": TOMORROW},
            "card_not_begun",
            "Thẻ kiểm định viên 0186-01 của Trần Thị Thử có giá trị từ ngày 21/11/2026.",
        ),
    ],
)
def test_a_card_that_is_not_in_force_on_the_day(
    days: dict[str, date], code: str, sentence: str
) -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    card(lab, "pressure-gauge", **days)

    found = blocked(made.gauge_job(lab), lab)

    assert (found[0], found[2].startswith(sentence)) == (code, True)


def test_the_last_day_of_a_card_counts() -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    card(lab, "pressure-gauge", valid_to=TODAY)

    assert made.measuring_job(lab).state == "measuring"


def test_calibration_asks_for_no_card_and_no_type_approval() -> None:
    lab = made.lab()
    authority.forbid(cards=True)
    authority.forbid(kind=ScopeKind.DESIGNATION)

    assert made.measuring_job(lab, made.gauge_job(lab, service="calibration")).state == "measuring"


def test_the_card_is_the_one_of_who_starts_not_of_who_it_was_given_to() -> None:
    lab = made.lab()
    OfficerCard.objects.filter(user=lab.approver).delete()
    job = made.gauge_job(lab)

    with pytest.raises(Refused) as refused:
        start_work(job_id=job.pk, standards=[lab.gauge.pk], by=lab.approver, at=NOW)

    assert [code for code, _field, _text in said(refused)] == ["card_missing"]


# Designation


def test_verification_needs_a_designation_that_has_the_type() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    job = made.gauge_job(lab)

    assert blocked(job, lab) == (
        "designation_missing",
        "designation",
        (
            "Trung tâm không có quyết định chỉ định cho “Áp kế lò xo”. Bị chặn cho tới khi quyết"
            " định chỉ định còn hiệu lực có loại này. Người xử lý: phụ trách chất lượng."
        ),
    )
    line(scope(lab, ScopeKind.DESIGNATION))

    assert begin(job, lab).job.state == "measuring"


def test_a_designation_that_ended() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    line(scope(lab, ScopeKind.DESIGNATION, valid_to=YESTERDAY))

    code, _field, text = blocked(made.gauge_job(lab), lab)

    assert code == "designation_expired"
    assert text.startswith(
        "Số N 123 (quyết định chỉ định) cho “Áp kế lò xo” hết hạn ngày 19/11/2026."
    )


def test_a_designation_that_misses_the_range_says_which_it_has() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    held = scope(lab, ScopeKind.DESIGNATION)
    line(held, range_min=q("0 MPa"), range_max=q("0.6 MPa"), accuracy="đến 1,6")
    job = made.gauge_job(lab)

    code, _field, text = blocked(job, lab)

    assert code == "designation_range"
    assert text.startswith(
        "Số N 123 (quyết định chỉ định) chỉ gồm 0…0,6 MPa (đến 1,6); phương tiện đo có 0…10 bar."
    )
    line(held, range_min=q("6 bar"), range_max=q("1000 kPa"))  # two lines share the range
    assert begin(job, lab).job.state == "measuring"


def test_a_gap_between_two_lines_is_missed() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    held = scope(lab, ScopeKind.DESIGNATION)
    line(held, range_min=q("0 bar"), range_max=q("4 bar"))
    line(held, range_min=q("5 bar"), range_max=q("60 bar"))

    assert blocked(made.gauge_job(lab), lab)[0] == "designation_range"


def test_a_line_of_another_quantity_covers_nothing() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.DESIGNATION)
    line(scope(lab, ScopeKind.DESIGNATION), range_min=q("0 kg"), range_max=q("60 kg"))

    assert blocked(made.gauge_job(lab), lab)[0] == "designation_range"


def test_a_department_works_under_the_designation_of_the_centre_above() -> None:
    above = made.lab()
    below = made.lab(parent=above.centre)
    Scope.objects.filter(centre=below.centre).delete()

    assert made.measuring_job(below).state == "measuring"


def test_the_designation_of_another_centre_counts_for_nothing() -> None:
    lab = made.lab()
    made.lab()
    Scope.objects.filter(centre=lab.centre, kind=ScopeKind.DESIGNATION).delete()

    assert blocked(made.gauge_job(lab), lab)[0] == "designation_missing"


# Registration: decision 0016


def test_calibration_without_any_registration_on_record_goes_on() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.REGISTRATION)

    assert made.measuring_job(lab, made.gauge_job(lab, service="calibration")).state == "measuring"


def test_calibration_outside_the_registration_is_blocked() -> None:
    lab = made.lab()
    authority.forbid(kind=ScopeKind.REGISTRATION)
    line(scope(lab, ScopeKind.REGISTRATION, number="ĐK 45"), "calibration", type="platform-scale")

    code, field, text = blocked(made.gauge_job(lab, service="calibration"), lab)

    assert (code, field) == ("registration_missing", "registration")
    assert text.startswith("Trung tâm không có đăng ký hoạt động cho “Áp kế lò xo”.")


# Type approval


def test_a_type_that_must_be_approved_needs_its_number() -> None:
    lab = made.lab()
    job = made.scale_job(lab)
    Instrument.objects.update(type_approval=" ")

    assert blocked(job, lab) == (
        "type_approval_missing",
        "instrument.type_approval",
        (
            "“Cân đồng hồ lò xo” phải phê duyệt mẫu: phương tiện đo thiếu số phê duyệt mẫu."
            " Bị chặn cho tới khi số phê duyệt mẫu được ghi cho phương tiện đo."
            " Người xử lý: cán bộ hợp đồng hoặc kỹ thuật viên."
        ),
    )
    Instrument.objects.update(type_approval="PDM 012-2020")

    assert begin(job, lab).job.state == "measuring"


# Accreditation never blocks


def scope_of_started(lab: made.Lab, **job: Any) -> dict[str, Any]:
    return scope_of_measuring(lab, made.gauge_job(lab, **job))


def scope_of_measuring(lab: made.Lab, job: Job) -> dict[str, Any]:
    return scope_of_plan(json.loads(made.measuring_job(lab, job).worksheet.plan))


def test_numbers_of_the_scopes_are_frozen_with_the_plan() -> None:
    lab = made.lab()
    held = scope(lab, ScopeKind.ACCREDITATION, number="VILAS 024")
    cmc = {"ranges": [{"type": "constant", "from": "0", "to": "60", "value": "0.02",
                       "unit": "bar", "uncertainty_unit": "bar"}], "shared": "smaller"}  # fmt: skip
    line(held, "calibration", range_min=q("0 bar"), range_max=q("60 bar"), cmc=json.dumps(cmc))

    job = made.gauge_job(lab, service="calibration")
    assert scope_of_measuring(lab, job) == {
        "designation": "",
        "registration": f"registration-{lab.centre.code}",
        "accreditation": "VILAS 024",
        "outside": "",
        "cmc": [cmc],
    }
    assert scope_of_started(lab) == {
        "designation": f"designation-{lab.centre.code}",
        "registration": "",
        "accreditation": "",
        "outside": "",
        "cmc": [],
    }


@pytest.mark.parametrize(
    ("days", "facts", "vi", "en"),
    [
        (
            {},
            {"type": "platform-scale"},
            "Ngoài phạm vi công nhận VILAS 024: không có “Áp kế lò xo”.",
            (
                "Outside the scope of accreditation VILAS 024: “Spring (Bourdon) pressure gauge” is not"
                " in it."
            ),
        ),
        (
            {"valid_to": YESTERDAY},
            {},
            "Công nhận VILAS 024 hết hạn ngày 19/11/2026.",
            "Accreditation VILAS 024 ended on 19/11/2026.",
        ),
        (
            {},
            {"range_min": q("0 bar"), "range_max": q("6.5 bar")},
            "Ngoài phạm vi công nhận VILAS 024: 0…6,5 bar; phương tiện đo có 0…10 bar.",
            "Outside the scope of accreditation VILAS 024: 0…6.5 bar; the instrument has 0…10 bar.",
        ),
    ],
)
def test_work_outside_the_accreditation_goes_on_and_says_so(
    days: dict[str, date], facts: dict[str, Any], vi: str, en: str
) -> None:
    lab = made.lab()
    line(scope(lab, ScopeKind.ACCREDITATION, number="VILAS 024", **days), "calibration", **facts)

    found = scope_of_started(lab, service="calibration")

    assert (found["accreditation"], found["outside"]) == ("", {"vi": vi, "en": en})
    assert scope_of_started(lab)["outside"] == ""  # a verification is not under it at all


# Many jobs


def test_powers_are_read_in_four_queries_for_any_number_of_jobs(
    django_assert_num_queries: Any,
) -> None:
    lab = made.lab()
    other = people.person(Role.TECHNICIAN, lab.centre)
    jobs = [made.gauge_job(lab) for _ in range(5)] + [made.scale_job(lab) for _ in range(5)]
    versions = procedures_for([lab.centre], TODAY)
    jobs = list(
        Job.objects.select_related("centre", "instrument__type").filter(instrument__isnull=False)
    )

    with django_assert_num_queries(4):
        powers = powers_for(jobs, other)
        found = [prepare(job, versions, [], TODAY, by=other, powers=powers) for job in jobs]

    assert {block.code for each in found for block in each.blocks} == {"standard_missing"}
