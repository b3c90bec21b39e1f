"""Private keys as PKCS#12 files in the folder of keys (`SIGNING_KEYS_DIR`).

A file's password stands in the environment (`SIGNING_PASSWORD_<NAME>`) or in `<name>.password`
beside it; never in the database, never in a log.
"""

import os
import re
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.signing.signer import FileSigner, belongs
from common.errors import Refused

ENDING = ".p12"
PASSWORD_ENDING = ".password"  # noqa: S105 -- the ending of a file's name
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.p12")
_PROBE = b"the key of the certificate"


def folder() -> Path:
    """The folder, made for its owner alone where it is missing."""
    path = Path(settings.SIGNING_KEYS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(locator: str) -> Path:
    """Where the file of a key is; a name that leads out of the folder is refused."""
    if not _NAME.fullmatch(locator):
        raise Refused(
            _("“%s” không phải tên tệp khóa (.p12) trong thư mục khóa.") % locator, code="key_name"
        )
    return Path(settings.SIGNING_KEYS_DIR) / locator


def environment_name(locator: str) -> str:
    """The variable that may hold the password: "hue-1.p12" → SIGNING_PASSWORD_HUE_1."""
    return "SIGNING_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", locator.removesuffix(ENDING).upper())


def password_of(path: Path) -> bytes | None:
    """The password of a file; None where it has none."""
    given = os.environ.get(environment_name(path.name))
    if given is not None:
        return given.encode() or None
    beside = path.with_suffix(PASSWORD_ENDING)
    try:
        return beside.read_bytes().rstrip(b"\r\n") or None
    except FileNotFoundError:
        return None


def keep(locator: str, content: bytes, password: str) -> None:
    """Write a key's file and its password for their owner alone; both are new."""
    folder()
    path = path_of(locator)
    for where, what in ((path.with_suffix(PASSWORD_ENDING), password.encode()), (path, content)):
        try:
            handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Refused(
                _("Trong thư mục khóa đã có tệp %s. Hãy chọn tên khác.") % where.name,
                code="key_file_there",
            ) from error
        with os.fdopen(handle, "wb") as file:
            file.write(what)
            file.flush()
            os.fsync(file.fileno())


def forget(locator: str) -> None:
    """Take back what `keep` wrote, where the row could not be made."""
    path = path_of(locator)
    path.unlink(missing_ok=True)
    path.with_suffix(PASSWORD_ENDING).unlink(missing_ok=True)


def readable_by_others(locator: str) -> bool:
    """Whether somebody beside the owner may read the file or its password."""
    path = path_of(locator)
    for one in (path, path.with_suffix(PASSWORD_ENDING)):
        try:
            if stat.S_IMODE(one.stat().st_mode) & 0o077:
                return True
        except OSError:
            continue
    return False


def open_file(locator: str) -> FileSigner:
    """The key in a file. Refuses: missing, not readable, wrong password, damaged, no key in it."""
    path = path_of(locator)
    try:
        content = path.read_bytes()
        password = password_of(path)
    except FileNotFoundError as error:
        raise Refused(
            _("Không thấy tệp khóa %s. Hãy đặt lại tệp đó vào thư mục khóa.") % locator,
            code="key_file_missing",
        ) from error
    except OSError as error:
        raise Refused(
            _("Không đọc được tệp khóa %s. Hãy kiểm tra quyền đọc tệp.") % locator,
            code="key_file_unreadable",
        ) from error
    return open_bytes(content, password, locator)


@lru_cache(maxsize=8)  # opening derives a key from the password, which is slow on purpose
def open_bytes(content: bytes, password: bytes | None, called: str) -> FileSigner:
    """The key in a PKCS#12 file's content."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        whole = pkcs12.load_pkcs12(content, password)
    except ValueError as error:
        raise _refusal(content, called) from error
    if whole.key is None or whole.cert is None:
        raise Refused(
            _("Tệp %s không có đủ khóa và chứng thư. Hãy xuất lại tệp PKCS#12 có cả hai.") % called,
            code="key_incomplete",
        )
    made = FileSigner(
        whole.key, whole.cert.certificate, tuple(one.certificate for one in whole.additional_certs)
    )
    _insist_pair(made, called)
    return made


def _insist_pair(made: FileSigner, called: str) -> None:
    try:
        pair = belongs(made.certificate, made.sign(_PROBE), _PROBE)
    except (TypeError, ValueError, AttributeError):  # another kind of key than of certificate
        pair = False
    if not pair:
        raise Refused(
            _("Khóa trong tệp %s không thuộc chứng thư đi cùng nó.") % called, code="key_mismatch"
        )


def _refusal(content: bytes, called: str) -> Refused:
    """The reader does not say whether the password or the file is wrong; the outer shape does."""
    from asn1crypto import pkcs12 as shape

    try:
        shape.Pfx.load(content, strict=True).native  # noqa: B018 -- reading it is the test
    except (ValueError, TypeError, KeyError):
        return Refused(
            _("Tệp khóa %s hỏng hoặc không phải PKCS#12. Hãy lấy lại bản sao lưu của nó.") % called,
            code="key_damaged",
        )
    return Refused(
        _("Mật khẩu của tệp khóa %(file)s không đúng. Hãy sửa biến %(name)s hoặc tệp %(beside)s.")
        % {
            "file": called,
            "name": environment_name(called),
            "beside": called.removesuffix(ENDING) + PASSWORD_ENDING,
        },
        code="key_password",
    )


def write_pkcs12(
    *, key: Any, certificate: Any, chain: tuple[Any, ...], password: str, label: str
) -> bytes:
    """A PKCS#12 file of a key with its certificates."""
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        pkcs12,
    )

    return pkcs12.serialize_key_and_certificates(
        label.encode(), key, certificate, list(chain), BestAvailableEncryption(password.encode())
    )
