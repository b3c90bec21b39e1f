"""What a customer's page shows beside its rows."""

from typing import Any

from accounts.merging.kinds import counted
from accounts.merging.moving import hanging
from accounts.merging.queries import candidates
from accounts.models import Customer
from accounts.services import CUSTOMER_FACTS

SHOWN_APART = ("name", "tax_code", "address")


def customer_facts(customer: Customer) -> list[tuple[str, str]]:
    """(label, what is said) of every further fact that is known."""
    return [
        (str(Customer._meta.get_field(name).verbose_name), said)  # type: ignore[union-attr]
        for name in CUSTOMER_FACTS
        if name not in SHOWN_APART and (said := getattr(customer, name))
    ]


def merging_part(customer: Customer, *, may_change: bool) -> dict[str, Any]:
    """The context of accounts/merging/part.html; likely twins only for who may merge."""
    gone = customer.merged_into_id is not None
    return {
        "still_here": counted(hanging(customer)) if gone else [],
        "twins": candidates(customer) if may_change else [],
        "merged_here": list(customer.merged.all()),
    }
