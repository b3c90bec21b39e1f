"""What a replacement would say now, before anybody asks for it: shown, and no number taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates import statement
from certificates.ending import differing
from certificates.models import Certificate, Statement
from certificates.statement import facts
from certificates.states import Kind
from common.canonical import canonical, sha256


@dataclass(frozen=True)
class Preview:
    """The difference. `seen` names it: whoever acts says what they have seen."""

    changes: list[differing.Change]
    same_measurements: bool

    @property
    def seen(self) -> str:
        """A digest of the changes."""
        return seen(self.changes)

    @property
    def possible(self) -> bool:
        """Whether there is a clerical error to mend, and nothing but."""
        return bool(self.changes) and self.same_measurements


def seen(changes: list[differing.Change]) -> str:
    """What names a difference."""
    return sha256(canonical(changes))


def preview(old: Certificate, *, by: Any, at: datetime) -> Preview:
    """What a replacement of `old` would say otherwise if it were issued now."""
    job = old.job
    until, rule = facts.validity(job, Kind(old.kind))
    new = Certificate(
        centre=old.centre,
        customer=job.customer,
        job=job,
        kind=old.kind,
        year=old.year,
        serial=0,
        number="",
        performed_on=job.performed_on or old.performed_on,
        issued_at=at,
        issued_by=by,
        valid_until=until,
        supersedes=old,
    )
    said = statement.build(new, address="", rule=rule)
    whole = Statement(certificate=new, content=canonical(said))
    return Preview(said["replaces"]["changes"], statement.same_measurements(old.statement, whole))
