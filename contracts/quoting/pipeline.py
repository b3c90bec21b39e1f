"""What is on its way to a signed contract: counts, value with VAT, and the oldest of each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from common.money import totals
from contracts.models import Contract, Quotation
from contracts.quoting.life import GROSS
from contracts.states import ContractState, QuotationState

SOON_DAYS = 7
LABELS = {
    "drafts": _("đang soạn, chưa gửi báo giá"),
    "sent": _("báo giá đang chờ trả lời"),
    "expiring": _("trong đó hết hiệu lực trong 7 ngày"),
    "expired": _("báo giá hết hiệu lực, chưa trả lời"),
    "rejected": _("khách hàng từ chối"),
    "accepted": _("khách hàng đồng ý, chưa ký hợp đồng"),
}


@dataclass(frozen=True)
class Step:
    """One step: how many drafts, their value with VAT in đồng, since when the oldest waits."""

    code: str
    ids: tuple[int, ...] = ()  # of the contracts
    gross: int = 0
    oldest: date | None = None

    @property
    def count(self) -> int:
        """How many."""
        return len(self.ids)

    @property
    def label(self) -> str:
        """In the reader's words."""
        return str(LABELS[self.code])


@dataclass
class _Sum:
    ids: list[int]
    gross: int = 0
    oldest: date | None = None

    def add(self, pk: int, gross: int, since: date) -> None:
        self.ids.append(pk)
        self.gross += gross
        self.oldest = since if self.oldest is None else min(self.oldest, since)


def pipeline(centre: Centre, on: date) -> list[Step]:
    """The drafts of a centre and the units below it, by where their offer stands today.

    Every draft is in exactly one step; `expiring` is a part of `sent`. Two queries.
    """
    return pipeline_of(Contract.objects.filter(centre__path__startswith=centre.path), on)


def pipeline_of(contracts: QuerySet[Contract], on: date) -> list[Step]:
    """The same for any contracts, such as those a person sees."""
    drafts = contracts.filter(state=ContractState.DRAFT).order_by()
    sums = {code: _Sum([]) for code in LABELS}
    offers = (
        Quotation.objects.filter(contract__in=drafts.values("pk"))
        .exclude(state__in=(QuotationState.REPLACED, QuotationState.DRAFT))
        .order_by("pk")
        .values_list("contract_id", "state", "sent_on", "valid_until", "answered_on", GROSS)
    )
    for pk, state, sent_on, valid_until, answered_on, gross in offers:
        for code, since in _steps(state, sent_on, valid_until, answered_on, on):
            sums[code].add(pk, gross, since)
    offered = {pk for one in sums.values() for pk in one.ids}
    _add_drafts(drafts, offered, sums["drafts"])
    return [Step(code, tuple(one.ids), one.gross, one.oldest) for code, one in sums.items()]


def _add_drafts(drafts: QuerySet[Contract], offered: set[int], into: _Sum) -> None:
    """The drafts of which no offer is out, valued by their lines: no appendix changes a draft."""
    net = Sum(F("lines__quantity") * F("lines__price") - F("lines__discount"))
    rows = drafts.values_list("pk", "created_at", "lines__vat_percent").annotate(net=net)
    groups: dict[tuple[int, datetime], list[tuple[Decimal | None, int]]] = defaultdict(list)
    for pk, made, percent, amount in rows:
        if pk not in offered:
            rate = None if percent is None else Decimal(percent)
            groups[pk, made].append((rate, int(amount or 0)))
    for (pk, made), lines in groups.items():
        into.add(pk, totals(lines).gross, timezone.localdate(made))


def _steps(
    state: str, sent_on: date, valid_until: date, answered_on: date | None, on: date
) -> list[tuple[str, date]]:
    """The steps of an offer, and since when it waits there."""
    if state != QuotationState.SENT:
        return [(state, answered_on or sent_on)]
    if valid_until < on:
        return [("expired", valid_until)]
    if valid_until <= on + timedelta(days=SOON_DAYS):
        return [("sent", sent_on), ("expiring", sent_on)]
    return [("sent", sent_on)]
