from typing import Any

import pytest

from audit.record import history
from common import queue
from common.errors import InvalidInput, Refused
from common.models import Task
from contracts import services
from contracts.listing.wording import load, sentence
from contracts.models import Contract, ContractItem, ListImport, ListRow
from contracts.queries import totals_of
from instruments.models import Instrument
from tests.factories import contracts as make
from tests.factories import instruments, people, sheets
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")))
    make.service(made.centre, price=150_000)
    instruments.kind("vernier-caliper")
    return made


def upload(
    contract: Contract, content: bytes, *, name: str = "ds.xlsx", kind: str = "verification"
) -> ListImport:
    source = services.upload_list(
        contract_id=contract.pk,
        file_name=name,
        content=content,
        kind=kind,
        by=contract.created_by,
        at=NOW,
    )
    queue.drain()
    source.refresh_from_db()
    return source


def fates(source: ListImport) -> list[tuple[str, list[str]]]:
    return [
        (row.fate, [reason["code"] for reason in load(row.why)])
        for row in source.rows.order_by("number")
    ]


def errors(source: ListImport) -> list[str]:
    return [reason["code"] for reason in load(source.error)]


def apply(source: ListImport, *, skip: bool = False) -> Task:
    task = services.apply_list(import_id=source.pk, by=source.by, at=NOW, skip=skip)
    queue.drain()
    task.refresh_from_db()
    source.refresh_from_db()
    return task


def mend(source: ListImport, number: int, **values: str) -> ListRow:
    return services.mend_row(
        import_id=source.pk, number=number, values=values, by=source.by, at=NOW
    )


def test_a_messy_list_gets_a_fate_for_each_row(contract: Contract) -> None:
    known = instruments.instrument(contract.customer, serial="K-1", maker="Wika", model="111.10")
    instruments.instrument(contract.customer, serial="K-2", maker="Wika", model="232.50")
    content = sheets.xlsx(
        [
            ["CÔNG TY TNHH XĂNG DẦU SÔNG BỒ"],
            [],
            ["DANH SÁCH PHƯƠNG TIỆN ĐO"],
            sheets.HEADING,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
            ["Kho Thuận An"],
            sheets.gauge(1, "N-1"),
            sheets.gauge(2, "K-1", accuracy="1.6"),
            sheets.gauge(3, "K-2", accuracy="1.6"),
            sheets.gauge(4, "N-1"),
            sheets.gauge(5, ""),
            sheets.gauge(6, "N-6", name="Áp kế lò so cơ"),
            sheets.gauge(7, "N-7", name="Thước cặp", range="0 ÷ 150 mm"),
            sheets.gauge(8, "N-8", range="0 ÷ 1.234 bar"),
            sheets.gauge(9, "N-9", service="sửa chữa"),
            sheets.gauge(10, "N-10", accuracy="x" * 61),
            [],
            ["Tổng cộng: 10"],
            [None, None, None, None, None, None, "Giám đốc"],
        ]
    )

    source = upload(contract, content)

    assert source.state == "ready"
    assert fates(source) == [
        ("new", []),
        ("known", []),
        ("changed", ["differs"]),
        ("duplicate", ["in_file"]),
        ("unreadable", ["blank"]),
        ("unreadable", ["unknown_type_close"]),
        ("no_price", ["no_price"]),
        ("unreadable", ["ambiguous_number"]),
        ("unreadable", ["unknown_service"]),
        ("unreadable", ["too_long"]),
    ]
    rows = {row.number: row for row in source.rows.all()}
    assert [sentence(r) for r in load(rows[9].why)] == ["Kiểu: “232.50” → “111.10”."]
    assert [sentence(r) for r in load(rows[10].why)] == ["Trùng với dòng 7 của tệp."]
    assert "Áp kế lò xo" in sentence(load(rows[12].why)[0])
    assert rows[8].instrument == known
    assert source.columns["titles"] == ["Kho Thuận An", "Tổng cộng: 10", "Giám đốc"]
    assert not ContractItem.objects.exists()
    assert Instrument.objects.count() == 2


def test_nothing_enters_while_rows_are_left(contract: Contract) -> None:
    source = upload(contract, sheets.xlsx([sheets.HEADING, sheets.gauge(1), sheets.gauge(2, "")]))

    with pytest.raises(Refused) as refused:
        services.apply_list(import_id=source.pk, by=source.by, at=NOW)

    assert refused.value.code == "rows_left"
    assert not Instrument.objects.exists()
    task = apply(source, skip=True)
    assert (task.state, source.state) == ("done", "applied")
    assert Instrument.objects.count() == 1


