"""Science tasks: by level and role, new and carried over, on time and late, accepted and due."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from planning.states import Level, TaskKind, TaskRole
from reports.indicators.entries import rule
from reports.indicators.labels import TASK
from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, mean, ratio
from reports.indicators.tasks import Task, every_science_task, running

APPRAISAL_DAYS = 60  # ours: no text that we know sets one for all levels; said in the definition
type_of_test = Callable[[Question, Task], bool]

_WORDS = {"unit": "task", "model": TASK, "section": Section.SCIENCE}
_LIFE = _("thời gian thực hiện giao với kỳ")


def _of_level(level: str, _asked: Question, task: Task) -> bool:
    return task.level == level


def _begun(years_before: int, asked: Question, task: Task) -> bool:
    return task.starts_on.year == asked.period.year - years_before


def _carried_extended(asked: Question, task: Task) -> bool:
    return task.starts_on.year < asked.period.year and task.extended_by(asked.until)


def _delayed(asked: Question, task: Task) -> bool:
    if task.asked_within(asked.start, asked.until):
        return True
    return not task.over_by(asked.until) and task.deadline(asked.until) < asked.until


def kept_time(asked: Question, task: Task) -> bool:
    """Whether it passed no milestone in the period: its deadline, or a product's due day."""
    if task.accepted_on is not None and task.accepted_on <= asked.until:
        if task.accepted_on > task.deadline(task.accepted_on):
            return False
    elif not task.over_by(asked.until) and task.deadline(asked.until) < asked.until:
        return False
    return not any(
        due < (min(delivered, asked.until) if delivered else asked.until)
        for due, delivered in task.products
        if delivered is None or delivered >= asked.start
    )


def _accepted_in_time(asked: Question, task: Task) -> bool:
    on = task.accepted_on
    return on is not None and asked.start <= on <= asked.until and on <= task.deadline(on)


def _to_accept(asked: Question, task: Task) -> bool:
    due = task.deadline(asked.until).year == asked.period.year
    return due and not task.over_by(asked.until)


def _counted(test: type_of_test | None, level: str | None, asked: Question) -> Found:
    return counted(
        task.pk
        for task in running(asked)
        if (level is None or task.level == level) and (test is None or test(asked, task))
    )


def _count(
    code: str,
    name: Any,
    what: Any,
    test: type_of_test | None = None,
    *,
    level: str | None = None,
    by: Any = _LIFE,
) -> None:
    add(
        code,
        partial(_counted, test, level),
        name=name,
        definition=rule(what),
        by_date=by,
        **_WORDS,
    )


_RUNNING = _(
    "Nhiệm vụ KH&CN bắt đầu đến ngày chốt và chưa nghiệm thu, chưa dừng trước kỳ; quá hạn mà chưa "
    "nghiệm thu vẫn tính."
)
_count("st_total", _("Nhiệm vụ KH&CN đang quản lý, thực hiện"), _RUNNING)
LEVELS = {
    "st_national": Level.NATIONAL,
    "st_ministry": Level.MINISTRY,
    "st_province": Level.PROVINCE,
    "st_inst": Level.INSTITUTION,
}
_NAMES = {
    Level.NATIONAL: _("Nhiệm vụ KH&CN cấp quốc gia"),
    Level.MINISTRY: _("Nhiệm vụ KH&CN cấp Bộ"),
    Level.PROVINCE: _("Nhiệm vụ KH&CN cấp tỉnh"),
    Level.INSTITUTION: _("Nhiệm vụ KH&CN cấp cơ sở"),
}
for _code, _level in LEVELS.items():
    _count(
        _code, _NAMES[_level],
        _("Phần của tổng số nhiệm vụ KH&CN đang thực hiện ở cấp này; tổng các cấp bằng tổng số."),
        level=_level,
    )  # fmt: skip

_BEGUN = _("ngày bắt đầu")
_count(
    "st_new", _("Nhiệm vụ KH&CN mở mới trong năm"),
    _("Nhiệm vụ đang thực hiện có ngày bắt đầu thuộc năm báo cáo."),
    partial(_begun, 0), by=_BEGUN,
)  # fmt: skip
_count(
    "st_new_ministry", _("Nhiệm vụ cấp Bộ mở mới trong năm"),
    _("Nhiệm vụ cấp Bộ đang thực hiện có ngày bắt đầu thuộc năm báo cáo."),
    partial(_begun, 0), level=Level.MINISTRY, by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_1", _("Nhiệm vụ KH&CN chuyển tiếp từ năm trước"),
    _("Nhiệm vụ đang thực hiện có ngày bắt đầu thuộc năm liền trước năm báo cáo."),
    partial(_begun, 1), by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_1_ministry", _("Nhiệm vụ cấp Bộ chuyển tiếp từ năm trước"),
    _("Nhiệm vụ cấp Bộ đang thực hiện có ngày bắt đầu thuộc năm liền trước năm báo cáo."),
    partial(_begun, 1), level=Level.MINISTRY, by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_2", _("Nhiệm vụ KH&CN chuyển tiếp từ hai năm trước"),
    _("Nhiệm vụ đang thực hiện có ngày bắt đầu thuộc năm thứ hai trước năm báo cáo."),
    partial(_begun, 2), by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_2_ministry", _("Nhiệm vụ cấp Bộ chuyển tiếp từ hai năm trước"),
    _("Nhiệm vụ cấp Bộ đang thực hiện có ngày bắt đầu thuộc năm thứ hai trước năm báo cáo."),
    partial(_begun, 2), level=Level.MINISTRY, by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_ext", _("Nhiệm vụ KH&CN chuyển tiếp được gia hạn"),
    _(
        "Nhiệm vụ đang thực hiện, bắt đầu trước năm báo cáo, có ít nhất một lần gia hạn được duyệt "
        "đến ngày chốt; danh sách in cả hạn cũ và hạn mới."
    ),
    _carried_extended, by=_BEGUN,
)  # fmt: skip
_count(
    "st_carry_ext_ministry", _("Nhiệm vụ cấp Bộ chuyển tiếp được gia hạn"),
    _(
        "Nhiệm vụ cấp Bộ đang thực hiện, bắt đầu trước năm báo cáo, có ít nhất một lần gia hạn "
        "được duyệt đến ngày chốt; danh sách in cả hạn cũ và hạn mới."
    ),
    _carried_extended, level=Level.MINISTRY, by=_BEGUN,
)  # fmt: skip
_count(
    "st_lead", _("Nhiệm vụ KH&CN chủ trì các cấp"),
    _("Nhiệm vụ đang thực hiện mà đơn vị chủ trì."),
    lambda _asked, task: task.role == TaskRole.LEAD,
)  # fmt: skip
_count(
    "st_part", _("Nhiệm vụ KH&CN tham gia"),
    _("Nhiệm vụ đang thực hiện mà đơn vị tham gia."),
    lambda _asked, task: task.role == TaskRole.PART,
)  # fmt: skip
_count(
    "st_nat_part", _("Nhiệm vụ cấp quốc gia tham gia nội dung chuyên môn"),
    _("Nhiệm vụ cấp quốc gia đang thực hiện mà đơn vị tham gia."),
    lambda _asked, task: task.role == TaskRole.PART, level=Level.NATIONAL,
)  # fmt: skip
_count(
    "st_delayed", _("Nhiệm vụ chậm tiến độ, xin điều chỉnh thời gian"),
    _(
        "Nhiệm vụ đang thực hiện đã qua thời hạn đang có hiệu lực vào ngày chốt mà chưa nghiệm "
        "thu, hoặc có đề nghị gia hạn trong kỳ. Đúng ngày hết hạn chưa phải là chậm."
    ),
    _delayed, by=_("thời hạn, ngày đề nghị gia hạn"),
)  # fmt: skip
_ACCEPTED = _("Nhiệm vụ nghiệm thu trong kỳ và không sau thời hạn có hiệu lực vào ngày nghiệm thu.")
_count(
    "st_accepted", _("Nhiệm vụ KH&CN nghiệm thu đúng tiến độ"), _ACCEPTED, _accepted_in_time,
    by=_("ngày nghiệm thu"),
)  # fmt: skip
_count(
    "st_accepted_ministry", _("Nhiệm vụ cấp Bộ nghiệm thu đúng tiến độ"), _ACCEPTED,
    _accepted_in_time, level=Level.MINISTRY, by=_("ngày nghiệm thu"),
)  # fmt: skip
_TO_ACCEPT = _(
    "Nhiệm vụ đang thực hiện có thời hạn thuộc năm báo cáo, chưa nghiệm thu và chưa dừng vào ngày "
    "chốt."
)
_count(
    "st_prep_accept_min", _("Đề tài cấp Bộ chuẩn bị nghiệm thu"), _TO_ACCEPT, _to_accept,
    level=Level.MINISTRY, by=_("thời hạn"),
)  # fmt: skip
_count(
    "st_prep_accept_inst", _("Đề tài cấp cơ sở chuẩn bị nghiệm thu"), _TO_ACCEPT, _to_accept,
    level=Level.INSTITUTION, by=_("thời hạn"),
)  # fmt: skip


