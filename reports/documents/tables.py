"""The tables behind a report's text, from its statement: plans, products, contracts, strands."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from common.period import Period
from common.templatetags.show import verb
from planning.rates import NONE
from reports.documents.members import members
from reports.documents.shapes import Table, table
from reports.indicators.labels import unit_label
from reports.narrative.spoken import decimal, number, percent
from reports.periodic.saying import number as read_number
from reports.periodic.statement import Line, Statement
from reports.states import FigureKind, PlanPeriod

_MOST_ADJUSTMENTS: Final = 200
# In tables of their own, or said line by line.
_NOT_LISTED: Final = ("state_", "strand_", "product_", "products_", "revenue_missed")
_ESTIMATE: Final = "revenue_est"
_LABELS: Final = {
    FigureKind.UNPROVEN: "nhập tay, không có minh chứng",
    FigureKind.APPROXIMATE: "khoảng",
    FigureKind.ESTIMATE: "ước",
}
_NOTES: Final = {FigureKind.ENTERED: "nhập tay", FigureKind.WORDS: "bằng lời"}
_PLANS: Final = {
    PlanPeriod.OWN: "kế hoạch của kỳ",
    PlanPeriod.PRO_RATA: "kế hoạch năm chia theo tháng",
    PlanPeriod.YEAR: "kế hoạch cả năm",
}


def tables_of(
    statement: Statement, adjustments: Iterable[Mapping[str, Any]], annex: Mapping[str, Table]
) -> list[Table]:
    """Those that have rows, in the order of the appendix. In Vietnamese, as reports are."""
    made = (
        members(statement),
        targets(statement),
        products(statement),
        states(statement),
        strands(statement),
        *annex.values(),
        moved(adjustments),
        figures(statement),
    )
    return [one for one in made if one["rows"]]


def cell(value: int | Fraction | None, unit: str) -> str:
    """A number in a table: no nought before a count, money in whole đồng."""
    if value is None:
        return NONE
    if isinstance(value, int) and unit != "percent":
        return decimal(Fraction(value), 0)
    return number(value, unit)


def named(line: Line) -> str:
    """A figure's name; money says its base and VAT treatment."""
    return f"{line.name} ({line.basis})" if line.basis else line.name


def told(line: Line) -> str:
    """The value with what kind it is, where it is not simply counted; its words without one."""
    if line.value is None:
        return line.words or NONE
    shown = cell(line.value, line.unit)
    label = _LABELS.get(FigureKind(line.kind), "")
    return f"{label} {shown}".strip()


def targets(statement: Statement) -> Table:
    """Each plan against what came of it, exceeded, met or missed line by line."""
    rows: list[tuple[str, ...]] = []
    ways: list[str] = []
    for line in statement:
        plan = line.target
        if plan is None or line.said["same_as"]:
            continue
        ways.append(_PLANS[PlanPeriod(plan.basis)])
        first = whole(plan.first)
        begun = f" (giao đầu: {cell(first, line.unit)})" if first != plan.current else ""
        rate = percent(line.rate.exact) if line.rate else NONE
        rows.append(
            (
                str(len(rows) + 1),
                named(line),
                unit_label(line.unit),
                f"{cell(whole(plan.against), line.unit)}{begun}",
                told(line),
                rate,
                line.word,
            )
        )
    columns = (
        ("STT", 1.1, "center"),
        ("Chỉ tiêu", 4.2, "left"),
        ("Đơn vị tính", 1.6, "center"),
        ("Kế hoạch", 3.3, "right"),  # hundreds of billions of đồng on one line
        ("Thực hiện", 3.3, "right"),
        ("Tỷ lệ", 1.7, "right"),
        ("Đánh giá", 1.6, "center"),
    )
    note = f"Kế hoạch so sánh: {', '.join(dict.fromkeys(ways))}." if ways else ""
    return table("Chỉ tiêu kế hoạch và kết quả thực hiện", columns, rows, note=note)


def whole(value: Fraction) -> int | Fraction:
    """A fraction without a denominator is a whole number."""
    return int(value) if value.denominator == 1 else value


def products(statement: Statement) -> Table:
    """What was due, delivered, accepted, overdue, by kind; the rate from the two sums."""
    parts = ("due", "delivered", "accepted", "overdue")
    found = statement.by_code
    kinds = [
        code.removeprefix("product_").removesuffix("_due")
        for code in found
        if code.startswith("product_") and code.endswith("_due")
    ]
    rows = []
    for kind in kinds:
        four = [found[f"product_{kind}_{part}"] for part in parts]
        if four[0].value:
            name = four[0].name.rpartition(": ")[0] or four[0].name
            rows.append(
                (name, *(cell(one.value, one.unit) for one in four), share(four[2], four[0]))
            )
    sums = []
    if all(f"products_{part}" in found for part in parts):
        four = [found[f"products_{part}"] for part in parts]
        sums.append(("Cộng", *_row(four)))
    columns = (
        ("Loại sản phẩm", 5, "left"),
        ("Đến hạn", 2, "right"),
        ("Đã giao", 2, "right"),
        ("Đã nghiệm thu", 2, "right"),
        ("Quá hạn", 2, "right"),
        ("Tỷ lệ hoàn thành", 2.2, "right"),
    )
    note = "Tỷ lệ hoàn thành = đã nghiệm thu / đến hạn đến ngày chốt số liệu."
    return table("Tỷ lệ hoàn thành các sản phẩm", columns, rows, sums=sums, note=note)


