"""The files of a certificate: how far they are, who sealed them, the data file to take along."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.people import Person
from accounts.permissions import Can
from certificates.files import PDF, XML, data_name
from certificates.models import Certificate, Rendering
from certificates.signing import pem
from certificates.states import CertificateState
from certificates.tasks import key_of
from common.files import send
from common.models import Task, TaskState
from common.queue import ask_again


def files_of(certificate: Certificate, person: Person) -> dict[str, Any]:
    """What `parts/pdf.html` shows: the files and their seal, or how far they are and why not."""
    rows = {one.format: one for one in certificate.renderings.select_related("signed_with")}
    pdf = rows.get(PDF)
    task = None if pdf is not None else Task.objects.filter(key=key_of(certificate.pk)).first()
    failed = task is not None and task.state == TaskState.FAILED
    inside = person.may(Can.SEE_CERTIFICATES, certificate.centre)
    return {
        "certificate": certificate,
        "pdf": pdf,
        "xml": rows.get(XML),
        "seal": None if pdf is None else _seal(pdf),
        "failed": failed,
        # What stands in the way may name the centre's machines: not for clients.
        "trouble": task.error if task is not None and inside else "",
        "labels": inside and certificate.state == CertificateState.ISSUED,
        "may_ask_again": failed and person.may(Can.REVIEW_JOBS, certificate.centre),
    }


def _seal(pdf: Rendering) -> dict[str, Any] | None:
    """Whose signature is on the file; None where none is."""
    key = pdf.signed_with
    if key is None:
        return None
    subject = pem.load(key.certificate).subject
    return {
        "by": pem.part(subject, pem.ORGANISATION) or pem.part(subject, pem.COMMON_NAME),
        "name": pem.part(subject, pem.COMMON_NAME),
        "at": pdf.made_at,
        "level": pdf.level,
        "development": key.development,
    }


class CertificateXml(Page):
    """The digital certificate, to whoever may see the certificate."""

    verb = Can.SEE_CERTIFICATES

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        certificate = self.row(Certificate.objects.all(), pk=pk)
        xml = certificate.renderings.filter(format=XML).first()
        if xml is None:
            messages.info(request, _("Giấy này chưa có, hoặc không có tệp DCC."))
            return redirect("certificates:detail", pk=pk)
        return send(xml.file, name=data_name(certificate.number), kind="application/xml")


class FilesAgain(Page):
    """Ask for files that could not be made, after what stood in the way has been mended."""

    verb = Can.REVIEW_JOBS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.row(Certificate.objects.select_related("centre"), Can.REVIEW_JOBS, pk=pk)
        if ask_again(key_of(certificate.pk)):
            messages.success(request, _("Tệp đang được tạo lại."))
        return redirect("certificates:detail", pk=pk)
