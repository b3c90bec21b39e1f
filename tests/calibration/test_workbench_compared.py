"""Kept budgets compared with each other and with what is computed today."""

import json
import re
from typing import Any

import pytest

from calibration.models import ProcedureVersion
from calibration.services import NewBudget, draft_next
from calibration.workbench.evaluating import evaluate
from calibration.workbench.keeping import changes, new_budget, recomputed
from calibration.workbench.requests import read_request
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW
from tests.factories.workbench import S9, TITLE, budget_of, keep, measurement_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> made.Lab:
    return made.lab("HUE")


@pytest.fixture
def draft(lab: made.Lab) -> ProcedureVersion:
    return draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)


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
