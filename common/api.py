"""How the API answers: one error shape, one way to page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from common.errors import DomainError, Fault, FaultCode
from common.text import row_id

LONGEST_MESSAGE = 300


def as_json(error: DomainError) -> dict[str, Any]:
    """The one error shape: code, sentence, and the faults field by field."""
    return {
        "code": error.code,
        "message": str(error),
        "faults": [fault.as_json() for fault in error.faults],
    }


def _faults(detail: Any, path: str = "") -> list[Fault]:
    """DRF's nested detail as a flat list; a list's index becomes part of the field's name."""
    if isinstance(detail, dict):
        return [f for key, sub in detail.items() for f in _faults(sub, _join(path, str(key)))]
    if isinstance(detail, list):
        nested = [(i, sub) for i, sub in enumerate(detail) if isinstance(sub, (dict, list))]
        plain = [_fault(path, sub) for sub in detail if not isinstance(sub, (dict, list))]
        return plain + [f for i, sub in nested for f in _faults(sub, _join(path, str(i)))]
    return [_fault(path, detail)]


def _fault(path: str, detail: Any) -> Fault:
    """One message; its code may be a FaultCode that says what was found and what is allowed."""
    code = getattr(detail, "code", "invalid")
    message = str(detail)  # DRF repeats what was sent, however long it was
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]}…"
    return Fault(
        path,
        message,
        code=str(code),
        found=getattr(code, "found", ""),
        allowed=getattr(code, "allowed", ""),
    )


def _join(path: str, key: str) -> str:
    if key == "non_field_errors":
        return path
    return f"{path}.{key}" if path else key


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal, ours or the framework's, in the one shape."""
    if isinstance(error, DomainError):
        return Response(as_json(error), status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        shown = DomainError(
            _("Dữ liệu gửi lên chưa đúng."), code="invalid", faults=tuple(_faults(error.detail))
        )
    elif isinstance(error, Http404 | exceptions.NotFound):
        shown = DomainError(_("Không tìm thấy."), code="not_found")
    elif isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        shown = DomainError(_("Bạn không có quyền làm việc này."), code="forbidden")
    else:
        code = getattr(error, "default_code", "error")
        shown = DomainError(str(getattr(error, "detail", error)), code=str(code))
    response.data = as_json(shown)
    return response


class Strict(serializers.Serializer[Any]):
    """A shape that refuses names it does not know, so that a misspelt field is not lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            code = FaultCode("unknown_field", allowed=", ".join(self.fields))
            raise serializers.ValidationError(
                {
                    str(name)[:60]: [exceptions.ErrorDetail(_("Không có trường này."), code)]
                    for name in unknown
                }
            )
        return super().to_internal_value(data)


class Cursor(CursorPagination):
    """Pages of what grows: newest first, 50 rows unless asked for up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def decode_cursor(self, request: Any) -> Any:
        """Refuses (404) also a place that is no id: the database would have to compare with it."""
        cursor = super().decode_cursor(request)
        place = None if cursor is None else cursor.position
        if place is not None and row_id(str(place)) is None:
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor
