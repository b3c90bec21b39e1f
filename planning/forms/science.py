"""The shape of what people type about tasks, their extensions and products."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import CentreField
from accounts.models import Centre
from common.forms import DayInput, RowsField, day
from planning.models import Extension, Product, ScienceTask
from planning.services.products import MOST
from planning.states import TaskKind


def again() -> forms.BooleanField:
    """The answer to "is this another one?"; shown where it was asked."""
    return forms.BooleanField(label=_("Đúng là mục khác, vẫn thêm"), required=False)


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry as a form. The rules of its days are the services', not the model's."""

    def __init__(self, *args: Any, centres: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if self.instance.pk is not None:
            for name in ("centre", "again"):
                fields.pop(name, None)
            for field in fields.values():
                field.show_hidden_initial = True
        elif "centre" in fields:
            fields["centre"].queryset = centres
            fields["centre"].initial = centres.first()
        for field in fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()

    def _post_clean(self) -> None:
        """Leave the instance as it was read: services write."""

    @property
    def changed(self) -> dict[str, Any]:
        """What the person changed, as a service takes it."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    @property
    def seen(self) -> dict[str, Any]:
        """What stood there, of what the person changed, when the page was made."""
        found = {}
        for name in self.changed_data:
            bound = self[name]
            if bound.html_initial_name in self.data:
                text = bound.field.hidden_widget().value_from_datadict(
                    self.data, self.files, bound.html_initial_name
                )
                found[name] = _as_typed(bound.field, text)
        return found


def _as_typed(field: forms.Field, text: Any) -> Any:
    """What a field of the page said; what is no value of it is nobody's."""
    try:
        return field.to_python(text)
    except forms.ValidationError:
        return text


class TaskForm(EntryForm):
    """A task with all that is known of it."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    again = again()

    class Meta:
        model = ScienceTask
        fields = (
            "centre", "kind", "code", "title", "level", "role", "strand", "head", "starts_on",
            "ends_on", "submitted_on", "approved_on", "acceptance_due_on", "accepted_on",
            "acceptance_paper", "stopped_on", "stopped_why", "again",
        )  # fmt: skip


class QuickTaskForm(EntryForm):
    """The row at the top of the list: the least that a task needs."""

    centre = CentreField(Centre.objects.none(), label=_("Đơn vị"), empty_label=None)
    again = again()

    class Meta:
        model = ScienceTask
        fields = ("title", "kind", "level", "role", "starts_on", "ends_on", "centre", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", TaskKind.SCIENCE)


class OnForm(forms.Form):
    """The day of a step."""

    on = day(_("Ngày"), initial=timezone.localdate)


class AcceptForm(OnForm):
    """A task is accepted."""

    paper = forms.CharField(label=_("Văn bản nghiệm thu"), max_length=200, required=False)
    open_products = forms.BooleanField(label=_("Nghiệm thu khi chưa đủ sản phẩm"), required=False)


class WhyForm(forms.Form):
    """Why an entry is taken back."""

    why = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class StopForm(OnForm, WhyForm):
    """A task is given up."""

    field_order = ("on", "why")


class StrikeTaskForm(WhyForm):
    """A task is taken back, with the products that it has."""

    with_products = forms.BooleanField(label=_("Bỏ cả các sản phẩm của nhiệm vụ"), required=False)


class ExtensionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A request to move the deadline."""

    class Meta:
        model = Extension
        fields = ("until", "asked_on", "why", "paper")
        widgets = {"until": DayInput(), "asked_on": DayInput()}

    def _post_clean(self) -> None:
        """The rules of its days are the services'."""


class ExtensionChangeForm(EntryForm):
    """What was written of a request and of its answer."""

    class Meta:
        model = Extension
        fields = ("until", "asked_on", "approved_on", "refused_on", "why", "paper")


class AnswerForm(OnForm):
    """What became of a request."""

    approved = forms.TypedChoiceField(
        label=pgettext_lazy("gia hạn", "Kết quả"),
        choices=[("1", _("được duyệt")), ("0", _("bị từ chối"))],
        coerce=lambda text: text == "1",
    )
    paper = forms.CharField(label=_("Văn bản"), max_length=200, required=False)
    field_order = ("approved", "on", "paper")


class ProductsForm(EntryForm):
    """One product, or many with numbered names."""

    count = forms.IntegerField(
        label=_("Số lượng"), min_value=1, max_value=MOST, initial=1,
        help_text=_("Từ 2 trở lên thì tên được đánh số: “Báo cáo chuyên đề 1”, “… 2”."),
    )  # fmt: skip
    again = again()

    class Meta:
        model = Product
        fields = ("name", "kind", "count", "due_on", "delivered_on", "accepted_on", "again")


class ProductForm(EntryForm):
    """One product."""

    class Meta:
        model = Product
        fields = ("name", "kind", "due_on", "delivered_on", "accepted_on")


class PickForm(OnForm):
    """Products of a task, and the day they were handed over or accepted."""

    act = forms.ChoiceField(choices=[("deliver", ""), ("accept", "")])
    products = RowsField(
        Product.objects.none(), error_messages={"required": _("Hãy chọn ít nhất một sản phẩm.")}
    )

    def __init__(self, *args: Any, task: ScienceTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["products"].queryset = task.products.filter(struck_at__isnull=True)
