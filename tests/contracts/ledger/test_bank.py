"""A bank's list: read, matched by signs, mended in place, entered whole or not at all."""

from typing import Any

import pytest

from accounts.models import Centre, Customer, User
from common import queue
from common.errors import InvalidInput, Refused
from contracts.dong import NotMoney
from contracts.ledger.bank import services as bank
from contracts.ledger.bank.cells import parse_amount, parse_day
from contracts.ledger.bank.headings import meaning
from contracts.ledger.books import close_books
from contracts.ledger.debts import debts
from contracts.models import BankList, BankRow, Contract, Payment
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

HEAD = "Ngày giao dịch;Số tham chiếu;Nội dung;Số tiền ghi có;Số tiền ghi nợ\n"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.050.000", 1_050_000),
        ("1,050,000", 1_050_000),
        ("1050000.00 VND", 1_050_000),
        ("1.050.000,00", 1_050_000),
        ("+5 000 đ", 5_000),
        ("-5,000", -5_000),
        ("(5.000)", -5_000),
    ],
)
def test_amounts_as_banks_write_them(text: str, amount: int) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize("text", ["1.000,50", "1,5", "abc", "", "1,00,000", "=1+1", "9" * 30])
def test_what_is_no_whole_amount_is_refused(text: str) -> None:
    with pytest.raises(NotMoney):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2026 10:15:00", "2026-03-05"),
        ("5-3-26", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("31/02/2026", None),
        ("5/3", None),
        ("", None),
    ],
)
def test_days_as_banks_write_them(text: str, day: str | None) -> None:
    found = parse_day(text)
    assert (found.isoformat() if found else None) == day


def test_headings_in_two_languages() -> None:
    assert meaning("Ngày GD\n(Date)") == "received_on"
    assert meaning("Phát sinh có / Credit") == "amount"
    assert meaning("Diễn giải") == "text"
    assert meaning("Số dư") is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return people.centre()


@pytest.fixture
def officer(centre: Centre) -> User:
    return make.officer(centre)


@pytest.fixture
def customer(centre: Centre) -> Customer:
    made = people.customer(centre, "Công ty TNHH Thủy điện Sông Bồ")
    made.tax_code = "3300100106"
    made.save()
    return made


