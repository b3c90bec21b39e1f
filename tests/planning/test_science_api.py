"""The API of tasks, products, extensions, proposals and the programme."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from planning.models import Extension, Product, ProgrammeItem, Proposal, ScienceTask
from tests.factories import people
from tests.factories.people import api, person
from tests.factories.science import asked, granted, items, proposal, reports_of, task

pytestmark = pytest.mark.django_db
GOOD = {
    "centre": "HUE", "title": "Thiết bị đo khí thải", "level": "ministry",
    "starts_on": "2026-01-01", "ends_on": "2027-12-31",
}  # fmt: skip


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def client(hue: Centre) -> Any:
    return api(person(Role.MANAGER, hue))


def url(name: str, *args: Any) -> str:
    return reverse(f"planning_api:{name}", args=args)


def test_a_task_is_entered_read_and_changed(client: Any) -> None:
    made = client.post(url("tasks"), GOOD)
    changed = client.patch(url("task", made.json()["id"]), {"head": "Lê Văn Mẫu"})
    read = client.get(url("task", made.json()["id"]))

    assert (made.status_code, changed.status_code) == (201, 200)
    assert {key: made.json()[key] for key in GOOD} == GOOD
    assert read.json() == changed.json()
    assert (read.json()["head"], read.json()["deadline_on"], read.json()["state"]) == (
        "Lê Văn Mẫu", "2027-12-31", "running",
    )  # fmt: skip


def test_the_same_task_sent_twice_is_asked_about(client: Any) -> None:
    client.post(url("tasks"), GOOD)

    second = client.post(url("tasks"), GOOD)
    meant = client.post(url("tasks"), {**GOOD, "again": True})

    assert (second.status_code, second.json()["code"]) == (409, "task_known")
    assert meant.status_code == 201
    assert ScienceTask.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"level": "galaxy"}, "level"),
        ({"starts_on": "1/1/2026"}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"accepted_on": "2999-01-01"}, "accepted_on"),
        ({"deadline": "2026-01-01"}, "deadline"),
        ({"centre": None}, "centre"),
    ],
)
def test_what_is_wrong_is_named(client: Any, change: dict[str, Any], field: str) -> None:
    answer = client.post(url("tasks"), {**GOOD, **change})

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert not ScienceTask.objects.exists()


def test_the_moves_of_a_task(hue: Centre, client: Any) -> None:
    row = task(hue)
    reports_of(row)

    client.post(url("submit-task", row.pk), {"on": "2026-01-05"})
    client.post(url("approve-task", row.pk), {"on": "2026-01-06"})
    asked_back = client.post(url("accept-task", row.pk), {"on": "2026-05-06"})
    accepted = client.post(
        url("accept-task", row.pk), {"on": "2026-05-06", "paper": "7/BB", "open_products": True}
    )
    again = client.post(
        url("accept-task", row.pk), {"on": "2026-05-06", "paper": "7/BB", "open_products": True}
    )
    stopped = client.post(url("stop-task", row.pk), {"on": "2026-05-07", "why": "x"})

    assert (asked_back.status_code, asked_back.json()["code"]) == (409, "products_open")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert again.json() == accepted.json()
    assert stopped.status_code == 400


def test_a_task_is_struck_with_its_products(hue: Centre, client: Any) -> None:
    row = task(hue)
    reports_of(row, 3)

    told = client.post(url("strike-task", row.pk), {"why": "Nhập trùng"})
    struck = client.post(url("strike-task", row.pk), {"why": "Nhập trùng", "with_products": True})

    assert (told.status_code, told.json()["faults"][0]["field"]) == (409, "with_products")
    assert (struck.json()["state"], struck.json()["struck_why"]) == ("struck", "Nhập trùng")
    assert client.get(url("tasks")).json()["results"] == []
    assert len(client.get(url("tasks"), {"state": "struck"}).json()["results"]) == 1


def test_products_by_the_dozen(hue: Centre, client: Any) -> None:
    row = task(hue)
    typed: dict[str, Any] = {
        "name": "Báo cáo chuyên đề",
        "kind": "thematic_report",
        "due_on": "2026-06-30",
    }

    made = client.post(url("products", row.pk), {**typed, "count": 21})
    twice = client.post(url("products", row.pk), {**typed, "count": 21})
    ids = [one["id"] for one in made.json()]
    move: dict[str, Any] = {"products": ids[:20], "on": "2026-06-01"}
    early = client.post(url("accept-products", row.pk), move)
    client.post(url("deliver-products", row.pk), move)
    accepted = client.post(url("accept-products", row.pk), move)
    client.patch(url("product", ids[20]), {"name": "Báo cáo tổng kết"})
    client.post(url("strike-product", ids[0]), {"why": "Thừa"})

    assert (made.status_code, len(ids), made.json()[20]["name"]) == (
        201, 21, "Báo cáo chuyên đề 21",
    )  # fmt: skip
    assert (twice.status_code, early.status_code, accepted.status_code) == (409, 400, 200)
    assert Product.objects.standing().filter(accepted_on="2026-06-01").count() == 19
    assert Product.objects.get(pk=ids[20]).name == "Báo cáo tổng kết"


def test_an_extension_by_the_api(hue: Centre, client: Any) -> None:
    row = task(hue)
    typed: dict[str, Any] = {
        "until": "2027-06-30",
        "asked_on": "2026-06-01",
        "why": "Chậm kinh phí",
    }

    made = client.post(url("extend-task", row.pk), typed)
    pk = made.json()["id"]
    client.post(url("answer-extension", pk), {"approved": True, "on": "2026-07-01"})
    other = client.post(url("answer-extension", pk), {"approved": False, "on": "2026-07-01"})
    client.patch(url("extension", pk), {"until": "2027-07-31"})
    read = client.get(url("task", row.pk)).json()

    assert (made.status_code, other.status_code) == (201, 409)
    assert (read["ends_on"], read["deadline_on"]) == ("2026-12-31", "2027-07-31")
    assert [one["approved_on"] for one in read["extensions"]] == ["2026-07-01"]
    assert Extension.objects.count() == 1


def test_lists_are_filtered_and_say_which_filter_is_wrong(hue: Centre, client: Any) -> None:
    task(hue, title="Việc một")
    granted(task(hue, title="Việc hai", level="province"))
    items(hue, "Rà soát quy chế")
    proposal(hue)

    assert [
        one["title"] for one in client.get(url("tasks"), {"level": "province"}).json()["results"]
    ] == ["Việc hai"]
    assert len(client.get(url("tasks"), {"q": "viec", "year": 2026}).json()["results"]) == 2
    assert len(client.get(url("programme"), {"state": "open"}).json()["results"]) == 1
    assert len(client.get(url("proposals"), {"kind": "task"}).json()["results"]) == 1
    for name, params in (
        ("tasks", {"level": "x"}),
        ("tasks", {"state": "x"}),
        ("proposals", {"year": "x"}),
        ("programme", {"strand": "x"}),
    ):
        answer = client.get(url(name), params)
        assert answer.status_code == 400
        assert [fault["field"] for fault in answer.json()["faults"]] == list(params)


def test_lists_come_in_pages(hue: Centre, client: Any) -> None:
    items(hue, *[f"Việc {number}" for number in range(5)])

    first = client.get(url("programme"), {"page_size": 3}).json()
    rest = client.get(first["next"]).json()

    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (3, 2, None)


def test_the_list_costs_the_same_number_of_questions(
    hue: Centre, client: Any, django_assert_num_queries: Any
) -> None:
    for number in range(8):
        granted(task(hue, title=f"Việc {number}"))

    with django_assert_num_queries(5):
        client.get(url("tasks"))


def test_a_proposal_by_the_api(client: Any) -> None:
    typed = {"centre": "HUE", "kind": "task", "level": "ministry", "plan_year": 2027,
             "title": "Chuẩn lưu lượng khí", "made_on": "2026-05-04"}  # fmt: skip

    made = client.post(url("proposals"), typed)
    pk = made.json()["id"]
    twice = client.post(url("proposals"), typed)
    early = client.post(url("approve-proposal", pk), {"on": "2026-07-01"})
    client.post(url("submit-proposal", pk), {"on": "2026-06-01"})
    refused = client.post(url("refuse-proposal", pk), {"on": "2026-07-01"})
    changed = client.patch(url("proposal", pk), {"refused_on": None, "title": "Chuẩn lưu lượng"})
    approved = client.post(url("approve-proposal", pk), {"on": "2026-08-01"})
    struck = client.post(url("strike-proposal", pk), {"why": "Nhập trùng"})

    assert (made.status_code, twice.status_code, early.status_code) == (201, 409, 400)
    states = [one.json()["state"] for one in (made, refused, changed, approved, struck)]
    assert states == ["made", "refused", "submitted", "approved", "struck"]
    assert client.get(url("proposal", pk)).json()["title"] == "Chuẩn lưu lượng"
    assert Proposal.objects.count() == 1


def test_a_programme_by_the_api(client: Any) -> None:
    typed = {"centre": "HUE", "titles": ["Rà soát quy chế", "Đánh giá nội bộ"], "year": 2026,
             "source": "15/CTr", "issued_on": "2026-01-12"}  # fmt: skip

    made = client.post(url("programme"), typed)
    first, second = (one["id"] for one in made.json())
    twice = client.post(url("programme"), typed)
    done = client.post(url("finish-item", first), {"on": "2026-03-01"})
    changed = client.patch(url("item", first), {"done_on": "2026-03-02"})
    struck = client.post(url("strike-item", second), {"why": "Nhầm"})

    assert (made.status_code, twice.status_code) == (201, 409)
    assert [one.json()["state"] for one in (done, changed, struck)] == ["done", "done", "struck"]
    assert client.get(url("item", first)).json()["done_on"] == "2026-03-02"
    assert ProgrammeItem.objects.count() == 2


def test_who_may_not_is_told_and_nothing_is_written(hue: Centre) -> None:
    row = task(hue)
    (product,) = reports_of(row)
    request = asked(row)
    stranger, elsewhere = api(None), api(person(Role.MANAGER, people.centre("QTR")))
    client_of_ours = api(people.client_of(people.customer(hue)))
    paths = [
        url("task", row.pk),
        url("product", product.pk),
        url("extension", request.pk),
        url("proposal", proposal(hue).pk),
        url("item", items(hue)[0].pk),
    ]

    for who, status in ((stranger, 401), (client_of_ours, 403), (elsewhere, 404)):
        assert [who.patch(path, {}).status_code for path in paths] == [status] * 5
        assert who.post(url("tasks"), GOOD).status_code == status
    assert elsewhere.get(url("tasks")).json()["results"] == []
    assert ScienceTask.objects.count() == 1
