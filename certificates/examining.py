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
from certificates import facts, statement
from certificates.models import Certificate
from common.canonical import sha256

_CHUNK = 200


@examiner
def certificates() -> Iterator[str]:
    """One line for each certificate or row beneath it that says other than its statement."""
    rows = Certificate.objects.select_related("statement", "job").prefetch_related(
        "renderings",
        "job__worksheet__results",
        "job__worksheet__standards__calibration__values",
    )
    for certificate in rows.order_by("pk").iterator(chunk_size=_CHUNK):
        name = f"certificates.certificate:{certificate.pk}"
        if not hasattr(certificate, "statement"):
            yield f"{name}: no statement"
            continue
        said = statement.read(certificate.statement)
        if certificate.statement.digest != sha256(certificate.statement.content):
            yield f"{name}: the digest is not of the statement"
        for field in _differing(certificate, said):
            yield f"{name}: {field} is not what the statement says"
        yield from _files(certificate, name)
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
    return (name for name, (row, stated) in pairs.items() if row != stated)


def _files(certificate: Certificate, name: str) -> Iterator[str]:
    for rendering in certificate.renderings.all():
        path = rendering.file.name or ""
        if not path or not default_storage.exists(path):
            yield f"{name}: its {rendering.format} file is missing"
            continue
        with default_storage.open(path) as file:
            if sha256(file.read()) != rendering.sha256:
                yield f"{name}: its {rendering.format} file is altered"


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
