"""The lists of our own: activities and targets. Science tasks and the rest add theirs beside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from accounts.permissions import Can
from common.errors import DomainError, Fault, InvalidInput
from common.text import fold, nfc
from planning.importing import fields as cells
from planning.importing.fields import Field
from planning.importing.subjects import Facts, Ground, Subject, add
from planning.measures import offered
from planning.models import Activity, Target
from planning.numbers import Number
from planning.services import activities
from planning.services.targets import OwnGoal, check_target, set_target
from planning.states import ActivityKind, Degree, Strand, Venue


def _row(facts: Facts, ground: Ground) -> Activity:
    return Activity(centre=ground.centre, **facts)


def _prepare_activities(centre: Centre, many: Sequence[Facts], at: datetime) -> Ground:
    kinds = {facts["kind"] for facts in many if "kind" in facts}
    return Ground(centre, at, set(activities.known_keys(centre, kinds)))


def _write_activities(
    centre: Centre, many: Sequence[Facts], by: Any, at: datetime
) -> Sequence[Any]:
    return activities.new_activities(centre, many, by=by, at=at, again=True)


ACTIVITIES = add(
    Subject(
        code="activities",
        label=gettext_lazy("hoạt động"),
        verb=Can.RECORD_PLANNING,
        page="planning:activities",
        fields=(
            Field("kind", gettext_lazy("Loại"), cells.choice(ActivityKind), required=True,
                  more=("loai hoat dong",), example="rà soát quy trình"),
            Field("title", gettext_lazy("Nội dung"), cells.text, required=True,
                  more=("ten", "tieu de"), example="Quy trình kiểm soát tài liệu"),
            Field("paper", gettext_lazy("Văn bản, số hiệu"), cells.text,
                  more=("van ban", "so hieu", "ma so", "ma so quy trinh"), example="QT-01"),
            Field("begun_on", gettext_lazy("Ngày bắt đầu"), cells.day,
                  more=("bat dau", "ngay phat hien"), example="01/03/2026"),
            Field("due_on", gettext_lazy("Hạn"), cells.day, more=("han hoan thanh",)),
            Field("done_on", gettext_lazy("Ngày hoàn thành"), cells.day,
                  more=("ngay ban hanh", "ngay dong", "ngay dang"), example="15/03/2026"),
            Field("quantity", gettext_lazy("Số lượt"), cells.whole, more=("so luong",)),
            Field("approximate", gettext_lazy("Khoảng"), cells.tick, more=("so luot la khoang",)),
            Field("people", gettext_lazy("Người thực hiện"), cells.text, more=("tac gia",)),
            Field("sort", gettext_lazy("Phân loại"), cells.text),
            Field("venue", gettext_lazy("Loại nơi đăng"), cells.choice(Venue)),
            Field("venue_name", gettext_lazy("Nơi đăng"), cells.text, more=("tap chi", "hoi nghi")),
            Field("degree", gettext_lazy("Trình độ"), cells.choice(Degree)),
            Field("strand", gettext_lazy("Mảng"), cells.choice(Strand)),
        ),
        prepare=_prepare_activities,
        faults=lambda facts, ground: activities.faults_of(_row(facts, ground), ground.at),
        key=lambda facts, ground: activities.key_of(_row(facts, ground)),
        is_known=lambda facts, ground: activities.key_of(_row(facts, ground)) in ground.known,
        write=_write_activities,
    )
)  # fmt: skip


def _measure(cell: str) -> str:
    """A code of the list, or its name; anything else is the name of a unit's own goal."""
    said = fold(cell)
    for code, one in offered().items():
        if said in (code, fold(str(one.label))):
            return code
    return nfc(cell)


def _goal(facts: Facts) -> str | OwnGoal:
    if facts["measure"] in offered():
        return str(facts["measure"])
    return OwnGoal(facts["measure"], facts.get("unit", ""))


def _target_faults(facts: Facts, ground: Ground) -> list[Fault]:
    try:
        code = check_target(_goal(facts), facts["value"], facts["source"], facts["decided_on"])
    except InvalidInput as error:
        return [_at_column(fault) for fault in error.faults]
    except DomainError as error:
        return [Fault("measure", str(error), code=error.code)]
    there = ground.known.get((code, facts["period"]))
    if there is not None and there != facts["value"]:
        message = _("Chỉ tiêu này của kỳ đã giao với giá trị khác. Hãy ghi một lần điều chỉnh.")
        return [Fault("value", message, code="target_known", found=str(facts["value"]))]
    return []


def _at_column(fault: Fault) -> Fault:
    """The table names an own goal in the column of the indicator."""
    name = "measure" if fault.field == "name" else fault.field
    return Fault(name, fault.message, fault.code, fault.found, fault.allowed)


def _prepare_targets(centre: Centre, many: Sequence[Facts], at: datetime) -> Ground:
    rows = Target.objects.filter(centre=centre, adjusted_by__isnull=True)
    rows = rows.filter(period__in={facts["period"] for facts in many if "period" in facts})
    known = {(row.measure, row.period): Number(row.value, row.places) for row in rows}
    return Ground(centre, at, known)


def _target_key(facts: Facts, _ground: Ground) -> tuple[str, str]:
    return check_target(_goal(facts), facts["value"], facts["source"]), facts["period"]


def _write_targets(centre: Centre, many: Sequence[Facts], by: Any, at: datetime) -> Sequence[Any]:
    return [
        set_target(
            centre=centre,
            measure=_goal(facts),
            **{name: facts[name] for name in ("period", "value", "source", "decided_on")},
            by=by,
            at=at,
        )
        for facts in many
    ]


TARGETS = add(
    Subject(
        code="targets",
        label=gettext_lazy("chỉ tiêu"),
        verb=Can.MANAGE_TARGETS,
        page="planning:targets",
        fields=(
            Field("measure", gettext_lazy("Chỉ tiêu"), _measure, required=True,
                  more=("ten chi tieu", "ma chi tieu"), example="contracts"),
            Field("unit", gettext_lazy("Đơn vị tính"), cells.text, more=("dvt",)),
            Field("period", gettext_lazy("Kỳ"), cells.period, required=True, example="2026-Q4"),
            Field("value", gettext_lazy("Giá trị"), cells.number, required=True,
                  more=("ke hoach", "chi tieu giao"), example="380"),
            Field("source", gettext_lazy("Văn bản giao"), cells.text, required=True,
                  more=("van ban", "quyet dinh"), example="15/QĐ-SKHCN ngày 05/01/2026"),
            Field("decided_on", gettext_lazy("Ngày giao"), cells.day, required=True,
                  example="05/01/2026"),
        ),
        prepare=_prepare_targets,
        faults=_target_faults,
        key=_target_key,
        is_known=lambda facts, ground: _target_key(facts, ground) in ground.known,
        write=_write_targets,
    )
)  # fmt: skip
