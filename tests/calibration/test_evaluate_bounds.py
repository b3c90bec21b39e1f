"""Evaluation under hostile input: bounded in time and size, the place named, never a traceback."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.permissions import Role
from tests.calibration.test_evaluate_api import URL, body, faults
from tests.factories import people
from tests.factories.people import api
from tests.factories.workbench import S9, form_of, measurement_of

pytestmark = pytest.mark.django_db
NAMES = [f"x{i}" for i in range(200)]
U = [{"distribution": "normal", "std": 0.1}]


@pytest.fixture
def technician() -> Any:
    return api(people.person(Role.TECHNICIAN, people.centre()))


def asked(models: dict[str, str], names: list[str], **more: Any) -> dict[str, Any]:
    return {
        "inputs": [{"name": n, "value": 1, "unit": "1", "components": U} for n in names],
        "outputs": [{"name": n, "unit": "1", "model": m} for n, m in models.items()],
    } | more


def answered(technician: Any, sent: dict[str, Any]) -> Any:
    """What is answered; these once took from five seconds to a minute, today about one."""
    return technician.post(URL, sent)


# Work


def test_one_wrong_model_among_fifty_large_ones_is_found_answered(technician: Any) -> None:
    models = {f"y{i}": "*".join(NAMES) for i in range(49)} | {"z": "1/(x0-x0)"}

    answer = answered(technician, asked(models, NAMES))

    assert faults(answer) == [("outputs.49.model", "cannot_compute")]


def test_an_impossible_matrix_is_looked_for_once(technician: Any) -> None:
    rows = [{"a": "x0", "b": name, "r": 0.2} for name in NAMES[1:]]
    models = {f"y{i}": "x0" for i in range(50)}

    answer = answered(technician, asked(models, NAMES, correlations=rows))

    assert faults(answer) == [("correlations.0", "bad_correlation")]


def test_pairs_of_observations_are_bounded_like_pairs_by_name(technician: Any) -> None:
    sent = asked({"y": "x0"}, NAMES, correlations="from_observations")
    for each in sent["inputs"]:
        each["components"] = [{"distribution": "type_a", "observations": [1, 2, 4]}]

    assert faults(answered(technician, sent)) == [("correlations", "out_of_range")]


@pytest.mark.parametrize(
    "models",
    [
        {f"y{j}": "+".join(f"sin({i}.{j}*x0)" for i in range(100)) for j in range(10)},
        {f"y{j}": f"x0+{j}" for j in range(39)},
    ],
    ids=["operations", "outputs"],
)
def test_draws_are_bounded_by_what_each_of_them_takes(
    technician: Any, models: dict[str, str]
) -> None:
    sent = asked(models, ["x0"], monte_carlo={"draws": 1_000_000})

    answer = answered(technician, sent)

    assert faults(answer) == [("draws", "out_of_range")]
    most = int(answer.json()["faults"][0]["allowed"].removeprefix("≤ "))
    assert answered(technician, sent | {"monte_carlo": {"draws": most}}).status_code == 200


# Size


def test_a_refusal_does_not_list_what_fills_a_disk(technician: Any) -> None:
    names = [f"n{i}{'a' * 90}" for i in range(200)]
    models = {f"y{i}": "nobody" for i in range(50)}

    answer = technician.post(URL, asked(models, names))

    assert len(faults(answer)) == 50
    assert len(answer.content) < 150_000
    long = faults(technician.post(URL, asked({"y": "x"}, ["x" * 101])))
    assert long == [("inputs.0.name", "out_of_range")]


# Sizes of numbers


def test_an_enormous_number_of_degrees_of_freedom_is_infinite_for_all_purposes(
    technician: Any,
) -> None:
    sent = asked({"y": "x"}, ["x"], rule="t", p=0.95)
    sent["inputs"][0]["components"] = [{"distribution": "normal", "std": 0.1, "dof": 1e308}]

    first = technician.post(URL, sent).json()["outputs"][0]

    assert float(first["k"]) == pytest.approx(1.96, abs=0.001)


@pytest.mark.parametrize(
    ("value", "component"),
    [
        (1, {"distribution": "type_a", "observations": [1e308, -1e308, 1e308, 1e308]}),
        (1, {"distribution": "type_a", "observations": [1e200, -1e200]}),
        (1e300, {"distribution": "normal", "std": 1e130}),
        (1e308, {"distribution": "normal", "std": 1e308}),
    ],
)
def test_numbers_that_no_result_can_hold_are_refused_at_the_output(
    technician: Any, value: float, component: dict[str, Any]
) -> None:
    sent = asked({"y": "x"}, ["x"])
    sent["inputs"][0] |= {"value": value, "components": [component]}

    assert faults(technician.post(URL, sent)) == [("outputs.0.model", "out_of_range")]


# Places


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ({"y": "x - 1", "z": "1/y"}, [("outputs.1.model", "cannot_compute")]),
        ({"z": "1/y", "y": "x - 1"}, [("outputs.0.model", "cannot_compute")]),
        ({"y": "1/(x - 1)", "z": "y + 1"}, [("outputs.0.model", "cannot_compute")]),
        ({"z": "y + 1", "y": "1/(x - 1)"}, [("outputs.1.model", "cannot_compute")]),
        ({"w": "x", "y": "z", "z": "y"}, [("outputs.1.model", "cycle")]),
        ({"y": "y + x"}, [("outputs.0.model", "cycle")]),
        (
            {"y": "1/(x - 1)", "z": "log(x - 1)"},
            [("outputs.0.model", "cannot_compute"), ("outputs.1.model", "cannot_compute")],
        ),
    ],
)
def test_an_output_made_of_others_is_refused_for_its_own_fault(
    technician: Any, models: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert faults(technician.post(URL, asked(models, ["x"]))) == expected


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"p": True}, "p"),
        ({"p": 1e-320, "rule": "t"}, "p"),
        ({"monte_carlo": True}, "monte_carlo"),
        ({"monte_carlo": {"seed": 10**400}}, "monte_carlo.seed"),
        ({"monte_carlo": {"draws": "many"}}, "monte_carlo.draws"),
        ({"correlations": "all"}, "correlations"),
        ({"correlations": {}}, "correlations"),
    ],
)
def test_a_setting_that_is_no_such_thing_is_named(
    technician: Any, more: dict[str, Any], field: str
) -> None:
    sent = asked({"y": "x"}, ["x"])
    sent["inputs"][0]["components"] = [{"distribution": "normal", "std": 0.1, "dof": 1}]

    assert [found for found, _code in faults(technician.post(URL, sent | more))] == [field]


# Files


def files() -> dict[str, bytes]:
    whole = json.dumps(measurement_of(S9).to_json())

    def named(name: str) -> bytes:
        return whole.replace('"V_S"', f'"{name}"', 1).encode()

    return {
        "half a pair": named("\\ud800"),
        "NUL": named("V\\u0000"),
        "escape": named("V\\u001b"),
        "twice": whole.replace('"value": ', '"value": 5, "value": ', 1).encode(),
        "NaN": whole.replace('"value": ', '"value": NaN, "x": ', 1).encode(),
        "deep": b"[" * 200_000,
        "digits": b"9" * 5_000,
        "UTF-16": whole.encode("utf-16"),
        "no JSON": b"{",
        "nothing": b"",
    }


@pytest.mark.parametrize("kind", list(files()))
def test_a_file_that_is_not_quite_json_is_refused_on_the_page(kind: str) -> None:
    officer = people.page(people.person(Role.QUALITY_OFFICER, people.centre()))

    answer = officer.post(
        "/workbench/import/", {"file": SimpleUploadedFile("m.json", files()[kind])}
    )

    assert answer.status_code == 400
    assert "Tệp không đọc được như JSON." in answer.content.decode()


@pytest.mark.parametrize("where", ["", "save/", "export/"])
@pytest.mark.parametrize(
    "typed",
    [
        {"inputs.0.value": "1e300", "do": "monte-carlo"},
        {"rule": "t", "p": "1e-300"},
        {"rule": "t", "p": "0,95", "inputs.1.components.0.dof": "1e300"},
        {
            "inputs.1.components.0.kind": "type_a:observations",
            "inputs.1.components.0.observations": "1e300; -1e300; 1e300",
        },
    ],
)
def test_numbers_of_any_size_in_the_form_are_answered(where: str, typed: dict[str, str]) -> None:
    officer = people.page(people.person(Role.QUALITY_OFFICER, people.centre()))

    answer = officer.post(f"/workbench/{where}", form_of(S9) | {"title": "t"} | typed)

    assert answer.status_code in {200, 400, 404}  # 404: no procedure to save to


def test_the_body_of_the_other_tests_is_one_that_is_evaluated(technician: Any) -> None:
    assert technician.post(URL, body()).status_code == 200
    assert technician.post(URL, asked({"y": "x"}, ["x"])).status_code == 200
