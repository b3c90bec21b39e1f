"""Signing and the other decisions: a small page each, with the day and the reason."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.permissions import Can
from common.forms import faults_on
from contracts import services
from contracts.access import CONTRACTS
from contracts.faults import as_on, renamed
from contracts.forms import DayForm, SignForm
from contracts.models import Contract
from contracts.queries import standing_of


class Decision(Page):
    """One decision: title, lead, form, service."""

    verb = Can.MANAGE_CONTRACTS
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    done: ClassVar[Any] = ""

    def form(self, data: Any = None) -> Any:
        """The form of this decision."""
        return DayForm(data)

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        return self._show(request, contract, self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        form = self.form(request.POST)
        if form.is_valid():
            with faults_on(form):
                who = {"by": self.person.user, "at": timezone.now()}
                self.decide(contract.pk, form.cleaned_data, who)
                messages.success(request, self.done)
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


class Sign(Decision):
    """Sign a draft."""

    title = gettext_lazy("Ký hợp đồng")
    lead = gettext_lazy(
        "Ngày ký ấn định thuế suất GTGT của từng dòng; mỗi phương tiện, mẫu mở một phiếu công việc."
    )
    done = gettext_lazy("Đã ký; phiếu công việc đã mở.")

    def form(self, data: Any = None) -> Any:
        return SignForm(data)

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        services.sign(contract_id=pk, **typed, **who)


class Accept(Decision):
    """Record the acceptance."""

    title = gettext_lazy("Nghiệm thu")
    lead = gettext_lazy("Khách hàng nhận kết quả theo biên bản nghiệm thu.")
    done = gettext_lazy("Đã ghi nghiệm thu.")

    def form(self, data: Any = None) -> Any:
        return DayForm(data, label=_("Ngày nghiệm thu"), ask_why=False)

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        with renamed(as_on("accepted_on")):
            services.accept(contract_id=pk, accepted_on=typed["on"], **who)


class Pause(Decision):
    """Let it stand still."""

    title = gettext_lazy("Tạm dừng hợp đồng")
    lead = gettext_lazy("Hợp đồng đứng yên từ ngày này cho tới khi có người cho tiếp tục.")
    done = gettext_lazy("Đã tạm dừng.")

    def form(self, data: Any = None) -> Any:
        return DayForm(data, label=_("Tạm dừng từ"))

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        with renamed(as_on("from_on")):
            services.pause(contract_id=pk, from_on=typed["on"], why=typed["why"], **who)


class Resume(Decision):
    """Let it go on."""

    title = gettext_lazy("Tiếp tục hợp đồng")
    done = gettext_lazy("Hợp đồng tiếp tục.")

    def form(self, data: Any = None) -> Any:
        return DayForm(data, label=_("Tiếp tục từ"), ask_why=False)

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        with renamed(as_on("to_on")):
            services.resume(contract_id=pk, to_on=typed["on"], **who)


class Liquidate(Decision):
    """Close it."""

    title = gettext_lazy("Thanh lý hợp đồng")
    lead = gettext_lazy(
        "Thanh lý trước khi nghiệm thu, hoặc khi còn phải thu, cần lý do. Phiếu công việc chưa"
        " làm sẽ bị hủy."
    )
    done = gettext_lazy("Đã thanh lý.")

    def form(self, data: Any = None) -> Any:
        return DayForm(data, label=_("Ngày thanh lý"))

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        with renamed(as_on("liquidated_on")):
            services.liquidate(contract_id=pk, liquidated_on=typed["on"], why=typed["why"], **who)


class Cancel(Decision):
    """Cancel it."""

    title = gettext_lazy("Hủy hợp đồng")
    lead = gettext_lazy(
        "Doanh thu theo hợp đồng không còn tính hợp đồng này từ ngày hủy. Phiếu công việc chưa"
        " làm xong sẽ bị hủy theo."
    )
    done = gettext_lazy("Đã hủy hợp đồng.")

    def form(self, data: Any = None) -> Any:
        return DayForm(data, label=_("Ngày hủy"))

    def decide(self, pk: int, typed: dict[str, Any], who: dict[str, Any]) -> None:
        with renamed(as_on("cancelled_on")):
            services.cancel(contract_id=pk, cancelled_on=typed["on"], why=typed["why"], **who)
