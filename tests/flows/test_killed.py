"""The server that users run, killed with -9 where it hurts; after the restart nothing is missing.

What one process does to one task is shown in tests/certificates and tests/contracts. Here the
whole `manage.py serve` dies, with its request threads and its task thread, and is reached by HTTP.
"""

import hashlib
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.factories.sheets import gauges
from tests.flows.caller import Caller
from tests.flows.installation import Installation

ROWS = 1_315
RENDERED = (
    "SELECT certificate_id, count(*) FROM certificates_rendering WHERE format = 'pdf'"
    " GROUP BY 1 ORDER BY 1"
)
pytestmark = pytest.mark.service


@pytest.fixture
def measured(installation: Installation) -> dict[str, Any]:
    """Ten jobs that wait for approval; nothing is served yet."""
    return installation.make("measured")


def test_killed_between_approval_and_rendering_each_paper_appears_once(
    installation: Installation, measured: dict[str, Any]
) -> None:
    jobs = measured["jobs"]
    installation.serve()
    approver = Caller(installation.address).sign_in(measured["approver"])

    # Eight papers wait their turn, so the ninth cannot have been rendered when the kill comes.
    approver.post("/review/approve-selected/", [("jobs", str(job)) for job in jobs[:8]])
    ninth = approver.api("POST", f"/api/v1/jobs/{jobs[8]}/approve/")["certificate"]
    installation.kill()

    assert installation.count("certificates_certificate") == 9
    assert installation.count("certificates_rendering", f"certificate_id = {ninth['id']}") == 0
    died = installation.run("-m", "tests.flows.making", "approve_and_die")
    assert died.returncode == -9, died.stderr
    assert installation.count("certificates_certificate") == 10

    installation.serve()
    installation.wait_for("SELECT count(*) > 0 FROM certificates_rendering", [(True,)], 0.01)
    installation.kill()  # once more, in the middle of catching up
    installation.serve()
    installation.wait_for("SELECT count(*) FROM certificates_rendering", [(20,)])  # and its data

    assert [number for _, number in installation.look(RENDERED)] == [1] * 10
    # The last row is there a moment before its task is told to be done.
    installation.wait_for("SELECT DISTINCT state FROM common_task ORDER BY 1", [("done",)])
    files = list((installation.folder / "var" / "files" / "certificates").rglob("*.pdf"))
    assert len(files) == 10
    assert_served_as_hashed(installation, approver, files)
    installation.manage("check_audit")


def assert_served_as_hashed(
    installation: Installation, approver: Caller, files: list[Path]
) -> None:
    """What the door gives is what lies on the disk, and what the row says of it."""
    rows = installation.look("SELECT certificate_id, sha256 FROM certificates_rendering")
    served = {approver.file(f"/certificates/{pk}/pdf/"): digest for pk, digest in rows}
    assert all(hashlib.sha256(file).hexdigest() == digest for file, digest in served.items())
    assert set(served) == {file.read_bytes() for file in files}


@pytest.fixture
def draft(installation: Installation) -> dict[str, Any]:
    """A contract whose list of 1.315 gauges has been read, and a server that may die."""
    told = installation.make("draft")
    installation.serve()
    told["caller"] = Caller(installation.address).sign_in(told["officer"])
    told["import"] = uploaded(told["caller"], told["contract"])
    installation.wait_for("SELECT state FROM contracts_listimport", [("ready",)])
    return told


def uploaded(officer: Caller, contract: int) -> int:
    """Send the list by the form of the contract's page."""
    fields = [("kind", "verification")]
    file = ("file", "danh sách.xlsx", gauges(ROWS))
    address = officer.post(f"/contracts/{contract}/imports/", fields, file)
    found = re.search(r"/imports/(\d+)/$", address)
    assert found, address
    return int(found[1])


def entered(installation: Installation) -> dict[str, int]:
    """What is in the database of the list."""
    events = "verb IN ('list.apply', 'instrument.register')"
    return {
        "instruments": installation.count("instruments_instrument"),
        "items": installation.count("contracts_contractitem"),
        "lines": installation.count("contracts_contractline"),
        "events": installation.count("audit_event", events),
    }


def test_killed_while_entering_a_list_it_is_all_there_or_nothing(
    installation: Installation, draft: dict[str, Any]
) -> None:
    nothing = dict.fromkeys(("instruments", "items", "lines", "events"), 0)
    everything = {"instruments": ROWS, "items": ROWS, "lines": 1, "events": ROWS + 1}
    task = "SELECT state, attempts FROM common_task WHERE name = 'contracts.apply_list'"
    officer: Caller = draft["caller"]
    assert entered(installation) == nothing

    officer.post(f"/contracts/{draft['contract']}/imports/{draft['import']}/apply/", [])
    fates = []
    for attempt, pause in ((1, 0.0), (2, 0.15)):  # as it begins; deep inside, after the restart
        installation.wait_for(task, [("running", attempt)], 0.005)
        time.sleep(pause)
        installation.kill()
        fates.append(entered(installation))
        installation.start()
    installation.wait_for(f"SELECT state FROM ({task}) AS it", [("done",)])

    assert fates[0] == nothing
    assert fates[1] in (nothing, everything), "half a list"
    assert entered(installation) == everything
    installation.kill()
    installation.serve()
    assert "(1.315)" in officer.text(f"/contracts/{draft['contract']}/")
    assert entered(installation) == everything
    installation.manage("check_audit")
