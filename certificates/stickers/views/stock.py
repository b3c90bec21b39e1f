"""The stock: what is where; batches received, ranges issued, given back, spoilt, destroyed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.models import User
from accounts.permissions import Can
from audit.record import history
from certificates.models import StickerSeries
from certificates.states import StickerState
from certificates.stickers import queries, services
from certificates.stickers.forms import BackForm, DestroyForm, IssueForm, SeriesForm, WhyForm
from certificates.stickers.hands import may_hold
from common.forms import faults_on
from common.templatetags.show import count


class Stock(Page):
    """Every code with its pieces by state, and what is in whose hand."""

    verb = Can.SEE_STICKERS

    def get(self, request: HttpRequest) -> HttpResponse:
        codes = queries.codes(self.person)
        context = {
            "codes": codes,
            "hands": queries.hands(self.person),
            "may": self.person.may(Can.MANAGE_STICKERS),
            "mine": self.person.may(Can.HANDLE_STICKERS),
        }
        return render(request, "certificates/stickers/stock.html", context)


class Series(Page):
    """One batch: what came, and what was done with it."""

    verb = Can.SEE_STICKERS

    def get(self, request: HttpRequest, series: int) -> HttpResponse:
        found = self.row(StickerSeries.objects.select_related("centre", "by"), pk=series)
        rows = found.stickers.order_by().values_list("state").annotate(n=Count("pk"))
        counts = dict(rows)
        context = {
            "series": found,
            "pieces": f"{found.shown(found.first)} – {found.shown(found.last)}",
            "counts": [
                (state, label, counts.get(state, 0)) for state, label in StickerState.choices
            ],
            "events": history(found),
        }
        return render(request, "certificates/stickers/series.html", context)


class Receive(Page):
    """A batch from the printer."""

    verb = Can.MANAGE_STICKERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request, self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            said = dict(form.cleaned_data)
            with faults_on(form):
                made = services.receive_series(
                    centre=said.pop("centre"), new=services.NewSeries(**said),
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                n = made.last - made.first + 1
                messages.success(request, _("Đã nhập %s tem vào kho.") % count(n))
                return redirect("certificates:stickers")
        return self._answer(request, form)

    def _form(self, data: Any = None) -> SeriesForm:
        centres = self.person.centres(Can.MANAGE_STICKERS)
        return SeriesForm(data, centres=centres, initial={"centre": centres.first()})

    def _answer(self, request: HttpRequest, form: SeriesForm) -> HttpResponse:
        context = {"form": form, "title": _("Nhập tem"), "button": _("Nhập vào kho")}
        status = 400 if form.is_bound else 200
        return render(request, "certificates/stickers/form.html", context, status=status)


class Issue(Page):
    """Hand a range, or the next ones, to a person."""

    verb = Can.MANAGE_STICKERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request, self._form(initial=_initial(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            with faults_on(form):
                moves = self._issue(form)
                words = {"n": count(services.total(moves)), "to": form.cleaned_data["to"]}
                messages.success(request, _("Đã giao %(n)s tem cho %(to)s.") % words)
                return redirect("certificates:stickers")
        return self._answer(request, form)

    def _issue(self, form: IssueForm) -> Any:
        said, run = form.cleaned_data, form.run()
        who: dict[str, Any] = {"to": said["to"], "by": self.person.user, "at": timezone.now()}
        if said["count"] is None:
            return services.issue(**run, **who)
        return services.issue_next(
            centre=run["centre"], code=run["code"], count=said["count"], **who
        )

    def _form(self, data: Any = None, **more: Any) -> IssueForm:
        codes = queries.codes(self.person, Can.MANAGE_STICKERS)
        on = timezone.localdate()
        people = User.objects.none()
        for centre in self.person.centres(Can.MANAGE_STICKERS):
            people = people | may_hold(centre, on)
        return IssueForm(data, codes=codes, people=people.distinct(), **more)

    def _answer(self, request: HttpRequest, form: IssueForm) -> HttpResponse:
        context = {"form": form, "title": _("Giao tem"), "button": _("Giao tem")}
        status = 400 if form.is_bound else 200
        return render(request, "certificates/stickers/form.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name][:40] for name in ("series", "first", "last", "to")
            if name in request.GET}  # fmt: skip


# deed → title, button, form, service, what is said afterwards
DEEDS: dict[str, tuple[Any, Any, type[Any], Callable[..., Any], Any]] = {
    "return": (
        gettext_lazy("Nhận lại tem"), gettext_lazy("Nhận lại"), BackForm, services.give_back,
        gettext_lazy("Đã nhận lại %(n)s tem."),
    ),
    "damage": (
        gettext_lazy("Ghi tem hỏng"), gettext_lazy("Ghi hỏng"), WhyForm, services.report_damage,
        gettext_lazy("Đã ghi hỏng %(n)s tem."),
    ),
    "destroy": (
        gettext_lazy("Hủy tem"), gettext_lazy("Hủy tem"), DestroyForm, services.destroy,
        gettext_lazy("Đã hủy %(n)s tem."),
    ),
}  # fmt: skip


class Move(Page):
    """What the keeper of the stock does with a range."""

    verb = Can.MANAGE_STICKERS
    deed = "return"

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = DEEDS[self.deed]
        codes = queries.codes(self.person, Can.MANAGE_STICKERS)
        return self._answer(request, kind[2](codes=codes, initial=_initial(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = DEEDS[self.deed]
        form = kind[2](request.POST, codes=queries.codes(self.person, Can.MANAGE_STICKERS))
        if form.is_valid():
            more = {name: form.cleaned_data[name] for name in ("why", "protocol")
                    if name in form.cleaned_data}  # fmt: skip
            with faults_on(form):
                moves = kind[3](**form.run(), **more, by=self.person.user, at=timezone.now())
                n = count(services.total(moves))
                messages.success(request, kind[4] % {"n": n})
                return redirect("certificates:stickers")
        return self._answer(request, form)

    def _answer(self, request: HttpRequest, form: Any) -> HttpResponse:
        kind = DEEDS[self.deed]
        context = {
            "form": form,
            "title": kind[0],
            "button": kind[1],
            "danger": self.deed == "destroy",
        }
        status = 400 if form.is_bound else 200
        return render(request, "certificates/stickers/form.html", context, status=status)
