"""Versions: templates as drafts, one in force after the other, frozen in code and database."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction

from calibration.models import ProcedureVersion
from calibration.services import draft_next, load_templates, put_in_force, retire
from common.canonical import sha256
from common.errors import InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories import instruments, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_templates_are_drafts_and_loading_twice_is_once() -> None:
    centre = people.centre()
    instruments.kind("pressure-gauge")

    first = load_templates(centre, None, NOW, codes=made.TEMPLATES)
    again = load_templates(centre, None, NOW, codes=made.TEMPLATES)

    assert [(v.code, v.service, v.number, v.state) for v in first] == [
        ("pressure-gauge", "verification", "ĐLVN 08:2011", "draft"),
        ("pressure-gauge", "calibration", "ĐLVN 76:2001", "draft"),
        ("scale-platform", "verification", "ĐLVN 14:2009; ĐLVN 15:2009; ĐLVN 30:2019", "draft"),
    ]
    assert [v.pk for v in again] == [v.pk for v in first]
    assert ProcedureVersion.objects.count() == 3
    assert [each.code for each in first[0].types.all()] == ["pressure-gauge"]
    assert all(sha256(v.definition) == v.digest for v in first)


def second_version(first: ProcedureVersion) -> ProcedureVersion:
    """A draft after `first`, with what was confirmed there."""
    assert first.approved_by is not None
    return draft_next(version_id=first.pk, by=first.approved_by, at=NOW)


def test_a_new_version_ends_the_one_before() -> None:
    lab = made.lab()
    first = made.procedure(lab)
    second = second_version(first)

    put_in_force(version_id=second.pk, valid_from=TODAY, by=lab.quality, at=NOW)

    first.refresh_from_db()
    assert (first.state, first.valid_to) == ("in_force", TODAY - timedelta(days=1))
    rows = ProcedureVersion.objects.filter(code=first.code, service=first.service)
    assert [v.version for v in rows.in_force_on(TODAY)] == [2]
    assert [v.version for v in rows.in_force_on(TODAY - timedelta(days=1))] == [1]


def test_a_new_version_cannot_begin_before_the_old_one() -> None:
    lab = made.lab()
    second = second_version(made.procedure(lab))

    with pytest.raises(InvalidInput) as refused:
        put_in_force(version_id=second.pk, valid_from=made.FROM, by=lab.quality, at=NOW)

    assert refused.value.faults[0].code == "overlap"
    second.refresh_from_db()
    assert second.state == "draft"


def test_a_version_has_one_life() -> None:
    lab = made.lab()
    version = made.procedure(lab)
    retire(version_id=version.pk, valid_to=TODAY, by=lab.quality, at=NOW)

    with pytest.raises(Refused):
        put_in_force(version_id=version.pk, valid_from=TODAY, by=lab.quality, at=NOW)
    with pytest.raises(Refused):
        retire(version_id=version.pk, valid_to=TODAY, by=lab.quality, at=NOW)


def test_a_broken_definition_is_not_put_in_force() -> None:
    lab = made.lab()
    broken = second_version(made.procedure(lab))
    ProcedureVersion.objects.filter(pk=broken.pk).update(definition='{"schema":1}')

    with pytest.raises(InvalidInput):
        put_in_force(version_id=broken.pk, valid_from=TODAY, by=lab.quality, at=NOW)


def test_a_definition_that_is_not_its_digest_is_not_put_in_force() -> None:
    lab = made.lab()
    other = second_version(made.procedure(lab))
    ProcedureVersion.objects.filter(pk=other.pk).update(digest="0" * 64)

    with pytest.raises(Refused) as refused:
        put_in_force(version_id=other.pk, valid_from=TODAY, by=lab.quality, at=NOW)

    assert refused.value.code == "digest_mismatch"


def test_what_is_in_force_is_not_edited() -> None:
    lab = made.lab()
    version = made.procedure(lab)
    version.definition = version.definition.replace("1.6", "2.6")

    with pytest.raises(Refused) as refused:
        version.save()

    assert refused.value.code == "frozen"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE calibration_procedureversion SET definition = '{}' WHERE id = %s",
        "UPDATE calibration_procedureversion SET digest = 'x' WHERE id = %s",
        "UPDATE calibration_procedureversion SET number = 'x' WHERE id = %s",
        "UPDATE calibration_procedureversion SET state = 'draft' WHERE id = %s",
        "DELETE FROM calibration_procedureversion WHERE id = %s",
    ],
)
def test_the_database_keeps_what_is_in_force(statement: str) -> None:
    version = made.procedure(made.lab())

    with pytest.raises(Error, match="never changes"), transaction.atomic():
        connection.cursor().execute(statement, [version.pk])


def test_a_draft_may_change_and_its_dates_may_follow() -> None:
    lab = made.lab()
    version = made.procedure(lab)
    draft = second_version(version)
    draft.title_vi = "Áp kế kiểu lò xo (bản mới)"
    draft.save()
    ProcedureVersion.objects.filter(pk=version.pk).update(valid_to=date(2030, 1, 1))

    assert ProcedureVersion.objects.get(pk=version.pk).valid_to == date(2030, 1, 1)
