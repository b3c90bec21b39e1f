"""The list of cases, one case, its sheet."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from certificates.impact import queries, services
from certificates.impact.exporting import csv_answer, xlsx
from certificates.impact.forms import ConclusionForm
from certificates.impact.tasks import key_of
from certificates.models import ImpactCase
from certificates.states import Effect, ImpactState, ItemState
from common.forms import faults_on
from common.models import Task, TaskState
from common.sheets import book_file
from common.text import row_id

PER_PAGE = 50


class Cases(Page):
    """Every case, the open ones first seen."""

    verb = Can.SEE_IMPACT

    def get(self, request: HttpRequest) -> HttpResponse:
        state = request.GET.get("state", ImpactState.OPEN)
        rows = queries.cases_seen_by(self.person, state)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        context = {"page": page, "state": state, "states": ImpactState.choices}
        return render(request, "certificates/impact/cases.html", context)


class Case(Page):
    """One case: what was touched, what waits, customer by customer."""

    verb = Can.SEE_IMPACT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.row(queries.whole(), pk=pk)
        if getattr(request, "htmx", False):
            context = {"case": case, **_progress(case)}
            return render(request, "certificates/impact/progress.html", context)
        return show(self, request, case)


def show(
    page: Page, request: HttpRequest, case: ImpactCase, form: ConclusionForm | None = None
) -> HttpResponse:
    """The page of a case, with a form that was sent back when there is one."""
    narrowed = narrowed_by(request)
    items = Paginator(queries.items_of(case, narrowed), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "case": case,
        "sum": queries.summary(case),
        "turned": queries.turned(case),
        "page": items,
        "groups": queries.by_customer(items),
        "effects": Effect.choices,
        "states": [*ItemState.choices, (queries.LEFT, _("còn việc phải làm"))],
        "narrowed": narrowed,
        "may": case.open and page.person.may(Can.MANAGE_IMPACT, case.centre),
        "form": form or ConclusionForm(),
        "events": history(case),
        **_progress(case),
    }
    status = 400 if form is not None else 200
    return render(request, "certificates/impact/case.html", context, status=status)


def narrowed_by(request: HttpRequest) -> queries.Narrowed:
    """The filter in the address."""
    asked = request.GET
    return queries.Narrowed(
        effect=asked.get("effect", ""),
        state=asked.get("state", ""),
        decided=asked.get("decided", ""),
        customer=row_id(asked.get("customer", "")),
    )


def _progress(case: ImpactCase) -> dict[str, Any]:
    """How far the newest asking is."""
    task = Task.objects.filter(key=key_of(case.pk, case.asked)).first()
    done = task is None or task.state == TaskState.DONE
    return {"task": task, "result": json.loads(task.result) if task else {}, "done": done}


class AskAgain(Page):
    """Work a case out again."""

    verb = Can.MANAGE_IMPACT

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.row(queries.whole(), Can.MANAGE_IMPACT, pk=pk)
        services.ask_again(case_id=case.pk, by=self.person.user, at=timezone.now())
        return redirect("certificates:impact-case", pk=pk)


class CloseCase(Page):
    """Close a case with a conclusion."""

    verb = Can.MANAGE_IMPACT

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.row(queries.whole(), Can.MANAGE_IMPACT, pk=pk)
        form = ConclusionForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.close_case(
                    case_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã khép lại."))
                return redirect("certificates:impact-case", pk=pk)
        return show(self, request, case, form)


class CaseSheet(Page):
    """Every touched point, as CSV (sent while it is computed) or as a workbook."""

    verb = Can.SEE_IMPACT

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        case = self.row(queries.whole(), pk=pk)
        if request.GET.get("as") != "xlsx":
            return csv_answer(case)
        return book_file(xlsx(case), f"impact-{case.pk}.xlsx")
