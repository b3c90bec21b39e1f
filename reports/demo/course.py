"""The course of contracts, played day by day: demo (a), the first quarter of 2022, and (b), now.

Signed, measured, approved, accepted, invoiced, paid, liquidated: each through its service, in the
order of time. What was not finished by the end of the quarter of 2022 is finished in the next one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from calibration.models import Job
from contracts.models import Contract
from contracts.services.life import accept, cancel, liquidate, pause, resume
from contracts.states import Strand
from reports.demo.calendar import Diary, later, moment, working_days
from reports.demo.deeds import (
    ON_SHEETS,
    Desk,
    Ordered,
    approve_paper,
    draft,
    invoice,
    issue,
    jobs_of,
    measure,
    on_paper,
    pay,
    sign_it,
)
from reports.demo.stickers import without
from reports.demo.tables import ContractRow

# What had happened by the end; the rest follows later, or is still to come.
STEPS = ("accepted", "invoiced", "collected", "liquidated")
DUTY = frozenset({"CTC"})
EVERY_NTH_PAPER_FAILS = 61
EVERY_NTH_SHEET_FAILS = 40
type_of_say = Callable[[str], None]


@dataclass(frozen=True)
class Span:
    """When it plays. `end`: the day of the fates. `later`: when the rest was done, if ever."""

    series: str  # of serial numbers
    end: date
    later: date | None = None
    now: datetime | None = None  # nothing lies after it


class Play:
    """Contracts that run side by side."""

    def __init__(self, desk: Desk, span: Span) -> None:
        self.desk = desk
        self.span = span
        self.diary = Diary()
        self.papers = count(1)
        self.sheets = count(1)


def play_contracts(desk: Desk, rows: Sequence[ContractRow], span: Span, say: type_of_say) -> None:
    """Play the course of each contract, day by day."""
    play = Play(desk, span)
    for row in rows:
        _Course(play, row).enter()
    month = 0
    for at in play.diary.play():
        if at.month != month:
            month = at.month
            say(f"    {at:%m/%Y} …")


class _Course:
    """The course of one contract."""

    def __init__(self, play: Play, row: ContractRow) -> None:
        self.play = play
        self.desk = play.desk
        self.row = row
        self.contract: Contract | None = None
        self.span = play.span
        self.late: dict[str, int] = {line.service: line.after_the_quarter for line in row.lines}

    @property
    def known(self) -> Contract:
        """The contract, once it is drafted."""
        assert self.contract is not None
        return self.contract

    def enter(self) -> None:
        """Put the first deeds into the diary."""
        signed: date | None = self.row.signed_on
        assert signed is not None
        self._at(signed, self._draft, hour=8, minute=self.row.number % 60)
        if self.row.fate == "draft":
            signed = self.span.later
        if self.row.fate == "cancelled":
            self._at(later(self.row.signed_on, 6), self._cancel)
        if signed is not None:
            self._at(signed, self._sign, hour=9, minute=self.row.number % 60)

    def _at(
        self, day: date, deed: Callable[[datetime], None], hour: int = 9, minute: int = 0
    ) -> None:
        at = moment(day, hour, minute)
        self.play.diary.enter(min(at, self.span.now) if self.span.now else at, deed)

    def _draft(self, at: datetime) -> None:
        lines = [Ordered(line.service, line.quantity, line.discount) for line in self.row.lines]
        self.contract = draft(
            self.desk,
            self.row.client,
            lines,
            at,
            series=f"{self.span.series}-{self.row.number:03}",
            strand=Strand.DUTY if self.row.client in DUTY else Strand.SERVICE,
        )

    def _sign(self, at: datetime) -> None:
        sign_it(self.desk, self.known, at, due_on=later(at.date(), 30))
        if self.row.fate == "cancelled":
            return
        jobs = jobs_of(self.known)
        now, rest = self._split(jobs)
        done = later(at.date(), 1 + self.row.number % 3)
        if now:
            self._work(done, now)
        if rest and self.span.later:
            self._work(later(self.span.later, self.row.number % 5), rest)
        if self.row.fate == "paused":
            self._at(self.span.end, self._pause, hour=16)
            if self.span.later:
                self._at(later(self.span.end, 2), self._resume)
        self._follow(later(done, 1) if now else at.date(), finished=not rest)

    def _split(
        self, jobs: list[tuple[str, Job]]
    ) -> tuple[list[tuple[str, Job]], list[tuple[str, Job]]]:
        """What was done in the quarter, and what was left for later."""
        if self.row.fate == "draft":
            return [], jobs
        left = dict(self.late)
        now: list[tuple[str, Job]] = []
        rest: list[tuple[str, Job]] = []
        for code, job in reversed(jobs):
            if left.get(code, 0) > 0:
                left[code] -= 1
                rest.insert(0, (code, job))
            else:
                now.insert(0, (code, job))
        return now, rest

    def _work(self, day: date, jobs: list[tuple[str, Job]]) -> None:
        sheets = [job for code, job in jobs if code in ON_SHEETS]
        papers = [job for code, job in jobs if code not in ON_SHEETS]
        fails = [
            n for n in range(len(papers)) if self._nth(self.play.papers, EVERY_NTH_PAPER_FAILS)
        ]
        self._at(day, lambda at: on_paper(self.desk, papers, at, fails=fails), hour=15)
        for number, job in enumerate(sheets):
            self._at(day, self._measuring(job), hour=10, minute=number)
        self._at(later(day, 1), lambda at: approve_paper(self.desk, papers, at), hour=10)
        for job in sheets:
            self._at(later(day, 1), self._issuing(job), hour=11)

    @staticmethod
    def _nth(counter: "count[int]", n: int) -> bool:
        return next(counter) % n == 0

    def _measuring(self, job: Job) -> Callable[[datetime], None]:
        wrong = self._nth(self.play.sheets, EVERY_NTH_SHEET_FAILS)
        return lambda at: measure(self.desk, job, at, wrong=wrong)

    def _issuing(self, job: Job) -> Callable[[datetime], None]:
        def deed(at: datetime) -> None:
            if self.span.later is not None:
                without(self.desk, job, at)
            issue(self.desk, job, at)

        return deed

    # Money and papers

    def _follow(self, ready: date, *, finished: bool) -> None:
        """The steps that had come by the end of the quarter, spread evenly; the others later."""
        fate = self.row.fate
        reached = STEPS.index(fate) + 1 if fate in STEPS and finished else 0
        gap = min(4, working_days(ready, self.span.end) // reached) if reached else 0
        day = ready
        for step in STEPS[:reached]:
            day = later(day, gap)
            self._at(day, getattr(self, f"_{step}"), hour=13 + STEPS.index(step))
        if self.span.later is None or fate == "standing":
            return  # "standing": done, but the customer never came to accept it
        day = later(self.span.later, 8 + self.row.number % 7)
        for step in STEPS[reached:]:
            self._at(day, getattr(self, f"_{step}"), hour=13)
            day = later(day, 5)

    def _accepted(self, at: datetime) -> None:
        accept(contract_id=self.known.pk, accepted_on=at.date(), by=self.desk.house.officer, at=at)

    def _invoiced(self, at: datetime) -> None:
        paper = invoice(self.desk, self.known, at)
        if self.row.fate == "invoiced" and self.row.number % 3 == 0 and at.date() <= self.span.end:
            pay(self.desk, self.known, paper, at, percent=40)

    def _collected(self, at: datetime) -> None:
        pay(self.desk, self.known, self.known.invoices.get(), at)

    def _liquidated(self, at: datetime) -> None:
        liquidate(
            contract_id=self.known.pk, liquidated_on=at.date(), by=self.desk.house.officer, at=at
        )

    # What went otherwise

    def _pause(self, at: datetime) -> None:
        why = "Khách hàng tạm ngừng sản xuất để sửa lò."
        pause(
            contract_id=self.known.pk, from_on=at.date(), why=why, by=self.desk.house.officer, at=at
        )

    def _resume(self, at: datetime) -> None:
        resume(contract_id=self.known.pk, to_on=at.date(), by=self.desk.house.officer, at=at)

    def _cancel(self, at: datetime) -> None:
        why = "Khách hàng chuyển việc sang quý sau."
        cancel(
            contract_id=self.known.pk,
            cancelled_on=at.date(),
            why=why,
            by=self.desk.house.officer,
            at=at,
        )
