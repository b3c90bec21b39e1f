"""Changes to procedures, jobs, worksheets; the words of their events."""

from django.utils.translation import gettext_lazy as _

from calibration.agreement import insist_agreement_of
from calibration.confirming import confirm, confirm_all
from calibration.paper_rows import PaperRow
from calibration.procedures import (
    approve_procedure,
    begin_procedure,
    copy_procedure,
    draft_next,
    edit_draft,
    keep_work,
    load_templates,
    put_in_force,
    retire,
)
from calibration.services.batches import make_batch, start_batch
from calibration.services.budgets import NewBudget, save_budget
from calibration.services.common import is_own_work
from calibration.services.jobs import (
    NewJob,
    PaperRecord,
    agree_conformity,
    agree_interval,
    assign_jobs,
    cancel_job,
    insist_may_agree_interval,
    may_agree_interval,
    open_job,
    open_jobs,
    record_paper_job,
    record_paper_jobs,
)
from calibration.services.paper import (
    PaperResults,
    keep_many_paper_results,
    keep_paper_results,
)
from calibration.services.readings import (
    ReadingIn,
    Recorded,
    parsed,
    record_batch,
    record_readings,
)
from calibration.services.review import (
    NoteIn,
    ReturnIn,
    add_notes,
    approve,
    approve_papers,
    return_cells,
    return_paper,
)
from calibration.services.worksheets import Start, start_many, start_work, submit
from common.verbs import name_verbs

name_verbs(
    {
        "job.open": _("mở phiếu công việc"),
        "job.interval": _("thỏa thuận chu kỳ hiệu chuẩn"),
        "job.paper_results": _("nhập kết quả trên giấy"),
        "job.conformity": _("thỏa thuận quy tắc quyết định"),
        "job.assign": _("giao việc"),
        "job.cancel": _("hủy phiếu"),
        "job.record_paper": _("nhập biên bản giấy"),
        "job.start": _("bắt đầu đo"),
        "job.readings": _("ghi số chỉ"),
        "job.submit": _("nộp soát lại"),
        "job.return": _("trả lại ô số liệu"),
        "job.return_paper": _("trả lại biên bản giấy"),
        "job.note": _("nhận xét khi soát lại"),
        "job.approve": _("duyệt"),
        "procedure.approve": _("phê duyệt nội dung quy trình"),
        "procedure.begin": _("lập quy trình mới"),
        "procedure.budget": _("lưu bảng độ không đảm bảo đo"),
        "procedure.confirm": _("xác nhận số liệu của quy trình"),
        "procedure.draft": _("soạn phiên bản mới"),
        "procedure.edit": _("sửa bản thảo quy trình"),
        "procedure.load": _("nạp quy trình mẫu"),
        "procedure.put_in_force": _("đưa quy trình vào áp dụng"),
        "procedure.replace": _("kết thúc phiên bản trước"),
        "procedure.retire": _("ngừng áp dụng quy trình"),
    }
)

__all__ = [
    "NewBudget",
    "NewJob",
    "NoteIn",
    "PaperRecord",
    "PaperResults",
    "PaperRow",
    "ReadingIn",
    "Recorded",
    "ReturnIn",
    "Start",
    "add_notes",
    "agree_conformity",
    "agree_interval",
    "approve",
    "approve_papers",
    "approve_procedure",
    "assign_jobs",
    "begin_procedure",
    "cancel_job",
    "confirm",
    "confirm_all",
    "copy_procedure",
    "draft_next",
    "edit_draft",
    "insist_agreement_of",
    "insist_may_agree_interval",
    "is_own_work",
    "keep_many_paper_results",
    "keep_paper_results",
    "keep_work",
    "load_templates",
    "make_batch",
    "may_agree_interval",
    "open_job",
    "open_jobs",
    "parsed",
    "put_in_force",
    "record_batch",
    "record_paper_job",
    "record_paper_jobs",
    "record_readings",
    "retire",
    "return_cells",
    "return_paper",
    "save_budget",
    "start_batch",
    "start_many",
    "start_work",
    "submit",
]
