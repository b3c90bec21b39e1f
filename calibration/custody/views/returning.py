"""Handing back: what of one customer leaves, to whom, how it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Customer
from accounts.permissions import Can
from calibration.custody import queries, services
from calibration.custody.forms import LeavingForm
from calibration.custody.rows import Row, picked_keys, pictures, row_ids, tell
from calibration.models import Custody, CustodyRows
from common.errors import DomainError
from common.templatetags.show import count
from common.text import row_id

MOST_SHOWN = 300


class Return(Page):
    """Everything of a customer that is here; what is done is ticked already."""

    verb = Can.HANDLE_ITEMS

    def get(self, request: HttpRequest) -> HttpResponse:
        customer = self._customer(request)
        if customer is None:
            return self._choose(request)
        return self._show(request, customer, LeavingForm(), self._rows(customer, request))

    def post(self, request: HttpRequest) -> HttpResponse:
        customer = self._customer(request)
        if customer is None:
            return self._choose(request, status=400)
        rows = [row.read(request, picked_keys(request)) for row in self._rows(customer, request)]
        form = LeavingForm(request.POST)
        if form.is_valid():
            picked = [row for row in rows if row.picked]
            try:
                self._let_go(request, picked, form.cleaned_data)
            except DomainError as error:
                tell(error, form, {row.key: row for row in rows}.get)
            else:
                shown = count(len(picked))
                messages.success(request, _("Đã trả %(n)s vật.") % {"n": shown})
                home = reverse("calibration:custody")
                return redirect(f"{home}?state=returned&customer={customer.pk}")
        return self._show(request, customer, form, rows, status=400)

    def _let_go(self, request: HttpRequest, picked: list[Row], said: dict[str, Any]) -> None:
        for centre in {row.thing.centre for row in picked}:
            self.person.insist(Can.HANDLE_ITEMS, centre)
        now = timezone.now()
        leaving = services.Leaving(
            returned_to=said["returned_to"],
            at=said["returned_at"] or now,
            condition=said["condition"],
            conditions={row.thing.pk: row.condition for row in picked if row.condition.strip()},
            why=said["why"],
            photos={row.thing.pk: files for row in picked if (files := pictures(request, row.key))},
        )
        services.return_things(
            custody_ids=[row.thing.pk for row in picked], leaving=leaving,
            by=self.person.user, at=now,
        )  # fmt: skip

    def _held(self) -> CustodyRows:
        centres = self.person.centres(Can.HANDLE_ITEMS)
        return Custody.objects.held().filter(centre__in=centres)

    def _customer(self, request: HttpRequest) -> Customer | None:
        """Named in the address, or the owner of the first thing that the address names."""
        pk = row_id(request.GET.get("customer", ""))
        if pk is None:
            ids = list(row_ids(request.GET.getlist("pick")))[:1]
            pk = self._held().filter(pk__in=ids).values_list("customer", flat=True).first()
        return Customer.objects.visible_to(self.person).filter(pk=pk).first() if pk else None

    def _rows(self, customer: Customer, request: HttpRequest) -> list[Row]:
        held = queries.with_relations(self._held().filter(customer=customer))
        several = list(held.order_by("place", "pk")[:MOST_SHOWN])
        busy = queries.unfinished_work(several)
        named = picked_keys(request)
        rows = []
        for one in several:
            one.busy = busy.get(one.pk, [])  # type: ignore[attr-defined]
            picked = str(one.pk) in named if named else one.job_id is not None and not one.busy  # type: ignore[attr-defined]
            rows.append(Row(str(one.pk), one.instrument, one.sample, picked=picked, thing=one))
        return rows

    def _choose(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        context = {"owners": queries.owners_held(self.person)}
        return render(request, "calibration/custody/owners.html", context, status=status)

    def _show(
        self, request: HttpRequest, customer: Customer, form: LeavingForm, rows: list[Row],
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        context = {"customer": customer, "form": form, "rows": rows}
        return render(request, "calibration/custody/return.html", context, status=status)
