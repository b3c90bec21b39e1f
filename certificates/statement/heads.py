"""Who states what to whom: the head of a statement."""

from typing import Any

from django.utils import timezone

from accounts.models import Centre, Customer
from calibration.models import Job
from calibration.states import Service
from certificates.models import Certificate, SigningKey
from certificates.statement import wording
from certificates.statement.shared import LAYOUT, SCHEMA, SOFTWARE, day_of
from certificates.states import Kind
from common.pairs import pair

COUNTRY = "VN"  # of the issuer: centres are Vietnamese units


def head(certificate: Certificate, job: Job, address: str) -> dict[str, Any]:
    """Title, number, issuer, customer, what it replaces."""
    kind = Kind(certificate.kind)
    return {
        "schema": SCHEMA,
        "layout": LAYOUT,
        "software": dict(SOFTWARE),
        "kind": kind.value,
        # Papers of verification alone are state control (TT 24/2013 Art. 41) and look like it: a
        # notice that a calibration could not be done is a laboratory's letter.
        "state_control": job.service == Service.VERIFICATION,
        "number": certificate.number,
        "public_id": certificate.public_id,
        "check_url": address,
        "title": wording.title(kind, job.service),
        "centre": centre_of(job.centre),
        "customer": _customer(job.customer),
        "replaces": _replaced(certificate.supersedes),
        "notes": wording.notes(kind, job.service, of_sample=job.instrument_id is None),
        "stickers": [piece.shown for piece in job.stickers.all()],
    }


def sealed_by(key: SigningKey | None) -> dict[str, str] | None:
    """The key that will sign the files; None where the centre signs by hand."""
    return None if key is None else {"fingerprint": key.fingerprint, "subject": key.subject}


def laboratory_code(centre: Centre, accreditation: dict[str, Any] | None) -> str:
    """The accreditation that the work is under, else the centre's own code."""
    return (accreditation or {}).get("number") or centre.code


def centre_of(centre: Centre) -> dict[str, Any]:
    """Who states it, as its papers say."""
    above = centre.parent
    return {
        "code": centre.code,
        "name": pair(centre.name_vi, centre.name_en),
        "above": None if above is None else pair(above.name_vi, above.name_en),
        "address": pair(centre.address_vi, centre.address_en),
        "phone": centre.phone,
        "designation": centre.designation,
        "town": centre.place_vi,
        "country": COUNTRY,
        "email": "",
    }


def _customer(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "address": customer.address,
        "tax_code": customer.tax_code,
        "email": next((one.email for one in customer.contacts.all() if one.email), ""),
    }


def _replaced(before: Certificate | None) -> dict[str, Any] | None:
    """The certificate that had a clerical error (ISO/IEC 17025:2017, 7.8.8)."""
    if before is None:
        return None
    issued = timezone.localdate(before.issued_at)
    return {
        "number": before.number,
        "reason": before.end_reason,
        "text": wording.replaces(before.number),
        "issued_on": day_of(issued),
        "sha256": before.statement.digest,
        "changes": [],
    }
