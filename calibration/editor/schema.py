"""The form of a whole definition, part by part; its tables are in `schema_tables`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from calibration.editor.content import fill, read
from calibration.editor.options import (
    CLIMATE_TYPES,
    FIELD_TYPES,
    SLOT_WAYS,
    coverage_options,
    decision_options,
    options,
    quantity_options,
    type_options,
)
from calibration.editor.schema_tables import TABLE
from calibration.editor.shared import FOOTING, KEY, words
from calibration.editor.specs import Group, Kind, Leaf, Part, Rows, Tree, Variant
from calibration.states import Service
from common.errors import Fault
from common.templatetags.show import words as spoken

IDENTITY: tuple[Part, ...] = (
    words("title", _("Tên quy trình"), example="Thước vặn đo ngoài"),
    Group(
        "documents",
        _("Số hiệu văn bản"),
        (
            *(Leaf(value, label, example="ĐLVN 104:2002") for value, label in Service.choices),
            FOOTING,
        ),
        hint=_("Mỗi dịch vụ có số hiệu văn bản của nó; dịch vụ không có số hiệu thì bỏ trống."),
        must=True,
    ),
    Leaf("services", _("Dùng cho dịch vụ"), "ticks", options=lambda: tuple(Service.choices)),
    Leaf("instrument_types", _("Loại phương tiện đo"), "ticks", size="x", options=type_options),
    Leaf("references", _("Tài liệu tham khảo, mỗi dòng một"), "lines", size="l"),
    Leaf("sources", _("Nguồn của số liệu, mỗi dòng một"), "lines", size="l"),
    FOOTING,
)
FIELD: tuple[Part, ...] = (
    words("label", _("Tên mục"), example="Giá trị độ chia"),
    KEY,
    Leaf("type", _("Loại"), "select", options=options(FIELD_TYPES)),
    Leaf("quantity", _("Đại lượng"), "select", options=quantity_options),
    Leaf("unit", _("Đơn vị trong công thức"), "unit", "s", hint=_("Trống: đơn vị của bảng đo")),
    Leaf(
        "from",
        _("Lấy từ"),
        "key",
        names="attributes",
        hint=_("Thuộc tính của phương tiện đo; trống: mục cùng tên"),
    ),
    Leaf("required", _("Bắt buộc"), "tick", default="1"),
    Leaf("default", _("Giá trị mặc định"), "text", "s", example="0.01 mm"),
    Leaf(
        "choices",
        _("Các lựa chọn, mỗi dòng một"),
        "choices",
        "l",
        hint=_("“giá trị”, hoặc “giá trị = tên | English name”"),
        example="direct = trực tiếp | direct",
    ),
    Leaf("formula", _("Công thức khi chưa khai"), "formula", "l", names="fields"),
    Rows(
        "columns",
        _("Cột của bảng khai"),
        (
            words("label", _("Tên cột")),
            KEY,
            Leaf("type", _("Loại"), "select", options=options(FIELD_TYPES)),
            Leaf("quantity", _("Đại lượng"), "select", options=quantity_options),
            Leaf("unit", _("Đơn vị đo"), "unit", "s"),
        ),
        _("Thêm cột"),
        _("cột"),
    ),
    FOOTING,
)
CONSTANT: tuple[Part, ...] = (
    words("label", pgettext_lazy("một", "Tên")),
    KEY,
    Leaf("value", _("Giá trị"), "number", "s", example="0,0000115"),
    Leaf("unit", _("Đơn vị đo"), "text", "s", example="1/K"),
    FOOTING,
)
FIELDS: tuple[Part, ...] = (
    Rows(
        "fields",
        _("Mục của phương tiện đo"),
        FIELD,
        _("Thêm mục"),
        _("mục"),
        must=True,
        hint=_(
            "Những gì công thức cần biết về phương tiện đo: phạm vi đo, độ chia, cấp chính xác…"
            " Mục range_min và range_max cho phép chọn điểm theo phần của phạm vi đo."
        ),
    ),
    Variant(
        "unit",
        _("Đơn vị của bảng đo"),
        {
            "field": Kind(
                _("theo đơn vị của một mục"),
                (Leaf("field", pgettext_lazy("một", "Mục"), "key", names="own_fields"),),
            ),
            "code": Kind(_("luôn là một đơn vị"), (Leaf("code", _("Đơn vị đo"), "unit", "s"),)),
        },
        ask=_("Đơn vị chung của các bảng"),
    ),
    Group(
        "",
        _("Kênh và hiệu chỉnh"),
        (
            Leaf(
                "channels",
                _("Mục cho biết số kênh (vòi, vị trí…)"),
                "key",
                names="own_fields",
                hint=_("Trống: phương tiện đo một kênh"),
            ),
            words("channel_label", _("Một kênh gọi là"), example="Vòi", must=False),
            Leaf("adjustment", _("Có thể hiệu chỉnh: đo trước và sau hiệu chỉnh"), "tick"),
        ),
    ),
    Rows("constants", _("Hằng số của phương pháp"), CONSTANT, _("Thêm hằng số"), _("hằng số")),
)
CLIMATE: tuple[Part, ...] = (
    words("label", _("Tên điều kiện"), example="Nhiệt độ"),
    KEY,
    Leaf("type", _("Ghi bằng"), "select", "s", options=options(CLIMATE_TYPES), default="quantity"),
    Leaf("unit", _("Đơn vị đo"), "unit", "s", example="degC"),
    Leaf("min", _("Từ"), "number", "s"),
    Leaf("max", _("Đến"), "number", "s"),
    Leaf("required", _("Phải ghi"), "tick"),
    Leaf("blocking", _("Ngoài giới hạn: không cho nộp"), "tick"),
    FOOTING,
)
SLOT: tuple[Part, ...] = (
    words("label", _("Tên chuẩn"), example="Căn mẫu song phẳng"),
    KEY,
    Leaf("quantity", _("Đại lượng"), "select", options=quantity_options),
    Leaf(
        "requirement",
        _("Yêu cầu"),
        "formula",
        "l",
        names="slot",
        example="mpe_standard <= mpe/4",
        hint=_("So giới hạn của chuẩn với giới hạn nhỏ nhất trong bảng đo"),
    ),
    Leaf(
        "uncertainty",
        _("U tại điểm đo"),
        "select",
        options=options(SLOT_WAYS),
        default="interpolated",
    ),
    Leaf("combinable", _("Ghép nhiều cái (quả cân)"), "tick"),
    Leaf("required", _("Bắt buộc"), "tick", default="1"),
    Leaf("for", _("Chỉ dùng cho bảng"), "tokens", names="tables", hint=_("Trống: mọi bảng")),
    FOOTING,
)
CHECK: tuple[Part, ...] = (
    words("label", _("Tên bước kiểm tra"), example="Kiểm tra bên ngoài"),
    KEY,
    Leaf("stop_on_fail", _("Không đạt thì dừng"), "tick"),
    Group(
        "items",
        _("Xem những gì, mỗi dòng một"),
        (
            Leaf("vi", _("Tiếng Việt"), "lines", "l"),
            Leaf("en", _("Tiếng Anh"), "lines", "l", fallback="vi"),
        ),
    ),
    FOOTING,
)
RULE: tuple[Part, ...] = (
    Leaf("decision_rule", _("Quy tắc quyết định"), "select", "x", options=decision_options),
    Leaf("coverage", _("Hệ số phủ"), "select", "x", options=coverage_options),
    Group(
        "rounding",
        _("Làm tròn"),
        (Leaf("digits", _("Chữ số có nghĩa của U"), "whole", "s", example="2"),),
    ),
)


@dataclass(frozen=True)
class Section:
    """One page of the editor: some parts of the definition, and where they stand."""

    key: str
    label: Any
    parts: tuple[Part, ...]
    place: str = ""


SECTIONS: tuple[Section, ...] = (
    Section("identity", _("Nhận dạng"), IDENTITY),
    Section("fields", pgettext_lazy("quy trình", "Phương tiện đo"), FIELDS),
    Section(
        "environment",
        _("Môi trường"),
        (
            Rows(
                "environment",
                _("Điều kiện môi trường"),
                CLIMATE,
                _("Thêm điều kiện"),
                _("điều kiện"),
            ),
        ),
    ),
    Section(
        "standards",
        pgettext_lazy("quy trình", "Chuẩn"),
        (
            Rows(
                "standards",
                _("Chuẩn cần có"),
                SLOT,
                _("Thêm chuẩn"),
                pgettext_lazy("quy trình", "chuẩn"),
            ),
        ),
    ),
    Section(
        "checks",
        pgettext_lazy("quy trình", "Kiểm tra"),
        (Rows("checks", _("Kiểm tra trước khi đo"), CHECK, _("Thêm bước kiểm tra"), _("bước")),),
    ),
    Section("rule", _("Quy tắc"), RULE),
)
TABLES = Rows("tables", _("Bảng đo"), TABLE, _("Thêm bảng"), _("bảng"), must=True)
WHOLE: tuple[Part, ...] = (*(part for section in SECTIONS for part in section.parts), TABLES)
RESERVED = ("schema", "code")  # said by the version's row


def form_of(data: Mapping[str, Any]) -> Tree:
    """The form of a definition."""
    return fill(WHOLE, {key: each for key, each in data.items() if key not in RESERVED})


def data_of(tree: Mapping[str, Any], code: str) -> tuple[dict[str, Any], list[Fault]]:
    """The definition that a form says, and the texts that could not be read."""
    data, faults = read(WHOLE, tree)
    return {**data, "schema": 1, "code": code}, faults


def sections_of(tree: Mapping[str, Any]) -> list[Section]:
    """The pages of a form: each table has its own."""
    *before, last = SECTIONS
    tables = [
        Section(f"tables.{i}", _title(table), TABLE, f"tables.{i}")
        for i, table in enumerate(tree.get("tables", []))
    ]
    return [*before, *tables, last]


def _title(table: Mapping[str, Any]) -> Any:
    title = table.get("title")
    found = spoken(title) if isinstance(title, dict) else ""
    return gettext("Bảng “%(name)s”") % {"name": found} if found else gettext("Bảng chưa có tên")
