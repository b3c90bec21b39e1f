"""What the dashboards share: who may open which, what the address asks, the page around them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.doors import Page
from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from common.period import Period

REFRESH = 300  # seconds between looks of a wall screen


@dataclass(frozen=True)
class Tab:
    """One dashboard: the name of its address, its label, the verb that opens it.

    Whoever holds the verb `lands` is led here first.
    """

    name: str
    label: Any
    verb: Can
    lands: Can | None = None


# In the order of the tabs; the menu leads to one's own, else to the first that one may open.
TABS = (
    Tab("reports:director", pgettext_lazy("bảng", "Lãnh đạo"), Can.SEE_FIGURES),
    Tab("reports:department", pgettext_lazy("bảng", "Phòng chuyên môn"), Can.SEE_JOBS),
    Tab("reports:quality", pgettext_lazy("bảng", "Chất lượng"), Can.SEE_IMPACT, Can.MANAGE_IMPACT),
)


@dataclass(frozen=True)
class Asked:
    """A centre with those below it, a period, the day up to which rows count; `wall`: no hands."""

    centre: Centre
    period: Period
    cut_off: date
    today: date
    wall: bool = False

    @property
    def running(self) -> bool:
        """Whether the period is not over."""
        return self.period.end > self.today

    @property
    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        return {"centre": self.centre.code, "period": self.period.code}

    def at(self, period: Period) -> "Asked":
        """The same of another period."""
        return replace(self, period=period, cut_off=period.cut_off(self.today))


class Dashboard(Page):
    """A page of the room. A class gives `verb`, `name` (of its tab), `template` and its `board`."""

    verb: ClassVar[Can]
    name: ClassVar[str]
    template: ClassVar[str]

    def board(self, asked: Asked) -> dict[str, Any]:
        """What is on the page: the context of its template."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """The present year of the highest centre that one sees, unless asked otherwise."""
        centres = list(self.person.centres(self.verb))
        asked = asked_of(request, centres)
        context = {
            "asked": asked,
            "centres": centres,
            "periods": _often(asked.today),
            "tabs": tabs_of(self.person),
            "here": self.name,
            "label": next(tab.label for tab in TABS if tab.name == self.name),
            "now": timezone.localtime(),
            "refresh": REFRESH,
            "refresh_minutes": REFRESH // 60,
        }
        return render(request, self.template, context | self.board(asked))


class Dashboards(Page):
    """Leads to the dashboard that is the person's own, else to the first that they may open."""

    any_role = True

    def get(self, _request: HttpRequest) -> HttpResponse:
        """403 where there is none."""
        found = tabs_of(self.person)
        if not found:
            raise PermissionDenied
        own = (tab for tab in found if tab.lands is not None and self.person.may(tab.lands))
        return redirect(next(own, found[0]).name)


def tabs_of(person: Person) -> list[Tab]:
    """The dashboards that a person may open."""
    return [tab for tab in TABS if person.may(tab.verb)]


def asked_of(request: HttpRequest, centres: list[Centre]) -> Asked:
    """The question of an address; a centre that one does not see does not exist."""
    code = request.GET.get("centre", "")
    found = next((one for one in centres if code in ("", one.code)), None)
    if found is None:
        raise Http404
    today = timezone.localdate()
    period = Period.parse(request.GET.get("period", "") or str(today.year))
    return Asked(found, period, period.cut_off(today), today, request.GET.get("wall") == "1")


def _often(today: date) -> list[Period]:
    """Periods that are asked for often: this year, its half, quarter and month; last year."""
    half = f"{today.year}-H{1 if today.month < 7 else 2}"  # noqa: PLR2004 — July
    codes = (str(today.year), half, Period.quarter_of(today).code, f"{today:%Y-%m}")
    return [Period.parse(code) for code in (*codes, str(today.year - 1))]
