"""A bank's list: taken in, its columns named, mended row by row, asked to be entered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from audit.record import record
from common.canonical import sha256
from common.errors import Fault, Faults, InvalidInput, Refused
from common.models import Task
from common.queue import enqueue
from common.verbs import name_verbs
from contracts.ledger.bank.applying import require_whole
from contracts.ledger.bank.headings import FIELDS, REQUIRED, SHOWN_COLUMNS, SHOWN_ROWS
from contracts.ledger.bank.judging import CHOICES
from contracts.ledger.bank.reading import JUDGED_COLUMNS, judge_stored
from contracts.ledger.bank.tasks import apply_bank_list as apply_task
from contracts.ledger.bank.tasks import read_bank_list as read_task
from contracts.ledger.bank.wording import field_name
from contracts.models import BankList, BankRow
from contracts.states import ListState
from contracts.tables import ending, file_faults, mended

EDITABLE = (*FIELDS, *CHOICES)
name_verbs(
    {
        "bank.upload": gettext_lazy("nạp sao kê ngân hàng"),
        "bank.columns": gettext_lazy("chỉ ra các cột của sao kê"),
        "bank.mend": gettext_lazy("sửa dòng của sao kê"),
        "bank.apply": gettext_lazy("ghi các khoản thu của sao kê"),
    }
)


@transaction.atomic
def upload_bank_list(
    *, centre: Centre, file_name: str, content: bytes, by: User, at: datetime
) -> BankList:
    """Keep a list's file and have it read. Its rows are judged before anything is recorded."""
    file_faults(file_name, content).raise_if_any()
    digest = sha256(content)
    _refuse_same(centre, digest)
    source = BankList.objects.create(
        centre=centre,
        file_name=file_name[-200:],
        file=ContentFile(content, name=f"{centre.code.lower()}{ending(file_name)}"),
        sha256=digest,
        by=by,
        at=at,
    )
    _say(source, "bank.upload", by, at, {"file": (None, source.file_name)})
    _read(source, by)
    return source


def _refuse_same(centre: Centre, digest: str) -> None:
    """The same file, byte for byte, that was entered already."""
    there = BankList.objects.filter(centre=centre, sha256=digest, state=ListState.APPLIED).first()
    if there is not None:
        message = _("Tệp này đã nhập ngày %(day)s rồi.") % {"day": f"{there.at:%d/%m/%Y}"}
        raise InvalidInput(Fault("file", message, code="already", found=there.file_name))


def _read(source: BankList, by: User) -> None:
    enqueue(read_task, key=read_key(source), by_id=by.pk, list_id=source.pk)


def read_key(source: BankList) -> str:
    """The key of the task row that reads a list; each naming of its columns is a new one."""
    return f"contracts.read_bank_list:{source.pk}:{source.columns.get('times', 0)}"


@transaction.atomic
def name_columns(
    *, list_id: int, row: int, columns: Mapping[str, int], by: User, at: datetime
) -> BankList:
    """Say in which row the headings stand and which column each field is; the file is read again.

    `columns` counts from 0. Raises Refused once the list is entered, InvalidInput by field.
    """
    source = _locked(list_id)
    if source.state not in (ListState.REFUSED, ListState.READY):
        raise _wrong_state(source)
    faults = Faults()
    if not 0 <= row <= SHOWN_ROWS:
        faults.add("row", _("Không phải số dòng."), code="unknown", found=str(row))
    for name, column in columns.items():
        if name not in FIELDS or not 0 <= column < SHOWN_COLUMNS:
            faults.add(name, _("Không có cột này."), code="unknown", found=str(column))
    for name in REQUIRED:
        if name not in columns:
            message = _("Hãy chọn cột “%(column)s”.") % {"column": field_name(name)}
            faults.add(name, message, code="blank")
    if len(set(columns.values())) < len(columns):
        faults.add("columns", _("Mỗi cột chỉ dùng cho một nội dung."), code="duplicate")
    faults.raise_if_any()
    source.columns = {
        "seen": source.columns.get("seen", []),
        "named": {"row": row, "columns": dict(columns)},
        "times": source.columns.get("times", 0) + 1,
    }
    source.state = ListState.READING
    source.save(update_fields=["columns", "state"])
    _say(source, "bank.columns", by, at, {name: (None, n) for name, n in columns.items()})
    _read(source, by)
    return source


@transaction.atomic
def mend_bank_row(
    *, list_id: int, number: int, values: Mapping[str, str], by: User, at: datetime
) -> BankRow:
    """Correct cells of a row, or say whose it is (`contract`, `invoices`) or to `leave` it.

    All rows are judged again: what one takes another cannot.
    """
    source = _locked(list_id)
    _require_ready(source)
    row = source.rows.select_for_update(no_key=True).get(number=number)
    typed = mended(values, row.values, EDITABLE)
    if typed:
        changes = {f"{number}.{name}": (row.values.get(name, ""), it) for name, it in typed.items()}
        row.values = {**row.values, **typed}
        row.save(update_fields=["values"])
        _judge(source, at)
        _say(source, "bank.mend", by, at, changes)
    return source.rows.get(number=number)


@transaction.atomic
def judge_bank_again(*, list_id: int, at: datetime) -> int:
    """Hold a preview against the debts of now; returns how many rows got another judgement."""
    source = _locked(list_id)
    _require_ready(source)
    return _judge(source, at)


def _judge(source: BankList, at: datetime) -> int:
    _rows, moved = judge_stored(source, timezone.localdate(at))
    BankRow.objects.bulk_update(moved, JUDGED_COLUMNS, batch_size=200)
    return len(moved)


@transaction.atomic
def apply_bank_list(*, list_id: int, by: User, skip: bool = False) -> Task:
    """Ask for a previewed list to become payments; the task does it, all or nothing."""
    source = _locked(list_id)
    _require_ready(source)
    require_whole(list(source.rows.only("fate")), skip=skip)
    return enqueue(apply_task, by_id=by.pk, list_id=source.pk, user_id=by.pk, skip=skip)


def _locked(list_id: int) -> BankList:
    rows = BankList.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    return rows.get(pk=list_id)


def _require_ready(source: BankList) -> None:
    if source.state != ListState.READY:
        raise _wrong_state(source)


def _wrong_state(source: BankList) -> Refused:
    message = _("Danh sách đang ở trạng thái “%(state)s”.") % {"state": source.get_state_display()}
    return Refused(message, code="wrong_state")


def _say(
    source: BankList, verb: str, by: User, at: datetime, changes: Mapping[str, tuple[Any, Any]]
) -> None:
    record(subject=source, verb=verb, by=by, at=at, chain=source.centre.code, changes=changes)
