"""XAdES on a digital certificate: enveloped, inclusive C14N 1.1, SHA-256.

Exclusive C14N is not used: signxml then writes a reference to SignedProperties without a transform,
and neither it nor xmlsec accepts the signature.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from certificates.signing.bare import tree
from certificates.signing.signer import Signer, is_elliptic

LEVEL = "B-B"
DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
DESCRIPTION = "Digital calibration certificate"


def sign(xml: bytes, signer: Signer, at: datetime) -> bytes:
    """`xml` (UTF-8) with a signature by `signer`, said to be made at `at`, as its last child.

    Comments and processing instructions do not survive: nobody would have signed them.
    """
    root = tree(xml)
    whole = _maker()(signer, at).sign(
        root,
        key=_Key(signer),
        cert=[signer.certificate, *signer.chain],
        always_add_key_value=False,
    )
    return written(whole)


def written(root: Any) -> bytes:
    """The one way in which we write a signed file: other bytes are not ours."""
    from lxml import etree

    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return made


class _Key:
    """What signxml asks of a private key, answered by any store."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.key_size = signer.certificate.public_key().key_size

    def sign(self, data: bytes, *_how: Any, **_named: Any) -> bytes:
        """Padding and digest are `Signer`'s own: the same that signxml names."""
        return self._signer.sign(data)


@cache
def _maker() -> Any:
    """The signer's class, made where signxml is first needed."""
    from lxml.etree import SubElement
    from signxml.algorithms import (
        CanonicalizationMethod,
        DigestAlgorithm,
        SignatureConstructionMethod,
        SignatureMethod,
    )
    from signxml.xades.xades import XAdESDataObjectFormat, XAdESSigner

    class Sealing(XAdESSigner):
        """XAdES-B with our time, and ids that come out the same when it is made again."""

        def __init__(self, signer: Signer, at: datetime) -> None:
            elliptic = is_elliptic(signer.certificate)
            method = SignatureMethod.ECDSA_SHA256 if elliptic else SignatureMethod.RSA_SHA256
            super().__init__(
                data_object_format=XAdESDataObjectFormat(DESCRIPTION, "text/xml"),
                method=SignatureConstructionMethod.enveloped,
                signature_algorithm=method,
                digest_algorithm=DigestAlgorithm.SHA256,
                c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1,
            )
            self._at = at
            self._ids = 0

        def _get_token(self, length: int = 4) -> str:
            self._ids += 1
            return f"{self._ids:0{2 * length}d}"

        def add_signing_time(self, node: Any, sig_root: Any, signing_settings: Any) -> None:
            made = SubElement(node, f"{XADES}SigningTime", nsmap=self.namespaces)
            made.text = self._at.astimezone(UTC).isoformat(timespec="seconds")

    return Sealing
