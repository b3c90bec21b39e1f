"""Why a formula is refused, said in the reader's language; the list is that of `metrology`."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from instruments.unit_reasons import UNIT_REASONS
from metrology.formula.reasons import Reason

REASONS: Mapping[str, object] = {
    Reason.ARGUMENTS: gettext_lazy("%(part)s có số đối số không đúng"),
    Reason.CHARACTER: gettext_lazy("“%(part)s” không thuộc ngôn ngữ biểu thức"),
    Reason.COMPARISON: gettext_lazy("phép so sánh này không thuộc ngôn ngữ biểu thức"),
    Reason.DIFFERENT_UNITS: gettext_lazy(
        "%(left)s (%(left_unit)s) không đi cùng được với %(right)s (%(right_unit)s)"
    ),
    Reason.DIVIDES_BY_ZERO: gettext_lazy("chia cho không"),
    Reason.EXPONENT_UNIT: gettext_lazy(
        "số mũ là số không có đơn vị, nhưng %(part)s có đơn vị %(found_unit)s"
    ),
    Reason.EXPONENT_VARIES: gettext_lazy(
        "%(part)s có đơn vị %(found_unit)s nên số mũ của nó phải là hằng số"
    ),
    Reason.FUNCTION: gettext_lazy("các hàm được dùng là %(allowed)s"),
    Reason.IS_LIST: gettext_lazy("kết quả là một danh sách"),
    Reason.KINK: gettext_lazy("đồ thị gãy tại đó nên không có đạo hàm"),
    Reason.LARGE_ANGLE: gettext_lazy("góc quá lớn"),
    Reason.LOGARITHM: gettext_lazy("lôgarit của một số không dương"),
    Reason.NAME_TAKEN: gettext_lazy("“%(part)s” vừa là đại lượng vào vừa là kết quả"),
    Reason.NEEDS_ONE: gettext_lazy(
        "%(part)s chỉ nhận số có thứ nguyên một, %(found_unit)s thì không"
    ),
    Reason.NEEDS_UNIT: gettext_lazy("%(part)s là số không có đơn vị đứng cạnh %(wanted_unit)s"),
    Reason.NEGATIVE_ROOT: gettext_lazy("căn của một số âm"),
    Reason.NOT_DECIMAL: gettext_lazy("“%(part)s” không phải là số thập phân"),
    Reason.NOT_DEFINED: gettext_lazy("không xác định tại đó"),
    Reason.NOT_FINITE_THERE: gettext_lazy(
        "không có giá trị hữu hạn tại %(count)s trong %(most)s điểm"
    ),
    Reason.NOT_IN_LANGUAGE: gettext_lazy("“%(part)s” không có trong ngôn ngữ biểu thức"),
    Reason.NOT_NUMBER: gettext_lazy("đó không phải là số"),
    Reason.NOT_TRUTH: gettext_lazy("đó không phải là đúng hay sai"),
    Reason.NO_DERIVATIVE: gettext_lazy("không có đạo hàm hữu hạn tại đó"),
    Reason.NO_DERIVATIVE_THERE: gettext_lazy(
        "không có đạo hàm hữu hạn tại %(count)s trong %(most)s điểm"
    ),
    Reason.NUMBER_NEEDED: gettext_lazy("“%(part)s” là đúng hay sai, ở đây cần một số"),
    Reason.ONLY_NONE: gettext_lazy("chỉ được viết “is None” và “is not None”"),
    Reason.OPERATOR: gettext_lazy("phép tính này không thuộc ngôn ngữ biểu thức"),
    Reason.POINTS_ADDED: gettext_lazy(
        "%(left)s và %(right)s đều là điểm trên thang;"
        " hãy cho một trong hai dưới dạng hiệu (delta_degC) hoặc theo kelvin"
    ),
    Reason.POINT_CHANGED: gettext_lazy(
        "%(part)s là một điểm trên thang %(found_unit)s; chỉ được cộng hiệu vào một điểm:"
        " hãy cho dưới dạng hiệu (delta_degC) hoặc theo kelvin"
    ),
    Reason.POWER: gettext_lazy("số mũ là số nguyên từ -%(most)s đến %(most)s"),
    Reason.RESULT_DIFFERENCE: gettext_lazy(
        "kết quả là một hiệu, còn %(wanted_unit)s là điểm trên thang"
    ),
    Reason.RESULT_POINT: gettext_lazy(
        "kết quả là một điểm trên thang %(found_unit)s, còn %(wanted_unit)s thì không"
    ),
    Reason.RESULT_UNIT: gettext_lazy("kết quả có thứ nguyên %(found_unit)s, cần %(wanted_unit)s"),
    Reason.SCALE_CHANGED: gettext_lazy(
        "%(part)s là giá trị trên thang %(found_unit)s;"
        " giá trị như vậy chỉ được cộng, trừ và so sánh"
    ),
    Reason.SYNTAX: gettext_lazy("từ chỗ đó không còn là biểu thức"),
    Reason.TOO_DEEP: gettext_lazy("lồng nhau quá %(most)s tầng"),
    Reason.TOO_FEW: gettext_lazy("%(count)s giá trị là quá ít"),
    Reason.TOO_LARGE: gettext_lazy("kết quả quá lớn"),
    Reason.TOO_LONG: gettext_lazy("dài quá %(most)s ký tự"),
    Reason.TOO_MANY_PARTS: gettext_lazy("có quá %(most)s thành phần"),
    Reason.TOO_SMALL: gettext_lazy("số quá nhỏ"),
    Reason.TRUTH_NEEDED: gettext_lazy("“%(part)s” là một số, ở đây cần đúng hay sai"),
    Reason.UNREADABLE: gettext_lazy("không đọc được biểu thức này"),
}


def reason(params: Mapping[str, str]) -> str:
    """The reader's words for the reason of a refusal; one without a code stays as it is."""
    why = params.get("why", "")
    text = REASONS.get(why) or UNIT_REASONS.get(why)
    return str(text) % params if text is not None else params.get("reason", "")
