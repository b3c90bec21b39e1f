"""Framework agreements: drafted, signed, ended; orders put under them; an order past the cap."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.merging.live import require_live
from accounts.models import Centre, Customer, User
from audit import record as audit
from common.errors import Fault, Faults, InvalidInput, Refused
from common.holding import hold
from common.states import advance
from contracts.dong import MOST_PIECES, MOST_SUM, require_amount
from contracts.models import Contract, Framework, OverCapApproval
from contracts.numbers import next_number
from contracts.quoting import verbs  # noqa: F401 — names the verbs
from contracts.quoting.drawing import drawn, size_of
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import FRAMEWORK_MOVES, ContractState, FrameworkState, OverCap

_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class FrameworkFacts:
    """What an agreement says; at least one cap, in đồng with VAT or in pieces."""

    title: str
    valid_to: date
    cap_gross: int | None = None
    cap_items: int | None = None
    over: str = OverCap.BLOCK


@transaction.atomic
def draft_framework(
    *,
    centre: Centre,
    customer: Customer,
    facts: FrameworkFacts,
    by: User,
    at: datetime,
    number: str = "",
) -> Framework:
    """A draft agreement with one customer. Without `number` the next of the centre's year."""
    faults = _faults_of(facts)
    if not centre.path.startswith(customer.centre.path):
        faults.add("customer", _("Khách hàng này không thuộc trung tâm."), code="other_centre")
    _check_length(faults, "number", number, 60)
    faults.raise_if_any()
    require_live(customer, lock=True)
    made = Framework(
        centre=centre, customer=customer, created_at=at, created_by=by, **_columns(facts)
    )
    _take_number(made, number.strip(), at)
    said = {"number": made.number, "customer": f"{customer.pk} {customer}", **_columns(facts)}
    _note(made, "framework.draft", by, at, {name: (None, value) for name, value in said.items()})
    return made


def _columns(facts: FrameworkFacts) -> dict[str, Any]:
    return asdict(facts) | {"title": facts.title.strip()}


def _faults_of(facts: FrameworkFacts) -> Faults:
    faults = Faults()
    if not facts.title.strip():
        faults.add("title", _("Hãy ghi nội dung."), code="blank")
    _check_length(faults, "title", facts.title, 250)
    caps = {"cap_gross": (facts.cap_gross, MOST_SUM), "cap_items": (facts.cap_items, MOST_PIECES)}
    for name, (cap, most) in caps.items():
        if cap is not None and (fault := require_amount(name, cap, least=1, most=most)):
            faults.found.append(fault)
    if facts.cap_gross is None and facts.cap_items is None:
        faults.add(
            "cap_gross", _("Cần ít nhất một mức: giá trị hoặc số phương tiện."), code="blank"
        )
    if facts.over not in OverCap.values:
        allowed = ", ".join(OverCap.values)
        faults.add("over", _("Không có lựa chọn này."), code="unknown", found=facts.over,
                   allowed=allowed)  # fmt: skip
    return faults


def _check_length(faults: Faults, name: str, text: str, most: int) -> None:
    if len(text.strip()) > most:
        faults.add(name, _("Nhiều nhất %(most)s ký tự.") % {"most": most}, code="too_long")


def _take_number(framework: Framework, typed: str, at: datetime) -> None:
    """Save under the typed number, or under a proposed one that nobody took meanwhile."""
    year = timezone.localdate(at).year
    for _try in range(1 if typed else _TRIES):
        framework.number = typed or propose_framework_number(framework.centre, year)
        try:
            with transaction.atomic():
                framework.save(force_insert=True)
        except IntegrityError:
            continue
        return
    message = _("Số “%(number)s” đã được dùng.") % {"number": framework.number}
    raise InvalidInput(Fault("number", message, code="taken", found=framework.number))


def propose_framework_number(centre: Centre, year: int) -> str:
    """`3/2026/HĐNT-HUE`: one past the greatest of that form."""
    tail = f"/{year}/HĐNT-{centre.code}"
    return next_number(Framework.objects.filter(centre=centre), tail)


def _note(
    framework: Framework,
    verb: str,
    by: User,
    at: datetime,
    changes: Mapping[str, tuple[Any, Any]],
    why: str = "",
) -> None:
    chain = framework.centre.code
    audit.record(subject=framework, verb=verb, by=by, at=at, chain=chain, changes=changes, why=why)


def _locked(framework_id: int) -> Framework:
    return hold(Framework.objects.select_related("centre", "customer"), framework_id)


@transaction.atomic
def change_framework(
    *, framework_id: int, facts: FrameworkFacts, by: User, at: datetime
) -> Framework:
    """Amend a draft agreement; a signed one is ended and followed by another."""
    framework = _locked(framework_id)
    if framework.state != FrameworkState.DRAFT:
        raise Refused(
            _("Chỉ sửa được hợp đồng nguyên tắc còn là nháp; đã ký thì chấm dứt rồi lập bản khác."),
            code="wrong_state",
        )
    _faults_of(facts).raise_if_any()
    wanted = _columns(facts)
    changes = {
        name: (getattr(framework, name), value)
        for name, value in wanted.items()
        if getattr(framework, name) != value
    }
    if changes:
        for name, value in wanted.items():
            setattr(framework, name, value)
        framework.save(update_fields=list(wanted))
        _note(framework, "framework.change", by, at, changes)
    return framework


