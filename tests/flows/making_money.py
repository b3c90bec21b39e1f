"""What the flow of contracts and money begins with; see `making`."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

SINCE = date(2020, 1, 1)
DESIGNATION = "QĐ 1234/QĐ-TĐC"
BEFORE = 1_000_000  # of another customer: signed, accepted, invoiced, paid before the show


def money() -> dict[str, Any]:
    """A centre with whole papers, a narrow designation, prices and stickers; its people."""
    from django.utils import timezone

    from accounts.permissions import Role
    from tests.factories import calibration, contracts, people, stickers

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    _papers_of(lab.centre)
    _earlier(people.customer(lab.centre), lab.officer, now)
    _designated(lab.centre)
    contracts.service(lab.centre, price=150_000, valid_from=SINCE)
    contracts.service(
        lab.centre, type_code="spring-dial-scale", name_vi="Kiểm định cân đồng hồ lò xo",
        price=90_000,
    )  # fmt: skip
    contracts.service(
        lab.centre, kind="calibration", name_vi="Hiệu chuẩn áp kế", vat_category="standard",
        price=321_457,
    )  # fmt: skip
    stickers.series(lab.centre, lab.quality, last=60, at=now)
    stickers.in_hand(lab.centre, lab.quality, lab.technician, 1, 50, at=now)
    _plant(lab.customer)
    return {
        "technician": lab.technician.email,
        "technician_id": lab.technician.pk,
        "approver": lab.approver.email,
        "officer": lab.officer.email,
        "manager": people.person(Role.MANAGER, lab.centre, "Hoàng Văn Lãnh").email,
        "client": people.client_of(lab.customer).email,
        "customer": lab.customer.name,
        "customer_id": lab.customer.pk,
        "standard": lab.gauge.code,
    }


def _papers_of(centre: Any) -> None:
    centre.name_vi = "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng Ví Dụ"
    centre.above_vi, centre.place_vi = "Sở Khoa học và Công nghệ Ví Dụ", "Huế"
    centre.tax_code, centre.phone = "9900000016", "0234 3000 111"
    centre.bank_account, centre.bank_name = "3713 0 1054321", "Kho bạc Nhà nước khu vực Ví Dụ"
    centre.head_name, centre.head_title_vi = "Hoàng Văn Lãnh", "Giám đốc"
    centre.save()


def _earlier(customer: Any, officer: Any, now: datetime) -> None:
    """Every base of revenue stands at something before the show begins."""
    from django.utils import timezone

    from contracts import services
    from contracts.services import InvoiceFacts, RateIn
    from tests.factories import contracts

    today = timezone.localdate(now)
    done = contracts.signed(customer, BEFORE, on=today, at=now, kind="other", by=officer)
    who: dict[str, Any] = {"contract_id": done.pk, "by": officer, "at": now}
    services.accept(accepted_on=today, **who)
    rates = [RateIn(5, BEFORE, BEFORE // 20)]
    facts = InvoiceFacts(series="1C26THU", number="1", issued_on=today, rates=rates)
    invoice = services.record_invoice(facts=facts, confirm=True, **who)
    services.record_payment(
        amount=BEFORE * 21 // 20, received_on=today, invoice_id=invoice.pk, **who
    )


def _designated(centre: Any) -> None:
    """Verification of gauges to 100 bar and of small scales, and of nothing else."""
    from calibration.models import Scope, ScopeLine
    from tests.factories import authority, instruments

    authority.forbid(kind="designation")
    scope = Scope.objects.create(
        centre=centre, kind="designation", number=DESIGNATION, source="ví dụ", valid_from=SINCE
    )
    for code, least, most in (
        ("pressure-gauge", "0 bar", "100 bar"),
        ("pressure-gauge-digital", "0 bar", "100 bar"),
        ("spring-dial-scale", "0 kg", "60 kg"),
    ):
        ScopeLine.objects.create(
            scope=scope, service="verification", type=instruments.kind(code),
            range_min=instruments.q(least), range_max=instruments.q(most),
        )  # fmt: skip


def _plant(customer: Any) -> None:
    """The customer on paper, and two of its gauges that the centre has known for a year."""
    from tests.factories import instruments
    from tests.flows.messy_list import CHANGED, KNOWN

    customer.name = "Công ty cổ phần Thủy điện Sông Bồ Ví Dụ"
    customer.tax_code, customer.phone = "9900000023", "0234 3000 222"
    customer.representative, customer.representative_title = "Võ Thị Khách", "Phó Giám đốc"
    customer.save()
    for serial in (KNOWN, CHANGED):
        instruments.instrument(customer, serial=serial, accuracy="1.6")


def due_day(today: date) -> date:
    """Three weeks from a day."""
    return today + timedelta(days=21)


FRESH: dict[str, Callable[[], dict[str, Any]]] = {"money": money}
