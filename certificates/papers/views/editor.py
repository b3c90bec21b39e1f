"""The editor of a template: everything on one page, what it gives beside it, nothing typed lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Centre
from certificates.papers import pictures, preview, queries, services
from certificates.papers.content import differences, from_boxes, named_field
from certificates.papers.forms import ForceForm, TemplateForm
from certificates.papers.views.rooms import PaperPage
from certificates.pdf import template
from certificates.states import Kind
from common.errors import DomainError, Fault
from common.language import set_language_cookie


@dataclass
class Desk:
    """What lies before the person: the template as typed, and what they began from."""

    centre: Centre
    kind: Kind
    content: dict[str, Any]
    seen: str  # the digest of the draft that was there
    more: int = 0  # blank rows asked for
    beside: bool = False
    typed: bool = False  # by the person just now, not read from a row
    force: ForceForm = field(default_factory=ForceForm)
    found: list[Fault] = field(
        default_factory=list
    )  # of what was asked, beside those of the content
    theirs: list[Any] | None = None  # what somebody else's draft says otherwise

    @property
    def said(self) -> dict[str, Any]:
        """As services take it."""
        return {"centre": self.centre, "kind": self.kind}


def looked(desk: Desk) -> dict[str, Any]:
    """What a preview shows: pages, what is wrong, what is otherwise than what holds today."""
    now = timezone.now()
    content, found = preview.looked_at(desk.content, **desk.said)
    force = queries.in_force(**desk.said, day=timezone.localdate())
    named = pictures.names(
        [*template.pictures_of(content), *template.pictures_of(force["content"])]
    )
    pages = preview.pages(content, **desk.said, at=now)
    old = preview.pages(force["content"], **desk.said, at=now) if desk.beside else []
    return {
        "centre": desk.centre,
        "kind": desk.kind,
        "pages": pages,
        "old": old,
        "beside": desk.beside,
        "faults": found,
        "named": [(fault, named_field(fault.field, desk.kind)) for fault in found],
        "force": force,
        "differences": differences(force["content"], content, desk.kind, named),
    }


class Edit(PaperPage):
    """Write a template, look at it, save it as a draft, put it in force from a day."""

    def get(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        draft = queries.draft_of(**said)
        content = (
            queries.in_force(**said, day=timezone.localdate())["content"]
            if draft is None
            else queries.written(draft)
        )
        desk = Desk(**said, content=content, seen=services.digest_of(draft))
        desk.force = ForceForm(initial={"valid_from": timezone.localdate()})
        return self.show(request, desk)

    def post(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        desk = Desk(
            **said, content=from_boxes(request.POST, kind), seen=request.POST.get("seen", ""),
            more=_number(request.POST.get("more", "")), beside="beside" in request.POST, typed=True,
            force=ForceForm(initial=_typed(request.POST)),
        )  # fmt: skip
        self.take_pictures(request, desk)
        action = request.POST.get("do", "")
        if action == "more":
            desk.more += 1
        if action in ("save", "overwrite", "force") and not desk.found:
            return self.keep(request, desk, action)
        if language := request.POST.get("language", ""):
            return self.speak(request, desk, language)
        return self.show(request, desk, 400 if desk.found else 200)

    def take_pictures(self, request: HttpRequest, desk: Desk) -> None:
        """Keep a picture that came along and choose it."""
        for one in template.fields(desk.kind):
            file = request.FILES.get(f"{one.key}:file") if one.type == "picture" else None
            if file is None:
                continue
            try:
                pictures.insist_size(file.size or 0)
                row = pictures.keep(
                    centre=desk.centre, name=file.name or "", data=file.read(),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
            except DomainError as error:
                desk.found.append(Fault(one.key, str(_told(error)), error.code))
            else:
                desk.content[one.key] = row.sha256

    def keep(self, request: HttpRequest, desk: Desk, action: str) -> HttpResponse:
        """Save the draft, and put it in force where that is asked; or say why not."""
        seen = None if action == "overwrite" else desk.seen
        who: dict[str, Any] = {"by": self.person.user, "at": timezone.now()}
        if action == "force":
            desk.force = ForceForm(request.POST)
            desk.force.is_valid()
        try:
            if action == "force":
                return self.force(request, desk, who)
            services.save_draft(**desk.said, content=desk.content, seen=seen, **who)
        except services.Edited as error:
            return self.elsewhere(request, desk, error)
        except DomainError as error:
            desk.found.extend(error.faults or (Fault("", str(error), error.code),))
            return self.show(request, desk, error.status)
        messages.success(request, _("Đã lưu bản soạn."))
        return _to("certificates:paper-edit", desk)

    def force(self, request: HttpRequest, desk: Desk, who: dict[str, Any]) -> HttpResponse:
        """Save and put in force, both or neither."""
        if not desk.force.is_valid():
            return self.show(request, desk, 400)
        try:
            with transaction.atomic():
                services.save_draft(**desk.said, content=desk.content, seen=desk.seen, **who)
                row = services.put_in_force(**desk.said, **desk.force.cleaned_data, **who)
        except services.Edited:
            raise
        except DomainError as error:
            _place(desk, error)
            return self.show(request, desk, error.status)
        said = {"n": row.version, "day": row.valid_from.strftime("%d/%m/%Y")}
        messages.success(request, _("Phiên bản %(n)s áp dụng từ ngày %(day)s.") % said)
        return _to("certificates:paper", desk)

    def elsewhere(self, request: HttpRequest, desk: Desk, error: services.Edited) -> HttpResponse:
        """Somebody saved another draft meanwhile: both are shown, the person chooses."""
        draft = queries.draft_of(**desk.said)
        theirs = desk.content if draft is None else queries.written(draft)
        named = pictures.names([*template.pictures_of(theirs), *template.pictures_of(desk.content)])
        desk.theirs = differences(desk.content, theirs, desk.kind, named)
        desk.found.append(Fault("", str(error), error.code))
        return self.show(request, desk, error.status)

    def speak(self, request: HttpRequest, desk: Desk, language: str) -> HttpResponse:
        """The same page in another language, with everything typed."""
        if language not in dict(settings.LANGUAGES):
            return self.show(request, desk)
        with translation.override(language):
            answer = self.show(request, desk)
        set_language_cookie(answer, language)
        return answer

    def show(self, request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
        """The page."""
        offered = pictures.offered(desk.centre)
        choices = {row.sha256: row.name for row in offered}
        form = TemplateForm(desk.kind, desk.content, choices, desk.more)
        look = looked(desk)
        form.fault([*look["faults"], *desk.found])
        later = queries.versions(desk.centre, desk.kind, timezone.localdate())
        coming = [one for one in later if one.state == "coming"]
        context = look | {
            "desk": desk,
            "coming": coming,
            "form": form,
            "LANGUAGE_CODE": translation.get_language(),
        }
        return render(request, "certificates/papers/edit.html", context, status=status)


class Preview(PaperPage):
    """What is typed, as pages; asked for after each pause."""

    def post(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        content = from_boxes(request.POST, kind)
        desk = Desk(**said, content=content, seen="", beside="beside" in request.POST)
        return render(request, "certificates/papers/preview.html", looked(desk))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0


def _typed(posted: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(posted.get(name, "")) for name in ("valid_from", "why")}


def _told(error: DomainError) -> Any:
    return error.faults[0].message if error.faults else error


def _place(desk: Desk, error: DomainError) -> None:
    """A refusal beside the day or the reason; what the content has wrong is shown anyway."""
    if not error.faults:
        desk.force.add_error(None, str(error))
    for fault in error.faults:
        if fault.field in desk.force.fields:
            desk.force.add_error(fault.field, str(fault.message))


def _to(name: str, desk: Desk) -> HttpResponse:
    """Go on, and tell the page's script that what it remembers is kept."""
    address = reverse(name, kwargs={"centre": desk.centre.pk, "kind": desk.kind.value})
    return redirect(f"{address}?saved=1")
