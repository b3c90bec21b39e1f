from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from rest_framework.test import APIClient

from accounts.models import Membership
from accounts.permissions import Role
from calibration.models import Job
from common import queue
from contracts.models import Contract, Invoice, ListImport, Payment
from tests.factories import contracts as make
from tests.factories import instruments, people, sheets

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


def signed(contract: Contract) -> Contract:
    return make.sign(contract, on=timezone.localdate(), at=timezone.now())


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in answer.json()["faults"]]


def test_a_contract_from_draft_to_paid(client: APIClient, contract: Contract) -> None:
    gauge = instruments.instrument(contract.customer)
    service = make.service(contract.centre, price=120_000)
    customer = contract.customer_id

    made = client.post(f"{API}/contracts/", {"customer": customer, "title": "Kiểm định 2026"})
    assert made.status_code == 201
    pk, number = made.json()["id"], made.json()["number"]
    assert number == f"{2}/{timezone.localdate().year}/HĐDV-TTA"
    added = client.post(f"{API}/contracts/{pk}/lines/", {"service": service.pk, "quantity": 2})
    assert added.status_code == 201
    assert added.json()["totals"]["gross"] == 252_000
    line = added.json()["lines"][0]["id"]
    items = {"line": line, "items": [{"instrument": gauge.pk}]}
    assert client.post(f"{API}/contracts/{pk}/items/", items).status_code == 201
    answer = client.post(f"{API}/contracts/{pk}/sign/", {"signed_on": today()})
    assert (answer.status_code, answer.json()["stage"]) == (200, "signed")
    assert Job.objects.get().instrument == gauge
    (item,) = client.get(f"{API}/contracts/{pk}/items/").json()["results"]
    assert (item["job_state"], item["regime"], item["certificates"]) == ("open", "periodic", [])
    rates = [{"vat_percent": 5, "net": 240_000, "vat": 12_500}]
    invoice = {"series": "1C26TCH", "number": "7", "issued_on": today(), "rates": rates}
    answer = client.post(f"{API}/contracts/{pk}/invoices/", invoice)
    assert answer.status_code == 201
    assert answer.json()["warnings"] == [
        {"code": "vat_differs", "rate": 5, "found": 12_500, "expected": 12_000}
    ]
    paid = {"amount": 252_500, "received_on": today(), "invoice": answer.json()["id"]}
    assert client.post(f"{API}/contracts/{pk}/payments/", paid).status_code == 201
    seen = client.get(f"{API}/contracts/{pk}/").json()
    assert (seen["stage"], seen["invoiced"], seen["paid"], seen["debt"]) == (
        "collected",
        252_500,
        252_500,
        0,
    )


