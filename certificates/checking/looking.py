"""What an outsider is told about a certificate, now; and that somebody asked is noted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from certificates import queries
from certificates.checking.kept import Kept, Link, chain, kept
from certificates.checking.noting import note
from certificates.states import CertificateState, Kind

VALID, UNKNOWN = "valid", "unknown"
NOTICE = "notice"  # genuine, but what it says is that the instrument failed
JUDGED = (Kind.VERIFICATION, Kind.NOTICE)  # the conclusion is a verdict, not a pointer to a page


@dataclass(frozen=True)
class Told:
    """The answer, with nothing confidential in it: no customer, no result, no reason."""

    answer: str
    facts: dict[str, Any] | None = None
    public_id: str = ""


def look(*, public_id: str, source: str, at: datetime) -> Told:
    """Answer about a public id and note that somebody asked. At most three queries."""
    told = tell(public_id, timezone.localdate(at))
    note(public_id=public_id, answer=told.answer, source=source, at=at)
    return told


def tell(public_id: str, on: date) -> Told:
    """The answer about a public id on a day."""
    found = kept(public_id)
    if found is None:
        return Told(UNKNOWN)
    links = chain(found)
    said = found.said
    thing, dates, centre = said["instrument"], said["dates"], said["centre"]
    facts = {
        "number": found.number,
        "kind": found.kind,
        "title": said["title"],
        "conclusion": said["conclusion"]["text"] if found.kind in JUDGED else None,
        "instrument": None
        if thing is None
        else {name: thing[name] for name in ("name", "maker", "model", "serial")},
        "performed_on": dates["performed"],
        "issued_on": dates["issued"],
        "valid_until": said["valid_until"]["on"],
        "centre": {"code": centre["code"], "name": centre["name"]},
        "ended_on": _day(found.ended_at),
        "superseded_by": _newest(found, links),
        "chain": [_link(one, found, on) for one in links],
        "sealed": _sealed(found),
        "statement_sha256": found.statement_sha256,
        "pdf_sha256": found.pdf_sha256 or None,
        "xml_sha256": found.xml_sha256 or None,
    }
    return Told(_answer(found.kind, found.state, found.valid_until, on), facts, public_id)


def _answer(kind: str, state: str, valid_until: date | None, on: date) -> str:
    standing = queries.standing_of(state, valid_until, on)
    if standing != CertificateState.ISSUED:
        return standing
    return NOTICE if kind == Kind.NOTICE else VALID


def _newest(found: Kept, links: list[Link]) -> dict[str, str] | None:
    """The newest of those that replaced it."""
    if not links or links[-1].public_id == found.public_id:
        return None
    return {"number": links[-1].number, "public_id": links[-1].public_id}


def _link(one: Link, found: Kept, on: date) -> dict[str, Any]:
    return {
        "number": one.number,
        "public_id": one.public_id,
        "answer": _answer(found.kind, one.state, one.valid_until, on),
        "issued_on": _day(one.issued_at),
        "ended_on": _day(one.ended_at),
        "this": one.public_id == found.public_id,
    }


def _sealed(found: Kept) -> dict[str, Any] | None:
    """By whom the files are sealed; null where they are not, or not yet made."""
    key = found.sealed_by
    if key is None:
        return None
    return {
        "subject": key.subject,
        "issuer": key.issuer,
        "fingerprint": key.fingerprint,
        "development": key.development,
        "level": found.level,
    }


def _day(at: datetime | None) -> str | None:
    return None if at is None else timezone.localdate(at).isoformat()
