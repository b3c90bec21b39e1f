"""Products of a task: entered, delivered, accepted, changed, struck; and its extensions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import Page
from accounts.permissions import Can
from planning.forms import science as forms
from planning.models import Extension, Product, ScienceTask
from planning.services import extensions, products
from planning.views.listing import attempt
from planning.views.science import show_task


class _OfTask(Page):
    """What hangs on a task, where the person may change the task."""

    verb = Can.RECORD_PLANNING

    def task(self, **lookup: Any) -> ScienceTask:
        rows = ScienceTask.objects.select_related("centre", "entered_by")
        task: ScienceTask = self.row(rows, Can.RECORD_PLANNING, **lookup)
        return task

    def said(self) -> dict[str, Any]:
        return {"by": self.person.user, "at": timezone.now()}


class AddProducts(_OfTask):
    """One product or many, from the task's page."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(pk=pk)
        form = forms.ProductsForm(request.POST)
        if form.is_valid():
            facts = {**form.cleaned_data, **self.said()}
            made = attempt(form, lambda: products.add_products(task_id=pk, **facts))
            if made:
                n = len(made)
                said = ngettext("Đã thêm %(n)s sản phẩm.", "Đã thêm %(n)s sản phẩm.", n)
                messages.success(request, said % {"n": n})
                return redirect(reverse("planning:task", args=[pk]) + "#products")
        return show_task(self, request, task, status=400, products_form=form)


