"""Pages of activities, entered figures, evidence: what they show, refuse, and keep."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Centre, User
from accounts.permissions import Role
from planning.models import Activity, EnteredFigure, Evidence
from planning.states import ActivityKind
from tests.factories import people
from tests.factories.people import TODAY, page, person
from tests.factories.planning import PDF, activity, docx, figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def quality(hue: Centre) -> User:
    return person(Role.QUALITY_OFFICER, hue)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("kind", ActivityKind.values)
def test_each_kind_has_its_own_form(quality: User, kind: str) -> None:
    text = text_of(page(quality).get(reverse("planning:new-activity"), {"kind": kind}))

    assert ('name="venue"' in text) == (kind == "paper")
    assert ('name="degree"' in text) == (kind in ("training", "defence"))
    assert 'name="title"' in text


def test_an_activity_is_entered_changed_and_struck_on_pages(quality: User, hue: Centre) -> None:
    client = page(quality)
    new = f"{reverse('planning:new-activity')}?kind=paper"
    typed = {"centre": hue.pk, "title": "Đo laser", "venue": "journal_home", "strand": "duty",
             "done_on": TODAY.isoformat()}  # fmt: skip

    made = client.post(new, typed)
    row = Activity.objects.get()
    asked_back = client.post(new, typed)
    change = reverse("planning:change-activity", args=[row.pk])
    form = text_of(client.get(change))
    changed = client.post(
        change, {**typed, "initial-title": "Đo laser", "initial-venue": "journal_home",
                 "initial-strand": "duty", "initial-done_on": TODAY.isoformat(),
                 "title": "Đo lường laser"},
    )  # fmt: skip
    struck = client.post(reverse("planning:strike-activity", args=[row.pk]), {"why": "Nhầm"})
    shown = text_of(client.get(reverse("planning:activity", args=[row.pk])))

    assert made["Location"] == changed["Location"] == struck["Location"]
    assert asked_back.status_code == 400
    assert 'name="again"' in text_of(asked_back)
    assert 'name="initial-title"' in form
    row.refresh_from_db()
    assert (row.title, row.struck_why) == ("Đo lường laser", "Nhầm")
    assert "Đo laser → Đo lường laser" in shown
    assert client.post(new, {**typed, "again": "on"}).status_code == 302


def test_many_at_once_from_a_pasted_list(quality: User, hue: Centre) -> None:
    url = f"{reverse('planning:new-activity')}?kind=procedure_review&many=1"
    typed = {"centre": hue.pk, "strand": "duty", "done_on": TODAY.isoformat()}

    answer = page(quality).post(url, {**typed, "titles": "QT-01\tMột\nQT-02\tHai\n\nBa"})
    wrong = page(quality).post(url, {**typed, "titles": "x" * 301})

    assert answer.status_code == 302
    assert list(Activity.objects.order_by("pk").values_list("paper", "title")) == [
        ("QT-01", "Một"),
        ("QT-02", "Hai"),
        ("", "Ba"),
    ]
    assert wrong.status_code == 400
    assert "Dòng 1" in text_of(wrong)


def test_the_list_is_filtered_by_its_address_and_taken_out_as_shown(
    quality: User, hue: Centre, django_assert_num_queries: Any
) -> None:
    for n in range(3):
        activity(hue, title=f"Bài {n}", by=quality)
    activity(hue, kind="students", title="Sinh viên", quantity=50, approximate=True, by=quality)
    client, url = page(quality), reverse("planning:activities")
    client.get(url)

    with django_assert_num_queries(8):
        every = text_of(client.get(url))
    papers = text_of(client.get(url, {"kind": "paper", "q": "BAI 1"}))
    none = text_of(client.get(url, {"start": "2027-01-01"}))
    table = client.get(url, {"kind": "students", "format": "csv"})

    assert "Sinh viên" in every
    assert "khoảng 50 lượt" in every
    assert ("Bài 1" in papers, "Bài 2" in papers) == (True, False)
    assert "Không có mục nào khớp" in none
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Sinh viên,")


def test_a_stranger_to_the_unit_sees_nothing(hue: Centre, quality: User) -> None:
    row = activity(hue, by=quality)
    entered = figure(hue, by=quality, files=[("a.pdf", PDF)])
    other = page(person(Role.MANAGER, people.centre("QTR")))

    answers = [
        other.get(reverse("planning:activity", args=[row.pk])).status_code,
        other.post(reverse("planning:strike-activity", args=[row.pk]), {"why": "x"}).status_code,
        other.post(reverse("planning:activity-evidence", args=[row.pk])).status_code,
        other.get(reverse("planning:figure", args=[entered.pk])).status_code,
        other.get(reverse("planning:evidence", args=[entered.evidence.get().pk])).status_code,
    ]

    assert answers == [404, 404, 404, 404, 404]
    assert row.title not in text_of(other.get(reverse("planning:activities")))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Quyết định.pdf", PDF, "application/pdf"),
        ("bia.PDF.exe", PDF, "application/pdf"),  # told by its content, not by its name
        ("../../etc/passwd", docx(),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)  # fmt: skip
def test_evidence_comes_and_leaves_by_a_door(
    quality: User, hue: Centre, name: str, content: bytes, kind: str
) -> None:
    row = activity(hue, by=quality)
    client = page(quality)

    answer = client.post(
        reverse("planning:activity-evidence", args=[row.pk]),
        {"file": SimpleUploadedFile(name, content)},
    )
    kept = Evidence.objects.get()
    sent = client.get(reverse("planning:evidence", args=[kept.pk]))

    assert answer["Location"] == reverse("planning:activity", args=[row.pk])
    assert (kept.media_type, kept.size, "/" in kept.name) == (kind, len(content), False)
    assert b"".join(sent) == content
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == (kind, "nosniff")


@pytest.mark.parametrize("content", [b"", b"MZ...", b"<svg/>", docx(macros=True), b"chu"])
def test_what_is_no_evidence_is_refused_beside_the_field(
    quality: User, hue: Centre, content: bytes
) -> None:
    row = activity(hue, by=quality)

    answer = page(quality).post(
        reverse("planning:activity-evidence", args=[row.pk]),
        {"file": SimpleUploadedFile("a.pdf", content)},
    )

    assert answer.status_code == 400
    assert 'href="#id_file"' in text_of(answer)
    assert not Evidence.objects.exists()


def test_a_figure_is_entered_with_its_evidence_and_again(quality: User, hue: Centre) -> None:
    client, url = page(quality), reverse("planning:new-figure")
    typed = {"centre": hue.pk, "indicator": "students", "period": "2026", "kind": "approximate",
             "value": "50", "words": "", "basis": ""}  # fmt: skip

    bare = client.post(url, typed)
    made = client.post(url, {**typed, "file": SimpleUploadedFile("ds.pdf", PDF)})
    again = client.post(url, {**typed, "value": "55", "basis": "Báo cáo 12/BC"})
    old, new = EnteredFigure.objects.order_by("pk")
    shown = text_of(client.get(made["Location"]))
    listed = text_of(client.get(reverse("planning:entered")))

    assert bare.status_code == 400
    assert "Số liệu nhập tay cần minh chứng" in text_of(bare)
    assert (made.status_code, again.status_code) == (302, 302)
    assert new.follows == old
    assert "ds.pdf" in shown
    assert "Đã được nhập lại." in shown
    assert ("55" in listed, f"figures/{old.pk}/" in listed) == (True, False)
