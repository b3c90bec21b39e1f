"""A random half-year of two units: contracts, work, papers, money, standards, targets."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from accounts.models import Centre, User
from accounts.permissions import Role
from calibration.models import Job, Scope
from calibration.states import JobState, Service
from certificates.models import Certificate
from certificates.states import CertificateState, Kind
from contracts import services
from contracts.models import Contract, ServiceNorm
from contracts.states import LineKind, Strand, VatCategory
from instruments.models import Standard
from instruments.services import doubt_calibration
from planning.models import EnteredFigure
from reports.indicators.services import Choosing, choose
from tests.factories import contracts, instruments, people
from tests.factories.people import NOW, TODAY
from tests.factories.reports import target

FIRST = date(2026, 6, 1)
_serial = count(1)
MIXED = (LineKind.VERIFICATION, LineKind.CONSULTING, LineKind.OTHER)


@dataclass
class Story:
    """Two units, the second under the first, and a random year of theirs."""

    random: Random
    top: Centre = field(init=False)
    low: Centre = field(init=False)
    boss: User = field(init=False)

    def tell(self, n: int) -> "Story":
        """Make `n` contracts and what hangs on them."""
        self.top = people.centre("TOP")
        self.low = people.centre("LOW", parent=self.top)
        self.boss = people.person(Role.MANAGER, self.top)
        for _n in range(n):
            self._contract(self.random.choice([self.top, self.low]))
        for unit in (self.top, self.low):
            self._standards(unit)
            self._prices(unit)
        self._plans()
        for unit, last in ((self.top, date(2026, 9, 10)), (self.low, date(2026, 10, 20))):
            Scope.objects.filter(centre=unit).update(valid_to=last)
        return self

    def day(self, after: date = FIRST) -> date:
        """Some day since then, up to today."""
        return after + timedelta(days=self.random.randrange((TODAY - after).days + 1))

    def often(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def _contract(self, unit: Centre) -> None:
        kinds = self.random.choice([MIXED, *((kind,) for kind in LineKind)])
        strand = Strand.SERVICE if self.often(0.8) else Strand.DUTY
        signed = self.day()
        made = contracts.draft(people.customer(unit), strand=strand)
        made.due_on = (
            signed + timedelta(days=self.random.randrange(60)) if self.often(0.8) else None
        )
        made.save(update_fields=["due_on"])
        for kind in kinds:
            self._line(made, kind)
        if self.often(0.1):
            return
        contracts.sign(made, on=signed)
        worked = self.day(signed)
        done = contracts.finish(made, on=worked, most=self.random.choice([0, 1, 9, 9]))
        for job in done:
            self._paper(job)
        if not done and self.often(0.3):
            services.cancel(
                contract_id=made.pk,
                cancelled_on=self.day(signed),
                why="Đổi ý",
                by=made.created_by,
                at=NOW,
            )
            return
        self._end(made, worked, plain=len(kinds) == 1)

    def _line(self, made: Contract, kind: str) -> None:
        many = self.random.randrange(1, 3)
        category = self.random.choice([VatCategory.SCIENCE, VatCategory.STANDARD])
        line = contracts.line(
            made,
            self.random.randrange(1, 5_000_000),
            many,
            kind=kind,
            vat_category=category,
            description=f"Dịch vụ {kind}",
        )
        if kind in (LineKind.VERIFICATION, LineKind.CALIBRATION):
            contracts.gauges(line, many)
        if kind == LineKind.TESTING:
            items = [services.ItemFacts(sample=f"Mẫu {n}") for n in range(many)]
            services.add_items(line_id=line.pk, items=items, by=made.created_by, at=NOW)

    def _paper(self, job: Job) -> None:
        if self.often(0.3):
            return
        issued = self.day(job.performed_on or FIRST)
        self.paper(job, issued, withdrawn=self.often(0.1))

    def paper(self, job: Job, issued: date, *, withdrawn: bool = False) -> None:
        """A certificate of the job, issued on a day."""
        n = next(_serial)
        of = {Service.VERIFICATION: Kind.VERIFICATION, Service.CALIBRATION: Kind.CALIBRATION}
        Certificate.objects.create(
            centre=job.centre,
            customer=job.customer,
            job=job,
            kind=of.get(Service(job.service), Kind.TESTING),
            year=2026,
            serial=n,
            number=f"S{n}",
            performed_on=job.performed_on or FIRST,
            issued_at=datetime(issued.year, issued.month, issued.day, 20, tzinfo=UTC),
            issued_by=self.boss,
            state=CertificateState.WITHDRAWN if withdrawn else CertificateState.ISSUED,
            end_reason="Sai" if withdrawn else "",
        )

    def _end(self, made: Contract, worked: date, *, plain: bool) -> None:
        jobs = Job.objects.filter(contract_item__line__contract=made)
        whole = not jobs.exclude(state=JobState.APPROVED).exists()
        if whole and self.often(0.7):
            services.accept(
                contract_id=made.pk, accepted_on=self.day(worked), by=made.created_by, at=NOW
            )
        if plain and self.often(0.7):
            self._money(made, worked)

    def _money(self, made: Contract, signed: date) -> None:
        (line,) = made.lines.all()
        net = line.amount if self.often(0.6) else max(1, line.amount // 3)
        vat = (2 * net * (line.vat_percent or 0) + 100) // 200
        issued = self.day(signed)
        rate = (line.vat_percent, net, vat)
        paper = contracts.invoice(made, rate, on=issued)
        for _n in range(self.random.randrange(3)):
            part = max(1, (net + vat) // 2)
            contracts.payment(made, part, on=self.day(issued), invoice_id=paper.pk)

    def _standards(self, unit: Centre) -> None:
        for _n in range(4):
            made = instruments.standard(unit)
            if self.often(0.2):
                Standard.objects.filter(pk=made.pk).update(out_of_use=True)
            if self.often(0.8):
                on = self.day(date(2025, 10, 1))
                event = instruments.calibration(made, on, days=self.random.choice([60, 365]))
                if self.often(0.2):
                    quality = people.person(Role.QUALITY_OFFICER, unit)
                    doubt_calibration(event_id=event.pk, why="Rơi", by=quality, at=NOW)

    def _prices(self, unit: Centre) -> None:
        for n in range(3):
            made = contracts.service(unit, price=1_000 if n else None)
            if self.often(0.5):
                ServiceNorm.objects.create(
                    service=made,
                    title="Định mức",
                    valid_from=self.day(),
                    file="norms/x",
                    file_name="x",
                    sha256="0" * 64,
                    by=self.boss,
                    at=NOW,
                )

    def _plans(self) -> None:
        target(self.top, self.random.randrange(1, 9), measure="contracts", by=self.boss)
        target(self.top, 7_000_000, measure="revenue_signed_gross", by=self.boss)
        target(self.low, 90_000_000, measure="revenue_invoiced_net", period="2026", by=self.boss)
        target(self.low, 12, measure="samples", period="2026", by=self.boss)
        choose(
            centre=self.low,
            facts=Choosing("invoiced", "net", "pro_rata", "thing", with_consulting=True),
            valid_from=FIRST,
            source="05/QĐ",
            by=self.boss,
            at=NOW,
        )
        EnteredFigure.objects.create(
            centre=self.low,
            indicator="revenue_est",
            period="2026-Q4",
            kind="expected",
            value=1_234_567,
            entered_by=self.boss,
            entered_at=NOW,
        )
