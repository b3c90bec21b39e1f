"""Proposals and the year's programme: lists with quick entry, one entry, its form and moves."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.doors import Page
from accounts.permissions import Can
from planning.forms import proposals as forms
from planning.forms.science import OnForm, WhyForm
from planning.models import ProgrammeItem, Proposal
from planning.register import programme as items_register
from planning.register import proposals as register
from planning.register.asking import Asked
from planning.services import programme, proposals
from planning.states import ItemState, ProposalState
from planning.views.listing import EntryList, attempt
from planning.views.steps import Button, Move, StepPage
from planning.views.timeline import timeline


class Proposals(EntryList):
    """Every proposal the person sees."""

    register: ClassVar[Any] = register
    model = Proposal
    quick_form = forms.QuickProposalForm
    tab = "proposals"
    page_of = "planning:proposal"
    file = "de-xuat"
    keeps = ("kind", "level", "plan_year", "made_on", "centre")

    def find(self, rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
        return register.found(rows, asked)

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Đề xuất cho các năm tới"),
            "search": _("Tên đề xuất"),
            "empty": _(
                "Ở đây sẽ có các đề xuất nhiệm vụ, chủ trương đầu tư, đề án, dự án cho các năm tới."
            ),
            "begin": _("Bắt đầu bằng dòng nhập nhanh ở trên."),
            "year_label": _("Năm kế hoạch"),
            "brings": "proposals",
        }

    def add(self, facts: dict[str, Any]) -> Any:
        return proposals.add_proposal(**facts, by=self.person.user, at=timezone.now())


class Programme(EntryList):
    """Every line of the yearly programmes the person sees."""

    register: ClassVar[Any] = items_register
    model = ProgrammeItem
    quick_form = forms.ItemsForm
    tab = "programme"
    page_of = "planning:item"
    file = "chuong-trinh-cong-tac"
    keeps = ("year", "source", "issued_on", "strand", "centre")

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Chương trình công tác năm"),
            "search": _("Nội dung, văn bản"),
            "empty": _("Ở đây sẽ có các mục của chương trình công tác năm, với hạn và ngày xong."),
            "begin": _("Bắt đầu bằng dòng nhập nhanh ở trên."),
            "year_label": pgettext("lịch", "Năm"),
            "brings": "programme",
        }

    def add(self, facts: dict[str, Any]) -> Any:
        return programme.add_items(**facts, by=self.person.user, at=timezone.now())


class EntryPage(Page):
    """One entry: its facts, its life, its next moves."""

    verb = Can.SEE_PLANNING
    model: ClassVar[Any]
    tab: ClassVar[str]
    register: ClassVar[Any]
    states: ClassVar[Any]

    def facts(self, row: Any) -> list[tuple[Any, Any]]:
        """(label, value) of what is known."""
        names = (one for one in self.shown if getattr(row, one) not in (None, ""))
        found = []
        for name in names:
            display = getattr(row, f"get_{name}_display", None)
            label = self.model._meta.get_field(name).verbose_name
            found.append((label, display() if display else getattr(row, name)))
        return found

    shown: ClassVar[tuple[str, ...]] = ()

    def state(self, row: Any) -> Any:
        """Where the entry stands today."""
        raise NotImplementedError

    def moves(self, row: Any) -> list[Button]:
        """Its next moves."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(self.model.objects.select_related("centre", "entered_by"), pk=pk)
        may_change = self.person.may(Can.RECORD_PLANNING, row.centre) and not row.struck_at
        context = {
            "row": row,
            "facts": self.facts(row),
            "state": self.state(row),
            "moves": self.moves(row) if may_change else [],
            "moments": timeline(row),
            "tab": self.tab,
            "list": f"planning:{self.tab}",
        }
        return render(request, "planning/entry.html", context)


def _buttons(*offered: tuple[bool, Button]) -> list[Button]:
    return [button for fits, button in offered if fits]


class ProposalPage(EntryPage):
    """One proposal."""

    model = Proposal
    tab = "proposals"
    shown = ("kind", "level", "plan_year", "made_on", "submitted_on", "approved_on", "refused_on")

    def state(self, row: Any) -> Any:
        (stood,) = register.standing(Proposal.objects.filter(pk=row.pk))
        return ProposalState(stood.state)

    def moves(self, row: Any) -> list[Button]:
        def url(name: str) -> str:
            return reverse(f"planning:{name}", args=[row.pk])

        open_still = not (row.approved_on or row.refused_on)
        wait = "" if row.submitted_on else _("chưa trình")
        return _buttons(
            (open_still and not row.submitted_on,
             Button(_("Ghi ngày trình"), url("submit-proposal"), primary=True)),
            (open_still, Button(_("Ghi được duyệt"), url("approve-proposal"), why_not=wait,
                                primary=not wait)),
            (open_still, Button(_("Ghi bị từ chối"), url("refuse-proposal"), why_not=wait)),
            (True, Button(_("Sửa"), url("change-proposal"))),
            (True, Button(pgettext("nút", "Bỏ"), url("strike-proposal"), danger=True)),
        )  # fmt: skip


