"""The log of public checks, seen from inside: of one certificate, and over time."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from certificates.checking import overview
from certificates.checking.sentences import GENUINE, SENTENCES, STATES, UNREAD
from certificates.models import Certificate, Check
from common.text import row_id

PER_PAGE = 50


class Checks(Page):
    """Over time: looks, unknown ids, files; a wave of suspicious ones is an alarm."""

    verb = Can.SEE_AUDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = row_id(request.GET.get("days", ""))
        days = asked if asked in overview.DAYS else overview.DAYS[1]
        rows = overview.seen_by(self.person)
        found = _rows(request, rows)
        context = found | {
            "days": str(days),
            "kinds": [*found["kinds"], ("unknown", _("mã không có"))],
            "choices": [(str(one), _("%s ngày") % one) for one in overview.DAYS],
            "watched": overview.watched(rows, days, timezone.now()),
        }
        return render(request, "certificates/checks.html", context)


class ChecksOf(Page):
    """Of one certificate."""

    verb = Can.SEE_AUDIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Certificate.objects.select_related("centre")
        certificate = self.row(rows, Can.SEE_AUDIT, pk=pk)
        context = _rows(request, overview.of(certificate)) | {"certificate": certificate}
        return render(request, "certificates/checks.html", context)


def _rows(request: HttpRequest, rows: "QuerySet[Check]") -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    narrowed = overview.narrowed(rows, kind)
    page = Paginator(narrowed, PER_PAGE).get_page(request.GET.get("page"))
    known = overview.certificates_of(one.public_id for one in page)
    return {
        "page": page,
        "lines": [(one, known.get(one.public_id), _told(one)) for one in page],
        "kinds": [("files", _("tệp")), ("suspect", _("tệp đáng ngờ"))],
    }


def _told(one: Check) -> dict[str, Any]:
    """What the log says of a row, in words; `grave` marks what may be a forgery."""
    words = SENTENCES.get(one.finding) or STATES.get(one.answer)
    grave = bool(one.finding) and one.finding not in GENUINE | UNREAD | {"other"}
    return {"words": words, "grave": grave}
