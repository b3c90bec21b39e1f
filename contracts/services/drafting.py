"""A contract before it is signed: facts and lines. A signed one changes by appendices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.merging.live import require_live
from accounts.models import Centre, Customer, User
from common.errors import Fault, Faults, InvalidInput, Refused
from contracts.dong import MOST_PIECES, require_amount
from contracts.models import Contract, ContractLine, ServiceItem, VatCategory
from contracts.numbers import propose_number
from contracts.quoting.guards import require_lines_free
from contracts.services.words import locked, note
from contracts.states import ContractState, LineKind, Strand
from contracts.vat import rate_on

_TRIES = 5


@transaction.atomic
def draft_contract(  # noqa: PLR0913 — a form's fields
    *,
    centre: Centre,
    customer: Customer,
    title: str,
    by: User,
    at: datetime,
    number: str = "",
    strand: str = Strand.SERVICE,
    due_on: date | None = None,
    note: str = "",
) -> Contract:
    """A draft for one customer. Without `number` the next one of the centre's year is taken."""
    _check_draft(centre, customer, title, strand)
    require_live(customer, lock=True)
    contract = Contract(
        centre=centre,
        customer=customer,
        title=title.strip(),
        strand=strand,
        due_on=due_on,
        note=note.strip(),
        created_at=at,
        created_by=by,
    )
    _take_number(contract, number.strip(), at)
    said = {
        "number": contract.number,
        "customer": f"{customer.pk} {customer}",
        "title": contract.title,
        "strand": contract.strand,
        "due_on": due_on,
    }
    changes = {name: (None, value) for name, value in said.items() if value is not None}
    _say(contract, "contract.draft", by, at, changes)
    return contract


def _say(
    contract: Contract, verb: str, by: User, at: datetime, changes: Mapping[str, tuple[Any, Any]]
) -> None:
    note(contract, verb, by=by, at=at, changes=changes)


def _check_draft(centre: Centre, customer: Customer, title: str, strand: str) -> None:
    faults = Faults()
    if not title.strip():
        faults.add("title", _("Hãy ghi nội dung hợp đồng."), code="blank")
    elif len(title.strip()) > 250:  # noqa: PLR2004 — the column
        faults.add("title", _("Nhiều nhất 250 ký tự."), code="too_long")
    if strand not in Strand.values:
        faults.add(
            "strand",
            _("Không có lựa chọn này."),
            code="unknown",
            found=strand,
            allowed=", ".join(Strand.values),
        )
    if not centre.path.startswith(customer.centre.path):
        faults.add("customer", _("Khách hàng này không thuộc trung tâm."), code="other_centre")
    faults.raise_if_any()


def _take_number(contract: Contract, typed: str, at: datetime) -> None:
    """Save under the typed number, or under a proposed one that nobody took meanwhile."""
    if len(typed) > 60:  # noqa: PLR2004 — the column
        raise InvalidInput(Fault("number", _("Nhiều nhất 60 ký tự."), code="too_long"))
    year = timezone.localdate(at).year
    for _try in range(1 if typed else _TRIES):
        contract.number = typed or propose_number(contract.centre, year)
        try:
            with transaction.atomic():
                contract.save(force_insert=True)
        except IntegrityError:
            continue
        return
    message = _("Số hợp đồng “%(number)s” đã được dùng.") % {"number": contract.number}
    raise InvalidInput(Fault("number", message, code="taken", found=contract.number))


