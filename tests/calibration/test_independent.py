"""Every number of the two procedures computed a second time, by hand, in exact fractions.

Nothing of `metrology` or of the evaluation is used for the expected values: the formulas are
written out here from the procedures (EN 837-1, OIML R 76-1 table 6, GUM) and the factors of the
units from their definitions.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest

from calibration.certified import CertifiedValue, StandardFacts
from calibration.definition import Definition
from calibration.evaluation import Cell, Entry, Evaluation, PointResult, Work, evaluate
from calibration.facts import facts_for
from calibration.plan import make_plan
from tests.calibration.test_plan import GAUGE, SCALE

F = Fraction
WIDE = Context(prec=60)
PASCALS = {
    "bar": F(10**5),
    "kPa": F(1000),
    "MPa": F(10**6),
    "psi": F("4.4482216152605") / F("0.0254") ** 2,  # pound-force per square inch
    "kgf/cm2": F("9.80665") * 10**4,
}
TABLE_6 = {
    "II": ((5000, "0.5"), (20000, "1"), (100000, "1.5")),
    "III": ((500, "0.5"), (2000, "1"), (10000, "1.5")),
    "IIII": ((50, "0.5"), (200, "1"), (1000, "1.5")),
}
Line = tuple[str, str, str, str]  # nominal, found, U, k


def exact(value: Fraction) -> Decimal:
    return WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def agrees(shown: str, wanted: Decimal) -> bool:
    return abs(Decimal(shown) - wanted) <= Decimal("1e-20") * max(abs(wanted), Decimal(1))


def two_digits(expanded: Decimal) -> Decimal:
    once = expanded.quantize(Decimal(1).scaleb(expanded.adjusted() - 1), ROUND_HALF_EVEN, WIDE)
    return once.quantize(Decimal(1).scaleb(once.adjusted() - 1), ROUND_HALF_EVEN, WIDE)


def check_stated(point: PointResult, error: Fraction, variance: Fraction) -> None:
    u = WIDE.sqrt(exact(variance))
    stated = two_digits(2 * u)
    value = exact(error).quantize(stated, ROUND_HALF_EVEN, WIDE)
    assert agrees(point.error, exact(error))
    assert agrees(point.u, u)
    assert agrees(point.expanded, 2 * u)
    assert (point.k, point.stated_expanded) == ("2", format(stated, "f"))
    assert point.stated_error == format(abs(value) if value.is_zero() else value, "f")


def evaluated(
    definition: Definition,
    card: dict[str, str],
    readings: Callable[[dict[str, list[Fraction]]], dict[Cell, Entry]],
    standard: StandardFacts,
) -> tuple[Evaluation, dict[str, list[Fraction]]]:
    facts, faults = facts_for(definition, card)
    assert faults == []
    plan = make_plan(definition, facts)
    points = {t["key"]: [F(row["reference"]) for row in t["rows"]] for t in plan["tables"]}
    cells: dict[Cell, Entry] = {
        ("environment", 0, "temperature", 0): Entry("20", "degC"),
        ("checks", 0, "external", 0): Entry("pass"),
        ("checks", 0, "technical", 0): Entry("pass"),
    }
    cells |= readings(points)
    return evaluate(Work(definition, facts, plan, cells, (standard,), judged=True)), points


# Gauges


def support(lines: Sequence[Line], factor: Fraction, at: Fraction) -> tuple[Fraction, Fraction]:
    """The standard's u and deviation at a point: in a straight line, else the worst."""
    known = sorted(
        (F(a) * factor, F(c) * factor / F(k), (F(b) - F(a)) * factor) for a, b, c, k in lines
    )
    for (low, u0, d0), (high, u1, d1) in pairwise(known):
        if low <= at <= high:
            part = (at - low) / (high - low)
            return u0 + part * (u1 - u0), d0 + part * (d1 - d0)
    return max(u for _, u, _ in known), max(abs(d) for _, _, d in known)


def certified(lines: Sequence[Line], factor: Fraction) -> tuple[CertifiedValue, ...]:
    made = []
    for a, b, c, k in lines:
        nominal, found, expanded = (exact(F(one) * factor) for one in (a, b, c))
        made.append(CertifiedValue(nominal, found, expanded, Decimal(k)))
    return tuple(made)


