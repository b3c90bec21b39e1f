"""Results from readings: blanks stay blanks, rules decide, the budget adds up."""

import copy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.certified import CertifiedValue, StandardFacts, support_at
from calibration.definition import Definition, compile_definition
from calibration.evaluation import Cell, Entry, Evaluation, Work, evaluate, use_of_limit
from calibration.facts import facts_for
from calibration.numbers import text_of
from calibration.plan import make_plan
from tests.calibration.test_plan import BAR, GAUGE, KG, SCALE, template_of

UP = ("0.00", "2.05", "4.05", "6.10", "8.05", "10.00")
DOWN = ("0.00", "2.10", "4.15", "6.15", "8.10", "10.00")
VALUES = tuple(
    CertifiedValue(Decimal(n), Decimal(n), Decimal("0.01"), Decimal(2)) for n in (0, 10, 60)
)
STANDARD = StandardFacts("reference", 1, "CH-001", "V06", Decimal(0), Decimal(60), VALUES)


def gauge_cells(up: Any = UP, down: Any = DOWN) -> dict[Cell, Entry]:
    cells: dict[Cell, Entry] = {
        ("environment", 0, "temperature", 0): Entry("20.0", "degC"),
        ("checks", 0, "external", 0): Entry("pass"),
        ("checks", 0, "technical", 0): Entry("pass"),
    }
    for row, value in enumerate(up):
        cells["accuracy", row, "up", 0] = Entry(value, "bar")
    for row, value in enumerate(down):
        cells["accuracy", row, "down", 0] = Entry(value, "bar")
    return cells


def work(
    cells: dict[Cell, Entry],
    *,
    definition: Definition = GAUGE,
    values: dict[str, str] | None = None,
    standards: tuple[StandardFacts, ...] = (STANDARD,),
    judged: bool = True,
) -> Work:
    facts, faults = facts_for(definition, values or BAR)
    assert faults == []
    return Work(definition, facts, make_plan(definition, facts), cells, standards, judged)


def changed(path: tuple[Any, ...], value: Any, name: str = "pressure-gauge") -> Definition:
    data = copy.deepcopy(template_of(name))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return compile_definition(data)


def test_the_worked_example_of_the_gauge() -> None:
    found = evaluate(work(gauge_cells()))

    assert (found.verdict, found.missing, found.stopped_by) == ("pass", (), "")
    errors = [abs(Decimal(point.error)) for point in found.points]
    assert max(errors) == Decimal("0.15")
    assert max(Decimal(point.computed["hyst"]) for point in found.points) == Decimal("0.10")
    assert {point.verdict for point in found.points} == {"pass"}
    shares = [use_of_limit(GAUGE.tables[0], point) for point in found.points]
    assert max(share for share in shares if share is not None) == Decimal("0.9375")


def test_the_budget_of_the_worked_example() -> None:
    """u² = (0.01/2)² + (0.2/10)²/3 + (0.10/2)²/3; U = 2u."""
    point = evaluate(work(gauge_cells())).points[2]

    u2 = Decimal("0.005") ** 2 + Decimal("0.02") ** 2 / 3 + Decimal("0.05") ** 2 / 3
    assert abs(Decimal(point.u) ** 2 - u2) < Decimal("1e-25")
    assert abs(Decimal(point.expanded) - 2 * Decimal(point.u)) < Decimal("1e-25")
    assert (point.k, point.dof, point.stated_error, point.stated_expanded) == (
        "2", "inf", "0.150", "0.063",
    )  # fmt: skip
    lines = point.budget["budget"]["lines"]
    assert [line["key"] for line in lines] == ["standard", "resolution", "hysteresis"]
    assert abs(sum((Decimal(line["share"]) for line in lines), Decimal(0)) - 1) < Decimal("1e-30")
    assert point.budget["standards"] == [
        {"key": "reference", "code": "CH-001", "calibration": 1, "certificate_number": "V06"}
    ]


