"""Emulation blocks: members, who has reported, and targets attained of those given.

Over a block sums are added, never rates; a unit that has not reported is named, not nought.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from planning.models import Block, BlockMember
from reports.indicators.entries import told
from reports.indicators.labels import MEMBER
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, ratio

T = TypeVar("T", bound="OfUnit")
type_of_targets = Mapping[int, tuple[int, int]]


class OfUnit(Protocol):
    """A row of a unit."""

    @property
    def centre_id(self) -> int:
        """The unit."""


@dataclass(frozen=True)
class Member:
    """A unit in a block of the year; `centre_id` is the unit that keeps the block."""

    pk: int
    centre_id: int
    unit: Centre


def members(asked: Question) -> list[Member]:
    """The members in the period's year of the blocks that the unit keeps, in one query."""
    rows = BlockMember.objects.filter(
        year=asked.period.year, block__centre__path__startswith=asked.centre.path
    )
    if asked.block is not None:
        rows = rows.filter(block=asked.block)
    found = rows.select_related("block", "unit").order_by("unit__path")
    return [Member(row.pk, row.block.centre_id, row.unit) for row in found]


def kept(asked: Question) -> list[Block]:
    """The blocks that the unit keeps, and those below it, in one query."""
    return list(Block.objects.filter(centre__path__startswith=asked.centre.path).order_by("pk"))


def codes_of(asked: Question, what: str) -> dict[str, str]:
    """{code of what is told of a block: its name}; the first of each unit has the plain code.

    Of the block that is asked for alone; the name is blank where no other has to be told from it,
    and where first blocks of several units share the plain code.
    """
    every: list[Block] = asked.rows(kept)
    found = {one.pk: f"{what}_{one.pk}" for one in every} | dict.fromkeys(_first(every), what)
    if asked.block is not None:
        return {found.get(asked.block.pk, what): ""}
    named = {found[one.pk]: one.name if len(every) > 1 else "" for one in every}
    shared = list(found.values()).count(what) != 1
    return named | ({what: ""} if shared else {})


def _first(every: Iterable[Block]) -> list[int]:
    """The first block of each unit."""
    return list({one.centre_id: one.pk for one in reversed(list(every))}.values())


def of_members(asked: Question, rows: list[T]) -> list[T]:
    """The rows of a block's members, of those below them and of its keeper; all without a block."""
    if asked.block is None:
        return rows
    paths = dict(asked.shared(_paths))
    units = tuple(member.unit.path for member in asked.rows(members))
    keeper = asked.block.centre_id
    return [
        row for row in rows if row.centre_id == keeper or paths[row.centre_id].startswith(units)
    ]


def _paths(asked: Question) -> list[tuple[int, str]]:
    rows = Centre.objects.filter(path__startswith=asked.centre.path)
    return list(rows.order_by().values_list("pk", "path"))


def _targets(asked: Question) -> type_of_targets:
    """{unit: (attained, given)} of each member that closed its report or sent it."""
    from reports.rollup.sources import reported  # it reads indicators, whose registry reads this

    units = [member.unit for member in asked.rows(members)]
    found = reported(units, asked.period)
    rows = {unit.pk: found[unit.pk].row(unit, ()) for unit in units if unit.pk in found}
    return {pk: row.targets or (0, 0) for pk, row in rows.items()}


def _sides(asked: Question) -> tuple[list[Member], list[Member]]:
    """(those that have reported, those that have not)."""
    told_by = asked.shared(_targets)
    every = asked.rows(members)
    said = [member for member in every if member.unit.pk in told_by]
    return said, [member for member in every if member.unit.pk not in told_by]


_WORDS = {"unit": "unit", "model": MEMBER, "section": Section.EMULATION, "planned": False}
_YEAR = _("năm của Khối")
_REPORT = _("báo cáo đã chốt của kỳ")


@indicator(
    "block_units",
    name=_("Số đơn vị trong Khối thi đua"),
    definition=_("Đơn vị thành viên trong năm của Khối mà đơn vị giữ danh sách."),
    by_date=_YEAR,
    **_WORDS,
)
def block_units(asked: Question) -> Found:
    """The members."""
    return counted(member.pk for member in asked.rows(members))


@indicator(
    "block_units_missing",
    name=_("Đơn vị trong Khối chưa báo cáo"),
    definition=_(
        "Thành viên của Khối chưa chốt báo cáo của kỳ và chưa gửi tệp báo cáo; liệt kê tên, không "
        "coi là không."
    ),
    by_date=_REPORT,
    **_WORDS,
)
def missing(asked: Question) -> Found:
    """Those that have not reported, by name."""
    _said, silent = _sides(asked)
    names = told([member.unit.name_vi for member in silent])
    return counted((member.pk for member in silent), told=names)


@indicator(
    "block_targets",
    name=_("Chỉ tiêu kế hoạch đạt của Khối"),
    definition=_(
        "100 × tổng số chỉ tiêu đạt / tổng số chỉ tiêu được giao của các thành viên đã báo cáo; "
        "không lấy trung bình các tỷ lệ. Thành viên chưa báo cáo được liệt kê."
    ),
    by_date=_REPORT,
    places=1,
    **{**_WORDS, "unit": PERCENT},
)
def block_targets(asked: Question) -> Found:
    """Sums over the members that have reported; the others are told by name."""
    told_by = asked.shared(_targets)
    said, silent = _sides(asked)
    attained = sum(told_by[member.unit.pk][0] for member in said)
    given = sum(told_by[member.unit.pk][1] for member in said)
    names = told([member.unit.name_vi for member in silent])
    return ratio(attained, given, [member.pk for member in said], told=names)
