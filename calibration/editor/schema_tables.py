"""The form of one table: points, columns, result, limit, acceptance, uncertainty."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calibration.editor.options import DIRECTIONS, DISTRIBUTIONS, ROLES, options
from calibration.editor.shared import FOOTING, KEY, words
from calibration.editor.specs import Group, Kind, Leaf, Part, Rows, Variant

_WHEN = Leaf("when", _("Chỉ khi"), "formula", "l", names="fields", example="regime == 'initial'")
_POINT: tuple[Part, ...] = (
    words("label", _("Tên điểm"), must=False),
    Leaf(
        "reference", _("Giá trị danh định"), "formula", "m", names="points", example="range_max/2"
    ),
    Leaf("unit", _("Đơn vị đo"), "unit", "s"),
    Leaf("standard", pgettext_lazy("một", "Chuẩn"), "key", "s", names="slots"),
    Leaf("repeat", _("Số lần"), "whole", "s"),
    Leaf(
        "values",
        _("Giá trị riêng, mỗi dòng “tên = công thức”"),
        "assigned",
        "l",
        example="flow = 'Qmax'",
    ),
    _WHEN,
    FOOTING,
)
_WAYS = {
    "expressions": Kind(
        _("các giá trị, mỗi dòng một số hay công thức"),
        (
            Leaf(
                "expressions",
                _("Các điểm, mỗi dòng một"),
                "formulas",
                "x",
                names="points",
                example="2.5\n5.1\nrange_max/2",
            ),
            Leaf("round_to", _("Làm tròn đến bội của mục"), "key", "m", names="fields"),
            Leaf("limit_changes", _("Thêm các điểm mà giới hạn đổi bậc"), "tick"),
        ),
    ),
    "fractions_of_span": Kind(
        _("theo phần của phạm vi đo (0 là đầu, 1 là cuối)"),
        (
            Leaf(
                "fractions_of_span", _("Các phần"), "numbers", "x", example="0; 0,25; 0,5; 0,75; 1"
            ),
            Leaf("round_to", _("Làm tròn đến bội của mục"), "key", "m", names="fields"),
            Leaf("limit_changes", _("Thêm các điểm mà giới hạn đổi bậc"), "tick"),
        ),
    ),
    "labels": Kind(
        _("các vị trí có tên (tải là một tham số)"),
        (
            Leaf(
                "labels",
                _("Các vị trí, mỗi dòng “Tên | Name”"),
                "pairs",
                "x",
                example="giữa | centre\ntrước trái | front left",
            ),
        ),
    ),
    "rows": Kind(
        _("từng điểm một, với đơn vị và giá trị riêng"),
        (
            Rows("rows", _("Các điểm"), _POINT, _("Thêm điểm"), _("điểm"), must=True),
            Group(
                "lookup",
                _("Lấy thêm giá trị từ bảng khai của phương tiện đo"),
                (
                    Leaf("field", _("Bảng khai"), "key", "m", names="table_fields"),
                    Leaf("on", _("Khớp theo"), "tokens", "m"),
                ),
            ),
        ),
    ),
}
POINTS = Variant("points", _("Điểm đo"), _WAYS, ask=_("Chọn điểm bằng"), beside=(FOOTING,))
_COLUMN: tuple[Part, ...] = (
    words("label", _("Tên cột"), example="Số chỉ"),
    KEY,
    Leaf("role", _("Vai trò"), "select", "m", options=options(ROLES), default="reading"),
    Leaf(
        "expr",
        _("Công thức (cột tính toán)"),
        "formula",
        "l",
        names="columns",
        example="mean(l_x) - l_ref",
    ),
    Leaf("repeat", _("Số lần đo"), "whole", "s", example="3"),
    Leaf("unit", _("Đơn vị đo"), "unit", "s"),
    Leaf("direction", _("Chiều đo"), "select", "s", options=options(DIRECTIONS)),
    Leaf("required", _("Phải nhập"), "tick", default="observed"),
    Leaf("shared", _("Cả mẻ dùng chung"), "tick"),
    FOOTING,
)
_AMOUNT_IN = Leaf("in", _("Các số tính theo"), "unit", "s", hint=_("Trống: đơn vị của sai số"))
_FACTOR = Leaf("in_service_factor", _("Hệ số khi đang sử dụng"), "number", "s")
LIMIT = Variant(
    "limit",
    _("Giới hạn (MPE)"),
    {
        "": Kind(_("không có")),
        "expr": Kind(
            _("một công thức"),
            (
                Leaf(
                    "expr",
                    _("Công thức"),
                    "formula",
                    "x",
                    names="limit",
                    example="cls/100*(range_max - range_min)",
                ),
                _AMOUNT_IN,
            ),
        ),
        "ranges": Kind(
            _("theo khoảng của một đại lượng"),
            (
                Leaf(
                    "variable", _("Đại lượng"), "formula", "m", names="limit", example="range_max"
                ),
                _AMOUNT_IN,
                Rows(
                    "ranges",
                    _("Các khoảng"),
                    (
                        Leaf(
                            "upto",
                            _("Đến và bao gồm"),
                            "number",
                            "s",
                            null=True,
                            hint=_("Trống: mọi giá trị lớn hơn"),
                        ),
                        Leaf("mpe", _("Giới hạn ±"), "amount", "m", names="limit", example="0,004"),
                        FOOTING,
                    ),
                    _("Thêm khoảng"),
                    _("khoảng"),
                    must=True,
                ),
            ),
        ),
        "rows": Kind(
            _("theo điều kiện: dòng đầu tiên đúng thì lấy"),
            (
                _AMOUNT_IN,
                Rows(
                    "rows",
                    _("Các dòng"),
                    (
                        Leaf(
                            "when",
                            _("Khi"),
                            "formula",
                            "l",
                            names="limit",
                            example="regime == 'initial'",
                            hint=_("Chỉ dòng cuối được để trống"),
                        ),
                        Leaf("mpe", _("Giới hạn ±"), "amount", "m", names="limit", example="0,5"),
                        Leaf("by", _("hoặc theo chữ của mục"), "key", "s", names="fields"),
                        Leaf(
                            "values",
                            _("mỗi dòng “chữ = giới hạn”"),
                            "assigned",
                            "m",
                            example="1 = 1.5\n2 = 2.5",
                        ),
                        FOOTING,
                    ),
                    _("Thêm dòng"),
                    _("dòng"),
                    must=True,
                ),
            ),
        ),
        "table": Kind(
            _("tra bảng theo chữ của một hay hai mục"),
            (
                Leaf("key", _("Hàng theo"), "key", "s", names="limit", example="nominal"),
                Leaf("by", _("Cột theo"), "key", "s", names="limit", example="cls"),
                _AMOUNT_IN,
                Leaf(
                    "values",
                    _("Bảng: dán được từ bảng tính"),
                    "grid",
                    "x",
                    example=" | E2 | F1\n1 kg | 1.6 | 5",
                    hint=_(
                        "Dòng đầu là tên các cột, cột đầu là tên các hàng; ngăn bằng | hay phím Tab"
                    ),
                ),
            ),
        ),
        "steps": Kind(
            _("theo bậc và cấp: bội của độ chia e (cân)"),
            (
                Leaf(
                    "variable",
                    _("Tỷ số tra bậc"),
                    "formula",
                    "m",
                    names="limit",
                    example="abs(ref)/e",
                ),
                Leaf("selector", _("Mục cho biết cấp"), "key", "s", names="fields", example="cls"),
                Leaf("unit", _("Mục cho biết độ chia"), "key", "s", names="fields", example="e"),
                Rows(
                    "classes",
                    _("Các cấp"),
                    (
                        Leaf("name", _("Cấp"), "text", "s", example="III"),
                        Rows(
                            "steps",
                            _("Các bậc"),
                            (
                                Leaf("upto", _("Đến và bao gồm"), "number", "s", null=True),
                                Leaf("mpe", _("Giới hạn (bội của e)"), "number", "s"),
                            ),
                            _("Thêm bậc"),
                            _("bậc"),
                            must=True,
                        ),
                    ),
                    _("Thêm cấp"),
                    _("cấp"),
                    by="name",
                    must=True,
                ),
            ),
        ),
    },
    tells="type",
    ask=_("Cho giới hạn bằng"),
    beside=(_FACTOR, FOOTING),
)
_SOURCE: tuple[Part, ...] = (
    words("label", _("Nguồn"), example="Độ phân giải"),
    KEY,
    Leaf("distribution", _("Phân bố"), "select", "l", options=options(DISTRIBUTIONS)),
    Leaf("expr", _("Độ lớn: U, nửa rộng hay s"), "formula", "l", names="budget", example="d/2"),
    Leaf("divisor", _("Số chia (k, √n)"), "formula", "s", names="budget", example="k_std"),
    Leaf("sensitivity", _("Hệ số nhạy"), "formula", "s", names="budget", example="1"),
    Leaf("dof", _("Bậc tự do"), "formula", "s", names="budget", example="len(l_x) - 1"),
    Leaf("when", _("Chỉ khi"), "formula", "m", names="budget"),
    Leaf("standard", _("Chuẩn nào"), "key", "s", names="slots"),
    FOOTING,
)
TABLE: tuple[Part, ...] = (
    words("title", pgettext_lazy("đo", "Tên bảng"), example="Sai số số chỉ"),
    KEY,
    Group(
        "",
        _("Đơn vị và cách dùng"),
        (
            Leaf("unit", _("Đơn vị của bảng"), "unit", "s", hint=_("Trống: đơn vị chung")),
            Leaf(
                "error_unit", _("Đơn vị của sai số"), "unit", "s", hint=_("Trống: đơn vị của bảng")
            ),
            Leaf(
                "standard",
                pgettext_lazy("một", "Chuẩn"),
                "key",
                "s",
                names="slots",
                hint=_("Trống: chuẩn đầu tiên"),
            ),
            Leaf("per_channel", _("Đo riêng từng kênh"), "tick", default="1"),
            Leaf("optional", _("Được bỏ trống cả bảng"), "tick"),
            Leaf("stop_on_fail", _("Không đạt thì dừng"), "tick"),
        ),
    ),
    POINTS,
    Rows(
        "alternatives",
        _("Điểm đo khác, khi…"),
        (
            Leaf("when", _("Khi"), "formula", "l", names="fields", example="cls <= 0.6"),
            POINTS,
        ),
        _("Thêm cách chọn điểm"),
        _("cách"),
    ),
    Rows(
        "parameters",
        _("Tham số của cả bảng"),
        (
            words("label", pgettext_lazy("một", "Tên"), must=False),
            KEY,
            Leaf("expr", _("Công thức"), "formula", "l", names="points", example="range_max/3"),
            Leaf("round_to", _("Làm tròn đến bội của mục"), "key", "s", names="fields"),
            FOOTING,
        ),
        _("Thêm tham số"),
        _("tham số"),
    ),
    Rows(
        "columns",
        _("Các cột"),
        _COLUMN,
        _("Thêm cột"),
        _("cột"),
        must=True,
        hint=_(
            "Cột tính toán dùng được mọi mục và các cột đứng trước nó. "
            "Cột đo nhiều lần là một dãy: mean(), stdev(), max(), min(), len()."
        ),
    ),
    Group(
        "",
        _("Kết quả của mỗi điểm"),
        (
            Leaf(
                "reference",
                _("Giá trị chuẩn là cột"),
                "key",
                "m",
                names="references",
                example="l_ref",
            ),
            Leaf("error", _("Sai số"), "formula", "l", names="row", example="err"),
            Leaf("indication", _("Số chỉ"), "formula", "l", names="row", example="mean(l_x)"),
            Leaf(
                "true_value",
                _("Giá trị thực đo được, khi khác giá trị danh định"),
                "formula",
                "l",
                names="row",
            ),
            Leaf("order", _("Thứ tự nhập các cột"), "tokens", "l", names="observed"),
            Leaf(
                "judged",
                _("Các cột so với giới hạn"),
                "tokens",
                "l",
                names="computed",
                example="err",
            ),
        ),
    ),
    LIMIT,
    Rows(
        "acceptance",
        _("Điều kiện đạt"),
        (
            words("label", _("Tên điều kiện"), example="Sai số không vượt giới hạn"),
            KEY,
            Leaf(
                "expr", _("Điều kiện"), "formula", "x", names="judging", example="abs(err) <= mpe"
            ),
            Leaf("when", _("Chỉ khi"), "formula", "m", names="judging"),
            FOOTING,
        ),
        _("Thêm điều kiện đạt"),
        _("điều kiện"),
    ),
    Rows(
        "uncertainty",
        _("Thành phần độ không đảm bảo đo"),
        _SOURCE,
        _("Thêm thành phần"),
        _("thành phần"),
    ),
    FOOTING,
)
