"""What hangs on a customer, in a reader's words: by model, counted."""

from django.utils.translation import gettext_lazy as _

from accounts.merging.moving import Ids

# Names only: a model that is not here is said by its label.
_WORDS = {
    "accounts.apart": _("Lần xác nhận không trùng"),
    "accounts.contact": _("Người liên hệ"),
    "accounts.customer": _("Khách hàng đã gộp trước đó"),
    "accounts.site": _("Nơi sử dụng"),
    "calibration.custody": _("Lần giao nhận"),
    "calibration.job": _("Việc đo, thử"),
    "certificates.archive": _("Tệp giấy chứng nhận gộp"),
    "certificates.certificate": _("Giấy chứng nhận"),
    "certificates.impactitem": _("Mục xem xét ảnh hưởng"),
    "contracts.contract": _("Hợp đồng"),
    "contracts.contractitem": _("Phương tiện, mẫu trong hợp đồng"),
    "contracts.framework": _("Hợp đồng nguyên tắc"),
    "contracts.listlayout": _("Cách đọc danh sách"),
    "instruments.instrument": _("Phương tiện đo"),
}


def counted(*sides: Ids) -> list[tuple[str, list[int]]]:
    """One row for each kind that any side has: its name and how many each side has."""
    labels = sorted({label for ids in sides for label in ids})
    return [
        (str(_WORDS.get(label, label)), [len(ids.get(label, ())) for ids in sides])
        for label in labels
    ]
