"""What a new proposal changes, and taking it without losing anybody's words."""

from hypothesis import given
from hypothesis import strategies as st

from reports.narrative.changes import Change, changes, paragraphs, settled, taken

BASE = "Một.\nHai.\nBa."


def test_a_changed_paragraph_is_one_change() -> None:
    assert changes(BASE, "Một.\nHai mới.\nBa.") == [Change(1, ("Hai.",), ("Hai mới.",))]


def test_what_is_taken_replaces_the_old_paragraph_and_nothing_else() -> None:
    mine = "Lời tôi.\nMột.\nHai.\nThêm của tôi."
    (change,) = changes(BASE, "Một.\nHai mới.\nBa.")

    assert taken(mine, BASE, change) == "Lời tôi.\nMột.\nHai mới.\nThêm của tôi."


def test_a_paragraph_that_the_person_rewrote_stays_and_the_new_one_comes_below_its_neighbour() -> (
    None
):
    mine = "Một.\nHai, theo lời tôi."
    (change,) = changes(BASE, "Một.\nHai mới.\nBa.")

    assert taken(mine, BASE, change) == "Một.\nHai mới.\nHai, theo lời tôi."


def test_an_added_and_a_removed_paragraph() -> None:
    (added,) = changes(BASE, f"{BASE}\nBốn.")
    assert taken("Một.\nBa.\nRiêng.", BASE, added) == "Một.\nBa.\nBốn.\nRiêng."

    (removed,) = changes(BASE, "Một.\nBa.")
    assert taken(f"{BASE}\nRiêng.", BASE, removed) == "Một.\nBa.\nRiêng."


LINES = st.lists(st.sampled_from("abcdefg"), max_size=8).map("\n".join)


@given(base=LINES, proposal=LINES)
def test_whoever_wrote_nothing_of_their_own_and_takes_everything_has_the_proposal(
    base: str, proposal: str
) -> None:
    seen = base
    for _step in range(30):
        found = changes(seen, proposal)
        if not found:
            break
        seen = settled(seen, found[0])

    assert changes(seen, proposal) == []
    assert paragraphs(seen) == paragraphs(proposal)


@given(base=LINES, proposal=LINES, own=st.lists(st.sampled_from("XYZ"), min_size=1, max_size=4))
def test_taking_never_loses_a_line_of_ones_own(base: str, proposal: str, own: list[str]) -> None:
    text = "\n".join([*own, *paragraphs(base)])
    for change in changes(base, proposal):
        after = paragraphs(taken(text, base, change))
        assert [line for line in after if line in "XYZ"] == own
