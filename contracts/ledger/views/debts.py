"""What customers owe by age, and the account of one of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.models import Customer
from accounts.permissions import Can
from common.sheets import Table, book_file, write_book
from common.text import fold
from contracts.access import centre_asked
from contracts.ledger.debts import Age, CustomerDebt, Debt, Owing, debts, table
from contracts.ledger.forms import DaysForm
from contracts.ledger.owed import Part
from contracts.ledger.statement import Statement, statement
from contracts.models import Contract

SIZE = 50


def theirs(customer: Customer) -> Q:
    """The contracts of a customer and of those that were merged into it."""
    return Q(customer=customer) | Q(customer__merged_into=customer)


class DebtsPage(Page):
    """Customers by what they owe, in five ages; the invoices behind each figure; xlsx."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = DaysForm(request.GET)
        on = asked.get("on") or timezone.localdate()
        inside = self.person.centres(Can.SEE_FIGURES)
        seen: QuerySet[Contract] = Contract.objects.filter(centre__in=inside)
        centre = centre_asked(request, self.person, Can.SEE_FIGURES)
        if centre is not None:
            seen = seen.filter(centre__path__startswith=centre.path)
        seen = _narrowed(seen, asked)
        if request.GET.get("format") == "xlsx":
            return _xlsx(*table(seen, on, Part(age=_age(asked))), on)
        found, invoices, shown = self._page(seen, on, _age(asked))
        customers = found.by_customer()
        page = Paginator(customers, SIZE).get_page(request.GET.get("page"))
        names = _names(page, invoices)
        context = {
            "on": on,
            "may_record": self.person.may(Can.RECORD_MONEY),
            "ages": [(age, amount) for age, _n, amount in found.by_age()],
            "open": found.open,
            "credit": found.credit,
            "page": page,
            "rows": [(one, names[0][one.customer_id], one.by_age().values()) for one in page],
            "invoices": shown,
            "invoice_rows": [
                (one, names[0][one.customer_id], names[1][one.contract_id]) for one in invoices
            ],
            "age": asked.get("age"),
            "centre": centre,
            "one": names[0].get(asked.get("customer") or 0),
            "text": asked.get("q") or "",
        }
        return render(request, "contracts/ledger/debts.html", context)

    def _page(
        self, seen: QuerySet[Contract], on: date, age: str
    ) -> tuple[Owing, tuple[Debt, ...], Any]:
        """All sums and a page of invoices in one statement; beyond the last, the last, in two."""
        text = self.request.GET.get("invoices", "")
        number = int(text) if text.isdecimal() and len(text) < len("1000000") else 1
        start = (max(number, 1) - 1) * SIZE
        found, invoices = table(seen, on, Part(start, SIZE, age))
        many = sum(n for one, n, _open in found.by_age() if age in ("", one.value))
        page = Paginator(range(many), SIZE).get_page(max(number, 1))
        if many and not invoices:
            found, invoices = table(seen, on, Part(page.start_index() - 1, SIZE, age))
        return found, invoices, page


def _age(asked: DaysForm) -> str:
    """The age that is asked for; what is none is left aside."""
    age = asked.get("age")
    return age if age in Age.values else ""


def _narrowed(seen: QuerySet[Contract], asked: DaysForm) -> QuerySet[Contract]:
    """The contracts of one customer, or of those that bear the words."""
    if pk := asked.get("customer"):
        return seen.filter(customer=pk)
    if text := asked.get("q"):
        return seen.filter(customer__in=Customer.objects.search(text).order_by().values("pk"))
    return seen


def _names(
    customers: Iterable[CustomerDebt], invoices: Iterable[Debt]
) -> tuple[dict[int, Customer], dict[int, str]]:
    papers = list(invoices)
    ids = {one.customer_id for one in customers} | {one.customer_id for one in papers}
    contracts = Contract.objects.in_bulk({one.contract_id for one in papers})
    return Customer.objects.in_bulk(ids), {pk: one.number for pk, one in contracts.items()}


