"""The next moves of a contract, each allowed or with the reason why not yet."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people import Person
from accounts.permissions import Can
from contracts.models import Contract
from contracts.queries import Standing
from contracts.quoting.guards import why_not_signed
from contracts.states import CONTRACT_MOVES, ContractState, Stage


@dataclass(frozen=True)
class Next:
    """One button."""

    label: Any
    url: str
    why_not: str = ""
    primary: bool = False
    danger: bool = False


def next_moves(contract: Contract, standing: Standing, person: Person) -> list[Next]:
    """The buttons of a contract's page for this person."""
    moves: list[Next] = []
    if person.may(Can.MANAGE_CONTRACTS, contract.centre):
        moves += _decisions(contract, standing)
    if person.may(Can.RECORD_MONEY, contract.centre) and contract.state not in (
        ContractState.DRAFT,
        ContractState.CANCELLED,
    ):
        due = standing.stage in (Stage.COMPLETED, Stage.ACCEPTED)
        moves.append(Next(_("Ghi hóa đơn"), _to(contract, "new-invoice"), primary=due))
        owed = standing.stage is Stage.INVOICED
        moves.append(Next(_("Ghi thu tiền"), _to(contract, "new-payment"), primary=owed))
    return moves


def _to(contract: Contract, name: str) -> str:
    return reverse(f"contracts:{name}", args=[contract.pk])


def _decisions(contract: Contract, standing: Standing) -> list[Next]:
    state = contract.state
    moves = []
    if state == ContractState.DRAFT:
        empty = why_not_signed(contract) if contract.lines.exists() else _("chưa có dòng nào")
        moves.append(Next(_("Ký hợp đồng"), _to(contract, "sign"), empty, primary=True))
    if state == ContractState.SIGNED and contract.accepted_on is None:
        moves.append(_accept(contract, standing))
        moves.append(Next(_("Lập phụ lục"), _to(contract, "new-appendix")))
    if state == ContractState.PAUSED:
        moves.append(Next(_("Tiếp tục"), _to(contract, "resume"), primary=True))
    if state == ContractState.SIGNED:
        settled = standing.stage is Stage.COLLECTED and contract.accepted_on is not None
        moves.append(Next(_("Thanh lý"), _to(contract, "liquidate"), primary=settled))
        moves.append(Next(_("Tạm dừng"), _to(contract, "pause")))
    if state in CONTRACT_MOVES["cancel"].sources:
        moves.append(
            Next(_("Hủy hợp đồng"), _to(contract, "cancel"), _kept(contract, standing), danger=True)
        )
    return moves


def _accept(contract: Contract, standing: Standing) -> Next:
    waiting = standing.progress.waiting
    why = _("còn %(n)s phương tiện, mẫu chưa xong") % {"n": waiting} if waiting else ""
    return Next(_("Nghiệm thu"), _to(contract, "accept"), why, primary=not waiting)


def _kept(contract: Contract, standing: Standing) -> str:
    if contract.accepted_on is not None:
        return _("đã nghiệm thu: hãy thanh lý")
    if standing.invoiced_gross:
        return _("còn hóa đơn đang có giá trị")
    if standing.progress.certified:
        return _("đã cấp giấy: hãy thanh lý")
    return ""
