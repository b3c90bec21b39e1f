"""The frozen statement: everything a certificate prints and everything it was judged by.

Plain data, canonical JSON, one SHA-256. Texts are in both languages, numbers are canonical digits
as text, days are ISO dates. `SCHEMA` changes when the shape does; `LAYOUT` names the printed form.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Centre, User
from calibration.decided import decided_by
from calibration.models import Job, Reading, Result, Worksheet
from calibration.states import Regime
from certificates import conditions, facts, results, wording
from certificates.models import Certificate, Statement
from certificates.states import Kind
from certificates.wording import said
from common.canonical import canonical, sha256
from common.pairs import Pair, pair
from metrology.conformity.decisions import DECISION_RULES, RULES
from metrology.uncertainty.coverage import COVERAGE_RULES, REASONS, SAID_REASONS
from metrology.wording import Wording

# 2: a result keeps the whole budget (calibration/budget_record.py)
# 3: tables stand in a channel and a phase, each column has its own unit
SCHEMA = 3
LAYOUT = "certificate/1"
# The two rules of old have kept their words.
_RULES: Mapping[str, Wording] = {**DECISION_RULES, **{str(name): RULES[name] for name in RULES}}


def freeze(certificate: Certificate, *, address: str, rule: Pair) -> Statement:
    """Build and store the statement of a certificate that was just numbered.

    `address` is the check page's, as the QR carries it; `rule` says where "valid until" comes
    from. The caller seals the row in an event.
    """
    text = canonical(build(certificate, address=address, rule=rule))
    return Statement.objects.create(certificate=certificate, content=text, digest=sha256(text))


def read(statement: Statement) -> dict[str, Any]:
    """The statement as data."""
    found: dict[str, Any] = json.loads(statement.content)
    return found


def printed_text(statement: Statement) -> str:
    """Every text that may be printed, run together; what it was judged by is not printed."""
    return "".join(_texts({k: v for k, v in read(statement).items() if k != "basis"}))


MEASURED = ("facts", "plan", "results")


def same_measurements(one: Statement, other: Statement) -> bool:
    """Whether two statements rest on the same observations and say the same of them."""
    first, second = read(one)["basis"], read(other)["basis"]
    return _observed(first) == _observed(second) and all(
        first.get(name) == second.get(name) for name in MEASURED
    )


def _observed(basis: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The readings without the names of people, which may have changed."""
    return [(one["id"], one["digits"], one["unit"]) for one in basis.get("readings", [])]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def build(certificate: Certificate, *, address: str, rule: Pair) -> dict[str, Any]:
    """The statement as data, from the rows as they are now."""
    job = _job(certificate.job_id)
    sheet = _worksheet(job)
    whole = _head(certificate, job, address) | _item(job, sheet) | _work(certificate, job, sheet)
    whole["valid_until"] = {"on": _day(certificate.valid_until), "rule": rule}
    if sheet is None or job.paper_record:
        return whole | _paper(job)
    return whole | _measured(Kind(certificate.kind), job, sheet)


def _job(pk: int) -> Job:
    return Job.objects.select_related(
        "centre__parent",
        "customer",
        "site",
        "instrument__type",
        "instrument__site",
        "procedure",
        "technician",
        "approved_by",
    ).get(pk=pk)


def _worksheet(job: Job) -> Worksheet | None:
    rows = Worksheet.objects.prefetch_related(
        "results",
        "standards__calibration__standard",
        "standards__calibration__values",
        "readings__by",
        "attachments",
    )
    return rows.filter(job=job).first()


def _head(certificate: Certificate, job: Job, address: str) -> dict[str, Any]:
    kind = Kind(certificate.kind)
    before = certificate.supersedes
    return {
        "schema": SCHEMA,
        "layout": LAYOUT,
        "kind": kind.value,
        "number": certificate.number,
        "public_id": certificate.public_id,
        "check_url": address,
        "title": wording.title(kind, job.service),
        "centre": _centre(job.centre),
        "customer": {
            "name": job.customer.name,
            "address": job.customer.address,
            "tax_code": job.customer.tax_code,
        },
        "replaces": None
        if before is None
        else {
            "number": before.number,
            "reason": before.end_reason,
            "text": wording.replaces(before.number),
        },
        "notes": wording.notes(kind),
    }


def _centre(centre: Centre) -> dict[str, Any]:
    above = centre.parent
    return {
        "code": centre.code,
        "name": pair(centre.name_vi, centre.name_en),
        "above": None if above is None else pair(above.name_vi, above.name_en),
        "address": pair(centre.address_vi, centre.address_en),
        "phone": centre.phone,
        "designation": centre.designation,
        "town": centre.place_vi,
    }


