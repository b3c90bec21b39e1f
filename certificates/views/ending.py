"""The end of a certificate: replaced after a clerical error or withdrawn, and who was told."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from certificates import services, statement
from certificates.ending import replacing
from certificates.forms import ReasonForm, SupersedeForm, ToldForm
from certificates.impact.recalling import item_of, reason_of
from certificates.letters import services as letters
from certificates.letters.queries import only_logged
from certificates.models import Certificate
from certificates.states import CertificateState
from certificates.views.certificate import show, whole
from common.errors import Refused
from common.forms import faults_on


class _End(Page):
    """A page about ending a certificate that is in force."""

    verb = Can.WITHDRAW_CERTIFICATES

    def certificate(self, pk: int) -> Certificate:
        """The certificate, where the person may end it."""
        return self.row(whole(), Can.WITHDRAW_CERTIFICATES, pk=pk)

    def issued(self, pk: int) -> Certificate:
        """The same, still in force."""
        certificate = self.certificate(pk)
        if certificate.state != CertificateState.ISSUED:
            raise Refused(_("Giấy này không còn hiệu lực."), code="wrong_state")
        return certificate


def _tells(certificate: Certificate) -> dict[str, Any]:
    """Who will be written to."""
    return {
        "certificate": certificate,
        "stickers": statement.read(certificate.statement).get("stickers", []),
        "addresses": letters.addresses_of(certificate.customer),
        "only_logged": only_logged(),
    }


class Withdraw(_End):
    """Take a certificate back, with the reason; from a case of impact with its reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.issued(pk)
        item = item_of(self.person, certificate, request.GET.get("item", ""))
        form = ReasonForm(initial={"reason": "" if item is None else reason_of(item)})
        context = _tells(certificate) | {"form": form, "item": item}
        return render(request, "certificates/withdraw.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.certificate(pk)
        form = ReasonForm(request.POST)
        item = item_of(self.person, certificate, request.POST.get("item", ""))
        if form.is_valid():
            with faults_on(form):
                services.withdraw(
                    certificate_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã thu hồi %s.") % certificate.number)
                if item is not None:
                    return redirect("certificates:impact-item", pk=item.case_id, item=item.pk)
                return redirect("certificates:detail", pk=pk)
        context = _tells(certificate) | {"form": form, "item": item}
        return render(request, "certificates/withdraw.html", context, status=400)


class Supersede(_End):
    """Replace a certificate after a clerical error: first the difference, then the deed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.issued(pk), SupersedeForm(), timezone.now())

    def show(
        self, request: HttpRequest, certificate: Certificate, form: SupersedeForm, at: datetime
    ) -> HttpResponse:
        """What is stated and what would be stated now; the form where that is allowed."""
        found = replacing.preview(certificate, by=self.person.user, at=at)
        context = _tells(certificate) | {"form": form, "preview": found}
        return render(
            request, "certificates/supersede.html", context, status=400 if form.errors else 200
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.certificate(pk)
        form, now = SupersedeForm(request.POST), timezone.now()
        if form.is_valid():
            with faults_on(form):
                made = services.supersede(
                    certificate_id=pk, by=self.person.user, at=now, **form.cleaned_data
                )
                words = {"old": certificate.number, "new": made.number}
                messages.success(request, _("Đã thay %(old)s bằng %(new)s.") % words)
                return redirect("certificates:detail", pk=made.pk)
        return self.show(request, certificate, form, now)


class Told(_End):
    """Note that somebody was told in person."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.certificate(pk)
        form = ToldForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                letters.note_told(
                    certificate_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã ghi."))
                return redirect("certificates:detail", pk=pk)
        return show(request, certificate, status=400, told_form=form)


class SendAgain(_End):
    """Try again the letters that could not be sent."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.certificate(pk)
        sent = letters.send_again(certificate_id=pk, by=self.person.user, at=timezone.now())
        messages.success(request, _("Sẽ gửi lại %s thư.") % sent)
        return redirect("certificates:detail", pk=pk)
