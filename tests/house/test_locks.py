"""The locks are installed without asking for dependencies: nothing needed may be missing from them."""

from importlib.metadata import distributions

from packaging.requirements import Requirement

# Only data files are read of dcclib and fontpkg-inter; nothing asks cfn-lint for its algebra.
LEFT_OUT = {
    ("dcclib", "prettytable"),
    ("dcclib", "sympy"),
    ("dcclib", "xmlschema"),
    ("fontpkg-inter", "fontpkg"),
    ("cfn-lint", "sympy"),
}


def plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def needed(lines: list[str] | None) -> set[str]:
    """What a package asks for on this machine, without its extras."""
    asked = [Requirement(line) for line in lines or ()]
    return {
        plain(one.name) for one in asked if not one.marker or one.marker.evaluate({"extra": ""})
    }


def test_every_package_finds_what_it_asks_for() -> None:
    found = {plain(one.metadata["Name"]): needed(one.requires) for one in distributions()}

    missing = {(name, ask) for name, asks in found.items() for ask in asks - found.keys()}

    assert missing == LEFT_OUT
