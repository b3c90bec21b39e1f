"""Taking the demo away again: what may be deleted goes, what is append-only stays and is named."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Centre
from audit.models import Event
from audit.record import record
from calibration.models import Batch, Job, Place, Reading
from certificates.models import Statement, StickerWish
from common.models import Task
from contracts.models import (
    Allocation,
    Contract,
    ContractItem,
    ContractRows,
    Invoice,
    ListImport,
    Payment,
)
from contracts.services.lists import read_key
from planning.models import Target
from reports.demo.accounts import HUE
from reports.demo.deeds import MARK
from reports.demo.plans import SOURCE


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
    """Delete the demo's contracts with their lines and items, invoices, payments, targets.

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
    Allocation.objects.filter(payment__contract__in=mine).delete()
    payments = Payment.objects.filter(contract__in=mine).delete()[0]
    invoices = _invoices(mine)
    _files(mine)
    contracts = mine.count()
    mine.delete()
    removed = Removed(
        contracts=contracts,
        invoices=invoices,
        payments=payments,
        jobs=_bare_jobs(jobs),
        targets=_targets(centre),
        readings_left=Reading.objects.filter(worksheet__job__centre=centre).count(),
        statements_left=Statement.objects.filter(certificate__centre=centre).count(),
        events_left=Event.objects.filter(chain=HUE).count(),
        other_contracts=Contract.objects.filter(centre=centre).count(),
    )
    if contracts or removed.targets:
        changes = {"contracts": (contracts, 0), "targets": (removed.targets, 0)}
        record(subject=centre, verb="demo.delete", by=None, at=at, chain=HUE, changes=changes)
    return removed


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