@transaction.atomic
def change_draft(
    *,
    contract_id: int,
    title: str,
    strand: str,
    due_on: date | None,
    note: str,
    by: User,
    at: datetime,
) -> Contract:
    """Amend what a draft says; its number and customer stay."""
    contract = locked(contract_id)
    if contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ sửa được hợp đồng nháp."), code="wrong_state")
    _check_draft(contract.centre, contract.customer, title, strand)
    wanted = {"title": title.strip(), "strand": strand, "due_on": due_on, "note": note.strip()}
    changes = {
        name: (getattr(contract, name), value)
        for name, value in wanted.items()
        if getattr(contract, name) != value
    }
    if changes:
        for name, value in wanted.items():
            setattr(contract, name, value)
        contract.save(update_fields=list(wanted))
        _say(contract, "contract.change", by, at, changes)
    return contract


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line typed by hand. With `service` the blanks are taken from the price list."""

    quantity: int
    service: ServiceItem | None = None
    kind: str = ""
    description: str = ""
    unit: str = ""
    price: int | None = None
    discount: int = 0
    vat_category: str = ""


@transaction.atomic
def add_line(*, contract_id: int, facts: LineFacts, by: User, at: datetime) -> ContractLine:
    """One more line of a draft. Its VAT rate is the day's until the signing fixes it.

    The lines of a signed contract change by an appendix (`appendices.amend`).
    """
    contract = locked(contract_id)
    require_open(contract)
    if contract.state == ContractState.SIGNED:
        raise Refused(_("Hợp đồng đã ký: thêm, bớt dòng bằng phụ lục."), code="signed")
    require_lines_free(contract)
    line = line_from(contract, facts, timezone.localdate(at))
    check_line(line)
    line.vat_percent = rate_on(line.vat_category, timezone.localdate(at))
    last = contract.lines.aggregate(last=Max("position"))["last"] or 0
    line.position = last + 1
    line.save(force_insert=True)
    _say(contract, "contract.add_line", by, at, {line.description: (None, money_of(line))})
    return line


def money_of(line: ContractLine) -> str:
    """How a line's amount came about: 3 × 120000 − 10000 = 350000, VAT 5 %."""
    vat = line.vat_category if line.vat_percent is None else f"{line.vat_percent} %"
    less = f" − {line.discount}" if line.discount else ""
    return f"{line.quantity} × {line.price}{less} = {line.amount}, VAT {vat}"


def require_open(contract: Contract) -> None:
    """Refuse lines and items once a contract is accepted, stopped or over."""
    if contract.state not in (ContractState.DRAFT, ContractState.SIGNED):
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )
    if contract.accepted_on is not None:
        raise Refused(_("Hợp đồng đã nghiệm thu, không thêm được nữa."), code="accepted")


def line_from(contract: Contract, facts: LineFacts, day: date) -> ContractLine:
    """A line of the facts, not judged and not written; blanks come from the price list."""
    service = facts.service
    price = facts.price
    if service is not None and price is None:
        found = service.price_on(day)
        price = found.amount if found is not None else None
    if price is None:
        raise InvalidInput(Fault("price", _("Chưa có đơn giá: hãy ghi đơn giá."), code="no_price"))
    return ContractLine(
        contract=contract,
        service=service,
        kind=service.kind if service else facts.kind,
        description=(facts.description or (service.name_vi if service else "")).strip(),
        unit=(facts.unit or (service.unit if service else "")).strip() or "cái",
        quantity=facts.quantity,
        price=price,
        discount=facts.discount,
        vat_category=facts.vat_category
        or (service.vat_category if service else VatCategory.SCIENCE),
    )


def check_line(line: ContractLine) -> None:
    """Raise InvalidInput with every fault of a line: what is negative, blank, unknown, too much."""
    faults = Faults()
    faults.found += [
        fault
        for fault in (
            require_amount("quantity", line.quantity, least=1, most=MOST_PIECES),
            require_amount("price", line.price),
            require_amount("discount", line.discount),
        )
        if fault is not None
    ]
    if not faults.found and line.amount < 0:
        whole = line.quantity * line.price
        faults.add(
            "discount",
            _("Giảm giá lớn hơn thành tiền."),
            code="too_much",
            found=str(line.discount),
            allowed=f"<= {whole}",
        )
    _check_words(line, faults)
    faults.raise_if_any()


def _check_words(line: ContractLine, faults: Faults) -> None:
    if not line.description:
        faults.add("description", _("Hãy ghi nội dung của dòng."), code="blank")
    for name, most in (("description", 300), ("unit", 30)):
        if len(getattr(line, name)) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long")
    for name, allowed in (("kind", LineKind.values), ("vat_category", VatCategory.values)):
        found = getattr(line, name)
        if found not in allowed:
            message = _("Không có lựa chọn này.")
            faults.add(name, message, code="unknown", found=found, allowed=", ".join(allowed))


@transaction.atomic
def remove_line(*, line_id: int, by: User, at: datetime) -> Contract:
    """Take a line out of a draft, with its items."""
    contract = locked(ContractLine.objects.values_list("contract_id", flat=True).get(pk=line_id))
    if contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ bỏ được dòng của hợp đồng nháp."), code="wrong_state")
    require_lines_free(contract)
    line = contract.lines.get(pk=line_id)
    changes = {line.description: (money_of(line), None)}
    line.delete()
    _say(contract, "contract.remove_line", by, at, changes)
    return contract
