"""Changes to keys and anchors: make, take in, register, retire, replace.

Private parts go into the folder of keys or stay in their token; rows hold public parts alone.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from certificates.models import SigningKey, TrustAnchor
from certificates.signing import development, folder, keys, pem, tokens
from certificates.signing.signer import usable
from certificates.states import KeyStore
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "key.add": gettext_lazy("đưa khóa ký vào dùng"),
        "key.retire": gettext_lazy("ngừng dùng khóa ký"),
        "anchor.add": gettext_lazy("thêm chứng thư gốc tin cậy"),
    }
)

CHAIN = "keys"  # of events about what belongs to no centre
AUTHORITY = "development-ca.p12"
HALF_A_YEAR = timedelta(days=183)  # an authority that ends sooner certifies nothing new


@dataclass(frozen=True)
class NewKey:
    """A key that is to sign: for whom, called what, from when, in place of which is in force."""

    centre: Centre | None
    label: str
    active_from: datetime
    replace: bool = False


def register(
    new: NewKey, *, locator: str, certificate: Any = None, chain: Iterable[Any] = (), by: Any,
    at: datetime,
) -> SigningKey:  # fmt: skip
    """Take up a key that is there already: a file in the folder of keys, or one in a token.

    A token's certificate is read from it where none is given. Refuses what cannot sign.
    """
    if locator.startswith(tokens.SCHEME):
        certificate = certificate or tokens.certificate_in(locator)
        if certificate is None:
            raise Refused(
                _("Thiết bị không giữ chứng thư của khóa. Hãy đưa thêm tệp chứng thư (PEM)."),
                code="token_certificate_missing",
            )
        return _add(new, KeyStore.PKCS11, locator, certificate, tuple(chain), by=by, at=at)
    held = folder.open_file(locator)
    between = tuple(chain) or held.chain
    return _add(new, KeyStore.PKCS12, locator, held.certificate, between, by=by, at=at)


def prefix_of(centre: Centre | None) -> str:
    """How the files of a centre's keys begin: "hue-"."""
    if centre is None:
        return "installation-"
    return re.sub(r"[^a-z0-9]", "-", centre.code.lower()) + "-"


def bears_code(locator: str, centre: Centre) -> bool:
    """Whether a file's name begins with a centre's code, and not with a longer one of another.

    "hue-2-seal.p12" is of HUE-2, although it begins as those of HUE do.
    """
    own = prefix_of(centre)
    others = {prefix_of(one) for one in Centre.objects.exclude(pk=centre.pk)}
    longer = (one for one in others if len(one) >= len(own))
    return locator.startswith(own) and not any(locator.startswith(one) for one in longer)


def register_own(new: NewKey, *, locator: str, by: Any, at: datetime) -> SigningKey:
    """The same for a person at a page: only files that bear the centre's own code.

    Keys of other centres lie in the same folder, and tokens answer to everybody's PIN.
    """
    if new.centre is None or not bears_code(locator, new.centre):
        raise InvalidInput(
            Fault(
                "locator",
                _("Tên tệp khóa phải bắt đầu bằng mã của đơn vị."),
                code="key_of_another",
                found=locator,
                allowed=prefix_of(new.centre),
            )
        )
    return register(new, locator=locator, by=by, at=at)


def take_in(new: NewKey, *, content: bytes, password: str, by: Any, at: datetime) -> SigningKey:
    """Copy a PKCS#12 file into the folder of keys, with its password beside it."""
    held = folder.open_bytes(content, password.encode() or None, _("đưa vào"))
    locator = _file_name(new.centre, held.certificate)
    folder.keep(locator, content, password)
    try:
        return register(new, locator=locator, by=by, at=at)
    except BaseException:
        folder.forget(locator)
        raise


def make_development(new: NewKey, *, by: Any, at: datetime, elliptic: bool = False) -> SigningKey:
    """A key for development, certified by the installation's own authority for development."""
    authority = _authority(new.active_from, by=by, at=at)
    days = development.Days.two_years(new.active_from, at)
    whose = new.centre.name_vi if new.centre is not None else "Chuẩn"
    made = development.new_seal(
        authority=authority,
        called=new.centre.code if new.centre is not None else "Chuẩn",
        organisation=whose,
        days=replace(days, until=min(days.until, authority.certificate.not_valid_after_utc)),
        elliptic=elliptic,
    )
    password = secrets.token_urlsafe(24)
    content = folder.write_pkcs12(
        key=made.key, certificate=made.certificate, chain=(), password=password, label="seal"
    )
    return take_in(new, content=content, password=password, by=by, at=at)


def ensure_development(*, active_from: datetime, at: datetime) -> SigningKey | None:
    """A key of the whole installation for development, unless any key was ever there."""
    if SigningKey.objects.exists():
        return None
    new = NewKey(None, str(_("Khóa thử, không có giá trị pháp lý")), active_from)
    return make_development(new, by=None, at=at)


@transaction.atomic
def retire(*, key_id: int, reason: str, by: Any, at: datetime) -> SigningKey:
    """The key signs nothing more from `at` on; what it signed before is verified as ever."""
    why = nfc(reason)
    if not why:
        raise InvalidInput(Fault("reason", _("Hãy nêu lý do."), code="required"))
    key = SigningKey.objects.select_for_update(no_key=True).get(pk=key_id)
    if key.retired_at is not None and key.retired_at <= at:
        raise Refused(_("Khóa này đã ngừng dùng."), code="key_retired")
    _retire(key, why, by=by, at=at)
    return key


