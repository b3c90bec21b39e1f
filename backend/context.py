"""What every page's frame shows: the menu of the person's roles."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.people import Person
from accounts.permissions import Can, Role

# The font comes with the front end's build; without it the system's font serves.
INTER = (settings.BENCH_DIST / "vendor" / "inter" / "inter.css").is_file()


@dataclass(frozen=True)
class Entry:
    """A line of the menu: shown to whoever holds the verb.

    `holds` are the beginnings of other addresses that belong to the same line; `also` are verbs
    that show it too.
    """

    label: Any
    name: str
    verb: Can
    holds: tuple[str, ...] = ()
    also: tuple[Can, ...] = ()


MENU = (
    Entry(_("Hôm nay"), "calibration:today", Can.RECORD_READINGS),
    Entry(_("Soát lại"), "calibration:review", Can.REVIEW_JOBS),
    Entry(_("Báo giá"), "contracts:quotations", Can.SEE_CONTRACTS),
    Entry(_("Khách đến"), "contracts:visit-new", Can.MANAGE_CONTRACTS),
    Entry(
        _("Hợp đồng"), "contracts:list", Can.SEE_CONTRACTS,
        ("/visits/", "/invoices/", "/contract-papers/"),
    ),
    Entry(_("Hợp đồng nguyên tắc"), "contracts:frameworks", Can.SEE_PRICES),
    Entry(
        _("Công nợ"), "contracts:debts", Can.SEE_FIGURES,
        ("/payments/", "/bank/", "/books/", "/accounting/", "/reconciliation/"),
    ),
    Entry(_("Khách hàng"), "accounts:customers", Can.SEE_CUSTOMERS),
    Entry(_("Phương tiện đo"), "instruments:list", Can.SEE_INSTRUMENTS),
    Entry(_("Chuẩn"), "instruments:standards", Can.SEE_STANDARDS),
    Entry(_("Quy trình"), "calibration:procedures", Can.SEE_PROCEDURES),
    Entry(_("Thẩm quyền"), "calibration:authority", Can.SEE_AUTHORITY),
    Entry(_("Bàn tính U"), "calibration:workbench", Can.MANAGE_PROCEDURES),
    Entry(_("Công việc"), "calibration:jobs", Can.SEE_JOBS),
    Entry(_("Đang giữ"), "calibration:custody", Can.HANDLE_ITEMS, ("/i/",)),
    Entry(_("Giấy chứng nhận"), "certificates:list", Can.SEE_CERTIFICATES),
    Entry(_("Tem"), "certificates:stickers", Can.SEE_STICKERS),
    Entry(_("Ảnh hưởng"), "certificates:impact", Can.SEE_IMPACT),
    Entry(_("Mẫu giấy"), "certificates:papers", Can.MANAGE_PAPERS),
    Entry(_("Đơn giá"), "contracts:prices", Can.SEE_PRICES),
    Entry(
        _("Bảng điều hành"), "reports:dashboards", Can.SEE_FIGURES, also=(Can.SEE_IMPACT,)
    ),
    Entry(_("Tổng quan"), "reports:overview", Can.SEE_FIGURES),
    Entry(_("Số liệu"), "reports:figures", Can.SEE_FIGURES, ("/indicators/",)),
    Entry(_("Báo cáo"), "reports:reports", Can.SEE_FIGURES),
    Entry(
        _("Tổng hợp số liệu"), "reports:rollup", Can.SEE_FIGURES,
        ("/blocks/", "/received-reports/", "/unit-keys/"),
    ),
    Entry(_("Kế hoạch"), "planning:tasks", Can.SEE_PLANNING, ("/planning/", "/targets/")),
    Entry(_("Nhân sự"), "accounts:people", Can.SEE_PEOPLE),
    Entry(_("Khóa ký"), "certificates:keys", Can.SEE_KEYS),
    Entry(_("Nhật ký"), "events", Can.SEE_AUDIT),
)  # fmt: skip

# A client's instruments are on a page of their own; the others are read like everyone's.
FOR_CLIENTS = ("contracts:quotations", "contracts:list", "certificates:list")

# Each role lands on its own day (pages.md); the first role held in this order decides.
LANDINGS = (
    (Role.TECHNICIAN, "calibration:today"),
    (Role.APPROVER, "calibration:review"),
    (Role.CONTRACT_OFFICER, "contracts:list"),
    (Role.QUALITY_OFFICER, "calibration:watch"),
    (Role.MANAGER, "reports:overview"),
    (Role.ADMINISTRATOR, "accounts:people"),
    (Role.CLIENT, "certificates:mine"),
)


def landing(person: Person) -> str:
    """The address a person starts from."""
    for role, name in LANDINGS:
        if role in person.roles:
            return reverse(name)
    return reverse("nobody")


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu and who is signed in, for every template."""
    person = getattr(request, "person", None)
    if person is None or not person.known:
        return {"menu": [], "person": None, "inter": INTER}
    entries = [e for e in MENU if any(person.may(verb) for verb in (e.verb, *e.also))]
    if person.roles == {Role.CLIENT}:
        entries = [e for e in entries if e.name in FOR_CLIENTS]
    if Role.CLIENT in person.roles:
        entries.insert(0, Entry(_("Phương tiện của tôi"), "certificates:mine", Can.SEE_INSTRUMENTS))
    menu = [{"label": e.label, "url": reverse(e.name), "here": False} for e in entries]
    # /jobs/today/ is under /jobs/: the longest beginning is where one is.
    fits = [
        (len(each), item)
        for item, entry in zip(menu, entries, strict=True)
        for each in (item["url"], *entry.holds)
        if request.path.startswith(each)
    ]
    if fits:
        max(fits, key=itemgetter(0))[1]["here"] = True
    return {"menu": menu, "person": person, "inter": INTER}
