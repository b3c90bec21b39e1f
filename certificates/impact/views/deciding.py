"""One touched job with its points; decisions about one or many; clients told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from certificates.impact import notices, queries, services
from certificates.impact.computing import touched
from certificates.impact.findings import Point
from certificates.impact.forms import DecideForm, InformForm
from certificates.impact.recalling import to_withdraw
from certificates.impact.tasks import suspect_of
from certificates.impact.words import why_words
from certificates.models import ImpactCase, ImpactItem
from certificates.states import Decided, Effect
from common.errors import Refused
from common.forms import faults_on
from common.text import row_id
from metrology.quantities.units import UNITS

_ITEMS = (
    "customer", "certificate", "job__instrument__type", "job__centre", "decision__by",
    "decision__new_job",
)  # fmt: skip


def found_items(case: ImpactCase) -> Any:
    """The items of a case with all that a page or a letter says of them."""
    return case.items.with_standing().select_related(*_ITEMS)


class Item(Page):
    """One touched job: each point as it was stated and as it is."""

    verb = Can.SEE_IMPACT

    def get(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        case = self.row(queries.whole(), pk=pk)
        found = get_object_or_404(found_items(case), pk=item)
        points = [
            point
            for each in touched(suspect_of(case), jobs=[found.job_id])
            for point in each.points
        ]
        context = {
            "case": case,
            "item": found,
            "lines": [_line(point) for point in points],
            "decisions": found.decisions.select_related("by", "new_job"),
            "may": case.open and self.person.may(Can.MANAGE_IMPACT, case.centre),
            "to_withdraw": to_withdraw(found),
            "may_withdraw": self.person.may(Can.WITHDRAW_CERTIFICATES, case.centre),
        }
        return render(request, "certificates/impact/item.html", context)


def _line(point: Point) -> dict[str, Any]:
    return {
        "point": point,
        "place": dict(point.place),
        "symbol": UNITS[point.error_unit or point.unit].symbol,
        "effect": Effect(point.effect),
        "why": why_words(point.why),
    }


class _Chosen(Page):
    """What is done with chosen items: a page that shows them, and the deed."""

    verb = Can.MANAGE_IMPACT
    template = ""

    def chosen(self, request: HttpRequest, case: ImpactCase) -> list[ImpactItem]:
        """The items named in the address or the form; what is not of the case is passed over."""
        typed = (request.POST if request.method == "POST" else request.GET).getlist("items")
        ids = [pk for each in typed[: services.MOST + 1] if (pk := row_id(each)) is not None]
        items = list(found_items(case).filter(pk__in=ids).order_by("customer__name", "pk"))
        if not items:
            raise Refused(_("Chưa chọn phiếu nào."), code="nothing_chosen")
        return items

    def case(self, pk: int) -> ImpactCase:
        """The case, where the person decides."""
        return self.row(queries.whole(), Can.MANAGE_IMPACT, pk=pk)

    def show(
        self, request: HttpRequest, case: ImpactCase, items: list[ImpactItem], form: forms.Form
    ) -> HttpResponse:
        """The page, with status 400 when something in the form is wrong."""
        context = {"case": case, "items": items, "form": form, "places": _places()}
        context |= self.beside(case, items, form)
        status = 400 if form.errors else 200
        return render(request, self.template, context, status=status)

    def beside(self, case: ImpactCase, items: list[ImpactItem], form: forms.Form) -> dict[str, Any]:
        """What else the page shows."""
        return {}


def _places() -> str:
    return ", ".join(f"{{{each}}}" for each in notices.PLACES)


class Decide(_Chosen):
    """Decide about one or many; the letter is shown for the first as it will be kept."""

    template = "certificates/impact/decide.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        items = self.chosen(request, case)
        return self.show(request, case, items, DecideForm(initial=_initial(case, items)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        items = self.chosen(request, case)
        form = DecideForm(request.POST)
        if "preview" in request.POST:
            form.is_valid()
            return self.show(request, case, items, _hushed(form))
        if form.is_valid():
            with faults_on(form):
                services.decide(
                    case_id=pk, item_ids=[item.pk for item in items], verdict=form.verdict(),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã ghi quyết định."))
                return redirect("certificates:impact-case", pk=pk)
        return self.show(request, case, items, form)

    def beside(self, case: ImpactCase, items: list[ImpactItem], form: forms.Form) -> dict[str, Any]:
        """The letters of the first item, filled."""
        letters = {
            lang: notices.filled(str(form[f"notice_{lang}"].value() or ""), items[0], case, lang)
            for lang in ("vi", "en")
        }
        return {"letters": letters}


def _initial(case: ImpactCase, items: list[ImpactItem]) -> dict[str, str]:
    """The text with its places open for many, filled for one: then it can be edited to the end."""
    found = {}
    for lang in ("vi", "en"):
        text = notices.template(lang)
        if len(items) == 1:
            text = notices.filled(text, items[0], case, lang)
        found[f"notice_{lang}"] = text
    worst = {item.worst for item in items}
    if worst <= {str(Effect.WITHIN), ""}:
        found["decided"] = Decided.NO_EFFECT
    return found


def _hushed(form: DecideForm) -> DecideForm:
    """The same form as typed, nothing judged yet."""
    return DecideForm(initial=form.data.dict() if hasattr(form.data, "dict") else {})


class Inform(_Chosen):
    """Record that the clients of the chosen jobs were told."""

    template = "certificates/impact/inform.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        form = InformForm(initial={"on": timezone.localdate()})
        return self.show(request, case, self.chosen(request, case), form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        items = self.chosen(request, case)
        form = InformForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.inform(
                    case_id=pk, item_ids=[item.pk for item in items], by=self.person.user,
                    at=timezone.now(), **form.cleaned_data,
                )  # fmt: skip
                messages.success(request, _("Đã ghi."))
                return redirect("certificates:impact-case", pk=pk)
        return self.show(request, case, items, form)
