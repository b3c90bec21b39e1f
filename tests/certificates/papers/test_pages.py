"""The pages of papers: nothing typed is lost, faults stand beside their boxes, who may."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Centre
from accounts.permissions import Role
from certificates.models import NumberPattern, Picture, Template, TemplateDraft
from certificates.papers import services
from certificates.papers.content import from_boxes, to_boxes
from certificates.pdf import template
from certificates.states import Kind
from tests.factories import people

pytestmark = pytest.mark.django_db
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


class Room:
    """A quality officer's browser at the papers of one kind."""

    def __init__(self, centre: Centre, kind: Kind = Kind.CALIBRATION) -> None:
        self.centre, self.kind = centre, kind
        self.who = people.person(Role.QUALITY_OFFICER, centre)
        self.page: Client = people.page(self.who)
        self.base = f"/papers/{centre.pk}/{kind.value}/"
        self.said: dict[str, Any] = {"centre": centre, "kind": kind, "by": self.who}

    def boxes(self, **content: Any) -> dict[str, Any]:
        return to_boxes(template.default(self.kind) | content, self.kind)

    def do(self, action: str, more: Mapping[str, Any] | None = None, **said: Any) -> Any:
        more = said | dict(more or {})
        content, seen = more.pop("content", {}), more.pop("seen", "")
        day = timezone.localdate().isoformat()
        typed = self.boxes(**content) | {"do": action, "seen": seen, "valid_from": day} | more
        return self.page.post(f"{self.base}edit/", typed)

    def draft(self, **content: Any) -> TemplateDraft:
        return services.save_draft(content=content, at=timezone.now(), **self.said)


