"""Standards: which fills which slot, and whether it is valid, reaches and is accurate enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calibration.certified import Certified, CertifiedLine
from calibration.checks.blocks import Block, quality, technician, words
from calibration.definition import Definition, Slot
from common.errors import Fault, InvalidInput
from instruments.models import Standard, StandardCalibration
from instruments.states import StandardState
from metrology.errors import MetrologyError
from metrology.quantities.units import base_quantity

Wanted = Mapping[str, Sequence[int]]  # slot → ids of standards


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

    @cached_property
    def certified(self) -> Certified:
        """What its certificate says."""
        low, high = self.standard.range_of(self.slot.quantity)
        return Certified(
            key=self.slot.key,
            calibration=self.calibration.pk,
            code=self.standard.code,
            certificate=self.calibration.certificate_number,
            low=low,
            high=high,
            lines=tuple(
                CertifiedLine(line.nominal, line.value, line.expanded, Decimal(line.k))
                for line in self.calibration.values.all()
            ),
        )


def choose(
    definition: Definition,
    standards: Sequence[Standard],
    day: date,
    blocks: list[Block],
    slots: Wanted | None = None,
) -> list[Chosen]:
    """Put each standard into its slots; note what does not fit, is not valid, or stays empty.

    `slots` names the standards of a slot; one that it does not name fills the first slot of each
    quantity it covers, and every needed slot that would stay empty.
    """
    placed = _placed(definition, standards, slots or {})
    chosen = []
    for standard in standards:
        mine = [slot for slot, each in placed if each == standard]
        if not mine:
            blocks.append(_not_needed(standard))
            continue
        problem = standing_of(standard, day)
        if problem is not None:
            blocks.append(problem)
            continue
        event = standard.calibration_on(day)
        assert event is not None
        chosen += [Chosen(slot, standard, event) for slot in mine]
    answered = {slot.key for slot, _standard in placed}
    blocks += [
        _slot_empty(slot)
        for slot in definition.standards
        if slot.required and slot.key not in answered
    ]
    return chosen


def _placed(
    definition: Definition, standards: Sequence[Standard], slots: Wanted
) -> list[tuple[Slot, Standard]]:
    """Every slot with every standard that is to fill it, valid or not."""
    _insist_known(definition, slots)
    named = {pk for ids in slots.values() for pk in ids}
    found = [
        (slot, standard)
        for slot in definition.standards
        for standard in standards
        if standard.pk in slots.get(slot.key, ()) and same_kind(standard, slot)
    ]
    free = [standard for standard in standards if standard.pk not in named]
    for standard in free:
        for quantity in standard.quantities:
            found += [
                (slot, standard)
                for slot in [_first(definition.standards, standard, quantity)]
                if slot is not None and (slot, standard) not in found
            ]
    answered = {slot.key for slot, _standard in found}
    for slot in definition.standards:
        if slot.required and slot.key not in answered:
            found += [(slot, standard) for standard in free if same_kind(standard, slot)]
    return found


def _first(slots: Iterable[Slot], standard: Standard, quantity: str) -> Slot | None:
    mine = [slot for slot in slots if same_kind(standard, slot) and _alike(slot.quantity, quantity)]
    return min(mine, key=lambda slot: not slot.required, default=None)


def _insist_known(definition: Definition, slots: Wanted) -> None:
    keys = [slot.key for slot in definition.standards]
    unknown = [key for key in slots if key not in keys]
    if unknown:
        raise InvalidInput(
            *(
                Fault(
                    f"slots.{key}", _("Quy trình không có chuẩn này."), code="unknown_name",
                    found=key, allowed=", ".join(keys),
                )
                for key in unknown
            )
        )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    try:
        return base_quantity(one) == base_quantity(other)
    except MetrologyError:
        return False


def same_kind(standard: Standard, slot: Slot) -> bool:
    """Whether the standard covers the quantity that the slot asks for."""
    try:
        return standard.covers(slot.quantity)
    except MetrologyError:
        return False


_UNTIL = {
    StandardState.OUT_OF_USE: gettext_lazy("chuẩn được đưa vào sử dụng lại"),
    StandardState.DOUBTED: gettext_lazy("có lần hiệu chuẩn mới, hoặc bản đính chính"),
}
_NEW_EVENT = gettext_lazy("có lần hiệu chuẩn mới còn hiệu lực")


def standing_of(standard: Standard, day: date) -> Block | None:
    """What forbids the standard on `day`: out of use, in doubt, never calibrated, or overdue."""
    event, state, why = standard.standing(day)
    if event is not None:
        return None
    code = "standard_not_calibrated" if state == "uncalibrated" else f"standard_{state}"
    until = str(_UNTIL.get(state, _NEW_EVENT))
    return Block(code, why, until, quality(), f"standards.{standard.pk}")


def untraced(chosen: Iterable[Chosen]) -> list[Block]:
    """What a calibration may not lean on: its certificate states traceability (7.8.4.1 c)."""
    events = {each.calibration.pk: each for each in chosen}
    return [
        Block(
            "standard_untraced",
            _("Lần hiệu chuẩn %(number)s của chuẩn %(name)s không ghi liên kết chuẩn.")
            % {"number": each.calibration.certificate_number, "name": each.standard.code},
            _("có bản đính chính ghi liên kết chuẩn"), quality(), f"standards.{each.standard.pk}",
        )
        for each in events.values()
        if not each.calibration.traceable_to.strip()
    ]  # fmt: skip


def _not_needed(standard: Standard) -> Block:
    what = _("Chuẩn %(name)s không thuộc đại lượng mà quy trình cần.") % {"name": standard.code}
    until = _("chọn chuẩn khác")
    return Block("standard_wrong_quantity", what, until, technician(), f"standards.{standard.pk}")


def _slot_empty(slot: Slot) -> Block:
    what = _("Chưa chọn chuẩn: %(name)s.") % {"name": words(slot.label)}
    until = _("chọn một chuẩn còn hiệu lực")
    return Block("standard_missing", what, until, technician(), "standards")
