"""Addresses of the ledger's pages, taken into `contracts.urls`."""

from django.urls import path

from contracts.ledger.views import bank, books, debts, payments

urlpatterns = [
    path("debts/", debts.DebtsPage.as_view(), name="debts"),
    path("customers/<int:pk>/account/", debts.AccountPage.as_view(), name="account"),
    path("payments/", payments.PaymentsPage.as_view(), name="payments"),
    path("payments/<int:pk>/", payments.PaymentPage.as_view(), name="payment"),
    path("payments/<int:pk>/match/", payments.Match.as_view(), name="match"),
    path("payments/<int:pk>/unmatch/", payments.Unmatch.as_view(), name="unmatch"),
    path("books/", books.Books.as_view(), name="books"),
    path("accounting/", books.Accounting.as_view(), name="accounting"),
    path("bank/", bank.BankLists.as_view(), name="bank"),
    path("bank/<int:pk>/", bank.BankPage.as_view(), name="bank-list"),
    path("bank/<int:pk>/columns/", bank.NameColumns.as_view(), name="bank-columns"),
    path("bank/<int:pk>/rows/<int:number>/", bank.MendRow.as_view(), name="bank-row"),
    path("bank/<int:pk>/judge/", bank.JudgeAgain.as_view(), name="bank-judge"),
    path("bank/<int:pk>/apply/", bank.ApplyList.as_view(), name="bank-apply"),
    path("bank/<int:pk>/file/", bank.BankFile.as_view(), name="bank-file"),
]