def test_the_list_shows_stage_totals_and_progress(
    client: APIClient, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        make.signed(contract.customer)

    with django_assert_max_num_queries(18):
        answer = client.get(f"{API}/contracts/")

    rows = answer.json()["results"]
    assert len(rows) == 11
    assert rows[-1]["stage"] == "draft"
    assert rows[-1]["totals"] == {
        "net": 1_000_000,
        "vat": 50_000,
        "gross": 1_050_000,
        "rates": [{"rate": 5, "net": 1_000_000, "vat": 50_000, "gross": 1_050_000}],
    }
    found = client.get(f"{API}/contracts/", {"state": "draft"}).json()["results"]
    assert [row["id"] for row in found] == [contract.pk]


def test_decisions(client: APIClient, contract: Contract) -> None:
    signed(contract)
    base = f"{API}/contracts/{contract.pk}"

    paused = client.post(f"{base}/pause/", {"on": today(), "why": "Chờ"})
    resumed = client.post(f"{base}/resume/", {"on": today()})
    accepted = client.post(f"{base}/accept/", {"on": today()})
    refused = client.post(f"{base}/cancel/", {"on": today(), "why": "x"})
    closed = client.post(f"{base}/liquidate/", {"on": today(), "why": "Khách trả sau"})

    assert [one.status_code for one in (paused, resumed, accepted, refused, closed)] == [
        200,
        200,
        200,
        409,
        200,
    ]
    assert [one.json().get("stage") for one in (paused, resumed, accepted, closed)] == [
        "paused",
        "signed",
        "accepted",
        "liquidated",
    ]
    assert refused.json()["code"] == "accepted"


def test_a_line_is_removed_from_a_draft(client: APIClient, contract: Contract) -> None:
    line = contract.lines.get()

    answer = client.delete(f"{API}/lines/{line.pk}/")

    assert (answer.status_code, answer.json()["lines"]) == (200, [])


def test_invoices_are_corrected_by_new_ones(client: APIClient, contract: Contract) -> None:
    signed(contract)
    base = f"{API}/contracts/{contract.pk}/invoices/"
    rates = [{"vat_percent": 5, "net": 1_000_000, "vat": 50_000}]
    facts = {"series": "1C26TCH", "issued_on": today(), "rates": rates}
    first = client.post(base, facts | {"number": "1"}).json()["id"]

    blank = client.post(base, facts | {"number": "2", "replaces": first})
    second = client.post(base, facts | {"number": "2", "replaces": first, "why": "Sai"})
    less = [{"vat_percent": 5, "net": -1, "vat": 0}]
    third = client.post(
        base, facts | {"number": "3", "adjusts": second.json()["id"], "why": "Bớt", "rates": less}
    )
    stranger = client.post(base, facts | {"number": "4", "adjusts": 0, "why": "x"})
    both = client.post(base, facts | {"number": "4", "adjusts": first, "replaces": first})
    done = client.post(
        f"{API}/invoices/{third.json()['id']}/cancel/", {"on": today(), "why": "Nhầm"}
    )

    assert faults(blank) == [("why", "blank")]
    assert (second.status_code, third.status_code, done.status_code) == (201, 201, 200)
    assert faults(stranger) == [("adjusts", "unknown")]
    assert faults(both) == [("adjusts", "one_of_two")]
    states = dict(Invoice.objects.values_list("number", "state"))
    assert states == {"1": "replaced", "2": "issued", "3": "cancelled"}


def test_a_payment_is_taken_back(client: APIClient, contract: Contract) -> None:
    signed(contract)
    paid = client.post(
        f"{API}/contracts/{contract.pk}/payments/", {"amount": 5, "received_on": today()}
    )

    done = client.post(
        f"{API}/payments/{paid.json()['id']}/cancel/", {"on": today(), "why": "Nhầm"}
    )

    assert (done.status_code, done.json()["cancelled_on"]) == (200, today())
    assert Payment.objects.count() == 1


def test_a_list_through_the_api(client: APIClient, contract: Contract) -> None:
    make.service(contract.centre, price=150_000)
    content = sheets.xlsx([sheets.HEADING, sheets.gauge(1), sheets.gauge(2, "")])
    file = SimpleUploadedFile("ds.xlsx", content)

    up = client.post(f"{API}/contracts/{contract.pk}/imports/", {"file": file}, format="multipart")
    assert (up.status_code, up.json()["state"]) == (201, "reading")
    queue.drain()
    address = f"{API}/imports/{up.json()['id']}/"
    seen = client.get(address).json()
    assert (seen["state"], seen["fates"], seen["next"]) == (
        "ready",
        {"new": 1, "unreadable": 1},
        None,
    )
    assert seen["rows"][1]["why"][0] | {"message": ""} == {
        "field": "serial",
        "code": "blank",
        "message": "",
    }
    assert client.get(address, {"fate": "new"}).json()["rows"][0]["number"] == 2
    assert client.post(f"{address}apply/", {}).json()["code"] == "rows_left"
    mended = client.patch(f"{address}rows/3/", {"serial": "A-3"})
    assert (mended.status_code, mended.json()["fate"]) == (200, "new")
    asked = client.post(f"{address}apply/", {})
    assert asked.status_code == 202
    queue.drain()
    assert client.get(address).json()["state"] == "applied"
    task = client.get(f"{API}/tasks/{asked.json()['task']}/").json()
    assert (task["state"], task["result"]["items"]) == ("done", 2)


def test_a_refused_file_says_which_columns_are_missing(
    contract: Contract, client: APIClient
) -> None:
    content = sheets.xlsx([["Tên thiết bị", "Hãng"], ["Áp kế", "Wika"]])
    file = SimpleUploadedFile("ds.xlsx", content)
    up = client.post(f"{API}/contracts/{contract.pk}/imports/", {"file": file}, format="multipart")
    queue.drain()

    (fault,) = client.get(f"{API}/imports/{up.json()['id']}/").json()["faults"]

    assert (fault["field"], fault["code"], fault["found"]) == (
        "serial",
        "missing_column",
        "Tên thiết bị, Hãng",
    )
    assert "Số chế tạo" in fault["allowed"]


def test_prices_through_the_api(client: APIClient, contract: Contract) -> None:
    instruments.kind()
    new = {
        "centre": "TTA",
        "code": "KD-01",
        "name_vi": "Kiểm định áp kế",
        "kind": "verification",
        "type": "pressure-gauge",
    }
    made = client.post(f"{API}/services/", new)
    assert made.status_code == 201
    address = f"{API}/services/{made.json()['id']}/prices/"
    assert client.post(address, {"amount": 100_000, "valid_from": today()}).status_code == 201
    early = client.post(address, {"amount": 1, "valid_from": "2020-01-01"})
    assert faults(early) == [("valid_from", "too_early")]
    (row,) = client.get(f"{API}/services/").json()["results"]
    assert row["prices"] == [{"amount": 100_000, "valid_from": today(), "valid_to": None}]


def test_revenue_by_the_four_bases(client: APIClient, contract: Contract) -> None:
    signed(contract)
    year = timezone.localdate().year

    answer = client.get(f"{API}/revenue/", {"period": str(year)})

    assert answer.status_code == 200
    bases = {row["base"]: row for row in answer.json()["bases"]}
    assert (bases["signed"]["net"], bases["signed"]["gross"]) == (1_000_000, 1_050_000)
    assert bases["signed"]["contracts"] == [contract.pk]
    assert bases["collected"]["gross"] == 0
    consulting = client.get(f"{API}/revenue/", {"period": str(year), "kinds": "consulting"})
    assert consulting.json()["bases"][0]["gross"] == 0


def test_revenue_as_it_was_known_before_a_contract_was_cancelled(
    client: APIClient, contract: Contract
) -> None:
    """What a closed quarter said stays to be asked for."""
    eve = timezone.localdate() - timedelta(days=1)
    client.post(f"{API}/contracts/{contract.pk}/sign/", {"signed_on": eve.isoformat()})
    client.post(f"{API}/contracts/{contract.pk}/cancel/", {"on": today(), "why": "x"})
    asked = {"period": f"{eve:%Y-%m}"}

    found = [
        client.get(f"{API}/revenue/", asked | known).json()["bases"][0]["gross"]
        for known in ({}, {"known_on": eve.isoformat()}, {"known_on": today()})
    ]

    assert found == [0, 1_050_000, 0]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "period"),
        ({"period": "2026-Q5"}, "period"),
        ({"period": "2026", "centre": "TTB"}, "centre"),
        ({"period": "2026", "kinds": "gold"}, "kinds"),
        ({"period": "2026", "strand": "x"}, "strand"),
        ({"period": "2026", "known_on": "9999-12-31"}, "known_on"),
        ({"period": "2026", "known_on": "0001-01-01"}, "known_on"),
        ({"period": "2026", "known_on": "tomorrow"}, "known_on"),
    ],
)
def test_a_wrong_question_about_revenue_is_named(
    client: APIClient, query: dict[str, str], field: str
) -> None:
    people.centre("TTB")

    answer = client.get(f"{API}/revenue/", query)

    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (400, field)


