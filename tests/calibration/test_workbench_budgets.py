"""Budgets kept with draft procedures: versions, sealed, compared, opened and evaluated again."""

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from calibration.models import ProcedureBudget, ProcedureVersion
from calibration.services import NewBudget, draft_next, put_in_force, save_budget
from calibration.workbench.evaluating import evaluate
from calibration.workbench.keeping import budgets_of, changes, new_budget, recomputed
from calibration.workbench.requests import read_request
from common.errors import InvalidInput, Refused
from metrology.uncertainty.budget_json import from_json
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW, TODAY
from tests.factories.workbench import H1, S9, form_of, measurement_of, shown

pytestmark = pytest.mark.django_db
TITLE = "Đồng hồ vạn năng, 100 V"


@pytest.fixture
def lab() -> made.Lab:
    return made.lab("HUE")


@pytest.fixture
def draft(lab: made.Lab) -> ProcedureVersion:
    return draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)


def budget_of(key: str = S9, **settings: Any) -> NewBudget:
    asked = read_request(measurement_of(key).to_json() | settings)
    assert asked.measurement is not None
    evaluation, wrongs = evaluate(asked.measurement, asked.settings)
    assert evaluation is not None, wrongs
    return new_budget(evaluation)


def keep(draft: ProcedureVersion, lab: made.Lab, budget: NewBudget, title: str = TITLE) -> Any:
    return save_budget(procedure_id=draft.pk, title=title, budget=budget, by=lab.quality, at=NOW)


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


# Compared and evaluated again


def test_what_changed_between_two_versions(lab: made.Lab, draft: ProcedureVersion) -> None:
    measurement = measurement_of(S9).to_json()
    wider: Any = json.loads(json.dumps(measurement))
    wider["inputs"][2]["components"][0]["half_width"] = 0.1
    first = keep(draft, lab, budget_of())
    asked = read_request(wider)
    assert asked.measurement is not None
    evaluation, _wrongs = evaluate(asked.measurement, asked.settings)
    assert evaluation is not None
    second = keep(draft, lab, new_budget(evaluation))

    found = changes(first, second)

    assert changes(first, first) == []
    assert (found[0].words, found[0].details) == (
        "kết quả", ("u: 0,029\u202f57 → 0,058\u202f09", "U: 0,048\u202f66 → 0,095\u202f59"),
    )  # fmt: skip
    assert found[1].words == "dV_iX"
    assert found[1].details[0] == "Nửa rộng a: 0,05 → 0,1"
    assert found[1].effect.startswith("+")
    page = shown(
        people.page(lab.quality).get(
            f"/procedures/{draft.pk}/budgets/compare/", {"before": first.pk, "after": second.pk}
        )
    )
    assert "Nửa rộng a: 0,05 → 0,1" in page
    assert not re.search(r"half_width|u_y|sensitivity|dof", page), "names of fields are no words"


def test_a_change_of_kind_and_of_rule_is_said_in_words(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    other: Any = measurement_of(S9).to_json()
    other["inputs"][1]["components"][0] = {"distribution": "rectangular", "half_width": 0.002}
    first = keep(draft, lab, budget_of())
    asked = read_request(other | {"rule": "k2"})
    assert asked.measurement is not None
    evaluation, _wrongs = evaluate(asked.measurement, asked.settings)
    assert evaluation is not None

    found = {
        each.words: each.details
        for each in changes(first, keep(draft, lab, new_budget(evaluation)))
    }

    assert "quy tắc hệ số phủ: tự chọn theo dạng phân bố của kết quả → k = 2" in found["kết quả"]
    assert "p: 95 % → 95,45 %" in found["kết quả"]
    assert found["V_S"][:2] == (
        "phân bố: chuẩn → đều (chữ nhật)", "U 0,002; Hệ số phủ k 2 → Nửa rộng a 0,002",
    )  # fmt: skip


def test_other_outputs_and_other_units_are_said(lab: made.Lab, draft: ProcedureVersion) -> None:
    data: Any = measurement_of(S9).to_json()
    other: Any = json.loads(json.dumps(data))
    other["outputs"][0]["unit"] = "mV"
    other["outputs"].append({"name": "z", "unit": "V", "model": "V_S"})
    kept = []
    for each in (data, other):
        asked = read_request(each)
        assert asked.measurement is not None
        evaluation, _wrongs = evaluate(asked.measurement, asked.settings)
        assert evaluation is not None
        kept.append(keep(draft, lab, new_budget(evaluation)))

    assert [(c.output, c.words) for c in changes(*kept)] == [
        ("E_X", "đơn vị V → mV"), ("z", "thêm đại lượng đầu ra này"),
    ]  # fmt: skip
    assert [c.words for c in changes(*reversed(kept))][-1] == "bỏ đại lượng đầu ra này"


def test_a_kept_budget_opens_as_it_was_and_agrees(lab: made.Lab, draft: ProcedureVersion) -> None:
    run_of = {"draws": 20_000, "seed": 7, "p": 0.95}
    kept = keep(draft, lab, budget_of(S9, rule="t", p=0.95, monte_carlo=run_of))

    page = shown(people.page(lab.quality).get("/workbench/", {"budget": kept.pk}))

    assert f"Đang mở: {TITLE}, phiên bản 1." in page
    assert 'value="0,002"' in page
    assert '<option value="t" selected>' in page
    assert "<figure" in page
    assert "khác với kết quả đã lưu" not in page


def test_a_difference_to_the_kept_result_is_shown(lab: made.Lab, draft: ProcedureVersion) -> None:
    honest = budget_of()
    result: Any = json.loads(json.dumps(honest.result))
    result["budgets"][0]["u"] *= 1.5
    kept = keep(draft, lab, NewBudget(honest.measurement, result, honest.stated))

    page = shown(people.page(lab.quality).get("/workbench/", {"budget": kept.pk}))

    assert "Tính lại hôm nay, kết quả khác với kết quả đã lưu:" in page
    assert "u: 0,044\u202f36 → 0,029\u202f57" in page


def test_the_last_digits_of_another_machine_are_no_news(
    lab: made.Lab, draft: ProcedureVersion
) -> None:
    honest = budget_of()
    result: Any = json.loads(json.dumps(honest.result))
    result["budgets"][0]["u"] *= 1 + 1e-14
    kept = keep(draft, lab, NewBudget(honest.measurement, result, honest.stated))
    evaluation, _wrongs = evaluate(measurement_of(S9), read_request(honest.measurement).settings)

    assert recomputed(kept, evaluation) == []
    assert [each.words for each in recomputed(kept, None)] == ["không tính được nữa"]


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
