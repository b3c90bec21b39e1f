"""Units as a reader expects to see them: °C⁻¹, nm·°C, J/(kg·K)."""

import re

from metrology.errors import MetrologyError
from metrology.quantities.units import find_unit

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAME = re.compile(r"[^\W\d][\w%°]*|[%‰°Ωµ][\w]*")
_POWER = re.compile(r"\s*(?:\*\*|\^)\s*(-?[0-9]+)")
_TIMES = re.compile(r"\s*[*·⋅∙]\s*")
_COMPOUND = frozenset("·/")


def symbol(unit: str) -> str:
    """The symbol of a unit text; "" for the unit one, names that are not known as they are."""
    text = unit.strip()
    if text in ("", "1"):
        return ""
    if text.startswith("1/") and not _COMPOUND & set(_TIMES.sub("·", text[2:])):
        bare, _, power = _POWER.sub(r"^\1", text[2:]).partition("^")
        return _name(bare) + f"-{power or 1}".translate(_RAISED)
    text = _POWER.sub(lambda found: found[1].translate(_RAISED), text)
    return _TIMES.sub("·", _NAME.sub(lambda found: _name(found[0]), text))


def of_sensitivity(output: str, input_unit: str) -> str:
    """The unit of ∂y/∂x: that of the output per that of the input."""
    above, below = symbol(output), symbol(input_unit)
    if above == below:
        return ""
    if input_unit.strip().startswith("1/"):
        inner = symbol(input_unit.strip()[2:].strip().removeprefix("(").removesuffix(")"))
        return f"{above}·{inner}" if above else inner
    if not below:
        return above
    below = f"({below})" if _COMPOUND & set(below) else below
    return f"{above or 1}/{below}"


def per(unit: str) -> str:
    """The unit of a density: one per this unit."""
    shown = symbol(unit)
    return f"1/{f'({shown})' if _COMPOUND & set(shown) else shown}" if shown else ""


def _name(text: str) -> str:
    try:
        return find_unit(text).symbol
    except MetrologyError:
        return text
