"""PAdES on a PDF/A: B-B, or B-T with a time-stamp. An incremental update; the pages stay as set."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from certificates.signing import pem, stamps
from certificates.signing.signer import Signer, is_elliptic

FIELD = "Seal"
DIGEST = "sha256"  # with SHA-384 pyHanko raises the file to PDF 2.0, which PDF/A-3 is not
STAMP_ROOM = 24_000  # hexadecimal digits kept for a signature with its time-stamp


@dataclass(frozen=True)
class Why:
    """What the signature says beside the name: shown by readers of PDF."""

    reason: str = ""
    location: str = ""
    contact: str = ""


def sign(
    pdf: bytes,
    signer: Signer,
    at: datetime,
    tsa: "stamps.Authority | None" = None,
    why: Why = Why(),
) -> tuple[bytes, str]:
    """`pdf` with a signature said to be made at `at`, and its level: "B-B", or "B-T" with `tsa`.

    Raises `TryAgain` when the time-stamp authority is away or lies: a signature that was to carry
    a time-stamp is never made without.
    """
    made = _finished(lambda: _sign(pdf, signer, at, tsa, why))
    return made, "B-B" if tsa is None else "B-T"


async def _sign(
    pdf: bytes, signer: Signer, at: datetime, tsa: "stamps.Authority | None", why: Why
) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    session = signers.PdfSigner(
        _meta(signer, why),
        signer=_maker()(signer),
        timestamper=None if tsa is None else stamps.stamper(tsa),
    ).init_signing_session(writer)
    session.system_time = at
    room = STAMP_ROOM
    if tsa is None:
        room = await session.estimate_signature_container_size(None, tight=True)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    digest, output = document.digest_tbs_document(output=BytesIO())
    said = PdfCMSSignedAttributes(signing_time=at)
    await document.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=said
    )
    assert isinstance(output, BytesIO)
    return output.getvalue()


def _meta(signer: Signer, why: Why) -> Any:
    from pyhanko.sign import fields, signers

    return signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=fields.SigSeedSubFilter.PADES,
        name=pem.part(signer.certificate.subject, pem.ORGANISATION) or None,
        reason=why.reason or None,
        location=why.location or None,
        contact_info=why.contact or None,
    )


@cache
def _maker() -> Any:
    from asn1crypto.algos import SignedDigestAlgorithm
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    def plain(certificate: Any) -> Any:
        return Certificate.load(certificate.public_bytes(Encoding.DER))

    class Sealing(signers.Signer):
        """pyHanko's view of a `Signer`."""

        def __init__(self, signer: Signer) -> None:
            elliptic = is_elliptic(signer.certificate)
            mechanism = "sha256_ecdsa" if elliptic else "sha256_rsa"
            super().__init__(
                signing_cert=plain(signer.certificate),
                cert_registry=SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
                    [plain(one) for one in signer.chain]
                ),
                signature_mechanism=SignedDigestAlgorithm({"algorithm": mechanism}),
                embed_roots=False,
            )
            self._signer = signer

        async def async_sign_raw(
            self,
            data: bytes,
            digest_algorithm: str,
            dry_run: bool = False,  # noqa: FBT001, FBT002 -- pyHanko's signature
        ) -> bytes:
            if dry_run:  # only the length is asked for; DER of two numbers and their heads
                size = self._signer.certificate.public_key().key_size
                return bytes(size // 4 + 16) if "ecdsa" in self._mechanism else bytes(size // 8)
            return self._signer.sign(data)

        @property
        def _mechanism(self) -> str:
            assert self.signature_mechanism is not None
            return str(self.signature_mechanism["algorithm"].native)

    return Sealing


def _finished(begin: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
    """Run to the end, also where this thread has a loop of its own already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(begin())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(begin())).result()
