"""Changes to cards, scopes and rooms: dated, with a reason, each an event from → to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from audit.record import record
from calibration.authority.capability import LONGEST, as_typed, read_cmc, typed_cmc
from calibration.authority.people import officers_of
from calibration.models import OfficerCard, Room, Scope, ScopeLine, Worksheet
from calibration.states import ScopeKind, Service
from common.canonical import canonical
from common.errors import Conflict, Faults, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs
from instruments.messages import fault
from instruments.models import InstrumentType
from instruments.services.checks import clean, reason
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity

Row = TypeVar("Row", OfficerCard, Scope, Room)
Dated = TypeVar("Dated", OfficerCard, Scope)
LONGEST_WHY = 300
MOST_LINES = 500
SERVICES: Mapping[str, tuple[str, ...]] = {
    ScopeKind.DESIGNATION: (Service.VERIFICATION,),
    ScopeKind.REGISTRATION: (Service.CALIBRATION, Service.TESTING),
    ScopeKind.ACCREDITATION: tuple(Service.values),
}
name_verbs(
    {
        "card.issue": gettext_lazy("ghi thẻ kiểm định viên"),
        "card.end": gettext_lazy("kết thúc thẻ kiểm định viên"),
        "card.extend": gettext_lazy("gia hạn thẻ kiểm định viên"),
        "scope.issue": gettext_lazy("ghi phạm vi được chỉ định, đăng ký, công nhận"),
        "scope.add_lines": gettext_lazy("thêm dòng vào phạm vi"),
        "scope.remove_line": gettext_lazy("bỏ một dòng của phạm vi"),
        "scope.end": gettext_lazy("kết thúc hiệu lực của phạm vi"),
        "scope.extend": gettext_lazy("gia hạn phạm vi"),
        "room.add": gettext_lazy("thêm phòng"),
        "room.close": gettext_lazy("ngừng dùng phòng"),
        "room.open": gettext_lazy("dùng lại phòng"),
    }
)


@dataclass(frozen=True)
class NewLine:
    """One line of a scope. `cmc` is as a person writes it, or as `Cmc.from_json` reads it."""

    service: str
    type: InstrumentType
    range_min: Quantity | None = None
    range_max: Quantity | None = None
    accuracy: str = ""
    cmc: str | Mapping[str, Any] = ""


@dataclass(frozen=True)
class NewCard:
    """The card of a verification officer as it was given; `source` is the decision."""

    centre: Centre
    user: User
    number: str
    types: Sequence[InstrumentType]
    valid_from: date
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True)
class NewScope:
    """A designation, registration or accreditation with its lines."""

    centre: Centre
    kind: str
    number: str
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    lines: Sequence[NewLine] = ()


# Cards


@transaction.atomic
def issue_card(*, by: Any, at: datetime, **facts: Any) -> OfficerCard:
    """Enter a card; `facts` as in `NewCard`. Raises InvalidInput, Conflict for one known."""
    new = NewCard(**facts)
    card = OfficerCard(
        centre=new.centre, user=new.user, number=nfc(new.number), valid_from=new.valid_from,
        valid_to=new.valid_to, source=nfc(new.source),
    )  # fmt: skip
    faults = Faults()
    if not new.types:
        faults.add("types", _("Hãy chọn ít nhất một loại phương tiện đo."), code="required")
    if not officers_of(new.centre).filter(pk=new.user.pk).exists():
        message = _("Người này không làm kỹ thuật viên ở trung tâm hay đơn vị trực thuộc.")
        faults.add("user", message, found=str(new.user))
    _check_days(card, faults)
    _write(card, faults, _("Thẻ số này từ ngày này đã có."))
    card.types.set(new.types)
    types = ", ".join(sorted(kind.code for kind in new.types))
    told = {"user": new.user, "number": card.number, "types": types}
    _say(card, "card.issue", by, at, {**told, **_days(card)})
    return card


def end_card(*, card_id: int, valid_to: date, why: str, by: Any, at: datetime) -> OfficerCard:
    """The card's last day becomes an earlier one."""
    return _redate(OfficerCard, card_id, "card.end", valid_to, why, by, at)


def extend_card(
    *, card_id: int, valid_to: date | None, why: str, by: Any, at: datetime
) -> OfficerCard:
    """The card's last day becomes a later one; None: without end."""
    return _redate(OfficerCard, card_id, "card.extend", valid_to, why, by, at)


# Scopes


