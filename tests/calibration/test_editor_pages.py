"""The editor's pages without scripts: kept as typed, refused with a place, two at one draft."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership
from accounts.permissions import Role
from calibration.editor.showing import show_tried
from calibration.models import ProcedureVersion, WorkingCopy
from calibration.services import draft_next
from instruments.models import InstrumentType
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> made.Lab:
    return made.lab("HUE")


@pytest.fixture
def draft(lab: made.Lab) -> ProcedureVersion:
    return draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)


def now(draft: ProcedureVersion) -> ProcedureVersion:
    """The draft as it is stored."""
    return ProcedureVersion.objects.get(pk=draft.pk)


class Form:
    """Somebody's browser at one page of the editor."""

    def __init__(self, draft: ProcedureVersion, who: Any, part: str = "rule") -> None:
        self.browser, self.url = page(who), f"/procedures/{draft.pk}/edit/?part={part}"
        self.open()

    def open(self) -> str:
        answer = self.browser.get(self.url)
        assert answer.status_code == 200
        self.desk, self.whole = answer.context["desk"], answer.context["whole"]
        return str(answer.content.decode())

    def post(self, do: str = "", **fields: Any) -> Any:
        control = {"revision": self.desk.revision, "base": self.desk.base,
                   "window": self.desk.window, "do": do, "whole": self.whole}  # fmt: skip
        names = {name.replace("__", "."): text for name, text in fields.items()}
        answer = self.browser.post(self.url, {**control, **names})
        if answer.context and "desk" in answer.context:
            self.desk = answer.context["desk"]
        elif answer.status_code == 302:
            self.open()
        return answer


def test_what_is_typed_is_kept_word_for_word_and_the_draft_is_not_changed(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "tables.0")

    form.post(tables__0__columns__4__expr="mean(upp) –")

    shown = form.open()
    assert 'value="mean(upp) –"' in shown
    assert "1 chỗ cần xem lại" in shown
    assert now(draft).content["tables"][0]["columns"][4]["expr"] == "mean(up) - ref"
    assert WorkingCopy.objects.get().revision == 1


def test_a_form_only_looked_at_says_what_the_draft_says(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality)

    form.post("save")

    assert (now(draft).edited_by, now(draft).digest) == (None, draft.digest)


def test_writing_changes_the_draft_and_says_who_and_when(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality)

    answer = form.post("save", coverage="t95")

    assert answer.status_code == 302
    assert (now(draft).content["coverage"], now(draft).edited_by) == ("t95", lab.quality)
    assert not form.desk.unsaved


def test_a_draft_with_a_mistake_is_not_written_and_nothing_is_lost(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "environment")

    answer = form.post("save", environment__0__min="mười lăm")

    shown = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="mười lăm"' in shown
    assert "“mười lăm” không phải là số." in shown
    assert now(draft).content["environment"][0]["min"] == "15"


def test_units_that_disagree_are_told_beside_the_formula(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "tables.0")

    form.post(tables__0__error="e_up/ref")

    shown = form.open()
    assert "Biểu thức cho kết quả theo 1, ở đây cần đơn vị của range_max." in shown


def test_rows_come_and_go_without_scripts(lab: made.Lab, draft: ProcedureVersion) -> None:
    form = Form(draft, lab.quality, "checks")

    form.post("add:checks", checks__0__label__vi="Xem bên ngoài")
    form.post(checks__2__label__vi="Kiểm tra kim")
    form.post("up:checks.2")
    form.post("remove:checks.0")
    labels = [row["label"]["vi"] for row in form.desk.tree["checks"]]
    form.post("restore")

    assert labels == ["Kiểm tra kim", "Kiểm tra kỹ thuật"]
    assert [row["label"]["vi"] for row in form.desk.tree["checks"]] == [
        "Xem bên ngoài", "Kiểm tra kim", "Kiểm tra kỹ thuật",
    ]  # fmt: skip
    assert [row["key"] for row in form.desk.said[0]["checks"]] == [
        "external", "kiem_tra_kim", "technical",
    ]  # fmt: skip


