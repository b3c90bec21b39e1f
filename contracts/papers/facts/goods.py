"""Instruments and samples of a contract: asked for, received, done, returned.

A fixed number of queries for any number of items.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from calibration.authority.coverage import range_words
from calibration.custody.receiving import FIRST_YEAR
from calibration.models import Custody, Job
from calibration.states import JobState
from certificates.models import Certificate, Sticker
from certificates.states import CertificateState
from common.errors import Refused
from contracts.models import Contract, ContractItem
from contracts.queries import end_of, progress_of, standing_lines
from instruments.models import Instrument

_DECIMAL = re.compile(r"^(\d+)\.(\d+)(?=\s*%?$)")  # a class from a cell of numbers: 1.6
MOST_NAMES = 3  # of people who handed in or took, printed beside each other


def listed(contract: Contract, on: date, *, first: bool = False) -> list[dict[str, Any]]:
    """What the contract names on a day; with `first`, what was signed with it."""
    stands = Q(line__added_by__isnull=True) if first else standing_lines(on, "line__")
    return [_item(position, one) for position, one in enumerate(_items(contract, stands), 1)]


def _items(contract: Contract, stands: Q) -> Any:
    return (
        ContractItem.objects.filter(stands, line__contract=contract)
        .select_related("line", "instrument__type", "site", "job")
        .order_by("line__position", "line", "pk")
    )


def _item(position: int, one: ContractItem) -> dict[str, Any]:
    return {
        "position": position,
        **_thing(one.instrument, one.sample),
        "site": one.site.name if one.site else "",
        "line": one.line.position,
        "service": str(one.line.get_kind_display()),
        "regime": str(one.get_regime_display()) if one.regime else "",
    }


def _thing(instrument: Instrument | None, sample: str) -> dict[str, Any]:
    if instrument is None:
        blank = ("maker", "model", "serial", "tag", "range", "accuracy")
        return {"name": sample, "sample": sample, **dict.fromkeys(blank, "")}
    return {
        "name": instrument.shown_name,
        "sample": "",
        "maker": instrument.maker,
        "model": instrument.model,
        "serial": instrument.serial,
        "tag": instrument.tag,
        "range": _range(instrument),
        "accuracy": _DECIMAL.sub(r"\1,\2", instrument.accuracy),
    }


def _range(instrument: Instrument) -> str:
    known = (instrument.range_min, instrument.range_max)
    return range_words(*known) if any(one is not None for one in known) else ""


def done(contract: Contract, on: date) -> list[dict[str, Any]]:
    """Each item with its result, certificates and stickers, as known at the end of a day.

    Raises Refused while something is not done.
    """
    if waiting := progress_of(contract, on).waiting:
        message = _("Còn %(n)s phương tiện, mẫu chưa xong vào ngày này nên chưa nghiệm thu được.")
        raise Refused(message % {"n": waiting}, code="not_done")
    rows = _items(contract, standing_lines(on, "line__")).filter(job__state=JobState.APPROVED)
    papers = Certificate.objects.filter(
        state=CertificateState.ISSUED, issued_at__lt=end_of(on)
    ).order_by("issued_at", "pk")
    pieces = Sticker.objects.order_by("code", "number")
    found = rows.prefetch_related(
        Prefetch("job__certificates", queryset=papers), Prefetch("job__stickers", queryset=pieces)
    )
    return [{**_item(position, one), **_result(one.job)} for position, one in enumerate(found, 1)]


def _result(job: Job) -> dict[str, Any]:
    certificates = list(job.certificates.all())
    until = [one.valid_until for one in certificates if one.valid_until]
    return {
        "outcome": str(job.get_outcome_display()),
        "performed_on": job.performed_on.isoformat() if job.performed_on else "",
        "valid_until": max(until).isoformat() if until else "",
        "certificates": [one.number for one in certificates],
        "stickers": [one.shown for one in job.stickers.all()],
    }


def received(contract: Contract, since: date | None, on: date) -> dict[str, Any]:
    """What was handed in from `since` to a day. Raises Refused where nothing was."""
    return _moved(
        _held(contract, "received_at", since, on),
        lambda one: (one.received_at, one.brought_by, one.received_by.full_name),
        _("Chưa nhận phương tiện, mẫu nào của hợp đồng trong khoảng ngày này."),
        "nothing_received",
    )


def returned(contract: Contract, since: date | None, on: date) -> dict[str, Any]:
    """What was handed back from `since` to a day. Raises Refused where nothing was."""
    return _moved(
        _held(contract, "returned_at", since, on),
        lambda one: (
            one.returned_at,
            one.returned_by.full_name if one.returned_by else "",
            one.returned_to,
        ),
        _("Chưa trả phương tiện, mẫu nào của hợp đồng trong khoảng ngày này."),
        "nothing_returned",
    )


def _held(contract: Contract, name: str, since: date | None, on: date) -> Any:
    """What is in custody for the contract: for its jobs, or waiting for them to be opened."""
    things = ContractItem.objects.filter(line__contract=contract, instrument__isnull=False)
    waiting = Q(job__isnull=True, customer=contract.customer)
    mine = Q(job__contract_item__line__contract=contract) | waiting & Q(
        instrument__in=things.values("instrument")
    )
    days = Q(**{f"{name}__lt": end_of(on)})
    if since is not None:
        first = max(since, date(FIRST_YEAR, 1, 1))  # nothing was received before
        days &= Q(**{f"{name}__gte": end_of(first - timedelta(days=1))})
    return (
        Custody.objects.filter(mine, days)
        .select_related("instrument__type", "received_by", "returned_by")
        .order_by("job__contract_item__line__position", "job__contract_item", "pk")
    )


def _moved(
    rows: Iterable[Custody],
    seen: Callable[[Custody], tuple[Any, str, str]],
    nothing: str,
    code: str,
) -> dict[str, Any]:
    items = [_custody(position, one, *seen(one)) for position, one in enumerate(rows, 1)]
    if not items:
        raise Refused(nothing, code=code)
    return {
        "items": items,
        "handed_by": _names([one["handed_by"] for one in items]),
        "taken_by": _names([one["taken_by"] for one in items]),
    }


def _custody(position: int, one: Custody, moved_at: Any, handed: str, taken: str) -> dict[str, Any]:
    return {
        "position": position,
        **_thing(one.instrument, one.sample),
        "code": one.code,
        "place": one.place,
        "condition": one.condition_in,
        "condition_out": one.condition_out,
        "accessories": one.accessories,
        "moved_on": timezone.localdate(moved_at).isoformat(),
        "handed_by": handed,
        "taken_by": taken,
    }


def _names(names: Sequence[str]) -> str:
    """Whoever handed over or took, each once; "" leaves room for a pen."""
    known = [name for name in dict.fromkeys(names) if name]
    return ", ".join(known) if len(known) <= MOST_NAMES else ""
