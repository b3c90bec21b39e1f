"""What customers owe by age, and the account of one of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
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
from contracts.ledger.debts import Age, CustomerDebt, Debt, Debts, debts
from contracts.ledger.forms import DaysForm
from contracts.ledger.statement import Statement, statement
from contracts.models import Contract

FIRST = date(2000, 1, 1)


def theirs(customer: Customer) -> Q:
    """The contracts of a customer and of those that were merged into it."""
    return Q(customer=customer) | Q(customer__merged_into=customer)


class DebtsPage(Page):
    """Customers by what they owe, in five ages; the invoices behind each figure; xlsx."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = DaysForm(request.GET)
        on = asked.get("on") or timezone.localdate()
        seen = Contract.objects.filter(centre__in=self.person.centres(Can.SEE_FIGURES))
        centre = centre_asked(request, self.person, Can.SEE_FIGURES)
        if centre is not None:
            seen = seen.filter(centre__path__startswith=centre.path)
        found = debts(seen, on)
        customers = _customers(found, asked)
        chosen = {one.customer_id for one in customers}
        invoices = _invoices(found.rows, chosen, asked)
        names = _names(customers, invoices)
        if request.GET.get("format") == "xlsx":
            return _xlsx(customers, invoices, names, on)
        page = Paginator(customers, 50).get_page(request.GET.get("page"))
        shown = Paginator(invoices, 50).get_page(request.GET.get("invoices"))
        context = {
            "on": on,
            "may_record": self.person.may(Can.RECORD_MONEY),
            "ages": [(age, amount) for age, amount in _ages(customers).items()],
            "open": sum(one.open for one in customers),
            "credit": sum(one.credit for one in customers),
            "page": page,
            "rows": [(one, names[0][one.customer_id], one.by_age().values()) for one in page],
            "invoices": shown,
            "invoice_rows": [
                (one, names[0][one.customer_id], names[1][one.contract_id]) for one in shown
            ],
            "age": asked.get("age"),
            "centre": centre,
            "one": names[0].get(asked.get("customer") or 0),
            "text": asked.get("q") or "",
        }
        return render(request, "contracts/ledger/debts.html", context)


def _customers(found: Debts, asked: DaysForm) -> list[CustomerDebt]:
    rows = found.by_customer()
    if pk := asked.get("customer"):
        return [one for one in rows if one.customer_id == pk]
    if text := asked.get("q"):
        match = set(Customer.objects.search(text).values_list("pk", flat=True))
        rows = [one for one in rows if one.customer_id in match]
    return rows


def _invoices(rows: Iterable[Debt], customers: set[int], asked: DaysForm) -> list[Debt]:
    age = asked.get("age")
    return [
        row
        for row in rows
        if row.customer_id in customers and (age not in Age.values or row.age == age)
    ]


def _ages(customers: Iterable[CustomerDebt]) -> dict[Age, int]:
    sums = dict.fromkeys(Age, 0)
    for one in customers:
        for age, amount in one.by_age().items():
            sums[age] += amount
    return sums


def _names(
    customers: list[CustomerDebt], invoices: list[Debt]
) -> tuple[dict[int, Customer], dict[int, str]]:
    ids = {one.customer_id for one in customers}
    contracts = {one.contract_id for one in invoices}
    return (
        Customer.objects.in_bulk(list(ids)),
        dict(Contract.objects.filter(pk__in=contracts).values_list("pk", "number")),
    )


def _xlsx(
    customers: list[CustomerDebt],
    invoices: list[Debt],
    names: tuple[dict[int, Customer], dict[int, str]],
    on: date,
) -> HttpResponse:
    who, contracts = names
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
