"""What is printed on a sticker or on a label: from the frozen statement, and from the instrument.

Four things: the verification sticker (its number is that of the piece), the calibration sticker
(a next date only where the customer agreed to one), the label of the instrument for its owner's
shelf, the label of a thing while it is in our hands. Each is a few texts and an address as QR;
`sheets` lays them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from calibration.models import Custody, Job
from certificates import statement
from certificates.models import Certificate, Sticker
from certificates.services import check_address
from certificates.states import CertificateState, Kind, StickerState
from instruments.models import Instrument

STICKER, LABEL, CUSTODY = "sticker", "label", "custody"


@dataclass(frozen=True)
class Label:
    """One to print. `rows` are (Vietnamese, English, text); `big` stands out; `number` the foot."""

    centre: str
    title: tuple[str, str]
    address: str  # what the QR says
    number: str = ""
    big: tuple[str, str, str] | None = None
    rows: tuple[tuple[str, str, str], ...] = ()
    service: str = ""


@dataclass
class Gathered:
    """What can be printed, and what cannot with the reason."""

    labels: list[Label] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def stickers_of(certificates: Sequence[Certificate]) -> Gathered:
    """A sticker for each piece that is on a certificate's job; a calibration needs no number."""
    found = Gathered()
    pieces = _pieces(certificates)
    for certificate in certificates:
        numbers = pieces[certificate.job_id]
        if why := _against(certificate, numbers):
            found.left_out.append((certificate.number, why))
            continue
        said = statement.read(certificate.statement)
        make = _verified if certificate.kind == Kind.VERIFICATION else _calibrated
        found.labels += [make(certificate, said, number) for number in numbers or [""]]
    return found


def _against(certificate: Certificate, numbers: Sequence[str]) -> str:
    """Why no sticker is printed; "" when one is."""
    if certificate.state != CertificateState.ISSUED:
        return _("giấy không còn hiệu lực")
    if certificate.kind not in (Kind.VERIFICATION, Kind.CALIBRATION):
        return _("loại giấy này không có tem")
    if certificate.kind == Kind.VERIFICATION and not numbers:
        return _("giấy này không dùng tem")
    return ""


def _verified(certificate: Certificate, said: dict[str, Any], number: str) -> Label:
    until = certificate.valid_until
    month = f"{until.month:02d}/{until.year}" if until is not None else ""
    serial = (said.get("instrument") or {}).get("serial", "")
    return Label(
        centre=_centre(said),
        title=("Đã kiểm định", "Verified"),
        address=check_address(certificate),
        number=number,
        big=("Có giá trị đến", "Valid until", month) if month else None,
        rows=(("Giấy", "Cert.", certificate.number), ("Số", "Serial", serial)),
        service=Kind.VERIFICATION,
    )


def _calibrated(certificate: Certificate, said: dict[str, Any], number: str) -> Label:
    agreed = said.get("interval") or {}
    rows = [("Giấy", "Cert.", certificate.number)]
    rows.append(("Số", "Serial", (said.get("instrument") or {}).get("serial", "")))
    if agreed.get("on"):
        rows.append(("Lần tới", "Next", _day(date.fromisoformat(agreed["on"]))))
    return Label(
        centre=_centre(said),
        title=("Đã hiệu chuẩn", "Calibrated"),
        address=check_address(certificate),
        number=number,
        big=("Ngày", "On", _day(certificate.performed_on)),
        rows=tuple(rows),
        service=Kind.CALIBRATION,
    )


def _centre(said: dict[str, Any]) -> str:
    name = said["centre"]["name"]
    return name["vi"] if isinstance(name, dict) else str(name)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def instrument_labels(jobs: Sequence[Job], instruments: Sequence[Instrument] = ()) -> Gathered:
    """A label for each instrument, once; a sample has none."""
    found = Gathered()
    seen: set[int] = set()
    for job in jobs:
        if job.instrument is None:
            found.left_out.append((str(job.pk), _("mẫu thử nghiệm không có nhãn")))
    for thing in [*(job.instrument for job in jobs), *instruments]:
        if thing is None or thing.pk in seen:
            continue
        seen.add(thing.pk)
        found.labels.append(_label(thing))
    return found


def _label(thing: Instrument) -> Label:
    path = reverse("instruments:detail", args=[thing.pk])
    rows = [("Mã", "Tag", thing.tag)] if thing.tag else []
    made = " ".join(part for part in (thing.maker, thing.model) if part)
    if made:
        rows.append(("Kiểu", "Model", made))
    return Label(
        centre=thing.customer.name,
        title=(thing.shown_name, thing.type.name_en),
        address=f"{settings.SITE_URL}{path}",
        big=("Số", "Serial", thing.serial),
        rows=tuple(rows),
        service=LABEL,
    )


def custody_labels(things: Sequence[Custody]) -> Gathered:
    """A label for each thing that was handed in: its code stands out, the QR opens its page."""
    return Gathered([_handed_in(one) for one in things])


def _handed_in(one: Custody) -> Label:
    path = reverse("calibration:thing", args=[one.code])
    thing = one.instrument
    rows = [("Khách hàng", "Customer", one.customer.name)]
    rows.append(("Vật", "Item", thing.shown_name if thing is not None else one.sample))
    if thing is not None:
        rows.append(("Số", "Serial", thing.serial))
    rows.append(("Nhận", "Received", _day(timezone.localdate(one.received_at))))
    return Label(
        centre=one.centre.name_vi,
        title=("Đã nhận", "Received"),
        address=f"{settings.SITE_URL}{path}",
        big=("Mã", "Code", one.code),
        rows=tuple(rows),
        service=CUSTODY,
    )


def outlook(certificates: Sequence[Certificate]) -> list[tuple[Certificate, list[str], str]]:
    """Each with its pieces, and why no sticker is printed of it ("" when one is)."""
    pieces = _pieces(certificates)
    return [(one, pieces[one.job_id], _against(one, pieces[one.job_id])) for one in certificates]


def _pieces(certificates: Sequence[Certificate]) -> dict[int, list[str]]:
    """The pieces on each job, in one query."""
    found: dict[int, list[str]] = {one.job_id: [] for one in certificates}
    used = Sticker.objects.filter(job__in=list(found), state=StickerState.USED)
    for job, shown in used.order_by("code", "number").values_list("job", "shown"):
        found[job or 0].append(shown)
    return found
