"""What is told of a file's signatures, and whom we believe. Plain data, no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

VALID = "valid"  # right, whole, by a key of ours, made while that key could sign
ALTERED = "altered"  # there is a signature, and the file is not what was signed
APPENDED = "appended"  # what was signed is intact, and something was added after it
UNSIGNED = "unsigned"
STRANGER = "stranger"  # right, and the key is none of ours
EXPIRED = "expired"  # right and ours, but not proven to be made while the key could sign
REWRITTEN = "rewritten"  # XML: the content is as signed, the bytes are not
UNREADABLE = "unreadable"
STATES = (VALID, ALTERED, APPENDED, UNSIGNED, STRANGER, EXPIRED, REWRITTEN, UNREADABLE)

PROVEN = ("timestamp", "record")  # who says when, beside the signer
LEEWAY = timedelta(minutes=10)  # between the signature and the row that records it


@dataclass(frozen=True)
class Trust:
    """Keys and authorities at one moment, as data: it may be handed to another process."""

    anchors: tuple[str, ...] = ()  # PEM of the authorities that we publish
    own: frozenset[str] = frozenset()  # SHA-256 of the certificates that sign here, ever
    development: frozenset[str] = frozenset()  # of keys and authorities for development
    known: frozenset[str] = frozenset()  # of the certificates between our keys and the anchors
    retired: tuple[tuple[str, datetime], ...] = ()  # our key, and when it was retired
    stamps: tuple[str, ...] = ()  # PEM of the authorities whose time is believed
    revoked: tuple[str, ...] = ()  # PEM of revocation lists

    def as_json(self) -> dict[str, Any]:
        """For a process that reads JSON."""
        return {
            "anchors": list(self.anchors),
            "own": sorted(self.own),
            "development": sorted(self.development),
            "known": sorted(self.known),
            "retired": [[key, at.isoformat()] for key, at in self.retired],
            "stamps": list(self.stamps),
            "revoked": list(self.revoked),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Trust":
        """The same from `as_json`."""
        return cls(
            tuple(said["anchors"]),
            frozenset(said["own"]),
            frozenset(said["development"]),
            frozenset(said["known"]),
            tuple((key, datetime.fromisoformat(at)) for key, at in said["retired"]),
            tuple(said["stamps"]),
            tuple(said["revoked"]),
        )


@dataclass(frozen=True)
class Found:
    """The signature of a file: its state, and as far as it can be read whose it is.

    `why` tells more of the state, as a code: of altered what does not fit (digest, signature,
    certificate, stamp, envelope, broken), of expired why (expired, not_yet, retired, revoked,
    unproven), of unreadable what stands in the way.
    """

    state: str
    why: str = ""
    signer: str = ""
    organisation: str = ""
    subject: str = ""
    issuer: str = ""
    serial: str = ""  # hexadecimal
    fingerprint: str = ""  # SHA-256 of the certificate's DER
    certificate: str = ""  # PEM
    not_before: datetime | None = None
    not_after: datetime | None = None
    at: datetime | None = None
    time_by: str = ""  # "timestamp", "record", "claimed", ""
    level: str = ""  # "B-B", "B-T"; "" for a plain signature
    trusted: bool = False  # its certificate leads to an anchor
    ours: bool = False
    development: bool = False
    covers_whole: bool = False
    revoked: bool = False
    signatures: int = 0

    @property
    def stamped(self) -> bool:
        """Whether the moment is an authority's and not the signer's own word."""
        return self.time_by == "timestamp"

    @property
    def right(self) -> bool:
        """Whether the signature fits what it was made over."""
        return self.state not in (ALTERED, UNSIGNED, UNREADABLE)

    def as_json(self) -> dict[str, Any]:
        """As JSON has it; moments in ISO 8601."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in plain.items()
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Found":
        """The same from `as_json`."""
        plain = dict(said)
        for name in ("not_before", "not_after", "at"):
            if plain.get(name) is not None:
                plain[name] = datetime.fromisoformat(plain[name])
        return cls(**plain)


