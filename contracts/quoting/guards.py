"""What a quotation forbids elsewhere: changing the lines it offers, signing anything else."""

import json

from django.utils.translation import gettext as _

from common.errors import Fault, Refused
from contracts.models import Contract, Quotation
from contracts.quoting.statement import agreed
from contracts.states import ContractState, QuotationState

# With these the customer holds an offer that the draft must keep.
HELD = (QuotationState.SENT, QuotationState.ACCEPTED)


def require_lines_free(contract: Contract) -> None:
    """Refuse (`quoted`) to change lines that the customer was offered.

    The way out is to take the offer back (`versions.reopen`) or to make a new version of it. A
    signed contract is past that: its lines follow its appendices.
    """
    if contract.state != ContractState.DRAFT:
        return
    held = Quotation.objects.filter(contract=contract, state__in=HELD).defer("statement").first()
    if held is None:
        return
    held.contract = contract
    if held.state == QuotationState.ACCEPTED:
        message = _("Khách hàng đã đồng ý %(quotation)s: hãy soạn lại báo giá rồi mới sửa dòng.")
    else:
        message = _("%(quotation)s đang ở khách hàng: hãy soạn lại báo giá rồi mới sửa dòng.")
    raise Refused(message % {"quotation": held}, code="quoted")


def require_as_quoted(contract: Contract) -> None:
    """Refuse to sign what the customer has not accepted, once an offer went out.

    `not_accepted`: no version is accepted. `not_as_quoted`: the lines say something else. A draft
    of which no offer ever went out is signed as it is.
    """
    rows = Quotation.objects.filter(contract=contract)
    accepted = rows.filter(state=QuotationState.ACCEPTED).first()
    if accepted is None:
        if rows.filter(sent_on__isnull=False).exists():
            raise Refused(
                _("Đã gửi báo giá mà khách hàng chưa đồng ý bản nào: hãy ghi trả lời của khách."),
                code="not_accepted",
            )
        return
    offered, present = json.loads(accepted.statement)["lines"], contract.lines.all()
    if agreed(offered) != agreed(present):
        accepted.contract = contract
        message = _("Các dòng khác với %(quotation)s mà khách hàng đã đồng ý: hãy soạn bản mới.")
        message %= {"quotation": accepted}
        fault = Fault("", message, code="not_as_quoted", found=str(len(present)),
                      allowed=str(len(offered)))  # fmt: skip
        raise Refused(message, code="not_as_quoted", faults=(fault,))


def why_not_signed(contract: Contract) -> str:
    """Why a draft is not signed yet because of its offers, in a few words; "" where it may be."""
    states = set(
        Quotation.objects.filter(contract=contract, sent_on__isnull=False).values_list(
            "state", flat=True
        )
    )
    if not states or QuotationState.ACCEPTED in states:
        return ""
    return _("khách hàng chưa đồng ý báo giá")
