"""Turns and angles: a rotational frequency n in r/min and an angular velocity ω in rad/s.

Both have the dimension s⁻¹, and ω = 2πn (ISO 80000-3:2019, 3-17): no factor between units, but a
step of the model. Where the two meet, somebody has to say it.
"""

import re

from metrology.errors import MetrologyError
from metrology.quantities.unit_terms import UnitTerm
from metrology.quantities.units import find_unit

# What counts turns; beside an angle a turn is 2π rad.
TURNING = {"rpm": "(turn*min^(-1))", "r/s": "(turn*s^(-1))"}
_WORDS = re.compile(r"°(?![CFRK])|[^\W\d_]+")


def counts_turns(term: UnitTerm) -> bool:
    """Whether a unit is a number of turns per time: r/min, r/s."""
    return term.unit is not None and term.unit.code in TURNING


def has_angle(term: UnitTerm) -> bool:
    """Whether an angle stands in a unit: rad/s, °/s, turn."""
    text = term.text
    if term.unit is not None:
        text = "" if counts_turns(term) else term.unit.code
        if term.unit.quantity == "angle":
            return True
    return any(_is_angle(word) for word in _WORDS.findall(text))


def _is_angle(word: str) -> bool:
    try:
        return find_unit(word).quantity == "angle"
    except MetrologyError:
        return False  # the grammar found more in it than a name