@pytest.mark.parametrize("seed", range(60))
def test_gauges_in_every_unit_class_and_range(seed: int) -> None:
    rng = Random(seed)
    unit, of_standard = rng.choice(list(PASCALS)), rng.choice(list(PASCALS))
    low, high = rng.choice([("0", "10"), ("0", "1.6"), ("-1", "5"), ("-0.1", "0.5"), ("0", "250")])
    cls = rng.choice(["0.1", "0.25", "0.6", "1", "1.6", "2.5", "4", "6"])
    span, factor = F(high) - F(low), PASCALS[of_standard] / PASCALS[unit]
    mpe = F(cls) / 100 * span
    top = float(F(high) / factor)
    lines: list[Line] = [
        (f"{part * top:.6f}", f"{part * top * (1 + rng.uniform(-1, 1) / 1e3):.9f}",
         f"{top * rng.uniform(1, 9) / 1e4:.9f}", rng.choice(["2", "2", "2.05", "1.96"]))
        for part in (-0.4, 0, 0.3, 0.7, 1.1)
    ]  # fmt: skip
    keyed: list[tuple[str, str]] = []

    def readings(points: dict[str, list[Fraction]]) -> dict[Cell, Entry]:
        cells = {}
        for row, ref in enumerate(points["accuracy"]):
            pair = [f"{float(ref + mpe * F(rng.randint(-105, 105), 100)):.5f}" for _ in "ab"]
            keyed.append((pair[0], pair[1]))
            cells["accuracy", row, "up", 0] = Entry(pair[0], unit)
            cells["accuracy", row, "down", 0] = Entry(pair[1], unit)
        return cells

    card = {
        "range_min": f"{low} {unit}",
        "range_max": f"{high} {unit}",
        "accuracy": cls,
        "resolution": f"0.05 {unit}",
    }
    standard = StandardFacts("reference", 1, "P", "C", None, None, certified(lines, factor))
    result, points = evaluated(GAUGE, card, readings, standard)

    parts = 10 if F(cls) <= F("0.6") else 5
    assert points["accuracy"] == [F(low) + span * F(i, parts) for i in range(parts + 1)]
    met = []
    for point, ref, (up, down) in zip(result.points, points["accuracy"], keyed, strict=True):
        e_up, e_down, hysteresis = F(up) - ref, F(down) - ref, abs(F(up) - F(down))
        u, deviation = support(lines, factor, ref)
        variance = u**2 + deviation**2 / 3 + F("0.005") ** 2 / 3 + hysteresis**2 / 12
        check_stated(point, e_up if abs(e_up) > abs(e_down) else e_down, variance)
        met.append(max(abs(e_up), abs(e_down), hysteresis) <= mpe)
        assert agrees(point.limit, exact(mpe))
        assert point.verdict == ("pass" if met[-1] else "fail")
    assert result.verdict == ("pass" if all(met) else "fail")


@pytest.mark.parametrize(
    ("up", "down", "verdict"),
    [
        ("2.16", "2.16", "pass"),
        ("2.160000001", "2.16", "fail"),
        ("1.84", "1.84", "pass"),
        ("1.839999999", "1.84", "fail"),
        ("2.08", "1.92", "pass"),
        ("2.08", "1.919999999", "fail"),
    ],
)
def test_exactly_on_the_limit_passes_and_beyond_it_fails(up: str, down: str, verdict: str) -> None:
    def readings(points: dict[str, list[Fraction]]) -> dict[Cell, Entry]:
        cells: dict[Cell, Entry] = {}
        for row, ref in enumerate(points["accuracy"]):
            for column, digits in (("up", up), ("down", down)):
                shown = digits if row == 1 else str(exact(ref))
                cells["accuracy", row, column, 0] = Entry(shown, "bar")
        return cells

    card = {
        "range_min": "0 bar",
        "range_max": "10 bar",
        "accuracy": "1,6",
        "resolution": "0.2 bar",
    }
    lines: list[Line] = [("0", "0", "0.5", "2"), ("2500", "2500.2", "0.5", "2")]
    standard = StandardFacts("reference", 1, "P", "C", None, None, certified(lines, F(1, 100)))

    assert evaluated(GAUGE, card, readings, standard)[0].verdict == verdict


# Scales


def mpe_of(cls: str, load: Fraction, e: Fraction) -> Fraction:
    return next(F(mpe) * e for upto, mpe in TABLE_6[cls] if load / e <= upto)


