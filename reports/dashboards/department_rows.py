"""The rows behind a figure of the department head's page: what an address names, and its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from calibration.custody.queries import with_relations as custody_relations
from calibration.models import Custody, Job, JobRows
from calibration.queries import with_relations
from calibration.states import JobState
from common.errors import Faults
from common.text import row_id
from reports.dashboards.department_counts import LATER, NONE, PAST
from reports.dashboards.department_work import AGES, AHEAD, Cause, Stay, Unit, by_due, monday
from reports.rows.shape import Coded, Line, address

type_of_set = Callable[[Unit], Any]

SETS: Mapping[str, tuple[Any, type_of_set]] = {
    "open": (gettext_lazy("Phiếu đang mở"), lambda unit: unit.open),
    "overdue": (gettext_lazy("Phiếu quá hạn"), lambda unit: unit.overdue),
    "received": (gettext_lazy("Phiếu nhận trong kỳ"), lambda unit: unit.received),
    "performed": (gettext_lazy("Phiếu đã làm trong kỳ"), lambda unit: unit.performed),
    "returned": (gettext_lazy("Phiếu bị trả lại trong kỳ"), lambda unit: unit.returned),
    "right": (
        gettext_lazy("Phiếu đã làm, không bị trả lại lần nào"),
        lambda unit: unit.judged.filter(back=False),
    ),
}
CUSTODY = "custody"
CUSTODY_NAME = gettext_lazy("Phương tiện, mẫu đang giữ")
_DAY_OF = {"received": "created_at", "performed": "performed_on", "right": "performed_on"}


@dataclass(frozen=True)
class Narrowed:
    """What an address asks for; blanks narrow nothing."""

    of: str
    technician: str = ""  # a key, or “none”
    kind: str = ""  # the same
    state: str = ""  # of a job
    week: str = ""  # a Monday; of what is open also “past”, “later”, “none”
    cause: str = ""
    stay: str = ""
    age: str = ""  # the place among AGES

    @property
    def name(self) -> Any:
        """The set in words."""
        return CUSTODY_NAME if self.of == CUSTODY else SETS[self.of][0]


def narrowed(params: Mapping[str, str]) -> Narrowed:
    """As the address says; InvalidInput names each part that says nothing."""
    found = {name: params.get(name, "").strip() for name in Narrowed.__dataclass_fields__}
    faults = Faults()
    allowed: dict[str, Sequence[str]] = {
        "of": (*SETS, CUSTODY),
        "cause": ("", *Cause.values),
        "state": ("", *JobState.values),
        "stay": ("", *Stay.values),
        "age": ("", *(str(age) for age in range(len(AGES)))),
    }
    for name, choices in allowed.items():
        if found[name] not in choices:
            _refuse(faults, name, found[name], ", ".join(filter(None, choices)))
    for name in ("technician", "kind"):
        if found[name] not in ("", NONE) and row_id(found[name]) is None:
            _refuse(faults, name, found[name], f"1…, {NONE}")
    if found["week"] not in ("", PAST, LATER, NONE) and _monday(found["week"]) is None:
        _refuse(faults, "week", found["week"], f"2026-11-16, {PAST}, {LATER}, {NONE}")
    faults.raise_if_any()
    return Narrowed(**found)


def _refuse(faults: Faults, name: str, found: str, allowed: str) -> None:
    message = _("Không có lựa chọn này.")
    faults.add(name, message, code="unknown", found=found[:60], allowed=allowed)


def _monday(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found == monday(found) and date.min < found < date(9990, 1, 1) else None


def jobs_behind(unit: Unit, asked: Narrowed) -> JobRows:
    """The jobs of a set, narrowed."""
    rows: Any = SETS[asked.of][1](unit)
    for name, column in (("technician", "technician"), ("kind", "instrument__type")):
        text = getattr(asked, name)
        if text == NONE:
            rows = rows.filter(**{f"{column}__isnull": True})
        elif text:
            rows = rows.filter(**{column: row_id(text)})
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.cause and asked.of == "overdue":
        rows = rows.filter(cause=asked.cause)
    if asked.week:
        rows = _in_week(rows, unit, asked)
    return by_due(rows)


def _in_week(rows: JobRows, unit: Unit, asked: Narrowed) -> JobRows:
    end = monday(unit.day) + timedelta(weeks=AHEAD)
    if asked.week in (PAST, LATER, NONE):
        which: dict[str, dict[str, Any]] = {
            PAST: {"due_on__lt": unit.day},
            LATER: {"due_on__gte": end},
            NONE: {"due_on__isnull": True},
        }
        return rows.filter(**which[asked.week])
    first = _monday(asked.week)
    assert first is not None
    last = first + timedelta(days=6)
    column = _DAY_OF.get(asked.of, "due_on")
    if column == "due_on":
        return rows.filter(due_on__range=(max(first, unit.day), last))
    return rows.filter(**{f"{column}__date__range" if column == "created_at" else
                          f"{column}__range": (first, last)})  # fmt: skip


def custody_behind(unit: Unit, asked: Narrowed) -> "QuerySet[Custody]":
    """What is in our hands, narrowed, the longest first."""
    rows = unit.custody
    if asked.stay:
        rows = rows.filter(stay=asked.stay)
    if asked.age:
        rows = rows.filter(**unit.aged(int(asked.age)))
    return custody_relations(rows).order_by("received_at", "pk")


def job_headings() -> tuple[str, ...]:
    """The columns of `job_lines`."""
    return (
        _("Phương tiện đo hoặc mẫu"), _("Tên khách hàng"), _("Dịch vụ"), _("Trạng thái"),
        _("Kỹ thuật viên"), _("Hạn"), _("Ngày thực hiện"), _("Đơn vị"),
    )  # fmt: skip


def job_lines(jobs: Sequence[Job]) -> list[Line]:
    """Jobs that were read with their relations, each with where it opens."""
    return [
        Line(
            job.pk,
            address("calibration:job", job.pk),
            (
                job.shown_object, job.customer.name, _coded(job, "service"), _coded(job, "state"),
                str(job.technician or ""), job.due_on, job.performed_on, job.centre.code,
            ),
        )
        for job in jobs
    ]  # fmt: skip


def _coded(job: Job, field: str) -> Coded:
    return Coded(getattr(job, field), str(getattr(job, f"get_{field}_display")()))


def custody_headings() -> tuple[str, ...]:
    """The columns of `custody_lines`."""
    return (
        _("Mã"), _("Phương tiện đo hoặc mẫu"), _("Tên khách hàng"), _("Nhận lúc"), _("Nơi để"),
        pgettext("đang giữ", "Chờ"), _("Đơn vị"),
    )  # fmt: skip


def custody_lines(several: Sequence[Custody]) -> list[Line]:
    """Things in our hands, each with where it opens."""
    return [
        Line(
            one.pk,
            address("calibration:custody-thing", one.pk),
            (
                one.code, str(one.instrument) if one.instrument else one.sample, one.customer.name,
                localtime(one.received_at).date(), one.place,
                Stay(one.stay).label,  # type: ignore[attr-defined]
                one.centre.code,
            ),
        )
        for one in several
    ]  # fmt: skip


def relations(jobs: JobRows) -> JobRows:
    """Jobs with all that a line shows."""
    return with_relations(jobs)
