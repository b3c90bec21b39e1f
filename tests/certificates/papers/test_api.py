"""The API of papers: the same services as the pages, the same refusals."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Centre
from accounts.permissions import Role
from certificates.models import NumberPattern, Picture, Template, TemplateDraft
from certificates.papers.pictures import MOST_BYTES
from certificates.pdf import template
from tests.factories import people

pytestmark = pytest.mark.django_db
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


class Desk:
    def __init__(self, centre: Centre, role: Role = Role.QUALITY_OFFICER) -> None:
        self.client = people.api(people.person(role, centre))
        self.all = f"/api/v1/papers/{centre.pk}"
        self.base = f"{self.all}/calibration"

    def put(self, **content: Any) -> Any:
        return self.client.put(f"{self.base}/draft/", {"content": content})

    def force(self, **said: Any) -> Any:
        today = timezone.localdate().isoformat()
        return self.client.post(f"{self.base}/force/", {"valid_from": today} | said)


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def desk(hue: Centre) -> Desk:
    return Desk(hue)


def test_a_template_from_the_draft_to_the_day(desk: Desk) -> None:
    saved = desk.put(accent="#7a1f1f")
    made = desk.force(why="Mẫu mới")
    whole = desk.client.get(f"{desk.base}/").json()

    assert (saved.status_code, saved.json()["faults"], len(saved.json()["digest"])) == (200, [], 64)
    assert made.status_code == 201
    assert whole["draft"] is None
    assert [(one["version"], one["why"]) for one in whole["versions"]] == [(1, "Mẫu mới")]
    assert whole["in_force"] == {
        "version": 1, "centre": "HUE",
        "content": template.default("calibration") | {"accent": "#7a1f1f"},
    }  # fmt: skip
    day = desk.client.get(f"{desk.base}/in-force/?day=2020-01-01").json()
    assert (day["version"], day["centre"]) == (0, "")


def test_the_lists_say_what_holds_where(
    desk: Desk, hue: Centre, django_assert_max_num_queries: Any
) -> None:
    room = people.centre("HUE-PL", parent=hue)
    desk.put(accent="#7a1f1f")
    desk.force()
    desk.put(accent="#1f3d7a")
    today = timezone.localdate().isoformat()

    centres = desk.client.get("/api/v1/papers/").json()
    with django_assert_max_num_queries(9):
        rows = desk.client.get(f"/api/v1/papers/{room.pk}/").json()

    assert [one["code"] for one in centres] == ["HUE", "HUE-PL"]
    assert [(row["kind"], row["version"], row["centre"], row["since"]) for row in rows] == [
        ("verification", 0, "", None), ("calibration", 1, "HUE", today),
        ("testing", 0, "", None), ("notice", 0, "", None),
    ]  # fmt: skip
    assert [bool(row["drafted_at"]) for row in desk.client.get(f"{desk.all}/").json()] == [
        False, True, False, False,
    ]  # fmt: skip


def test_a_draft_tells_what_is_wrong_and_is_not_put_in_force(desk: Desk) -> None:
    saved = desk.put(accent="#ffffff")

    assert [(fault["field"], fault["code"]) for fault in saved.json()["faults"]] == [
        ("accent", "contrast")
    ]
    refused = desk.force()
    assert refused.status_code == 400
    assert refused.json()["faults"][0]["field"] == "accent"
    assert not Template.objects.exists()


def test_a_draft_that_somebody_changed_is_a_conflict(desk: Desk) -> None:
    seen = desk.put(accent="#7a1f1f").json()["digest"]
    desk.put(accent="#1f3d7a")

    answer = desk.client.put(
        f"{desk.base}/draft/", {"content": {"accent": "#2b5b2b"}, "seen": seen}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "edited")
    assert "#1f3d7a" in TemplateDraft.objects.get().content


def test_a_draft_is_given_up(desk: Desk) -> None:
    desk.put()

    assert desk.client.delete(f"{desk.base}/draft/").status_code == 204
    assert desk.client.delete(f"{desk.base}/draft/").json()["code"] == "no_draft"


def test_a_copy_begins_a_draft(desk: Desk, hue: Centre) -> None:
    desk.put(accent="#7a1f1f")
    desk.force()

    made = desk.client.post(f"{desk.all}/testing/copy/", {"centre": hue.pk, "kind": "calibration"})
    foreign = desk.client.post(
        f"{desk.all}/notice/copy/", {"centre": people.centre("DN").pk, "kind": "calibration"}
    )

    assert (made.status_code, made.json()["content"]["accent"]) == (201, "#7a1f1f")
    assert foreign.status_code == 404


def test_a_preview_is_a_pdf_and_keeps_nothing(desk: Desk) -> None:
    made = desk.client.post(f"{desk.base}/preview/", {"content": {"accent": "#7a1f1f"}})
    wrong = desk.client.post(f"{desk.base}/preview/", {"content": {"accent": "red"}})

    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    assert (wrong.status_code, wrong.json()["faults"][0]["code"]) == (400, "format")
    assert not TemplateDraft.objects.exists()


def test_pictures_are_kept_listed_and_sent(desk: Desk) -> None:
    file = SimpleUploadedFile("a.svg", DRAWN)
    made = desk.client.post(f"{desk.all}/pictures/", {"file": file}, format="multipart")

    assert made.status_code == 201
    digest = made.json()["sha256"]
    assert [one["sha256"] for one in desk.client.get(f"{desk.all}/pictures/").json()] == [digest]
    sent = desk.client.get(f"/api/v1/papers/pictures/{digest}/")
    assert sent["Content-Type"] == "image/svg+xml"
    other = Desk(people.centre("DN"))
    assert other.client.get(f"/api/v1/papers/pictures/{digest}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (DRAWN.replace(b"<path", b"<script/><path"), 400, "svg_element"),
        (b"%PDF-1.7", 400, "kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES), 413, "too_large"),
        (bytes(2 * MOST_BYTES), 413, "too_large"),
    ],
)
def test_pictures_that_are_refused(desk: Desk, data: bytes, status: int, code: str) -> None:
    file = SimpleUploadedFile("a.png", data)
    answer = desk.client.post(f"{desk.all}/pictures/", {"file": file}, format="multipart")

    assert answer.status_code == status
    assert [fault["code"] for fault in answer.json()["faults"]] == [code]
    assert not Picture.objects.exists()


def test_patterns_are_seen_and_set(desk: Desk) -> None:
    year = timezone.localdate().year
    body = {"kind": "testing", "from_year": year, "pattern": "TN{yy}-{serial:4}"}
    made = desk.client.post(f"{desk.all}/numbers/", body)
    again = desk.client.post(f"{desk.all}/numbers/", body | {"pattern": "V{yy}.{serial}"})

    assert made.status_code == 201
    assert (again.status_code, again.json()["faults"][0]["code"]) == (400, "not_alone")
    rows = desk.client.get(f"{desk.all}/numbers/").json()
    assert [row["following"] for row in rows if row["kind"] == "testing"] == [
        f"TN{year % 100}-0001"
    ]
    assert NumberPattern.objects.count() == 1


@pytest.mark.parametrize(
    ("method", "part", "body"),
    [
        ("get", "/calibration/", None),
        ("get", "/calibration/in-force/", None),
        ("put", "/calibration/draft/", {"content": {}}),
        ("delete", "/calibration/draft/", None),
        ("post", "/calibration/force/", {"valid_from": "2026-11-20"}),
        ("post", "/calibration/copy/", {"centre": 1, "kind": "testing"}),
        ("post", "/calibration/preview/", {"content": {}}),
        ("get", "/", None),
        ("get", "/pictures/", None),
        ("get", "/numbers/", None),
        ("post", "/numbers/", {"kind": "testing", "from_year": 2027, "pattern": "T{yy}{serial}"}),
    ],
)
def test_who_is_elsewhere_finds_nothing_and_who_may_not_is_refused(
    hue: Centre, method: str, part: str, body: Any
) -> None:
    wanted = {Role.QUALITY_OFFICER: 404, Role.TECHNICIAN: 403}
    here = f"/api/v1/papers/{hue.pk}{part}"
    for role, status in wanted.items():
        centre = people.centre() if role == Role.QUALITY_OFFICER else hue
        answer = getattr(Desk(centre, role).client, method)(here, body)
        assert answer.status_code == status, (role, answer.content)
    assert getattr(people.api(None), method)(here, body).status_code == 401
    unknown = Desk(hue).client.get(f"/api/v1/papers/{hue.pk}/letter/")
    assert (unknown.status_code, json.loads(unknown.content)["code"]) == (404, "not_found")