class MoveProducts(_OfTask):
    """Picked products were handed over, or accepted, on a day."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(pk=pk)
        form = forms.PickForm(request.POST, task=task)
        if form.is_valid():
            typed = form.cleaned_data
            move = (
                products.deliver_products if typed["act"] == "deliver" else products.accept_products
            )
            ids = [one.pk for one in typed["products"]]
            moved = attempt(
                form,
                lambda: move(task_id=pk, product_ids=ids, on=typed["on"], **self.said()),
            )
            if moved:
                n = len(moved)
                said = ngettext("Đã ghi %(n)s sản phẩm.", "Đã ghi %(n)s sản phẩm.", n)
                messages.success(request, said % {"n": n})
                return redirect(reverse("planning:task", args=[pk]) + "#products")
        picked = set(request.POST.getlist("products"))
        return show_task(self, request, task, status=400, pick=form, picked=picked)


class _Change(_OfTask):
    """A form about something of a task."""

    title: Any = ""
    danger = False

    def show(
        self, request: HttpRequest, task: ScienceTask, form: Any, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {"row": task, "form": form, "tab": "tasks", **more}
        return render(request, "planning/part_form.html", context, status=status)

    def done(self, request: HttpRequest, task: ScienceTask) -> HttpResponse:
        messages.success(request, _("Đã lưu thay đổi."))
        return redirect("planning:task", pk=task.pk)


class ProductPage(_Change):
    """One product: its facts, to be corrected."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product, task = self._both(pk)
        return self._page(request, task, product, forms.ProductForm(instance=product))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product, task = self._both(pk)
        form = forms.ProductForm(request.POST, instance=product)
        if form.is_valid():
            facts = {**form.changed, "seen": form.seen, **self.said()}
            if attempt(form, lambda: products.change_product(product_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, task, product, form, status=400)

    def _both(self, pk: int) -> tuple[Product, ScienceTask]:
        task = self.task(products__pk=pk)
        return task.products.get(pk=pk), task

    def _page(
        self, request: HttpRequest, task: Any, product: Product, form: Any, status: int = 200
    ) -> HttpResponse:
        strike = (
            None if product.struck_at else reverse("planning:strike-product", args=[product.pk])
        )
        more = {"title": _("Sửa sản phẩm"), "lead": product.name, "strike": strike,
                "strike_label": _("Bỏ sản phẩm")}  # fmt: skip
        return self.show(request, task, form, status, **more)


class StrikeProduct(_Change):
    """Take one product back, with the reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, pk, forms.WhyForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(products__pk=pk)
        form = forms.WhyForm(request.POST)
        if form.is_valid():
            facts = {**form.cleaned_data, **self.said()}
            if attempt(form, lambda: products.strike_product(product_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, pk, form, status=400)

    def _page(self, request: HttpRequest, pk: int, form: Any, status: int = 200) -> HttpResponse:
        task = self.task(products__pk=pk)
        product = task.products.get(pk=pk)
        more = {"title": _("Bỏ sản phẩm"), "lead": product.name, "danger": True}
        return self.show(request, task, form, status, **more)


class ExtendTask(_Change):
    """Ask for a later deadline."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(pk=pk)
        return self._page(request, task, forms.ExtensionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(pk=pk)
        form = forms.ExtensionForm(request.POST)
        if form.is_valid():
            facts = {**form.cleaned_data, **self.said()}
            if attempt(form, lambda: extensions.ask_extension(task_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, task, form, status=400)

    def _page(self, request: HttpRequest, task: Any, form: Any, status: int = 200) -> HttpResponse:
        deadline = task.deadline(timezone.localdate())
        lead = _("Hạn hiện nay: %(day)s.") % {"day": f"{deadline:%d/%m/%Y}"}
        return self.show(request, task, form, status, title=_("Đề nghị gia hạn"), lead=lead)


class AnswerExtension(_Change):
    """What became of a request."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, pk, forms.AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        form = forms.AnswerForm(request.POST)
        if form.is_valid():
            facts = {**form.cleaned_data, **self.said()}
            if attempt(form, lambda: extensions.answer_extension(extension_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, pk, form, status=400)

    def _page(self, request: HttpRequest, pk: int, form: Any, status: int = 200) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        return self.show(
            request, task, form, status, title=_("Kết quả gia hạn"),
            lead=lead_of(task.extensions.get(pk=pk)),
        )  # fmt: skip


class ChangeExtension(_Change):
    """Correct what was written of a request and of its answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        row = task.extensions.get(pk=pk)
        return self._page(request, task, row, forms.ExtensionChangeForm(instance=row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        row = task.extensions.get(pk=pk)
        form = forms.ExtensionChangeForm(request.POST, instance=row)
        if form.is_valid():
            facts = {**form.changed, "seen": form.seen, **self.said()}
            if attempt(form, lambda: extensions.change_extension(extension_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, task, row, form, status=400)

    def _page(
        self, request: HttpRequest, task: Any, row: Extension, form: Any, status: int = 200
    ) -> HttpResponse:
        strike = None if row.struck_at else reverse("planning:strike-extension", args=[row.pk])
        more = {"strike": strike, "strike_label": _("Bỏ lần gia hạn")}
        title = _("Sửa lần gia hạn")
        return self.show(request, task, form, status, title=title, lead=lead_of(row), **more)


class StrikeExtension(_Change):
    """Take one request back, with the reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, pk, forms.WhyForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        form = forms.WhyForm(request.POST)
        if form.is_valid():
            facts = {**form.cleaned_data, **self.said()}
            if attempt(form, lambda: extensions.strike_extension(extension_id=pk, **facts)):
                return self.done(request, task)
        return self._page(request, pk, form, status=400)

    def _page(self, request: HttpRequest, pk: int, form: Any, status: int = 200) -> HttpResponse:
        task = self.task(extensions__pk=pk)
        more = {"lead": lead_of(task.extensions.get(pk=pk)), "danger": True}
        return self.show(request, task, form, status, title=_("Bỏ lần gia hạn"), **more)


def lead_of(row: Extension) -> str:
    """One request in a sentence."""
    return _("Đề nghị ngày %(asked)s gia hạn đến %(until)s.") % {
        "asked": f"{row.asked_on:%d/%m/%Y}", "until": f"{row.until:%d/%m/%Y}",
    }  # fmt: skip
