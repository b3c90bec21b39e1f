"""The manager's page over ten years, beside the same figures by statements written by hand.

PostgreSQL. The page: two years of signed revenue by month and kind, stages and what is late,
debts by age, offers on their way. By hand: the first three; the answers are compared first.
"""

from datetime import date
from typing import Any

from benchmarks import by_hand, by_hand_overview, database, ten_years, turns
from benchmarks.bench_contract_list import signed_in

ADDRESS = "/overview/"
LATE = {"not_due": 0, "to_30": 30, "to_60": 60, "to_90": 90, "over_90": None}


def measure() -> dict[str, Any]:
    """Best times of the page and of the statements by hand; queries; the plan of the slowest."""
    from django.utils import timezone

    from accounts.models import User

    rows = ten_years.fill()
    browser = signed_in(User.objects.get(email="manager@ten.example"))
    today = timezone.localdate()
    start, end = date(today.year - 1, 1, 1), date(today.year, 12, 31)

    def page() -> None:
        answer = browser.get(ADDRESS)
        if answer.status_code != 200:
            raise SystemExit(f"{ADDRESS} answered {answer.status_code}")

    def hand() -> None:
        by_hand_overview.signed(start, end)
        by_hand.register(today)
        by_hand_overview.owed(today)

    _agree(start, end, today)
    page()
    asked = turns.queries_of(page)
    return {
        "rows": rows,
        "queries": len(asked),
        "took": turns.by_turns({"page": page, "hand": hand}),
        "plan": turns.slowest(asked),
    }


def _agree(start: date, end: date, today: date) -> None:
    from accounts.models import Centre
    from contracts.ledger.debts import owing
    from contracts.models import Contract
    from contracts.revenue import Base, sums

    top = Centre.objects.get(code="INST")
    ours = sums(centre=top, start=start, end=end, bases=(Base.SIGNED,), by=("month", "kind"))
    found = [(*one.key, one.net, one.gross) for one in ours]
    if found != by_hand_overview.signed(start, end):
        raise SystemExit("the signed revenue differs")
    debts = {(row.customer_id, LATE[row.age.value], row.invoices, row.open)
             for row in owing(Contract.objects.all(), today).rows}  # fmt: skip
    if debts != set(by_hand_overview.owed(today)):
        raise SystemExit("the debts differ")


def main() -> None:
    """Print the table and the plan."""
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    took = found["took"]
    print(
        f"## The manager's page at {found['rows']['contract']} contracts\n\n"
        "Limits: 1.3 × the hand-written SQL, 12 queries. PostgreSQL, ten years; best of"
        f" {turns.ROUNDS}, by turns. By hand: signed revenue of two years by month and kind, all"
        " contracts by stage, debts by customer and age; the answers are the same.\n\n"
        "| what | queries | ms | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| hand-written SQL | 3 | {took['hand']:.0f} | 1.00 |\n"
        f"| the page | {found['queries']} | {took['page']:.0f} |"
        f" {took['page'] / took['hand']:.2f} |\n\n"
        f"Where the time of its slowest query goes:\n\n```text\n{found['plan']}\n```"
    )


if __name__ == "__main__":
    main()
