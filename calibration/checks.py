"""The day's blocking checks: procedure, the instrument's facts, standards.

Each block says what is wrong, until when it holds, and who can mend it. They are made when the
work starts, and again when it is submitted and approved (ISO/IEC 17025:2017, 6.4.4 and 7.2.1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calibration.budget import span_of
from calibration.definition import Definition, Slot, read_definition
from calibration.facts import environment_of, facts_for, values_of, worksheet_unit
from calibration.models import Job, ProcedureVersion, Worksheet
from calibration.plan import make_plan
from calibration.states import ProcedureState
from common.errors import DomainError, Fault, Refused
from instruments.models import Standard, StandardCalibration
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import Unit, base_quantity


@dataclass(frozen=True)
class Block:
    """One thing that forbids the work: what, until when, who can mend it."""

    code: str
    what: str
    until: str
    who: str
    field: str = ""

    @property
    def on_the_card(self) -> bool:
        """Whether amending the instrument's card mends it."""
        return self.field.startswith("instrument.")

    @classmethod
    def no_standard(cls, name: str, reasons: Sequence[str]) -> "Block":
        """No standard of the centre can fill a slot today."""
        what = _("Không có chuẩn nào dùng được hôm nay: %(name)s.") % {"name": name}
        whole = " ".join([what, *(reason for reason in reasons if reason)])
        return cls("standard_missing", whole, _("có chuẩn còn hiệu lực"), _quality(), "standards")

    def as_fault(self) -> Fault:
        """The same as a fault of the API's error shape."""
        whole = _("%(what)s Bị chặn cho tới khi %(until)s. Người xử lý: %(who)s.")
        shown = whole % {"what": self.what, "until": self.until, "who": self.who}
        return Fault(self.field, shown, code=self.code)


def insist(blocks: Sequence[Block]) -> None:
    """Raise Refused with every block when there is one."""
    if blocks:
        raise Refused(
            _("Chưa thể làm việc này vì các kiểm tra trong ngày chưa đạt."),
            code="blocked",
            faults=tuple(block.as_fault() for block in blocks),
        )


@dataclass(frozen=True)
class Chosen:
    """A standard in the slot it fills, with the calibration in force."""

    slot: Slot
    standard: Standard
    calibration: StandardCalibration

    @classmethod
    def maybe(cls, slot: Slot, standard: Standard, day: date) -> "Chosen | None":
        """The standard in the slot, where a calibration is in force on `day`."""
        event = standard.calibration_on(day)
        return None if event is None else cls(slot, standard, event)


@dataclass
class Preparation:
    """Everything a start needs, or the blocks that forbid it."""

    version: ProcedureVersion | None = None
    definition: Definition | None = None
    facts: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] | None = None
    chosen: list[Chosen] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


# Who mends what


def _quality() -> str:
    return _("phụ trách chất lượng")


def _bench() -> str:
    return _("kỹ thuật viên")


# Procedure


def ancestors(path: str) -> list[str]:
    """The codes of a centre and of those above it, nearest first."""
    return list(reversed(path.strip("/").split("/")))


def procedures_for(centres: Iterable[Any], day: date) -> list[ProcedureVersion]:
    """Every version in force on `day` that jobs of these centres may use, newest first."""
    codes = {code for centre in centres for code in ancestors(centre.path)}
    rows = ProcedureVersion.objects.in_force_on(day).filter(centre__code__in=codes)
    return list(
        rows.select_related("centre").prefetch_related("types").order_by("-valid_from", "-version")
    )


def pick_procedure(job: Job, versions: Sequence[ProcedureVersion]) -> ProcedureVersion | None:
    """The version for a job: the nearest centre's, of those the newest."""
    if job.instrument is None:
        return None
    for code in ancestors(job.centre.path):
        for version in versions:
            kinds = {each.pk for each in version.types.all()}
            if (version.centre.code, version.service) == (code, job.service) and (
                job.instrument.type_id in kinds
            ):
                return version
    return None


def prepare(
    job: Job, versions: Sequence[ProcedureVersion], standards: Sequence[Standard], day: date
) -> Preparation:
    """What starting `job` with `standards` would use, and what forbids it."""
    found = Preparation(version=pick_procedure(job, versions))
    if found.version is None:
        found.blocks.append(_no_procedure(job))
        return found
    found.definition = read_definition(found.version.definition)
    _plan_it(found, job)
    if found.plan is not None:
        found.chosen = choose(found.definition, standards, day, found.blocks)
        _check_fit(found)
    return found


