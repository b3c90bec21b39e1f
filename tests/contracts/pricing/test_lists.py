"""A client's list against prices by range, the scope of the centre, and mapped headings."""

from typing import Any

import pytest

from audit.record import history
from calibration.authority.services import NewLine, issue_scope
from calibration.states import ScopeKind, Service
from common import queue
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.listing.wording import load, sentence
from contracts.models import Contract, ListImport, ListLayout
from contracts.services.lists import reading_task
from tests.factories import authority, instruments, people, sheets
from tests.factories import contracts as make
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
q = instruments.q


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")))
    for low, high, price in (("0 bar", "10 bar", 100), ("10 bar", "100 bar", 200)):
        make.service(made.centre, price=price, range_min=q(low), range_max=q(high))
    return made


def upload(contract: Contract, *rows: Any, kind: str = "verification", **more: Any) -> ListImport:
    source = services.upload_list(
        contract_id=contract.pk, file_name="ds.xlsx", content=sheets.xlsx(rows, **more),
        kind=kind, by=contract.created_by, at=NOW,
    )  # fmt: skip
    return drained(source)


def drained(source: ListImport) -> ListImport:
    queue.drain()
    source.refresh_from_db()
    return source


def fates(source: ListImport) -> list[tuple[str, int | None, list[str]]]:
    return [
        (row.fate, row.price, [reason["code"] for reason in load(row.why)])
        for row in source.rows.order_by("number")
    ]


def test_the_price_follows_the_range_of_the_row_or_of_the_record(contract: Contract) -> None:
    instruments.instrument(contract.customer, serial="K", maker="Wika", model="111.10")
    source = upload(
        contract,
        sheets.HEADING,
        sheets.gauge(1, range="0 ÷ 6 bar"),
        sheets.gauge(2, range="0 - 25 kG/cm2"),
        sheets.gauge(3, range="0…400 bar"),
        sheets.gauge(4, range=""),
        sheets.gauge(5, "K", range="", accuracy="1.6"),
    )

    assert fates(source) == [
        ("new", 100, []),
        ("new", 200, []),
        ("no_price", None, ["no_price_in_range"]),
        ("no_price", None, ["no_range_for_price"]),
        ("known", 100, []),
    ]


def narrow(contract: Contract, kind: str, service: str) -> None:
    """The centre may do gauges up to 60 bar and nothing else."""
    authority.forbid(kind=kind)
    line = NewLine(service, instruments.kind(), q("0 bar"), q("60 bar"))
    issue_scope(
        centre=contract.centre, kind=kind, number="CĐ 1", valid_from=authority.SINCE,
        lines=[line], by=None, at=NOW,
    )  # fmt: skip


def test_a_verification_outside_the_designation_stays_out(contract: Contract) -> None:
    narrow(contract, ScopeKind.DESIGNATION, Service.VERIFICATION)
    source = upload(contract, sheets.HEADING, sheets.gauge(1), sheets.gauge(2, range="0 ÷ 100 bar"))

    assert fates(source) == [("new", 100, []), ("no_scope", 200, ["outside_range"])]
    with pytest.raises(Refused) as refused:
        services.apply_list(import_id=source.pk, by=source.by, at=NOW)
    assert refused.value.code == "rows_left"
    services.apply_list(import_id=source.pk, by=source.by, at=NOW, skip=True)
    queue.drain()
    assert [(line.quantity, line.price) for line in contract.lines.all()] == [(1, 100)]


def test_a_calibration_outside_the_accreditation_enters_on_a_line_of_its_own(
    contract: Contract,
) -> None:
    narrow(contract, ScopeKind.ACCREDITATION, Service.CALIBRATION)
    make.service(contract.centre, "calibration", price=300, name_vi="Hiệu chuẩn áp kế")
    source = upload(
        contract, sheets.HEADING, sheets.gauge(1), sheets.gauge(2, range="0 ÷ 100 bar"),
        kind="calibration",
    )  # fmt: skip
    assert fates(source) == [("new", 300, []), ("new", 300, ["outside_range"])]
    row = source.rows.get(number=3)
    assert "chứng chỉ công nhận CĐ 1" in sentence(load(row.why)[0])

    services.apply_list(import_id=source.pk, by=source.by, at=NOW)
    queue.drain()

    lines = [(line.quantity, line.description) for line in contract.lines.all()]
    assert lines == [(1, "Hiệu chuẩn áp kế"), (1, "Hiệu chuẩn áp kế")]


