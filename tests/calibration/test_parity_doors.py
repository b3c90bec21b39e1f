"""Parity over the API and on the pages: who may, what is kept, what is refused and where."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from calibration.models import ParityNote, ParityRun, ProcedureVersion
from calibration.parity.keeping import parity_of
from calibration.services import draft_next, edit_draft
from common.canonical import sha256
from tests.factories import books, people
from tests.factories import calibration as made
from tests.factories.people import api, page

pytestmark = pytest.mark.django_db
WRONG = {"F11": "=ABS(B11-C11)/2"}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


@pytest.fixture
def lab(db: None) -> made.Lab:
    return made.lab(at=timezone.now())


@pytest.fixture
def version(lab: made.Lab) -> ProcedureVersion:
    return ProcedureVersion.objects.get(code="pressure-gauge", service="verification")


def post(who: Any, version: ProcedureVersion, book: bytes | None = None, **sent: Any) -> Any:
    content = books.workbook(books.gauge()) if book is None else book
    file = SimpleUploadedFile(sent.pop("name", "ap-ke.xlsx"), content)
    body = {"file": file, "mapping": json.dumps(books.gauge_mapping()), **sent}
    body = {key: value for key, value in body.items() if value is not None}
    return api(who).post(f"/api/v1/procedures/{version.pk}/parity/", body, format="multipart")


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code in (400, 413), answer.content
    return {each["field"]: each["code"] for each in answer.json()["faults"]}


def test_a_run_is_kept_with_its_file_sealed_and_listed(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    answer = post(lab.quality, version, title="Áp kế cũ 2019")

    assert answer.status_code == 201, answer.content
    whole = answer.json()
    run = ParityRun.objects.get()
    assert (whole["equal"], whole["differing"], whole["unmapped"]) == (43, 0, 0)
    assert (whole["current"], whole["signed"], whole["notes"]) == (True, None, [])
    assert whole["mapping"] == books.gauge_mapping()
    with run.file.open() as kept:
        assert sha256(kept.read()) == run.file_sha256
    listed = api(lab.technician).get(f"/api/v1/procedures/{version.pk}/parity/").json()
    assert [each["title"] for each in listed["results"]] == ["Áp kế cũ 2019"]
    assert Event.objects.filter(verb="procedure.parity").count() == 1
    assert list(findings()) == []


def test_one_changed_formula_is_said_with_its_difference(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    whole = post(lab.quality, version, books.workbook(books.gauge(**WRONG))).json()

    differing = [each["place"] for each in whole["cells"] if each["status"] == "differs"]
    assert differing == ["F11", "H11", "I11"]


def test_a_stranger_the_wrong_role_and_another_centre_are_refused(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    other = people.person(Role.QUALITY_OFFICER, people.centre("XA"), "Người Xa")
    run = post(lab.quality, version).json()["id"]
    base = f"/api/v1/procedures/{version.pk}/parity/"

    found = {
        name: (
            api(who).get(base).status_code,
            api(who).get(f"{base}{run}/").status_code,
            api(who).post(f"{base}{run}/sign/", {"text": ""}).status_code,
            post(who, version).status_code,
        )
        for name, who in (("nobody", None), ("technician", lab.technician), ("other", other))
    }

    assert found == {
        "nobody": (401, 401, 401, 401),
        "technician": (200, 200, 403, 403),
        "other": (404, 404, 404, 404),
    }
    assert (ParityRun.objects.count(), ParityNote.objects.count()) == (1, 0)


def test_a_run_of_another_version_is_not_found(lab: made.Lab, version: ProcedureVersion) -> None:
    run = post(lab.quality, version).json()["id"]
    other = ProcedureVersion.objects.exclude(pk=version.pk).first()
    assert other is not None

    answer = api(lab.quality).get(f"/api/v1/procedures/{other.pk}/parity/{run}/")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"facts": {"nope": {"cell": "B3"}}}, "mapping.facts.nope", "unknown_name"),
        ({"facts": {"cls": {"cell": "B3", "value": "1"}}}, "mapping.facts.cls", "invalid"),
        ({"facts": {"cls": {"cell": "B3:B4"}}}, "mapping.facts.cls.cell", "bad_range"),
        ({"facts": {"cls": 5}}, "mapping.facts.cls", "not_an_object"),
        ({"sheet": "Khác"}, "mapping.sheet", "unknown_name"),
        ({"inputs": []}, "mapping.inputs", "required"),
        ({"inputs": {"a": 1}}, "mapping.inputs", "not_a_list"),
        ({"more": 1}, "mapping.more", "unknown_name"),
        (
            {"inputs": [{"section": "accuracy", "column": "up", "cells": "9B"}]},
            "mapping.inputs.0.cells",
            "bad_range",
        ),
        (
            {"inputs": [{"section": "accuracy", "column": "up", "cells": "B9:B12"}]},
            "mapping.inputs.0.cells",
            "length",
        ),
        (
            {"inputs": [{"section": "accuracy", "column": "hyst", "cells": "B9:B14"}]},
            "mapping.inputs.0.column",
            "unknown_name",
        ),
        (
            {"outputs": [{"section": "volume", "what": "u", "cells": "H9"}]},
            "mapping.outputs.0.section",
            "unknown_name",
        ),
        (
            {"outputs": [{"section": "accuracy", "what": "u", "cells": "'Xa'!H9:H14"}]},
            "mapping.outputs.0.cells",
            "unknown_name",
        ),
        (
            {"outputs": [{"what": "verdict", "cells": "J16"}, {"what": "verdict", "cells": "J9"}]},
            "mapping.outputs.1",
            "twice",
        ),
        ({"standards": [{"slot": "x"}]}, "mapping.standards.0.slot", "unknown_name"),
    ],
)
def test_a_malformed_mapping_is_refused_at_its_path(
    lab: made.Lab, version: ProcedureVersion, change: dict[str, Any], place: str, code: str
) -> None:
    answer = post(lab.quality, version, mapping=json.dumps(books.gauge_mapping(**change)))

    assert faults(answer)[place] == code
    assert ParityRun.objects.count() == 0


@pytest.mark.parametrize("text", ["{", "[", "NaN", '"\\ud800"', "[" * 100_000, "5"])
def test_what_is_no_mapping_at_all_is_refused(
    lab: made.Lab, version: ProcedureVersion, text: str
) -> None:
    answer = post(lab.quality, version, mapping=text)

    assert all(field.startswith("mapping") for field in faults(answer))
    assert ParityRun.objects.count() == 0


def with_parts(*names: str) -> bytes:
    out = io.BytesIO(books.workbook(books.gauge()))
    with zipfile.ZipFile(out, "a") as book:
        for name in names:
            book.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"PK\x03\x04 nothing", "a.xlsx", "damaged"),
        (b"hello", "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.xlsx", "old_or_locked"),
        (books.workbook(books.gauge()), "a.xlsm", "macros"),
        (with_parts("xl/vbaProject.bin"), "a.xlsx", "macros"),
        (with_parts("xl/macrosheets/sheet1.xml"), "a.xlsx", "macros"),
        (with_parts("xl/externalLinks/externalLink1.xml"), "a.xlsx", "links"),
        (b"\0" * (10 * 2**20 + 1), "a.xlsx", "too_large"),
    ],
    # A workbook has its second in it: as a name it would differ from one process to the next.
    ids=["torn", "words", "old", "xlsm", "vba", "macro-sheet", "links", "large"],
)
def test_a_bad_file_is_refused_with_what_to_do(
    lab: made.Lab, version: ProcedureVersion, files: Path, content: bytes, name: str, code: str
) -> None:
    answer = post(lab.quality, version, content, name=name)

    assert faults(answer) == {"file": code}
    assert list(files.rglob("*.xlsx")) == []


def test_a_signature_is_for_one_definition_and_differences_are_explained(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    draft = draft_next(version_id=version.pk, by=lab.quality, at=timezone.now())
    run = post(lab.quality, draft, books.workbook(books.gauge(**WRONG))).json()["id"]
    base = f"/api/v1/procedures/{draft.pk}/parity/{run}/"

    bare = api(lab.quality).post(f"{base}sign/", {"text": " "})
    signed = api(lab.quality).post(f"{base}sign/", {"text": "Bảng cũ chia đôi độ hồi sai"})
    again = api(lab.quality).post(f"{base}sign/", {"text": "nữa"})

    assert faults(bare) == {"text": "required"}
    assert signed.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "signed")
    found = parity_of(draft)
    assert found is not None
    assert (found.by, found.run_id) == (lab.quality, run)
    changed = {**draft.content, "coverage": "t95"}
    draft = edit_draft(
        version_id=draft.pk, data=changed, base=draft.digest, by=lab.quality, at=timezone.now()
    )
    assert parity_of(draft) is None
    assert api(lab.quality).get(base).json()["current"] is False
    assert list(findings()) == []


def test_a_run_of_a_definition_that_changed_since_is_not_signed(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    draft = draft_next(version_id=version.pk, by=lab.quality, at=timezone.now())
    run = post(lab.quality, draft).json()["id"]
    changed = {**draft.content, "coverage": "t95"}
    edit_draft(
        version_id=draft.pk, data=changed, base=draft.digest, by=lab.quality, at=timezone.now()
    )

    answer = api(lab.quality).post(f"/api/v1/procedures/{draft.pk}/parity/{run}/sign/", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "edited")
    assert ParityNote.objects.count() == 0


def test_a_comment_says_something(lab: made.Lab, version: ProcedureVersion) -> None:
    run = post(lab.quality, version).json()["id"]
    base = f"/api/v1/procedures/{version.pk}/parity/{run}/notes/"

    assert faults(api(lab.quality).post(base, {"text": ""})) == {"text": "required"}
    assert faults(api(lab.quality).post(base, {"text": "x" * 1001})) == {"text": "max_length"}
    assert faults(api(lab.quality).post(base, {"words": "x"})) == {"words": "unknown_field"}
    assert api(lab.quality).post(base, {"text": "Đã xem"}).status_code == 201
    assert [note.text for note in ParityNote.objects.all()] == ["Đã xem"]


def test_the_pages_from_upload_to_signature(lab: made.Lab, version: ProcedureVersion) -> None:
    browser = page(lab.quality)
    file = SimpleUploadedFile("ap-ke.xlsx", books.workbook(books.gauge()))
    sent = browser.post(reverse("calibration:parity", args=[version.pk]), {"file": file})
    assert sent.status_code == 302
    shown = browser.get(sent["Location"]).content.decode()
    assert 'value="D9:D14"' in shown  # suggested from the headers
    assert 'data-place="J16"' in shown
    where = sent["Location"].partition("?")[0]
    assert "data-place" in browser.get(f"{where}?sheet=x&grid=1&row=3").content.decode()

    boxes = {
        "sheet": "Áp kế", "service": "verification", "title": "Cũ",
        "facts/range_min/value": "0 bar", "facts/range_max/cell": "B4",
        "facts/range_max/unit": "bar", "facts/cls/cell": "B5",
        "facts/scale_interval/value": "0,2", "facts/scale_interval/unit": "bar",
        "references/accuracy": "A9:A14", "inputs/accuracy/up//cells": "B9:B14",
        "inputs/accuracy/down//cells": "C9:C14", "outputs/accuracy/hyst//cells": "F9:F14",
    }  # fmt: skip
    tried = browser.post(where, {**boxes, "do": "try"})
    assert (tried.status_code, ParityRun.objects.count()) == (200, 0)
    assert "Không có ô nào khác." in tried.content.decode()
    wrong = browser.post(where, {**boxes, "references/accuracy": "A9:", "do": "keep"})
    assert wrong.status_code == 400
    assert 'id="references/accuracy-wrong"' in wrong.content.decode()
    kept = browser.post(where, {**boxes, "do": "keep"})
    run = ParityRun.objects.get()
    assert kept["Location"] == reverse("calibration:parity-run", args=[version.pk, run.pk])
    assert "Độ hồi sai" in browser.get(kept["Location"]).content.decode()
    signed = browser.post(f"{kept['Location']}sign/", {"text": ""})
    assert signed.status_code == 302
    found = parity_of(version)
    assert found is not None
    assert found.run == run
    downloaded = browser.get(f"{kept['Location']}workbook/")
    assert sha256(b"".join(downloaded.streaming_content)) == run.file_sha256  # type: ignore[attr-defined]
    assert json.loads(browser.get(f"{kept['Location']}mapping/").content)["sheet"] == "Áp kế"
    exported = browser.post(where, {**boxes, "do": "export"})
    assert exported["Content-Type"] == "application/json"
    read = browser.post(where, {"do": "import", "json": exported.content.decode()})
    assert 'value="F9:F14"' in read.content.decode()
    reused = browser.get(f"{where}?from={run.pk}").content.decode()
    assert 'value="F9:F14"' in reused


def test_a_workbook_of_another_procedure_is_not_found(
    lab: made.Lab, version: ProcedureVersion
) -> None:
    browser = page(lab.quality)
    file = SimpleUploadedFile("ap-ke.xlsx", books.workbook(books.gauge()))
    sent = browser.post(reverse("calibration:parity", args=[version.pk]), {"file": file})
    other = ProcedureVersion.objects.exclude(pk=version.pk).first()
    assert other is not None

    there = sent["Location"].replace(f"/{version.pk}/parity", f"/{other.pk}/parity")

    assert browser.get(there).status_code == 404


def test_the_lists_cost_the_same_for_one_and_for_many(
    lab: made.Lab, version: ProcedureVersion, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        run = post(lab.quality, version).json()["id"]
        api(lab.quality).post(f"/api/v1/procedures/{version.pk}/parity/{run}/notes/", {"text": "x"})
    who, browser = api(lab.quality), page(lab.quality)

    with django_assert_max_num_queries(8):
        assert who.get(f"/api/v1/procedures/{version.pk}/parity/").status_code == 200
    with django_assert_max_num_queries(16):
        assert browser.get(reverse("calibration:parity", args=[version.pk])).status_code == 200
    with django_assert_max_num_queries(14):
        assert (
            browser.get(reverse("calibration:parity-run", args=[version.pk, run])).status_code
            == 200
        )


def test_a_workbook_that_is_altered_or_lost_is_found(
    lab: made.Lab, version: ProcedureVersion, files: Path
) -> None:
    run = post(lab.quality, version).json()["id"]
    (file,) = files.rglob("*.xlsx")

    file.write_bytes(b"x")
    altered = list(findings())
    file.unlink()
    lost = list(findings())

    assert altered == [f"calibration.parityrun:{run}: its file is altered"]
    assert lost == [f"calibration.parityrun:{run}: its file is missing"]
    where = reverse("calibration:parity-workbook", args=[version.pk, run])
    assert page(lab.quality).get(where).status_code == 404
