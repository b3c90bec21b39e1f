"""The price list with its dated prices."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from common.text import fold
from contracts import services
from contracts.forms import ClosePriceForm, PriceForm, ServiceForm
from contracts.models import ServiceItem
from contracts.services import ServiceFacts
from contracts.states import LineKind

SERVICES = ServiceItem.objects.select_related("centre", "type").prefetch_related("prices")


class Prices(Page):
    """Services with the price of today and those before."""

    verb = Can.SEE_PRICES

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
        rows: Any = SERVICES.visible_to(self.person)
        if kind in LineKind.values:
            rows = rows.filter(kind=kind)
        words = fold(text).split()
        found = [one for one in rows if _matches(one, words)]
        page = Paginator(found, 50).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "rows": [(one, one.price_on(today)) for one in page],
            "text": text,
            "kind": kind,
            "kinds": LineKind.choices,
            "may_change": self.person.may(Can.MANAGE_PRICES),
        }
        return render(request, "contracts/prices.html", context)


def _matches(service: ServiceItem, words: list[str]) -> bool:
    text = fold(f"{service.code} {service.name_vi} {service.name_en}")
    return all(word in text for word in words)


class NewService(Page):
    """A new service with its first price."""

    verb = Can.MANAGE_PRICES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ServiceForm(person=self.person))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ServiceForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                self._add(dict(form.cleaned_data))
                messages.success(request, _("Đã thêm dịch vụ."))
                return redirect("contracts:prices")
        return self._show(request, form, status=400)

    @transaction.atomic
    def _add(self, typed: dict[str, Any]) -> None:
        at = timezone.now()
        amount, valid_from = typed.pop("amount"), typed.pop("valid_from")
        centre = typed.pop("centre")
        made = services.add_service(
            centre=centre, facts=ServiceFacts(**typed), by=self.person.user, at=at
        )
        if amount is not None:
            services.set_price(
                service_id=made.pk,
                amount=amount,
                valid_from=valid_from or timezone.localdate(at),
                by=self.person.user,
                at=at,
            )

    def _show(self, request: HttpRequest, form: ServiceForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": _("Thêm dịch vụ")}
        return render(request, "contracts/service_form.html", context, status=status)


class ServicePage(Page):
    """One service: its prices day by day; a new price; the end of the present one."""

    verbs = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.row(SERVICES, pk=pk), PriceForm(), ClosePriceForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        service = self.row(SERVICES, Can.MANAGE_PRICES, pk=pk)
        price, close = PriceForm(), ClosePriceForm()
        who: dict[str, Any] = {"by": self.person.user, "at": timezone.now()}
        if "last_day" in request.POST:
            close = ClosePriceForm(request.POST)
            if close.is_valid():
                with faults_on(close):
                    services.close_price(service_id=pk, **close.cleaned_data, **who)
                    messages.success(request, _("Đã ngừng đơn giá."))
                    return redirect("contracts:service", pk=pk)
        else:
            price = PriceForm(request.POST)
            if price.is_valid():
                with faults_on(price):
                    services.set_price(service_id=pk, **price.cleaned_data, **who)
                    messages.success(request, _("Đã đặt đơn giá."))
                    return redirect("contracts:service", pk=pk)
        return self._show(request, service, price, close, status=400)

    def _show(
        self,
        request: HttpRequest,
        service: ServiceItem,
        price: PriceForm,
        close: ClosePriceForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "service": service,
            "now": service.price_on(timezone.localdate()),
            "prices": sorted(service.prices.all(), key=lambda p: p.valid_from, reverse=True),
            "price_form": price,
            "close_form": close,
            "may_change": self.person.may(Can.MANAGE_PRICES, service.centre),
            "events": history(service),
        }
        return render(request, "contracts/service.html", context, status=status)
