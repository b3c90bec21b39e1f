"""Appendices (phụ lục): the only way in which the lines of a signed contract change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from calibration.models import Job
from calibration.services import cancel_job
from calibration.states import JobState
from common.errors import Fault, Faults, InvalidInput, Refused
from contracts.ledger.closing import require_open_books
from contracts.models import Appendix, Contract, ContractLine
from contracts.queries import standing_lines
from contracts.quoting.drawing import require_within_cap, size_of
from contracts.services.drafting import LineFacts, check_line, line_from, money_of
from contracts.services.words import locked, note, require_day
from contracts.states import ContractState
from contracts.vat import rate_on

MOST_LINES = 200


@transaction.atomic
def amend(
    *,
    contract_id: int,
    title: str,
    signed_on: date,
    add: Sequence[LineFacts],
    strike: Sequence[int],
    due_on: date | None,
    by: User,
    at: datetime,
) -> Appendix:
    """Add an appendix to a signed contract that is not accepted yet.

    `add` are new lines, at the VAT rate of `signed_on`; `strike` ids of lines that stand; `due_on`
    a new term, None to leave it. Rows are never edited: a struck line keeps its row and its day.
    Jobs of struck lines that nobody has begun are cancelled; a begun one refuses (`begun`).
    Instruments and samples of new lines are named afterwards, up to their quantity.
    """
    contract = locked(contract_id)
    _require_signed(contract)
    faults = Faults()
    _check(faults, contract, title, signed_on, due_on, at)
    if not (add or strike or due_on):
        faults.add(
            "", _("Phụ lục chưa thay đổi gì: thêm dòng, bỏ dòng hoặc đổi hạn."), code="blank"
        )
    struck = _struck(faults, contract, strike)
    added = _added(faults, contract, add, signed_on)
    faults.raise_if_any()
    _require_lines(contract, struck, added)
    before = size_of(contract, timezone.localdate(at)) if contract.framework_id else None
    made = Appendix.objects.create(
        contract=contract,
        number=(contract.appendices.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title.strip(),
        signed_on=signed_on,
        due_on=due_on,
        recorded_at=at,
        recorded_by=by,
    )
    ContractLine.objects.filter(pk__in=[line.pk for line in struck]).update(struck_by=made)
    _write(contract, made, added)
    dropped = _drop_jobs(struck, made, by, at)
    require_within_cap(contract, on=signed_on, at=at, before=before)
    changes: dict[str, tuple[object, object]] = {
        "appendix": (None, f"{made.number} {made.signed_on}"),
        **{f"{line.position}. {line.description}": (money_of(line), None) for line in struck},
        **{f"{line.position}. {line.description}": (None, money_of(line)) for line in added},
    }
    if dropped:
        changes["jobs"] = (None, -dropped)
    if due_on is not None:
        changes["due_on"] = (contract.due_on, due_on)
        contract.due_on = due_on
        contract.save(update_fields=["due_on"])
    note(contract, "contract.amend", by=by, at=at, changes=changes, why=made.title)
    return made


def last_amended(contract: Contract) -> date | None:
    """The day of the last appendix; what concludes a contract is not dated before it."""
    last: date | None = contract.appendices.aggregate(last=Max("signed_on"))["last"]
    return last


def _require_signed(contract: Contract) -> None:
    if contract.state == ContractState.DRAFT:
        raise Refused(_("Hợp đồng nháp thì sửa thẳng, chưa cần phụ lục."), code="wrong_state")
    if contract.state != ContractState.SIGNED:
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )
    if contract.accepted_on is not None:
        raise Refused(_("Hợp đồng đã nghiệm thu, không thêm phụ lục được nữa."), code="accepted")


def _check(
    faults: Faults,
    contract: Contract,
    title: str,
    signed_on: date,
    due_on: date | None,
    at: datetime,
) -> None:
    if not title.strip():
        faults.add("title", _("Hãy ghi nội dung phụ lục."), code="blank")
    elif len(title.strip()) > 250:  # noqa: PLR2004 — the column
        faults.add("title", _("Nhiều nhất 250 ký tự."), code="too_long")
    first = last_amended(contract) or contract.signed_on
    require_day(faults, "signed_on", signed_on, at=at, first=first)
    require_open_books(faults, "signed_on", signed_on, contract.centre)
    if due_on is not None and due_on < signed_on:
        faults.add(
            "due_on",
            _("Hạn thực hiện trước ngày ký."),
            code="too_early",
            found=due_on.isoformat(),
            allowed=f">= {signed_on.isoformat()}",
        )


def _struck(faults: Faults, contract: Contract, strike: Sequence[int]) -> list[ContractLine]:
    """The lines to strike: of this contract, standing, their work not begun."""
    standing = {
        line.pk: line
        for line in contract.lines.filter(standing_lines(None)).prefetch_related("items__job")
    }
    found = []
    for index, pk in enumerate(dict.fromkeys(strike)):
        line = standing.get(pk)
        if line is None:
            message = _("Hợp đồng không có dòng này, hoặc dòng đã bị bỏ.")
            faults.add(f"strike.{index}", message, code="unknown", found=str(pk))
            continue
        begun = [job for job in _jobs_of([line]) if job.state != JobState.OPEN]
        if begun:
            faults.add(
                f"strike.{index}",
                _(
                    "Dòng “%(line)s” đã có %(n)s phương tiện, mẫu bắt đầu làm nên không bỏ được."
                    " Giá tăng thì thêm một dòng cho phần chênh lệch, giá giảm thì lập hóa đơn điều"
                    " chỉnh."
                )
                % {"line": line.description, "n": len(begun)},
                code="begun",
                found=str(len(begun)),
            )
        found.append(line)
    return found


def _jobs_of(lines: Iterable[ContractLine]) -> list[Job]:
    """The jobs under lines, the cancelled ones left out."""
    jobs = [item.job for line in lines for item in line.items.all() if item.job is not None]
    return [job for job in jobs if job.state != JobState.CANCELLED]


def _added(
    faults: Faults, contract: Contract, add: Sequence[LineFacts], day: date
) -> list[ContractLine]:
    """New lines, judged, not written; their faults are named add.N.field."""
    if len(add) > MOST_LINES:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_LINES}
        faults.add("add", message, code="too_many", allowed=str(MOST_LINES))
        return []
    made = []
    for index, facts in enumerate(add):
        try:
            line = line_from(contract, facts, day)
            check_line(line)
            line.vat_percent = rate_on(line.vat_category, day)
        except (InvalidInput, Refused) as error:
            faults.found += [replace(f, field=f"add.{index}.{f.field}") for f in error.faults]
        else:
            made.append(line)
    return made


def _require_lines(
    contract: Contract, struck: list[ContractLine], added: list[ContractLine]
) -> None:
    if not added and contract.lines.filter(standing_lines(None)).count() == len(struck):
        message = _("Phụ lục bỏ hết các dòng: hãy hủy hoặc thanh lý hợp đồng.")
        raise Refused(message, code="no_lines", faults=(Fault("strike", message, code="no_lines"),))


def _write(contract: Contract, made: Appendix, added: list[ContractLine]) -> None:
    last = contract.lines.aggregate(last=Max("position"))["last"] or 0
    for position, line in enumerate(added, start=last + 1):
        line.position = position
        line.added_by = made
    ContractLine.objects.bulk_create(added, batch_size=100)


def _drop_jobs(struck: list[ContractLine], made: Appendix, by: User, at: datetime) -> int:
    why = _("Phụ lục %(number)s bỏ dòng này") % {"number": made.number}
    jobs = _jobs_of(struck)
    for job in sorted(jobs, key=lambda one: one.pk):
        cancel_job(job_id=job.pk, why=why, by=by, at=at)
    return len(jobs)
