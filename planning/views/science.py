"""Science tasks: the list with quick entry, one task, its form and its moves."""

from datetime import date
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
from planning.forms import science as forms
from planning.models import Product, ScienceTask
from planning.register import tasks as register
from planning.services import science
from planning.states import TaskState
from planning.views.listing import EntryList, attempt
from planning.views.steps import Button, Move, StepPage
from planning.views.timeline import timeline


class Tasks(EntryList):
    """Every task the person sees."""

    register: ClassVar[Any] = register
    model = ScienceTask
    quick_form = forms.QuickTaskForm
    tab = "tasks"
    page_of = "planning:task"
    file = "nhiem-vu"
    keeps = ("kind", "level", "role", "starts_on", "ends_on", "centre")

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Nhiệm vụ KH&CN và nhiệm vụ thường xuyên"),
            "search": _("Mã số, tên, chủ nhiệm"),
            "empty": _(
                "Ở đây sẽ có các nhiệm vụ KH&CN và nhiệm vụ thường xuyên theo chức năng, với thời"
                " hạn, các lần gia hạn và sản phẩm."
            ),
            "begin": _("Bắt đầu bằng dòng nhập nhanh ở trên."),
            "year_label": _("Thực hiện trong năm"),
            "brings": "tasks",
            "new": reverse("planning:new-task"),
            "new_label": _("Nhập đầy đủ"),
        }

    def more(self, found: "QuerySet[Any]") -> dict[str, Any]:
        return {"products": register.products_of(found)}

    def add(self, facts: dict[str, Any]) -> Any:
        centre = facts.pop("centre")
        self.person.insist(Can.RECORD_PLANNING, centre)
        return science.add_task(
            centre=centre, **facts, by=self.person.user, at=timezone.now()
        )  # fmt: skip


class AddTask(Page):
    """A task with all that is known of it."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, forms.TaskForm(centres=self._centres()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = forms.TaskForm(request.POST, centres=self._centres())
        if form.is_valid():
            facts = {**form.cleaned_data, "by": self.person.user, "at": timezone.now()}
            if made := attempt(form, lambda: science.add_task(**facts)):
                messages.success(request, _("Đã thêm nhiệm vụ."))
                return redirect("planning:task", pk=made.pk)
        return self._show(request, form, status=400)

    def _centres(self) -> Any:
        return self.person.centres(Can.RECORD_PLANNING)

    def _show(self, request: HttpRequest, form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": _("Thêm nhiệm vụ"), "back": reverse("planning:tasks")}
        return render(request, "planning/task_form.html", context, status=status)


class ChangeTask(Page):
    """Other facts of a task; only what the person changed is written."""

    verb = Can.RECORD_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.row(ScienceTask.objects.select_related("centre"), self.verb, pk=pk)
        return self._show(request, task, forms.TaskForm(instance=task))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.row(ScienceTask.objects.select_related("centre"), self.verb, pk=pk)
        form = forms.TaskForm(request.POST, instance=task)
        if form.is_valid():
            facts = {**form.changed, "seen": form.seen}
            by, at = self.person.user, timezone.now()
            if attempt(form, lambda: science.change_task(task_id=pk, **facts, by=by, at=at)):
                messages.success(request, _("Đã lưu thay đổi."))
                return redirect("planning:task", pk=pk)
        return self._show(request, task, form, status=400)

    def _show(
        self, request: HttpRequest, task: ScienceTask, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form, "title": _("Sửa nhiệm vụ"), "row": task,
            "back": reverse("planning:task", args=[task.pk]),
        }  # fmt: skip
        return render(request, "planning/task_form.html", context, status=status)


class TaskPage(Page):
    """One task: what is known of it, its extensions and products, its life, its next moves."""

    verb = Can.SEE_PLANNING

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show_task(self, request, self.row(_tasks(), pk=pk))


def _tasks() -> Any:
    return ScienceTask.objects.select_related("centre", "entered_by")


def show_task(
    page: Page, request: HttpRequest, task: ScienceTask, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a task; `more` brings a form that was refused."""
    today = timezone.localdate()
    (stood,) = register.standing(ScienceTask.objects.filter(pk=task.pk), today)
    extensions = list(task.extensions.all())
    products = list(task.products.all())
    may_change = page.person.may(Can.RECORD_PLANNING, task.centre) and not task.struck_at
    waiting = [
        one for one in extensions if not (one.approved_on or one.refused_on or one.struck_at)
    ]
    context = {
        "task": task,
        "deadline": stood.deadline_on,
        "state": TaskState(stood.state),
        "extensions": extensions,
        "products": products,
        "sums": _sums(products, today),
        "may_change": may_change,
        "moves": _moves(task, waiting=bool(waiting)) if may_change else [],
        "moments": timeline(task, *extensions, *products),
        "products_form": forms.ProductsForm(),
        "pick": forms.PickForm(task=task),
        "today": today,
        "tab": "tasks",
        **more,
    }
    return render(request, "planning/task.html", context, status=status)


