"""Procedures over the API: written, tried, confirmed, approved, in force, compared."""

from typing import Any

import pytest

from accounts.permissions import Role
from calibration.models import ProcedureVersion
from calibration.services import draft_next
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW, api

pytestmark = pytest.mark.django_db
URL = "/api/v1/procedures/"


@pytest.fixture
def lab() -> made.Lab:
    return made.lab("HUE")


def begin(lab: made.Lab, code: str = "small") -> dict[str, Any]:
    body = {"centre": "HUE", "service": "testing", "definition": made.small_definition(code)}
    answer = api(lab.quality).post(URL, body, format="json")
    assert answer.status_code == 201, answer.data
    found: dict[str, Any] = answer.json()
    return found


def test_the_whole_life_of_a_procedure(lab: made.Lab) -> None:
    client = api(lab.quality)
    draft = begin(lab)
    here = f"{URL}{draft['id']}/"
    assert (draft["state"], draft["version"], draft["number"]) == ("draft", 1, "1")
    assert draft["marks"] == [{"path": "", "mark": "memory", "confirmed": None}]
    assert [fault["code"] for fault in draft["faults"]] == ["unconfirmed"]

    definition = {**draft["definition"], "coverage": "t95"}
    edit = {"definition": definition, "base": draft["digest"]}
    edited = client.put(here, edit, format="json").json()
    assert (edited["definition"]["coverage"], edited["edited_by"]) == (
        "t95", lab.quality.full_name,
    )  # fmt: skip
    stale = client.put(here, {**edit, "definition": draft["definition"]}, format="json")
    assert (stale.status_code, stale.json()["code"]) == (409, "edited")

    refused = client.post(f"{here}approve/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_approvable")
    confirmed = client.post(f"{here}confirm/", {"path": "", "source": "ISO 1"}, format="json")
    assert confirmed.json()["marks"][0]["confirmed"]["source"] == "ISO 1"
    assert client.post(f"{here}approve/").json()["state"] == "approved"
    day = {"valid_from": "2026-01-01"}
    in_force = client.post(f"{here}in-force/", day, format="json").json()
    assert (in_force["state"], in_force["valid_from"]) == ("in_force", "2026-01-01")
    second = client.post(f"{here}draft/").json()
    assert (second["version"], second["state"], second["faults"]) == (2, "draft", [])
    ended = client.post(f"{here}retire/", {"valid_to": "2026-12-31"}, format="json").json()
    assert (ended["state"], ended["valid_to"]) == ("retired", "2026-12-31")


def test_a_broken_definition_is_refused_with_every_place(lab: made.Lab) -> None:
    draft = begin(lab)
    data = made.small_definition("small")
    data["tables"][0]["error"] = "y - ref"
    data["tables"][0]["columns"][1]["role"] = "guess"

    answer = api(lab.quality).put(
        f"{URL}{draft['id']}/", {"definition": data, "base": draft["digest"]}, format="json"
    )

    assert answer.status_code == 400
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [
        ("tables.0.columns.1.role", "unknown_name"), ("tables.0.error", "unknown_name"),
    ]  # fmt: skip
    assert ProcedureVersion.objects.get(pk=draft["id"]).digest == draft["digest"]


@pytest.mark.parametrize(
    ("value", "code"),
    [("a\0b", "bad_text"), ("\ud800", "bad_text"), (float("inf"), "not_a_number")],
    ids=["nul", "half a character", "infinite"],
)
def test_what_no_text_can_be_is_refused_at_its_place(lab: made.Lab, value: Any, code: str) -> None:
    import json

    data = {**made.small_definition("other"), "note": value}
    body = json.dumps({"centre": "HUE", "service": "testing", "definition": data})

    answer = api(lab.quality).post(URL, body, content_type="application/json")

    assert answer.status_code == 400
    assert ProcedureVersion.objects.filter(code="other").count() == 0


def test_a_definition_is_tried_and_nothing_is_kept(lab: made.Lab) -> None:
    draft = begin(lab)
    sample = {"facts": {}, "cells": {"t/0/x/0": "1.05"}, "standards": {}}

    answer = api(lab.technician).post(f"{URL}{draft['id']}/try/", sample, format="json").json()

    (point,) = answer["evaluation"]["results"]
    assert (point["error"], point["limit"], answer["faults"]) == ("0.05", "0.1", [])
    wrong = {**sample, "cells": {"t/0/x/0": "a lot"}}
    told = api(lab.technician).post(f"{URL}{draft['id']}/try/", wrong, format="json").json()
    assert [(f["field"], f["found"]) for f in told["faults"]] == [("cells.t/0/x/0", "a lot")]


