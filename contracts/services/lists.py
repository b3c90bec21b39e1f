"""A client's list: taken in, mended cell by cell, asked to be applied. The work is in `listing`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.canonical import sha256
from common.errors import Fault, Faults, InvalidInput, Refused
from common.models import Task
from common.queue import enqueue
from contracts.listing.headings import FIELDS, REQUIRED
from contracts.listing.reading import JUDGED_COLUMNS, judge_stored
from contracts.models import ListImport, ListLayout, ListRow
from contracts.quoting.guards import require_lines_free
from contracts.services.words import locked, note
from contracts.states import WITH_JOBS, ContractState, LineKind, ListState
from contracts.tables import ending, file_faults, mended
from contracts.tasks import apply_list as apply_task
from contracts.tasks import read_list as read_task


@transaction.atomic
def upload_list(
    *,
    contract_id: int,
    file_name: str,
    content: bytes,
    by: User,
    at: datetime,
    kind: str = LineKind.VERIFICATION,
) -> ListImport:
    """Keep a list's file and have it read. Its rows are judged before anything enters."""
    contract = locked(contract_id)
    if contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ nhập danh sách vào hợp đồng nháp."), code="wrong_state")
    require_lines_free(contract)
    _check_file(file_name, content, kind)
    source = ListImport.objects.create(
        contract=contract,
        file_name=file_name[-200:],
        file=ContentFile(content, name=f"{contract.pk}{ending(file_name)}"),
        sha256=sha256(content),
        kind=kind,
        by=by,
        at=at,
    )
    note(contract, "list.upload", by=by, at=at, changes={"file": (None, source.file_name)})
    enqueue(read_task, key=read_key(source.pk), by_id=by.pk, import_id=source.pk)
    return source


def read_key(import_id: int) -> str:
    """The key of the task row that reads an import."""
    return f"contracts.read_list:{import_id}"


def reading_task(import_id: int) -> Task | None:
    """The task that reads an import, or read it last."""
    key = read_key(import_id)
    return Task.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).order_by("-pk").first()


def _check_file(file_name: str, content: bytes, kind: str) -> None:
    faults = file_faults(file_name, content)
    if kind not in WITH_JOBS:
        allowed = ", ".join(sorted(WITH_JOBS))
        faults.add("kind", _("Không có lựa chọn này."), code="unknown", found=kind, allowed=allowed)
    faults.raise_if_any()


@transaction.atomic
def mend_row(
    *, import_id: int, number: int, values: dict[str, str], by: User, at: datetime
) -> ListRow:
    """Correct cells of a previewed row; it and the rows that hang on it are judged again."""
    source = _locked(import_id)
    _require_ready(source)
    row = source.rows.select_for_update(no_key=True).get(number=number)
    typed = mended(values, row.values, FIELDS)
    if typed:
        changes = {f"{number}.{name}": (row.values.get(name, ""), it) for name, it in typed.items()}
        row.values = {**row.values, **typed}
        row.save(update_fields=["values"])
        _judge(source, at)
        note(source.contract, "list.mend", by=by, at=at, changes=changes)
    return source.rows.get(number=number)


@transaction.atomic
def map_columns(
    *, import_id: int, row: int, columns: Mapping[str, int], by: User, at: datetime
) -> Task:
    """Say which column of a list is what; it is read again, and so is the customer's next list.

    `row` is the heading's number in the sheet, `columns` maps fields to columns counted from 0.
    Raises InvalidInput with every fault; what was mended in the preview is read anew.
    """
    source = _locked(import_id)
    if source.state not in (ListState.READY, ListState.REFUSED):
        raise _wrong_state(source, "ready, refused")
    if source.contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ nhập danh sách vào hợp đồng nháp."), code="wrong_state")
    require_lines_free(source.contract)
    head = _head(source, row)
    _check_mapping(head["cells"], columns)
    ListLayout.objects.update_or_create(
        customer=source.contract.customer,
        fingerprint=head["mark"],
        defaults={"columns": dict(columns), "by": by, "at": at},
    )
    changes = {name: (None, head["cells"][column]) for name, column in columns.items()}
    note(source.contract, "list.map", by=by, at=at, changes=changes)
    source.rows.all().delete()
    source.state, source.error, source.columns = ListState.READING, "", {}
    source.save(update_fields=["state", "error", "columns"])
    again = f"{read_key(import_id)}:{at.timestamp()}"
    return enqueue(read_task, key=again, by_id=by.pk, import_id=source.pk)