@dataclass(frozen=True)
class Reading:
    """A signature that fits, before it is asked whose it is."""

    certificate: Any
    others: tuple[Any, ...] = ()
    claimed: datetime | None = None  # the signer's own word
    stamped: datetime | None = None  # of a time-stamp that is believed
    level: str = ""
    whole: bool = True  # it covers the whole file
    exact: bool = True  # nothing differs that no signature covers
    signatures: int = 1
    inexact: str = field(default=ALTERED)  # the state of a file that is not exact


def judged(
    reading: Reading, trust: Trust, *, now: datetime, kept_at: datetime | None = None
) -> Found:
    """What to tell of a signature that fits. `kept_at` is our own record of the very file."""
    when, time_by = _moment(reading, kept_at)
    found = replace(
        described(reading.certificate, trust),
        at=when,
        time_by=time_by,
        level=reading.level,
        covers_whole=reading.whole,
        signatures=reading.signatures,
    )
    found = replace(found, trusted=_trusted(reading, trust, when or now))
    if not found.ours:
        return replace(found, state=STRANGER, why="" if reading.whole else "appended")
    if not _exact(reading, trust):
        return replace(found, state=reading.inexact, why="envelope")
    if not reading.whole:
        return replace(found, state=APPENDED)
    # Whoever holds a revoked key sets its clock as they like: only a proven time came before.
    proven = when if time_by in PROVEN else None
    found = replace(found, revoked=_revoked(reading.certificate, trust, proven or now))
    late = _untimely(found, trust, now)
    return replace(found, state=EXPIRED if late else VALID, why=late)


def described(certificate: Any, trust: Trust, state: str = "") -> Found:
    """Whose certificate it is, without a word on the signature."""
    from certificates.signing import cms, pem

    fingerprint = pem.fingerprint(certificate)
    issuers = {one for one in trust.development if one != fingerprint}
    return Found(
        state,
        signer=cms.name_of(certificate),
        organisation=pem.part(certificate.subject, pem.ORGANISATION),
        subject=pem.name(certificate.subject),
        issuer=pem.name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        fingerprint=fingerprint,
        certificate=pem.dump(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        ours=fingerprint in trust.own,
        development=fingerprint in trust.development or _issued_by_any(certificate, trust, issuers),
    )


def _issued_by_any(certificate: Any, trust: Trust, fingerprints: set[str]) -> bool:
    """Whether an authority for development issued it: its keys are not marked one by one."""
    from certificates.signing import pem

    for anchor in trust.anchors:
        one = pem.load(anchor)
        if one.subject == certificate.issuer and pem.fingerprint(one) in fingerprints:
            return True
    return False


def _moment(reading: Reading, kept_at: datetime | None) -> tuple[datetime | None, str]:
    if reading.stamped is not None:
        return reading.stamped, "timestamp"
    if kept_at is not None:
        return reading.claimed or kept_at, "record"
    return reading.claimed, "claimed" if reading.claimed is not None else ""


def _exact(reading: Reading, trust: Trust) -> bool:
    from certificates.signing import pem

    between = {pem.fingerprint(one) for one in reading.others}
    return reading.exact and between <= trust.known


def _trusted(reading: Reading, trust: Trust, at: datetime) -> bool:
    from certificates.signing.chains import leads_to

    return leads_to(reading.certificate, reading.others, trust.anchors, at)


def _untimely(found: Found, trust: Trust, now: datetime) -> str:
    """Why it is not proven that the key could sign when it did; "" where it is."""
    assert found.not_before is not None
    assert found.not_after is not None
    if found.revoked:
        return "revoked"
    when = found.at or now
    if when < found.not_before:
        return "not_yet"
    if when > found.not_after:
        return "expired"
    retired = dict(trust.retired).get(found.fingerprint)
    if retired is not None and when > retired + LEEWAY:
        return "retired"
    # The signer's own word is worth something while the certificate lives: then its authority
    # answers for it. Afterwards anybody who finds the key could set the clock back.
    proven = found.time_by in PROVEN
    return "" if proven or now <= found.not_after else "unproven"


def _revoked(certificate: Any, trust: Trust, at: datetime) -> bool:
    """Whether a list of its issuer names it as revoked at `at`."""
    from cryptography.x509 import load_pem_x509_crl

    for text in trust.revoked:
        crl = load_pem_x509_crl(text.encode())
        if crl.issuer != certificate.issuer:
            continue
        named = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if named is not None and named.revocation_date_utc <= at:
            return True
    return False
