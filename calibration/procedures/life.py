"""The life of procedure versions: approved, in force, retired."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from calibration.models import ProcedureVersion
from calibration.procedures.approval import insist_approvable, number_faults
from calibration.states import PROCEDURE_MOVES, ProcedureState
from common.errors import Fault, InvalidInput, Refused
from common.states import advance


@transaction.atomic
def approve_procedure(*, version_id: int, by: User, at: datetime) -> ProcedureVersion:
    """Sign the content of a draft: from now on it never changes. It is not yet used."""
    version = locked(version_id)
    before, after = advance(version, "approve", PROCEDURE_MOVES)
    insist_approvable(version, by)
    version.approved_by, version.approved_at = by, at
    version.save(update_fields=["state", "approved_by", "approved_at"])
    changes = {"state": (before, after), "digest": (None, version.digest)}
    _say(version, "procedure.approve", by, at, changes)
    return version


@transaction.atomic
def put_in_force(*, version_id: int, valid_from: date, by: User, at: datetime) -> ProcedureVersion:
    """From `valid_from` on this version is used; the one before it ends the day before.

    A draft is approved in the same act, by the same checks.
    """
    _hold_procedure(version_id)
    version = locked(version_id)
    before, after = advance(version, "put_in_force", PROCEDURE_MOVES)
    if before == ProcedureState.DRAFT:
        insist_approvable(version, by)
        version.approved_by, version.approved_at = by, at
    elif faults := number_faults(version):  # approved before this was asked
        raise Refused(_("Chưa đưa vào áp dụng được."), code="not_approvable", faults=tuple(faults))
    _end_the_one_before(version, valid_from, by, at)
    version.valid_from = valid_from
    version.save(update_fields=["state", "valid_from", "approved_by", "approved_at"])
    changes = {"state": (before, after), "valid_from": (None, valid_from)}
    _say(version, "procedure.put_in_force", by, at, changes)
    return version


def _hold_procedure(version_id: int) -> None:
    """Two versions of one procedure come into force one after the other: each sees the other."""
    version = ProcedureVersion.objects.get(pk=version_id)
    same = ProcedureVersion.objects.filter(
        centre=version.centre_id, code=version.code, service=version.service
    )
    same.order_by("version").select_for_update(no_key=True)[:1].get()


def _end_the_one_before(
    version: ProcedureVersion, valid_from: date, by: User, at: datetime
) -> None:
    others = ProcedureVersion.objects.select_for_update(no_key=True).filter(
        centre=version.centre, code=version.code, service=version.service,
        state=ProcedureState.IN_FORCE,
    )  # fmt: skip
    for other in others:
        assert other.valid_from is not None
        if other.valid_from >= valid_from:
            message = _("Phiên bản %(version)s đã áp dụng từ %(day)s.") % {
                "version": other.version, "day": other.valid_from,
            }  # fmt: skip
            raise InvalidInput(Fault("valid_from", message, code="overlap"))
        if other.valid_to is not None and other.valid_to < valid_from:
            continue
        ended, other.valid_to = other.valid_to, valid_from - timedelta(days=1)
        other.save(update_fields=["valid_to"])
        record(
            subject=other, verb="procedure.replace", by=by, at=at, chain=version.centre.code,
            changes={"valid_to": (ended, other.valid_to)},
        )  # fmt: skip


@transaction.atomic
def retire(*, version_id: int, valid_to: date, by: User, at: datetime) -> ProcedureVersion:
    """After `valid_to` this version starts no work any more.

    One that was approved and never in force is given up: it has no days.
    """
    version = locked(version_id)
    before, after = advance(version, "retire", PROCEDURE_MOVES)
    ended = version.valid_to
    if version.valid_from is not None:
        if valid_to < version.valid_from:
            message = _("Ngày hết áp dụng phải từ ngày bắt đầu áp dụng trở đi.")
            raise InvalidInput(Fault("valid_to", message, found=valid_to.isoformat()))
        version.valid_to = valid_to
    version.save(update_fields=["state", "valid_to"])
    changes = {"state": (before, after), "valid_to": (ended, version.valid_to)}
    _say(version, "procedure.retire", by, at, changes)
    return version


def locked(version_id: int) -> ProcedureVersion:
    """The version with its centre, its row locked."""
    rows = ProcedureVersion.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre"
    )
    return rows.get(pk=version_id)


def _say(version: ProcedureVersion, verb: str, by: User, at: datetime, changes: Any) -> None:
    record(
        subject=version, verb=verb, by=by, at=at, chain=version.centre.code, changes=changes
    )  # fmt: skip
