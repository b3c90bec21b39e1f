"""My stickers: what I hold; spoilt ones reported, the rest given back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from certificates.states import StickerDeed
from certificates.stickers import queries, services
from certificates.stickers.forms import BackForm, WhyForm
from certificates.stickers.months import Month
from common.forms import faults_on
from common.templatetags.show import count

RECENT = 20


class Mine(Page):
    """What is in one's own hand, made for a tablet and a phone."""

    verb = Can.HANDLE_STICKERS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Report pieces as spoilt, or give them back."""
        codes = [hand.code for hand in self._hands()]
        spoil = request.POST.get("act") != "return"
        form: Any = (WhyForm if spoil else BackForm)(
            request.POST, codes=codes, prefix="damage" if spoil else "return"
        )
        if form.is_valid():
            deed = services.report_damage if spoil else services.give_back
            with faults_on(form):
                why = form.cleaned_data["why"]
                moves = deed(**form.run(), why=why, by=self.person.user, at=timezone.now())
                n = count(services.total(moves))
                said = _("Đã ghi hỏng %s tem.") if spoil else _("Đã trả %s tem về kho.")
                messages.success(request, said % n)
                return redirect("certificates:stickers-mine")
        return self._show(request, status=400, **{"damage" if spoil else "back": form})

    def _hands(self) -> list[queries.Hand]:
        return queries.hands(self.person, self.person.user)

    def _show(self, request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
        hands = self._hands()
        codes = [hand.code for hand in hands]
        today = timezone.localdate()
        context = {
            "hands": hands,
            "month": Month(today.year, today.month),
            "moves": queries.recent_moves(self.person.user, RECENT),
            "use": StickerDeed.USE,
            "damage": WhyForm(codes=codes, prefix="damage"),
            "back": BackForm(codes=codes, prefix="return"),
            **forms,
        }
        return render(request, "certificates/stickers/mine.html", context, status=status)
