"""Every indicator of one unit from statements written by hand, and what each statement takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from benchmarks import by_hand_planned as planned
from benchmarks import by_hand_services as services
from benchmarks.by_hand import ask

STATEMENTS: Mapping[str, str] = {
    "signed": services.SIGNED,
    "accepted": services.ACCEPTED,
    "invoices and payments": services.PAPERS,
    "work": services.WORK,
    "states": services.STATES,
    "items due": services.ITEMS,
    "standards": services.STANDARDS,
    "scope": services.SCOPE,
    "turn-around": services.TURNAROUND,
    "norms": services.NORMS,
    "activities": planned.DEEDS,
    "activities due": planned.ACTIVITIES_DUE,
    "tasks": planned.TASKS,
    "products": planned.PRODUCTS,
    "proposals": planned.PROPOSALS,
    "programme": planned.PROGRAMME,
    "entered": planned.ENTERED,
    "targets": planned.TARGETS,
    "blocks": planned.BLOCKS,
}
STAGES = (
    "draft", "signed", "in_progress", "completed", "accepted", "invoiced", "collected",
    "liquidated", "paused", "cancelled",
)  # fmt: skip
UNFINISHED = ("signed", "in_progress", "paused")
# {indicator: (kind of activity, degree, venue)}
DONE = {
    "docs_commented": ("document_comment", "", ""),
    "papers": ("paper", "", ""),
    "papers_intl_journal": ("paper", "", "journal_abroad"),
    "papers_intl_conf": ("paper", "", "conference_abroad"),
    "papers_dom_journal": ("paper", "", "journal_home"),
    "papers_dom_conf": ("paper", "", "conference_home"),
    "training_turns": ("training", "", ""),
    "training_phd": ("training", "doctor", ""),
    "phd_defended": ("defence", "doctor", ""),
    "students": ("students", "", ""),
    "regs_passed": ("resolution", "", ""),
    "internal_docs": ("internal_document", "", ""),
    "plans_issued": ("annual_plan", "", ""),
    "st_reports": ("report", "", ""),
    "procedures_reviewed": ("procedure_review", "", ""),
    "procedures_issued": ("procedure_issue", "", ""),
    "events_supported": ("event", "", ""),
    "block_movements": ("movement", "", ""),
    "audit_notes_fixed": ("finding", "", ""),
    "quality_objectives": ("objective", "", ""),
}
PRODUCT_KINDS = {
    "task_report": ("thematic_report", "report"),
    "task_procedure": ("procedure",),
    "task_paper": ("paper",),
    "task_other": ("prototype", "software", "other"),
}
type_of_rows = list[tuple[Any, ...]]
type_of_values = dict[str, Any]


def parameters(units: list[int], period: Any) -> dict[str, Any]:
    """What the statements ask for, of a period that is over."""
    from django.conf import settings

    following = period.after()
    return {
        "units": units, "start": period.start, "until": period.end, "zone": settings.TIME_ZONE,
        "year": period.year, "period": period.code, "next_start": following.start,
        "next_end": following.end,
    }  # fmt: skip


def read(name: str, given: Mapping[str, Any]) -> type_of_rows:
    """The rows of one statement."""
    return ask(STATEMENTS[name], **given)


def values(rows: Mapping[str, type_of_rows]) -> type_of_values:
    """{indicator: its number} from the rows of all statements; words have none."""
    found = (
        _money(rows) | _work(rows) | _states(rows) | _kept(rows) | _activities(rows)
        | _tasks(rows) | _promised(rows)
    )  # fmt: skip
    found |= _products(rows)
    contracts, done = found["contracts"], found["instruments"]
    found["instruments_per_contract"] = Fraction(done, contracts)
    return found | _targets(rows, found)


def _percent(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def _money(rows: Mapping[str, type_of_rows]) -> type_of_values:
    nothing = ("", *[0] * 9)
    strands = {row[0]: row for row in rows["signed"]}
    of = strands.get("service", nothing)
    (accepted,) = rows["accepted"]
    papers = {row[0]: row[1:] for row in rows["invoices and payments"]}
    (expected,) = [row[2] for row in rows["entered"] if row[:2] == ("revenue_est", "expected")]
    found: type_of_values = {
        "contracts": of[1], "consulting_contracts": of[2], "iso50001_clients": of[4],
        "revenue_signed_net": of[5], "revenue_signed_gross": of[6],
        "consulting_signed_net": of[7], "consulting_signed_gross": of[8],
        "average_contract_gross": Fraction(of[9], of[1]),
        "revenue_accepted_net": accepted[0], "revenue_accepted_gross": accepted[1],
        "revenue": of[6], "revenue_est": of[6] + expected,
    }  # fmt: skip
    for base in ("invoiced", "collected"):
        found |= dict(
            zip((f"revenue_{base}_net", f"revenue_{base}_gross"), papers[base], strict=True)
        )
    sums = {name: [strands.get(name, nothing)] for name in ("service", "duty")}
    for name, each in {**sums, "all": sums["service"] + sums["duty"]}.items():
        found[f"strand_{name}_contracts"] = sum(one[3] for one in each)
        found[f"strand_{name}_net"] = sum(one[5] + one[7] for one in each)
        found[f"strand_{name}_gross"] = sum(one[6] + one[8] for one in each)
    return found


def _work(rows: Mapping[str, type_of_rows]) -> type_of_values:
    of = {row[0]: row[1:] for row in rows["work"]}
    names = ("instruments", "instruments_verification", "instruments_calibration",
             "instruments_failed", "samples")  # fmt: skip
    found = dict(zip(names, of["service"], strict=True))
    for name in ("service", "duty"):
        found[f"strand_{name}_instruments"] = of.get(name, (0,))[0]
    return found | {"strand_all_instruments": sum(row[0] for row in of.values())}


def _states(rows: Mapping[str, type_of_rows]) -> type_of_values:
    of: dict[str, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in rows["states"]}
    late = sum(row[3] for row in rows["states"] if row[0] in UNFINISHED)
    found = {"contracts_overdue": late}
    for stage in STAGES:
        found[f"state_{stage}_count"], found[f"state_{stage}_gross"] = of.get(stage, (0, 0))
    found["state_all_count"] = sum(count for count, _gross in of.values())
    found["state_all_gross"] = sum(gross for _count, gross in of.values())
    return found


def _kept(rows: Mapping[str, type_of_rows]) -> type_of_values:
    (used, valid, soon), (papers, covered) = rows["standards"][0], rows["scope"][0]
    (days, waited, promised, late), (priced, normed) = rows["turn-around"][0], rows["norms"][0]
    return {
        "standards_maintained": _percent(valid, used), "standards_not_maintained": used - valid,
        "standards_due": soon, "in_scope_services": _percent(covered, papers),
        "out_of_scope_services": papers - covered, "turnaround_days": Fraction(days, waited),
        "public_service_norms": _percent(normed, priced), "turnaround_late": late,
        "turnaround_in_time": _percent(promised - late, promised),
    }  # fmt: skip


def _activities(rows: Mapping[str, type_of_rows]) -> type_of_values:
    done: dict[tuple[str, str, str], int] = defaultdict(int)
    drafts = 0
    for kind, degree, venue, turns, under_way in rows["activities"]:
        for key in {(d, v) for d in (degree, "") for v in (venue, "")}:
            done[kind, *key] += turns
        drafts += under_way if kind == "internal_document" else 0
    found: type_of_values = {code: done[key] for code, key in DONE.items()}
    (checks,) = [row[2] for row in rows["entered"] if row[0] == "interagency_checks"]
    rate = _percent(found["procedures_issued"], found["procedures_reviewed"])
    words = dict.fromkeys(("events_union", "block_rating", "block_theme"))
    return found | words | {
        "internal_regs_drafts": drafts, "internal_regs": found["internal_docs"] + drafts,
        "interagency_checks": checks, "procedures_issue_rate": rate,
    }  # fmt: skip


def _tasks(rows: Mapping[str, type_of_rows]) -> type_of_values:
    found: type_of_values = dict(zip(planned.TASK_COLUMNS, rows["tasks"][0], strict=True))
    found["st_on_time"] = _percent(found.pop("kept"), found["st_total"])
    found["st_appraisal_slow"] = Fraction(found.pop("appraisal_days"), found.pop("appraised"))
    found.pop("txtcn_due")
    given = defaultdict(int, {row[0]: row[1] for row in rows["products"]})
    return found | {
        "thematic_reports": given["thematic_report"], "report_products": given["report"],
        "procedure_products": given["procedure"],
    }  # fmt: skip


def _promised(rows: Mapping[str, type_of_rows]) -> type_of_values:
    following = defaultdict(
        int, {level: n for kind, level, n, _made in rows["proposals"] if kind == "task"}
    )
    names = {"nat": "national", "min": "ministry", "prov": "province", "inst": "institution"}
    found: type_of_values = {f"st_prop_{n}": following[level] for n, level in names.items()}
    found["st_prop_total"] = sum(following.values())
    found["project_proposals"] = sum(made for kind, _l, _n, made in rows["proposals"]
                                     if kind != "task")  # fmt: skip
    (lines, done), (members, silent) = rows["programme"][0], rows["blocks"][0]
    return found | {
        "plan_tasks_total": lines, "plan_tasks_done": done,
        "plan_tasks_rate": _percent(done, lines),
        "block_units": members, "block_units_missing": silent, "block_targets": None,
    }  # fmt: skip


def _products(rows: Mapping[str, type_of_rows]) -> type_of_values:
    items = {row[0]: row[1:] for row in rows["items due"]}
    (due, done) = rows["activities due"][0]
    kinds = {row[0]: row[2:] for row in rows["products"]}
    parts = {"certificate": items[False], "test_result": items[True], "activity": (due, done, done)}
    for name, of in PRODUCT_KINDS.items():
        parts[name] = _added(kinds.get(kind, (0, 0, 0)) for kind in of)
    found: type_of_values = {}
    for name, three in (parts | {"": _added(parts.values())}).items():
        start = f"product_{name}" if name else "products"
        for part, number in zip(("due", "delivered", "accepted"), three, strict=True):
            found[f"{start}_{part}"] = number
        found[f"{start}_overdue"] = three[0] - three[1]
    rate = _percent(found["products_accepted"], found["products_due"])
    return found | {"product_completion_rate": rate}


def _added(each: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*each, strict=True)))


def _targets(rows: Mapping[str, type_of_rows], found: type_of_values) -> type_of_values:
    plans = {code: Fraction(value, 10**places) for code, value, places in rows["targets"]}
    said = {row[0]: row[2] for row in rows["entered"] if row[1] == "actual"}
    actual = {**found, **said, "revenue_signed_gross": found["revenue_est"]}
    met = sum(1 for code, plan in plans.items() if (actual.get(code) or -1) >= plan)
    rate = 100 * Fraction(found["revenue_est"]) / plans["revenue_signed_gross"]
    return {
        "targets_met": _percent(met, len(plans)), "revenue_plan_rate": rate, "revenue_missed": rate,
    }  # fmt: skip
