"""Good bodies for the writes of the ledger."""

from typing import Any


def writes(write: Any, rows: dict[str, Any], today: str) -> list[Any]:
    """A match, its end, closed books, a bank's list."""
    share = {"invoice": rows["invoice"], "amount": 1}
    listed = "/api/v1/bank-lists/{id}"
    return [
        write("post", "/api/v1/payments/{id}/match/", {"shares": [share]}, rows["payments"]),
        write("post", "/api/v1/payments/{id}/unmatch/", {"why": "x"}, rows["payments"]),
        write("post", "/api/v1/books/", {"centre": "HUE", "until": today, "why": "x"}),
        write(
            "post",
            f"{listed}/columns/",
            {
                "row": 1,
                "received_on": 0,
                "amount": 1,
                "debit": 2,
                "reference": 3,
                "text": 4,
                "payer": 5,
            },
            rows["bank"],
        ),
        write(
            "patch",
            f"{listed}/rows/{{number}}/",
            {"amount": "5", "received_on": "1/1/2026", "contract": "1", "invoices": "1"},
            rows["bank"],
            2,
        ),
        write("post", f"{listed}/apply/", {"skip": True}, rows["bank"]),
    ]
