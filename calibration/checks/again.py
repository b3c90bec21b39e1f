"""The day's checks again, at submission and approval."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calibration.authority.powers import powers_for
from calibration.checks.authority import authority_blocks
from calibration.checks.blocks import Block, quality
from calibration.checks.standards import standing_of
from calibration.definition import read_definition
from calibration.models import Job, ProcedureVersion, Worksheet
from calibration.states import ProcedureState
from instruments.models import StandardCalibration


def recheck(job: Job, worksheet: Worksheet, day: date) -> list[Block]:
    """The checks for the version and the calibrations the worksheet was made with.

    Cards and scopes are asked about the instrument as it is on record now.
    """
    assert job.procedure is not None
    blocks = _procedure(job, job.procedure, day)
    events = {use.calibration_id: use.calibration for use in worksheet.uses()}
    for event in events.values():
        blocks += _used(event, day)
    return blocks + authority_blocks(job, job.technician, day, powers_for([job]))


def recheck_papers(jobs: Sequence[Job]) -> list[Block]:
    """What the law asks of work done on paper, on its day, by whom it says; each block once."""
    powers = powers_for(jobs)
    events = "paper_sheet__standards__"
    prefetch_related_objects(
        list(jobs), f"{events}standard", f"{events}doubts", f"{events}corrected_by"
    )
    found: dict[Block, None] = {}
    for job in jobs:
        if job.performed_on is not None:
            blocks = authority_blocks(job, job.technician, job.performed_on, powers)
            sheet = getattr(job, "paper_sheet", None)
            used = [] if sheet is None else sheet.standards.all()
            blocks += paper_standards(used, job.performed_on)
            found |= dict.fromkeys(blocks)
    return list(found)


def paper_standards(used: Iterable[StandardCalibration], day: date) -> list[Block]:
    """What stands against the calibrations that paper work names, on its day."""
    return [block for event in used for block in _used(event, day)]


def _procedure(job: Job, version: ProcedureVersion, day: date) -> list[Block]:
    blocks = []
    ended = version.valid_to is not None and version.valid_to < day
    begun = version.valid_from is not None and version.valid_from <= day
    if version.state == ProcedureState.DRAFT or not begun or ended:
        what = _("Quy trình %(name)s không có hiệu lực ngày %(day)s.") % {
            "name": version.number,
            "day": date_format(day, "d/m/Y"),
        }
        until = _("quy trình có hiệu lực, hoặc đo lại theo quy trình khác")
        blocks.append(Block("procedure_not_in_force", what, until, quality(), "procedure"))
    kinds = read_definition(version.definition).instrument_types
    thing = job.instrument
    if version.service != job.service or thing is None or thing.type.code not in kinds:
        what = _("Quy trình %(name)s không dành cho dịch vụ hoặc loại phương tiện đo này.") % {
            "name": version.number
        }
        until = _("đo lại theo quy trình khác")
        blocks.append(Block("procedure_mismatch", what, until, quality(), "procedure"))
    return blocks


def _used(event: StandardCalibration, day: date) -> list[Block]:
    standard, where = event.standard, f"standards.{event.standard_id}"
    if standard.out_of_use or event.doubt_on(day):
        problem = standing_of(standard, day)
        if problem is not None:
            return [problem]
    names = {"number": event.certificate_number, "name": standard.code}
    again = _("đo lại với chuẩn còn hiệu lực")
    if hasattr(event, "corrected_by"):
        what = _("Lần hiệu chuẩn %(number)s của chuẩn %(name)s đã được đính chính.") % names
        return [Block("standard_corrected", what, again, quality(), where)]
    if event.on <= day <= event.valid_until and not event.doubt_on(day):
        return []
    what = _("Lần hiệu chuẩn %(number)s của chuẩn %(name)s không có hiệu lực ngày %(day)s.") % {
        **names,
        "day": date_format(day, "d/m/Y"),
    }
    return [Block("standard_overdue", what, again, quality(), where)]
