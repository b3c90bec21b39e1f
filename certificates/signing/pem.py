"""Certificates as text and back, and what is read off them. No framework."""

from typing import Any


def load(text: str) -> Any:
    """The certificate in `text` (PEM)."""
    from cryptography.x509 import load_pem_x509_certificate

    return load_pem_x509_certificate(text.encode())


def load_many(text: str) -> tuple[Any, ...]:
    """Every certificate in `text`, which may be blank."""
    from cryptography.x509 import load_pem_x509_certificates

    return tuple(load_pem_x509_certificates(text.encode())) if text.strip() else ()


def dump(*certificates: Any) -> str:
    """As PEM, one after the other."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)


def fingerprint(certificate: Any) -> str:
    """SHA-256 of the DER, in hex: how a certificate is known."""
    from cryptography.hazmat.primitives.hashes import SHA256

    found: bytes = certificate.fingerprint(SHA256())
    return found.hex()


def name(whole: Any) -> str:
    """A distinguished name as RFC 4514 writes it."""
    return str(whole.rfc4514_string())


def part(whole: Any, oid: str) -> str:
    """One part of a distinguished name by its dotted number, "" where it has none."""
    from cryptography.x509 import ObjectIdentifier

    found = whole.get_attributes_for_oid(ObjectIdentifier(oid))
    return str(found[0].value) if found else ""


def called(text: str) -> str:
    """The common name in a written distinguished name; all of it where it has none."""
    from cryptography.x509 import Name

    try:
        return part(Name.from_rfc4514_string(text), COMMON_NAME) or text
    except ValueError:
        return text


COMMON_NAME, ORGANISATION = "2.5.4.3", "2.5.4.10"
