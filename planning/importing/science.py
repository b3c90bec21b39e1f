"""Lists of science tasks, each with a kind of product that it owes, and of proposals."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from common.text import fold
from planning.importing import fields as cells
from planning.importing.fields import Field
from planning.importing.subjects import Facts, Ground, Subject, add
from planning.models import Product, Proposal, ScienceTask
from planning.services import products, proposals, science
from planning.states import Level, ProductKind, ProposalKind, Strand, TaskKind, TaskRole

# The columns about products, and what each is called for the product itself.
_PRODUCT = {"product": "name", "product_kind": "kind", "product_due": "due_on"}
_COUNT = "product_count"


def _of_task(facts: Facts) -> Facts:
    return {name: facts[name] for name in facts if name in science.FACTS}


def _of_product(facts: Facts) -> Facts:
    return {inside: facts[name] for name, inside in _PRODUCT.items() if name in facts}


def _task_faults(facts: Facts, ground: Ground) -> list[Fault]:
    task = ScienceTask(centre=ground.centre, **_of_task(facts))
    try:
        science.check_task(task, ground.at)
    except InvalidInput as error:
        return list(error.faults)
    return _product_faults(facts, task, ground.at)


def _product_faults(facts: Facts, task: ScienceTask, at: datetime) -> list[Fault]:
    said = _of_product(facts)
    if not said and _COUNT not in facts:
        return []
    count = facts.get(_COUNT, 1)
    if not 1 <= count <= products.MOST:
        message = _("Mỗi lần thêm từ 1 đến %(most)s sản phẩm.") % {"most": products.MOST}
        allowed = f"1–{products.MOST}"
        return [Fault(_COUNT, message, code="out_of_range", found=str(count), allowed=allowed)]
    try:
        products.check_product(Product(task=task, **said), task, at)
    except InvalidInput as error:
        outside = {inside: name for name, inside in _PRODUCT.items()}
        return [
            Fault(outside.get(one.field, one.field), one.message, one.code, one.found, one.allowed)
            for one in error.faults
        ]
    return []


def _task_key(facts: Facts, _ground: Ground) -> Hashable:
    return facts.get("kind", TaskKind.SCIENCE), fold(facts["title"]), facts["starts_on"]


def _prepare_tasks(centre: Centre, many: Sequence[Facts], at: datetime) -> Ground:
    rows = ScienceTask.objects.standing().filter(centre=centre)
    days = {facts["starts_on"] for facts in many if "starts_on" in facts}
    near = rows.filter(starts_on__in=days).values_list("kind", "title", "starts_on")
    keys: set[Any] = {(kind, fold(title), day) for kind, title, day in near}
    codes = {facts["code"] for facts in many if facts.get("code")}
    return Ground(
        centre, at, keys | set(rows.filter(code__in=codes).values_list("code", flat=True))
    )


def _write_tasks(centre: Centre, many: Sequence[Facts], by: Any, at: datetime) -> Sequence[Any]:
    made = []
    for facts in many:
        said = {"by": by, "at": at}
        task = science.add_task(centre=centre, again=True, **_of_task(facts), **said)
        if owed := _of_product(facts):
            count = facts.get(_COUNT, 1)
            products.add_products(task_id=task.pk, count=count, **owed, **said)
        made.append(task)
    return made


TASKS = add(
    Subject(
        code="tasks",
        label=gettext_lazy("nhiệm vụ"),
        verb=Can.RECORD_PLANNING,
        page="planning:tasks",
        fields=(
            Field("code", gettext_lazy("Mã số"), cells.text, more=("ma", "so hieu"),
                  example="ĐTĐL.CN-126/21"),
            Field("title", gettext_lazy("Tên nhiệm vụ"), cells.text, required=True,
                  more=("ten", "noi dung", "nhiem vu"), example="Thiết bị đo khí thải"),
            Field("kind", gettext_lazy("Loại"), cells.choice(TaskKind)),
            Field("level", gettext_lazy("Cấp nhiệm vụ"), cells.choice(Level), required=True,
                  more=("cap",), example="cấp bộ"),
            Field("role", gettext_lazy("Vai trò"), cells.choice(TaskRole), example="chủ trì"),
            Field("strand", gettext_lazy("Mảng"), cells.choice(Strand)),
            Field("head", gettext_lazy("Chủ nhiệm"), cells.text, more=("chu nhiem nhiem vu",)),
            Field("starts_on", gettext_lazy("Ngày bắt đầu"), cells.day, required=True,
                  more=("bat dau", "tu ngay"), example="01/01/2026"),
            Field("ends_on", gettext_lazy("Thời hạn ban đầu"), cells.day, required=True,
                  more=("thoi han", "ket thuc", "den ngay", "han"), example="31/12/2027"),
            Field("submitted_on", gettext_lazy("Trình phê duyệt"), cells.day),
            Field("approved_on", gettext_lazy("Được phê duyệt"), cells.day, more=("phe duyet",)),
            Field("acceptance_due_on", gettext_lazy("Dự kiến nghiệm thu"), cells.day),
            Field("accepted_on", gettext_lazy("Ngày nghiệm thu"), cells.day, more=("nghiem thu",)),
            Field("acceptance_paper", gettext_lazy("Văn bản nghiệm thu"), cells.text),
            Field("product", gettext_lazy("Tên sản phẩm"), cells.text, more=("san pham",),
                  example="Báo cáo chuyên đề"),
            Field("product_kind", gettext_lazy("Loại sản phẩm"), cells.choice(ProductKind),
                  example="báo cáo chuyên đề"),
            Field("product_count", gettext_lazy("Số lượng sản phẩm"), cells.whole,
                  more=("so san pham",), example="21"),
            Field("product_due", gettext_lazy("Hạn sản phẩm"), cells.day, example="30/06/2027"),
        ),
        prepare=_prepare_tasks,
        faults=_task_faults,
        key=_task_key,
        is_known=lambda facts, ground: (
            _task_key(facts, ground) in ground.known or facts.get("code") in ground.known
        ),
        write=_write_tasks,
    )
)  # fmt: skip


def _proposal_faults(facts: Facts, ground: Ground) -> list[Fault]:
    try:
        proposals.check_proposal(Proposal(centre=ground.centre, **facts), ground.at)
    except InvalidInput as error:
        return list(error.faults)
    return []


def _proposal_key(facts: Facts, _ground: Ground) -> Hashable:
    return facts["kind"], facts["plan_year"], fold(facts["title"])


def _prepare_proposals(centre: Centre, many: Sequence[Facts], at: datetime) -> Ground:
    del many
    rows = Proposal.objects.standing().filter(centre=centre)
    found = rows.values_list("kind", "plan_year", "title")
    return Ground(centre, at, {(kind, year, fold(title)) for kind, year, title in found})


def _write_proposals(centre: Centre, many: Sequence[Facts], by: Any, at: datetime) -> Sequence[Any]:
    return [
        proposals.add_proposal(centre=centre, again=True, **facts, by=by, at=at) for facts in many
    ]


PROPOSALS = add(
    Subject(
        code="proposals",
        label=gettext_lazy("đề xuất"),
        verb=Can.RECORD_PLANNING,
        page="planning:proposals",
        fields=(
            Field("title", gettext_lazy("Tên đề xuất"), cells.text, required=True,
                  more=("ten", "noi dung"), example="Chuẩn lưu lượng khí"),
            Field("kind", gettext_lazy("Loại"), cells.choice(ProposalKind), required=True,
                  example="nhiệm vụ KH&CN"),
            Field("level", gettext_lazy("Cấp nhiệm vụ"), cells.choice(Level), more=("cap",),
                  example="cấp bộ"),
            Field("plan_year", gettext_lazy("Năm kế hoạch"), cells.whole, required=True,
                  more=("nam",), example="2027"),
            Field("made_on", gettext_lazy("Ngày lập"), cells.day, required=True,
                  example="04/05/2026"),
            Field("submitted_on", gettext_lazy("Ngày trình"), cells.day),
            Field("approved_on", gettext_lazy("Ngày duyệt"), cells.day),
            Field("refused_on", gettext_lazy("Ngày từ chối"), cells.day),
        ),
        prepare=_prepare_proposals,
        faults=_proposal_faults,
        key=_proposal_key,
        is_known=lambda facts, ground: _proposal_key(facts, ground) in ground.known,
        write=_write_proposals,
    )
)  # fmt: skip
