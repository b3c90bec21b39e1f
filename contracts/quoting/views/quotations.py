"""Quotations: the list, one version as a page, and what is done with it."""

import json
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on
from contracts.access import CONTRACTS, centre_asked, works_on
from contracts.models import Quotation
from contracts.quoting import versions
from contracts.quoting.access import (
    QUOTATIONS,
    matching,
    may_answer_as_customer,
    own_quotation_of,
    quotation_of,
)
from contracts.quoting.forms import (
    AnswerForm,
    FilterForm,
    ReasonForm,
    SendForm,
    VersionForm,
)
from contracts.quoting.life import Shown, shown, shown_as, with_gross
from contracts.states import QUOTATION_MOVES, ContractState, QuotationState
from contracts.words import in_words


class Quotations(Page):
    """The offers one sees, newest first; replaced ones only when asked for."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        asked = FilterForm(request.GET)
        rows = QUOTATIONS.visible_to(self.person)
        rows = rows.filter(matching(asked.get("q") or "", prefix="contract__"))
        if customer := asked.get("customer"):
            rows = rows.filter(contract__customer=customer)
        centre = centre_asked(request, self.person, Can.SEE_CONTRACTS)
        if centre is not None:
            rows = rows.filter(contract__centre__path__startswith=centre.path)
        state = asked.state_of(Shown)
        found = with_gross(rows.filter(shown_as(state, today))).order_by("-made_at", "-pk")
        page = Paginator(found, 50).get_page(request.GET.get("page"))
        chips = _counts(rows, today)
        context = {
            "page": page,
            "rows": [(one, shown(one, today)) for one in page],
            "chips": chips,
            "all": sum(n for code, n in chips if code != Shown.REPLACED),
            "state": state,
            "centre": centre,
            "inside": self.person.may(Can.SEE_PRICES),
        }
        return render(request, "contracts/quoting/list.html", context)


def _counts(rows: Any, today: Any) -> list[tuple[Shown, int]]:
    """How many are shown in each state; one query."""
    asked = {code: Count("pk", filter=shown_as(code, today)) for code in Shown.values}
    found = rows.order_by().aggregate(**asked)
    return [(code, found[code]) for code in Shown if found[code]]


class QuotationPage(Page):
    """One version: what it says, and what may be done with it."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(self, request, quotation_of(self.person, pk=pk))