def _row(four: Sequence[Line]) -> list[str]:
    due, _delivered, accepted, _overdue = four
    return [*(cell(one.value, one.unit) for one in four), share(accepted, due)]


def share(part: Line, of: Line) -> str:
    """A rate from two counts."""
    if not of.value or part.value is None:
        return NONE
    return percent(100 * Fraction(part.value) / of.value)


def states(statement: Statement) -> Table:
    """How many contracts stand in each state at the cut-off, with their value."""
    lines = _pairs(statement, "state_", ("count", "gross"))
    said = {key: (cell(n.value, ""), cell(g.value, "dong")) for key, (n, g) in lines.items()}
    rows = [
        (_cap(count.name), *said[key])
        for key, (count, _gross) in lines.items()
        if key != "all" and count.value
    ]
    sums = [("Cộng", *said["all"])] if "all" in said else []
    columns = (
        ("Trạng thái", 5, "left"),
        ("Số hợp đồng", 3, "right"),
        ("Giá trị, đồng (gồm thuế GTGT)", 4, "right"),
    )
    day = f"{statement.cut_off:%d/%m/%Y}"
    note = f"Trạng thái và giá trị hợp đồng còn theo dõi tại ngày {day}."
    return table("Tình trạng các hợp đồng dịch vụ", columns, rows, sums=sums, note=note)


def _pairs(statement: Statement, prefix: str, parts: Sequence[str]) -> dict[str, tuple[Line, ...]]:
    """{middle of the code: its lines}, where every part is there."""
    found = statement.by_code
    keys = [
        code.removeprefix(prefix).removesuffix(f"_{parts[0]}")
        for code in found
        if code.startswith(prefix) and code.endswith(f"_{parts[0]}")
    ]
    return {
        key: tuple(found[f"{prefix}{key}_{part}"] for part in parts)
        for key in keys
        if all(f"{prefix}{key}_{part}" in found for part in parts)
    }


def strands(statement: Statement) -> Table:
    """State duty beside service: two columns and their sum."""
    found = statement.by_code
    parts = [code.removeprefix("strand_all_") for code in found if code.startswith("strand_all_")]
    rows = []
    for part in parts:
        three = [found.get(f"strand_{strand}_{part}") for strand in ("duty", "service", "all")]
        if any(one is not None and one.value for one in three):
            first = next(one for one in three if one is not None)
            values = (cell(one.value, one.unit) if one else NONE for one in three)
            rows.append((_strand_label(first), *values))
    columns = (
        ("Nội dung", 5.4, "left"),
        ("Quản lý nhà nước", 3, "right"),
        ("Dịch vụ", 3, "right"),
        ("Cộng", 3, "right"),
    )
    return table("Kết quả theo mảng quản lý nhà nước và mảng dịch vụ", columns, rows)


def _strand_label(line: Line) -> str:
    unit = _cap(unit_label(line.unit))
    return f"Giá trị, đồng ({line.basis})" if line.unit == "dong" else unit


def moved(adjustments: Iterable[Mapping[str, Any]]) -> Table:
    """What earlier closed reports would say otherwise now, and why."""
    every = list(adjustments)
    rows = []
    for one in every[:_MOST_ADJUSTMENTS]:
        unit = one["unit"]
        rows.append(
            (
                Period.parse(one["period"]).label_vi,
                one["name"]["vi"],
                cell(read_number(one["before"]), unit),
                cell(read_number(one["now"]), unit),
                cell(read_number(one["difference"]), unit),
                _why(one),
            )
        )
    columns = (
        ("Kỳ", 2.2, "left"),
        ("Chỉ tiêu", 4, "left"),
        ("Đã báo cáo", 2.4, "right"),
        ("Nay là", 2.4, "right"),
        ("Chênh lệch", 2.4, "right"),
        ("Nguyên nhân", 4, "left"),
    )
    rest = len(every) - len(rows)
    note = f"Còn {rest} điều chỉnh nữa, xem trên hệ thống." if rest > 0 else ""
    return table("Điều chỉnh số liệu các kỳ trước", columns, rows, note=note)


def _why(one: Mapping[str, Any]) -> str:
    if one["definitions"]:
        return "Định nghĩa chỉ tiêu đã đổi"
    said = [
        _cap(verb(each["verb"])) + (f": {each['why']}" if each["why"] else "")
        for each in one["events"]
    ]
    return "; ".join(list(dict.fromkeys(said))[:3]) or "Hồ sơ cập nhật sau ngày chốt"


def figures(statement: Statement) -> Table:
    """Every figure that says something and stands in no other table."""
    rows: list[tuple[str, ...]] = []
    for line in statement:
        if line.empty or line.code.startswith(_NOT_LISTED) or line.said["same_as"]:
            continue
        if line.code == _ESTIMATE and line.kind != FigureKind.ESTIMATE:
            continue  # nothing is expected: it is the revenue once more
        how = _NOTES.get(FigureKind(line.kind), "")
        rows.append((str(len(rows) + 1), named(line), unit_label(line.unit), told(line), how))
    columns = (
        ("STT", 1.2, "center"),
        ("Chỉ tiêu", 7, "left"),
        ("Đơn vị tính", 2, "center"),
        ("Số liệu", 3.4, "right"),
        ("Ghi chú", 1.8, "center"),
    )
    return table("Số liệu của kỳ", columns, rows)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
