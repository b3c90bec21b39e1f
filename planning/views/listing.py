"""A list of entries: found by its address, counted by state, paged, as a file, with quick entry."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import DomainError
from common.forms import faults_on
from planning.register.asking import Asked
from planning.register.columns import FORMATS, file_of, heads, in_order, lines

SIZE = 50


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """What a service gives; None when it refuses, which is then beside the fields of the form.

    `form.asked` says that it only asks whether this is another one.
    """
    made = None
    with faults_on(form):
        try:
            made = act()
        except DomainError as error:
            form.asked = error.code.endswith("_known")
            raise
    return made


class EntryList(Page):
    """One list. A child says which rows, by which register, and how one is added."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PLANNING, "post": Can.RECORD_PLANNING}
    register: ClassVar[Any]
    model: ClassVar[Any]
    quick_form: ClassVar[Any]
    tab: ClassVar[str]
    page_of: ClassVar[str]  # name of the address of one row
    file: ClassVar[str]
    keeps: ClassVar[tuple[str, ...]] = ()  # what the next quick entry begins with

    def find(self, rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
        """What the address asks for, but for the state."""
        found: QuerySet[Any] = self.register.found(rows, asked, timezone.localdate())
        return found

    def words(self) -> dict[str, Any]:
        """Titles and sentences of this list."""
        raise NotImplementedError

    def add(self, facts: dict[str, Any]) -> Any:
        """The entries that were made."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked(request.GET, self.register.CHOICES)
        if (kind := request.GET.get("format")) in FORMATS:
            rows = self._ordered(self._in_state(asked), asked)
            title = str(self.words()["title"])
            return file_of(kind, self.file, title, self.register.COLUMNS, rows.iterator(1000))
        return self._show(request, asked, self._quick(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.quick_form(request.POST, centres=self.person.centres(Can.RECORD_PLANNING))
        if form.is_valid() and attempt(form, lambda: self.add(dict(form.cleaned_data))):
            typed = {name: request.POST.get(name, "") for name in self.keeps}
            request.session[f"planning.{self.tab}"] = typed
            messages.success(request, _("Đã thêm. Dòng nhập vẫn mở cho mục tiếp theo."))
            return redirect(request.get_full_path())
        asked = Asked(request.GET, self.register.CHOICES)
        return self._show(request, asked, form, status=400)

    def _quick(self, request: HttpRequest) -> Any:
        if not self.person.may(Can.RECORD_PLANNING):
            return None
        kept = request.session.pop(f"planning.{self.tab}", None)
        form = self.quick_form(initial=kept or {}, centres=self.person.centres(Can.RECORD_PLANNING))
        form.fresh = kept is not None
        return form

    def _in_state(self, asked: Asked) -> "QuerySet[Any]":
        rows = self.find(self.model.objects.visible_to(self.person), asked)
        found: QuerySet[Any] = self.register.in_state(rows, asked.chosen["state"])
        return found

    def _ordered(self, found: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
        return in_order(self.register.shown(found), self.register.COLUMNS, asked.sort)

    def _show(
        self, request: HttpRequest, asked: Asked, form: Any, status: int = 200
    ) -> HttpResponse:
        found = self.find(self.model.objects.visible_to(self.person), asked)
        counts = self.register.counted(found)
        all_of = sum(n for state, n in counts.items() if state != "struck")
        state = asked.chosen["state"]
        rows = self._ordered(self.register.in_state(found, state), asked)
        pages = Paginator(rows, SIZE)
        pages.count = counts.get(state, 0) if state else all_of
        page = pages.get_page(request.GET.get("page"))
        context = {
            **self.words(),
            **self.more(self.register.in_state(found, state)),
            "page": page,
            "lines": list(lines(self.register.COLUMNS, page)),
            "heads": heads(self.register.COLUMNS, asked.sort),
            "count": pages.count,
            "all": all_of,
            "states": [
                (one, counts[one.value]) for one in self.register.CHOICES["state"]
                if counts.get(one.value)
            ],
            "state": state,
            "choices": [
                (name, choices.choices, asked.chosen[name])
                for name, choices in self.register.CHOICES.items() if name != "state"
            ],
            "asked": asked,
            "centres": list(self.person.centres(Can.SEE_PLANNING)),
            "quick": form,
            "tab": self.tab,
            "page_of": self.page_of,
        }  # fmt: skip
        return render(request, "planning/list.html", context, status=status)

    def more(self, found: "QuerySet[Any]") -> dict[str, Any]:
        """What else the page says of all that was found."""
        del found
        return {}
