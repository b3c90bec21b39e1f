"""Norms of a service: add one, open one."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.files import send
from common.forms import faults_on
from contracts.models import ServiceItem, ServiceNorm
from contracts.pricing import norms
from contracts.pricing.forms import NormForm
from contracts.pricing.norms import NormFacts

SERVICES = ServiceItem.objects.select_related("centre", "type")


class Norms(Page):
    """The norms of a service; a new one."""

    verbs = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.row(SERVICES, pk=pk), NormForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        service = self.row(SERVICES, Can.MANAGE_PRICES, pk=pk)
        form = NormForm(request.POST, request.FILES)
        if form.is_valid():
            typed = dict(form.cleaned_data)
            file: Any = typed.pop("file")
            with faults_on(form):
                norms.add_norm(
                    service_id=pk, facts=NormFacts(**typed), file_name=file.name,
                    content=file.read(norms.MOST_BYTES + 1),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã thêm định mức."))
                return redirect("contracts:norms", pk=pk)
        return self._show(request, service, form, status=400)

    def _show(
        self, request: HttpRequest, service: ServiceItem, form: NormForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "service": service,
            "norms": service.norms.select_related("by"),
            "form": form,
            "may_change": self.person.may(Can.MANAGE_PRICES, service.centre),
        }
        return render(request, "contracts/pricing/norms.html", context, status=status)


class NormFile(Page):
    """The file of a norm."""

    verb = Can.SEE_PRICES

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        seen = ServiceItem.objects.visible_to(self.person)
        norm = get_object_or_404(ServiceNorm.objects.filter(service__in=seen), pk=pk)
        return send(norm.file, name=norm.file_name, kind=norms.kind_of_norm(norm))
