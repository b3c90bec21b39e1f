"""Quotations in every state, and requests with their review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Customer
from accounts.services import register_customer
from contracts.models import Contract, Quotation, Surcharge
from contracts.pricing.surcharges import charge
from contracts.quoting import versions
from contracts.quoting.reviews import ReviewFacts, record_review
from contracts.states import SurchargeKind
from reports.demo.calendar import ago
from reports.demo.deeds import Desk, Ordered, draft
from reports.demo.handing import take_things

SETTLED = ReviewFacts(
    method="Theo văn bản kỹ thuật hiện hành của phòng đo.",
    decision_rule="simple",
    interval_months=12,
    wishes="Cần xong trước đợt đánh giá nội bộ.",
    understood=True,
    capable=True,
    suitable=True,
)
OPEN = ReviewFacts(
    method="Khách chưa nêu thể tích cần hiệu chuẩn của micropipet.",
    capable=True,
    suitable=True,
    differences="Hỏi lại thể tích trước khi gửi báo giá.",
)
# Registered a second time by somebody in a hurry: the pair waits for whoever merges them.
TWIN, TWIN_NAME = "PHX", "Doanh nghiệp tư nhân xăng dầu Phong Hà"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One draft with its quotation; days are working days ago, `answered` with its verb."""

    client: str
    lines: Sequence[tuple[str, int]]
    made: int
    sent: int | None = None
    valid: int = versions.VALID_DAYS
    verb: str = ""
    answered: int = 0
    why: str = ""
    review: ReviewFacts | None = None
    surcharge: str = ""


OFFERS = (
    Offer(client="KTG", lines=(("HC-PH", 2), ("HC-PIP", 6)), made=0, review=OPEN),
    Offer(client="TVH", lines=(("KD-HAL", 8), ("KD-HAD", 4)), made=6, sent=6),
    Offer(
        client="GHC", lines=(("KD-LPG", 3),), made=2, sent=1, surcharge=SurchargeKind.URGENT
    ),
    Offer(client="MTT", lines=(("KD-AK", 4),), made=30, sent=30, valid=20),
    Offer(
        client="CHS", lines=(("HC-TC", 3), ("HC-PM", 2)), made=15, sent=14, verb="reject",
        answered=9, why="Khách chọn đơn vị gần hơn.",
    ),
    Offer(
        client="TCN", lines=(("HC-TC", 3), ("HC-DVN", 1)), made=8, sent=7, verb="accept",
        answered=2, why="Thư của khách ngày trả lời, ông Dương Văn Ví Dụ ký.", review=SETTLED,
    ),
)  # fmt: skip


class Offers:
    """Drafts on their way to a contract."""

    def __init__(self, desk: Desk, now: datetime, series: str) -> None:
        self.desk = desk
        self.now = now
        self.series = series
        self.officer = desk.house.officer

    def play(self) -> None:
        """One quotation in each state; one that was made anew, for a customer entered twice."""
        for offer in OFFERS:
            self._offer(offer)
        self._made_anew()
        self._brought_before_the_contract()

    def ago(self, working_days: int, hour: int) -> datetime:
        """A time on an earlier working day."""
        return ago(self.now, working_days, hour)

    def _offer(self, offer: Offer) -> None:
        at = self.ago(offer.made, 9)
        contract = self._draft(offer.client, offer.lines, at)
        if offer.review is not None:
            record_review(contract_id=contract.pk, facts=offer.review, by=self.officer, at=at)
        if offer.surcharge:
            self._charge(contract, offer.surcharge, at)
        made = self._version(contract, at, offer.valid)
        if offer.sent is not None:
            versions.send(quotation_id=made.pk, by=self.officer, at=self.ago(offer.sent, 14))
        said: dict[str, Any] = {"quotation_id": made.pk, "why": offer.why, "by": self.officer}
        at = self.ago(offer.answered, 15)
        if offer.verb == "accept":
            versions.accept(**said, at=at, for_customer=True)
        elif offer.verb == "reject":
            versions.reject(**said, at=at)

    def _draft(self, client: str, lines: Sequence[tuple[str, int]], at: datetime) -> Contract:
        ordered = [Ordered(code, quantity) for code, quantity in lines]
        return draft(self.desk, client, ordered, at, series=f"{self.series}-{client}B")

    def _version(self, contract: Contract, at: datetime, days: int) -> Quotation:
        valid_until = at.date() + timedelta(days=days)
        return versions.make_version(
            contract_id=contract.pk, valid_until=valid_until, by=self.officer, at=at
        )

    def _charge(self, contract: Contract, kind: str, at: datetime) -> None:
        one = Surcharge.objects.get(centre=self.desk.house.hue, kind=kind)
        lines = list(contract.lines.values_list("pk", flat=True))
        charge(contract_id=contract.pk, surcharge_id=one.pk, line_ids=lines, by=self.officer, at=at)

    def _made_anew(self) -> None:
        """The first version is taken back: travel was forgotten. The second is with the client."""
        self.desk.customers[TWIN] = self._twin()
        contract = self._draft(TWIN, (("KD-CXD", 2),), self.ago(5, 9))
        first = self._version(contract, self.ago(5, 10), versions.VALID_DAYS)
        versions.send(quotation_id=first.pk, by=self.officer, at=self.ago(5, 14))
        versions.reopen(
            quotation_id=first.pk, why="Chưa tính chi phí đi lại.", by=self.officer,
            at=self.ago(3, 8),
        )  # fmt: skip
        self._charge(contract, SurchargeKind.TRAVEL, self.ago(3, 9))
        second = self._version(contract, self.ago(3, 10), versions.VALID_DAYS)
        versions.send(quotation_id=second.pk, by=self.officer, at=self.ago(3, 11))

    def _twin(self) -> Customer:
        """The customer entered twice; the one it was merged into, where somebody has done that."""
        there = Customer.objects.filter(centre=self.desk.house.hue, name=TWIN_NAME).first()
        if there is not None:
            return there.merged_into or there
        return register_customer(
            centre=self.desk.house.hue, name=TWIN_NAME,
            address="26 Văn Lang, phường Phong Điền, thành phố Huế",
            by=self.officer, at=self.ago(6, 8),
        )  # fmt: skip

    def _brought_before_the_contract(self) -> None:
        """Handed in this morning; the contract is accepted and not signed yet."""
        contract = Contract.objects.filter(
            customer=self.desk.customers["TCN"], quotations__state="accepted"
        ).latest("pk")
        items = contract.lines.get(service__code="HC-TC").items.select_related("instrument__type")
        things = [item.instrument for item in items if item.instrument is not None]
        take_things(self.desk, things, self.ago(0, 8), "Quầy nhận mẫu")
