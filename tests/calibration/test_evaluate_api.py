"""POST /api/v1/metrology/evaluate/: who may, what comes back, what is refused and where."""

import json
from copy import deepcopy
from typing import Any

import pytest

from accounts.permissions import Role
from calibration.workbench.examples import examples
from metrology.uncertainty.budget_json import from_json
from tests.factories import people
from tests.factories.people import api, client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/metrology/evaluate/"
H1, S9, H2 = "gum-h1-end-gauge", "ea402-s9-dmm-100v", "gum-h2-rxz-observations"


def body(key: str = S9, **more: Any) -> dict[str, Any]:
    return deepcopy(examples()[key].measurement) | more


@pytest.fixture
def technician() -> Any:
    return api(people.person(Role.TECHNICIAN, people.centre()))


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.content
    said = answer.json()
    assert set(said) == {"code", "message", "faults"}
    return [(each.get("field", ""), each["code"]) for each in said["faults"]]


# Who


def test_who_may() -> None:
    centre = people.centre()

    assert api(None).post(URL, body()).status_code == 401
    assert api(client_of(people.customer(centre))).post(URL, body()).status_code == 403
    assert api(people.user()).post(URL, body()).status_code == 403
    assert api(people.person(Role.ADMINISTRATOR, centre)).post(URL, body()).status_code == 403
    for role in (Role.TECHNICIAN, Role.QUALITY_OFFICER, Role.MANAGER):
        assert api(people.person(role, centre)).post(URL, body()).status_code == 200


# What comes back


def test_the_published_answer_comes_back(technician: Any) -> None:
    answer = technician.post(URL, body(H1, rule="t", p=0.99))

    assert answer.status_code == 200
    first = answer.json()["outputs"][0]
    assert (first["name"], first["unit"], first["value"]) == ("l", "nm", 50000838.0)
    assert first["u"] == pytest.approx(31.658, abs=0.001)  # GUM H.1.4: 32 nm
    assert first["dof"] == pytest.approx(16.7, abs=0.05)  # H.1.6: 16.7
    assert float(first["k"]) == pytest.approx(2.92, abs=0.005)
    assert pytest.approx(92.47, abs=0.01) == first["U"]
    assert first["stated"]["en"] == "l = (50\u202f000\u202f838 ± 92) nm; k = 2.92; p = 99 %"
    assert [w["code"] for w in first["warnings"]] == ["curvature"]
    assert from_json(first["budget"]).output == "l"
    assert answer.json()["monte_carlo"] is None


def test_outputs_come_with_covariance_and_correlation(technician: Any) -> None:
    said = technician.post(URL, body(H2)).json()

    assert [each["name"] for each in said["outputs"]] == ["R", "X", "Z"]
    assert said["correlation"][0][1] == pytest.approx(-0.588, abs=0.0006)  # GUM table H.4
    assert said["correlation"][1][2] == pytest.approx(0.993, abs=0.0005)
    assert said["covariance"][0][0] == pytest.approx(said["outputs"][0]["u"] ** 2)


def test_monte_carlo_is_repeatable_and_judges_the_first_order(technician: Any) -> None:
    run = {"draws": 200_000, "seed": 3, "p": 0.95}

    one, two = (technician.post(URL, body(S9, monte_carlo=run)).json() for _ in range(2))

    assert one == two
    assert (one["monte_carlo"]["draws"], one["monte_carlo"]["seed"]) == (200_000, 3)
    found = one["outputs"][0]["monte_carlo"]
    assert found["u"] == pytest.approx(0.0296, abs=0.0002)
    low, high = found["symmetric"]
    assert (high - low) / 2 == pytest.approx(0.05, abs=0.002)  # EA-4/02 S9: 0,05 V
    assert found["validates_first_order"] == (
        max(found["d_low"], found["d_high"]) <= found["tolerance"]
    )


