"""What is charged beside the services: entered with its days, put on a draft as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from audit.record import record
from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs
from contracts.dong import require_amount
from contracts.models import Contract, ContractLine, Surcharge, VatCategory
from contracts.services.drafting import LineFacts, add_line
from contracts.services.words import locked
from contracts.states import ContractState, LineKind, SurchargeKind

name_verbs(
    {
        "surcharge.add": gettext_lazy("thêm phụ phí"),
        "surcharge.end": gettext_lazy("ngừng phụ phí"),
    }
)
MOST_PERCENT = 1000  # 220 % for night work is asked; ten times the price is a slip
LONGEST_NAME = 250


@dataclass(frozen=True, kw_only=True)
class SurchargeFacts:
    """A surcharge: `percent` of the lines it is charged on, or `amount` (whole đồng, net)."""

    kind: str
    name_vi: str
    valid_from: date
    name_en: str = ""
    percent: int | None = None
    amount: int | None = None
    vat_category: str = VatCategory.STANDARD


@transaction.atomic
def add_surcharge(*, centre: Centre, facts: SurchargeFacts, by: User, at: datetime) -> Surcharge:
    """A new surcharge of a centre, from its day on. Raises InvalidInput with every fault."""
    faults = Faults()
    _check_words(faults, facts)
    _check_measure(faults, facts)
    faults.raise_if_any()
    made = Surcharge.objects.create(centre=centre, **vars(facts))
    changes = {
        name: (None, str(value)) for name, value in vars(facts).items() if value not in (None, "")
    }
    record(subject=made, verb="surcharge.add", by=by, at=at, chain=centre.code, changes=changes)
    return made


def _check_words(faults: Faults, facts: SurchargeFacts) -> None:
    if not facts.name_vi.strip():
        faults.add("name_vi", _("Còn để trống."), code="blank")
    for name in ("name_vi", "name_en"):
        if len(nfc(getattr(facts, name))) > LONGEST_NAME:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST_NAME}
            faults.add(name, message, code="too_long", allowed=f"<= {LONGEST_NAME}")
    choices = (("kind", SurchargeKind.values), ("vat_category", VatCategory.values))
    for name, allowed in choices:
        found = getattr(facts, name)
        if found not in allowed:
            message = _("Không có lựa chọn này.")
            faults.add(name, message, code="unknown", found=found, allowed=", ".join(allowed))


def _check_measure(faults: Faults, facts: SurchargeFacts) -> None:
    if (facts.percent is None) == (facts.amount is None):
        message = _("Ghi một trong hai: tỷ lệ phần trăm hoặc số tiền.")
        faults.add("percent", message, code="one_of_two")
        return
    if facts.amount is not None:
        faults.found += [one for one in (require_amount("amount", facts.amount),) if one]
    elif facts.percent is not None and not 1 <= facts.percent <= MOST_PERCENT:
        message = _("Tỷ lệ từ 1 đến %(most)s %%.") % {"most": MOST_PERCENT}
        found, allowed = str(facts.percent), f"1..{MOST_PERCENT}"
        faults.add("percent", message, code="out_of_range", found=found, allowed=allowed)


@transaction.atomic
def end_surcharge(*, surcharge_id: int, last_day: date, by: User, at: datetime) -> Surcharge:
    """The surcharge ends with `last_day`; it is not charged from then on."""
    rows = Surcharge.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    one = rows.get(pk=surcharge_id)
    if one.valid_to is not None:
        message = _("Phụ phí này đã ngừng từ ngày %(day)s.") % {"day": f"{one.valid_to:%d/%m/%Y}"}
        raise Refused(message, code="ended")
    if last_day < one.valid_from:
        allowed = f">= {one.valid_from.isoformat()}"
        message = _("Ngày cuối trước ngày bắt đầu của phụ phí.")
        raise InvalidInput(
            Fault("last_day", message, "too_early", found=last_day.isoformat(), allowed=allowed)
        )
    one.valid_to = last_day
    one.save(update_fields=["valid_to"])
    record(
        subject=one, verb="surcharge.end", by=by, at=at, chain=one.centre.code,
        changes={"valid_to": (None, last_day)},
    )  # fmt: skip
    return one


def surcharges_on(centre: Centre, day: date) -> QuerySet[Surcharge]:
    """The surcharges of a centre in force on a day."""
    known = Surcharge.objects.filter(centre=centre, valid_from__lte=day)
    return known.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


@transaction.atomic
def charge(
    *, contract_id: int, surcharge_id: int, line_ids: Sequence[int], by: User, at: datetime
) -> ContractLine:
    """Put a surcharge on a draft as a line of kind "other".

    A share is of the net sum of the chosen lines as they are now, rounded half up to whole đồng;
    the line says of what. An amount needs no lines. Raises Refused for a contract that is no
    draft, InvalidInput for a surcharge not in force today or lines of another contract.
    """
    contract = locked(contract_id)
    if contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ thêm phụ phí vào hợp đồng nháp."), code="wrong_state")
    one = _in_force(contract, surcharge_id, timezone.localdate(at))
    price, description = _priced(contract, one, line_ids)
    facts = LineFacts(
        quantity=1, kind=LineKind.OTHER, description=description, unit="lần",
        price=price, vat_category=one.vat_category,
    )  # fmt: skip
    return add_line(contract_id=contract_id, facts=facts, by=by, at=at)


def _in_force(contract: Contract, surcharge_id: int, day: date) -> Surcharge:
    one = surcharges_on(contract.centre, day).filter(pk=surcharge_id).first()
    if one is None:
        message = _("Trung tâm không áp dụng phụ phí này vào ngày %(day)s.") % {
            "day": f"{day:%d/%m/%Y}"
        }
        raise InvalidInput(Fault("surcharge", message, "not_in_force", found=str(surcharge_id)))
    return one


def _priced(contract: Contract, one: Surcharge, line_ids: Sequence[int]) -> tuple[int, str]:
    """The price of the line, and what it says: contracts are written in Vietnamese."""
    if one.amount is not None:
        return one.amount, one.name_vi
    assert one.percent is not None
    lines = list(contract.lines.filter(pk__in=line_ids).order_by("position"))
    if not lines:
        message = _("Hãy chọn các dòng chịu phụ phí.")
        raise InvalidInput(Fault("lines", message, "required"))
    if strange := sorted({*line_ids} - {line.pk for line in lines}):
        message = _("Có dòng không thuộc hợp đồng này.")
        found = ", ".join(map(str, strange))
        raise InvalidInput(Fault("lines", message, "unknown", found=found))
    net = sum(line.amount for line in lines)
    price = (net * one.percent * 2 + 100) // 200  # half up
    return price, _described(one, [line.position for line in lines])


def _described(one: Surcharge, positions: list[int]) -> str:
    """“Phụ phí làm gấp: 50 % của dòng 1, 2, 5”, within what a line holds."""
    of = ", ".join(map(str, positions))
    whole = f"{one.name_vi}: {one.percent} % của dòng {of}"
    return whole if len(whole) <= 300 else f"{one.name_vi}: {one.percent} %"  # noqa: PLR2004