ROW_DOORS = [
    ("get", "contracts/{contract}/"),
    ("post", "contracts/{contract}/lines/"),
    ("delete", "lines/{line}/"),
    ("get", "contracts/{contract}/items/"),
    ("post", "contracts/{contract}/items/"),
    ("post", "contracts/{contract}/sign/"),
    ("post", "contracts/{contract}/accept/"),
    ("post", "contracts/{contract}/pause/"),
    ("post", "contracts/{contract}/resume/"),
    ("post", "contracts/{contract}/liquidate/"),
    ("post", "contracts/{contract}/cancel/"),
    ("post", "contracts/{contract}/imports/"),
    ("get", "imports/{import}/"),
    ("patch", "imports/{import}/rows/1/"),
    ("post", "imports/{import}/apply/"),
    ("get", "contracts/{contract}/invoices/"),
    ("post", "contracts/{contract}/invoices/"),
    ("post", "invoices/{invoice}/cancel/"),
    ("get", "contracts/{contract}/payments/"),
    ("post", "contracts/{contract}/payments/"),
    ("post", "payments/{payment}/cancel/"),
    ("post", "services/{service}/prices/"),
]
LIST_DOORS = [
    ("get", "contracts/"),
    ("post", "contracts/"),
    ("get", "services/"),
    ("post", "services/"),
    ("get", "revenue/"),
]


