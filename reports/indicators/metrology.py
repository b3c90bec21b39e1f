"""What keeps measuring right: standards maintained, services in scope; and how long work takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, OuterRef, Prefetch, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from calibration.authority.powers import Asked as Power
from calibration.authority.powers import Powers, held, read_powers, scopes_of
from calibration.states import ScopeKind, Service
from certificates.models import Certificate
from certificates.states import CertificateState, Kind
from contracts.queries import end_of
from instruments.models import Instrument, Standard, StandardCalibration
from metrology.quantities.quantity import Quantity
from reports.indicators.labels import CERTIFICATE, STANDARD
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import PERCENT, Found, Section, counted, mean, ratio

SOON = 60  # days
_METROLOGY = {"section": Section.METROLOGY, "strand": "both", "planned": False}


@dataclass(frozen=True)
class Kept:
    """A standard in use: until when the calibration in force on the cut-off is valid."""

    pk: int
    centre_id: int
    valid_until: date | None  # None: none is in force


def standards(asked: Question) -> Iterator[Kept]:
    """Every standard in use, in three queries."""
    newest = StandardCalibration.objects.filter(
        standard=OuterRef("standard"), corrected_by__isnull=True, on__lte=asked.cut_off
    ).order_by("-on", "-pk")
    # Only the event that can be in force is read: of a standard there may be decades of them.
    events = StandardCalibration.objects.filter(pk=Subquery(newest.values("pk")[:1]))
    events = events.prefetch_related("doubts")
    rows = Standard.objects.filter(
        centre__path__startswith=asked.centre.path, out_of_use=False
    ).prefetch_related(Prefetch("calibrations", queryset=events))
    for row in rows.order_by("centre", "code", "pk"):
        event = row.calibration_on(asked.cut_off)
        yield Kept(row.pk, row.centre_id, event.valid_until if event else None)


@indicator(
    "standards_maintained",
    name=_("Chuẩn đo lường được duy trì"),
    definition=_(
        "100 × số chuẩn đang sử dụng có lần hiệu chuẩn còn hiệu lực vào ngày chốt / tổng số chuẩn "
        "đang sử dụng. Lần hiệu chuẩn đang bị nghi ngờ không tính là còn hiệu lực."
    ),
    unit=PERCENT,
    model=STANDARD,
    by_date=_("ngày chốt"),
    places=1,
    **{**_METROLOGY, "planned": True},
)
def standards_maintained(asked: Question) -> Found:
    """Its rows are those maintained."""
    every = asked.rows(standards)
    valid = [one.pk for one in every if one.valid_until is not None]
    return ratio(len(valid), len(every), valid, parts=("standards_not_maintained",))


@indicator(
    "standards_not_maintained",
    name=_("Chuẩn đang sử dụng không còn hiệu lực hiệu chuẩn"),
    definition=_("Chuẩn đang sử dụng mà vào ngày chốt không có lần hiệu chuẩn nào còn hiệu lực."),
    unit="standard",
    model=STANDARD,
    by_date=_("ngày chốt"),
    **_METROLOGY,
)
def standards_not_maintained(asked: Question) -> Found:
    """Those in use without a calibration in force."""
    return counted(one.pk for one in asked.rows(standards) if one.valid_until is None)


@indicator(
    "standards_due",
    name=_("Chuẩn sắp đến hạn hiệu chuẩn"),
    definition=_(
        "Chuẩn đang sử dụng còn hiệu lực vào ngày chốt và hết hạn hiệu chuẩn trong 60 ngày sau đó."
    ),
    unit="standard",
    model=STANDARD,
    by_date=_("ngày hết hạn hiệu chuẩn"),
    **_METROLOGY,
)
def standards_due(asked: Question) -> Found:
    """Valid on the cut-off, ended within sixty days."""
    last = asked.cut_off + timedelta(days=SOON)
    rows = asked.rows(standards)
    return counted(one.pk for one in rows if one.valid_until and one.valid_until <= last)


@dataclass(frozen=True)
class Verified:
    """A verification certificate of the period, and whether a designation covered the work."""

    pk: int
    centre_id: int
    covered: bool


def verifications(asked: Question) -> list[Verified]:
    """Verification certificates by the day of work, in three queries."""
    thing = "job__instrument__"
    rows = list(
        Certificate.objects.filter(
            centre__path__startswith=asked.centre.path,
            kind=Kind.VERIFICATION,
            performed_on__range=(asked.start, asked.until),
            **({"issued_at__lt": end_of(asked.known_on)} if asked.known_on else {}),
        )
        .exclude(state=CertificateState.SUPERSEDED)
        .order_by("performed_on", "pk")
        .annotate(low=_as_text(f"{thing}range_min"), high=_as_text(f"{thing}range_max"))
        .values_list(
            "pk", "centre_id", "centre__path", "performed_on", f"{thing}type", "low", "high"
        )
    )
    asked_of = _Coverage({row[2] for row in rows}, {row[4] for row in rows} - {None})
    return [
        Verified(pk, centre, kind is not None and asked_of(path, day, (kind, low, high)))
        for pk, centre, path, day, kind, low, high in rows
    ]


def _as_text(name: str) -> Cast:
    """A quantity as it is kept: equal ones are read once."""
    return Cast(name, TextField())


type_of_thing = tuple[int, str | None, str | None]  # (type, range from, range to)


class _Coverage:
    """Whether a designation covers an instrument on a day; of equal ones it is asked once.

    A day tells by the designations that are in force on it, and by nothing else.
    """

    def __init__(self, paths: set[str], types: set[int]) -> None:
        self._powers = read_powers(paths=paths, types=types, people=set())
        self._known: dict[tuple[str, frozenset[int], type_of_thing], bool] = {}
        self._in_force: dict[tuple[str, date], frozenset[int]] = {}

    def __call__(self, path: str, day: date, thing: type_of_thing) -> bool:
        key = (path, self._scopes(path, day), thing)
        if key not in self._known:
            kind, low, high = thing
            one = Instrument(
                type_id=kind,
                range_min=Quantity.parse(low) if low else None,
                range_max=Quantity.parse(high) if high else None,
            )
            self._known[key] = _covered(path, day, one, self._powers)
        return self._known[key]

    def _scopes(self, path: str, day: date) -> frozenset[int]:
        if (path, day) not in self._in_force:
            mine = scopes_of(ScopeKind.DESIGNATION, path, self._powers)
            self._in_force[path, day] = frozenset(s.pk for s in mine if s.holds_on(day))
        return self._in_force[path, day]


def _covered(path: str, day: date, thing: Instrument, powers: Powers) -> bool:
    asked = Power(path, Service.VERIFICATION, thing, day)
    return not held(ScopeKind.DESIGNATION, asked, powers).missing


@indicator(
    "in_scope_services",
    name=_("Dịch vụ kiểm định trong phạm vi được chỉ định"),
    definition=_(
        "100 × giấy chứng nhận kiểm định mà vào ngày thực hiện quyết định chỉ định còn hiệu lực và "
        "gồm loại, phạm vi đo đó / tổng số giấy chứng nhận kiểm định có ngày thực hiện trong kỳ "
        "(bản thay thế tính một lần). Phải là 100 %."
    ),
    unit=PERCENT,
    model=CERTIFICATE,
    by_date=_("ngày thực hiện"),
    places=1,
    **_METROLOGY,
)
def in_scope(asked: Question) -> Found:
    """Its rows are those covered."""
    every = asked.rows(verifications)
    covered = [one.pk for one in every if one.covered]
    return ratio(len(covered), len(every), covered, parts=("out_of_scope_services",))


@indicator(
    "out_of_scope_services",
    name=_("Giấy chứng nhận kiểm định ngoài phạm vi được chỉ định"),
    definition=_(
        "Giấy chứng nhận kiểm định có ngày thực hiện trong kỳ mà khi đó không quyết định chỉ định "
        "nào còn hiệu lực gồm loại, phạm vi đo đó."
    ),
    unit="certificate",
    model=CERTIFICATE,
    by_date=_("ngày thực hiện"),
    **_METROLOGY,
)
def out_of_scope(asked: Question) -> Found:
    """Those that none covered."""
    return counted(one.pk for one in asked.rows(verifications) if not one.covered)


@dataclass(frozen=True)
class Issued:
    """A first certificate of the period, and how many days the customer waited for it.

    `due_on` is the day that was promised: the contract's, else the job's; None: none was.
    """

    pk: int
    centre_id: int
    days: int
    on: date
    due_on: date | None


def issued_papers(asked: Question) -> Iterator[Issued]:
    """First certificates and notices issued in the period whose beginning is known, in one query.

    The wait begins when the thing was handed in; where nobody kept that, when the contract was
    signed. Days are the centre's.
    """
    rows = Certificate.objects.filter(
        centre__path__startswith=asked.centre.path,
        supersedes__isnull=True,
        issued_at__gte=asked.period.begins_at,
        issued_at__lt=end_of(min(asked.until, asked.known_on or asked.until)),
    )
    contract = "job__contract_item__line__contract"
    began_on = Coalesce(TruncDate("job__custody__received_at"), f"{contract}__signed_on")
    promised = Coalesce(f"{contract}__due_on", "job__due_on", output_field=DateField())
    found = rows.order_by("issued_at", "pk").values_list(
        "pk", "centre_id", TruncDate("issued_at"), began_on, promised
    )
    for pk, centre, on, began, due_on in found:
        if began is not None:
            yield Issued(pk, centre, max(0, (on - began).days), on, due_on)


@indicator(
    "turnaround_days",
    name=_("Số ngày trung bình từ khi nhận đến khi cấp giấy"),
    definition=_(
        "Tổng số ngày từ ngày nhận phương tiện (không ghi nhận thì từ ngày ký hợp đồng) đến ngày "
        "cấp giấy chứng nhận hoặc thông báo đầu tiên / số giấy cấp lần đầu trong kỳ, tính từ hai "
        "tổng."
    ),
    unit="day",
    model=CERTIFICATE,
    by_date=_("ngày cấp giấy"),
    places=1,
    **{**_METROLOGY, "section": Section.SERVICE, "planned": True},
)
def turnaround(asked: Question) -> Found:
    """From sums."""
    rows = asked.rows(issued_papers)
    return mean(sum(one.days for one in rows), len(rows), [one.pk for one in rows])


@indicator(
    "turnaround_in_time",
    name=_("Giấy cấp đúng hẹn"),
    definition=_(
        "100 × giấy cấp lần đầu trong kỳ không muộn hơn ngày hẹn (hạn của hợp đồng, không có thì "
        "hạn của công việc) / số giấy cấp lần đầu trong kỳ có ngày hẹn, tính từ hai tổng."
    ),
    unit=PERCENT,
    model=CERTIFICATE,
    by_date=_("ngày cấp giấy"),
    places=1,
    **{**_METROLOGY, "section": Section.SERVICE, "planned": True},
)
def in_time(asked: Question) -> Found:
    """Its rows are those in time."""
    promised = [(one.pk, one.on <= one.due_on) for one in asked.rows(issued_papers) if one.due_on]
    kept = [pk for pk, in_time in promised if in_time]
    return ratio(len(kept), len(promised), kept, parts=("turnaround_late",))


@indicator(
    "turnaround_late",
    name=_("Giấy cấp muộn hẹn"),
    definition=_("Giấy cấp lần đầu trong kỳ muộn hơn ngày hẹn."),
    unit="certificate",
    model=CERTIFICATE,
    by_date=_("ngày cấp giấy"),
    **{**_METROLOGY, "section": Section.SERVICE},
)
def late_papers(asked: Question) -> Found:
    """Those later than promised."""
    rows = asked.rows(issued_papers)
    return counted(one.pk for one in rows if one.due_on and one.on > one.due_on)
