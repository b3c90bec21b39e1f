"""Rows and good bodies for the addresses of activities, entered figures, evidence, brought lists."""

from typing import Any

from planning.services import imports
from planning.services.evidence import add_evidence
from tests.factories.people import NOW
from tests.factories.planning import PDF, activity, book, figure

_NAMES = ("activities", "figures", "evidence", "imports")
ROWS = {
    f"{start}planning/{name}/": f"planned-{name}" for start in ("", "api/v1/") for name in _NAMES
}


def rows(lab: Any) -> dict[str, Any]:
    """An activity with a file, an entered figure, a list of two rows."""
    made = activity(lab.centre, by=lab.quality)
    kept = add_evidence(subject=made, file_name="a.pdf", content=PDF, by=lab.quality, at=NOW)
    return {
        "planned-activities": made.pk,
        "planned-figures": figure(lab.centre, by=lab.quality).pk,
        "planned-evidence": kept.pk,
        "planned-imports": _list(lab).pk,
    }


def _list(lab: Any) -> Any:
    heads = ["Loại", "Nội dung", "Ngày hoàn thành"]
    table = book(heads, ["event", "Hội nghị", "05/03/2026"], ["event", "Hội thảo", "06/03/2026"])
    return imports.bring_list(
        centre=lab.centre, subject="activities", file_name="a.xlsx", content=table,
        by=lab.quality, at=NOW,
    )  # fmt: skip


def writes(write: Any, lab: Any, rows: dict[str, Any]) -> list[Any]:
    """A good body for each write."""
    a, f, i = ("/api/v1/planning/" + name for name in ("activities", "figures", "imports"))
    facts = {
        "title": "Bài mới", "strand": "duty", "begun_on": "2026-01-05", "due_on": "2026-06-30",
        "done_on": "2026-06-01", "people": "A", "paper": "x", "sort": "x", "venue": "journal_home",
        "venue_name": "Tạp chí", "quantity": 1, "approximate": False,
    }  # fmt: skip
    many = {name: value for name, value in facts.items() if name != "title"}
    new = {"centre": "HUE", "kind": "paper", "again": False}
    entered = {
        "centre": "HUE", "indicator": "students", "period": "2026-H1", "kind": "approximate",
        "value": 50, "places": 0, "words": "", "basis": "Báo cáo 1",
    }  # fmt: skip
    listed = _list(lab)
    digest = imports.preview_list(listed, NOW).digest
    return [
        write("post", f"{a}/", {**facts, **new}),
        write("post", f"{a}/many/", {**many, **new, "titles": [{"title": "Một", "paper": "x"}]}),
        write("patch", f"{a}/{{id}}/", facts, rows["planned-activities"]),
        write("post", f"{a}/{{id}}/strike/", {"why": "x"}, rows["planned-activities"]),
        write("post", f"{f}/", entered),
        write("post", f"{f}/{{id}}/strike/", {"why": "x"}, rows["planned-figures"]),
        write(
            "post", "/api/v1/planning/evidence/{id}/strike/", {"why": "x"}, rows["planned-evidence"]
        ),
        write("post", f"{i}/{{id}}/", {"digest": digest}, listed.pk),
        write(
            "patch",
            f"{i}/{{id}}/rows/{{number}}/",
            {"values": {"title": "Hội nghị khác"}, "leave": False},
            rows["planned-imports"],
            2,
        ),
    ]
