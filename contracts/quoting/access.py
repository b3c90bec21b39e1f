"""The rows of this room, found only among what the person sees."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.people import Person
from accounts.permissions import Can
from common.errors import Forbidden
from common.text import fold
from contracts.models import Framework, Quotation

QUOTATIONS = Quotation.objects.select_related(
    "contract__centre", "contract__customer", "made_by", "answered_by"
)
FRAMEWORKS = Framework.objects.select_related("centre", "customer", "created_by")


def quotation_of(person: Person, verb: Can | None = None, *, pk: int) -> Quotation:
    """A visible quotation; with `verb`, Forbidden where its centre does not grant it."""
    found: Quotation = get_object_or_404(QUOTATIONS.visible_to(person), pk=pk)
    if verb is not None:
        person.insist(verb, found.contract.centre)
    return found


def own_quotation_of(person: Person, *, pk: int) -> Quotation:
    """A quotation that the person answers as its customer; Forbidden to everyone else."""
    found = quotation_of(person, pk=pk)
    if not may_answer_as_customer(person, found):
        raise Forbidden(_("Chỉ khách hàng của báo giá này trả lời ở đây."))
    return found


def may_answer_as_customer(person: Person, quotation: Quotation) -> bool:
    """Whether the person is a contact of its customer."""
    return person.may(Can.ANSWER_QUOTATIONS, customer_id=quotation.contract.customer_id)


def matching(text: str, *, prefix: str = "") -> Q:
    """Rows where every word is in the contract's number or the customer's folded name."""
    found = Q()
    for word in text.replace("\x00", " ").split():
        named = Q(**{f"{prefix}customer__search_key__contains": fold(word)})
        found &= named | Q(**{f"{prefix}number__icontains": word})
    return found
