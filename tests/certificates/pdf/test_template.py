"""What a centre may set of its papers: defaults, and each refusal with its field."""

from typing import Any

import pytest

from certificates.pdf import template
from certificates.states import Kind
from common.canonical import canonical
from common.errors import InvalidInput

PAIR = {"vi": "Giám đốc", "en": "Director"}


@pytest.mark.parametrize("kind", Kind.values)
def test_the_default_is_allowed_and_can_be_hashed(kind: str) -> None:
    content = template.default(kind)

    assert template.insist(content, kind) == content
    assert canonical(content)


def test_what_is_set_stands_and_the_rest_is_the_default() -> None:
    content = template.insist({"approver_label": PAIR, "accent": "#102030"}, "calibration")

    own = {"approver_label": PAIR, "accent": "#102030"}
    assert content == template.default("calibration") | own


def test_content_of_years_ago_is_completed_and_what_is_gone_is_left_out() -> None:
    content = template.completed({"gone": 1, "plots": False}, "testing")

    assert content == template.default("testing") | {"plots": False}


def test_pictures_are_named_by_their_digests_once() -> None:
    one, two = "a" * 64, "b" * 64

    assert template.pictures_of({"logo": one, "mark": two}) == [one, two]
    assert template.pictures_of({"logo": one, "mark": one}) == [one]
    assert template.pictures_of(template.default("calibration")) == []


def test_texts_are_tidied() -> None:
    decomposed = {"vi": "  Gia\u0301m đốc ", "en": " Director"}

    content = template.insist({"approver_label": decomposed}, "testing")

    assert content["approver_label"] == PAIR


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({"accent": "red"}, ("accent", "format", "red", "#rrggbb")),
        ({"accent": 7}, ("accent", "format", "7", "#rrggbb")),
        ({"accent": "#ffee00"}, ("accent", "contrast", "1.2", ">= 4.5")),
        ({"frame": "yes"}, ("frame", "type", "yes", "true, false")),
        ({"signature_room": 90}, ("signature_room", "range", "90", "14…40")),
        ({"signature_room": True}, ("signature_room", "range", "True", "14…40")),
        ({"signature_room": 20.5}, ("signature_room", "range", "20.5", "14…40")),
        ({"text_size": "30"}, ("text_size", "choice", "30", "9, 9.5, 10")),
        ({"logo": "logo.png"}, ("logo", "format", "logo.png", "SHA-256")),
        ({"heading": [PAIR] * 3}, ("heading", "too_many", "3", "2")),
        ({"heading": "A"}, ("heading", "too_many", "A", "2")),
        ({"notes": [{"vi": "", "en": ""}]}, ("notes.0.vi", "required", "", "")),
        ({"notes": [{"vi": "", "en": "A"}]}, ("notes.0.vi", "required", "", "")),
        ({"notes": [PAIR, {"vi": "x"}]},
         ("notes.1", "type", "{'vi': 'x'}", '{"vi": "…", "en": "…"}')),
        ({"footer": {"vi": 1, "en": ""}},
         ("footer", "type", "{'vi': 1, 'en': ''}", '{"vi": "…", "en": "…"}')),
        ({"footer": {"vi": "a" * 91, "en": ""}}, ("footer.vi", "too_long", "91", "90")),
        ({"footer": {"vi": "a 日本", "en": ""}}, ("footer.vi", "unprintable", "日本", "")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(content: dict[str, Any], fault: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        template.insist(content, "calibration")

    (found,) = refused.value.faults
    assert (found.field, found.code, found.found, found.allowed) == fault


def test_a_verification_has_no_mark_of_accreditation() -> None:
    with pytest.raises(InvalidInput) as refused:
        template.insist({"mark": ""}, "verification")

    (found,) = refused.value.faults
    assert (found.field, found.code, found.found) == ("mark", "unknown", "mark")


@pytest.mark.parametrize("content", [None, [], "x", 3])
def test_only_an_object_is_content(content: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        template.insist(content, "testing")

    assert [one.code for one in refused.value.faults] == ["type"]
