"""What a start needs: procedure, the instrument's facts, a plan, standards in their slots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from calibration.authority.powers import Powers, powers_for
from calibration.authority.scope import scope_facts
from calibration.centres import ancestors
from calibration.checks.authority import authority_blocks
from calibration.checks.blocks import Block, quality, technician
from calibration.checks.fit import misfits, points_of
from calibration.checks.standards import Chosen, Wanted, choose, untraced
from calibration.definition import Definition, read_definition
from calibration.facts import JOB_FACTS, environment_of, facts_for, values_of
from calibration.models import Job, ProcedureVersion
from calibration.plan import AS_FOUND, Plan, make_plan, tables_of
from calibration.states import Service
from common.errors import DomainError, Fault
from instruments.models import Standard


@dataclass
class Preparation:
    """Everything a start needs, or the blocks that forbid it."""

    version: ProcedureVersion | None = None
    definition: Definition | None = None
    facts: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] | None = None
    chosen: list[Chosen] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


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
    job: Job,
    versions: Sequence[ProcedureVersion],
    standards: Sequence[Standard],
    day: date,
    *,
    slots: Wanted | None = None,
    mode: str = AS_FOUND,
    by: User | None = None,
    powers: Powers | None = None,
) -> Preparation:
    """What starting `job` with `standards` would use, and what forbids it.

    `by` is who would start it, else whoever it is given to; `powers` are read once for many jobs.
    """
    powers = powers_for([job], by) if powers is None else powers
    found = Preparation(version=pick_procedure(job, versions))
    if found.version is None:
        found.blocks = [
            _no_procedure(job),
            *authority_blocks(job, by or job.technician, day, powers),
        ]
        return found
    found.definition = read_definition(found.version.definition)
    _plan_it(found, job, mode)
    found.blocks += authority_blocks(job, by or job.technician, day, powers)
    if found.plan is not None and job.conformity and not _can_judge(found.definition, found.plan):
        found.blocks.append(_nothing_to_judge())
    if found.plan is not None:
        found.plan["scope"] = scope_facts(job, day, powers)
        found.chosen = choose(found.definition, standards, day, found.blocks, slots)
        if job.service == Service.CALIBRATION:
            found.blocks += untraced(found.chosen)
        env = environment_of(found.definition, found.facts)
        for slot in found.definition.standards:
            mine = [each for each in found.chosen if each.slot == slot]
            found.blocks += misfits(mine, points_of(found.definition, found.plan, slot), env)
    return found


def _no_procedure(job: Job) -> Block:
    if job.instrument is None:
        what = _("Phiếu này là mẫu thử: biên bản lập trên giấy.")
        return Block("on_paper", what, _("nhập biên bản giấy"), technician(), "procedure")
    what = _("Không có quy trình %(service)s nào đang áp dụng cho “%(type)s”.") % {
        "service": job.get_service_display(),
        "type": job.instrument.type.name_vi,
    }
    return Block(
        "no_procedure", what, _("có quy trình được đưa vào áp dụng"), quality(), "procedure"
    )


def _plan_it(found: Preparation, job: Job, mode: str) -> None:
    assert found.definition is not None
    of_the_job = {name: str(getattr(job, name)) for name in JOB_FACTS}
    facts, faults = facts_for(found.definition, {**values_of(job.instrument), **of_the_job})
    found.facts = {**facts, **of_the_job}
    until = _("sửa thông số của phương tiện đo")
    if not faults:
        try:
            found.plan = make_plan(found.definition, found.facts, mode)
        except DomainError as error:
            faults = list(error.faults)
    found.blocks += [
        Block(fault.code, _sentence(fault), until, technician(), fault.field) for fault in faults
    ]


def _can_judge(definition: Definition, plan: Plan) -> bool:
    """Whether some planned point has a rule to be judged by, and the limit that the rule takes."""
    return any(
        row.get("limit") or not rule.expr.names & {"mpe", "limit"}
        for laid in tables_of(plan)
        for rule in definition.by_key[laid.table].acceptance
        for row in laid.rows
    )


def _nothing_to_judge() -> Block:
    """A statement of conformity was agreed (7.1.3) that no result of this work could bear."""
    what = _("Đã thỏa thuận kết luận phù hợp, nhưng không điểm nào có giới hạn để kết luận.")
    until = _("phương tiện đo và quy trình có giới hạn, hoặc bỏ thỏa thuận ấy")
    return Block("no_limit", what, until, technician(), "conformity")


def _sentence(fault: Fault) -> str:
    text = str(fault.message)
    return text if text.endswith(".") else f"{text}."
