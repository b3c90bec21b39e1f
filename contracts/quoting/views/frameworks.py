"""Framework agreements: the list, one with its orders, and a draft put under one."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from contracts.access import CONTRACTS
from contracts.models import Contract, Framework
from contracts.queries import standing_of
from contracts.quoting import frameworks
from contracts.quoting.access import FRAMEWORKS, matching
from contracts.quoting.drawing import drawn, drawn_of
from contracts.quoting.forms import (
    FilterForm,
    FrameworkForm,
    OverCapForm,
    PutUnderForm,
    ReasonForm,
    SignFrameworkForm,
)
from contracts.quoting.orders import orders_of
from contracts.states import FRAMEWORK_MOVES, FrameworkState


class Frameworks(Page):
    """The agreements one sees, with what is drawn of each."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        asked = FilterForm(request.GET)
        rows = FRAMEWORKS.visible_to(self.person).filter(matching(asked.get("q") or ""))
        state = asked.state_of(FrameworkState)
        if state:
            rows = rows.filter(state=state)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        found = list(page)
        sums = drawn_of(found, today)
        context = {
            "page": page,
            "rows": [(one, sums[one.pk], one.valid_to < today) for one in found],
            "state": state,
            "states": FrameworkState.choices,
            "inside": self.person.may(Can.SEE_PRICES),
            "may_add": self.person.may(Can.MANAGE_CONTRACTS),
        }
        return render(request, "contracts/quoting/frameworks.html", context)


class NewFramework(Page):
    """A new draft."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {"customer": request.GET.get("customer")}
        return _form(request, FrameworkForm(person=self.person, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FrameworkForm(request.POST, person=self.person)
        if form.is_valid():
            customer = form.cleaned_data["customer"]
            self.person.insist(Can.MANAGE_CONTRACTS, customer.centre)
            with faults_on(form):
                made = frameworks.draft_framework(
                    centre=customer.centre,
                    customer=customer,
                    number=form.cleaned_data["number"],
                    facts=form.facts(),
                    by=self.person.user,
                    at=timezone.now(),
                )
                messages.success(request, _("Đã lưu nháp. Bước sau: ký, rồi gắn đơn hàng vào."))
                return redirect("contracts:framework", pk=made.pk)
        return _form(request, form, status=400)


def _form(
    request: HttpRequest,
    form: Any,
    *,
    title: str = "",
    lead: str = "",
    framework: Framework | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title or _("Soạn hợp đồng nguyên tắc"),
        "lead": lead,
        "framework": framework,
    }
    return render(request, "contracts/quoting/framework_form.html", context, status=status)


class FrameworkPage(Page):
    """One agreement: what it allows, what is drawn, by which orders."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        framework = self.row(FRAMEWORKS, pk=pk)
        today = timezone.localdate()
        orders = Contract.objects.visible_to(self.person).filter(framework=framework)
        page = Paginator(orders.order_by("-signed_on", "-pk"), 50)
        shown = page.get_page(request.GET.get("page"))
        inside = self.person.may(Can.SEE_CONTRACTS, framework.centre)
        manages = self.person.may(Can.MANAGE_CONTRACTS, framework.centre)
        context = {
            "framework": framework,
            "drawn": drawn(framework, today),
            "ran_out": framework.valid_to < today,
            "page": shown,
            "orders": orders_of(list(shown), today),
            "inside": inside,
            "moves": _moves(framework) if manages else [],
            "events": history(framework) if inside else [],
        }
        return render(request, "contracts/quoting/framework.html", context)


def _moves(framework: Framework) -> list[tuple[str, Any, bool]]:
    """(address, label, primary) of what an officer may do next."""
    moves: list[tuple[str, Any, bool]] = []
    if framework.state in FRAMEWORK_MOVES["sign"].sources:
        moves.append(("sign-framework", _("Ký hợp đồng nguyên tắc"), True))
        moves.append(("change-framework", _("Sửa"), False))
    if framework.state in FRAMEWORK_MOVES["end"].sources:
        moves.append(("end-framework", _("Chấm dứt"), False))
    return moves


