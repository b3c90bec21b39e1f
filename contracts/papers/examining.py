"""What `check_audit` asks of papers: facts, scans and templates are as the events say."""

import json
from collections.abc import Iterator
from typing import Any

from audit.check import examiner
from audit.models import Event
from common.canonical import sha256
from contracts.models import Contract, Paper, PaperTemplate
from contracts.papers.services import named

PAPER, TEMPLATE = Paper._meta.label_lower, PaperTemplate._meta.label_lower


@examiner
def papers() -> Iterator[str]:
    """One line for each paper whose facts or scan are not what the record says."""
    made, signed = _said("paper.make", "sha256"), _said("paper.sign", "scan_sha256")
    for row in Paper.objects.order_by("pk").iterator(chunk_size=500):
        key = (row.contract_id, named(row))
        if sha256(row.facts) != row.sha256:
            yield f"{PAPER}:{row.pk}: its facts are altered"
        if made.get(key) != row.sha256:
            yield f"{PAPER}:{row.pk}: no event says that it was made so"
        if signed.get(key, "") != row.scan_sha256:
            yield f"{PAPER}:{row.pk}: its scan is not the one that was recorded"
        if row.scan_sha256:
            yield from _look(f"{PAPER}:{row.pk}: its scan", row.scan, row.scan_sha256)


def _said(verb: str, name: str) -> dict[tuple[int, str], str]:
    """What events say of papers: (contract, paper) → digest."""
    rows = Event.objects.filter(subject_type=Contract._meta.label_lower, verb=verb)
    found = {}
    for contract_id, changes in rows.values_list("subject_id", "changes").iterator():
        said = json.loads(changes)
        if name in said:
            found[int(contract_id), said["paper"][1]] = said[name][1]
    return found


@examiner
def templates() -> Iterator[str]:
    """One line for each template of Word whose file is missing or altered."""
    for row in PaperTemplate.objects.order_by("pk").iterator(chunk_size=200):
        yield from _look(f"{TEMPLATE}:{row.pk}: its file", row.file, row.sha256)


def _look(what: str, kept: Any, digest: str) -> Iterator[str]:
    if not kept.storage.exists(kept.name or ""):
        yield f"{what} is missing"
        return
    with kept.open("rb") as file:
        if sha256(file.read()) != digest:
            yield f"{what} is altered"