@transaction.atomic
def sign_framework(*, framework_id: int, signed_on: date, by: User, at: datetime) -> Framework:
    """Sign it: from this day on orders may be put under it."""
    framework = _locked(framework_id)
    before, after = advance(framework, "sign", FRAMEWORK_MOVES)
    faults = Faults()
    require_day(faults, "signed_on", signed_on, at=at)
    if signed_on > framework.valid_to:
        faults.add(
            "signed_on",
            _("Ngày ký sau ngày hết hiệu lực."),
            code="too_late",
            found=signed_on.isoformat(),
            allowed=f"<= {framework.valid_to.isoformat()}",
        )
    faults.raise_if_any()
    framework.signed_on = signed_on
    framework.save(update_fields=["state", "signed_on"])
    changes = {"state": (before, after), "signed_on": (None, signed_on)}
    _note(framework, "framework.sign", by, at, changes)
    return framework


@transaction.atomic
def end_framework(*, framework_id: int, why: str, by: User, at: datetime) -> Framework:
    """End it with the reason: no further order is signed; what is signed goes on."""
    framework = _locked(framework_id)
    before, after = advance(framework, "end", FRAMEWORK_MOVES)
    faults = Faults()
    require_why(faults, why)
    _check_length(faults, "why", why, 300)
    faults.raise_if_any()
    framework.save(update_fields=["state"])
    _note(framework, "framework.end", by, at, {"state": (before, after)}, why.strip())
    return framework


@transaction.atomic
def put_under(*, contract_id: int, framework_id: int | None, by: User, at: datetime) -> Contract:
    """Make a draft an order of a framework of the same centre and customer; None takes it out.

    An approval past the cap of another framework is void with it.
    """
    contract = locked(contract_id)
    if contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ gắn được hợp đồng nháp."), code="wrong_state")
    framework = None if framework_id is None else _locked(framework_id)
    if framework is not None:
        _require_fits(contract, framework, timezone.localdate(at))
    if contract.framework_id == framework_id:
        return contract
    before = contract.framework.number if contract.framework else None
    contract.framework = framework
    contract.save(update_fields=["framework"])
    OverCapApproval.objects.filter(contract=contract).delete()
    changes = {"framework": (before, framework.number if framework else None)}
    note(contract, "contract.put_under", by=by, at=at, changes=changes)
    return contract


def _require_fits(contract: Contract, framework: Framework, today: date) -> None:
    faults = Faults()
    if (framework.centre_id, framework.customer_id) != (contract.centre_id, contract.customer_id):
        message = _("Hợp đồng nguyên tắc này của khách hàng hoặc trung tâm khác.")
        faults.add("framework", message, code="other_customer", found=framework.number)
    faults.raise_if_any()
    if framework.state != FrameworkState.SIGNED or framework.valid_to < today:
        message = _("Hợp đồng nguyên tắc %(number)s không còn hoặc chưa có hiệu lực.")
        raise Refused(message % {"number": framework.number}, code="framework_not_in_force")


@transaction.atomic
def approve_over_cap(
    *,
    contract_id: int,
    why: str,
    by: User,
    at: datetime,
    gross: int | None = None,
    items: int | None = None,
) -> OverCapApproval:
    """A manager lets an order pass the cap, up to its present size unless a larger one is given.

    Refused where the agreement does not allow it (`over_cap`) or nothing is passed (`within_cap`).
    An order that grows past what was approved asks again.
    """
    contract = locked(contract_id)
    framework = _framework_of(contract)
    today = timezone.localdate(at)
    size = size_of(contract, today)
    faults = Faults()
    require_why(faults, why)
    _check_length(faults, "why", why, 300)
    amounts = {
        "gross": (size.gross if gross is None else gross, size.gross, MOST_SUM),
        "items": (size.items if items is None else items, size.items, MOST_PIECES),
    }
    for name, (given, least, most) in amounts.items():
        if fault := require_amount(name, given, least=least, most=most):
            faults.found.append(fault)
    faults.raise_if_any()
    wanted = {name: given for name, (given, _least, _most) in amounts.items()}
    _require_past_cap(contract, framework, wanted, today)
    before = OverCapApproval.objects.filter(contract=contract).first()
    approval, _new = OverCapApproval.objects.update_or_create(
        contract=contract, defaults={"by": by, "at": at, "why": why.strip(), **wanted}
    )
    changes = {
        name: (getattr(before, name) if before else None, given) for name, given in wanted.items()
    }
    note(contract, "contract.approve_over_cap", by=by, at=at, changes=changes, why=why.strip())
    return approval


def _framework_of(contract: Contract) -> Framework:
    if contract.state not in (ContractState.DRAFT, ContractState.SIGNED):
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )
    if contract.framework_id is None:
        raise Refused(_("Hợp đồng này không thuộc hợp đồng nguyên tắc nào."), code="no_framework")
    framework = _locked(contract.framework_id)
    if framework.over != OverCap.APPROVE:
        raise Refused(
            _("Hợp đồng nguyên tắc %(number)s không cho vượt mức.") % {"number": framework.number},
            code="over_cap",
        )
    return framework


def _require_past_cap(
    contract: Contract, framework: Framework, wanted: Mapping[str, int], today: date
) -> None:
    """There is something to approve: with an order of that size a cap is passed."""
    present = drawn(framework, today)
    own = size_of(contract, today)
    counted = contract.state == ContractState.SIGNED
    gross = present.gross + wanted["gross"] - (own.gross if counted else 0)
    items = present.items + wanted["items"] - (own.items if counted else 0)
    past_gross = framework.cap_gross is not None and gross > framework.cap_gross
    past_items = framework.cap_items is not None and items > framework.cap_items
    if not past_gross and not past_items:
        raise Refused(_("Chưa vượt mức nào, không cần duyệt."), code="within_cap")
