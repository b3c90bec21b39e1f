"""PTB's schemas of digital certificates, read as data files of the package `dcclib`.

The package itself is never imported (it wants sympy and a network); `find_spec` only says where it
lies. Its schemas import each other by relative paths, so nothing is fetched.
"""

import threading
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

VERSIONS = ("3.0.0", "3.1.0", "3.1.1", "3.1.2", "3.2.0", "3.2.1", "3.3.0")
NEWEST = VERSIONS[-1]
NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "dcc": "https://ptb.de/dcc",
        "si": "https://ptb.de/si",
        "ds": "http://www.w3.org/2000/09/xmldsig#",
    }
)

_kept = threading.local()


class UnknownSchemaError(LookupError):
    """A version that no schema is kept for; `args[0]` is the version."""


@cache
def folder() -> Path:
    """Where the data files lie. Raises `FileNotFoundError` where the package is not installed."""
    spec = find_spec("dcclib")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        message = "dcclib"
        raise FileNotFoundError(message)
    return Path(places[0]) / "validation" / "schema"


def schema(version: str = NEWEST) -> Any:
    """The `lxml.etree.XMLSchema` of a version, loaded once per thread: it keeps its last errors.

    Raises `UnknownSchemaError` outside `VERSIONS`.
    """
    if version not in VERSIONS:
        raise UnknownSchemaError(version)
    known: dict[str, Any] = _kept.__dict__.setdefault("schemas", {})
    if version not in known:
        from lxml import etree  # of issuing and of reading only

        parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
        path = folder() / "dcc" / f"v{version}.xsd"
        known[version] = etree.XMLSchema(etree.parse(str(path), parser))
    return known[version]
