"""What `check_audit` asks of quotations: each statement is the one whose making was recorded."""

import json
from collections.abc import Iterator

from audit.check import examiner
from audit.models import Event
from common.canonical import sha256
from contracts.models import Contract, Quotation

NAME = Quotation._meta.label_lower


@examiner
def statements() -> Iterator[str]:
    """One line for each quotation that says something else than when it was made."""
    made = _recorded()
    rows = Quotation.objects.order_by("pk").values_list(
        "pk", "contract_id", "version", "sha256", "statement"
    )
    for pk, contract_id, version, digest, statement in rows.iterator(chunk_size=200):
        if sha256(statement) != digest:
            yield f"{NAME}:{pk}: its statement is not what its digest says"
        if made.get((str(contract_id), str(version))) != digest:
            yield f"{NAME}:{pk}: no event records the making of this statement"


def _recorded() -> dict[tuple[str, str], str]:
    """(contract, version) → digest, as the events of making say."""
    events = Event.objects.filter(
        verb="quotation.make", subject_type=Contract._meta.label_lower
    ).values_list("subject_id", "changes")
    found = {}
    for contract_id, text in events.iterator(chunk_size=500):
        changes = json.loads(text)
        found[contract_id, changes["version"][1]] = changes["sha256"][1]
    return found
