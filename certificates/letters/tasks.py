"""Letters go out after the commit, each by itself; tried again while the mail server is away."""

from collections.abc import Iterable
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.letters.recording import record_sent
from certificates.models import Letter
from common.errors import Refused
from common.models import Task
from common.queue import Progress, TryAgain, work

MOST_TRIES = 10  # how often somebody asks for one letter; then they phone


def key_of(letter_id: int, tries: int = 0) -> str:
    """The task of a letter; each time somebody asks for it again it is another one."""
    again = f":{tries}" if tries else ""
    return f"certificates.letter:{letter_id}{again}"


@work("certificates.send_letter")
def send_letter(*, letter_id: int, progress: Progress | None = None) -> dict[str, Any]:
    """Send a letter unless it went out. A mail server that refuses or hangs is tried again.

    Nobody can know whether a server that fell silent after the last byte has taken the letter: it
    may come twice then, under the same Message-ID, which mail programs show once.
    """
    letter = Letter.objects.get(pk=letter_id)
    if letter.sent_at is None:
        _send(_message(letter))
        _sent(letter)
    return {"letter": letter.pk}


@transaction.atomic
def _sent(letter: Letter) -> None:
    """Of two workers the first writes it down."""
    now = timezone.now()
    if Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=now):
        record_sent(letter, at=now)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        said = "; ".join(_words(*answer) for answer in error.recipients.values())
        raise Refused(
            _("Máy chủ thư không nhận địa chỉ này: %(said)s") % {"said": said},
            code="no_such_address",
        ) from error
    except (SMTPException, OSError) as error:
        raise TryAgain(
            _("Chưa gửi được thư: %(said)s") % {"said": str(error) or type(error).__name__}
        ) from error


def _words(code: int, told: bytes | str) -> str:
    text = told.decode(errors="replace") if isinstance(told, bytes) else told
    return f"{code} {text}"


def tasks_of(letters: Iterable[Letter]) -> dict[int, list[Task]]:
    """The tasks of each letter, the first asked for first."""
    keys = {key_of(one.pk, tries): one.pk for one in letters for tries in range(MOST_TRIES)}
    found: dict[int, list[Task]] = {}
    for task in Task.objects.filter(key__in=keys).order_by("pk"):
        found.setdefault(keys[str(task.key)], []).append(task)
    return found


def _message(letter: Letter) -> EmailMessage:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={
            "Message-ID": f"<letter-{letter.pk}-{int(letter.written_at.timestamp())}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
