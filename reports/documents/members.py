"""The members of a block: where the figures of each come from, and who has not reported."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from planning.rates import NONE, Rate
from planning.states import BlockRole
from reports.documents.shapes import Table, table
from reports.narrative.spoken import percent
from reports.periodic.statement import Statement
from reports.rollup.shapes import Source

_TITLE: Final = "Đơn vị thành viên và nguồn số liệu"
_COLUMNS: Final = (
    ("STT", 1.2, "center"),
    ("Đơn vị", 5, "left"),
    ("Nguồn số liệu", 3.4, "left"),
    ("Ngày chốt", 2.2, "center"),
    ("Chỉ tiêu đạt", 2.4, "right"),
    ("SHA-256", 2.8, "left"),
)
_SOURCES: Final = {Source.CLOSED: "báo cáo đã chốt", Source.RECEIVED: "tệp ký nhận được"}
_SILENT: Final = "chưa báo cáo"
_DIGEST: Final = 12  # its first characters tell it from others; all of it is in the JSON


def members(statement: Statement) -> Table:
    """A line for each member; one without a report is told, and counts nowhere."""
    rows = [_row(number, one) for number, one in enumerate(statement.members, start=1)]
    silent = len(statement.silent)
    note = f"{silent} đơn vị chưa báo cáo: không được cộng và không coi là không." if silent else ""
    return table(_TITLE, _COLUMNS, rows, sums=_sums(statement), note=note)


def _row(number: int, one: Mapping[str, Any]) -> tuple[str, ...]:
    name = str(one["name"]["vi"])
    if one["role"] != BlockRole.MEMBER:
        name = f"{name} ({_role(one['role'])})"
    if not one["source"]:
        return (str(number), name, _SILENT, NONE, NONE, NONE)
    source = _SOURCES[Source(one["source"])]
    again = f", phiên bản {one['version']}" if one["version"] and one["version"] > 1 else ""
    day = f"{date.fromisoformat(one['cut_off']):%d/%m/%Y}" if one["cut_off"] else NONE
    met = _met(one["met"], one["set"])
    return (str(number), name, f"{source}{again}", day, met, one["digest"][:_DIGEST])


def _role(role: str) -> str:
    return str(BlockRole(role).label)


def _met(met: int | None, given: int | None) -> str:
    return NONE if not given else f"{met or 0}/{given}"


def _sums(statement: Statement) -> list[tuple[str, ...]]:
    """Targets met of those given; their rate from the two sums."""
    met = sum(one["met"] or 0 for one in statement.members)
    given = sum(one["set"] or 0 for one in statement.members)
    if not given:
        return []
    return [("", "Cộng", "", "", f"{met}/{given}, {percent(Rate(met, given).exact)}", "")]