def test_a_list_enters_whole(contract: Contract) -> None:
    known = instruments.instrument(contract.customer, serial="K-2", maker="Wika", model="alt")
    make.service(contract.centre, "calibration", price=200_000, name_vi="Hiệu chuẩn áp kế")
    content = sheets.xlsx(
        [
            sheets.HEADING,
            sheets.gauge(1, site="Kho A"),
            sheets.gauge(2, "K-2", accuracy="1.6", site="Kho A"),
            sheets.gauge(3, "N-3", service="HC", range="nhiều thang"),
            sheets.gauge(4, "N-3", service="KĐ ban đầu", range="nhiều thang"),
        ]
    )
    source = upload(contract, content)
    assert [fate for fate, _why in fates(source)] == ["new", "changed", "new", "new"]

    task = apply(source)

    assert task.state == "done", task.error
    lines = [(x.description, x.quantity, x.price, x.vat_percent) for x in contract.lines.all()]
    assert lines == [("Kiểm định áp kế", 3, 150_000, 5), ("Hiệu chuẩn áp kế", 1, 200_000, 5)]
    assert totals_of(contract).gross == 682_500
    items = ContractItem.objects.order_by("line", "pk").select_related("instrument", "site")
    assert [(i.instrument.serial, i.regime, str(i.site or "")) for i in items if i.instrument] == [
        ("SN-00001", "periodic", "Kho A"),
        ("K-2", "periodic", "Kho A"),
        ("N-3", "initial", ""),
        ("N-3", "", ""),
    ]
    assert Instrument.objects.count() == 3
    known.refresh_from_db()
    assert (known.model, str(known.site)) == ("111.10", "Kho A")
    assert Instrument.objects.get(serial="N-3").facts == {"range_text": "nhiều thang"}
    assert str(Instrument.objects.get(serial="SN-00001").range_max) == "10 bar"
    event = history(contract).last()
    assert event is not None
    assert event.verb == "list.apply"


def test_applying_twice_is_applying_once(contract: Contract) -> None:
    source = upload(contract, sheets.gauges(3))
    first = apply(source)
    Task.objects.filter(pk=first.pk).update(state="waiting")

    queue.drain()

    first.refresh_from_db()
    assert (first.state, Instrument.objects.count(), contract.lines.count()) == ("done", 3, 1)
    with pytest.raises(Refused):
        services.apply_list(import_id=source.pk, by=source.by, at=NOW)


def test_the_same_list_again_is_all_duplicates(contract: Contract) -> None:
    apply(upload(contract, sheets.gauges(2)))

    again = upload(contract, sheets.gauges(2))

    assert fates(again) == [("duplicate", ["in_contract"])] * 2
    with pytest.raises(Refused) as refused:
        services.apply_list(import_id=again.pk, by=again.by, at=NOW, skip=True)
    assert refused.value.code == "nothing_to_apply"
    other = make.draft(contract.customer)
    assert fates(upload(other, sheets.gauges(2))) == [("known", [])] * 2


def test_a_mended_row_and_those_that_hang_on_it_are_judged_again(contract: Contract) -> None:
    rows = [sheets.gauge(1, "A"), sheets.gauge(2, "A"), sheets.gauge(3, "B", name="Áp kế lò so")]
    source = upload(contract, sheets.xlsx([sheets.HEADING, *rows]))
    assert [fate for fate, _ in fates(source)] == ["new", "duplicate", "unreadable"]

    mended = mend(source, 4, name="Áp kế lò xo")
    mend(source, 2, serial="C")

    assert (mended.fate, mended.values["name"]) == ("new", "Áp kế lò xo")
    assert [fate for fate, _ in fates(source)] == ["new", "new", "new"]
    assert [event.verb for event in history(contract)][-2:] == ["list.mend", "list.mend"]


def test_a_price_typed_into_a_row_is_enough(contract: Contract) -> None:
    row = sheets.gauge(1, "T-1", name="Thước cặp", range="150 mm")
    source = upload(contract, sheets.xlsx([sheets.HEADING, row]))
    assert fates(source) == [("no_price", ["no_price"])]

    assert mend(source, 2, price="1,5").fate == "unreadable"
    assert mend(source, 2, price="80.000").fate == "new"
    apply(source)

    line = contract.lines.get()
    assert (line.description, line.price, line.service) == ("Kiểm định thước cặp", 80_000, None)


def test_an_unknown_cell_is_refused(contract: Contract) -> None:
    source = upload(contract, sheets.gauges(1))

    with pytest.raises(InvalidInput) as refused:
        mend(source, 2, colour="red")

    assert refused.value.faults[0].field == "colour"


def test_a_world_that_moved_stops_the_import(contract: Contract) -> None:
    source = upload(contract, sheets.gauges(2))
    instruments.instrument(contract.customer, serial="SN-00001", maker="Wika", model="111.10")

    task = apply(source)

    assert (task.state, source.state) == ("failed", "ready")
    assert "1 dòng" in task.error
    assert not contract.lines.exists()
    assert services.judge_again(import_id=source.pk, at=NOW) == 1
    assert apply(source).state == "done"


