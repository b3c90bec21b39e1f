"""Channels, phases, rows written out, measured references, decision rules: the engine alone."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from calibration.certified import Certified, CertifiedLine
from calibration.definition import Definition, compile_definition
from calibration.evaluation import Entry, Evaluation, Work, evaluate
from calibration.facts import facts_for
from calibration.plan import make_plan, tables_of
from calibration.sections import Section
from common.errors import InvalidInput
from metrology.quantities.quantity import Quantity


def words(text: str) -> dict[str, str]:
    """The same text in both languages."""
    return {"vi": text, "en": text}


def field(key: str, kind: str, **more: Any) -> dict[str, Any]:
    """A field of the definition."""
    return {"key": key, "label": words(key), "type": kind, **more}


def column(key: str, role: str, **more: Any) -> dict[str, Any]:
    """A column of a table."""
    return {"key": key, "label": words(key), "role": role, **more}


def rule(expr: str, **more: Any) -> dict[str, Any]:
    """An acceptance rule."""
    return {"key": "ok", "label": words("ok"), "expr": expr, **more}


def defined(**parts: Any) -> Definition:
    """A small procedure in litres, with `parts` in place of its own."""
    whole = {
        "schema": 1, "code": "x", "title": words("x"), "documents": {"verification": "X 1"},
        "services": ["verification"], "instrument_types": ["fuel-dispenser"],
        "fields": [field("nozzles", "integer")], "unit": {"code": "L"},
        "decision_rule": "simple", "coverage": "k2", "tables": [volume()], **parts,
    }  # fmt: skip
    return compile_definition(whole)


def volume(**more: Any) -> dict[str, Any]:
    """A table whose reference is measured: error in percent of the true volume."""
    return {
        "key": "volume", "title": words("volume"), "reference": "v", "error_unit": "%",
        "points": {"rows": [{"reference": "20", "values": {"flow": "'Qmax'"}}]},
        "columns": [
            column("flow", "nominal"), column("v", "reference"), column("v_fd", "reading"),
            column("v_ref", "reading"), column("e", "computed", expr="100*(v_fd-v_ref)/v_ref"),
        ],
        "true_value": "v_ref", "indication": "v_fd", "error": "e",
        "limit": {"type": "rows", "rows": [
            {"when": "flow == 'Qmax'", "mpe": "0.3"}, {"mpe": "0.5"}]},
        "acceptance": [rule("abs(e) <= mpe")], "stop_on_fail": True, **more,
    }  # fmt: skip


def done(
    definition: Definition, facts: dict[str, str], cells: dict[str, str], **more: Any
) -> Evaluation:
    """Evaluate keyed cells `{"volume~1.0.v_fd": "20.01"}` in the unit of the plan."""
    plan = make_plan(definition, facts, more.pop("mode", "as_found"))
    entries = {}
    for place, digits in cells.items():
        section, row, key, *repeat = place.split(".")
        unit = "" if section in ("checks", "adjustment") else plan["unit"]
        entries[section, int(row), key, int(repeat[0]) if repeat else 0] = Entry(digits, unit)
    work = Work(
        definition,
        facts,
        plan,
        entries,
        more.pop("standards", ()),
        more.pop("judged", True),
        **more,
    )
    return evaluate(work)


def test_a_section_reads_back_what_it_says() -> None:
    for text in ("accuracy", "volume~2", "accuracy!left", "volume~12!left"):
        assert str(Section.parse(text)) == text
    assert Section.parse("volume~x") == Section("volume~x")


def test_each_hose_has_its_table_and_its_verdict() -> None:
    cells = {
        "volume~1.0.v_fd": "20.01", "volume~1.0.v_ref": "20.00",
        "volume~2.0.v_fd": "20.10", "volume~2.0.v_ref": "20.00",
    }  # fmt: skip

    found = done(defined(channels="nozzles"), {"nozzles": "2"}, cells)

    assert [(p.section, p.channel, p.reference, p.error, p.error_unit, p.limit, p.verdict)
            for p in found.points] == [
        ("volume~1", 1, "20.00", "0.05", "%", "0.3", "pass"),
        ("volume~2", 2, "20.00", "0.5", "%", "0.3", "fail"),
    ]  # fmt: skip
    assert [(c.channel, c.label, c.verdict) for c in found.channels] == [
        (1, {"vi": "Kênh 1", "en": "Channel 1"}, "pass"),
        (2, {"vi": "Kênh 2", "en": "Channel 2"}, "fail"),
    ]  # fmt: skip
    assert (found.verdict, found.stopped_by) == ("fail", "volume~2")


@pytest.mark.parametrize(("kind", "said"), [("integer", "999999999999"), ("text", "A;" * 60)])
def test_a_slip_of_the_pen_lays_out_no_million_hoses(kind: str, said: str) -> None:
    definition = defined(channels="hoses", fields=[field("hoses", kind)])

    facts, faults = facts_for(definition, {"hoses": said})

    assert facts == {}
    assert [(f.field, f.code) for f in faults] == [("instrument.hoses", "out_of_range")]


@pytest.mark.parametrize(
    ("said", "read"),
    [("1,6 %", "1.6"), ("R160", "160"), ("-5", "-5"), ("−0,5", "-0.5"), ("±2", "2"),
     ("1e3", None), ("1 000", None), ("0…10", None), ("x", None)],
)  # fmt: skip
def test_a_fact_that_is_a_number_is_the_one_that_was_written(said: str, read: str | None) -> None:
    definition = defined(fields=[field("n", "number")])

    facts, faults = facts_for(definition, {"n": said})

    assert (facts.get("n"), len(faults)) == (read, read is None)


def test_a_table_of_facts_nested_too_deep_is_no_table() -> None:
    columns = [field("full", "number")]
    definition = defined(fields=[field("spec", "table", columns=columns)])

    facts, faults = facts_for(definition, {"spec": "[" * 3999})

    assert (facts, [f.code for f in faults]) == ({}, ["not_allowed"])


def test_a_failed_hose_leaves_the_work_of_the_other() -> None:
    cells = {"volume~1.0.v_fd": "20.10", "volume~1.0.v_ref": "20.00"}

    found = done(defined(channels="nozzles"), {"nozzles": "2"}, cells)

    assert found.missing == (("volume~2", 0, "v_fd", 0), ("volume~2", 0, "v_ref", 0))
    assert [c.verdict for c in found.channels] == ["fail", ""]
    assert found.verdict == ""


def test_a_table_by_rows_is_worked_along_its_rows() -> None:
    table = volume(by_row=True, points={"rows": [{"reference": "5"}, {"reference": "20"}]},
                   columns=[column("v", "reference"), column("a", "reading"), column("b", "reading")],
                   limit=None, acceptance=[], true_value=None, indication=None, error=None)  # fmt: skip

    found = done(defined(tables=[table]), {"nozzles": "1"}, {})

    assert [cell[1:3] for cell in found.missing] == [(0, "a"), (0, "b"), (1, "a"), (1, "b")]


def test_one_hose_needs_no_channels() -> None:
    plan = make_plan(defined(channels="nozzles"), {"nozzles": "1"})

    assert [each["key"] for each in plan["tables"]] == ["volume"]
    assert plan["channels"] == []


FOUND = {"volume.0.v_fd": "20.10", "volume.0.v_ref": "20.00"}
LEFT = {"volume!left.0.v_fd": "20.02", "volume!left.0.v_ref": "20.00"}
ADJUSTED = {"adjustment.0.note.0": "vặn vít hiệu chỉnh"}
ADJUSTABLE = {"adjustment": True, "channels": "nozzles"}


def test_what_was_left_decides_and_what_was_found_stays() -> None:
    found = done(defined(**ADJUSTABLE), {"nozzles": "1"}, {**FOUND, **ADJUSTED, **LEFT})

    assert [(p.section, p.phase, p.verdict) for p in found.points] == [
        ("volume", "", "fail"), ("volume!left", "left", "pass"),
    ]  # fmt: skip
    assert (found.verdict, found.missing) == ("pass", ())


def test_an_adjustment_asks_for_the_points_again() -> None:
    found = done(defined(**ADJUSTABLE), {"nozzles": "1"}, {**FOUND, **ADJUSTED})

    assert found.missing == (("volume!left", 0, "v_fd", 0), ("volume!left", 0, "v_ref", 0))


def test_without_adjustment_what_was_found_decides() -> None:
    found = done(defined(**ADJUSTABLE), {"nozzles": "1"}, FOUND)

    assert (found.verdict, [p.section for p in found.points]) == ("fail", ["volume"])


def test_a_first_calibration_has_nothing_as_found() -> None:
    plan = make_plan(defined(**ADJUSTABLE), {"nozzles": "1"}, "first")

    assert [(each.section, each.phase) for each in tables_of(plan)] == [("volume", "")]
    assert (plan["mode"], plan["adjustment"]) == ("first", False)


def spec(**more: Any) -> Definition:
    """A multimeter: rows with units of their own, limits looked up in the instrument's table."""
    table = {
        "key": "points", "title": words("points"), "reference": "ref",
        "points": {
            "lookup": {"field": "spec", "on": ["function", "range"]},
            "rows": [
                {"reference": "3.6", "unit": "V", "standard": "voltage",
                 "values": {"function": "'DCV'", "range": "'4 V'"}},
                {"reference": "360", "unit": "ohm", "standard": "resistance",
                 "values": {"function": "'R'", "range": "'400 Ω'"}},
            ],
        },
        "columns": [
            column("function", "nominal"), column("range", "nominal"), column("ref", "reference"),
            column("x", "reading"), column("err", "computed", expr="x - ref"),
        ],
        "indication": "x", "error": "err",
        "limit": {"type": "expr", "expr": "a_percent/100*abs(ref) + n_digits*resolution"},
        "acceptance": [rule("abs(err) <= mpe")],
        "uncertainty": [{"key": "std", "label": words("std"), "distribution": "normal",
                         "expr": "U_std", "divisor": "k_std"}],
    }  # fmt: skip
    columns = [field("function", "text"), field("range", "text"), field("a_percent", "number"),
               field("n_digits", "integer"), field("resolution", "number")]  # fmt: skip
    slots = [{"key": key, "label": words(key), "quantity": quantity}
             for key, quantity in (("voltage", "voltage"), ("resistance", "resistance"))]  # fmt: skip
    return defined(
        fields=[field("spec", "table", required=False, columns=columns)], unit={"code": "V"},
        standards=slots, tables=[table], **more,
    )  # fmt: skip


