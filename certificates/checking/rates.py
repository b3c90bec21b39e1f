"""Who asks, and how often: one count for page and API, a stricter one for files."""

from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.throttling import SimpleRateThrottle


def address_of(request: Any) -> str:
    """The asker's address: behind our proxy the one it saw, else the connection's own."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS else ""
    return forwarded.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def household(source: str) -> str:
    """What one asker is given whole: of IPv6 a network of 64 bits, each address of it free."""
    try:
        found = ip_address(source)
    except ValueError:
        return source
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(plain) if plain.version == 4 else str(ip_network(f"{plain}/64", strict=False))  # noqa: PLR2004


def hashed(source: str) -> str:
    """A keyed hash of an address: the same asker is known again, and nobody learns who it is."""
    return salted_hmac("certificates.check", source, algorithm="sha256").hexdigest()


class CheckRate(SimpleRateThrottle):
    """So many looks a minute from one address, page and API together."""

    scope = "check"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """One count for each address, or for each network that is one asker's."""
        return f"{self.scope}:{household(address_of(request))}"


class FileRate(CheckRate):
    """So many dropped files a minute from one address: each is read, so fewer than looks."""

    scope = "check_file"
