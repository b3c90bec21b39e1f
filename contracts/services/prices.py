"""The price list: a price is added and closed, never edited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from audit.record import record
from common.errors import Fault, Faults, InvalidInput, Refused
from contracts.dong import require_amount
from contracts.models import Price, ServiceItem, VatCategory
from contracts.services import words as _words  # noqa: F401 — registers the verbs
from contracts.states import LineKind
from instruments.messages import fault as fault_of
from instruments.models import InstrumentType
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity

LONGEST = {"code": 40, "name_vi": 250, "name_en": 250, "unit": 30}  # as the columns hold them


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What a priced service says of itself."""

    code: str
    name_vi: str
    kind: str
    name_en: str = ""
    type: InstrumentType | None = None
    range_min: Quantity | None = None
    range_max: Quantity | None = None
    unit: str = "cái"
    vat_category: str = VatCategory.SCIENCE


@transaction.atomic
def add_service(*, centre: Centre, facts: ServiceFacts, by: User, at: datetime) -> ServiceItem:
    """A new service of a centre, without a price yet.

    With a range it is for the instruments of its type that lie in it (`pricing.choosing`).
    """
    faults = Faults()
    check_service(faults, facts)
    faults.raise_if_any()
    service = ServiceItem(centre=centre, **vars(facts))
    service.code = service.code.strip()
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as error:
        message = _("Mã “%(code)s” đã có trong bảng giá.") % {"code": service.code}
        raise InvalidInput(Fault("code", message, code="taken", found=service.code)) from error
    changes = told(facts)
    record(subject=service, verb="service.add", by=by, at=at, chain=centre.code, changes=changes)
    return service


def told(facts: ServiceFacts) -> dict[str, tuple[None, str]]:
    """A new service as its event keeps it."""
    return {
        name: (None, str(value)) for name, value in vars(facts).items() if value not in (None, "")
    }


def check_service(faults: Faults, facts: ServiceFacts) -> None:
    """Note everything that is wrong with a new service, but whether its code is taken."""
    for name in ("code", "name_vi"):
        if not getattr(facts, name).strip():
            faults.add(name, _("Còn để trống."), code="blank")
    _require_choice(faults, "kind", facts.kind, LineKind.values)
    _require_choice(faults, "vat_category", facts.vat_category, VatCategory.values)
    _require_lengths(faults, facts)
    _require_range(faults, facts)


def _require_lengths(faults: Faults, facts: ServiceFacts) -> None:
    for name, most in LONGEST.items():
        if (found := len(getattr(facts, name))) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", found=str(found), allowed=f"<= {most}")


def _require_range(faults: Faults, facts: ServiceFacts) -> None:
    low, high = facts.range_min, facts.range_max
    if facts.type is None and (low or high):
        message = _("Phạm vi đo chỉ đi cùng loại phương tiện đo.")
        faults.add("type", message, code="required")
    if low is None or high is None:
        return
    try:
        upside_down = low > high
    except MetrologyError as error:
        faults.found.append(fault_of("range_max", error))
        return
    if upside_down:
        message = _("Phải từ giới hạn dưới trở lên.")
        faults.add("range_max", message, code="out_of_range", found=str(high), allowed=f">= {low}")


def _require_choice(faults: Faults, name: str, found: str, allowed: list[str]) -> None:
    if found not in allowed:
        message = _("Không có lựa chọn này.")
        faults.add(name, message, code="unknown", found=found, allowed=", ".join(allowed))


@transaction.atomic
def set_price(*, service_id: int, amount: int, valid_from: date, by: User, at: datetime) -> Price:
    """A price from a day on. The one before ends the day before; older days keep theirs."""
    service = _locked(service_id)
    if fault := require_amount("amount", amount):
        raise InvalidInput(fault)
    newest = service.prices.order_by("-valid_from").first()
    if newest is not None:
        _require_later(newest, valid_from)
    changes: dict[str, tuple[object, object]] = {"amount": (None, amount)}
    if newest is not None and (newest.valid_to is None or newest.valid_to >= valid_from):
        changes["amount"] = (newest.amount, amount)
        newest.valid_to = valid_from - timedelta(days=1)
        newest.save(update_fields=["valid_to"])
    price = Price.objects.create(service=service, amount=amount, valid_from=valid_from)
    changes["valid_from"] = (None, valid_from)
    record(
        subject=service,
        verb="price.set",
        by=by,
        at=at,
        chain=service.centre.code,
        changes=changes,
    )
    return price


def _require_later(newest: Price, valid_from: date) -> None:
    if valid_from > newest.valid_from:
        return
    first = newest.valid_from + timedelta(days=1)
    message = _("Đã có đơn giá từ ngày %(day)s; đơn giá mới phải bắt đầu sau ngày đó.") % {
        "day": f"{newest.valid_from:%d/%m/%Y}"
    }
    raise InvalidInput(
        Fault(
            "valid_from",
            message,
            code="too_early",
            found=valid_from.isoformat(),
            allowed=f">= {first.isoformat()}",
        )
    )


@transaction.atomic
def close_price(*, service_id: int, last_day: date, by: User, at: datetime) -> Price:
    """The present price ends with `last_day`; the service has none from then on."""
    service = _locked(service_id)
    price = service.prices.filter(valid_to__isnull=True).order_by("-valid_from").first()
    if price is None:
        raise Refused(_("Dịch vụ này không có đơn giá nào đang áp dụng."), code="no_price")
    if last_day < price.valid_from:
        raise InvalidInput(
            Fault(
                "last_day",
                _("Ngày cuối trước ngày bắt đầu của đơn giá."),
                code="too_early",
                found=last_day.isoformat(),
                allowed=f">= {price.valid_from.isoformat()}",
            )
        )
    price.valid_to = last_day
    price.save(update_fields=["valid_to"])
    record(
        subject=service,
        verb="price.close",
        by=by,
        at=at,
        chain=service.centre.code,
        changes={"valid_to": (None, last_day)},
    )
    return price


def _locked(service_id: int) -> ServiceItem:
    rows = ServiceItem.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    return rows.get(pk=service_id)
