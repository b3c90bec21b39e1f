"""Activities: the list, quick entry by kind, one activity with its evidence and history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from planning.forms.activities import ActivityForm, StrikeActivityForm, labels_of
from planning.kinds import ASKED
from planning.models import Activity
from planning.register import activities as register
from planning.register.columns import FORMATS, file_of, heads, in_order, lines
from planning.services import activities as services
from planning.states import ActivityKind, ItemState, Strand
from planning.views.timeline import timeline

ACTIVITIES = Activity.objects.select_related("centre", "entered_by")
PAGE = 50


class Activities(Page):
    """What was entered, filtered by the address; the same rows as xlsx or csv."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = register.AskedDays(request.GET)
        rows = Activity.objects.visible_to(self.person)
        every = register.found(rows, asked, timezone.localdate())
        kind = asked.chosen["kind"]
        chosen = register.shown(every.filter(kind=kind) if kind else every)
        chosen = in_order(chosen, register.COLUMNS, asked.sort)
        if (wanted := request.GET.get("format", "")) in FORMATS:
            return file_of(wanted, "hoat-dong", _("Hoạt động"), register.COLUMNS, chosen)
        page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "lines": list(lines(register.COLUMNS, page)),
            "heads": heads(register.COLUMNS, asked.sort),
            "sums": register.sums(every),
            "asked": asked,
            "kind": kind,
            "states": ItemState.choices,
            "strands": Strand.choices,
            "centres": self.person.centres(Can.SEE_PLANNING),
            "may_add": self.person.may(Can.RECORD_PLANNING),
        }
        return render(request, "planning/activities/list.html", context)


class AddActivity(Page):
    """Quick entry: the kind, then what it needs; one, or one for each line of a list."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = _kind(request)
        return self._show(request, kind, self._form(request, kind) if kind else None)

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = _kind(request)
        form = self._form(request, kind) if kind else None
        if kind and form is not None and form.is_valid():
            with faults_on(form):
                return self._write(request, kind, form.facts())
        return self._show(request, kind, form, status=400)

    def _form(self, request: HttpRequest, kind: ActivityKind) -> ActivityForm:
        centres = self.person.centres(Can.RECORD_PLANNING)
        first = centres.filter(code=request.GET.get("centre", "")[:20]).first()
        return ActivityForm(
            request.POST if request.method == "POST" else None,
            initial={"centre": first or centres.first()},
            kind=kind,
            person=self.person,
            many=_many(request),
        )

    def _write(
        self, request: HttpRequest, kind: ActivityKind, facts: dict[str, Any]
    ) -> HttpResponse:
        by, at = self.person.user, timezone.now()
        if not _many(request):
            made = services.add_activity(**facts, by=by, at=at)
            messages.success(request, _("Đã ghi hoạt động. Ghi tiếp hoặc thêm minh chứng."))
            return redirect("planning:activity", pk=made.pk)
        rows = services.add_activities(**facts, by=by, at=at)
        said = ngettext("Đã ghi %(n)s hoạt động.", "Đã ghi %(n)s hoạt động.", len(rows))
        messages.success(request, said % {"n": len(rows)})
        return redirect(f"{reverse('planning:activities')}?kind={kind}")

    def _show(
        self,
        request: HttpRequest,
        kind: ActivityKind | None,
        form: ActivityForm | None,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "kinds": ActivityKind.choices, "kind": kind, "form": form, "many": _many(request),
        }  # fmt: skip
        return render(request, "planning/activities/new.html", context, status=status)


def _kind(request: HttpRequest) -> ActivityKind | None:
    text = request.GET.get("kind", "")
    return ActivityKind(text) if text in ActivityKind.values else None


def _many(request: HttpRequest) -> bool:
    return request.GET.get("many") == "1"


class ActivityPage(Page):
    """One activity: what is known, its evidence, its history."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show_activity(self, request, self.row(ACTIVITIES, pk=pk))


def show_activity(
    door: Page, request: HttpRequest, row: Activity, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of an activity; `forms` are those that were refused."""
    may = door.person.may(Can.RECORD_PLANNING, row.centre) and row.struck_at is None
    kind = ActivityKind(row.kind)
    state: ItemState = register.state_of(row, timezone.localdate())
    context = {
        "row": row,
        "kind": kind,
        "state": state,
        "facts": _facts(row, kind),
        "may_change": may,
        "strike": forms.get("strike") or StrikeActivityForm(),
        "moments": timeline(row),
    }
    return render(request, "planning/activities/page.html", context, status=status)


def _facts(row: Activity, kind: ActivityKind) -> list[tuple[str, Any]]:
    """(name, value) of what this kind has, in the order of its form."""
    labels = labels_of(kind)
    found = []
    for name in ASKED[kind]:
        if name in ("title", "approximate"):
            continue
        get = getattr(row, f"get_{name}_display", None)
        value = get() if get else getattr(row, name)
        if name == "quantity" and row.approximate:
            value = _("khoảng %(n)s") % {"n": value}
        found.append((labels[name], value))
    return found


class ChangeActivity(Page):
    """Other facts of an activity."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(ACTIVITIES, Can.RECORD_PLANNING, pk=pk)
        return self._show(request, row, self._form(row, None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(ACTIVITIES, Can.RECORD_PLANNING, pk=pk)
        form = self._form(row, request.POST)
        if form.is_valid():
            with faults_on(form):
                services.change_activity(
                    activity_id=pk, **form.changed(), by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã sửa hoạt động."))
                return redirect("planning:activity", pk=pk)
        return self._show(request, row, form, status=400)

    def _form(self, row: Activity, typed: Any) -> ActivityForm:
        there = {name: getattr(row, name) for name in services.FACTS}
        return ActivityForm(typed, kind=ActivityKind(row.kind), initial=there)

    def _show(
        self, request: HttpRequest, row: Activity, form: ActivityForm, status: int = 200
    ) -> HttpResponse:
        context = {"row": row, "form": form}
        return render(request, "planning/activities/change.html", context, status=status)


class StrikeActivity(Page):
    """Take an activity back, with the reason."""

    verb = Can.RECORD_PLANNING

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(ACTIVITIES, Can.RECORD_PLANNING, pk=pk)
        form = StrikeActivityForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.strike_activity(
                    activity_id=pk,
                    why=form.cleaned_data["why"],
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã bỏ hoạt động; dòng này không được đếm nữa."))
                return redirect("planning:activity", pk=pk)
        return show_activity(self, request, row, status=400, strike=form)
