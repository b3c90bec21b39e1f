"""Instrument types with dated cycles, customers' instruments, standards with their calibrations."""

from instruments.models.instruments import (
    COMPARISONS,
    RANGES,
    Instrument,
    InstrumentRows,
    InstrumentType,
    InstrumentTypeRows,
    VerificationCycle,
)
from instruments.models.standards import (
    CalibrationDoubt,
    ControlLimits,
    IntermediateCheck,
    Standard,
    StandardCalibration,
    StandardRows,
    StandardValue,
    Standing,
)

__all__ = [
    "COMPARISONS",
    "RANGES",
    "CalibrationDoubt",
    "ControlLimits",
    "Instrument",
    "InstrumentRows",
    "InstrumentType",
    "InstrumentTypeRows",
    "IntermediateCheck",
    "Standard",
    "StandardCalibration",
    "StandardRows",
    "StandardValue",
    "Standing",
    "VerificationCycle",
]
