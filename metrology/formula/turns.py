"""Whether a model says what a turn is, where turns and angles meet in it."""

import re
from collections.abc import Mapping

from metrology.errors import Code
from metrology.formula.nodes import Tree
from metrology.quantities.turning import counts_turns, has_angle
from metrology.quantities.unit_terms import UnitTerm
from metrology.reasons import Reason, refusal

_PI = re.compile(r"\bpi\b")


def require_turns_told(tree: Tree, units: Mapping[str, UnitTerm], output: str) -> None:
    """Refuse a model that takes a number of turns for an angle.

    n in r/min and ω in rad/s agree in dimension, so that 60 r/min would pass for 1 rad/s; with 2π
    in the model it is 6.28 rad/s (SI Brochure, 9th edition, 2.3.3). `output` is the name of the
    result. Raises `wrong_dimension` (`turns_for_angles`) where both are there and pi is not.
    """
    met = {name: units[name] for name in [*sorted(tree.names), output]}
    turns = [name for name, unit in met.items() if counts_turns(unit)]
    angles = [name for name, unit in met.items() if _is_angular_rate(unit)]
    if turns and angles and not _PI.search(tree.text):
        raise refusal(
            Code.WRONG_DIMENSION, Reason.TURNS_FOR_ANGLES,
            found=tree.text, name=output, place=1,
            left=turns[0], left_unit=units[turns[0]].text,
            right=angles[0], right_unit=units[angles[0]].text,
        )  # fmt: skip


def _is_angular_rate(unit: UnitTerm) -> bool:
    return unit.dimension.powers.get("s", 0) < 0 and has_angle(unit)
