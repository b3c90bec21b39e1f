"""What signs: one shape for a key in a file and a key in a token."""

from dataclasses import dataclass
from typing import Any, Protocol

SHORTEST_RSA = 2048  # bits; NIST SP 800-131A, ETSI TS 119 312


class Signer(Protocol):
    """A private key that may sign, with the certificate that says whose it is."""

    @property
    def certificate(self) -> Any:
        """`cryptography.x509.Certificate` of the key."""

    @property
    def chain(self) -> tuple[Any, ...]:
        """Certificates from the issuer up, without the anchor."""

    def sign(self, data: bytes) -> bytes:
        """Signature over SHA-256 of `data`: RSA PKCS#1 v1.5, or ECDSA as DER."""


@dataclass(frozen=True)
class FileSigner:
    """A private key held in memory."""

    key: Any
    certificate: Any
    chain: tuple[Any, ...]

    def sign(self, data: bytes) -> bytes:
        """See `Signer`."""
        from cryptography.hazmat.primitives.asymmetric import ec, padding
        from cryptography.hazmat.primitives.hashes import SHA256

        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        made: bytes = self.key.sign(data, padding.PKCS1v15(), SHA256())
        return made


def is_elliptic(certificate: Any) -> bool:
    """Whether the certificate's key is of an elliptic curve (else it is RSA)."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def usable(certificate: Any) -> bool:
    """Whether the key is of a kind and length that we sign with."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in (
        "secp256r1",
        "secp384r1",
        "secp521r1",
    )


def belongs(certificate: Any, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` is by the key of `certificate`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.hashes import SHA256

    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(SHA256()))
        else:
            key.verify(signature, data, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
