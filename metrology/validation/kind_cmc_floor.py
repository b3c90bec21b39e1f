"""The reported U is never below the CMC (ILAC-P14:09/2020, 5.4)."""

from metrology.bounds import not_negative
from metrology.decimals import to_decimal
from metrology.strict_json import number
from metrology.uncertainty.stating import not_below
from metrology.validation.cases import Case
from metrology.validation.kind import Answers, Kind, Question


def prepare(case: Case) -> Answers:
    """Compare the two, unrounded."""
    calculated, cmc = (
        to_decimal(not_negative(name, number(case.given[name], name)))
        for name in ("U_calculated", "U_cmc")
    )
    reported = float(not_below(calculated, cmc))
    return lambda _: reported


KIND = Kind(
    name="cmc_floor",
    required=("U_calculated", "U_cmc"),
    optional=("unit",),
    prepare=prepare,
    questions={"U_reported": Question(("max",))},
)
