"""The OpenAPI 3.1 description of /api/v1/."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny


class Schema(SpectacularAPIView):
    """Open to anyone: it describes, it holds nothing."""

    permission_classes = (AllowAny,)
    authentication_classes = ()


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description names our token."""

    target_class = "accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """`Authorization: Token chuan_…`."""
        return {"type": "apiKey", "in": "header", "name": "Authorization"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the description names the pages' session."""

    target_class = "accounts.tokens.PageSession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """The session cookie, with the CSRF header on writes."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
