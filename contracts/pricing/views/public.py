"""The price list that everybody may read without an account (NĐ 105/2016, Art. 11)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Centre
from contracts.pricing.public import centres_with_prices, public_list
from contracts.states import LineKind


class PublicCentres(Page):
    """The centres that have a price list; where there is one alone, its list."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        centres = centres_with_prices(timezone.localdate())
        if len(centres) == 1:
            return redirect("contracts:public-prices", code=centres[0].code)
        return render(request, "contracts/pricing/public_centres.html", {"centres": centres})


class PublicPrices(Page):
    """What one centre charges today."""

    public = True

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        centre = get_object_or_404(Centre, code=code.replace("\x00", "?"))
        found = public_list(centre, timezone.localdate())
        groups = [
            (kind.label, rows)
            for kind in LineKind
            if (rows := [row for row in found.rows if row.service.kind == kind])
        ]
        context = {"found": found, "groups": groups}
        return render(request, "contracts/pricing/public.html", context)
