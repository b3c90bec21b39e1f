"""Rows and good bodies for the addresses of tasks, products, extensions, proposals, programme."""

from datetime import date
from typing import Any

from planning.services import products
from tests.factories import science

ROWS = {
    f"{start}planning/{name}/": f"planned-{name}"
    for start in ("", "api/v1/")
    for name in ("tasks", "products", "extensions", "proposals", "programme")
}


def rows(lab: Any) -> dict[str, Any]:
    """A task with a product and a request to extend it, a proposal, a line of a programme."""
    task = science.task(lab.centre, by=lab.quality)
    (product,) = science.reports_of(task)
    return {
        "planning": 0,  # see ROWS
        "planned-tasks": task.pk,
        "planned-products": product.pk,
        "planned-extensions": science.asked(task).pk,
        "planned-proposals": science.proposal(lab.centre).pk,
        "planned-programme": science.items(lab.centre)[0].pk,
    }


def writes(write: Any, lab: Any, rows: dict[str, Any], now: Any) -> list[Any]:
    """A good body for each write."""
    task = science.task(lab.centre, by=lab.quality, title="Việc thứ hai")
    due, given = science.reports_of(task, 2)
    by = {"task_id": task.pk, "by": lab.quality, "at": now}
    products.deliver_products(product_ids=[given.pk], on=date(2026, 6, 1), **by)
    handed_in = science.proposal(lab.centre, title="Đã trình", submitted_on=date(2026, 6, 1))
    return [
        *_tasks(write, task.pk, due.pk, given.pk),
        *_parts(write, rows),
        *_proposals(write, rows["planned-proposals"], handed_in.pk),
        *_programme(write, rows["planned-programme"]),
    ]


def _tasks(write: Any, pk: int, due: int, given: int) -> list[Any]:
    facts = {
        "kind": "science", "code": "NV-1", "title": "Việc mới", "level": "ministry",
        "role": "lead", "strand": "duty", "head": "A", "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "submitted_on": "2026-01-05", "approved_on": "2026-01-06",
        "acceptance_due_on": "2026-12-01", "accepted_on": "2026-06-01", "acceptance_paper": "x",
        "stopped_on": None, "stopped_why": "",
    }  # fmt: skip
    product = {"kind": "report", "name": "Báo cáo", "due_on": "2026-06-30",
               "delivered_on": "2026-06-01", "accepted_on": "2026-06-02"}  # fmt: skip
    asked = {"until": "2027-06-30", "asked_on": "2026-06-01", "why": "x", "paper": "x"}
    day, t = {"on": "2026-06-05"}, "/api/v1/planning/tasks"
    return [
        write("post", f"{t}/", {**facts, "centre": "HUE", "again": False}),
        write("patch", f"{t}/{{id}}/", facts, pk),
        write("post", f"{t}/{{id}}/submit/", day, pk),
        write("post", f"{t}/{{id}}/approve/", day, pk),
        write("post", f"{t}/{{id}}/accept/", {**day, "paper": "x", "open_products": True}, pk),
        write("post", f"{t}/{{id}}/stop/", {**day, "why": "x"}, pk),
        write("post", f"{t}/{{id}}/strike/", {"why": "x", "with_products": True}, pk),
        write("post", f"{t}/{{id}}/extensions/", asked, pk),
        write("post", f"{t}/{{id}}/products/", {**product, "count": 2, "again": False}, pk),
        write("post", f"{t}/{{id}}/products/deliver/", {**day, "products": [due]}, pk),
        write("post", f"{t}/{{id}}/products/accept/", {**day, "products": [given]}, pk),
        write("patch", "/api/v1/planning/products/{id}/", product, due),
        write("post", "/api/v1/planning/products/{id}/strike/", {"why": "x"}, due),
    ]


def _parts(write: Any, rows: dict[str, Any]) -> list[Any]:
    pk, e = rows["planned-extensions"], "/api/v1/planning/extensions/{id}"
    answer = {"on": "2026-06-05", "approved": True, "paper": "x"}
    facts = {"until": "2027-07-31", "asked_on": "2026-06-02", "why": "x", "paper": "x",
             "approved_on": "2026-06-03", "refused_on": None}  # fmt: skip
    return [write("patch", f"{e}/", facts, pk), write("post", f"{e}/answer/", answer, pk),
            write("post", f"{e}/strike/", {"why": "x"}, pk)]  # fmt: skip


def _proposals(write: Any, pk: int, handed_in: int) -> list[Any]:
    p, day = "/api/v1/planning/proposals", {"on": "2026-06-06"}
    facts = {"kind": "task", "level": "ministry", "plan_year": 2027, "title": "Đề xuất mới",
             "made_on": "2026-05-04", "submitted_on": "2026-06-01", "approved_on": "2026-06-02",
             "refused_on": None}  # fmt: skip
    return [
        write("post", f"{p}/", {**facts, "centre": "HUE", "again": False}),
        write("patch", f"{p}/{{id}}/", facts, pk),
        write("post", f"{p}/{{id}}/submit/", day, pk),
        write("post", f"{p}/{{id}}/approve/", day, handed_in),
        write("post", f"{p}/{{id}}/refuse/", day, handed_in),
        write("post", f"{p}/{{id}}/strike/", {"why": "x"}, pk),
    ]


def _programme(write: Any, pk: int) -> list[Any]:
    i = "/api/v1/planning/programme"
    facts = {"year": 2026, "source": "15/CTr", "issued_on": "2026-01-12", "due_on": "2026-03-31",
             "strand": "duty"}  # fmt: skip
    return [
        write("post", f"{i}/", {**facts, "centre": "HUE", "titles": ["Mục mới"], "again": False}),
        write("patch", f"{i}/{{id}}/", {**facts, "title": "Mục sửa", "done_on": "2026-03-01"}, pk),
        write("post", f"{i}/{{id}}/finish/", {"on": "2026-03-01"}, pk),
        write("post", f"{i}/{{id}}/strike/", {"why": "x"}, pk),
    ]
