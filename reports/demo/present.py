"""Demo (b): the days before today, so that each role finds work to do: jobs in every state."""

from collections.abc import Sequence
from datetime import date, datetime

from accounts.services import change_customer
from calibration.models import Job
from calibration.services import ReturnIn, assign_jobs, return_cells
from certificates.services import supersede, withdraw
from common.sheets import Table, write_book
from contracts.services.lists import upload_list
from contracts.states import LineKind
from reports.demo.calendar import ago, later, moment
from reports.demo.course import Span, play_contracts, type_of_say
from reports.demo.deeds import (
    Desk,
    Ordered,
    approve_paper,
    begin,
    draft,
    issue,
    jobs_of,
    measure,
    on_paper,
    sign_it,
)
from reports.demo.handing import hand_back, take_in
from reports.demo.instruments import HIGH_GAUGE
from reports.demo.kinds import play_kinds
from reports.demo.ledger import play_ledger
from reports.demo.offers import Offers
from reports.demo.orders import play_orders
from reports.demo.paperwork import play_paperwork
from reports.demo.stickers import hand_out, on_calibration, spoil
from reports.demo.tables import ContractRow, LineRow

# client, working days since signing, how far it has come, lines (service, quantity, not yet done)
COURSES: Sequence[tuple[str, int, str, Sequence[tuple[str, int, int]]]] = (
    ("GTV", 30, "signed", (("TV-50001", 1, 0),)),
    ("NGB", 26, "liquidated", (("KD-NL", 24, 0), ("KD-AK", 3, 0), ("KH-VC", 1, 0))),
    ("CTC", 24, "signed", (("NV-KT", 1, 0),)),
    ("BVA", 22, "collected", (("HC-TU", 2, 0), ("KD-HAL", 8, 0), ("KD-NKH", 3, 0))),
    ("TLA", 21, "collected", (("HC-NH", 1, 0), ("KD-HAD", 4, 0))),
    ("CDK", 18, "invoiced", (("KD-CD", 6, 0), ("KD-CLX", 8, 0), ("KD-CB", 1, 0))),
    ("QDC", 16, "invoiced", (("HC-PH", 3, 0), ("HC-PIP", 6, 0), ("TN-NS", 2, 0))),
    ("DKP", 14, "accepted", (("KD-CPT", 2, 0), ("HC-TU", 2, 0))),
    ("DPL", 12, "completed", (("HC-TBA", 3, 0), ("HC-NK", 4, 0), ("KD-AK", 4, 0))),
    ("XND", 11, "paused", (("KD-COT", 2, 1), ("HC-TC", 2, 0))),
    ("VTV", 9, "in_progress", (("KD-TXM", 20, 8),)),
    ("KDT", 8, "cancelled", (("KD-CB", 2, 0),)),
    ("XVD", 1, "signed", (("KD-CT1", 20, 20), ("KD-DTD", 2, 2))),
    # Invoiced long ago: nothing came of the one, a part of the other.
    ("LHT", 48, "invoiced", (("KD-CKT", 3, 0),)),
    ("VKN", 58, "invoiced", (("KD-CPT", 2, 0),)),
)
# The tiers of addresses changed on 1/7/2025; certificates of before keep theirs.
NEW_ADDRESSES = {
    "SB": "45 Lý Nhân, phường Hương Trà, thành phố Huế",
    "BNH": "2 Nguyễn Khánh Toàn, phường Mỹ Thượng, thành phố Huế",
    "BVA": "28 Nguyễn Khoa Vy, phường An Cựu, thành phố Huế",
    "KBV": "lô A5 khu công nghiệp Phong Điền, phường Phong Dinh, thành phố Huế",
    "SHG": "lô B1 khu công nghiệp Phú Bài, phường Phú Bài, thành phố Huế",
}

# Who signs for them; the others have not been asked yet.
SIGN_FOR_THEM = {
    "SB": {"representative": "Võ Thị Mẫu Đơn", "representative_title": "Giám đốc"},
    "BNH": {"representative": "Trương Văn Ví Dụ", "representative_title": "Phó Giám đốc"},
    "BVA": {"representative": "Lê Thị Giả Thiết", "representative_title": "Giám đốc"},
}


