"""Products of a task: many entered at once, delivered, accepted, changed, struck."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.record import Said, record_many
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.holding import hold_all
from common.text import nfc
from common.verbs import name_verbs
from planning.models import Product, ScienceTask
from planning.services import entering

FACTS = ("kind", "name", "due_on", "delivered_on", "accepted_on")
MOST = 200  # products entered or moved on in one action

name_verbs(
    {
        "product.add": gettext_lazy("thêm sản phẩm"),
        "product.change": gettext_lazy("sửa sản phẩm"),
        "product.deliver": gettext_lazy("giao sản phẩm"),
        "product.accept": gettext_lazy("nghiệm thu sản phẩm"),
        "product.strike": gettext_lazy("bỏ sản phẩm"),
    }
)


@transaction.atomic
def add_products(
    *,
    task_id: int,
    name: str,
    count: int = 1,
    again: bool = False,
    by: Any,
    at: datetime,
    **facts: Any,
) -> list[Product]:
    """One product, or many with numbered names: “Báo cáo chuyên đề 1” … “… 21”.

    Products of that name that the task has already are asked about; with `again` the numbers go on.
    """
    task = _hold(task_id)
    start = _first_number(task, nfc(name), again=again)
    names = _numbered(nfc(name), count, start)
    made, changes = [], []
    for one in names:
        row = Product(task=task, centre=task.centre, entered_by=by, entered_at=at)
        changes.append(entering.put(row, {**facts, "name": one}, FACTS))
        made.append(row)
    check_product(made[-1], task, at)  # they differ by their number only; the last is the longest
    Product.objects.bulk_create(made)
    _tell(made, "product.add", changes, by, at)
    return made


@transaction.atomic
def deliver_products(
    *, task_id: int, product_ids: Sequence[int], on: date, by: Any, at: datetime
) -> list[Product]:
    """These products of the task were handed over on a day: all of them, or none."""
    return _move(task_id, product_ids, "delivered_on", on, by, at)


@transaction.atomic
def accept_products(
    *, task_id: int, product_ids: Sequence[int], on: date, by: Any, at: datetime
) -> list[Product]:
    """These products of the task were accepted on a day; what was not delivered is refused."""
    return _move(task_id, product_ids, "accepted_on", on, by, at)


@transaction.atomic
def change_product(
    *, product_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> Product:
    """Other facts of one product; `seen` are their values as the person read them."""
    task = _hold(Product.objects.values_list("task_id", flat=True).get(pk=product_id))
    row: Product = entering.hold_standing(Product.objects.select_related("centre"), product_id)
    entering.refuse_moved(row, seen)
    changes = entering.put(row, facts, FACTS)
    check_product(row, task, at)
    if changes:
        row.save(update_fields=list(changes))
        _tell([row], "product.change", [changes], by, at)
    return row


@transaction.atomic
def strike_product(*, product_id: int, why: str, by: Any, at: datetime) -> Product:
    """Take one product back, with the reason."""
    _hold(Product.objects.values_list("task_id", flat=True).get(pk=product_id))
    row: Product = entering.hold_standing(Product.objects.select_related("centre"), product_id)
    entering.take_back(row, "product.strike", entering.said_why(why), by, at)
    return row


def strike_all(rows: Iterable[Product], *, why: str, by: Any, at: datetime, chain: str) -> None:
    """Take these products of a held task back, each with its event."""
    struck = list(rows)
    for one in struck:
        one.struck_at, one.struck_why = at, why
    Product.objects.bulk_update(struck, ["struck_at", "struck_why"])
    said = [Said(one, "product.strike", why=why) for one in struck]
    record_many(said, by=by, at=at, chain=chain)


def _hold(task_id: int) -> ScienceTask:
    rows = ScienceTask.objects.select_related("centre")
    task: ScienceTask = entering.hold_standing(rows, task_id)
    return task


def _tell(
    rows: Sequence[Product], verb: str, changes: Sequence[dict[str, Any]], by: Any, at: datetime
) -> None:
    said = [Said(row, verb, change) for row, change in zip(rows, changes, strict=True)]
    record_many(said, by=by, at=at, chain=rows[0].centre.code)


def _numbered(name: str, count: int, start: int) -> list[str]:
    if not 1 <= count <= MOST:
        raise InvalidInput(
            Fault(
                "count", _("Mỗi lần thêm từ 1 đến %(most)s sản phẩm.") % {"most": MOST},
                code="out_of_range", found=str(count), allowed=f"1–{MOST}",
            )
        )  # fmt: skip
    if count == 1 and start == 1:
        return [name]
    return [f"{name} {number}" for number in range(start, start + count)]


def _first_number(task: ScienceTask, name: str, *, again: bool) -> int:
    """The number after those that products of this name bear; 1 where there is none."""
    bears = re.compile(rf"{re.escape(name)}(?: (\d{{1,6}}))?")
    names = task.products.filter(struck_at__isnull=True).values_list("name", flat=True)
    there = [int(found[1] or 1) for one in names if name and (found := bears.fullmatch(one))]
    if there and not again:
        message = _(
            "Nhiệm vụ đã có %(n)s sản phẩm tên này. Nếu đúng là sản phẩm khác, hãy xác nhận để"
            " thêm; số thứ tự sẽ nối tiếp."
        ) % {"n": len(there)}
        fault = Fault("name", message, code="products_known", found=name[:100])
        raise Conflict(message, code="products_known", faults=(fault,))
    return max(there, default=0) + 1


def _move(
    task_id: int, product_ids: Sequence[int], name: str, on: date, by: Any, at: datetime
) -> list[Product]:
    task = _hold(task_id)
    rows = _of_task(task, product_ids)
    moved, changes = [], []
    for row in rows:
        there = getattr(row, name)
        if there is not None and there != on:
            message = _("“%(name)s” đã ghi ngày %(day)s. Ghi nhầm thì sửa sản phẩm ấy.") % {
                "name": row.name, "day": f"{there:%d/%m/%Y}",
            }  # fmt: skip
            fault = Fault("products", message, code="already_done", found=str(row.pk))
            raise Conflict(message, code="already_done", faults=(fault,))
        if change := entering.put(row, {name: on}, FACTS):
            _check_move(row, task, at)
            moved.append(row)
            changes.append(change)
    if moved:
        Product.objects.bulk_update(moved, [name])
        verb = "product.deliver" if name == "delivered_on" else "product.accept"
        _tell(moved, verb, changes, by, at)
    return rows


def _of_task(task: ScienceTask, product_ids: Sequence[int]) -> list[Product]:
    """The standing products of the task with these ids, held; InvalidInput for another's."""
    wanted = sorted(set(product_ids))
    if not 1 <= len(wanted) <= MOST:
        message = _("Hãy chọn từ 1 đến %(most)s sản phẩm.") % {"most": MOST}
        fault = Fault("products", message, code="out_of_range", found=str(len(wanted)))
        raise InvalidInput(fault)
    rows = Product.objects.select_related("centre").filter(task=task, struck_at__isnull=True)
    found = hold_all(rows, wanted)
    missing = set(wanted) - {one.pk for one in found}
    if missing:
        message = _("Sản phẩm này không thuộc nhiệm vụ, hoặc đã bị bỏ.")
        found_ids = ", ".join(map(str, sorted(missing)[:5]))
        raise InvalidInput(Fault("products", message, code="unknown", found=found_ids))
    return found


