"""Work outside what the unit is designated, registered or accredited for, service by service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextField
from django.db.models.functions import Cast

from calibration.authority.powers import Asked as Power
from calibration.authority.powers import held, read_powers, scopes_of
from calibration.models import Scope
from calibration.states import ScopeKind, Service
from certificates.models import Certificate
from certificates.states import CertificateState, Kind
from instruments.models import Instrument
from metrology.quantities.quantity import Quantity
from planning.rates import Rate
from reports.indicators.metrology import verifications
from reports.indicators.question import Question

SERVICES = (Service.CALIBRATION, Service.TESTING)
KINDS = (ScopeKind.REGISTRATION, ScopeKind.ACCREDITATION)


@dataclass(frozen=True)
class Stated:
    """A certificate of the period: whether each kind of scope covered it; None: not judged."""

    pk: int
    centre_id: int
    service: str
    registration: bool | None
    accreditation: bool | None


@dataclass(frozen=True)
class Line:
    """One service under one kind of scope: the papers that are judged, those outside."""

    service: Service
    kind: ScopeKind
    every: Sequence[int]
    outside: Sequence[int]

    @property
    def code(self) -> str:
        """Its name in an address."""
        return f"{self.service}_{self.kind}"

    @property
    def rate(self) -> Rate:
        """The share outside, from the two numbers; “–” where nothing is judged."""
        return Rate(len(self.outside), len(self.every))


def lines(asked: Question) -> list[Line]:
    """Every service under the scopes that it is judged by; verification by the indicator's rule."""
    every = asked.rows(verifications)
    outside = [one.pk for one in every if not one.covered]
    first = Line(Service.VERIFICATION, ScopeKind.DESIGNATION, [one.pk for one in every], outside)
    return [first, *(_line(asked, service, kind) for service in SERVICES for kind in KINDS)]


def _line(asked: Question, service: Service, kind: ScopeKind) -> Line:
    rows = [
        (one.pk, covered)
        for one in asked.rows(stated)
        if one.service == service and (covered := getattr(one, kind)) is not None
    ]
    outside = [pk for pk, covered in rows if not covered]
    return Line(service, kind, [pk for pk, _covered in rows], outside)


def stated(asked: Question) -> list[Stated]:
    """Certificates of calibration and testing by the day of work, in three queries.

    A replaced one counts once. A sample has no kind of instrument that a scope could name.
    """
    thing = "job__instrument__"
    rows = list(
        Certificate.objects.filter(
            centre__path__startswith=asked.centre.path,
            kind__in=(Kind.CALIBRATION, Kind.TESTING),
            performed_on__range=(asked.start, asked.until),
        )
        .exclude(state=CertificateState.SUPERSEDED)
        .order_by("performed_on", "pk")
        .annotate(
            low=Cast(f"{thing}range_min", TextField()), high=Cast(f"{thing}range_max", TextField())
        )
        .values_list(
            "pk", "centre_id", "centre__path", "performed_on", "job__service", f"{thing}type",
            "low", "high",
        )
    )  # fmt: skip
    judge = _Judge({row[2] for row in rows}, {row[5] for row in rows} - {None})
    return [
        Stated(pk, centre, service, *judge(path, day, (service, kind, low, high)))
        for pk, centre, path, day, service, kind, low, high in rows
    ]


type_of_work = tuple[str, int | None, str | None, str | None]  # service, type, range from, to
type_of_answer = tuple[bool | None, bool | None]  # by registration, by accreditation


class _Judge:
    """Whether scopes cover a piece of work on a day; of equal ones it is asked once.

    A day tells by the scopes that are in force on it, and by nothing else.
    """

    def __init__(self, paths: set[str], types: set[int]) -> None:
        self._powers = read_powers(paths=paths, types=types, people=set())
        self._known: dict[tuple[str, frozenset[int], type_of_work], type_of_answer] = {}
        self._scopes = {path: [self._of(path, kind) for kind in KINDS] for path in paths}

    def __call__(self, path: str, day: date, work: type_of_work) -> type_of_answer:
        if work[1] is None:
            return (None, None)
        every = [scope for some in self._scopes[path] for scope in some]
        key = (path, frozenset(scope.pk for scope in every if scope.holds_on(day)), work)
        if key not in self._known:
            self._known[key] = self._answer(path, day, work)
        return self._known[key]

    def _answer(self, path: str, day: date, work: type_of_work) -> type_of_answer:
        service, kind, low, high = work
        assert kind is not None
        thing = Instrument(
            type_id=kind,
            range_min=Quantity.parse(low) if low else None,
            range_max=Quantity.parse(high) if high else None,
        )
        asked = Power(path, service, thing, day)
        registration, accreditation = (
            not held(each, asked, self._powers).missing if some else None
            for each, some in zip(KINDS, self._scopes[path], strict=True)
        )
        return (registration, accreditation)

    def _of(self, path: str, kind: ScopeKind) -> list[Scope]:
        return scopes_of(kind, path, self._powers)
