"""The pages of archives: the list with what can be asked for, one archive, its file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from certificates.archive import queries, services
from certificates.archive.forms import AskForm
from certificates.archive.retention import NEVER, RULES
from certificates.models import Archive
from common.errors import Refused
from common.files import send
from common.forms import faults_on

PER_PAGE = 50
KIND = "application/zip"


class Archives(Page):
    """Archives that were made, and the form that asks for another."""

    verb = Can.EXPORT_CERTIFICATES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, AskForm(person=self.person, initial=_asked(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AskForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                archive = services.ask(**form.cleaned_data, by=self.person.user, at=timezone.now())
                return redirect("certificates:archive", pk=archive.pk)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: AskForm) -> HttpResponse:
        """The page, with status 400 when something in the form is wrong."""
        pages = Paginator(queries.archives_seen_by(self.person), PER_PAGE)
        context = {
            "page": pages.get_page(request.GET.get("page")),
            "form": form,
            "never": NEVER,
            "rules": RULES,
            "inside": self.person.centres(Can.EXPORT_CERTIFICATES).exists(),
        }
        status = 400 if form.errors else 200
        return render(request, "certificates/archive/archives.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """A link from another page may say whose, or of which year."""
    return {name: request.GET[name] for name in ("customer", "year") if name in request.GET}


class _Owned(Page):
    """A page of one archive that the person sees."""

    verb = Can.EXPORT_CERTIFICATES

    def found(self, pk: int) -> Archive:
        """The archive, or 404."""
        return get_object_or_404(queries.archives_seen_by(self.person), pk=pk)


class ArchivePage(_Owned):
    """One archive: how far it is, what is in it, the way to its file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        archive = self.found(pk)
        making = queries.making_of(archive)
        inside = self.person.may(Can.EXPORT_CERTIFICATES, archive.centre)
        context = {"archive": archive, "making": making, "inside": inside}
        part = getattr(request, "htmx", False)
        template = "certificates/archive/progress.html" if part else "certificates/archive/one.html"
        return render(request, template, context)


class Download(_Owned):
    """The file of an archive, once it is made."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        archive = self.found(pk)
        if archive.made_at is None:
            raise Refused(_("Kho lưu đang được tạo, xin chờ."), code="not_ready")
        return send(archive.file, name=name_of(archive), kind=KIND)


def name_of(archive: Archive) -> str:
    """What the file is called where it is kept."""
    parts = (
        archive.centre.code,
        archive.customer.name if archive.customer else "",
        str(archive.year or ""),
        f"{timezone.localdate(archive.asked_at):%Y%m%d}",
    )
    return " ".join(part for part in parts if part).replace("/", "-") + ".zip"
