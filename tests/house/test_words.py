"""Every word a reader may meet has its English, and the same words say the same everywhere."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "common", "audit", "accounts", "instruments", "calibration", "certificates", "contracts",
    "planning", "reports", "backend",
)  # fmt: skip
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

Word = tuple[str, str]  # context, message


def sources(app: str) -> Iterator[tuple[Path, str]]:
    """The app's Python and, as the makers of catalogues read them, its templates."""
    for path in sorted((ROOT / app).rglob("*.py")):
        yield path, path.read_text()
    for suffix in ("html", "txt"):
        for path in sorted((ROOT / app).glob(f"**/templates/**/*.{suffix}")):
            # It puts a blank before a message: at a line's beginning that would be Python's indent.
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            yield path, "\n".join(line.lstrip() for line in lines)


def said(app: str) -> dict[Word, str]:
    """Each message of the app's source, with the first file that says it."""
    found: dict[Word, str] = {}
    for path, text in sources(app):
        told = extract("python", BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"})
        for _line, message, _comments, context in told:
            first = message[0] if isinstance(message, tuple) else message
            found.setdefault((context or "", first), str(path.relative_to(ROOT)))
    return found


@cache
def catalogue(app: str) -> dict[Word, polib.POEntry]:
    """The app's English; an entry marked fuzzy is not used, so it is not counted."""
    path = ROOT / app / "locale/en/LC_MESSAGES/django.po"
    if not path.exists():
        return {}
    entries = polib.pofile(str(path))
    return {
        (one.msgctxt or "", one.msgid): one for one in entries if not one.obsolete and not one.fuzzy
    }


def english(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) or (entry.msgstr,)


def test_every_message_has_its_english() -> None:
    missing = {
        f"{app}: {context or '-'}: {message}": path
        for app in APPS
        for (context, message), path in said(app).items()
        if (context, message) not in catalogue(app)
        or not all(english(catalogue(app)[context, message]))
    }

    assert missing == {}


def test_one_message_has_one_english_text() -> None:
    # Catalogues are merged: of two texts the earlier app's would win everywhere, unseen.
    texts: dict[Word, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for app in APPS:
        for word, entry in catalogue(app).items():
            texts[word][english(entry)].append(app)

    assert {word: dict(said) for word, said in texts.items() if len(said) > 1} == {}


def test_no_catalogue_keeps_words_that_nobody_says() -> None:
    unused = {
        f"{app}: {context or '-'}: {message}"
        for app in APPS
        for context, message in set(catalogue(app)) - set(said(app))
    }

    assert unused == set()


def test_the_extractor_sees_every_way_to_say_a_word() -> None:
    words = {word for app in APPS for word in said(app)}

    assert ("", "Tới nội dung") in words  # {% translate %}
    assert ("một", "Khách hàng") in words  # {% translate … context %}
    assert ("", "Trang %(n)s / %(of)s") in words  # {% blocktranslate with … %}
    assert ("", "Hôm nay") in words  # gettext_lazy
    assert ("một", "hợp đồng") in words  # pgettext_lazy
