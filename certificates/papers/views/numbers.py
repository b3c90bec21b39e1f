"""How a centre's numbers are written: now, from a year on, and what the next one would be."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from certificates.papers import numbers, patterns
from certificates.papers.forms import PatternForm
from certificates.papers.views.rooms import PaperPage
from common.forms import faults_on


class Numbers(PaperPage):
    """Every kind with its pattern and the next number; set another, tried first."""

    def get(self, request: HttpRequest, centre: int) -> HttpResponse:
        found = self.centre(centre)
        first, *_others = numbers.series_of(found, timezone.localdate().year)
        form = PatternForm(initial={"kind": first.kind, "from_year": first.first_free})
        return self.show(request, found, form)

    def post(self, request: HttpRequest, centre: int) -> HttpResponse:
        found = self.centre(centre)
        form = PatternForm(request.POST)
        trying = request.POST.get("do") == "try"
        if form.is_valid():
            said: dict[str, Any] = form.cleaned_data | {"centre": found}
            with faults_on(form):
                if trying:
                    numbers.try_pattern(**said, at=timezone.now())
                    return self.show(request, found, form, numbers.examples(**said))
                numbers.set_pattern(**said, by=self.person.user, at=timezone.now())
                messages.success(request, _("Đã đặt mẫu số."))
                return redirect("certificates:paper-numbers", centre=centre)
        return self.show(request, found, form)

    def show(
        self,
        request: HttpRequest,
        centre: Centre,
        form: PatternForm,
        examples: list[str] | None = None,
    ) -> HttpResponse:
        """The page, with status 400 when something in the form is wrong."""
        context = {
            "centre": centre,
            "series": numbers.series_of(centre, timezone.localdate().year),
            "form": form,
            "examples": examples,
            "places": patterns.PLACES,
        }
        status = 400 if form.errors else 200
        return render(request, "certificates/papers/numbers.html", context, status=status)
