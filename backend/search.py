"""One search for all roles. What a person may not see does not exist."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.people import Person
from calibration.custody.codes import as_written
from calibration.models import Custody
from certificates.models import Certificate
from certificates.stickers import queries as stickers
from contracts.models import Contract
from instruments.models import Instrument

MOST = 20


@dataclass(frozen=True)
class Group:
    """Hits of one kind."""

    title: str
    hits: list[tuple[str, str, str]]  # address, title, note


def find(text: str, person: Person) -> list[Group]:
    """Certificates, stickers, things in custody, contracts, instruments, customers by `text`."""
    certificates = Certificate.objects.visible_to(person).filter(number__icontains=text)
    contracts = Contract.objects.visible_to(person).filter(number__icontains=text)
    instruments = Instrument.objects.visible_to(person).search(text).select_related("type")
    customers = Customer.objects.visible_to(person).current().search(text)
    things = Custody.objects.visible_to(person).filter(code=as_written(text))
    found = (
        Group(_("Giấy chứng nhận"), _hits(certificates, "certificates:detail")),
        Group(_("Tem"), _hits(stickers.find(person, text), "certificates:sticker")),
        Group(
            _("Vật đã nhận"),
            _hits(things.select_related("instrument__type"), "calibration:custody-thing"),
        ),
        Group(_("Hợp đồng"), _hits(contracts, "contracts:detail")),
        Group(_("Phương tiện đo"), _hits(instruments, "instruments:detail")),
        Group(_("Khách hàng"), _hits(customers, "accounts:customer")),
    )
    return [group for group in found if group.hits]


def _hits(rows: Any, name: str) -> list[tuple[str, str, str]]:
    return [(reverse(name, args=[row.pk]), str(row), "") for row in rows[:MOST]]
