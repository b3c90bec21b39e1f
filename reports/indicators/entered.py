"""What is told in words, and what people count only by entering it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from planning.states import ActivityKind, EntryKind
from reports.indicators.blocks import codes_of, of_members
from reports.indicators.deeds import done_in, summed
from reports.indicators.entries import rule, told
from reports.indicators.entry_rows import (
    amount_of,
    entered,
    entries_for,
    expected,
    kind_of_numbers,
)
from reports.indicators.labels import ACTIVITY, ENTERED
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import Found, Section
from reports.states import FigureKind

_IN_WORDS = frozenset({EntryKind.WORDS})
__all__ = ["amount_of", "entries_for", "expected", "kind_of_numbers", "words"]


def words(asked: Question, code: str, *, of_year: bool = False) -> Found:
    """What is told of a code for the period; `of_year`: else for the whole year."""
    rows = entered(asked, code, _IN_WORDS)
    if of_year and not rows:
        rows = entered(asked, code, _IN_WORDS, str(asked.period.year))
    said = told([row.words for row in rows])
    return Found(None, [row.pk for row in rows], kind=FigureKind.WORDS, told=said)


@indicator(
    "block_rating",
    name=_("Mức hoàn thành nhiệm vụ của Khối"),
    definition=_("Nhận xét bằng lời, nhập cho kỳ; số kèm theo là tỷ lệ chỉ tiêu đạt của Khối."),
    unit="words",
    model=ENTERED,
    section=Section.EMULATION,
    kind=FigureKind.WORDS,
    by_date=_("kỳ của số nhập"),
    hears=_IN_WORDS,
)
def rating(asked: Question) -> Found:
    """How the block fulfilled its tasks, told."""
    return words(asked, "block_rating")


@indicator(
    "block_theme",
    name=_("Chủ đề thi đua của năm"),
    definition=_("Văn bản nhập cho kỳ, không có thì của cả năm."),
    unit="words",
    model=ENTERED,
    section=Section.EMULATION,
    kind=FigureKind.WORDS,
    by_date=_("kỳ của số nhập"),
    hears=_IN_WORDS,
)
def theme(asked: Question) -> Found:
    """The theme of the period, else of the year, of each block that is kept."""
    return _of_blocks(asked, "block_theme")


def _of_blocks(asked: Question, what: str) -> Found:
    """What is told of each block, with its name where there are several."""
    rows = {name: words(asked, code, of_year=True) for code, name in codes_of(asked, what).items()}
    said = [f"{name}: {one.told}" if name and one.told else one.told for name, one in rows.items()]
    ids = [pk for one in rows.values() for pk in one.ids]
    return Found(None, ids, kind=FigureKind.WORDS, told=told(said))


@indicator(
    "events_union",
    name=_("Hoạt động đoàn thể, an sinh"),
    definition=rule(
        _("Liệt kê hoạt động đoàn thể, an sinh trong kỳ, sau phần nhập bằng lời cho kỳ nếu có.")
    ),
    unit="words",
    model=ACTIVITY,
    section=Section.UNION,
    kind=FigureKind.WORDS,
    by_date=_("ngày hoàn thành"),
    hears=_IN_WORDS,
)
def union(asked: Question) -> Found:
    """What is told for the period, and the titles of the activities; its rows are these."""
    deeds = done_in(asked, ActivityKind.UNION)
    said = [words(asked, "events_union").told, *(deed.title for deed in deeds)]
    return Found(None, [deed.pk for deed in deeds], kind=FigureKind.WORDS, told=told(said))


@indicator(
    "block_movements",
    name=_("Phong trào thi đua triển khai"),
    definition=rule(
        _(
            "Phong trào, kế hoạch thi đua phát động trong kỳ; liệt kê tên, sau phần nhập bằng lời "
            "cho kỳ hoặc cho năm. Chỉ có phần nhập bằng lời thì không đếm."
        )
    ),
    unit="movement",
    model=ACTIVITY,
    section=Section.EMULATION,
    by_date=_("ngày phát động"),
    hears=_IN_WORDS,
)
def movements(asked: Question) -> Found:
    """Movements launched, by name; only told where none is a row."""
    said = _of_blocks(asked, "block_movements").told
    found = summed(of_members(asked, done_in(asked, ActivityKind.MOVEMENT)), tell=True)
    if said and not found.ids:
        return Found(None, kind=FigureKind.WORDS, told=said)
    return replace(found, told=told([said, found.told]))
