"""Changes to customers' instruments and to the centre's standards."""

from django.utils.translation import gettext_lazy as _

from common.verbs import name_verbs
from instruments.services.checks import as_difference
from instruments.services.instruments import (
    FACTS,
    NewInstrument,
    register_instrument,
    register_instruments,
    update_instrument,
)
from instruments.services.standards import (
    MOST_BYTES,
    STANDARD_FACTS,
    STANDARD_NAMES,
    ValueLine,
    add_standard,
    add_standard_calibration,
    return_to_use,
    take_out_of_use,
    update_standard,
)

name_verbs(
    {
        "instrument.register": _("đăng ký phương tiện đo"),
        "instrument.update": _("sửa thông tin phương tiện đo"),
        "reference.load": _("nạp dữ liệu tham chiếu"),
        "standard.add": _("thêm chuẩn"),
        "standard.update": _("sửa thông tin chuẩn"),
        "standard.calibrate": _("thêm lần hiệu chuẩn của chuẩn"),
        "standard.take_out_of_use": _("ngừng sử dụng chuẩn"),
        "standard.return_to_use": _("đưa chuẩn vào sử dụng lại"),
    }
)

__all__ = [
    "FACTS",
    "MOST_BYTES",
    "STANDARD_FACTS",
    "STANDARD_NAMES",
    "NewInstrument",
    "ValueLine",
    "add_standard",
    "add_standard_calibration",
    "as_difference",
    "register_instrument",
    "register_instruments",
    "return_to_use",
    "take_out_of_use",
    "update_instrument",
    "update_standard",
]
