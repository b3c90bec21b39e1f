"""What anyone needs to trust our signatures: authorities and signing certificates, as published.

Public parts only. Retired keys stay listed: what they signed is still to be verified.
"""

from collections.abc import Iterable
from typing import Any

from certificates.models import SigningKey, TrustAnchor
from common.canonical import sha256


def anchors() -> list[dict[str, Any]]:
    """Every authority whose signatures we make or accept, oldest first."""
    return [_public(one) for one in TrustAnchor.objects.all()]


def signing_certificates() -> list[dict[str, Any]]:
    """Every certificate that files were or are signed with, oldest first; retired ones too."""
    rows = SigningKey.objects.select_related("centre").order_by("active_from", "pk")
    return [
        _public(one)
        | {
            "issuer": one.issuer,
            "centre": one.centre.code if one.centre is not None else None,
            "active_from": one.active_from,
            "retired_at": one.retired_at,
            "chain": one.chain,
        }
        for one in rows
    ]


def _public(one: TrustAnchor | SigningKey) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "fingerprint_sha256": one.fingerprint,
        "not_before": one.not_before,
        "not_after": one.not_after,
        "development": one.development,
        "certificate": one.certificate,
    }


def bundle(rows: Iterable[dict[str, Any]]) -> str:
    """PEM, each certificate under a line that says whose it is."""
    return "".join(
        f"# {_one_line(one['subject'])}{_said(one)}\n{one['certificate'].strip()}\n" for one in rows
    )


def _said(one: dict[str, Any]) -> str:
    return " (DEVELOPMENT, of no legal value)" if one["development"] else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def tag(text: str) -> str:
    """An entity tag: the same as long as the content is."""
    return f'"{sha256(text)[:32]}"'