def test_the_second_of_two_people_sees_both_and_decides(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    other = people.person(Role.QUALITY_OFFICER, lab.centre, "Trần Văn Khác")
    mine, theirs = Form(draft, lab.quality), Form(draft, other)
    theirs.post("save", coverage="t95")

    answer = mine.post("save", rounding__digits="1")

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Trần Văn Khác đã ghi bản thảo này" in shown
    assert "Hệ số phủ" in shown
    assert "Chữ số có nghĩa của U" in shown
    assert now(draft).content["coverage"] == "t95"
    mine.post("overwrite")
    assert (now(draft).content["coverage"], now(draft).content["rounding"]) == ("k2", {"digits": 1})


def test_taking_the_other_version_leaves_the_draft(lab: made.Lab, draft: ProcedureVersion) -> None:
    other = people.person(Role.QUALITY_OFFICER, lab.centre, "Trần Văn Khác")
    mine, theirs = Form(draft, lab.quality), Form(draft, other)
    theirs.post("save", coverage="t95")
    mine.post("save", rounding__digits="1")

    mine.post("discard")

    assert mine.desk.said[0]["coverage"] == "t95"
    assert not mine.desk.unsaved


def test_another_window_of_the_same_person_is_told(lab: made.Lab, draft: ProcedureVersion) -> None:
    one, two = Form(draft, lab.quality), Form(draft, lab.quality)
    one.post(coverage="t95")

    answer = two.post(coverage="automatic")

    assert answer.status_code == 409
    assert "đã được sửa ở một cửa sổ khác" in answer.content.decode()
    assert json.loads(WorkingCopy.objects.get().typed)["coverage"] == "t95"
    two.post("force", coverage="automatic")
    assert json.loads(WorkingCopy.objects.get().typed)["coverage"] == "automatic"


def test_numbers_follow_the_language(lab: made.Lab, draft: ProcedureVersion) -> None:
    form = Form(draft, lab.quality, "environment")
    form.post(environment__0__min="15,5")
    form.browser.cookies["django_language"] = "en"

    shown = form.open()

    assert 'value="15.5"' in shown
    assert form.desk.said[0]["environment"][0]["min"] == "15.5"


def test_approval_waits_for_what_is_not_written_yet(lab: made.Lab, draft: ProcedureVersion) -> None:
    form = Form(draft, lab.quality)
    form.post(coverage="t95")

    answer = page(lab.quality).post(f"/procedures/{draft.pk}/approve/")

    assert answer.status_code == 409
    assert "chưa được ghi vào bản thảo" in answer.content.decode()
    assert now(draft).state == "draft"


def test_json_is_brought_in_and_taken_out(lab: made.Lab, draft: ProcedureVersion) -> None:
    form = Form(draft, lab.quality, "json")
    out = form.browser.get(f"/procedures/{draft.pk}/export/")
    data = {**json.loads(out.content), "coverage": "t95"}

    form.post("import", json=json.dumps(data))

    assert out["Content-Disposition"].startswith('attachment; filename="pressure-gauge-')
    assert form.desk.said[0] == data
    assert now(draft).content["coverage"] == "k2"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Chưa có JSON"), ("{", "Không phải là JSON: dòng 1"), ("[]", "Cần một đối tượng JSON."),
     ('{"a": 1, "a": 2}', "hai lần"), ('{"a": NaN}', "Không phải là số.")],
)  # fmt: skip
def test_json_that_is_none_is_refused_and_the_form_stays(
    lab: made.Lab, draft: ProcedureVersion, text: str, words: str
) -> None:
    form = Form(draft, lab.quality, "json")

    answer = form.post("import", json=text)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert form.desk.said[0]["code"] == "pressure-gauge"


def test_a_sample_is_kept_with_the_form_and_evaluated(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "try")
    facts = {"range_min": "0 bar", "range_max": "10 bar", "cls": "1,6", "scale_interval": "0,1 bar"}
    cells = {"accuracy/2/up/0": "4,05", "accuracy/2/down/0": "4,15"}

    form.post(**{f"try.facts.{k}": v for k, v in facts.items()})
    form.post(**{f"try.cells.{k}": v for k, v in cells.items()})

    shown = form.open()
    assert 'value="4,15"' in shown
    assert "0,16" in shown
    points = form.desk.tried.evaluation.points
    assert [(p.error, p.limit) for p in points if p.row == 2] == [("0.15", "0.16")]


def test_only_a_point_that_was_tried_misses_anything_and_says_it_in_the_readers_words(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "try")
    form.post(**{"try.facts.range_min": "0 bar", "try.facts.range_max": "10 bar",
                 "try.facts.cls": "1,6", "try.facts.scale_interval": "0,1 bar"})  # fmt: skip
    untouched = form.open()
    form.post(**{"try.cells.accuracy/2/up/0": "4,05"})

    lines = show_tried(form.desk.tried, None).grids[0].lines  # type: ignore[union-attr]
    assert "chưa tính được thành phần" not in untouched
    assert [bool(line.missing) for line in lines] == [line.number == 3 for line in lines]
    assert "has no value" not in form.open()