@indicator(
    "st_accept_next",
    name=_("Nhiệm vụ dự kiến nghiệm thu trong kỳ sau"),
    definition=rule(
        _(
            "Nhiệm vụ KH&CN có ngày nghiệm thu dự kiến trong kỳ cùng loại kế tiếp, chưa nghiệm thu "
            "và chưa dừng vào ngày chốt."
        )
    ),
    by_date=_("ngày nghiệm thu dự kiến"),
    **_WORDS,
)
def accept_next(asked: Question) -> Found:
    """Those whose acceptance is due in the next period of the same kind."""
    following = asked.period.after()
    return counted(
        task.pk
        for task in every_science_task(asked)
        if task.acceptance_due_on is not None
        and following.contains(task.acceptance_due_on)
        and not task.over_by(asked.until)
    )


@indicator(
    "st_on_time",
    name=_("Nhiệm vụ KH&CN đúng tiến độ"),
    definition=rule(
        _(
            "100 × nhiệm vụ không quá hạn mốc nào trong kỳ / nhiệm vụ đang thực hiện. Mốc là thời "
            "hạn của nhiệm vụ và hạn của từng sản phẩm; sản phẩm giao chậm trước kỳ không tính."
        )
    ),
    **{**_WORDS, "unit": PERCENT},
    by_date=_("thời hạn, hạn sản phẩm"),
    places=1,
)
def on_time(asked: Question) -> Found:
    """Those that passed no milestone, of all; its rows are all."""
    every = running(asked)
    kept = sum(kept_time(asked, task) for task in every)
    return ratio(kept, len(every), [task.pk for task in every])


@indicator(
    "st_appraisal_slow",
    name=_("Thời gian thẩm định, phê duyệt nhiệm vụ bình quân"),
    definition=rule(
        _(
            "Tổng số ngày từ trình đến phê duyệt / số nhiệm vụ KH&CN được phê duyệt trong kỳ, tính "
            "từ hai tổng."
        )
    ),
    **{**_WORDS, "unit": "day"},
    by_date=_("ngày phê duyệt"),
    places=1,
)
def appraisal(asked: Question) -> Found:
    """The mean of the days from submission to approval, from sums."""
    waits = {
        task.pk: (task.approved_on - task.submitted_on).days
        for task in every_science_task(asked)
        if task.submitted_on is not None
        and task.approved_on is not None
        and asked.start <= task.approved_on <= asked.until
    }
    return mean(sum(waits.values()), len(waits), waits)


@indicator(
    "st_appraisal_overdue",
    name=_("Hồ sơ nhiệm vụ chờ phê duyệt quá 60 ngày"),
    definition=rule(
        _(
            "Nhiệm vụ KH&CN đã trình, chưa được phê duyệt, chưa dừng vào ngày chốt, đã chờ quá 60 "
            "ngày."
        )
    ),
    by_date=_("ngày trình phê duyệt"),
    **_WORDS,
)
def appraisal_overdue(asked: Question) -> Found:
    """Those that wait for approval too long."""
    limit = asked.until - timedelta(days=APPRAISAL_DAYS)
    return counted(
        task.pk
        for task in every_science_task(asked)
        if task.submitted_on is not None
        and task.submitted_on < limit
        and (task.approved_on is None or task.approved_on > asked.until)
        and not task.over_by(asked.until)
    )


@indicator(
    "txtcn",
    name=_("Nhiệm vụ thường xuyên theo chức năng hoàn thành, trình nghiệm thu"),
    definition=rule(
        _(
            "Nhiệm vụ thường xuyên đã giao đủ mọi sản phẩm đến ngày chốt / nhiệm vụ thường xuyên "
            "đã giao đủ hoặc đến hạn vào ngày chốt, chưa nghiệm thu và chưa dừng trước kỳ."
        )
    ),
    by_date=_("ngày giao sản phẩm cuối cùng"),
    **{**_WORDS, "section": Section.DUTY},
)
def regular(asked: Question) -> Found:
    """Regular tasks with every product delivered, of those that were to be done."""
    mine = running(asked, TaskKind.REGULAR)
    done = [task.pk for task in mine if task.delivered_by(asked.until)]
    due = {task.pk for task in mine if task.deadline(asked.until) <= asked.until}
    return counted(done, numerator=len(done), denominator=len(due | set(done)))
