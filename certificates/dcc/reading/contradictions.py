"""Where a certificate contradicts itself: then it is not read.

The rule that tells these from untidiness: a file is rejected where it says two things that cannot
both be, or points at what is not there, so that a text that binds, a day or a value is open. What
is only missing, repeated or oddly spelt leaves every number as it is: a remark. PTB's Schematron
calls both "error"; `rules` sorts its answers by the same rule.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from certificates.dcc.reading.faults import Rejected, fault_at
from certificates.dcc.reading.shapes import Remark
from certificates.dcc.reading.texts import DCC, SI, clean, every, plains, within
from certificates.dcc.reading.units import is_deprecated, units_of
from common.errors import Fault

MOST = 20  # reasons that are told of one file


def refuse(root: Any) -> None:
    """Raise Rejected with every contradiction of the administrative data."""
    found = [*_languages(root), *_references(root), *_days(root), *_units(root)]
    if found:
        raise Rejected(*found[:MOST])


def _languages(root: Any) -> Iterator[Fault]:
    """The binding language, and each language of a text, is one of those that are declared."""
    core = within(root, "administrativeData", "coreData")
    used = set(plains(core, "usedLangCodeISO639_1"))
    allowed = ", ".join(sorted(used))
    for element in every(core, "mandatoryLangCodeISO639_1"):
        lang = clean(element.text or "")
        if lang not in used:
            text = _("ngôn ngữ ràng buộc “%(lang)s” không nằm trong các ngôn ngữ được khai")
            yield fault_at(element, "language", text % {"lang": lang}, found=lang, allowed=allowed)
    yield from _undeclared(root, used, allowed)


def _undeclared(root: Any, used: set[str], allowed: str) -> Iterator[Fault]:
    """One reason for each undeclared language, at its first text: they are many."""
    first: dict[str, Any] = {}
    count: Counter[str] = Counter()
    for element in root.iter(f"{DCC}content"):
        lang = element.get("lang")
        if lang is not None and lang not in used:
            first.setdefault(lang, element)
            count[lang] += 1
    for lang, element in first.items():
        text = _("%(count)s đoạn chữ ở ngôn ngữ “%(lang)s” mà tệp không khai là có dùng") % {
            "count": count[lang],
            "lang": lang,
        }
        yield fault_at(element, "language", text, found=lang, allowed=allowed)


def _references(root: Any) -> Iterator[Fault]:
    ids = set(root.xpath("//@id"))
    for element in root.iter("{https://ptb.de/dcc}*"):
        for name in (element.get("refId") or "").split():
            if name not in ids:
                text = _("trỏ tới “%(name)s” mà tệp không có") % {"name": name}
                yield fault_at(element, "reference", text, found=name)


def _days(root: Any) -> Iterator[Fault]:
    core = within(root, "administrativeData", "coreData")
    begun, ended = within(core, "beginPerformanceDate"), within(core, "endPerformanceDate")
    if begun is None or ended is None:
        return
    first, last = (clean(each.text or "")[:10] for each in (begun, ended))
    if last < first:
        text = _("ngày kết thúc %(last)s trước ngày bắt đầu %(first)s")
        said = text % {"first": first, "last": last}
        yield fault_at(ended, "dates", said, found=last, allowed=f"≥ {first}")


def _units(root: Any) -> Iterator[Fault]:
    """A unit with a blank in it may be two units."""
    for element in root.iter(f"{SI}unit", f"{SI}listUnit"):
        text = (element.text or "").strip()
        if len(text.split()) > 1:
            said = _("đơn vị “%(unit)s” có khoảng trắng") % {"unit": text[:60]}
            yield fault_at(element, "unit", said, found=text[:60])


def remarks(root: Any) -> list[Remark]:
    """What is untidy or unknown, and keeps nobody from reading."""
    return [*_repeated(root), *_unknown_units(root), *_not_numbers(root)]


def _repeated(root: Any) -> Iterator[Remark]:
    for element in root.iter():
        langs = [each.get("lang") for each in element if each.tag == f"{DCC}content"]
        twice = [lang for lang, count in Counter(langs).items() if lang and count > 1]
        if twice:
            text = _("Có hai đoạn chữ cùng ngôn ngữ “%(lang)s”; cả hai được giữ.")
            yield remark("language_twice", text % {"lang": twice[0]}, element)


def _unknown_units(root: Any) -> Iterator[Remark]:
    """Each unit is told once, where it first stands."""
    seen: set[str] = set()
    names = (f"{SI}unit", f"{SI}unitXMLList", f"{SI}listUnit")
    for element in root.iter(*names):
        for unit in (element.text or "").split():
            if unit in seen:
                continue
            seen.add(unit)
            if not units_of(unit) and not _told_beside(element):
                text = _("Đơn vị “%(unit)s” không có trong danh mục; giữ nguyên như đã viết.")
                yield remark("unknown_unit", text % {"unit": clean(unit)[:80]}, element)
            elif is_deprecated(unit):
                text = _("Đơn vị “%(unit)s” viết theo lối cũ (\\per).")
                yield remark("old_unit", text % {"unit": clean(unit)[:80]}, element)


def _told_beside(element: Any) -> bool:
    """Whether a hybrid says the same values in a unit that is known."""
    hybrid = next(element.iterancestors(f"{SI}hybrid"), None)
    if hybrid is None:
        return False
    others = hybrid.iter(f"{SI}unit", f"{SI}unitXMLList", f"{SI}listUnit")
    return any(units_of(unit) for each in others for unit in (each.text or "").split())


def _not_numbers(root: Any) -> Iterator[Remark]:
    for element in root.iter(f"{SI}*"):
        if len(element) == 0 and "NaN" in (element.text or "").split():
            text = _("Có giá trị NaN: ở đó tệp không cho số nào.")
            yield remark("nan", text, element)


def remark(code: str, message: str, element: Any) -> Remark:
    """A remark at an element."""
    return {"code": code, "message": message, "line": element.sourceline or 0}
