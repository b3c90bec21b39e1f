"""The day's blocking checks: procedure, the instrument's facts, standards, who may do it where.

Each block says what is wrong, until when it holds, and who can mend it. They are made when the
work starts, and again when it is submitted and approved (ISO/IEC 17025:2017, 6.4.4 and 7.2.1).
"""

from calibration.checks.again import paper_standards, recheck, recheck_papers
from calibration.checks.blocks import Block, insist, words
from calibration.checks.fit import misfits, points_of, reaches_any
from calibration.checks.preparing import (
    Preparation,
    pick_procedure,
    prepare,
    procedures_for,
)
from calibration.checks.standards import Chosen, Wanted, choose, same_kind, standing_of

__all__ = [
    "Block",
    "Chosen",
    "Preparation",
    "Wanted",
    "choose",
    "insist",
    "misfits",
    "paper_standards",
    "pick_procedure",
    "points_of",
    "prepare",
    "procedures_for",
    "reaches_any",
    "recheck",
    "recheck_papers",
    "same_kind",
    "standing_of",
    "words",
]
