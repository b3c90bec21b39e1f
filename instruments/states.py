"""What a standard's state can be on a day. Computed, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandardState(models.TextChoices):
    """Whether work may be done with a standard today."""

    VALID = "valid", _("còn hiệu lực")
    DUE = "due", _("sắp đến hạn")
    OVERDUE = "overdue", _("quá hạn")
    DOUBTED = "doubted", _("đang bị nghi ngờ")
    UNCALIBRATED = "uncalibrated", _("chưa hiệu chuẩn")
    OUT_OF_USE = "out_of_use", _("ngừng sử dụng")
