"""The work of a bench without its screen: as a device of the laboratory sends it, or from paper."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.flows.visitor import Visitor

PLACE = "Phòng đo"
BY_DEVICE = "pressure-gauge"  # what has a procedure here; the rest is on paper


def reading(section: str, row: int, column: str, value: str, unit: str = "") -> dict[str, Any]:
    """One reading as a device sends it."""
    return {"id": str(uuid4()), "section": section, "row": row, "column": column, "repeat": 0,
            "value": value, "unit": unit, "taken_at": timezone.now().isoformat(),
            "supersedes": None, "reason": ""}  # fmt: skip


def jobs_of(technician: Visitor, customer: int) -> list[dict[str, Any]]:
    """The jobs of a customer."""
    answer = technician.ask("GET", f"/api/v1/jobs/?customer={customer}&page_size=100").json()
    assert answer["next"] is None
    return list(answer["results"])


def all_done(technician: Visitor, jobs: list[dict[str, Any]], standard: str, person: int) -> None:
    """Gauges with a procedure are measured, of the others the paper is recorded."""
    for job in jobs:
        if job["instrument"]["type"] == BY_DEVICE:
            measure(technician, job["id"], standard)
        else:
            record_paper(technician, job["id"], person)


def measure(technician: Visitor, job: int, standard: str) -> None:
    """Start, key every point without a deviation, submit."""
    bundle = technician.ask("GET", f"/api/v1/jobs/{job}/worksheet/").json()
    [chosen] = [one["id"] for one in bundle["standards"]["candidates"] if one["code"] == standard]
    start = {"standards": [chosen], "place": PLACE}
    begun = technician.ask("POST", f"/api/v1/jobs/{job}/start/", start)
    assert begun.status == 201, begun.text()
    plan = bundle["plan"]
    [points] = [one["rows"] for one in plan["tables"] if one["key"] == "accuracy"]
    sent = {"locale": "vi", "readings": [
        reading("environment", 0, "temperature", "21,5", "degC"),
        reading("checks", 0, "external", "pass"),
        reading("checks", 0, "technical", "pass"),
        *(
            reading("accuracy", one["row"], way, one["reference"].replace(".", ","), plan["unit"])
            for way in ("up", "down") for one in points
        ),
    ]}  # fmt: skip
    answer = technician.ask("POST", f"/api/v1/jobs/{job}/readings/", sent)
    assert answer.status == 200, answer.text()
    done = technician.ask("POST", f"/api/v1/jobs/{job}/submit/")
    assert done.status == 200, done.text()


def record_paper(technician: Visitor, job: int, person: int) -> None:
    """What a paper worksheet says, by the page of the job."""
    technician.go(f"/jobs/{job}/paper/")
    technician.field("Kết quả").select_option("pass")
    technician.field("Số biên bản giấy").fill(f"BB-{job}")
    technician.field("Người thực hiện").select_option(str(person))
    technician.page.get_by_role("main").locator("form button.btn-primary").click()
    technician.page.get_by_text("Đã nhập biên bản giấy").first.wait_for()