def _xlsx(found: Owing, invoices: tuple[Debt, ...], on: date) -> HttpResponse:
    customers = found.by_customer()
    who, contracts = _names(customers, invoices)
    ages = [str(age.label) for age in Age]
    heads = (
        pgettext("một", "Khách hàng"),
        _("Mã số thuế"),
        *ages,
        _("Tổng nợ, đồng"),
        _("Tiền trả trước, đồng"),
        _("Số dư, đồng"),
    )
    rows = (
        (
            who[one.customer_id].name,
            who[one.customer_id].tax_code,
            *one.by_age().values(),
            one.open,
            one.credit,
            one.balance,
        )
        for one in customers
    )
    below = (
        _("Hóa đơn"),
        _("Ngày hóa đơn"),
        _("Hạn trả"),
        pgettext("một", "Khách hàng"),
        _("Số hợp đồng"),
        _("Tiền hóa đơn, đồng"),
        _("Đã đối trừ, đồng"),
        _("Còn phải thu, đồng"),
        _("Quá hạn, ngày"),
    )
    papers = (
        (
            row.number,
            row.issued_on,
            row.due_on,
            who[row.customer_id].name,
            contracts[row.contract_id],
            row.gross,
            row.settled + row.covered,
            row.open,
            row.late,
        )
        for row in invoices
    )
    day = f"{on:%d.%m.%Y}"
    tables = [
        Table(_("Công nợ %(day)s") % {"day": day}, heads, rows, (36, 16)),
        Table(_("Hóa đơn"), below, papers, (20, 14, 14, 36, 24)),
    ]
    return book_file(write_book(tables), f"cong-no-{on:%Y%m%d}.xlsx")


class AccountPage(Page):
    """The account of a customer from a day to a day: what the person may see of it."""

    verb = Can.SEE_CONTRACTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        customer = self.row(Customer.objects.all(), pk=pk)
        asked = DaysForm(request.GET)
        today = timezone.localdate()
        start = asked.get("start") or today.replace(month=1, day=1)
        end = max(start, asked.get("end") or today)
        contracts = Contract.objects.visible_to(self.person).filter(theirs(customer))
        found = statement(contracts, start, end)
        if request.GET.get("format") == "xlsx":
            return _account_xlsx(customer, found)
        owed = debts(contracts, end)
        context = {
            "customer": customer,
            "found": found,
            "entries": Paginator(found.entries, 100).get_page(request.GET.get("page")),
            "open": owed.open,
            "credit": owed.credit,
            "inside": self.person.may(Can.SEE_FIGURES),
        }
        return render(request, "contracts/ledger/account.html", context)


def _account_xlsx(customer: Customer, found: Statement) -> HttpResponse:
    heads = (
        _("Ngày"),
        _("Nội dung"),
        _("Chứng từ"),
        _("Số hợp đồng"),
        _("Phải thu, đồng"),
        _("Đã thu, đồng"),
        _("Số dư, đồng"),
    )
    rows: list[tuple[Any, ...]] = [
        (found.start, _("số dư đầu kỳ"), "", "", None, None, found.opening)
    ]
    for entry in found.entries:
        one = entry.movement
        sides = (one.debit or None, one.credit or None)
        label = str(one.move.label)
        rows.append((one.on, label, one.number, one.contract, *sides, entry.balance))
    rows.append((found.end, _("số dư cuối kỳ"), "", "", found.debit, found.credit, found.closing))
    name = fold(customer.name)[:31] or str(customer.pk)
    book = write_book([Table(_table_name(name), heads, rows, (12, 24, 22, 24))])
    return book_file(book, f"so-chi-tiet-{customer.pk}.xlsx")


def _table_name(text: str) -> str:
    """A name that a sheet may bear."""
    return "".join(char if char.isalnum() else " " for char in text).strip() or "1"
