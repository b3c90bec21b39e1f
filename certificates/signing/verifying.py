"""What the signatures of a file say: no network, no database, and no exception for any bytes.

A signature that covers a whole file proves each of its bytes, whatever a reader of PDF makes of
them; so a PDF is not parsed here, and no attack on a parser can change the answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import new as new_hash

from certificates.signing import cms
from certificates.signing.bare import BadXml
from certificates.signing.found import (
    ALTERED,
    APPENDED,
    EXPIRED,
    REWRITTEN,
    STATES,
    STRANGER,
    UNREADABLE,
    UNSIGNED,
    VALID,
    Found,
    Reading,
    Trust,
    described,
    judged,
)

MOST_SIGNATURES = 16
LARGEST_ENVELOPE = 2**20  # bytes of one signature
NEAR = 4096  # how far around a signature's bytes its dictionary reaches
_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,8}\]"
)
_TRACES = (b"/ByteRange", b"ETSI.CAdES.detached", b"adbe.pkcs7", b"ETSI.RFC3161", b"adbe.x509")
_TIME = re.compile(rb"/M\s{0,4}\(D:(\d{14})(?:(Z)|([+-])(\d\d)'?(\d\d)'?)?[^)]{0,4}\)")

__all__ = [
    "ALTERED",
    "APPENDED",
    "EXPIRED",
    "REWRITTEN",
    "STATES",
    "STRANGER",
    "UNREADABLE",
    "UNSIGNED",
    "VALID",
    "Found",
    "Trust",
    "of_pdf",
    "of_xml",
]


def of_pdf(data: bytes, trust: Trust | None = None, *, kept_at: datetime | None = None) -> Found:
    """What the signatures of a PDF say; see `found.Found`.

    `trust` defaults to what the database knows now. `kept_at` is when we made this very file, where
    its digest is one of ours: our record stands for a time-stamp.
    """
    return _never_raising(_of_pdf, data, trust, kept_at)


def of_xml(data: bytes, trust: Trust | None = None, *, kept_at: datetime | None = None) -> Found:
    """What the signatures of an XML file say; as `of_pdf`."""
    from certificates.signing.xmldsig import of_tree

    return _never_raising(of_tree, data, trust, kept_at)


type_of_reader = Callable[[bytes, Trust, datetime | None], Found]


def _never_raising(
    read: type_of_reader, data: bytes, trust: Trust | None, kept_at: datetime | None
) -> Found:
    if trust is None:
        from certificates.signing.trust import trust_now

        trust = trust_now()
    try:
        return read(data, trust, kept_at)
    except BadXml as error:
        return Found(UNREADABLE, error.code)
    except Exception as error:  # noqa: BLE001 -- the bytes are a stranger's: anything may happen
        return Found(UNREADABLE, type(error).__name__)


# PDF


@dataclass(frozen=True)
class _Place:
    """A signature's place: its bytes are `data[gap:after]`, it covers the rest up to `end`."""

    gap: int
    after: int
    end: int


def _of_pdf(data: bytes, trust: Trust, kept_at: datetime | None) -> Found:
    places = _places(data)
    if not places:
        return _without(data)
    readings: list[Reading] = []
    broken: list[cms.BadToken] = []
    for place in places:
        try:
            readings.append(_read(data, place, trust, len(places)))
        except cms.BadToken as error:
            broken.append(error)
    now = datetime.now(UTC)
    found = [judged(one, trust, now=now, kept_at=kept_at) for one in readings]
    if found:
        return next((one for one in found if one.ours), found[-1])
    return _broken(broken, trust)


def _without(data: bytes) -> Found:
    if any(trace in data for trace in _TRACES):
        return Found(ALTERED, "broken")
    if b"%PDF-" not in data[:1024]:
        return Found(UNREADABLE, "not_pdf")
    return Found(UNSIGNED)


def _broken(errors: list[cms.BadToken], trust: Trust) -> Found:
    """None fits; a signature by ours tells most, a stamp alone is no signature."""
    signatures = [one for one in errors if one.code != "stamp_only"]
    if not signatures:
        return Found(UNSIGNED, "stamp_only")
    code = signatures[-1].code
    state = UNREADABLE if code == "weak" else ALTERED
    certificate = next((one.certificate for one in signatures if one.certificate), None)
    if certificate is None:
        return Found(state, code, signatures=len(signatures))
    whose = described(certificate, trust, state)
    return replace(whose, why=code, signatures=len(signatures))


def _places(data: bytes) -> list[_Place]:
    found = []
    for match in _RANGE.finditer(data):
        start, gap, after, rest = (int(part) for part in match.groups())
        fits = start == 0 and 0 < gap < after - 1 <= len(data) and after + rest <= len(data)
        if not fits or after - gap > 2 * LARGEST_ENVELOPE:
            continue
        if data[gap : gap + 1] == b"<" and data[after - 1 : after] == b">":
            found.append(_Place(gap, after, after + rest))
    return found[:MOST_SIGNATURES]


def _read(data: bytes, place: _Place, trust: Trust, signatures: int) -> Reading:
    text = data[place.gap + 1 : place.after - 1]
    der = _envelope(text)
    seen = memoryview(data)
    covered = (seen[: place.gap], seen[place.after : place.end])
    signed = cms.read_signature(der, covered)
    stamped, level = _time_of(signed, trust)
    # One digit of another case, or anything after the envelope, is in no signature.
    digits = der.hex().encode().ljust(len(text), b"0")
    exact = text in (digits, digits.upper())
    return Reading(
        signed.certificate,
        signed.others,
        claimed=_claimed(data, place),
        stamped=stamped,
        level=level,
        whole=place.end == len(data),
        exact=exact and signed.plain,
        signatures=signatures,
    )


def _envelope(text: bytes) -> bytes:
    """The DER at the beginning of hexadecimal `text`, without what fills it up."""
    from asn1crypto.parser import parse

    try:
        raw = bytes.fromhex(text.decode("ascii"))
        _class, _method, _tag, header, content, trailer = parse(raw, strict=False)
    except ValueError as error:
        raise cms.BadToken("envelope") from error
    return bytes(header + content + trailer)


def _time_of(signed: cms.Signed, trust: Trust) -> tuple[datetime | None, str]:
    """The believed time, if any, and the level. A stamp about something else is an alteration."""
    if not signed.stamp:
        return None, "B-B"
    try:
        token = cms.read_token(signed.stamp)
    except cms.BadToken as error:
        raise cms.BadToken("stamp", signed.certificate) from error
    if token.digest != new_hash(token.algorithm, signed.value).digest():
        raise cms.BadToken("stamp", signed.certificate)
    return (token.at if token.leads_to(trust.stamps) else None), "B-T"


def _claimed(data: bytes, place: _Place) -> datetime | None:
    """The signer's word on when, from the dictionary around the signature's bytes."""
    before = data[max(0, place.gap - NEAR) : place.gap]
    after = data[place.after : place.after + NEAR]
    around = before[before.rfind(b" obj") :] + after[: max(0, after.find(b"endobj"))]
    match = _TIME.search(around.replace(rb"\072", b":"))  # some writers escape the colon
    if match is None:
        return None
    digits, _utc, sign, hours, minutes = match.groups()
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        local = datetime.strptime(digits.decode(), "%Y%m%d%H%M%S")  # noqa: DTZ007 -- set below
        return local.replace(tzinfo=timezone(-shift if sign == b"-" else shift))
    except ValueError:
        return None
