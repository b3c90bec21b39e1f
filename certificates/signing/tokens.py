"""Private keys in a token or an HSM, through PKCS#11 (`pkcs11:` addresses, RFC 7512).

The module is named by `PKCS11_MODULE`, the PIN by `PKCS11_PIN_<TOKEN>` or `PKCS11_PIN`. The package
is part of the production set alone: the embedded default has no use for it.
"""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.signing.signer import is_elliptic
from common.errors import Refused

SCHEME = "pkcs11:"
_NAMES = ("token", "serial", "object", "id")
_SECRET = ("pin-value", "pin-source")
_one_at_a_time = threading.Lock()  # whoever is signed in to a token is so for the whole process


@dataclass(frozen=True)
class Address:
    """The token and the key in it, as far as they are named."""

    token: str = ""
    serial: bytes = b""
    object: str = ""
    id: bytes = b""

    @classmethod
    def read(cls, locator: str) -> "Address":
        """From "pkcs11:token=chuan;object=seal". A PIN in it is refused: this text is kept."""
        parts: dict[str, bytes] = {}
        path, _question, query = locator.removeprefix(SCHEME).partition("?")
        for piece in filter(None, [*path.split(";"), *query.split("&")]):
            name, _equals, value = piece.partition("=")
            if name in _SECRET:
                raise Refused(
                    _("Địa chỉ PKCS#11 không được chứa mã PIN: hãy để PIN ở biến PKCS11_PIN."),
                    code="token_pin_shown",
                )
            parts[name] = unquote_to_bytes(value)
        if not locator.startswith(SCHEME) or not (parts.get("object") or parts.get("id")):
            raise Refused(
                _("“%s” không phải địa chỉ khóa PKCS#11, ví dụ pkcs11:token=chuan;object=dau-so.")
                % locator,
                code="token_address",
            )
        found = {name: parts.get(name, b"") for name in _NAMES}
        return cls(found["token"].decode(), found["serial"], found["object"].decode(), found["id"])


@dataclass(frozen=True)
class TokenSigner:
    """A key that never leaves its token."""

    address: Address
    certificate: Any
    chain: tuple[Any, ...]

    def sign(self, data: bytes) -> bytes:
        """See `signer.Signer`. One session for each signature: a token taken out is noticed."""
        with _key(self.address) as key:
            return _signature(key, data, elliptic=is_elliptic(self.certificate))


def certificate_in(locator: str) -> Any:
    """The certificate that the token keeps beside the key, or None."""
    from cryptography.x509 import load_der_x509_certificate
    from pkcs11 import Attribute, ObjectClass

    address = Address.read(locator)
    with _session(address) as session:
        wanted: dict[Any, Any] = {Attribute.CLASS: ObjectClass.CERTIFICATE}
        if address.id:
            wanted[Attribute.ID] = address.id
        if address.object:
            wanted[Attribute.LABEL] = address.object
        for found in session.get_objects(wanted):
            return load_der_x509_certificate(found[Attribute.VALUE])
    return None


@contextmanager
def _key(address: Address) -> Iterator[Any]:
    from pkcs11 import MultipleObjectsReturned, NoSuchKey, ObjectClass

    with _session(address) as session:
        try:
            key = session.get_key(
                object_class=ObjectClass.PRIVATE_KEY,
                label=address.object or None,
                id=address.id or None,
            )
        except (NoSuchKey, MultipleObjectsReturned) as error:
            raise Refused(
                _("Trong thiết bị không có đúng một khóa “%s”. Hãy kiểm tra địa chỉ của khóa.")
                % (address.object or address.id.hex()),
                code="token_key_missing",
            ) from error
        yield key


@contextmanager
def _session(address: Address) -> Iterator[Any]:
    import pkcs11

    with _one_at_a_time:
        token = _token(address)
        try:
            session = token.open(user_pin=_pin(address))
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            raise Refused(
                _("Mã PIN của thiết bị ký không đúng. Hãy sửa biến PKCS11_PIN."), code="token_pin"
            ) from error
        except pkcs11.PinLocked as error:
            raise Refused(
                _("Thiết bị ký đã khóa vì nhập sai PIN nhiều lần. Hãy mở khóa thiết bị."),
                code="token_locked",
            ) from error
        except pkcs11.PKCS11Error as error:
            raise _away(error) from error
        try:
            with session:
                yield session
        except pkcs11.PKCS11Error as error:
            raise _away(error) from error


def _token(address: Address) -> Any:
    try:
        import pkcs11
    except ImportError as error:
        raise Refused(
            _("Bản cài đặt này không có gói python-pkcs11. Hãy dùng bộ gói production."),
            code="token_package",
        ) from error
    if not settings.PKCS11_MODULE:
        raise Refused(
            _("Chưa khai báo thư viện của thiết bị ký: hãy đặt biến PKCS11_MODULE."),
            code="token_module",
        )
    try:
        library = pkcs11.lib(settings.PKCS11_MODULE)
        found: Any = library.get_token(
            token_label=address.token or None, token_serial=address.serial or None
        )
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise _away(error) from error
    return found


def _pin(address: Address) -> str | None:
    own = "PKCS11_PIN_" + re.sub(r"[^A-Z0-9]", "_", address.token.upper())
    return os.environ.get(own) or os.environ.get("PKCS11_PIN")


def _away(error: Exception) -> Refused:
    return Refused(
        _("Không dùng được thiết bị ký (%s). Hãy cắm lại thiết bị hoặc kiểm tra PKCS11_MODULE.")
        % type(error).__name__,
        code="token_away",
    )


def _signature(key: Any, data: bytes, *, elliptic: bool) -> bytes:
    from hashlib import sha256

    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from pkcs11 import Mechanism

    if not elliptic:
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    raw = bytes(key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA))
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
