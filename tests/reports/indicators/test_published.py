"""The 80 indicators of the five real reports: each has something of ours that gives it."""

import json

from common.errors import Faults
from reports.indicators import INDICATORS
from reports.indicators.filters import checked
from reports.indicators.published import MAPPED, published

TEXTS = {
    "events_union", "regs_passed", "block_rating", "block_movements", "block_theme",
    "quality_objectives",
}  # fmt: skip


def test_each_row_maps_to_an_indicator_or_a_saved_filter() -> None:
    rows = published()

    assert len(rows) == 80
    assert [row.number for row in rows] == list(range(1, 81))
    assert {row.number: row.indicator for row in rows if not row.known} == {}


def test_those_that_are_text_are_told_and_open_their_rows() -> None:
    told = {row.indicator for row in published() if row.text}

    assert told == TEXTS
    assert all(INDICATORS[code].model for code in told)


def test_no_mapping_stands_without_its_row() -> None:
    assert set(MAPPED) <= {(row.seed, row.code) for row in published()}


def test_saved_filters_are_filters_that_the_sources_allow() -> None:
    for row in published():
        if row.saved is not None:
            faults = Faults()
            text = checked(row.saved.source, row.saved.filters, faults)
            assert json.loads(text) == dict(row.saved.filters)
            assert faults.found == []
            assert row.saved.code not in INDICATORS
