r"""What our digital certificates keep beyond the schema: PTB's Schematron errors in our own words.

They name the place, what stands there and what may, in the reader's language, and need nothing
but lxml, so they run inside the transaction that issues. Where the Schematron is lenient (it does
not look at lists of units, nor at the new form of uncertainties) these are not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from certificates.dcc.paths import local, path_of
from certificates.dcc.schemas import NAMESPACES, folder

_DCC = f"{{{NAMESPACES['dcc']}}}"
_SI = f"{{{NAMESPACES['si']}}}"
_RELEASE = re.compile(r"[A-Za-z] ?([0-9]{1,3}\.){0,3}[0-9]{1,3}")
# Blanks as XML knows them: a no-break space inside an entry separates nothing.
_TOKEN = re.compile(r"[^ \t\r\n]+")
_EVENLY = re.compile(r"[^ \t\r\n]+( [^ \t\r\n]+)*")
_UNIT = re.compile(r"(\\[A-Za-z]+(\\tothe\{-?\d+([._]\d+)?\})?)+")
_CODES = re.compile(r"'([A-Za-z]{2})'")


@dataclass(frozen=True)
class Broken:
    """A rule that is broken: `code` names it, `path` the place, `found` and `allowed` the rest."""

    code: str
    path: str
    found: str = ""
    allowed: str = ""


Rule = Callable[[Any], Iterator[Broken]]


def broken(root: Any) -> list[Broken]:
    """Everything in a document (lxml root) that breaks a rule, in the order of the rules."""
    return [each for rule in _RULES for each in rule(root)]


def _dcc(name: str) -> str:
    return f"{_DCC}{name}"


def _si(name: str) -> str:
    return f"{_SI}{name}"


def _text(element: Any) -> str:
    return element.text or "" if element is not None else ""


def _tokens(element: Any) -> list[str]:
    return _TOKEN.findall(_text(element))


# 1: methods and conditions


def _methods_and_conditions(root: Any) -> Iterator[Broken]:
    for result in root.iter(_dcc("measurementResult")):
        for name, code in (
            ("usedMethods", "dcc_methods"),
            ("influenceConditions", "dcc_conditions"),
        ):
            if result.find(_dcc(name)) is None:
                yield from (
                    Broken(code, path_of(place), allowed=name)
                    for place in _places_of_values(result)
                    if place.find(_dcc(name)) is None and not _each_has(place, name)
                )


def _places_of_values(result: Any) -> Iterator[Any]:
    """Lists wherever they are, and quantities that stand alone in a result."""
    for place in result.iter(_dcc("list")):
        if not any(each.tag == _dcc("metaData") for each in place.iterancestors()):
            yield place
    for one in result.iter(_dcc("result")):
        yield from one.iterfind(f"{_dcc('data')}/{_dcc('quantity')}")


def _each_has(place: Any, name: str) -> bool:
    quantities = place.findall(_dcc("quantity"))
    return bool(quantities) and all(one.find(_dcc(name)) is not None for one in quantities)


# 2: languages


def _languages(root: Any) -> Iterator[Broken]:
    declared = [_text(one) for one in root.iter(_dcc("usedLangCodeISO639_1"))]
    for place, code in enumerate(declared):
        if code in declared[:place]:
            yield Broken("dcc_language_twice", "administrativeData/coreData", code)
    expected = ", ".join(declared)
    for parent in root.iter():
        own = [one.get("lang") for one in parent.iterchildren(_dcc("content")) if one.get("lang")]
        if own and sorted(own) != sorted(set(declared)):
            yield Broken("dcc_language", path_of(parent), ", ".join(own), expected)


# 3: references


def _references(root: Any) -> Iterator[Broken]:
    known = {one.get("id") for one in root.iter() if one.get("id")}
    for element in root.iter():
        for wanted in (element.get("refId") or "").split():
            if wanted not in known:
                yield Broken("dcc_reference", path_of(element, "refId"), wanted)


# 4, 5: releases, days, codes


def _releases(root: Any) -> Iterator[Broken]:
    for one in root.iter(_dcc("release")):
        of_software = local(one.getparent().tag) == "software"
        if of_software and not _RELEASE.fullmatch(_text(one)):
            yield Broken("dcc_release", path_of(one), _text(one), "v1.2.3")


def _days(root: Any) -> Iterator[Broken]:
    core = root.find(f"{_dcc('administrativeData')}/{_dcc('coreData')}")
    if core is None:
        return
    begin, end = (core.find(_dcc(f"{name}PerformanceDate")) for name in ("begin", "end"))
    if begin is not None and end is not None and _text(end) < _text(begin):
        yield Broken("dcc_days", path_of(end), _text(end), f"≥ {_text(begin)}")


@cache
def _iso() -> tuple[frozenset[str], frozenset[str]]:
    """The codes of languages and of countries, as the Schematron lists them."""
    text = (folder() / "dcc.sch").read_text(encoding="utf-8")
    codes = _CODES.findall(text)
    return frozenset(one for one in codes if one.islower()), frozenset(
        one for one in codes if one.isupper()
    )


def _iso_codes(root: Any) -> Iterator[Broken]:
    languages, countries = _iso()
    for name in ("usedLangCodeISO639_1", "mandatoryLangCodeISO639_1"):
        for one in root.iter(_dcc(name)):
            if _text(one) not in languages:
                yield Broken("dcc_iso", path_of(one), _text(one), "ISO 639-1")
    for name in ("countryCodeISO3166_1", "countryCode"):
        for one in root.iter(_dcc(name)):
            if _text(one) not in countries:
                yield Broken("dcc_iso", path_of(one), _text(one), "ISO 3166-1")


# 6: lists


def _spacing(root: Any) -> Iterator[Broken]:
    for element in root.iter():
        of_entries = local(element.tag).endswith("XMLList") and not len(element)
        if of_entries and not _EVENLY.fullmatch(_text(element)):
            yield Broken("dcc_spacing", path_of(element), _text(element))
        for name in ("refType", "refId"):
            value = element.get(name)
            if value is not None and not _EVENLY.fullmatch(value):
                yield Broken("dcc_spacing", path_of(element, name), value)


_COUNTED = ("unitXMLList", "labelXMLList", "valueExpandedMUXMLList", "coverageFactorXMLList",
            "coverageProbabilityXMLList", "distributionXMLList", "uncertaintyXMLList")  # fmt: skip


def _counts(root: Any) -> Iterator[Broken]:
    for each in root.iter(_si("realListXMLList")):
        many = len(_tokens(each.find(_si("valueXMLList"))))
        for part in each.iter(*(_si(name) for name in _COUNTED)):
            if len(_tokens(part)) not in (1, many):
                yield _miscounted(part, many)
    for quantity in root.iter(_dcc("quantity")):
        many = _entries(quantity)
        meta = quantity.iterfind(f"{_dcc('measurementMetaData')}/{_dcc('metaData')}")
        for one in meta if many else ():
            for name in ("conformityXMLList", "validXMLList"):
                part = one.find(_dcc(name))
                if part is not None and len(_tokens(part)) not in (1, many):
                    yield _miscounted(part, many)


def _entries(quantity: Any) -> int:
    """How many values a quantity has; 0 where it is no list."""
    for path in (
        _si("realListXMLList"),
        f"{_si('hybrid')}/{_si('realListXMLList')}",
    ):
        found = quantity.find(f"{path}/{_si('valueXMLList')}")
        if found is not None:
            return len(_tokens(found))
    return len(_tokens(quantity.find(_dcc("charsXMLList"))))


def _miscounted(part: Any, many: int) -> Broken:
    return Broken("dcc_count", path_of(part), str(len(_tokens(part))), f"1, {many}")


# 7, 8: units


def _declared_units(root: Any) -> Iterator[Broken]:
    seen: set[str] = set()
    for one in root.iter(_dcc("nonSIUnit")):
        unit = _text(one)
        if unit in seen:
            yield Broken("dcc_unit_twice", path_of(one), unit)
        seen.add(unit)
        if one.getparent().find(_dcc("nonSIDefinition")) is None:
            yield Broken("dcc_unit_undefined", path_of(one), unit, "nonSIDefinition")
    for one in root.iter(_dcc("nonSIDefinition")):
        if one.getparent().find(_dcc("nonSIUnit")) is None:
            yield Broken("dcc_unit_undefined", path_of(one), _text(one), "nonSIUnit")


def _units(root: Any) -> Iterator[Broken]:
    declared = {_text(one) for one in root.iter(_dcc("nonSIUnit"))}
    for element in root.iter(_si("unit"), _si("unitXMLList")):
        told = _tokens(element) if element.tag == _si("unitXMLList") else [_text(element)]
        for unit in told:
            if unit.startswith("|") and len(unit) > 1 and not re.search(r"\s", unit):
                if not any(each.tag == _si("hybrid") for each in element.iterancestors()):
                    yield Broken("dcc_unit_alone", path_of(element), unit)
                if unit not in declared:
                    yield Broken("dcc_unit_undeclared", path_of(element), unit)
            elif not _UNIT.fullmatch(unit):
                yield Broken("dcc_unit", path_of(element), unit)


# What else the Schematron refuses, or nobody checks


def _relative(root: Any) -> Iterator[Broken]:
    """The Schematron knows a relative uncertainty only beside the old form of uncertainties."""
    outer = _dcc("relativeUncertainty")
    for one in root.iter(outer):
        if local(one.getparent().tag) == "quantity":
            yield Broken("dcc_relative", path_of(one))


def _signers(root: Any) -> Iterator[Broken]:
    main = [_text(one) for one in root.iter(_dcc("mainSigner"))]
    if main.count("true") != 1:
        path = "administrativeData/respPersons"
        yield Broken("dcc_signer", path, str(main.count("true")), "1")


_RULES: tuple[Rule, ...] = (
    _methods_and_conditions,
    _languages,
    _references,
    _releases,
    _days,
    _iso_codes,
    _spacing,
    _counts,
    _declared_units,
    _units,
    _relative,
    _signers,
)
