"""Changes to procedures, jobs, worksheets; the words of their events."""

from django.utils.translation import gettext_lazy as _

from calibration.agreement import insist_agreement_of
from calibration.procedures import draft_next, load_templates, put_in_force, retire
from calibration.services.budgets import NewBudget, save_budget
from calibration.services.common import is_own_work
from calibration.services.jobs import (
    NewJob,
    PaperRecord,
    assign_jobs,
    cancel_job,
    open_job,
    open_jobs,
    record_paper_job,
    record_paper_jobs,
)
from calibration.services.readings import (
    ReadingIn,
    Recorded,
    parsed,
    record_batch,
    record_readings,
)
from calibration.services.review import (
    ReturnIn,
    approve,
    approve_papers,
    note,
    return_cells,
    return_paper,
)
from calibration.services.worksheets import start_work, submit
from common.verbs import name_verbs

name_verbs(
    {
        "job.open": _("mở phiếu công việc"),
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
        "procedure.budget": _("lưu bảng độ không đảm bảo đo"),
        "procedure.draft": _("soạn phiên bản mới"),
        "procedure.load": _("nạp quy trình mẫu"),
        "procedure.put_in_force": _("đưa quy trình vào áp dụng"),
        "procedure.replace": _("kết thúc phiên bản trước"),
        "procedure.retire": _("ngừng áp dụng quy trình"),
    }
)

__all__ = [
    "NewBudget",
    "NewJob",
    "PaperRecord",
    "ReadingIn",
    "Recorded",
    "ReturnIn",
    "approve",
    "approve_papers",
    "assign_jobs",
    "cancel_job",
    "draft_next",
    "insist_agreement_of",
    "is_own_work",
    "load_templates",
    "note",
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
    "start_work",
    "submit",
]