def show(
    page: Page,
    request: HttpRequest,
    quotation: Quotation,
    *,
    reject_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a version, with the customer's form that was refused where there is one."""
    today = timezone.localdate()
    said = json.loads(quotation.statement)
    contract = quotation.contract
    manages = page.person.may(Can.MANAGE_CONTRACTS, contract.centre)
    answers = may_answer_as_customer(page.person, quotation)
    draft = contract.state == ContractState.DRAFT
    context = {
        "quotation": quotation,
        "said": said,
        "words": in_words(said["totals"]["gross"]),
        "shown": shown(quotation, today),
        "inside": works_on(page.person, contract),
        "contract_seen": contract.signed_on is not None or works_on(page.person, contract),
        "moves": _moves(quotation) if manages and draft else [],
        "may_answer": answers and draft and versions.may_answer(quotation, today),
        "reject_form": reject_form or ReasonForm(),
        "others": contract.quotations.visible_to(page.person)
        .exclude(pk=quotation.pk)
        .defer("statement"),
        "outside": sum(line["scope"] == "outside" for line in said["lines"]),
    }
    return render(request, "contracts/quoting/quotation.html", context, status=status)


def _moves(quotation: Quotation) -> list[tuple[str, Any, bool]]:
    """(address, label, primary) of what an officer may do next."""
    state = quotation.state
    moves: list[tuple[str, Any, bool]] = []
    if state in QUOTATION_MOVES["send"].sources:
        moves.append(("send-quotation", _("Ghi đã gửi"), True))
    if state in QUOTATION_MOVES["accept"].sources:
        moves.append(("record-answer", _("Ghi trả lời của khách hàng"), True))
    if state in (QuotationState.SENT, QuotationState.ACCEPTED):
        moves.append(("reopen-quotation", _("Soạn lại"), False))
    return moves


class _Step(Page):
    """One step with a version: title, lead, form, service."""

    verb = Can.MANAGE_CONTRACTS
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    form: ClassVar[type[Any]] = ReasonForm

    def act(self, quotation: Quotation, typed: dict[str, Any], who: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        quotation = quotation_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, quotation, self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        quotation = quotation_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        form = self.form(request.POST)
        if form.is_valid():
            with faults_on(form):
                who = {"by": self.person.user, "at": timezone.now()}
                self.act(quotation, form.cleaned_data, who)
                messages.success(request, self.done)
                return redirect("contracts:quotation", pk=pk)
        return self._show(request, quotation, form, status=400)

    def _show(
        self, request: HttpRequest, quotation: Quotation, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {
            "quotation": quotation,
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "shown": shown(quotation, timezone.localdate()),
        }
        return render(request, "contracts/quoting/step.html", context, status=status)


class Send(_Step):
    """It went to the customer."""

    title = gettext_lazy("Ghi đã gửi báo giá")
    lead = gettext_lazy(
        "Từ lúc này khách hàng thấy bản này và trả lời được; các dòng của hợp đồng nháp đứng yên"
        " theo báo giá."
    )
    done = gettext_lazy("Đã ghi gửi báo giá.")
    form = SendForm

    def act(self, quotation: Quotation, typed: dict[str, Any], who: dict[str, Any]) -> None:
        versions.send(quotation_id=quotation.pk, **typed, **who)


class RecordAnswer(_Step):
    """What the customer said outside the product."""

    title = gettext_lazy("Ghi trả lời của khách hàng")
    lead = gettext_lazy("Khách hàng trả lời bằng điện thoại, thư hoặc văn bản.")
    done = gettext_lazy("Đã ghi trả lời của khách hàng.")
    form = AnswerForm

    def act(self, quotation: Quotation, typed: dict[str, Any], who: dict[str, Any]) -> None:
        facts = {"quotation_id": quotation.pk, "on": typed["on"], "why": typed["why"], **who}
        if typed["answer"] == "accept":
            versions.accept(**facts, for_customer=True)
        else:
            versions.reject(**facts)


class Reopen(_Step):
    """Take it back and change the lines."""

    title = gettext_lazy("Soạn lại báo giá")
    lead = gettext_lazy(
        "Bản này thôi hiệu lực, khách hàng không trả lời được nữa; các dòng của hợp đồng nháp lại"
        " sửa được, rồi soạn bản mới."
    )
    done = gettext_lazy("Đã thu lại báo giá: sửa các dòng rồi soạn bản mới.")

    def act(self, quotation: Quotation, typed: dict[str, Any], who: dict[str, Any]) -> None:
        versions.reopen(quotation_id=quotation.pk, **typed, **who)


class NewVersion(Page):
    """Freeze a draft's lines as the next version."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, contract, VersionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = VersionForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                made = versions.make_version(
                    contract_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã soạn báo giá. Bước sau: gửi khách hàng."))
                return redirect("contracts:quotation", pk=made.pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Any, form: VersionForm, status: int = 200
    ) -> HttpResponse:
        lead = _("Các dòng, các bên, thuế suất hôm nay được chép lại nguyên vẹn thành một bản.")
        context = {"form": form, "contract": contract, "title": _("Soạn báo giá"), "lead": lead}
        return render(request, "contracts/form.html", context, status=status)


class AcceptOffer(Page):
    """The customer agrees."""

    verb = Can.ANSWER_QUOTATIONS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        quotation = own_quotation_of(self.person, pk=pk)
        try:
            versions.accept(quotation_id=pk, by=self.person.user, at=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
            return show(self, request, quotation, status=error.status)
        messages.success(request, _("Cảm ơn bạn. Trung tâm sẽ lập hợp đồng theo báo giá này."))
        return redirect("contracts:quotation", pk=pk)


class RejectOffer(Page):
    """The customer declines, with the reason."""

    verb = Can.ANSWER_QUOTATIONS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        quotation = own_quotation_of(self.person, pk=pk)
        form = ReasonForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                versions.reject(
                    quotation_id=pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("Đã ghi trả lời của bạn."))
                return redirect("contracts:quotation", pk=pk)
        return show(self, request, quotation, reject_form=form, status=400)
