"""The budget workbench: a form that evaluates as one edits, and budgets kept with procedures."""

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration import services
from calibration.models import ProcedureBudget, ProcedureVersion
from calibration.states import ProcedureState
from calibration.workbench.checking import check
from calibration.workbench.evaluating import Evaluation, evaluate
from calibration.workbench.examples import examples
from calibration.workbench.keeping import Change, changes, kept, new_budget, recomputed
from calibration.workbench.layout import Box, Layout, lay_out
from calibration.workbench.offering import offered_units
from calibration.workbench.presenting import Shown, show
from calibration.workbench.reading import Reader, fill
from calibration.workbench.requests import read_request
from calibration.workbench.respelling import respell
from calibration.workbench.settings import (
    MOST_DRAWS,
    MOST_LIVE_DRAWS,
    typed_settings,
)
from calibration.workbench.typed import MOST_FIELDS, Typed, act, read_form
from calibration.workbench.wrongs import Wrong
from common.errors import DomainError, Fault, InvalidInput
from common.language import set_language_cookie
from common.text import row_id
from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.strict_json import parse

LARGEST_FILE = 2 * 2**20


class Work(NamedTuple):
    """A form with what came of it."""

    typed: Typed
    wrongs: list[Wrong]
    evaluation: Evaluation | None


def work_on(typed: Typed) -> Work:
    """Read the form and evaluate it, as far as it can be."""
    reader = Reader(typed)
    settings, wrongs = typed_settings(typed)
    wrongs = [*reader.wrongs, *wrongs]
    measurement, more = check(reader.data)
    if wrongs or measurement is None:
        seen = {each.field for each in wrongs}
        return Work(typed, wrongs + [each for each in more if each.field not in seen], None)
    evaluation, wrongs = evaluate(measurement, settings)
    if evaluation is None and settings.monte_carlo:  # the first order stands without a run
        evaluation, _again = evaluate(measurement, replace(settings, monte_carlo=False))
    return Work(typed, wrongs, evaluation)


def open_json(data: object) -> Typed:
    """The form of a measurement in JSON. Raises InvalidInput with the fields."""
    if not isinstance(data, dict):
        raise InvalidInput(Fault("", _("Tệp không phải là một phép đo ở dạng JSON.")))
    asked = read_request(data)
    if asked.measurement is None:
        raise InvalidInput(*(each.fault() for each in asked.wrongs))
    typed = fill(asked.measurement.to_json() | asked.given)
    if typed.size > MOST_FIELDS:
        message = _("Phép đo này quá lớn cho trang; hãy dùng lệnh evaluate trên máy chủ.")
        raise InvalidInput(Fault("", message, code="too_large"))
    return typed


