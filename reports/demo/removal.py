"""Taking the demo away again: what may be deleted goes, what is append-only stays and is named."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Centre
from audit.models import Event
from audit.record import record
from calibration.models import Batch, Custody, CustodyPhoto, Job, Place, Reading
from certificates.models import Statement, StickerWish
from common.models import Task
from contracts.ledger.bank.services import read_key as bank_key
from contracts.models import (
    Allocation,
    Appendix,
    BankList,
    BankRow,
    ClosedBooks,
    Contract,
    ContractItem,
    ContractLine,
    ContractRows,
    Framework,
    Invoice,
    ListImport,
    OverCapApproval,
    Paper,
    Payment,
    Quotation,
)
from contracts.services.lists import read_key
from planning.models import Target
from reports.demo.accounts import HUE
from reports.demo.deeds import BANK_FILE, FRAMEWORK_TAIL, MARK
from reports.demo.plans import SOURCE
from reports.demo.units.removal import remove_units


@dataclass(frozen=True)
class Removed:
    """What went, and what cannot go."""

    contracts: int = 0
    invoices: int = 0
    payments: int = 0
    jobs: int = 0
    targets: int = 0
    readings_left: int = 0
    statements_left: int = 0
    events_left: int = 0
    other_contracts: int = 0  # in the demo's centre, but not of the demo


@transaction.atomic
def remove(*, at: datetime) -> Removed:
    """Delete the demo's contracts with all that hangs on them, its closings of books, its targets.

    Jobs without a worksheet or a certificate go too. Readings, statements and events are refused
    DELETE by the database: they stay, and so do the jobs, instruments and people they speak of.
    """
    centre = Centre.objects.filter(code=HUE).first()
    if centre is None:
        return Removed()
    mine = Contract.objects.filter(centre=centre, note=MARK)
    jobs = list(
        ContractItem.objects.filter(line__contract__in=mine, job__isnull=False)
        .order_by("pk")
        .values_list("job_id", flat=True)
    )
    _rooms(centre, mine, jobs)
    Allocation.objects.filter(payment__contract__in=mine).delete()
    payments = Payment.objects.filter(contract__in=mine).delete()[0]
    invoices = _invoices(mine)
    _files(mine)
    contracts = mine.count()
    mine.delete()
    Framework.objects.filter(
        centre=centre, number__endswith=FRAMEWORK_TAIL, orders__isnull=True
    ).delete()
    more, plans = remove_units()
    removed = Removed(
        contracts=contracts + more,
        invoices=invoices,
        payments=payments,
        jobs=_bare_jobs(jobs),
        targets=_targets(centre) + plans,
        readings_left=Reading.objects.filter(worksheet__job__centre=centre).count(),
        statements_left=Statement.objects.filter(certificate__centre=centre).count(),
        events_left=Event.objects.filter(chain=HUE).count(),
        other_contracts=Contract.objects.filter(centre=centre).count(),
    )
    if removed.contracts or removed.targets:
        changes = {"contracts": (removed.contracts, 0), "targets": (removed.targets, 0)}
        record(subject=centre, verb="demo.delete", by=None, at=at, chain=HUE, changes=changes)
    return removed


def _rooms(centre: Centre, contracts: ContractRows, jobs: list[int]) -> None:
    """What hangs on the contracts in the other rooms: offers, papers, things in custody, books."""
    ClosedBooks.objects.filter(centre=centre, why=MARK).delete()
    for source in BankList.objects.filter(centre=centre, file_name=BANK_FILE):
        Task.objects.filter(key=bank_key(source)).delete()
        source.file.delete(save=False)
        source.delete()
    BankRow.objects.filter(payment__contract__in=contracts).update(payment=None)
    for paper in Paper.objects.filter(contract__in=contracts).exclude(scan=""):
        paper.scan.delete(save=False)
    for hanging in (Paper, Quotation, OverCapApproval):
        hanging.objects.filter(contract__in=contracts).delete()
    lines = ContractLine.objects.filter(contract__in=contracts)
    _custody(lines, jobs)
    lines.filter(Q(added_by__isnull=False) | Q(struck_by__isnull=False)).delete()
    Appendix.objects.filter(contract__in=contracts).delete()


def _custody(lines: Any, jobs: list[int]) -> None:
    """Things that were here for the jobs, or for a contract that was not signed yet."""
    items = ContractItem.objects.filter(line__in=lines)
    waiting = Custody.objects.filter(instrument__in=items.values("instrument"), job__isnull=True)
    ids = set(waiting.values_list("pk", flat=True))
    for first in range(0, len(jobs), 500):
        mine = Custody.objects.filter(job__in=jobs[first : first + 500])
        ids.update(mine.values_list("pk", flat=True))
    rows = Custody.objects.filter(pk__in=ids)
    for photo in CustodyPhoto.objects.filter(custody__in=rows):
        photo.file.delete(save=False)
        photo.delete()
    rows.delete()


def _invoices(contracts: ContractRows) -> int:
    rows = Invoice.objects.filter(contract__in=contracts)
    number = rows.count()
    while rows.exists():  # what corrects another goes first
        rows.exclude(pk__in=rows.filter(corrects__isnull=False).values("corrects")).delete()
    return number


def _files(contracts: ContractRows) -> None:
    for source in ListImport.objects.filter(contract__in=contracts):
        Task.objects.filter(key=read_key(source.pk)).delete()
        source.file.delete(save=False)


def _bare_jobs(ids: list[int]) -> int:
    number = 0
    for first in range(0, len(ids), 500):
        bare = Job.objects.filter(
            pk__in=ids[first : first + 500], worksheet__isnull=True, certificates__isnull=True
        )
        Place.objects.filter(job__in=bare).delete()
        StickerWish.objects.filter(job__in=bare).delete()
        number += bare.delete()[1].get(Job._meta.label, 0)
    Batch.objects.filter(places__isnull=True).delete()
    return number


def _targets(centre: Centre) -> int:
    rows = Target.objects.filter(centre=centre, source__startswith=SOURCE)
    number = rows.count()
    for row in rows.order_by("-pk"):  # an adjustment goes before what it adjusts
        row.delete()
    return number