SPEC = '[{"a_percent":"0.5","function":"DCV","n_digits":"3","range":"4 V","resolution":"0.001"}]'


def certificate(key: str, *lines: tuple[str, str, str]) -> Certified:
    """What a calibrator's certificate says for one slot, k = 2."""
    return Certified(key, 7, "CAL-1", "GCN 1", None, None, tuple(line_of(*each) for each in lines))


def line_of(nominal: str, value: str, expanded: str) -> CertifiedLine:
    """One line of a certificate, k = 2."""
    parse = Quantity.parse
    return CertifiedLine(parse(nominal), parse(value), parse(expanded), Decimal(2))


def test_a_row_has_its_own_unit_limit_and_standard() -> None:
    definition = spec()
    volts = [("0 V", "0 V", "0.1 mV"), ("4 V", "4 V", "0.9 mV")]
    ohms = [("0 ohm", "0 ohm", "10 mohm"), ("400 ohm", "400 ohm", "40 mohm")]
    standards = (certificate("voltage", *volts), certificate("resistance", *ohms))
    plan = make_plan(definition, {"spec": SPEC})
    cells = {
        ("points", 0, "x", 0): Entry("3.607", "V"), ("points", 1, "x", 0): Entry("360.1", "ohm"),
    }  # fmt: skip

    found = evaluate(Work(definition, {"spec": SPEC}, plan, cells, standards, False, "simple"))

    first, second = found.points
    assert (first.unit, first.error, first.limit, first.verdict) == ("V", "0.007", "0.021", "pass")
    assert first.expanded == "0.00082"
    assert (second.unit, second.error, second.limit, second.verdict) == ("ohm", "0.1", "", "")
    assert (found.verdict, found.conformity) == ("reported", "pass")


