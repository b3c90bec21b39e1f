"""What `metrology` refuses, said in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault
from metrology.errors import MetrologyError


def sentence(error: MetrologyError) -> str:
    """The sentence for a metrology error, by its code."""
    sentences = {
        "unknown_unit": _("Không có đơn vị “%(found)s” trong danh mục. Được dùng: %(allowed)s."),
        "wrong_quantity": _(
            "Đơn vị “%(found)s” là của đại lượng khác (%(found_quantity)s). Được dùng: %(allowed)s."
        ),
        "not_a_number": _("“%(found)s” không phải là số."),
        "ambiguous_number": _(
            "“%(found)s” có hai cách hiểu: %(first)s hay %(second)s? Hãy viết lại cho rõ."
        ),
        "blank": _("Còn để trống."),
        "unknown_name": _("Không có tên “%(found)s”. Được dùng: %(allowed)s."),
        "bad_expression": _("Biểu thức “%(found)s” sai: %(reason)s."),
        "missing_value": _("Thiếu giá trị của “%(name)s”."),
        "no_conversion": _("Không đổi được “%(found)s”."),
        "out_of_range": _("Giá trị “%(found)s” nằm ngoài phạm vi của giới hạn."),
    }
    text = sentences.get(error.code)
    if text is None:
        return str(error)
    params: dict[str, Any] = {"found": "", "allowed": "", "first": "", "second": "", "name": "",
                              "reason": "", "found_quantity": ""} | dict(error.params)
    return text % params


def fault(field: str, error: MetrologyError) -> Fault:
    """The same as a fault of one field."""
    found, allowed = error.params.get("found", ""), error.params.get("allowed", "")
    return Fault(field, sentence(error), code=error.code, found=found, allowed=allowed)
