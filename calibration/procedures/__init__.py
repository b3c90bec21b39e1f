"""Procedure versions: templates, drafts and how they are written, approval, in force, retired."""

from calibration.procedures.drafts import (
    begin_procedure,
    copy_procedure,
    draft_next,
    edit_draft,
    keep_work,
)
from calibration.procedures.life import approve_procedure, put_in_force, retire
from calibration.procedures.templates import TEMPLATES, load_templates

__all__ = [
    "TEMPLATES",
    "approve_procedure",
    "begin_procedure",
    "copy_procedure",
    "draft_next",
    "edit_draft",
    "keep_work",
    "load_templates",
    "put_in_force",
    "retire",
]
