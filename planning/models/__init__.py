"""What was promised and what is entered."""

from planning.models.activities import Activity, EnteredFigure, Evidence
from planning.models.blocks import Block, BlockMember
from planning.models.entries import Entry, EntryRows
from planning.models.imports import EntryImport, EntryImportRows
from planning.models.science import Extension, Product, ProgrammeItem, Proposal, ScienceTask
from planning.models.targets import Target, TargetRows

__all__ = [
    "Activity",
    "Block",
    "BlockMember",
    "EnteredFigure",
    "Entry",
    "EntryImport",
    "EntryImportRows",
    "EntryRows",
    "Evidence",
    "Extension",
    "Product",
    "ProgrammeItem",
    "Proposal",
    "ScienceTask",
    "Target",
    "TargetRows",
]
