"""What may be chosen in the editor's boxes, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from calibration.definition import offered_rules
from instruments.messages import quantity_words
from instruments.models import InstrumentType
from metrology.conformity.decisions import DECISION_RULES
from metrology.quantities.units import UNITS
from metrology.uncertainty.contributions import COVERAGE_RULES

Options = tuple[tuple[str, Any], ...]

FIELD_TYPES: Mapping[str, Any] = {
    "quantity": _("đại lượng, có đơn vị"),
    "number": _("một số"),
    "integer": _("số nguyên"),
    "choice": _("một trong các lựa chọn"),
    "text": pgettext_lazy("một", "chữ"),
    "boolean": _("có hay không"),
    "table": _("bảng (đặc tính của máy đo nhiều thang)"),
}
CLIMATE_TYPES: Mapping[str, Any] = {"quantity": _("số đo"), "text": pgettext_lazy("một", "chữ")}
SLOT_WAYS: Mapping[str, Any] = {
    "interpolated": _("nội suy giữa các điểm của giấy chứng nhận"),
    "largest": _("lớn nhất của giấy chứng nhận"),
    "proportional": _("tỷ lệ với tải (quả cân ghép)"),
}
ROLES: Mapping[str, Any] = {
    "reference": _("giá trị chuẩn"),
    "nominal": _("giá trị riêng của điểm đo"),
    "reading": _("số chỉ, người đo nhập"),
    "check": _("đạt hay không, người đo chọn"),
    "text": _("chữ, người đo nhập"),
    "computed": _("tính toán"),
    "label": _("nhãn"),
}
DIRECTIONS: Mapping[str, Any] = {
    "": _("không"),
    "up": _("tăng"),
    "down": _("giảm"),
}
DISTRIBUTIONS: Mapping[str, Any] = {
    "normal": _("chuẩn: U chia cho k (giấy chứng nhận)"),
    "rectangular": _("chữ nhật: ± nửa rộng (giới hạn, độ phân giải)"),
    "triangular": _("tam giác: ± nửa rộng"),
    "arcsine": _("chữ U: ± nửa rộng (dao động tuần hoàn)"),
    "type_a": _("loại A: độ lệch chuẩn của số đọc"),
}
ATTRIBUTES: Mapping[str, Any] = {
    "range_min": _("giới hạn đo dưới"),
    "range_max": _("giới hạn đo trên"),
    "resolution": _("độ phân giải, độ chia"),
    "accuracy": _("cấp chính xác"),
    "type_approval": _("số phê duyệt mẫu"),
    "serial": _("số hiệu"),
}


def options(words: Mapping[str, Any]) -> Callable[[], Options]:
    """A fixed list."""
    return lambda: tuple(words.items())


def quantity_options() -> Options:
    """The catalogue's quantities by name."""
    codes = {unit.quantity for unit in UNITS.values() if unit.offered}
    found = sorted(((code, quantity_words(code)) for code in codes), key=lambda each: each[1])
    return (("", "–"), *found)


def unit_options() -> Options:
    """The codes of units with their symbol and name."""
    vi = (get_language() or "vi").startswith("vi")
    return tuple(
        (unit.code, f"{unit.symbol}: {unit.name_vi if vi else unit.name_en}")
        for unit in UNITS.values()
        if unit.offered
    )


def type_options() -> Options:
    """The types of instruments. One query."""
    vi = (get_language() or "vi").startswith("vi")
    rows = InstrumentType.objects.order_by("name_vi").values_list("code", "name_vi", "name_en")
    return tuple((code, (name if vi else english) or name) for code, name, english in rows)


def decision_options() -> Options:
    """The decision rules that stand alone."""
    return tuple((name, _rule(DECISION_RULES[name])) for name in offered_rules())


def coverage_options() -> Options:
    """The ways of choosing k."""
    return tuple((name, _rule(rule)) for name, rule in COVERAGE_RULES.items())


def _rule(rule: Any) -> str:
    vi = (get_language() or "vi").startswith("vi")
    return f"{rule.text_vi if vi else rule.text_en} ({rule.reference})"