@pytest.fixture
def rows(contract: Contract) -> dict[str, int]:
    """One row of each kind in the centre TTA."""
    paid = make.signed(contract.customer, on=make.days_ago(400))
    source = ListImport.objects.create(
        contract=contract, file_name="x", by=contract.created_by, at=timezone.now(), state="ready"
    )
    return {
        "contract": contract.pk,
        "line": contract.lines.get().pk,
        "import": source.pk,
        "invoice": make.invoice(paid, (5, 1_000_000, 50_000), on=make.days_ago(400)).pk,
        "payment": make.payment(paid, 1_000, on=make.days_ago(400)).pk,
        "service": make.service(contract.centre).pk,
    }


def call(client: APIClient, method: str, path: str, rows: dict[str, int], body: Any = None) -> Any:
    address = f"{API}/{path.format(**rows)}"
    if "imports/" in path and path.startswith("contracts/"):
        return getattr(client, method)(address, body or {}, format="multipart")
    return getattr(client, method)(address, body or {})


@pytest.mark.parametrize(("method", "path"), ROW_DOORS + LIST_DOORS)
def test_a_stranger_is_asked_to_sign_in(method: str, path: str, rows: dict[str, int]) -> None:
    assert call(people.api(None), method, path, rows).status_code == 401


@pytest.mark.parametrize(("method", "path"), ROW_DOORS + LIST_DOORS)
@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.APPROVER, Role.QUALITY_OFFICER])
def test_another_role_is_refused(
    method: str, path: str, role: Role, rows: dict[str, int], contract: Contract
) -> None:
    someone = people.person(role, contract.centre)

    assert call(people.api(someone), method, path, rows).status_code == 403


@pytest.mark.parametrize(("method", "path"), ROW_DOORS)
def test_another_centres_row_does_not_exist(method: str, path: str, rows: dict[str, int]) -> None:
    neighbour = make.officer(people.centre("TTB"))

    assert call(people.api(neighbour), method, path, rows).status_code == 404


@pytest.mark.parametrize(("method", "path"), [d for d in ROW_DOORS if d[0] != "get"])
def test_a_manager_sees_and_changes_nothing(
    method: str, path: str, rows: dict[str, int], contract: Contract
) -> None:
    manager = people.person(Role.MANAGER, contract.centre)

    assert call(people.api(manager), method, path, rows).status_code == 403


@pytest.mark.parametrize(("method", "path"), ROW_DOORS)
def test_a_right_elsewhere_is_no_right_here(
    method: str, path: str, rows: dict[str, int], contract: Contract
) -> None:
    """An officer of another centre who may only look at this one."""
    both = make.officer(people.centre("TTB"))
    Membership.objects.create(
        user=both, centre=contract.centre, role=Role.MANAGER, valid_from=make.days_ago(900)
    )

    expected = 200 if method == "get" and not path.startswith("imports") else 403
    assert call(people.api(both), method, path, rows).status_code == expected


