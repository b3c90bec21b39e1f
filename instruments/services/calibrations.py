"""Calibration events of standards: recorded, corrected by another event, doubted. Never changed."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from instruments.messages import fault
from instruments.models import CalibrationDoubt, Standard, StandardCalibration, StandardValue
from instruments.models.standards import LONGEST_REASON
from instruments.services.checks import (
    Changes,
    as_difference,
    clean,
    duplicate,
    locked,
    reason,
    say,
)
from metrology.errors import Code, MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.readings import parse_number
from metrology.quantities.units import base_quantity, difference_unit, units_of

MOST_BYTES = 20 * 2**20
KINDS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".xml": (b"<", b"\xef\xbb\xbf<"),  # a digital certificate
}
# What a certificate says besides its values.
EVENT_FACTS = ("on", "valid_until", "laboratory", "certificate_number", "traceable_to")
Line = tuple[Quantity, Quantity, Quantity, str]


class ValueLine(NamedTuple):
    """One line of a standard's certificate: nominal value, true value, U and k."""

    nominal: Quantity
    value: Quantity
    expanded: Quantity
    k: str = "2"


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
    values: Iterable[Line] = (),
    file: File[bytes] | None = None,
    traceable_to: str = "",
) -> StandardCalibration:
    """Add a calibration event with its values (nominal, value, expanded, k) and its certificate.

    Events are only added: an older certificate found later is one more event, by its own day.
    """
    held = locked(standard.pk)
    event = StandardCalibration(
        standard=held,
        on=on,
        valid_until=valid_until,
        laboratory=nfc(laboratory),
        certificate_number=nfc(certificate_number),
        traceable_to=nfc(traceable_to),
        by=by,
        at=at,
    )
    rows = _insert(event, [ValueLine(*line) for line in values], file)
    changes = {name: (None, text) for name, text in _said(event, rows).items()}
    say(held, "standard.calibrate", by, at, changes=changes, seals=[event, *rows])
    return event


@transaction.atomic
def correct_calibration(
    *,
    event_id: int,
    why: str,
    by: Any,
    at: datetime,
    values: Iterable[Line] | None = None,
    file: File[bytes] | None = None,
    **facts: Any,
) -> StandardCalibration:
    """Replace an event by one that says what is true: another event that names it and says why.

    `facts` are any of EVENT_FACTS; they, `values` and `file` stay as they were where not given.
    Refused for an event that is corrected already and where nothing differs.
    """
    if unknown := set(facts) - set(EVENT_FACTS):
        raise TypeError(f"not facts of a calibration: {', '.join(sorted(unknown))}")
    wrong, held = _not_yet_corrected(event_id)
    plain = {name: nfc(v) if isinstance(v, str) else v for name, v in facts.items()}
    event = StandardCalibration(
        **{name: getattr(wrong, name) for name in (*EVENT_FACTS, "file", "file_sha256")} | plain,
        standard=held,
        corrects=wrong,
        why=reason(why, most=LONGEST_REASON),
        by=by,
        at=at,
    )
    old = list(wrong.values.all())
    lines = [ValueLine(*line) for line in (_lines(old) if values is None else values)]
    _refuse_taken_number(event)
    rows = _insert(event, lines, file)
    changes = _differences(_said(wrong, old), _said(event, rows))
    if not changes:
        raise InvalidInput(message=_("Bản đính chính không khác gì lần hiệu chuẩn đã ghi."))
    seals = [event, *rows]
    say(held, "standard.correct", by, at, changes=changes, why=event.why, seals=seals)
    return event


@transaction.atomic
def doubt_calibration(
    *, event_id: int, why: str, by: Any, at: datetime, since: date | None = None
) -> CalibrationDoubt:
    """Say that an event is wrong while the true values are not known (found out of limits).

    From `since`, or from the day of the event where nobody knows, the standard is blocked until
    there is a newer event or a correction of this one.
    """
    event, held = _not_yet_corrected(event_id)
    kept = reason(why, most=LONGEST_REASON)
    faults = Faults()
    if since is not None and since < event.on:
        faults.add("since", _("Ngày này trước ngày hiệu chuẩn."), code="order")
    if since is not None and since > timezone.localdate(at):
        faults.add("since", _("Ngày này còn ở tương lai."), code="future")
    faults.raise_if_any()
    doubt = CalibrationDoubt.objects.create(event=event, why=kept, since=since, by=by, at=at)
    changes: Changes = {"certificate_number": (None, event.certificate_number)}
    changes |= {"since": (None, since)} if since else {}
    say(held, "standard.doubt", by, at, changes=changes, why=kept, seals=[doubt])
    return doubt


def _not_yet_corrected(event_id: int) -> tuple[StandardCalibration, Standard]:
    """The event and its standard, held; corrections of one event wait for each other there."""
    event = StandardCalibration.objects.prefetch_related("values").get(pk=event_id)
    held = locked(event.standard_id)
    if StandardCalibration.objects.filter(corrects=event).exists():
        raise Refused(_("Lần hiệu chuẩn này đã được đính chính."), code="corrected")
    return event, held


def _lines(rows: Sequence[StandardValue]) -> list[Line]:
    return [(row.nominal, row.value, row.expanded, row.k) for row in rows]