class ItemPage(EntryPage):
    """One line of the programme."""

    model = ProgrammeItem
    tab = "programme"
    shown = ("year", "source", "issued_on", "due_on", "done_on", "strand")

    def state(self, row: Any) -> Any:
        rows = ProgrammeItem.objects.filter(pk=row.pk)
        (stood,) = items_register.standing(rows, timezone.localdate())
        return ItemState(stood.state)

    def moves(self, row: Any) -> list[Button]:
        def url(name: str) -> str:
            return reverse(f"planning:{name}", args=[row.pk])

        return _buttons(
            (not row.done_on, Button(_("Ghi hoàn thành"), url("finish-item"), primary=True)),
            (True, Button(_("Sửa"), url("change-item"))),
            (True, Button(pgettext("nút", "Bỏ"), url("strike-item"), danger=True)),
        )


class ChangeEntry(Page):
    """Other facts of an entry; only what the person changed is written."""

    verb = Can.RECORD_PLANNING
    model: ClassVar[Any]
    form: ClassVar[Any]
    tab: ClassVar[str]
    back: ClassVar[str]

    def change(self, pk: int, facts: dict[str, Any]) -> Any:
        """What the service gives."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(self.model.objects.select_related("centre"), self.verb, pk=pk)
        return self._show(request, row, self.form(instance=row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(self.model.objects.select_related("centre"), self.verb, pk=pk)
        form = self.form(request.POST, instance=row)
        if form.is_valid():
            facts = {**form.changed, "seen": form.seen}
            facts |= {"by": self.person.user, "at": timezone.now()}
            if attempt(form, lambda: self.change(pk, facts)):
                messages.success(request, _("Đã lưu thay đổi."))
                return redirect(self.back, pk=pk)
        return self._show(request, row, form, status=400)

    def _show(self, request: HttpRequest, row: Any, form: Any, status: int = 200) -> HttpResponse:
        context = {"row": row, "form": form, "back": self.back, "tab": self.tab}
        return render(request, "planning/entry_form.html", context, status=status)


class ChangeProposal(ChangeEntry):
    """Other facts of a proposal."""

    model = Proposal
    form = forms.ProposalForm
    tab = "proposals"
    back = "planning:proposal"

    def change(self, pk: int, facts: dict[str, Any]) -> Any:
        return proposals.change_proposal(proposal_id=pk, **facts)


class ChangeItem(ChangeEntry):
    """Other facts of a line of the programme."""

    model = ProgrammeItem
    form = forms.ItemForm
    tab = "programme"
    back = "planning:item"

    def change(self, pk: int, facts: dict[str, Any]) -> Any:
        return programme.change_item(item_id=pk, **facts)


_STRUCK = gettext_lazy("Mục bị bỏ không được đếm nữa nhưng vẫn đọc được, cùng lý do.")


class ProposalStep(StepPage):
    """A move of a proposal."""

    model = Proposal
    tab = "proposals"
    back = "planning:proposal"
    moves: ClassVar[dict[str, Move]] = {
        "submit": Move(
            gettext_lazy("Ghi ngày trình"), OnForm,
            lambda pk, facts: proposals.submit_proposal(proposal_id=pk, **facts),
        ),
        "approve": Move(
            gettext_lazy("Ghi được duyệt"), OnForm,
            lambda pk, facts: proposals.approve_proposal(proposal_id=pk, **facts),
        ),
        "refuse": Move(
            gettext_lazy("Ghi bị từ chối"), OnForm,
            lambda pk, facts: proposals.refuse_proposal(proposal_id=pk, **facts),
        ),
        "strike": Move(
            gettext_lazy("Bỏ đề xuất"), WhyForm,
            lambda pk, facts: proposals.strike_proposal(proposal_id=pk, **facts), _STRUCK,
            danger=True,
        ),
    }  # fmt: skip


class ItemStep(StepPage):
    """A move of a line of the programme."""

    model = ProgrammeItem
    tab = "programme"
    back = "planning:item"
    moves: ClassVar[dict[str, Move]] = {
        "finish": Move(
            gettext_lazy("Ghi hoàn thành"), OnForm,
            lambda pk, facts: programme.finish_item(item_id=pk, **facts),
        ),
        "strike": Move(
            gettext_lazy("Bỏ mục chương trình công tác"), WhyForm,
            lambda pk, facts: programme.strike_item(item_id=pk, **facts), _STRUCK, danger=True,
        ),
    }  # fmt: skip
