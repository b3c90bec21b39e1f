"""A procedure against the laboratory's old workbook: upload, point at cells, compare, sign."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.permissions import Can
from calibration.definition import read_definition
from calibration.models import ParityRun, ProcedureVersion
from calibration.parity import keeping
from calibration.parity.form import MappingForm, boxes_of, mapping_of
from calibration.parity.mapping import parsed
from calibration.parity.saying import STATUS, Namer
from calibration.parity.showing import ORDER, grid_of, in_words, lines_of, signature_of
from calibration.parity.suggesting import suggest
from calibration.parity.workbook import MOST_BYTES, Book, read_workbook
from common.errors import DomainError, Fault, InvalidInput
from common.file_kinds import XLSX
from common.files import send
from common.forms import faults_on
from common.text import row_id

ON_PAGE = 50  # cells of a run
_CONTROL = ("csrfmiddlewaretoken", "do", "json", "title")
_TRIED = 200  # cells of a trial that are listed


class UploadForm(forms.Form):
    """The old workbook."""

    file = forms.FileField(
        label=gettext_lazy("Bảng tính (.xlsx)"),
        help_text=gettext_lazy("Nhiều nhất 10 MB. Macro không bao giờ được chạy."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class NoteForm(forms.Form):
    """A comment, or the words beside a signature."""

    text = forms.CharField(
        label=gettext_lazy("Ý kiến"), max_length=keeping.LONGEST_NOTE, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ParityPage(Page):
    """What these pages share."""

    verb = Can.SEE_PROCEDURES

    def version(self, pk: int, verb: Can | None = None) -> ProcedureVersion:
        """The visible version, or 404; 403 where its centre does not grant `verb`."""
        return self.row(ProcedureVersion.objects.select_related("centre"), verb, pk=pk)

    def found(self, pk: int, run: int, verb: Can | None = None) -> ParityRun:
        """A run of a version."""
        rows = self.version(pk, verb).parity_runs.select_related("procedure__centre", "by")
        return get_object_or_404(rows.prefetch_related("notes__by"), pk=run)


class Runs(ParityPage):
    """The runs of a version, and the way to a new one."""

    verbs = {"post": Can.MANAGE_PROCEDURES}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.version(pk), UploadForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk, Can.MANAGE_PROCEDURES)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            with faults_on(form):
                upload = uploaded(form.cleaned_data["file"])
                digest = keeping.keep_file(version.pk, upload)
                address = reverse("calibration:parity-map", args=[pk, digest])
                return redirect(f"{address}?{urlencode({'title': upload.name})}")
        return self.show(request, version, form, status=400)

    def show(
        self, request: HttpRequest, version: ProcedureVersion, form: UploadForm, status: int = 200
    ) -> HttpResponse:
        """The page; with the upload again where it was refused."""
        runs = (
            version.parity_runs.select_related("by").prefetch_related("notes__by").order_by("-pk")
        )
        page = Paginator(runs, 50).get_page(request.GET.get("page"))
        context = {
            "version": version,
            "page": page,
            "runs": [(run, signature_of(run)) for run in page],
            "form": form,
            "signed": keeping.parity_of(version),
            "may": self.person.may(Can.MANAGE_PROCEDURES, version.centre),
        }
        return render(request, "calibration/parity/runs.html", context, status=status)


def uploaded(file: Any) -> keeping.Upload:
    """The file read into memory, if it is not too large."""
    if file.size > MOST_BYTES:
        message = _("Tệp quá lớn: nhiều nhất 10 MB và 40.000 ô có dữ liệu.")
        raise InvalidInput(Fault("file", message, code="too_large"))
    return keeping.Upload(file.name or "", file.read())


class Map(ParityPage):
    """Which cells are what: the sheet as a grid beside the boxes."""

    verb = Can.MANAGE_PROCEDURES

    def get(self, request: HttpRequest, pk: int, workbook: str) -> HttpResponse:
        version = self.version(pk, Can.MANAGE_PROCEDURES)
        book, _content = self.book(version, workbook)
        if "grid" in request.GET:
            grid = self.grid(request, book)
            context = {"version": version, "workbook": workbook, "grid": grid, "book": book}
            return render(request, "calibration/parity/grid.html", context)
        earlier = self.earlier(version, request.GET.get("from", ""))
        sheet = book.sheet(request.GET.get("sheet", ""))
        known = json.loads(earlier.mapping) if earlier else None
        mapping = known or suggest(read_definition(version.definition), sheet)
        said: dict[str, Any] = {
            "title": request.GET.get("title", "") or (earlier.title if earlier else "")
        }
        said |= {"earlier": earlier, "suggested": known is None}
        return self.show(request, version, workbook, book, boxes_of(mapping), **said)

    def post(self, request: HttpRequest, pk: int, workbook: str) -> HttpResponse:
        version = self.version(pk, Can.MANAGE_PROCEDURES)
        book, content = self.book(version, workbook)
        title = request.POST.get("title", "")
        boxes = {k: str(v) for k, v in request.POST.items() if k not in _CONTROL}
        mapping, paths = mapping_of(boxes)
        do = request.POST.get("do", "")
        said: dict[str, Any] = {"title": title, "paths": paths}
        try:
            if do == "import":
                boxes = boxes_of(parsed(request.POST.get("json", "")))
                return self.show(request, version, workbook, book, boxes, title=title)
            if do == "export":
                return exported(version, mapping)
            if do == "keep":
                run = keeping.run_parity(
                    version=version, upload=keeping.Upload(title, content), title=title,
                    mapping=mapping, by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                return redirect("calibration:parity-run", pk=pk, run=run.pk)
            said["tried"] = keeping.compared(version, book, mapping)
        except DomainError as error:
            said |= {"refused": error, "faults": error.faults}
        return self.show(request, version, workbook, book, boxes, **said)

    def book(self, version: ProcedureVersion, workbook: str) -> tuple[Book, bytes]:
        """The workbook that was put away for this version; 404 for any other."""
        content = keeping.kept_file(version.pk, workbook)
        if content is None:
            raise Http404
        return read_workbook(content), content

    def earlier(self, version: ProcedureVersion, asked: str) -> ParityRun | None:
        """The run whose mapping is taken over, if there is one."""
        wanted = row_id(asked)
        return next((run for run in keeping.earlier_runs(version) if run.pk == wanted), None)

    def grid(self, request: HttpRequest, book: Book) -> Any:
        """The part of a sheet that is asked for."""
        at = [row_id(request.GET.get(name, "")) or 1 for name in ("row", "column")]
        return grid_of(book.sheet(request.GET.get("sheet", "")), *at)

    def show(
        self, request: HttpRequest, version: ProcedureVersion, workbook: str, book: Book,
        boxes: dict[str, str], **said: Any,
    ) -> HttpResponse:  # fmt: skip
        """The page with what stands in its boxes, and what came of a trial."""
        definition = read_definition(version.definition)
        faults, paths = said.pop("faults", ()), said.pop("paths", None)
        form = MappingForm(definition, book.names, boxes, faults, paths)
        tried = said.get("tried")
        context = {
            **said,
            "version": version,
            "workbook": workbook,
            "book": book,
            "form": form,
            "grid": grid_of(book.sheet(boxes.get("sheet", ""))),
            "json": json.dumps(mapping_of(boxes)[0], ensure_ascii=False, indent=1),
            "runs": keeping.earlier_runs(version),
            "longest": keeping.LONGEST_TITLE,
        }
        if tried is not None:
            open_cells = [each for each in tried.cells if each["status"] in ("differs", "unmapped")]
            open_cells.sort(key=lambda each: ORDER[each["status"]])
            namer = Namer(definition)
            context["lines"] = [namer.line(each) for each in open_cells[:_TRIED]]
            context["counts"] = {status: tried.count(status) for status in ORDER}
        refused = said.get("refused")
        status = refused.status if refused is not None else 200
        return render(request, "calibration/parity/map.html", context, status=status)


def exported(version: ProcedureVersion, mapping: Any) -> HttpResponse:
    """A mapping as a file."""
    text = json.dumps(mapping, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{version.code}-mapping.json"'
    return answer


class Run(ParityPage):
    """What came out of a run, cell by cell, with its comments and its signature."""

    def get(self, request: HttpRequest, pk: int, run: int) -> HttpResponse:
        return show_run(self, request, self.found(pk, run))


def show_run(
    page: ParityPage, request: HttpRequest, run: ParityRun, form: NoteForm | None = None
) -> HttpResponse:
    """The page of a run; with what was refused, again with what was typed."""
    status = request.GET.get("status", "")
    lines = lines_of(run, status if status in ORDER else "")
    cells = Paginator(lines, ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "version": run.procedure,
        "page": cells,
        "lines": in_words(run, list(cells)),
        "statuses": [(code, STATUS[code]) for code in ORDER],
        "asked": {"status": status},
        "notes": list(run.notes.all()),
        "signature": signature_of(run),
        "current": run.definition_digest == run.procedure.digest,
        "may": page.person.may(Can.MANAGE_PROCEDURES, run.procedure.centre),
        "form": form or NoteForm(),
    }
    answer = 200 if form is None else 400
    return render(request, "calibration/parity/run.html", context, status=answer)


class Note(ParityPage):
    """Comment on a run."""

    verb = Can.MANAGE_PROCEDURES
    act = staticmethod(keeping.note_parity)
    said: Any = gettext_lazy("Đã ghi ý kiến.")

    def post(self, request: HttpRequest, pk: int, run: int) -> HttpResponse:
        kept = self.found(pk, run, Can.MANAGE_PROCEDURES)
        form = NoteForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            with faults_on(form):
                self.act(run_id=kept.pk, text=text, by=self.person.user, at=timezone.now())
        if not form.is_valid():
            return show_run(self, request, kept, form)
        messages.success(request, str(self.said))
        return redirect("calibration:parity-run", pk=pk, run=run)


class Sign(Note):
    """Sign a run for the definition it was made with."""

    act = staticmethod(keeping.sign_parity)
    said = gettext_lazy("Đã ký xác nhận lần đối chiếu.")


class Workbook(ParityPage):
    """The workbook itself."""

    def get(self, request: HttpRequest, pk: int, run: int) -> FileResponse:
        kept = self.found(pk, run)
        if not kept.file.storage.exists(kept.file.name or ""):
            raise Http404
        name = kept.title if kept.title.lower().endswith(".xlsx") else f"{kept.title}.xlsx"
        return send(kept.file, name=name, kind=XLSX)


class MappingFile(ParityPage):
    """The mapping of a run as a file."""

    def get(self, request: HttpRequest, pk: int, run: int) -> HttpResponse:
        kept = self.found(pk, run)
        return exported(kept.procedure, json.loads(kept.mapping))
