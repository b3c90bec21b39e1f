"""What was measured in this system: conditions, standards, tables, uncertainty, decision."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from calibration.decided import decided_by
from calibration.models import Job, Reading, Result, Worksheet
from certificates.statement import conditions, facts, results, risks, wording
from certificates.statement.machine import Grounds
from certificates.statement.shared import definition_of, facts_of, moment
from certificates.statement.wording import said
from certificates.states import Kind
from metrology.conformity.decisions import DECISION_RULES, RULES
from metrology.uncertainty.coverage import COVERAGE_RULES, REASONS, SAID_REASONS
from metrology.wording import Wording

# The two rules of old have kept their words.
_RULES: Mapping[str, Wording] = {**DECISION_RULES, **{str(name): RULES[name] for name in RULES}}


def worksheet(job: Job) -> Worksheet | None:
    """The worksheet with all that a statement reads of it."""
    rows = Worksheet.objects.prefetch_related(
        "results",
        "standards__calibration__standard",
        "standards__calibration__values",
        "supports__calibration__standard",
        "readings__by",
        "attachments",
    )
    return rows.filter(job=job).first()


def measured(kind: Kind, job: Job, sheet: Worksheet) -> dict[str, Any]:
    """The results of a worksheet and what they rest on."""
    definition, plan = definition_of(job, sheet), json.loads(sheet.plan)
    readings = list(sheet.readings.all())
    found = list(sheet.results.all())
    cells = results.current(readings)
    standards = facts.standards(sheet.standards.all())
    grounds = _grounds(kind, definition, job, sheet, plan)
    return {
        "paper_record": None,
        "environment": conditions.environment(definition, cells),
        "checks": conditions.checks(definition, cells),
        "adjustment": conditions.adjustment(definition, plan, cells),
        "accreditation": _accreditation(plan),
        "channels": results.channels(plan, found),
        "standards": standards,
        "tables": results.tables(definition, plan, found, cells, grounds),
        "uncertainty": uncertainty(found),
        "decision": _decision(kind, definition, job, found),
        "traceability": wording.traceable(standards) if found else None,
        "basis": {
            "worksheet": sheet.pk,
            "started_at": moment(sheet.started_at),
            "facts": facts_of(sheet),
            "plan": plan,
            "readings": [_reading(one) for one in readings],
            "results": [result(one) for one in found],
            "standards": [facts.standard_values(use) for use in sheet.standards.all()],
            "files": [{"id": str(one.pk), "sha256": one.sha256} for one in sheet.attachments.all()],
        },
    }


def _rule(definition: Mapping[str, Any], job: Job) -> str:
    return job.conformity or str(definition.get("decision_rule", ""))


def _grounds(
    kind: Kind,
    definition: Mapping[str, Any],
    job: Job,
    sheet: Worksheet,
    plan: Mapping[str, Any],
) -> Grounds:
    supporting: dict[tuple[str, int], list[str]] = {}
    for point in sheet.supports.all():
        mine = supporting.setdefault((point.section, point.row), [])
        mine.append(point.calibration.standard.code)
    used = [use.calibration.standard.code for use in sheet.standards.all()]
    return Grounds(
        rule=_rule(definition, job),
        scope=plan.get("scope") or {},
        supporting={place: list(dict.fromkeys(codes)) for place, codes in supporting.items()},
        standards=list(dict.fromkeys(used)),
        tell_why_no_u=kind == Kind.CALIBRATION,
    )


def _accreditation(plan: dict[str, Any]) -> dict[str, Any] | None:
    """The accreditation that the work is under, or why it is under none although there is one."""
    scope = plan.get("scope") or {}
    if scope.get("accreditation"):
        return {"number": scope["accreditation"], "texts": []}
    if scope.get("outside"):
        return {"number": "", "texts": [dict(scope["outside"]), wording.NOT_ACCREDITED]}
    return None


def uncertainty(found: Sequence[Result]) -> dict[str, Any] | None:
    """How U came about, in words; None where no point has one."""
    factors = results.factors(found)
    if not factors:
        return None
    used = results.rules(found)
    texts = [wording.expanded_with(factors)]
    degrees, low = results.effective_dof(found), results.low_coverage(found)
    # "About 95 %" is said of the points alone that keep it.
    texts += [
        said(COVERAGE_RULES[rule])
        for rule in sorted({rule for rule, reason in used if reason != "fixed_low_dof"})
        if rule in COVERAGE_RULES
    ]
    texts += [
        said(REASONS[reason]) for reason in sorted({reason for _, reason in used} & SAID_REASONS)
    ]
    if low:
        texts.append(wording.low_coverage(low))
    if degrees:
        texts.append(wording.effective_dof(degrees))
    if any(row.cmc for row in found):
        texts.append(wording.CMC_FLOOR)
    return {"k": factors, "rules": [list(one) for one in used], "texts": texts}


def _decision(
    kind: Kind, definition: dict[str, Any], job: Job, found: list[Result]
) -> dict[str, Any] | None:
    """The rule that verdicts were given by, named; or that there are none."""
    if not found:
        return None
    deciding = results.deciding_of(found)
    verdicts = [row.verdict for row in deciding if row.verdict or row.stated_expanded]
    asked = bool(job.conformity) and kind not in (Kind.VERIFICATION, Kind.NOTICE)
    rule, applied = _rule(definition, job), (json.loads(one.acceptance) for one in deciding)
    told = decided(rule, verdicts, asked=asked, applied=applied)
    return _with_risks(told, rule, deciding)


def _with_risks(told: dict[str, Any], rule: str, deciding: Sequence[Result]) -> dict[str, Any]:
    """With what the rule's own risk does not hold for; a rule that moved no limit states none."""
    words = _RULES.get(rule)
    if told["rule"] is None or words is None or words.text_vi not in told["text"]["vi"]:
        return told
    parts = [told["text"], *risks.beside(rule, deciding)]
    return told | {"text": {lang: " ".join(one[lang] for one in parts) for lang in ("vi", "en")}}


