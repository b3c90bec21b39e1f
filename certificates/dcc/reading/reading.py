"""Bytes to a certificate as plain data, or to the reason why they are not read."""

from collections import Counter
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from certificates.dcc.reading import contradictions, head, rules
from certificates.dcc.reading.faults import Rejected, rejected
from certificates.dcc.reading.files import Found, find
from certificates.dcc.reading.results import left_out, results_of
from certificates.dcc.reading.shapes import Certificate, File, Remark, Signature
from certificates.dcc.reading.texts import DCC, clean, local, numbered, plain, plains, within
from certificates.dcc.reading.validity import refuse_invalid
from certificates.dcc.schemas import VERSIONS
from certificates.signing.safe import parse_xml
from common.text import nfc

XINCLUDE = "{http://www.w3.org/2001/XInclude}*"
ROOT = f"{DCC}digitalCalibrationCertificate"
LONGEST_NAME = 200


def read(
    data: bytes,
    name: str = "",
    *,
    schematron: bool = False,
    trust: Any = None,
) -> Certificate:
    """The certificate in an XML or a PDF. Raises Rejected (or TooLarge) with every reason.

    With `schematron` PTB's rules are run too: what contradicts rejects, the rest are remarks.
    `trust` says whose signature is known (`signing.found.Trust`); left out, the database is asked.
    """
    found = find(data)
    root = parse_xml(found.xml)
    version = _version(root)
    refuse_invalid(root, version)
    contradictions.refuse(root)
    told = [*contradictions.remarks(root), *_left_out(root)]
    if schematron:
        told += _by_rules(found.xml)
    return _certificate(
        root, version, _file(data, name, found), told, _signature(data, found, trust)
    )


def _version(root: Any) -> str:
    """The version of a DCC that is read here; what is no DCC is told apart."""
    asking = next(root.iter(XINCLUDE), None)
    if asking is not None:
        message = _("Tệp XML đòi chèn một tệp khác (XInclude), nên không được đọc.")
        raise rejected("xml_include", message, found=clean(asking.get("href") or "")[:200])
    if root.tag != ROOT:
        message = _("Tệp XML không phải DCC: phần tử gốc là “%(name)s”.")
        named = local(root.tag)[:80]
        raise rejected("not_dcc", message % {"name": named}, found=named, allowed=local(ROOT))
    version = clean(root.get("schemaVersion") or "")
    if version not in VERSIONS:
        message = _("DCC phiên bản “%(version)s” không đọc được; đọc được %(known)s.")
        known = f"{VERSIONS[0]}–{VERSIONS[-1]}"
        said = message % {"version": version[:20] or "–", "known": known}
        raise rejected("dcc_version", said, found=version[:20], allowed=", ".join(VERSIONS))
    return version


def _left_out(root: Any) -> list[Remark]:
    """What is in the file and is not read is said, so that nobody takes it for absent."""
    message = _("Có %(count)s phần tử %(name)s; phần mềm này không đọc loại đó.")
    return [
        {"code": "left_out", "message": message % {"count": len(lines), "name": name},
         "line": lines[0]}
        for name, lines in left_out(root).items()
    ]  # fmt: skip


def _by_rules(xml: bytes) -> list[Remark]:
    """What the Schematron adds: each sentence once, and how often."""
    found = rules.look(xml)
    if found.contradicting:
        raise Rejected(*found.contradicting[: contradictions.MOST])
    count = Counter(clean(str(each.message)) for each in found.untidy)
    return [
        {"code": "schematron", "message": f"{said} (× {times})" if times > 1 else said, "line": 0}
        for said, times in count.items()
    ]


def _file(data: bytes, name: str, found: Found) -> File:
    return {
        "name": nfc(name.replace("\0", " ").rsplit("/", 1)[-1])[:LONGEST_NAME],
        "kind": found.kind,
        "size": len(data),
        "sha256": sha256(data).hexdigest(),
        "attachment": clean(found.attachment)[:LONGEST_NAME],
        "xml_sha256": sha256(found.xml).hexdigest(),
    }


def _signature(data: bytes, found: Found, trust: Any) -> Signature:
    """That of the XML; where it has none, that of the PDF around it."""
    from certificates.signing import verifying

    told = verifying.of_xml(found.xml, trust)
    if told.state == verifying.UNSIGNED and found.kind == "pdf":
        told = verifying.of_pdf(data, trust)
    return {
        "state": told.state,
        "signer": clean(told.signer),
        "at": told.at.isoformat() if told.at else "",
        "level": told.level,
        "trusted": told.trusted,
        "why": told.why,
    }


def _certificate(
    root: Any, version: str, file: File, remarks: list[Remark], signature: Signature
) -> Certificate:
    data = within(root, "administrativeData")
    core = within(data, "coreData")
    return {
        "file": file,
        "version": version,
        "number": plain(core, "uniqueIdentifier"),
        "identifications": numbered(core),
        "country": plain(core, "countryCodeISO3166_1"),
        "languages": plains(core, "usedLangCodeISO639_1"),
        "binding": plains(core, "mandatoryLangCodeISO639_1"),
        "dates": head.dates_of(core),
        "place": plain(core, "performanceLocation"),
        "replaces": head.replaced_of(core),
        "software": head.software_of(data, "dccSoftware"),
        "laboratory": head.laboratory_of(data),
        "customer": head.party_of(within(data, "customer")),
        "persons": head.persons_of(data),
        "items": head.items_of(data),
        "statements": head.statements_of(data),
        "results": results_of(root),
        "signature": signature,
        "remarks": remarks,
    }
