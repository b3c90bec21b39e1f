"""The first page of the contract list over ten years, beside its SQL written by hand.

PostgreSQL. The page is asked as a browser asks it, sign-in, layout and all; its sums are compared
with those of the statement before either is timed.
"""

from datetime import date
from typing import Any

from benchmarks import by_hand, database, ten_years, turns

ADDRESS = "/contracts/"


def measure() -> dict[str, Any]:
    """Best times of the page, of its statement and of the hand-written one; queries; the plan."""
    from django.utils import timezone

    from accounts.models import User
    from contracts.models import Contract
    from contracts.register.finding import Wanted, find

    rows = ten_years.fill()
    browser = signed_in(User.objects.get(email="manager@ten.example"))
    today = timezone.localdate()

    def page() -> None:
        answer = browser.get(ADDRESS)
        if answer.status_code != 200:
            raise SystemExit(f"{ADDRESS} answered {answer.status_code}")

    def ours() -> Any:
        return find(Contract.objects.all(), Wanted(), today, size=50)

    _agree(ours(), today)
    asked = turns.queries_of(page)
    return {
        "rows": rows,
        "queries": len(asked),
        "took": turns.by_turns(
            {"page": page, "find": ours, "hand": lambda: by_hand.register(today)}
        ),
        "plan": turns.slowest(asked),
    }


def signed_in(user: Any) -> Any:
    """A browser without scripts."""
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


def _agree(found: Any, today: date) -> None:
    hand = by_hand.register(today)
    groups = {(g.stage.value, g.waiting): (g.sums.net, g.sums.vat, g.sums.count, g.sums.debt)
              for g in found.groups}  # fmt: skip
    expected = {row[2:4]: tuple(map(int, row[4:])) for row in hand if not row[0]}
    page = [entry.id for entry in found.page]
    newest = [row[1] for row in sorted(row for row in hand if row[0])]
    if groups != expected or page != newest:
        raise SystemExit(f"the answers differ: {groups} {expected}")


def main() -> None:
    """Print the table and the plan."""
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    took = found["took"]
    print(
        f"## The contract list's first page at {found['rows']['contract']} contracts\n\n"
        f"Limit: 1.5 × its SQL written by hand. PostgreSQL, {found['rows']['contractline']} lines;"
        f" best of {turns.ROUNDS}, by turns; a stage, what is waited for and the sums of all"
        " contracts, and the newest fifty; the answers are the same.\n\n"
        "| what | queries | ms | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| hand-written SQL | 1 | {took['hand']:.0f} | 1.00 |\n"
        f"| `contracts.register.finding.find` | 1 | {took['find']:.0f} |"
        f" {took['find'] / took['hand']:.2f} |\n"
        f"| the page | {found['queries']} | {took['page']:.0f} |"
        f" {took['page'] / took['hand']:.2f} |\n\n"
        f"Where the time of its slowest query goes:\n\n```text\n{found['plan']}\n```"
    )


if __name__ == "__main__":
    main()
