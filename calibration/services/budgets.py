"""Uncertainty budgets kept with the drafts of procedures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from calibration.models import ProcedureBudget, ProcedureVersion
from calibration.states import ProcedureState
from common.canonical import canonical
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc

LONGEST_TITLE = 200


@dataclass(frozen=True)
class NewBudget:
    """What is kept: the measurement, its result, and each output's stated result in words."""

    measurement: Mapping[str, Any]
    result: Mapping[str, Any]
    stated: Sequence[Mapping[str, str]]


@transaction.atomic
def save_budget(
    *, procedure_id: int, title: str, budget: NewBudget, by: User, at: datetime
) -> ProcedureBudget:
    """Keep a budget as the next version of its title. A procedure that is no draft takes none."""
    rows = ProcedureVersion.objects.select_for_update(of=("self",), no_key=True)
    procedure = rows.select_related("centre").get(pk=procedure_id)
    if procedure.state != ProcedureState.DRAFT:
        message = _("Quy trình này không còn là bản thảo: hãy lập phiên bản mới của quy trình.")
        raise Refused(message, code="not_draft")
    title = _checked(title)
    last = procedure.budgets.filter(title=title).order_by("-version").first()
    kept = ProcedureBudget.objects.create(
        procedure=procedure,
        title=title,
        version=last.version + 1 if last else 1,
        measurement=canonical(budget.measurement),
        result=canonical(budget.result),
        stated=canonical(budget.stated),
        by=by,
        at=at,
    )
    record(
        subject=procedure, verb="procedure.budget", by=by, at=at, chain=procedure.centre.code,
        changes={"budget": (str(last) if last else None, str(kept))}, seals=[kept],
    )  # fmt: skip
    return kept


def _checked(title: str) -> str:
    title = nfc(title)
    if not title:
        raise InvalidInput(Fault("title", _("Bảng cần có tên."), code="blank"))
    if len(title) > LONGEST_TITLE:
        message = _("Tên bảng dài quá %(most)s ký tự.") % {"most": LONGEST_TITLE}
        raise InvalidInput(Fault("title", message, code="too_long"))
    return title
