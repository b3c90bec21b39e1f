"""Every planning-side indicator a second way: plain Python over raw rows, by its definition.

Nothing of the product's indicators or querysets is used: rows are read whole, units are found by
their parents, days are compared one by one.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Model

from accounts.models import Centre
from common.period import Period
from planning import models
from reports.models import ClosedReport, PeriodReport

Raw = dict[str, Any]
NEXT = {"H1": "H2", "Q1": "Q2", "Q2": "Q3", "Q3": "Q4"}


@dataclass(frozen=True)
class Answer:
    """What a figure must be. `ids` are compared as sets with their number."""

    value: Any
    ids: list[int]
    numerator: Any = None
    denominator: Any = None
    kind: str = "computed"
    told: set[str] = field(default_factory=set)


def raw(model: type[Model]) -> list[Raw]:
    return list(model._base_manager.values())


def grouped(rows: Iterable[Raw]) -> dict[int, list[Raw]]:
    """Rows by the task they belong to."""
    found: dict[int, list[Raw]] = {}
    for row in rows:
        found.setdefault(row["task_id"], []).append(row)
    return found


class Tables:
    """Every row of planning, as the database has it."""

    def __init__(self) -> None:
        self.units = raw(Centre)
        self.activities = raw(models.Activity)
        self.tasks = raw(models.ScienceTask)
        self.products = raw(models.Product)
        self.proposals = raw(models.Proposal)
        self.items = raw(models.ProgrammeItem)
        self.entries = raw(models.EnteredFigure)
        self.evidence = [e for e in raw(models.Evidence) if e["struck_at"] is None]
        self.blocks = raw(models.Block)
        self.members = raw(models.BlockMember)
        self.reports = raw(PeriodReport)
        self.closings = raw(ClosedReport)
        extensions = [e for e in raw(models.Extension) if e["struck_at"] is None]
        self.extensions_of = grouped(extensions)
        self.products_of = grouped(self.products)


class Second:
    """The rows of one question."""

    def __init__(self, tables: Tables, centre: int, period: Period, cut_off: date) -> None:
        self.tables, self.centre = tables, centre
        self.first, self.last = period.start, min(period.end, cut_off)
        self.period, self.cut_off, self.year = period, cut_off, period.year
        self.inside = self._inside()

    def _inside(self) -> set[int]:
        parent = {unit["id"]: unit["parent_id"] for unit in self.tables.units}
        found = set()
        for unit in parent:
            above: int | None = unit
            while above is not None and above != self.centre:
                above = parent[above]
            if above == self.centre:
                found.add(unit)
        return found

    def mine(self, rows: Iterable[Raw]) -> list[Raw]:
        return [r for r in rows if r["centre_id"] in self.inside and r["struck_at"] is None]

    def within(self, day: date | None) -> bool:
        return day is not None and day >= self.first and day <= self.last

    def happened(self, day: date | None) -> bool:
        return day is not None and day <= self.last

    # Activities

    def acts(self, kind: str, **also: str) -> list[Raw]:
        return [
            a
            for a in self.mine(self.tables.activities)
            if a["kind"] == kind and all(a[name] == value for name, value in also.items())
        ]

    def done(self, kind: str, **also: str) -> list[Raw]:
        return [a for a in self.acts(kind, **also) if self.within(a["done_on"])]

    def open(self, kind: str) -> list[Raw]:
        return [
            a
            for a in self.acts(kind)
            if self.happened(a["begun_on"]) and not self.happened(a["done_on"])
        ]

    # Tasks

    def granted(self, task: Raw, on: date) -> list[Raw]:
        rows = [
            e
            for e in self.tables.extensions_of.get(task["id"], [])
            if e["approved_on"] and not e["approved_on"] > on
        ]
        return sorted(rows, key=lambda e: (e["approved_on"], e["id"]))

    def limit(self, task: Raw, on: date) -> date:
        granted = self.granted(task, on)
        found: date = granted[-1]["until"] if granted else task["ends_on"]
        return found

    def ended(self, task: Raw) -> bool:
        return self.happened(task["accepted_on"]) or self.happened(task["stopped_on"])

    def alive(self, kind: str = "science", **also: str) -> list[Raw]:
        found = []
        for task in self.mine(self.tables.tasks):
            early = [d for d in (task["accepted_on"], task["stopped_on"]) if d and d < self.first]
            fits = all(task[name] == value for name, value in also.items())
            if task["kind"] == kind and fits and task["starts_on"] <= self.last and not early:
                found.append(task)
        return found

    def science(self) -> list[Raw]:
        return [t for t in self.mine(self.tables.tasks) if t["kind"] == "science"]

    def deliveries(self, task: Raw) -> list[Raw]:
        return [
            p for p in self.tables.products if p["task_id"] == task["id"] and p["struck_at"] is None
        ]

    def products(self) -> list[Raw]:
        standing = {t["id"] for t in self.tables.tasks if t["struck_at"] is None}
        return [p for p in self.mine(self.tables.products) if p["task_id"] in standing]

    # Entries

    def spoken(self, code: str, period: str) -> list[Raw]:
        """The newest words of the units nearest below (or of) the unit that have any."""
        parent = {unit["id"]: unit["parent_id"] for unit in self.tables.units}
        newest: dict[int, Raw] = {}
        for entry in sorted(self.mine(self.tables.entries), key=lambda e: e["id"]):
            key = (entry["indicator"], entry["period"], entry["kind"])
            if key == (code, period, "words"):
                newest[entry["centre_id"]] = entry
        heard = []
        for unit, entry in newest.items():
            above = parent[unit] if unit != self.centre else None
            covered = False
            while above is not None and above in self.inside:
                covered = covered or above in newest
                above = parent[above]
            if not covered:
                heard.append(entry)
        return heard

    # Blocks

    def of_block(self) -> list[Raw]:
        keeper = {b["id"]: b["centre_id"] for b in self.tables.blocks}
        return [
            m
            for m in self.tables.members
            if m["year"] == self.year and keeper[m["block_id"]] in self.inside
        ]

    def statement(self, unit: int) -> list[Raw] | None:
        rows = [
            r
            for r in self.tables.reports
            if r["centre_id"] == unit
            and (r["period"], r["kind"], r["state"]) == (self.period.code, "unit", "closed")
        ]
        if not rows:
            return None
        last = max(rows, key=lambda r: r["version"])["id"]
        (text,) = [c["statement"] for c in self.tables.closings if c["report_id"] == last]
        found: list[Raw] = json.loads(text)["figures"]
        return found


def ids(rows: Iterable[Raw]) -> list[int]:
    return [row["id"] for row in rows]


def about(rows: Iterable[Raw]) -> str:
    return "approximate" if [row for row in rows if row["approximate"]] else "computed"


def quantity(rows: Iterable[Raw]) -> int:
    total = 0
    for row in rows:
        total += row["quantity"]
    return total


def titles(rows: Iterable[Raw]) -> set[str]:
    return {row["title"] for row in rows}


Way = Callable[[Second], Answer]


def act(kind: str, *, tell: bool = False, **also: str) -> Way:
    def way(s: Second) -> Answer:
        rows = s.done(kind, **also)
        told = titles(rows) if tell else set()
        return Answer(quantity(rows), ids(rows), kind=about(rows), told=told)

    return way


def or_said(code: str, way: Way) -> Way:
    """With the numbers entered for units that have no counted row in them or below."""

    def both(s: Second) -> Answer:
        found, used = way(s), said_instead(s, code, set(way(s).ids))
        if not used:
            return found
        filed = {e["figure_id"] for e in s.tables.evidence}
        weak = [e for e in used if not e["basis"] and e["id"] not in filed]
        rough = found.kind == "approximate" or [e for e in used if e["kind"] == "approximate"]
        kind = "approximate" if rough else "unproven" if weak else "entered"
        total = found.value + sum(e["value"] for e in used)
        if not found.ids:
            return Answer(total, ids(used), kind=kind)
        codes = {unit["id"]: unit["code"] for unit in s.tables.units}
        more = {f"{codes[e['centre_id']]}: {e['value']}" for e in used}
        return Answer(total, found.ids, kind=kind, told=found.told | more)

    return both


def said_instead(s: Second, code: str, counted: set[int]) -> list[Raw]:
    parent = {unit["id"]: unit["parent_id"] for unit in s.tables.units}

    def over(unit: int) -> list[int]:
        return [unit] if parent[unit] is None else [unit, *over(parent[unit])]

    busy = {u for a in s.tables.activities if a["id"] in counted for u in over(a["centre_id"])}
    newest: dict[int, Raw] = {}
    for entry in sorted(s.mine(s.tables.entries), key=lambda e: e["id"]):
        fits = entry["kind"] in ("actual", "approximate")
        if fits and (entry["indicator"], entry["period"]) == (code, s.period.code):
            newest[entry["centre_id"]] = entry
    free = {unit: entry for unit, entry in newest.items() if unit not in busy}
    return [
        entry
        for unit, entry in free.items()
        if not [u for u in over(unit)[1:] if u in free and u in s.inside]
    ]


def share(kind: str, *, all_told: bool = False) -> Way:
    def way(s: Second) -> Answer:
        closed, every = s.done(kind), s.done(kind) + s.open(kind)
        n = quantity(closed)
        told = titles(every) if all_told else set()
        return Answer(n, ids(closed), n, quantity(every), about(every), told)

    return way


def alive(test: Callable[[Second, Raw], bool] = lambda _s, _t: True, **also: str) -> Way:
    def way(s: Second) -> Answer:
        rows = [t for t in s.alive(**also) if test(s, t)]
        return Answer(len(rows), ids(rows))

    return way


def begun(years: int) -> Callable[[Second, Raw], bool]:
    return lambda s, t: t["starts_on"].year + years == s.year


def extended(s: Second, task: Raw) -> bool:
    return task["starts_on"] < date(s.year, 1, 1) and bool(s.granted(task, s.last))


def delayed(s: Second, task: Raw) -> bool:
    asks = [e for e in s.tables.extensions_of.get(task["id"], []) if s.within(e["asked_on"])]
    late = not s.ended(task) and s.limit(task, s.last) + timedelta(days=1) <= s.last
    return bool(asks) or late


def in_time(s: Second, task: Raw) -> bool:
    day = task["accepted_on"]
    return s.within(day) and s.limit(task, day) >= day


def preparing(s: Second, task: Raw) -> bool:
    limit = s.limit(task, s.last)
    return date(s.year, 1, 1) <= limit <= date(s.year, 12, 31) and not s.ended(task)


def missed_milestone(s: Second, task: Raw) -> bool:
    accepted = task["accepted_on"]
    if s.happened(accepted):
        if s.limit(task, accepted) < accepted:
            return True
    elif not s.happened(task["stopped_on"]) and s.limit(task, s.last) < s.last:
        return True
    for product in s.deliveries(task):
        due, day = product["due_on"], product["delivered_on"]
        if s.happened(day):
            if s.first <= day and due < day:
                return True
        elif due < s.last:
            return True
    return False


def on_time(s: Second) -> Answer:
    rows = s.alive()
    kept = [t for t in rows if not missed_milestone(s, t)]
    return rate(len(kept), len(rows), ids(rows))


def rate(top: int, bottom: int, found: list[int], **more: Any) -> Answer:
    value = Fraction(top, bottom) * 100 if bottom else None
    return Answer(value, found, top, bottom, **more)


def accept_next(s: Second) -> Answer:
    part = s.period.code[5:]
    if part in NEXT:
        after = Period.parse(f"{s.year}-{NEXT[part]}")
    elif part.isdigit() and part != "12":
        after = Period.parse(f"{s.year}-{int(part) + 1:02}")
    else:
        first = {"H2": "-H1", "Q4": "-Q1", "12": "-01", "9M": "-9M", "": ""}[part]
        after = Period.parse(f"{s.year + 1}{first}")
    rows = [
        t
        for t in s.science()
        if t["acceptance_due_on"]
        and after.start <= t["acceptance_due_on"] <= after.end
        and not s.ended(t)
    ]
    return Answer(len(rows), ids(rows))


def appraisal(s: Second) -> Answer:
    rows = [t for t in s.science() if t["submitted_on"] and s.within(t["approved_on"])]
    days = sum((t["approved_on"] - t["submitted_on"]).days for t in rows)
    return Answer(Fraction(days, len(rows)) if rows else None, ids(rows), days, len(rows))


def waiting(s: Second) -> Answer:
    rows = [
        t
        for t in s.science()
        if t["submitted_on"]
        and (s.last - t["submitted_on"]).days > 60
        and not s.happened(t["approved_on"])
        and not s.ended(t)
    ]
    return Answer(len(rows), ids(rows))


def regular(s: Second) -> Answer:
    done, either = [], []
    for task in s.alive("regular"):
        given = s.deliveries(task)
        complete = given != [] and not [p for p in given if not s.happened(p["delivered_on"])]
        if complete:
            done.append(task)
        if complete or s.happened(s.limit(task, s.last)):
            either.append(task)
    return Answer(len(done), ids(done), len(done), len(either))


def delivered(kind: str) -> Way:
    def way(s: Second) -> Answer:
        rows = [p for p in s.products() if p["kind"] == kind and s.within(p["delivered_on"])]
        return Answer(len(rows), ids(rows))

    return way


def proposed(level: str | None) -> Way:
    def way(s: Second) -> Answer:
        rows = [
            p
            for p in s.mine(s.tables.proposals)
            if p["kind"] == "task"
            and p["plan_year"] - 1 == s.year
            and s.happened(p["made_on"])
            and (level is None or p["level"] == level)
        ]
        return Answer(len(rows), ids(rows))

    return way


def projects(s: Second) -> Answer:
    kinds = {"investment", "project"}
    rows = [p for p in s.mine(s.tables.proposals) if p["kind"] in kinds and s.within(p["made_on"])]
    return Answer(len(rows), ids(rows), told=titles(rows))


def programme(s: Second) -> list[Raw]:
    return [i for i in s.mine(s.tables.items) if i["year"] == s.year and s.happened(i["issued_on"])]


def plan_done(s: Second) -> Answer:
    done = [i for i in programme(s) if s.happened(i["done_on"])]
    return Answer(len(done), ids(done), len(done), len(programme(s)))


def plan_rate(s: Second) -> Answer:
    done = [i for i in programme(s) if s.happened(i["done_on"])]
    return rate(len(done), len(programme(s)), ids(programme(s)))


def plan_total(s: Second) -> Answer:
    return Answer(len(programme(s)), ids(programme(s)))


def drafts(s: Second) -> Answer:
    rows = s.open("internal_document")
    return Answer(quantity(rows), ids(rows), kind=about(rows), told=titles(rows))


def regulations(s: Second) -> Answer:
    issued, drafted = s.done("internal_document"), s.open("internal_document")
    both = issued + drafted
    told = {f"{quantity(issued)} + {quantity(drafted)}"}
    return Answer(quantity(both), ids(both), kind=about(both), told=told)


def issue_rate(s: Second) -> Answer:
    issued, reviewed = s.done("procedure_issue"), s.done("procedure_review")
    both = issued + reviewed
    return rate(quantity(issued), quantity(reviewed), ids(both), kind=about(both))


def words(code: str, *, of_year: bool = False) -> Way:
    def way(s: Second) -> Answer:
        rows = s.spoken(code, s.period.code)
        if of_year and not rows:
            rows = s.spoken(code, str(s.year))
        return Answer(None, ids(rows), kind="words", told={row["words"] for row in rows})

    return way


def union(s: Second) -> Answer:
    rows = s.done("union")
    told = words("events_union")(s).told | titles(rows)
    return Answer(None, ids(rows), kind="words", told=told)


def movements(s: Second) -> Answer:
    rows = s.done("movement")
    said = words("block_movements", of_year=True)(s).told
    if said and not rows:
        return Answer(None, [], kind="words", told=said)
    return Answer(quantity(rows), ids(rows), kind=about(rows), told=said | titles(rows))


def block_units(s: Second) -> Answer:
    return Answer(len(s.of_block()), ids(s.of_block()))


def names_of(s: Second, members: Iterable[Raw]) -> set[str]:
    names = {unit["id"]: unit["name_vi"] for unit in s.tables.units}
    return {names[m["unit_id"]] for m in members}


def silent(s: Second) -> list[Raw]:
    return [m for m in s.of_block() if s.statement(m["unit_id"]) is None]


def block_missing(s: Second) -> Answer:
    return Answer(len(silent(s)), ids(silent(s)), told=names_of(s, silent(s)))


def block_targets(s: Second) -> Answer:
    met = given = 0
    said = [m for m in s.of_block() if m not in silent(s)]
    for member in said:
        for figure in s.statement(member["unit_id"]) or []:
            plan = Fraction(figure["target"]["against"]) if figure["target"] else Fraction(0)
            if plan != 0:
                given += 1
                met += Fraction(figure["value"] or "0") >= plan
    return rate(met, given, ids(said), told=names_of(s, silent(s)))


# Products due: the four figures of each kind.


def is_due(s: Second, due: date | None, accepted: date | None) -> bool:
    if due is None or due > s.last:
        return False
    return due >= s.first or accepted is None or accepted >= s.first


def due_part(part: str, rows: Callable[[Second], list[tuple[int, Any, Any, Any]]]) -> Way:
    def way(s: Second) -> Answer:
        found = []
        for pk, due, day, accepted in rows(s):
            if not is_due(s, due, accepted):
                continue
            was_delivered = day is not None and day <= s.cut_off
            was_accepted = was_delivered and accepted is not None and accepted <= s.cut_off
            fits = {
                "due": True,
                "delivered": was_delivered,
                "accepted": was_accepted,
                "overdue": not was_delivered,
            }
            if fits[part]:
                found.append(pk)
        return Answer(len(found), found)

    return way


def of_tasks(*kinds: str) -> Callable[[Second], list[tuple[int, Any, Any, Any]]]:
    return lambda s: [
        (p["id"], p["due_on"], p["delivered_on"], p["accepted_on"])
        for p in s.products()
        if p["kind"] in kinds
    ]


def of_activities(s: Second) -> list[tuple[int, Any, Any, Any]]:
    rows = s.mine(s.tables.activities)
    return [(a["id"], a["due_on"], a["done_on"], a["done_on"]) for a in rows]


DUE_KINDS: dict[str, Callable[[Second], list[tuple[int, Any, Any, Any]]]] = {
    "task_report": of_tasks("report", "thematic_report"),
    "task_procedure": of_tasks("procedure"),
    "task_paper": of_tasks("paper"),
    "task_other": of_tasks("prototype", "software", "other"),
    "activity": of_activities,
}

SECOND: dict[str, Way] = {
    "docs_commented": act("document_comment"),
    "papers": act("paper"),
    "papers_intl_journal": act("paper", venue="journal_abroad"),
    "papers_intl_conf": act("paper", venue="conference_abroad"),
    "papers_dom_journal": act("paper", venue="journal_home"),
    "papers_dom_conf": act("paper", venue="conference_home"),
    "training_turns": act("training"),
    "training_phd": act("training", degree="doctor"),
    "phd_defended": act("defence", degree="doctor"),
    "students": act("students"),
    "regs_passed": act("resolution", tell=True),
    "internal_docs": act("internal_document", tell=True),
    "internal_regs_drafts": drafts,
    "internal_regs": regulations,
    "plans_issued": act("annual_plan", tell=True),
    "st_reports": act("report", tell=True),
    "procedures_reviewed": act("procedure_review"),
    "procedures_issued": act("procedure_issue"),
    "procedures_issue_rate": issue_rate,
    "events_supported": act("event", tell=True),
    "interagency_checks": act("inspection", tell=True),
    "audit_notes_fixed": share("finding"),
    "quality_objectives": share("objective", all_told=True),
    "events_union": union,
    "block_movements": movements,
    "block_rating": words("block_rating"),
    "block_theme": words("block_theme", of_year=True),
    "block_units": block_units,
    "block_units_missing": block_missing,
    "block_targets": block_targets,
    "plan_tasks_done": plan_done,
    "plan_tasks_total": plan_total,
    "plan_tasks_rate": plan_rate,
    "st_total": alive(),
    "st_national": alive(level="national"),
    "st_ministry": alive(level="ministry"),
    "st_province": alive(level="province"),
    "st_inst": alive(level="institution"),
    "st_new": alive(begun(0)),
    "st_new_ministry": alive(begun(0), level="ministry"),
    "st_carry_1": alive(begun(1)),
    "st_carry_1_ministry": alive(begun(1), level="ministry"),
    "st_carry_2": alive(begun(2)),
    "st_carry_2_ministry": alive(begun(2), level="ministry"),
    "st_carry_ext": alive(extended),
    "st_carry_ext_ministry": alive(extended, level="ministry"),
    "st_lead": alive(role="lead"),
    "st_part": alive(role="part"),
    "st_nat_part": alive(role="part", level="national"),
    "st_delayed": alive(delayed),
    "st_accepted": alive(in_time),
    "st_accepted_ministry": alive(in_time, level="ministry"),
    "st_prep_accept_min": alive(preparing, level="ministry"),
    "st_prep_accept_inst": alive(preparing, level="institution"),
    "st_on_time": on_time,
    "st_accept_next": accept_next,
    "st_appraisal_slow": appraisal,
    "st_appraisal_overdue": waiting,
    "txtcn": regular,
    "thematic_reports": delivered("thematic_report"),
    "report_products": delivered("report"),
    "procedure_products": delivered("procedure"),
    "st_prop_nat": proposed("national"),
    "st_prop_min": proposed("ministry"),
    "st_prop_prov": proposed("province"),
    "st_prop_inst": proposed("institution"),
    "st_prop_total": proposed(None),
    "project_proposals": projects,
    **{
        f"product_{kind}_{part}": due_part(part, rows)
        for kind, rows in DUE_KINDS.items()
        for part in ("due", "delivered", "accepted", "overdue")
    },
}

# A unit without a row may enter the number of these.
ENTERED = (
    "docs_commented", "papers", "papers_intl_journal", "papers_intl_conf", "papers_dom_journal",
    "papers_dom_conf", "training_turns", "training_phd", "phd_defended", "students", "regs_passed",
    "internal_docs", "plans_issued", "st_reports", "procedures_reviewed", "procedures_issued",
    "events_supported", "interagency_checks",
)  # fmt: skip
SECOND |= {code: or_said(code, SECOND[code]) for code in ENTERED}
