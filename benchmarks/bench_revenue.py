"""Revenue by month × kind × base over ten years of a centre, beside the same answer by hand.

PostgreSQL. Both answers are compared before they are timed: a faster wrong one does not count.
"""

from datetime import date
from typing import Any

from benchmarks import by_hand, database, ten_years, turns

YEAR = 2026


def measure() -> dict[str, Any]:
    """Best times of a year and of ten, the queries of ours, and where its time goes."""
    from accounts.models import Centre
    from contracts.revenue import ALL_KINDS, sums

    rows = ten_years.fill()
    top = Centre.objects.get(code="INST")

    def ours(first: int) -> Any:
        return sums(
            by=("base", "month", "kind"),
            centre=top,
            start=date(first, 1, 1),
            end=date(YEAR, 12, 31),
            kinds=ALL_KINDS,
        )

    def hand(first: int) -> Any:
        return by_hand.revenue(date(first, 1, 1), date(YEAR, 12, 31))

    _agree(ours(YEAR), hand(YEAR))
    asked = turns.queries_of(lambda: ours(YEAR))
    return {
        "rows": rows,
        "queries": len(asked),
        "year": turns.by_turns({"ours": lambda: ours(YEAR), "hand": lambda: hand(YEAR)}),
        "plan": turns.slowest(asked),
    }


def _agree(ours: Any, hand: Any) -> None:
    found = {
        (str(one.key[0].value), one.key[1].month, one.key[2]): (one.net, one.gross)
        for one in ours
        if one.net or one.gross
    }
    expected = {row[:3]: row[3:] for row in hand}
    if found != expected:
        wrong = [key for key in {*found, *expected} if found.get(key) != expected.get(key)]
        raise SystemExit(f"{len(wrong)} sums differ, first {min(wrong)}")


def main() -> None:
    """Print the table and the plan."""
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    year = found["year"]
    print(
        "## Revenue of a year by month × kind × base\n\n"
        f"Limit: 1.3 × the hand-written SQL. PostgreSQL, {found['rows']['contract']} contracts,"
        f" {found['rows']['contractline']} lines, {found['rows']['invoice']} invoices,"
        f" {found['rows']['payment']} payments of ten years; best of {turns.ROUNDS}, by turns; the"
        " answers are the same to the đồng.\n\n"
        "| what | queries | ms | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| hand-written SQL | 1 | {year['hand']:.0f} | 1.00 |\n"
        f"| `contracts.revenue.sums` | {found['queries']} | {year['ours']:.0f} |"
        f" {year['ours'] / year['hand']:.2f} |\n\n"
        f"Where its time goes:\n\n```text\n{found['plan']}\n```"
    )


if __name__ == "__main__":
    main()
