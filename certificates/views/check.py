"""The public check page: anyone who scans the QR, in both languages at once."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.doors import Page
from certificates import checking

TOO_MANY = 429


class CheckPage(Page):
    """Valid, replaced, withdrawn, expired, or unknown: now, and nothing confidential."""

    public = True

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        rate = checking.CheckRate()
        if not rate.allow_request(request, self):  # type: ignore[arg-type]
            answer = render(request, "certificates/check_wait.html", status=TOO_MANY)
            answer["Retry-After"] = str(int(rate.wait() or 60))
            return answer
        told = checking.look(
            public_id=public_id.replace("\0", ""),
            source=checking.address_of(request),
            at=timezone.now(),
        )
        status = 404 if told.answer == checking.UNKNOWN else 200
        context = {"told": told} | _days(told)
        answer = render(request, "certificates/check.html", context, status=status)
        patch_cache_control(answer, no_store=True)
        return answer


def _days(told: checking.Told) -> dict[str, date]:
    """The ISO days of the answer as dates, for a reader."""
    names = ("performed_on", "issued_on", "valid_until", "ended_on")
    facts = told.facts or {}
    return {name: date.fromisoformat(facts[name]) for name in names if facts.get(name)}
