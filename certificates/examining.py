"""What `check_audit` asks of certificates: every row beside the sealed statement.

A statement cannot be altered unseen. The rows it was made from can, by whoever reaches the
database: each is compared with what the statement kept of it.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from audit.check import examiner
from calibration.budget_check import disagreements
from calibration.models import Worksheet
from calibration.paper_rows import as_data
from certificates import statement
from certificates.checking.reading import named_in
from certificates.models import Certificate, Rendering
from certificates.signing import verifying
from certificates.signing.found import Trust
from certificates.signing.trust import trust_now
from certificates.statement import facts
from certificates.statement.shared import public_of
from certificates.states import Kind
from common.canonical import canonical, sha256

_CHUNK = 200
_WITH_STICKERS = 4  # the schema from which a statement names stickers, an interval and its seal


@examiner
def certificates() -> Iterator[str]:
    """One line for each certificate or row beneath it that says other than its statement."""
    rows = Certificate.objects.select_related("statement", "job").prefetch_related(
        "renderings__signed_with",
        "job__worksheet__results",
        "job__worksheet__standards__calibration__values",
        "job__stickers",
        "job__paper_results",
    )
    trust = trust_now()
    for certificate in rows.order_by("pk").iterator(chunk_size=_CHUNK):
        name = f"certificates.certificate:{certificate.pk}"
        if not hasattr(certificate, "statement"):
            yield f"{name}: no statement"
            continue
        said = statement.read(certificate.statement)
        if certificate.statement.digest != sha256(certificate.statement.content):
            yield f"{name}: the digest is not of the statement"
        if certificate.statement.public not in (None, canonical(public_of(said))):
            yield f"{name}: what strangers are told is not what the statement says"
        for field in _differing(certificate, said):
            yield f"{name}: {field} is not what the statement says"
        yield from _files(certificate, said["public_id"], name, trust)
        yield from _unsealed(certificate, said, name)
        if "paper" in said["basis"]:
            yield from _paper(certificate, said["basis"], name)
        else:
            yield from _worksheet(certificate, said["basis"])
            yield from _budgets(name, said["basis"])


def _differing(certificate: Certificate, said: dict[str, Any]) -> Iterator[str]:
    until = certificate.valid_until
    pairs: dict[str, tuple[Any, Any]] = {
        "number": (certificate.number, said["number"]),
        "kind": (certificate.kind, said["kind"]),
        "public_id": (certificate.public_id, said["public_id"]),
        "performed_on": (certificate.performed_on.isoformat(), said["dates"]["performed"]),
        "issued_at": (
            certificate.issued_at,
            datetime.fromisoformat(said["dates"]["issued_at"]),
        ),
        "valid_until": (None if until is None else until.isoformat(), said["valid_until"]["on"]),
        "outcome": (certificate.job.outcome, said["conclusion"]["outcome"]),
    }
    if said["schema"] >= _WITH_STICKERS:
        job, interval = certificate.job, said["interval"]
        pairs["stickers"] = ([piece.shown for piece in job.stickers.all()], said["stickers"])
        # A verification states none, whatever its job says.
        stated = certificate.kind == Kind.CALIBRATION and job.interval_months is not None
        agreed = (job.interval_months, job.interval_agreed) if stated else None
        told = None if interval is None else (interval["months"], interval["agreed"])
        pairs["interval"] = (agreed, told)
    return (name for name, (row, stated) in pairs.items() if row != stated)


def _unsealed(certificate: Certificate, said: dict[str, Any], name: str) -> Iterator[str]:
    """A file without the seal that its statement promises, or with one that nobody promised.

    Which key signed is not compared: a key that was retired before the file was made has a
    successor (`certificates.files`).
    """
    if said["schema"] < _WITH_STICKERS:
        return
    promised = said["sealed_by"] is not None
    for rendering in certificate.renderings.all():
        if promised is (rendering.signed_with_id is None):
            yield f"{name}: the seal of its {rendering.format} file is not what the statement says"


def _paper(certificate: Certificate, basis: dict[str, Any], name: str) -> Iterator[str]:
    """What was keyed in of a paper worksheet beside what was stated of it."""
    if [as_data(row) for row in certificate.job.paper_results.all()] != basis["paper"]:
        yield f"{name}: its results on paper are not what the statement says"


def _files(certificate: Certificate, public_id: str, name: str, trust: Trust) -> Iterator[str]:
    for rendering in certificate.renderings.all():
        path = rendering.file.name or ""
        if not path or not default_storage.exists(path):
            yield f"{name}: its {rendering.format} file is missing"
            continue
        with default_storage.open(path) as file:
            content = file.read()
        if sha256(content) != rendering.sha256:
            yield f"{name}: its {rendering.format} file is altered"
        elif rendering.signed_with is not None and not _seal_fits(content, rendering, trust):
            yield f"{name}: the seal of its {rendering.format} file does not fit the file"
        if public_id not in named_in(content):
            yield f"{name}: its {rendering.format} file is of another certificate"


def _seal_fits(content: bytes, rendering: Rendering, trust: Trust) -> bool:
    """Digest and file can both be exchanged by whoever reaches database and storage; not a seal."""
    read = verifying.of_xml if rendering.format == "xml" else verifying.of_pdf
    found = read(content, trust, kept_at=rendering.made_at)
    key = rendering.signed_with
    right = found.state in (verifying.VALID, verifying.EXPIRED)
    return right and key is not None and found.fingerprint == key.fingerprint


def _worksheet(certificate: Certificate, basis: dict[str, Any]) -> Iterator[str]:
    if not basis:
        return
    sheet: Worksheet = certificate.job.worksheet
    name = f"calibration.worksheet:{sheet.pk}"
    now = {
        "facts": json.loads(sheet.facts),
        "plan": json.loads(sheet.plan),
        "results": [statement.result(one) for one in sheet.results.all()],
        "standards": [facts.standard_values(use) for use in sheet.standards.all()],
    }
    for part, found in now.items():
        if found != basis[part]:
            yield f"{name}: its {part} are not those of certificate {certificate.number}"


def _budgets(name: str, basis: dict[str, Any]) -> Iterator[str]:
    """What a sealed budget does not give of the numbers stated by it."""
    for one in basis.get("results", []):
        for found in disagreements(one):
            point = f"{one['section']}.{one['row']}"
            yield f"{name}: {found} of {point} is not what its budget gives"
