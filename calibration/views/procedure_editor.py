"""The procedure editor: a draft as a form, page by page, kept while one types."""

import json
import secrets
from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration import services
from calibration.editor.desk import Desk, sit_down
from calibration.editor.differing import compare
from calibration.editor.forms import json_given
from calibration.editor.options import unit_options
from calibration.editor.schema import Section, form_of
from calibration.editor.showing import show_tried
from calibration.editor.tree import act, merged, posted_tree
from calibration.models import ProcedureRows, ProcedureVersion
from calibration.procedures.drafts import Typed
from calibration.states import ProcedureState
from common.errors import Conflict, DomainError, Fault, InvalidInput
from common.language import set_language_cookie

TRY, JSON = "try", "json"
_CONTROL = (
    "csrfmiddlewaretoken",
    "do",
    "revision",
    "base",
    "whole",
    "part",
    "language",
    "json",
    "window",
)


def rows() -> ProcedureRows:
    """Versions with what their pages show."""
    found: ProcedureRows = ProcedureVersion.objects.select_related("centre", "edited_by")
    return found


class Editor(Page):
    """A draft as a form."""

    verb = Can.MANAGE_PROCEDURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(rows(), Can.MANAGE_PROCEDURES, pk=pk)
        if version.state != ProcedureState.DRAFT:
            messages.info(request, _("Chỉ bản thảo sửa được: hãy soạn phiên bản mới."))
            return redirect("calibration:procedure", pk=pk)
        desk = sit_down(version, self.person.user)
        desk.window = secrets.token_hex(8)
        return self.whole(request, desk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(rows(), Can.MANAGE_PROCEDURES, pk=pk)
        desk = sit_down(version, self.person.user)
        if desk.copy is None:
            _begin(desk, request.POST.get("whole", ""), request.POST.get("base", ""))
        action, desk.window = request.POST.get("do", ""), request.POST.get("window", "")[:16]
        posted = posted_tree(request.POST)
        for name in _CONTROL:
            posted.pop(name, None)
        sample = posted.pop("try", {})
        before = desk.tree
        desk.tree = merged(before, posted)
        desk.sample = merged(desk.sample, sample)
        return self.handle(request, desk, action)

    def speak(self, request: HttpRequest, desk: Desk, language: str) -> HttpResponse:
        """The same page in another language; numbers follow when it is drawn."""
        answer = self.again(request, desk)
        if language in dict(site.LANGUAGES):
            set_language_cookie(answer, language)
        return answer

    def handle(self, request: HttpRequest, desk: Desk, action: str) -> HttpResponse:
        """Do what a button asks for; keep what was typed in any case."""
        if action != "force" and not _is_current(request, desk):
            return self.elsewhere(request, desk)
        if action == "discard":
            desk.tree, desk.base = form_of(desk.version.content), desk.version.digest
        if action == "overwrite":
            desk.base = desk.version.digest
        try:
            if action == "import":
                _bring_in(desk, request)
            desk.focus = act(desk.tree, action)
            self.keep(desk)
            if action in ("save", "overwrite"):
                return self.save(request, desk)
        except DomainError as error:
            return self.whole(request, desk, error=error, status=error.status)
        if request.POST.get("language"):
            return self.speak(request, desk, request.POST["language"])
        return self.answer(request, desk, action)

    def keep(self, desk: Desk) -> None:
        """Keep the form as it stands."""
        language = translation.get_language() or site.LANGUAGE_CODE
        copy = services.keep_work(
            version_id=desk.version.pk,
            typed=Typed(desk.tree, desk.sample, language, desk.window),
            revision=desk.revision,
            base=desk.base,
            by=self.person.user,
            at=timezone.now(),
        )
        desk.revision, desk.copy = copy.revision, copy

    def save(self, request: HttpRequest, desk: Desk) -> HttpResponse:
        """Write the form into the draft, or say why not, with everything still there."""
        data, faults = desk.said
        if faults:
            raise InvalidInput(*faults)
        draft = services.edit_draft(
            version_id=desk.version.pk, data=data, base=desk.base, by=self.person.user,
            at=timezone.now(),
        )  # fmt: skip
        desk.base = draft.digest
        self.keep(desk)
        messages.success(request, _("Đã ghi vào bản thảo."))
        return self.again(request, desk)

    def again(self, request: HttpRequest, desk: Desk, part: str = "") -> HttpResponse:
        """A page of the editor, asked for anew: `part`, with the box to go to, or the same."""
        part = part or request.GET.get("part", "")
        name, _mark, box = part.partition("#")
        known = {*(each.key for each in desk.sections), TRY, JSON}
        address = reverse("calibration:procedure-edit", args=[desk.version.pk])
        here = f"{address}?part={name}" if name in known else address
        return redirect(f"{here}#{iri_to_uri(box)}" if box else here)

    def answer(self, request: HttpRequest, desk: Desk, action: str) -> HttpResponse:
        """The page, or what changes of it under the writer's hands."""
        if action.startswith("go:"):
            return self.again(request, desk, action.removeprefix("go:"))
        if not request.htmx:  # type: ignore[attr-defined]
            place = desk.focus if desk.focus.count(".") == 1 else ""
            return self.again(request, desk, place if place.startswith("tables.") else "")
        if not action or action == "keep":
            context = self.context(request, desk) | {"oob": True}
            return render(request, "calibration/editor/update.html", context)
        return self.editor(request, desk)

    def editor(self, request: HttpRequest, desk: Desk, **more: Any) -> HttpResponse:
        """The whole form, for htmx."""
        part = request.GET.get("part", "")
        if desk.focus.startswith("tables.") and desk.focus.count(".") == 1:
            part = desk.focus
        context = self.context(request, desk, part) | more
        answer = render(request, "calibration/editor/editor.html", context)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#editor", "outerHTML"
        answer["HX-Push-Url"] = f"{request.path}?part={context['section_key']}"
        return answer

    def elsewhere(self, request: HttpRequest, desk: Desk) -> HttpResponse:
        """Another window of the same person has kept something since."""
        context = self.context(request, desk) | {"elsewhere": True}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "calibration/editor/strip.html", context)
        return render(request, "calibration/editor/page.html", context, status=409)

    def whole(
        self,
        request: HttpRequest,
        desk: Desk,
        *,
        error: DomainError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page; after a refusal with what was refused."""
        more: dict[str, Any] = {"refused": error}
        if isinstance(error, Conflict):
            fresh = rows().get(pk=desk.version.pk)
            desk = Desk(fresh, desk.tree, desk.sample, desk.base, desk.revision, desk.copy)
            more["theirs"] = compare(desk.said[0], fresh.content)
        if request.htmx:  # type: ignore[attr-defined]
            return self.editor(request, desk, **more)
        context = self.context(request, desk) | more
        return render(request, "calibration/editor/page.html", context, status=status)

    def context(self, request: HttpRequest, desk: Desk, part: str = "") -> dict[str, Any]:
        """For every template of the editor."""
        chosen = part or request.GET.get("part", "")
        section = next((each for each in desk.sections if each.key == chosen), None)
        if section is None and chosen not in (TRY, JSON):
            section = desk.sections[0]
        gaps = [each for each in desk.summary if each.gap]
        wrong = [each for each in desk.summary if not each.gap]
        table = section.place.removeprefix("tables.") if section and section.place else ""
        return {
            "desk": desk,
            "version": desk.version,
            "section": section,
            "section_key": section.key if section else chosen,
            "blocks": desk.blocks(section) if section else [],
            "names": desk.names(section) if section else {},
            "gaps": gaps,
            "wrong": wrong,
            "pages": _pages(desk),
            "tried": show_tried(desk.tried, int(table) if table else None)
            if chosen == TRY or table else None,
            "units": unit_options(),
            "whole": "" if desk.copy else json.dumps(desk.tree, ensure_ascii=False),
            "content": json.dumps(desk.said[0], ensure_ascii=False, indent=2)
            if chosen == JSON else "",
            "others": _others(desk),
        }  # fmt: skip


def _is_current(request: HttpRequest, desk: Desk) -> bool:
    """Whether the page was drawn from what is kept.

    A button that leaves the page may overtake what the same window kept a moment ago.
    """
    if request.POST.get("revision", "") == str(desk.revision):
        return True
    same = desk.copy is not None and desk.window != "" and desk.copy.window == desk.window
    return same and not request.htmx  # type: ignore[attr-defined]


def _begin(desk: Desk, whole: str, base: str) -> None:
    """The form that the page was drawn from, should the draft have been written since."""
    if not base or base == desk.base:
        return
    desk.base = base[:64]
    try:
        tree = json.loads(whole)
    except (ValueError, RecursionError):
        return
    if isinstance(tree, dict):
        desk.tree = tree


def _bring_in(desk: Desk, request: HttpRequest) -> None:
    """Take the form from JSON; nothing is written into the draft yet."""
    _text, data = json_given(request.FILES.get("file"), request.POST.get("json", ""))
    if not isinstance(data, dict):
        raise InvalidInput(Fault("json", _("Cần một đối tượng JSON."), code="not_an_object"))
    desk.tree = form_of(data)
    for name in ("said", "compiled", "sections", "summary", "tried", "_placed"):
        desk.__dict__.pop(name, None)


def _pages(desk: Desk) -> list[tuple[Section, int, int]]:
    """Each page with how many faults and gaps it has."""
    return [
        (
            section,
            sum(each.section == section.key and not each.gap for each in desk.summary),
            sum(each.section == section.key and each.gap for each in desk.summary),
        )
        for section in desk.sections
    ]


def _others(desk: Desk) -> list[Any]:
    """Who else has a form of this draft."""
    rows = desk.version.working_copies.select_related("by")
    return list(rows.exclude(pk=desk.copy.pk) if desk.copy else rows)


class Export(Page):
    """The definition of a version as a file."""

    verb = Can.SEE_PROCEDURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(rows(), pk=pk)
        text = json.dumps(version.content, ensure_ascii=False, indent=1) + "\n"
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
        name = f"{version.code}-{version.service}-{version.version}.json"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
