"""The kinds of case, by the name a file gives them."""

from collections.abc import Mapping

from metrology.validation import (
    kind_anova,
    kind_cmc_floor,
    kind_coverage_factor,
    kind_propagation,
    kind_rounding,
    kind_type_a,
    kind_type_b,
)
from metrology.validation.kind import Kind

KINDS: Mapping[str, Kind] = {
    each.KIND.name: each.KIND
    for each in (
        kind_anova,
        kind_cmc_floor,
        kind_coverage_factor,
        kind_propagation,
        kind_rounding,
        kind_type_a,
        kind_type_b,
    )
}
