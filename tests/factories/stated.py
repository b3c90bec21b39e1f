"""The statements that certificates of the templates' worked examples are made from."""

from collections.abc import Mapping
from typing import Any

from accounts.permissions import Role
from certificates import services, statement
from certificates.models import Certificate
from tests.calibration.test_worked_examples import EXAMPLES, Work
from tests.factories import people


def issued(code: str, changed: Mapping[str, Any] | None = None) -> Certificate:
    """Do the example through the real worksheet, approve and issue it."""
    work = Work({**EXAMPLES[code], **(changed or {})})
    work.start()
    work.key()
    work.post("submit", None, 200)
    approver = people.person(Role.APPROVER, work.centre)
    return services.approve_and_issue(job_id=work.job.pk, by=approver, at=work.now)


def stated(code: str, changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The frozen statement of `issued`."""
    return statement.read(issued(code, changed).statement)
