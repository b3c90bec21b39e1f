"""What `check_audit` asks of letters: written so, to these, and sent when it says so.

That a customer was told is what a laboratory must be able to show (ISO/IEC 17025:2017, 7.10.1).
"""

import json
from collections.abc import Iterator

from audit.check import examiner
from audit.models import Event
from certificates.letters.recording import SEND, WRITE, digest_of
from certificates.models import Letter

NAME = Letter._meta.label_lower


@examiner
def letters() -> Iterator[str]:
    """One line for each letter that is not as its events say, or is gone."""
    written, sent = _events(WRITE), _events(SEND)
    for row in Letter.objects.order_by("pk").iterator(chunk_size=500):
        began, went = written.pop(str(row.pk), None), sent.get(str(row.pk))
        said = {} if began is None else json.loads(began.changes)
        if said.get("sha256", [None, ""])[1] != digest_of(row):
            yield f"{NAME}:{row.pk}: no event wrote it so"
        if row.sent_at != (None if went is None else went.at):
            yield f"{NAME}:{row.pk}: no event sent it so"
    for pk in sorted(written, key=int):
        yield f"{NAME}:{pk}: gone"


def _events(verb: str) -> dict[str, Event]:
    rows = Event.objects.filter(subject_type=NAME, verb=verb)
    return {event.subject_id: event for event in rows}
