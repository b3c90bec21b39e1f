"""What is not forbidden but unlikely: asked back by name, recorded when a person confirms it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from common.canonical import sha256
from common.errors import Fault, InvalidInput, Refused
from common.templatetags.show import dong
from contracts.models import Contract, Invoice, VatRate
from contracts.states import InvoiceState


class Asked(Refused):
    """Done when it is asked again with `confirm`; the faults say what is unlikely."""

    code = "ask"


@contextmanager
def asks(form: Any) -> Iterator[None]:
    """Within the block, a question of the service shows the form's box to confirm."""
    try:
        yield
    except Asked:
        form.ask_back()
        raise


def ask_invoice(
    contract: Contract, rates: Iterable[int | None], day: date, about: Invoice | None = None
) -> None:
    """Ask about what is unlikely on an invoice: its VAT rates on that day, a day before signing.

    `about` is the invoice that it corrects. Raises Asked; faults are named rates.N.vat_percent and
    issued_on.
    """
    early, wrong = (
        _before_signing(contract, day, about),
        _unlikely_rates(contract, rates, day, about),
    )
    if not early and not wrong:
        return
    message = _("Thuế suất không có hiệu lực vào ngày hóa đơn. Hãy sửa, hoặc xác nhận để ghi.")
    if early:
        message = _("Ngày hóa đơn trước ngày ký hợp đồng. Hãy sửa, hoặc xác nhận để ghi.")
    raise Asked(message, faults=(*early, *wrong))


def _before_signing(contract: Contract, day: date, about: Invoice | None) -> tuple[Fault, ...]:
    """An invoice of a year too early is a slip more often than an advance."""
    first = contract.signed_on
    if first is None or day >= first or about is not None:
        return ()
    message = _("Hợp đồng ký ngày %(first)s, hóa đơn đề ngày %(day)s.") % {
        "first": f"{first:%d/%m/%Y}",
        "day": f"{day:%d/%m/%Y}",
    }
    allowed = f">= {first.isoformat()}"
    fault = Fault(
        "issued_on", message, code="before_signing", found=day.isoformat(), allowed=allowed
    )
    return (fault,)


def _unlikely_rates(
    contract: Contract, rates: Iterable[int | None], day: date, about: Invoice | None
) -> tuple[Fault, ...]:
    """Rates that no category of the contract's lines has on the day, nor the corrected invoice."""
    allowed = _rates_on(contract, day)
    if about is not None:
        allowed |= set(about.rates.values_list("vat_percent", flat=True))
    shown = ", ".join(rate_text(rate) for rate in sorted(allowed, key=_order))
    return tuple(
        Fault(
            f"rates.{index}.vat_percent",
            _("Ngày %(day)s các dòng của hợp đồng không có thuế suất %(rate)s (có: %(allowed)s).")
            % {"day": f"{day:%d/%m/%Y}", "rate": rate_text(rate), "allowed": shown or "–"},
            code="rate_not_in_force",
            found=rate_text(rate),
            allowed=shown,
        )
        for index, rate in enumerate(rates)
        if rate not in allowed
    )


def _rates_on(contract: Contract, day: date) -> set[int | None]:
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = VatRate.objects.filter(
        in_force,
        valid_from__lte=day,
        category__in=contract.lines.order_by().values("vat_category"),
    )
    return set(rows.values_list("percent", flat=True))


def rate_text(rate: int | None) -> str:
    """“5 %”; “KCT” is not subject."""
    return _("KCT") if rate is None else f"{rate} %"


def _order(rate: int | None) -> tuple[bool, int]:
    return rate is None, rate or 0


def ask_amount(amount: int, owed: int) -> None:
    """Ask about a payment that is larger than all that its customer owes."""
    if amount <= owed:
        return
    message = _(
        "Khoản thu %(amount)s đ lớn hơn tất cả nợ của khách hàng (%(owed)s đ). Hãy sửa, hoặc xác"
        " nhận để ghi phần thừa là tiền trả trước."
    ) % {"amount": dong(amount), "owed": dong(owed)}
    fault = Fault("amount", message, code="more_than_owed", found=str(amount), allowed=f"<= {owed}")
    raise Asked(message, faults=(fault,))


def ask_repeated(contract: Contract, amount: int, received_on: date, reference: str) -> None:
    """Ask about money of the day, amount and reference of some that is recorded: sent twice."""
    there = contract.payments.filter(
        amount=amount, received_on=received_on, reference=reference, cancelled_on__isnull=True
    )
    if not there.exists():
        return
    message = _(
        "Khoản thu %(amount)s đ ngày %(day)s đã ghi cho hợp đồng này rồi. Nếu đúng là một khoản"
        " khác, hãy xác nhận để ghi thêm."
    ) % {"amount": dong(amount), "day": f"{received_on:%d/%m/%Y}"}
    raise Asked(message, faults=(Fault("amount", message, code="repeated", found=str(amount)),))


def refuse_repeated(contract: Contract, form_symbol: str, series: str, number: str) -> None:
    """Refuse a number that the centre has, “12” being “00000012”; a cancelled invoice frees it.

    Held against one recorded at the same moment until the transaction ends.
    """
    bare = _bare(number)
    if connection.vendor == "postgresql":
        name = f"invoice|{contract.centre_id}|{form_symbol}|{series}|{bare}"
        key = int(sha256(name)[:15], 16)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    rows = (
        Invoice.objects.filter(
            contract__centre=contract.centre_id,
            form_symbol=form_symbol,
            series=series,
            number__endswith=bare,
        )
        .exclude(state=InvoiceState.CANCELLED)
        .select_related("contract")
    )
    there = next((one for one in rows if _bare(one.number) == bare), None)
    if there is None:
        return
    message = _("Hóa đơn %(invoice)s đã được ghi cho hợp đồng %(contract)s.") % {
        "invoice": there,
        "contract": there.contract.number,
    }
    raise InvalidInput(Fault("number", message, code="taken", found=str(there)))


def _bare(number: str) -> str:
    return number.lstrip("0") or number
