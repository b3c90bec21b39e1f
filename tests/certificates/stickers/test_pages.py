"""The pages of stickers: who sees what, forms that answer by field, figures that open their pieces."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from certificates.models import Sticker, StickerMove, StickerSeries
from certificates.services import approve_and_issue, withdraw
from certificates.stickers import services, taking
from tests.factories import calibration, people
from tests.factories import stickers as made
from tests.factories.people import NOW, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    lab = calibration.lab("HUE")
    made.series(lab.centre, lab.quality)
    made.in_hand(lab.centre, lab.quality, lab.technician, 1, 10)
    return lab


def text(client: Any, url: str, **more: Any) -> str:
    answer = client.get(url, more)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_stock_says_what_is_where(lab: calibration.Lab) -> None:
    shown = text(page(lab.technician), "/stickers/")

    assert "26V.00001 – 26V.00010" in shown
    assert "Nhập tem" not in shown
    assert "Nhập tem" in text(page(lab.quality), "/stickers/")


def test_the_stock_asks_few_questions(lab: calibration.Lab) -> None:
    def asked() -> int:
        client = page(lab.quality)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(client, "/stickers/")
        return len(queries)

    first = asked()
    for n, code in enumerate(("27V", "28V", "29V")):
        made.series(lab.centre, lab.quality, code=code)
        made.in_hand(lab.centre, lab.quality, lab.approver, 1, 5 + n, code=code)

    assert asked() == first


def test_a_batch_is_received_on_its_page(lab: calibration.Lab) -> None:
    client = page(lab.quality)
    given = {
        "centre": lab.centre.pk, "service": "calibration", "code": "26c", "first": "1",
        "last": "26C.00100", "digits": 5, "size": "45x28", "received_on": "2026-11-20",
    }  # fmt: skip

    wrong = client.post("/stickers/receive/", given | {"code": "26V", "service": "verification"})
    right = client.post("/stickers/receive/", given)

    assert wrong.status_code == 400
    assert "Trùng với lô đã nhập" in wrong.content.decode()
    assert (right.status_code, right["Location"]) == (302, "/stickers/")
    assert StickerSeries.objects.get(code="26C").last == 100


def test_pieces_are_issued_by_number_or_by_count(lab: calibration.Lab) -> None:
    client, key = page(lab.quality), f"{lab.centre.pk}:26V"
    to = {"series": key, "to": lab.approver.pk}

    for given in (to, to | {"count": 3, "first": 20}, to | {"first": "x"}, to | {"count": 99}):
        assert client.post("/stickers/issue/", given).status_code == 400
    assert client.post("/stickers/issue/", to | {"count": 3}).status_code == 302
    assert client.post("/stickers/issue/", to | {"first": "26V.00020"}).status_code == 302

    held = Sticker.objects.filter(holder=lab.approver).order_by("number")
    assert list(held.values_list("number", flat=True)) == [11, 12, 13, 20]


def test_the_keeper_takes_back_spoils_and_destroys(lab: calibration.Lab) -> None:
    client, key = page(lab.quality), f"{lab.centre.pk}:26V"
    for deed, given in (
        ("return", {"first": 9, "last": 10}),
        ("damage", {"first": 8, "why": "Rách"}),
        ("destroy", {"first": 8, "last": 9, "why": "Rách", "protocol": "BB-1"}),
    ):
        wrong = client.post(f"/stickers/{deed}/", {"series": key, "first": 40, "last": 70})
        assert (deed, wrong.status_code) == (deed, 400)
        right = client.post(f"/stickers/{deed}/", {"series": key, **given})
        assert (deed, right.status_code) == (deed, 302), right.content.decode()

    assert made.states(lab.centre)["destroyed"] == [8, 9]


def test_my_stickers(lab: calibration.Lab) -> None:
    client, key = page(lab.technician), f"{lab.centre.pk}:26V"

    spoilt = client.post(
        "/stickers/mine/",
        {"act": "damage", "damage-series": key, "damage-first": "26V.00004", "damage-why": "Ướt"},
    )
    back = client.post(
        "/stickers/mine/",
        {"act": "return", "return-series": key, "return-first": 9, "return-last": 10},
    )
    wrong = client.post("/stickers/mine/", {
        "act": "damage", "damage-series": key, "damage-first": 4, "damage-why": "Ướt"})  # fmt: skip

    assert (spoilt.status_code, back.status_code, wrong.status_code) == (302, 302, 400)
    assert "đang ở trạng thái “hỏng”" in wrong.content.decode()
    assert made.states(lab.centre) | {"stock": []} == {
        "issued": [1, 2, 3, 5, 6, 7, 8], "damaged": [4], "returned": [9, 10], "stock": [],
    }  # fmt: skip
    shown = text(client, "/stickers/mine/")
    assert "26V.00005 – 26V.00008" in shown
    assert "26V.00009 – 26V.00010" in shown  # what was done lately, as printed
    assert page(lab.officer).get("/stickers/mine/").status_code == 403


def test_a_job_says_its_piece_and_may_be_told_another(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    client, url = page(lab.technician), f"/jobs/{job.pk}/stickers/"

    assert "Khi duyệt sẽ lấy <strong>26V.00001</strong>" in text(client, url)
    assert "hx-get" in text(client, f"/jobs/{job.pk}/")
    assert client.post(url, {"way": "these", "numbers": ""}).status_code == 400
    assert client.post(url, {"way": "these", "numbers": "26V.00033"}).status_code == 400
    chosen = client.post(url, {"way": "these", "numbers": "26V.00003; 26V.00005"})
    assert chosen["Location"] == f"/jobs/{job.pk}/"
    assert page(lab.approver).post(url, {"way": "none", "next": "review"})["Location"] == (
        f"/review/{job.pk}/"
    )
    assert taking.choice_of(job).none
    assert page(lab.officer).post(url, {"way": "none"}).status_code == 403
    client.post(url, {"way": "next"})
    assert not taking.choice_of(job).given
    approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    assert "26V.00001" in text(client, url)
    assert client.post(url, {"way": "none"}).status_code == 400


def test_a_piece_is_found_with_its_history(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    withdraw(certificate_id=paper.pk, reason="Rơi", by=lab.quality, at=NOW)
    client = page(lab.technician)

    hit = re.search(r'href="(/stickers/\d+/)">26V.00001', text(client, "/search/", q="26v.00001"))
    assert hit
    shown = text(client, hit[1])

    assert [word in shown for word in ("nhập kho", "giao", "dán", paper.number)] == [True] * 4
    assert "phải gỡ khỏi phương tiện đo" in shown
    assert "26V.00010" in text(client, "/stickers/pieces/", q="10")
    assert page(people.person(Role.TECHNICIAN, people.centre())).get(hit[1]).status_code == 404


def test_every_figure_of_the_month_opens_its_pieces(lab: calibration.Lab) -> None:
    approve_and_issue(job_id=calibration.measured_job(lab).pk, by=lab.approver, at=NOW)
    services.report_damage(
        centre=lab.centre, code="26V", first=7, last=7, why="x", by=lab.technician, at=NOW
    )
    client = page(lab.quality)

    shown = text(client, "/stickers/month/", month="2026-11")
    links = re.findall(r'href="(/stickers/month/pieces/[^"]+)">([\d.]+)<', shown)

    assert "khớp" in shown
    assert "lệch" not in shown.replace("Chỗ lệch", "")
    assert len(links) == 12
    for link, number in links:
        opened = text(client, link.replace("&amp;", "&"))
        assert f"{number} tem" in opened
        assert len(re.findall(r'href="/stickers/\d+/"', opened)) == int(number), link


def test_what_differs_stands_in_red(lab: calibration.Lab) -> None:
    Sticker.objects.filter(number=3).update(state="stock", holder=None)  # behind the services
    Sticker.objects.filter(number=30).delete()

    shown = text(page(lab.quality), "/stickers/month/", month="2026-11")

    assert "verdict fail" in shown
    assert "26V.00003</a>: theo sổ “trong tay: Trần Thị Thử”, theo từng tem “trong kho”" in shown
    assert "26V.00030</a>: theo sổ “trong kho”, theo từng tem “không có”" in shown


def test_the_month_as_a_workbook_and_as_a_paper(lab: calibration.Lab) -> None:
    client = page(lab.quality)

    book = client.get("/stickers/month/", {"month": "2026-11", "as": "xlsx"})
    paper = client.get("/stickers/month/", {"month": "2026-11", "as": "pdf"})

    assert book.content[:2] == b"PK"
    assert paper.content[:5] == b"%PDF-"
    assert client.get("/stickers/month/", {"month": "2026-13"}).status_code == 400
    assert client.get("/stickers/month/", {"centre": "NOWHERE"}).status_code == 404


def test_labels_are_chosen_and_printed(lab: calibration.Lab) -> None:
    paper = approve_and_issue(job_id=calibration.measured_job(lab).pk, by=lab.approver, at=NOW)
    client = page(lab.technician)

    assert "26V.00001" in text(client, "/labels/", certificates=paper.pk)
    assert paper.number in text(client, "/labels/")
    one: dict[str, Any] = {"certificates": paper.pk, "size": "25x35", "start": 7}
    got = client.get("/labels/pdf/", one)
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")
    two: dict[str, Any] = {
        "jobs": paper.job_id,
        "what": "label",
        "size": "45x28",
        "place": "single",
    }
    label = client.get("/labels/pdf/", two)
    assert label.content[:5] == b"%PDF-"
    asked: list[tuple[dict[str, Any], int]] = [
        ({"certificates": paper.pk, "start": 99}, 400), ({"certificates": paper.pk, "gap": "x"}, 400),
        ({}, 409), ({"certificates": paper.pk, "margin_x": 40, "margin_y": 40, "start": 30}, 400),
    ]  # fmt: skip
    for wrong, status in asked:
        assert client.get("/labels/pdf/", wrong).status_code == status, wrong
    kept = client.get("/labels/pdf/", {"certificates": paper.pk, "start": 99}).content.decode()
    assert 'href="#id_start"' in kept
    assert f'value="{paper.pk}" checked' in kept
    other = page(people.person(Role.TECHNICIAN, people.centre()))
    assert other.get("/labels/pdf/", {"certificates": paper.pk}).status_code == 409
    assert page(people.client_of(lab.customer)).get("/labels/").status_code == 403


def test_nothing_was_written_by_looking(lab: calibration.Lab) -> None:
    before = StickerMove.objects.count()
    client = page(lab.quality)
    for url in ("/stickers/", "/stickers/mine/", "/stickers/pieces/", "/stickers/month/",
                "/labels/", "/stickers/receive/", "/stickers/issue/"):  # fmt: skip
        assert client.get(url).status_code in (200, 403), url

    assert StickerMove.objects.count() == before
