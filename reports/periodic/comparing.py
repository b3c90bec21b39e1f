"""What was frozen beside what is known now: the very rows that came, went, and changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reports.models import ClosedFigure
from reports.periodic.saying import number, number_text, type_of_rows

type_of_amounts = tuple[int | None, int | None]
type_of_said = Mapping[str, Any]


@dataclass(frozen=True)
class Baseline:
    """A figure as it was last told: frozen, with the adjustments that later reports told."""

    said: type_of_said
    value: int | Fraction | None
    rows: dict[int, type_of_amounts]


@dataclass(frozen=True)
class Move:
    """One figure then and now. `changed` rows are [id, net, gross, net now, gross now]."""

    then: type_of_said
    now: type_of_said
    before: int | Fraction | None  # as last told: `then` with what was told since
    added: type_of_rows
    removed: type_of_rows
    changed: type_of_rows

    @property
    def code(self) -> str:
        """The indicator's code."""
        return str(self.then["code"])

    @property
    def after(self) -> int | Fraction | None:
        """The number now."""
        return number(self.now["value"])

    @property
    def redefined(self) -> bool:
        """Whether the indicator means something else by now: both definitions are shown."""
        return bool(self.then["version"] != self.now["version"])

    @property
    def difference(self) -> int | None:
        """Now minus what was told; only of counts and sums, and of one definition."""
        ratio = self.then["denominator"] is not None or self.now["denominator"] is not None
        if self.redefined or ratio:
            return None
        if not (isinstance(self.before, int) and isinstance(self.after, int)):
            return None
        return self.after - self.before

    @property
    def moved(self) -> bool:
        """Whether there is anything to tell."""
        rows = self.added or self.removed or self.changed
        words = self.then["words"] != self.now["words"]
        return bool(rows) or words or self.before != self.after

    @property
    def ids(self) -> list[int]:
        """The rows that moved."""
        return [int(row[0] or 0) for row in (*self.added, *self.removed, *self.changed)]


def baseline(figure: ClosedFigure, told: Iterable[type_of_said] = ()) -> Baseline:
    """What was told of a figure: as frozen, then each adjustment of it in turn."""
    said = json.loads(figure.statement)
    value = number(said["value"])
    rows = {row[0]: (row[1], row[2]) for row in json.loads(figure.rows)}
    for one in told:
        value = _after(value, one)
        for pk, *_amounts in one["removed"]:
            rows.pop(pk, None)
        rows |= {row[0]: (row[-2], row[-1]) for row in (*one["added"], *one["changed"])}
    return Baseline(said, value, rows)


def _after(value: int | Fraction | None, told: type_of_said) -> int | Fraction | None:
    """Differences add up, whichever of the reports that told them was replaced meanwhile."""
    step = number(told["difference"])
    return number(told["now"]) if value is None or step is None else value + step


def compare(then: Baseline, said: type_of_said, rows: type_of_rows) -> Move:
    """A figure as it was told beside what is known now."""
    now = {int(row[0] or 0): (row[1], row[2]) for row in rows}
    both = now.keys() & then.rows.keys()
    return Move(
        then=then.said,
        now=said,
        before=then.value,
        added=[[pk, *two] for pk, two in now.items() if pk not in both],
        removed=[[pk, *two] for pk, two in then.rows.items() if pk not in both],
        changed=[
            [pk, *two, *now[pk]] for pk, two in then.rows.items() if pk in both and two != now[pk]
        ],
    )


def as_told(move: Move) -> dict[str, Any]:
    """A move as it is frozen, without its report and causes."""
    return {
        "code": move.code,
        "name": move.then["name"],
        "unit": move.then["unit"],
        "model": move.then["model"],
        "then": move.then["value"],
        "before": number_text(move.before),
        "now": move.now["value"],
        "difference": number_text(move.difference),
        "definitions": [
            {"version": one["version"], "definition": one["definition"]}
            for one in ((move.then, move.now) if move.redefined else ())
        ],
        "added": move.added,
        "removed": move.removed,
        "changed": move.changed,
    }
