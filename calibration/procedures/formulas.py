"""Formulas that compile and yet cannot be right."""

from calibration.definition import Definition
from calibration.procedures.divisions import zero_divisions
from calibration.procedures.units import unit_faults
from common.errors import Fault


def formula_faults(definition: Definition) -> list[Fault]:
    """Units that disagree and divisions that can only be by zero, each with its path."""
    return [*unit_faults(definition), *zero_divisions(definition)]