def test_an_infinite_dof_is_null_and_the_rule_has_a_default(technician: Any) -> None:
    first = technician.post(URL, body()).json()["outputs"][0]

    assert first["dof"] is None
    assert first["budget"]["rule"] == "automatic"
    assert float(first["k"]) == pytest.approx(1.645, abs=0.001)


# What is refused, and where


def put(path: str, value: Any, key: str = S9) -> dict[str, Any]:
    made = body(key)
    inner: Any = made
    *above, last = (int(part) if part.isdigit() else part for part in path.split("."))
    for part in above:
        inner = inner[part]
    inner[last] = value
    return made


REFUSED = (
    ("inputs.0.unit", "volts!", "inputs.0.unit", "unknown_unit"),
    ("inputs.0.unit", "gal", "inputs.0.unit", "ambiguous_unit"),
    ("outputs.0.unit", "kg", "outputs.0.model", "wrong_dimension"),
    ("inputs.2.unit", "kg", "outputs.0.model", "wrong_dimension"),
    ("inputs.0.value", "NaN", "inputs.0.value", "cannot_compute"),
    ("inputs.0.value", "inf", "inputs.0.value", "cannot_compute"),
    ("inputs.0.value", "1e999", "inputs.0.value", "cannot_compute"),
    ("inputs.1.components.0.U", -0.1, "inputs.1.components.0.U", "out_of_range"),
    ("inputs.1.components.0.dof", 0.5, "inputs.1.components.0.dof", "out_of_range"),
    ("inputs.1.components.0.distribution", "gauss", "inputs.1.components.0", "unknown_name"),
    ("inputs.1.components.0.width", 1, "inputs.1.components.0", "unknown_field"),
    ("inputs.1.name", "V_iX", "inputs.1.name", "unknown_name"),
    ("outputs.0.model", "V_iX/(V_S - V_S)*V_S", "outputs.0.model", "cannot_compute"),
    ("outputs.0.model", "+".join(["V_S"] * 3000), "outputs.0.model", "out_of_range"),
    ("outputs.0.model", "(" * 500 + "V_S" + ")" * 500, "outputs.0.model", "bad_expression"),
    ("outputs.0.model", "__import__('os').system('x')", "outputs.0.model", "bad_expression"),
    ("outputs.0.model", "V_S.__class__", "outputs.0.model", "bad_expression"),
    ("outputs.0.model", "", "outputs.0.model", "missing_value"),
    ("rule", "k3", "rule", "unknown_name"),
    ("p", 1.5, "p", "out_of_range"),
    ("monte_carlo", {"draws": 1_000_001}, "monte_carlo.draws", "out_of_range"),
    ("monte_carlo", {"draws": 1.5}, "monte_carlo.draws", "out_of_range"),
    ("monte_carlo", {"draws": 10}, "draws", "out_of_range"),
    ("monte_carlo", {"seed": -1}, "monte_carlo.seed", "out_of_range"),
    ("monte_carlo", {"p": 0}, "monte_carlo.p", "out_of_range"),
    ("monte_carlo", {"trials": 5}, "monte_carlo", "unknown_field"),
    ("no_such_field", 1, "no_such_field", "unknown_field"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "code"), REFUSED)
def test_bad_input_names_the_field(
    technician: Any, path: str, value: Any, field: str, code: str
) -> None:
    assert faults(technician.post(URL, put(path, value))) == [(field, code)]


def test_an_impossible_correlation_matrix_is_refused(technician: Any) -> None:
    rows = [
        {"a": "V_S", "b": "dV_iX", "r": 0.9},
        {"a": "dV_iX", "b": "dV_S", "r": 0.9},
        {"a": "V_S", "b": "dV_S", "r": -0.9},
    ]

    answer = technician.post(URL, body(correlations=rows))

    assert faults(answer) == [("correlations.0", "bad_correlation")]
    assert "λ_min" in answer.json()["faults"][0]["message"]


