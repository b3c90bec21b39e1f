"""The centre's standards: list, one standard, in and out of use, the quality officer's watch."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from instruments import services
from instruments.forms import StandardForm, WhyForm
from instruments.messages import quantity_words
from instruments.models import Standard
from instruments.queries import (
    chain,
    matches,
    standards_with_calibrations,
    standing,
    watch,
    with_upkeep,
)
from instruments.states import StandardState
from instruments.upkeep.checks import series_of
from instruments.upkeep.drift import drifts


class StandardList(Page):
    """The standards of the person's centres, each with its state today."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest) -> HttpResponse:
        text, state = request.GET.get("q", ""), request.GET.get("state", "")
        today = timezone.localdate()
        rows = standards_with_calibrations(Standard.objects.visible_to(self.person))
        found = [standing(standard, today) for standard in rows if matches(standard, text)]
        counts = [(one, sum(each.state == one for each in found)) for one in StandardState]
        if state:
            found = [each for each in found if each.state == state]
        context = {
            "found": found,
            "counts": counts,
            "q": text,
            "state": state,
            "may_add": self.person.may(Can.MANAGE_STANDARDS),
        }
        return render(request, "instruments/standards.html", context)


class WatchPage(Page):
    """What falls due: the quality officer's first page."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = standards_with_calibrations(Standard.objects.visible_to(self.person))
        context = {
            "watch": watch(rows, timezone.localdate()),
            "may_manage": self.person.may(Can.MANAGE_STANDARDS),
        }
        return render(request, "instruments/watch.html", context)


class StandardDetail(Page):
    """One standard: facts, state, its chain of calibrations."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.row(with_upkeep(Standard.objects.visible_to(self.person)), pk=pk)
        return render(request, "instruments/standard.html", _detail(self, standard, WhyForm()))


def _detail(page: Page, standard: Standard, form: WhyForm) -> dict[str, Any]:
    today = timezone.localdate()
    points, series = drifts(standard, today), series_of(standard)
    return {
        "standard": standard,
        "today": standing(standard, today),
        "chain": chain(standard),
        "may_manage": page.person.may(Can.MANAGE_STANDARDS, standard.centre),
        "why": form,
        "quantities": [quantity_words(each) for each in standard.quantities],
        "drifting": [point for point in points if point.line and point.line.significant],
        "drifts": points,
        "series": series,
        "events": history(standard),
    }


class StandardNew(Page):
    """Add a standard."""

    verb = Can.MANAGE_STANDARDS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, StandardForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StandardForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.add_standard(
                    **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã thêm chuẩn. Hãy ghi lần hiệu chuẩn của chuẩn."))
                return redirect("instruments:calibration-new", pk=made.pk)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: StandardForm) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        status = 400 if form.errors else 200
        return render(request, "instruments/standard_form.html", {"form": form}, status=status)


class StandardEdit(Page):
    """Amend the facts of a standard."""

    verb = Can.MANAGE_STANDARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        return self.show(request, standard, StandardForm(person=self.person, standard=standard))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        form = StandardForm(request.POST, person=self.person, standard=standard)
        if form.is_valid():
            with faults_on(form):
                services.update_standard(
                    standard_id=pk, **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã lưu."))
                return redirect("instruments:standard", pk=pk)
        return self.show(request, standard, form)

    def owned(self, pk: int) -> Standard:
        """The standard, where the person keeps the standards."""
        rows = Standard.objects.visible_to(self.person).select_related("centre")
        return self.row(rows, Can.MANAGE_STANDARDS, pk=pk)

    def show(self, request: HttpRequest, standard: Standard, form: StandardForm) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        context = {"form": form, "standard": standard}
        status = 400 if form.errors else 200
        return render(request, "instruments/standard_form.html", context, status=status)


class StandardUse(Page):
    """Take a standard out of use, or back, with a reason."""

    verb = Can.MANAGE_STANDARDS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = with_upkeep(Standard.objects.visible_to(self.person))
        standard = self.row(rows, Can.MANAGE_STANDARDS, pk=pk)
        form = WhyForm(request.POST)
        if form.is_valid():
            back = request.POST.get("move") == "return"
            change = services.return_to_use if back else services.take_out_of_use
            change(standard_id=pk, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
            messages.success(request, _("Đã lưu."))
            return redirect("instruments:standard", pk=pk)
        context = _detail(self, standard, form)
        return render(request, "instruments/standard.html", context, status=400)
