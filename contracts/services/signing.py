"""Signing: the rates are fixed, the jobs open."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Faults, Refused
from common.states import advance
from contracts.ledger.closing import require_open_books
from contracts.models import Contract, ContractItem, ContractLine
from contracts.quoting.drawing import require_within_cap
from contracts.quoting.guards import require_as_quoted
from contracts.services.opening import open_jobs_for
from contracts.services.words import locked, note, require_day
from contracts.states import CONTRACT_MOVES
from contracts.vat import rates_on


@transaction.atomic
def sign(
    *,
    contract_id: int,
    signed_on: date,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> Contract:
    """Sign a draft: fix each line's VAT by `signed_on`, open a job for each item.

    Consulting and other lines open none. Raises Refused without lines, in another state, when no
    VAT rule of the day is on record, when the customer accepted another offer, or past the cap of
    its framework; InvalidInput for a day in the future.
    """
    contract = locked(contract_id)
    before, after = advance(contract, "sign", CONTRACT_MOVES)
    _check_days(contract, signed_on, due_on or contract.due_on, at)
    lines = list(contract.lines.select_for_update(of=("self",), no_key=True))
    if not lines:
        raise Refused(_("Hợp đồng chưa có dòng nào nên chưa ký được."), code="no_lines")
    require_as_quoted(contract)
    _fix_rates(lines, signed_on)
    due_before = contract.due_on
    contract.signed_on = signed_on
    contract.due_on = due_on or contract.due_on
    contract.save(update_fields=["state", "signed_on", "due_on"])
    require_within_cap(contract, on=signed_on, at=at, signing=True)
    items = list(
        ContractItem.objects.filter(line__in=[line.pk for line in lines])
        .select_related("line", "instrument__type", "site")
        .order_by("line__position", "pk")
    )
    opened = open_jobs_for(contract, items, by=by, at=at)
    changes = {
        "state": (before, after),
        "signed_on": (None, signed_on),
        "due_on": (due_before, contract.due_on),
        "jobs": (None, opened),
        "net": (None, sum(line.amount for line in lines)),
        "vat": (None, ", ".join(sorted({f"{x.vat_category} {x.vat_percent}" for x in lines}))),
    }
    note(contract, "contract.sign", by=by, at=at, changes=changes)
    return contract


def _check_days(contract: Contract, signed_on: date, due_on: date | None, at: datetime) -> None:
    faults = Faults()
    require_day(faults, "signed_on", signed_on, at=at)
    require_open_books(faults, "signed_on", signed_on, contract.centre)
    if due_on is not None and due_on < signed_on:
        faults.add(
            "due_on",
            _("Hạn thực hiện trước ngày ký."),
            code="too_early",
            found=due_on.isoformat(),
            allowed=f">= {signed_on.isoformat()}",
        )
    faults.raise_if_any()


def _fix_rates(lines: list[ContractLine], day: date) -> None:
    rates = rates_on({line.vat_category for line in lines}, day)
    for line in lines:
        line.vat_percent = rates[line.vat_category]
    ContractLine.objects.bulk_update(lines, ["vat_percent"], batch_size=200)
