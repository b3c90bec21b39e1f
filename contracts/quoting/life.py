"""A quotation on a day: its state, and “expired”, which follows from its last day."""

from datetime import date

from django.db import models
from django.db.models import BigIntegerField, JSONField, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from contracts.models import Quotation, QuotationRows
from contracts.states import QuotationState


class Shown(models.TextChoices):
    """The state a reader is told: the stored ones and “expired”."""

    DRAFT = "draft", _("chưa gửi")
    SENT = "sent", _("đã gửi")
    EXPIRED = "expired", _("hết hiệu lực")
    ACCEPTED = "accepted", _("khách hàng đồng ý")
    REJECTED = "rejected", _("khách hàng từ chối")
    REPLACED = "replaced", _("đã có bản sau")


def has_expired(quotation: Quotation, on: date) -> bool:
    """Whether nobody answered before the last day was over."""
    return quotation.state == QuotationState.SENT and quotation.valid_until < on


def shown(quotation: Quotation, on: date) -> Shown:
    """What a reader is told on a day."""
    return Shown.EXPIRED if has_expired(quotation, on) else Shown(quotation.state)


def shown_as(state: str, on: date) -> Q:
    """The quotations shown in a state on a day; a blank: those that nothing replaced."""
    if state == Shown.EXPIRED:
        return Q(state=QuotationState.SENT, valid_until__lt=on)
    if state == Shown.SENT:
        return Q(state=QuotationState.SENT, valid_until__gte=on)
    return Q(state=state) if state else ~Q(state=QuotationState.REPLACED)


# The offered total with VAT, read from the statement: no total is stored in a column.
GROSS = Cast(
    KeyTextTransform("gross", KeyTransform("totals", Cast("statement", JSONField()))),
    BigIntegerField(),
)


def with_gross(rows: QuotationRows) -> QuotationRows:
    """Rows without their statements, each with its `gross` in đồng."""
    return rows.defer("statement").annotate(gross=GROSS)
