"""Pages of the exchange: our key, the keys of others, files that came in, files that go out."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.errors import DomainError, InvalidInput
from common.forms import faults_on
from common.period import Period
from reports.exchange.comparing import other_definitions, planned
from reports.exchange.content import as_stored
from reports.exchange.exporting import MEDIA_TYPE, Exported, export_report
from reports.exchange.forms import EndForm, FileForm, KeyForm
from reports.exchange.importing import import_report
from reports.exchange.jws import MOST_BYTES, insist_length
from reports.exchange.own_key import own_key
from reports.exchange.registering import end_key, register_key
from reports.models import PeriodReport, ReceivedReport, UnitKey

KEYS = UnitKey.objects.select_related("centre", "added_by")
RECEIVED = ReceivedReport.objects.select_related("centre", "key", "received_by")
REPORTS = PeriodReport.objects.select_related("centre", "closing")


def download(file: Exported) -> HttpResponse:
    """A signed file as a download; its name is plain ASCII."""
    answer = HttpResponse(file.content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class Keys(Page):
    """Our public key with its fingerprint; the keys by which other installations are known."""

    verb = Can.MANAGE_BLOCKS

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("unit", "")[:20].replace("\0", "?")
        unit = self.person.centres(Can.MANAGE_BLOCKS).filter(code=code).first()
        form = KeyForm(initial={"unit": unit and unit.pk}, person=self.person)
        return self.show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeyForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                register_key(**form.cleaned_data, by=self.person.user, at=timezone.now())
                messages.success(request, _("Đã đăng ký khóa của đơn vị."))
                return redirect("reports:unit-keys")
        return self.show(request, form, 400)

    def show(self, request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
        """All keys, with the form for the next one."""
        mine = own_key()
        context = {
            "own": mine.fingerprint,
            "own_key": mine.public_key,
            "keys": KEYS.filter(centre__in=self.person.centres(Can.MANAGE_BLOCKS)),
            "form": form,
        }
        return render(request, "reports/exchange/keys.html", context, status=status)


class EndKey(Page):
    """A key that is no longer taken."""

    verb = Can.MANAGE_BLOCKS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._key(pk), EndForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key, form = self._key(pk), EndForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                end_key(key_id=pk, **form.cleaned_data, by=self.person.user, at=timezone.now())
                messages.success(request, _("Đã kết thúc khóa. Các tệp đã nhận vẫn còn."))
                return redirect("reports:unit-keys")
        return self._show(request, key, form, 400)

    def _key(self, pk: int) -> UnitKey:
        found: UnitKey = self.row(KEYS, Can.MANAGE_BLOCKS, pk=pk)
        return found

    def _show(
        self, request: HttpRequest, key: UnitKey, form: EndForm, status: int = 200
    ) -> HttpResponse:
        context = {"key": key, "form": form, "events": history(key)}
        return render(request, "reports/exchange/key.html", context, status=status)


class Received(Page):
    """The files that came in, newest first; take in another."""

    verbs = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_BLOCKS}

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {name: request.GET.get(name, "")[:20].replace("\0", "?")
                 for name in ("unit", "period")}  # fmt: skip
        return self._show(request, FileForm(initial=asked, person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        insist_length(request.META.get("CONTENT_LENGTH") or "0")
        form = FileForm(request.POST, request.FILES, person=self.person)
        if form.is_valid():
            facts: dict[str, Any] = dict(form.cleaned_data)
            try:
                made = import_report(
                    content=facts.pop("file").read(MOST_BYTES + 1),
                    **facts,
                    units=self.person.centres(Can.MANAGE_BLOCKS),
                    by=self.person.user,
                    at=timezone.now(),
                )
            except DomainError as refused:
                return self._show(request, form, refused=refused)
            messages.success(request, _("Đã nhận báo cáo của %(unit)s.") % {"unit": made.centre})
            return redirect("reports:received-report", pk=made.pk)
        return self._show(request, form, refused=InvalidInput(message=" "))

    def _show(
        self, request: HttpRequest, form: FileForm, refused: DomainError | None = None
    ) -> HttpResponse:
        rows = RECEIVED.defer("content").visible_to(self.person).order_by("-received_at", "-pk")
        context = {
            "page": Paginator(rows, 50).get_page(request.GET.get("page")),
            "form": form,
            "refused": refused if refused is not None and str(refused).strip() else None,
            "may_receive": self.person.may(Can.MANAGE_BLOCKS),
        }
        status = refused.status if refused is not None else 200
        return render(request, "reports/exchange/received.html", context, status=status)


class ReceivedPage(Page):
    """One file: what it says, by whose key, and which definitions are not ours."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(RECEIVED, pk=pk)
        content = as_stored(row.content)
        same = RECEIVED.defer("content").filter(centre=row.centre, period=row.period)
        context = {
            "row": row,
            "content": content,
            "period": Period.parse(row.period),
            "figures": list(content.figures.values()),
            "others": other_definitions(content),
            "versions": same.order_by("-version"),
            "targets": planned(content),
        }
        return render(request, "reports/exchange/received_report.html", context)


class ReceivedFile(Page):
    """The very file that came."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(RECEIVED, pk=pk)
        name = f"{row.centre.code}-{row.period}-v{row.version}.json"
        return download(Exported(name, row.content))


class ReportFile(Page):
    """A closed report of ours as a signed file."""

    verb = Can.CLOSE_REPORTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return download(export_report(self.row(REPORTS, Can.CLOSE_REPORTS, pk=pk)))
