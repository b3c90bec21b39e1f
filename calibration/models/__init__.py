"""Procedures as versioned data, jobs, worksheets, readings and results; who may do what."""

from calibration.models.authority import OfficerCard, Room, Scope, ScopeLine
from calibration.models.custody import Custody, CustodyPhoto, CustodyRows
from calibration.models.jobs import Batch, Job, JobRows, Place
from calibration.models.paper import PaperResult, PaperSheet
from calibration.models.procedures import (
    Confirmation,
    ParityNote,
    ParityRun,
    ProcedureBudget,
    ProcedureRows,
    ProcedureVersion,
)
from calibration.models.review import ReviewNote
from calibration.models.working import WorkingCopy
from calibration.models.worksheets import (
    Attachment,
    CellReturn,
    PointStandard,
    Reading,
    Result,
    StandardUse,
    Worksheet,
)

__all__ = [
    "Attachment",
    "Batch",
    "CellReturn",
    "Confirmation",
    "Custody",
    "CustodyPhoto",
    "CustodyRows",
    "Job",
    "JobRows",
    "OfficerCard",
    "PaperResult",
    "PaperSheet",
    "ParityNote",
    "ParityRun",
    "Place",
    "PointStandard",
    "ProcedureBudget",
    "ProcedureRows",
    "ProcedureVersion",
    "Reading",
    "Result",
    "ReviewNote",
    "Room",
    "Scope",
    "ScopeLine",
    "StandardUse",
    "WorkingCopy",
    "Worksheet",
]
