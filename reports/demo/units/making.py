"""Making the other organisations: each part is made once, a second run finds it there."""

from collections.abc import Callable
from datetime import datetime

from reports.demo.people import House
from reports.demo.units.contracts import contracts
from reports.demo.units.periodic import block_report, closed_reports
from reports.demo.units.plans import (
    block,
    choices,
    entered_figures,
    saved_indicators,
    unit_targets,
)
from reports.demo.units.rows import planning_rows
from reports.demo.units.tree import Unit, settle_units


def make_units(
    house: House, beginning: datetime, now: datetime, say: Callable[[str], None]
) -> None:
    """Units, their contracts, tasks, activities, targets, and the emulation block."""
    units = settle_units(beginning)
    units[house.hue.code] = Unit(house.hue, house.officer, house.manager)
    say("    hợp đồng …")
    contracts(units, now)
    say("    nhiệm vụ, hoạt động, đề xuất …")
    planning_rows(units)
    say("    chỉ tiêu, khối thi đua …")
    choices(units)
    saved_indicators(units)
    unit_targets(units)
    entered_figures(units)
    made = block(units)
    say("    báo cáo đã chốt …")
    closed_reports(units)
    block_report(units, made)
