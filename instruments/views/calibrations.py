"""Calibration events of a standard: add, correct by another event, doubt; and their files."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on, spread
from instruments import services
from instruments.files import certificate
from instruments.forms import (
    MOST_VALUE_ROWS,
    VALUE_ROWS,
    CalibrationForm,
    CorrectionForm,
    DoubtForm,
    ValueFormSet,
    formset_of,
    value_lines,
)
from instruments.models import Standard, StandardCalibration


class _Owned(Page):
    """A page of somebody who keeps the standards."""

    verb = Can.MANAGE_STANDARDS

    def owned(self, pk: int) -> Standard:
        """The standard, where the person keeps the standards."""
        rows = Standard.objects.visible_to(self.person).select_related("centre")
        return self.row(rows, Can.MANAGE_STANDARDS, pk=pk)

    def event_of(self, standard: Standard, event: int) -> StandardCalibration:
        """The event of this standard, or Http404."""
        found = standard.calibrations.prefetch_related("values").filter(pk=event).first()
        if found is None:
            raise Http404
        found.standard = standard
        return found


class CalibrationNew(_Owned):
    """Add a calibration of a standard, with values and file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        return _show(request, standard, CalibrationForm(), ValueFormSet(prefix="values"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        standard = self.owned(pk)
        add = partial(services.add_standard_calibration, standard=standard)
        said = _("Đã thêm lần hiệu chuẩn.")
        return _written(request, standard, CalibrationForm, add, said)


class CalibrationCorrect(_Owned):
    """Replace an event by one that says what is true."""

    def get(self, request: HttpRequest, pk: int, event: int) -> HttpResponse:
        standard = self.owned(pk)
        wrong = self.event_of(standard, event)
        return _show(request, standard, CorrectionForm.of(wrong), formset_of(wrong), wrong)

    def post(self, request: HttpRequest, pk: int, event: int) -> HttpResponse:
        standard = self.owned(pk)
        wrong = self.event_of(standard, event)
        correct = partial(services.correct_calibration, event_id=event)
        said = _("Đã đính chính lần hiệu chuẩn.")
        return _written(request, standard, CorrectionForm, correct, said, wrong)


class CalibrationDoubt(_Owned):
    """Say that an event is wrong while nobody knows what is true."""

    def get(self, request: HttpRequest, pk: int, event: int) -> HttpResponse:
        standard = self.owned(pk)
        form = DoubtForm(initial={"why": request.GET.get("why", "")[:500]})
        return self.show(request, self.event_of(standard, event), form)

    def post(self, request: HttpRequest, pk: int, event: int) -> HttpResponse:
        standard = self.owned(pk)
        doubted = self.event_of(standard, event)
        form = DoubtForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.doubt_calibration(
                    event_id=event, **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Chuẩn bị chặn cho tới lần hiệu chuẩn mới."))
                return redirect("instruments:standard", pk=pk)
        return self.show(request, doubted, form)

    def show(
        self, request: HttpRequest, event: StandardCalibration, form: DoubtForm
    ) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        context = {"standard": event.standard, "event": event, "form": form}
        status = 400 if form.errors else 200
        return render(request, "instruments/doubt_form.html", context, status=status)


def _written(
    request: HttpRequest,
    standard: Standard,
    kind: type[CalibrationForm],
    change: Callable[..., object],
    said: str,
    wrong: StandardCalibration | None = None,
) -> HttpResponse:
    """The change made from what was typed, or the form with what is wrong; or more lines."""
    if "more" in request.POST:
        return _show(request, standard, *_with_more_lines(request, kind), wrong)
    form = kind(request.POST, request.FILES)
    values = ValueFormSet(request.POST, prefix="values")
    if form.is_valid() & values.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        try:
            change(**form.cleaned_data, values=value_lines(values), **who)
        except DomainError as error:
            spread(form, values, error, lines="values")
        else:
            messages.success(request, said)
            return redirect("instruments:standard", pk=standard.pk)
    return _show(request, standard, form, values, wrong)


def _show(
    request: HttpRequest,
    standard: Standard,
    form: CalibrationForm,
    values: Any,
    wrong: StandardCalibration | None = None,
) -> HttpResponse:
    """The form with its lines, with status 400 when something in it is wrong."""
    faulty = form.errors or any(line.errors for line in values)
    context = {"standard": standard, "form": form, "values": values, "corrected": wrong}
    context["file_again"] = bool(request.FILES)
    status = 400 if faulty else 200
    return render(request, "instruments/calibration_form.html", context, status=status)


def _with_more_lines(
    request: HttpRequest, kind: type[CalibrationForm]
) -> tuple[CalibrationForm, Any]:
    """The same form with what was typed and more empty lines; nothing is judged yet."""
    typed = request.POST.copy()
    there = typed.get("values-TOTAL_FORMS", "")
    total = int(there) if there.isdecimal() and len(there) < 4 else 0  # noqa: PLR2004
    more = min(total + VALUE_ROWS, MOST_VALUE_ROWS)
    typed["values-TOTAL_FORMS"] = str(more)
    for number in range(total, more):
        typed[f"values-{number}-k"] = "2"
    form, values = kind(typed), ValueFormSet(typed, prefix="values")
    for each in (form, *values):
        each.hush()
    return form, values


class CalibrationFile(Page):
    """The certificate of a calibration: the only way to the file."""

    verb = Can.SEE_STANDARDS

    def get(self, request: HttpRequest, pk: int, event: int) -> HttpResponseBase:
        return certificate(self.row(Standard.objects.visible_to(self.person), pk=pk), event)