# Headings mapped once

ODD = ["#", "Ghi chú 1", "Ghi chú 2", "Thông số"]
ROWS = [[1, "Áp kế lò xo", "N-1", "0 ÷ 6 bar"], [2, "Áp kế lò xo", "N-2", "0 ÷ 16 bar"]]
MAPPED = {"name": 1, "serial": 2, "range": 3}


def map_columns(source: ListImport, row: int, columns: dict[str, int]) -> None:
    services.map_columns(import_id=source.pk, row=row, columns=columns, by=source.by, at=NOW)


def test_headings_are_mapped_once_and_remembered_for_the_customer(contract: Contract) -> None:
    source = upload(contract, ["DANH SÁCH"], ODD, *ROWS)
    assert source.state == "refused"
    assert [head["row"] for head in source.columns["heads"]] == [2, 3, 4]

    map_columns(source, 2, MAPPED)
    drained(source)

    assert fates(source) == [("new", 100, []), ("new", 200, [])]
    assert source.columns["remembered"] is True
    task = reading_task(source.pk)
    assert task is not None
    assert task.state == "done"
    event = history(contract).last()
    assert event is not None
    assert event.verb == "list.map"
    again = upload(make.draft(contract.customer), [], ["Kho A"], ODD, *ROWS)
    assert (again.state, again.columns["remembered"]) == ("ready", True)
    other = make.draft(people.customer(contract.centre))
    assert upload(other, ODD, *ROWS).state == "refused"


def test_a_list_that_was_read_wrongly_is_mapped_anew(contract: Contract) -> None:
    heading = ["Tên thiết bị", "Số hiệu", "Seri xưởng", "Phạm vi đo"]
    rows = [["Áp kế lò xo", "TB-1", "N-1", "0 ÷ 6 bar"]]
    source = upload(contract, heading, *rows)
    assert source.rows.get().values["serial"] == "TB-1"

    map_columns(source, 1, {"name": 0, "tag": 1, "serial": 2, "range": 3})
    drained(source)

    assert source.rows.get().values == {
        "name": "Áp kế lò xo", "tag": "TB-1", "serial": "N-1", "range": "0 ÷ 6 bar",
    }  # fmt: skip
    map_columns(source, 1, {"name": 0, "serial": 1})
    assert ListLayout.objects.get().columns == {"name": 0, "serial": 1}


def test_merged_headings_are_one_choice(contract: Contract) -> None:
    heading = [["Thông tin", "", "Số"], ["Gọi là", "Ký tự", "Số"]]
    source = upload(contract, *heading, ["Áp kế lò xo", "N-1", "0 ÷ 6 bar"], merges=[(0, 2, 1, 2)])
    assert [head["row"] for head in source.columns["heads"]] == [2, 3]

    map_columns(source, 2, {"name": 0, "serial": 1, "range": 2})
    drained(source)

    assert fates(source) == [("new", 100, [])]


@pytest.mark.parametrize(
    ("row", "columns", "fault"),
    [
        (9, MAPPED, ("row", "unknown")),
        (2, {"name": 1}, ("serial", "required")),
        (2, {**MAPPED, "serial": 1}, ("serial", "taken")),
        (2, {**MAPPED, "serial": 40}, ("serial", "out_of_range")),
        (2, {**MAPPED, "colour": 0}, ("colour", "unknown")),
    ],
)
def test_a_wrong_mapping_is_named(
    contract: Contract, row: int, columns: dict[str, int], fault: tuple[str, str]
) -> None:
    source = upload(contract, ["DANH SÁCH"], ODD, *ROWS)

    with pytest.raises(InvalidInput) as refused:
        map_columns(source, row, columns)

    assert [(one.field, one.code) for one in refused.value.faults] == [fault]
    assert not ListLayout.objects.exists()


def test_an_applied_list_is_not_mapped(contract: Contract) -> None:
    source = upload(contract, sheets.HEADING, sheets.gauge(1))
    services.apply_list(import_id=source.pk, by=source.by, at=NOW)
    queue.drain()

    with pytest.raises(Refused) as refused:
        map_columns(source, 1, MAPPED)

    assert refused.value.code == "wrong_state"
