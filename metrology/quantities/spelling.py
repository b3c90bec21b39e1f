"""What two spellings of one unit have in common."""

import re
import unicodedata

# Characters that people and keyboards use for one another. NFC settles Ω and K by itself.
_LOOKALIKES = str.maketrans(
    {
        "\N{GREEK SMALL LETTER MU}": "\N{MICRO SIGN}",
        "\N{MASCULINE ORDINAL INDICATOR}": "°",
        "\N{RING ABOVE}": "°",
        "\N{MINUS SIGN}": "-",
        "\N{DOT OPERATOR}": "·",
        "\N{BULLET OPERATOR}": "·",
        "*": "·",
        ".": "·",
        "_": " ",
        "\N{SUPERSCRIPT MINUS}": "-",
        "\N{SUPERSCRIPT ONE}": "1",
        "\N{SUPERSCRIPT TWO}": "2",
        "\N{SUPERSCRIPT THREE}": "3",
        "\N{SUPERSCRIPT SIX}": "6",
        "\N{SUBSCRIPT TWO}": "2",
    }
)
_CARET = re.compile(r"\^(?=-?[0-9])")
# Ways to print one name: American letters, stops, the words of NIST SP 811.
_PRINTED = (
    ("u·s·", "us"),
    ("u·k·", "uk"),
    ("meter", "metre"),
    ("liter", "litre"),
    ("(based on us survey foot)", "(us survey)"),
    ("(temperature interval)", "(interval)"),
    ("-", " "),
)


def key_of(text: str) -> str:
    """Reduce a spelling to what identifies the unit; case stays, mPa is not MPa."""
    plain = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return " ".join(_CARET.sub("", plain).split())


def name_key(text: str) -> str:
    """Reduce a full name: in any case, "(U.S.)" as "(US)", "pound_force" as "pound-force"."""
    key = key_of(text).casefold()
    for printed, plain in _PRINTED:
        key = key.replace(printed, plain)
    return key