@pytest.mark.parametrize(
    ("rows", "field", "code"),
    [
        ([{"a": "V_S", "b": "nobody", "r": 0.5}], "correlations.0", "unknown_name"),
        ([{"a": "V_S", "b": "dV_S", "r": 1.5}], "correlations.0.r", "out_of_range"),
        ([{"a": "V_S", "b": "V_S", "r": 1}], "correlations.0", "bad_correlation"),
        (
            [{"a": "V_S", "b": "dV_S", "r": "from_observations"}],
            "correlations.0",
            "bad_correlation",
        ),
        ([{"a": "V_S", "b": "dV_S", "r": 0.5}] * 501, "correlations", "out_of_range"),
    ],
)
def test_a_bad_correlation_names_its_row(
    technician: Any, rows: list[Any], field: str, code: str
) -> None:
    assert faults(technician.post(URL, body(correlations=rows))) == [(field, code)]


@pytest.mark.parametrize("observations", [[], [1.0]])
def test_too_few_observations(technician: Any, observations: list[float]) -> None:
    component = {"distribution": "type_a", "observations": observations}

    answer = technician.post(URL, put("inputs.1.components.0", component))

    assert faults(answer) == [("inputs.1.components.0.observations", "too_few_values")]


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "inputs", "missing_value"),
        ({"inputs": []}, "outputs", "missing_value"),
        ({"inputs": [], "outputs": []}, "outputs", "out_of_range"),
        ([], "", "cannot_compute"),
        ("x", "", "cannot_compute"),
    ],
)
def test_what_is_no_measurement(technician: Any, sent: Any, field: str, code: str) -> None:
    found = technician.post(URL, json.dumps(sent), content_type="application/json")

    assert faults(found) == [(field, code)]


def test_everything_wrong_is_said_in_one_go(technician: Any) -> None:
    wrong = put("inputs.0.unit", "volts!")
    wrong["inputs"][1]["components"][0]["k"] = 0
    wrong["outputs"][0]["model"] = ""
    wrong["rule"] = "k3"

    assert [field for field, _code in faults(technician.post(URL, wrong))] == [
        "inputs.0.unit", "inputs.1.components.0.k", "outputs.0.model", "rule",
    ]  # fmt: skip


# Bounds


def test_work_is_bounded(technician: Any) -> None:
    many = [{"name": f"x{i}", "value": 1, "unit": "1"} for i in range(201)]
    outputs = [{"name": f"y{i}", "unit": "V", "model": "V_S"} for i in range(50)]
    long = [{"distribution": "type_a", "observations": [1.0] * 6_000}] * 2

    assert faults(technician.post(URL, body(inputs=many))) == [("inputs", "out_of_range")]
    assert faults(technician.post(URL, put("inputs.1.components", long))) == [
        ("inputs", "out_of_range")
    ]
    run = {"draws": 1_000_000}
    assert faults(technician.post(URL, body(outputs=outputs, monte_carlo=run))) == [
        ("draws", "out_of_range")
    ]
    assert technician.post(URL, body(outputs=outputs)).status_code == 200


def test_the_largest_measurement_is_evaluated(technician: Any) -> None:
    names = [f"x{i}" for i in range(200)]
    inputs = [
        {"name": name, "value": 1.5, "unit": "1",
         "components": [{"distribution": "normal", "std": 0.1}]}
        for name in names
    ]  # fmt: skip
    outputs = [{"name": "y", "unit": "1", "model": "*".join(names)}]

    answer = technician.post(URL, {"inputs": inputs, "outputs": outputs})

    assert answer.status_code == 200
    first = answer.json()["outputs"][0]
    assert first["u"] == pytest.approx(first["value"] * 200**0.5 * 0.1 / 1.5)


def test_refusals_speak_the_readers_language() -> None:
    someone = people.person(Role.TECHNICIAN, people.centre())
    wrong = put("inputs.0.unit", "volts!")

    vi = api(someone, "vi").post(URL, wrong).json()["faults"][0]["message"]
    en = api(someone, "en").post(URL, wrong).json()["faults"][0]["message"]

    assert vi.startswith("Không có đơn vị “volts!”")
    assert en.startswith("There is no unit “volts!”")
