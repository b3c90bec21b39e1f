"""Customers advised, and the price list with its norms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Price, ServiceItem
from contracts.revenue import Base
from reports.indicators.labels import CUSTOMER, SERVICE_ITEM
from reports.indicators.money import SIGNED_ON, newly_signed, signed_consulting
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, ratio


@dataclass(frozen=True)
class Advised:
    """A contract of the period and whose it is."""

    contract: int
    centre_id: int
    customer: int


def _customers(asked: Question) -> Iterator[Advised]:
    rows = Contract.objects.filter(
        centre__path__startswith=asked.centre.path, signed_on__range=(asked.start, asked.until)
    )
    for row in rows.order_by("signed_on", "pk").values_list("pk", "centre_id", "customer_id"):
        yield Advised(*row)


@indicator(
    "iso50001_clients",
    name=_("Doanh nghiệp được tư vấn"),
    definition=_(
        "Khách hàng của hợp đồng dịch vụ ký trong kỳ có dòng tư vấn (như ISO 50001), mỗi khách một "
        "lần; hợp đồng đã hủy không tính. Hợp đồng chỉ tư vấn không nằm trong số hợp đồng dịch vụ."
    ),
    unit="customer",
    model=CUSTOMER,
    section=Section.SERVICE,
    strand="service",
    by_date=SIGNED_ON,
    bases=frozenset({Base.SIGNED}),
)
def advised(asked: Question) -> Found:
    """Each customer once."""
    new = newly_signed(signed_consulting(asked))
    return counted(
        dict.fromkeys(one.customer for one in asked.rows(_customers) if one.contract in new)
    )


@dataclass(frozen=True)
class Listed:
    """A service with a price at the cut-off, and the first day of a norm of it."""

    pk: int
    centre_id: int
    norm_from: date | None


def _listed(asked: Question) -> list[Listed]:
    """Services of the price list of the cut-off, in one query."""
    prices = Price.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=asked.cut_off),
        service=OuterRef("pk"),
        valid_from__lte=asked.cut_off,
    )
    rows = ServiceItem.objects.filter(
        Exists(prices), centre__path__startswith=asked.centre.path
    ).annotate(norm=Min("norms__valid_from"))
    found = rows.order_by("centre", "code", "pk").values_list("pk", "centre_id", "norm")
    return [Listed(*row) for row in found]


@indicator(
    "public_service_norms",
    name=_("Dịch vụ đã có định mức kinh tế – kỹ thuật"),
    definition=_(
        "100 × số dịch vụ trong danh mục giá có định mức kèm theo, có hiệu lực vào ngày chốt / "
        "tổng số dịch vụ có giá vào ngày chốt."
    ),
    unit=PERCENT,
    model=SERVICE_ITEM,
    section=Section.ORGANISATION,
    strand="both",
    by_date=_("ngày chốt"),
    places=1,
)
def with_norms(asked: Question) -> Found:
    """Its rows are those with a norm."""
    every = asked.rows(_listed)
    have = [one.pk for one in every if one.norm_from and one.norm_from <= asked.cut_off]
    return ratio(len(have), len(every), have)