def _head(source: ListImport, row: int) -> dict[str, Any]:
    heads: list[dict[str, Any]] = source.columns.get("heads", [])
    found = next((head for head in heads if head["row"] == row), None)
    if found is None:
        allowed = ", ".join(str(head["row"]) for head in heads)
        message = _("Không chọn dòng này làm tiêu đề được.")
        raise InvalidInput(Fault("row", message, "unknown", found=str(row), allowed=allowed))
    return found


def _check_mapping(cells: Sequence[str], columns: Mapping[str, int]) -> None:
    faults = Faults()
    used: dict[int, str] = {}
    for name, column in columns.items():
        if name not in FIELDS:
            allowed = ", ".join(FIELDS)
            faults.add(name, _("Không có cột này."), code="unknown", found=name, allowed=allowed)
        elif not 0 <= column < len(cells):
            allowed = f"0..{len(cells) - 1}"
            message = _("Không có cột này.")
            faults.add(name, message, code="out_of_range", found=str(column), allowed=allowed)
        elif column in used:
            message = _("Một cột chỉ là một thứ: cột này đã được chọn.")
            faults.add(name, message, code="taken", found=used[column])
        used.setdefault(column, name)
    for name in REQUIRED:
        if name not in columns:
            message = _("Hãy chỉ ra cột này: thiếu nó thì không đọc được danh sách.")
            faults.add(name, message, code="required")
    faults.raise_if_any()


@transaction.atomic
def judge_again(*, import_id: int, at: datetime) -> int:
    """Hold a preview against the world of now; returns how many rows got another judgement."""
    source = _locked(import_id)
    _require_ready(source)
    return _judge(source, at)


def _judge(source: ListImport, at: datetime) -> int:
    _judged, moved = judge_stored(source, timezone.localdate(at))
    ListRow.objects.bulk_update(moved, JUDGED_COLUMNS, batch_size=200)
    return len(moved)


@transaction.atomic
def apply_list(*, import_id: int, by: User, at: datetime, skip: bool = False) -> Task:
    """Ask for a previewed list to enter its contract; the task does it, all or nothing."""
    source = _locked(import_id)
    _require_ready(source)
    require_lines_free(source.contract)
    entering = source.rows.filter(fate__in=("new", "known", "changed")).count()
    left = source.rows.count() - entering
    if not entering:
        raise Refused(_("Không có dòng nào nhập được."), code="nothing_to_apply")
    if left and not skip:
        message = _("Còn %(n)s dòng chưa nhập được: hãy sửa, hoặc chọn bỏ qua các dòng đó.")
        raise Refused(message % {"n": left}, code="rows_left")
    return enqueue(apply_task, by_id=by.pk, import_id=source.pk, user_id=by.pk, skip=skip)


def _locked(import_id: int) -> ListImport:
    contract_id = ListImport.objects.values_list("contract_id", flat=True).get(pk=import_id)
    contract = locked(contract_id)
    source = ListImport.objects.select_for_update(of=("self",), no_key=True).get(pk=import_id)
    source.contract = contract
    return source


def _require_ready(source: ListImport) -> None:
    if source.state != "ready":
        raise _wrong_state(source, "ready")
    if source.contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ nhập danh sách vào hợp đồng nháp."), code="wrong_state")


def _wrong_state(source: ListImport, allowed: str) -> Refused:
    message = _("Danh sách đang ở trạng thái “%(state)s”.") % {"state": source.get_state_display()}
    fault = Fault("", message, code="wrong_state", found=source.state, allowed=allowed)
    return Refused(message, code="wrong_state", faults=(fault,))
