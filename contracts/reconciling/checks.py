"""The disagreements that are looked for, in the order in which they are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.TextChoices):
    """One way in which the papers of a contract disagree."""

    SIGNED_DIFFERS = "signed_differs", _("Doanh thu ký khác giá trị theo tình trạng")
    DONE_NOT_ACCEPTED = "done_not_accepted", _("Làm xong, chưa nghiệm thu")
    NO_CERTIFICATE = "no_certificate", _("Đã nghiệm thu, còn việc chưa có giấy")
    LATE_CERTIFICATE = "late_certificate", _("Giấy cấp sau ngày nghiệm thu")
    ACCEPTED_NOT_INVOICED = "accepted_not_invoiced", _("Nghiệm thu khác hóa đơn")
    EARLY_INVOICE = "early_invoice", _("Hóa đơn trước nghiệm thu")
    OVER_INVOICED = "over_invoiced", _("Hóa đơn lớn hơn hợp đồng")
    OVER_PAID = "over_paid", _("Thu nhiều hơn hóa đơn")
    CLOSED_UNEQUAL = "closed_unequal", _("Đã thanh lý mà ký, hóa đơn, thực thu không bằng nhau")
    CANCELLED_PAID = "cancelled_paid", _("Đã hủy mà còn tiền đã thu")


# What each says, and what its amount is; no amount where the disagreement is not of money.
SAYS = {
    Check.SIGNED_DIFFERS: _("Doanh thu ký trừ giá trị các dòng, có thuế. Phải luôn trống."),
    Check.DONE_NOT_ACCEPTED: _("Mọi phương tiện, mẫu đã duyệt. Số tiền: giá trị chờ nghiệm thu."),
    Check.NO_CERTIFICATE: _("Công việc đã duyệt mà không có giấy đang có giá trị."),
    Check.LATE_CERTIFICATE: _("Nghiệm thu phải nêu số giấy: giấy cấp sau thì xem lại ngày."),
    Check.ACCEPTED_NOT_INVOICED: _("Giá trị nghiệm thu trừ hóa đơn, có thuế."),
    Check.EARLY_INVOICE: _("Tiền hóa đơn lập trước ngày nghiệm thu, hoặc khi chưa nghiệm thu."),
    Check.OVER_INVOICED: _("Tiền hàng trên hóa đơn trừ giá trị hợp đồng, chưa thuế."),
    Check.OVER_PAID: _("Tiền đã thu trừ hóa đơn: tiền trả trước hoặc thu thừa."),
    Check.CLOSED_UNEQUAL: _("Giá trị hợp đồng trừ tiền đã thu, có thuế."),
    Check.CANCELLED_PAID: _("Tiền đã thu của hợp đồng đã hủy: trả lại hoặc chuyển."),
}