def test_every_line_of_the_instruments_table_has_its_points() -> None:
    """A multimeter of any make: the points follow its own ranges, in their own units."""
    rows = [
        {"reference": f"{share}*full", "unit": "unit", "values": {"share": share}}
        for share in ("0.1", "0.9")
    ]
    table = {
        "key": "points", "title": words("points"), "reference": "ref",
        "points": {"each": "spec", "rows": rows},
        "columns": [column("ref", "reference"), column("x", "reading")],
        "limit": {"type": "expr", "expr": "a_percent/100*ref"},
    }  # fmt: skip
    columns = [field("full", "number"), field("unit", "text"), field("a_percent", "number")]
    definition = defined(
        fields=[field("spec", "table", columns=columns)], unit={"code": "V"}, tables=[table]
    )
    spec = '[{"a_percent":"1","full":"400","unit":"mV"},{"a_percent":"2","full":"4","unit":"kohm"}]'

    plan = make_plan(definition, {"spec": spec})

    assert [(r["row"], r["reference"], r["unit"], r["limit"]) for r in plan["tables"][0]["rows"]] == [
        (0, "40", "mV", "0.4"), (1, "360", "mV", "3.6"),
        (2, "0.4", "kohm", "0.008"), (3, "3.6", "kohm", "0.072"),
    ]  # fmt: skip


