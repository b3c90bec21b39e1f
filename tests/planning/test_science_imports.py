"""Lists of tasks with their products, and of proposals: previewed, then all or nothing."""

from typing import Any

import pytest

from accounts.models import Centre
from common.errors import Refused
from planning.models import EntryImport, Product, Proposal, ScienceTask
from planning.services import imports
from planning.states import RowFate
from tests.factories import people
from tests.factories.people import NOW
from tests.factories.science import officer, proposal, task

pytestmark = pytest.mark.django_db
TASKS = """Mã số,Tên nhiệm vụ,Cấp nhiệm vụ,Ngày bắt đầu,Thời hạn ban đầu,Tên sản phẩm,Loại sản phẩm,Số lượng sản phẩm,Hạn sản phẩm
NV-1,Thiết bị đo khí thải,cấp bộ,01/01/2026,31/12/2027,Báo cáo chuyên đề,báo cáo chuyên đề,21,30/06/2027
NV-2,Nghiên cứu chế tạo chuẩn dòng điện,ministry,2026-01-01,31/12/2026,,,,
NV-3,thiet bi DO khi thai,cấp bộ,01/01/2026,31/12/2027,,,,
NV-4,Việc sai,cấp bộ,01/01/2026,31/12/2025,,,,
NV-5,Việc thiếu hạn sản phẩm,cấp tỉnh,01/01/2026,31/12/2026,Báo cáo,báo cáo,2,
"""


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


def brought(hue: Centre, subject: str, content: str) -> EntryImport:
    return imports.bring_list(
        centre=hue, subject=subject, file_name="a.csv", content=content.encode(),
        by=officer(hue), at=NOW,
    )  # fmt: skip


def test_a_list_of_tasks_shows_each_row_s_fate_and_enters_whole(hue: Centre) -> None:
    task(hue)  # the second row's
    source = brought(hue, "tasks", TASKS)
    by: dict[str, Any] = {"import_id": source.pk, "by": source.by, "at": NOW}

    seen = imports.preview_list(source, NOW)

    assert [one.fate for one in seen.judged] == [
        RowFate.NEW, RowFate.KNOWN, RowFate.TWICE, RowFate.WRONG, RowFate.WRONG,
    ]  # fmt: skip
    assert [(one.field, one.code) for row in seen.judged for one in row.faults] == [
        ("ends_on", "too_early"),
        ("product_due", "blank"),
    ]
    with pytest.raises(Refused):
        imports.apply_list(digest=seen.digest, **by)
    assert ScienceTask.objects.count() == 1
    numbers = [one.number for one in seen.judged]
    imports.mend_row(number=numbers[3], values={}, leave=True, **by)
    imports.mend_row(number=numbers[4], values={"product_due": "30/6/2026"}, leave=False, **by)
    source.refresh_from_db()
    imports.apply_list(digest=imports.preview_list(source, NOW).digest, **by)
    assert list(ScienceTask.objects.order_by("pk").values_list("code", flat=True)) == [
        "", "NV-1", "NV-5",
    ]  # fmt: skip
    assert Product.objects.filter(task__code="NV-1").count() == 21
    assert Product.objects.filter(task__code="NV-5").count() == 2


def test_a_list_of_proposals_enters_whole(hue: Centre) -> None:
    proposal(hue)
    source = brought(
        hue,
        "proposals",
        "Tên đề xuất,Loại,Cấp nhiệm vụ,Năm kế hoạch,Ngày lập\n"
        "Chuẩn lưu lượng khí,nhiệm vụ KH&CN,cấp bộ,2027,04/05/2026\n"
        "Phòng thử nghiệm điện,chủ trương đầu tư,,2027,04/05/2026\n",
    )

    seen = imports.preview_list(source, NOW)
    imports.apply_list(import_id=source.pk, digest=seen.digest, by=source.by, at=NOW)

    assert [one.fate for one in seen.judged] == [RowFate.KNOWN, RowFate.NEW]
    assert list(Proposal.objects.order_by("pk").values_list("title", "kind")) == [
        ("Chuẩn lưu lượng khí", "task"),
        ("Phòng thử nghiệm điện", "investment"),
    ]
