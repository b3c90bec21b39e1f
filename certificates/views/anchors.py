"""`/.well-known/chuan/`: what outsiders verify our signatures against."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from accounts.doors import Page
from certificates.signing import anchors

HOUR = 3600
PEM, JSON = "application/x-pem-file", "application/json"


class _Published(Page):
    """A public list; may be kept for an hour, and is asked for again by its tag."""

    public = True
    pem = False

    def rows(self) -> list[dict[str, Any]]:
        """What is published."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.rows()
        if self.pem:
            text = anchors.bundle(rows)
        else:
            text = json.dumps({"certificates": rows}, cls=DjangoJSONEncoder, ensure_ascii=False)
        answer = HttpResponse(text, content_type=PEM if self.pem else JSON)
        answer["ETag"] = anchors.tag(text)
        answer["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(answer, public=True, max_age=HOUR)
        return get_conditional_response(request, answer["ETag"], None, answer) or answer


class TrustAnchors(_Published):
    """The authorities, as JSON with fingerprints, days and what is only for development."""

    def rows(self) -> list[dict[str, Any]]:
        """The authorities."""
        return anchors.anchors()


class TrustAnchorsPem(TrustAnchors):
    """The same as one PEM file, for tools."""

    pem = True


class SigningCertificates(_Published):
    """The certificates that files were signed with, the past ones too."""

    def rows(self) -> list[dict[str, Any]]:
        """The certificates."""
        return anchors.signing_certificates()


class SigningCertificatesPem(SigningCertificates):
    """The same as one PEM file."""

    pem = True
