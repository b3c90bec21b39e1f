"""The kinds of case, by the name a file gives them."""

from collections.abc import Mapping

from metrology.validation import (
    kind_anova,
    kind_cmc_floor,
    kind_conformity,
    kind_coverage_factor,
    kind_guard_band,
    kind_interval,
    kind_line_fit,
    kind_propagation,
    kind_risk,
    kind_rounding,
    kind_type_a,
    kind_type_b,
    kind_unit_factor,
    kind_unit_transform,
)
from metrology.validation.kind import Kind

KINDS: Mapping[str, Kind] = {
    each.KIND.name: each.KIND
    for each in (
        kind_anova,
        kind_cmc_floor,
        kind_conformity,
        kind_coverage_factor,
        kind_guard_band,
        kind_interval,
        kind_line_fit,
        kind_propagation,
        kind_risk,
        kind_rounding,
        kind_type_a,
        kind_type_b,
        kind_unit_factor,
        kind_unit_transform,
    )
}
