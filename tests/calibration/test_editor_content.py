"""Between a definition and its form: nothing is lost, nothing typed is changed."""

import json
from typing import Any

import pytest
from django.utils import translation

from calibration.definition import compile_definition
from calibration.editor.content import read, walk
from calibration.editor.differing import compare
from calibration.editor.kinds import KINDS, respelled
from calibration.editor.layout import Drawer
from calibration.editor.schema import WHOLE, data_of, form_of, sections_of
from calibration.editor.starting import SHAPES, begin
from calibration.editor.tree import MOST_FIELDS, act, merged
from calibration.procedures import TEMPLATES
from calibration.procedures.formulas import formula_faults

pytestmark = pytest.mark.django_db
PATHS = sorted(TEMPLATES.glob("*.json"))


def load(name: str = "micrometer") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEMPLATES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def said(value: Any) -> Any:
    """A definition without parts that say nothing."""
    if isinstance(value, dict):
        found = {key: said(each) for key, each in value.items()}
        return {key: each for key, each in found.items() if each not in (None, [], {})}
    return [said(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_template_comes_back_from_the_form_as_it_was(path: Any, language: str) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))

    with translation.override(language):
        back, faults = data_of(form_of(data), data["code"])

    assert faults == []
    assert said(back) == said(data)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_page_of_every_template_fits_one_posting(path: Any) -> None:
    tree = form_of(json.loads(path.read_text(encoding="utf-8")))

    for section in sections_of(tree):
        boxes = [box for block in Drawer().section(section, tree) for box in block.all_boxes()]
        assert len(boxes) < MOST_FIELDS / 2, section.key
        assert len({box.name for box in boxes}) == len(boxes)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_beginning_compiles_and_its_units_agree(shape: str) -> None:
    data = begin(
        code="x", title={"vi": "Panme", "en": "Micrometer"}, number="ĐLVN 104:2002",
        service="calibration", kind="micrometer", quantity="length", unit="mm", shape=shape,
    )  # fmt: skip

    assert formula_faults(compile_definition(data)) == []
    assert said(data_of(form_of(data), "x")[0]) == said(data)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("formula", "abs(x)  ≤ mpe·2", "abs(x)  <= mpe*2".replace("  ", " ")),
        ("formula", "d²/2 − 1", "d**2/2 - 1"),
        ("formula", "0,5*d + (1,5)*max(1,5)", "0.5*d + (1,5)*max(1,5)"),
        ("formula", "cls == '1,5'", "cls == '1,5'"),
        ("formulas", "2,5\nrange_max/2\n25", ["2.5", "range_max/2", "25"]),
        ("number", "0,004", "0.004"),
        ("number", "−3,5", "-3.5"),
        ("numbers", "0; 0,25 ;1", ["0", "0.25", "1"]),
        ("whole", "3", 3),
        ("whole", "three", "three"),
        ("unit", "°C", "degC"),
        ("unit", "furlongs", "furlongs"),
        ("lines", "một\n\n hai ", ["một", "hai"]),
        ("tokens", "up, down;left", ["up", "down", "left"]),
        ("pair", "nguồn: X | source: X", {"vi": "nguồn: X", "en": "source: X"}),
        ("pair", "memory", "memory"),
        ("pairs", "giữa | centre\ntrái", [{"vi": "giữa", "en": "centre"}, {"vi": "trái", "en": "trái"}]),
        ("choices", "a\nb = bê | bee", ["a", {"value": "b", "label": {"vi": "bê", "en": "bee"}}]),
        ("assigned", "flow = 'Qmax'\ni=0.1*ib", {"flow": "'Qmax'", "i": "0.1*ib"}),
        ("amount", "0,5", "0.5"),
        ("grid", " | E2 | F1\n1 kg | 1,6 | 5", {"1 kg": {"E2": "1.6", "F1": "5"}}),
        ("grid", "\tE2\tF1\n1 kg\t1.6\t", {"1 kg": {"E2": "1.6"}}),
        ("grid", "1 kg = 50", {"1 kg": "50"}),
    ],
)  # fmt: skip
def test_a_box_reads_what_people_write(kind: str, text: str, value: Any) -> None:
    assert KINDS[kind].read(text) == value


def test_a_number_follows_the_language_and_words_stay() -> None:
    with translation.override("vi"):
        assert respelled("number", "0,25", "en") == "0.25"
        assert respelled("numbers", "0; 0,5", "en") == "0; 0.5"
        assert respelled("number", "chưa biết", "en") == "chưa biết"
        assert respelled("formula", "min(1,5)", "en") == "min(1,5)"
        assert respelled("formulas", "2,5\n7,7", "en") == "2.5\n7.7"


def test_in_english_a_comma_is_no_decimal_sign_of_a_formula() -> None:
    with translation.override("en"):
        assert KINDS["formula"].read("2,500") == "2,500"


def test_what_has_no_box_is_kept_as_json() -> None:
    data = load()
    data["tables"][0]["columns"][1]["later"] = {"x": ["y"]}
    tree = form_of(data)

    assert json.loads(tree["tables"][0]["columns"][1]["more"]) == {"later": {"x": ["y"]}}
    assert said(data_of(tree, data["code"])[0]) == said(data)


@pytest.mark.parametrize("text", ["{", "[1]", "null"])
def test_json_that_is_none_is_told_at_its_box(text: str) -> None:
    tree = form_of(load())
    tree["fields"][0]["more"] = text

    _data, faults = data_of(tree, "micrometer")

    assert [(fault.field, fault.code) for fault in faults] == [("fields.0.more", "not_an_object")]


