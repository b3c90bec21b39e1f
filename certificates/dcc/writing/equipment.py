"""By what the results came about: method, uncertainty, software, standards with their proofs."""

from collections.abc import Mapping
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import (
    clean,
    dcc,
    joined,
    named,
    one_line,
    plain,
    rich,
    words,
)

_GUM = "JCGM 100:2008"


def methods(parent: Any, told: Mapping[str, Any]) -> None:
    """Add `usedMethods`: the procedure, and how U came about."""
    made = dcc(parent, "usedMethods")
    used = told.get("method") or {}
    method = dcc(made, "usedMethod", refType="basic_calibrationMethod")
    named(method, "name", used.get("title") or said.METHOD_UNKNOWN)
    for norm in str(used.get("number") or "").split(";"):
        plain(method, "norm", norm)
    if used.get("code"):
        plain(method, "reference", f"{used['code']} v{used['version']}")
    if used.get("digest"):
        plain(method, "reference", f"sha256:{used['digest']}")
    uncertainty = told.get("uncertainty")
    if uncertainty:
        how = dcc(made, "usedMethod", refType="basic_uncertainty")
        words(how, "name", said.EXPANDED)
        rich(how, "description", joined(uncertainty["texts"]))
        dcc(how, "norm", _GUM)


def software(parent: Any, told: Mapping[str, Any], name: str = "usedSoftware") -> None:
    """Add the software that computed and wrote all this."""
    made = dcc(dcc(parent, name), "software")
    words(made, "name", told["software"]["name"])
    dcc(made, "release", told["software"]["release"])
    dcc(made, "type", "application")


def standards(parent: Any, told: Mapping[str, Any]) -> None:
    """Add `measuringEquipments`; none where no standard is named."""
    if told["standards"]:
        made = dcc(parent, "measuringEquipments")
        for one in told["standards"]:
            _standard(made, one, told)


def _standard(parent: Any, one: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    made = dcc(parent, "measuringEquipment", refType="basic_measurementStandard")
    named(made, "name", one["name"])
    rich(made, "description", one.get("accuracy") or "")
    _certificate(made, one, told)
    if clean(str(one.get("maker") or "")):
        words(dcc(made, "manufacturer"), "name", one["maker"])
    plain(made, "model", one.get("model"))
    _identified(made, one)


def _certificate(parent: Any, one: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """The standard's own certificate: the digest of the file that is kept, or that it is paper."""
    number = one_line(str(one.get("certificate_number") or ""))
    made = dcc(parent, "certificate")
    words(made, "referral", said.CERTIFICATE_OF_STANDARD)
    plain(made, "referralID", number or "–")
    digest = str(one.get("certificate_sha256") or "")
    dcc(made, "procedure", "sha256" if digest else "analogue")
    dcc(made, "value", digest or "noValue")
    by = [one.get("laboratory"), one.get("calibrated_on"), one.get("traceable_to")]
    rich(made, "description", "; ".join(str(each) for each in by if each))
    until = one.get("valid_until")
    if until:  # ISO days compare as text
        dcc(made, "inValidityRange", str(told["dates"]["performed"] <= until).lower())
    if told.get("traceability") and one.get("traceable_to"):
        dcc(made, "traceable", "true")


def _identified(parent: Any, one: Mapping[str, Any]) -> None:
    serial, code = str(one.get("serial") or ""), str(one.get("code") or "")
    if not (one_line(serial) or one_line(code)):
        return
    made = dcc(parent, "identifications")
    identification(made, "basic_serialNumber", "manufacturer", serial, said.SERIAL)
    identification(
        made, "basic_identificationNumber", "calibrationLaboratory", code, said.INVENTORY
    )


def identification(parent: Any, kind: str, issuer: str, value: str | None, name: Any) -> Any | None:
    """Add an identification, unless its value is blank."""
    told = one_line(str(value or ""))
    if not told:
        return None
    made = dcc(parent, "identification", refType=kind)
    dcc(made, "issuer", issuer)
    dcc(made, "value", told)
    words(made, "name", name)
    return made


def measurement_head(parent: Any, book: Book) -> None:
    """Add what holds for all results, in the order of the schema up to the standards."""
    methods(parent, book.said)
    software(parent, book.said)
    standards(parent, book.said)
