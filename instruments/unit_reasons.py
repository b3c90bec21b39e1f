"""Why a unit or a conversion is refused, in the reader's language; the list is `metrology`'s."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from metrology.unit_reasons import UnitReason

UNIT_REASONS: Mapping[str, object] = {
    UnitReason.BLANK_AFTER_SLASH: gettext_lazy(
        "sau “/” dấu cách có hai cách hiểu; hãy viết trong ngoặc"
    ),
    UnitReason.BRACKET_MISSING: gettext_lazy("thiếu “%(part)s”"),
    UnitReason.COMPOUND_POINT: gettext_lazy(
        "nhiệt độ là một điểm trên thang, đơn vị ghép thì không"
    ),
    UnitReason.DIMENSIONS: gettext_lazy("thứ nguyên khác nhau, %(part)s ≠ %(other)s"),
    UnitReason.FACTOR: gettext_lazy("hệ số lớn hoặc nhỏ đến mức vô nghĩa"),
    UnitReason.FOREIGN: gettext_lazy("“%(part)s” không có trong cách viết đơn vị"),
    UnitReason.LEVEL: gettext_lazy("mức chỉ đổi được khi biết mốc của nó"),
    UnitReason.NAME_MISSING: gettext_lazy("thiếu một đơn vị"),
    UnitReason.NOT_HERE: gettext_lazy("“%(part)s” không được đứng ở đây"),
    UnitReason.NUMBER: gettext_lazy("trong đơn vị chỉ có số 1 và lũy thừa của 10"),
    UnitReason.POINT: gettext_lazy("nhiệt độ là một điểm trên thang; hiệu nhiệt độ là %(part)s"),
    UnitReason.POWER: gettext_lazy("số mũ là số nguyên không quá %(most)s"),
    UnitReason.POWER_MISSING: gettext_lazy("thiếu số mũ"),
    UnitReason.POWER_ZERO: gettext_lazy("số mũ chia cho không"),
    UnitReason.SCALE: gettext_lazy("thang quy chiếu không có hệ số đổi"),
    UnitReason.TOO_DEEP: gettext_lazy("đơn vị lồng nhau quá %(most)s tầng"),
    UnitReason.TOO_LONG: gettext_lazy("đơn vị dài quá %(most)s ký tự"),
    UnitReason.TOTAL_POWER: gettext_lazy("số mũ vượt quá %(most)s"),
    UnitReason.WAVEFORM: gettext_lazy("tỉ số của hai giá trị phụ thuộc dạng sóng"),
}
