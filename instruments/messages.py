"""What `metrology` refuses, said in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.errors import Fault
from instruments.reasons import reason
from metrology.errors import MESSAGES, Code, MetrologyError
from metrology.quantities.units import UNITS, code_and_name, quantity_name

SENTENCES: Mapping[str, object] = {
    Code.AMBIGUOUS_NUMBER: gettext_lazy(
        "“%(found)s” có hai cách hiểu: %(first)s hay %(second)s? Hãy viết lại cho rõ."
    ),
    Code.AMBIGUOUS_UNIT: gettext_lazy(
        "“%(found)s” là tên của nhiều đơn vị; hãy viết một trong: %(named)s."
    ),
    Code.BAD_CORRELATION: gettext_lazy("Hệ số tương quan không thể có được: %(reason)s."),
    Code.BAD_EXPRESSION: gettext_lazy("Biểu thức “%(found)s” sai ở %(place)s: %(reason)s."),
    Code.BAD_LIMIT: gettext_lazy("Giới hạn không dùng được: %(reason)s."),
    Code.BLANK: gettext_lazy("Còn để trống."),
    Code.CANNOT_COMPUTE: gettext_lazy("Không tính được “%(found)s”: %(reason)s."),
    Code.CYCLE: gettext_lazy("“%(found)s” được tính từ chính nó: %(reason)s."),
    Code.MISSING_UNIT: gettext_lazy("“%(found)s” chưa có đơn vị. Được dùng: %(allowed)s."),
    Code.MISSING_VALUE: gettext_lazy("Thiếu giá trị của “%(name)s”."),
    Code.NO_CONVERSION: gettext_lazy("Không đổi được %(found)s sang %(target)s: %(reason)s."),
    Code.NOT_A_NUMBER: gettext_lazy("“%(found)s” không phải là số."),
    Code.OUT_OF_RANGE: gettext_lazy("%(name)s = %(found)s nằm ngoài %(allowed)s."),
    Code.TOO_FEW_VALUES: gettext_lazy("%(found)s giá trị là quá ít, cần %(allowed)s."),
    Code.TOO_MANY_DIGITS: gettext_lazy("“%(found)s” có quá nhiều chữ số, nhiều nhất %(allowed)s."),
    Code.UNKNOWN_FIELD: gettext_lazy(
        "%(name)s: không có trường “%(found)s”. Được dùng: %(allowed)s."
    ),
    Code.UNKNOWN_NAME: gettext_lazy("Không có tên “%(found)s”. Được dùng: %(allowed)s."),
    Code.UNKNOWN_UNIT: gettext_lazy(
        "Không có đơn vị “%(found)s” trong danh mục. Gần giống: %(allowed)s."
    ),
    Code.WRONG_DIMENSION: gettext_lazy("“%(found)s” trong %(name)s: %(reason)s."),
    Code.WRONG_QUANTITY: gettext_lazy(
        "Đơn vị “%(found)s” là của đại lượng khác (%(found_quantity)s). Được dùng: %(allowed)s."
    ),
}


def sentence(error: MetrologyError) -> str:
    """The sentence for a metrology error, by its code."""
    blanks = dict.fromkeys(
        ("found", "allowed", "first", "second", "name", "reason", "place", "target"), ""
    )
    params = blanks | error.params
    params |= told(error)
    if error.code == Code.AMBIGUOUS_UNIT:
        params["named"] = _named(params["allowed"])
    if "found_quantity" in params:
        params["found_quantity"] = quantity_words(params["found_quantity"])
    text = SENTENCES.get(error.code)
    return str(text) % params if text is not None else str(error)


def told(error: MetrologyError) -> dict[str, str]:
    """What the error says is allowed and why, in the reader's language.

    A reason stands where the sentence of the code has its place: as the reason or the allowed.
    """
    words: dict[str, str] = {
        name: error.params[name] for name in ("allowed", "reason") if name in error.params
    }
    if "why" in error.params:
        place = "reason" if "{reason}" in MESSAGES[Code(error.code)] else "allowed"
        words |= {place: reason(error.params)}
    return words


def _named(codes: str) -> str:
    """Units to choose among: the code to write and the full name in the reader's language."""
    lang = get_language() or "vi"
    return "; ".join(code_and_name(UNITS[code], lang) for code in codes.split(", "))


def fault(field: str, error: MetrologyError) -> Fault:
    """The same as a fault of one field."""
    found, allowed = error.params.get("found", ""), told(error).get("allowed", "")
    return Fault(field, sentence(error), code=error.code, found=found, allowed=allowed)


def quantity_words(code: str) -> str:
    """The name of a kind of quantity in the reader's language; a blank stays blank."""
    return quantity_name(code, get_language() or "vi") if code else _("không rõ")