@pytest.fixture
def room() -> Room:
    return Room(people.centre("HUE"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("kind", list(Kind))
def test_what_the_boxes_say_is_what_the_content_was(kind: Kind) -> None:
    said = {
        "accent": "#7a1f1f", "frame": False, "logo": "a" * 64, "signature_room": 30,
        "heading": [{"vi": "Sở Ví dụ", "en": ""}], "footer": {"vi": "Phòng", "en": "Room"},
    }  # fmt: skip
    content = template.completed(said, kind)  # a notice has no colour of its own

    assert from_boxes(to_boxes(content, kind), kind) == content


def test_the_list_shows_every_kind_with_its_template_and_its_next_number(room: Room) -> None:
    room.draft(accent="#7a1f1f")

    said = text(room.page.get("/papers/"))

    assert said.count("mẫu có sẵn") == 4
    assert "Soạn tiếp" in said
    assert all(f"{letter}{timezone.localdate():%y}.00001" in said for letter in "VCTN")


def test_the_list_costs_the_same_with_many_versions(
    room: Room, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        room.draft(accent=f"#7a1f{n}f")
        day = timezone.localdate() + timedelta(days=n)
        services.put_in_force(valid_from=day, at=timezone.now(), **room.said)
    with django_assert_max_num_queries(14):
        room.page.get("/papers/")
    with django_assert_max_num_queries(14):
        room.page.get(room.base)


def test_an_editor_begins_with_what_is_in_force(room: Room) -> None:
    said = text(room.page.get(f"{room.base}edit/"))

    assert 'value="#0b4f6c"' in said
    assert said.count('class="sheet"') >= 1
    assert "data:image/png;base64," in said
    assert not TemplateDraft.objects.exists()


def test_a_preview_draws_what_is_typed_and_saves_nothing(room: Room) -> None:
    plain = room.page.post(f"{room.base}preview/", room.boxes())
    drawn = room.page.post(f"{room.base}preview/", room.boxes(accent="#7a1f1f") | {"beside": "on"})

    assert plain.status_code == drawn.status_code == 200
    assert "Không có gì khác" in text(plain)
    assert "#0b4f6c" in text(drawn)
    assert text(drawn).count('class="sheet"') == 2 * text(plain).count('class="sheet"')
    assert not TemplateDraft.objects.exists()


def test_what_is_wrong_is_told_in_the_preview_and_the_rest_is_drawn(room: Room) -> None:
    typed = room.boxes(footer={"vi": "漢字", "en": ""}) | {"accent": "red", "signature_room": "9,5"}

    said = text(room.page.post(f"{room.base}preview/", typed))

    for name in ("accent", "signature_room", "footer.vi"):
        assert f'href="#{name}"' in said
    assert 'class="sheet"' in said


def test_the_sample_comes_as_a_file_of_what_is_typed(room: Room) -> None:
    answer = room.page.post(f"{room.base}sample/", room.boxes(accent="#7a1f1f"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"
    assert room.page.get(f"{room.base}sample/").content != answer.content
    assert room.page.get(f"{room.base}sample/?version=3").status_code == 404


def test_a_draft_is_saved_with_what_is_wrong_in_it_and_comes_back(room: Room) -> None:
    answer = room.do("save", signature_room="dài")

    assert (answer.status_code, answer["Location"]) == (302, f"{room.base}edit/?saved=1")
    assert json.loads(TemplateDraft.objects.get().content)["signature_room"] == "dài"
    said = text(room.page.get(f"{room.base}edit/"))
    assert 'value="dài"' in said
    assert "field-wrong" in said


def test_putting_in_force_is_one_act_with_saving(room: Room) -> None:
    answer = room.do("force", why="Mẫu mới", content={"accent": "#7a1f1f"})

    assert answer["Location"] == f"{room.base}?saved=1"
    made = Template.objects.get()
    assert (made.version, made.why, made.valid_from) == (1, "Mẫu mới", timezone.localdate())
    assert "Mẫu mới" in text(room.page.get(room.base))
    shown = text(room.page.get(f"{room.base}versions/1/"))
    assert "#7a1f1f" in shown
    assert room.page.get(f"{room.base}versions/2/").status_code == 404


@pytest.mark.parametrize(
    ("more", "status", "box"),
    [
        ({"valid_from": ""}, 400, "valid_from"),
        ({"valid_from": "2020-01-01"}, 400, "valid_from"),
        ({"why": "x" * 301}, 400, "why"),
        ({"accent": "#ffffff"}, 400, "accent"),
    ],
)
def test_a_refusal_loses_nothing_and_changes_nothing(
    room: Room, more: dict[str, str], status: int, box: str
) -> None:
    answer = room.do("force", more, content={"footer": {"vi": "Gõ dở", "en": ""}})

    said = text(answer)
    assert answer.status_code == status
    assert "Gõ dở" in said
    assert f'id="{box}_error"' in said or f'id="id_{box}_error"' in said
    assert not Template.objects.exists()
    assert not TemplateDraft.objects.exists()


def test_somebody_elses_draft_is_shown_beside_and_the_writer_chooses(room: Room) -> None:
    seen = services.digest_of(room.draft(accent="#7a1f1f"))
    room.draft(accent="#1f3d7a")

    answer = room.do("save", seen=seen, content={"accent": "#2b5b2b"})

    said = text(answer)
    assert answer.status_code == 409
    assert 'value="#2b5b2b"' in said
    assert "#1f3d7a" in said
    assert "#1f3d7a" in TemplateDraft.objects.get().content
    assert room.do("overwrite", seen=seen, content={"accent": "#2b5b2b"}).status_code == 302
    assert "#2b5b2b" in TemplateDraft.objects.get().content


def test_another_language_keeps_what_is_typed(room: Room) -> None:
    answer = room.do("", language="en", content={"footer": {"vi": "Gõ dở", "en": "half"}})

    said = text(answer)
    assert "Gõ dở" in said
    assert "Save the draft" in said
    assert answer.cookies["django_language"].value == "en"


def test_another_row_keeps_what_is_typed(room: Room) -> None:
    said = text(room.do("more", content={"notes": [{"vi": "Một", "en": ""}]}))

    assert "Một" in said
    assert 'name="notes.2.vi"' in said


def test_a_picture_is_kept_and_chosen_with_all_else_still_there(room: Room) -> None:
    file = SimpleUploadedFile("huy hiệu.svg", DRAWN, "text/html")
    answer = room.do("upload", {"logo:file": file, "footer.vi": "Gõ dở"})

    row = Picture.objects.get()
    said = text(answer)
    assert (row.name, row.media_type) == ("huy hiệu.svg", "image/svg+xml")
    assert f'value="{row.sha256}"' in said
    assert "checked" in said.split(f'value="{row.sha256}"')[1][:200]
    assert "Gõ dở" in said
    sent = room.page.get(f"/papers/pictures/{row.sha256}/")
    assert sent["Content-Type"] == "image/svg+xml"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert "script" not in sent["Content-Security-Policy"]


def test_a_picture_that_is_refused_says_so_beside_its_box(room: Room) -> None:
    file = SimpleUploadedFile("a.svg", DRAWN.replace(b"<path", b"<script/><path"))
    answer = room.do("upload", {"logo:file": file, "footer.vi": "Gõ dở"})

    assert answer.status_code == 400
    assert "Hình SVG có đoạn mã chạy được (script)." in text(answer)
    assert "Gõ dở" in text(answer)
    assert not Picture.objects.exists()


def test_a_sample_with_pictures_is_drawn(room: Room) -> None:
    file = SimpleUploadedFile("a.svg", DRAWN)
    room.do("upload", {"logo:file": file})
    digest = Picture.objects.get().sha256
    plain = room.page.post(f"{room.base}sample/", room.boxes())
    drawn = room.page.post(f"{room.base}sample/", room.boxes(logo=digest))

    assert len(drawn.content) > len(plain.content)


def test_a_copy_begins_a_draft(room: Room) -> None:
    room.do("force", content={"accent": "#7a1f1f"})
    answer = room.page.post(
        f"/papers/{room.centre.pk}/testing/copy/", {"of": f"{room.centre.pk}:calibration"}
    )

    assert answer["Location"] == f"/papers/{room.centre.pk}/testing/edit/"
    assert "#7a1f1f" in TemplateDraft.objects.get(kind=Kind.TESTING).content
    foreign = people.centre("DN")
    refused = room.page.post(
        f"/papers/{room.centre.pk}/notice/copy/", {"of": f"{foreign.pk}:calibration"}
    )
    assert refused.status_code == 400


def test_discarding_is_asked_once(room: Room) -> None:
    room.draft(accent="#7a1f1f")

    assert room.page.get(f"{room.base}discard/").status_code == 200
    assert TemplateDraft.objects.exists()
    assert room.page.post(f"{room.base}discard/")["Location"] == room.base
    assert not TemplateDraft.objects.exists()
    assert room.page.get(f"{room.base}discard/").status_code == 302
    assert room.page.post(f"{room.base}discard/").status_code == 409


def test_a_pattern_is_tried_and_then_set(room: Room) -> None:
    year = timezone.localdate().year
    address = f"/papers/{room.centre.pk}/numbers/"
    typed = {"kind": "verification", "from_year": year, "pattern": "{centre}-KD{yy}-{serial:4}"}

    tried = text(room.page.post(address, typed | {"do": "try"}))
    assert f"HUE-KD{year % 100}-0001" in tried
    assert not NumberPattern.objects.exists()
    assert room.page.post(address, typed | {"do": "set"})["Location"] == address
    assert f"HUE-KD{year % 100}-0001" in text(room.page.get(address))
    refused = room.page.post(address, typed | {"do": "set", "pattern": "C{yy}.{serial}"})
    assert refused.status_code == 400
    assert "cùng một số" in text(refused)
    assert 'value="C{yy}.{serial}"' in text(refused)


def addresses(room: Room) -> Iterator[str]:
    centre = room.centre.pk
    yield from (f"/papers/{centre}/numbers/", f"/papers/?centre={centre}", f"/papers/{centre}/x/")
    for part in ("", "edit/", "sample/", "discard/", "versions/1/"):
        yield f"{room.base}{part}"


def test_who_manages_other_centres_finds_nothing_here(room: Room) -> None:
    stranger = Room(people.centre("DN"))

    for address in addresses(room):
        assert stranger.page.get(address).status_code == 404, address
    digest = "0" * 64
    assert stranger.page.get(f"/papers/pictures/{digest}/").status_code == 404


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.APPROVER, Role.MANAGER, Role.ADMINISTRATOR])
def test_who_does_not_manage_papers_is_refused(room: Room, role: Role) -> None:
    page = people.page(people.person(role, room.centre))

    for address in addresses(room):
        assert page.get(address).status_code == 403, address
    assert page.post(f"{room.base}edit/", room.boxes()).status_code == 403
    assert people.page(None).get(room.base).status_code == 302


def test_a_picture_of_another_centre_is_not_shown(room: Room) -> None:
    room.do("upload", {"logo:file": SimpleUploadedFile("a.svg", DRAWN)})
    digest = Picture.objects.get().sha256

    assert Room(people.centre("DN")).page.get(f"/papers/pictures/{digest}/").status_code == 404
    below = Room(people.centre("HUE-PL", parent=room.centre))
    assert below.page.get(f"/papers/pictures/{digest}/").status_code == 200
