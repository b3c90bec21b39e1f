"""The public check page: anyone who scans the QR, in both languages at once."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from accounts.doors import Page
from certificates.checking import commands, files, looking, rates
from certificates.checking.sentences import SIGNATURES, STATES
from certificates.checking.uploads import UploadRefused, received
from certificates.models import Certificate
from certificates.signing import pem

TOO_MANY = 429
STATUSES = {"too_large": 413, "no_file": 400, "one_file": 400, "busy": 503}
DAYS = ("performed_on", "issued_on", "valid_until", "ended_on")
SHEETS = ("office/office.css", "certificates/check.css")
FONT = "vendor/inter/inter.css"  # comes with the front end's build; else the system's font serves


# Nothing is written but the log, nobody's rights are used: a form from anywhere does no harm, and
# a phone without cookies gets an answer.
@method_decorator(csrf_exempt, name="dispatch")
class CheckFile(Page):
    """A file without a page: it says itself which certificate it is of."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, {"unnamed": True})

    def post(self, request: HttpRequest, public_id: str = "") -> HttpResponse:
        """Read the file, tell what it is; nothing of it is kept."""
        if wait := _waits(request, rates.FileRate()):
            return wait
        wanted, source, now = public_id.replace("\0", ""), rates.address_of(request), timezone.now()
        try:
            data = received(request)
            found = files.check(data=data, public_id=wanted, source=source, at=now)
        except (UploadRefused, files.TooBusyError) as error:
            found = files.refused(error.code)
            files.log(found, public_id=wanted, source=source, at=now)
        told = found.told or (looking.tell(wanted, timezone.localdate(now)) if wanted else None)
        context = {"finding": found, "told": told, "unnamed": told is None}
        return _page(request, context, status=STATUSES.get(found.code, 200))


class CheckPage(CheckFile):
    """Valid, replaced, withdrawn, expired, or unknown: now, and nothing confidential."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:  # type: ignore[override]
        if wait := _waits(request, rates.CheckRate()):
            return wait
        told = looking.look(
            public_id=public_id.replace("\0", ""),
            source=rates.address_of(request),
            at=timezone.now(),
        )
        status = 404 if told.answer == looking.UNKNOWN else 200
        return _page(request, {"told": told}, status=status)


def _waits(request: HttpRequest, rate: rates.CheckRate) -> HttpResponse | None:
    """The answer to whoever asks too often."""
    if rate.allow_request(request, None):  # type: ignore[arg-type]
        return None
    answer = _answer("certificates/public/wait.html", {}, status=TOO_MANY)
    answer["Retry-After"] = str(int(rate.wait() or 60))
    return answer


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    told: looking.Told | None = context.get("told")
    if told is not None and told.facts is not None:
        sealed = told.facts["sealed"]
        context |= {"days": _days(told), "inside": _inside(request, told)}
        context |= {"sealer": pem.called(sealed["subject"]) if sealed else ""}
        for one in told.facts["chain"]:
            one |= {"words": STATES[one["answer"]], "day": _shown(one["issued_on"])}
    if found := context.get("finding"):
        context |= _beside(found)
    return _answer("certificates/public/check.html", context | {"at": timezone.now()}, status)


def _answer(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Made without the office's frame: nothing of a session, an account or a menu is asked for."""
    text = render_to_string(template, context | {"static": _static()})
    answer = HttpResponse(text, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@cache
def _static() -> dict[str, Any]:
    """Where the page's sheets and script are; their addresses do not change while we run."""
    font = (FONT,) if (settings.BENCH_DIST / FONT).is_file() else ()
    return {
        "icon": static("office/icon.svg"),
        "sheets": [static(name) for name in (*font, *SHEETS)],
        "script": static("certificates/check.js"),
    }


def _days(told: looking.Told) -> dict[str, str]:
    """The ISO days of the answer for a reader."""
    facts = told.facts or {}
    return {name: _shown(facts[name]) for name in DAYS if facts.get(name)}


def _shown(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def _inside(request: HttpRequest, told: looking.Told) -> str:
    """The certificate's own page, for a signed-in person who may see it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    person = request.person  # type: ignore[attr-defined]
    rows = Certificate.objects.visible_to(person) if person.known else Certificate.objects.none()
    mine = rows.filter(public_id=told.public_id).values_list("pk", flat=True).first()
    return "" if mine is None else reverse("certificates:detail", args=[mine])


def _beside(found: files.Finding) -> dict[str, Any]:
    """What the page tells of a finding: signatures in words, digests, commands."""
    signatures = [
        (name, signature | {"words": SIGNATURES[signature["state"]], "moment": _moment(signature)})
        for name, signature in (("PDF", found.signature), ("XML", found.inner))
        if signature is not None
    ]
    if found.kind == "xml" and signatures:
        signatures = [("XML", signatures[0][1])]
    return {"signatures": signatures, "commands": commands.of(found)}


def _moment(signature: dict[str, Any]) -> datetime | None:
    at = signature.get("at")
    return None if not at else datetime.fromisoformat(at)
