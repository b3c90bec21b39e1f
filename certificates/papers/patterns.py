"""Patterns of numbers: "V{yy}.{serial:5}". Read, judged, written; no rows here.

A pattern is literal text with places: `{yy}` and `{yyyy}` the year, `{serial}` or `{serial:5}` the
running number with at least so many digits, `{centre}` the centre's code. One running number and
the year must be in it, so that no number is made twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from certificates.states import Kind
from common.errors import Fault

LETTERS: Final = {
    Kind.VERIFICATION: "V",
    Kind.CALIBRATION: "C",
    Kind.TESTING: "T",
    Kind.NOTICE: "N",
}
FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_NUMBER = 40
WIDEST_SERIAL = 8
PLACES = "{yy}, {yyyy}, {serial}, {serial:5}, {centre}"
SIGNS = "A-Z a-z 0-9 . - _ ( )"
_MOST_SERIAL = 10**WIDEST_SERIAL - 1  # no centre issues more of a kind in a year
# What stands in a file's name on any system, in a QR and in XML as it is. Blanks only between.
_LITERAL = re.compile(r"[A-Za-z0-9._() -]*")
_PLACE = re.compile(r"\{([a-z]*)(?::([0-9]{1,2}))?\}")


@dataclass(frozen=True)
class Pattern:
    """What stands before the running number and after it, and how many digits it has at least.

    `before` and `after` hold the year as the marks below; the centre is filled in.
    """

    before: str
    after: str
    width: int

    def write(self, year: int, serial: int) -> str:
        """The number: past the last serial that fits the width it grows a digit."""
        return f"{_dated(self.before, year)}{serial:0{self.width}d}{_dated(self.after, year)}"

    @property
    def longest(self) -> str:
        """The longest number it can make."""
        return self.write(LAST_YEAR, _MOST_SERIAL)


_YEAR, _SHORT_YEAR = "\x01", "\x02"


def _dated(text: str, year: int) -> str:
    return text.replace(_YEAR, f"{year:04d}").replace(_SHORT_YEAR, f"{year % 100:02d}")


def default(kind: Kind | str) -> str:
    """What a centre has that has set nothing: a letter of the kind, the year, five digits."""
    return f"{LETTERS[Kind(kind)]}{{yy}}.{{serial:5}}"


def compiled(text: str, centre: str) -> Pattern:
    """A pattern that was judged good, with the code of its centre in its place."""
    parts: list[str] = [""]
    width = 1
    at = 0
    for place in _PLACE.finditer(text):
        parts[-1] += text[at : place.start()]
        at = place.end()
        if place[1] == "serial":
            width = int(place[2] or 1)
            parts.append("")
        else:
            parts[-1] += {"yy": _SHORT_YEAR, "yyyy": _YEAR, "centre": centre}[place[1]]
    parts[-1] += text[at:]
    before, after = parts
    return Pattern(before, after, width)


def faults(text: str, centre: str) -> list[Fault]:
    """What is wrong with a pattern, each with what is allowed; none: it can be compiled."""
    found = list(_faults_of_parts(text))
    if found:
        return found
    whole = compiled(text, centre).longest
    if len(whole) > LONGEST_NUMBER:
        message = _("Số dài nhất theo mẫu này là %(number)s: hơn %(most)s ký tự.")
        filled = message % {"number": whole, "most": LONGEST_NUMBER}
        found.append(_fault(filled, "too_long", str(len(whole)), str(LONGEST_NUMBER)))
    if not whole[0].isalnum() or not (whole[-1].isalnum() or whole[-1] == ")"):
        message = _("Số phải bắt đầu bằng chữ hoặc chữ số và không kết thúc bằng dấu.")
        found.append(_fault(message, "edge", whole))
    if ".." in whole or "  " in whole:
        message = _("Số không được có hai dấu chấm hay hai khoảng trắng liền nhau.")
        found.append(_fault(message, "doubled", whole))
    return found


def _faults_of_parts(text: str) -> Iterable[Fault]:
    names = [place[1] for place in _PLACE.finditer(text)]
    literal = _PLACE.sub("", text)
    if not text:
        yield _fault(_("Hãy gõ mẫu số."), "required")
        return
    if wrong := sorted(set(re.findall(r"\{[^{}]*\}?|\}", literal))) or sorted(
        {place[0] for place in _PLACE.finditer(text) if not _known(place)}
    ):
        message = _("Mẫu số không hiểu %(found)s: chỉ có %(places)s.")
        shown = ", ".join(wrong)[:60]
        yield _fault(message % {"found": shown, "places": PLACES}, "place", shown, PLACES)
        return
    if bad := "".join(dict.fromkeys(char for char in literal if not _LITERAL.fullmatch(char))):
        message = _("Số không được có %(found)s: chỉ chữ không dấu, chữ số và . - _ ( ).")
        yield _fault(message % {"found": bad[:20]}, "signs", bad[:20], SIGNS)
    if names.count("serial") != 1:
        message = _("Mẫu số phải có đúng một {serial} (số thứ tự).")
        yield _fault(message, "serial", str(names.count("serial")), "1")
    if not {"yy", "yyyy"} & set(names):
        yield _fault(_("Mẫu số phải có năm: {yy} hoặc {yyyy}."), "year", "", "{yy}, {yyyy}")


def _known(place: "re.Match[str]") -> bool:
    name, width = place[1], place[2]
    if width is not None:
        return name == "serial" and 1 <= int(width) <= WIDEST_SERIAL
    return name in ("yy", "yyyy", "serial", "centre")


def _fault(message: str, code: str, found: str = "", allowed: str = "") -> Fault:
    return Fault("pattern", message, code=code, found=found, allowed=allowed)


Years = Mapping[int, Pattern]  # the pattern that each year has


def clash(one: Years, other: Years) -> tuple[int, int] | None:
    """Two years, one of each, in which both may make the same number; None where they cannot.

    The running number may have any digits and any length: rather refused once too often than two
    papers with one number.
    """
    ends = [(year, _dated(p.before, year), _dated(p.after, year)) for year, p in other.items()]
    for year, pattern in one.items():
        before = _dated(pattern.before, year).casefold()
        after = _dated(pattern.after, year).casefold()
        for their_year, their_before, their_after in ends:
            if _meet(before, their_before.casefold()) and _meet(
                after[::-1], their_after.casefold()[::-1]
            ):
                return year, their_year
    return None


def _meet(one: str, other: str) -> bool:
    """Whether the longer text begins with the shorter and goes on with nothing but digits."""
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    return long.startswith(short) and (not rest or rest.isdigit())
