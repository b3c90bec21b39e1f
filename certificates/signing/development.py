"""A certification authority of one's own, for development and demonstration.

It proves that a file has not been altered since this installation signed it, and nothing about who
the installation is: its name says so in both languages, and its keys are marked in the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DAYS = 730
LEEWAY = timedelta(hours=1)  # clocks of those who check differ
BITS = 3072  # ETSI TS 119 312 asks for it beyond 2025
MARK = "DEVELOPMENT {} (không có giá trị pháp lý) – {}"  # first: a name is cut at 64 characters


@dataclass(frozen=True)
class Authority:
    """A certification authority: its private key and its own certificate."""

    key: Any
    certificate: Any


@dataclass(frozen=True)
class Made:
    """A new key with its certificate."""

    key: Any
    certificate: Any


@dataclass(frozen=True)
class Days:
    """From when until when a certificate is valid."""

    since: datetime
    until: datetime

    @classmethod
    def two_years(cls, since: datetime, at: datetime) -> "Days":
        """From `since`, which may be past, until two years after `at`."""
        return cls(since - LEEWAY, max(since, at) + timedelta(days=DAYS))


def new_authority(*, called: str, days: Days, elliptic: bool = False) -> Authority:
    """A self-signed authority."""
    from cryptography import x509

    key = new_key(elliptic=elliptic)
    subject = _name(MARK.format("CA", called), called)
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    made = _begin(subject, subject, key.public_key(), days).add_extension(
        constraints, critical=True
    )
    usage = _usage(key_cert_sign=True, crl_sign=True)
    made = made.add_extension(usage, critical=True).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    return Authority(key, _sign(made, key))


def new_seal(
    *, authority: Authority, called: str, organisation: str, days: Days, elliptic: bool = False
) -> Made:
    """A key that seals for `organisation`, certified by `authority`."""
    key = new_key(elliptic=elliptic)
    subject = _name(MARK.format("KEY", called), organisation)
    made = _begin(subject, authority.certificate.subject, key.public_key(), days)
    made = _of_seal(made, key, authority)
    return Made(key, _sign(made, authority.key))


def _of_seal(made: Any, key: Any, authority: Authority) -> Any:
    from cryptography import x509

    usage = _usage(digital_signature=True, content_commitment=True)
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    return (
        made.add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
    )


def new_key(*, elliptic: bool = False) -> Any:
    """A private key: RSA of 3072 bits, which every reader knows, or ECDSA on P-256."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if elliptic:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _name(common: str, organisation: str) -> Any:
    from cryptography.x509 import Name, NameAttribute
    from cryptography.x509.oid import NameOID

    return Name(
        [
            NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _begin(subject: Any, issuer: Any, public_key: Any, days: Days) -> Any:
    from cryptography.x509 import CertificateBuilder, random_serial_number

    return (
        CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(random_serial_number())
        .not_valid_before(days.since)
        .not_valid_after(days.until)
    )


def _usage(**granted: bool) -> Any:
    from cryptography.x509 import KeyUsage

    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return KeyUsage(**{name: granted.get(name, False) for name in names})


def _sign(made: Any, key: Any) -> Any:
    from cryptography.hazmat.primitives.hashes import SHA256

    return made.sign(key, SHA256())
