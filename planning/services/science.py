"""Science tasks: entered, changed, moved on, struck. Each change is an event with from and to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, Refused
from common.text import fold
from common.verbs import name_verbs
from planning.models import ScienceTask
from planning.services import entering
from planning.services.products import strike_all

FACTS = (
    "kind", "code", "title", "level", "role", "strand", "head", "starts_on", "ends_on",
    "submitted_on", "approved_on", "acceptance_due_on", "accepted_on", "acceptance_paper",
    "stopped_on", "stopped_why",
)  # fmt: skip
DONE = ("submitted_on", "approved_on", "accepted_on", "stopped_on")

name_verbs(
    {
        "task.add": gettext_lazy("thêm nhiệm vụ"),
        "task.change": gettext_lazy("sửa nhiệm vụ"),
        "task.submit": gettext_lazy("trình phê duyệt nhiệm vụ"),
        "task.approve": gettext_lazy("nhiệm vụ được phê duyệt"),
        "task.accept": gettext_lazy("nghiệm thu nhiệm vụ"),
        "task.stop": gettext_lazy("dừng nhiệm vụ"),
        "task.strike": gettext_lazy("bỏ nhiệm vụ"),
    }
)


@transaction.atomic
def add_task(
    *, centre: Centre, by: Any, at: datetime, again: bool = False, **facts: Any
) -> ScienceTask:
    """A task with what is known of it. One that is there already is asked about (`again`)."""
    task = ScienceTask(centre=centre, entered_by=by, entered_at=at)
    entering.put(task, facts, FACTS)
    check_task(task, at)
    changes = entering.begun(task, FACTS)
    entering.hold_centre(centre)
    if not again:
        _ask_known(task)
    task.save(force_insert=True)
    record(subject=task, verb="task.add", by=by, at=at, chain=centre.code, changes=changes)
    return task


@transaction.atomic
def change_task(
    *, task_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> ScienceTask:
    """Other facts of a task; `seen` are their values as the person read them."""
    task = _hold(task_id)
    entering.refuse_moved(task, seen)
    return _write(task, facts, "task.change", by, at)


@transaction.atomic
def submit_task(*, task_id: int, on: date, by: Any, at: datetime) -> ScienceTask:
    """The task was handed in for approval on a day."""
    return _move(_hold(task_id), {"submitted_on": on}, "task.submit", by, at)


@transaction.atomic
def approve_task(*, task_id: int, on: date, by: Any, at: datetime) -> ScienceTask:
    """The task was approved on a day."""
    return _move(_hold(task_id), {"approved_on": on}, "task.approve", by, at)


@transaction.atomic
def accept_task(
    *, task_id: int, on: date, paper: str = "", open_products: bool = False, by: Any, at: datetime
) -> ScienceTask:
    """The task was accepted. Products not delivered by then are asked about (`open_products`)."""
    task = _hold(task_id)
    if task.accepted_on is None and not open_products:
        _ask_products(task, on)
    facts = {"accepted_on": on, "acceptance_paper": paper}
    return _move(task, facts, "task.accept", by, at)


@transaction.atomic
def stop_task(*, task_id: int, on: date, why: str, by: Any, at: datetime) -> ScienceTask:
    """The task was given up on a day, for a reason."""
    task = _hold(task_id)
    facts = {"stopped_on": on, "stopped_why": entering.said_why(why)}
    return _move(task, facts, "task.stop", by, at)


@transaction.atomic
def strike_task(
    *, task_id: int, why: str, with_products: bool = False, by: Any, at: datetime
) -> ScienceTask:
    """Take an entry back; with products that stand only when it is said of them too."""
    task = _hold(task_id)
    reason = entering.said_why(why)
    standing = list(task.products.filter(struck_at__isnull=True))
    if standing and not with_products:
        message = _(
            "Nhiệm vụ còn %(n)s sản phẩm đang được tính. Hãy xác nhận bỏ cả các sản phẩm ấy, hoặc"
            " bỏ từng sản phẩm trước."
        ) % {"n": len(standing)}
        fault = Fault("with_products", message, code="has_products", found=str(len(standing)))
        raise Refused(message, code="has_products", faults=(fault,))
    strike_all(standing, why=reason, by=by, at=at, chain=task.centre.code)
    entering.take_back(task, "task.strike", reason, by, at)
    return task


def _hold(task_id: int) -> ScienceTask:
    rows = ScienceTask.objects.select_related("centre")
    task: ScienceTask = entering.hold_standing(rows, task_id)
    return task


def _move(
    task: ScienceTask, facts: dict[str, Any], verb: str, by: Any, at: datetime
) -> ScienceTask:
    """A step that happens once: told again the same way it changes nothing, else it is refused."""
    day = next(name for name in facts if name.endswith("_on"))
    there = getattr(task, day)
    if there is None:
        return _write(task, facts, verb, by, at)
    if all(getattr(task, name) == value for name, value in facts.items()):
        return task
    message = _("Đã ghi ngày %(day)s. Ghi nhầm thì sửa ở trang sửa nhiệm vụ.") % {
        "day": f"{there:%d/%m/%Y}"
    }
    fault = Fault("on", message, code="already_done", found=facts[day].isoformat())
    raise Conflict(message, code="already_done", faults=(fault,))


def _write(
    task: ScienceTask, facts: dict[str, Any], verb: str, by: Any, at: datetime
) -> ScienceTask:
    changes = entering.put(task, facts, FACTS)
    check_task(task, at)
    if changes:
        task.save(update_fields=list(changes))
        record(subject=task, verb=verb, by=by, at=at, chain=task.centre.code, changes=changes)
    return task


def check_task(task: ScienceTask, at: datetime) -> None:
    """InvalidInput with every fault of a task, entered or not yet."""
    faults = Faults()
    entering.check_fields(task, FACTS, faults)
    entering.check_past(task, DONE, at, faults)
    for earlier, later, message in (
        ("starts_on", "ends_on", _("Thời hạn không được trước ngày bắt đầu.")),
        ("starts_on", "accepted_on", _("Ngày nghiệm thu không được trước ngày bắt đầu.")),
        ("starts_on", "acceptance_due_on", _("Ngày nghiệm thu không được trước ngày bắt đầu.")),
        ("starts_on", "stopped_on", _("Nhiệm vụ chưa bắt đầu thì bỏ (có lý do), không dừng.")),
        ("submitted_on", "approved_on", _("Ngày phê duyệt không được trước ngày trình.")),
    ):
        entering.check_order(task, earlier, later, message, faults)
    _check_ends(task, faults)
    _check_extended(task, faults)
    faults.raise_if_any()


def _check_ends(task: ScienceTask, faults: Faults) -> None:
    """A task is accepted or given up, not both; a paper and a reason belong to their day."""
    if task.accepted_on and task.stopped_on:
        faults.add(
            "stopped_on", _("Nhiệm vụ đã nghiệm thu thì không dừng."), code="accepted",
            found=task.stopped_on.isoformat(),
        )  # fmt: skip
    if task.acceptance_paper and not task.accepted_on:
        faults.add("accepted_on", _("Có văn bản nghiệm thu thì cần ngày nghiệm thu."), code="blank")
    if task.stopped_on and not task.stopped_why:
        faults.add("stopped_why", _("Cần ghi lý do."), code="blank")
    if task.stopped_why and not task.stopped_on:
        faults.add("stopped_on", _("Có lý do dừng thì cần ngày dừng."), code="blank")


def _check_extended(task: Any, faults: Faults) -> None:
    """The first deadline lies before the one that the first extension gave."""
    if task.pk is None:
        return
    granted = task.extensions.filter(approved_on__isnull=False, struck_at__isnull=True)
    first = granted.order_by("approved_on", "pk").first()
    if first is not None and task.ends_on is not None and task.ends_on >= first.until:
        faults.add(
            "ends_on", _("Thời hạn ban đầu phải trước thời hạn đã gia hạn."), code="too_late",
            found=task.ends_on.isoformat(), allowed=f"< {first.until.isoformat()}",
        )  # fmt: skip


def _ask_products(task: ScienceTask, on: date) -> None:
    rows = task.products.filter(struck_at__isnull=True).exclude(delivered_on__lte=on)
    if (count := rows.count()) == 0:
        return
    message = _(
        "Còn %(n)s sản phẩm chưa giao đến ngày nghiệm thu. Hãy ghi ngày giao trước, hoặc xác nhận"
        " nghiệm thu khi chưa đủ sản phẩm."
    ) % {"n": count}
    fault = Fault("open_products", message, code="products_open", found=str(count))
    raise Refused(message, code="products_open", faults=(fault,))


def _ask_known(task: ScienceTask) -> None:
    """Ask about a task of the unit with the same code, or of the same name and start."""
    rows = ScienceTask.objects.standing().filter(centre=task.centre)
    if task.code and (twin := rows.filter(code=task.code).first()):
        _known("code", twin, task.code)
    same_days = rows.filter(starts_on=task.starts_on, kind=task.kind)
    for twin in same_days.only("title", "starts_on"):
        if fold(twin.title) == fold(task.title):
            _known("title", twin, task.title)


def _known(field: str, twin: ScienceTask, found: str) -> None:
    message = _(
        "Đơn vị đã có nhiệm vụ “%(twin)s”. Nếu đúng là một nhiệm vụ khác, hãy xác nhận để thêm."
    ) % {"twin": twin.title}
    fault = Fault(field, message, code="task_known", found=found[:100])
    raise Conflict(message, code="task_known", faults=(fault,))
