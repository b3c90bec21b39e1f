"""Emulation blocks: made once, their members kept year by year, no unit counted twice."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput, Refused
from common.holding import hold, hold_all
from common.period import FIRST_YEAR, LAST_YEAR
from common.text import nfc
from common.verbs import name_verbs
from planning.models import Block, BlockMember, EnteredFigure
from planning.queries import holding
from planning.states import BlockRole, EntryKind

name_verbs(
    {
        "block.make": gettext_lazy("lập khối thi đua"),
        "block.member": gettext_lazy("ghi thành viên của khối"),
        "block.leave": gettext_lazy("đưa đơn vị ra khỏi khối"),
        "block.copy": gettext_lazy("chép thành viên của năm trước"),
        "block.say": gettext_lazy("ghi chủ đề, phong trào của khối"),
    }
)
THEME: Final = "block_theme"
MOVEMENTS: Final = "block_movements"
LONGEST = 4000
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_ROWS = Block.objects.select_related("centre")


@transaction.atomic
def make_block(*, centre: Centre, code: str, name: str, by: Any, at: datetime) -> Block:
    """A block that `centre` keeps."""
    faults = Faults()
    if not _CODE.fullmatch(code):
        message = _("Mã khối gồm 1 đến 20 chữ không dấu, số, gạch nối.")
        faults.add("code", message, code="bad_code", found=code[:40])
    if not nfc(name):
        faults.add("name", _("Còn để trống."), code="blank")
    elif len(nfc(name)) > 200:  # noqa: PLR2004 — the column's width
        faults.add("name", _("Tên dài quá 200 ký tự."), code="too_long")
    faults.raise_if_any()
    hold(Centre.objects.all(), centre.pk)
    made, new = Block.objects.get_or_create(code=code, defaults={"centre": centre, "name": name})
    if not new:
        raise Conflict(_("Mã khối “%(code)s” đã có.") % {"code": code}, code="block_known")
    record(
        subject=made,
        verb="block.make",
        by=by,
        at=at,
        chain=centre.code,
        changes={"code": (None, code), "name": (None, made.name)},
    )
    return made


@transaction.atomic
def set_member(
    *, block_id: int, year: int, unit: Centre, role: str, by: Any, at: datetime
) -> BlockMember:
    """A unit in a block for a year, or another role of one that is in it already."""
    if role not in BlockRole.values:
        allowed = ", ".join(BlockRole.values)
        message = _("Không có vai trò này.")
        raise InvalidInput(Fault("role", message, code="unknown", found=role[:40], allowed=allowed))
    _insist_year(year)
    block = hold(_ROWS, block_id)
    hold(Centre.objects.all(), unit.pk)
    _refuse_elsewhere(block, year, [unit])
    _refuse_overlap(block, year, unit)
    if role == BlockRole.HEAD:
        _refuse_second_head(block, year, unit)
    known = BlockMember.objects.filter(block=block, year=year, unit=unit).first()
    was = known.role if known else None
    made, _new = BlockMember.objects.update_or_create(
        block=block,
        year=year,
        unit=unit,
        defaults={"role": role, "entered_by": by, "entered_at": at},
    )
    if was != role:
        changes = {"year": (None, year), unit.code: (was, role)}
        _event(block, "block.member", by=by, at=at, changes=changes)
    return made


@transaction.atomic
def remove_member(
    *, block_id: int, year: int, unit: Centre, why: str, by: Any, at: datetime
) -> None:
    """The unit is not in the block in that year; why stays in the event."""
    if not nfc(why):
        raise InvalidInput(Fault("why", _("Cần ghi lý do."), code="blank"))
    block = hold(_ROWS, block_id)
    known = BlockMember.objects.filter(block=block, year=year, unit=unit).first()
    if known is None:
        message = _("%(unit)s không có trong khối năm %(year)s.")
        raise Refused(message % {"unit": unit.name_vi, "year": year}, code="no_member")
    changes = {"year": (None, year), unit.code: (known.role, None)}
    known.delete()
    _event(block, "block.leave", by=by, at=at, changes=changes, why=nfc(why))


@transaction.atomic
def copy_members(
    *, block_id: int, from_year: int, to_year: int, by: Any, at: datetime
) -> list[BlockMember]:
    """Last year's members with their roles, all or none: `to_year` begins empty."""
    _insist_year(to_year, field="to_year")
    block = hold(_ROWS, block_id)
    before = list(block.members.filter(year=from_year).select_related("unit"))
    if not before:
        message = _("Năm %(year)s khối chưa có thành viên.") % {"year": from_year}
        raise Refused(message, code="no_members")
    if block.members.filter(year=to_year).exists():
        message = _("Năm %(year)s khối đã có thành viên; hãy thêm từng đơn vị.")
        raise Conflict(message % {"year": to_year}, code="members_known")
    units = hold_all(Centre.objects.all(), [one.unit_id for one in before])
    _refuse_elsewhere(block, to_year, units)
    made = BlockMember.objects.bulk_create(
        BlockMember(
            block=block,
            year=to_year,
            unit=one.unit,
            role=one.role,
            entered_by=by,
            entered_at=at,
        )
        for one in before
    )
    changes = {"year": (from_year, to_year), "members": (None, len(made))}
    _event(block, "block.copy", by=by, at=at, changes=changes)
    return made


