"""Puts a previewed list into its contract: all of it in one transaction, or nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Site, User
from audit.record import record
from common.errors import Refused
from common.holding import hold
from common.text import fold
from contracts.listing.judging import ENTERING, Judged
from contracts.listing.reading import judge_stored
from contracts.models import Contract, ContractItem, ContractLine, ListImport, VatCategory
from contracts.quoting.guards import require_lines_free
from contracts.states import ContractState, Fate, LineKind
from contracts.vat import rates_on
from instruments.models import Instrument
from instruments.services import NewInstrument, register_instruments, update_instrument


@dataclass(frozen=True)
class Applied:
    """What an import brought."""

    lines: int
    items: int
    created: int
    changed: int
    left_out: int


@transaction.atomic
def apply(*, import_id: int, by: User, at: datetime, skip: bool) -> Applied | None:
    """Register and amend instruments, add lines with their items. None when it was done before.

    Rows that cannot enter stop everything, unless `skip` leaves them out. Raises Refused when the
    world has moved since the preview, so that nothing enters that nobody has seen.
    """
    source = _locked(import_id)
    if source.state == "applied":
        return None
    _require_ready(source)
    on = timezone.localdate(at)
    judged, moved = judge_stored(source, on)
    if moved:
        raise Refused(
            _("%(n)s dòng đã đổi cách xử lý kể từ lúc xem trước: hãy xem lại rồi nhập.")
            % {"n": len(moved)},
            code="stale_preview",
        )
    entering = [row for row in judged if row.fate in ENTERING]
    _require_whole(judged, entering, skip=skip)
    contract = source.contract
    sites = _sites(contract, entering)
    instruments, created, changed = _instruments(contract, entering, sites, by, at)
    lines = _lines(contract, entering, instruments, sites, on)
    source.state = "applied"
    source.save(update_fields=["state"])
    done = Applied(lines, len(entering), created, changed, len(judged) - len(entering))
    record(
        subject=contract,
        verb="list.apply",
        by=by,
        at=at,
        chain=contract.centre.code,
        changes={"file": (None, source.file_name)} | {k: (None, v) for k, v in vars(done).items()},
    )
    return done


def _locked(import_id: int) -> ListImport:
    """The contract is held first, as everywhere, then the import."""
    contract_id = ListImport.objects.values_list("contract_id", flat=True).get(pk=import_id)
    contract = hold(Contract.objects.select_related("centre", "customer__centre"), contract_id)
    source = ListImport.objects.select_for_update(of=("self",), no_key=True).get(pk=import_id)
    source.contract = contract
    return source


def _require_ready(source: ListImport) -> None:
    if source.state != "ready":
        raise Refused(
            _("Danh sách đang ở trạng thái “%(state)s” nên chưa nhập được.")
            % {"state": source.get_state_display()},
            code="wrong_state",
        )
    if source.contract.state != ContractState.DRAFT:
        raise Refused(_("Chỉ nhập danh sách vào hợp đồng nháp."), code="wrong_state")
    require_lines_free(source.contract)


def _require_whole(judged: list[Judged], entering: list[Judged], *, skip: bool) -> None:
    if not entering:
        raise Refused(_("Không có dòng nào nhập được."), code="nothing_to_apply")
    if skip or len(entering) == len(judged):
        return
    counts = ", ".join(
        f"{fate.label}: {n}" for fate in Fate if (n := sum(row.fate == fate for row in judged))
    )
    raise Refused(
        _("Còn dòng chưa nhập được (%(counts)s). Hãy sửa, hoặc chọn bỏ qua các dòng đó.")
        % {"counts": counts},
        code="rows_left",
    )


def _sites(contract: Contract, rows: list[Judged]) -> dict[str, Site]:
    """The customer's places by folded name; those the list names first are made."""
    sites = {fold(site.name): site for site in Site.objects.filter(customer=contract.customer)}
    names = {fold(name): name for row in rows if (name := row.values.get("site", ""))}
    new = [Site(customer=contract.customer, name=names[key]) for key in names if key not in sites]
    for site in Site.objects.bulk_create(new, batch_size=200):
        sites[fold(site.name)] = site
    return sites


