"""Changes to prices, contracts and money. Each refuses in words or leaves an event."""

from contracts.services.appendices import amend
from contracts.services.drafting import (
    LineFacts,
    add_line,
    change_draft,
    draft_contract,
    remove_line,
)
from contracts.services.items import ItemFacts, add_items
from contracts.services.life import accept, cancel, liquidate, pause, resume
from contracts.services.lists import apply_list, judge_again, map_columns, mend_row, upload_list
from contracts.services.money import (
    InvoiceFacts,
    RateIn,
    adjust_invoice,
    cancel_invoice,
    record_invoice,
    replace_invoice,
)
from contracts.services.payments import cancel_payment, record_payment
from contracts.services.prices import ServiceFacts, add_service, close_price, set_price
from contracts.services.signing import sign

__all__ = [
    "InvoiceFacts",
    "ItemFacts",
    "LineFacts",
    "RateIn",
    "ServiceFacts",
    "accept",
    "add_items",
    "add_line",
    "add_service",
    "adjust_invoice",
    "amend",
    "apply_list",
    "cancel",
    "cancel_invoice",
    "cancel_payment",
    "change_draft",
    "close_price",
    "draft_contract",
    "judge_again",
    "liquidate",
    "map_columns",
    "mend_row",
    "pause",
    "record_invoice",
    "record_payment",
    "remove_line",
    "replace_invoice",
    "resume",
    "set_price",
    "sign",
    "upload_list",
]
