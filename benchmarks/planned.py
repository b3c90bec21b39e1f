"""Ten years of what is planned and entered in each unit, the same for the same seed.

Tasks with extensions and products, proposals, programmes, activities, targets, entered figures.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.ten_years import FIRST, LAST, SEED

YEARS = range(FIRST.year, LAST.year + 1)
TASKS, REGULAR = 30, 12  # begun in a year
ACTIVITIES = 500  # in a year
LINES, PROPOSALS = 80, 25  # of a year's programme; proposed in a year
LEVELS = ("national", "ministry", "province", "institution")
VENUES = ("journal_abroad", "conference_abroad", "journal_home", "conference_home")
PRODUCTS = ("thematic_report", "report", "procedure", "prototype", "software", "paper", "other")
KINDS = (
    "document_comment", "internal_document", "resolution", "annual_plan", "report", "paper",
    "training", "defence", "students", "procedure_review", "procedure_issue", "finding",
    "objective", "event", "union", "movement", "other",
)  # fmt: skip
# {measure: (value, places)} of a half-year, first as planned; every third is adjusted.
TARGETS = {
    "revenue_signed_gross": (90_000_000_000, 0), "contracts": (900, 0), "instruments": (9_000, 0),
    "papers": (20, 0), "st_accepted": (8, 0), "procedures_issued": (15, 0),
    "standards_maintained": (955, 1), "turnaround_days": (12, 0), "training_turns": (60, 0),
    "own_sach": (3, 0), "own_phan_mem": (25, 1),
}  # fmt: skip
# What no row gives, entered: {indicator: (kind, value, words)}.
ENTERED: dict[str, tuple[str, int | None, str]] = {
    "interagency_checks": ("actual", 4, ""),
    "own_sach": ("actual", 3, ""),
    "revenue_est": ("expected", 1_500_000_000, ""),
    "block_rating": ("words", None, "Hoàn thành tốt nhiệm vụ"),
    "block_movements": ("words", None, "Thi đua lập thành tích"),
}


def fill(seed: int = SEED) -> dict[str, int]:
    """Fill every unit that has contracts; how many rows each table got."""
    from accounts.models import Centre, User
    from planning import models

    by = User.objects.get(email__startswith="manager@")
    made = Making(Random(seed), by)
    for centre in Centre.objects.filter(contracts__isnull=False).distinct().order_by("pk"):
        made.unit(centre)
    for model in (models.ScienceTask, models.Extension, models.Product, models.Proposal,
                  models.ProgrammeItem, models.Activity):  # fmt: skip
        model._default_manager.bulk_create(made.rows.get(model, []), batch_size=2000)
    made.promises()
    counts = {model._meta.model_name or "": len(rows) for model, rows in made.rows.items()}
    return counts | {"target": models.Target.objects.count()}


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


class Making:
    """Rows of every table, made unit by unit."""

    def __init__(self, random: Random, by: Any) -> None:
        self.random, self.by = random, by
        self.rows: dict[Any, list[Any]] = {}
        self.units: list[Any] = []

    def add(self, model: Any, **facts: Any) -> Any:
        """One row, not stored yet."""
        row = model(entered_by=self.by, **facts)
        self.rows.setdefault(model, []).append(row)
        return row

    def entry(self, model: Any, day: date, centre: Any, **facts: Any) -> Any:
        """One entered row; one in fifty was taken back."""
        struck = {"struck_at": _at(LAST), "struck_why": "Nhầm"} if self.luck(0.02) else {}
        return self.add(model, centre=centre, entered_at=_at(day), **struck, **facts)

    def luck(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.random.random() < share

    def later(self, day: date, least: int, most: int) -> date:
        """Some days later."""
        return day + timedelta(self.random.randrange(least, most))

    def past(self, day: date) -> date | None:
        """The day, unless it is still to come."""
        return day if day <= LAST else None

    def unit(self, centre: Any) -> None:
        """Everything of one unit but what it promised."""
        self.units.append(centre)
        for year in YEARS:
            for _n in range(TASKS):
                self._task(centre, year, "science")
            for _n in range(REGULAR):
                self._task(centre, year, "regular")
            for n in range(ACTIVITIES):
                self._activity(centre, year, KINDS[n % len(KINDS)])
            for n in range(LINES):
                self._line(centre, year, n)
            for n in range(PROPOSALS):
                self._proposal(centre, year, n)

    def _day(self, year: int) -> date:
        return date(year, 1, 1) + timedelta(self.random.randrange(365))

    def _task(self, centre: Any, year: int, kind: str) -> None:
        from planning.models import Extension, ScienceTask

        begun = self._day(year)
        ends = self.later(begun, 180, 900)
        asked_on = begun - timedelta(self.random.randrange(20, 120))
        accepted = self.past(self.later(ends, -60, 90)) if self.luck(0.85) else None
        stopped = None if accepted or self.luck(0.9) else self.past(ends)
        task = self.entry(
            ScienceTask, asked_on, centre, kind=kind, code=f"NV{year}", title=f"Nhiệm vụ {year}",
            level=self.random.choice(LEVELS), role="part" if self.luck(0.25) else "lead",
            starts_on=begun, ends_on=ends, submitted_on=asked_on,
            approved_on=None if self.luck(0.03) else self.later(asked_on, 5, 70),
            acceptance_due_on=ends if self.luck(0.8) else None,
            accepted_on=accepted, stopped_on=stopped, stopped_why="Mẫu" if stopped else "",
        )  # fmt: skip
        for _n in range(self.random.choice((0, 0, 0, 1, 2))):
            asked = self.later(begun, 90, 180)
            granted = self.later(asked, 1, 30) if self.luck(0.8) else None
            self.add(Extension, task=task, until=self.later(ends, 30, 200), asked_on=asked,
                     approved_on=granted, why="Mẫu", entered_at=_at(asked))  # fmt: skip
        for n in range(self.random.randrange(1, 7)):
            self._product(task, begun, ends, n)

    def _product(self, task: Any, begun: date, ends: date, n: int) -> None:
        from planning.models import Product

        due = self.later(begun, 60, (ends - begun).days + 1)
        given = self.past(self.later(due, -30, 60)) if self.luck(0.9) else None
        agreed = self.past(self.later(given, 0, 60)) if given and self.luck(0.9) else None
        kind = self.random.choice(PRODUCTS)
        self.entry(Product, begun, task.centre, task=task, kind=kind, name=f"Sản phẩm {n}",
                   due_on=due, delivered_on=given, accepted_on=agreed)  # fmt: skip

    def _activity(self, centre: Any, year: int, kind: str) -> None:
        from planning.models import Activity

        begun = self._day(year)
        done = self.past(self.later(begun, 0, 200)) if self.luck(0.93) else None
        several = kind in ("training", "students")
        self.entry(
            Activity, begun, centre, kind=kind, title=f"{kind} {self.random.randrange(400)}",
            begun_on=begun, done_on=done,
            due_on=self.later(begun, 10, 200) if self.luck(0.4) else None,
            quantity=self.random.randrange(1, 12) if several else 1,
            approximate=kind == "students" and self.luck(0.1),
            venue=self.random.choice(VENUES) if kind == "paper" else "",
            degree=self.random.choice(("doctor", "master", "course")) if several else
            "doctor" if kind == "defence" else "",
        )  # fmt: skip

    def _line(self, centre: Any, year: int, n: int) -> None:
        from planning.models import ProgrammeItem

        issued = date(year, 1, 5) if n % 8 else self._day(year)
        done = self.past(self.later(issued, 10, 400)) if self.luck(0.95) else None
        self.entry(ProgrammeItem, issued, centre, year=year, title=f"Việc {n}", source="QĐ",
                   issued_on=issued, done_on=done)  # fmt: skip

    def _proposal(self, centre: Any, year: int, n: int) -> None:
        from planning.models import Proposal

        kind = ("task", "task", "task", "investment", "project")[n % 5]
        self.entry(Proposal, date(year, 1, 1), centre, kind=kind, plan_year=year + 1,
                   level=self.random.choice(LEVELS) if kind == "task" else "",
                   title=f"Đề xuất {n}", made_on=self._day(year))  # fmt: skip

    def promises(self) -> None:
        """Targets of every half-year, every third adjusted; entered figures; a block."""
        from planning.models import Block, BlockMember, EnteredFigure, Target

        for centre in self.units:
            for year in YEARS:
                for half in (1, 2):
                    self._targets(centre, f"{year}-H{half}", date(year, 6 * half - 5, 3))
                    self._figures(centre, f"{year}-H{half}", date(year, 6 * half, 25))
        first = self.rows.pop(Target)
        Target.objects.bulk_create(first)
        Target.objects.bulk_create(
            Target(**{f.attname: getattr(row, f.attname) for f in Target._meta.fields
                      if f.attname not in ("id", "adjusts_id", "value")},
                   value=row.value + row.value // 10, adjusts=row)
            for n, row in enumerate(first) if n % 3 == 0
        )  # fmt: skip
        EnteredFigure.objects.bulk_create(self.rows.pop(EnteredFigure))
        block = Block.objects.create(centre=self.units[0], code="KHOI", name="Khối thi đua mẫu")
        BlockMember.objects.bulk_create(
            BlockMember(block=block, year=year, unit=unit, entered_by=self.by, entered_at=_at(LAST))
            for year in YEARS
            for unit in self.units
        )

    def _targets(self, centre: Any, period: str, day: date) -> None:
        from planning.models import Target

        for measure, (value, places) in TARGETS.items():
            own = measure.startswith("own_")
            self.add(Target, centre=centre, measure=measure, name="Mục tiêu riêng" if own else "",
                     unit="cuốn" if own else "", period=period, value=value, places=places,
                     source="QĐ 1", decided_on=day, entered_at=_at(day))  # fmt: skip

    def _figures(self, centre: Any, period: str, day: date) -> None:
        from planning.models import EnteredFigure

        for code, (kind, value, said) in ENTERED.items():
            self.add(EnteredFigure, centre=centre, indicator=code, period=period, kind=kind,
                     value=value, words=said, basis="BB 1", entered_at=_at(day))  # fmt: skip
