"""A template's content as boxes of a form and back, and what two contents say otherwise.

What is typed wrong stays as it was typed: the content keeps it as text, and the faults say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.pdf import template
from certificates.pdf.template import Content, Field

LANGUAGES: Final = ("vi", "en")

# How an editor groups the settings; one that is named nowhere stands with the last.
PARTS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("look", gettext_lazy("Màu, khung, chữ"), ("accent", "text_size", "frame", "national")),
    ("pictures", gettext_lazy("Hình"), ("logo", "logo_height", "mark", "mark_height")),
    ("head", gettext_lazy("Đầu trang"), ("heading", "address", "contact")),
    (
        "signatures",
        gettext_lazy("Chữ ký"),
        ("performer_label", "approver_label", "signature_room"),
    ),
    ("rest", gettext_lazy("Kết quả, ghi chú, chân trang"), ("plots", "notes", "footer")),
)


def parts(kind: str) -> list[tuple[str, Any, list[Field]]]:
    """The settings of a kind in their groups: key, heading, settings."""
    known = {one.key: one for one in template.fields(kind)}
    named = {key for _part, _label, keys in PARTS for key in keys}
    found = [
        (part, label, [known[key] for key in keys if key in known]) for part, label, keys in PARTS
    ]
    found[-1][2].extend(one for one in known.values() if one.key not in named)
    return found


def named_field(name: str, kind: str) -> str:
    """A fault's field in words: "notes.1.vi" is "Ghi chú thêm 2 (vi)"."""
    key, _dot, rest = name.partition(".")
    label = next((str(one.label) for one in template.fields(kind) if one.key == key), key)
    row, _dot, language = rest.rpartition(".")
    number = f" {int(row) + 1}" if row.isdecimal() else ""
    return f"{label}{number} ({language})" if language else f"{label}{number}"


def from_boxes(typed: Mapping[str, Any], kind: str) -> Content:
    """The content of what was typed; rows left blank are left out."""
    return {one.key: _READ[one.type](one, typed) for one in template.fields(kind)}


def _text(one: Field, typed: Mapping[str, Any]) -> str:
    return _line(typed.get(one.key))


def _line(value: Any) -> str:
    """Lines end as a browser's do not; NUL is no text."""
    return str(value or "").replace("\0", "").replace("\r\n", "\n").strip()


def _switch(one: Field, typed: Mapping[str, Any]) -> bool:
    return one.key in typed


def _millimetres(one: Field, typed: Mapping[str, Any]) -> Any:
    text = _text(one, typed)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("1000") else text


def _pair(one: Field, typed: Mapping[str, Any]) -> dict[str, str]:
    return _pair_at(one.key, typed)


def _pair_at(name: str, typed: Mapping[str, Any]) -> dict[str, str]:
    return {each: _line(typed.get(f"{name}.{each}")) for each in LANGUAGES}


def _pairs(one: Field, typed: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = [_pair_at(f"{one.key}.{i}", typed) for i in range(one.most)]
    return [row for row in rows if any(row.values())]


_READ: Final = {
    "colour": _text,
    "choice": _text,
    "picture": _text,
    "switch": _switch,
    "millimetres": _millimetres,
    "pair": _pair,
    "pairs": _pairs,
}


def to_boxes(content: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The boxes of a content, by the names that `from_boxes` reads."""
    found: dict[str, Any] = {}
    for one in template.fields(kind):
        value = content.get(one.key, one.default)
        if one.type == "switch":
            found |= {one.key: "on"} if value else {}
        elif one.type == "pair":
            found |= _boxes(one.key, value)
        elif one.type == "pairs":
            for i, each in enumerate(value):
                found |= _boxes(f"{one.key}.{i}", each)
        else:
            found[one.key] = str(value)
    return found


def _boxes(name: str, pair: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.{each}": pair.get(each, "") for each in LANGUAGES}


def printable(content: Content, wrong: set[str], kind: str) -> Content:
    """The content with the default in the place of what is wrong: what a preview can show."""
    good = template.default(kind)
    keys = {name.partition(".")[0] for name in wrong}
    return template.completed({k: v for k, v in content.items() if k not in keys}, kind) | {
        key: good[key] for key in keys if key in good
    }


@dataclass(frozen=True)
class Difference:
    """One setting that two contents have otherwise, in words."""

    label: Any
    before: str
    after: str


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], kind: str, pictures: Mapping[str, str]
) -> list[Difference]:
    """What is otherwise in `new`, setting by setting; `pictures` names pictures by digest."""
    before, after = template.completed(old, kind), template.completed(new, kind)
    return [
        Difference(
            one.label, _words(one, before[one.key], pictures), _words(one, after[one.key], pictures)
        )
        for one in template.fields(kind)
        if before[one.key] != after[one.key]
    ]


def _words(one: Field, value: Any, pictures: Mapping[str, str]) -> str:
    if one.type == "switch":
        return _("có") if value else _("không")
    if one.type == "picture":
        return f"{pictures.get(value, '')} ({value[:8]})".strip() if value else _("không có")
    if one.type == "pair":
        return _both(value)
    if one.type == "pairs":
        return "\n".join(_both(each) for each in value) or _("không có")
    return str(value)


def _both(pair: Mapping[str, str]) -> str:
    texts = [pair["vi"], pair["en"]]
    return " / ".join(text for text in texts if text) or _("theo hồ sơ")
