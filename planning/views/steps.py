"""The next move of an entry on a small page of its own: a day, a reason, a paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from planning.views.listing import attempt


@dataclass(frozen=True)
class Move:
    """One move: its words, its form, the service that makes it (pk, facts, by, at)."""

    label: Any
    form: Any
    make: Callable[..., Any]
    hint: Any = ""
    danger: bool = False


class StepPage(Page):
    """Asks for what a move needs and makes it."""

    verb = Can.RECORD_PLANNING
    move: str = ""
    moves: ClassVar[Mapping[str, Move]] = {}
    model: ClassVar[Any]
    tab: ClassVar[str]
    back: ClassVar[str]

    def entry(self, pk: int) -> Any:
        """The row, where the person may change it."""
        rows = self.model.objects.select_related("centre")
        return self.row(rows, Can.RECORD_PLANNING, pk=pk)

    def fitted(self, form: Any, row: Any) -> Any:
        """The form as this row needs it."""
        del row
        return form

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.entry(pk)
        return self._show(request, row, self.fitted(self._move.form(), row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.entry(pk)
        form = self.fitted(self._move.form(request.POST), row)
        if form.is_valid():
            facts = {**form.cleaned_data, "by": self.person.user, "at": timezone.now()}
            if attempt(form, lambda: self._move.make(pk, facts)):
                messages.success(request, _("Đã ghi: %(move)s.") % {"move": self._move.label})
                return redirect(self.back, pk=pk)
        return self._show(request, row, form, status=400)

    @property
    def _move(self) -> Move:
        return self.moves[self.move]

    def _show(self, request: HttpRequest, row: Any, form: Any, status: int = 200) -> HttpResponse:
        context = {"row": row, "form": form, "move": self._move, "back": self.back, "tab": self.tab}
        return render(request, "planning/step.html", context, status=status)


@dataclass(frozen=True)
class Button:
    """A move on the page of a thing; `why_not` where it has to wait."""

    label: Any
    url: str
    danger: bool = False
    primary: bool = False
    why_not: Any = ""
