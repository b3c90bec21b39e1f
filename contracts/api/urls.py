"""Addresses of the API."""

from django.urls import path

from contracts.api import appendices, contracts, life, lists, money
from contracts.ledger.api import urls as ledger
from contracts.papers.api import urls as papers
from contracts.pricing import api as pricing
from contracts.quoting.api import urls as quoting
from contracts.reconciling.api import ReconciliationDoor
from contracts.visit.api import urls as visit

app_name = "contracts_api"
urlpatterns = [
    path("contracts/", contracts.ContractsDoor.as_view(), name="contracts"),
    path("contracts/<int:pk>/", contracts.ContractDoor.as_view(), name="contract"),
    path("contracts/<int:pk>/lines/", contracts.LinesDoor.as_view(), name="lines"),
    path("lines/<int:pk>/", contracts.LineDoor.as_view(), name="line"),
    path("contracts/<int:pk>/items/", contracts.ItemsDoor.as_view(), name="items"),
    path(
        "contracts/<int:pk>/appendices/",
        appendices.AppendicesDoor.as_view(),
        name="appendices",
    ),
    path("contracts/<int:pk>/sign/", life.SignDoor.as_view(), name="sign"),
    path("contracts/<int:pk>/accept/", life.AcceptDoor.as_view(), name="accept"),
    path("contracts/<int:pk>/pause/", life.PauseDoor.as_view(), name="pause"),
    path("contracts/<int:pk>/resume/", life.ResumeDoor.as_view(), name="resume"),
    path("contracts/<int:pk>/liquidate/", life.LiquidateDoor.as_view(), name="liquidate"),
    path("contracts/<int:pk>/cancel/", life.CancelDoor.as_view(), name="cancel"),
    path("contracts/<int:pk>/imports/", lists.ImportsDoor.as_view(), name="imports"),
    path("imports/<int:pk>/", lists.ImportDoor.as_view(), name="import"),
    path("imports/<int:pk>/columns/", lists.ColumnsDoor.as_view(), name="import-columns"),
    path("imports/<int:pk>/rows/<int:number>/", lists.RowDoor.as_view(), name="import-row"),
    path("imports/<int:pk>/apply/", lists.ApplyDoor.as_view(), name="apply"),
    path("contracts/<int:pk>/invoices/", money.InvoicesDoor.as_view(), name="invoices"),
    path("invoices/<int:pk>/cancel/", money.CancelInvoiceDoor.as_view(), name="cancel-invoice"),
    path("contracts/<int:pk>/payments/", money.PaymentsDoor.as_view(), name="payments"),
    path("payments/<int:pk>/cancel/", money.CancelPaymentDoor.as_view(), name="cancel-payment"),
    path("services/", money.ServicesDoor.as_view(), name="services"),
    path("services/<int:pk>/prices/", money.PricesDoor.as_view(), name="prices"),
    path("services/<int:pk>/norms/", pricing.NormsDoor.as_view(), name="norms"),
    path("norms/<int:pk>/file/", pricing.NormFileDoor.as_view(), name="norm-file"),
    path("prices/export/", pricing.ExportDoor.as_view(), name="export-prices"),
    path("prices/imports/", pricing.PriceImportsDoor.as_view(), name="price-imports"),
    path("prices/imports/<int:pk>/", pricing.PriceImportDoor.as_view(), name="price-import"),
    path("prices/public/<str:code>/", pricing.PublicPricesDoor.as_view(), name="public-prices"),
    path("surcharges/", pricing.SurchargesDoor.as_view(), name="surcharges"),
    path("surcharges/<int:pk>/end/", pricing.EndSurchargeDoor.as_view(), name="end-surcharge"),
    path("contracts/<int:pk>/surcharges/", pricing.ChargeDoor.as_view(), name="charge"),
    *quoting.urlpatterns,
    path("reconciliation/", ReconciliationDoor.as_view(), name="reconciliation"),
    path("revenue/", money.RevenueDoor.as_view(), name="revenue"),
    *visit.urlpatterns,
    *ledger.urlpatterns,
    *papers.urlpatterns,
]
