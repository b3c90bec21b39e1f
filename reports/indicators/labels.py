"""Words that many indicators share: units, models, bases, VAT, days."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.revenue import Base

CONTRACT, JOB, INVOICE, PAYMENT = (
    "contracts.contract",
    "calibration.job",
    "contracts.invoice",
    "contracts.payment",
)
CERTIFICATE, STANDARD, SERVICE_ITEM, TARGET = (
    "certificates.certificate",
    "instruments.standard",
    "contracts.serviceitem",
    "planning.target",
)
CUSTOMER = "accounts.customer"
ACTIVITY, TASK, PRODUCT, PROPOSAL, ITEM, ENTERED = (
    "planning.activity",
    "planning.sciencetask",
    "planning.product",
    "planning.proposal",
    "planning.programmeitem",
    "planning.enteredfigure",
)

MEMBER = "planning.blockmember"

# What the list is called that a figure's rows are entered in.
ROWS_AT: dict[str, Any] = {
    CONTRACT: _("Hợp đồng"),
    JOB: _("Công việc"),
    INVOICE: _("Hóa đơn của hợp đồng"),
    PAYMENT: _("Thanh toán của hợp đồng"),
    CERTIFICATE: _("Giấy chứng nhận"),
    STANDARD: _("Chuẩn đo lường"),
    SERVICE_ITEM: _("Bảng giá dịch vụ"),
    TARGET: _("Chỉ tiêu kế hoạch"),
    CUSTOMER: _("Khách hàng"),
    ACTIVITY: _("Hoạt động"),
    TASK: _("Nhiệm vụ KH&CN và nhiệm vụ thường xuyên"),
    PRODUCT: _("Nhiệm vụ, phần sản phẩm"),
    PROPOSAL: _("Đề xuất"),
    ITEM: _("Chương trình công tác năm"),
    MEMBER: _("Khối thi đua"),
}

GROSS, NET = _("gồm thuế GTGT"), _("chưa thuế GTGT")
VAT_LABELS = {"gross": GROSS, "net": NET}
BASE_LABELS = {
    Base.SIGNED: _("theo hợp đồng ký trong kỳ"),
    Base.ACCEPTED: _("theo nghiệm thu trong kỳ"),
    Base.INVOICED: _("theo hóa đơn trong kỳ"),
    Base.COLLECTED: _("thực thu trong kỳ"),
}

# What figures are measured in: a code for programs, a word for people. A saved indicator brings
# its own word.
UNITS: dict[str, Any] = {
    "contract": _("hợp đồng"),
    "instrument": _("phương tiện đo"),
    "sample": _("mẫu"),
    "dong": pgettext_lazy("đơn vị tiền", "đồng"),
    "percent": "%",
    "customer": _("khách hàng"),
    "certificate": _("giấy chứng nhận"),
    "standard": _("chuẩn đo lường"),
    "service": _("dịch vụ"),
    "target": _("chỉ tiêu"),
    "product": _("sản phẩm"),
    "day": pgettext_lazy("đơn vị tính", "ngày"),
    "task": _("nhiệm vụ"),
    "item": pgettext_lazy("đơn vị tính", "mục"),
    "document": pgettext_lazy("đơn vị tính", "văn bản"),
    "paper": pgettext_lazy("đơn vị tính", "bài"),
    "turn": pgettext_lazy("đơn vị tính", "lượt"),
    "person": pgettext_lazy("đơn vị tính", "người"),
    "procedure": _("quy trình"),
    "finding": _("phát hiện, lưu ý"),
    "event": _("sự kiện"),
    "proposal": _("hồ sơ đề xuất"),
    "report": pgettext_lazy("đơn vị tính", "báo cáo"),
    "plan": pgettext_lazy("đơn vị tính", "kế hoạch"),
    "unit": _("đơn vị"),
    "movement": _("phong trào"),
    "words": "–",
}


def unit_label(unit: str) -> str:
    """The word of a unit of measure; one that a person wrote stays as it is."""
    return str(UNITS.get(unit, unit))
