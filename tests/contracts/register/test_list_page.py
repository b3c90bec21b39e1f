"""The list of contracts as people use it: filters in the address, columns, files, sorts."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.permissions import Role
from contracts.models import Contract
from contracts.register.columns import COLUMNS, USUAL, chosen, head
from tests.factories import contracts as make
from tests.factories import people

pytestmark = pytest.mark.django_db
LIST = reverse("contracts:list")


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA"), "Bệnh viện A"), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def browser(contract: Contract) -> Client:
    return people.page(contract.created_by)


def shown(answer: Any) -> list[Contract]:
    return [row.contract for row, _cells in answer.context["lines"]]


def sheet(answer: Any) -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )


def test_the_first_page_takes_few_queries(
    browser: Client, contract: Contract, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        make.draft(contract.customer, title=f"Hợp đồng {n}")

    # session, user, memberships, contacts; the register; its contracts; centres; and the frame
    with django_assert_max_num_queries(9):
        answer = browser.get(LIST)

    assert len(shown(answer)) == 50
    assert answer.context["page"].paginator.num_pages == 2
    assert len(shown(browser.get(LIST, {"page": "2"}))) == 11
    last = browser.get(LIST, {"page": "99"})
    assert (last.context["page"].number, len(shown(last))) == (2, 11)
    assert len(shown(browser.get(LIST, {"page": "-1"}))) == 50


def test_columns_are_chosen_remembered_and_forgotten(browser: Client) -> None:
    usual = [column.key for column in browser.get(LIST).context["shown"]]
    asked = browser.get(LIST, {"col": ["tax_code", "paid", "nonsense"]}).context["shown"]
    again = browser.get(LIST).context["shown"]
    back = browser.get(LIST, {"col": ""}).context["shown"]

    assert usual == list(USUAL)
    assert [column.key for column in asked] == ["contract", "tax_code", "paid"]
    assert again == asked
    assert [column.key for column in back] == usual
    assert [column.key for column in browser.get(LIST).context["shown"]] == usual


def test_every_column_is_printed(browser: Client, contract: Contract) -> None:
    make.signed(contract.customer, 3_000_000)

    page = browser.get(LIST, {"col": [column.key for column in COLUMNS]})

    text = page.content.decode()
    assert page.status_code == 200
    for column in COLUMNS:
        assert str(column.label) in text
    assert contract.customer.tax_code in text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_holds_the_rows_and_columns_shown_and_runs_nothing(
    browser: Client, contract: Contract, kind: str
) -> None:
    evil = make.draft(contract.customer, title='=cmd|"/c calc"!A1')
    make.signed(contract.customer, 2_000_000)
    asked = {"stage": "draft", "col": ["net", "stage"], "format": kind, "sort": "number"}

    answer = browser.get(LIST, asked)

    if kind == "xlsx":
        rows = sheet(answer)
    else:
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == [
        "Số hợp đồng", "Nội dung", "Trạng thái", "Đang chờ", "Giá trị chưa thuế, đồng",
    ]  # fmt: skip
    assert {row[0] for row in rows[1:]} == {contract.number, evil.number}
    titles = {row[0]: row[1] for row in rows[1:]}
    assert titles[evil.number].lstrip("'") == '=cmd|"/c calc"!A1'
    assert kind == "xlsx" or titles[evil.number].startswith("'")
    values = {row[0]: row[4] for row in rows[1:]}
    assert int(values[contract.number]) == 1_000_000
    assert answer["Content-Disposition"].endswith(f'hop-dong.{kind}"')


def test_a_customers_chip_names_only_a_customer_one_sees(
    browser: Client, contract: Contract
) -> None:
    hidden = people.customer(people.centre("TTB"), "Công ty Bí Mật")
    make.signed(hidden)

    mine = browser.get(LIST, {"customer": contract.customer_id})
    theirs = browser.get(LIST, {"customer": hidden.pk})

    assert shown(mine) == [contract]
    assert mine.context["customer"] == contract.customer
    assert shown(theirs) == []
    assert "Bí Mật" not in theirs.content.decode()
    assert browser.get(LIST, {"customer": "9" * 30}).status_code == 200


def test_a_client_is_not_told_what_the_centre_waits_for(contract: Contract) -> None:
    make.signed(contract.customer, on=make.days_ago(40))
    client = people.page(people.client_of(contract.customer))

    page = client.get(LIST)
    rows = sheet(client.get(LIST, {"format": "xlsx"}))

    assert [row.waiting for row, _cells in page.context["lines"]] == [None]
    assert "chưa bắt đầu" not in page.content.decode()
    assert [row[4] for row in rows[1:]] == [""]


def test_a_heading_turns_the_sort_round() -> None:
    gross, number = chosen(["gross", "contract"])[1], chosen(["contract"])[0]
    assert head(gross, "-created") == head(gross, "")
    assert (head(gross, "").ordered, head(gross, "").turn) == ("", "-gross")
    assert (head(gross, "-gross").ordered, head(gross, "-gross").turn) == ("descending", "gross")
    assert (head(gross, "gross").ordered, head(gross, "gross").turn) == ("ascending", "-gross")
    assert head(number, "").turn == "number"
    assert head(chosen(["done"])[1], "").turn == ""


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.QUALITY_OFFICER, Role.ADMINISTRATOR])
def test_who_sees_no_contracts_sees_no_list(contract: Contract, role: Role) -> None:
    assert people.page(people.person(role, contract.centre)).get(LIST).status_code == 403


@pytest.mark.parametrize("centre", ["/INST/", "TTB"])
def test_another_centres_contracts_do_not_exist(contract: Contract, centre: str) -> None:
    other = people.person(Role.CONTRACT_OFFICER, people.centre("TTB"))

    answer = people.page(other).get(LIST, {"centre": centre, "q": contract.number})

    assert (answer.status_code, shown(answer)) == (200, [])
