"""The fate of each row of a list: new, known, twice in the file, left out, or wrong and why."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Centre
from common.canonical import canonical, sha256
from common.errors import Fault
from planning.importing.fields import read_cells
from planning.importing.subjects import Facts, Subject
from planning.states import RowFate


@dataclass(frozen=True)
class Judged:
    """One row with what would become of it."""

    number: int
    values: Mapping[str, str]
    fate: RowFate
    facts: Facts = field(default_factory=dict)
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class Preview:
    """What would become of each row, and the digest of what was seen."""

    judged: Sequence[Judged]
    digest: str

    def count(self, fate: RowFate) -> int:
        """How many rows have this fate."""
        return sum(one.fate is fate for one in self.judged)

    @property
    def entering(self) -> list[Facts]:
        """What would be entered."""
        return [one.facts for one in self.judged if one.fate is RowFate.NEW]


def judge(
    rows: Sequence[Mapping[str, Any]], subject: Subject, centre: Centre, at: datetime
) -> Preview:
    """Each row held against what the unit has entered, in few queries however many there are."""
    read = [read_cells(subject.fields, dict(row["values"])) for row in rows]
    ground = subject.prepare(centre, [facts for facts, _faults in read], at)
    seen: set[Hashable] = set()
    judged = []
    for row, (facts, faults) in zip(rows, read, strict=True):
        fate, said = RowFate.NEW, list(faults)
        if row.get("left"):
            fate, said = RowFate.LEFT, []
        else:
            said = said or subject.faults(facts, ground)
            if said:
                fate = RowFate.WRONG
            elif subject.is_known(facts, ground):
                fate = RowFate.KNOWN
            elif (key := subject.key(facts, ground)) in seen:
                fate = RowFate.TWICE
            else:
                seen.add(key)
        judged.append(Judged(int(row["number"]), row["values"], fate, facts, said))
    told = [[one.number, one.fate.value, dict(one.values)] for one in judged]
    return Preview(judged, sha256(canonical(told).encode()))
