"""What a report's file says: made from a closed report, read back strictly from a file."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from common.errors import InvalidInput
from common.period import Period
from reports.exchange.jws import read, refuse
from reports.indicators.shapes import PERCENT
from reports.models import ClosedReport, PeriodReport
from reports.periodic.said import Said
from reports.periodic.saying import number
from reports.states import FigureKind

SCHEMA = "chuan.period-report.1"
LONGEST = 4000
MOST_FIGURES = 2000
MEMBERS = ("schema", "unit", "period", "kind", "version", "cut_off", "closed_at", "digest",
           "figures", "targets")  # fmt: skip
UNIT = ("code", "name_vi", "name_en")
# Of a frozen figure: what another installation can use. Rows, their ids and their model stay here.
FIGURE = ("code", "name", "definition", "version", "unit", "base", "vat", "kind", "value",
          "numerator", "denominator", "words")  # fmt: skip
TARGET = ("indicator", "first", "current", "against", "basis", "period", "source",
          "decided_on")  # fmt: skip
_BOTH = frozenset({"name", "definition", "base", "vat"})
_NUMBERS = frozenset({"value", "numerator", "denominator"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:/[1-9][0-9]{0,29})?")
_CODE = re.compile(r"[a-z0-9_.:-]{1,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def content_of(report: PeriodReport) -> dict[str, Any]:
    """What is signed of a closed report."""
    closing: ClosedReport = report.closing
    frozen = json.loads(closing.statement)["figures"]
    targets = [
        {"indicator": one["code"], **{name: one["target"][name] for name in TARGET[1:]}}
        for one in frozen
        if has_own_target(one)
    ]
    centre = report.centre
    return {
        "schema": SCHEMA,
        "unit": {name: getattr(centre, name) for name in UNIT},
        "period": report.period,
        "kind": report.kind,
        "version": report.version,
        "cut_off": report.cut_off.isoformat(),
        "closed_at": closing.closed_at.isoformat(),
        "digest": closing.digest,
        "figures": [{name: one[name] for name in FIGURE} for one in frozen],
        "targets": targets,
    }


def has_own_target(said: Mapping[str, Any]) -> bool:
    """Whether a figure bears a plan of its own; the one it is by choice bears the same."""
    return bool(said["target"]) and not said.get("same_as")


def divided(top: int | Fraction, bottom: int | Fraction, unit: str) -> Fraction:
    """A ratio in percent, or a mean, from its two parts."""
    return Fraction(100 * top if unit == PERCENT else top) / bottom


@dataclass(frozen=True)
class Content:
    """A file's content; everything in it was checked."""

    whole: Mapping[str, Any]

    @property
    def unit(self) -> str:
        """The code of the unit that reports."""
        return str(self.whole["unit"]["code"])

    @property
    def period(self) -> str:
        """The code of the period."""
        return str(self.whole["period"])

    @property
    def version(self) -> int:
        """Of the report."""
        return int(self.whole["version"])

    @property
    def cut_off(self) -> date:
        """The day up to which it counts."""
        return date.fromisoformat(self.whole["cut_off"])

    @property
    def closed_at(self) -> datetime:
        """When it was closed there."""
        return datetime.fromisoformat(self.whole["closed_at"])

    @cached_property
    def figures(self) -> dict[str, Said]:
        """{code: figure}."""
        return {one["code"]: Said(one) for one in self.whole["figures"]}

    @property
    def targets(self) -> list[Mapping[str, Any]]:
        """What was planned."""
        return list(self.whole["targets"])


def checked(whole: Any) -> Content:
    """The content of a payload, of which every part is what it has to be."""
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        found = str(whole.get("schema")) if isinstance(whole, dict) else type(whole).__name__
        message = _("Tệp theo lược đồ “%(found)s”; ở đây chỉ đọc được %(allowed)s.")
        words = {"found": found[:60], "allowed": SCHEMA}
        raise refuse("unknown_schema", message % words, found=found, allowed=SCHEMA)
    _insist(sorted(whole) == sorted(MEMBERS), "")
    _insist_unit(whole["unit"])
    _insist_head(whole)
    _insist_list(whole["figures"], "figures")
    _insist_list(whole["targets"], "targets")
    for place, one in enumerate(whole["figures"]):
        _insist_figure(one, f"figures.{place}")
    codes = [one["code"] for one in whole["figures"]]
    _insist(len(codes) == len(set(codes)), "figures")
    for place, one in enumerate(whole["targets"]):
        _insist_target(one, f"targets.{place}", codes)
    return Content(whole)


