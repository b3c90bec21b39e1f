"""JSON Web Signatures (RFC 7515, flattened) with Ed25519 (RFC 8037), written in one way only.

A file is the canonical JSON of its three members, so that no byte of it can change unnoticed: not
the blanks between them, not the last bits of base64url that a decoder would pass over.
"""

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.utils.translation import gettext as _

from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput, TooLarge

ALGORITHM = "EdDSA"
TYPE = "chuan-report+jws"
MOST_BYTES = 4 * 2**20
DEEPEST = 8
AROUND = 64 * 2**10  # bytes of a request around its file
MEMBERS = ("payload", "protected", "signature")
HEADER = ("alg", "kid", "typ")
_DIGITS = 18  # of a length; thousands of them are no number that Python reads
_KID = re.compile(r"[0-9a-f]{64}")


def refuse(code: str, message: Any, *, found: str = "", allowed: str = "") -> InvalidInput:
    """A refusal of a file, in words."""
    fault = Fault("file", message, code=code, found=found[:80], allowed=allowed)
    return InvalidInput(fault, message=message)


@dataclass(frozen=True)
class Envelope:
    """A file taken apart; its payload is not to be believed before `signed_by` said yes."""

    kid: str
    payload: bytes
    signature: bytes
    signed: bytes  # what the signature covers

    def signed_by(self, public_pem: str) -> bool:
        """Whether the key made this signature over these bytes."""
        key = serialization.load_pem_public_key(public_pem.encode())
        assert isinstance(key, Ed25519PublicKey)
        try:
            key.verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's DER form: how people compare keys, and what a file names."""
    der = serialization.Encoding.DER
    return sha256(key.public_bytes(der, serialization.PublicFormat.SubjectPublicKeyInfo))


def public_pem(key: Ed25519PublicKey) -> str:
    """The key as text that people pass on."""
    pem = serialization.Encoding.PEM
    return key.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def sign(payload: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """The file: what is signed, by which key, and the signature."""
    header = {"alg": ALGORITHM, "kid": fingerprint(key.public_key()), "typ": TYPE}
    protected, body = _encode(canonical(header).encode()), _encode(canonical(payload).encode())
    signature = _encode(key.sign(f"{protected}.{body}".encode()))
    return canonical({"payload": body, "protected": protected, "signature": signature})


def read(content: bytes) -> Envelope:
    """A file taken apart. Refuses what is no such file, and every algorithm but ours."""
    if len(content) > MOST_BYTES:
        raise refuse("too_large", _too_large(), found=str(len(content)), allowed=str(MOST_BYTES))
    whole = parse(content.strip())
    _insist_members(whole, MEMBERS)
    if canonical(whole).encode() != content.strip():
        message = _("Tệp không còn đúng từng ký tự như khi được ký. Hãy lấy lại tệp gốc.")
        raise refuse("altered", message)
    header = parse(_decode(whole["protected"]))
    _insist_header(header)
    return Envelope(
        kid=header["kid"],
        payload=_decode(whole["payload"]),
        signature=_decode(whole["signature"]),
        signed=f"{whole['protected']}.{whole['payload']}".encode(),
    )


def insist_length(length: str) -> None:
    """Refuse a request by the length that it names, before any of it is read (413)."""
    if not length.isdecimal() or len(length) > _DIGITS or int(length) > MOST_BYTES + AROUND:
        raise TooLarge(_too_large())


def _too_large() -> str:
    return _("Tệp quá lớn: nhiều nhất %(most)s MB.") % {"most": MOST_BYTES // 2**20}


def parse(content: bytes) -> Any:
    """JSON whose every name stands once, no deeper than a report needs, without NaN."""
    try:
        found = json.loads(
            content.decode(), object_pairs_hook=_each_once, parse_constant=_no_constant
        )
        canonical(found).encode()
    except InvalidInput:
        raise
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # UTF-8, JSON, long integers, lone surrogates
        raise refuse(
            "not_json", _("Đây không phải tệp báo cáo: nội dung không phải JSON.")
        ) from error
    _insist_shallow(found)
    return found


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        twice = twice.encode("utf-8", "replace").decode()
        message = _("JSON có hai lần tên “%(name)s” trong cùng một đối tượng.")
        raise refuse("name_twice", message % {"name": twice[:80]}, found=twice)
    return found


def _no_constant(name: str) -> NoReturn:
    raise refuse("not_json", _("JSON không có %(name)s.") % {"name": name}, found=name)


def _insist_shallow(value: Any) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _deeper in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> InvalidInput:
    return refuse("too_deep", _("JSON lồng quá %(most)s tầng.") % {"most": DEEPEST})


def _insist_members(found: Any, names: tuple[str, ...]) -> None:
    texts = isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
    if not texts or sorted(found) != sorted(names):
        message = _("Đây không phải tệp báo cáo đã ký: thiếu hoặc thừa phần.")
        listed = ", ".join(sorted(found)) if isinstance(found, dict) else type(found).__name__
        raise refuse("not_signed", message, found=listed, allowed=", ".join(names))


def _insist_header(header: Any) -> None:
    algorithm = header.get("alg") if isinstance(header, dict) else None
    if algorithm != ALGORITHM:
        message = _("Tệp ký bằng thuật toán “%(found)s”; chỉ nhận %(allowed)s (Ed25519).")
        words = {"found": str(algorithm)[:20], "allowed": ALGORITHM}
        raise refuse("algorithm", message % words, found=str(algorithm), allowed=ALGORITHM)
    _insist_members(header, HEADER)
    if header["typ"] != TYPE:
        message = _("Đây là tệp ký của việc khác, không phải báo cáo.")
        raise refuse("not_signed", message, found=header["typ"], allowed=TYPE)
    if not _KID.fullmatch(header["kid"]):
        message = _("Dấu khóa trong tệp không phải là một dấu SHA-256.")
        raise refuse("not_signed", message, found=header["kid"])


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Base64url that is written in the only right way: no padding, no stray bits."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or _encode(raw) != text:
        message = _("Tệp không còn đúng từng ký tự như khi được ký. Hãy lấy lại tệp gốc.")
        raise refuse("altered", message)
    return raw
