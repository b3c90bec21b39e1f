"""One certificate: its page, its file, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from certificates import queries, services, showing, statement
from certificates.forms import ReasonForm
from certificates.models import Certificate, CertificateRows
from certificates.states import CertificateState
from certificates.tasks import key_of
from common.files import send
from common.forms import faults_on
from common.models import Task, TaskState


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
            return render(request, "certificates/parts/pdf.html", _file(certificate))
        return show(request, certificate)


def show(
    request: HttpRequest, certificate: Certificate, status: int = 200, **forms: ReasonForm
) -> HttpResponse:
    """The page, with a form that was sent back when there is one."""
    person = request.person  # type: ignore[attr-defined]
    said = statement.read(certificate.statement)
    inside = person.may(Can.SEE_CERTIFICATES, certificate.centre)
    issued = certificate.state == CertificateState.ISSUED
    context: dict[str, Any] = _file(certificate) | {
        "said": said,
        "tables": showing.tables(said),
        "standing": queries.standing(certificate, timezone.localdate()),
        "family": queries.family(certificate),
        "may_end": issued and person.may(Can.WITHDRAW_CERTIFICATES, certificate.centre),
        "inside": inside,
        "events": history(certificate) if inside else [],
        "withdraw_form": ReasonForm(prefix="withdraw"),
        "supersede_form": ReasonForm(prefix="supersede"),
    }
    return render(request, "certificates/detail.html", context | forms, status=status)


def _file(certificate: Certificate) -> dict[str, Any]:
    """The PDF, or how far it is."""
    pdf = certificate.renderings.filter(format="pdf").first()
    failed = (
        pdf is None
        and Task.objects.filter(key=key_of(certificate.pk), state=TaskState.FAILED).exists()
    )
    return {"certificate": certificate, "pdf": pdf, "failed": failed}


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


class Withdraw(Page):
    """Take a certificate back, with the reason."""

    verb = Can.WITHDRAW_CERTIFICATES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        form = ReasonForm(request.POST, prefix="withdraw")
        if form.is_valid():
            with faults_on(form):
                services.withdraw(
                    certificate_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã thu hồi %s.") % certificate.number)
                return redirect("certificates:detail", pk=pk)
        return show(request, certificate, status=400, withdraw_form=form)


class Supersede(Page):
    """Replace a certificate after a clerical error, with the reason."""

    verb = Can.WITHDRAW_CERTIFICATES

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)
        form = ReasonForm(request.POST, prefix="supersede")
        if form.is_valid():
            with faults_on(form):
                made = services.supersede(
                    certificate_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                words = {"old": certificate.number, "new": made.number}
                messages.success(request, _("Đã thay %(old)s bằng %(new)s.") % words)
                return redirect("certificates:detail", pk=made.pk)
        return show(request, certificate, status=400, supersede_form=form)
