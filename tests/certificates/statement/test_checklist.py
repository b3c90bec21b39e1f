"""A certificate says what each clause asks for, or is not issued: one claim for each field."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from accounts.models import Customer
from audit.models import Event
from calibration.models import Job
from calibration.services import agree_interval
from calibration.states import Service
from certificates import statement
from certificates.models import Certificate, Counter, Statement
from certificates.services import approve_and_issue
from certificates.statement import checklist, facts, wording
from certificates.states import Kind
from common.errors import InvalidInput
from instruments.models import Instrument
from tests.factories import certificates as made
from tests.factories import people

Said = dict[str, Any]


def said_of(bench: made.Bench, job: Job) -> Said:
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    return statement.read(certificate.statement)


JOBS: dict[str, Callable[[made.Bench], Job]] = {
    "verification": made.gauge_job,
    "calibration": lambda bench: made.gauge_job(bench, service=Service.CALIBRATION),
    "testing": made.sample_job,
    "notice": lambda bench: made.gauge_job(bench, passes=False),
}


def blank(*paths: str) -> Callable[[Said], None]:
    """Take fields away: "customer.address"."""

    def deed(said: Said) -> None:
        for path in paths:
            *above, last = path.split(".")
            part = said
            for name in above:
                part = part[name]
            part[last] = None

    return deed


def without(note: dict[str, str]) -> Callable[[Said], None]:
    return lambda said: said["notes"].remove(note)


def rows(name: str, value: Any) -> Callable[[Said], None]:
    def deed(said: Said) -> None:
        for table in said["tables"]:
            for row in table["rows"]:
                row["measured"][name] = value

    return deed


def a_number_to_be_found(said: Said) -> None:
    said["method"]["number"] = "ĐLVN cho nhiệt kế (số hiệu cần kiểm tra)"


def a_standard_of_nowhere(said: Said) -> None:
    said["standards"][0]["traceable_to"] = " "


def interval_of_nobody(said: Said) -> None:
    said["interval"] = {"on": "2027-11-20", "months": 12, "agreed": ""}


def judged_by_nothing(said: Said) -> None:
    rows("verdict", "pass")(said)
    said["decision"] = {"rule": None, "text": wording.NO_CONFORMITY}


def promised_and_not_judged(said: Said) -> None:
    said["decision"] = {"rule": None, "text": wording.NO_CONFORMITY, "agreed": "simple"}


def amended_without_a_change(said: Said) -> None:
    said["replaces"] = {
        "number": "V26.00001", "reason": "Ghi sai", "issued_on": "2026-11-20", "changes": [],
    }  # fmt: skip


# (kind, what is taken away, the field that is named, a part of the clause)
CLAUSES: list[tuple[str, Callable[[Said], None], str, str]] = [
    ("verification", blank("title.vi"), "title", "7.8.2.1 a"),
    ("calibration", blank("centre.address.vi"), "centre.address", "7.8.2.1 b"),
    ("testing", blank("centre.name.vi"), "centre.address", "7.8.2.1 b"),
    ("verification", blank("place.where"), "place", "7.8.2.1 c"),
    ("calibration", blank("number"), "number", "7.8.2.1 d"),
    ("notice", blank("public_id"), "number", "7.8.2.1 d"),
    ("testing", blank("customer.name"), "customer", "7.8.2.1 e"),
    ("calibration", blank("customer.address", "customer.email"), "customer", "7.8.2.1 e"),
    ("calibration", blank("method.number"), "method.number", "7.8.2.1 f"),
    ("calibration", a_number_to_be_found, "method.number", "7.8.2.1 f"),
    ("testing", blank("method"), "method.number", "7.8.2.1 f"),
    ("testing", blank("sample"), "instrument.name", "7.8.2.1 g"),
    ("calibration", blank("instrument.name.vi"), "instrument.name", "7.8.2.1 g"),
    ("verification", blank("instrument.serial"), "instrument.serial", "7.8.2.1 g"),
    ("calibration", blank("dates.performed"), "dates.performed", "7.8.2.1 i"),
    ("calibration", blank("dates.issued"), "dates.issued", "7.8.2.1 j"),
    ("calibration", without(wording.ONLY_THIS_ITEM), "notes", "7.8.2.1 l"),
    ("testing", blank("tables"), "tables", "7.8.2.1 m"),
    ("testing", rows("unit", ""), "tables", "7.8.2.1 m"),
    ("verification", blank("signatures.approver.name"), "signatures.approver", "7.8.2.1 o"),
    ("calibration", without(wording.SUPPLIED), "notes", "7.8.2.2"),
    ("testing", without(wording.AS_RECEIVED), "notes", "7.8.5"),
    ("calibration", rows("U", ""), "tables.U", "7.8.4.1 a"),
    ("calibration", rows("k", ""), "tables.U", "7.8.4.1 a"),
    ("calibration", rows("p", ""), "tables.U", "7.8.4.1 a"),
    ("calibration", rows("error_unit", ""), "tables.U", "7.8.4.1 a"),
    ("calibration", blank("environment"), "environment", "7.8.4.1 b"),
    ("calibration", blank("standards"), "standards", "7.8.4.1 c"),
    ("calibration", blank("traceability"), "standards", "7.8.4.1 c"),
    ("calibration", a_standard_of_nowhere, "standards", "7.8.4.1 c"),
    ("verification", blank("decision.rule"), "decision", "7.8.6.2"),
    ("testing", judged_by_nothing, "decision", "7.8.6.2"),
    ("calibration", promised_and_not_judged, "decision.agreed", "7.8.6"),
    ("testing", promised_and_not_judged, "decision.agreed", "7.8.6"),
    ("calibration", interval_of_nobody, "interval", "7.8.4.3"),
    ("calibration", lambda said: said["valid_until"].update(on="2027-11-20"), "interval", "7.8.4.3"),
    ("verification", amended_without_a_change, "replaces", "7.8.8"),
    ("verification", blank("instrument.maker"), "instrument.maker", "TT 24/2013"),
    ("calibration", blank("instrument.country"), "instrument.maker", "TT 24/2013"),
    ("verification", blank("instrument.characteristics"), "instrument.characteristics",
     "TT 24/2013"),
    ("verification", blank("regime"), "regime", "TT 24/2013"),
    ("notice", blank("conclusion.text.vi"), "conclusion", "TT 24/2013"),
    ("verification", blank("valid_until.rule.vi"), "valid_until", "TT 24/2013"),
    ("verification", blank("signatures.performer.name"), "signatures.performer", "TT 24/2013"),
    ("verification", blank("signatures.performer.card"), "signatures.performer.card", "Điều 29"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(JOBS))
def test_a_whole_statement_serves_every_clause_that_its_kind_needs(
    bench: made.Bench, kind: str
) -> None:
    said = said_of(bench, JOBS[kind](bench))

    assert said["kind"] == kind
    assert checklist.missing(said) == []
    needed = [item.key for item in checklist.of(said) if item.needed(said)]
    assert set(needed) <= {one["key"] for one in said["checklist"]}
    assert said["checklist"] == checklist.served(said)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "taken", "field", "clause"), CLAUSES)
def test_a_field_that_is_missing_is_refused_by_its_clause(
    bench: made.Bench, kind: str, taken: Callable[[Said], None], field: str, clause: str
) -> None:
    said = deepcopy(said_of(bench, JOBS[kind](bench)))
    taken(said)

    with pytest.raises(InvalidInput) as refused:
        checklist.insist(said)

    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == (field, "clause_missing")
    assert clause in fault.allowed
    assert fault.allowed in str(fault.message)


def test_every_needed_item_has_such_a_claim() -> None:
    claimed = {(field, clause) for _kind, _deed, field, clause in CLAUSES}
    for item in checklist.ITEMS:
        if item.needed is checklist._never:
            continue
        assert any(field == item.field and clause in item.clause for field, clause in claimed), item


@pytest.mark.django_db
def test_a_refused_issue_writes_nothing_takes_no_number_and_tells_all(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    Customer.objects.update(address="")
    Instrument.objects.update(maker="")
    events = Event.objects.count()

    with pytest.raises(InvalidInput) as refused:
        approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    assert {fault.field for fault in refused.value.faults} == {"customer", "instrument.maker"}
    job.refresh_from_db()
    assert job.state == "measured"
    assert (Certificate.objects.count(), Statement.objects.count()) == (0, 0)
    assert Counter.objects.filter(last__gt=0).count() == 0
    assert Event.objects.count() == events


def test_a_factor_without_a_probability_is_stated_where_the_words_tell_why() -> None:
    """Correlated inputs leave ν_eff undefined: k = 2, no p, and a sentence that says so."""
    row = {"U": "0.05", "k": "2", "p": "", "error_unit": "bar"}
    said: Said = {"kind": "calibration", "tables": [{"rows": [{"measured": row}]}]}

    assert not checklist.BY_KEY["uncertainty"].there(said)
    said["uncertainty"] = {"rules": [["k2", "fixed_no_dof"]]}
    assert checklist.BY_KEY["uncertainty"].there(said)


@pytest.mark.django_db
def test_the_reader_is_told_in_their_language(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    Customer.objects.update(address="")
    Instrument.objects.update(country="")
    url = f"/api/v1/jobs/{job.pk}/approve/"

    told = {
        language: people.api(bench.approver, language).post(url, {}).json()["faults"]
        for language in ("vi", "en")
    }

    assert told["vi"][0]["message"].startswith("Thiếu tên và địa chỉ")
    assert told["en"][0]["message"].startswith("Missing: the name and address")
    assert told["vi"][1]["allowed"] == "TT 24/2013/TT-BKHCN, Điều 41"
    assert told["en"][1]["allowed"] == "Circular 24/2013/TT-BKHCN, Article 41"
    assert "(Circular 24/2013/TT-BKHCN, Article 41)" in told["en"][1]["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("job", [made.paper_job, made.sample_job])
def test_paper_work_without_results_is_not_issued(
    bench: made.Bench, job: Callable[..., Job]
) -> None:
    waiting = job(bench, keyed=False)

    with pytest.raises(InvalidInput) as refused:
        approve_and_issue(job_id=waiting.pk, by=bench.approver, at=people.NOW)

    assert "tables" in {fault.field for fault in refused.value.faults}
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_calibration_states_an_interval_only_where_it_was_agreed(bench: made.Bench) -> None:
    plain = said_of(bench, made.gauge_job(bench, service=Service.CALIBRATION))
    thing = made.gauge(bench, "AK-2")
    job = made.gauge_job(bench, service=Service.CALIBRATION, thing=thing)
    agree_interval(job_id=job.pk, months=12, agreed="YC-31", by=bench.technician, at=people.NOW)

    agreed = said_of(bench, job)

    assert plain["interval"] is None
    assert agreed["interval"] == {"on": "2027-11-20", "months": 12, "agreed": "YC-31"}
    assert agreed["valid_until"]["on"] is None


@pytest.mark.django_db
def test_paper_results_are_one_table_with_the_digits_of_the_paper(bench: made.Bench) -> None:
    said = said_of(bench, made.paper_job(bench))

    (table,) = said["tables"]
    assert (table["key"], table["unit"]) == ("paper", "bar")
    assert [column["key"] for column in table["columns"]] == [
        "reference", "indication", "error", "U",
    ]  # fmt: skip
    assert {column["unit"] for column in table["columns"]} == {"bar"}
    assert table["rows"][1] == {
        "row": 1,
        "cells": {"_unit": "bar", "reference": "5.00", "indication": "5.05", "error": "0.05",
                  "U": "0.05", "k": "2"},
        "measured": {
            "unit": "bar", "error_unit": "bar", "reference": "5.00", "error": "0.05",
            "indication": "5.05", "U": "0.05", "k": "2", "p": "0.95", "distribution": "normal",
            "dof": "", "limit": None, "acceptance": None, "verdict": "", "in_scope": None,
            "standards": ["P-01"], "no_U": None,
        },
    }  # fmt: skip
    assert said["method"]["number"] == "ĐLVN 76:2001"
    assert [one["code"] for one in said["standards"]] == ["P-01"]
    assert [(one["key"], one["digits"]) for one in said["environment"]] == [
        ("temperature", ["21.5", "22.1"]), ("humidity", ["63"]),
    ]  # fmt: skip
    assert "k = 2." in said["uncertainty"]["texts"][0]["vi"]
    assert said["paper_record"]["text"]["vi"].startswith("Số liệu gốc")
    assert len(said["basis"]["paper"]) == 3


@pytest.mark.django_db
def test_a_test_states_words_beside_numbers(bench: made.Bench) -> None:
    said = said_of(bench, made.sample_job(bench))

    octane, copper = (row for row in said["tables"][0]["rows"])
    assert octane["cells"]["_point"] == {"vi": "Trị số octan (RON)", "en": "Trị số octan (RON)"}
    assert (octane["measured"]["indication"], octane["measured"]["U"]) == ("95.4", "0.7")
    assert copper["cells"]["indication"] == {"vi": "Loại 1a", "en": "Loại 1a"}
    assert copper["measured"]["no_U"] == wording.QUALITATIVE
    assert wording.AS_RECEIVED in said["notes"]


@pytest.mark.django_db
def test_whoever_is_inside_sees_the_clauses_and_the_client_does_not(bench: made.Bench) -> None:
    job = made.gauge_job(bench, service=Service.CALIBRATION)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    url = f"/certificates/{certificate.pk}/"

    inside = people.page(bench.technician).get(url).content.decode()
    client = people.page(people.client_of(bench.customer)).get(url).content.decode()

    assert "ISO/IEC 17025:2017, 7.8.4.1 a" in inside
    assert "7.8.4.1 a" not in client


def test_kinds_are_asked_for_what_is_theirs() -> None:
    asked = {kind: {item.key for item in checklist.ITEMS if kind in item.kinds} for kind in Kind}

    assert {"regime", "card", "validity"} <= asked[Kind.VERIFICATION]
    assert {"uncertainty", "conditions", "traceability", "interval"} <= asked[Kind.CALIBRATION]
    assert "uncertainty" not in asked[Kind.NOTICE]
    assert "as_received" in asked[Kind.TESTING]


@pytest.mark.django_db
@pytest.mark.parametrize("job", [made.gauge_job, made.paper_job])
def test_a_standard_that_is_traceable_to_nothing_takes_the_note_with_it(
    bench: made.Bench, job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = job(bench, service=Service.CALIBRATION)
    told = facts.standard
    monkeypatch.setattr(facts, "standard", lambda *of: told(*of) | {"traceable_to": ""})

    with pytest.raises(InvalidInput) as refused:
        approve_and_issue(job_id=waiting.pk, by=bench.approver, at=people.NOW)

    (fault,) = refused.value.faults
    assert (fault.field, fault.found) == ("standards", "P-01")
    assert "7.8.4.1 c" in fault.allowed


def test_the_note_of_traceability_is_there_only_when_it_is_true() -> None:
    si, nothing = {"traceable_to": "SI"}, {"traceable_to": ""}

    assert wording.traceable([si, si]) == wording.TRACEABLE
    assert wording.traceable([si, nothing]) is None
    assert wording.traceable([]) is None
