"""Which facts each kind of activity has: a form asks for these, and a service refuses others."""

from collections.abc import Mapping
from typing import Final

from planning.states import ActivityKind as K

TURNS: Final = frozenset({K.TRAINING, K.STUDENTS, K.INSPECTION, K.OTHER})  # counted, not one by one
DEGREES: Final = frozenset({K.TRAINING, K.DEFENCE})
# Issued or draft, closed or open, attained or not: without a day of completion it is under way.
DRAFTED: Final = frozenset(
    {K.INTERNAL_DOCUMENT, K.RESOLUTION, K.ANNUAL_PLAN, K.FINDING, K.OBJECTIVE}
)
# What belongs to some kinds only.
ONLY: Final[Mapping[str, frozenset[K]]] = {
    "quantity": TURNS,
    "approximate": TURNS,
    "venue": frozenset({K.PAPER}),
    "venue_name": frozenset({K.PAPER}),
    "degree": DEGREES,
}
NEEDED: Final[Mapping[str, frozenset[K]]] = {
    "venue": frozenset({K.PAPER}),
    "degree": DEGREES,
    "paper": frozenset({K.FINDING}),  # the round of the audit
    "begun_on": frozenset({K.FINDING}),  # the day it was found
}
ASKED: Final[Mapping[K, tuple[str, ...]]] = {
    K.DOCUMENT_COMMENT: ("title", "done_on", "paper", "begun_on", "due_on", "people"),
    K.INTERNAL_DOCUMENT: ("title", "sort", "begun_on", "done_on", "paper", "people"),
    K.RESOLUTION: ("title", "begun_on", "done_on", "paper", "people"),
    K.ANNUAL_PLAN: ("title", "sort", "begun_on", "done_on", "paper"),
    K.REPORT: ("title", "sort", "done_on", "due_on", "paper", "people"),
    K.PAPER: ("title", "venue", "venue_name", "done_on", "people", "begun_on"),
    K.TRAINING: ("title", "degree", "quantity", "approximate", "done_on", "begun_on", "people"),
    K.DEFENCE: ("title", "degree", "done_on", "people"),
    K.STUDENTS: ("title", "quantity", "approximate", "done_on", "begun_on", "people"),
    K.PROCEDURE_REVIEW: ("title", "paper", "done_on", "sort", "people"),
    K.PROCEDURE_ISSUE: ("title", "paper", "done_on", "sort", "people"),
    K.FINDING: ("title", "paper", "begun_on", "done_on", "due_on", "people"),
    K.OBJECTIVE: ("title", "begun_on", "done_on", "due_on", "paper"),
    K.EVENT: ("title", "done_on", "begun_on", "paper", "people"),
    K.INSPECTION: ("title", "quantity", "done_on", "paper", "people"),
    K.UNION: ("title", "done_on", "begun_on", "people"),
    K.MOVEMENT: ("title", "done_on", "begun_on", "paper"),
    K.OTHER: ("title", "quantity", "approximate", "done_on", "begun_on", "paper", "people"),
}  # fmt: skip