def test_a_sample_that_gives_no_points_says_what_is_missing(lab: made.Lab) -> None:
    version = made.procedure(lab)
    answer = api(lab.technician).post(f"{URL}{version.pk}/try/", {}, format="json").json()

    assert (answer["plan"], answer["evaluation"]) == (None, None)
    assert {f["field"] for f in answer["faults"]} == {
        "facts.range_min", "facts.range_max", "facts.cls", "facts.scale_interval",
    }  # fmt: skip


def test_a_copy_and_a_comparison(lab: made.Lab) -> None:
    version = made.procedure(lab)
    client = api(lab.quality)
    body = {"centre": "HUE", "service": "testing", "code": "vacuum-gauge"}

    copy = client.post(f"{URL}{version.pk}/copy/", body, format="json")

    assert copy.status_code == 201
    found = client.get(f"{URL}{copy.json()['id']}/compare/?with={version.pk}").json()
    assert [(p["part"], [c["where"] for c in p["changes"]]) for p in found["parts"]] == [
        ("Nhận dạng", ["Số hiệu văn bản, thử nghiệm", "Dùng cho dịch vụ"])
    ]
    again = client.post(f"{URL}{version.pk}/copy/", body, format="json")
    assert [f["code"] for f in again.json()["faults"]] == ["taken"]
    assert client.get(f"{URL}{version.pk}/compare/").status_code == 400
    assert client.get(f"{URL}{version.pk}/compare/?with=999999").status_code == 404


def test_the_list_is_filtered_and_costs_the_same_for_many(
    lab: made.Lab, django_assert_max_num_queries: Any
) -> None:
    draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)

    with django_assert_max_num_queries(8):
        answer = api(lab.technician).get(f"{URL}?state=draft").json()

    assert [(row["code"], row["version"]) for row in answer["results"]] == [("pressure-gauge", 2)]


WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("post", "", {"centre": "HUE", "service": "testing"}),
    ("put", "{pk}/", {"definition": {}, "base": "x"}),
    ("post", "{pk}/confirm/", {"path": "", "source": "x"}),
    ("post", "{pk}/approve/", {}),
    ("post", "{pk}/in-force/", {"valid_from": "2026-01-01"}),
    ("post", "{pk}/retire/", {"valid_to": "2026-01-01"}),
    ("post", "{pk}/draft/", {}),
    ("post", "{pk}/copy/", {"centre": "HUE", "service": "testing", "code": "x"}),
)


@pytest.mark.parametrize(("method", "route", "body"), WRITES, ids=[w[1] for w in WRITES])
def test_writes_are_closed_to_strangers_other_roles_and_other_centres(
    lab: made.Lab, method: str, route: str, body: dict[str, Any]
) -> None:
    draft = draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)
    url = URL + route.format(pk=draft.pk)
    other = people.person(Role.QUALITY_OFFICER, people.centre())
    before = list(ProcedureVersion.objects.values_list("pk", "state", "digest"))

    def ask(who: Any) -> int:
        return int(getattr(api(who), method)(url, body, format="json").status_code)

    assert ask(None) == 401
    assert ask(lab.technician) == 403
    assert ask(other) == (404 if "{pk}" in route else 400)
    assert list(ProcedureVersion.objects.values_list("pk", "state", "digest")) == before


@pytest.mark.parametrize("route", ["", "{pk}/", "{pk}/compare/?with={pk}"])
def test_reading_is_open_inside_and_closed_outside(lab: made.Lab, route: str) -> None:
    url = URL + route.format(pk=made.procedure(lab).pk)
    outside = people.person(Role.TECHNICIAN, people.centre())

    assert api(None).get(url).status_code == 401
    assert api(people.client_of(lab.customer)).get(url).status_code == 403
    assert api(lab.technician).get(url).status_code == 200
    assert api(outside).get(url).status_code == (404 if "{pk}" in route else 200)


@pytest.mark.parametrize(
    "body",
    [{}, {"definition": []}, {"definition": {}, "base": "x", "more": 1}, {"definition": {}}, []],
)
def test_a_body_of_another_shape_is_refused(lab: made.Lab, body: Any) -> None:
    draft = begin(lab)

    answer = api(lab.quality).put(f"{URL}{draft['id']}/", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
