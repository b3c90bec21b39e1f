"""Signatures on XML: XML-DSig and XAdES as children of the root element. No framework."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from certificates.signing.bare import tree
from certificates.signing.found import (
    ALTERED,
    REWRITTEN,
    STRANGER,
    UNREADABLE,
    UNSIGNED,
    Found,
    Reading,
    Trust,
    judged,
)

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
MOST_CERTIFICATES = 8
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_C14N = (
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
)
_KNOWN = {_ENVELOPED, *_C14N, *(f"{one.rstrip('#')}#WithComments" for one in _C14N)}
_TRACES = ("Signature", "SignedInfo", "SignatureValue")


class _Unfit(Exception):
    """The signature does not fit, or cannot be read; `code` says which."""

    def __init__(self, state: str, code: str) -> None:
        super().__init__(code)
        self.state, self.code = state, code


def of_tree(data: bytes, trust: Trust, kept_at: datetime | None) -> Found:
    """What the signatures of an XML file say; raises BadXml for what is no XML."""
    root = tree(data, whole=True)
    signatures = root.findall(f"{DS}Signature")
    if not signatures:
        return _without(root)
    # What follows the first was added after it: it is looked at as the file stood then.
    later = signatures[1:]
    for one in later:
        root.remove(one)
    try:
        reading = _read(root, signatures[0], data, whole=not later, count=len(signatures))
    except _Unfit as error:
        return Found(error.state, error.code, signatures=len(signatures))
    if reading.certificate is None:  # a bare key: right, and nobody's
        return Found(STRANGER, "no_certificate", covers_whole=reading.whole, signatures=1)
    return judged(reading, trust, now=datetime.now(UTC), kept_at=kept_at)


def _without(root: Any) -> Found:
    names = {str(one.tag).rpartition("}")[2] for one in root.iter() if isinstance(one.tag, str)}
    if names.isdisjoint(_TRACES):
        return Found(UNSIGNED)
    nested = next(root.iter(f"{DS}Signature"), None)
    return Found(UNREADABLE, "place") if nested is not None else Found(ALTERED, "broken")


def _read(root: Any, signature: Any, data: bytes, *, whole: bool, count: int) -> Reading:
    certificates = _certificates(signature)
    certificate, parts = _verified(root, signature, certificates)
    covers = _covers_root(root, signature)
    return Reading(
        certificate,
        tuple(one for one in certificates if one != certificate),
        claimed=_time(parts),
        level="B-B" if any(one.tag == f"{XADES}SignedProperties" for one in parts) else "",
        whole=whole and covers,
        exact=not whole or _exact(root, signature, data),
        signatures=count,
        inexact=REWRITTEN,
    )


def _certificates(signature: Any) -> list[Any]:
    from cryptography.x509 import load_der_x509_certificate

    found = []
    for one in signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"):
        try:
            found.append(load_der_x509_certificate(b64decode(one.text or "")))
        except ValueError as error:
            raise _Unfit(ALTERED, "certificate") from error
    return found[:MOST_CERTIFICATES]


def _verified(root: Any, signature: Any, certificates: list[Any]) -> tuple[Any, list[Any]]:
    """The certificate whose key made the signature, and the elements that it covers."""
    _insist_readable(signature)
    error: _Unfit | None = None
    for certificate in certificates or [None]:
        try:
            return certificate, _checked(root, certificate)
        except _Unfit as unfit:
            error = error or unfit
            if unfit.code != "signature":
                raise
    assert error is not None
    raise error


def _insist_readable(signature: Any) -> None:
    """Algorithms that we do not know, or that can be forged, are not called an alteration."""
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

    def known(path: str, values: set[str]) -> bool:
        return all(one.get("Algorithm") in values for one in signature.iterfind(path))

    strong = {one.value for one in SignatureMethod if "SHA1" not in one.name}
    digests = {one.value for one in DigestAlgorithm if "SHA1" not in one.name}
    inside = f"{DS}SignedInfo/"
    if not known(f"{inside}{DS}Reference/{DS}Transforms/{DS}Transform", _KNOWN):
        raise _Unfit(UNREADABLE, "transform")
    if not known(
        f"{inside}{DS}CanonicalizationMethod", {one.value for one in CanonicalizationMethod}
    ):
        raise _Unfit(UNREADABLE, "transform")
    if not known(f"{inside}{DS}SignatureMethod", strong) or not known(
        f"{inside}{DS}Reference/{DS}DigestMethod", digests
    ):
        raise _Unfit(UNREADABLE, "weak")


def _checked(root: Any, certificate: Any) -> list[Any]:
    from lxml.etree import LxmlError
    from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature, SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    how = SignatureConfiguration(
        require_x509=certificate is not None,
        location="./",
        expect_references=True,
        ignore_ambiguous_key_info=True,
        # The days of the certificate are judged by us, at the moment of the signature.
        verification_time=None
        if certificate is None
        else certificate.not_valid_before_utc + timedelta(seconds=1),
    )
    try:
        results: Any = XMLVerifier().verify(root, x509_cert=certificate, expect_config=how)
    except InvalidDigest as error:
        raise _Unfit(ALTERED, "digest") from error
    except InvalidSignature as error:
        raise _Unfit(ALTERED, "signature") from error
    except (InvalidInput, SignXMLException, LxmlError, ValueError, KeyError, TypeError) as error:
        raise _Unfit(ALTERED, "broken") from error
    return [one.signed_xml for one in results if one.signed_xml is not None]


def _covers_root(root: Any, signature: Any) -> bool:
    """Whether the whole document is signed, and not some element of it."""
    for one in signature.iterfind(f"{DS}SignedInfo/{DS}Reference"):
        uri = one.get("URI")
        if uri == "" or (uri and uri[1:] in (root.get("id"), root.get("Id"), root.get("ID"))):
            return True
    return False


def _time(parts: list[Any]) -> datetime | None:
    """SigningTime, from what is signed alone."""
    for part in parts:
        if part.tag != f"{XADES}SignedProperties":
            continue
        text = part.findtext(f"{XADES}SignedSignatureProperties/{XADES}SigningTime")
        try:
            found = datetime.fromisoformat((text or "").strip())
        except ValueError:
            return None
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None


# Bytes of a file of ours that no signature covers


def _exact(root: Any, signature: Any, data: bytes) -> bool:
    """Whether the file is written as we write one, with nothing in it that nobody signed."""
    from lxml import etree

    from certificates.signing.xades import DECLARATION, written

    loose = next(root.iter(etree.Comment, etree.ProcessingInstruction), None)
    value = signature.findtext(f"{DS}SignatureValue") or ""
    return (
        loose is None
        and root.getprevious() is None
        and root.getnext() is None
        and data.startswith(DECLARATION)
        and written(root) == data
        and b64encode(b64decode(value)).decode() == value
        and _bare(signature)
    )


def _bare(signature: Any) -> bool:
    """Whether the envelope holds the four parts of ours and no loose text or attribute."""
    parts = [str(one.tag) for one in signature]
    if parts != [f"{DS}SignedInfo", f"{DS}SignatureValue", f"{DS}KeyInfo", f"{DS}Object"]:
        return False
    held = signature[3]
    if len(held) != 1 or len(held[0]) != 1 or held.attrib or signature[1].attrib:
        return False
    properties = held[0]
    boxes = (signature, held, properties)
    inner = (*signature, properties, properties[0])
    return (
        properties.tag == f"{XADES}QualifyingProperties"
        and dict(properties.attrib) == {"Target": f"#{signature.get('Id')}"}
        and list(signature.attrib) == ["Id"]
        and not any(box.text for box in boxes)
        and not any(one.tail for one in inner)
    )
