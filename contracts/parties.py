"""The two parties as papers name them: plain text facts that are frozen with each paper.

Every value is text, never None; what nobody has filled in is "". Both parties have the same keys
(PARTY), so that a template of Word prints either with the same words; the centre has some more.
"""

from typing import Final

from accounts.models import Centre, Customer

PARTY: Final = (
    "name",
    "name_en",
    "address",
    "tax_code",
    "budget_code",  # mã đơn vị quan hệ ngân sách, of customers that the treasury pays
    "phone",
    "email",
    "bank_account",
    "bank_name",
    "representative",
    "representative_title",
)
OF_CENTRE: Final = ("above", "place", "code", "designation")


def centre_facts(centre: Centre) -> dict[str, str]:
    """The centre: PARTY and, for the head of a paper, OF_CENTRE.

    `above` is the body over it (decree 30/2020: printed above its name), by its own setting or by
    its place in the tree; `place` is the town of “Huế, ngày …”.
    """
    above = centre.above_vi or (centre.parent.name_vi if centre.parent else "")
    return {
        "name": centre.name_vi,
        "name_en": centre.name_en,
        "address": centre.address_vi,
        "tax_code": centre.tax_code,
        "budget_code": "",
        "phone": centre.phone,
        "email": "",
        "bank_account": centre.bank_account,
        "bank_name": centre.bank_name,
        "representative": centre.head_name,
        "representative_title": centre.head_title_vi,
        "above": above,
        "place": centre.place_vi,
        "code": centre.code,
        "designation": centre.designation,
    }


def customer_facts(customer: Customer) -> dict[str, str]:
    """The customer, who pays: PARTY."""
    return {
        "name": customer.name,
        "name_en": "",
        "address": customer.address,
        "tax_code": customer.tax_code,
        "budget_code": customer.budget_code,
        "phone": customer.phone,
        "email": customer.email,
        "bank_account": customer.bank_account,
        "bank_name": customer.bank_name,
        "representative": customer.representative,
        "representative_title": customer.representative_title,
    }