def play_present(desk: Desk, now: datetime, say: type_of_say) -> None:
    """Everything up to `now` (in the centre's zone)."""
    for client, address in NEW_ADDRESSES.items():
        change_customer(
            customer_id=desk.customers[client].pk, address=address, by=desk.house.officer,
            at=moment(later(now.date(), -40)), **SIGN_FOR_THEM.get(client, {}),
        )  # fmt: skip
        desk.customers[client].refresh_from_db()
    hand_out(desk, now.date())
    series = f"{now:%y%m}"
    rows = [_row(number, course, now.date()) for number, course in enumerate(COURSES, start=1)]
    play_contracts(desk, rows, Span(series, now.date(), now=now), say)
    say("    việc hôm nay: phiếu ở mọi trạng thái …")
    Today(desk, now, series).play()
    play_kinds(desk, now, series)
    say("    báo giá, hợp đồng nguyên tắc, giấy tờ, sổ …")
    Offers(desk, now, series).play()
    play_orders(desk, now, series)
    play_paperwork(desk, now)
    play_ledger(desk, now)


def _row(
    number: int, course: tuple[str, int, str, Sequence[tuple[str, int, int]]], today: date
) -> ContractRow:
    client, ago, fate, lines = course
    return ContractRow(
        number,
        client,
        later(today, -ago),
        fate,
        tuple(LineRow(number, code, quantity, 0, rest) for code, quantity, rest in lines),
    )


class Today:
    """Work that waits for somebody."""

    def __init__(self, desk: Desk, now: datetime, series: str) -> None:
        self.desk = desk
        self.house = desk.house
        self.now = now
        self.series = series

    def play(self) -> None:
        """Three contracts under way, and a draft with the client's list."""
        self._petrol_station()
        self._brewery()
        self._gas_works()
        self._draft_with_list()

    def ago(self, working_days: int, hour: int = 9, minute: int = 0) -> datetime:
        """A time on an earlier working day; never after now."""
        return ago(self.now, working_days, hour, minute)

    def _signed(
        self, client: str, lines: Sequence[Ordered], ago: int, due: int, part: str
    ) -> dict[str, list[Job]]:
        """The jobs of a fresh contract by the code of their service."""
        made = draft(self.desk, client, lines, self.ago(ago, 8), series=f"{self.series}-{part}")
        sign_it(self.desk, made, self.ago(ago, 9), due_on=later(self.now.date(), due))
        jobs: dict[str, list[Job]] = {}
        for code, job in jobs_of(made):
            jobs.setdefault(code, []).append(job)
        return jobs

    def _assign(self, jobs: Sequence[Job]) -> None:
        assign_jobs(
            job_ids=[job.pk for job in jobs], technician=self.house.technician,
            by=self.house.officer, at=self.ago(1, 16),
        )  # fmt: skip

    def _petrol_station(self) -> None:
        """The client who signs in: certificates in every state, work under way."""
        lines = (Ordered("KD-CXD", 4), Ordered("KD-AK", 8), Ordered("HC-AK", 2))
        jobs = self._signed("SB", lines, 9, 2, "SB")
        gauges, whole, pumps = jobs["KD-AK"], jobs["HC-AK"], jobs["KD-CXD"]
        here = take_in(self.desk, [*gauges, *whole], self.ago(8, 10), "Kệ A2, phòng Áp suất")
        for number, job in enumerate((*gauges[:4], whole[0])):
            measure(self.desk, job, self.ago(6, 9 + number))
        on_calibration(self.desk, whole[0], self.now.date(), self.ago(5, 9))
        papers = [issue(self.desk, job, self.ago(5, 10)) for job in (*gauges[:4], whole[0])]
        hand_back(self.desk, here[:4], self.ago(4, 7, 30))
        change_customer(
            customer_id=papers[2].customer_id,
            address=f"{papers[2].customer.address} (cổng phía sông)",
            by=self.house.officer, at=self.ago(4, 8),
        )  # fmt: skip
        supersede(
            certificate_id=papers[2].pk, reason="Ghi sai địa chỉ của khách hàng trên giấy.",
            by=self.house.approver, at=self.ago(4, 9),
        )  # fmt: skip
        withdraw(
            certificate_id=papers[3].pk, reason="Áp kế bị va đập khi vận chuyển trả khách.",
            by=self.house.quality, at=self.ago(3, 9),
        )  # fmt: skip
        spoil(self.desk, self.now.date(), self.ago(2, 14))
        measure(self.desk, gauges[4], self.ago(1, 9))
        measure(self.desk, whole[1], self.ago(1, 11))
        begin(self.desk, gauges[5], self.ago(1, 15), 60)
        on_paper(self.desk, pumps[:3], self.ago(3, 15))
        approve_paper(self.desk, pumps[:2], self.ago(2, 10))
        self._assign(gauges[6:])

    def _brewery(self) -> None:
        """What an approver looks at: a failure, a returned cell, their own work."""
        lines = (Ordered("KD-AK", 7), Ordered("KD-CB", 3))
        jobs = self._signed("BNH", lines, 6, 0, "BN")
        gauges, scales = jobs["KD-AK"], jobs["KD-CB"]
        take_in(self.desk, gauges, self.ago(5, 8), "Kệ A1, phòng Áp suất")
        take_in(self.desk, scales, self.ago(5, 8), "Sàn phòng Khối lượng")
        measure(self.desk, gauges[0], self.ago(3, 9), wrong=True)
        measure(self.desk, gauges[1], self.ago(3, 10), by=self.house.approver)
        measure(self.desk, gauges[2], self.ago(3, 11))
        measure(self.desk, gauges[3], self.ago(2, 9))
        measure(self.desk, scales[0], self.ago(2, 10))
        measure(self.desk, scales[1], self.ago(2, 14))
        issue(self.desk, scales[1], self.ago(1, 10))
        comment = "Số chỉ lệch so với chiều giảm, đề nghị đọc lại điểm này."
        cell = ReturnIn(section="accuracy", row=3, column="up", comment=comment)
        return_cells(job_id=gauges[2].pk, cells=[cell], by=self.house.approver, at=self.ago(1, 9))
        begin(self.desk, gauges[4], self.ago(1, 14), 30)
        self._assign([gauges[5], scales[2]])

    def _gas_works(self) -> None:
        """Gauges that only an overdue standard reaches: blocked. Late by a day."""
        lines = (Ordered("KD-AK", 2, build=HIGH_GAUGE), Ordered("KD-AK", 2))
        jobs = self._signed("KBV", lines, 12, -1, "KB")
        take_in(self.desk, jobs["KD-AK"], self.ago(12, 10), "Kệ A3, phòng Áp suất")
        self._assign(jobs["KD-AK"][:3])

    def _draft_with_list(self) -> None:
        """A draft, and the client's own list as it comes: mixed headings, one twice, one odd."""
        made = draft(
            self.desk, "SHG", (Ordered("KH-VC", 1),), self.ago(1, 14), series=f"{self.series}-SH"
        )
        upload_list(
            contract_id=made.pk,
            file_name="Danh sách thiết bị đo 2 xưởng sợi.xlsx",
            content=clients_list(),
            kind=LineKind.VERIFICATION,
            by=self.house.officer,
            at=self.ago(0, 8),
        )


