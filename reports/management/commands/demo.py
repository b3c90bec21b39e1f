"""`manage.py demo`: rows of an invented centre, made by the product's services; never totals."""

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from reports.demo.accounts import ACCOUNTS, PASSWORD
from reports.demo.calendar import moment
from reports.demo.making import make
from reports.demo.removal import Removed, remove

EVENING = 17


class Command(BaseCommand):
    help = "Makes the demo data (run twice = once); --delete takes them away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="take the demo away again")
        parser.add_argument(
            "--today", metavar="YYYY-MM-DD", help="the day that the present part ends with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("vi"):
            if options["delete"]:
                self._tell(remove(at=timezone.now()))
                return
            began = time.monotonic()
            make(now=self._now(options["today"]), say=self.say)
            self.say(f"  Xong sau {time.monotonic() - began:.1f} s.")
        if options["verbosity"] > 1:
            self._list_accounts()

    def _now(self, today: str | None) -> Any:
        if today is None:
            return timezone.now()
        try:
            return moment(date.fromisoformat(today), EVENING)
        except ValueError as error:
            raise CommandError(f"--today {today}: YYYY-MM-DD") from error

    def _tell(self, removed: Removed) -> None:
        self.say(
            f"Đã xóa: {removed.contracts} hợp đồng (cả dòng và mục), {removed.invoices} hóa đơn, "
            f"{removed.payments} khoản thu, {removed.targets} chỉ tiêu, "
            f"{removed.jobs} phiếu công việc chưa có biên bản trong hệ thống."
        )
        self.say(
            f"Còn lại, vì hồ sơ không xóa được: {removed.readings_left} số chỉ, "
            f"{removed.statements_left} nội dung giấy chứng nhận, {removed.events_left} sự kiện, "
            "cùng phiếu, phương tiện đo, khách hàng và người mà chúng nhắc tới. "
            "`make clean` xóa toàn bộ dữ liệu."
        )
        if removed.other_contracts:
            self.say(
                f"Giữ nguyên {removed.other_contracts} hợp đồng của trung tâm mẫu không do lệnh "
                "demo tạo ra."
            )

    def _list_accounts(self) -> None:
        for account in ACCOUNTS:
            self.say(f"  {account.email:34} {account.role_vi} / {account.role_en}  {PASSWORD}")

    def say(self, line: str) -> None:
        """Print at once: the reader watches."""
        self.stdout.write(line)
        self.stdout.flush()