def _check_move(row: Product, task: ScienceTask, at: datetime) -> None:
    """A fault of the day is the fault of `on`, and says of which product."""
    try:
        check_product(row, task, at)
    except InvalidInput as error:
        faults = (
            Fault("on", f"{row.name}: {one.message}", one.code, one.found, one.allowed)
            for one in error.faults
        )
        raise InvalidInput(*faults) from error


def check_product(row: Product, task: ScienceTask, at: datetime) -> None:
    """InvalidInput with every fault of a product, entered or not yet."""
    faults = Faults()
    entering.check_fields(row, FACTS, faults)
    entering.check_past(row, ("delivered_on", "accepted_on"), at, faults)
    message = _("Ngày nghiệm thu không được trước ngày giao.")
    entering.check_order(row, "delivered_on", "accepted_on", message, faults)
    if row.accepted_on and not row.delivered_on:
        faults.add(
            "accepted_on", _("Sản phẩm chưa giao thì chưa nghiệm thu."), code="not_delivered",
            found=row.accepted_on.isoformat(),
        )  # fmt: skip
    for name in ("due_on", "delivered_on"):
        day = getattr(row, name)
        if day is not None and day < task.starts_on:
            faults.add(
                name, _("Ngày này trước ngày bắt đầu của nhiệm vụ."), code="too_early",
                found=day.isoformat(), allowed=f"≥ {task.starts_on.isoformat()}",
            )  # fmt: skip
    faults.raise_if_any()
