"""All indicators of a centre for a half-year, beside the same by statements written by hand.

PostgreSQL, ten years of contracts with 700 000 certificates and what is planned. By hand: one
statement for each family of indicators, as somebody who knows the data would write it; it gives
numbers alone, ours also the rows behind each number. The answers are compared first.
"""

from functools import partial
from time import perf_counter
from typing import Any

from benchmarks import by_hand_indicators, certified, database, planned, ten_years, turns

CERTIFICATES = 700_000
CENTRE = "HUE"
PERIOD = f"{ten_years.LAST.year}-H1"
LIMIT = 1.5
SHOWN = 5


def fill() -> dict[str, int]:
    """The rows of ten years; how many each table has."""
    rows = ten_years.fill()
    made = certified.fill(CERTIFICATES)
    jobs = rows.pop("job") + made.pop("job")
    return rows | made | {"job": jobs} | planned.fill()


def measure() -> dict[str, Any]:
    """Best times of both; queries; the slowest statements and indicators; a plan."""
    from accounts.models import Centre
    from common.period import Period
    from reports.indicators import compute

    rows = fill()
    unit, period = Centre.objects.get(code=CENTRE), Period.parse(PERIOD)
    given = by_hand_indicators.parameters([unit.pk], period)
    codes, left_out = agree(unit, period)

    def ours() -> None:
        compute(codes, centre=unit, period=period, cut_off=period.end)

    def hand() -> None:
        for name in by_hand_indicators.STATEMENTS:
            by_hand_indicators.read(name, given)

    asked = turns.queries_of(ours)
    each = {
        name: database.milliseconds(partial(by_hand_indicators.read, name, given))
        for name in by_hand_indicators.STATEMENTS
    }
    return {
        "rows": rows,
        "codes": len(codes),
        "left_out": left_out,
        "queries": len(asked),
        "took": turns.by_turns({"ours": ours, "hand": hand}),
        "by_hand": sorted(each.items(), key=lambda one: -one[1])[:SHOWN],
        "slowest": _slowest(codes, unit, period),
        "plan": turns.slowest(asked),
    }


def agree(unit: Any, period: Any) -> tuple[list[str], list[str]]:
    """The indicators that both ways give, and those that have no statement by hand.

    Stops the benchmark where a number differs.
    """
    from reports.indicators import INDICATORS, compute

    given = by_hand_indicators.parameters([unit.pk], period)
    rows = {name: by_hand_indicators.read(name, given) for name in by_hand_indicators.STATEMENTS}
    told = by_hand_indicators.values(rows)
    codes = [code for code in INDICATORS if code in told]
    found = compute(codes, centre=unit, period=period, cut_off=period.end)
    other = {c: (one.value, told[c]) for c, one in found.items() if one.value != told[c]}
    if other or len(codes) != len(told):
        raise SystemExit(f"ours and by hand: {other or set(told) - set(codes)}")
    return codes, [code for code in INDICATORS if code not in told]


def _slowest(codes: list[str], unit: Any, period: Any) -> list[tuple[str, float]]:
    """(indicator, ms) of those that take longest when all are asked; the first loads the rows."""
    from reports.indicators import INDICATORS
    from reports.indicators.question import Question

    asked = {code: INDICATORS[code] for code in codes}
    question = Question(centre=unit, period=period, cut_off=period.end, asked=asked)
    took = {}
    for code in codes:
        begun = perf_counter()
        question.figure(code)
        took[code] = (perf_counter() - begun) * 1e3
    return sorted(took.items(), key=lambda one: -one[1])[:SHOWN]


def main() -> None:
    """Print the table, the slowest, the plan."""
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    took, rows = found["took"], found["rows"]
    without = f" Without a statement by hand: {', '.join(found['left_out'])}." * bool(
        found["left_out"]
    )
    print(
        f"## {found['codes']} indicators of a centre for a half-year\n\n"
        f"Limit: {LIMIT} × the sum of the hand-written SQL. PostgreSQL,"
        f" {rows['certificate']} certificates, {rows['contract']} contracts and"
        f" {rows['activity']} activities of ten years in three centres; best of {turns.ROUNDS}, by"
        f" turns; the answers are the same, ours with the rows behind them.{without}\n\n"
        "| what | queries | ms | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| hand-written SQL | {len(by_hand_indicators.STATEMENTS)} | {took['hand']:.0f} | 1.00 |\n"
        f"| `reports.indicators.compute` | {found['queries']} | {took['ours']:.0f} |"
        f" {took['ours'] / took['hand']:.2f} |\n\n"
        f"Slowest by hand: {_listed(found['by_hand'])}.\n"
        f"Slowest of ours (the first of a family loads its rows): {_listed(found['slowest'])}.\n\n"
        f"Where the time of its slowest query goes:\n\n```text\n{found['plan']}\n```"
    )


def _listed(rows: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {ms:.0f} ms" for name, ms in rows)


if __name__ == "__main__":
    main()
