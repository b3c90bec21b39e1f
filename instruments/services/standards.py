"""Changes to the centre's standards: add, calibrate, take out of use."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput, Refused
from common.text import nfc
from instruments.messages import fault
from instruments.models import Standard, StandardCalibration, StandardValue
from instruments.services.checks import as_difference, clean, shown
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import base_quantity, difference_unit, require_quantity, units_of

STANDARD_NAMES = ("code", "name_vi", "serial")
STANDARD_FACTS = ("name_en", "maker", "model", "range_min", "range_max", "accuracy", "mpe")
MOST_BYTES = 20 * 2**20
KINDS = {".pdf": b"%PDF", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


class ValueLine(NamedTuple):
    """One line of a standard's certificate: nominal value, value found, U and k."""

    nominal: Quantity
    value: Quantity
    expanded: Quantity
    k: str = "2"


@transaction.atomic
def add_standard(
    *,
    centre: Centre,
    code: str,
    name_vi: str,
    serial: str,
    quantity: str,
    by: Any,
    at: datetime,
    **facts: Any,
) -> Standard:
    """Add a standard of a centre. `quantity` is a code of metrology; `facts` any of STANDARD_FACTS.

    Raises InvalidInput naming each wrong field, Conflict when the centre has the code already.
    """
    if unknown := set(facts) - set(STANDARD_FACTS):
        raise TypeError(f"not facts of a standard: {', '.join(sorted(unknown))}")
    given = {"code": code, "name_vi": name_vi, "serial": serial, "quantity": quantity, **facts}
    plain = {name: nfc(v) if isinstance(v, str) else v for name, v in given.items()}
    standard = Standard(centre=centre, **plain)
    clean(standard, skip=("centre",))
    standard.mpe = as_difference(standard.mpe)
    _check_units(standard)
    _save(standard)
    changes = {name: (None, shown(v)) for name, v in plain.items() if v not in (None, "")}
    _say(standard, "standard.add", by, at, changes=changes)
    return standard


@transaction.atomic
def update_standard(
    *, standard_id: int, by: Any, at: datetime, why: str = "", **facts: Any
) -> Standard:
    """Amend the STANDARD_NAMES and STANDARD_FACTS of a standard; its quantity never changes.

    Nothing is written where nothing differs.
    """
    if unknown := set(facts) - {*STANDARD_NAMES, *STANDARD_FACTS}:
        raise TypeError(f"not facts of a standard: {', '.join(sorted(unknown))}")
    standard = _locked(standard_id)
    before = {name: getattr(standard, name) for name in facts}
    for name, value in facts.items():
        setattr(standard, name, nfc(value) if isinstance(value, str) else value)
    clean(standard, skip=("centre",))
    standard.mpe = as_difference(standard.mpe)
    _check_units(standard)
    changes = {
        name: (shown(old), shown(getattr(standard, name)))
        for name, old in before.items()
        if old != getattr(standard, name)
    }
    if changes:
        _save(standard)
        _say(standard, "standard.update", by, at, changes=changes, why=why)
    return standard


@transaction.atomic
def add_standard_calibration(  # noqa: PLR0913 — a certificate says that much
    *,
    standard: Standard,
    on: date,
    valid_until: date,
    laboratory: str,
    certificate_number: str,
    by: Any,
    at: datetime,
    values: Iterable[tuple[Quantity, Quantity, Quantity, str]] = (),
    file: File[bytes] | None = None,
    traceable_to: str = "",
) -> StandardCalibration:
    """Add a calibration event with its values (nominal, value, expanded, k) and its certificate.

    Events are only added: an older certificate found later is one more event, by its own day.
    """
    locked = Standard.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    standard = locked.get(pk=standard.pk)
    event = StandardCalibration(
        standard=standard,
        on=on,
        valid_until=valid_until,
        laboratory=nfc(laboratory),
        certificate_number=nfc(certificate_number),
        traceable_to=nfc(traceable_to),
    )
    clean(event, skip=("standard", "file", "file_sha256"))
    lines = [ValueLine(*line) for line in values]
    _check_event(event, lines, timezone.localdate(at))
    _attach(event, file)
    _insert_event(event)
    kept = list(_normal(lines))
    StandardValue.objects.bulk_create(
        [StandardValue(calibration=event, **line._asdict()) for line in kept]
    )
    changes = _event_changes(event) | {
        f"values.{i}": (None, _line_said(line)) for i, line in enumerate(kept)
    }
    _say(standard, "standard.calibrate", by, at, changes=changes)
    return event


