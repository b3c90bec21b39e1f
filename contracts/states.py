"""What a person decides about a contract; what follows from facts is computed (queries.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.states import move


class ContractState(models.TextChoices):
    """The stored state: only decisions. Progress, acceptance, money follow from rows."""

    DRAFT = "draft", _("nháp")
    SIGNED = "signed", _("đã ký")
    PAUSED = "paused", _("tạm dừng")
    LIQUIDATED = "liquidated", _("đã thanh lý")
    CANCELLED = "cancelled", _("đã hủy")


S = ContractState
CONTRACT_MOVES = {
    "sign": move(S.DRAFT, to=S.SIGNED),
    "pause": move(S.SIGNED, to=S.PAUSED),
    "resume": move(S.PAUSED, to=S.SIGNED),
    "liquidate": move(S.SIGNED, to=S.LIQUIDATED),
    "cancel": move(S.DRAFT, S.SIGNED, S.PAUSED, to=S.CANCELLED),
}


class Stage(models.TextChoices):
    """Where a contract stands on a day: every contract in exactly one (practice.md 2.2)."""

    DRAFT = "draft", _("nháp")
    SIGNED = "signed", _("đã ký")
    IN_PROGRESS = "in_progress", _("đang thực hiện")
    COMPLETED = "completed", _("đã hoàn thành")
    ACCEPTED = "accepted", _("đã nghiệm thu")
    INVOICED = "invoiced", _("đã xuất hóa đơn")
    COLLECTED = "collected", _("đã thu đủ")
    LIQUIDATED = "liquidated", _("đã thanh lý")
    PAUSED = "paused", _("tạm dừng")
    CANCELLED = "cancelled", _("đã hủy")


class LineKind(models.TextChoices):
    """The kind of service of a line."""

    VERIFICATION = "verification", _("kiểm định")
    CALIBRATION = "calibration", _("hiệu chuẩn")
    TESTING = "testing", _("thử nghiệm")
    CONSULTING = "consulting", _("tư vấn")
    OTHER = "other", _("khác")


# One instrument or sample of these opens a job; the others are money only.
WITH_JOBS = frozenset({LineKind.VERIFICATION, LineKind.CALIBRATION, LineKind.TESTING})


class Strand(models.TextChoices):
    """Exactly one for each contract: paid service, or state duty."""

    SERVICE = "service", _("dịch vụ")
    DUTY = "duty", _("quản lý nhà nước")


class InvoiceState(models.TextChoices):
    """An invoice's life, as the tax authority names it (NĐ 254/2026)."""

    ISSUED = "issued", _("đã phát hành")
    ADJUSTING = "adjusting", _("điều chỉnh")
    REPLACED = "replaced", _("bị thay thế")
    CANCELLED = "cancelled", _("đã hủy")


INVOICE_MOVES = {
    "replace": move(InvoiceState.ISSUED, to=InvoiceState.REPLACED),
    "cancel": move(InvoiceState.ISSUED, InvoiceState.ADJUSTING, to=InvoiceState.CANCELLED),
}


class ListState(models.TextChoices):
    """Where a client's list stands."""

    READING = "reading", _("đang đọc")
    READY = "ready", _("chờ xác nhận")
    APPLIED = "applied", _("đã nhập")
    REFUSED = "refused", _("không đọc được")


class Fate(models.TextChoices):
    """What becomes of a row of a client's list."""

    NEW = "new", _("mới")
    KNOWN = "known", _("đã có")
    CHANGED = "changed", _("có thay đổi")
    DUPLICATE = "duplicate", _("trùng")
    UNREADABLE = "unreadable", _("không đọc được")
    NO_PRICE = "no_price", _("chưa có đơn giá")