def bath() -> Definition:
    """A thermometer whose true temperature is the standard's reading and its correction."""
    table = {
        "key": "points", "title": words("points"), "reference": "t",
        "points": {"expressions": ["50"]},
        "columns": [
            column("t", "reference"), column("t_ref", "reading", repeat=3),
            column("t_x", "reading", repeat=3),
            column("true", "computed", expr="mean(t_ref) + corr_std"),
            column("err", "computed", expr="mean(t_x) - true"),
        ],
        "true_value": "true", "indication": "mean(t_x)", "error": "err",
    }  # fmt: skip
    slot = {"key": "reference", "label": words("ref"), "quantity": "temperature"}
    return defined(unit={"code": "degC"}, standards=[slot], tables=[table], fields=[])


def test_the_signed_correction_of_the_standard_is_added() -> None:
    cells = {f"points.0.t_ref.{i}": text for i, text in enumerate(("50.02", "50.03", "50.02"))}
    cells |= {f"points.0.t_x.{i}": text for i, text in enumerate(("50.2", "50.2", "50.3"))}
    low, high = ("40 degC", "39.98 degC", "0.04 delta_degC"), ("60 degC", "60 degC", "0.04 K")
    standards = (certificate("reference", low, high),)

    (point,) = done(bath(), {}, cells, standards=standards, judged=False).points

    assert point.reference.startswith("50.01333")  # 50.02333… − 0.01
    assert point.error.startswith("0.22")


def test_a_range_amended_since_moves_no_point_to_another_standard() -> None:
    """What supported a point is frozen: A had reached 50 °C when the work started."""
    definition = bath()
    cells = {("points", 0, key, i): Entry("50", "degC") for key in ("t_ref", "t_x")
             for i in range(3)}  # fmt: skip
    lines = [("40 degC", "39.98 degC", "0.04 K"), ("60 degC", "59.98 degC", "0.04 K")]
    a = certificate("reference", *lines)
    b = replace(certificate("reference", ("50 degC", "49 degC", "0.4 K")), calibration=8, code="B")
    plan = make_plan(definition, {})
    plan["reach"] = {"7": ["0 degC", "100 degC"], "8": ["", ""]}
    shorter = replace(a, high=Quantity.parse("45 degC"))

    (point,) = evaluate(Work(definition, {}, plan, cells, (shorter, b), False)).points

    assert point.reference == "49.98"  # by A's correction of −0.02, not by B's of −1


def guarded(rule_name: str, mpe: str = "0.3") -> str:
    """The verdict at an error of 0.25 % with U = 0.1 % under a decision rule."""
    u = {"key": "u", "label": words("u"), "distribution": "normal", "expr": "0.1", "divisor": "2"}
    limit = {"type": "expr", "expr": mpe}
    definition = defined(decision_rule=rule_name, tables=[volume(uncertainty=[u], limit=limit)])
    cells = {"volume.0.v_fd": "20.05", "volume.0.v_ref": "20.00"}
    return done(definition, {"nozzles": "1"}, cells).points[0].verdict


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("simple", "pass"), ("guarded", "fail"), ("iso_14253_1", "fail"), ("uncritical", "pass")],
)
def test_the_decision_rule_moves_the_limit(name: str, verdict: str) -> None:
    assert guarded(name) == verdict


def test_nothing_can_be_shown_to_keep_a_limit_of_zero_with_a_guard_band() -> None:
    assert guarded("guarded", "0") == "fail"


