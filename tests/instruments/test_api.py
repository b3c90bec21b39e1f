"""The API: who gets in, what it answers, how it refuses."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.permissions import Role
from instruments.models import Instrument, Standard, StandardCalibration
from metrology.quantities.units import UNITS
from tests.factories.instruments import calibrated_standard, instrument, kind, q, standard
from tests.factories.people import api, centre, client_of, customer, person

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
LISTS = ("instruments", "instrument-types", "standards", "units")
PDF = b"%PDF-1.7 certificate"


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in answer.json()["faults"]]


def test_a_stranger_gets_401_everywhere() -> None:
    thing, of = instrument(customer(centre())), calibrated_standard(centre())
    stranger = api(None)
    places = [f"{name}/" for name in LISTS] + [
        f"instruments/{thing.pk}/", f"standards/{of.pk}/",
        f"standards/{of.pk}/calibrations/{of.calibrations.get().pk}/file/",
    ]  # fmt: skip

    assert {stranger.get(f"{V1}/{place}").status_code for place in places} == {401}
    assert stranger.post(f"{V1}/instruments/", {}).status_code == 401
    assert stranger.patch(f"{V1}/instruments/{thing.pk}/", {}).status_code == 401
    assert stranger.post(f"{V1}/standards/", {}).status_code == 401
    assert stranger.post(f"{V1}/standards/{of.pk}/calibrations/", {}).status_code == 401


def test_a_missing_verb_is_403_and_another_centre_is_404() -> None:
    at, far = centre(), centre()
    thing, of = instrument(customer(at)), calibrated_standard(at)
    approver, technician = api(person(Role.APPROVER, at)), api(person(Role.TECHNICIAN, at))
    away = api(person(Role.TECHNICIAN, far))
    away_quality = api(person(Role.QUALITY_OFFICER, far))
    admin = api(person(Role.ADMINISTRATOR, at))

    assert approver.get(f"{V1}/instruments/{thing.pk}/").status_code == 200
    assert approver.patch(f"{V1}/instruments/{thing.pk}/", {}).status_code == 403
    assert approver.post(f"{V1}/instruments/", {}).status_code == 403
    assert technician.post(f"{V1}/standards/", {}).status_code == 403
    assert technician.post(f"{V1}/standards/{of.pk}/calibrations/", {}).status_code == 403
    assert {admin.get(f"{V1}/{name}/").status_code for name in LISTS} == {403}
    assert away.get(f"{V1}/instruments/{thing.pk}/").status_code == 404
    assert away.patch(f"{V1}/instruments/{thing.pk}/", {"tag": "x"}).status_code == 404
    assert away.get(f"{V1}/instruments/").json()["results"] == []
    assert away.get(f"{V1}/standards/{of.pk}/").status_code == 404
    assert away.get(f"{V1}/standards/").json() == []
    assert away_quality.post(f"{V1}/standards/{of.pk}/calibrations/", {}).status_code == 404
    thing.refresh_from_db()
    assert thing.tag == ""


def test_visible_in_one_centre_managed_in_another_is_403() -> None:
    at, far = centre(), centre()
    thing = instrument(customer(at))
    both = person(Role.APPROVER, at)
    both.memberships.create(centre=far, role=Role.TECHNICIAN, valid_from="2020-01-01")

    assert api(both).patch(f"{V1}/instruments/{thing.pk}/", {"tag": "x"}).status_code == 403
    given = {"customer": thing.customer_id, "type": "pressure-gauge", "serial": "9"}
    assert api(both).post(f"{V1}/instruments/", given).status_code == 403
    assert Instrument.objects.count() == 1


def test_a_client_reads_their_own_and_no_standards() -> None:
    at = centre()
    mine, other = instrument(customer(at)), instrument(customer(at))
    client = api(client_of(mine.customer))

    shown = client.get(f"{V1}/instruments/").json()["results"]

    assert [row["id"] for row in shown] == [mine.pk]
    assert client.get(f"{V1}/instruments/{other.pk}/").status_code == 404
    assert client.patch(f"{V1}/instruments/{mine.pk}/", {}).status_code == 403
    assert client.get(f"{V1}/standards/").status_code == 403


def test_registering_answers_what_was_written() -> None:
    owner = customer(centre())
    kind()
    technician = api(person(Role.TECHNICIAN, owner.centre))

    answer = technician.post(
        f"{V1}/instruments/",
        {
            "customer": owner.pk, "type": "pressure-gauge", "serial": "12", "maker": "Ví Dụ",
            "range_min": "0 bar", "range_max": {"value": "10.050", "unit": "bar"},
            "resolution": "0.2 bar", "facts": {"e": "50 g"},
        },
    )  # fmt: skip

    assert answer.status_code == 201
    made = Instrument.objects.get()
    assert answer.json() == {
        "id": made.pk,
        "type": {"code": "pressure-gauge", "name_vi": "Áp kế lò xo",
                 "name_en": "Spring (Bourdon) pressure gauge"},
        "customer": {"id": owner.pk, "name": owner.name},
        "site": None,
        "name": "", "maker": "Ví Dụ", "country": "", "model": "", "serial": "12", "tag": "",
        "year": None,
        "range_min": {"value": "0", "unit": "bar"},
        "range_max": {"value": "10.050", "unit": "bar"},
        "resolution": {"value": "0.2", "unit": "bar"},
        "accuracy": "", "type_approval": "", "facts": {"e": "50 g"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"range_max": "10 baar"}, ("range_max", "unknown_unit")),
        ({"range_max": "10"}, ("range_max", "missing_unit")),
        ({"range_max": 10}, ("range_max", "not_a_number")),
        ({"range_max": "1 kg"}, ("range_max", "wrong_quantity")),
        ({"serial": None}, ("serial", "null")),
        ({"serial": "x" * 81}, ("serial", "max_length")),
        ({"serial": "a\x00"}, ("serial", "not_text")),
        ({"type": "no-such"}, ("type", "does_not_exist")),
        ({"type": 5}, ("type", "does_not_exist")),
        ({"customer": 999999}, ("customer", "does_not_exist")),
        ({"customer": "x"}, ("customer", "invalid")),
        ({"customer": 10**30}, ("customer", "does_not_exist")),
        ({"year": "soon"}, ("year", "invalid")),
        ({"facts": "x"}, ("facts", "not_a_dict")),
        ({"facts": {"É": "x"}}, ("facts", "bad_facts")),
        ({"serail": "12"}, ("serail", "unknown_field")),
    ],
)
def test_a_malformed_body_names_the_field(wrong: dict[str, Any], expected: tuple[str, str]) -> None:
    owner = customer(centre())
    kind()
    technician = api(person(Role.TECHNICIAN, owner.centre))
    given = {"customer": owner.pk, "type": "pressure-gauge", "serial": "1", "range_min": "0 bar"}

    answer = technician.post(f"{V1}/instruments/", {**given, **wrong})

    assert answer.status_code == 400
    assert faults(answer) == [expected]
    assert Instrument.objects.count() == 0


@pytest.mark.parametrize("body", ["[]", '"x"', "5", "{", "\xff"])
def test_a_body_of_another_shape_is_400(body: str) -> None:
    technician = api(person(Role.TECHNICIAN, centre()))

    answer = technician.post(f"{V1}/instruments/", body, content_type="application/json")

    assert answer.status_code == 400


def test_another_quantity_says_found_and_allowed() -> None:
    of = standard(centre())
    quality = api(person(Role.QUALITY_OFFICER, of.centre), "en")

    answer = quality.get(f"{V1}/instruments/", {"range_max__gte": "10 baar"})

    (fault,) = answer.json()["faults"]
    assert answer.status_code == 400
    assert (fault["field"], fault["code"], fault["found"]) == (
        "range_max__gte", "unknown_unit", "baar",
    )  # fmt: skip
    assert "bar" in fault["allowed"]


def test_another_customers_site_does_not_exist() -> None:
    at, far = centre(), centre()
    thing = instrument(customer(at))
    near = customer(at).sites.create(name="A")
    away = customer(far).sites.create(name="B")
    technician = api(person(Role.TECHNICIAN, at))

    first = technician.patch(f"{V1}/instruments/{thing.pk}/", {"site": near.pk})
    second = technician.patch(f"{V1}/instruments/{thing.pk}/", {"site": away.pk})

    assert faults(first) == [("site", "foreign_site")]
    assert faults(second) == [("site", "does_not_exist")]


def test_an_amendment_keeps_what_is_not_named() -> None:
    thing = instrument(customer(centre()), maker="Cũ")
    officer = api(person(Role.CONTRACT_OFFICER, thing.customer.centre))

    answer = officer.patch(f"{V1}/instruments/{thing.pk}/", {"tag": "PT-01", "range_min": None})

    assert answer.status_code == 200
    thing.refresh_from_db()
    assert (thing.tag, thing.maker, thing.range_min, str(thing.range_max)) == (
        "PT-01", "Cũ", None, "10 bar",
    )  # fmt: skip
    moved = officer.patch(f"{V1}/instruments/{thing.pk}/", {"customer": thing.customer_id})
    assert faults(moved) == [("customer", "unknown_field")]


def test_a_duplicate_is_409_and_names_the_field() -> None:
    thing = instrument(customer(centre()), serial="7", maker="A")
    technician = api(person(Role.TECHNICIAN, thing.customer.centre))

    answer = technician.post(
        f"{V1}/instruments/",
        {"customer": thing.customer_id, "type": "pressure-gauge", "serial": "7", "maker": "A"},
    )

    assert answer.status_code == 409
    assert faults(answer) == [("serial", "duplicate")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"range_max__gte": "10 bar"}, {"1 MPa"}),
        ({"range_max__lt": "10 bar"}, {"6 bar"}),
        ({"range_max__gte": "100 kPa", "range_max__lte": "0.6 MPa"}, {"6 bar"}),
        ({"range_max__exact": "1000 kPa"}, {"1 MPa"}),
        ({"range_max__gte": "1 kg"}, {"60 kg"}),
        ({"range_max__gte": "10 degC"}, set()),
        ({"q": "can ban"}, {"60 kg"}),
        ({"type": "platform-scale"}, {"60 kg"}),
        ({"customer": "0"}, set()),
    ],
)
def test_filters_understand_units(asked: dict[str, str], found: set[str]) -> None:
    at = centre()
    instrument(customer(at), range_max=q("1 MPa"))
    instrument(customer(at), range_max=q("6 bar"))
    instrument(customer(at), "platform-scale", range_max=q("60 kg"))
    technician = api(person(Role.TECHNICIAN, at))

    rows = technician.get(f"{V1}/instruments/", asked).json()["results"]

    shown = {f"{row['range_max']['value']} {row['range_max']['unit']}" for row in rows}
    assert shown == found


def test_wrong_filters_are_all_named() -> None:
    technician = api(person(Role.TECHNICIAN, centre()))

    answer = technician.get(
        f"{V1}/instruments/",
        {"customer": "x", "range_max__gte": "10", "range_min__lt": "a bar"},
    )

    assert answer.status_code == 400
    assert faults(answer) == [
        ("customer", "not_an_id"),
        ("range_min__lt", "not_a_number"),
        ("range_max__gte", "missing_unit"),
    ]


def test_the_list_asks_the_same_few_questions_for_any_number(
    django_assert_max_num_queries: Any,
) -> None:
    at = centre()
    for _ in range(20):
        instrument(customer(at))
        calibrated_standard(at)
    technician = api(person(Role.TECHNICIAN, at))
    technician.get(f"{V1}/units/")

    with django_assert_max_num_queries(4):
        assert len(technician.get(f"{V1}/instruments/").json()["results"]) == 20
    with django_assert_max_num_queries(6):
        assert len(technician.get(f"{V1}/standards/").json()) == 20


def test_types_carry_their_dated_cycles() -> None:
    kind("taximeter")
    kind("rail-tanker")
    technician = api(person(Role.TECHNICIAN, centre()))

    (found,) = technician.get(f"{V1}/instrument-types/", {"q": "taximet"}).json()

    assert found["control"] == ["A", "I", "P", "R"]
    assert [(c["months"], c["valid_from"], c["confirmed"]) for c in found["cycles"]] == [
        (12, "2013-11-15", True), (18, "2020-01-01", True), (18, "2026-04-15", False),
    ]  # fmt: skip


def test_units_are_the_closed_catalogue() -> None:
    technician = api(person(Role.TECHNICIAN, centre()))

    every = technician.get(f"{V1}/units/").json()
    pressure = technician.get(f"{V1}/units/", {"quantity": "gauge_pressure"}).json()
    wrong = technician.get(f"{V1}/units/", {"quantity": "warmth"})

    assert [unit["code"] for unit in every] == list(UNITS)
    assert {unit["quantity"] for unit in pressure} == {"pressure"}
    assert next(unit for unit in pressure if unit["code"] == "bar")["quantity_vi"] == "áp suất"
    assert (wrong.status_code, faults(wrong)) == (400, [("quantity", "unknown_name")])


def event(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "on": today.isoformat(), "valid_until": (today + timedelta(days=365)).isoformat(),
        "laboratory": "Viện Ví Dụ", "certificate_number": "V1",
        "values": [{"nominal": "10 bar", "value": "10.0020 bar", "expanded": "0.0040 bar"}],
        **more,
    }  # fmt: skip


def test_a_standard_and_its_calibration_with_file() -> None:
    at = centre()
    quality = api(person(Role.QUALITY_OFFICER, at))
    given = {
        "centre": at.code, "code": "CH-1", "name_vi": "Áp kế chuẩn", "serial": "1",
        "quantity": "pressure", "range_max": "60 bar", "mpe": "0.03 bar",
    }  # fmt: skip

    added = quality.post(f"{V1}/standards/", given)
    pk = added.json()["id"]
    file = {"name": "v1.pdf", "content": base64.b64encode(PDF).decode()}
    done = quality.post(f"{V1}/standards/{pk}/calibrations/", event(file=file))
    shown = quality.get(f"{V1}/standards/{pk}/").json()
    got = quality.get(f"{V1}/standards/{pk}/calibrations/{done.json()['id']}/file/")

    assert (added.status_code, added.json()["state"]) == (201, "uncalibrated")
    assert (done.status_code, shown["state"]) == (201, "valid")
    assert shown["calibrations"][0]["values"] == [
        {
            "nominal": {"value": "10", "unit": "bar"},
            "value": {"value": "10.0020", "unit": "bar"},
            "correction": {"value": "0.0020", "unit": "bar"},
            "expanded": {"value": "0.0040", "unit": "bar"},
            "k": "2",
        }
    ]
    assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
    states = quality.get(f"{V1}/standards/", {"state": "valid"}).json()
    assert [row["id"] for row in states] == [pk]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"on": "soon"}, ("on", "invalid")),
        ({"on": "2200-01-01", "valid_until": "2201-01-01"}, ("on", "future")),
        ({"valid_until": "2001-01-01"}, ("valid_until", "order")),
        ({"values": "x"}, ("values", "not_a_list")),
        ({"values": [{"nominal": "10 bar", "value": "10 kg", "expanded": "1 bar"}]},
         ("values.0.value", "wrong_quantity")),
        ({"values": [{"nominal": "10 bar", "value": "10 bar"}]},
         ("values.0.expanded", "required")),
        ({"values": [{"nominal": "10 bar", "value": "10 bar", "expanded": "1 bar", "k": "0"}]},
         ("values.0.k", "k")),
        ({"file": {"name": "x.pdf", "content": "???"}}, ("file.content", "invalid")),
        ({"file": {"name": "x.exe", "content": "TVo="}}, ("file", "file_kind")),
    ],
)  # fmt: skip
def test_a_wrong_calibration_names_its_place(
    wrong: dict[str, Any], expected: tuple[str, str]
) -> None:
    of = standard(centre())
    quality = api(person(Role.QUALITY_OFFICER, of.centre))

    answer = quality.post(f"{V1}/standards/{of.pk}/calibrations/", event(**wrong))

    assert (answer.status_code, faults(answer)) == (400, [expected])
    assert StandardCalibration.objects.count() == 0


def test_a_standard_of_a_centre_one_does_not_see() -> None:
    at, far = centre(), centre()
    quality = api(person(Role.QUALITY_OFFICER, at))
    given = {"centre": far.code, "code": "X", "name_vi": "X", "serial": "1", "quantity": "mass"}

    answer = quality.post(f"{V1}/standards/", given)

    assert (answer.status_code, faults(answer)) == (400, [("centre", "does_not_exist")])
    assert not Standard.objects.exists()


def test_a_standard_is_amended() -> None:
    of = standard(centre())
    quality = api(person(Role.QUALITY_OFFICER, of.centre))
    address = f"{V1}/standards/{of.pk}/"

    answer = quality.patch(address, {"range_max": "60.0 bar"})
    wrong = quality.patch(address, {"range_max": "1 kg"})
    fixed = quality.patch(address, {"quantity": "mass"})

    of.refresh_from_db()
    assert answer.json()["range_max"] == {"value": "60.0", "unit": "bar"}
    assert (str(of.range_max), of.quantity) == ("60.0 bar", "pressure")
    assert faults(wrong) == [("range_max", "wrong_quantity")]
    assert (wrong.json()["faults"][0]["found"], "bar" in wrong.json()["faults"][0]["allowed"]) == (
        "kg", True,
    )  # fmt: skip
    assert faults(fixed) == [("quantity", "unknown_field")]
    assert api(person(Role.TECHNICIAN, of.centre)).patch(address, {}).status_code == 403
    assert api(person(Role.QUALITY_OFFICER, centre())).patch(address, {}).status_code == 404
    assert api(None).patch(address, {}).status_code == 401
