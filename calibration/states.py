"""The life of a job and of a procedure version."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.states import move


class JobState(models.TextChoices):
    """Where a job stands."""

    OPEN = "open", _("chờ thực hiện")
    MEASURING = "measuring", _("đang đo")
    MEASURED = "measured", _("chờ soát lại")
    APPROVED = "approved", _("đã duyệt")
    CANCELLED = "cancelled", _("đã hủy")


J = JobState
JOB_MOVES = {
    "start": move(J.OPEN, to=J.MEASURING),
    "record_paper": move(J.OPEN, to=J.MEASURED),
    "submit": move(J.MEASURING, to=J.MEASURED),
    "return": move(J.MEASURED, to=J.MEASURING),
    "return_paper": move(J.MEASURED, to=J.OPEN),
    "approve": move(J.MEASURED, to=J.APPROVED),
    "cancel": move(J.OPEN, J.MEASURING, to=J.CANCELLED),
}


class ProcedureState(models.TextChoices):
    """Where a procedure version stands."""

    DRAFT = "draft", _("bản thảo")
    APPROVED = "approved", _("đã phê duyệt")
    IN_FORCE = "in_force", _("đang áp dụng")
    RETIRED = "retired", _("hết áp dụng")


PROCEDURE_MOVES = {
    "approve": move(ProcedureState.DRAFT, to=ProcedureState.APPROVED),
    "put_in_force": move(ProcedureState.DRAFT, ProcedureState.APPROVED, to=ProcedureState.IN_FORCE),
    "retire": move(ProcedureState.APPROVED, ProcedureState.IN_FORCE, to=ProcedureState.RETIRED),
}


class Service(models.TextChoices):
    """The three services that are never mixed (TT 24/2013 Art. 39-41)."""

    VERIFICATION = "verification", _("kiểm định")
    CALIBRATION = "calibration", _("hiệu chuẩn")
    TESTING = "testing", _("thử nghiệm")


class Regime(models.TextChoices):
    """Regimes of verification (TT 23/2013 Art. 19)."""

    INITIAL = "initial", _("ban đầu")
    PERIODIC = "periodic", _("định kỳ")
    AFTER_REPAIR = "after_repair", _("sau sửa chữa")


class Outcome(models.TextChoices):
    """What came out of a job."""

    PASS = "pass", _("đạt")
    FAIL = "fail", _("không đạt")
    REPORTED = "reported", _("đã có kết quả")  # calibration, testing: values, no legal verdict


class ScopeKind(models.TextChoices):
    """By law, or voluntary: two different things, each dated."""

    DESIGNATION = "designation", _("chỉ định")  # verification: Law on Measurement, Art. 25
    REGISTRATION = "registration", _("đăng ký hoạt động")  # calibration, testing
    ACCREDITATION = "accreditation", _("công nhận")  # ISO/IEC 17025
