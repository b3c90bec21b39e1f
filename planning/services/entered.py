"""Figures that no row can give: entered with what they rest on; a new entry follows the old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.period import Period
from common.text import nfc
from common.verbs import name_verbs
from planning.measures import Measure, known
from planning.models import EnteredFigure, Target
from planning.numbers import MOST_PLACES, Number
from planning.queries import holding
from planning.services import entering
from planning.services.evidence import add_evidence
from planning.services.targets import MOST
from planning.states import EntryKind

LONGEST_WORDS = 20_000
# A number that is said to be so needs something that shows it.
PROVEN = frozenset({EntryKind.ACTUAL, EntryKind.APPROXIMATE})
type_of_file = tuple[str, bytes]

name_verbs(
    {
        "figure.enter": gettext_lazy("nhập số liệu"),
        "figure.follow": gettext_lazy("nhập lại số liệu"),
        "figure.strike": gettext_lazy("bỏ số liệu đã nhập"),
    }
)


@dataclass(frozen=True)
class FigureFacts:
    """What is entered: a number, or words where the kind says so, and what it rests on."""

    indicator: str
    period: str
    kind: str
    value: Number | None = None
    words: str = ""
    basis: str = ""


@transaction.atomic
def enter_figure(
    *,
    centre: Centre,
    facts: FigureFacts,
    by: Any,
    at: datetime,
    files: Sequence[type_of_file] = (),
) -> EnteredFigure:
    """A figure of a unit for an indicator and a period; it follows what was entered before.

    InvalidInput names each fault: also a number with neither a file nor a named paper.
    """
    period = Period.parse(facts.period).code
    _check(centre, facts, files)
    entering.hold_centre(centre)
    last = _last(centre, facts.indicator, period, facts.kind)
    if last is not None and last.struck_at is None and _same(last, facts) and not files:
        message = _("Số liệu này đã nhập đúng như vậy.")
        raise Conflict(message, code="figure_same")
    number = facts.value or Number(0)
    made = EnteredFigure.objects.create(
        centre=centre,
        indicator=facts.indicator,
        period=period,
        kind=facts.kind,
        value=None if facts.value is None else number.value,
        places=number.places,
        words=nfc(facts.words),
        basis=nfc(facts.basis),
        follows=last,
        entered_by=by,
        entered_at=at,
    )
    before = None if last is None or last.struck_at else _told(last)
    record(
        subject=made,
        verb="figure.follow" if last else "figure.enter",
        by=by,
        at=at,
        chain=centre.code,
        changes={"value": (before, _told(made)), "basis": (None, made.basis or None)},
    )
    for name, content in files:
        add_evidence(subject=made, file_name=name, content=content, by=by, at=at)
    return made


@transaction.atomic
def strike_figure(*, figure_id: int, why: str, by: Any, at: datetime) -> EnteredFigure:
    """Take the newest entry back, with the reason; what was entered before it holds again."""
    rows = EnteredFigure.objects.select_related("centre")
    row: EnteredFigure = entering.hold_standing(rows, figure_id)
    if not holding(EnteredFigure.objects.filter(pk=row.pk)).exists():
        message = _("Số liệu này đã được nhập lại. Chỉ bỏ được lần nhập mới nhất.")
        raise Conflict(message, code="figure_followed")
    entering.take_back(row, "figure.strike", entering.said_why(why), by, at)
    return row


def _last(centre: Centre, indicator: str, period: str, kind: str) -> EnteredFigure | None:
    rows = EnteredFigure.objects.filter(
        centre=centre, indicator=indicator, period=period, kind=kind, followed_by__isnull=True
    )
    found: EnteredFigure | None = rows.first()
    return found


def _same(last: EnteredFigure, facts: FigureFacts) -> bool:
    number = None if last.value is None else Number(last.value, last.places)
    return (number, last.words, last.basis) == (facts.value, nfc(facts.words), nfc(facts.basis))


def _told(row: EnteredFigure) -> str:
    return str(Number(row.value, row.places)) if row.value is not None else row.words[:200]


def _check(centre: Centre, facts: FigureFacts, files: Sequence[type_of_file]) -> None:
    faults = Faults()
    if facts.kind not in EntryKind.values:
        allowed = ", ".join(EntryKind.values)
        message = _("Không có lựa chọn này.")
        raise InvalidInput(
            Fault("kind", message, code="unknown", found=facts.kind[:40], allowed=allowed)
        )
    places = _places(centre, facts.indicator, facts.kind, faults)
    if facts.kind == EntryKind.WORDS:
        _check_words(facts, faults)
    else:
        _check_number(facts, places, faults)
        if facts.kind in PROVEN and not files and not nfc(facts.basis):
            message = _("Số liệu nhập tay cần minh chứng: một tệp, hoặc tên văn bản làm căn cứ.")
            faults.add("basis", message, code="no_evidence")
    for name, most in (("basis", 300), ("words", LONGEST_WORDS)):
        if len(nfc(getattr(facts, name))) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", allowed=f"<= {most}")
    faults.raise_if_any()


def _places(centre: Centre, indicator: str, kind: str, faults: Faults) -> int:
    """How many decimals an indicator's numbers may have; a fault where none would be read."""
    measure = known().get(indicator)
    if measure is not None:
        if kind not in measure.takes:
            faults.found.append(_not_taken(measure, kind))
        return measure.places
    own = Target.objects.filter(centre=centre, measure=indicator[:60]).exclude(name="")
    if not own.exists():
        message = _("Không có chỉ tiêu này.")
        faults.add("indicator", message, code="unknown", found=indicator[:60])
    return MOST_PLACES


def _not_taken(measure: Measure, kind: str) -> Fault:
    """Why an entry of this kind would never be seen in a figure, and what to enter instead."""
    allowed = ", ".join(kind for kind in EntryKind.values if kind in measure.takes)
    if kind in PROVEN:
        message = (
            _("Số này đếm từ các dòng ở mục “%(where)s”: hãy nhập các dòng ấy, không nhập số.")
            % {"where": measure.rows_at}
            if measure.rows_at
            else _("Số này được tính từ các số liệu khác, không nhập tay.")
        )
        return Fault("indicator", message, "from_rows", measure.code, allowed)
    if kind == EntryKind.WORDS:
        message = _("Chỉ tiêu này không có phần nhập bằng lời.")
    else:
        message = _("Chỉ tiêu này không có phần dự kiến đến cuối kỳ.")
    return Fault("kind", message, "not_of_indicator", kind, allowed)


def _check_words(facts: FigureFacts, faults: Faults) -> None:
    if not nfc(facts.words):
        faults.add("words", _("Cần điền mục này."), code="blank")
    if facts.value is not None:
        message = _("Nhập bằng lời thì không có con số.")
        faults.add("value", message, code="not_of_kind", found=str(facts.value))


def _check_number(facts: FigureFacts, places: int, faults: Faults) -> None:
    number = facts.value
    if number is None:
        faults.add("value", _("Cần điền mục này."), code="blank")
    elif not 0 <= number.value <= MOST:
        message = _("Giá trị phải từ 0 đến %(most)s.") % {"most": MOST}
        faults.add(
            "value", message, code="out_of_range", found=str(number.value), allowed=f"0–{MOST}"
        )
    elif not 0 <= number.places <= places:
        message = (
            _("Chỉ tiêu này là số nguyên.")
            if places == 0
            else _("Nhiều nhất %(most)s chữ số thập phân.") % {"most": places}
        )
        faults.add(
            "value", message, code="too_many_places", found=str(number), allowed=f"0–{places}"
        )
