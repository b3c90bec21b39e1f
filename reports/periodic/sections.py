"""The parts that the five real reports share (practice.md 3.6), and which figures stand where."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.indicators.shapes import Section
from reports.states import ReportKind

OTHER: Final = "appendix"
SECTIONS: Final[Mapping[str, Any]] = {
    "I.1": _("Công tác chỉ đạo, điều hành"),
    "I.2": _("Nhiệm vụ khoa học và công nghệ"),
    "I.3": _("Hoạt động dịch vụ, đo lường"),
    "I.4": _("Tổ chức cán bộ, đào tạo, chất lượng"),
    "I.5": _("Công tác đoàn thể, thi đua"),
    OTHER: pgettext_lazy("báo cáo", "Phụ lục"),
}
_PARTS: Final[Mapping[str, str]] = {
    Section.GENERAL: "I.1",
    Section.DUTY: "I.1",
    Section.SCIENCE: "I.2",
    Section.SERVICE: "I.3",
    Section.METROLOGY: "I.3",
    Section.INFORMATION: "I.2",
    Section.QUALITY: "I.4",
    Section.ORGANISATION: "I.4",
    Section.STAFF: "I.4",
    Section.EDUCATION: "I.4",
    Section.UNION: "I.5",
    Section.EMULATION: "I.5",
}
# The tables that a deputy director asked for: they stand behind the text.
TABLES: Final[Mapping[str, Any]] = {
    "state_": _("Tình trạng các hợp đồng dịch vụ vào ngày chốt"),
    "strand_": _("Mảng quản lý nhà nước và mảng dịch vụ"),
}
_AUTHORITY: Final = frozenset({Section.SERVICE, Section.METROLOGY, Section.DUTY, Section.QUALITY})


def part_of(code: str, section: str) -> str:
    """The part of a report that a figure stands in."""
    return OTHER if code.startswith(tuple(TABLES)) else _PARTS.get(section, "I.1")


def place(part: str) -> int:
    """Where a part stands; what is not known comes last."""
    return list(SECTIONS).index(part) if part in SECTIONS else len(SECTIONS)


def holds(kind: str, code: str, section: str) -> bool:
    """Which figures a kind of report has; what is empty in it is left out when it is printed.

    A unit's report has every section but the block's own; the yearly one to the authority tells of
    metrology and its services; a block's tells what its units told, and the block's own.
    """
    if kind == ReportKind.AUTHORITY:
        return section in _AUTHORITY
    return kind == ReportKind.BLOCK or not code.startswith("block_")
