"""Whether a certificate was issued under an authority, at a moment. Nothing is fetched."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any


def leads_to(certificate: Any, others: Iterable[Any], anchors: Iterable[str], at: datetime) -> bool:
    """Whether a path of valid certificates leads from `certificate` to one of `anchors` (PEM)."""
    from certificates.signing import pem

    roots = [one for text in anchors for one in pem.load_many(text)]
    if not roots:
        return False
    try:
        return _path_there(certificate, list(others), roots, at)
    except Exception:  # noqa: BLE001 -- whatever a stranger's certificate does, it is not trusted
        return False


def _path_there(certificate: Any, others: list[Any], roots: list[Any], at: datetime) -> bool:
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

    context = ValidationContext(
        trust_roots=[_plain(one) for one in roots],
        other_certs=[_plain(one) for one in others],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos={"md2", "md5", "sha1"},
    )
    found = CertificateValidator(_plain(certificate), validation_context=context)
    try:
        _finished(found)
    except (PathBuildingError, PathValidationError):
        return False
    return True


def _finished(validator: Any) -> None:
    def run() -> None:
        asyncio.run(validator.async_validate_path())

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        run()
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def _plain(certificate: Any) -> Any:
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    return Certificate.load(certificate.public_bytes(Encoding.DER))
