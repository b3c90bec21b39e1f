"""Cards, designation, registration, accreditation and rooms of the demo; numbers are invented."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from accounts.models import Centre, User
from accounts.permissions import Role
from calibration.authority.services import (
    NewLine,
    add_room,
    issue_card,
    issue_scope,
    use_room,
)
from calibration.models import ProcedureVersion, Scope
from calibration.states import ScopeKind, Service
from instruments.models import InstrumentType
from metrology.quantities.quantity import Quantity
from reports.demo import tables
from reports.demo.accounts import ACCOUNTS, HUE
from reports.demo.people import SINCE, House

LASTS = timedelta(days=400)
SOON = timedelta(days=18)  # the approver's own card: the quality officer is warned
# What the designation says of a range; a type that is not here is designated for all of it.
RANGES: Mapping[str, tuple[str, str, str]] = {
    "pressure-gauge": ("0 bar", "160 bar", "từ 1"),
    "platform-scale": ("0 kg", "500 kg", "III, IIII"),
    "counter-scale": ("0 kg", "60 kg", "III, IIII"),
    "spring-dial-scale": ("0 kg", "150 kg", "IIII"),
    "truck-scale": ("0 t", "120 t", "III"),
    "fuel-dispenser": ("2 L/min", "200 L/min", "0,5"),
}
# The accreditation stops at 10 bar: a gauge beyond is calibrated, and its paper says so.
ACCREDITED: Sequence[tuple[str, str, str, str]] = (
    ("pressure-gauge", "0 bar", "10 bar", "0: 0.005; 10: 0.008"),
    ("vernier-caliper", "0 mm", "300 mm", "0.02 mm"),
    ("micrometer", "0 mm", "100 mm", "0.0012 + 0.000008*x"),
    ("digital-thermometer", "-20 degC", "140 degC", "0.08 degC"),
    ("dmm", "0 V", "1000 V", "0.006 % of reading + 20 µV"),
)
ROOMS = (
    "Phòng Áp suất", "Phòng Khối lượng và Dung tích", "Phòng Độ dài", "Phòng Điện", "Phòng Nhiệt",
)  # fmt: skip
OLD_ROOM = "Phòng 102 (dãy nhà cũ)"


def authority(house: House, today: date, at: datetime) -> None:
    """Everything that the demo's work needs, from its first day on; what is there stays."""
    if Scope.objects.filter(centre=house.hue).exists():
        return
    _legal(house.hue, house.quality, "123", today, at)
    _legal(house.other, house.quality, "124", today, at)
    issue_scope(
        centre=house.hue, kind=ScopeKind.ACCREDITATION, number="VILAS 9001", valid_from=SINCE,
        valid_to=today + LASTS, source="Văn phòng Công nhận Ví Dụ", lines=list(_accredited()),
        by=house.quality, at=at,
    )  # fmt: skip
    _cards(house, today, at)
    for name in (*ROOMS, OLD_ROOM):
        room = add_room(centre=house.hue, name=name, by=house.quality, at=at)
        if name == OLD_ROOM:
            use_room(room_id=room.pk, active=False, by=house.quality, at=at)


def _legal(centre: Centre, by: User, number: str, today: date, at: datetime) -> None:
    """Designation for verification, registration for the rest, for every type there is work on."""
    types = {kind.code: kind for kind in InstrumentType.objects.all()}
    for kind, title, services in (
        (ScopeKind.DESIGNATION, f"{number}/QĐ-VD", (Service.VERIFICATION,)),
        (ScopeKind.REGISTRATION, f"ĐK {number}", (Service.CALIBRATION, Service.TESTING)),
    ):
        issue_scope(
            centre=centre, kind=kind, number=title, valid_from=SINCE, valid_to=today + LASTS,
            source="Ủy ban Tiêu chuẩn Ví Dụ",
            lines=[
                _line(types[code], service, kind)
                for service in services
                for code in sorted(_worked_on(service))
            ],
            by=by, at=at,
        )  # fmt: skip


def _worked_on(service: str) -> set[str]:
    """The types that the demo orders a service for, or has a procedure for."""
    ordered = {row.type for row in tables.services().values() if row.kind == service and row.type}
    versions = ProcedureVersion.objects.filter(service=service)
    return ordered | {code for code in versions.values_list("types__code", flat=True) if code}


def _line(kind: InstrumentType, service: str, of: str) -> NewLine:
    if of != ScopeKind.DESIGNATION or kind.code not in RANGES:
        return NewLine(service, kind)
    low, high, accuracy = RANGES[kind.code]
    return NewLine(service, kind, Quantity.parse(low), Quantity.parse(high), accuracy)


def _accredited() -> Iterator[NewLine]:
    types = {kind.code: kind for kind in InstrumentType.objects.all()}
    for code, low, high, cmc in ACCREDITED:
        ends = Quantity.parse(low), Quantity.parse(high)
        yield NewLine(Service.CALIBRATION, types[code], *ends, cmc=cmc)


def _cards(house: House, today: date, at: datetime) -> None:
    kinds = InstrumentType.objects.filter(code__in=_worked_on(Service.VERIFICATION))
    measuring = (Role.TECHNICIAN, Role.APPROVER)
    holders = [a for a in ACCOUNTS if {a.role, *a.more} & set(measuring)]
    for number, account in enumerate(holders, start=1):
        issue_card(
            centre=house.hue if account.centre == HUE else house.other,
            user=User.objects.get(email=account.email),
            number=f"0186-{number:02}", types=list(kinds), valid_from=SINCE,
            valid_to=today + (SOON if account.role == Role.APPROVER else LASTS),
            source="Quyết định 18/QĐ-VD", by=house.quality, at=at,
        )  # fmt: skip
