"""The life of a certificate, and its kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.states import move


class Kind(models.TextChoices):
    """Three kinds of certificate, never one shared label; and the notice of a failure."""

    VERIFICATION = "verification", _("giấy chứng nhận kiểm định")
    CALIBRATION = "calibration", _("giấy chứng nhận hiệu chuẩn")
    TESTING = "testing", _("giấy chứng nhận thử nghiệm")
    NOTICE = "notice", _("thông báo không đạt")


class CertificateState(models.TextChoices):
    """Where a certificate stands."""

    ISSUED = "issued", _("còn hiệu lực")
    SUPERSEDED = "superseded", _("đã được thay thế")
    WITHDRAWN = "withdrawn", _("đã thu hồi")


C = CertificateState
CERTIFICATE_MOVES = {
    "supersede": move(C.ISSUED, to=C.SUPERSEDED),
    "withdraw": move(C.ISSUED, to=C.WITHDRAWN),
}
