"""Tables of rows in the appendix: read for a draft, kept as text by a report that is closed.

A figure is frozen with the keys of its rows; what a table tells of these rows is frozen here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from calibration.models import Job
from calibration.states import Outcome, Regime, Service
from planning.rates import NONE
from reports.documents.shapes import Table, table
from reports.documents.tasks import TASKS, tasks_table
from reports.states import ReportKind

KEY: Final = "appendix"  # what it is called among the sections of a closed report
_CHUNK: Final = 500
_TYPES: Final = "Phương tiện đo theo loại, dịch vụ và kết quả"
_COLUMNS: Final = (
    ("Loại phương tiện đo", 5, "left"),
    ("Dịch vụ, chế độ", 3.4, "left"),
    ("Đã thực hiện", 2, "right"),
    ("Đạt", 1.6, "right"),
    ("Không đạt", 1.6, "right"),
)
type_of_ids = Callable[[str], Sequence[int]]  # the rows of a figure


def needed(kind: str) -> dict[str, str]:
    """{table: the figure whose rows it tells of} for a kind of report; a block's are units."""
    if kind == ReportKind.BLOCK:
        return {}
    found = {"tasks": TASKS}
    return {**found, "types": "instruments"} if kind == ReportKind.AUTHORITY else found


def annex(kind: str, ids: type_of_ids, on: date) -> dict[str, Table]:
    """The tables of a kind of report that have rows."""
    made = {}
    for name, code in needed(kind).items():
        wanted = ids(code)
        if wanted:
            made[name] = tasks_table(wanted, on) if name == "tasks" else types_table(wanted)
    return made


def types_table(ids: Sequence[int]) -> Table:
    """Instruments by type, service with its regime, and result: what the authority asks for."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for first in range(0, len(ids), _CHUNK):
        rows = Job.objects.filter(pk__in=ids[first : first + _CHUNK]).order_by()
        columns = ("instrument__type__name_vi", "service", "regime", "outcome")
        counts.update((name or "", *rest) for name, *rest in rows.values_list(*columns))
    groups = sorted({key[:3] for key in counts})
    return table(_TYPES, _COLUMNS, [_type_row(one, counts) for one in groups])


def _type_row(
    group: tuple[str, str, str], counts: Mapping[tuple[str, str, str, str], int]
) -> tuple[str, ...]:
    name, service, regime = group
    every = sum(counts.get((*group, outcome), 0) for outcome in (*Outcome.values, ""))
    judged = {one: counts.get((*group, one), 0) for one in (Outcome.PASS, Outcome.FAIL)}
    told = str(Service(service).label)
    told += f", {Regime(regime).label}" if regime else ""
    shown = (str(count) if count else NONE for count in judged.values())
    return (name or NONE, told, str(every), *shown)


def kept(tables: Mapping[str, Table]) -> str:
    """The rows as text that people can read and `read_back` understands."""
    return "\n".join(
        line
        for name, one in tables.items()
        for line in (f"# {name}", *("\t".join(map(_plain, row)) for row in one["rows"]))
    )


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def read_back(text: str) -> dict[str, Table]:
    """The tables that `kept` wrote."""
    rows: dict[str, list[list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("# "):
            name = line[2:]
            rows[name] = []
        elif name:
            rows[name].append(line.split("\t"))
    return {one: _again(one, found) for one, found in rows.items()}


def _again(name: str, rows: Iterable[Sequence[str]]) -> Table:
    if name == "tasks":
        return {**tasks_table((), date.min), "rows": [list(row) for row in rows]}
    return table(_TYPES, _COLUMNS, rows)
