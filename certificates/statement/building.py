"""The whole of a statement as data, from the rows as they are now."""

import json
from typing import Any

from django.utils import timezone

from calibration.authority.powers import Powers, card_on, powers_for
from calibration.authority.scope import scope_facts
from calibration.models import Job
from calibration.states import Service
from certificates.ending import differing
from certificates.models import Certificate, SigningKey
from certificates.papers.queries import in_force
from certificates.statement import checklist, heads
from certificates.statement.handover import handed_in
from certificates.statement.measured import measured, worksheet
from certificates.statement.paper import on_paper
from certificates.statement.shared import day_of
from certificates.statement.work import item, work
from certificates.states import Kind
from common.pairs import Pair


def build(
    certificate: Certificate, *, address: str, rule: Pair, key: SigningKey | None = None
) -> dict[str, Any]:
    """The statement as data, from the rows as they are now.

    `address` is the check page's, as the QR carries it; `rule` says where "valid until" comes
    from; `key` will sign the files, None where the centre has none.
    """
    job = _job(certificate.job_id)
    sheet = worksheet(job)
    asked = job.service == Service.VERIFICATION or job.paper_record
    day, powers = certificate.performed_on, powers_for([job]) if asked else Powers()
    whole = heads.head(certificate, job, address) | item(job, sheet)
    whole |= work(certificate, job, sheet, card_on(job, day, powers))
    whole["condition"], whole["dates"]["received"] = handed_in(job)
    whole["valid_until"] = {"on": day_of(certificate.valid_until), "rule": rule}
    whole["sealed_by"] = heads.sealed_by(key)
    issued_on = timezone.localtime(certificate.issued_at).date()
    whole["template"] = in_force(job.centre, certificate.kind, issued_on)
    if sheet is None or job.paper_record:
        whole |= on_paper(Kind(certificate.kind), job, scope_facts(job, day, powers))
    else:
        whole |= measured(Kind(certificate.kind), job, sheet)
    code = heads.laboratory_code(job.centre, whole["accreditation"])
    whole["centre"]["laboratory_code"] = code
    before = certificate.supersedes
    if before is not None:
        old = json.loads(before.statement.content)
        whole["replaces"]["changes"] = differing.changes(old, whole)
    whole["checklist"] = checklist.served(whole)
    return whole


def _job(pk: int) -> Job:
    rows = Job.objects.select_related(
        "centre__parent",
        "customer",
        "site",
        "instrument__type",
        "instrument__site",
        "procedure",
        "technician",
        "approved_by",
    )
    on_paper = "paper_sheet__standards__"
    return rows.prefetch_related(
        "customer__contacts", "stickers", "paper_results", f"{on_paper}standard",
        f"{on_paper}values",
    ).get(pk=pk)  # fmt: skip
