"""Signatures as CMS carries them (RFC 5652), and time-stamps in them (RFC 3161). No framework.

Only what can be read from the bytes is told here; whom to believe is the business of `trust`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.signing import pem

# What a signature may be made with; SHA-1 and MD5 can be forged.
DIGESTS = frozenset({"sha256", "sha384", "sha512"})
STAMPING = "1.3.6.1.5.5.7.3.8"  # extended key usage


class BadToken(ValueError):
    """The bytes are no signature that can be believed; `code` says what is wrong."""

    def __init__(self, code: str, certificate: Any = None) -> None:
        super().__init__(code)
        self.code = code
        self.certificate = certificate  # whose it is, where that much is proven


@dataclass(frozen=True)
class Signed:
    """One signature: whose it is, and what it says."""

    certificate: Any  # cryptography.x509.Certificate
    others: tuple[Any, ...]  # further certificates in it
    value: bytes  # the signature itself, what a time-stamp is about
    stamp: bytes  # DER of the time-stamp's token, b"" where there is none
    plain: bool  # nothing in the envelope but what we write


@dataclass(frozen=True)
class Token:
    """A time-stamp whose signature is right."""

    at: datetime
    algorithm: str
    digest: bytes
    certificate: Any
    others: tuple[Any, ...]

    def leads_to(self, anchors: Iterable[str]) -> bool:
        """Whether its certificate was issued under one of `anchors` (PEM) and valid then."""
        from certificates.signing.chains import leads_to

        return leads_to(self.certificate, self.others, anchors, self.at)


def read_signature(der: bytes, parts: Iterable[bytes | memoryview]) -> Signed:
    """The signature in `der` over the concatenated `parts`; raises BadToken."""
    content, info = _signed_data(der)
    if content["encap_content_info"]["content_type"].native == "tst_info":
        raise BadToken("stamp_only")
    algorithm = _algorithm(info)
    total = hashlib.new(algorithm)
    for part in parts:
        total.update(part)
    certificate, others = _certificates(content)
    _insist_right(info, certificate, "data", total.digest())
    return Signed(
        _convert(certificate),
        tuple(_convert(one) for one in others),
        info["signature"].native,
        _stamp_in(info),
        _plain(der, content, info, certificate),
    )


def read_token(der: bytes) -> Token:
    """The time-stamp in `der` with a right signature for that purpose; raises BadToken."""
    content, info = _signed_data(der)
    inside = content["encap_content_info"]
    if inside["content_type"].native != "tst_info":
        raise BadToken("not_a_stamp")
    raw = bytes(inside["content"])
    certificate, others = _certificates(content)
    _insist_right(info, certificate, "tst_info", hashlib.new(_algorithm(info), raw).digest())
    purposes = certificate.extended_key_usage_value
    if purposes is None or STAMPING not in {one.dotted for one in purposes}:
        raise BadToken("purpose")
    said = inside["content"].parsed
    about = said["message_imprint"]
    return Token(
        said["gen_time"].native,
        about["hash_algorithm"]["algorithm"].native,
        about["hashed_message"].native,
        _convert(certificate),
        tuple(_convert(one) for one in others),
    )


def _signed_data(der: bytes) -> tuple[Any, Any]:
    from asn1crypto import cms

    try:
        whole = cms.ContentInfo.load(der, strict=True)
        content = whole["content"] if whole["content_type"].native == "signed_data" else None
        infos = [] if content is None else content["signer_infos"]
        first = infos[0] if len(infos) == 1 else None
    except (ValueError, TypeError, KeyError) as error:
        raise BadToken("unreadable") from error
    if first is None:
        raise BadToken("unreadable")
    return content, first


def _algorithm(info: Any) -> str:
    name = str(info["digest_algorithm"]["algorithm"].native)
    if name not in DIGESTS:
        raise BadToken("weak")
    return name


def _certificates(content: Any) -> tuple[Any, list[Any]]:
    from pyhanko.sign.general import extract_certificate_info

    try:
        found = extract_certificate_info(content)
    except Exception as error:  # the reader raises many kinds for a broken envelope
        raise BadToken("certificate") from error
    return found.signer_cert, list(found.other_certs)


def _insist_right(info: Any, certificate: Any, kind: str, digest: bytes) -> None:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    try:
        intact, valid = validate_sig_integrity(info, certificate, kind, digest)
    except Exception as error:  # as above
        raise BadToken("signature") from error
    if not valid:
        raise BadToken("signature")
    if not intact:
        raise BadToken("digest", _convert(certificate))


def _stamp_in(info: Any) -> bytes:
    for attribute in info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            token: bytes = attribute["values"][0].dump()
            return token
    return b""


def _plain(der: bytes, content: Any, info: Any, certificate: Any) -> bool:
    """Whether everything outside the signed attributes is what it has to be, byte for byte.

    Those parts no signature covers, and a reader of ASN.1 bears much: names of another case, a
    length that is too long, an unknown parameter. So the envelope is built anew and compared.
    """
    algorithm = info["digest_algorithm"].dump()
    plain = _named(_digest_oid(_algorithm(info)))
    signing = info["signature_algorithm"]
    if algorithm not in plain or signing.dump() not in _named(signing["algorithm"].dump()):
        return False
    digests = content["digest_algorithms"].dump()
    if digests not in [_tlv(0x31, one) for one in plain]:
        return False
    signer = _tlv(0x30, _ONE + _name_of_signer(certificate) + algorithm
                  + _tlv(0xA0, info["signed_attrs"].contents) + signing.dump()
                  + _tlv(0x04, info["signature"].native) + _unsigned(info))  # fmt: skip
    held = _tlv(0xA0, b"".join(one.dump() for one in content["certificates"]))
    inside = _ONE + digests + _DATA + held + _tlv(0x31, signer)
    return der == _tlv(0x30, _SIGNED_DATA + _tlv(0xA0, _tlv(0x30, inside)))


_ONE = bytes.fromhex("020101")  # INTEGER 1: the version of both structures
_DATA = bytes.fromhex("300b06092a864886f70d010701")  # SEQUENCE { id-data }, without content
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_STAMP = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-timeStampToken
_SHORT = 0x80  # lengths below it take one byte


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, length in the fewest bytes, content (DER)."""
    size = len(content)
    if size < _SHORT:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _SHORT | len(length))) + length + content


def _name_of_signer(certificate: Any) -> bytes:
    number = certificate["tbs_certificate"]["serial_number"].dump()
    return _tlv(0x30, certificate.issuer.dump() + number)


def _unsigned(info: Any) -> bytes:
    """A time-stamp and nothing else, or nothing."""
    stamp = _stamp_in(info)
    return _tlv(0xA1, _tlv(0x30, _STAMP + _tlv(0x31, stamp))) if stamp else b""


def _digest_oid(algorithm: str) -> bytes:
    from asn1crypto.algos import DigestAlgorithmId

    found: bytes = DigestAlgorithmId(algorithm).dump()
    return found


def _named(oid: bytes) -> list[bytes]:
    """An algorithm without parameters, the two ways in which that is written."""
    return [_tlv(0x30, oid), _tlv(0x30, oid + b"\x05\x00")]


def _convert(certificate: Any) -> Any:
    from cryptography.x509 import load_der_x509_certificate

    try:
        return load_der_x509_certificate(certificate.dump())
    except ValueError as error:
        raise BadToken("certificate") from error


def name_of(certificate: Any) -> str:
    """The common name of whoever signed, else the whole name."""
    return pem.part(certificate.subject, pem.COMMON_NAME) or pem.name(certificate.subject)