def _no_procedure(job: Job) -> Block:
    if job.instrument is None:
        what = _("Phiếu này là mẫu thử: biên bản lập trên giấy.")
        return Block("on_paper", what, _("nhập biên bản giấy"), _bench(), "procedure")
    what = _("Không có quy trình %(service)s nào đang áp dụng cho “%(type)s”.") % {
        "service": job.get_service_display(),
        "type": job.instrument.type.name_vi,
    }
    return Block(
        "no_procedure", what, _("có quy trình được đưa vào áp dụng"), _quality(), "procedure"
    )


def _plan_it(found: Preparation, job: Job) -> None:
    assert found.definition is not None
    found.facts, faults = facts_for(found.definition, values_of(job.instrument))
    until = _("sửa thông số của phương tiện đo")
    if not faults:
        try:
            found.plan = make_plan(found.definition, found.facts)
        except DomainError as error:
            faults = list(error.faults)
    found.blocks += [
        Block(fault.code, _sentence(fault), until, _bench(), fault.field) for fault in faults
    ]


def _sentence(fault: Fault) -> str:
    text = str(fault.message)
    return text if text.endswith(".") else f"{text}."


# Standards


def choose(
    definition: Definition, standards: Sequence[Standard], day: date, blocks: list[Block]
) -> list[Chosen]:
    """Put each standard into the slot of its quantity; note what does not fit or is not valid."""
    chosen = []
    for standard in standards:
        slot = next((s for s in definition.standards if same_kind(standard, s)), None)
        if slot is None:
            blocks.append(_not_needed(standard))
            continue
        problem = standing_of(standard, day)
        if problem is not None:
            blocks.append(problem)
            continue
        event = standard.calibration_on(day)
        assert event is not None
        chosen.append(Chosen(slot, standard, event))
    filled = {each.slot.key for each in chosen}
    refused = {
        s.key for standard in standards for s in definition.standards if same_kind(standard, s)
    }
    answered = filled | refused
    blocks += [_slot_empty(slot) for slot in definition.standards if slot.key not in answered]
    return chosen


def same_kind(standard: Standard, slot: Slot) -> bool:
    """Whether the standard is of the quantity that the slot asks for."""
    try:
        return base_quantity(standard.quantity) == base_quantity(slot.quantity)
    except MetrologyError:
        return False


def standing_of(standard: Standard, day: date) -> Block | None:
    """What forbids the standard on `day`: out of use, never calibrated, or overdue."""
    name = standard.code
    if standard.out_of_use:
        what = _("Chuẩn %(name)s đang ngừng sử dụng: %(why)s.") % {
            "name": name,
            "why": standard.out_of_use_why or "–",
        }
        until = _("chuẩn được đưa vào sử dụng lại")
        return Block("standard_out_of_use", what, until, _quality(), f"standards.{standard.pk}")
    if standard.calibration_on(day) is not None:
        return None
    done = [event for event in standard.calibrations.all() if event.on <= day]
    if not done:
        what = _("Chuẩn %(name)s chưa có lần hiệu chuẩn nào.") % {"name": name}
        code = "standard_not_calibrated"
    else:
        last = max(done, key=lambda event: (event.on, event.pk))
        what = _("Chuẩn %(name)s hết hạn hiệu chuẩn ngày %(day)s.") % {
            "name": name,
            "day": date_format(last.valid_until, "d/m/Y"),
        }
        code = "standard_overdue"
    until = _("có lần hiệu chuẩn mới còn hiệu lực")
    return Block(code, what, until, _quality(), f"standards.{standard.pk}")


def _not_needed(standard: Standard) -> Block:
    what = _("Chuẩn %(name)s không thuộc đại lượng mà quy trình cần.") % {"name": standard.code}
    until = _("chọn chuẩn khác")
    return Block("standard_wrong_quantity", what, until, _bench(), f"standards.{standard.pk}")


def _slot_empty(slot: Slot) -> Block:
    what = _("Chưa chọn chuẩn: %(name)s.") % {"name": words(slot.label)}
    return Block("standard_missing", what, _("chọn một chuẩn còn hiệu lực"), _bench(), "standards")


def words(label: Mapping[str, str]) -> str:
    """The reader's half of a text in two languages."""
    from common.templatetags.show import words as shown

    return shown(dict(label))


def _check_fit(found: Preparation) -> None:
    """Range and requirement of each slot against the plan."""
    assert found.definition is not None
    assert found.plan is not None
    unit = worksheet_unit(found.definition, found.facts)
    points = [Decimal(row["reference"]) for table in found.plan["tables"] for row in table["rows"]]
    limits = [
        Decimal(row["limit"])
        for table in found.plan["tables"]
        for row in table["rows"]
        if row.get("limit")
    ]
    env = environment_of(found.definition, found.facts)
    for slot in found.definition.standards:
        mine = [each for each in found.chosen if each.slot == slot]
        if mine and not slot.combinable:
            found.blocks += uncovered(mine, points, unit)
        for each in mine:
            found.blocks += unmet_by(each, env, min(limits, default=None), unit)