def test_a_number_that_is_none_is_told_at_its_box() -> None:
    tree = form_of(load())
    tree["environment"][0]["min"] = "mười tám"

    _data, faults = data_of(tree, "micrometer")

    assert [(fault.field, fault.code) for fault in faults] == [
        ("environment.0.min", "not_a_number")
    ]


def test_rows_without_a_name_are_named_after_their_label() -> None:
    tree = {"checks": [
        {"label": {"vi": "Kiểm tra bên ngoài"}}, {"label": {"vi": "Kiểm tra bên ngoài"}},
        {"label": {"vi": "50 %"}, "key": "half"}, {"label": {"vi": "50 %"}},
    ]}  # fmt: skip

    data, _faults = read(WHOLE, tree)

    assert [(row["key"], row["label"]) for row in data["checks"]] == [
        ("kiem_tra_ben_ngoai", {"vi": "Kiểm tra bên ngoài", "en": "Kiểm tra bên ngoài"}),
        ("kiem_tra_ben_ngoai_2", {"vi": "Kiểm tra bên ngoài", "en": "Kiểm tra bên ngoài"}),
        ("half", {"vi": "50 %", "en": "50 %"}),
        ("x_50", {"vi": "50 %", "en": "50 %"}),
    ]


def test_another_kind_of_limit_keeps_what_the_first_had_should_it_come_back() -> None:
    tree = form_of(load())
    before = data_of(tree, "micrometer")[0]["tables"][0]["limit"]
    other = merged(tree, {"tables": {"0": {"limit": {"type": "expr", "expr": "0.01"}}}})
    again = merged(other, {"tables": {"0": {"limit": {"type": "ranges"}}}})

    limit = data_of(other, "x")[0]["tables"][0]["limit"]
    assert (limit["type"], limit["expr"]) == ("expr", "0.01")
    assert "ranges" not in limit
    assert data_of(again, "x")[0]["tables"][0]["limit"] == before


def test_posted_texts_change_their_boxes_and_no_others() -> None:
    tree = form_of(load())

    after = merged(tree, {"tables": {"0": {"columns": {"2": {"expr": "l_x +"}}}}})

    changed = {p for p, _leaf in walk(WHOLE, tree) if at(tree, p) != at(after, p)}
    assert changed == {"tables.0.columns.2.expr"}


def at(tree: Any, path: str) -> Any:
    for key in path.split("."):
        tree = tree[int(key)] if isinstance(tree, list) else tree.get(key, "")
    return tree


def test_rows_are_added_moved_doubled_removed_and_brought_back() -> None:
    tree = form_of(load())

    def keys() -> list[str]:
        return [row.get("key", "") for row in tree["tables"][0]["columns"]]

    assert act(tree, "add:tables.0.columns") == "tables.0.columns.3"
    assert act(tree, "up:tables.0.columns.3") == "tables.0.columns.2"
    assert keys() == ["l_ref", "l_x", "", "err"]
    assert act(tree, "double:tables.0.columns.1") == "tables.0.columns.2"
    assert keys() == ["l_ref", "l_x", "", "", "err"]
    assert act(tree, "remove:tables.0.columns.0") == "restore"
    assert keys() == ["l_x", "", "", "err"]
    assert act(tree, "restore") == "tables.0.columns.0"
    assert keys() == ["l_ref", "l_x", "", "", "err"]
    assert act(tree, "down:tables.0.columns.4") == "tables.0.columns.4"


@pytest.mark.parametrize(
    "action",
    ["", "add:", "add:code.x", "remove:tables", "remove:tables.9", "up:title.vi", "restore",
     "remove:tables.-1", "explode:tables.0", "add:tables.0.title.vi.x", "double:fields.999999"],
)  # fmt: skip
def test_an_action_that_names_nothing_changes_nothing(action: str) -> None:
    tree = form_of(load())
    before = json.dumps(tree)

    act(tree, action)

    assert json.dumps({k: v for k, v in tree.items() if k != "removed"}) == before


def test_a_comparison_says_each_change_once_in_the_words_of_the_form() -> None:
    before, after = load(), load()
    after["title"]["vi"] = "Panme đo ngoài"
    after["fields"].pop()
    after["checks"].append({"key": "new", "label": {"vi": "Mới", "en": "New"}})
    table = after["tables"][0]
    table["columns"][1]["repeat"] = 5
    table["columns"].reverse()
    table["limit"] = {"type": "expr", "expr": "0.004"}
    after["coverage"] = "t95"

    found = {str(each.label): each.changes for each in compare(before, after)}

    told = {
        label: [(c.kind, c.where, c.old, c.new) for c in changes]
        for label, changes in found.items()
    }
    assert told["Nhận dạng"] == [
        ("changed", "Tên quy trình", "Thước vặn đo ngoài (panme)", "Panme đo ngoài")
    ]
    assert [each[:2] for each in told["Phương tiện đo"]] == [
        ("removed", "mục “Sai số cho phép công bố”")
    ]
    assert [each[:2] for each in told["Kiểm tra"]] == [("added", "bước “Mới”")]
    wheres = [each[:2] for each in told["Bảng đo"]]
    here = "bảng “Sai số số chỉ”"
    assert ("changed", f"{here}, cột “Số chỉ”, Số lần đo") in wheres
    assert ("changed", f"{here}, Các cột: thứ tự") in wheres
    assert ("changed", f"{here}, Giới hạn (MPE)") in wheres
    assert [each[1] for each in told["Quy tắc"]] == ["Hệ số phủ"]
    assert compare(before, load()) == []
