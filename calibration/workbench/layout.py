"""The form as its template draws it: boxes in rows, each with what is wrong in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calibration.workbench.typed import (
    KINDS,
    OPTIONAL,
    OWN_DOF,
    ComponentRow,
    CorrelationRow,
    InputRow,
    OutputRow,
    Typed,
)
from calibration.workbench.wrongs import Wrong
from metrology.uncertainty.coverage import RULES

KIND_WORDS: Mapping[str, Any] = {
    "normal:U+k": _("Chuẩn: U và k"),
    "normal:U+p": _("Chuẩn: U và xác suất phủ"),
    "normal:std": _("Chuẩn: u"),
    "type_a:observations": _("Loại A: dãy quan trắc"),
    "pooled:s+n": _("Loại A: s gộp và số lần đo"),
    "rectangular:half_width": _("Chữ nhật: ± a"),
    "rectangular:lower+upper": _("Chữ nhật: cận dưới và cận trên"),
    "rectangular:specification": _("Chữ nhật: theo đặc tính của nhà sản xuất"),
    "resolution:resolution": _("Độ phân giải"),
    "triangular:half_width": _("Tam giác: ± a"),
    "trapezoidal:half_width+top": _("Hình thang: ± a, nửa cạnh trên"),
    "arcsine:half_width": _("Chữ U: ± a"),
    "arcsine:std": _("Chữ U: u"),
    "ctrap:half_width+d": _("Chữ nhật, cận biết đến ± d"),
    "t:U+p+nu": _("Student: U, xác suất phủ, ν"),
    "t:scale+nu": _("Student: tỷ lệ và ν"),
    "t:std+nu": _("Student: u và ν"),
}
DISTRIBUTIONS: Mapping[str, Any] = {
    "normal": _("chuẩn"),
    "rectangular": _("đều (chữ nhật)"),
    "triangular": _("tam giác"),
    "trapezoidal": _("hình thang"),
    "arcsine": _("chữ U"),
    "ctrap": _("đều (chữ nhật), cận không chắc"),
    "t": "Student",
    "type_a": _("loại A"),
    "pooled": _("loại A, s gộp"),
    "resolution": _("độ phân giải"),
    "constant": _("hằng số"),
}
PARAMETER_WORDS: Mapping[str, Any] = {
    "U": "U",
    "k": _("Hệ số phủ k"),
    "p": _("Xác suất phủ p"),
    "std": "u",
    "observations": _("Quan trắc, cách nhau bằng dấu chấm phẩy"),
    "s": "s",
    "n": _("Số lần đo n"),
    "half_width": _("Nửa rộng a"),
    "lower": _("Cận dưới − giá trị"),
    "upper": _("Cận trên − giá trị"),
    "sheet": _("Đặc tính, ví dụ 0,02 % số đọc + 2 số"),
    "range": _("Thang đo"),
    "span": _("Khoảng đo"),
    "step": _("Độ phân giải"),
    "resolution": _("Độ phân giải δ"),
    "top": _("Nửa cạnh trên"),
    "d": "d",
    "nu": _("Bậc tự do ν"),
    "scale": _("Tỷ lệ"),
}
RULE_WORDS: Mapping[str, Any] = {
    "automatic": _("tự chọn theo dạng phân bố của kết quả"),
    "k2": _("k = 2"),
    "t95": _("Student, 95,45 %, ν hiệu dụng làm tròn xuống"),
    "t": _("Student, p đã chọn, ν hiệu dụng làm tròn xuống"),
    "t_fractional": _("Student, p đã chọn, ν hiệu dụng không làm tròn"),
    "normal_p": _("phân bố chuẩn, p đã chọn"),
    "dominant_rectangular": _("một thành phần chữ nhật trội hẳn"),
    "trapezoid": _("hai thành phần chữ nhật trội hẳn (hình thang)"),
    "monte_carlo": _("khoảng phủ Monte Carlo"),
}
_FORMS = {"observations": ("area", "x"), "sheet": ("text", "x")}


@dataclass(frozen=True)
class Box:
    """One field: its name, label, text, and what is wrong there."""

    name: str
    label: Any
    text: str = ""
    wrongs: tuple[Wrong, ...] = ()
    form: str = "text"  # text, number, area, select, tick
    options: tuple[tuple[str, Any], ...] = ()
    size: str = "m"
    names: str = ""  # the list of names that are offered
    focus: bool = False
    owner: str = ""  # the row it stands in, in words

    @property
    def gap(self) -> bool:
        """Nothing stands in it, and something is needed."""
        return bool(self.wrongs) and all(each.gap for each in self.wrongs)

    @property
    def called(self) -> str:
        """Its label with its row: there are many values, but one of l_s."""
        return f"{self.owner}: {self.label}" if self.owner else str(self.label)

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Row:
    """Boxes beside each other, with where the row stands and the rows below it."""

    place: str
    number: int
    title: str
    boxes: tuple[Box, ...]
    rows: tuple["Row", ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # parameters of other kinds, not shown

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.place.replace(".", "-")


@dataclass
class Layout:
    """The whole form; `lost` are faults that belong to no field of it."""

    inputs: list[Row]
    outputs: list[Row]
    correlations: list[Row]
    settings: dict[str, Box]
    names: list[str]
    lost: list[Wrong] = field(default_factory=list)

    def boxes(self) -> Iterator[Box]:
        """Every field once."""
        for row in (*self.inputs, *self.outputs, *self.correlations):
            yield from row.boxes
            for below in row.rows:
                yield from below.boxes
        yield from self.settings.values()


def lay_out(typed: Typed, wrongs: Sequence[Wrong], focus: str = "") -> Layout:
    """Put each fault beside the field it names, or beside the nearest one there is."""
    bare = _Drawer({}, focus).layout(typed)
    known = {box.name for box in bare.boxes()}
    there: dict[str, list[Wrong]] = {}
    lost: list[Wrong] = []
    for each in wrongs:
        name = _nearest(each.field, known)
        there.setdefault(name, []).append(each) if name else lost.append(each)
    laid = _Drawer(there, focus).layout(typed)
    laid.lost = lost
    return laid


def _nearest(name: str, known: set[str]) -> str:
    while name:
        for candidate in (name, f"{name}.kind", f"{name}.name", f"{name}.a"):
            if candidate in known:
                return candidate
        name = name.rpartition(".")[0]
    return ""


class _Drawer:
    def __init__(self, wrongs: Mapping[str, list[Wrong]], focus: str) -> None:
        self.wrongs, self.focus, self.owner = wrongs, focus, ""

    def box(self, name: str, label: Any, text: str, **more: Any) -> Box:
        blank = not text.strip() and more.get("form") != "tick"
        wrongs = tuple(replace(each, gap=blank) for each in self.wrongs.get(name, ()))
        focus = name == self.focus
        return Box(name, label, text, wrongs, focus=focus, owner=self.owner, **more)

    def layout(self, typed: Typed) -> Layout:
        return Layout(
            [self.input(row, i) for i, row in enumerate(typed.inputs)],
            [self.output(row, i) for i, row in enumerate(typed.outputs)],
            [self.correlation(row, i) for i, row in enumerate(typed.correlations)],
            self.settings(typed),
            [row.name for row in typed.inputs if row.name],
        )

    def settings(self, typed: Typed) -> dict[str, Box]:
        self.owner = ""
        rules = tuple((name, RULE_WORDS.get(name, name)) for name in RULES)
        given = (
            (
                "rule",
                _("Quy tắc chọn hệ số phủ"),
                {"form": "select", "options": rules, "size": "x"},
            ),
            ("p", _("p của quy tắc"), {"form": "number", "size": "s"}),
            ("draws", _("Số lần mô phỏng"), {"form": "number"}),
            ("seed", _("Số khởi tạo"), {"form": "number", "size": "s"}),
            ("simulated_p", _("p mô phỏng"), {"form": "number", "size": "s"}),
            ("title", _("Tên bảng"), {"size": "l"}),
        )
        return {
            name: self.box(name, label, getattr(typed, name), **more) for name, label, more in given
        }

    def input(self, row: InputRow, i: int) -> Row:
        place = f"inputs.{i}"
        self.owner = own = row.name or _("đại lượng đầu vào %(n)s") % {"n": i + 1}
        boxes = (
            self.box(f"{place}.name", pgettext_lazy("đo", "Ký hiệu"), row.name, size="s"),
            self.box(f"{place}.value", _("Giá trị"), row.value, form="number"),
            self.unit(place, row.unit),
            self.box(f"{place}.description", _("Mô tả"), row.description, size="l"),
        )
        components = []
        for n, each in enumerate(row.components):
            part = _("thành phần %(n)s") % {"n": n + 1}
            self.owner = f"{own}, {part}"
            components.append(self.component(each, f"{place}.components.{n}", n))
        self.owner = ""
        return Row(place, i + 1, row.name, boxes, tuple(components))

    def unit(self, place: str, text: str) -> Box:
        label = pgettext_lazy("đo", "Đơn vị đo")
        return self.box(f"{place}.unit", label, text, size="u", names="workbench-units")

    def component(self, row: ComponentRow, place: str, n: int) -> Row:
        kinds = tuple((kind, KIND_WORDS[kind]) for kind in KINDS)
        boxes = [
            self.box(
                f"{place}.kind", _("Phân bố"), row.kind, form="select", options=kinds, size="l"
            )
        ]
        boxes += [self.parameter(row, place, name) for name in row.shown]
        if row.distribution not in OWN_DOF:
            boxes.append(
                self.box(f"{place}.dof", _("Bậc tự do ν"), row.dof, form="number", size="s")
            )
        boxes.append(self.box(f"{place}.source", _("Nguồn"), row.source, size="l"))
        kept = tuple(
            (f"{place}.{name}", text)
            for name, text in row.given.items()
            if name not in row.shown and text
        )
        return Row(place, n + 1, "", tuple(boxes), (), kept)

    def parameter(self, row: ComponentRow, place: str, name: str) -> Box:
        form, size = _FORMS.get(name, ("number", "m"))
        label = PARAMETER_WORDS[name]
        if name in OPTIONAL:
            size = "s"
        return self.box(f"{place}.{name}", label, row.given.get(name, ""), form=form, size=size)

    def output(self, row: OutputRow, i: int) -> Row:
        place = f"outputs.{i}"
        self.owner = row.name or _("đại lượng đầu ra %(n)s") % {"n": i + 1}
        boxes = (
            self.box(f"{place}.name", pgettext_lazy("đo", "Ký hiệu"), row.name, size="s"),
            self.unit(place, row.unit),
            self.box(f"{place}.model", _("Mô hình đo"), row.model, form="model", size="x"),
        )
        return Row(place, i + 1, row.name, boxes)

    def correlation(self, row: CorrelationRow, i: int) -> Row:
        place = f"correlations.{i}"
        self.owner = _("tương quan %(n)s") % {"n": i + 1}
        boxes = (
            self.box(f"{place}.a", _("Giữa"), row.a, names="workbench-names", size="s"),
            self.box(f"{place}.b", _("và"), row.b, names="workbench-names", size="s"),
            self.box(f"{place}.r", "r", row.r, form="number", size="s"),
            self.box(f"{place}.observed", _("từ quan trắc theo cặp"), row.observed, form="tick"),
        )
        return Row(place, i + 1, "", boxes)