@dataclass
class Sheet:
    """All that the templates of the workbench read."""

    page: Page
    work: Work
    focus: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def layout(self) -> Layout:
        """The form with its faults."""
        typed = self.work.typed
        wrongs = [] if typed.is_blank else self.work.wrongs
        return lay_out(typed, wrongs, self.focus)

    @cached_property
    def shown(self) -> Shown | None:
        """The result in words."""
        return show(self.work.evaluation) if self.work.evaluation else None

    def context(self) -> dict[str, Any]:
        """For every template of the page."""
        typed, layout = self.work.typed, self.layout
        boxes: list[Box] = [box for box in layout.boxes() if box.wrongs]
        return {
            "typed": typed,
            "blank": typed.is_blank,
            "layout": layout,
            "focus": self.focus,
            "shown": self.shown,
            "wrong_boxes": [box for box in boxes if not box.gap],
            "gaps": [box for box in boxes if box.gap],
            "lost": layout.lost,
            "wrong_count": sum(len(box.wrongs) for box in boxes if not box.gap) + len(layout.lost),
            "most_draws": MOST_DRAWS,
            "examples": list(examples().values()),
            "units": offered_units(),
            **self.more,
        }

    def saving(self) -> dict[str, Any]:
        """The drafts that take a budget, and the titles that are in use."""
        person = self.page.person
        centres = person.centres(Can.MANAGE_PROCEDURES)
        drafts = ProcedureVersion.objects.filter(centre__in=centres, state=ProcedureState.DRAFT)
        titles = ProcedureBudget.objects.filter(procedure__in=drafts).values_list("title")
        names = sorted({title for (title,) in titles})
        return {"drafts": drafts.select_related("centre"), "titles": names}

    def whole(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        """The page."""
        context = self.context() | self.saving()
        context["unsaved"] = request.method == "POST" and not context["blank"]
        return render(request, "calibration/workbench/page.html", context, status=status)

    def partial(self, request: HttpRequest, *, rows_changed: bool) -> HttpResponse:
        """What changes under the reader's hands: the result and the faults, or all of the form."""
        if not rows_changed:
            return render(request, "calibration/workbench/update.html", self.context())
        context = self.context() | self.saving()
        answer = render(request, "calibration/workbench/bench.html", context)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#workbench", "outerHTML"
        return answer


class Workbench(Page):
    """Open a blank form, an example or a kept budget; evaluate what is posted."""

    verb = Can.MANAGE_PROCEDURES

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("budget"):
            return self._kept(request, request.GET["budget"])
        example = examples().get(request.GET.get("example", ""))
        typed = open_json(example.measurement) if example else Typed.blank()
        return Sheet(self, work_on(typed), more={"example": example}).whole(request)

    def _kept(self, request: HttpRequest, pk: str) -> HttpResponse:
        budget = kept(self.person, pk)
        typed = open_json(json.loads(budget.measurement))
        typed.procedure, typed.title = str(budget.procedure_id), budget.title
        typed.opened = str(budget.pk)
        work = work_on(typed)
        more = {"opened": budget, "drifted": recomputed(budget, work.evaluation)}
        return Sheet(self, work, more=more).whole(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed, action = read_form(request.POST), request.POST.get("do", "")
        if action == "monte-carlo":
            typed.monte_carlo = "1"
        elif _many_draws(typed):
            typed.monte_carlo = ""
        focus = act(typed, action)
        sheet = Sheet(self, work_on(typed), focus)
        if not request.htmx:  # type: ignore[attr-defined]
            return sheet.whole(request)
        rows_changed = typed.stale or action.startswith(("add:", "remove:", "restore"))
        return sheet.partial(request, rows_changed=rows_changed)


def _many_draws(typed: Typed) -> bool:
    """Whether a run takes too long to be repeated after every key."""
    settings, wrongs = typed_settings(typed)
    return bool(wrongs) or settings.draws > MOST_LIVE_DRAWS


class FromForm(Page):
    """What a form posts to; whoever comes by another way (a switch of language) begins anew."""

    verb = Can.MANAGE_PROCEDURES

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("calibration:workbench")


class Language(FromForm):
    """Show the form as it stands in another language, its numbers with the other decimal sign."""

    def post(self, request: HttpRequest) -> HttpResponse:
        typed, language = read_form(request.POST), request.POST.get("language", "")
        if language in dict(site.LANGUAGES):
            respell(typed, language)
            translation.activate(language)
        opened = {"opened": kept(self.person, typed.opened)} if typed.opened else {}
        answer = Sheet(self, work_on(typed), more=opened).whole(request)
        set_language_cookie(answer, translation.get_language() or site.LANGUAGE_CODE)
        return answer


class Import(FromForm):
    """Open a measurement from a file."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            typed = open_json(_json_of(request))
        except DomainError as error:
            sheet = Sheet(self, work_on(Typed.blank()), more={"refused": error})
            return sheet.whole(request, status=400)
        return Sheet(self, work_on(typed)).whole(request)


def _json_of(request: HttpRequest) -> object:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput(Fault("file", _("Chưa chọn tệp."), code="blank"))
    if (file.size or 0) > LARGEST_FILE:
        raise InvalidInput(Fault("file", _("Tệp lớn quá 2 MB."), code="too_large"))
    try:
        return parse(file.read())
    except MetrologyError as error:
        said = _("Tệp không đọc được như JSON.") + f" {sentence(error)}"
        raise InvalidInput(Fault("file", said, code=error.code)) from error


class Export(FromForm):
    """The measurement as a file in the reference format."""

    def post(self, request: HttpRequest) -> HttpResponse:
        work = work_on(read_form(request.POST))
        if work.evaluation is None:
            return Sheet(self, work).whole(request, status=400)
        data = new_budget(work.evaluation).measurement
        text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
        answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="measurement.json"'
        return answer


class Save(FromForm):
    """Keep the budget with a draft procedure."""

    def post(self, request: HttpRequest) -> HttpResponse:
        work = work_on(read_form(request.POST))
        if work.evaluation is None:
            return Sheet(self, work).whole(request, status=400)
        pk = row_id(work.typed.procedure)
        procedure = self.row(ProcedureVersion.objects.all(), Can.MANAGE_PROCEDURES, pk=pk)
        try:
            budget = services.save_budget(
                procedure_id=procedure.pk,
                title=work.typed.title,
                budget=new_budget(work.evaluation),
                by=self.person.user,
                at=timezone.now(),
            )
        except DomainError as error:
            sheet = Sheet(self, work, more={"refused": error})
            return sheet.whole(request, status=error.status)
        messages.success(
            request, _("Đã lưu bảng “%(title)s”, phiên bản %(n)s.") % {
                "title": budget.title, "n": budget.version,
            },
        )  # fmt: skip
        return redirect(f"{reverse('calibration:procedure', args=[procedure.pk])}#budgets")


class Compare(Page):
    """What changed between two kept budgets of one procedure."""

    verb = Can.SEE_PROCEDURES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.row(ProcedureVersion.objects.select_related("centre"), pk=pk)
        budgets = list(version.budgets.select_related("by"))
        chosen = [request.GET.get(name, "") for name in ("before", "after")]
        pair = [next((b for b in budgets if str(b.pk) == text), None) for text in chosen]
        before, after = pair
        found: list[Change] | None = changes(before, after) if before and after else None
        context = {
            "version": version, "budgets": budgets, "before": before, "after": after,
            "changes": found,
        }  # fmt: skip
        return render(request, "calibration/workbench/compare.html", context)
