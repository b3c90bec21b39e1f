"""Findings as sentences in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calibration.review.record import Finding
from common.templatetags.show import digits, words
from metrology.quantities.units import UNITS

Facts = Mapping[str, str]


def sentence(finding: Finding) -> str:
    """Why a reviewer should look, in words."""
    return _SAID[finding.kind](finding.facts)


def grave(finding: Finding) -> bool:
    """Whether it is marked as grave in lists."""
    return finding.rank >= _GRAVE


_GRAVE = 65


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "d/m/Y")


def _clock(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "H:i:s")


def _points(facts: Facts) -> str:
    n = int(facts["n"])
    if n == 1:
        return facts["point"]
    return _("%(n)s điểm, nhiều nhất ở %(point)s") % {"n": n, "point": facts["point"]}


def _changed(facts: Facts) -> str:
    unit = UNITS[facts["unit"]].symbol if facts["unit"] in UNITS else facts["unit"]
    told = _("%(points)s: thay đổi %(change)s %(unit)s so với lần trước (%(day)s)") % {
        "points": _points(facts),
        "change": digits(_short(facts["change"])),
        "unit": unit,
        "day": _day(facts["on"]),
    }
    return f"{told}, Eₙ = {digits(facts['en'])}" if facts["en"] else told


def _short(number: str) -> str:
    """Four significant digits are enough to look by."""
    sign = "+" if number.startswith("+") else ""
    from decimal import Context, Decimal

    return sign + format(Context(prec=4).plus(Decimal(number)), "f")


def _reason(facts: Facts, name: str = "reason") -> str:
    return f": {facts[name]}" if facts.get(name) else ""


def _outside(facts: Facts) -> str:
    told = _("%(name)s %(found)s ngoài điều kiện %(allowed)s") % _climate(facts)
    return told + (_reason(facts) or _(", không ghi lý do"))


def _climate(facts: Facts) -> dict[str, str]:
    return {
        "name": words({"vi": facts["vi"], "en": facts["en"]}),
        "found": digits(facts["found"]),
        "allowed": digits(facts["allowed"]),
    }


def _count(singular: str, plural: str) -> Callable[[Facts], str]:
    return lambda facts: ngettext(singular, plural, int(facts["n"])) % {"n": facts["n"]}


def _pause(facts: Facts) -> str:
    hours, minutes = divmod(int(facts["minutes"]), 60)
    told = {"hours": hours, "minutes": minutes, "at": _clock(facts["at"])[:5]}
    return _("nghỉ %(hours)s giờ %(minutes)s phút giữa hai số chỉ, từ %(at)s") % told


def _corrected(facts: Facts) -> str:
    n = int(facts["n"])
    told = ngettext("%(n)s số chỉ đã thay thế", "%(n)s số chỉ đã thay thế", n) % {"n": n}
    return told + _reason(facts, "reasons")


_SAID: Mapping[str, Callable[[Facts], str]] = {
    "failed": lambda _facts: _("không đạt"),
    "doubted": lambda facts: _("chuẩn %(code)s đang bị nghi ngờ") % facts,
    "history": _changed,
    "drifted": _changed,
    "near": lambda facts: (
        _("%(points)s: tới %(percent)s %% giới hạn")
        % {"points": _points(facts), "percent": facts["percent"]}
    ),
    "hangs_on_u": lambda facts: _("%(point)s: sai số cộng U vượt giới hạn") % facts,
    "climate_outside": _outside,
    "climate_edge": lambda facts: (
        _("%(name)s %(found)s sát mép điều kiện %(allowed)s") % _climate(facts)
    ),
    "clock_back": lambda facts: (
        ngettext("%(n)s số chỉ có giờ lùi lại", "%(n)s số chỉ có giờ lùi lại", int(facts["n"]))
        % facts
    ),
    "copied": lambda facts: (
        _("mọi số chỉ trùng lần trước (%(day)s) đến từng chữ số") % {"day": _day(facts["on"])}
    ),
    "burst": lambda facts: (
        _("%(n)s số chỉ trong %(seconds)s giây, lúc %(at)s") % {**facts, "at": _clock(facts["at"])}
    ),
    "corrected": _corrected,
    "returned": lambda facts: (
        ngettext("%(n)s ô đã trả lại trước đây", "%(n)s ô đã trả lại trước đây", int(facts["n"]))
        % facts
    ),
    "outside_scope": lambda facts: words(dict(facts)),
    "adjusted": lambda facts: _("có hiệu chỉnh: %(note)s") % facts,
    "all_nominal": lambda _facts: _("mọi số chỉ đúng bằng giá trị chuẩn"),
    "no_spread": lambda _facts: _("mọi lần lặp giống hệt nhau"),
    "expiring": lambda facts: (
        _("chuẩn %(code)s hết hạn %(day)s") % {"code": facts["code"], "day": _day(facts["until"])}
    ),
    "pause": _pause,
    "first": lambda _facts: _("lần đầu, không có số liệu trước hiệu chỉnh"),
    "floor": lambda facts: _("%(point)s: U được nâng lên bằng CMC") % facts,
    "files": lambda facts: (
        ngettext("%(n)s ảnh, tệp: %(names)s", "%(n)s ảnh, tệp: %(names)s", int(facts["n"])) % facts
    ),
}