def test_a_result_on_the_limit_passes_and_beyond_it_fails() -> None:
    on = evaluate(work(gauge_cells(down=(*DOWN[:2], "4.16", *DOWN[3:]))))
    beyond = evaluate(work(gauge_cells(down=(*DOWN[:2], "4.1600000001", *DOWN[3:]))))

    assert (on.verdict, beyond.verdict) == ("pass", "fail")


def test_other_units_are_converted_exactly() -> None:
    cells = gauge_cells()
    cells["accuracy", 1, "up", 0] = Entry("205", "kPa")

    point = evaluate(work(cells)).points[1]

    assert point.computed["e_up"] == "0.05"


def test_blanks_stay_blank_and_are_named() -> None:
    cells = gauge_cells()
    del cells["accuracy", 2, "down", 0], cells["environment", 0, "temperature", 0]

    found = evaluate(work(cells))

    assert found.missing == (("environment", 0, "temperature", 0), ("accuracy", 2, "down", 0))
    assert found.verdict == ""
    point = found.points[2]
    assert dict(point.computed) == {"e_up": "0.05"}
    assert (point.error, point.indication, point.verdict, point.expanded) == ("", "", "", "")


def test_an_optional_blank_is_no_zero() -> None:
    rules = {rule["key"] for rule in evaluate(work(gauge_cells())).points[2].acceptance}
    cells = gauge_cells()
    cells["accuracy", 2, "tap", 0] = Entry("0.09", "bar")
    tapped = evaluate(work(cells))

    assert rules == {"error", "hysteresis"}
    assert [r["met"] for r in tapped.points[2].acceptance if r["key"] == "tapping"] == [False]
    assert tapped.verdict == "fail"


def test_a_failed_check_ends_the_work() -> None:
    cells: dict[Cell, Entry] = {
        ("environment", 0, "temperature", 0): Entry("20", "degC"),
        ("checks", 0, "external", 0): Entry("fail"),
    }

    found = evaluate(work(cells))

    assert (found.verdict, found.missing, found.stopped_by) == ("fail", (), "external")


def test_a_calibration_gives_values_and_no_verdict() -> None:
    found = evaluate(work(gauge_cells(down=(*DOWN[:2], "4.50", *DOWN[3:])), judged=False))

    assert found.verdict == "reported"
    assert {point.verdict for point in found.points} == {""}
    assert found.points[2].error == "0.50"


def test_the_environment_is_held_against_its_limits() -> None:
    cells = gauge_cells()
    cells["environment", 0, "temperature", 0] = Entry("77.9", "degF")
    cells["environment", 0, "humidity", 0] = Entry("81", "%RH")

    found = evaluate(work(cells))

    assert [(each.key, each.blocking, each.allowed) for each in found.climate] == [
        ("temperature", True, "15…25 °C"),
        ("humidity", False, "…80 %RH"),
    ]


def test_a_standard_without_values_gives_no_u() -> None:
    bare = StandardFacts("reference", 1, "CH-001", "V06", Decimal(0), Decimal(60), ())

    point = evaluate(work(gauge_cells(), standards=(bare,))).points[1]

    assert (point.u, point.expanded, point.stated_error) == ("", "", "")
    assert point.budget["missing"] == "standard"
    assert point.verdict == "pass"


def test_guarded_acceptance_takes_u_off_the_limit() -> None:
    guarded = changed(("decision_rule",), "guarded")

    assert evaluate(work(gauge_cells(), definition=guarded)).verdict == "fail"


def test_a_rule_that_cannot_be_told_is_no_pass() -> None:
    guarded = changed(("decision_rule",), "guarded")
    bare = StandardFacts("reference", 1, "CH-001", "V06", Decimal(0), Decimal(60), ())

    found = evaluate(work(gauge_cells(), definition=guarded, standards=(bare,)))

    assert (found.verdict, found.missing, len(found.undecided)) == ("", (), 6)


