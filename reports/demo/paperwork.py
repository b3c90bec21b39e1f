"""Papers of the contracts of these days: made, and some of them signed by both sides."""

from datetime import date, datetime

from contracts.models import Contract, Paper
from contracts.papers.services import PaperIn, make_paper, record_signed
from contracts.states import ContractState, PaperKind, QuotationState
from reports.demo.calendar import ago, moment
from reports.demo.deeds import MARK, Desk

K = PaperKind


def play_paperwork(desk: Desk, now: datetime) -> None:
    """One paper of each kind at least."""
    work = _Paperwork(desk, now)
    whole = work.newest("NGB", state=ContractState.LIQUIDATED)
    days = {
        K.CONTRACT: whole.signed_on,
        K.ACCEPTANCE: whole.accepted_on,
        K.LIQUIDATION: whole.liquidated_on,
    }
    for kind, day in days.items():
        assert day is not None
        work.sign(work.make(whole, kind, day))
    amended = work.newest("TTA", appendices__isnull=False)
    work.sign(work.make(amended, K.APPENDIX, ago(now, 4).date()))
    work.make(amended, K.RECEIVED, ago(now, 8).date())
    returned = work.newest("SB", lines__service__code="HC-AK")
    work.make(returned, K.RETURNED, ago(now, 4).date())
    work.make(work.newest("LHT", invoices__isnull=False), K.PAYMENT, ago(now, 5).date())
    offered = work.newest("TCN", quotations__state=QuotationState.ACCEPTED)
    work.make(offered, K.REQUEST, ago(now, 8).date())
    work.make(offered, K.QUOTATION, ago(now, 7).date())


class _Paperwork:
    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk = desk
        self.now = now

    def newest(self, client: str, **more: object) -> Contract:
        """The newest contract of a customer of which `more` is true."""
        rows = Contract.objects.filter(
            centre=self.desk.house.hue, note=MARK, customer=self.desk.customers[client], **more
        )
        return rows.latest("created_at", "pk")

    def make(self, contract: Contract, kind: PaperKind, day: date) -> Paper:
        """A paper of a day, made in the afternoon of it."""
        return make_paper(
            contract_id=contract.pk, said=PaperIn(kind, day), by=self.desk.house.officer,
            at=min(moment(day, 16), self.now),
        )  # fmt: skip

    def sign(self, paper: Paper) -> None:
        """Both sides signed on its day."""
        record_signed(
            paper_id=paper.pk, signed_on=paper.dated_on, by=self.desk.house.officer,
            at=min(moment(paper.dated_on, 17), self.now),
        )  # fmt: skip
