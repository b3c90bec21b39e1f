"""Science tasks, products, extensions, proposals and programme lines for tests."""

from datetime import date
from typing import Any

from accounts.models import Centre
from accounts.permissions import Role
from planning.models import Extension, Product, ProgrammeItem, Proposal, ScienceTask
from planning.services import extensions, products, programme, proposals, science
from tests.factories import people
from tests.factories.people import NOW

TASK: dict[str, Any] = {
    "title": "Nghiên cứu chế tạo chuẩn dòng điện",
    "level": "ministry",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
}


def officer(centre: Centre) -> Any:
    """Whoever records planning in a centre."""
    return people.person(Role.QUALITY_OFFICER, centre)


def task(centre: Centre, *, by: Any = None, **facts: Any) -> ScienceTask:
    """A ministry's task of 2026 that the centre leads."""
    more = {**TASK, **facts}
    return science.add_task(centre=centre, by=by or officer(centre), at=NOW, again=True, **more)


def reports_of(of: ScienceTask, count: int = 1, **facts: Any) -> list[Product]:
    """Thematic reports that the task owes."""
    more = {"name": "Báo cáo chuyên đề", "kind": "thematic_report", "due_on": date(2026, 6, 30)}
    return products.add_products(
        task_id=of.pk, count=count, by=of.entered_by, at=NOW, **{**more, **facts}
    )


def asked(of: ScienceTask, until: date = date(2027, 6, 30), **facts: Any) -> Extension:
    """A request to extend the task."""
    more = {"asked_on": date(2026, 6, 1), "why": "Chậm cấp kinh phí", **facts}
    return extensions.ask_extension(task_id=of.pk, until=until, by=of.entered_by, at=NOW, **more)


def granted(of: ScienceTask, until: date = date(2027, 6, 30), **facts: Any) -> Extension:
    """An extension that was approved."""
    request = asked(of, until, **facts)
    return extensions.answer_extension(
        extension_id=request.pk, approved=True, on=date(2026, 7, 1), by=of.entered_by, at=NOW
    )


def proposal(centre: Centre, **facts: Any) -> Proposal:
    """A science task proposed for 2027."""
    more = {
        "kind": "task", "level": "ministry", "plan_year": 2027, "made_on": date(2026, 5, 4),
        "title": "Chuẩn lưu lượng khí", **facts,
    }  # fmt: skip
    return proposals.add_proposal(centre=centre, by=officer(centre), at=NOW, again=True, **more)


def items(centre: Centre, *titles: str, **facts: Any) -> list[ProgrammeItem]:
    """Lines of the programme of 2026."""
    more = {"year": 2026, "source": "15/CTr-VDL", "issued_on": date(2026, 1, 12), **facts}
    return programme.add_items(
        centre=centre, titles=titles or ("Rà soát quy chế",), by=officer(centre), at=NOW, **more
    )
