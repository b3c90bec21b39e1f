"""The centre's standards: list, one standard, its calibrations, the quality officer's watch."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.errors import DomainError
from common.forms import faults_on
from instruments import services
from instruments.files import certificate
from instruments.forms import (
    MOST_VALUE_ROWS,
    VALUE_ROWS,
    CalibrationForm,
    StandardForm,
    ValueFormSet,
    WhyForm,
    value_lines,
)
from instruments.messages import quantity_words
from instruments.models import Standard
from instruments.queries import matches, standards_with_calibrations, standing, watch, with_values
from instruments.states import StandardState


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
        standard = self.row(with_values(Standard.objects.visible_to(self.person)), pk=pk)
        return render(request, "instruments/standard.html", _detail(self, standard, WhyForm()))


def _detail(page: Page, standard: Standard, form: WhyForm) -> dict[str, Any]:
    return {
        "standard": standard,
        "today": standing(standard, timezone.localdate()),
        "may_manage": page.person.may(Can.MANAGE_STANDARDS, standard.centre),
        "why": form,
        "quantity": quantity_words(standard.quantity),
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


class CalibrationNew(Page):
    """Add a calibration of a standard, with values and file."""

    verb = Can.MANAGE_STANDARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        return self.show(request, standard, CalibrationForm(), ValueFormSet(prefix="values"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        form = CalibrationForm(request.POST, request.FILES)
        values = ValueFormSet(request.POST, prefix="values")
        if "more" in request.POST:
            return self.show(request, standard, *_with_more_lines(request))
        if form.is_valid() & values.is_valid():
            try:
                services.add_standard_calibration(
                    standard=standard,
                    **form.cleaned_data,
                    values=value_lines(values),
                    by=request.user,
                    at=timezone.now(),
                )
            except DomainError as error:
                _spread(form, values, error)
            else:
                messages.success(request, _("Đã thêm lần hiệu chuẩn."))
                return redirect("instruments:standard", pk=pk)
        return self.show(request, standard, form, values)

    def owned(self, pk: int) -> Standard:
        """The standard, where the person keeps the standards."""
        return self.row(
            Standard.objects.visible_to(self.person).select_related("centre"),
            Can.MANAGE_STANDARDS,
            pk=pk,
        )

    def show(
        self, request: HttpRequest, standard: Standard, form: CalibrationForm, values: Any
    ) -> HttpResponse:
        """The form with its lines, with status 400 when something in it is wrong."""
        wrong = form.errors or any(line.errors for line in values)
        context = {"standard": standard, "form": form, "values": values}
        context["file_again"] = bool(request.FILES)
        status = 400 if wrong else 200
        return render(request, "instruments/calibration_form.html", context, status=status)


def _with_more_lines(request: HttpRequest) -> tuple[CalibrationForm, Any]:
    """The same form with what was typed and more empty lines; nothing is judged yet."""
    typed = request.POST.copy()
    there = typed.get("values-TOTAL_FORMS", "")
    total = int(there) if there.isdecimal() and len(there) < 4 else 0  # noqa: PLR2004
    more = min(total + VALUE_ROWS, MOST_VALUE_ROWS)
    typed["values-TOTAL_FORMS"] = str(more)
    for number in range(total, more):
        typed[f"values-{number}-k"] = "2"
    form, values = CalibrationForm(typed), ValueFormSet(typed, prefix="values")
    for each in (form, *values):
        each.hush()
    return form, values


def _spread(form: CalibrationForm, values: Any, error: DomainError) -> None:
    """Faults named values.N.field go to the Nth filled line, the others to the form."""
    filled = [line for line in values if line.cleaned_data]
    for fault in error.faults:
        first, _dot, rest = fault.field.partition(".")
        number, _dot, name = rest.partition(".")
        if first == "values" and number.isdecimal():
            filled[int(number)].add_error(name, str(fault.message))
        else:
            form.add_error(fault.field if fault.field in form.fields else None, str(fault.message))
    if not error.faults:
        form.add_error(None, str(error))


class StandardUse(Page):
    """Take a standard out of use, or back, with a reason."""

    verb = Can.MANAGE_STANDARDS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = with_values(Standard.objects.visible_to(self.person))
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


class CalibrationFile(Page):
    """The certificate of a calibration: the only way to the file."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest, pk: int, event: int) -> HttpResponseBase:
        return certificate(self.row(Standard.objects.visible_to(self.person), pk=pk), event)
