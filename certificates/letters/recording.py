"""The events of letters: what was written to whom, and that it went out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from audit.record import record
from certificates.models import Letter
from common.canonical import canonical, sha256
from common.verbs import name_verbs

WRITE, SEND = "letter.write", "letter.send"
name_verbs(
    {
        WRITE: gettext_lazy("viết thư báo khách hàng"),
        SEND: gettext_lazy("đã gửi thư báo khách hàng"),
    }
)


def digest_of(letter: Letter) -> str:
    """What an event keeps of a letter: what its reader sees, and of which certificate."""
    names = ("certificate_id", "about", "to", "subject", "text")
    return sha256(canonical({name: str(getattr(letter, name)) for name in names}))


def record_written(letter: Letter, *, by: Any, at: datetime) -> None:
    """Keep what was written, in the transaction that wrote it."""
    changes = {"to": (None, letter.to), "sha256": (None, digest_of(letter))}
    _record(letter, WRITE, changes, by=by, at=at)


def record_sent(letter: Letter, *, at: datetime) -> None:
    """Keep that the mail server took it."""
    _record(letter, SEND, {"to": (None, letter.to)}, by=None, at=at)


def _record(letter: Letter, verb: str, changes: Any, *, by: Any, at: datetime) -> None:
    chain = letter.certificate.centre.code
    record(subject=letter, verb=verb, by=by, at=at, chain=chain, changes=changes)