def _instruments(
    contract: Contract, rows: list[Judged], sites: dict[str, Site], by: User, at: datetime
) -> tuple[dict[int, Instrument], int, int]:
    """The instrument of each row by row number; how many were registered and amended.

    Rows that bring the same instrument for two services share it: the first of them decides.
    """
    heads: dict[int, Judged] = {}
    for row in rows:
        heads.setdefault(row.twin or row.number, row)
    unknown = {root: row for root, row in heads.items() if row.instrument is None}
    fresh = [
        NewInstrument(contract.customer, row.type, row.values["serial"], _facts(row, sites))
        for row in unknown.values()
        if row.type is not None
    ]
    made = register_instruments(rows=fresh, by=by, at=at) if fresh else []
    by_root = dict(zip(unknown, made, strict=True))
    changed = [row for row in heads.values() if row.fate is Fate.CHANGED]
    for row in changed:
        _amend(row, sites, by, at)
    found = {row.number: row.instrument or by_root[row.twin or row.number] for row in rows}
    return found, len(fresh), len(changed)


def _facts(row: Judged, sites: dict[str, Site]) -> dict[str, Any]:
    facts = dict(row.facts)
    more = {"range_text": facts.pop("range_text", ""), "e": str(facts.pop("e", ""))}
    if any(more.values()):
        facts["facts"] = {name: text for name, text in more.items() if text}
    if site := row.values.get("site", ""):
        facts["site"] = sites[fold(site)]
    return facts


def _amend(row: Judged, sites: dict[str, Site], by: User, at: datetime) -> None:
    known = row.instrument
    assert known is not None
    facts = _facts(row, sites)
    if "facts" in facts:
        facts["facts"] = {**known.facts, **facts["facts"]}
    named = {str(reason["column"]) for reason in row.reasons if reason["code"] == "differs"}
    wanted = named - {"range", "e"}
    if "range" in named:
        wanted |= {"range_min", "range_max", "facts"}
    if "e" in named:
        wanted.add("facts")
    changes = {name: value for name, value in facts.items() if name in wanted}
    update_instrument(instrument_id=known.pk, by=by, at=at, **changes)


def _lines(
    contract: Contract,
    rows: list[Judged],
    instruments: dict[int, Instrument],
    sites: dict[str, Site],
    on: date,
) -> int:
    """One line for each service, type, price and answer of the scope, in the order of the list."""
    groups: dict[tuple[Any, ...], list[Judged]] = defaultdict(list)
    for row in rows:
        service_id = row.service.pk if row.service is not None else None
        assert row.type is not None
        key = (service_id, row.kind, row.type.pk, row.price, row.scope.state)
        groups[key].append(row)
    last = contract.lines.aggregate(last=Max("position"))["last"] or 0
    lines = [
        _line(contract, group, last + offset)
        for offset, group in enumerate(groups.values(), start=1)
    ]
    rates = rates_on({line.vat_category for line in lines}, on)
    for line in lines:
        line.vat_percent = rates[line.vat_category]
    made = ContractLine.objects.bulk_create(lines, batch_size=100)
    items = [
        ContractItem(
            line=line,
            instrument=instruments[row.number],
            site=sites.get(fold(row.values.get("site", ""))) or instruments[row.number].site,
            regime=row.regime,
        )
        for line, group in zip(made, groups.values(), strict=True)
        for row in group
    ]
    ContractItem.objects.bulk_create(items, batch_size=200)
    return len(made)


def _line(contract: Contract, group: list[Judged], position: int) -> ContractLine:
    head = group[0]
    service = head.service
    assert head.type is not None
    assert head.price is not None
    return ContractLine(
        contract=contract,
        position=position,
        service=service,
        kind=head.kind,
        description=service.name_vi if service else described(head.kind, head.type.name_vi),
        unit=service.unit if service else "cái",
        quantity=len(group),
        price=head.price,
        vat_category=service.vat_category if service else VatCategory.SCIENCE,
    )


def described(kind: str, name: str) -> str:
    """“Hiệu chuẩn áp kế lò xo”: contracts are written in Vietnamese whoever imports."""
    with translation.override("vi"):
        label = str(LineKind(kind).label)
    return f"{label[:1].upper()}{label[1:]} {name[:1].lower()}{name[1:]}"[:300]
