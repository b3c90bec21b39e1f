"""A closing killed with -9: nothing half is written, it is told, and it is closed all the same."""

from typing import Any

import pytest

from tests.flows.caller import Caller
from tests.flows.installation import Installation
from tests.flows.making_closing import PLACE

pytestmark = pytest.mark.service
TASK = "SELECT state FROM common_task WHERE name = 'reports.close_report'"
# In the reckoning; among the figures; and where all but the commit was done.
PLACES = (
    "UPDATE common_task SET done",
    "INSERT INTO reports_closedfigure",
    "INSERT INTO common_task",
)


@pytest.fixture
def report(installation: Installation) -> dict[str, Any]:
    return installation.make("reviewed")


def frozen(installation: Installation) -> dict[str, int]:
    """What a closing writes, as it is committed."""
    return {
        "closed": installation.count("reports_closedreport"),
        "figures": installation.count("reports_closedfigure"),
        "letters": installation.count("reports_reportletter"),
        "events": installation.count("audit_event", "verb = 'report.close'"),
        "state": installation.count("reports_periodreport", "state = 'closed'"),
    }


def test_killed_anywhere_there_is_nothing_and_after_the_restart_everything_once(
    installation: Installation, report: dict[str, Any]
) -> None:
    nothing = dict.fromkeys(("closed", "figures", "letters", "events", "state"), 0)

    fates = []
    for place in PLACES:
        installation.env[PLACE] = place
        died = installation.run("-m", "tests.flows.making", "close_and_die")
        assert died.returncode == -9, (place, died.stderr)
        fates.append(frozen(installation))
        assert installation.look(TASK) == [("running",)]
        released(installation)
    installation.serve()
    installation.wait_for(TASK, [("done",)])
    told = (
        Caller(installation.address).sign_in(report["closer"]).text(f"/reports/{report['report']}/")
    )
    whole = frozen(installation)

    assert fates == [nothing] * len(PLACES)
    assert whole["figures"] > 50
    assert {**whole, "figures": 0} == {**dict.fromkeys(nothing, 1), "figures": 0}
    assert "đã chốt" in told
    installation.manage("check_audit")


def released(installation: Installation) -> None:
    """As the server does when it starts: what a dead process held is taken up again."""
    say = "from common.queue import release_abandoned; print(release_abandoned())"
    assert installation.manage("shell", "--verbosity=0", "-c", say) == "1"


def test_while_a_worker_is_dead_the_page_says_that_it_is_being_closed(
    installation: Installation, report: dict[str, Any]
) -> None:
    installation.env[PLACE] = "INSERT INTO reports_closedfigure"
    assert installation.run("-m", "tests.flows.making", "close_and_die").returncode == -9
    here = "from django.test import Client; from accounts.models import User; c = Client(); "
    here += f"c.force_login(User.objects.get(pk={report['closer_id']})); "
    here += f"a = c.get('/reports/{report['report']}/', HTTP_HOST='localhost'); "
    here += "print(a.status_code, 'đang chốt' in a.content.decode().lower())"

    assert installation.manage("shell", "--verbosity=0", "-c", here) == "200 True"
    again = f"b = c.post('/reports/{report['report']}/close/', HTTP_HOST='localhost'); "
    again = here.rpartition("; ")[0] + "; " + again + "print(b.status_code)"
    assert installation.manage("shell", "--verbosity=0", "-c", again) == "409"
    assert installation.count("reports_closedreport") == 0
