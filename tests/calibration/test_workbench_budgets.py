"""Budgets kept with draft procedures: versions, sealed, saved from the page."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from calibration.models import ProcedureBudget, ProcedureVersion
from calibration.services import draft_next, put_in_force
from calibration.workbench.keeping import budgets_of
from calibration.workbench.requests import read_request
from common.errors import InvalidInput, Refused
from metrology.uncertainty.budget_json import from_json
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.workbench import H1, S9, TITLE, budget_of, form_of, keep, measurement_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> made.Lab:
    return made.lab("HUE")


@pytest.fixture
def draft(lab: made.Lab) -> ProcedureVersion:
    return draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)


def in_force() -> ProcedureVersion:
    return ProcedureVersion.objects.filter(state="in_force").earliest("pk")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


# Drafts


def test_the_next_version_is_a_draft_with_the_same_content(lab: made.Lab) -> None:
    first = made.procedure(lab)

    draft = draft_next(version_id=first.pk, by=lab.quality, at=NOW)

    assert (draft.version, draft.state, draft.valid_from) == (2, "draft", None)
    assert (draft.definition, draft.digest) == (first.definition, first.digest)
    assert list(draft.types.all()) == list(first.types.all())
    put_in_force(version_id=draft.pk, valid_from=TODAY, by=lab.quality, at=NOW)
    assert list(findings()) == []


def test_one_draft_at_a_time(lab: made.Lab, draft: ProcedureVersion) -> None:
    with pytest.raises(Refused, match="đã có một bản thảo"):
        draft_next(version_id=in_force().pk, by=lab.quality, at=NOW)

    assert ProcedureVersion.objects.filter(state="draft").count() == 1


# Saving


def test_each_saving_is_a_new_version_of_its_title(lab: made.Lab, draft: ProcedureVersion) -> None:
    first = keep(draft, lab, budget_of())
    second = keep(draft, lab, budget_of(rule="k2"))
    other = keep(draft, lab, budget_of(H1), title="Mẫu chuẩn độ dài")

    assert [(b.title, b.version) for b in (first, second, other)] == [
        (TITLE, 1), (TITLE, 2), ("Mẫu chuẩn độ dài", 1),
    ]  # fmt: skip
    assert json.loads(first.stated) == [
        {"vi": "E_X = (0,100 ± 0,049) V; k = 1,65; p = 95 %",
         "en": "E_X = (0.100 ± 0.049) V; k = 1.65; p = 95 %"},
    ]  # fmt: skip
    assert budgets_of(second)[0].rule == "k2"
    assert list(findings()) == []


def test_what_was_evaluated_and_what_came_of_it_are_kept(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    run_of = {"draws": 20_000, "seed": 7, "p": 0.95}
    kept = keep(draft, lab, budget_of(S9, rule="t", p=0.95, monte_carlo=run_of))

    said = json.loads(kept.measurement)
    assert (said["rule"], said["p"], said["monte_carlo"]) == ("t", 0.95, run_of)
    assert read_request(said).measurement == measurement_of(S9)
    result = json.loads(kept.result)
    assert from_json(result["budgets"][0]).output == "E_X"
    assert result["monte_carlo"]["seed"] == 7


def test_saving_is_in_the_record(lab: made.Lab, draft: ProcedureVersion) -> None:
    kept = keep(draft, lab, budget_of())

    event = Event.objects.get(verb="procedure.budget")
    assert event.by_id == lab.quality.pk
    assert (event.subject_type, event.subject_id) == ("calibration.procedureversion", str(draft.pk))
    assert json.loads(event.seals) == {kept.seal_key(): kept.seal()}


@pytest.mark.parametrize(
    ("title", "code"), [("", "blank"), ("  ", "blank"), ("x" * 201, "too_long")]
)
def test_a_budget_has_a_title(
    lab: made.Lab, draft: ProcedureVersion, title: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(draft, lab, budget_of(), title=title)

    assert [(f.field, f.code) for f in refused.value.faults] == [("title", code)]
    assert not ProcedureBudget.objects.exists()


def test_only_a_draft_takes_a_budget(lab: made.Lab) -> None:
    with pytest.raises(Refused, match="không còn là bản thảo"):
        keep(in_force(), lab, budget_of())

    assert not ProcedureBudget.objects.exists()


# In the database


def test_the_database_refuses_a_budget_under_a_procedure_in_force(lab: made.Lab) -> None:
    with pytest.raises(DatabaseError, match="only a draft takes a budget"), transaction.atomic():
        ProcedureBudget.objects.create(
            procedure=made.procedure(lab), title="x", version=1, measurement="{}", result="{}",
            stated="[]", by=lab.quality, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE calibration_procedurebudget SET result = '{}'",
        "UPDATE calibration_procedurebudget SET title = 'khác'",
        "DELETE FROM calibration_procedurebudget",
    ],
)
def test_the_database_refuses_to_change_one(
    lab: made.Lab, draft: ProcedureVersion, sql: str
) -> None:
    kept = keep(draft, lab, budget_of())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)

    assert ProcedureBudget.objects.get().result == kept.result


@pytest.mark.engine("postgresql")
def test_the_database_refuses_to_empty_the_table(lab: made.Lab, draft: ProcedureVersion) -> None:
    keep(draft, lab, budget_of())
    run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("TRUNCATE calibration_procedurebudget")


LIFT = {
    "sqlite": (
        "DROP TRIGGER calibration_procedurebudget_no_UPDATE",
        "DROP TRIGGER calibration_procedurebudget_no_DELETE",
    ),
    "postgresql": (
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE calibration_procedurebudget DISABLE TRIGGER USER",
    ),
}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE calibration_procedurebudget SET result = '{}'", "altered"),
        ("UPDATE calibration_procedurebudget SET stated = '[]'", "altered"),
        ("UPDATE calibration_procedurebudget SET version = 9", "altered"),
        ("DELETE FROM calibration_procedurebudget", "gone"),
    ],
)
def test_the_audit_finds_one_changed_behind_the_triggers(
    lab: made.Lab, draft: ProcedureVersion, sql: str, said: str, capsys: Any
) -> None:
    kept = keep(draft, lab, budget_of())
    key = kept.seal_key()
    for statement in LIFT[connection.vendor]:
        run(statement)
    run(sql)

    with pytest.raises(SystemExit):
        call_command("check_audit")

    assert f"{key}: {said}" in capsys.readouterr().out


# Pages


def test_it_is_saved_from_the_page_and_stands_with_the_procedure(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    browser = people.page(lab.quality)
    fields = form_of(S9) | {"title": TITLE, "procedure": str(draft.pk)}

    answer = browser.post("/workbench/save/", fields)

    assert (answer.status_code, answer.headers["Location"]) == (
        302, f"/procedures/{draft.pk}/#budgets",
    )  # fmt: skip
    page = shown(browser.get(f"/procedures/{draft.pk}/"))
    assert "Đã lưu bảng “Đồng hồ vạn năng, 100 V”, phiên bản 1." in page
    assert "E_X = (0,100 ± 0,049) V; k = 1,65; p = 95 %" in page
    assert lab.quality.full_name in page
    kept = ProcedureBudget.objects.get()
    assert f"/workbench/?budget={kept.pk}" in page
    technicians = shown(people.page(lab.technician).get(f"/procedures/{draft.pk}/"))
    assert "E_X = (0,100 ± 0,049) V" in technicians
    assert "/workbench/" not in technicians


def test_a_refused_saving_loses_nothing_that_was_typed(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    browser = people.page(lab.quality)
    fields = form_of(S9) | {"title": " ", "procedure": str(draft.pk), "inputs.2.value": "0,25"}

    page = shown(browser.post("/workbench/save/", fields), 400)
    late = form_of(S9) | {"title": "x", "procedure": str(in_force().pk)}
    refused = shown(browser.post("/workbench/save/", late), 409)

    assert "Bảng cần có tên." in page
    assert 'value="0,25"' in page
    assert "không còn là bản thảo" in refused
    assert not ProcedureBudget.objects.exists()


@pytest.mark.parametrize("procedure", ["", "0", "x", "9" * 30, "²", "-1"])
def test_a_procedure_that_is_not_there_is_not_found(lab: made.Lab, procedure: str) -> None:
    fields = form_of(S9) | {"title": "x", "procedure": procedure}

    assert people.page(lab.quality).post("/workbench/save/", fields).status_code == 404


def test_another_centre_neither_saves_nor_opens(lab: made.Lab, draft: ProcedureVersion) -> None:
    kept = keep(draft, lab, budget_of())
    stranger = people.page(people.person(Role.QUALITY_OFFICER, people.centre("TTA")))
    fields = form_of(S9) | {"title": "x", "procedure": str(draft.pk)}

    assert stranger.post("/workbench/save/", fields).status_code == 404
    assert stranger.get("/workbench/", {"budget": kept.pk}).status_code == 404
    assert stranger.get(f"/procedures/{draft.pk}/budgets/compare/").status_code == 404
    assert stranger.post(f"/procedures/{draft.pk}/draft/").status_code == 404
    assert draft.number not in shown(stranger.get("/workbench/"))
    assert ProcedureBudget.objects.count() == 1


@pytest.mark.parametrize("pk", ["x", "0", "9" * 40, "²", "-1", "%00"])
def test_a_budget_that_is_not_there_is_not_found(lab: made.Lab, pk: str) -> None:
    assert people.page(lab.quality).get("/workbench/", {"budget": pk}).status_code == 404


def test_a_technician_does_not_draft_procedures(lab: made.Lab) -> None:
    url = f"/procedures/{made.procedure(lab).pk}/draft/"

    assert people.page(lab.technician).post(url).status_code == 403
    assert people.page(lab.quality).post(url).status_code == 302
    assert people.page(lab.quality).post(url).status_code == 409
