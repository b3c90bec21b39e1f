"""Logos and marks: what is taken, what is refused by name, kept once for each centre."""

import base64
import io
import zlib
from dataclasses import replace
from struct import pack
from typing import Any

import pytest

from accounts.permissions import Role
from audit.models import Event
from certificates.models import Picture
from certificates.papers import pictures, services
from certificates.papers.svg import ATTRIBUTES, cleaned
from certificates.states import Kind
from common.errors import DomainError, InvalidInput, TooLarge
from tests.factories import people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 20">'
DRAWN = f'{OPEN}<circle cx="10" cy="10" r="8" fill="#0b4f6c"/></svg>'.encode()


def png(width: int = 8, height: int = 6, *, claims: tuple[int, int] | None = None) -> bytes:
    """A grey PNG; with `claims`, one whose head says another size than it has."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = pack(">IIBBBBB", *(claims or (width, height)), 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (30, 20), "#0b4f6c").save(out, "JPEG")
    return out.getvalue()


def keep(data: bytes, centre: Any = None, name: str = "logo.png") -> Picture:
    centre = centre or people.centre()
    who = people.person(Role.QUALITY_OFFICER, centre)
    return pictures.keep(centre=centre, name=name, data=data, by=who, at=NOW)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(png(), "image/png"), (jpeg(), "image/jpeg"), (DRAWN, "image/svg+xml")],
    ids=["png", "jpeg", "svg"],
)
def test_a_picture_is_kept_and_found_by_its_digest(data: bytes, kind: str) -> None:
    row = keep(data)

    found = pictures.of(row.sha256)
    assert found is not None
    assert found[1] == row.media_type == kind
    assert base64.b64decode(row.data) == found[0]
    assert row.seal_key() in Event.objects.get(verb="picture.keep").seals
    assert pictures.of("0" * 64) is None


def test_the_same_picture_is_kept_once_for_a_centre() -> None:
    hue = people.centre("HUE")
    first = keep(DRAWN, hue, "a.svg")

    assert keep(DRAWN, hue, "b.svg") == first
    assert keep(DRAWN, people.centre("DN"), "c.svg") != first
    assert Event.objects.filter(chain="HUE").count() == 1


def test_a_unit_below_may_show_what_is_kept_above_and_not_what_is_beside() -> None:
    hue, beside = people.centre("HUE"), people.centre("DN")
    room = people.centre("HUE-DL", parent=hue)
    mine = keep(DRAWN, hue)
    keep(png(), beside)

    assert [row.sha256 for row in pictures.offered(room)] == [mine.sha256]
    for centre, codes in ((room, []), (beside, ["unknown_picture"])):
        found = services.faults({"logo": mine.sha256}, centre=centre, kind=Kind.VERIFICATION)
        assert [fault.code for fault in found] == codes


def test_a_copied_template_brings_its_pictures() -> None:
    hue, other = people.centre("HUE"), people.centre("DN")
    mine = keep(DRAWN, hue)
    said: dict[str, Any] = {"by": people.person(Role.QUALITY_OFFICER, hue), "at": NOW}
    here = said | {"centre": hue, "kind": Kind.TESTING}
    services.save_draft(content={"logo": mine.sha256}, **here)
    services.put_in_force(valid_from=people.TODAY, **here)

    services.draft_from(centre=other, kind=Kind.VERIFICATION, of=hue, of_kind=Kind.TESTING, **said)

    assert [row.sha256 for row in pictures.offered(other)] == [mine.sha256]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"GIF89a", "kind"),
        (png()[:40], "broken"),
        (png()[:12], "broken"),
        (jpeg()[:20], "broken"),
        (png(claims=(5000, 10)), "too_many_pixels"),
        (png(claims=(0, 10)), "broken"),
        (b"\xff\xd8\xff\xe0\x00\x00", "broken"),
        (b"<svg", "xml_malformed"),
        (b"<html><svg/></html>", "svg_not"),
        (b"<svg/>", "svg_not"),
        (DRAWN.replace(b' viewBox="0 0 20 20"', b""), "svg_no_size"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + DRAWN, "xml_entities"),
        (b'<!DOCTYPE svg SYSTEM "http://x.example/a.dtd">' + DRAWN, "xml_external_dtd"),
        ((OPEN + "<g/>" * 5001 + "</svg>").encode(), "svg_too_complex"),
    ],
)
def test_what_cannot_be_printed_is_told_apart(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        keep(data)

    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("file", code)]
    assert not Picture.objects.exists()


def test_a_picture_too_large_is_told_its_size() -> None:
    with pytest.raises(TooLarge, match="Hình 301 KB quá lớn: nhiều nhất 300 KB"):
        keep(png() + bytes(301 * 1024 - len(png())))


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script>alert(1)</script>", "svg_element"),
        ("<foreignObject/>", "svg_element"),
        ("<text>Huế</text>", "svg_element"),
        ('<image href="data:image/png;base64,AA"/>', "svg_element"),
        ('<use href="#a"/>', "svg_element"),
        ('<animate attributeName="x"/>', "svg_element"),
        ('<a href="http://x.example"><rect/></a>', "svg_element"),
        ('<rect onclick="alert(1)"/>', "svg_script"),
        ('<rect OnLoad="alert(1)"/>', "svg_script"),
        ('<linearGradient xlink:href="http://x.example/g"/>', "svg_outside"),
        ('<linearGradient href="javascript:x"/>', "svg_outside"),
        ('<rect fill="url(http://x.example/g)"/>', "svg_outside"),
        ('<rect style="fill: URL( //x.example/g )"/>', "svg_outside"),
        ("<style>@import 'http://x.example/a.css';</style>", "svg_outside"),
        (r"<style>.a{fill:\75rl(http://x.example)}</style>", "svg_outside"),
        ("<style>.a{width:expression (1)}</style>", "svg_outside"),
    ],
)
def test_a_drawing_that_does_something_is_refused_by_name(inside: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cleaned(f"{OPEN}{inside}</svg>".encode())

    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_drawing_is_written_anew_without_what_programs_note() -> None:
    made = cleaned(
        f"""<?xml version="1.0"?><?xml-stylesheet href="http://x.example/a.css"?><!-- tôi -->
        {OPEN}<title>x</title><metadata><b xmlns="urn:b">x</b></metadata>
        <i xmlns="http://www.inkscape.org/namespaces/inkscape"/>
        <defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient>
        <linearGradient id="b" xlink:href="#a"/></defs><style>.k {{fill: url(#b)}}</style>
        <path class="k" data-x="1" xml:space="preserve" d="M0 0h9"/></svg>""".encode()
    ).decode()

    for gone in ("tôi", "http://x", "title", "metadata", "inkscape", "data-x", "xml:space", "<?"):
        assert gone not in made
    for stays in ('href="#a"', ".k {fill: url(#b)}", 'd="M0 0h9"', "stop-color"):
        assert stays in made
    assert cleaned(made.encode()).decode() == made


def test_no_attribute_that_is_copied_can_act() -> None:
    assert not [name for name in ATTRIBUTES if name.startswith("on") or "href" in name]


def _clips(depth: int) -> bytes:
    """Four clips within each clip: as many as 4 to the power of the depth to draw."""
    inner = "".join(
        f'<clipPath id="c{at}">' + f'<rect width="9" height="9" clip-path="url(#c{at + 1})"/>' * 4
        + "</clipPath>"
        for at in range(depth)
    )  # fmt: skip
    return f'{OPEN}<defs>{inner}</defs><rect width="9" height="9" clip-path="url(#c0)"/></svg>'.encode()


def _selectors() -> bytes:
    """A style whose one rule asks every ancestor again and again."""
    deep = "<g>" * 150 + '<rect width="9" height="9"/>' * 50 + "</g>" * 150
    return f"{OPEN}<style>{'g ' * 2000}{{fill:red}}</style>{deep}</svg>".encode()


@pytest.mark.parametrize("data", [_clips(14), _selectors()], ids=["clips", "selectors"])
def test_a_drawing_that_keeps_the_compiler_busy_is_refused_in_words(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, wall=2.0))
    with pytest.raises(InvalidInput) as refusal:
        keep(data, name="logo.svg")

    assert [fault.code for fault in refusal.value.faults] == ["too_complex"]
    assert not Picture.objects.exists()


def test_a_picture_for_which_the_memory_is_not_enough_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, memory=2**26))
    with pytest.raises(InvalidInput) as refusal:
        keep(png())

    assert [fault.code for fault in refusal.value.faults] == ["broken"]