def test_a_division_by_zero_leaves_a_blank_with_its_reason() -> None:
    cells = {"volume.0.v_fd": "20.05", "volume.0.v_ref": "0"}

    (point,) = done(defined(), {"nozzles": "1"}, cells).points

    assert (point.error, point.verdict) == ("", "")
    assert "e" in point.problems
    assert point.acceptance[0]["met"] is None


def test_the_reported_u_is_never_below_the_cmc() -> None:
    definition = bath()
    u = {"key": "std", "label": words("std"), "distribution": "normal", "expr": "U_std",
         "divisor": "k_std"}  # fmt: skip
    data = {**definition.data, "tables": [{**definition.data["tables"][0], "uncertainty": [u]}]}
    definition = compile_definition(data)
    plan = make_plan(definition, {})
    plan["scope"] = {"cmc": [{"unit": "degC", "ranges": [
        {"type": "constant", "from": "0", "to": "100", "value": "0.1"}]}]}  # fmt: skip
    cells = {("points", 0, key, i): Entry("50", "degC") for key in ("t_ref", "t_x")
             for i in range(3)}  # fmt: skip
    line = ("50 degC", "50 degC", "0.04 K")

    (point,) = evaluate(
        Work(definition, {}, plan, cells, (certificate("reference", line),), False)
    ).points

    assert (point.u, point.expanded, point.cmc, point.stated_expanded) == (
        "0.02", "0.1", "0.1", "0.10",
    )  # fmt: skip


def floored(error_unit: str, expr: str, u: str, read: str) -> tuple[str, str]:
    """U as it is stated, and the CMC it was raised to, of a volume between 10 L and 20 L."""
    source = {"key": "u", "label": words("u"), "distribution": "normal", "expr": u, "divisor": "2"}
    table = volume(uncertainty=[source], error_unit=error_unit, limit=None, acceptance=[])
    table["columns"][-1]["expr"] = expr
    definition = defined(tables=[table])
    plan = make_plan(definition, {"nozzles": "1"})
    plan["scope"] = {"cmc": [{"unit": "L", "ranges": [
        {"type": "constant", "from": "10", "to": "20", "value": "0.01"}]}]}  # fmt: skip
    cells = {("volume", 0, key, 0): Entry(read, "L") for key in ("v_fd", "v_ref")}
    (point,) = evaluate(Work(definition, {"nozzles": "1"}, plan, cells, (), False)).points
    return point.stated_expanded, point.cmc


@pytest.mark.parametrize(
    ("error_unit", "expr", "u", "stated"),
    [
        ("mL", "1000*(v_fd - v_ref)", "4", ("10", "10")),  # another unit of the same quantity
        ("%", "100*(v_fd - v_ref)/v_ref", "0.02", ("0.050", "0.05")),  # 0.01 L of 20 L
        ("%", "100*(v_fd - v_ref)/v_ref", "0.06", ("0.060", "")),
        ("L", "v_fd - v_ref", "0.004", ("0.010", "0.01")),
    ],
)
def test_the_cmc_holds_in_whatever_unit_the_error_is(
    error_unit: str, expr: str, u: str, stated: tuple[str, str]
) -> None:
    # The measured volume lies a hair beyond the scope, the planned one at its end.
    assert floored(error_unit, expr, u, "20.001") == stated


@pytest.mark.parametrize(
    ("part", "value", "place"),
    [
        ("channels", "hoses", "channels"),
        ("code", "a\nb", "code"),
        ("code", "mã", "code"),
        ("code", "x" * 61, "code"),
        ("tables", [volume(points={"expressions": ["1"] * 501})], "tables.0.points.expressions"),
        ("decision_rule", "customer", "decision_rule"),
        ("constants", [{"key": "U", "value": "1"}], "constants.0.key"),
        ("tables", [volume(columns=[column("none", "nominal")], reference=None, error=None,
                           true_value=None, indication=None, limit=None, acceptance=[])],
         "tables.0.columns.0.key"),
        ("tables", [volume(unit="lit")], "tables.0.unit"),
        ("standards", [{"key": "a", "label": words("a"), "quantity": "volume", "for": ["price"]}],
         "standards.0.for.0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(part: str, value: Any, place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        defined(**{part: value})

    assert place in [fault.field for fault in refused.value.faults]