def _refuse_taken_number(event: StandardCalibration) -> None:
    """A correction may keep the number it corrects; it may not take that of another event."""
    others = event.standard.calibrations.filter(certificate_number=event.certificate_number)
    corrected, chain = event.corrects, []
    while corrected is not None:
        chain.append(corrected.pk)
        corrected = corrected.corrects
    if others.exclude(pk__in=chain).exists():
        raise _number_taken(event)


def _insert(
    event: StandardCalibration, lines: list[ValueLine], file: File[bytes] | None
) -> list[StandardValue]:
    """Check the event, keep its file, write it with its values."""
    skip = ("standard", "file", "file_sha256", "corrects", "by", "at")
    clean(event, skip=skip)
    _check_event(event, lines)
    _attach(event, file)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:
        raise _number_taken(event) from error
    return StandardValue.objects.bulk_create(
        [StandardValue(calibration=event, **line._asdict()) for line in _normal(lines)]
    )


def _number_taken(event: StandardCalibration) -> Exception:
    message = _("Chuẩn này đã có giấy chứng nhận mang số đó.")
    return duplicate("certificate_number", message, event.certificate_number)


def _check_event(event: StandardCalibration, lines: list[ValueLine]) -> None:
    faults = Faults()
    assert event.at is not None
    if event.on > timezone.localdate(event.at):
        faults.add("on", _("Ngày hiệu chuẩn còn ở tương lai."), code="future")
    if event.valid_until < event.on:
        faults.add("valid_until", _("Hạn giá trị trước ngày hiệu chuẩn."), code="order")
    for number, line in enumerate(lines):
        _check_line(f"values.{number}", line, event.standard, faults)
    faults.raise_if_any()


def _check_line(name: str, line: ValueLine, standard: Standard, faults: Faults) -> None:
    expanded = as_difference(line.expanded)
    assert expanded is not None
    step = difference_unit(line.nominal.unit)
    for part, value, unit in (
        ("nominal", line.nominal, None),
        ("value", line.value, line.nominal.unit),
        ("expanded", expanded, step),
    ):
        try:
            if unit is None:
                _require_covered(value, standard)
            else:
                value.to(unit)
        except MetrologyError as error:
            faults.found.append(fault(f"{name}.{part}", error))
            if unit is None:
                return
    if line.expanded.value <= 0:
        faults.add(f"{name}.expanded", _("Độ không đảm bảo đo phải lớn hơn 0."), code="positive")
    _check_k(f"{name}.k", line.k, faults)


def _require_covered(value: Quantity, standard: Standard) -> None:
    """Refuse a value of a quantity that the standard does not cover, naming what it does."""
    allowed = [base_quantity(each) for each in standard.quantities]
    if value.unit.quantity not in allowed:
        raise MetrologyError(
            Code.WRONG_QUANTITY,
            found=value.unit.symbol,
            found_quantity=value.unit.quantity,
            allowed=", ".join(unit.symbol for each in allowed for unit in units_of(each)),
        )


def _check_k(name: str, k: str, faults: Faults) -> None:
    try:
        positive = Decimal(parse_number(k, decimal_comma=False)) > 0
    except MetrologyError as error:
        faults.found.append(fault(name, error))
        return
    if not positive or len(k) > StandardValue._meta.get_field("k").max_length:  # type: ignore[operator]
        faults.add(name, _("Hệ số phủ k phải lớn hơn 0, nhiều nhất 6 ký tự."), code="k")


def _normal(lines: list[ValueLine]) -> Iterable[ValueLine]:
    for line in lines:
        k = parse_number(line.k, decimal_comma=False)
        expanded = as_difference(line.expanded)
        assert expanded is not None
        yield ValueLine(line.nominal, line.value, expanded, k)


def _attach(event: StandardCalibration, file: File[bytes] | None) -> None:
    """Keep the certificate's file and its SHA-256; only PDF, XML and images, by content."""
    if file is None:
        return
    name = (file.name or "").rsplit("/", 1)[-1]
    ending = "." + name.rsplit(".", 1)[-1].lower()
    head = file.read(8)
    file.seek(0)
    if ending not in KINDS or not head.startswith(KINDS[ending]):
        message = _("Chỉ nhận tệp PDF, XML, PNG hoặc JPEG.")
        raise InvalidInput(Fault("file", message, code="file_kind", found=name))
    if file.size > MOST_BYTES:
        message = _("Tệp lớn quá %(most)s MB.") % {"most": MOST_BYTES // 2**20}
        raise InvalidInput(Fault("file", message, code="file_size"))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    event.file_sha256 = digest.hexdigest()
    event.file.save(f"{event.file_sha256[:16]}{ending}", file, save=False)


def _said(event: StandardCalibration, rows: Sequence[StandardValue]) -> dict[str, str]:
    """What the record keeps of an event: its facts, and the numbers every budget leans on."""
    names = (*EVENT_FACTS, "file_sha256")
    facts = {name: str(value) for name in names if (value := getattr(event, name))}
    lines = {
        f"values.{i}": f"{row.nominal}: {row.value}, U = {row.expanded}, k = {row.k}"
        for i, row in enumerate(rows)
    }
    return facts | lines


def _differences(before: dict[str, str], after: dict[str, str]) -> Changes:
    return {
        name: (before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }
