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
from instruments.models import InstrumentType


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What a priced service says of itself."""

    code: str
    name_vi: str
    kind: str
    name_en: str = ""
    type: InstrumentType | None = None
    unit: str = "cái"
    vat_category: str = VatCategory.SCIENCE


@transaction.atomic
def add_service(*, centre: Centre, facts: ServiceFacts, by: User, at: datetime) -> ServiceItem:
    """A new service of a centre, without a price yet."""
    faults = Faults()
    if not facts.code.strip():
        faults.add("code", _("Còn để trống."), code="blank")
    if not facts.name_vi.strip():
        faults.add("name_vi", _("Còn để trống."), code="blank")
    _require_choice(faults, "kind", facts.kind, LineKind.values)
    _require_choice(faults, "vat_category", facts.vat_category, VatCategory.values)
    faults.raise_if_any()
    service = ServiceItem(centre=centre, **vars(facts))
    service.code = service.code.strip()
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as error:
        message = _("Mã “%(code)s” đã có trong bảng giá.") % {"code": service.code}
        raise InvalidInput(Fault("code", message, code="taken", found=service.code)) from error
    changes = {
        name: (None, value) for name, value in vars(facts).items() if value not in (None, "")
    }
    record(subject=service, verb="service.add", by=by, at=at, chain=centre.code, changes=changes)
    return service


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
