"""Papers are made, signed and never changed; what was made wrongly is made once more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.canonical import canonical, sha256
from common.errors import Fault, Faults, InvalidInput, Refused, TooLarge
from common.file_kinds import ENDINGS, JPEG, PDF, PNG, WEBP, kind_of
from contracts.models import Appendix, Contract, Paper, Quotation
from contracts.papers import verbs  # noqa: F401 — the words of the events
from contracts.papers.facts import Making, Terms, facts_of
from contracts.papers.queries import template_in_force
from contracts.services.words import locked, note, require_day
from contracts.states import ContractState, PaperKind

MEGABYTE: Final = 2**20
MOST_SCAN: Final = 20 * MEGABYTE
SCANS: Final = (PDF, JPEG, PNG, WEBP)
AHEAD: Final = timedelta(days=60)  # a contract is printed before the day it is signed on
MOST_EXTRA, LONGEST_EXTRA = 20, 1000
_TERMS: Final = {"payment_days": (1, 365), "penalty_percent": (0, 8), "correction_days": (1, 365)}

S = ContractState
_ANY: Final = (S.DRAFT, S.SIGNED, S.PAUSED, S.LIQUIDATED)
_SIGNED: Final = (S.SIGNED, S.PAUSED, S.LIQUIDATED)
# In which states of its contract a paper is made.
STATES: Final[Mapping[str, tuple[ContractState, ...]]] = {
    PaperKind.QUOTATION: (*_ANY, S.CANCELLED),
    PaperKind.REQUEST: _ANY,
    PaperKind.CONTRACT: _ANY,
    PaperKind.APPENDIX: _SIGNED,
    PaperKind.RECEIVED: (*_ANY, S.CANCELLED),
    PaperKind.RETURNED: (*_ANY, S.CANCELLED),
    PaperKind.ACCEPTANCE: _SIGNED,
    PaperKind.LIQUIDATION: _SIGNED,
    PaperKind.PAYMENT: _SIGNED,
}
# Papers about what is done: not dated before the contract.
_AFTER_SIGNING: Final = (PaperKind.ACCEPTANCE, PaperKind.LIQUIDATION, PaperKind.PAYMENT)


@dataclass(frozen=True)
class PaperIn:
    """What a person says of a new paper; `version` and `appendix` blank: the newest."""

    kind: PaperKind
    dated_on: date
    since: date | None = None
    version: int | None = None
    appendix: int | None = None
    terms: Terms = field(default_factory=Terms)


@transaction.atomic
def make_paper(*, contract_id: int, said: PaperIn, by: User, at: datetime) -> Paper:
    """Freeze what a paper states and keep it; docx and PDF are made from that whenever asked.

    Raises Refused in the wrong state or where there is nothing to state, InvalidInput for a day or
    terms that cannot be.
    """
    contract = locked(contract_id)
    require_state(contract, said.kind)
    _check(contract, said, at)
    asked = Making(
        contract=contract,
        kind=said.kind,
        dated_on=said.dated_on,
        by=by,
        serial=_next_serial(contract, said.kind),
        since=said.since,
        quotation=_version(contract, said) if said.kind == PaperKind.QUOTATION else None,
        appendix=_appendix(contract, said) if said.kind == PaperKind.APPENDIX else None,
        terms=said.terms,
    )
    facts = canonical(facts_of(asked))
    paper = Paper.objects.create(
        contract=contract,
        kind=said.kind,
        serial=asked.serial,
        dated_on=said.dated_on,
        facts=facts,
        sha256=sha256(facts),
        template=template_in_force(contract.centre, said.kind, said.dated_on),
        made_by=by,
        made_at=at,
    )
    changes = {"paper": (None, named(paper)), "sha256": (None, paper.sha256)}
    note(contract, "paper.make", by=by, at=at, changes=changes)
    return paper


def named(paper: Paper) -> str:
    """What events call a paper: “acceptance 1”."""
    return f"{paper.kind} {paper.serial}"


def why_not(contract: Contract, kind: str) -> str:
    """Why a paper of a kind is not made in the contract's present state; "" where it is."""
    if contract.state in STATES[kind]:
        return ""
    return _("Không lập giấy này khi hợp đồng đang ở trạng thái “%(state)s”.") % {
        "state": contract.get_state_display()
    }


def require_state(contract: Contract, kind: str) -> None:
    """Raise Refused where `why_not` says so, or where the contract has no line."""
    if reason := why_not(contract, kind):
        raise Refused(reason, code="wrong_state")
    if kind == PaperKind.CONTRACT and not contract.lines.exists():
        message = _("Hợp đồng chưa có dòng nào nên chưa lập được giấy này.")
        raise Refused(message, code="no_lines")


def _check(contract: Contract, said: PaperIn, at: datetime) -> None:
    faults = Faults()
    first = contract.signed_on if said.kind in _AFTER_SIGNING else None
    ahead = AHEAD if said.kind == PaperKind.CONTRACT else timedelta(0)
    require_day(faults, "dated_on", said.dated_on, at=at + ahead, first=first)
    if said.since is not None and said.since > said.dated_on:
        faults.add(
            "since",
            _("Ngày này sau ngày của giấy."),
            code="too_late",
            found=said.since.isoformat(),
            allowed=f"<= {said.dated_on.isoformat()}",
        )
    _check_terms(faults, said.terms)
    faults.raise_if_any()


