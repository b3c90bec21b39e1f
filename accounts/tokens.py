"""API tokens: 256 random bits, shown once, kept as a digest."""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Token, User
from common.canonical import sha256

LIFE = timedelta(days=90)


def issue_token(*, user: User, at: datetime, label: str = "") -> str:
    """Make a token for `user`; the return value is the only copy."""
    text = f"chuan_{secrets.token_urlsafe(32)}"
    Token.objects.create(
        user=user, digest=sha256(text), label=label, created_at=at, expires_at=at + LIFE
    )
    return text


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token chuan_…`."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        token = self._find(words)
        today = timezone.localdate()
        if token.last_used_on != today:
            Token.objects.filter(pk=token.pk).update(last_used_on=today)
        return token.user, token

    def _find(self, words: list[bytes]) -> Token:
        digest = sha256(words[1]) if len(words) == 2 else ""  # noqa: PLR2004
        token = Token.objects.select_related("user").filter(digest=digest).first()
        if token is None or token.expires_at <= timezone.now() or not token.user.is_active:
            raise AuthenticationFailed(_("Mã truy cập không đúng hoặc đã hết hạn."))
        return token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class PageSession(SessionAuthentication):
    """The session of the pages, CSRF checked; 401 (not 403) for a stranger."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"
