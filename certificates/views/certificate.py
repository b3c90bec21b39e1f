"""One certificate: its page and its file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.people import Person
from accounts.permissions import Can
from audit.record import history
from certificates import queries, showing, statement
from certificates.forms import ToldForm
from certificates.letters.queries import only_logged, told_of
from certificates.models import Certificate, CertificateRows
from certificates.states import CertificateState
from certificates.views.files import files_of
from common.files import send


def whole() -> CertificateRows:
    """Certificates with all that their page shows."""
    return Certificate.objects.select_related(
        "centre", "customer", "statement", "issued_by", "supersedes", "job"
    )


class CertificatePage(Page):
    """What it says, where it stands, what may be done with it."""

    verb = Can.SEE_CERTIFICATES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.row(whole(), pk=pk)
        if getattr(request, "htmx", False):
            return render(
                request, "certificates/parts/pdf.html", files_of(certificate, self.person)
            )
        return show(request, certificate)


def show(
    request: HttpRequest, certificate: Certificate, status: int = 200, **forms: ToldForm
) -> HttpResponse:
    """The page, with a form that was sent back when there is one."""
    person = request.person  # type: ignore[attr-defined]
    said = statement.read(certificate.statement)
    inside = person.may(Can.SEE_CERTIFICATES, certificate.centre)
    issued = certificate.state == CertificateState.ISSUED
    context: dict[str, Any] = files_of(certificate, person) | {
        "said": said,
        "tables": showing.tables(said),
        "clauses": showing.clauses(said) if inside else [],
        "again_on": showing.again_on(said),
        "standing": queries.standing(certificate, timezone.localdate()),
        "family": queries.family(certificate),
        "may_end": issued and person.may(Can.WITHDRAW_CERTIFICATES, certificate.centre),
        "inside": inside,
        "sees_checks": person.may(Can.SEE_AUDIT, certificate.centre),
        "events": history(certificate) if inside else [],
        "replaces": said.get("replaces"),
        "changed": _changes_after(certificate),
    }
    if inside and not issued:
        context |= _letters(certificate, person)
    return render(request, "certificates/detail.html", context | forms, status=status)


def _changes_after(certificate: Certificate) -> list[dict[str, Any]]:
    """What the certificate that replaced this one says otherwise; empty where none did."""
    newer = Certificate.objects.filter(supersedes=certificate).select_related("statement").first()
    said = {} if newer is None else statement.read(newer.statement)
    found: list[dict[str, Any]] = (said.get("replaces") or {}).get("changes", [])
    return found


def _letters(certificate: Certificate, person: Person) -> dict[str, Any]:
    """Who was told of the end, and the form to note that somebody was."""
    form = ToldForm(initial={"on": timezone.localdate()})
    return {
        "told": told_of(certificate),
        "told_form": form,
        "may_tell": person.may(Can.WITHDRAW_CERTIFICATES, certificate.centre),
        "only_logged": only_logged(),
    }


class CertificatePdf(Page):
    """The file, to whoever may see the certificate."""

    verb = Can.SEE_CERTIFICATES

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        certificate = self.row(Certificate.objects.all(), pk=pk)
        pdf = certificate.renderings.filter(format="pdf").first()
        if pdf is None:
            messages.info(request, _("Tệp PDF đang được tạo, xin chờ ít giây."))
            return redirect("certificates:detail", pk=pk)
        return send(pdf.file, name=f"{certificate.number}.pdf", kind="application/pdf", inline=True)
