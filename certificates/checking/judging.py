"""Which finding a file gets: by its digest, by its signature, and by what is kept here.

The digest says whether it is the file that was issued. The signature says of a file that is not
whether we made it, and what became of it since. Neither says whether the certificate still holds:
that is the certificate's present state, told beside. Decision 0029.
"""

from dataclasses import dataclass

from certificates.checking.reading import PDF, Read

LEAST = 256  # bytes: a shorter beginning is that of any PDF
OURS = frozenset({"valid", "rewritten", "expired", "appended"})  # made by a key of ours


@dataclass(frozen=True)
class Issued:
    """The files of the certificate that the dropped one names, or that of the page."""

    pdf_sha256: str
    xml_sha256: str
    sealed: bool
    keys: frozenset[str] = frozenset()  # fingerprints of the keys that sealed these files


def judge(read: Read, digest: str, issued: Issued | None) -> str:
    """A code of `sentences`. `issued` is None where the file names no certificate of ours."""
    if issued is None:
        return _of_nobody(read)
    if digest in (issued.pdf_sha256, issued.xml_sha256) and not _wrongly_kept(read, issued):
        return "identical"
    return read.trouble or _of_ours(read, issued)


def _wrongly_kept(read: Read, issued: Issued) -> bool:
    """Whether what is kept as ours has not the seal that it was issued with.

    Whoever reaches database and storage exchanges a file and its digest, but cannot seal.
    """
    found = read.signature
    if not issued.keys or found is None:
        return False
    return found["state"] not in ("valid", "expired") or found["fingerprint"] not in issued.keys


def cut_or_longer(data: bytes, kept: bytes) -> str:
    """`truncated` or `appended` where one is the beginning of the other; else blank."""
    if not kept or kept == data:
        return ""
    if len(data) >= LEAST and kept.startswith(data):
        return "truncated"
    return "appended" if data.startswith(kept) else ""


def _of_nobody(read: Read) -> str:
    if read.trouble:
        return read.trouble
    state = (read.signature or {}).get("state", "unsigned")
    if state in OURS:
        return "sealed_unknown"
    ours = bool((read.signature or {}).get("ours"))
    if state == "altered" and ours:
        return "altered"
    return "stranger" if state in ("stranger", "altered") else "not_ours"


def _of_ours(read: Read, issued: Issued) -> str:
    """A file that names a certificate of ours and is not the one that was issued."""
    signature = read.signature or {}
    state = signature.get("state", "unsigned")
    # A key of ours answers for what it sealed, not for the papers of another centre.
    if state == "stranger" or (state in OURS and signature["fingerprint"] not in issued.keys):
        return "resigned"
    if read.kind == PDF and (swapped := _attachment(read, issued)):
        return swapped
    if state == "valid":
        return "sealed_other_bytes"
    if state in ("rewritten", "appended", "expired"):
        return "key_revoked" if (read.signature or {}).get("why") == "revoked" else str(state)
    if state == "unsigned":
        return "unsigned" if issued.sealed else "differs"
    return _altered_by(read)


def _altered_by(read: Read) -> str:
    """A signature that is wrong: ours over changed content, or somebody's over ours."""
    found = read.signature or {}
    whose = found.get("ours", True) or not found.get("fingerprint")
    return "altered" if whose else "resigned"


def _attachment(read: Read, issued: Issued) -> str:
    """What is wrong with the XML inside a PDF of ours; blank where nothing is."""
    if len(read.attached) > 1:
        return "two_attachments"
    if not issued.xml_sha256:
        return "attachment_swapped" if read.attached else ""
    if not read.attached:
        return "" if (read.signature or {}).get("state") == "unsigned" else "attachment_missing"
    return "" if read.attached[0].sha256 == issued.xml_sha256 else "attachment_swapped"
