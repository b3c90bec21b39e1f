"""Whom we believe now, read from the database, the settings and the folder of keys."""

from pathlib import Path

from django.conf import settings

from certificates.models import SigningKey, TrustAnchor
from certificates.signing import pem, stamps
from certificates.signing.found import Trust
from common.queue import TryAgain

LISTS = ".crl"  # revocation lists in the folder of keys, as PEM


def trust_now() -> Trust:
    """Two queries; see `found.Trust`."""
    keys = list(SigningKey.objects.values_list("fingerprint", "development", "chain", "retired_at"))
    anchors = list(TrustAnchor.objects.values_list("certificate", "fingerprint", "development"))
    return Trust(
        anchors=tuple(certificate for certificate, _print, _development in anchors),
        own=frozenset(key for key, _development, _chain, _retired in keys),
        development=frozenset(
            [key for key, development, _chain, _retired in keys if development]
            + [print_ for _certificate, print_, development in anchors if development]
        ),
        known=frozenset(
            pem.fingerprint(one) for _key, _dev, chain, _ret in keys for one in pem.load_many(chain)
        ),
        retired=tuple((key, at) for key, _dev, _chain, at in keys if at is not None),
        stamps=_stamps(),
        revoked=_lists(),
    )


def _stamps() -> tuple[str, ...]:
    """A file that is away costs the belief in times, not the whole answer."""
    try:
        return stamps.anchors()
    except TryAgain:
        return ()


def _lists() -> tuple[str, ...]:
    folder = Path(settings.SIGNING_KEYS_DIR)
    if not folder.is_dir():
        return ()
    return tuple(one.read_text() for one in sorted(folder.glob(f"*{LISTS}")))
