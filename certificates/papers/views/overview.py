"""The papers of a centre: what holds for each kind, its versions, one of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from certificates.models import Template
from certificates.papers import pictures, preview, queries, services
from certificates.papers.answers import pdf_answer, picture_answer
from certificates.papers.content import differences, from_boxes
from certificates.papers.forms import CopyForm
from certificates.papers.numbers import series_of
from certificates.papers.views.rooms import PaperPage
from certificates.pdf import template
from certificates.states import Kind
from common.forms import faults_on
from common.text import row_id


class Papers(PaperPage):
    """Every kind of paper of one centre: its template and its numbers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = queries.centres_of(self.person)
        asked = row_id(request.GET.get("centre", ""))
        centre = next((one for one in centres if one.pk == asked), None)
        if asked is not None and centre is None:
            raise Http404
        centre = centre or _own(centres, self.person.memberships)
        today = timezone.localdate()
        context = {
            "centres": centres,
            "centre": centre,
            "lines": list(
                zip(queries.sheets(centre, today), series_of(centre, today.year), strict=True)
            ),
        }
        return render(request, "certificates/papers/list.html", context)


def _own(centres: list[Centre], memberships: list[tuple[Any, str]]) -> Centre:
    """Where the person works, else the first."""
    paths = {path for _role, path in memberships}
    return next((one for one in centres if one.path in paths), centres[0])


class KindPage(PaperPage):
    """One kind: what holds, what is being written, every version with what it changed."""

    def get(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        return self.show(request, **self.said(centre, kind))

    def show(
        self, request: HttpRequest, centre: Centre, kind: Kind, form: CopyForm | None = None
    ) -> HttpResponse:
        """The page; with a copy that was refused."""
        today = timezone.localdate()
        versions = queries.versions(centre, kind, today)
        context = {
            "centre": centre,
            "kind": kind,
            "force": queries.in_force(centre, kind, today),
            "draft": queries.draft_of(centre, kind),
            "steps": _steps(versions, kind),
            "copy": form or CopyForm(centres=_sources(self, centre)),
        }
        status = 400 if form is not None else 200
        return render(request, "certificates/papers/kind.html", context, status=status)


def _sources(page: PaperPage, centre: Centre) -> list[Centre]:
    """Where a copy may come from: the centres the person manages, this one first."""
    return sorted(queries.centres_of(page.person), key=lambda one: (one != centre, one.path))


def _steps(versions: list[queries.Version], kind: Kind) -> list[dict[str, Any]]:
    """Each version with what it says otherwise than the one numbered before it."""
    named = _names([one.content for one in versions])
    before = [*(one.content for one in versions[1:]), template.default(kind)]
    return [
        {"version": one, "differences": differences(old, one.content, kind, named)}
        for one, old in zip(versions, before, strict=False)
    ]


def _names(contents: list[dict[str, Any]]) -> dict[str, str]:
    digests = {each for content in contents for each in template.pictures_of(content)}
    return pictures.names(digests)


class Copy(KindPage):
    """Begin a draft as a copy of what holds elsewhere."""

    def post(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        form = CopyForm(request.POST, centres=_sources(self, said["centre"]))
        if form.is_valid():
            of, of_kind = form.chosen()
            with faults_on(form):
                services.draft_from(
                    **said, of=self.centre(of), of_kind=of_kind, by=self.person.user,
                    at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã sao chép vào bản soạn."))
                return redirect("certificates:paper-edit", centre=centre, kind=kind)
        return self.show(request, **said, form=form)


class Discard(PaperPage):
    """Give up what is being written: asked once."""

    def get(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        draft = queries.draft_of(**said)
        if draft is None:
            return redirect("certificates:paper", centre=centre, kind=kind)
        return render(request, "certificates/papers/discard.html", said | {"draft": draft})

    def post(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        services.discard_draft(**self.said(centre, kind), by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã bỏ bản soạn."))
        return redirect("certificates:paper", centre=centre, kind=kind)


class VersionPage(PaperPage):
    """One version: its days, its reason, what it changed, a sample of it."""

    def get(self, request: HttpRequest, centre: int, kind: str, version: int) -> HttpResponse:
        said = self.said(centre, kind)
        versions = queries.versions(said["centre"], kind, timezone.localdate())
        steps = _steps(versions, said["kind"])
        step = next((one for one in steps if one["version"].row.version == version), None)
        if step is None:
            raise Http404
        pages = preview.pages(step["version"].content, **said, at=timezone.now())
        context = said | {"step": step, "pages": pages}
        return render(request, "certificates/papers/version.html", context)


class SampleFile(PaperPage):
    """A sample certificate as PDF: of a version, else of what holds today."""

    def get(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        said = self.said(centre, kind)
        number = row_id(request.GET.get("version", ""))
        if number is None:
            content = queries.in_force(**said, day=timezone.localdate())["content"]
        else:
            row = get_object_or_404(Template, **said, version=number)
            content = queries.said(row, kind)["content"]
        return pdf_answer(preview.file(content, **said, at=timezone.now()), said["kind"])

    def post(self, request: HttpRequest, centre: int, kind: str) -> HttpResponse:
        """Of what is typed in an editor, right or wrong: what is wrong shows as by default."""
        said = self.said(centre, kind)
        content, _faults = preview.looked_at(from_boxes(request.POST, kind), **said)
        return pdf_answer(preview.file(content, **said, at=timezone.now()), said["kind"])


class PictureFile(PaperPage):
    """A kept picture, where the person manages papers that may show it."""

    def get(self, request: HttpRequest, sha256: str) -> HttpResponse:
        return picture_answer(sha256, self.person)
