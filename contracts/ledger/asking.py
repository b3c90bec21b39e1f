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
        form.ask()
        raise


def ask_rates(
    contract: Contract, rates: Iterable[int | None], day: date, about: Invoice | None = None
) -> None:
    """Ask about VAT rates that no category of the contract's lines has on the day of an invoice.

    The rates of the invoice that it corrects (`about`) are never asked. Raises Asked; faults are
    named rates.N.vat_percent.
    """
    allowed = _rates_on(contract, day)
    if about is not None:
        allowed |= set(about.rates.values_list("vat_percent", flat=True))
    shown = ", ".join(rate_text(rate) for rate in sorted(allowed, key=_order))
    faults = tuple(
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
    if faults:
        message = _("Thuế suất không có hiệu lực vào ngày hóa đơn. Hãy sửa, hoặc xác nhận để ghi.")
        raise Asked(message, faults=faults)


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


def refuse_repeated(contract: Contract, form_symbol: str, series: str, number: str) -> None:
    """Refuse a number that another contract of the centre has; a cancelled invoice frees it.

    Held against one recorded at the same moment until the transaction ends.
    """
    if connection.vendor == "postgresql":
        name = f"invoice|{contract.centre_id}|{form_symbol}|{series}|{number}"
        key = int(sha256(name)[:15], 16)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    there = (
        Invoice.objects.filter(
            contract__centre=contract.centre_id,
            form_symbol=form_symbol,
            series=series,
            number=number,
        )
        .exclude(contract=contract)
        .exclude(state=InvoiceState.CANCELLED)
        .select_related("contract")
        .first()
    )
    if there is None:
        return
    message = _("Hóa đơn %(invoice)s đã được ghi cho hợp đồng %(contract)s.") % {
        "invoice": there,
        "contract": there.contract.number,
    }
    raise InvalidInput(Fault("number", message, code="taken", found=str(there)))