def _sums(products: list[Product], today: date) -> dict[str, int]:
    standing = [one for one in products if one.struck_at is None]
    return {
        "all": len(standing),
        "due": sum(one.due_on <= today for one in standing),
        "delivered": sum(one.delivered_on is not None for one in standing),
        "accepted": sum(one.accepted_on is not None for one in standing),
        "late": sum(one.delivered_on is None and one.due_on < today for one in standing),
    }


def _moves(task: ScienceTask, *, waiting: bool) -> list[Button]:
    ended = bool(task.accepted_on or task.stopped_on)

    def url(name: str) -> str:
        return reverse(f"planning:{name}", args=[task.pk])

    wait = _("một đề nghị đang chờ trả lời") if waiting else ""
    offered = [
        (not task.submitted_on and not task.approved_on and not ended,
         Button(_("Ghi ngày trình"), url("submit-task"))),
        (not task.approved_on and not ended, Button(_("Ghi phê duyệt"), url("approve-task"))),
        (not ended, Button(_("Ghi nghiệm thu"), url("accept-task"), primary=True)),
        (not ended, Button(_("Đề nghị gia hạn"), url("extend-task"), why_not=wait)),
        (not ended, Button(pgettext("nút", "Dừng"), url("stop-task"))),
        (True, Button(_("Sửa"), url("change-task"))),
        (True, Button(pgettext("nút", "Bỏ"), url("strike-task"), danger=True)),
    ]  # fmt: skip
    return [button for fits, button in offered if fits]


class TaskStep(StepPage):
    """A move of a task."""

    model = ScienceTask
    tab = "tasks"
    back = "planning:task"
    moves: ClassVar[dict[str, Move]] = {
        "submit": Move(
            gettext_lazy("Ghi ngày trình"), forms.OnForm,
            lambda pk, facts: science.submit_task(task_id=pk, **facts),
        ),
        "approve": Move(
            gettext_lazy("Ghi phê duyệt"), forms.OnForm,
            lambda pk, facts: science.approve_task(task_id=pk, **facts),
        ),
        "accept": Move(
            gettext_lazy("Ghi nghiệm thu"), forms.AcceptForm,
            lambda pk, facts: science.accept_task(task_id=pk, **facts),
            gettext_lazy("Sản phẩm chưa giao đến ngày ấy sẽ được hỏi lại."),
        ),
        "stop": Move(
            gettext_lazy("Dừng nhiệm vụ"), forms.StopForm,
            lambda pk, facts: science.stop_task(task_id=pk, **facts), danger=True,
        ),
        "strike": Move(
            gettext_lazy("Bỏ nhiệm vụ"), forms.StrikeTaskForm,
            lambda pk, facts: science.strike_task(task_id=pk, **facts),
            gettext_lazy("Mục bị bỏ không được đếm nữa nhưng vẫn đọc được, cùng lý do."),
            danger=True,
        ),
    }  # fmt: skip

    def fitted(self, form: Any, row: Any) -> Any:
        """What is asked about products stands there only where there are some."""
        standing = row.products.filter(struck_at__isnull=True)
        if self.move == "accept" and not standing.filter(delivered_on__isnull=True).exists():
            del form.fields["open_products"]
        if self.move == "strike" and not standing.exists():
            del form.fields["with_products"]
        return form
