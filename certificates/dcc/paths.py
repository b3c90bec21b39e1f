"""Where something is in a digital certificate, as people read it."""

from typing import Any


def local(tag: Any) -> str:
    """The name of a tag without its namespace; "" of a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def path_of(element: Any, attribute: str = "") -> str:
    """The path from below the root: measurementResults/measurementResult/…/quantity[3]/@refId."""
    steps: list[str] = []
    at = element
    while at.getparent() is not None:
        steps.append(_step(at))
        at = at.getparent()
    path = "/".join(reversed(steps)) or local(element.tag)
    return f"{path}/@{attribute}" if attribute else path


def _step(element: Any) -> str:
    name = local(element.tag)
    alike = [each for each in element.getparent() if each.tag == element.tag]
    return name if len(alike) == 1 else f"{name}[{alike.index(element) + 1}]"