def decided(
    rule: str, points: Iterable[str], *, asked: bool, applied: Iterable[Any] = ()
) -> dict[str, Any]:
    """The rule of the points' verdicts in words ("" is none).

    `asked`: the customer was promised to hear what comes out, and the statement keeps that.
    """
    words, known = _RULES.get(rule), set(points)
    promised = {"agreed": rule} if asked else {}
    verdicts = known & set(wording.VERDICTS)
    if words is None or not verdicts:
        return {"rule": None, "text": wording.NO_CONFORMITY, **promised}
    text = decided_by(said(words), applied)
    if not asked:
        return {"rule": rule, "text": text}
    told = wording.conforms(all_pass=verdicts == {"pass"}, all_judged=known == verdicts)
    return {"rule": rule, "text": text, "said": told, **promised}


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "cell": list(one.cell),
        "digits": one.digits,
        "as_typed": one.as_typed,
        "unit": one.unit,
        "taken_at": moment(one.taken_at),
        "received_at": moment(one.received_at),
        "by": str(one.by),
        "supersedes": str(one.supersedes_id) if one.supersedes_id else None,
        "reason": one.reason,
    }


def result(one: Result) -> dict[str, Any]:
    """A stored result, whole."""
    plain = (
        "section",
        "row",
        "unit",
        "reference",
        "indication",
        "error",
        "limit",
        "verdict",
        "u",
        "dof",
        "k",
        "expanded",
        "stated_error",
        "stated_expanded",
    )
    whole: dict[str, Any] = {name: getattr(one, name) for name in plain}
    # Columns that came later: told where they say something, so that old statements still agree.
    whole |= {name: text for name in ("error_unit", "cmc") if (text := getattr(one, name))}
    return whole | {
        "computed": json.loads(one.computed),
        "acceptance": json.loads(one.acceptance),
        "budget": json.loads(one.budget),
    }
