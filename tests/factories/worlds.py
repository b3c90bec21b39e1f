"""Random rows of planning: units of a tree and beside it, struck rows, days on every edge."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Centre, User
from common.canonical import canonical, sha256
from common.period import Period
from planning.models import (
    Activity,
    Block,
    BlockMember,
    EnteredFigure,
    Evidence,
    Extension,
    Product,
    ProgrammeItem,
    Proposal,
    ScienceTask,
)
from planning.states import (
    ActivityKind,
    Degree,
    EntryKind,
    Level,
    ProductKind,
    ProposalKind,
    Strand,
    TaskKind,
    TaskRole,
    Venue,
)
from reports.models import ClosedReport, PeriodReport
from tests.factories import people
from tests.factories.people import NOW

_ENTERED = (
    "block_rating", "block_theme", "block_movements", "events_union", "papers", "students",
    "docs_commented", "plans_issued", "phd_defended",
)  # fmt: skip


class World:
    """One random world around a period and a cut-off; the same seed makes the same rows."""

    def __init__(self, seed: int, period: Period, cut_off: date) -> None:
        self.random = Random(seed)
        self.period, self.cut_off = period, cut_off
        self.by = people.user()
        top = people.centre("INST")
        hue = people.centre("HUE", parent=top)
        below = people.centre("HUE2", parent=hue)
        beside = people.centre("LASER", parent=top)
        # "HU" beside it begins like "HUE", "ELSE" has nothing to do with either.
        alike, other = people.centre("HU", parent=top), people.centre("ELSE")
        self.units = [top, hue, below, beside, alike, other]
        self.days = self._days()

    def fill(self) -> "World":
        """Rows of every kind."""
        self.more()
        self._entries()
        self._blocks()
        return self

    def more(self, times: int = 1) -> None:
        """More activities, tasks, proposals and items, so many times as many as at first."""
        self._activities(160 * times)
        self._tasks(90 * times)
        self._proposals(60 * times)
        self._items(40 * times)

    def _days(self) -> list[date]:
        first, last, cut = self.period.start, self.period.end, self.cut_off
        year = self.period.year
        edges = [
            edge + timedelta(days=by) for edge in (first, last, cut) for by in (-61, -60, -1, 0, 1)
        ]
        leap = year - year % 4
        years = [date(n, *day) for n in range(year - 3, year + 3) for day in ((1, 1), (12, 31))]
        after = self.period.after()
        return [
            *edges, *edges, *years, date(leap, 2, 29), date(leap, 3, 1), after.start, after.end,
            after.end + timedelta(days=1),
        ]  # fmt: skip

    def day(self, since: date | None = None) -> date:
        """A day on an edge, or any of six years; not before `since`."""
        any_day = date(self.period.year - 3, 1, 1) + timedelta(days=self.random.randrange(2190))
        found = self.random.choice([*self.days, *([any_day] * 8)])
        if since is not None and found < since:
            return since + timedelta(days=self.random.choice((0, 0, 1, 30, 200)))
        return found

    def maybe(self, since: date | None = None, chance: float = 0.5) -> date | None:
        """Such a day, or none."""
        return self.day(since) if self.random.random() < chance else None

    def _entry(self) -> dict[str, Any]:
        struck = self.random.random() < 0.15
        return {
            "centre": self.random.choice(self.units),
            "entered_by": self.by,
            "entered_at": NOW,
            "struck_at": NOW if struck else None,
            "struck_why": "nhập nhầm" if struck else "",
        }

    def _one_of(self, choices: Any) -> str:
        return str(self.random.choice(list(choices)))

    def _activities(self, count: int) -> None:
        made = []
        for n in range(count):
            begun = self.maybe()
            done = self.maybe(begun, 0.7) if begun else self.day()
            kind = self._one_of(ActivityKind)
            made.append(
                Activity(
                    **self._entry(),
                    kind=kind,
                    title=f"Việc {n % 50}",
                    strand=self._one_of(Strand),
                    begun_on=begun,
                    due_on=self.maybe(chance=0.4),
                    done_on=done,
                    quantity=self.random.choice((1, 1, 1, 2, 19)),
                    approximate=self.random.random() < 0.05,
                    venue=self._one_of(Venue) if kind == ActivityKind.PAPER else "",
                    degree=self.random.choice(["", *Degree]),
                )
            )
        Activity.objects.bulk_create(made)

    def _tasks(self, count: int) -> None:
        made = []
        for n in range(count):
            starts = self.day()
            submitted = self.maybe()
            made.append(
                ScienceTask(
                    **self._entry(),
                    kind=self.random.choice([TaskKind.SCIENCE] * 4 + [TaskKind.REGULAR]),
                    code=f"ĐT-{n % 20}",
                    title=f"Nhiệm vụ {n}",
                    level=self._one_of(Level),
                    role=self._one_of(TaskRole),
                    starts_on=starts,
                    ends_on=self.day(starts),
                    submitted_on=submitted,
                    approved_on=self.maybe(submitted),
                    acceptance_due_on=self.maybe(),
                    accepted_on=self.maybe(starts, 0.4),
                    stopped_on=self.maybe(chance=0.1),
                )
            )
        tasks = ScienceTask.objects.bulk_create(made)
        self._extensions(tasks)
        self._products(tasks)

    def _extensions(self, tasks: list[ScienceTask]) -> None:
        made = []
        for _n in range(2 * len(tasks)):
            asked = self.day()
            soon = asked + timedelta(days=self.random.choice((0, 1, 30)))
            approved = self.random.choice((None, soon, soon, self.day(asked)))
            made.append(
                Extension(
                    task=self.random.choice(tasks),
                    until=self.day(),
                    asked_on=asked,
                    approved_on=approved,
                    refused_on=None if approved else self.maybe(asked, 0.3),
                    why="chậm vật tư",
                    **{name: value for name, value in self._entry().items() if name != "centre"},
                )
            )
        Extension.objects.bulk_create(made)

    def _products(self, tasks: list[ScienceTask]) -> None:
        made = []
        for n in range(2 * len(tasks)):
            delivered = self.maybe(chance=0.7)
            made.append(
                Product(
                    **self._entry(),
                    task=self.random.choice(tasks),
                    kind=self._one_of(ProductKind),
                    name=f"Sản phẩm {n}",
                    due_on=self.day(),
                    delivered_on=delivered,
                    accepted_on=self.maybe(delivered, 0.6) if delivered else None,
                )
            )
        Product.objects.bulk_create(made)

    def _proposals(self, count: int) -> None:
        made = []
        for n in range(count):
            kind = self._one_of(ProposalKind)
            made.append(
                Proposal(
                    **self._entry(),
                    kind=kind,
                    level=self._one_of(Level) if kind == ProposalKind.TASK else "",
                    plan_year=self.period.year + self.random.choice((0, 1, 1, 1, 2)),
                    title=f"Đề xuất {n % 40}",
                    made_on=self.day(),
                    refused_on=self.maybe(chance=0.2),
                )
            )
        Proposal.objects.bulk_create(made)

    def _items(self, count: int) -> None:
        made = [
            ProgrammeItem(
                **self._entry(),
                year=self.period.year + self.random.choice((-1, 0, 0, 0, 1)),
                title=f"Mục {n}",
                source="01/QĐ",
                issued_on=self.day(),
                done_on=self.maybe(),
            )
            for n in range(count)
        ]
        ProgrammeItem.objects.bulk_create(made)

    def _entries(self) -> None:
        """Chains of entries: a newer one follows the older; some are struck, some have evidence."""
        for unit in self.units:
            for code in _ENTERED:
                for period in sorted({self.period.code, str(self.period.year)}):
                    if self.random.random() < 0.35:
                        self._chain(unit, code, period)

    def _chain(self, unit: Centre, code: str, period: str) -> None:
        told = code.startswith(("block_", "events_"))
        numbers = (EntryKind.ACTUAL, EntryKind.ACTUAL, EntryKind.APPROXIMATE, EntryKind.EXPECTED)
        kind = EntryKind.WORDS if told else self.random.choice(numbers)
        before = None
        for n in range(self.random.choice((1, 1, 2, 3))):
            numeric = kind != EntryKind.WORDS
            before = EnteredFigure.objects.create(
                **{**self._entry(), "centre": unit},
                indicator=code,
                period=period,
                kind=kind,
                value=self.random.randrange(100) if numeric else None,
                words="" if numeric else f"Lời {unit.code} {code} {n}",
                basis=self.random.choice(("", "Báo cáo 12/BC")),
                follows=before,
            )
            if self.random.random() < 0.3:
                _evidence(before, self.by)
            if before.struck_at:
                break

    def _blocks(self) -> None:
        years = (self.period.year, self.period.year - 1)
        kept = [Block.objects.create(centre=unit, code=f"K-{unit.code}", name=f"Khối {unit.code}")
                for unit in self.random.sample(self.units, 2)]  # fmt: skip
        for year in years:
            for unit in self.units:
                if self.random.random() < 0.7:
                    BlockMember.objects.create(
                        block=self.random.choice(kept), year=year, unit=unit,
                        entered_by=self.by, entered_at=NOW,
                    )  # fmt: skip
        for unit in self.units:
            if self.random.random() < 0.6:
                self._closed(unit)

    def _closed(self, unit: Centre) -> None:
        """Two versions of a closed report with random targets; the newer one holds."""
        before = None
        for version in range(1, self.random.choice((2, 3))):
            before = closed_report(
                unit, self.period, self.cut_off, version, self._figures(), self.by, before
            )

    def _figures(self) -> list[dict[str, Any]]:
        return [
            {
                "code": f"own_{n}",
                "value": self.random.choice((None, "0", "5", "7/2")),
                "target": self.random.choice((None, {"against": "5"}, {"against": "0"},
                                              {"against": "7/2"})),
            }
            for n in range(self.random.randrange(5))
        ]  # fmt: skip


def _evidence(figure: EnteredFigure, by: User) -> None:
    Evidence.objects.create(
        figure=figure, file="evidence/x.pdf", name="x.pdf", media_type="application/pdf",
        size=1, digest="0" * 64, added_by=by, added_at=NOW,
        struck_at=NOW if figure.pk % 5 == 0 else None,
    )  # fmt: skip


def closed_report(
    unit: Centre,
    period: Period,
    cut_off: date,
    version: int,
    figures: list[dict[str, Any]],
    by: User,
    follows: PeriodReport | None = None,
    at: datetime = NOW,
) -> PeriodReport:
    """A closed report that says these figures and nothing else."""
    made = PeriodReport.objects.create(
        centre=unit, period=period.code, cut_off=cut_off, version=version, state="closed",
        follows=follows, reopened_why="sửa số" if follows else "",
        made_by=people.user(), made_at=at, closed_by=by, closed_at=at,
    )  # fmt: skip
    text = canonical({"figures": figures})
    ClosedReport.objects.create(report=made, statement=text, digest=sha256(text), closed_at=at)
    return made
