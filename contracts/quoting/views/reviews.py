"""The request and its review."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from contracts.access import CONTRACTS
from contracts.models import Contract
from contracts.quoting.forms import ReviewForm
from contracts.quoting.reviews import ReviewFacts, record_review, review_of


class ReviewPage(Page):
    """Write down what is asked and what the review found."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        review = review_of(contract)
        names = asdict(ReviewFacts())
        initial = {name: getattr(review, name) for name in names} if review else names
        return self._show(request, contract, ReviewForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = ReviewForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                record_review(
                    contract_id=pk, facts=form.facts(), by=self.person.user, at=timezone.now()
                )
                messages.success(request, _("Đã ghi yêu cầu và xem xét."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: Any, status: int = 200
    ) -> HttpResponse:
        lead = _("Xem xét trước khi ký (ISO/IEC 17025:2017, 7.1); điều đã thỏa thuận đi vào phiếu.")
        context = {
            "form": form,
            "contract": contract,
            "title": _("Yêu cầu và xem xét yêu cầu"),
            "action": _("Ghi yêu cầu và xem xét"),
            "lead": lead,
        }
        return render(request, "contracts/form.html", context, status=status)
