"""Letters of closed reports go out after the commit; tried again while the mail server is away."""

from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refused
from common.queue import Progress, TryAgain, work
from reports.models import PeriodReport, ReportLetter
from reports.periodic.hooks import attachments
from reports.periodic.words import note


def key_of(letter_id: int) -> str:
    """The task of a letter: one for each report and address."""
    return f"reports.letter:{letter_id}"


@work("reports.send_letter")
def send_report(*, letter_id: int, progress: Progress | None = None) -> dict[str, Any]:
    """Send a letter unless it went out. A mail server that is away is tried again.

    Nobody can know whether a server that fell silent after the last byte has taken the letter: it
    may come twice then, under the same Message-ID, which mail programs show once.
    """
    letter = ReportLetter.objects.select_related("report__centre").get(pk=letter_id)
    if letter.sent_at is None:
        _send(_message(letter))
        _sent(letter)
    return {"letter": letter.pk}


@transaction.atomic
def _sent(letter: ReportLetter) -> None:
    """Of two workers the first writes it down."""
    now = timezone.now()
    if ReportLetter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=now):
        changes = {"to": (None, letter.to)}
        note(letter.report, "report.send", by=None, at=now, changes=changes)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        said = "; ".join(_words(*answer) for answer in error.recipients.values())
        text = _("Máy chủ thư không nhận địa chỉ này: %(said)s") % {"said": said}
        raise Refused(text, code="no_such_address") from error
    except (SMTPException, OSError) as error:
        said = str(error) or type(error).__name__
        raise TryAgain(_("Chưa gửi được thư: %(said)s") % {"said": said}) from error


def _words(code: int, told: bytes | str) -> str:
    text = told.decode(errors="replace") if isinstance(told, bytes) else told
    return f"{code} {text}"


def _message(letter: ReportLetter) -> EmailMessage:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={
            "Message-ID": f"<report-{letter.pk}-{int(letter.written_at.timestamp())}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    report: PeriodReport = letter.report
    for file in attachments(report, letter.language):
        message.attach(file.name, file.content, file.media_type)
    return message
