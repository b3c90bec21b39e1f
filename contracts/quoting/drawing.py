"""What the orders of a framework agreement have drawn, and whether one more fits.

An order counts while it is signed and not cancelled; its value is with VAT, its pieces are the
quantities of verification, calibration and testing lines. Nothing of this is stored.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Fault, Refused
from common.money import totals
from common.templatetags.show import dong
from contracts.models import Contract, ContractLine, Framework, OverCapApproval
from contracts.queries import AMOUNT, standing_lines
from contracts.states import WITH_JOBS, FrameworkState, OverCap

WARN_PERCENT = 80


@dataclass(frozen=True)
class Drawn:
    """What is drawn of a framework on a day: orders, value with VAT in đồng, pieces; the caps."""

    orders: int = 0
    gross: int = 0
    items: int = 0
    cap_gross: int | None = None
    cap_items: int | None = None

    @property
    def percent_gross(self) -> int | None:
        """Of the cap by value, whole percent rounded down; None without such a cap."""
        return None if self.cap_gross is None else self.gross * 100 // self.cap_gross

    @property
    def percent_items(self) -> int | None:
        """Of the cap by pieces."""
        return None if self.cap_items is None else self.items * 100 // self.cap_items

    @property
    def percent(self) -> int:
        """The fuller of the two."""
        return max(self.percent_gross or 0, self.percent_items or 0)

    @property
    def warned(self) -> bool:
        """Whether 80 % of a cap is reached."""
        return self.percent >= WARN_PERCENT

    @property
    def over(self) -> bool:
        """Whether a cap is passed; exactly reached is not passed."""
        return bool(
            (self.cap_gross is not None and self.gross > self.cap_gross)
            or (self.cap_items is not None and self.items > self.cap_items)
        )

    @property
    def left_gross(self) -> int | None:
        """What may still be drawn by value; never below zero."""
        return None if self.cap_gross is None else max(0, self.cap_gross - self.gross)

    @property
    def left_items(self) -> int | None:
        """What may still be drawn in pieces."""
        return None if self.cap_items is None else max(0, self.cap_items - self.items)

    def plus(self, other: "Size") -> "Drawn":
        """The same with one more order."""
        return Drawn(
            self.orders + 1,
            self.gross + other.gross,
            self.items + other.items,
            self.cap_gross,
            self.cap_items,
        )


@dataclass(frozen=True)
class Size:
    """How large an order is: value with VAT, pieces."""

    gross: int = 0
    items: int = 0


def sizes(lines: Q) -> dict[int, Size]:
    """The size of each contract with lines of a filter, in one query."""
    rows = (
        ContractLine.objects.filter(lines)
        .order_by()
        .values_list("contract_id", "vat_percent")
        .annotate(net=AMOUNT, pieces=Sum("quantity", filter=Q(kind__in=WITH_JOBS)))
    )
    rates: dict[int, list[tuple[Decimal | None, int]]] = defaultdict(list)
    pieces: dict[int, int] = defaultdict(int)
    for contract_id, percent, net, some in rows:
        rates[contract_id].append((None if percent is None else Decimal(percent), int(net)))
        pieces[contract_id] += some or 0
    return {pk: Size(totals(found).gross, pieces[pk]) for pk, found in rates.items()}


def size_of(contract: Contract, on: date) -> Size:
    """The size of one contract as its lines stand on a day."""
    found = sizes(Q(contract=contract.pk) & standing_lines(on))
    return found.get(contract.pk, Size())


def orders_standing(on: date, prefix: str = "") -> Q:
    """Orders that are signed by a day and not cancelled by then."""
    alive = Q(**{f"{prefix}cancelled_on__isnull": True}) | Q(**{f"{prefix}cancelled_on__gt": on})
    return Q(**{f"{prefix}signed_on__lte": on}) & alive


def drawn(framework: Framework, on: date) -> Drawn:
    """What is drawn of one framework on a day."""
    return drawn_of([framework], on)[framework.pk]


def drawn_of(frameworks: Iterable[Framework], on: date) -> dict[int, Drawn]:
    """The same of many, in two queries."""
    known = {one.pk: one for one in frameworks}
    orders = Contract.objects.filter(orders_standing(on), framework__in=known).order_by()
    homes = dict(orders.values_list("pk", "framework_id"))
    lines = Q(contract__framework__in=known) & orders_standing(on, "contract__")
    found = sizes(lines & standing_lines(on))
    sums = {pk: Drawn(0, 0, 0, one.cap_gross, one.cap_items) for pk, one in known.items()}
    for contract_id, home in homes.items():
        if home is not None:
            sums[home] = sums[home].plus(found.get(contract_id, Size()))
    return sums


def require_within_cap(
    contract: Contract,
    *,
    on: date,
    at: datetime,
    signing: bool = False,
    before: Size | None = None,
) -> None:
    """Hold an order's framework and refuse what passes its cap or does not stand.

    Called inside the transaction that signs an order or changes a signed one, after its lines are
    written; `on` is the day of the paper. An order is signed only while its framework is in force;
    what was signed then goes on, and its appendices keep within the cap: one that draws no more
    than `before` passes, also when another order was let past it. Lock order: contract, then
    framework.
    """
    if contract.framework_id is None:
        return
    rows = Framework.objects.select_for_update(of=("self",), no_key=True)
    framework = rows.get(pk=contract.framework_id)
    if signing:
        _require_in_force(framework, on)
    today = timezone.localdate(at)
    after = drawn(framework, today)
    size = size_of(contract, today)
    if not after.over or (before is not None and not _grows(after, before, size)):
        return
    if framework.over == OverCap.BLOCK:
        raise _past(framework, after, "over_cap", _("không cho vượt"))
    approval = OverCapApproval.objects.filter(contract=contract).first()
    if approval is None or approval.gross < size.gross or approval.items < size.items:
        raise _past(framework, after, "over_cap_needs_approval", _("cần lãnh đạo duyệt"))


def _grows(after: Drawn, before: Size, size: Size) -> bool:
    """Whether the order draws more than before of a cap that is passed."""
    past_gross = after.cap_gross is not None and after.gross > after.cap_gross
    past_items = after.cap_items is not None and after.items > after.cap_items
    return (past_gross and size.gross > before.gross) or (past_items and size.items > before.items)


def _require_in_force(framework: Framework, on: date) -> None:
    if framework.state != FrameworkState.SIGNED or framework.signed_on is None:
        message = _("Hợp đồng nguyên tắc %(number)s đang “%(state)s”.") % {
            "number": framework.number,
            "state": framework.get_state_display(),
        }
        raise Refused(message, code="framework_not_in_force")
    if not framework.signed_on <= on <= framework.valid_to:
        days = f"{framework.signed_on.isoformat()} … {framework.valid_to.isoformat()}"
        message = _("Hợp đồng nguyên tắc %(number)s có hiệu lực %(first)s – %(last)s.") % {
            "number": framework.number,
            "first": f"{framework.signed_on:%d/%m/%Y}",
            "last": f"{framework.valid_to:%d/%m/%Y}",
        }
        fault = Fault("signed_on", message, code="framework_not_in_force", found=on.isoformat(),
                      allowed=days)  # fmt: skip
        raise Refused(message, code="framework_not_in_force", faults=(fault,))


def _past(framework: Framework, after: Drawn, code: str, rule: str) -> Refused:
    """Which cap is passed, by how much is drawn with this order, and what the agreement says."""
    parts, found, allowed = [], [], []
    if after.cap_gross is not None and after.gross > after.cap_gross:
        parts.append(
            _("%(drawn)s đ trên mức %(cap)s đ")
            % {"drawn": dong(after.gross), "cap": dong(after.cap_gross)}
        )
        found.append(str(after.gross))
        allowed.append(f"<= {after.cap_gross}")
    if after.cap_items is not None and after.items > after.cap_items:
        parts.append(
            _("%(drawn)s phương tiện, mẫu trên mức %(cap)s")
            % {"drawn": dong(after.items), "cap": dong(after.cap_items)}
        )
        found.append(str(after.items))
        allowed.append(f"<= {after.cap_items}")
    message = _("Vượt mức của hợp đồng nguyên tắc %(number)s (%(rule)s): %(what)s.") % {
        "number": framework.number,
        "rule": rule,
        "what": "; ".join(parts),
    }
    fault = Fault("", message, code=code, found=", ".join(found), allowed=", ".join(allowed))
    return Refused(message, code=code, faults=(fault,))
