"""The key that this installation signs its reports with: made at first use, kept with the keys."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils.translation import gettext as _

from certificates.signing.folder import folder
from common.errors import Refused
from reports.exchange.jws import fingerprint, public_pem

NAME = "report-exchange.pem"


@dataclass(frozen=True)
class OwnKey:
    """The private key, and what others are told of it."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        """The public part as text, for the installation that takes our files in."""
        return public_pem(self.private.public_key())

    @property
    def fingerprint(self) -> str:
        """What both sides read out to each other."""
        return fingerprint(self.private.public_key())


def own_key() -> OwnKey:
    """The key of this installation; the first who asks makes it."""
    path = folder() / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = _made(path)
    except OSError as error:
        message = _("Không đọc được tệp khóa %s. Hãy kiểm tra quyền đọc tệp.") % NAME
        raise Refused(message, code="key_file_unreadable") from error
    return OwnKey(_opened(content))


def is_own(told: str) -> bool:
    """Whether a fingerprint is that of the key here; false where there is none to be read."""
    try:
        return told == OwnKey(_opened((folder() / NAME).read_bytes())).fingerprint
    except (OSError, Refused):
        return False


def _opened(content: bytes) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(content, None)
    except (ValueError, TypeError) as error:
        raise _damaged() from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _damaged()
    return key


def _damaged() -> Refused:
    message = _("Tệp khóa %s hỏng. Hãy lấy lại bản sao lưu của nó.") % NAME
    return Refused(message, code="key_damaged")


def _made(path: Path) -> bytes:
    """Write a new key whole and then give it its name: of two who begin at once one wins."""
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    handle, name = mkstemp(prefix=".report-exchange-", dir=path.parent)  # for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            content = path.read_bytes()
    finally:
        Path(name).unlink()
    return content