@transaction.atomic
def issue_scope(*, by: Any, at: datetime, **facts: Any) -> Scope:
    """Enter a scope with its lines; `facts` as in `NewScope`."""
    new = NewScope(**facts)
    scope = Scope(
        centre=new.centre, kind=new.kind, number=nfc(new.number), valid_from=new.valid_from,
        valid_to=new.valid_to, source=nfc(new.source),
    )  # fmt: skip
    faults = Faults()
    _check_days(scope, faults)
    made = _lines(scope, new.lines, faults)
    _write(scope, faults, _("Phạm vi số này từ ngày này đã có."))
    ScopeLine.objects.bulk_create(made, batch_size=200)
    told = {"kind": scope.kind, "number": scope.number, **_days(scope)}
    _say(scope, "scope.issue", by, at, {**told, "lines": _told(made)})
    return scope


@transaction.atomic
def add_lines(*, scope_id: int, lines: Sequence[NewLine], by: Any, at: datetime) -> Scope:
    """A scope is extended by lines."""
    scope = _locked(Scope, scope_id)
    faults = Faults()
    if not lines:
        faults.add("lines", _("Hãy ghi ít nhất một dòng."), code="required")
    made = _lines(scope, lines, faults)
    faults.raise_if_any()
    ScopeLine.objects.bulk_create(made, batch_size=200)
    _say(scope, "scope.add_lines", by, at, {"lines": _told(made)})
    return scope


@transaction.atomic
def remove_line(*, line_id: int, why: str, by: Any, at: datetime) -> Scope:
    """Take out a line entered in error. One that work was started under stays: end the scope."""
    line = ScopeLine.objects.select_related("type").get(pk=line_id)
    scope = _locked(Scope, line.scope_id)
    if _used(line, scope):
        raise Refused(
            _("Đã có phiếu bắt đầu đo theo dòng này: dòng được giữ lại."), code="line_used"
        )
    kept = reason(why, most=LONGEST_WHY)
    changes = {"lines": (_told([line]), None)}
    line.delete()
    record(
        subject=scope, verb="scope.remove_line", by=by, at=at, chain=scope.centre.code,
        changes=changes, why=kept,
    )  # fmt: skip
    return scope


def _used(line: ScopeLine, scope: Scope) -> bool:
    """Whether a worksheet may lean on the line: same service and type, begun while it held."""
    rows = Worksheet.objects.filter(
        job__centre__path__startswith=scope.centre.path,
        job__service=line.service,
        job__instrument__type=line.type,
        started_at__date__gte=scope.valid_from,
    )
    if scope.valid_to is not None:
        rows = rows.filter(started_at__date__lte=scope.valid_to)
    return rows.exists()


def end_scope(*, scope_id: int, valid_to: date, why: str, by: Any, at: datetime) -> Scope:
    """The scope's last day becomes an earlier one."""
    return _redate(Scope, scope_id, "scope.end", valid_to, why, by, at)


def extend_scope(*, scope_id: int, valid_to: date | None, why: str, by: Any, at: datetime) -> Scope:
    """The scope's last day becomes a later one; None: without end."""
    return _redate(Scope, scope_id, "scope.extend", valid_to, why, by, at)


def _lines(scope: Scope, lines: Sequence[NewLine], faults: Faults) -> list[ScopeLine]:
    if len(lines) > MOST_LINES:
        faults.add("lines", _("Quá nhiều dòng."), found=str(len(lines)), allowed=f"≤ {MOST_LINES}")
        return []
    return [_line(scope, new, f"lines.{i}", faults) for i, new in enumerate(lines)]


def _line(scope: Scope, new: NewLine, path: str, faults: Faults) -> ScopeLine:
    allowed = SERVICES.get(scope.kind, ())
    if new.service not in allowed:
        faults.add(
            f"{path}.service", _("Loại phạm vi này không gồm dịch vụ này."), found=new.service,
            allowed=", ".join(allowed),
        )  # fmt: skip
    line = ScopeLine(
        scope=scope, service=new.service, type=new.type, range_min=new.range_min,
        range_max=new.range_max, accuracy=nfc(new.accuracy),
    )  # fmt: skip
    _check_range(line, path, faults)
    if new.cmc and scope.kind == ScopeKind.DESIGNATION:
        faults.add(f"{path}.cmc", _("Chỉ định không nêu CMC."))
    elif new.cmc:
        line.cmc = _cmc(new, path, faults)
    return line


def _check_range(line: ScopeLine, path: str, faults: Faults) -> None:
    low, high = line.range_min, line.range_max
    if low is None or high is None:
        return
    try:
        if low > high:
            faults.add(
                f"{path}.range_max", _("Phải từ giới hạn dưới trở lên."), code="out_of_range",
                found=str(high), allowed=f"≥ {low}",
            )  # fmt: skip
    except MetrologyError as error:
        faults.found.append(fault(f"{path}.range_max", error))