BAD: list[tuple[str, str, Any, list[str]]] = [
    ("post", "contracts/", {}, ["customer", "title"]),
    ("post", "contracts/", {"customer": 0, "title": "x"}, ["customer"]),
    ("post", "contracts/", [1], [""]),
    ("post", "contracts/{contract}/lines/", {"quantity": "x"}, ["quantity"]),
    ("post", "contracts/{contract}/lines/", {"quantity": 1, "price": -1}, ["price"]),
    ("post", "contracts/{contract}/lines/", {"quantity": 1, "price": "1.234"}, ["price"]),
    ("post", "contracts/{contract}/lines/", {"quantity": 1, "price": 1.5}, ["price"]),
    ("post", "contracts/{contract}/lines/", {"quantity": 1, "price": 1}, ["description", "kind"]),
    ("post", "contracts/{contract}/items/", {"line": 0, "items": []}, ["line"]),
    ("post", "contracts/{contract}/items/", {"line": 0, "items": "x"}, ["line", "items"]),
    ("post", "contracts/{contract}/sign/", {"signed_on": "20/11/2026"}, ["signed_on"]),
    ("post", "contracts/{contract}/sign/", {}, ["signed_on"]),
    ("post", "contracts/{contract}/accept/", {"on": 5}, ["on"]),
    ("post", "contracts/{contract}/cancel/", {}, ["on"]),
    ("post", "contracts/{contract}/imports/", {}, ["file"]),
    ("patch", "imports/{import}/rows/1/", [], []),
    ("post", "imports/{import}/apply/", {"skip": "maybe"}, ["skip"]),
    ("post", "contracts/{contract}/invoices/", {}, ["series", "number", "issued_on", "rates"]),
    (
        "post",
        "contracts/{contract}/invoices/",
        {"series": "a", "number": "1", "issued_on": "2026-01-01", "rates": [{"net": "x"}]},
        ["rates.0.vat_percent", "rates.0.net", "rates.0.vat"],
    ),
    ("post", "contracts/{contract}/payments/", {"amount": 0}, ["amount", "received_on"]),
    ("post", "services/", {"centre": "?"}, ["centre", "code", "name_vi", "kind"]),
    ("post", "services/{service}/prices/", {"amount": -5}, ["amount", "valid_from"]),
]


@pytest.mark.parametrize(("method", "path", "body", "fields"), BAD)
def test_a_malformed_body_is_named_field_by_field(
    method: str, path: str, body: Any, fields: list[str], rows: dict[str, int], client: APIClient
) -> None:
    before = (Contract.objects.count(), Invoice.objects.count(), Payment.objects.count())

    answer = call(client, method, path, rows, body)

    if not fields:
        assert answer.status_code in (400, 404)
    else:
        assert answer.status_code == 400
        assert {fault.get("field", "") for fault in answer.json()["faults"]} == set(fields)
    assert (Contract.objects.count(), Invoice.objects.count(), Payment.objects.count()) == before


def test_a_client_sees_their_contracts_without_drafts(contract: Contract) -> None:
    theirs = make.signed(contract.customer)
    make.signed(people.customer(contract.centre))
    client = people.api(people.client_of(contract.customer))

    rows = client.get(f"{API}/contracts/").json()["results"]

    assert [row["id"] for row in rows] == [theirs.pk]
    assert client.get(f"{API}/contracts/{contract.pk}/").status_code == 404
    assert client.get(f"{API}/contracts/{theirs.pk}/").status_code == 200
    body = {"quantity": 1}
    assert client.post(f"{API}/contracts/{theirs.pk}/lines/", body).status_code == 403
    assert client.get(f"{API}/services/").status_code == 403
    assert client.get(f"{API}/revenue/", {"period": "2026"}).status_code == 403


def test_errors_speak_the_readers_language(contract: Contract) -> None:
    client = people.api(contract.created_by, "en")

    with translation.override("vi"):  # what the request activates ends here
        answer = client.post(f"{API}/contracts/{contract.pk}/cancel/", {"on": today(), "why": ""})

    assert answer.json()["faults"][0]["message"] == "Please give the reason."