@pytest.mark.parametrize(
    ("content", "name", "codes"),
    [
        (b"not a workbook", "ds.xlsx", ["unreadable_file"]),
        (sheets.xlsx([["Hãng", "Model"], ["a", "b"]]), "ds.xlsx", ["missing_column"] * 2),
        (sheets.xlsx([["a"], ["b"]]), "ds.xlsx", ["no_heading"]),
        (sheets.xlsx([sheets.HEADING]), "ds.xlsx", ["no_rows"]),
        (
            sheets.xlsx(
                [sheets.HEADING, sheets.gauge(1, site="Kho"), sheets.gauge(2)],
                merges=[(1, 7, 2, 7)],
            ),
            "ds.xlsx",
            ["merged_cells"],
        ),
        ("Tên thiết bị;Số chế tạo\nÁp kế;1\n".encode("utf-16"), "ds.csv", ["unreadable_file"]),
    ],
    # An xlsx says the second it was made in: by its bytes no two processes name the test alike.
    ids=("no-workbook", "no-column", "no-heading", "no-rows", "merged", "utf-16"),
)
def test_a_file_that_cannot_be_read_says_why(
    contract: Contract, content: bytes, name: str, codes: list[str]
) -> None:
    source = upload(contract, content, name=name)

    assert (source.state, errors(source)) == ("refused", codes)
    assert all(sentence(reason) for reason in load(source.error))
    assert not source.rows.exists()
    with pytest.raises(Refused):
        services.apply_list(import_id=source.pk, by=source.by, at=NOW)


def test_a_csv_with_semicolons_is_read(contract: Contract) -> None:
    text = "Tên thiết bị;Số chế tạo;Phạm vi đo\nÁp kế;A-1;0 ÷ 10 bar\n"

    assert fates(upload(contract, text.encode(), name="DS.CSV")) == [("new", [])]


@pytest.mark.parametrize(
    ("name", "content", "kind", "field"),
    [
        ("ds.pdf", b"%PDF", "verification", "file"),
        ("ds.xlsx", b"", "verification", "file"),
        ("ds.xlsx", b"x", "consulting", "kind"),
    ],
)
def test_a_wrong_upload_is_named(
    contract: Contract, name: str, content: bytes, kind: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        upload(contract, content, name=name, kind=kind)

    assert refused.value.faults[0].field == field
    assert not ListImport.objects.exists()


def test_a_signed_contract_takes_no_list(contract: Contract) -> None:
    make.line(contract)
    make.sign(contract)

    with pytest.raises(Refused):
        upload(contract, sheets.gauges(1))


def test_twenty_thousand_rows_are_previewed_and_one_more_is_refused(contract: Contract) -> None:
    source = upload(contract, sheets.gauges(20_000))

    assert source.state == "ready"
    assert source.rows.filter(fate="new").count() == 20_000
    task = Task.objects.get(name="contracts.read_list")
    assert (task.done, task.total) in {(0, 0), (20_000, 20_000)}  # silent in a test's transaction
    over = upload(contract, sheets.gauges(20_001))
    assert (over.state, errors(over)) == ("refused", ["too_many_rows"])


def test_reading_takes_few_queries_for_many_rows(
    contract: Contract, django_assert_max_num_queries: Any
) -> None:
    source = services.upload_list(
        contract_id=contract.pk,
        file_name="ds.xlsx",
        content=sheets.gauges(1_315),
        by=contract.created_by,
        at=NOW,
    )

    with django_assert_max_num_queries(60):
        queue.drain()

    assert source.rows.count() == 1_315


def test_a_quarters_list_enters_in_seconds(
    contract: Contract, django_assert_max_num_queries: Any
) -> None:
    source = upload(contract, sheets.gauges(1_315))
    services.apply_list(import_id=source.pk, by=source.by, at=NOW)

    with django_assert_max_num_queries(400):
        queue.drain()

    assert ContractItem.objects.count() == 1_315
    assert totals_of(contract).net == 1_315 * 150_000


def test_intervals_enter_with_the_instrument_and_differences_are_seen(contract: Contract) -> None:
    known = instruments.instrument(
        contract.customer, serial="K-1", maker="", resolution=instruments.q("0.5 bar")
    )
    heading = ["Tên phương tiện đo", "Số chế tạo", "Phạm vi đo", "Giá trị độ chia"]
    rows = [["Áp kế lò xo", "K-1", "", "0,2 bar"], ["Áp kế lò xo", "N-1", "0-10 bar", "0,2"]]

    source = upload(contract, sheets.xlsx([heading, *rows]))
    assert fates(source) == [("changed", ["differs"]), ("new", [])]
    apply(source)

    known.refresh_from_db()
    new = Instrument.objects.get(serial="N-1")
    assert (str(known.resolution), str(new.resolution)) == ("0.2 bar", "0.2 bar")


def test_a_list_brings_the_type_approval_that_work_asks_for(contract: Contract) -> None:
    head = [*sheets.HEADING, "Số PDM"]
    content = sheets.xlsx([head, [*sheets.gauge(1), "PDM 115-2022"]])

    apply(upload(contract, content))

    [made] = Instrument.objects.filter(customer=contract.customer)
    assert made.type_approval == "PDM 115-2022"


def test_a_class_with_a_point_is_the_class_with_a_comma(contract: Contract) -> None:
    instruments.instrument(
        contract.customer, serial="SN-00001", maker="Wika", model="111.10", accuracy="1.6"
    )

    source = upload(contract, sheets.xlsx([sheets.HEADING, sheets.gauge(1, accuracy="1,6")]))

    assert fates(source) == [("known", [])]
