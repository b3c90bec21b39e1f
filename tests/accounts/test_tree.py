"""The tree of centres has no circle, and what is below a unit moves with it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import LONGEST_PATH, Centre
from accounts.tree import add_centre, move_centre
from audit.models import Event
from common.errors import Conflict, DomainError, InvalidInput
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"by": None, "at": NOW}


@pytest.fixture
def line() -> list[Centre]:
    """VIEN above TT above PHONG, and another top KHAC."""
    top = people.centre("VIEN")
    middle = people.centre("TT", parent=top)
    return [top, middle, people.centre("PHONG", parent=middle), people.centre("KHAC")]


def paths() -> dict[str, str]:
    return dict(Centre.objects.values_list("code", "path"))


def test_the_units_below_move_with_a_unit(line: list[Centre]) -> None:
    _top, middle, _room, other = line

    move_centre(centre_id=middle.pk, parent_id=other.pk, **WHO)

    assert paths() == {
        "VIEN": "/VIEN/", "KHAC": "/KHAC/", "TT": "/KHAC/TT/", "PHONG": "/KHAC/TT/PHONG/",
    }  # fmt: skip
    event = Event.objects.get()
    assert (event.chain, event.verb) == ("TT", "centre.move")
    assert event.changes == '{"parent":["VIEN","KHAC"],"path":["/VIEN/TT/","/KHAC/TT/"]}'


def test_a_unit_moves_to_the_top(line: list[Centre]) -> None:
    move_centre(centre_id=line[1].pk, parent_id=None, **WHO)

    assert paths() == {
        "VIEN": "/VIEN/", "KHAC": "/KHAC/", "TT": "/TT/", "PHONG": "/TT/PHONG/",
    }  # fmt: skip


@pytest.mark.parametrize("below", [0, 1, 2])
def test_a_circle_is_refused_in_words(line: list[Centre], below: int) -> None:
    before = paths()

    with pytest.raises(InvalidInput) as refused:
        move_centre(centre_id=line[0].pk, parent_id=line[below].pk, **WHO)

    (fault,) = refused.value.faults
    assert (fault.field, fault.code, fault.found) == ("parent", "circular_tree", line[below].code)
    assert str(fault.message) == (
        f"{line[below].name_vi} nằm dưới Trung tâm VIEN, nên không thể là cấp trên của nó."
    )
    assert paths() == before
    assert not Event.objects.exists()


def test_saving_a_circle_is_refused_too(line: list[Centre]) -> None:
    top = Centre.objects.get(code="VIEN")
    top.parent = Centre.objects.get(code="PHONG")

    with pytest.raises(InvalidInput):
        top.save()


@pytest.mark.parametrize("below", [0, 1, 2])
def test_the_database_refuses_a_circle(line: list[Centre], below: int) -> None:
    with pytest.raises(DatabaseError, match="below itself"), transaction.atomic():
        Centre.objects.filter(code="VIEN").update(parent=line[below])

    assert Centre.objects.get(code="VIEN").parent is None


def test_a_code_that_begins_like_another_is_another_unit(line: list[Centre]) -> None:
    longer = people.centre("VIEN2")

    move_centre(centre_id=line[0].pk, parent_id=longer.pk, **WHO)

    assert paths()["PHONG"] == "/VIEN2/VIEN/TT/PHONG/"


def test_a_tree_that_grows_too_deep_is_refused(line: list[Centre]) -> None:
    deep = people.centre("A" * 20)
    while len(deep.path) < LONGEST_PATH - 20:
        deep = people.centre(f"{len(deep.path):020}", parent=deep)

    with pytest.raises(InvalidInput) as refused:
        move_centre(centre_id=line[0].pk, parent_id=deep.pk, **WHO)

    assert refused.value.faults[0].code == "too_deep"


def test_a_unit_is_added_once(line: list[Centre]) -> None:
    made = add_centre(code="MOI", name_vi="Đơn vị mới", parent=line[2], **WHO)

    assert made.path == "/VIEN/TT/PHONG/MOI/"
    with pytest.raises(Conflict):
        add_centre(code="MOI", name_vi="Đơn vị mới", parent=None, **WHO)
    with pytest.raises(InvalidInput):
        add_centre(code="có dấu", name_vi="Đơn vị mới", parent=None, **WHO)


def test_the_command_adds_and_moves(line: list[Centre]) -> None:
    call_command("centre", "add", "MOI", "--name", "Đơn vị mới", "--under", "TT")
    call_command("centre", "move", "TT", "--under", "KHAC")

    assert paths()["MOI"] == "/KHAC/TT/MOI/"
    with pytest.raises(CommandError, match="không thể là cấp trên"):
        call_command("centre", "move", "KHAC", "--under", "MOI")


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle() -> None:
    one, other = people.centre("A"), people.centre("B")
    ready = Barrier(2)

    def move(centre: Centre, under: Centre) -> str:
        ready.wait(10)
        try:
            return move_centre(centre_id=centre.pk, parent_id=under.pk, **WHO).path
        except DomainError as refusal:
            return refusal.faults[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(move, (one, other), (other, one)))

    assert sorted(got) in (["/A/B/", "circular_tree"], ["/B/A/", "circular_tree"])


def test_a_unit_is_added_below_where_its_parent_is_now(line: list[Centre]) -> None:
    """Whoever adds has looked the parent up before somebody moved it."""
    _top, middle, _room, other = line
    seen = Centre.objects.get(pk=middle.pk)
    move_centre(centre_id=middle.pk, parent_id=other.pk, **WHO)

    made = add_centre(code="MOI", name_vi="Đơn vị mới", parent=seen, **WHO)

    assert Centre.objects.get(pk=made.pk).path == "/KHAC/TT/MOI/"


@pytest.mark.parametrize("names", [{"name_vi": "x" * 201}, {"name_vi": "x", "name_en": "x" * 201}])
def test_a_name_longer_than_its_column_is_told(names: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_centre(code="MOI", parent=None, **names, **WHO)

    assert [fault.code for fault in refused.value.faults] == ["too_long"]
    assert not Centre.objects.exists()
