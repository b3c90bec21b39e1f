"""Letters are written in the transaction that ends a certificate; who has no address is phoned."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from audit.record import record
from certificates.letters.recording import record_written
from certificates.letters.tasks import MOST_TRIES, key_of, send_letter, tasks_of
from certificates.letters.wording import Text
from certificates.models import Certificate, Letter
from certificates.states import CertificateState
from common.errors import Faults, Refused
from common.models import TaskState
from common.queue import enqueue
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "certificate.tell": gettext_lazy("ghi đã báo khách hàng"),
        "certificate.send_again": gettext_lazy("gửi lại thư báo khách hàng"),
    }
)

LONGEST_HOW = 200
WITHDRAW, SUPERSEDE = "withdraw", "supersede"


def addresses_of(customer: Customer) -> list[str]:
    """Each address of a customer's contacts once: the contact's own, else their account's."""
    found: dict[str, str] = {}
    for contact in customer.contacts.select_related("user"):
        address = contact.email or (contact.user.email if contact.user is not None else "")
        if address:
            found.setdefault(address.strip().lower(), address.strip())
    return list(found.values())


def write(*, certificate: Certificate, about: str, text: Text, by: Any, at: datetime) -> None:
    """One letter for each address, and the tasks that send them. In the caller's transaction."""
    for address in addresses_of(certificate.customer):
        letter = Letter.objects.create(
            certificate=certificate,
            about=about,
            to=address,
            subject=text.subject,
            text=text.body,
            written_at=at,
        )
        record_written(letter, by=by, at=at)
        enqueue(send_letter, key=key_of(letter.pk), by_id=by.pk, letter_id=letter.pk)


@transaction.atomic
def send_again(*, certificate_id: int, by: Any, at: datetime) -> int:
    """Try the letters of a certificate again that could not be sent; returns how many."""
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    failed = list(_failed(certificate))
    if not failed:
        raise Refused(_("Không có thư nào gửi bị lỗi."), code="nothing_failed")
    for letter, tries in failed:
        enqueue(send_letter, key=key_of(letter.pk, tries), by_id=by.pk, letter_id=letter.pk)
    record(
        subject=certificate,
        verb="certificate.send_again",
        by=by,
        at=at,
        chain=certificate.centre.code,
        changes={"to": (None, ", ".join(letter.to for letter, _tries in failed))},
    )
    return len(failed)


def _failed(certificate: Certificate) -> Iterator[tuple[Letter, int]]:
    """Letters whose last try failed for good, with how often they were tried."""
    waiting = list(certificate.letters.filter(sent_at=None))
    tasks = tasks_of(waiting)
    for letter in waiting:
        tried = tasks.get(letter.pk, [])
        if tried and tried[-1].state == TaskState.FAILED and len(tried) < MOST_TRIES:
            yield letter, len(tried)


@transaction.atomic
def note_told(*, certificate_id: int, on: date, how: str, by: Any, at: datetime) -> Certificate:
    """Note that somebody told the customer in person, by phone say: when, whom, how."""
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    faults = Faults()
    said = nfc(how)
    if not said:
        faults.add("how", _("Hãy ghi đã báo cho ai, bằng cách nào."), code="required")
    if len(said) > LONGEST_HOW:
        faults.add(
            "how", _("Quá dài."), code="too_long", found=str(len(said)), allowed=str(LONGEST_HOW)
        )
    if on > timezone.localdate(at):
        faults.add("on", _("Ngày này còn ở tương lai."), code="future", found=on.isoformat())
    faults.raise_if_any()
    if certificate.state == CertificateState.ISSUED:
        raise Refused(_("Giấy còn hiệu lực: chưa có gì phải báo."), code="wrong_state")
    record(
        subject=certificate,
        verb="certificate.tell",
        by=by,
        at=at,
        chain=certificate.centre.code,
        changes={"on": (None, on.isoformat()), "how": (None, said)},
        why=said,
    )
    return certificate
