from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.permissions import Role
from common import queue
from contracts import services
from contracts.models import Contract, PriceImport, ServiceNorm, Surcharge
from tests.factories import contracts as make
from tests.factories import instruments, people, pricing, sheets

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def client(contract: Contract) -> APIClient:
    return people.api(contract.created_by)


def today() -> str:
    return timezone.localdate().isoformat()


def file(content: bytes, name: str = "gia.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in answer.json()["faults"]]


def test_a_price_list_through_the_api(client: APIClient, contract: Contract) -> None:
    instruments.kind()
    content = pricing.content(pricing.new("KD-1", 5, range_max="10 bar"), pricing.row("KD-2", 5))
    typed = {"centre": "TTA", "valid_from": today(), "file": file(content)}

    made = client.post(f"{API}/prices/imports/", typed, format="multipart")

    assert made.status_code == 201, made.content
    assert [row["fate"] for row in made.json()["rows"]] == ["new", "wrong"]
    assert made.json()["rows"][1]["why"][0]["code"] == "wrong_fact"
    address = f"{API}/prices/imports/{made.json()['id']}/"
    refused = client.post(address, {"digest": made.json()["digest"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "rows_left")

    typed["file"] = file(pricing.content(pricing.new("KD-1", 5, range_max="10 bar")))
    made = client.post(f"{API}/prices/imports/", typed, format="multipart")
    address = f"{API}/prices/imports/{made.json()['id']}/"
    assert client.get(address).json()["digest"] == made.json()["digest"]
    done = client.post(address, {"digest": made.json()["digest"]})

    assert (done.status_code, done.json()["applied_at"] is not None) == (200, True)
    service = client.get(f"{API}/services/").json()["results"][0]
    assert service["range_max"] == {"value": "10", "unit": "bar"}
    assert service["prices"] == [{"amount": 5, "valid_from": today(), "valid_to": None}]
    assert client.get(f"{API}/prices/export/").content[:2] == b"PK"


def test_surcharges_through_the_api(client: APIClient, contract: Contract) -> None:
    body = {"centre": "TTA", "kind": "urgent", "name_vi": "Gấp", "valid_from": today()}
    assert faults(client.post(f"{API}/surcharges/", body)) == [("percent", "one_of_two")]

    made = client.post(f"{API}/surcharges/", {**body, "percent": 50})

    assert made.status_code == 201
    pk = made.json()["id"]
    assert client.get(f"{API}/surcharges/").json()["results"][0]["id"] == pk
    address = f"{API}/contracts/{contract.pk}/surcharges/"
    assert faults(client.post(address, {"surcharge": pk})) == [("lines", "required")]
    line = client.post(address, {"surcharge": pk, "lines": [contract.lines.get().pk]})
    assert (line.status_code, line.json()["price"], line.json()["kind"]) == (201, 500_000, "other")
    ended = client.post(f"{API}/surcharges/{pk}/end/", {"last_day": today()})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, today())


def test_norms_through_the_api(client: APIClient, contract: Contract) -> None:
    service = make.service(contract.centre)
    address = f"{API}/services/{service.pk}/norms/"
    typed = {"title": "Định mức", "valid_from": today(), "file": file(pricing.PDF, "a.pdf")}

    made = client.post(address, typed, format="multipart")

    assert made.status_code == 201
    assert client.get(address).json() == [made.json()]
    kept = client.get(f"{API}/norms/{made.json()['id']}/file/")
    assert b"".join(kept.streaming_content) == pricing.PDF  # type: ignore[attr-defined]


def test_a_range_of_a_service_through_the_api(client: APIClient, contract: Contract) -> None:
    instruments.kind()
    body = {
        "centre": "TTA", "code": "A", "name_vi": "B", "kind": "verification",
        "type": "pressure-gauge", "range_min": "0 bar", "range_max": "10 bar",
    }  # fmt: skip

    assert faults(client.post(f"{API}/services/", {**body, "range_max": "-1 bar"})) == [
        ("range_max", "out_of_range")
    ]
    assert faults(client.post(f"{API}/services/", {**body, "range_max": "1 V"}))[0][0] == (
        "range_max"
    )
    assert client.post(f"{API}/services/", body).status_code == 201


def test_columns_are_mapped_through_the_api(client: APIClient, contract: Contract) -> None:
    instruments.kind()
    source = services.upload_list(
        contract_id=contract.pk, file_name="ds.xlsx",
        content=sheets.xlsx([["A", "B"], ["Áp kế lò xo", "N-1"]]),
        by=contract.created_by, at=timezone.now(),
    )  # fmt: skip
    queue.drain()
    address = f"{API}/imports/{source.pk}/columns/"

    assert faults(client.post(address, {"row": 1, "columns": {"name": 0}})) == [
        ("serial", "required")
    ]
    done = client.post(address, {"row": 1, "columns": {"name": 0, "serial": 1}})

    assert done.status_code == 202
    queue.drain()
    shown = client.get(f"{API}/imports/{source.pk}/").json()
    assert (shown["state"], len(shown["rows"])) == ("ready", 1)
    assert client.get(f"{API}/tasks/{done.json()['task']}/").json()["state"] == "done"


def test_the_public_list_costs_the_same_however_long_it_is(
    contract: Contract, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        pricing.surcharge(contract.centre)

    with django_assert_max_num_queries(12):
        answer = people.api(None).get(f"{API}/prices/public/TTA/")

    assert len(answer.json()["surcharges"]) >= 20


def test_everybody_reads_the_public_list(contract: Contract) -> None:
    make.service(contract.centre, price=5, code="KD-1")
    pricing.surcharge(contract.centre)

    answer = people.api(None).get(f"{API}/prices/public/TTA/")

    assert answer.status_code == 200
    row = answer.json()["rows"][0]
    assert (row["code"], row["amount"], row["vat_percent"]) == ("KD-1", 5, 5)
    assert answer.json()["surcharges"][0]["percent"] == 50
    assert people.api(None).get(f"{API}/prices/public/???/").status_code == 404


@pytest.fixture
def rows(contract: Contract) -> dict[str, int]:
    service = make.service(contract.centre)
    day = timezone.localdate()
    norm = ServiceNorm.objects.create(
        service=service, title="x", valid_from=day, file="norms/x.pdf",
        by=contract.created_by, at=timezone.now(),
    )  # fmt: skip
    source = contract.imports.create(
        file_name="x", by=contract.created_by, at=timezone.now(), state="ready"
    )
    return {
        "contract": contract.pk, "service": service.pk, "norm": norm.pk, "import": source.pk,
        "surcharge": pricing.surcharge(contract.centre).pk,
        "prices": pricing.brought(contract.centre, pricing.row("X", 1), valid_from=day).pk,
    }  # fmt: skip


ROW_DOORS = [
    ("post", "contracts/{contract}/surcharges/"),
    ("post", "surcharges/{surcharge}/end/"),
    ("get", "services/{service}/norms/"),
    ("post", "services/{service}/norms/"),
    ("get", "norms/{norm}/file/"),
    ("get", "prices/imports/{prices}/"),
    ("post", "prices/imports/{prices}/"),
    ("post", "imports/{import}/columns/"),
]
LIST_DOORS = [
    ("get", "surcharges/"), ("post", "surcharges/"), ("post", "prices/imports/"),
    ("get", "prices/export/"),
]  # fmt: skip
MULTIPART = ("norms/", "prices/imports/")


def call(client: APIClient, method: str, path: str, rows: dict[str, int], body: Any = None) -> Any:
    address = f"{API}/{path.format(**rows)}"
    if method == "post" and path.endswith(MULTIPART):
        return client.post(address, body or {}, format="multipart")
    return getattr(client, method)(address, {} if body is None else body)


@pytest.mark.parametrize(("method", "path"), ROW_DOORS + LIST_DOORS)
def test_doors_by_who_asks(
    method: str, path: str, rows: dict[str, int], contract: Contract
) -> None:
    neighbour = make.officer(people.centre("TTB"))
    technician = people.person(Role.TECHNICIAN, contract.centre)
    manager = people.person(Role.MANAGER, contract.centre)

    assert call(people.api(None), method, path, rows).status_code == 401
    assert call(people.api(technician), method, path, rows).status_code == 403
    if (method, path) in ROW_DOORS:
        assert call(people.api(neighbour), method, path, rows).status_code == 404
    if method == "post":
        assert call(people.api(manager), method, path, rows).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("surcharges/", {}, ["centre", "kind", "name_vi", "valid_from"]),
        ("surcharges/", [1], [""]),
        ("surcharges/{surcharge}/end/", {"last_day": 5}, ["last_day"]),
        ("contracts/{contract}/surcharges/", {"surcharge": "x", "lines": "y"},
         ["surcharge", "lines"]),
        ("services/{service}/norms/", {}, ["title", "valid_from", "file"]),
        ("prices/imports/", {"centre": "?"}, ["centre", "valid_from", "file"]),
        ("prices/imports/{prices}/", {}, ["digest"]),
        ("imports/{import}/columns/", {"row": 0, "columns": {}}, ["row", "columns"]),
        ("imports/{import}/columns/", {"row": 1, "columns": {"name": "x"}}, ["columns.name"]),
    ],
)  # fmt: skip
def test_a_malformed_body_is_named_field_by_field(
    path: str, body: Any, fields: list[str], rows: dict[str, int], client: APIClient
) -> None:
    before = (Surcharge.objects.count(), PriceImport.objects.count())

    answer = call(client, "post", path, rows, body)

    assert answer.status_code == 400, answer.content
    assert [fault.get("field", "") for fault in answer.json()["faults"]] == fields
    assert (Surcharge.objects.count(), PriceImport.objects.count()) == before


def test_prices_of_another_centre_are_not_brought(client: APIClient, contract: Contract) -> None:
    people.centre("TTB")
    content = file(pricing.content(pricing.row("X", 1)))
    body = {"centre": "TTB", "valid_from": today(), "file": content}

    assert client.post(f"{API}/prices/imports/", body, format="multipart").status_code == 403
    more: Any = {
        "centre": "TTB",
        "kind": "urgent",
        "name_vi": "G",
        "valid_from": today(),
        "percent": 1,
    }
    assert client.post(f"{API}/surcharges/", more).status_code == 403