def uncovered(mine: Sequence[Chosen], points: Sequence[Decimal], unit: Unit) -> list[Block]:
    """The points that none of these standards reaches, as one block."""
    ranges = [_reach_in(each, unit) for each in mine]
    outside = [
        point
        for point in points
        if not any((low is None or low <= point) and (high is None or point <= high)
                   for low, high in ranges)
    ]  # fmt: skip
    if not outside:
        return []
    what = _("Điểm đo %(points)s %(unit)s nằm ngoài phạm vi của chuẩn %(names)s.") % {
        "points": "; ".join(format(point, "f") for point in outside),
        "unit": unit.symbol,
        "names": ", ".join(each.standard.code for each in mine),
    }
    return [
        Block("standard_range", what, _("chọn chuẩn có phạm vi phù hợp"), _bench(), "standards")
    ]


def _reach_in(each: Chosen, unit: Unit) -> tuple[Decimal | None, Decimal | None]:
    """The standard's range, no farther than its certificate has values to interpolate between.

    Beyond them nothing is traceable (ISO/IEC 17025:2017, 6.5.1).
    """
    low, high = (_in(end, unit) for end in (each.standard.range_min, each.standard.range_max))
    span = None
    if each.slot.uncertainty == "interpolated":
        span = span_of([value.nominal.to(unit) for value in each.calibration.values.all()])
    if span is None:
        return low, high
    return (
        span[0] if low is None else max(low, span[0]),
        span[1] if high is None else min(high, span[1]),
    )


def _in(end: Quantity | None, unit: Unit) -> Decimal | None:
    return None if end is None else end.to(unit)


def unmet_by(
    each: Chosen, env: Mapping[str, Any], smallest: Decimal | None, unit: Unit
) -> list[Block]:
    """The slot's requirement, where the standard's own limit of error is on record."""
    rule, mpe = each.slot.requirement, each.standard.mpe
    if rule is None or mpe is None or smallest is None:
        return []
    if rule.truth({**env, "mpe_standard": mpe.to(unit), "mpe": smallest}):
        return []
    what = _("Chuẩn %(name)s chưa đủ chính xác: cần %(rule)s, chuẩn có %(found)s.") % {
        "name": each.standard.code,
        "rule": rule.text,
        "found": f"{mpe.digits} {mpe.unit.symbol}",
    }
    return [
        Block("standard_accuracy", what, _("chọn chuẩn chính xác hơn"), _bench(),
              f"standards.{each.standard.pk}")
    ]  # fmt: skip


# Again, at submission and approval


def recheck(job: Job, worksheet: Worksheet, day: date) -> list[Block]:
    """The day's checks again, for the version and the calibrations the worksheet was made with."""
    version = job.procedure
    assert version is not None
    blocks = []
    ended = version.valid_to is not None and version.valid_to < day
    begun = version.valid_from is not None and version.valid_from <= day
    if version.state == ProcedureState.DRAFT or not begun or ended:
        what = _("Quy trình %(name)s không có hiệu lực ngày %(day)s.") % {
            "name": version.number,
            "day": date_format(day, "d/m/Y"),
        }
        until = _("quy trình có hiệu lực, hoặc đo lại theo quy trình khác")
        blocks.append(Block("procedure_not_in_force", what, until, _quality(), "procedure"))
    kinds = read_definition(version.definition).instrument_types
    if (
        version.service != job.service
        or job.instrument is None
        or (job.instrument.type.code not in kinds)
    ):
        what = _("Quy trình %(name)s không dành cho dịch vụ hoặc loại phương tiện đo này.") % {
            "name": version.number
        }
        blocks.append(
            Block(
                "procedure_mismatch", what, _("đo lại theo quy trình khác"), _quality(), "procedure"
            )
        )
    for use in worksheet.standards.select_related("calibration__standard"):
        blocks += _used(use.calibration, day)
    return blocks


def _used(event: StandardCalibration, day: date) -> list[Block]:
    standard = event.standard
    if not standard.out_of_use and event.on <= day <= event.valid_until:
        return []
    if standard.out_of_use:
        problem = standing_of(standard, day)
        return [problem] if problem else []
    what = _("Lần hiệu chuẩn %(number)s của chuẩn %(name)s không có hiệu lực ngày %(day)s.") % {
        "number": event.certificate_number,
        "name": standard.code,
        "day": date_format(day, "d/m/Y"),
    }
    until = _("đo lại với chuẩn còn hiệu lực")
    return [Block("standard_overdue", what, until, _quality(), f"standards.{standard.pk}")]
