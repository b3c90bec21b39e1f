"""The words of this room's events."""

from django.utils.translation import gettext_lazy as _

from common.verbs import name_verbs

name_verbs(
    {
        "quotation.make": _("soạn báo giá"),
        "quotation.send": _("gửi báo giá"),
        "quotation.accept": _("khách hàng đồng ý báo giá"),
        "quotation.reject": _("khách hàng từ chối báo giá"),
        "quotation.reopen": _("thu lại báo giá để soạn bản mới"),
        "review.record": _("ghi yêu cầu và xem xét yêu cầu"),
        "framework.draft": _("soạn hợp đồng nguyên tắc"),
        "framework.change": _("sửa hợp đồng nguyên tắc"),
        "framework.sign": _("ký hợp đồng nguyên tắc"),
        "framework.end": _("chấm dứt hợp đồng nguyên tắc"),
        "contract.put_under": _("gắn với hợp đồng nguyên tắc"),
        "contract.approve_over_cap": _("duyệt vượt mức hợp đồng nguyên tắc"),
    }
)