@transaction.atomic
def take_out_of_use(*, standard_id: int, why: str, by: Any, at: datetime) -> Standard:
    """From now on no work may be started with this standard; a reason is required."""
    standard = _locked(standard_id)
    if standard.out_of_use:
        raise Refused(_("Chuẩn này đã ngừng sử dụng."), code="wrong_state")
    standard.out_of_use, standard.out_of_use_why = True, _reason(why)
    standard.save(update_fields=["out_of_use", "out_of_use_why"])
    _say(
        standard,
        "standard.take_out_of_use",
        by,
        at,
        changes={"out_of_use": (False, True)},
        why=standard.out_of_use_why,
    )
    return standard


@transaction.atomic
def return_to_use(*, standard_id: int, why: str, by: Any, at: datetime) -> Standard:
    """The standard may be used again while its calibration is valid; a reason is required."""
    standard = _locked(standard_id)
    if not standard.out_of_use:
        raise Refused(_("Chuẩn này đang được sử dụng."), code="wrong_state")
    reason = _reason(why)
    standard.out_of_use, standard.out_of_use_why = False, ""
    standard.save(update_fields=["out_of_use", "out_of_use_why"])
    changes = {"out_of_use": (True, False)}
    _say(standard, "standard.return_to_use", by, at, changes=changes, why=reason)
    return standard


def _save(standard: Standard) -> None:
    try:
        with transaction.atomic():
            standard.save()
    except IntegrityError as error:
        message = _("Trung tâm đã có chuẩn mang mã hiệu này.")
        raise _duplicate("code", message, standard.code) from error


def _locked(standard_id: int) -> Standard:
    rows = Standard.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    return rows.get(pk=standard_id)


def _reason(why: str) -> str:
    reason = nfc(why)
    most = Standard._meta.get_field("out_of_use_why").max_length or 0
    if not reason:
        raise InvalidInput(Fault("why", _("Hãy ghi lý do."), code="required"))
    if len(reason) > most or "\x00" in reason:
        message = _("Lý do dài nhất %(most)s ký tự.") % {"most": most}
        raise InvalidInput(Fault("why", message, code="max_length"))
    return reason


def _check_units(standard: Standard) -> None:
    """Range and permissible error are of the standard's own quantity."""
    try:
        base = base_quantity(standard.quantity)
    except MetrologyError as error:
        raise InvalidInput(fault("quantity", error)) from error
    step = difference_unit(units_of(base)[0]).quantity
    faults = Faults()
    for name, expected in (("range_min", base), ("range_max", base), ("mpe", step)):
        value: Quantity | None = getattr(standard, name)
        _require(faults, name, value, expected)
    low, high = standard.range_min, standard.range_max
    if not faults.found and low is not None and high is not None and high < low:
        faults.add("range_max", _("Giới hạn đo trên nhỏ hơn giới hạn đo dưới."), code="range_order")
    faults.raise_if_any()


def _require(faults: Faults, name: str, value: Quantity | None, quantity: str) -> None:
    if value is None:
        return
    try:
        require_quantity(value.unit, quantity)
    except MetrologyError as error:
        faults.found.append(fault(name, error))


