"""A block has its members year by year; no unit is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Centre
from accounts.permissions import Role
from audit.models import Event
from common.errors import Conflict, DomainError, InvalidInput, Refused
from planning.models import Block, BlockMember, EnteredFigure
from planning.services.blocks import (
    MOVEMENTS,
    THEME,
    copy_members,
    make_block,
    remove_member,
    said_of_year,
    say_of_year,
    set_member,
)
from planning.services.entered import strike_figure
from tests.factories import blocks, people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def institute() -> Centre:
    return people.centre("VIEN")


@pytest.fixture
def units(institute: Centre) -> list[Centre]:
    return [people.centre(f"U{n}", parent=institute) for n in range(3)]


@pytest.fixture
def block(institute: Centre) -> Block:
    return blocks.block(institute)


@pytest.fixture
def who(institute: Centre) -> dict[str, Any]:
    return {"by": people.person(Role.MANAGER, institute), "at": NOW}


def members(block: Block, year: int = 2026) -> dict[str, str]:
    rows = BlockMember.objects.filter(block=block, year=year)
    return dict(rows.values_list("unit__code", "role"))


def faults(refusal: Any) -> list[tuple[str, str, str]]:
    return [(one.field, one.code, str(one.message)) for one in refusal.value.faults]


def test_members_have_roles_in_a_year(block: Block, units: list[Centre]) -> None:
    blocks.member(block, units[0], role="head")
    blocks.member(block, units[1], role="deputy")
    blocks.member(block, units[2])
    blocks.member(block, units[2], 2025)

    assert members(block) == {"U0": "head", "U1": "deputy", "U2": "member"}
    assert members(block, 2025) == {"U2": "member"}


def test_a_unit_in_two_blocks_of_a_year_is_refused_and_the_other_block_named(
    institute: Centre, block: Block, units: list[Centre]
) -> None:
    blocks.member(block, units[0])
    other = blocks.block(institute, "KHAC")

    with pytest.raises(InvalidInput) as refused:
        blocks.member(other, units[0])

    assert faults(refused) == [
        ("unit", "in_another_block", "Trung tâm U0 đã ở khối “Khối VP” năm 2026.")
    ]
    assert members(other) == {}
    blocks.member(other, units[0], 2025)
    assert members(other, 2025) == {"U0": "member"}


def test_two_heads_are_refused(block: Block, units: list[Centre]) -> None:
    blocks.member(block, units[0], role="head")

    with pytest.raises(InvalidInput) as refused:
        blocks.member(block, units[1], role="head")

    assert faults(refused) == [
        ("role", "two_heads",
         "Khối trưởng năm 2026 là Trung tâm U0. Hãy đổi vai trò của đơn vị đó trước.")
    ]  # fmt: skip
    blocks.member(block, units[0], role="deputy")
    blocks.member(block, units[1], role="head")
    assert members(block) == {"U0": "deputy", "U1": "head"}


@pytest.mark.parametrize("first_above", [True, False])
def test_a_unit_and_one_below_it_are_not_both_in_a_block(
    block: Block,
    units: list[Centre],
    first_above: bool,  # noqa: FBT001
) -> None:
    pair = [units[0], people.centre("DUOI", parent=units[0])]
    one, other = pair if first_above else reversed(pair)
    blocks.member(block, one)

    with pytest.raises(InvalidInput) as refused:
        blocks.member(block, other)

    assert faults(refused) == [
        ("unit", "counted_twice",
         "Trung tâm DUOI nằm dưới Trung tâm U0: số liệu sẽ bị tính hai lần trong khối.")
    ]  # fmt: skip


def test_last_years_members_are_copied_with_their_roles(
    block: Block, units: list[Centre], who: dict[str, Any]
) -> None:
    blocks.member(block, units[0], 2025, "head")
    blocks.member(block, units[1], 2025)

    copy_members(block_id=block.pk, from_year=2025, to_year=2026, **who)

    assert members(block) == {"U0": "head", "U1": "member"}
    with pytest.raises(Conflict):
        copy_members(block_id=block.pk, from_year=2025, to_year=2026, **who)
    with pytest.raises(Refused):
        copy_members(block_id=block.pk, from_year=2020, to_year=2027, **who)


def test_a_copy_names_every_unit_that_is_elsewhere_by_now_and_copies_none(
    institute: Centre, block: Block, units: list[Centre], who: dict[str, Any]
) -> None:
    other = blocks.block(institute, "KHAC")
    for unit in units:
        blocks.member(block, unit, 2025)
    blocks.member(other, units[0])
    blocks.member(other, units[2])

    with pytest.raises(InvalidInput) as refused:
        copy_members(block_id=block.pk, from_year=2025, to_year=2026, **who)

    assert [message for _field, _code, message in faults(refused)] == [
        "Trung tâm U0 đã ở khối “Khối KHAC” năm 2026.",
        "Trung tâm U2 đã ở khối “Khối KHAC” năm 2026.",
    ]
    assert members(block) == {}


def test_a_unit_leaves_with_a_reason(
    block: Block, units: list[Centre], who: dict[str, Any]
) -> None:
    blocks.member(block, units[0])
    said: dict[str, Any] = {"block_id": block.pk, "year": 2026, "unit": units[0], **who}

    with pytest.raises(InvalidInput):
        remove_member(why=" ", **said)
    remove_member(why="Ghi nhầm", **said)

    assert members(block) == {}
    event = Event.objects.get(verb="block.leave")
    assert (event.why, event.changes) == (
        "Ghi nhầm", '{"U0":["member",null],"year":[null,"2026"]}'
    )  # fmt: skip
    with pytest.raises(Refused):
        remove_member(why="Ghi nhầm", **said)


def test_theme_and_movements_are_said_and_said_anew(block: Block, who: dict[str, Any]) -> None:
    said: dict[str, Any] = {"block_id": block.pk, "year": 2026, **who}
    say_of_year(what=THEME, words="Kỷ cương, kết nối", **said)
    say_of_year(what=MOVEMENTS, words="Một\nHai", **said)
    say_of_year(what=THEME, words="Kỷ cương, kết nối, đổi mới", **said)
    say_of_year(what=THEME, words="Kỷ cương, kết nối, đổi mới", **said)

    found = {what: row.words for what, row in said_of_year(block, 2026).items()}
    assert found == {THEME: "Kỷ cương, kết nối, đổi mới", MOVEMENTS: "Một\nHai"}
    assert EnteredFigure.objects.filter(indicator=THEME).count() == 2
    with pytest.raises(InvalidInput):
        say_of_year(what=THEME, words="  ", **said)


def test_what_was_said_before_a_struck_theme_holds_again_and_more_may_be_said(
    block: Block, who: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"block_id": block.pk, "year": 2026, "what": THEME, **who}
    say_of_year(words="Một", **said)
    wrong = say_of_year(words="Nhầm", **said)

    strike_figure(figure_id=wrong.pk, why="Của khối khác", **who)
    assert said_of_year(block, 2026)[THEME].words == "Một"
    third = say_of_year(words="Ba", **said)

    assert third.follows == wrong
    assert said_of_year(block, 2026)[THEME].words == "Ba"


def test_a_theme_that_was_the_only_one_is_struck_and_said_anew(
    block: Block, who: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"block_id": block.pk, "year": 2026, "what": THEME, **who}
    strike_figure(figure_id=say_of_year(words="Nhầm", **said).pk, why="Nhầm", **who)

    say_of_year(words="Đúng", **said)

    assert said_of_year(block, 2026)[THEME].words == "Đúng"


def test_two_blocks_of_one_unit_have_two_themes(
    institute: Centre, block: Block, who: dict[str, Any]
) -> None:
    other = blocks.block(institute, "KHAC")

    say_of_year(block_id=block.pk, year=2026, what=THEME, words="Một", **who)
    say_of_year(block_id=other.pk, year=2026, what=THEME, words="Hai", **who)

    assert [said_of_year(one, 2026)[THEME].words for one in (block, other)] == ["Một", "Hai"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"code": "có dấu"}, "bad_code"), ({"code": ""}, "bad_code"), ({"name": " "}, "blank")],
)
def test_a_bad_block_is_refused(
    institute: Centre, who: dict[str, Any], change: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_block(**{"centre": institute, "code": "K1", "name": "Khối", **change, **who})

    assert [one.code for one in refused.value.faults] == [code]


def test_a_code_is_taken_once(institute: Centre, block: Block, who: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        make_block(centre=institute, code=block.code, name="Khối khác", **who)


@pytest.mark.parametrize("year", [0, 1949, 2200, 10**12])
def test_a_year_that_is_none_is_refused(block: Block, units: list[Centre], year: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        blocks.member(block, units[0], year)

    assert refused.value.faults[0].code == "bad_year"


@pytest.mark.django_db(transaction=True)
def test_two_blocks_that_take_one_unit_at_once_get_it_once() -> None:
    top = people.centre("VIEN")
    unit, by = people.centre("U", parent=top), people.person(Role.MANAGER, top)
    pair = [blocks.block(top, code, by=by) for code in ("A", "B")]
    ready = Barrier(2)

    def take(block: Block) -> str:
        ready.wait(10)
        try:
            set_member(block_id=block.pk, year=2026, unit=unit, role="head", by=by, at=NOW)
        except DomainError as refusal:
            return refusal.faults[0].code
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        got = sorted(pool.map(take, pair))

    assert got == ["in", "in_another_block"]


# Doors


def test_the_pages_lead_from_a_new_block_to_its_members(
    institute: Centre, units: list[Centre]
) -> None:
    browser = people.page(people.person(Role.MANAGER, institute))
    made = browser.post(
        "/blocks/new/", {"code": "VP", "name": "Khối Văn phòng", "centre": institute.pk}
    )
    block = Block.objects.get()
    here = f"/blocks/{block.pk}/"
    assert made["Location"] == here

    browser.post(f"{here}?year=2025", {"unit": units[0].pk, "role": "head"})
    browser.post(f"{here}copy/?year=2026")
    browser.post(f"{here}words/?year=2026", {"theme": "Kỷ cương", "movements": "Một\nHai"})
    shown = browser.get(f"{here}?year=2026").content.decode()

    assert members(block) == {"U0": "head"}
    for text in ("Trung tâm U0", "khối trưởng", "Kỷ cương", "1 đơn vị"):
        assert text in shown
    emptied = browser.post(f"{here}words/?year=2026", {"theme": "Khác", "movements": ""})
    assert emptied.status_code == 400
    assert "Để trống không bỏ được" in emptied.content.decode()
    assert said_of_year(block, 2026)[THEME].words == "Kỷ cương"
    browser.post(f"{here}leave/?year=2026", {"unit": units[0].pk, "why": "Ghi nhầm"})
    assert members(block) == {}


def test_what_is_refused_stands_on_the_page(
    institute: Centre, block: Block, units: list[Centre]
) -> None:
    blocks.member(blocks.block(institute, "KHAC"), units[0])
    browser = people.page(people.person(Role.MANAGER, institute))

    answer = browser.post(f"/blocks/{block.pk}/?year=2026", {"unit": units[0].pk, "role": "head"})

    assert answer.status_code == 400
    assert "đã ở khối “Khối KHAC” năm 2026" in answer.content.decode()


def test_the_api_keeps_a_block(institute: Centre, units: list[Centre]) -> None:
    client = people.api(people.person(Role.MANAGER, institute))
    made = client.post(
        "/api/v1/blocks/", {"centre": "VIEN", "code": "VP", "name": "Khối VP"}, format="json"
    )
    here = f"/api/v1/blocks/{made.data['id']}/"

    client.post(f"{here}members/", {"year": 2025, "unit": "U0", "role": "head"}, format="json")
    client.post(f"{here}copy/", {"from_year": 2025, "to_year": 2026}, format="json")
    client.post(
        f"{here}words/", {"year": 2026, "what": "block_theme", "words": "Kỷ cương"}, format="json"
    )
    found = client.get(f"{here}?year=2026").json()

    assert {name: found[name] for name in ("code", "centre", "year", "theme", "movements")} == {
        "code": "VP", "centre": "VIEN", "year": 2026, "theme": "Kỷ cương", "movements": "",
    }  # fmt: skip
    assert [(one["unit"], one["role"]) for one in found["members"]] == [("U0", "head")]
    assert client.get(f"{here}?year=x").status_code == 400


def test_units_of_strangers_are_not_put_into_a_block(institute: Centre, block: Block) -> None:
    people.centre("LA")
    client = people.api(people.person(Role.MANAGER, institute))

    answer = client.post(
        f"/api/v1/blocks/{block.pk}/members/",
        {"year": 2026, "unit": "LA", "role": "member"},
        format="json",
    )

    assert answer.status_code == 404
