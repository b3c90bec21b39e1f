"""Numbers of the templates against the formulas of their guides, in floats and by another way."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from calibration.budget_check import disagreements
from calibration.certified import Certified, CertifiedLine, support_of_row
from calibration.definition import Definition, compile_definition
from calibration.evaluation import Entry, Evaluation, PointResult, Work, evaluate
from calibration.facts import facts_for
from calibration.plan import make_plan
from metrology.quantities.quantity import Quantity

FOLDER = Path("calibration/data/procedures")
Cells = Mapping[str, tuple[Sequence[str], str]]


@lru_cache
def template(code: str) -> Definition:
    return compile_definition(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


def standard(key: str, *lines: tuple[str, str, str], k: str = "2") -> Certified:
    """A calibration event: nominal, value, U."""
    q = Quantity.parse
    found = tuple(CertifiedLine(q(a), q(b), q(u), Decimal(k)) for a, b, u in lines)
    return Certified(key, 1, key.upper(), "C 1", None, None, found)


def evaluated(
    code: str, facts: dict[str, str], cells: Cells, *standards: Certified, **more: Any
) -> Evaluation:
    """`cells`: {"mass.0.d_c": (["0.0001"], "g")}."""
    definition = template(code)
    known, faults = facts_for(definition, facts)
    assert not faults
    known |= {"regime": more.pop("regime", ""), "service": more.pop("service", "verification")}
    keyed = {
        (place.split(".")[0], int(place.split(".")[1]), place.split(".")[2], i): Entry(digits, unit)
        for place, (values, unit) in cells.items()
        for i, digits in enumerate(values)
    }
    plan = make_plan(definition, known) | {"scope": more.pop("scope", {})}
    return evaluate(Work(definition, known, plan, keyed, standards, **{"judged": True, **more}))


def point(found: Evaluation, section: str, row: int = 0) -> PointResult:
    return next(p for p in found.points if (p.section, p.row) == (section, row))


# Weights (OIML R 111-1:2004, 5.3.1 and C.6)

ABBA = (
    ("0.0000", "0.0021", "0.0023", "0.0001"),
    ("0.0001", "0.0024", "0.0022", "0.0000"),
    ("0.0002", "0.0022", "0.0025", "0.0001"),
)


def weighed(
    cls: str, cycles: int, read: Mapping[str, str], true: str = "1000.0009 g", **more: Any
) -> PointResult:
    """A weight of 1 kg against a standard that truly is `true`, U = 0.5 mg."""
    cells = {
        f"abba.{row}.{key}": ([digits], "g")
        for row, cycle in enumerate(ABBA[:cycles])
        for key, digits in zip(("a1", "b1", "b2", "a2"), cycle, strict=True)
    }
    cells |= {f"mass.0.{key}": ([digits], "g") for key, digits in read.items()}
    facts = {"nominal": "1 kg", "accuracy": cls, "material_density": "7850 kg/m3"}
    reference = standard("reference", ("1 kg", true, "0.5 mg"))
    return point(evaluated("weights", facts, cells, reference, **more), "mass")


def test_a_weight_is_its_standard_its_correction_and_the_difference() -> None:
    found = weighed("F1", 3, {"d_c": "0.0001"})

    each = [(b1 - a1 - a2 + b2) / 2 for a1, b1, b2, a2 in ([float(x) for x in c] for c in ABBA)]
    mean = sum(each) / 3
    s = sqrt(sum((d - mean) ** 2 for d in each) / 2)
    buoyancy = 1000 * 0.12 * abs(1 / 7850 - 1 / 8000) / sqrt(3)
    u = 1000 * sqrt(0.00025**2 + 2 * (0.00005**2 / 3) + s**2 / 3 + buoyancy**2)
    assert float(found.error) == pytest.approx(0.9 + 1000 * mean)
    assert float(found.expanded) == pytest.approx(2 * u)


@pytest.mark.parametrize(
    ("true", "rule", "verdict"),
    [
        ("1000.0018 g", "guarded", "pass"),  # 4.0 mg and U = 0.6 mg: within 5 mg once, not twice
        ("1000.0025 g", "guarded", "fail"),  # 4.7 mg
        ("1000.0025 g", "simple", "pass"),
        ("1000.0030 g", "simple", "fail"),  # 5.2 mg
    ],
)
def test_a_weight_is_guarded_once_and_by_the_rule_agreed(
    true: str, rule: str, verdict: str
) -> None:
    found = weighed("F1", 3, {"d_c": "0.0001"}, true, judged=False, conformity=rule)

    assert found.verdict == verdict


def test_one_cycle_without_a_known_scatter_gives_no_uncertainty() -> None:
    alone = weighed("M1", 1, {"d_c": "0.0001"})
    known = weighed("M1", 1, {"d_c": "0.0001", "s_c": "0.0002"})

    assert (alone.expanded, alone.verdict, alone.budget["missing"]) == ("", "", "comparator")
    assert known.verdict == "pass"
    assert weighed("M2", 1, {"d_c": "0.0001"}).verdict == "pass"  # U aside


# Fuel dispenser: a steel vessel at t, error in percent of the true volume


DISPENSER = {
    "q_min": "5 L/min", "q_max": "50 L/min", "v_min": "5 L", "resolution": "0.01 L",
    "accuracy": "0.5", "product": "KO", "nozzles": "1", "type_approval": "PDM 1",
    "unit_price": "20000 VND/L",
}  # fmt: skip


def test_a_dispensers_true_volume_is_corrected_and_grows_with_the_steel() -> None:
    reads = (("20.00", "19.96"), ("20.02", "19.97"), ("19.99", "19.97"), ("10.01", "9.98"),
             ("10.00", "9.99"), ("10.02", "9.99"), ("5.01", "4.99"))  # fmt: skip
    cells: dict[str, tuple[list[str], str]] = {}
    for row, (shown, read) in enumerate(reads):
        cells[f"volume.{row}.v_fd"] = ([shown], "L")
        cells[f"volume.{row}.v_ref_read"] = ([read], "L")
        cells[f"volume.{row}.t_vessel"] = (["32"], "degC")
        cells[f"volume.{row}.time_s"] = (["30"], "s")
    vessel = standard("vessel", ("5 L", "5.002 L", "2 mL"), ("10 L", "9.997 L", "4 mL"),
                      ("20 L", "20.008 L", "8 mL"))  # fmt: skip

    found = evaluated("fuel-dispenser", DISPENSER, cells, vessel)

    more = (0.008,) * 3 + (-0.003,) * 3 + (0.002,)
    true = [(float(r) + c) * (1 + 4.85e-5 * 12) for (_v, r), c in zip(reads, more, strict=True)]
    errors = [100 * (float(v) - t) / t for (v, _r), t in zip(reads, true, strict=True)]
    mean = sum(errors) / 7
    s = sqrt(sum((e - mean) ** 2 for e in errors) / 6)
    first = point(found, "volume")
    u = sqrt((0.004 * 100 / true[0]) ** 2 + (0.005 * 100 / true[0]) ** 2 / 3
             + (0.5 * 4.85e-5 * 100) ** 2 / 3 + s**2)  # fmt: skip
    assert [float(point(found, "volume", i).reference) for i in range(7)] == pytest.approx(true)
    assert [float(point(found, "volume", i).error) for i in range(7)] == pytest.approx(errors)
    assert float(first.expanded) == pytest.approx(2 * u)


def test_what_was_not_found_before_an_adjustment_is_not_asked_for_after_it() -> None:
    cells: dict[str, tuple[Sequence[str], str]] = {
        f"volume.{row}.{key}": ([digits], unit)
        for row, volume in enumerate(("20", "20", "20", "10", "10", "10", "5"))
        for key, digits, unit in (("v_fd", "21.0", "L"), ("v_ref_read", volume, "L"),
                                  ("t_vessel", "20", "degC"), ("time_s", "30", "s"))
    }  # fmt: skip
    vessel = standard("vessel", ("5 L", "5 L", "2 mL"), ("20 L", "20 L", "8 mL"))

    found = evaluated("fuel-dispenser", DISPENSER, cells, vessel)
    adjusted = evaluated("fuel-dispenser", DISPENSER,
                         {**cells, "adjustment.0.note": (["vít"], "")}, vessel)  # fmt: skip

    # Its volume failed and the work ended there: prices as found were never looked at.
    assert {cell[0] for cell in found.missing} == {"checks", "environment"}
    assert {cell[0] for cell in adjusted.missing} == {
        "checks", "environment", "volume!left", "price!left",
    }  # fmt: skip
    assert (found.stopped_by, adjusted.stopped_by) == ("volume", "")


# Thermometer: a correction between two certified points, its sign


def test_a_bath_is_what_the_standard_shows_with_its_correction_between_two_points() -> None:
    facts = {"range_min": "0 degC", "range_max": "40 degC", "resolution": "0.1 °C",
             "digital": "yes", "mpe_declared": "0.5 °C"}  # fmt: skip
    cells = {"points.3.t_ref": (["30.02", "30.03", "30.01"], "degC"),
             "points.3.t_x": (["30.2", "30.3", "30.2"], "degC")}  # fmt: skip
    # At 20 °C it shows 0.04 too much, at 40 °C 0.02 too little: at 30 °C −0.01.
    reference = standard(
        "reference",
        ("0 degC", "0 degC", "0.02 K"),
        ("20 degC", "19.96 degC", "0.02 K"),
        ("40 degC", "40.02 degC", "0.04 K"),
    )

    found = point(
        evaluated("thermometer", facts, cells, reference, service="calibration"), "points", 3
    )

    mean = (30.2 + 30.3 + 30.2) / 3
    s = sqrt(sum((x - mean) ** 2 for x in (30.2, 30.3, 30.2)) / 2)
    u = sqrt(0.015**2 + 0.05**2 / 3 + 0.05**2 / 3 + s**2 / 3)
    assert float(found.computed["corr"]) == pytest.approx(-0.01)
    assert float(found.reference) == pytest.approx(30.01)
    assert float(found.error) == pytest.approx(mean - 30.01)
    assert float(found.computed["dt"]) == pytest.approx(30.01 - mean)
    assert float(found.expanded) == pytest.approx(2 * u)


# Multimeter: rows of the instrument's own specification, in units of their own


def test_a_multimeters_row_has_its_unit_its_limit_and_its_standards_u() -> None:
    spec = [{"function": "DCV", "range": "400 mV", "full": "400", "unit": "mV", "a_percent": "0.5",
             "n_digits": "2", "resolution": "0.1", "main": "no"},
            {"function": "R", "range": "4 kΩ", "full": "4", "unit": "kohm", "a_percent": "0.8",
             "n_digits": "2", "resolution": "0.001", "main": "no"}]  # fmt: skip
    cells = {"points.1.x": (["360.9"], "mV"), "points.2.x": (["3612"], "ohm")}
    volts = standard("voltage", ("0.3 V", "0.30001 V", "20 uV"), ("0.4 V", "0.40003 V", "40 uV"))
    ohms = standard("resistance", ("3.6 kohm", "3600.2 ohm", "0.6 ohm"))

    found = evaluated("digital-multimeter", {"digits": "4000", "spec": json.dumps(spec)}, cells,
                      volts, ohms, judged=False, service="calibration")  # fmt: skip

    dc, r = point(found, "points", 1), point(found, "points", 2)
    assert (dc.unit, dc.reference, dc.error, dc.limit) == ("mV", "360", "0.9", "2")
    u = sqrt(0.016**2 + 0.022**2 / 3 + 0.05**2 / 3)  # at 360 mV: U = 32 µV, deviation 22 µV
    assert float(dc.expanded) == pytest.approx(2 * u)
    assert (r.unit, r.reference, r.error, r.limit) == ("kohm", "3.6", "0.012", "0.0308")
    u = sqrt(0.0003**2 + 0.0002**2 / 3 + 0.0005**2 / 3)
    assert float(r.expanded) == pytest.approx(2 * u)


# Electricity meter: the limit of each row by current, power factor and class (IEC 62053)


@pytest.mark.parametrize(
    ("cls", "connection", "limits"),
    [
        ("1", "direct", ["1", "1", "1", "1", "1", "1.5"]),
        ("2", "direct", ["2", "2", "2", "2", "2", "2.5"]),
        ("0.5S", "ct", ["0.5", "0.5", "0.6", "0.6", "0.5", "0.5", "0.6", "1", "1"]),
        ("0.2S", "ct", ["0.2", "0.2", "0.3", "0.3", "0.2", "0.2", "0.3", "0.5", "0.4"]),
    ],
)
def test_a_meters_limit_goes_by_row(cls: str, connection: str, limits: list[str]) -> None:
    facts = {"phases": "1", "un": "220 V", "ib": "5 A", "range_max": "20 A", "accuracy": cls,
             "constant": "1600 imp/kWh", "connection": connection}  # fmt: skip

    plan = make_plan(
        template("electricity-meter"), facts_for(template("electricity-meter"), facts)[0]
    )

    assert [row.get("limit") for row in plan["tables"][0]["rows"]] == limits


# Balance (EURAMET cg-18): U of an indication


def test_a_balances_u_is_that_of_the_guide() -> None:
    facts = {"range_max": "200 g", "resolution": "0.1 mg", "drift": "2 K"}
    reads = [f"100.000{i}" for i in (1, 2, 0, 1, 1, 2, 0, 1, 2, 0)]
    whole = [f"200.000{i}" for i in (1, 3, 0, 1, 1, 3, 0, 1, 3, 0)]
    cells = {"repeatability.0.r": (reads, "g"), "repeatability.1.r": (whole, "g"),
             "accuracy.3.r": (["100.0004"], "g")}  # fmt: skip
    shown = (("r_center", "100.0000"), ("r1", "100.0002"), ("r2", "99.9997"), ("r3", "100.0001"),
             ("r4", "100.0000"))  # fmt: skip
    cells |= {f"eccentricity.0.{key}": ([digits], "g") for key, digits in shown}
    weights = standard("weights", ("100 g", "100.00005 g", "0.05 mg"), ("200 g", "200 g", "0.1 mg"))

    found = point(evaluated("balance-calibration", facts, cells, weights, judged=False,
                            service="calibration"), "accuracy", 3)  # fmt: skip

    def spread(texts: list[str]) -> float:
        values = [float(text) for text in texts]
        mean = sum(values) / len(values)
        return sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))

    s = max(spread(reads), spread(whole))
    u = sqrt(0.000025**2 + 2 * 0.00005**2 / 3 + s**2 + (0.0003 / 200 * 100) ** 2 / 3
             + (4e-6 * 2 * 100) ** 2 / 3)  # fmt: skip
    assert found.error == "0.00035"
    assert float(found.expanded) == pytest.approx(2 * u)


# What standards and rules give beyond the plain case


def test_the_deviation_between_two_runs_is_never_less_than_the_correction() -> None:
    lines = (("40 degC", "40.02 degC", "0.04 K"), ("40 degC", "40 degC", "0.04 K"),
             ("60 degC", "59.98 degC", "0.04 K"), ("60 degC", "60.018 degC", "0.04 K"))  # fmt: skip
    slot = template("thermometer").standards[0]

    found = support_of_row(slot, {"reference": "50"}, "degC", [standard("reference", *lines)])

    # Means of +0.010 and −0.001; the farther runs, +0.02 and −0.02, would meet in a zero.
    assert found is not None
    assert (found.correction, found.deviation) == (Decimal("0.0045"), Decimal("0.0045"))


@pytest.mark.parametrize("name", ["mpe", "limit"])
def test_on_request_a_point_without_a_limit_is_not_judged_whatever_the_rule_calls_it(
    name: str,
) -> None:
    data = json.loads(json.dumps(template("micrometer").data))
    data["tables"][0]["acceptance"][0]["expr"] = f"abs(err) <= {name}"
    definition = compile_definition(data)
    facts = {"range_min": "175 mm", "range_max": "200 mm", "d": "0.01 mm", "digital": "no"}
    cells = {("points", 0, "l_x", i): Entry("177.50", "mm") for i in range(3)}

    found = evaluate(
        Work(definition, facts, make_plan(definition, facts), cells, (), False, "simple")
    )

    assert [each.acceptance for each in found.points] == [()] * 10


@pytest.mark.parametrize(
    ("reference", "expanded", "deviation", "correction"),
    [
        ("50", "0.00003", "0.00003", "0.00003"),
        ("150", "0.0001", "0.0001", None),  # 100 g and 50 g, or others: not between 100 and 200
        ("20", "0.00002", "0.00004", None),  # 20 g or 20* g
    ],
)
def test_between_two_pieces_of_a_set_nothing_is_interpolated(
    reference: str, expanded: str, deviation: str, correction: str | None
) -> None:
    pieces = standard(
        "weights", ("20 g", "20.00002 g", "0.02 mg"), ("20 g", "19.99996 g", "0.02 mg"),
        ("50 g", "50.00003 g", "0.03 mg"), ("100 g", "100.00005 g", "0.05 mg"),
        ("200 g", "199.9999 g", "0.1 mg"),
    )  # fmt: skip
    slot = template("balance-calibration").standards[0]

    found = support_of_row(slot, {"reference": reference}, "g", [pieces])

    assert found is not None
    assert (found.expanded, found.deviation) == (Decimal(expanded), Decimal(deviation))
    assert found.correction == (None if correction is None else Decimal(correction))


@pytest.mark.parametrize(
    ("cmc", "kept", "printed"),
    [("0.104", "0.104", "0.11"), ("0.1031", "", "0.11"), ("0.0999", "", "0.10")],
)
def test_no_rounding_prints_a_u_below_the_cmc(cmc: str, kept: str, printed: str) -> None:
    facts = {"range_min": "0 degC", "range_max": "40 degC", "resolution": "0.1 °C",
             "digital": "yes"}  # fmt: skip
    cells = {"points.1.t_ref": (["10.00"] * 3, "degC"), "points.1.t_x": (["10.1"] * 3, "degC")}
    reference = standard("reference", ("0 degC", "0 degC", "0.06371 K"),
                         ("40 degC", "40 degC", "0.06371 K"))  # fmt: skip
    line = {"unit": "degC", "ranges": [
        {"type": "constant", "from": "0", "to": "40", "value": cmc}]}  # fmt: skip

    found = point(evaluated("thermometer", facts, cells, reference, scope={"cmc": [line]},
                            service="calibration", judged=False), "points", 1)  # fmt: skip

    own = 2 * sqrt((0.06371 / 2) ** 2 + 2 * 0.05**2 / 3)  # 0.1036
    assert float(found.expanded) == pytest.approx(0.104 if kept else own)
    assert (found.cmc, found.stated_expanded) == (kept, printed)
    names = ("error", "u", "dof", "k", "expanded", "stated_error", "stated_expanded", "cmc",
             "budget")  # fmt: skip
    assert disagreements({name: getattr(found, name) for name in names}) == []