def _check_event(event: StandardCalibration, lines: list[ValueLine], today: date) -> None:
    faults = Faults()
    if event.on > today:
        faults.add("on", _("Ngày hiệu chuẩn còn ở tương lai."), code="future")
    if event.valid_until < event.on:
        faults.add("valid_until", _("Hạn giá trị trước ngày hiệu chuẩn."), code="order")
    for number, line in enumerate(lines):
        _check_line(f"values.{number}", line, event.standard.quantity, faults)
    faults.raise_if_any()


def _check_line(name: str, line: ValueLine, quantity: str, faults: Faults) -> None:
    _require(faults, f"{name}.nominal", line.nominal, quantity)
    _require(faults, f"{name}.value", line.value, quantity)
    step = difference_unit(units_of(quantity)[0]).quantity
    expanded = as_difference(line.expanded)
    _require(faults, f"{name}.expanded", expanded, step)
    if line.expanded.value <= 0:
        faults.add(f"{name}.expanded", _("Độ không đảm bảo đo phải lớn hơn 0."), code="positive")
    try:
        positive = Decimal(parse_number(line.k, decimal_comma=False)) > 0
    except MetrologyError as error:
        faults.found.append(fault(f"{name}.k", error))
        return
    if not positive or len(line.k) > StandardValue._meta.get_field("k").max_length:  # type: ignore[operator]
        faults.add(f"{name}.k", _("Hệ số phủ k phải lớn hơn 0, nhiều nhất 6 ký tự."), code="k")


def _normal(lines: list[ValueLine]) -> Iterable[ValueLine]:
    for line in lines:
        k = parse_number(line.k, decimal_comma=False)
        expanded = as_difference(line.expanded)
        assert expanded is not None
        yield ValueLine(line.nominal, line.value, expanded, k)


def _attach(event: StandardCalibration, file: File[bytes] | None) -> None:
    """Keep the certificate's file and its SHA-256; only PDF and images, by content."""
    if file is None:
        return
    name = (file.name or "").rsplit("/", 1)[-1]
    ending = "." + name.rsplit(".", 1)[-1].lower()
    head = file.read(8)
    file.seek(0)
    if ending not in KINDS or not head.startswith(KINDS[ending]):
        message = _("Chỉ nhận tệp PDF, PNG hoặc JPEG.")
        raise InvalidInput(Fault("file", message, code="file_kind", found=name))
    if file.size > MOST_BYTES:
        message = _("Tệp lớn quá %(most)s MB.") % {"most": MOST_BYTES // 2**20}
        raise InvalidInput(Fault("file", message, code="file_size"))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    event.file_sha256 = digest.hexdigest()
    event.file.save(f"{event.file_sha256[:16]}{ending}", file, save=False)


def _insert_event(event: StandardCalibration) -> None:
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError as error:
        message = _("Chuẩn này đã có giấy chứng nhận mang số đó.")
        raise _duplicate("certificate_number", message, event.certificate_number) from error


def _event_changes(event: StandardCalibration) -> dict[str, tuple[Any, Any]]:
    names = ("on", "valid_until", "laboratory", "certificate_number", "traceable_to", "file_sha256")
    given = {name: getattr(event, name) for name in names}
    return {name: (None, value) for name, value in given.items() if value}


def _line_said(line: ValueLine) -> str:
    """The numbers that every budget with this standard leans on."""
    return f"{line.nominal}: {line.value}, U = {line.expanded}, k = {line.k}"


def _duplicate(field: str, message: str, found: str) -> Conflict:
    one = Fault(field, message, code="duplicate", found=found)
    return Conflict(message, code="duplicate", faults=(one,))


def _say(
    standard: Standard,
    verb: str,
    by: Any,
    at: datetime,
    *,
    changes: dict[str, tuple[Any, Any]],
    why: str = "",
) -> None:
    record(
        subject=standard,
        verb=verb,
        by=by,
        at=at,
        chain=standard.centre.code,
        changes=changes,
        why=why,
    )