def _cmc(new: NewLine, path: str, faults: Faults) -> str:
    """The canonical CMC of a line; "" where it is wrong, with a fault."""
    try:
        if isinstance(new.cmc, str):
            found = typed_cmc(new.cmc[:LONGEST], new.range_min, new.range_max)
        else:
            found = canonical(dict(new.cmc))
        for end in (new.range_min, new.range_max):
            if end is not None and found:
                read_cmc(found).covers(end.value, end.unit)  # of the same quantity
    except MetrologyError as error:
        place = error.params.get("name", "")
        where = place if place in ("range_min", "range_max") else "cmc"
        faults.found.append(fault(f"{path}.{where}", error))
        return ""
    return found


def _told(lines: Sequence[ScopeLine]) -> str:
    """Lines as an event keeps them, in no reader's language."""
    return "; ".join(" ".join(part for part in _parts(line) if part) for line in lines)


def _parts(line: ScopeLine) -> tuple[str, ...]:
    low, high = (str(end or "") for end in (line.range_min, line.range_max))
    reach = f"{low}…{high}" if low or high else ""
    cmc = f"CMC {as_typed(line.cmc)}" if line.cmc else ""
    return (line.service, line.type.code, reach, line.accuracy, cmc)


# Rooms


@transaction.atomic
def add_room(*, centre: Centre, name: str, by: Any, at: datetime) -> Room:
    """Add a room of the laboratory."""
    room = Room(centre=centre, name=nfc(name))
    _write(room, Faults(), _("Trung tâm đã có phòng tên này."))
    _say(room, "room.add", by, at, {"name": room.name})
    return room


@transaction.atomic
def use_room(*, room_id: int, active: bool, by: Any, at: datetime) -> Room:
    """No work starts in a closed room any more; what was done there keeps its name."""
    room = _locked(Room, room_id)
    if room.active is active:
        message = _("Phòng này đang được dùng.") if active else _("Phòng này đã ngừng dùng.")
        raise Refused(message, code="wrong_state")
    before, room.active = room.active, active
    room.save(update_fields=["active"])
    record(
        subject=room, verb="room.open" if active else "room.close", by=by, at=at,
        chain=room.centre.code, changes={"active": (before, active)},
    )  # fmt: skip
    return room


# What they share


def _locked(model: type[Row], pk: int) -> Row:
    rows: Any = model.objects.select_for_update(of=("self",), no_key=True)
    found: Row = rows.select_related("centre").get(pk=pk)
    return found


def _check_days(row: Any, faults: Faults) -> None:
    if row.valid_to is not None and row.valid_to < row.valid_from:
        faults.add(
            "valid_to", _("Ngày hết hạn phải từ ngày bắt đầu trở đi."), code="out_of_range",
            found=row.valid_to.isoformat(), allowed=f"≥ {row.valid_from.isoformat()}",
        )  # fmt: skip


def _write(row: Any, faults: Faults, known: str) -> None:
    """Check the columns together with what is noted already, then write."""
    try:
        clean(row)
    except InvalidInput as error:
        faults.found.extend(error.faults)
    faults.raise_if_any()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(known, code="exists") from error


@transaction.atomic
def _redate(
    model: type[Dated], pk: int, verb: str, valid_to: date | None, why: str, by: Any, at: datetime
) -> Dated:
    row: Any = _locked(model, pk)
    faults = Faults()
    ends = verb.endswith(".end")
    before = row.valid_to
    earlier = valid_to is not None and (before is None or valid_to < before)
    later = before is not None and (valid_to is None or valid_to > before)
    if not (earlier if ends else later):
        message = (
            _("Ngày kết thúc phải trước ngày hết hạn hiện nay.")
            if ends
            else _("Ngày gia hạn phải sau ngày hết hạn hiện nay.")
        )
        sign = "<" if ends else ">"
        allowed = f"{sign} {before.isoformat()}" if before else ""
        faults.add("valid_to", message, code="out_of_range", found=str(valid_to), allowed=allowed)
    row.valid_to = valid_to
    _check_days(row, faults)
    try:
        kept = reason(why, most=LONGEST_WHY)
    except InvalidInput as error:
        faults.found.extend(error.faults)
    faults.raise_if_any()
    row.save(update_fields=["valid_to"])
    record(
        subject=row, verb=verb, by=by, at=at, chain=row.centre.code,
        changes={"valid_to": (before, valid_to)}, why=kept,
    )  # fmt: skip
    found: Dated = row
    return found


def _days(row: Any) -> dict[str, Any]:
    return {"valid_from": row.valid_from, "valid_to": row.valid_to, "source": row.source}


def _say(row: Any, verb: str, by: Any, at: datetime, told: Mapping[str, Any]) -> None:
    changes = {name: (None, value) for name, value in told.items() if value not in (None, "")}
    record(subject=row, verb=verb, by=by, at=at, chain=row.centre.code, changes=changes)