@transaction.atomic
def say_of_year(
    *, block_id: int, year: int, what: str, words: str, by: Any, at: datetime
) -> EnteredFigure:
    """The theme or the movements of a year, in words; what was said before stays behind it."""
    _insist_year(year)
    text = nfc(words)
    if not text:
        raise InvalidInput(Fault("words", _("Còn để trống."), code="blank"))
    if len(text) > LONGEST:
        message = _("Dài quá %(most)s ký tự.") % {"most": LONGEST}
        raise InvalidInput(Fault("words", message, code="too_long", allowed=str(LONGEST)))
    block = hold(_ROWS, block_id)
    last = said_of_year(block, year).get(what)
    if last is not None and last.words == text:
        return last
    # A struck entry stays in the chain: what comes next follows it.
    rows = _said(block, year).filter(indicator=indicator_of(block, what))
    made = EnteredFigure.objects.create(
        centre=block.centre,
        indicator=indicator_of(block, what),
        period=str(year),
        kind=EntryKind.WORDS,
        words=text,
        follows=rows.filter(followed_by__isnull=True).first(),
        entered_by=by,
        entered_at=at,
    )
    changes = {what: (last.words if last else None, text), "year": (None, year)}
    _event(block, "block.say", by=by, at=at, changes=changes)
    return made


def said_of_year(block: Block, year: int) -> dict[str, EnteredFigure]:
    """{THEME or MOVEMENTS: what holds} of a block in a year."""
    names = {indicator_of(block, what): what for what in (THEME, MOVEMENTS)}
    rows = holding(_said(block, year).filter(indicator__in=names))
    return {names[row.indicator]: row for row in rows}


def _said(block: Block, year: int) -> "QuerySet[Any]":
    rows: QuerySet[Any] = EnteredFigure.objects.filter(
        centre=block.centre_id, period=str(year), kind=EntryKind.WORDS
    )
    return rows


def indicator_of(block: Block, what: str) -> str:
    """The code of the entered figure: the plain one for the first block that a unit keeps."""
    first = Block.objects.filter(centre=block.centre_id).order_by("pk").values_list("pk", flat=True)
    return what if block.pk == first[0] else f"{what}_{block.pk}"


def _insist_year(year: int, field: str = "year") -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        allowed = f"{FIRST_YEAR}–{LAST_YEAR}"
        message = _("Năm phải trong khoảng %(allowed)s.") % {"allowed": allowed}
        raise InvalidInput(Fault(field, message, code="bad_year", found=str(year), allowed=allowed))


def _refuse_elsewhere(block: Block, year: int, units: Iterable[Centre]) -> None:
    """A unit in two blocks would be counted in both: each is named with its block."""
    rows = BlockMember.objects.filter(year=year, unit__in=units).exclude(block=block)
    faults = Faults()
    for one in rows.select_related("unit", "block"):
        message = _("%(unit)s đã ở khối “%(block)s” năm %(year)s.")
        words = {"unit": one.unit.name_vi, "block": one.block.name, "year": year}
        faults.add("unit", message % words, code="in_another_block", found=one.block.code)
    faults.raise_if_any()


def _refuse_overlap(block: Block, year: int, unit: Centre) -> None:
    """The report of a unit holds those below it: both in one block would be counted twice."""
    for one in block.members.filter(year=year).exclude(unit=unit).select_related("unit"):
        above, below = sorted((unit, one.unit), key=lambda each: len(each.path))
        if below.path.startswith(above.path):
            message = _("%(below)s nằm dưới %(above)s: số liệu sẽ bị tính hai lần trong khối.")
            words = {"below": below.name_vi, "above": above.name_vi}
            raise InvalidInput(
                Fault("unit", message % words, code="counted_twice", found=one.unit.code)
            )


def _refuse_second_head(block: Block, year: int, unit: Centre) -> None:
    heads = block.members.filter(year=year, role=BlockRole.HEAD).exclude(unit=unit)
    head = heads.select_related("unit").first()
    if head is not None:
        message = _("Khối trưởng năm %(year)s là %(unit)s. Hãy đổi vai trò của đơn vị đó trước.")
        words = {"year": year, "unit": head.unit.name_vi}
        raise InvalidInput(Fault("role", message % words, code="two_heads", found=head.unit.code))


def _event(
    block: Block, verb: str, *, by: Any, at: datetime, changes: dict[str, Any], why: str = ""
) -> None:
    record(
        subject=block, verb=verb, by=by, at=at, chain=block.centre.code, changes=changes, why=why
    )