def _check_terms(faults: Faults, terms: Terms) -> None:
    """Whole numbers in their range: a penalty above 8 % is void (Luật Thương mại 36/2005, 301)."""
    for name, (least, most) in _TERMS.items():
        value = getattr(terms, name)
        if not least <= value <= most:
            message = _("Hãy cho một số từ %(least)s đến %(most)s.")
            whole = message % {"least": least, "most": most}
            faults.add(name, whole, code="range", found=str(value), allowed=f"{least}…{most}")
    longest = max((len(one) for one in terms.extra), default=0)
    if len(terms.extra) > MOST_EXTRA or longest > LONGEST_EXTRA:
        message = _("Nhiều nhất %(lines)s thỏa thuận, mỗi thỏa thuận %(most)s ký tự.")
        whole = message % {"lines": MOST_EXTRA, "most": LONGEST_EXTRA}
        faults.add("extra", whole, code="too_long", found=f"{len(terms.extra)} × {longest}")


def _next_serial(contract: Contract, kind: str) -> int:
    """Under the lock of the contract: no number twice, none left out."""
    last = contract.papers.filter(kind=kind).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _version(contract: Contract, said: PaperIn) -> Quotation | None:
    rows = contract.quotations.order_by("-version")
    if said.version is None:
        return rows.first()
    return rows.filter(version=said.version).first() or _unknown("version", said.version)


def _appendix(contract: Contract, said: PaperIn) -> Appendix | None:
    rows = contract.appendices.order_by("-number")
    if said.appendix is None:
        return rows.first()
    return rows.filter(number=said.appendix).first() or _unknown("appendix", said.appendix)


def _unknown(name: str, found: int) -> Any:
    message = _("Không có lựa chọn này.")
    raise InvalidInput(Fault(name, message, code="unknown", found=str(found)))


def record_signed(
    *, paper_id: int, signed_on: date, by: User, at: datetime, scan: File[bytes] | None = None
) -> Paper:
    """Record the day both sides signed, with the scan where there is one; once.

    The scan is written before the row: a crash in between leaves a file that nothing names, never
    a row without its file. A refusal takes it away again.
    """
    kind = _scan_kind(scan) if scan is not None else ""
    storage = Paper._meta.get_field("scan").storage
    name = storage.save(f"papers/{paper_id}{ENDINGS[kind]}", scan) if scan is not None else ""
    try:
        return _sign(paper_id, signed_on, by, at, name, _digest(scan))
    except BaseException:
        if name:
            storage.delete(name)
        raise


@transaction.atomic
def _sign(paper_id: int, signed_on: date, by: User, at: datetime, name: str, digest: str) -> Paper:
    contract = locked(Paper.objects.values_list("contract_id", flat=True).get(pk=paper_id))
    rows = Paper.objects.select_for_update(of=("self",), no_key=True).select_related("contract")
    paper = rows.get(pk=paper_id)
    if paper.signed_on is not None:
        message = _("Giấy này đã ghi ngày ký %(day)s.") % {"day": f"{paper.signed_on:%d/%m/%Y}"}
        raise Refused(message, code="signed")
    faults = Faults()
    require_day(faults, "signed_on", signed_on, at=at, first=paper.dated_on)
    faults.raise_if_any()
    paper.signed_on, paper.scan, paper.scan_sha256 = signed_on, name, digest
    paper.save(update_fields=["signed_on", "scan", "scan_sha256"])
    changes: dict[str, tuple[Any, Any]] = {
        "paper": (named(paper), named(paper)),
        "signed_on": (None, signed_on),
    }
    if digest:
        changes["scan_sha256"] = (None, digest)
    note(contract, "paper.sign", by=by, at=at, changes=changes)
    return paper


def _digest(scan: File[bytes] | None) -> str:
    if scan is None:
        return ""
    scan.seek(0)
    return sha256(scan.read())


def _scan_kind(scan: File[bytes]) -> str:
    if scan.size > MOST_SCAN:
        found, allowed = f"{scan.size / MEGABYTE:.1f} MB", f"{MOST_SCAN // MEGABYTE} MB"
        message = _("Tệp %(found)s quá lớn: mỗi tệp nhiều nhất %(allowed)s.")
        whole = message % {"found": found, "allowed": allowed}
        fault = Fault("scan", whole, code="too_large", found=found, allowed=allowed)
        raise TooLarge(whole, faults=(fault,))
    kind = kind_of(scan)
    if kind not in SCANS:
        message = _("Không nhận loại tệp này.")
        raise InvalidInput(
            Fault("scan", message, code="file_kind", found=kind, allowed="PDF, JPEG, PNG, WebP")
        )
    return kind


def default_day(at: datetime, contract: Contract, kind: str) -> date:
    """The day that a form proposes: of signing for the contract itself, else today."""
    if kind == PaperKind.CONTRACT and contract.signed_on is not None:
        return contract.signed_on
    return timezone.localdate(at)
