"""Extensions of a task: asked for, answered, corrected. The first deadline stays beside them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.record import record
from common.errors import Conflict, Fault, Faults
from common.verbs import name_verbs
from planning.models import Extension, ScienceTask
from planning.services import entering

FACTS = ("until", "asked_on", "approved_on", "refused_on", "paper", "why")

name_verbs(
    {
        "extension.ask": gettext_lazy("đề nghị gia hạn"),
        "extension.approve": gettext_lazy("gia hạn được duyệt"),
        "extension.refuse": gettext_lazy("gia hạn bị từ chối"),
        "extension.change": gettext_lazy("sửa lần gia hạn"),
        "extension.strike": gettext_lazy("bỏ lần gia hạn"),
    }
)


@transaction.atomic
def ask_extension(
    *, task_id: int, until: date, asked_on: date, why: str, paper: str = "", by: Any, at: datetime
) -> Extension:
    """A request to move the task's deadline; one at a time waits for its answer."""
    task = _hold(task_id)
    standing = task.extensions.filter(struck_at__isnull=True)
    waiting = standing.filter(approved_on__isnull=True, refused_on__isnull=True)
    if waiting.exists():
        raise Conflict(
            _("Một lần đề nghị gia hạn còn chờ trả lời. Hãy ghi kết quả của nó trước."),
            code="extension_open",
        )
    made = Extension(task=task, entered_by=by, entered_at=at)
    facts = {"until": until, "asked_on": asked_on, "why": why, "paper": paper}
    changes = entering.put(made, facts, FACTS)
    _check(made, task, at)
    made.save(force_insert=True)
    _tell(made, "extension.ask", changes, by, at)
    return made


@transaction.atomic
def answer_extension(
    *, extension_id: int, approved: bool, on: date, paper: str = "", by: Any, at: datetime
) -> Extension:
    """What became of a request: approved, or refused, on a day."""
    row, task = _hold_both(extension_id)
    name, other = ("approved_on", "refused_on") if approved else ("refused_on", "approved_on")
    there = getattr(row, name)
    if there == on and (not paper or row.paper == paper):
        return row  # told twice
    if there is not None or getattr(row, other) is not None:
        message = _("Lần gia hạn này đã có kết quả.")
        fault = Fault("on", message, code="already_answered", found=on.isoformat())
        raise Conflict(message, code="already_answered", faults=(fault,))
    facts: dict[str, Any] = {name: on}
    if paper:
        facts["paper"] = paper
    changes = entering.put(row, facts, FACTS)
    _check(row, task, at, field="on")
    row.save(update_fields=list(changes))
    _tell(row, "extension.approve" if approved else "extension.refuse", changes, by, at)
    return row


@transaction.atomic
def change_extension(
    *, extension_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> Extension:
    """Correct what was written of a request or of its answer; `seen` is what the person read."""
    row, task = _hold_both(extension_id)
    entering.refuse_moved(row, seen)
    changes = entering.put(row, facts, FACTS)
    _check(row, task, at)
    if changes:
        row.save(update_fields=list(changes))
        _tell(row, "extension.change", changes, by, at)
    return row


@transaction.atomic
def strike_extension(*, extension_id: int, why: str, by: Any, at: datetime) -> Extension:
    """Take back what was never asked for, or not of this task: the deadline before it holds."""
    row, _task = _hold_both(extension_id)
    entering.take_back(row, "extension.strike", entering.said_why(why), by, at)
    return row


def _hold(task_id: int) -> ScienceTask:
    rows = ScienceTask.objects.select_related("centre")
    task: ScienceTask = entering.hold_standing(rows, task_id)
    return task


def _hold_both(extension_id: int) -> tuple[Extension, ScienceTask]:
    """The task first, as everywhere: who holds an extension never waits for a task."""
    task = _hold(Extension.objects.values_list("task_id", flat=True).get(pk=extension_id))
    row: Extension = entering.hold_standing(Extension.objects.all(), extension_id)
    row.task = task
    return row, task


def _tell(row: Extension, verb: str, changes: dict[str, Any], by: Any, at: datetime) -> None:
    record(
        subject=row, verb=verb, by=by, at=at, chain=row.task.centre.code, changes=changes,
        why=row.why if verb == "extension.ask" else "",
    )  # fmt: skip


def _check(row: Extension, task: ScienceTask, at: datetime, field: str = "") -> None:
    """`field` is what a door calls the day of the answer."""
    faults = Faults()
    entering.check_fields(row, FACTS, faults)
    entering.check_past(row, ("asked_on", "approved_on", "refused_on"), at, faults)
    asked_later = _("Ngày trả lời không được trước ngày đề nghị.")
    entering.check_order(row, "asked_on", "approved_on", asked_later, faults)
    entering.check_order(row, "asked_on", "refused_on", asked_later, faults)
    if row.approved_on and row.refused_on:
        faults.add("refused_on", _("Lần gia hạn này đã có kết quả."), code="already_answered")
    _check_task(row, task, faults)
    _check_deadlines(row, task, faults)
    if field:
        named = {"approved_on": field, "refused_on": field}
        faults.found = [_renamed(one, named) for one in faults.found]
    faults.raise_if_any()


def _renamed(fault: Fault, names: dict[str, str]) -> Fault:
    name = names.get(fault.field, fault.field)
    return Fault(name, fault.message, fault.code, fault.found, fault.allowed)


def _check_task(row: Any, task: ScienceTask, faults: Faults) -> None:
    """A request lies in the life of its task."""
    if row.asked_on is None:
        return
    if row.asked_on < task.starts_on:
        faults.add(
            "asked_on", _("Ngày đề nghị không được trước ngày bắt đầu của nhiệm vụ."),
            code="too_early", found=row.asked_on.isoformat(),
            allowed=f"≥ {task.starts_on.isoformat()}",
        )  # fmt: skip
    for end, message, code in (
        (task.accepted_on, _("Nhiệm vụ đã nghiệm thu thì không gia hạn."), "accepted"),
        (task.stopped_on, _("Nhiệm vụ đã dừng thì không gia hạn."), "stopped"),
    ):
        if end is not None and row.asked_on >= end:
            faults.add(
                "asked_on", message, code=code, found=row.asked_on.isoformat(),
                allowed=f"< {end.isoformat()}",
            )  # fmt: skip


def _check_deadlines(row: Any, task: ScienceTask, faults: Faults) -> None:
    """Each deadline that was granted lies after the one before it, the first among them."""
    if row.until is None or row.asked_on is None or row.refused_on is not None:
        return
    standing = task.extensions.filter(struck_at__isnull=True)
    others = [one for one in standing.exclude(pk=row.pk) if one.approved_on]
    day = row.approved_on or row.asked_on
    before = [one.until for one in others if one.approved_on and one.approved_on <= day]
    after = [one.until for one in others if one.approved_on and one.approved_on > day]
    present = max([task.ends_on, *before])
    if row.until <= present:
        faults.add(
            "until", _("Hạn mới phải sau hạn hiện nay."), code="not_later",
            found=row.until.isoformat(), allowed=f"> {present.isoformat()}",
        )  # fmt: skip
    elif row.approved_on and after and row.until >= min(after):
        faults.add(
            "until", _("Hạn này phải trước hạn của lần gia hạn sau."), code="too_late",
            found=row.until.isoformat(), allowed=f"< {min(after).isoformat()}",
        )  # fmt: skip