class _Step(Page):
    """One step with an agreement: title, form, service."""

    verb = Can.MANAGE_CONTRACTS
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""

    def form(self, framework: Framework, data: Any = None) -> Any:
        """The form of this step."""
        raise NotImplementedError

    def act(self, framework: Framework, form: Any, who: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        framework = self.row(FRAMEWORKS, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, framework, self.form(framework))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        framework = self.row(FRAMEWORKS, Can.MANAGE_CONTRACTS, pk=pk)
        form = self.form(framework, request.POST)
        if form.is_valid():
            with faults_on(form):
                self.act(framework, form, {"by": self.person.user, "at": timezone.now()})
                messages.success(request, _("Đã ghi."))
                return redirect("contracts:framework", pk=pk)
        return self._show(request, framework, form, status=400)

    def _show(
        self, request: HttpRequest, framework: Framework, form: Any, status: int = 200
    ) -> HttpResponse:
        return _form(
            request, form, title=self.title, lead=self.lead, framework=framework, status=status
        )


class ChangeFramework(_Step):
    """Amend a draft."""

    title = gettext_lazy("Sửa hợp đồng nguyên tắc")

    def form(self, framework: Framework, data: Any = None) -> Any:
        names = ("title", "valid_to", "cap_gross", "cap_items", "over")
        return FrameworkForm(data, initial={name: getattr(framework, name) for name in names})

    def act(self, framework: Framework, form: Any, who: dict[str, Any]) -> None:
        frameworks.change_framework(framework_id=framework.pk, facts=form.facts(), **who)


class SignFramework(_Step):
    """From this day on it takes orders."""

    title = gettext_lazy("Ký hợp đồng nguyên tắc")
    lead = gettext_lazy("Từ ngày ký, hợp đồng nháp của khách hàng này gắn được vào đây.")

    def form(self, framework: Framework, data: Any = None) -> Any:
        return SignFrameworkForm(data)

    def act(self, framework: Framework, form: Any, who: dict[str, Any]) -> None:
        frameworks.sign_framework(framework_id=framework.pk, **form.cleaned_data, **who)


class EndFramework(_Step):
    """No further orders."""

    title = gettext_lazy("Chấm dứt hợp đồng nguyên tắc")
    lead = gettext_lazy("Không ký thêm đơn hàng nào; các đơn hàng đã ký vẫn tiếp tục.")

    def form(self, framework: Framework, data: Any = None) -> Any:
        return ReasonForm(data)

    def act(self, framework: Framework, form: Any, who: dict[str, Any]) -> None:
        frameworks.end_framework(framework_id=framework.pk, **form.cleaned_data, **who)


class _OnContract(Page):
    """A decision about a draft and its agreement."""

    verb = Can.MANAGE_CONTRACTS
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""

    def form(self, contract: Contract, data: Any = None) -> Any:
        """The form of this decision."""
        raise NotImplementedError

    def act(self, contract: Contract, typed: dict[str, Any], who: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, self.verb, pk=pk)
        return self._show(request, contract, self.form(contract))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, self.verb, pk=pk)
        form = self.form(contract, request.POST)
        if form.is_valid():
            with faults_on(form):
                who = {"by": self.person.user, "at": timezone.now()}
                self.act(contract, form.cleaned_data, who)
                messages.success(request, _("Đã ghi."))
                return redirect("contracts:detail", pk=pk)
        return self._show(request, contract, form, status=400)

    def _show(
        self, request: HttpRequest, contract: Contract, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {
            "contract": contract,
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "standing": standing_of(contract, timezone.localdate()),
        }
        return render(request, "contracts/form.html", context, status=status)


class PutUnder(_OnContract):
    """Choose the agreement of a draft."""

    title = gettext_lazy("Gắn với hợp đồng nguyên tắc")
    lead = gettext_lazy("Đơn hàng trừ dần vào mức của hợp đồng nguyên tắc khi được ký.")

    def form(self, contract: Contract, data: Any = None) -> Any:
        initial = {"framework": contract.framework_id}
        return PutUnderForm(data, contract=contract, initial=initial)

    def act(self, contract: Contract, typed: dict[str, Any], who: dict[str, Any]) -> None:
        chosen = typed["framework"]
        frameworks.put_under(
            contract_id=contract.pk, framework_id=chosen.pk if chosen else None, **who
        )


class ApproveOverCap(_OnContract):
    """A manager lets one order pass."""

    verb = Can.APPROVE_OVER_CAP
    title = gettext_lazy("Duyệt vượt mức hợp đồng nguyên tắc")
    lead = gettext_lazy("Đơn hàng lớn hơn mức đã duyệt thì phải duyệt lại.")

    def form(self, contract: Contract, data: Any = None) -> Any:
        return OverCapForm(data)

    def act(self, contract: Contract, typed: dict[str, Any], who: dict[str, Any]) -> None:
        frameworks.approve_over_cap(contract_id=contract.pk, **typed, **who)
