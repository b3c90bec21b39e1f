"""Between calibrations: drift and interpolation, intermediate checks, the interval."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from instruments import services
from instruments.forms import AtForm, CheckForm, IntervalForm, LimitsForm
from instruments.models import Standard
from instruments.queries import with_upkeep
from instruments.upkeep.charts import control_picture, drift_picture
from instruments.upkeep.checks import series_of
from instruments.upkeep.drift import PointDrift, drifts
from instruments.upkeep.interpolation import interpolate
from instruments.upkeep.interval import proposal


class StandardDrift(Page):
    """The drift of a standard between its events, a value in between, the interval proposed."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.row(with_upkeep(Standard.objects.visible_to(self.person)), pk=pk)
        return _drift_page(self, request, standard, IntervalForm(initial=_proposed(standard)))


def _drift_page(
    page: Page, request: HttpRequest, standard: Standard, decision: IntervalForm
) -> HttpResponse:
    today = timezone.localdate()
    points = drifts(standard, today)
    chosen = _chosen(points, request.GET.get("point", ""))
    form = AtForm(request.GET if "at" in request.GET else None)
    event, found = standard.newest_on(today), None
    if form.is_bound and form.is_valid() and event is not None:
        with faults_on(form):
            found = interpolate(event, form.cleaned_data["at"])
    context = {
        "standard": standard,
        "points": points,
        "chosen": chosen,
        "picture": drift_picture(chosen) if chosen else None,
        "event": event,
        "form": form,
        "found": found,
        "proposal": proposal(standard, today),
        "decision": decision,
        "may_manage": page.person.may(Can.MANAGE_STANDARDS, standard.centre),
        "today": today,
    }
    status = 400 if decision.errors else 200
    return render(request, "instruments/drift.html", context, status=status)


def _chosen(points: list[PointDrift], key: str) -> PointDrift | None:
    """The point asked for, else the one whose correction changed most against its U."""
    asked = next((point for point in points if point.key == key), None)
    return asked or max(points, key=_change, default=None)


def _change(point: PointDrift) -> float:
    found = [float(each.value.correction) for each in point.found]
    return (max(found) - min(found)) / float(point.found[-1].value.expanded)


def _proposed(standard: Standard) -> dict[str, Any]:
    found = proposal(standard, timezone.localdate())
    return {"months": found.months or found.present} if found else {}


class StandardInterval(Page):
    """A person decides the interval; nothing is taken over by itself."""

    verb = Can.MANAGE_STANDARDS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = with_upkeep(Standard.objects.visible_to(self.person))
        standard = self.row(rows, Can.MANAGE_STANDARDS, pk=pk)
        form = IntervalForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.set_interval(
                    standard_id=pk, **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi chu kỳ hiệu chuẩn của chuẩn."))
                return redirect("instruments:standard-drift", pk=pk)
        return _drift_page(self, request, standard, form)


class StandardChecks(Page):
    """The intermediate checks with their control charts; record one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "post": Can.CHECK_STANDARDS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.row(with_upkeep(Standard.objects.visible_to(self.person)), pk=pk)
        form = CheckForm(standard=standard, initial=_like_the_last(standard))
        return _checks_page(self, request, standard, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = with_upkeep(Standard.objects.visible_to(self.person))
        standard = self.row(rows, Can.CHECK_STANDARDS, pk=pk)
        form = CheckForm(request.POST, standard=standard)
        if form.is_valid():
            facts = form.cleaned_data
            wrong = facts.pop("corrects")
            with faults_on(form):
                services.record_check(
                    standard_id=pk,
                    **facts,
                    corrects=wrong.pk if wrong else None,
                    by=request.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã ghi lần kiểm tra."))
                return redirect("instruments:standard-checks", pk=pk)
        return _checks_page(self, request, standard, form)


class StandardLimits(Page):
    """Agree how the checks of a series are judged; `?series=` begins with what is agreed now."""

    verb = Can.MANAGE_STANDARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        asked, all_of_it = request.GET.get("series", ""), series_of(standard)
        number = int(asked) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004
        known = all_of_it[number - 1] if 0 < number <= len(all_of_it) else None
        return self.show(request, standard, LimitsForm.of(known) if known else LimitsForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        form = LimitsForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.agree_control_limits(
                    standard_id=pk, **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi giới hạn kiểm tra."))
                return redirect("instruments:standard-checks", pk=pk)
        return self.show(request, standard, form)

    def owned(self, pk: int) -> Standard:
        """The standard, where the person keeps the standards."""
        rows = with_upkeep(Standard.objects.visible_to(self.person))
        return self.row(rows, Can.MANAGE_STANDARDS, pk=pk)

    def show(self, request: HttpRequest, standard: Standard, form: LimitsForm) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        context = {"form": form, "standard": standard}
        status = 400 if form.errors else 200
        return render(request, "instruments/limits_form.html", context, status=status)


def _checks_page(
    page: Page, request: HttpRequest, standard: Standard, form: CheckForm
) -> HttpResponse:
    context = {
        "standard": standard,
        "series": [(each, control_picture(each)) for each in series_of(standard)],
        "event": standard.newest_on(timezone.localdate()),
        "form": form,
        "may_check": page.person.may(Can.CHECK_STANDARDS, standard.centre),
        "may_manage": page.person.may(Can.MANAGE_STANDARDS, standard.centre),
    }
    status = 400 if form.errors else 200
    return render(request, "instruments/checks.html", context, status=status)


def _like_the_last(standard: Standard) -> dict[str, Any]:
    """Today, at the point and with the item of the check recorded last."""
    facts: dict[str, Any] = {"on": timezone.localdate()}
    last = max(standard.checks.all(), key=lambda check: check.pk, default=None)
    return facts if last is None else facts | {"point": last.point, "item": last.item}
