"""The version of the DCC that is written, as data: another version is another set of these."""

from collections.abc import Mapping
from typing import Final

from certificates.dcc.schemas import NAMESPACES, NEWEST
from common.pairs import Pair, pair

SCHEMA_VERSION: Final = NEWEST
LOCATION: Final = f"https://ptb.de/dcc https://ptb.de/dcc/v{NEWEST}/dcc.xsd"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES: Mapping[str, str] = {"dcc": NAMESPACES["dcc"], "si": NAMESPACES["si"], "xsi": XSI}
LANGUAGES: Final = ("vi", "en")
MANDATORY: Final = "vi"

# The vocabularies that our refTypes come from: namespace, name, where it is kept.
VOCABULARIES: tuple[tuple[str, Pair, str], ...] = (
    (
        "basic",
        pair("Thuật ngữ chung", "General terms"),
        "https://digilab.ptb.de/dkd/refType/vocab/index.php?tema=2",
    ),
    (
        "math",
        pair("Thuật ngữ toán học", "Mathematical terms"),
        "https://digilab.ptb.de/dkd/refType/vocab/index.php?tema=4",
    ),
)