def test_a_division_by_zero_leaves_the_cell_blank_with_its_reason(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    form = Form(draft, lab.quality, "try")
    form.post(**{"try.facts.range_min": "0 bar", "try.facts.range_max": "10 bar",
                 "try.facts.cls": "1,6", "try.facts.scale_interval": "0,1 bar"})  # fmt: skip
    form.post(tables__0__columns__6__expr="abs(up - down)*ref/ref")
    form.post(**{"try.cells.accuracy/0/up/0": "0", "try.cells.accuracy/0/down/0": "0"})

    (first, *_rest) = form.desk.tried.evaluation.points
    assert first.computed.get("hyst") is None
    assert "hyst" in first.problems


def test_only_a_draft_is_edited(lab: made.Lab) -> None:
    version = made.procedure(lab)

    answer = page(lab.quality).get(f"/procedures/{version.pk}/edit/")

    assert (answer.status_code, answer["Location"]) == (302, f"/procedures/{version.pk}/")


PLACES = ("/procedures/{pk}/edit/", "/procedures/new/", "/procedures/import/")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_editor_is_the_quality_officers(
    lab: made.Lab, draft: ProcedureVersion, place: str, method: str
) -> None:
    url = place.format(pk=draft.pk)
    other = people.person(Role.QUALITY_OFFICER, people.centre())

    assert getattr(page(None), method)(url).status_code == 302
    assert getattr(page(lab.technician), method)(url).status_code == 403
    if "{pk}" in place:
        assert getattr(page(other), method)(url).status_code == 404


def test_a_technician_reads_and_an_officer_of_another_centre_copies_what_they_see(
    lab: made.Lab,
) -> None:
    version = made.procedure(lab)
    branch = people.centre(parent=lab.centre)
    Membership.objects.create(
        user=lab.technician, centre=branch, role=Role.QUALITY_OFFICER, valid_from=made.FROM
    )
    url = f"/procedures/{version.pk}/copy/"
    body = {"code": "branch-gauge", "service": "testing", "centre": branch.pk}

    answer = page(lab.technician).post(url, body)

    copy = ProcedureVersion.objects.get(code="branch-gauge")
    assert (answer.status_code, copy.centre, copy.state) == (302, branch, "draft")
    assert page(lab.technician).post(url, {**body, "centre": lab.centre.pk}).status_code == 400


def test_a_new_procedure_begins_with_a_form_that_works(lab: made.Lab) -> None:
    InstrumentType.objects.get_or_create(
        code="micrometer", defaults={"name_vi": "Panme", "name_en": "Micrometer", "field": "x"}
    )
    body = {"title_vi": "Thước vặn đo ngoài", "title_en": "External micrometer",
            "number": "ĐLVN 104:2002", "kind": "micrometer", "quantity": "length", "unit": "mm",
            "shape": "repeated", "centre": lab.centre.pk, "service": "calibration"}  # fmt: skip

    answer = page(lab.quality).post("/procedures/new/", body)

    draft = ProcedureVersion.objects.get(code="external-micrometer")
    assert answer["Location"] == f"/procedures/{draft.pk}/edit/"
    assert [each.code for each in draft.types.all()] == ["micrometer"]
    again = page(lab.quality).post("/procedures/new/", body)
    assert again.status_code == 400
    assert "Đơn vị đã có quy trình mang mã này" in again.content.decode()


@pytest.mark.parametrize(
    ("parts", "words"),
    [({"unit": "furlong"}, "Không có đơn vị"), ({"title_vi": ""}, "Tên quy trình"),
     ({"shape": "round"}, "round"), ({"unit": "bar"}, "của đại lượng khác")],
)  # fmt: skip
def test_a_new_procedure_that_cannot_be_is_refused_with_what_was_typed(
    lab: made.Lab, parts: dict[str, str], words: str
) -> None:
    body = {"title_vi": "Thước vặn", "number": "ĐLVN 1", "quantity": "length", "unit": "mm",
            "shape": "repeated", "centre": lab.centre.pk, "service": "calibration",
            **parts}  # fmt: skip

    answer = page(lab.quality).post("/procedures/new/", body)

    shown = answer.content.decode()
    assert answer.status_code == 400
    assert words in shown
    assert 'value="ĐLVN 1"' in shown
    assert ProcedureVersion.objects.filter(number="ĐLVN 1").count() == 0


def test_a_procedure_comes_from_a_file(lab: made.Lab) -> None:
    text = json.dumps(made.small_definition("from-file"))
    file = SimpleUploadedFile("x.json", text.encode(), content_type="application/json")
    body = {"centre": lab.centre.pk, "service": "testing", "file": file}

    answer = page(lab.quality).post("/procedures/import/", body)

    assert answer.status_code == 302
    assert ProcedureVersion.objects.get(code="from-file").content == json.loads(text)


def test_marks_stand_beside_their_numbers_and_are_confirmed_there(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    data = {**draft.content, "coverage": "t95"}
    ProcedureVersion.objects.filter(pk=draft.pk).update(definition=json.dumps(data))
    browser = page(lab.quality)
    url = f"/procedures/{draft.pk}/"

    shown = browser.get(url).content.decode()

    assert "1 chỗ có số liệu chưa xác nhận" in shown  # the whole: it was edited
    assert made.UNCHECKED in shown
    assert browser.post(f"{url}confirm/", {"path": "", "source": ""}).status_code == 400
    assert browser.post(f"{url}confirm/", {"path": "", "source": "ISO 1"}).status_code == 302
    assert "Mọi số liệu đã có căn cứ" in browser.get(url).content.decode()


def test_the_page_of_a_version_costs_the_same_whatever_it_says(
    lab: made.Lab, draft: ProcedureVersion, django_assert_max_num_queries: Any
) -> None:
    browser = page(lab.quality)

    with django_assert_max_num_queries(24):
        browser.get(f"/procedures/{draft.pk}/")
    with django_assert_max_num_queries(16):
        browser.get(f"/procedures/{draft.pk}/edit/?part=tables.0")
