"""PTB's Schematron on what others wrote: its errors are sorted, not obeyed.

Certificates in the wild, PTB's own among them, fail it for a missing translation or for a release
that is a hash. What contradicts is a reason not to read (see `contradictions`, which finds the
same without Saxon); what is only missing or untidy is told.
"""

from typing import NamedTuple

from common.errors import Fault

# The beginnings of the messages of `dcc.sch` that say: two things of this file cannot both be.
CONTRADICTING = (
    "Invalid language code:",
    "Invalid reference ID:",
    "Invalid date range:",
    "Count mismatch:",
    "Unit count mismatch:",
    "Invalid unit format:",
    "Inconsistent data format:",
)
# And of those that leave every number as it is.
UNTIDY = (
    "Missing measurement methods:",
    "Missing influence conditions:",
    "The dcc:content elements use only",
    "Duplicate language codes detected",
    "Invalid release version format:",
    "Invalid ISO 639-1 language code:",
    "Invalid ISO 3166-1 country code:",
    # Looks for the old form of U alone, and compares quotients of floats digit by digit.
    "Missing expanded uncertainty:",
    "Incorrect relative uncertainty calculation:",
    "Undeclared non-SI unit:",
    "Missing non-SI unit definition:",
    "Missing non-SI unit declaration:",
    "Duplicate language code:",
    "Invalid list formatting:",
    "Invalid attribute formatting:",
)


class Sorted(NamedTuple):
    """The errors of the Schematron: those that contradict, and the others."""

    contradicting: list[Fault]
    untidy: list[Fault]


def look(xml: bytes) -> Sorted:
    """Run the Schematron, which loads Saxon, and sort what it says."""
    from certificates.dcc.gates import schematron_faults

    found = schematron_faults(xml)
    against = [each for each in found if contradicts(str(each.message))]
    return Sorted(against, [each for each in found if each not in against])


def contradicts(message: str) -> bool:
    """Whether a message of the Schematron is of the first kind; an unknown one is not."""
    return message.strip().startswith(CONTRADICTING)
