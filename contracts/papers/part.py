"""The papers on the page of their contract: what there is, what can be made."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.people import Person
from accounts.permissions import Can
from contracts.models import Contract
from contracts.papers.queries import papers_of
from contracts.papers.services import why_not
from contracts.states import PaperKind

# Which facts of a party its papers lack most when blank, with the words of the party's form.
_WANTED = ("tax_code", "bank_account", "head_name", "place_vi")


@dataclass(frozen=True)
class Choice:
    """A kind of paper: where it is made, or why not now."""

    kind: PaperKind
    url: str
    why_not: str


def papers_part(contract: Contract, person: Person) -> dict[str, Any]:
    """Context of `contracts/papers/part.html`, in one query."""
    manages = person.may(Can.MANAGE_CONTRACTS, contract.centre)
    choices = []
    if manages:
        choices = [
            Choice(kind, make_address(contract, kind), why_not(contract, kind))
            for kind in PaperKind
        ]
    return {
        "papers": list(papers_of(contract)),
        "paper_choices": choices,
        "papers_incomplete": manages and lacks(contract),
    }


def make_address(contract: Contract, kind: str) -> str:
    """Where a paper of a kind is made."""
    return reverse("contracts:make-paper", args=[contract.pk, kind])


def lacks(contract: Contract) -> bool:
    """Whether papers would leave something of the centre blank."""
    return not all(getattr(contract.centre, name) for name in _WANTED)
