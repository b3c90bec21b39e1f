"""What a guard band leaves of risk where the result is not normal: few data behind U."""

import json
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from calibration.budget_record import rule_of
from calibration.models import Result
from certificates.statement import wording
from certificates.statement.result_cells import is_cmc
from common.pairs import Pair
from metrology.conformity.guard_bands import ILAC_TABLE
from metrology.statistics.probability import t_survival

_TENTH = Decimal("0.1")


def beside(rule: str, deciding: Sequence[Result]) -> list[Pair]:
    """What is to be said beside a rule whose risks are those of a normal distribution.

    At a point with U = 2u and a low ν_eff the risk of a w = r·U is that of Student's t at 2r; where
    ν_eff is not defined nobody can say it.
    """
    row = ILAC_TABLE.get(rule)
    if rule == "simple":
        return []  # half of any symmetric distribution lies beyond its middle
    few = [one for one in deciding if one.verdict and one.stated_expanded and not is_cmc(one)]
    reasons = {id(one): rule_of(json.loads(one.budget))[1] for one in few}
    low = [one for one in few if reasons[id(one)] == "fixed_low_dof"]
    told: list[Pair] = []
    if low and row is None:
        told.append(wording.RISK_OF_NORMAL)
    elif low and row is not None:
        risk = max(t_survival(abs(row.r) * float(one.k), float(one.dof)) for one in low)
        told.append(wording.risk_beyond(_percent(risk), rejecting=row.kind == "PFR"))
    if "fixed_no_dof" in reasons.values():
        told.append(wording.RISK_NOT_STATED)
    return told


def _percent(risk: float) -> str:
    """In percent to a tenth, never less than it is."""
    return str((Decimal(repr(risk)) * 100).quantize(_TENTH, ROUND_CEILING))
