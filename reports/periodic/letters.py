"""A closed report's letters: written with the closing, sent by tasks, each once to an address."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.models import Task, TaskState
from common.period import Period
from common.queue import ask_again, enqueue
from common.templatetags.show import either
from reports.indicators.labels import unit_label
from reports.models import PeriodReport, ReportLetter, Subscription
from reports.periodic.sending import key_of, send_report
from reports.periodic.statement import Line, Statement, frozen

KEY_LINES = 8
# What a reader asks for first; of these, those that the unit has.
KEY_FIGURES = (
    "revenue", "contracts", "instruments", "samples", "plan_tasks_rate", "product_completion_rate",
    "st_total", "papers",
)  # fmt: skip


def write_letters(report: PeriodReport, *, by: User, at: datetime) -> list[ReportLetter]:
    """One letter for each address of the unit, and the tasks that send them.

    In the transaction of the closing.
    """
    rows = Subscription.objects.filter(centre=report.centre, ended_at__isnull=True)
    standing = list(rows.order_by("pk"))
    if not standing:
        return []
    statement = frozen(PeriodReport.objects.select_related("centre", "closing").get(pk=report.pk))
    texts = {one: _text(statement, one) for one in {row.language for row in standing}}
    letters = ReportLetter.objects.bulk_create(
        ReportLetter(
            report=report,
            subscription=row,
            to=row.email,
            language=row.language,
            subject=texts[row.language][0],
            text=texts[row.language][1],
            written_at=at,
        )
        for row in standing
    )
    for letter in letters:
        enqueue(send_report, key=key_of(letter.pk), by_id=by.pk, letter_id=letter.pk)
    return letters


def send_again(report: PeriodReport) -> int:
    """Try the letters of a report again that could not be sent; how many there are."""
    unsent = ReportLetter.objects.filter(report=report, sent_at__isnull=True)
    return sum(ask_again(key_of(pk)) for pk in unsent.values_list("pk", flat=True))


def posts_of(report: PeriodReport) -> list[tuple[ReportLetter, str, str]]:
    """(letter, sent | waiting | failed, the mail server's word) of each letter, in two queries."""
    letters = list(report.letters.order_by("pk"))
    keys = [key_of(one.pk) for one in letters]
    tasks = {task.key: task for task in Task.objects.filter(key__in=keys)}
    found = []
    for one in letters:
        task = tasks.get(key_of(one.pk))
        failed = task is not None and task.state == TaskState.FAILED
        state = "sent" if one.sent_at else "failed" if failed else "waiting"
        found.append((one, state, "" if one.sent_at or task is None else task.error))
    return found


def key_lines(statement: Statement) -> list[Line]:
    """The figures that a letter tells: what was planned first, then what is asked for most."""
    planned = [line for line in statement.figures if line.target and not line.said["same_as"]]
    asked = [statement.by_code[code] for code in KEY_FIGURES if code in statement.by_code]
    chosen = {line.code: line for line in (*planned, *asked) if not line.empty}
    return list(chosen.values())[:KEY_LINES]


def _text(statement: Statement, language: str) -> tuple[str, str]:
    report = statement.report
    with translation.override(language):
        facts: dict[str, Any] = {
            "centre": either(report.centre),
            "period": either(Period.parse(report.period), "label"),
            "version": report.version,
            "day": f"{report.cut_off:%d/%m/%Y}",
            "figures": "\n".join(f"– {_line(line)}" for line in key_lines(statement)),
            "address": f"{str(settings.SITE_URL).rstrip('/')}{_address(report)}",
            "digest": statement.digest,
        }
        subject = _("%(centre)s: báo cáo %(period)s") % facts
        if report.version > 1:
            subject = _("%(centre)s: báo cáo %(period)s, bản %(version)s thay bản trước") % facts
        body = _(
            "Báo cáo %(period)s của %(centre)s đã chốt, số liệu đến ngày %(day)s.\n\n"
            "%(figures)s\n\n"
            "Toàn văn và các dòng của từng số: %(address)s\n\n"
            "Mã kiểm tra (SHA-256): %(digest)s"
        )
        return subject, body % facts


def _address(report: PeriodReport) -> str:
    return reverse("reports:report", args=[report.pk])


def _line(line: Line) -> str:
    parts = [f"{line.name}: {line.shown} {unit_label(line.unit)}".strip()]
    parts += [each for each in (line.label, line.basis) if each]
    if line.rate is not None:
        said = {"rate": line.rate.shown, "word": line.word}
        parts.append(_("đạt %(rate)s kế hoạch, %(word)s") % said)
    return "; ".join(parts)
