"""Making one customer of two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.merging.apart import forget
from accounts.merging.moving import Ids, hanging, move
from accounts.models import Customer
from audit.record import record
from common.errors import Fault, Faults, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "customer.merge": gettext_lazy("gộp khách hàng khác vào đây"),
        "customer.merged": gettext_lazy("gộp vào khách hàng khác"),
    }
)

MOST_WHY = 300
# What the one that stays takes over where it says nothing itself.
FILLED = (
    "tax_code",
    "address",
    "budget_code",
    "phone",
    "email",
    "bank_account",
    "bank_name",
    "representative",
    "representative_title",
)
CODES = ("tax_code", "budget_code")


@dataclass(frozen=True)
class Merged:
    """What a merge did: rows that moved, and rows that stayed with the one that is gone."""

    customer: Customer
    moved: Ids
    left: Ids


def obstacles(keep: Customer, gone: Customer) -> tuple[Fault, ...]:
    """Why these two cannot become one; nothing when they can."""
    faults = Faults()
    if keep.pk == gone.pk:
        faults.add("into", _("Phải là hai khách hàng khác nhau."), code="same")
        return tuple(faults.found)
    if keep.centre_id != gone.centre_id:
        faults.add("into", _("Hai khách hàng thuộc hai trung tâm."), code="other_centre")
    for one in (keep, gone):
        if one.merged_into_id:
            message = _("“%(name)s” đã được gộp vào khách hàng khác.") % {"name": one.name}
            faults.add("into", message, code="merged", found=str(one.pk))
    for name in CODES:
        ours, theirs = getattr(keep, name), getattr(gone, name)
        if ours and theirs and ours != theirs:
            faults.add(name, _conflict(name, ours, theirs), code="differs", found=theirs,
                       allowed=ours)  # fmt: skip
    return tuple(faults.found)


def _conflict(name: str, ours: str, theirs: str) -> str:
    sentence = (
        _("Hai mã số thuế khác nhau (%(ours)s, %(theirs)s): là hai người nộp thuế. Nếu một mã ghi"
          " nhầm, hãy sửa hoặc xóa mã đó trước.")
        if name == "tax_code"
        else _("Hai mã đơn vị ngân sách khác nhau (%(ours)s, %(theirs)s). Nếu một mã ghi nhầm, hãy"
               " sửa hoặc xóa mã đó trước.")
    )  # fmt: skip
    return sentence % {"ours": ours, "theirs": theirs}


@transaction.atomic
def merge_customers(*, keep_id: int, gone_id: int, why: str, by: Any, at: datetime) -> Merged:
    """Make one of two: all that hangs on `gone` hangs on `keep`, what `keep` lacks it takes over.

    The row of `gone` stays with its history and names the other. Sealed papers keep the name that
    they were issued with. Raises Refused naming each obstacle; it cannot be taken back.
    """
    keep, gone = Customer.objects.get(pk=keep_id), Customer.objects.get(pk=gone_id)
    _refuse(obstacles(keep, gone), why)
    forget(keep, gone)
    # Whoever works on a contract holds it and then asks for its customer. So the rows come first
    # here too, then the two customers; what was added between moves in the second round.
    moved = move(gone, keep)
    two = Customer.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    rows = {one.pk: one for one in two.filter(pk__in=(keep_id, gone_id)).order_by("pk")}
    keep, gone = rows[keep_id], rows[gone_id]
    _refuse(obstacles(keep, gone), why)
    gone.merged_into = keep
    gone.save(update_fields=["merged_into"])
    moved = _together(moved, move(gone, keep))
    filled = _fill(keep, gone)
    left = hanging(gone)
    _say(keep, gone, {"moved": _told(moved), "left": _told(left)}, filled, why, by, at)
    return Merged(keep, moved, left)


def _refuse(faults: tuple[Fault, ...], why: str) -> None:
    blank = () if nfc(why) else (Fault("why", _("Cần ghi lý do."), code="blank"),)
    if len(why) > MOST_WHY:
        blank = (Fault("why", _("Nhiều nhất 300 ký tự."), code="too_long"),)
    if faults or blank:
        every = (*faults, *blank)
        raise Refused(
            " ".join(str(fault.message) for fault in every), code=every[0].code, faults=every
        )


def _together(first: Ids, second: Ids) -> Ids:
    return {
        label: sorted({*first.get(label, ()), *second.get(label, ())})
        for label in {**first, **second}
    }


def _fill(keep: Customer, gone: Customer) -> dict[str, tuple[str, str]]:
    changes = {}
    for name in FILLED:
        if not getattr(keep, name) and (value := getattr(gone, name)):
            setattr(keep, name, value)
            changes[name] = ("", value)
    keep.save()
    return changes


def _told(ids: Mapping[str, list[int]]) -> str:
    """Which rows, as `contracts.contract 3 7; …`: nothing of the past is lost."""
    return "; ".join(f"{label} {' '.join(map(str, rows))}" for label, rows in sorted(ids.items()))


def _say(
    keep: Customer,
    gone: Customer,
    told: Mapping[str, str],
    filled: Mapping[str, tuple[str, str]],
    why: str,
    by: Any,
    at: datetime,
) -> None:
    rows = {name: (None, text) for name, text in told.items() if text}
    here = {"merged": (None, f"{gone.pk} {gone.name}"), **filled, **rows}
    there = {"merged_into": (None, f"{keep.pk} {keep.name}"), **rows}
    chain = keep.centre.code
    reason = nfc(why)
    record(subject=keep, verb="customer.merge", by=by, at=at, chain=chain, changes=here,
           why=f"{gone.name}: {reason}")  # fmt: skip
    record(subject=gone, verb="customer.merged", by=by, at=at, chain=chain, changes=there,
           why=f"{keep.name}: {reason}")  # fmt: skip
