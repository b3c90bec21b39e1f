"""The pages of other laboratories' files: the list with the way in, one file, its confirmation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from certificates.dcc.reading.files import MOST_BYTES
from certificates.dcc.reading.reading import read
from certificates.dcc.reading.telling import signature_words
from certificates.foreign import queries, services
from certificates.foreign.forms import CHOICE, ChoiceForm, ConfirmForm, UploadForm
from certificates.foreign.mapping import Choice, Lines, lines, settled, suggested
from certificates.foreign.showing import facts, shown_tables
from certificates.models import ForeignFile
from common.errors import DomainError, Fault, InvalidInput, TooLarge
from common.files import send
from common.forms import faults_on
from common.text import row_id
from instruments.models import Standard

PER_PAGE = 50
KINDS = {"xml": "application/xml", "pdf": "application/pdf"}
STATES = ("draft", "confirmed")


class Files(Page):
    """The files that came, and the way in for another."""

    verb = Can.MANAGE_STANDARDS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, UploadForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, person=self.person)
        if form.is_valid():
            with faults_on(form):
                file = form.cleaned_data["file"]
                data = content_of(file)
                found = services.keep(
                    centre=form.cleaned_data["centre"], data=data, content=read(data, file.name),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                standard = row_id(request.POST.get("standard", ""))
                address = reverse("certificates:foreign-file", args=[found.pk])
                return redirect(f"{address}?standard={standard}" if standard else address)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        """The page; with the reasons where a file was not read."""
        state = request.GET.get("state", "")
        page = Paginator(queries.files_seen_by(self.person, state), PER_PAGE)
        context = {
            "page": page.get_page(request.GET.get("page")),
            "form": form,
            "state": state,
            "standard": row_id(request.GET.get("standard", "")),
        }
        status = 400 if form.errors else 200
        return render(request, "certificates/foreign/files.html", context, status=status)


def content_of(file: Any) -> bytes:
    """The file in memory, if it is not too large."""
    if file.size > MOST_BYTES:
        message = _("Tệp quá lớn: tối đa %(most)s MB.") % {"most": MOST_BYTES // 2**20}
        raise TooLarge(message, faults=(Fault("file", message, code="too_large"),))
    return bytes(file.read())


class _Owned(Page):
    """A page of one file."""

    verb = Can.MANAGE_STANDARDS

    def found(self, pk: int) -> ForeignFile:
        """The file, where the person keeps the standards."""
        rows = ForeignFile.objects.select_related("centre", "by", "confirmed_by", "event__standard")
        return self.row(rows, Can.MANAGE_STANDARDS, pk=pk)

    def show(
        self, request: HttpRequest, row: ForeignFile, asked: QueryDict, form: ConfirmForm | None
    ) -> HttpResponse:
        """The page of a file with what was chosen; `form` is a confirmation that was sent back."""
        content = queries.content_of(row)
        standards = queries.standards_for(self.person)
        standard = self._standard(row, asked, standards)
        choice = _choice(asked, content, standard)
        chooser = _chooser(asked, content, standards, standard, choice)
        preview, refusal = _preview(content, standard, choice)
        same = standard is not None and services.is_of(content, standard)
        if form is None and standard is not None and preview is not None:
            form = ConfirmForm.of(content, standard, same=same, again=row.event_id is not None)
        context = {
            "row": row, "found": content, "chooser": chooser, "choice": choice,
            "standard": standard, "preview": preview, "refusal": refusal, "form": form,
            "numbers": services.numbers_of(content), "same": same,
            "signature": signature_words(content["signature"]),
            "changed": content["signature"]["state"] in services.CHANGED,
            "grids": shown_tables(content),
            "facts": facts(content),
            "events": history(row),
        }  # fmt: skip
        status = 400 if form is not None and form.errors else 200
        return render(request, "certificates/foreign/file.html", context, status=status)

    def _standard(self, row: ForeignFile, asked: QueryDict, standards: Any) -> Standard | None:
        """The standard that was asked for, that it was confirmed for, or that the file names."""
        if row.event is not None:
            return standards.filter(pk=row.event.standard_id).first()  # type: ignore[no-any-return]
        chosen = row_id(asked.get("standard", ""))
        if chosen is not None:
            return standards.filter(pk=chosen).first()  # type: ignore[no-any-return]
        if "standard" in asked:
            return None
        return queries.likely(standards, services.numbers_of(queries.content_of(row)))


def _choice(asked: QueryDict, content: Any, standard: Standard | None) -> Choice | None:
    """What the address chooses; where it says nothing, what the file suggests."""
    if "table" in asked:
        known = {name: asked.get(name, "")[:60].strip() for name in CHOICE}
        known["k"] = known["k"].replace(",", ".")
        chosen = Choice(**{**known, "how": known["how"] or "value"})
        return settled(content, standard, chosen)
    return None if standard is None else suggested(content, standard)


def _chooser(
    asked: QueryDict, content: Any, standards: Any, standard: Standard | None, choice: Choice | None
) -> ChoiceForm:
    initial = {} if choice is None else choice._asdict()
    initial["standard"] = "" if standard is None else str(standard.pk)
    return ChoiceForm(
        initial=initial, content=content, standards=standards, table=initial.get("table", "")
    )


def _preview(
    content: Any, standard: Standard | None, choice: Choice | None
) -> tuple[Lines | None, InvalidInput | None]:
    """The lines that would be written, or why there are none."""
    whole = choice is not None and choice.nominal and choice.value and choice.expanded
    if standard is None or choice is None or not whole:
        return None, None
    try:
        return lines(content, standard, choice), None
    except InvalidInput as refusal:
        return None, refusal


class File(_Owned):
    """What was read, beside the choice of columns and the lines they give."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.found(pk), request.GET, None)


class Confirm(_Owned):
    """Make the event, as the person has seen it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.found(pk)
        standard = self.row(
            Standard.objects.select_related("centre"), Can.MANAGE_STANDARDS,
            pk=row_id(request.POST.get("standard", "")),
        )  # fmt: skip
        content = queries.content_of(row)
        same = services.is_of(content, standard)
        # Sent twice by a double click it is the same confirmation; a correction says so.
        again = row.event_id is not None and "again" in request.POST
        form = ConfirmForm(request.POST, same=same, again=again)
        choice = _choice(request.POST, content, standard)
        if form.is_valid() and choice is not None:
            facts = dict(form.cleaned_data)
            why, sure = facts.pop("why", ""), facts.pop("sure", False)
            with faults_on(form):
                services.insist_same_item(content, standard, sure=sure)
                services.confirm(
                    file_id=pk, standard=standard, choice=choice, facts=facts, why=why,
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã ghi nhận lần hiệu chuẩn từ tệp."))
                return redirect("instruments:standard", pk=standard.pk)
        return self.show(request, row, request.POST, form)


class Drop(_Owned):
    """Take a draft away."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.found(pk)
        try:
            services.drop(file_id=row.pk, by=self.person.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("certificates:foreign-file", pk=pk)
        messages.success(request, _("Đã bỏ tệp."))
        return redirect("certificates:foreign")


class Download(_Owned):
    """The file as it came."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        row = self.found(pk)
        kind = KINDS.get(queries.content_of(row)["file"]["kind"], "application/octet-stream")
        return send(row.file, name=row.name, kind=kind)