def test_repeats_bring_a_type_a_contribution() -> None:
    data = copy.deepcopy(template_of("pressure-gauge"))
    for column in data["tables"][0]["columns"][1:3]:
        column["repeat"] = 3
    definition = compile_definition(data)
    cells = gauge_cells()
    for row in range(6):
        for name in ("up", "down"):
            entry = cells["accuracy", row, name, 0]
            higher = Entry(text_of(Decimal(entry.digits) + Decimal("0.02")), "bar")
            cells["accuracy", row, name, 1], cells["accuracy", row, name, 2] = entry, higher

    point = evaluate(work(cells, definition=definition)).points[1]

    lines = {line["key"]: line for line in point.budget["budget"]["lines"]}
    assert lines["repeatability"]["dof"] == 2
    assert abs(Decimal(lines["repeatability"]["u_y"]) - Decimal("0.02") / 3) < Decimal("1e-12")
    assert point.dof != "inf"


def scale(values: tuple[str, ...] = ("7.50", "7.50", "7.55"), **more: str) -> Evaluation:
    weights = tuple(
        CertifiedValue(Decimal(n), Decimal(n), Decimal(n) / 20000, Decimal(2))
        for n in (1, 2, 5, 10, 20)
    )
    standard = StandardFacts("weights", 2, "QC-01", "V07", Decimal("0.1"), Decimal(20), weights)
    loads = ("0.50", "2.50", "7.50", "10.00", "15.00")
    cells: dict[Cell, Entry] = {
        ("environment", 0, "temperature", 0): Entry("20", "degC"),
        ("checks", 0, "external", 0): Entry("pass"),
        ("checks", 0, "technical", 0): Entry("pass"),
    }
    for row, load in enumerate(loads):
        cells["accuracy", row, "up", 0] = cells["accuracy", row, "down", 0] = Entry(load, "kg")
    for i, value in enumerate(values):
        cells["repeatability", 0, "r", i] = Entry(value, "kg")
    for row in range(5):
        cells["eccentricity", row, "r", 0] = Entry("5.00", "kg")
    for row in range(3):
        cells["discrimination", row, "ok", 0] = Entry("pass")
    for name, value in more.items():
        section, row_, column = name.split("__")
        cells[section, int(row_), column, 0] = Entry(value, "" if column == "ok" else "kg")
    return evaluate(work(cells, definition=SCALE, values=KG, standards=(standard,)))


def test_a_scale_passes() -> None:
    found = scale()

    assert (found.verdict, found.missing) == ("pass", ())
    repeatability = next(p for p in found.points if p.section == "repeatability")
    assert (repeatability.computed["range"], repeatability.limit) == ("0.05", "0.05")
    at_ten = found.points[3]
    standard = at_ten.budget["budget"]["lines"][0]
    assert Decimal(standard["parameters"]["U"]) == Decimal(
        "0.0005"
    )  # 10 kg × the set's largest relative U


def test_added_weights_find_the_error_before_rounding() -> None:
    found = scale(accuracy__3__dl="0.02")

    assert (found.points[3].computed["p"], found.points[3].computed["e_up"]) == (
        "10.005", "0.005",
    )  # fmt: skip


def test_a_scale_that_does_not_move_fails() -> None:
    assert scale(discrimination__1__ok="fail").verdict == "fail"


def test_a_scale_beyond_its_limit_stops_there() -> None:
    found = scale(accuracy__0__up="0.55")

    assert (found.verdict, found.stopped_by) == ("fail", "accuracy")


def slot(way: str) -> Any:
    definition = changed(("standards", 0, "uncertainty"), way)
    return definition.slot("")


