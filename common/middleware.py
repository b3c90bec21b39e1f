"""A refusal that no view caught still reaches the person as a sentence, never as a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.api import as_json
from common.errors import DomainError, Fault, InvalidInput


class RefusalMiddleware:
    """Turns a DomainError into a page or, under /api/, into JSON, with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):  # no text of ours holds a NUL
            message = _("Có ký tự không phải là chữ.")
            return self._answer(request, InvalidInput(Fault("", message, code="not_text")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a DomainError; anything else is none of ours."""
        if not isinstance(error, DomainError):
            return None
        return self._answer(request, error)

    def _answer(self, request: HttpRequest, error: DomainError) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse(as_json(error), status=error.status)
        return render(request, "refusal.html", {"error": error}, status=error.status)