def clients_list() -> bytes:
    """A client's list of twelve: one serial number twice, two kinds without a price."""
    gauges = [
        ("Áp kế lò xo", "Manota", "MN-100", f"MN{5210 + n}", "0–10 bar", "1,6", "Xưởng sợi 1")
        for n in range(6)
    ]
    others = [
        ("Cân bàn điện tử", "Ngự Cân", "NC-300", "NC30071", "300 kg", "III", "Kho bông"),
        ("Cân bàn điện tử", "Ngự Cân", "NC-300", "NC30072", "300 kg", "III", "Kho sợi"),
        ("Áp kế lò xo", "Presvina", "PV63", "PV8841", "0–6 bar", "1,6", "Xưởng sợi 2"),
        ("Áp kế lò xo", "Presvina", "PV63", "PV8841", "0–6 bar", "1,6", "Xưởng sợi 2"),
        ("Máy đo độ ẩm sợi", "Ẩm Kế Ví Dụ", "AK-2", "AK2-017", "0–20 %", "", "Phòng KCS"),
        ("Đồng hồ so", "Thước Việt", "DHS-10", "DHS0112", "0–10 mm", "", "Cơ điện"),
    ]
    names = (
        "Tên thiết bị", "Hãng sản xuất", "Kiểu", "Số chế tạo", "Phạm vi đo", "Cấp chính xác",
        "Nơi sử dụng",
    )  # fmt: skip
    return write_book([Table("Thiết bị", names, [*gauges, *others])])
