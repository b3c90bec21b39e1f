"""Templates of Word: the list, a new one, its end, its file; the centre on its papers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from common.files import send
from common.forms import faults_on
from contracts.papers import templates
from contracts.papers.files import template_answer
from contracts.papers.forms import CentreForm, EndForm, TemplateForm
from contracts.papers.queries import template_of, templates_seen
from contracts.papers.views.papers import kind_of
from contracts.papers.word.making import DOCX, ours
from contracts.states import PaperKind

_SHOWN = 200


class Templates(Page):
    """The templates of one's centres; take in another."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"valid_from": timezone.localdate(), "kind": request.GET.get("kind", "")}
        form = TemplateForm(centres=self._centres(), initial=initial)
        return self._show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TemplateForm(request.POST, request.FILES, centres=self._centres())
        if form.is_valid():
            typed = dict(form.cleaned_data)
            file: Any = typed.pop("file")
            with faults_on(form):
                made = templates.add_template(
                    file_name=file.name,
                    content=file.read(templates.MOST_BYTES + 1),
                    by=self.person.user,
                    at=timezone.now(),
                    **typed,
                )
                messages.success(request, _("Đã nhận mẫu “%(name)s”.") % {"name": made.name})
                return redirect("contracts:paper-templates")
        return self._show(request, form, status=400)

    def _centres(self) -> Any:
        return self.person.centres(Can.MANAGE_CONTRACTS).order_by("path")

    def _show(self, request: HttpRequest, form: TemplateForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "templates": templates_seen(self.person).order_by(
                "centre__path", "kind", "-valid_from"
            )[:_SHOWN],
            "kinds": list(PaperKind),
            "centres": self._centres(),
            "today": timezone.localdate(),
        }
        return render(request, "contracts/papers/templates.html", context, status=status)


class EndTemplate(Page):
    """The last day of a template."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EndForm(initial={"last_day": timezone.localdate()})
        return self._show(request, pk, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = template_of(self.person, pk=pk)
        form = EndForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                templates.end_template(
                    template_id=found.pk,
                    by=self.person.user,
                    at=timezone.now(),
                    **form.cleaned_data,
                )
                messages.success(request, _("Đã ngừng mẫu."))
                return redirect("contracts:paper-templates")
        return self._show(request, pk, form, status=400)

    def _show(
        self, request: HttpRequest, pk: int, form: EndForm, status: int = 200
    ) -> HttpResponse:
        context = {"template": template_of(self.person, pk=pk), "form": form}
        return render(request, "contracts/papers/end.html", context, status=status)


class TemplateFile(Page):
    """The file as it was handed in."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> Any:
        found = template_of(self.person, pk=pk)
        return send(found.file, name=found.file_name, kind=DOCX)


class OurTemplate(Page):
    """Our own template of a kind, to begin with."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return template_answer(ours(kind_of(kind)), f"{kind}.docx")


class CentrePapers(Page):
    """What papers say of a centre."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        centre = self._centre(pk)
        return self._show(request, centre, CentreForm(centre=centre))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        centre = self._centre(pk)
        form = CentreForm(request.POST, centre=centre)
        if form.is_valid():
            with faults_on(form):
                templates.set_centre_facts(
                    centre_id=centre.pk,
                    facts=form.cleaned_data,
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã lưu."))
                return redirect("contracts:paper-templates")
        return self._show(request, centre, form, status=400)

    def _centre(self, pk: int) -> Centre:
        found: Centre = get_object_or_404(self.person.centres(Can.MANAGE_CONTRACTS), pk=pk)
        return found

    def _show(
        self, request: HttpRequest, centre: Centre, form: CentreForm, status: int = 200
    ) -> HttpResponse:
        context = {"centre": centre, "form": form}
        return render(request, "contracts/papers/centre.html", context, status=status)
