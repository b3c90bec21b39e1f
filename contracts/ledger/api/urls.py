"""Addresses of the ledger in the API, taken into `contracts.api.urls`."""

from django.urls import path

from contracts.ledger.api import bank, doors

urlpatterns = [
    path("debts/", doors.DebtsDoor.as_view(), name="debts"),
    path("customers/<int:pk>/account/", doors.AccountDoor.as_view(), name="account"),
    path("payments/<int:pk>/", doors.PaymentDoor.as_view(), name="payment"),
    path("payments/<int:pk>/match/", doors.MatchDoor.as_view(), name="match"),
    path("payments/<int:pk>/unmatch/", doors.UnmatchDoor.as_view(), name="unmatch"),
    path("books/", doors.BooksDoor.as_view(), name="books"),
    path("accounting/", doors.AccountingDoor.as_view(), name="accounting"),
    path("bank-lists/", bank.BankListsDoor.as_view(), name="bank-lists"),
    path("bank-lists/<int:pk>/", bank.BankListDoor.as_view(), name="bank-list"),
    path("bank-lists/<int:pk>/columns/", bank.BankColumnsDoor.as_view(), name="bank-columns"),
    path("bank-lists/<int:pk>/rows/<int:number>/", bank.BankRowDoor.as_view(), name="bank-row"),
    path("bank-lists/<int:pk>/apply/", bank.BankApplyDoor.as_view(), name="bank-apply"),
]