GRADED = StandardFacts(
    "reference", 1, "CH", "V", Decimal(0), Decimal(60),
    (CertifiedValue(Decimal(10), Decimal("10.002"), Decimal("0.01"), Decimal(2)),
     CertifiedValue(Decimal(20), Decimal("19.996"), Decimal("0.03"), Decimal(2))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("way", "point", "expanded", "deviation"),
    [
        ("interpolated", "10", "0.01", "0.002"),
        ("interpolated", "15", "0.02", "0.001"),
        ("interpolated", "5", "0.03", "0.004"),  # outside what was calibrated: the largest
        ("largest", "10", "0.03", "0.004"),
        ("proportional", "30", "0.045", "0.006"),
    ],
)
def test_what_a_standard_gives_at_a_point(
    way: str, point: str, expanded: str, deviation: str
) -> None:
    support = support_at(slot(way), Decimal(point), (GRADED,))

    assert support is not None
    assert (support.expanded, support.deviation) == (Decimal(expanded), Decimal(deviation))


def test_the_better_of_two_standards_supports_a_point() -> None:
    worse = StandardFacts(
        "reference",
        2,
        "W",
        "V",
        Decimal(0),
        Decimal(60),
        (CertifiedValue(Decimal(10), Decimal(10), Decimal("0.05"), Decimal(2)),),
    )
    short = StandardFacts("reference", 3, "S", "V", Decimal(0), Decimal(5), GRADED.values)

    support = support_at(slot("interpolated"), Decimal(10), (worse, short, GRADED))

    assert support is not None
    assert support.standard.calibration == 1


readings = st.decimals(-1, 11, places=2).map(lambda value: f"{value:f}")


def test_of_two_lines_at_one_value_the_worse_counts() -> None:
    up = CertifiedValue(Decimal(10), Decimal("10.004"), Decimal("0.01"), Decimal(2))
    down = CertifiedValue(Decimal(10), Decimal("9.993"), Decimal("0.03"), Decimal(3))
    runs = replace(STANDARD, values=(VALUES[0], up, down, VALUES[2]))

    both = [
        support_at(slot("interpolated"), Decimal(10), (replace(runs, values=values),))
        for values in (runs.values, tuple(reversed(runs.values)))
    ]

    assert [(s.expanded / s.k, s.deviation) for s in both if s] == [
        (Decimal("0.01"), Decimal("0.007"))
    ] * 2


def test_a_standard_is_not_used_where_its_certificate_is_silent() -> None:
    keen = tuple(
        CertifiedValue(Decimal(n), Decimal(n), Decimal("0.001"), Decimal(2)) for n in (0, 10)
    )
    silent = replace(STANDARD, code="CH-002", values=keen)

    above, inside = (
        support_at(slot("interpolated"), Decimal(point), (silent, STANDARD)) for point in (12, 8)
    )

    assert above is not None
    assert inside is not None
    assert (above.standard.code, inside.standard.code) == ("CH-001", "CH-002")


@given(
    up=st.lists(readings, min_size=6, max_size=6), down=st.lists(readings, min_size=6, max_size=6)
)
def test_a_gauge_is_judged_as_by_hand(up: list[str], down: list[str]) -> None:
    found = evaluate(work(gauge_cells(up, down)))

    for i, point in enumerate(found.points):
        reference = Decimal(2 * i)
        errors = [Decimal(up[i]) - reference, Decimal(down[i]) - reference]
        hyst = abs(Decimal(up[i]) - Decimal(down[i]))
        good = max(abs(errors[0]), abs(errors[1]), hyst) <= Decimal("0.16")
        assert point.verdict == ("pass" if good else "fail")
        assert abs(Decimal(point.error)) == max(abs(each) for each in errors)
        assert Decimal(point.expanded) > 0
    assert found.verdict == ("pass" if all(p.verdict == "pass" for p in found.points) else "fail")


def test_texts_keep_every_digit_while_they_fit() -> None:
    assert text_of(Decimal("10.00")) == "10.00"
    assert text_of(Decimal("-0.0")) == "0.0"
    assert text_of(None) == ""
    assert text_of(Decimal(1) / Decimal(3)) == "0.3333333333333333333333333333"
    assert len(text_of(Decimal("1.234567890123456789012345678901234567E-20"))) <= 50
