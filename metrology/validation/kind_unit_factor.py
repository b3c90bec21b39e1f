"""Conversion factors: 1 from = factor to (NIST SP 811, appendix B)."""

from metrology.strict_json import text
from metrology.validation.cases import Case, Expected, Value
from metrology.validation.kind import Answers, Kind, Question
from metrology.validation.unit_words import conversion


def prepare(case: Case) -> Answers:
    """Find both units; a factor that is exact in the file must be the very same fraction."""
    found = conversion(text(case.given["from"], "from"), text(case.given["to"], "to"))

    def answer(expected: Expected) -> Value:
        if expected.quantity == "exact_factor":
            return str(found.factor)
        return float(found.factor)

    return answer


_METHOD = ("conversion",)
KIND = Kind(
    name="unit_factor",
    required=("from", "to"),
    optional=("quantity",),
    prepare=prepare,
    questions={"factor": Question(_METHOD), "exact_factor": Question(_METHOD)},
)