@pytest.mark.parametrize("seed", range(60))
def test_scales_of_every_class_and_capacity(seed: int) -> None:
    rng = Random(seed)
    top, least, e_in_grams, cls = rng.choice(
        [("15", "0.5", "50", "IIII"), ("15", "0.1", "5", "III"), ("30", "0.2", "10", "III"),
         ("150", "1", "50", "III"), ("5", "0.02", "1", "II")]
    )  # fmt: skip
    e, wander = F(e_in_grams) / 1000, rng.choice([0, 1, 1, 2])
    supports, discriminates = rng.randint(1, 6), rng.choice(["pass", "pass", "fail"])
    added = {0: F(rng.randint(0, 10), 10) * e} if rng.random() < 0.4 else {}
    seen: dict[Cell, Fraction] = {}

    def readings(points: dict[str, list[Fraction]]) -> dict[Cell, Entry]:
        columns = {"accuracy": ("up", "down"), "repeatability": ("r",), "eccentricity": ("r",)}
        for section, keys in columns.items():
            turns = range(3 if section == "repeatability" else 1)
            for (row, load), key, turn in product(enumerate(points[section]), keys, turns):
                seen[section, row, key, turn] = load + rng.randint(-wander, wander) * e / 2
        cells = {cell: Entry(str(exact(value)), "kg") for cell, value in seen.items()}
        for row, dl in added.items():
            cells["accuracy", row, "dl", 0] = Entry(str(exact(dl * 1000)), "g")
        for row in range(len(points["discrimination"])):
            cells["discrimination", row, "ok", 0] = Entry(discriminates)
        return cells

    card: dict[str, Any] = {
        "range_max": f"{top} kg",
        "range_min": f"{least} kg",
        "resolution": f"{e_in_grams} g",
        "e": f"{e_in_grams} g",
        "accuracy": cls,
        "supports": str(supports),
    }
    lines: list[Line] = [("1", "1", "0.00005", "2"), ("20", "20.0002", "0.0003", "2")]
    standard = StandardFacts("weights", 1, "M", "C", None, Decimal(20), certified(lines, F(1)))
    result, points = evaluated(SCALE, card, readings, standard)

    (middle,), positions = points["repeatability"], points["eccentricity"]
    third = F(top) / (3 if supports <= 4 else supports - 1)
    assert abs(positions[0] - third) <= e / 2
    repeats = [seen["repeatability", 0, "r", turn] for turn in range(3)]
    corners = [seen["eccentricity", row, "r", 0] for row in range(5)]
    mean = sum(repeats, F(0)) / 3
    scatter = sum(((one - mean) ** 2 for one in repeats), F(0)) / 2
    tilt = (max(corners) - min(corners)) / (2 * positions[0])
    met = [
        max(repeats) - min(repeats) <= mpe_of(cls, middle, e),
        all(abs(one - positions[0]) <= mpe_of(cls, positions[0], e) for one in corners),
        discriminates == "pass",
    ]
    for row, (point, load) in enumerate(zip(result.points, points["accuracy"], strict=False)):
        up, down = (seen["accuracy", row, key, 0] for key in ("up", "down"))
        e_up = (up + e / 2 - added[row] if row in added else up) - load
        e_down = down - load
        weights = (F("0.00005") / 2 * load) ** 2 + (F("0.0002") / 20 * load) ** 2 / 3
        variance = weights + (e / 2) ** 2 / 3 + scatter + (tilt * load) ** 2 / 3
        check_stated(point, e_up if abs(e_up) > abs(e_down) else e_down, variance)
        met.append(max(abs(e_up), abs(e_down)) <= mpe_of(cls, load, e))
        assert agrees(point.limit, exact(mpe_of(cls, load, e)))
    assert result.verdict == ("pass" if all(met) else "fail")


@pytest.mark.parametrize(
    ("card", "loads", "grams"),
    [
        (("15 kg", "0.5 kg", "50 g", "IIII"), "0.5 2.5 7.5 10 15", "25 25 50 50 75"),
        (("30 kg", "0.2 kg", "10 g", "III"), "0.2 5 15 20 30", "5 5 10 10 15"),
        (("150 kg", "1 kg", "50 g", "III"), "1 25 75 100 150", "25 25 50 50 75"),
        (("60 kg", "1 kg", "20 g", "III"), "1 10 30 40 60", "10 10 20 20 30"),
        (("6 kg", "1 kg", "2 g", "III"), "1 3 4 6", "1 2 2 3"),  # Min and 500 e are one load
    ],
)
def test_the_limits_of_known_scales(
    card: tuple[str, str, str, str], loads: str, grams: str
) -> None:
    top, least, e, cls = card
    facts, _ = facts_for(
        SCALE,
        {"range_max": top, "range_min": least, "resolution": e, "e": e, "accuracy": cls},
    )

    rows = make_plan(SCALE, facts)["tables"][0]["rows"]

    assert " ".join(row["reference"] for row in rows) == loads
    assert [Decimal(row["limit"]) * 1000 for row in rows] == [Decimal(g) for g in grams.split()]
