"""The accountant's desk: a bank's list that waits to be entered, and the books of past quarters."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from common.queue import Progress
from common.sheets import Table, write_book
from contracts.ledger.bank import reading
from contracts.ledger.bank.services import upload_bank_list
from contracts.ledger.books import close_books
from contracts.ledger.debts import Debt, debts
from contracts.models import Contract, Payment
from reports.demo.calendar import ago, later, moment
from reports.demo.deeds import BANK_FILE, MARK, Desk

HEADINGS = (
    "Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Nội dung",
    "Đơn vị chuyển",
)  # fmt: skip
type_of_row = tuple[str, str, int | None, int | None, str, str]
QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))
DAYS_TO_CLOSE = 8  # working days after the end of a quarter
FIRST_YEAR = 2022


def play_ledger(desk: Desk, now: datetime) -> None:
    """The list of the bank; then the books are closed, the last thing of all."""
    content = write_book([Table("Sao kê", HEADINGS, list(_rows(desk, now)))])
    source = upload_bank_list(
        centre=desk.house.hue, file_name=BANK_FILE, content=content, by=desk.house.officer,
        at=ago(now, 0, 8),
    )  # fmt: skip
    reading.read(source.pk, Progress(), now.date())  # its task finds it done
    _close(desk, now)


def _rows(desk: Desk, now: datetime) -> Iterator[type_of_row]:
    """By invoice, by contract, by name a part of it, nobody's, money out, one that is there."""
    day = f"{ago(now, 1):%d/%m/%Y}"
    owed = debts(Contract.objects.filter(centre=desk.house.hue), now.date()).rows
    whole, named = _of(desk, owed, "QDC"), _of(desk, owed, "VKN")
    number = int(whole.number.rpartition(" ")[2])
    payers = {code: desk.customers[code].name for code in ("QDC", "LHT", "DKP", "VKN")}
    advance = Contract.objects.filter(customer=desk.customers["DKP"], note=MARK).latest("pk")
    half = _of(desk, owed, "LHT").open // 2
    yield day, "FT0001", None, whole.open, f"TT hoa don so {number} QTMT", payers["QDC"]
    yield day, "FT0002", None, half, "Tra mot phan no cu", payers["LHT"]
    yield day, "FT0003", None, named.open, "Thanh toan tien kiem dinh can", payers["VKN"]
    yield day, "FT0004", None, 2_000_000, f"Tam ung HD {advance.number}", payers["DKP"]
    yield day, "FT0005", None, 350_000, "NGUYEN VAN A NOP TIEN", ""
    yield day, "FT0006", 1_250_000, None, "Tra tien dien thang nay", "Điện lực Ví Dụ"
    there = Payment.objects.filter(contract__centre=desk.house.hue).latest("received_on", "pk")
    yield f"{there.received_on:%d/%m/%Y}", there.reference, None, there.amount, "Da ghi", ""


def _of(desk: Desk, owed: Sequence[Debt], client: str) -> Debt:
    return next(one for one in owed if one.customer_id == desk.customers[client].pk)


def _close(desk: Desk, now: datetime) -> None:
    """Each year that is long over, then quarter by quarter; the present one stays open."""
    for until in _ends(now.year):
        at = moment(later(until, DAYS_TO_CLOSE), 16)
        if at <= now:
            close_books(
                centre_id=desk.house.hue.pk, until=until, why=MARK, by=desk.house.manager, at=at
            )


def _ends(year: int) -> Iterator[date]:
    for past in range(FIRST_YEAR, year - 1):
        yield date(past, 12, 31)
    for near in (year - 1, year):
        yield from (date(near, month, day) for month, day in QUARTERS)
