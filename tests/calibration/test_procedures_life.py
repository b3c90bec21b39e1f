"""Draft, approved, in force, retired: what each step asks for, and numbers nobody has checked."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from audit.models import Event
from audit.record import history
from calibration.confirming import marks_of, unconfirmed
from calibration.models import Confirmation, ProcedureVersion
from calibration.procedures.approval import is_placeholder
from calibration.services import (
    approve_procedure,
    begin_procedure,
    confirm,
    confirm_all,
    copy_procedure,
    draft_next,
    edit_draft,
    load_templates,
    put_in_force,
    retire,
)
from common.errors import Conflict, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
SOURCE = "ĐLVN 08:2011, 5.2"
PLACE = "tables.0.limit"


def draft(code: str = "pressure-gauge", service: str = "") -> tuple[ProcedureVersion, Any]:
    """A template just loaded, and a quality officer."""
    centre = people.centre()
    officer = people.user()
    loaded = load_templates(centre, officer, NOW, codes=[code])
    return next(one for one in loaded if service in ("", one.service)), officer


def changed(version: ProcedureVersion, **parts: Any) -> dict[str, Any]:
    return {**version.content, **parts}


@pytest.mark.parametrize(
    ("mark", "waiting"),
    [
        ("medium", [PLACE]),
        ("from memory, unsure", [PLACE]),
        ("own choice", [PLACE]),
        ({"vi": "theo trí nhớ", "en": "memory"}, [PLACE]),
        ("source", []),
        ("Source: ISO 3611, table 1", []),
        ("high", []),
        ({"vi": "nguồn: ISO 3611", "en": "ISO 3611"}, []),
        ("", []),
    ],
)
def test_a_mark_without_a_source_waits_for_a_confirmation(mark: Any, waiting: list[str]) -> None:
    data = {"tables": [{"limit": {"expr": "1", "confidence": mark}}]}

    assert [path for path, _found in unconfirmed(data)] == waiting


def test_every_mark_of_a_template_is_found_with_its_place() -> None:
    version, _officer = draft()

    assert [(mark.path, mark.mark, mark.confirmation) for mark in marks_of(version)] == [
        ("", "medium", None),
        ("environment.1", "theo trí nhớ, chưa chắc", None),
        ("tables.0.acceptance.2", "JJG 52; chưa đối chiếu ĐLVN 08", None),
        ("tables.0.uncertainty.1", "own choice", None),
    ]


def test_an_unconfirmed_number_stops_the_approval_and_each_confirmation_takes_one_away() -> None:
    version, officer = draft()

    with pytest.raises(Refused) as refused:
        approve_procedure(version_id=version.pk, by=officer, at=NOW)
    assert [(f.field, f.code) for f in refused.value.faults] == [
        ("", "unconfirmed"), ("environment.1", "unconfirmed"),
        ("tables.0.acceptance.2", "unconfirmed"), ("tables.0.uncertainty.1", "unconfirmed"),
    ]  # fmt: skip
    version.refresh_from_db()
    assert (version.state, version.approved_by, version.approved_at) == ("draft", None, None)

    for mark in marks_of(version):
        confirm(version_id=version.pk, path=mark.path, source=SOURCE, by=officer, at=NOW)
    approve_procedure(version_id=version.pk, by=officer, at=NOW)

    version.refresh_from_db()
    assert (version.state, version.approved_by, version.approved_at) == ("approved", officer, NOW)
    assert version.valid_from is None
    verbs = [event.verb for event in history(version)]
    assert verbs == ["procedure.load", *["procedure.confirm"] * 4, "procedure.approve"]


@pytest.mark.parametrize("code", ["weights", "thermometer"])
def test_a_number_that_only_holds_the_place_of_one_is_not_put_in_force(code: str) -> None:
    version, officer = draft(code, "verification")
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    act = {"version_id": version.pk, "by": officer, "at": NOW}

    with pytest.raises(Refused) as refused:
        put_in_force(valid_from=TODAY, **act)
    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == ("documents.verification", "placeholder")
    assert "số hiệu cần kiểm tra" in fault.found

    made.numbered(version, "QT-KĐ 05:2026", officer, NOW)
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    assert put_in_force(valid_from=TODAY, **act).number == "QT-KĐ 05:2026"


def test_an_approved_version_with_such_a_number_waits_too() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    ProcedureVersion.objects.filter(pk=version.pk).update(number="ĐLVN (từ trí nhớ)")
    approved = {"state": "approved", "approved_by": officer, "approved_at": NOW}
    ProcedureVersion.objects.filter(pk=version.pk).update(**approved)

    with pytest.raises(Refused) as refused:
        put_in_force(version_id=version.pk, valid_from=TODAY, by=officer, at=NOW)

    assert [fault.field for fault in refused.value.faults] == [f"documents.{version.service}"]


@pytest.mark.parametrize(
    "number",
    ["ĐLVN 08:2011", "ĐLVN 39:2019 (điện tử); ĐLVN 07:2012 (cảm ứng)", "QT-KĐ 05:2026",
     "Quy trình nội bộ theo OIML R 111-1:2004", "ISO 6789-2:2017"],
)  # fmt: skip
def test_numbers_of_documents_are_no_placeholders(number: str) -> None:
    assert not is_placeholder(number)


def test_what_was_edited_is_to_be_confirmed_again() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    data = json.loads(version.definition)
    data["environment"][1]["max"] = "75"

    edit_draft(version_id=version.pk, data=data, base=version.digest, by=officer, at=NOW)

    fresh = ProcedureVersion.objects.get(pk=version.pk)
    waiting = [mark.path for mark in marks_of(fresh) if mark.confirmation is None]
    assert waiting == ["", "environment.1"]


@pytest.mark.parametrize(
    ("path", "source", "code"),
    [
        ("environment.0", SOURCE, "unknown_name"),
        ("nowhere", SOURCE, "unknown_name"),
        ("environment.1", "  ", "blank"),
        ("environment.1", "x" * 301, "too_long"),
    ],
)
def test_a_confirmation_names_an_unconfirmed_place_and_a_source(
    path: str, source: str, code: str
) -> None:
    version, officer = draft()

    with pytest.raises(InvalidInput) as refused:
        confirm(version_id=version.pk, path=path, source=source, by=officer, at=NOW)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert Confirmation.objects.count() == 0


def test_confirming_twice_or_after_approval_is_refused() -> None:
    version, officer = draft()
    given = {"version_id": version.pk, "source": SOURCE, "by": officer, "at": NOW}
    confirm(path="environment.1", **given)
    with pytest.raises(Refused, match="đã được xác nhận"):
        confirm(path="environment.1", **given)
    confirm_all(**given)
    approve_procedure(version_id=version.pk, by=officer, at=NOW)

    with pytest.raises(Refused) as refused:
        confirm_all(**given)

    assert refused.value.code == "not_draft"
    assert Confirmation.objects.count() == 4


def test_confirmations_are_kept_by_the_database() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)

    for statement in (
        "UPDATE calibration_confirmation SET source = 'x'",
        "DELETE FROM calibration_confirmation",
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_all_marks_at_once_are_one_event_and_few_queries(django_assert_num_queries: Any) -> None:
    version, officer = draft("scale-platform")

    with django_assert_num_queries(9):
        confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)

    assert Event.objects.filter(verb="procedure.confirm").count() == 1
    assert all(mark.confirmation for mark in marks_of(version))


def test_loading_costs_the_same_for_one_template_and_for_all(
    django_assert_max_num_queries: Any,
) -> None:
    centre = people.centre()
    with django_assert_max_num_queries(14):
        load_templates(centre, None, NOW)


def test_an_approved_version_comes_into_force_later_and_keeps_who_approved_it() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    approve_procedure(version_id=version.pk, by=officer, at=NOW)
    other, later = people.user("Trần Văn Khác"), NOW + timedelta(days=3)

    put_in_force(version_id=version.pk, valid_from=TODAY, by=other, at=later)

    version.refresh_from_db()
    assert (version.state, version.valid_from) == ("in_force", TODAY)
    assert (version.approved_by, version.approved_at) == (officer, NOW)


def test_a_draft_is_approved_and_in_force_in_one_act() -> None:
    version, officer = draft()
    with pytest.raises(Refused) as refused:
        put_in_force(version_id=version.pk, valid_from=TODAY, by=officer, at=NOW)
    assert refused.value.code == "not_approvable"
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)

    put_in_force(version_id=version.pk, valid_from=TODAY, by=officer, at=NOW)

    version.refresh_from_db()
    assert (version.state, version.approved_by, version.approved_at) == ("in_force", officer, NOW)


def test_an_approved_version_never_changes_and_may_be_given_up() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)
    approve_procedure(version_id=version.pk, by=officer, at=NOW)

    with pytest.raises(Refused):
        edit_draft(
            version_id=version.pk, data=version.content, base=version.digest, by=officer, at=NOW
        )
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE calibration_procedureversion SET definition = '{}' WHERE id = %s", [version.pk]
        )
    retire(version_id=version.pk, valid_to=TODAY, by=officer, at=NOW)

    version.refresh_from_db()
    assert (version.state, version.valid_from, version.valid_to) == ("retired", None, None)


def test_the_next_version_keeps_what_was_confirmed() -> None:
    lab = made.lab()
    second = draft_next(version_id=made.procedure(lab).pk, by=lab.quality, at=NOW)

    assert [mark.confirmation is not None for mark in marks_of(second)] == [True] * 4
    assert {row.source for row in second.confirmations.all()} == {made.UNCHECKED}


def test_the_second_of_two_writers_sees_that_the_first_was_there() -> None:
    version, officer = draft()
    other = people.user("Trần Văn Khác")
    base = version.digest
    mine = changed(version, coverage="t95")
    theirs = changed(version, coverage="automatic")
    edit_draft(version_id=version.pk, data=theirs, base=base, by=other, at=NOW)

    with pytest.raises(Conflict, match="Trần Văn Khác đã ghi") as refused:
        edit_draft(version_id=version.pk, data=mine, base=base, by=officer, at=NOW)

    assert refused.value.code == "edited"
    assert ProcedureVersion.objects.get(pk=version.pk).content["coverage"] == "automatic"


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"code": "another"}, "code"),
        ({"services": ["calibration"]}, "services"),
        ({"documents": {"verification": "x" * 61, "calibration": "y"}}, "documents.verification"),
        ({"tables": []}, "tables"),
        ({"unit": {"code": "furlong"}}, "unit.code"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_its_place(
    parts: dict[str, Any], field: str
) -> None:
    version, officer = draft()

    with pytest.raises(InvalidInput) as refused:
        edit_draft(
            version_id=version.pk, data=changed(version, **parts), base=version.digest,
            by=officer, at=NOW,
        )  # fmt: skip

    assert [fault.field for fault in refused.value.faults] == [field]
    assert ProcedureVersion.objects.get(pk=version.pk).digest == version.digest


def test_a_new_procedure_is_a_first_draft_and_its_code_is_taken_once() -> None:
    version, officer = draft()
    data = changed(version, code="my-gauge", title={"vi": "Áp kế của tôi", "en": "My gauge"})
    given = {"service": "verification", "by": officer, "at": NOW}

    mine = begin_procedure(centre=version.centre, data=data, **given)

    assert (mine.code, mine.version, mine.state) == ("my-gauge", 1, "draft")
    assert (mine.title_vi, mine.number, mine.edited_by) == (
        "Áp kế của tôi", "ĐLVN 08:2011", officer,
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        begin_procedure(centre=version.centre, data=data, **given)
    assert [(f.field, f.code) for f in refused.value.faults] == [("code", "taken")]


def test_a_copy_is_another_procedure_with_nothing_confirmed() -> None:
    version, officer = draft()
    confirm_all(version_id=version.pk, source=SOURCE, by=officer, at=NOW)

    copy = copy_procedure(
        version_id=version.pk, centre=version.centre, code="vacuum-gauge", service="testing",
        by=officer, at=NOW,
    )  # fmt: skip

    assert (copy.code, copy.service, copy.number) == ("vacuum-gauge", "testing", "ĐLVN 08:2011")
    assert [mark.confirmation for mark in marks_of(copy)] == [None] * 4
