"""Changes to customers' instruments and to the centre's standards."""

from django.utils.translation import gettext_lazy as _

from common.verbs import name_verbs
from instruments.services.calibrations import (
    EVENT_FACTS,
    MOST_BYTES,
    ValueLine,
    add_standard_calibration,
    correct_calibration,
    doubt_calibration,
)
from instruments.services.checks import as_difference
from instruments.services.instruments import (
    FACTS,
    NewInstrument,
    register_instrument,
    register_instruments,
    update_instrument,
)
from instruments.services.standards import (
    MOST_MONTHS,
    STANDARD_FACTS,
    STANDARD_NAMES,
    add_standard,
    return_to_use,
    set_interval,
    take_out_of_use,
    update_standard,
)
from instruments.services.upkeep import (
    LEAST_FIRST,
    MOST_FIRST,
    agree_control_limits,
    record_check,
)

name_verbs(
    {
        "instrument.register": _("đăng ký phương tiện đo"),
        "instrument.update": _("sửa thông tin phương tiện đo"),
        "reference.load": _("nạp dữ liệu tham chiếu"),
        "standard.add": _("thêm chuẩn"),
        "standard.update": _("sửa thông tin chuẩn"),
        "standard.calibrate": _("thêm lần hiệu chuẩn của chuẩn"),
        "standard.correct": _("đính chính lần hiệu chuẩn của chuẩn"),
        "standard.doubt": _("nghi ngờ lần hiệu chuẩn của chuẩn"),
        "standard.check": _("ghi kiểm tra giữa kỳ của chuẩn"),
        "standard.control_limits": _("thỏa thuận giới hạn kiểm tra giữa kỳ"),
        "standard.set_interval": _("quyết định chu kỳ hiệu chuẩn của chuẩn"),
        "standard.seal": _("niêm phong các lần hiệu chuẩn đã ghi trước đây"),
        "standard.take_out_of_use": _("ngừng sử dụng chuẩn"),
        "standard.return_to_use": _("đưa chuẩn vào sử dụng lại"),
    }
)

__all__ = [
    "EVENT_FACTS",
    "FACTS",
    "LEAST_FIRST",
    "MOST_BYTES",
    "MOST_FIRST",
    "MOST_MONTHS",
    "STANDARD_FACTS",
    "STANDARD_NAMES",
    "NewInstrument",
    "ValueLine",
    "add_standard",
    "add_standard_calibration",
    "agree_control_limits",
    "as_difference",
    "correct_calibration",
    "doubt_calibration",
    "record_check",
    "register_instrument",
    "register_instruments",
    "return_to_use",
    "set_interval",
    "take_out_of_use",
    "update_instrument",
    "update_standard",
]
