"""Which key signs, and that it is alive: the one interface to keys for the rest of the app."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from certificates.models import SigningKey
from certificates.signing import folder, pem, tokens
from certificates.signing.signer import FileSigner, Signer
from certificates.states import KeyStore
from common.errors import Refused

WARNING = timedelta(days=60)  # a new certificate from a public authority takes weeks


def for_issue(centre: Centre, at: datetime) -> SigningKey | None:
    """The key that signs for `centre` at `at`: its own, else up the tree, else everybody's.

    None where no key is in force. Refuses a key that is in force and cannot sign: expired, its
    file or token away, a wrong password, another certificate in it.
    """
    row = in_force(centre, at)
    if row is not None:
        insist_days(row, at)
        open_key(row)
    return row


def in_force(centre: Centre, at: datetime) -> SigningKey | None:
    """The key of the nearest unit that has one that is not retired at `at`."""
    codes = centre.path.strip("/").split("/")
    rows = (
        SigningKey.objects.filter(Q(centre__code__in=codes) | Q(centre__isnull=True))
        .filter(Q(retired_at__isnull=True) | Q(retired_at__gt=at), active_from__lte=at)
        .select_related("centre")
    )
    return max(rows, key=_nearness, default=None)


def _nearness(row: SigningKey) -> tuple[int, datetime, int]:
    depth = 0 if row.centre is None else len(row.centre.path)
    return depth, row.active_from, row.pk


def to_sign(fingerprint: str, centre: Centre, at: datetime) -> SigningKey:
    """The key that a statement names; its successor where it has been retired since.

    What was to be signed is never left unsigned, nor signed by a key for development where it was
    to be a real one: refuses where no such key is in force.
    """
    named = SigningKey.objects.filter(fingerprint=fingerprint).select_related("centre").first()
    row = named
    if row is None or (row.retired_at is not None and row.retired_at <= at):
        row = in_force(centre, at)
    if row is None or (row.development and not (named is not None and named.development)):
        raise Refused(
            _("Khóa ký đã ngừng dùng và chưa có khóa thay. Hãy đưa một khóa mới vào dùng."),
            code="no_key",
        )
    insist_days(row, at)
    return row


def insist_days(row: SigningKey, at: datetime) -> None:
    """Refuse a certificate outside its days."""
    if at >= row.not_after:
        raise Refused(
            _("Chứng thư của khóa ký “%(key)s” hết hạn ngày %(day)s. Hãy thay khóa khác.")
            % {"key": row.label, "day": _day(row.not_after)},
            code="key_expired",
        )
    if at < row.not_before:
        raise Refused(
            _("Chứng thư của khóa ký “%(key)s” chỉ có hiệu lực từ ngày %(day)s.")
            % {"key": row.label, "day": _day(row.not_before)},
            code="key_not_yet",
        )


def open_key(row: SigningKey) -> Signer:
    """The private key of a row, ready to sign. Refuses as `for_issue`."""
    if row.store == KeyStore.PKCS11:
        made = tokens.TokenSigner(
            tokens.Address.read(row.locator), pem.load(row.certificate), pem.load_many(row.chain)
        )
        _insist_alive(made, row)
        return made
    held = folder.open_file(row.locator)
    if pem.fingerprint(held.certificate) != row.fingerprint:
        raise Refused(
            _("Tệp khóa %(file)s không phải của khóa “%(key)s”: chứng thư trong đó khác.")
            % {"file": row.locator, "key": row.label},
            code="key_mismatch",
        )
    return FileSigner(held.key, held.certificate, pem.load_many(row.chain))


def _insist_alive(made: tokens.TokenSigner, row: SigningKey) -> None:
    """A token answers for its key only by signing."""
    from certificates.signing.signer import belongs

    probe = b"the key of the certificate"
    if not belongs(made.certificate, made.sign(probe), probe):
        raise Refused(
            _("Khóa trong thiết bị không thuộc chứng thư của khóa “%s”.") % row.label,
            code="key_mismatch",
        )


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y")


@dataclass(frozen=True)
class Standing:
    """How a key stands at a moment, for pages and lists."""

    state: str  # "active", "waiting", "retired", "expired", "expiring"
    days_left: int


def standing(row: SigningKey, at: datetime) -> Standing:
    """Retired before all else; a key in force warns sixty days before its certificate ends."""
    left = (row.not_after - at) // timedelta(days=1)
    if row.retired_at is not None and row.retired_at <= at:
        return Standing("retired", left)
    if at >= row.not_after:
        return Standing("expired", left)
    if row.active_from > at:
        return Standing("waiting", left)
    return Standing("expiring" if row.not_after - at <= WARNING else "active", left)


def what_is_wrong(row: SigningKey) -> str:
    """Why the key cannot be opened now, in a sentence; "" where it can."""
    try:
        open_key(row)
    except Refused as refusal:
        return str(refusal)
    return ""


def described(certificate: Any) -> dict[str, Any]:
    """The columns of a row that are read off its certificate."""
    return {
        "certificate": pem.dump(certificate),
        "fingerprint": pem.fingerprint(certificate),
        "subject": pem.name(certificate.subject)[:400],
        "issuer": pem.name(certificate.issuer)[:400],
        "not_before": certificate.not_valid_before_utc,
        "not_after": certificate.not_valid_after_utc,
    }
