"""The demo: 93 contracts, 1.315 instruments, 15 samples, 753.000.000 đồng, made of rows only."""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Customer, User
from accounts.people import person_of
from accounts.permissions import Role
from accounts.tax_code import clean_tax_code
from audit.check import findings
from calibration.models import CellReturn, Job, PaperResult
from calibration.states import JobState, Outcome
from certificates.models import Certificate, Statement, Sticker
from certificates.states import CertificateState
from certificates.stickers.ledger import books
from certificates.stickers.months import Month
from common.errors import InvalidInput
from contracts.ledger.books import close_books
from contracts.models import (
    Contract,
    ListImport,
)
from contracts.services import LineFacts, amend
from contracts.services.payments import record_payment
from contracts.states import Stage
from instruments.models import Standard
from reports.demo.accounts import ACCOUNTS, PASSWORD
from reports.demo.making import make
from reports.period import Period
from tests.factories.people import TODAY, page
from tests.factories.reports import figures
from tests.reports.demo_house import NOW, Q1, hue, quarter
from tests.reports.demo_removal import CLAIMS
from tests.reports.demo_rooms import ROOMS


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo is made once for this module, in a transaction that is taken back after it."""
    with django_db_blocker.unblock(), taken_back():
        make(now=NOW, say=lambda _line: None)
        yield


pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("period_figures", "--centre", "HUE", "--period", Q1, *options, stdout=out)
    return out.getvalue()


def test_what_was_calibrated_or_tested_on_paper_has_its_results() -> None:
    done = Job.objects.filter(outcome=Outcome.REPORTED).exclude(paper_record="")
    rows = PaperResult.objects.filter(job__in=done)

    assert done.count() > 300
    assert not done.filter(paper_results__isnull=True).exists()
    assert not done.exclude(paper_sheet__method_number__gt="").exists()
    calibrated = rows.filter(job__service="calibration")
    assert not calibrated.filter(Q(expanded="") | Q(k="") | Q(unit="")).exists()
    assert len({row.indication for row in calibrated}) > 100  # no two instruments are the same


HUE_2022 = {
    "contracts": 93,
    "instruments": 1315,
    "samples": 15,
    "revenue_signed_gross": 753_000_000,
    "consulting_contracts": 2,
    "average_contract_gross": 8_096_774,
    "instruments_per_contract": "14.14",
}


def test_the_command_prints_the_figures_of_hue() -> None:
    found = json.loads(told("--json"))

    assert {key: found[key] for key in HUE_2022} == HUE_2022


def test_the_table_of_printed_figures_is_what_the_rows_give() -> None:
    out = io.StringIO()

    call_command("published_figures", stdout=out)

    assert out.getvalue().strip() in (ROOT / "docs" / "published-figures.md").read_text()
    assert out.getvalue().count("| yes |") == 62


def test_the_table_for_people_says_base_and_vat() -> None:
    lines = told().splitlines()

    (line,) = [line for line in lines if line.split()[0] == "revenue_signed_gross"]
    assert "753.000.000" in line
    assert "theo hợp đồng ký trong kỳ, gồm thuế GTGT" in line


def test_the_page_shows_the_same() -> None:
    manager = User.objects.get(email="lanhdao@hue.example")

    answer = page(manager).get(reverse("reports:figures"), {"centre": "HUE", "period": Q1})

    text = answer.content.decode()
    for shown in (">93<", ">1.315<", ">15<", ">753.000.000<", ">8.096.774<", ">14,14<"):
        assert shown in text


def test_the_xlsx_has_the_figures_and_the_rows_behind_them(tmp_path: Path) -> None:
    told("--xlsx", str(tmp_path / "hue.xlsx"))

    book = CalamineWorkbook.from_path(tmp_path / "hue.xlsx")
    values = {row[0]: row[2] for row in book.get_sheet_by_index(0).to_python()}
    rows = book.get_sheet_by_index(1).to_python()
    gross = [
        int(str(row[-1]).split(".")[0])
        for row in rows
        if row[0] == "revenue_signed_gross" and row[2] != ""
    ]
    things = [row for row in rows if row[0] == "instruments" and row[2] != ""]
    assert {key: values[key] for key in HUE_2022 if key != "instruments_per_contract"} == {
        key: value for key, value in HUE_2022.items() if key != "instruments_per_contract"
    }
    assert (len(gross), sum(gross), len(things)) == (93, 753_000_000, 1315)


def test_the_command_says_what_is_wrong() -> None:
    for options, part in (
        (("--centre", "NOWHERE", "--period", Q1), "HUE"),
        (("--centre", "HUE", "--period", "quý I"), "2026-Q1"),
        (("--centre", "HUE", "--period", Q1, "--xlsx", "/nowhere/f.xlsx"), "/nowhere"),
    ):
        with pytest.raises(CommandError, match=part):
            call_command("period_figures", *options)


def test_the_institute_rolls_up_its_centres() -> None:
    assert quarter("VDL")["revenue_signed_gross"].value == 753_000_000
    assert quarter("QTR").empty


def test_adding_a_line_moves_the_total_by_that_line() -> None:
    contract = Contract.objects.get(
        signed_on__lte="2022-03-31", accepted_on=None, state="signed", strand="service",
        lines__kind="verification", lines__position=1,
    )  # fmt: skip
    close_books(
        centre_id=contract.centre_id, until=date(2021, 12, 31), why="Ghi bổ sung phụ lục",
        by=contract.created_by, at=NOW,
    )  # fmt: skip
    before = quarter()["revenue_signed_net"].value
    facts = LineFacts(
        kind="verification", description="Kiểm định cân", quantity=2, price=100_000, unit="cái"
    )

    amend(
        contract_id=contract.pk, title="Thêm cân", signed_on=date(2022, 3, 31), add=[facts],
        strike=[], due_on=None, by=contract.created_by, at=NOW,
    )  # fmt: skip

    assert quarter()["revenue_signed_gross"].value == 753_210_000
    assert quarter()["revenue_signed_net"].value == int(before or 0) + 200_000
    assert quarter()["contracts"].value == 93


def test_one_quarter_holds_three_vat_rates_and_two_of_one_service() -> None:
    lines = Contract.objects.filter(signed_on__range=("2022-01-01", "2022-03-31"))
    rates = Counter(
        (line["lines__vat_category"], line["lines__vat_percent"])
        for line in lines.values("lines__vat_category", "lines__vat_percent")
    )

    assert set(rates) == {
        ("science", 5),
        ("standard", 10),
        ("reduced", 10),  # to 31/1/2022
        ("reduced", 8),  # from 1/2/2022
        ("exempt", None),
    }


def test_every_state_occurs_at_the_end_of_the_quarter_and_now() -> None:
    for found in (quarter(), figures(hue(), str(TODAY.year), TODAY)):
        counts = {row.stage: row.count for row in found.stages}
        assert all(counts[stage] for stage in Stage)
        assert found["state_all_count"].value == sum(counts.values())


def test_a_share_of_the_quarter_went_through_worksheets() -> None:
    jobs = Job.objects.filter(centre=hue(), performed_on__range=("2022-01-01", "2022-03-31"))

    on_sheets = jobs.filter(worksheet__isnull=False)
    assert 60 <= on_sheets.count() <= 150
    assert jobs.filter(worksheet__isnull=True, paper_record="").count() == 0
    assert all(
        certificate.number[:3] in ("V22", "N22") or certificate.serial
        for certificate in Certificate.objects.filter(job__in=on_sheets)
    )
    assert on_sheets.filter(certificates__isnull=True).count() == 0


def test_each_role_finds_work_today() -> None:
    now = Job.objects.filter(centre=hue(), created_at__year__gte=2023)
    states = set(now.values_list("state", flat=True))
    waiting = now.filter(state=JobState.MEASURED)
    approver = User.objects.get(email="soatlai@hue.example")
    kinds = set(Certificate.objects.filter(job__in=now).values_list("state", flat=True))

    assert states == set(JobState.values)
    assert waiting.filter(outcome=Outcome.FAIL).count() == 1
    assert waiting.filter(technician=approver).count() == 1
    assert CellReturn.objects.filter(settled_by=None, worksheet__job__in=now).count() == 1
    assert kinds == set(CertificateState.values)
    assert Certificate.objects.filter(job__in=now, kind="calibration").exists()
    assert now.filter(state=JobState.OPEN, technician__isnull=False).exists()
    assert now.filter(state=JobState.OPEN, technician__isnull=True).exists()
    assert ListImport.objects.get().contract.state == "draft"


def test_an_overdue_standard_blocks_a_job() -> None:
    from calibration.services import start_work
    from common.errors import Refused

    old = Standard.objects.get(centre=hue(), code="CA-03")
    job = Job.objects.filter(instrument__range_max__isnull=False, instrument__model="MN-160")[0]
    technician = User.objects.get(email="kythuat@hue.example")

    with pytest.raises(Refused) as refusal:
        start_work(job_id=job.pk, standards=[old.pk], by=technician, at=NOW)

    assert {fault.code for fault in refusal.value.faults} == {"standard_overdue"}
    days = sorted(
        (max(event.valid_until for event in standard.calibrations.all()) - TODAY).days
        for standard in Standard.objects.filter(centre=hue())
    )
    assert days[0] < 0 < days[1] < 30 < days[-1]


def test_each_account_signs_in_and_lands_on_its_day(client: Any) -> None:
    roles = Counter(account.role for account in ACCOUNTS if account.centre == "HUE")
    landings: dict[str, str] = {}
    for account in ACCOUNTS:
        signed_in = client.login(email=account.email, password=PASSWORD)
        landings[account.email] = client.get("/", follow=True).redirect_chain[-1][0]
        assert signed_in
        assert client.get(landings[account.email]).status_code == 200

    assert roles == dict.fromkeys(Role, 1)
    assert len(set(landings.values())) >= len(Role)


def test_the_neighbour_sees_nothing_of_hue() -> None:
    neighbour = person_of(User.objects.get(email="lanhdao@quangtri.example"), TODAY)

    assert not Contract.objects.visible_to(neighbour).exists()
    assert not Job.objects.visible_to(neighbour).exists()
    assert not Customer.objects.visible_to(neighbour).exists()


def test_the_client_sees_only_the_own_companies() -> None:
    client = person_of(User.objects.get(email="khachhang@songbo.example"), TODAY)
    seen = Certificate.objects.visible_to(client)

    assert {row.customer.name for row in seen} == {"Công ty TNHH Xăng dầu Sông Bồ"}
    assert set(seen.values_list("state", flat=True)) == set(CertificateState.values)


def test_names_and_numbers_are_invented_and_well_formed() -> None:
    customers = Customer.objects.filter(centre=hue())

    assert customers.count() == 52
    for customer in customers.exclude(tax_code=""):  # the one entered twice has none
        assert customer.tax_code.startswith("99")
        assert clean_tax_code(customer.tax_code) == customer.tax_code
    assert all(user.email.endswith(".example") for user in User.objects.all())


def test_certificates_of_2022_keep_the_address_of_2022() -> None:
    old = Statement.objects.filter(
        certificate__customer__name="Công ty CP Bia Ngự Hà", certificate__year=2022
    )
    new = Statement.objects.filter(
        certificate__customer__name="Công ty CP Bia Ngự Hà", certificate__year__gt=2022
    )

    assert all("tỉnh Thừa Thiên Huế" in statement.content for statement in old)
    assert all("Thừa Thiên" not in statement.content for statement in new)
    assert old.count() * new.count() > 0


def test_the_stickers_of_the_month_come_out_to_the_piece() -> None:
    found = [book for n in range(3) for book in books(hue(), months_back(n))]

    assert {book.code for book in found} == {"26V", "26C"}
    assert all(book.agrees for book in found)
    used = Sticker.objects.filter(centre=hue(), state="used", service="verification")
    assert used.count() > 10
    assert not used.filter(job__certificates__isnull=True).exists()
    assert Sticker.objects.filter(state="damaged").count() == 1


def months_back(n: int) -> Month:
    month = Month(TODAY.year, TODAY.month)
    for _ in range(n):
        month = month.before
    return month


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_each_room_has_rows(room: Callable[[], None]) -> None:
    room()


def test_past_quarters_are_closed_and_today_is_open() -> None:
    contract = Contract.objects.filter(invoices__isnull=False, signed_on__year=2026)[0]
    wanted: dict[str, Any] = {
        "contract_id": contract.pk, "amount": 100_000, "confirm": True, "at": NOW,
        "by": contract.created_by,
    }  # fmt: skip

    assert record_payment(received_on=TODAY, **wanted).received_on == TODAY
    with pytest.raises(InvalidInput) as refusal:
        record_payment(received_on=date(2026, 9, 30), **wanted)
    assert [fault.code for fault in refusal.value.faults] == ["closed_books"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("contracts:quotations", "phường Vân Hà"), ("contracts:frameworks", "HĐNT-MẪU"),
        ("contracts:debts", "Vàng bạc Kim Ngọc Vân"), ("contracts:bank", "Sao kê mẫu"),
        ("contracts:books", "30/09/2026"), ("calibration:custody", "Kệ A2, phòng Áp suất"),
        ("accounts:duplicates", "Doanh nghiệp tư nhân xăng dầu Phong Hà"),
    ],
)  # fmt: skip
def test_each_page_of_the_rooms_shows_them(address: str, shown: str) -> None:
    officer = User.objects.get(email="hopdong@hue.example")

    assert shown in page(officer).get(reverse(address)).content.decode()


def test_the_record_is_whole() -> None:
    assert list(findings()) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_made_twice_deleted_and_made_again(claim: Callable[[], None]) -> None:
    claim()


def test_today_is_a_day() -> None:
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        call_command("demo", "--today", "hôm nay")
    assert Period.quarter_of(TODAY).contains(TODAY)
