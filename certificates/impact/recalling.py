"""From a decision to recall to the withdrawal: the certificate that is meant, and the reason."""

from django.utils.translation import gettext as _

from accounts.people import Person
from certificates.models import Certificate, ImpactCase, ImpactItem
from certificates.services import LONGEST_REASON
from certificates.states import CertificateState, Decided
from common.text import row_id


def to_withdraw(item: ImpactItem) -> Certificate | None:
    """The certificate that a decided recall still asks for.

    Where the one of the item was replaced after a clerical error it is its successor: that states
    the same measurements.
    """
    if item.decision is None or item.decision.decided != Decided.RECALL:
        return None
    rows = Certificate.objects.filter(job=item.job_id, state=CertificateState.ISSUED)
    return rows.first()


def item_of(person: Person, certificate: Certificate, asked: str) -> ImpactItem | None:
    """The touched job that a withdrawal is asked from, if the person sees its case."""
    pk = row_id(asked)
    if pk is None:
        return None
    cases = ImpactCase.objects.visible_to(person)
    rows = ImpactItem.objects.filter(
        pk=pk, job=certificate.job_id, case__in=cases, decision__decided=Decided.RECALL
    )
    found: ImpactItem | None = rows.select_related("decision", "case__event__standard").first()
    return found


def reason_of(item: ImpactItem) -> str:
    """Why, from the decision: what was wrong with which standard, and what was decided."""
    event = item.case.event
    said = _("Lần hiệu chuẩn %(event)s của chuẩn %(standard)s có sai sót: %(why)s") % {
        "event": event.certificate_number,
        "standard": event.standard.code,
        "why": item.decision.reason if item.decision is not None else item.case.why,
    }
    return said[:LONGEST_REASON]