def as_stored(content: str) -> Content:
    """The content of a file that was taken in: it was checked then, and is sealed since."""
    return Content(json.loads(read(content.encode()).payload))


def _insist(true: bool, place: str) -> None:  # noqa: FBT001
    if not true:
        raise _bad(place)


def _bad(place: str) -> InvalidInput:
    message = _("Nội dung của tệp không đúng lược đồ %(schema)s (%(place)s).")
    words = {"schema": SCHEMA, "place": place or "–"}
    return refuse("bad_content", message % words, found=place, allowed=SCHEMA)


def _insist_unit(unit: Any) -> None:
    _insist(isinstance(unit, dict) and sorted(unit) == sorted(UNIT), "unit")
    for name in UNIT:
        _insist(_is_text(unit[name], 200), f"unit.{name}")
    _insist(bool(unit["code"]), "unit.code")


def _insist_head(whole: Mapping[str, Any]) -> None:
    _insist(_is_text(whole["period"], 8), "period")
    try:
        period = Period.parse(whole["period"])
        cut_off = date.fromisoformat(whole["cut_off"])
        closed = datetime.fromisoformat(whole["closed_at"])
    except (InvalidInput, TypeError, ValueError) as error:
        raise _bad("period") from error
    _insist(period.code == whole["period"], "period")
    _insist(period.contains(cut_off) and cut_off.isoformat() == whole["cut_off"], "cut_off")
    _insist(closed.tzinfo is not None and closed.isoformat() == whole["closed_at"], "closed_at")
    # Elsewhere the day may have begun already.
    _insist(cut_off <= closed.date() + timedelta(days=1), "closed_at")
    version = whole["version"]
    _insist(type(version) is int and 0 < version < 2**15, "version")
    _insist(whole["kind"] == "unit", "kind")
    digest = whole["digest"]
    _insist(isinstance(digest, str) and bool(_DIGEST.fullmatch(digest)), "digest")


def _insist_list(found: Any, name: str) -> None:
    _insist(isinstance(found, list) and len(found) <= MOST_FIGURES, name)


def _insist_figure(one: Any, place: str) -> None:
    _insist(isinstance(one, dict) and sorted(one) == sorted(FIGURE), place)
    for name, value in one.items():
        where = f"{place}.{name}"
        if name in _BOTH:
            _insist(isinstance(value, dict) and sorted(value) == ["en", "vi"], where)
            _insist(all(_is_text(text) for text in value.values()), where)
        elif name in _NUMBERS:
            _insist(value is None or _is_number(value), where)
        else:
            _insist(_is_text(value), where)
    _insist(bool(_CODE.fullmatch(one["code"])), f"{place}.code")
    _insist(one["kind"] in FigureKind.values, f"{place}.kind")
    _insist(_agrees(one), f"{place}.value")


def _agrees(one: Mapping[str, Any]) -> bool:
    """Whether a ratio or a mean is what its two parts give: the sums are made of the parts."""
    top, bottom, value = (number(one[name]) for name in ("numerator", "denominator", "value"))
    if not bottom:
        return value is None or (bottom is None and top is None) or value == top == bottom
    if top is None:
        return False
    so_many_of = one["unit"] != PERCENT and value == top  # 5 of 6
    return so_many_of or value == divided(top, bottom, one["unit"])


def _insist_target(one: Any, place: str, codes: Iterable[str]) -> None:
    _insist(isinstance(one, dict) and sorted(one) == sorted(TARGET), place)
    _insist(all(_is_text(value) for value in one.values()), place)
    _insist(one["indicator"] in codes, f"{place}.indicator")
    numbers = (one["first"], one["current"], one["against"])
    _insist(all(_is_number(value) for value in numbers), place)


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and bool(_NUMBER.fullmatch(value))


def _is_text(value: Any, most: int = LONGEST) -> bool:
    return isinstance(value, str) and len(value) <= most and "\0" not in value
