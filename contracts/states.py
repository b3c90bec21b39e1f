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


class VatCategory(models.TextChoices):
    """What the accountant decides for a service; the rate follows by date."""

    SCIENCE = "science", _("dịch vụ KH&CN")
    STANDARD = "standard", _("thông thường")
    REDUCED = "reduced", _("được giảm")
    EXEMPT = "exempt", _("không chịu thuế")


class SurchargeKind(models.TextChoices):
    """What a surcharge is for."""

    ON_SITE = "on_site", _("làm tại hiện trường")
    URGENT = "urgent", _("làm gấp")
    TRAVEL = "travel", _("đi lại")


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
    OUT_OF_SCOPE = "no_scope", _("ngoài phạm vi")
    NO_PRICE = "no_price", _("chưa có đơn giá")


class FrameworkState(models.TextChoices):
    """A framework agreement: what a person decides; that it has run out follows from its day."""

    DRAFT = "draft", _("nháp")
    SIGNED = "signed", _("đang hiệu lực")
    ENDED = "ended", _("đã chấm dứt")


FRAMEWORK_MOVES = {
    "sign": move(FrameworkState.DRAFT, to=FrameworkState.SIGNED),
    "end": move(FrameworkState.SIGNED, to=FrameworkState.ENDED),
}


class OverCap(models.TextChoices):
    """What happens to an order that passes the cap of its framework."""

    BLOCK = "block", _("không cho vượt")
    APPROVE = "approve", _("lãnh đạo duyệt")


class Place(models.TextChoices):
    """Where the work is done."""

    LAB = "lab", _("tại phòng đo")
    SITE = "site", _("tại nơi sử dụng")


class QuotationState(models.TextChoices):
    """A version of an offer. That one has expired follows from its last day (quoting/life.py)."""

    DRAFT = "draft", _("chưa gửi")
    SENT = "sent", _("đã gửi")
    ACCEPTED = "accepted", _("khách hàng đồng ý")
    REJECTED = "rejected", _("khách hàng từ chối")
    REPLACED = "replaced", _("đã có bản sau")


QUOTATION_MOVES = {
    "send": move(QuotationState.DRAFT, to=QuotationState.SENT),
    "accept": move(QuotationState.SENT, to=QuotationState.ACCEPTED),
    "reject": move(QuotationState.SENT, to=QuotationState.REJECTED),
    "replace": move(
        QuotationState.DRAFT,
        QuotationState.SENT,
        QuotationState.REJECTED,
        QuotationState.ACCEPTED,
        to=QuotationState.REPLACED,
    ),
}


class PaperKind(models.TextChoices):
    """The papers of a contract (practice.md 2.1)."""

    QUOTATION = "quotation", _("báo giá")
    REQUEST = "request", _("phiếu yêu cầu và xem xét yêu cầu")
    CONTRACT = "contract", _("hợp đồng và phụ lục I")
    APPENDIX = "appendix", _("phụ lục hợp đồng")
    RECEIVED = "received", _("biên bản giao nhận (nhận)")
    RETURNED = "returned", _("biên bản giao nhận (trả)")
    ACCEPTANCE = "acceptance", _("biên bản nghiệm thu")
    LIQUIDATION = "liquidation", _("biên bản thanh lý")
    PAYMENT = "payment", _("đề nghị thanh toán")


class BankFate(models.TextChoices):
    """What becomes of a row of a bank's list."""

    MATCHED = "matched", _("khớp")
    LIKELY = "likely", _("có thể khớp")
    UNKNOWN = "unknown", _("chưa rõ của ai")
    DUPLICATE = "duplicate", _("đã ghi rồi")
    OUTGOING = "outgoing", _("tiền ra")
    UNREADABLE = "unreadable", _("không đọc được")
    LEFT_OUT = "left_out", _("bỏ qua")
