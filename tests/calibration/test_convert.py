"""`manage.py convert` and GET /api/v1/metrology/convert/."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.permissions import Role
from tests.factories import people
from tests.factories.people import api, client_of

URL = "/api/v1/metrology/convert/"


def printed(*words: str) -> str:
    out = StringIO()
    call_command("convert", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("10.05", "bar", "kPa"), "1005\n"),
        (("10.050", "bar", "bar"), "10.050\n"),
        (("0.5", "degC", "K", "--interval"), "0.5\n"),
        (("0.5", "degC", "K"), "273.65\n"),
        (("-40", "°C", "°F"), "-40\n"),
        (("--", "-40", "°C", "°F"), "-40\n"),
        (("−40", "°C", "°F"), "-40\n"),
        (("+40", "°C", "°F"), "104\n"),
        (("-1e-3", "bar", "Pa"), "-100\n"),
        (("+1.5e3", "mm", "m"), "1.5\n"),
        (("1e-3", "m", "mm"), "1\n"),
        (("-1,5", "bar", "kPa"), "-150\n"),
        (("-.5", "delta_degC", "K"), "-0.5\n"),
        (("--interval", "-1e-3", "degC", "K"), "-0.001\n"),
        (("1", "N m", "N·cm"), "100\n"),
        (("1", "J/(kg*K)", "kJ/(kg.K)"), "0.001\n"),
    ],
)
def test_the_command_prints_one_exact_decimal(words: tuple[str, ...], answer: str) -> None:
    assert printed(*words) == answer


def test_the_command_refuses_in_the_active_language() -> None:
    with pytest.raises(
        CommandError, match=r"là tên của nhiều đơn vị.*gal_us \(galông Mỹ\)"
    ) as refusal:
        printed("1", "gal", "L")
    assert refusal.value.returncode == 1
    with translation.override("en"), pytest.raises(CommandError, match="is the name of several"):
        printed("1", "gal", "L")
    with pytest.raises(CommandError, match="is the name of several"):
        printed("1", "gal", "L", "--lang", "en")


@pytest.fixture
def technician(db: None) -> Any:
    return api(people.person(Role.TECHNICIAN, people.centre()))


def test_the_api_answers_digits(technician: Any) -> None:
    answer = technician.get(URL, {"value": "10.05", "from": "bar", "to": "kPa"})

    assert answer.status_code == 200
    assert answer.json() == {
        "value": "10.05",
        "from": "bar",
        "to": "kPa",
        "interval": False,
        "result": "1005",
        "exact": True,
    }


def test_the_api_says_when_digits_were_cut_and_what_was_a_step(technician: Any) -> None:
    asked = {"value": "1", "from": "°F", "to": "K", "interval": "true"}
    answer = technician.get(URL, asked).json()

    assert answer["result"] == "0.5555555555555555555555555555555556"
    assert (answer["exact"], answer["interval"]) == (False, True)
    assert (answer["from"], answer["to"]) == ("delta_degF", "delta_K")


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLIENT])
def test_everybody_of_a_centre_may_convert(role: Role) -> None:
    someone = api(people.person(role, people.centre()))

    assert someone.get(URL, {"value": "1", "from": "m", "to": "mm"}).json()["result"] == "1000"


@pytest.mark.django_db
def test_strangers_and_clients_may_not() -> None:
    customer = people.customer(people.centre())

    asked = {"value": "1", "from": "m", "to": "mm"}
    assert api(None).get(URL, asked).status_code == 401
    assert api(client_of(customer)).get(URL, asked).status_code == 403
    assert api(people.user()).get(URL, asked).status_code == 403


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"from": "m", "to": "mm"}, "value", "required"),
        ({"value": "1", "to": "mm"}, "from", "required"),
        ({"value": "1", "from": "m"}, "to", "required"),
        ({"value": "", "from": "m", "to": "mm"}, "value", "blank"),
        ({"value": "NaN", "from": "m", "to": "mm"}, "value", "not_a_number"),
        ({"value": "1,234", "from": "m", "to": "mm"}, "value", "ambiguous_number"),
        ({"value": "1" * 31, "from": "m", "to": "mm"}, "value", "too_many_digits"),
        ({"value": "1", "from": "gal", "to": "L"}, "from", "ambiguous_unit"),
        ({"value": "1", "from": "L", "to": "gal"}, "to", "ambiguous_unit"),
        ({"value": "1", "from": "metr", "to": "mm"}, "from", "unknown_unit"),
        ({"value": "1", "from": "m", "to": "kg"}, "to", "wrong_quantity"),
        ({"value": "1", "from": "m^99", "to": "kg"}, "from", "bad_expression"),
        ({"value": "1", "from": "m", "to": "mm", "interval": "perhaps"}, "interval", "invalid"),
        ({"value": "1", "from": "m", "to": "mm", "unit": "m"}, "unit", "unknown_field"),
        ({"value": "1", "from": "m" * 101, "to": "mm"}, "from", "max_length"),
    ],
)
def test_malformed_questions_name_the_place(
    technician: Any, asked: dict[str, str], field: str, code: str
) -> None:
    answer = technician.get(URL, asked)

    assert answer.status_code == 400
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [(field, code)]


def test_a_nul_is_answered(technician: Any) -> None:
    assert technician.get(URL, {"value": "1", "from": "m\x00", "to": "mm"}).status_code == 400