def _item(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    site = job.site or (job.instrument.site if job.instrument is not None else None)
    return {
        "user": None if site is None else {"name": site.name, "address": site.address},
        "instrument": None
        if job.instrument is None
        else facts.instrument(job.instrument, _definition(job, sheet), _facts(sheet)),
        "sample": job.sample,
    }


def _definition(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    known = job.procedure is not None and sheet is not None
    return job.procedure.content if known and job.procedure is not None else {}


def _facts(sheet: Worksheet | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sheet.facts) if sheet is not None else {}
    return found


def _work(certificate: Certificate, job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    kind = Kind(certificate.kind)
    issued = certificate.issued_at.astimezone(timezone.get_default_timezone())
    return {
        "method": _method(job),
        "regime": wording.REGIMES[Regime(job.regime)] if job.regime else None,
        "place": {
            "where": wording.ON_SITE if job.on_site else wording.IN_LABORATORY,
            "detail": sheet.place if sheet is not None else "",
        },
        "dates": {
            "received": None,  # the handover of instruments does not record it yet
            "performed": _day(certificate.performed_on),
            "issued": _day(issued.date()),
            "issued_at": _moment(certificate.issued_at),
        },
        "conclusion": {"outcome": job.outcome, "text": wording.conclusion(kind, job.service)},
        "signatures": {
            "performer": _signature(job.technician, wording.PERFORMERS[kind]),
            "approver": _signature(job.approved_by, wording.APPROVER),
            "approved_at": _moment(job.approved_at),
            "issued_by": str(certificate.issued_by),
        },
    }


def _method(job: Job) -> dict[str, Any] | None:
    procedure = job.procedure
    if procedure is None:
        return None
    return {
        "number": _document(procedure.number, job),
        "title": pair(procedure.title_vi, procedure.title_en),
        "code": procedure.code,
        "version": procedure.version,
        "digest": procedure.digest,
    }


def _document(number: str, job: Job) -> str:
    """The one document applied, of a procedure that serves types with a document each.

    TT 24/2013 Art. 41.7: a platform scale is verified by ĐLVN 14:2009, not by three.
    """
    known = _split(number)
    own = _split(job.instrument.type.documents) if job.instrument is not None else []
    applied = [one for one in known if one in own]
    return "; ".join(applied) if applied else number


def _split(documents: str) -> list[str]:
    return [one.strip() for one in documents.split(";") if one.strip()]


def _signature(user: User | None, label: Pair) -> dict[str, Any]:
    return {
        "label": label,
        "name": user.full_name if user is not None else "",
        "title": user.title_vi if user is not None else "",
    }


def _paper(job: Job) -> dict[str, Any]:
    """What is said when the observations are on paper: where they are, and no number."""
    return {
        "paper_record": {
            "number": job.paper_record,
            "text": wording.on_paper(job.paper_record),
        }
        if job.paper_record
        else None,
        "environment": [],
        "checks": [],
        "standards": [],
        "tables": [],
        "uncertainty": None,
        "decision": None,
        "traceability": None,
        "adjustment": None,
        "accreditation": None,
        "channels": [],
        "basis": {},
    }


def _measured(kind: Kind, job: Job, sheet: Worksheet) -> dict[str, Any]:
    definition, plan = _definition(job, sheet), json.loads(sheet.plan)
    readings = list(sheet.readings.all())
    found = list(sheet.results.all())
    cells = results.current(readings)
    standards = facts.standards(sheet.standards.all())
    return {
        "paper_record": None,
        "environment": conditions.environment(definition, cells),
        "checks": conditions.checks(definition, cells),
        "adjustment": conditions.adjustment(definition, plan, cells),
        "accreditation": _accreditation(plan),
        "channels": results.channels(plan, found),
        "standards": standards,
        "tables": results.tables(definition, plan, found, cells),
        "uncertainty": _uncertainty(found),
        "decision": _decision(kind, definition, job, found),
        "traceability": wording.TRACEABLE if standards else None,
        "basis": {
            "worksheet": sheet.pk,
            "started_at": _moment(sheet.started_at),
            "facts": _facts(sheet),
            "plan": plan,
            "readings": [_reading(one) for one in readings],
            "results": [result(one) for one in found],
            "standards": [facts.standard_values(use) for use in sheet.standards.all()],
            "files": [{"id": str(one.pk), "sha256": one.sha256} for one in sheet.attachments.all()],
        },
    }


def _accreditation(plan: dict[str, Any]) -> dict[str, Any] | None:
    """The accreditation that the work is under, or why it is under none although there is one."""
    scope = plan.get("scope") or {}
    if scope.get("accreditation"):
        return {"number": scope["accreditation"], "texts": []}
    if scope.get("outside"):
        return {"number": "", "texts": [dict(scope["outside"]), wording.NOT_ACCREDITED]}
    return None


def _uncertainty(found: list[Result]) -> dict[str, Any] | None:
    factors = results.factors(found)
    if not factors:
        return None
    used = results.rules(found)
    texts = [wording.expanded_with(factors)]
    degrees = results.effective_dof(found)
    texts += [
        said(COVERAGE_RULES[rule])
        for rule in sorted({rule for rule, _ in used})
        if rule in COVERAGE_RULES
    ]
    texts += [
        said(REASONS[reason]) for reason in sorted({reason for _, reason in used} & SAID_REASONS)
    ]
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
    rule = job.conformity or definition.get("decision_rule", "")
    words = _RULES.get(rule)
    deciding = results.deciding_of(found)
    verdicts = {row.verdict for row in deciding} & set(wording.VERDICTS)
    if words is None or not verdicts:
        return {"rule": None, "text": wording.NO_CONFORMITY}
    asked = bool(job.conformity) and kind not in (Kind.VERIFICATION, Kind.NOTICE)
    said_of = wording.CONFORMS if verdicts == {"pass"} else wording.CONFORMS_NOT
    text = decided_by(said(words), (json.loads(one.acceptance) for one in deciding))
    return {"rule": rule, "text": text} | ({"said": said_of} if asked else {})


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "cell": list(one.cell),
        "digits": one.digits,
        "as_typed": one.as_typed,
        "unit": one.unit,
        "taken_at": _moment(one.taken_at),
        "received_at": _moment(one.received_at),
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


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
