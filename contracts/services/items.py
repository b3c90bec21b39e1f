"""Instruments and samples under a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Site, User
from calibration.states import Regime
from common.errors import Fault, InvalidInput, Refused
from contracts.models import ContractItem, ContractLine
from contracts.services.drafting import require_open
from contracts.services.opening import open_jobs_for
from contracts.services.words import locked, note
from contracts.states import WITH_JOBS, ContractState, LineKind
from instruments.models import Instrument

MOST_ITEMS = 5_000


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One instrument or one sample."""

    instrument: Instrument | None = None
    sample: str = ""
    site: Site | None = None
    regime: str = ""


@transaction.atomic
def add_items(
    *, line_id: int, items: Sequence[ItemFacts], by: User, at: datetime
) -> list[ContractItem]:
    """Put instruments or samples under a line; under a signed contract their jobs open at once.

    A signed contract takes them up to the quantity of the line: more is an appendix.
    """
    contract = locked(ContractLine.objects.values_list("contract_id", flat=True).get(pk=line_id))
    line = ContractLine.objects.get(pk=line_id)
    require_open(contract)
    if line.kind not in WITH_JOBS:
        raise Refused(_("Dòng này không nêu phương tiện đo hay mẫu."), code="no_items_here")
    line.contract = contract
    _check(line, items)
    if contract.state == ContractState.SIGNED:
        _require_room(line, len(items))
    made = [_item(line, facts) for facts in items]
    ContractItem.objects.bulk_create(made, batch_size=400)
    changes = {line.description: (None, len(made))}
    note(contract, "contract.add_items", by=by, at=at, changes=changes)
    if contract.state == ContractState.SIGNED:
        open_jobs_for(contract, made, by=by, at=at)
    return made


def _require_room(line: ContractLine, n: int) -> None:
    """Refuse what the signed line does not count."""
    if line.struck_by_id is not None:
        raise Refused(_("Dòng này đã bị phụ lục bỏ."), code="struck")
    left = max(0, line.quantity - line.items.count())
    if n > left:
        message = _(
            "Hợp đồng đã ký: dòng này chỉ còn nhận %(left)s phương tiện, mẫu; thêm thì lập phụ lục."
        ) % {"left": left}
        fault = Fault("items", message, code="signed", found=str(n), allowed=f"<= {left}")
        raise Refused(message, code="signed", faults=(fault,))


def _item(line: ContractLine, facts: ItemFacts) -> ContractItem:
    regime = facts.regime
    if line.kind == LineKind.VERIFICATION:
        regime = regime or Regime.PERIODIC
    site = facts.site or (facts.instrument.site if facts.instrument else None)
    return ContractItem(
        line=line,
        instrument=facts.instrument,
        sample=facts.sample.strip(),
        site=site,
        regime=regime,
    )


def _check(line: ContractLine, items: Sequence[ItemFacts]) -> None:
    if not items:
        raise InvalidInput(Fault("items", _("Chưa chọn phương tiện đo hay mẫu nào."), code="blank"))
    if len(items) > MOST_ITEMS:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_ITEMS}
        raise InvalidInput(Fault("items", message, code="too_many", allowed=str(MOST_ITEMS)))
    there = set(line.items.filter(instrument__isnull=False).values_list("instrument_id", flat=True))
    faults: list[Fault] = []
    for index, facts in enumerate(items):
        if fault := _fault(line, facts, there, f"items.{index}"):
            faults.append(fault)
        if facts.instrument is not None:
            there.add(facts.instrument.pk)
    if faults:
        raise InvalidInput(*faults)


def _fault(line: ContractLine, facts: ItemFacts, there: set[int], at: str) -> Fault | None:
    instrument, customer_id = facts.instrument, line.contract.customer_id
    if (instrument is None) == (not facts.sample.strip()):
        return Fault(at, _("Nêu một phương tiện đo hoặc một mẫu."), code="one_object")
    if facts.regime and (line.kind != LineKind.VERIFICATION or facts.regime not in Regime.values):
        return Fault(
            f"{at}.regime",
            _("Chế độ này không dùng được ở đây."),
            code="unknown",
            found=facts.regime,
            allowed=", ".join(Regime.values),
        )
    if facts.site is not None and facts.site.customer_id != customer_id:
        return Fault(f"{at}.site", _("Nơi sử dụng này không phải của khách hàng."), code="unknown")
    if instrument is None:
        too_long = len(facts.sample.strip()) > 200  # noqa: PLR2004 — the column
        return Fault(f"{at}.sample", _("Tên mẫu quá dài."), code="too_long") if too_long else None
    if instrument.customer_id != customer_id:
        message = _("Phương tiện đo này không phải của khách hàng.")
        return Fault(f"{at}.instrument", message, code="other_customer", found=str(instrument.pk))
    if instrument.pk in there:
        message = _("%(instrument)s đã có trong dòng này.") % {"instrument": instrument}
        return Fault(f"{at}.instrument", message, code="duplicate", found=str(instrument.pk))
    return None