@transaction.atomic
def add_anchor(*, certificate: Any, by: Any, at: datetime, dev: bool = False) -> TrustAnchor:
    """An authority that leads our signing certificates; it is published. Known ones stay."""
    found, new = TrustAnchor.objects.get_or_create(
        fingerprint=pem.fingerprint(certificate),
        defaults={
            "certificate": pem.dump(certificate),
            "subject": pem.name(certificate.subject)[:400],
            "not_before": certificate.not_valid_before_utc,
            "not_after": certificate.not_valid_after_utc,
            "development": dev,
            "added_at": at,
        },
    )
    if new:
        told = ("subject", "fingerprint", "development")
        changes = {name: (None, getattr(found, name)) for name in told}
        record(subject=found, verb="anchor.add", by=by, at=at, chain=CHAIN, changes=changes)
    return found


@transaction.atomic
def _add(
    new: NewKey, store: KeyStore, locator: str, certificate: Any, chain: tuple[Any, ...], *,
    by: Any, at: datetime,
) -> SigningKey:  # fmt: skip
    _insist_fit(certificate, new.active_from)
    others = SigningKey.objects.select_for_update(no_key=True).filter(centre=new.centre)
    known = SigningKey.objects.filter(fingerprint=pem.fingerprint(certificate)).first()
    if known is not None:
        raise Refused(_("Chứng thư này đã thuộc khóa “%s”.") % known.label, code="key_known")
    for old in others.filter(retired_at__isnull=True):
        if not new.replace:
            raise Refused(
                _("Đơn vị đang dùng khóa “%s”. Hãy thay khóa đó, hoặc cho nó ngừng trước.")
                % old.label,
                code="key_in_force",
            )
        _retire(old, _("thay bằng %s") % new.label, by=by, at=max(new.active_from, at))
    roots, between = _split(chain)
    made = SigningKey.objects.create(
        centre=new.centre,
        label=nfc(new.label),
        store=store,
        locator=locator,
        chain=pem.dump(*between),
        development=_is_development(certificate),
        active_from=new.active_from,
        by=by,
        **keys.described(certificate),
    )
    keys.open_key(made)  # after all that was written: a key that cannot sign takes nothing over
    for root in roots:
        add_anchor(certificate=root, by=by, at=at)
    said = {name: (None, getattr(made, name)) for name in ("fingerprint", "locator", "active_from")}
    _note(made, "key.add", said, by=by, at=at)
    return made


def _insist_fit(certificate: Any, active_from: datetime) -> None:
    if not usable(certificate):
        raise Refused(
            _("Chỉ dùng khóa RSA từ 2048 bit hoặc ECDSA P-256, P-384, P-521."), code="key_weak"
        )
    if active_from >= certificate.not_valid_after_utc:
        raise Refused(_("Chứng thư đã hết hạn vào lúc bắt đầu dùng khóa."), code="key_expired")
    if active_from < certificate.not_valid_before_utc:
        raise Refused(
            _("Chứng thư chưa có hiệu lực vào lúc bắt đầu dùng khóa."), code="key_not_yet"
        )


def _retire(key: SigningKey, why: str, *, by: Any, at: datetime) -> None:
    before, key.retired_at = key.retired_at, at
    key.save(update_fields=["retired_at"])
    _note(key, "key.retire", {"retired_at": (before, at)}, why=why, by=by, at=at)


def _note(
    key: SigningKey, verb: str, changes: dict[str, Any], *, by: Any, at: datetime, why: str = ""
) -> None:
    chain = key.centre.code if key.centre is not None else CHAIN
    record(subject=key, verb=verb, by=by, at=at, chain=chain, changes=changes, why=why)


def _split(chain: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """Authorities that sign themselves, and what stands between them and the key."""
    every = list(chain)
    roots = [one for one in every if one.issuer == one.subject]
    return roots, [one for one in every if one.issuer != one.subject]


def _is_development(certificate: Any) -> bool:
    return any(
        pem.load(anchor.certificate).subject == certificate.issuer
        for anchor in TrustAnchor.objects.filter(development=True)
    )


def _file_name(centre: Centre | None, certificate: Any) -> str:
    """Whose it is, and no name taken twice: hue-3f9a12bc77d0.p12."""
    return f"{prefix_of(centre)}{pem.fingerprint(certificate)[:12]}{folder.ENDING}"


def _authority(since: datetime, *, by: Any, at: datetime) -> development.Authority:
    """The one in the folder if it lasts, else a new one, which is published as an anchor."""
    path = folder.path_of(AUTHORITY)
    if path.exists():
        held = folder.open_file(AUTHORITY)
        covers = held.certificate.not_valid_before_utc <= since - development.LEEWAY
        if covers and at + HALF_A_YEAR < held.certificate.not_valid_after_utc:
            add_anchor(certificate=held.certificate, by=by, at=at, dev=True)
            return development.Authority(held.key, held.certificate)
        path.rename(path.with_name(f"development-ca-{pem.fingerprint(held.certificate)[:12]}.old"))
        path.with_suffix(folder.PASSWORD_ENDING).unlink(missing_ok=True)
    days = development.Days.two_years(since, at)
    made = development.new_authority(called="Chuẩn", days=days)
    password = secrets.token_urlsafe(24)
    content = folder.write_pkcs12(
        key=made.key, certificate=made.certificate, chain=(), password=password, label="ca"
    )
    folder.keep(AUTHORITY, content, password)
    add_anchor(certificate=made.certificate, by=by, at=at, dev=True)
    return made