def _invoiced(customer: Customer, net: int, number: str, **facts: Any) -> Contract:
    contract = make.signed(customer, net, on=make.days_ago(40), **facts)
    make.invoice(
        contract, (5, net, net // 20), on=make.days_ago(30), series="1K26TAA", number=number
    )
    return contract


def _day(ago: int = 1) -> str:
    return f"{make.days_ago(ago):%d/%m/%Y}"


def _read(centre: Centre, by: User, *rows: str, head: str = HEAD) -> BankList:
    content = (head + "\n".join(rows)).encode()
    made = bank.upload_bank_list(
        centre=centre, file_name="sao-ke.csv", content=content, by=by, at=NOW
    )
    from common.queue import Progress
    from contracts.ledger.bank import reading

    reading.read(made.pk, Progress(), TODAY)
    made.refresh_from_db()
    return made


def _fates(source: BankList) -> list[tuple[str, list[str]]]:
    from contracts.listing.wording import load

    return [(row.fate, [why["code"] for why in load(row.why)]) for row in source.rows.all()]


def _apply(source: BankList, by: User, *, skip: bool = False) -> Any:
    from contracts.ledger.bank.applying import apply

    return apply(list_id=source.pk, by=by, at=NOW, skip=skip)


def test_each_sign_finds_whose_money_it_is(
    centre: Centre, officer: User, customer: Customer
) -> None:
    first = _invoiced(customer, 1_000_000, "00000012")
    other = people.customer(centre, "Bệnh viện đa khoa Phong Điền")
    second = _invoiced(other, 2_000_000, "00000013")
    third = _invoiced(other, 3_000_000, "00000014")

    source = _read(
        centre,
        officer,
        f"{_day()};FT1;Thanh toan hoa don 12;1.050.000;",
        f"{_day()};FT2;{second.number} thanh toan dot 1;500.000;",
        f"{_day()};FT3;BENH VIEN DA KHOA PHONG DIEN chuyen tien;3,150,000;",
        f"{_day()};FT4;chuyen tien;1.600.000;",
        f"{_day()};FT5;khong biet;123;",
        f"{_day()};FT6;phi;;55.000",
        f"{_day()};FT7;MST 3300100106 tra;10;",
        f"{_day()};FT5;khong biet;123;",
        f"{_day(-1)};FT8;mai;123;",
        f"{_day()};FT9;le;1.000,50;",
    )

    assert source.state == "ready"
    assert _fates(source) == [
        ("matched", ["by_invoice"]),
        ("likely", ["by_contract", "partial"]),
        ("matched", ["by_customer"]),
        ("likely", ["by_amount"]),
        ("unknown", ["no_match"]),
        ("outgoing", []),
        ("unknown", ["owes_nothing"]),
        ("duplicate", ["in_file"]),
        ("unreadable", ["in_future"]),
        ("unreadable", ["bad_amount"]),
    ]
    assert [row.contract for row in source.rows.filter(fate__in=("matched", "likely"))] == [
        first,
        second,
        third,
        second,
    ]


def test_all_of_it_or_nothing(centre: Centre, officer: User, customer: Customer) -> None:
    contract = _invoiced(customer, 1_000_000, "12")
    source = _read(
        centre,
        officer,
        f"{_day()};FT1;hd 12;1.100.000;",
        f"{_day()};FT2;ai do;5;",
    )

    with pytest.raises(Refused) as refused:
        _apply(source, officer)
    assert (refused.value.code, Payment.objects.count()) == ("rows_left", 0)

    done = _apply(source, officer, skip=True)

    assert vars(done) == {"payments": 1, "amount": 1_100_000}
    payment = Payment.objects.get()
    assert (payment.contract, payment.amount, payment.reference) == (contract, 1_100_000, "FT1")
    assert list(payment.allocations.values_list("amount", flat=True)) == [1_050_000]
    found = debts(Contract.objects.all(), TODAY)
    assert (found.open, found.credit) == (0, 50_000)
    assert source.rows.get(number=2).payment == payment
    assert _apply(source, officer) is None
    with pytest.raises(InvalidInput) as again:
        _read(centre, officer, f"{_day()};FT1;hd 12;1.100.000;", f"{_day()};FT2;ai do;5;")
    assert again.value.faults[0].code == "already"
    longer = _read(centre, officer, f"{_day()};FT1;hd 12;1.100.000;", f"{_day()};FT3;x;7;")
    assert _fates(longer)[0] == ("duplicate", ["recorded"])


def test_what_moved_since_it_was_seen_stops_the_whole(
    centre: Centre, officer: User, customer: Customer
) -> None:
    contract = _invoiced(customer, 1_000_000, "12")
    source = _read(centre, officer, f"{_day()};FT1;hd 12;1.050.000;")
    make.payment(contract, 50_000, invoice_id=contract.invoices.get().pk)

    with pytest.raises(Refused) as refused:
        _apply(source, officer)

    assert (refused.value.code, Payment.objects.count()) == ("moved", 1)
    assert bank.judge_bank_again(list_id=source.pk, at=NOW) == 1
    assert _apply(source, officer).payments == 1


def test_a_row_is_mended_in_place(centre: Centre, officer: User, customer: Customer) -> None:
    contract = _invoiced(customer, 1_000_000, "12")
    source = _read(
        centre,
        officer,
        f"{_day()};FT1;ai do;400.000;",
        f"{_day()};FT2;nua;1.000,50;",
        f"{_day()};FT3;la;9;",
    )

    def mend(number: int, **values: str) -> BankRow:
        return bank.mend_bank_row(
            list_id=source.pk, number=number, values=values, by=officer, at=NOW
        )

    assert mend(2, contract="khong co").fate == "unknown"
    assert mend(2, contract="", invoices="99").fate == "unknown"
    row = mend(2, contract=contract.number, invoices="")
    assert (row.fate, row.contract, row.shares) == (
        "matched",
        contract,
        [[contract.invoices.get().pk, 400_000]],
    )
    assert mend(3, amount="650.000", invoices="12").fate == "matched"
    assert mend(4, leave="yes").fate == "left_out"
    with pytest.raises(InvalidInput) as refused:
        mend(4, amount="x" * 501, price="1")
    assert {f.code for f in refused.value.faults} == {"too_long", "unknown"}

    assert _apply(source, officer).payments == 2
    assert debts(Contract.objects.all(), TODAY).open == 0
    with pytest.raises(Refused) as over:
        mend(2, leave="yes")
    assert over.value.code == "wrong_state"


def test_columns_are_named_by_hand_once_they_are_not_found(
    centre: Centre, officer: User, customer: Customer
) -> None:
    _invoiced(customer, 1_000_000, "12")
    source = _read(centre, officer, f"{_day()},1050000,hd 12", head="Cột một,Cột hai,Cột ba\n")
    assert source.state == "refused"
    assert source.columns["seen"][0] == ["Cột một", "Cột hai", "Cột ba"]

    def name(row: int, **columns: int) -> BankList:
        return bank.name_columns(list_id=source.pk, row=row, columns=columns, by=officer, at=NOW)

    for columns, code in (
        ({"received_on": 0}, "blank"),
        ({"received_on": 0, "amount": 0}, "duplicate"),
        ({"received_on": 0, "amount": 99}, "unknown"),
        ({"received_on": 0, "amount": 1, "price": 2}, "unknown"),
    ):
        with pytest.raises(InvalidInput) as refused:
            name(1, **columns)
        assert code in {fault.code for fault in refused.value.faults}
    name(1, received_on=0, amount=1, text=2)
    queue.drain()
    source.refresh_from_db()

    assert source.state == "ready"
    assert _fates(source) == [("matched", ["by_invoice"])]


def test_a_closed_day_does_not_enter(centre: Centre, officer: User, customer: Customer) -> None:
    _invoiced(customer, 1_000_000, "12")
    close_books(centre_id=centre.pk, until=make.days_ago(3), by=officer, at=NOW)

    source = _read(centre, officer, f"{_day(3)};FT1;hd 12;1.050.000;")

    assert _fates(source) == [("unreadable", ["closed_books"])]
    with pytest.raises(Refused) as refused:
        bank.apply_bank_list(list_id=source.pk, by=officer)
    assert refused.value.code == "nothing_to_apply"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("x.pdf", b"1", "wrong_format"), ("x.csv", b"", "blank"), ("x.csv", b"0" * (20 * 2**20 + 1), "too_large")],
)  # fmt: skip
def test_a_wrong_file_is_refused(
    centre: Centre, officer: User, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        bank.upload_bank_list(centre=centre, file_name=name, content=content, by=officer, at=NOW)
    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "unreadable_file"),
        (b" ; ;\n", "empty_file"),
        (b"Ng\xc3\xa0y;N\xe1\xbb\x99i dung\n1/1/2026;a\n", "missing_column"),
        (HEAD.encode(), "no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    centre: Centre, officer: User, content: bytes, code: str
) -> None:
    from contracts.listing.wording import load

    made = bank.upload_bank_list(
        centre=centre, file_name="x.csv", content=content, by=officer, at=NOW
    )
    queue.drain()
    made.refresh_from_db()

    assert made.state == "refused"
    assert load(made.error)[0]["code"] == code
