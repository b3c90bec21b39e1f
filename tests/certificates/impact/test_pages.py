"""The pages of cases, as a quality officer and an approver meet them."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accounts.permissions import Role
from calibration.models import Job
from certificates.models import ImpactCase, ImpactDecision
from certificates.services import approve_and_issue, supersede
from certificates.states import Decided, ImpactState
from common.queue import drain
from tests.factories import calibration, impact, people
from tests.factories.people import NOW, TODAY, page

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_the_standard_to_a_case(lab: calibration.Lab, job: Job) -> None:
    event = impact.wrong_event(lab)
    client = page(lab.quality)
    assert f"/impact/trace/{event.pk}/" in text(client.get(f"/standards/{lab.gauge.pk}/"))
    assert "Mở việc xét" not in text(client.get(f"/impact/trace/{event.pk}/"))
    impact.corrected(event, "-0.05")

    assert "Mở việc xét" in text(client.get(f"/impact/trace/{event.pk}/"))
    answer = client.post(f"/impact/trace/{event.pk}/open/", {"why": "Đính chính giấy"})

    case = ImpactCase.objects.get()
    assert answer["Location"] == f"/impact/{case.pk}/"
    assert "Đang tính" in text(client.get(f"/impact/{case.pk}/"))
    drain()
    shown = text(client.get(f"/impact/{case.pk}/"))
    assert "Sai số và độ hồi sai: 4 bar" in shown
    assert lab.customer.name in shown
    assert "Đã tính xong" in text(client.get(f"/impact/{case.pk}/", headers={"HX-Request": "true"}))


def test_from_a_job_to_the_standards_behind_its_points(lab: calibration.Lab, job: Job) -> None:
    client = page(lab.technician)
    link = f"/impact/jobs/{job.pk}/"
    assert link in text(client.get(f"/jobs/{job.pk}/"))
    assert lab.gauge.code in text(client.get(link))

    waiting = calibration.gauge_job(lab)
    assert f"/impact/jobs/{waiting.pk}/" not in text(client.get(f"/jobs/{waiting.pk}/"))


def test_an_event_of_no_finding_opens_nothing(lab: calibration.Lab, job: Job) -> None:
    event = impact.wrong_event(lab)

    answer = page(lab.quality).post(f"/impact/trace/{event.pk}/open/", {"why": ""})

    assert answer.status_code == 400
    assert "chưa bị đính chính" in answer.content.decode()
    assert not ImpactCase.objects.exists()


def test_the_list_shows_the_open_cases_first_asked_for(
    lab: calibration.Lab, case: ImpactCase
) -> None:
    client = page(lab.approver)

    assert case.event.certificate_number in text(client.get("/impact/"))
    assert case.event.certificate_number in text(client.get("/impact/?state=all"))
    assert "Chưa có việc xét" in text(client.get("/impact/?state=closed"))


def test_the_filter_is_in_the_address(lab: calibration.Lab, case: ImpactCase) -> None:
    client, item = page(lab.approver), case.items.get()

    for query, there in (
        ("", True), ("effect=verdict_flips", True), ("effect=within", False),
        ("state=undecided", True), ("state=decided", False), ("state=left", False),
        (f"customer={item.customer_id}", True), ("customer=999999", False), ("effect=x", True),
    ):  # fmt: skip
        shown = text(client.get(f"/impact/{case.pk}/?{query}"))
        assert ("Không có phiếu nào khớp" not in shown) is there, query


def test_an_approver_sees_no_deeds(lab: calibration.Lab, case: ImpactCase) -> None:
    client, item = page(lab.approver), case.items.get()

    shown = text(client.get(f"/impact/{case.pk}/"))
    assert "Quyết định các phiếu" not in shown
    assert "/close/" not in shown
    assert "/decide/" not in text(client.get(f"/impact/{case.pk}/items/{item.pk}/"))
    assert client.get(f"/impact/{case.pk}/decide/?items={item.pk}").status_code == 403
    assert client.post(f"/impact/{case.pk}/again/").status_code == 403


def test_a_technician_and_a_stranger_do_not_come_in(lab: calibration.Lab, case: ImpactCase) -> None:
    assert page(lab.technician).get(f"/impact/{case.pk}/").status_code == 403
    assert "/accounts/login/" in page(None).get(f"/impact/{case.pk}/")["Location"]
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))
    assert page(elsewhere).get(f"/impact/{case.pk}/").status_code == 404
    assert page(elsewhere).get(f"/impact/trace/{case.event_id}/").status_code == 404


def test_the_item_shows_old_and_new(lab: calibration.Lab, case: ImpactCase) -> None:
    item = case.items.get()

    shown = text(page(lab.approver).get(f"/impact/{case.pk}/items/{item.pk}/"))

    assert "0,15 → <strong>0,20</strong> bar" in shown
    assert shown.count("đổi kết luận</span>") >= 2


def test_many_are_decided_with_one_letter(lab: calibration.Lab, job: Job) -> None:
    calibration.measured_job(lab)
    case = impact.case(lab)
    items = list(case.items.order_by("pk").values_list("pk", flat=True))
    client = page(lab.quality)

    asked = text(client.get(f"/impact/{case.pk}/decide/", {"items": items}))
    assert "Kính gửi {customer}" in asked
    assert f"Kính gửi {lab.customer.name}" in asked  # as the first will be
    body = {
        "items": items, "decided": "inform", "reason": "Kết luận thay đổi",
        "notice_vi": "Thưa {customer}", "notice_en": "",
    }  # fmt: skip
    preview = text(client.post(f"/impact/{case.pk}/decide/", {**body, "preview": "1"}))
    assert f"Thưa {lab.customer.name}" in preview
    assert not ImpactDecision.objects.exists()
    answer = client.post(f"/impact/{case.pk}/decide/", body)

    assert answer["Location"] == f"/impact/{case.pk}/"
    assert {d.notice_vi for d in ImpactDecision.objects.all()} == {f"Thưa {lab.customer.name}"}
    told = {"items": items, "on": TODAY.isoformat(), "how": "Thư"}
    assert client.post(f"/impact/{case.pk}/inform/", told).status_code == 302
    assert case.items.left_to_do().count() == 0


def test_what_is_wrong_in_a_decision_is_said_beside_it(
    lab: calibration.Lab, case: ImpactCase
) -> None:
    item = case.items.get()
    body = {"items": [item.pk], "decided": "recall", "reason": "x"}

    answer = page(lab.quality).post(f"/impact/{case.pk}/decide/", body)

    assert answer.status_code == 400
    assert "chưa có giấy để thu hồi" in answer.content.decode()
    assert not ImpactDecision.objects.exists()


def test_nothing_chosen_is_refused(lab: calibration.Lab, case: ImpactCase) -> None:
    answer = page(lab.quality).get(f"/impact/{case.pk}/decide/?items=x")

    assert answer.status_code == 409
    assert "Chưa chọn phiếu nào" in answer.content.decode()


def test_a_recall_leads_to_the_certificate(lab: calibration.Lab, job: Job) -> None:
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    case = impact.case(lab)
    item, client = case.items.get(), page(lab.quality)
    body = {"items": [item.pk], "decided": Decided.RECALL, "reason": "Kết luận thay đổi"}
    client.post(f"/impact/{case.pk}/decide/", body)

    shown = text(client.get(f"/impact/{case.pk}/items/{item.pk}/"))

    end = f"/certificates/{paper.pk}/withdraw/"
    assert f'href="{end}?item={item.pk}"' in shown
    assert "giấy chưa thu hồi" in shown
    asked = text(client.get(f"{end}?item={item.pk}"))
    assert "Kết luận thay đổi</textarea>" in asked
    assert case.event.certificate_number in asked
    refused = client.post(f"/impact/{case.pk}/close/", {"conclusion": "Xong"})
    assert refused.status_code == 400
    assert "chưa làm xong" in refused.content.decode()
    done = client.post(end, {"reason": "Chuẩn sai", "item": item.pk})
    assert done["Location"] == f"/impact/{case.pk}/items/{item.pk}/"
    assert "giấy chưa thu hồi" not in text(client.get(done["Location"]))
    assert ">đã thu hồi</span>" in text(client.get(done["Location"]))
    assert client.post(f"/impact/{case.pk}/close/", {"conclusion": "Xong"}).status_code == 302
    assert ImpactCase.objects.get().state == ImpactState.CLOSED


def test_a_recall_is_not_done_by_a_replacement(lab: calibration.Lab, job: Job) -> None:
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    case = impact.case(lab)
    item, client = case.items.get(), page(lab.quality)
    body = {"items": [item.pk], "decided": Decided.RECALL, "reason": "Kết luận thay đổi"}
    client.post(f"/impact/{case.pk}/decide/", body)
    people.misspelt(lab.customer)
    newer = supersede(certificate_id=paper.pk, reason="Sai tên", by=lab.approver, at=NOW)

    shown = text(client.get(f"/impact/{case.pk}/items/{item.pk}/"))

    assert f'href="/certificates/{newer.pk}/withdraw/?item={item.pk}"' in shown
    assert case.items.left_to_do().count() == 1


def test_a_reason_comes_only_from_a_case_that_one_sees(lab: calibration.Lab, job: Job) -> None:
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    client = page(lab.quality)

    for item in ("1", "x", "9" * 30, ""):
        answer = client.get(f"/certificates/{paper.pk}/withdraw/", {"item": item})
        assert answer.status_code == 200
        assert 'name="item"' not in text(answer)


def test_the_sheets(lab: calibration.Lab, case: ImpactCase) -> None:
    client = page(lab.approver)

    csv = client.get(f"/impact/{case.pk}/sheet/")
    book = client.get(f"/impact/{case.pk}/sheet/?as=xlsx")

    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert (len(lines), len(rows)) == (7, 7)
    assert lines[0].split(",")[:2] == rows[0][:2] == ["Khách hàng", "Phiếu"]
    assert rows[3][6] == "Sai số và độ hồi sai: 4 bar"
    assert rows[3][18] == "đổi kết luận"


def test_the_standards_behind_each_point(lab: calibration.Lab, job: Job) -> None:
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    case = impact.case(lab)
    client = page(lab.technician)

    assert f"/impact/jobs/{job.pk}/" in text(client.get(f"/certificates/{paper.pk}/"))
    shown = text(client.get(f"/impact/jobs/{job.pk}/"))

    assert shown.count(f"/impact/trace/{case.event_id}/") == 6
    assert shown.count("đã đính chính") == 6
    assert "việc xét ảnh hưởng của" not in shown  # a technician does not see cases
    assert "việc xét ảnh hưởng của" in text(page(lab.quality).get(f"/impact/jobs/{job.pk}/"))


def test_the_page_of_a_case_costs_no_more_for_more(lab: calibration.Lab, job: Job) -> None:
    for _ in range(5):
        calibration.measured_job(lab)
    case = impact.case(lab)
    client, first = page(lab.quality), case.items.earliest("pk")
    case.items.exclude(pk=first.pk).update(case=other_case(lab, case))
    client.get(f"/impact/{case.pk}/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/impact/{case.pk}/")
    case.items.model.objects.update(case=case)
    with CaptureQueriesContext(connection) as six:
        client.get(f"/impact/{case.pk}/")

    assert case.items.count() == 6
    assert len(one) == len(six)


def other_case(lab: calibration.Lab, case: ImpactCase) -> ImpactCase:
    """A closed case of the same event."""
    return ImpactCase.objects.create(
        centre=lab.centre, event=case.event, corrected_by=case.corrected_by, why="x",
        state=ImpactState.CLOSED, opened_by=lab.quality, opened_at=NOW, closed_by=lab.quality,
        closed_at=NOW, conclusion="x",
    )  # fmt: skip
