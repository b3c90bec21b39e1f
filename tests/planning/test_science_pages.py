"""Pages of tasks, products, extensions, proposals and the programme."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Centre
from accounts.permissions import Role
from common.sheets import read_sheet
from planning.models import Extension, Product, ProgrammeItem, Proposal, ScienceTask
from planning.services import products, science
from tests.factories import people
from tests.factories.people import NOW, page, person
from tests.factories.science import asked, granted, items, proposal, reports_of, task

pytestmark = pytest.mark.django_db
TASKS = "planning:tasks"
QUICK = {
    "title": "Thiết bị đo khí thải", "kind": "science", "level": "ministry", "role": "lead",
    "starts_on": "2026-01-01", "ends_on": "2027-12-31",
}  # fmt: skip


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def client(hue: Centre) -> Any:
    return page(person(Role.MANAGER, hue))


def shown(client: Any, name: str = TASKS, **params: Any) -> str:
    text: str = client.get(reverse(name), params).content.decode()
    return text


def four(hue: Centre) -> None:
    """A running task, a late one, an accepted one, one that was given up; all of 2026."""
    early: dict[str, Any] = {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31)}
    task(hue, title="Việc đang chạy", code="A-1", level="ministry", ends_on=date(2099, 1, 1))
    task(hue, title="Việc quá hạn", level="province", role="part", **early)
    task(hue, title="Việc nghiệm thu", accepted_on=date(2026, 5, 1), kind="regular")
    task(hue, title="Việc dừng", stopped_on=date(2026, 5, 1), stopped_why="Hết vốn")


def titles(text: str) -> set[str]:
    names = ("Việc đang chạy", "Việc quá hạn", "Việc nghiệm thu", "Việc dừng")
    return {name for name in names if f">{name}</a>" in text}


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, {"Việc đang chạy", "Việc quá hạn", "Việc nghiệm thu", "Việc dừng"}),
        ({"state": "running"}, {"Việc đang chạy"}),
        ({"state": "late"}, {"Việc quá hạn"}),
        ({"state": "accepted"}, {"Việc nghiệm thu"}),
        ({"state": "stopped"}, {"Việc dừng"}),
        ({"state": "struck"}, set()),
        ({"kind": "regular"}, {"Việc nghiệm thu"}),
        ({"level": "province"}, {"Việc quá hạn"}),
        ({"role": "part"}, {"Việc quá hạn"}),
        ({"q": "qua HAN viec"}, {"Việc quá hạn"}),
        ({"q": "a-1"}, {"Việc đang chạy"}),
        ({"year": "2024"}, {"Việc quá hạn"}),
        ({"year": "2098"}, {"Việc đang chạy"}),
        ({"centre": "HUE"}, {"Việc đang chạy", "Việc quá hạn", "Việc nghiệm thu", "Việc dừng"}),
        ({"centre": "ELSE"}, set()),
        (
            {"state": "nonsense", "year": "x", "q": ""},
            {"Việc đang chạy", "Việc quá hạn", "Việc nghiệm thu", "Việc dừng"},
        ),
    ],
)
def test_the_list_is_found_by_its_address(
    hue: Centre, client: Any, params: dict[str, str], found: set[str]
) -> None:
    four(hue)

    text = shown(client, **params)

    assert titles(text) == found
    assert f"{len(found)} mục đang hiện" in text


def test_the_list_counts_states_and_products_of_what_is_filtered(hue: Centre, client: Any) -> None:
    four(hue)
    rows = reports_of(ScienceTask.objects.get(title="Việc đang chạy"), 21)
    by: dict[str, Any] = {"by": rows[0].entered_by, "at": NOW}
    products.deliver_products(
        task_id=rows[0].task_id, product_ids=[one.pk for one in rows[:7]], on=NOW.date(), **by
    )

    text = shown(client)

    assert "sản phẩm: 21, đã giao 7, đã nghiệm thu 0" in text
    for said in ("Tất cả 4", "quá hạn 1", "đang thực hiện 1", "đã nghiệm thu 1", "đã dừng 1"):
        assert said in text


def test_units_below_are_seen_and_strangers_are_not(hue: Centre) -> None:
    below = people.centre("PHONG", parent=hue)
    task(below, title="Việc của phòng")
    task(people.centre("QTR"), title="Việc của nơi khác")

    text = shown(page(person(Role.MANAGER, hue)), centre="HUE")

    assert "Việc của phòng" in text
    assert "Việc của nơi khác" not in shown(page(person(Role.MANAGER, hue)))


def test_the_list_costs_the_same_number_of_questions_however_long(
    hue: Centre, client: Any, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        made = task(hue, title=f"Việc {number}")
        reports_of(made, 3)
        granted(made)

    with django_assert_num_queries(10):
        client.get(reverse(TASKS))


def test_the_page_of_a_task_costs_the_same_number_of_questions(
    hue: Centre, client: Any, django_assert_num_queries: Any
) -> None:
    made = task(hue)
    reports_of(made, 30)
    granted(made)

    with django_assert_num_queries(10):
        client.get(reverse("planning:task", args=[made.pk]))


def test_a_file_holds_exactly_what_is_shown(hue: Centre, client: Any) -> None:
    four(hue)
    made = task(hue, title="=HYPERLINK(1)", level="institution")
    granted(made)
    params: dict[str, Any] = {"level": "institution"}

    as_csv = client.get(reverse(TASKS), {**params, "format": "csv"})
    as_xlsx = client.get(reverse(TASKS), {**params, "format": "xlsx"})

    head, *rows = csv.reader(io.StringIO(as_csv.content.decode("utf-8-sig")))
    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {
            "Tên nhiệm vụ": "'=HYPERLINK(1)", "Mã số": "", "Chủ nhiệm": "",
            "Loại": "nhiệm vụ KH&CN", "Mảng": "quản lý nhà nước", "Đơn vị": "HUE",
            "Cấp": "cấp cơ sở", "Vai trò": "chủ trì", "Bắt đầu": "2026-01-01",
            "Thời hạn hiện nay": "2027-06-30", "Thời hạn ban đầu": "2026-12-31",
            "Sản phẩm": "0", "Đã giao": "0", "Đã nghiệm thu": "0",
            "Trạng thái": "đang thực hiện", "Nghiệm thu": "", "Dự kiến nghiệm thu": "",
            "Dừng": "",
        }
    ]  # fmt: skip
    sheet = read_sheet(as_xlsx.content, "a.xlsx")
    assert sheet.rows[0] == head
    assert sheet.rows[1][0] == "=HYPERLINK(1)"
    assert len(sheet.rows) == 2


def test_quick_entry_stays_on_the_filtered_page_and_keeps_its_choices(
    hue: Centre, client: Any
) -> None:
    url = reverse(TASKS) + "?level=ministry&state=running"

    answer = client.post(url, {**QUICK, "centre": hue.pk})

    assert (answer.status_code, answer["Location"]) == (302, url)
    made = ScienceTask.objects.get()
    assert (made.title, made.ends_on, made.centre) == (
        "Thiết bị đo khí thải", date(2027, 12, 31), hue,
    )  # fmt: skip
    text = client.get(url).content.decode()
    assert "Đã thêm" in text
    assert 'value="2027-12-31"' in text


def test_quick_entry_asks_back_and_loses_nothing(hue: Centre, client: Any) -> None:
    task(hue, title=QUICK["title"])
    typed = {**QUICK, "centre": hue.pk}

    refused = client.post(reverse(TASKS), typed)
    text = refused.content.decode()

    assert refused.status_code == 400
    assert 'name="again"' in text
    assert "2027-12-31" in text
    assert ScienceTask.objects.count() == 1
    assert client.post(reverse(TASKS), {**typed, "again": "on"}).status_code == 302
    assert ScienceTask.objects.count() == 2


def test_who_only_sees_gets_no_boxes_and_no_moves(hue: Centre) -> None:
    made = task(hue)
    elsewhere = people.centre("QTR")
    both = person(Role.MANAGER, elsewhere)
    client = page(both)

    assert 'id="quick"' in shown(client)
    assert client.get(reverse("planning:task", args=[made.pk])).status_code == 404
    assert client.post(reverse(TASKS), {**QUICK, "centre": hue.pk}).status_code == 400
    assert ScienceTask.objects.count() == 1


def test_a_task_is_entered_whole_and_changed(hue: Centre, client: Any) -> None:
    typed = {**QUICK, "centre": hue.pk, "strand": "duty", "code": "NV-1"}

    made = client.post(reverse("planning:new-task"), typed)
    row = ScienceTask.objects.get()
    form = {**typed, "head": "Lê Văn Mẫu"}
    client.post(reverse("planning:change-task", args=[row.pk]), form)
    text = client.get(made["Location"]).content.decode()

    assert made["Location"] == reverse("planning:task", args=[row.pk])
    for said in ("NV-1", "chủ nhiệm: Lê Văn Mẫu", "sửa nhiệm vụ", "31/12/2027"):
        assert said in text


def test_only_what_was_changed_on_the_page_is_written(hue: Centre, client: Any) -> None:
    row = task(hue, head="Người cũ")
    url = reverse("planning:change-task", args=[row.pk])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed |= {f"initial-{name}": value for name, value in typed.items()}
    typed = {name: "" if value is None else str(value) for name, value in typed.items()}
    science.change_task(task_id=row.pk, code="NV-9", by=row.entered_by, at=NOW)

    other = client.post(url, {**typed, "title": "Tên khác"})
    science.change_task(task_id=row.pk, head="Người hai", by=row.entered_by, at=NOW)
    same = client.post(url, {**typed, "head": "Người ba"})

    row.refresh_from_db()
    assert other.status_code == 302
    assert (row.title, row.code, row.head) == ("Tên khác", "NV-9", "Người hai")
    assert same.status_code == 400
    assert "Người khác vừa sửa" in same.content.decode()


def test_the_moves_of_a_task_are_buttons_and_pages(hue: Centre, client: Any) -> None:
    row = task(hue)
    reports_of(row, 2)

    for move, typed in (
        ("submit", {"on": "2026-01-05"}),
        ("approve", {"on": "2026-01-06"}),
        ("accept", {"on": "2026-05-06", "paper": "7/BB", "open_products": "on"}),
    ):
        url = reverse(f"planning:{move}-task", args=[row.pk])
        assert url in client.get(reverse("planning:task", args=[row.pk])).content.decode()
        assert client.get(url).status_code == 200
        assert client.post(url, typed).status_code == 302

    row.refresh_from_db()
    assert (row.submitted_on, row.approved_on, row.accepted_on, row.acceptance_paper) == (
        date(2026, 1, 5), date(2026, 1, 6), date(2026, 5, 6), "7/BB",
    )  # fmt: skip
    text = client.get(reverse("planning:task", args=[row.pk])).content.decode()
    assert reverse("planning:stop-task", args=[row.pk]) not in text


def test_a_refused_move_stands_beside_its_field(hue: Centre, client: Any) -> None:
    row = task(hue)
    reports_of(row, 2)

    accept = client.post(reverse("planning:accept-task", args=[row.pk]), {"on": "2026-05-06"})
    strike = client.post(reverse("planning:strike-task", args=[row.pk]), {"why": "Nhầm"})
    future = client.post(reverse("planning:submit-task", args=[row.pk]), {"on": "2999-01-01"})

    assert [one.status_code for one in (accept, strike, future)] == [400, 400, 400]
    assert "Còn 2 sản phẩm chưa giao" in accept.content.decode()
    assert "còn 2 sản phẩm đang được tính" in strike.content.decode()
    row.refresh_from_db()
    assert (row.accepted_on, row.struck_at, row.submitted_on) == (None, None, None)


def test_products_are_entered_delivered_and_corrected_on_the_task_s_page(
    hue: Centre, client: Any
) -> None:
    row = task(hue)
    add = reverse("planning:add-products", args=[row.pk])
    typed = {"name": "Báo cáo chuyên đề", "kind": "thematic_report", "count": "21",
             "due_on": "2026-06-30"}  # fmt: skip

    client.post(add, typed)
    again = client.post(add, typed)
    made = list(Product.objects.all())
    picked: dict[str, Any] = {
        "products": [one.pk for one in made[:20]],
        "on": "2026-06-01",
        "act": "deliver",
    }
    client.post(reverse("planning:move-products", args=[row.pk]), picked)
    none = client.post(reverse("planning:move-products", args=[row.pk]), {**picked, "products": []})
    last = reverse("planning:product", args=[made[20].pk])
    client.post(last, {"name": "Báo cáo tổng kết", "kind": "report", "due_on": "2026-07-01"})
    client.post(reverse("planning:strike-product", args=[made[0].pk]), {"why": "Thừa"})

    assert (again.status_code, none.status_code) == (400, 400)
    assert 'name="again"' in again.content.decode()
    assert Product.objects.filter(delivered_on=date(2026, 6, 1)).count() == 20
    text = client.get(reverse("planning:task", args=[row.pk])).content.decode()
    for said in ("thêm sản phẩm × 21", "giao sản phẩm × 20", "Báo cáo tổng kết", "Thừa",
                 "20 sản phẩm · đến hạn"):  # fmt: skip
        assert said in text


def test_an_extension_is_asked_answered_and_corrected_on_pages(hue: Centre, client: Any) -> None:
    row = task(hue)
    typed: dict[str, Any] = {
        "until": "2027-06-30",
        "asked_on": "2026-06-01",
        "why": "Chậm kinh phí",
        "paper": "",
    }

    client.post(reverse("planning:extend-task", args=[row.pk]), typed)
    made = Extension.objects.get()
    waiting = client.get(reverse("planning:task", args=[row.pk])).content.decode()
    answer: dict[str, Any] = {"approved": "1", "on": "2026-07-01", "paper": "9/QĐ"}
    client.post(reverse("planning:answer-extension", args=[made.pk]), answer)
    client.post(reverse("planning:extension", args=[made.pk]),
                {**typed, "until": "2027-07-31", "approved_on": "2026-07-01", "paper": "9/QĐ"})  # fmt: skip
    text = client.get(reverse("planning:task", args=[row.pk])).content.decode()

    assert "một đề nghị đang chờ trả lời" in waiting
    for said in ("31/12/2026", "<strong>31/07/2027</strong>", "9/QĐ", "30/06/2027 → 31/07/2027"):
        assert said in text


def test_the_list_and_page_of_proposals(hue: Centre, client: Any) -> None:
    typed = {"title": "Chuẩn lưu lượng khí", "kind": "task", "level": "ministry",
             "plan_year": "2027", "made_on": "2026-05-04", "centre": hue.pk}  # fmt: skip
    url = reverse("planning:proposals")

    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 400  # asked back
    row = Proposal.objects.get()
    early = client.get(reverse("planning:proposal", args=[row.pk])).content.decode()
    client.post(reverse("planning:submit-proposal", args=[row.pk]), {"on": "2026-06-01"})
    client.post(reverse("planning:approve-proposal", args=[row.pk]), {"on": "2026-07-01"})
    client.post(reverse("planning:change-proposal", args=[row.pk]),
                {**typed, "submitted_on": "2026-06-01", "approved_on": "2026-07-02"})  # fmt: skip
    text = client.get(reverse("planning:proposal", args=[row.pk])).content.decode()

    assert "chưa trình" in early
    for said in ("được duyệt", "02/07/2026", "01/07/2026 → 02/07/2026"):
        assert said in text
    for params in ({"state": "approved"}, {"year": 2027}, {"kind": "task"}, {"q": "luu luong"}):
        assert "1 mục đang hiện" in shown(client, "planning:proposals", **params)
    for params in ({"state": "made"}, {"year": 2026}, {"kind": "project"}, {"q": "nuoc"}):
        assert "0 mục đang hiện" in shown(client, "planning:proposals", **params)


def test_a_refused_proposal_and_a_struck_one(hue: Centre, client: Any) -> None:
    refused = proposal(hue, submitted_on=date(2026, 6, 1))
    struck = proposal(hue, title="Nhập nhầm")

    client.post(reverse("planning:refuse-proposal", args=[refused.pk]), {"on": "2026-06-02"})
    client.post(reverse("planning:strike-proposal", args=[struck.pk]), {"why": "Nhầm"})

    refused.refresh_from_db()
    assert refused.refused_on == date(2026, 6, 2)
    text = client.get(reverse("planning:proposal", args=[struck.pk])).content.decode()
    assert "Nhầm" in text
    assert reverse("planning:strike-proposal", args=[struck.pk]) not in text
    assert "Nhập nhầm" not in shown(client, "planning:proposals")
    assert "Nhập nhầm" in shown(client, "planning:proposals", state="struck")


def test_a_programme_is_entered_as_lines_and_ticked_off(hue: Centre, client: Any) -> None:
    url = reverse("planning:programme")
    typed = {"titles": "Rà soát quy chế\n\n  Đánh giá nội bộ  \n", "year": "2026",
             "source": "15/CTr", "issued_on": "2026-01-12", "due_on": "2026-03-31",
             "strand": "duty", "centre": hue.pk}  # fmt: skip

    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 400
    first, second = ProgrammeItem.objects.all()
    client.post(reverse("planning:finish-item", args=[first.pk]), {"on": "2026-03-01"})
    client.post(reverse("planning:strike-item", args=[second.pk]), {"why": "Nhầm"})
    client.post(reverse("planning:change-item", args=[first.pk]),
                {"title": "Rà soát các quy chế", "year": "2026", "source": "15/CTr",
                 "issued_on": "2026-01-12", "due_on": "2026-03-31", "done_on": "2026-03-01",
                 "strand": "duty"})  # fmt: skip

    first.refresh_from_db()
    assert (first.title, first.done_on) == ("Rà soát các quy chế", date(2026, 3, 1))
    assert "1 mục đang hiện" in shown(client, "planning:programme", state="done")
    assert "1 mục đang hiện" in shown(client, "planning:programme", state="struck")
    text = client.get(reverse("planning:item", args=[first.pk])).content.decode()
    assert "01/03/2026" in text


def test_lists_come_in_pages_of_fifty(hue: Centre, client: Any) -> None:
    items(hue, *[f"Việc {number}" for number in range(60)])

    first, last = (shown(client, "planning:programme", page=n) for n in ("1", "999"))

    assert first.count('<td class="text all">') == 50
    assert last.count('<td class="text all">') == 10


def test_a_request_that_waits_shows_why_there_is_no_other(hue: Centre, client: Any) -> None:
    made = task(hue)
    asked(made)

    refused = client.post(
        reverse("planning:extend-task", args=[made.pk]),
        {"until": "2028-01-01", "asked_on": "2026-07-01", "why": "x"},
    )

    assert refused.status_code == 400
    assert "còn chờ trả lời" in refused.content.decode()
    assert Extension.objects.count() == 1


@pytest.mark.parametrize("name", ["tasks", "proposals", "programme"])
def test_an_empty_list_says_how_to_begin(client: Any, name: str) -> None:
    text = shown(client, f"planning:{name}")

    assert "Ở đây sẽ có" in text
    assert 'id="quick" open' in " ".join(text.split())
