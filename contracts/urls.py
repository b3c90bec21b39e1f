"""Addresses of the pages."""

from django.urls import path, register_converter

from contracts.ledger import urls as ledger
from contracts.papers import urls as papers
from contracts.pricing.views import book as price_book
from contracts.pricing.views import norms as price_norms
from contracts.pricing.views import public as public_prices
from contracts.pricing.views import surcharges
from contracts.quoting import urls as quoting
from contracts.reconciling.views import ReconciliationPage
from contracts.views import appendices, detail, imports, life, lists, mapping, money, prices
from contracts.visit import urls as visit


class Way:
    """How an invoice is corrected."""

    regex = "adjust|replace"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The same back."""
        return value


register_converter(Way, "way")

app_name = "contracts"
urlpatterns = [
    path("contracts/", lists.Contracts.as_view(), name="list"),
    path("contracts/new/", detail.NewContract.as_view(), name="new"),
    path("contracts/<int:pk>/", detail.ContractPage.as_view(), name="detail"),
    path("contracts/<int:pk>/change/", detail.ChangeContract.as_view(), name="change"),
    path("contracts/<int:pk>/lines/", detail.AddLine.as_view(), name="add-line"),
    path("contracts/lines/<int:pk>/remove/", detail.RemoveLine.as_view(), name="remove-line"),
    path("contracts/<int:pk>/items/", detail.AddItems.as_view(), name="items"),
    path(
        "contracts/<int:pk>/appendices/new/",
        appendices.NewAppendix.as_view(),
        name="new-appendix",
    ),
    path("contracts/<int:pk>/sign/", life.Sign.as_view(), name="sign"),
    path("contracts/<int:pk>/accept/", life.Accept.as_view(), name="accept"),
    path("contracts/<int:pk>/pause/", life.Pause.as_view(), name="pause"),
    path("contracts/<int:pk>/resume/", life.Resume.as_view(), name="resume"),
    path("contracts/<int:pk>/liquidate/", life.Liquidate.as_view(), name="liquidate"),
    path("contracts/<int:pk>/cancel/", life.Cancel.as_view(), name="cancel"),
    path("contracts/<int:pk>/invoices/new/", money.NewInvoice.as_view(), name="new-invoice"),
    path("invoices/<int:pk>/<way:way>/", money.CorrectInvoice.as_view(), name="correct-invoice"),
    path("invoices/<int:pk>/cancel/", money.CancelInvoice.as_view(), name="cancel-invoice"),
    path("contracts/<int:pk>/payments/new/", money.NewPayment.as_view(), name="new-payment"),
    path("payments/<int:pk>/cancel/", money.CancelPayment.as_view(), name="cancel-payment"),
    path("contracts/<int:pk>/imports/", imports.Upload.as_view(), name="upload"),
    path("contracts/<int:pk>/imports/<int:import_id>/", imports.Preview.as_view(), name="import"),
    path(
        "contracts/<int:pk>/imports/<int:import_id>/columns/",
        mapping.MapColumns.as_view(),
        name="map-columns",
    ),
    path(
        "contracts/<int:pk>/imports/<int:import_id>/rows/<int:number>/",
        imports.Mend.as_view(),
        name="mend",
    ),
    path(
        "contracts/<int:pk>/imports/<int:import_id>/judge/",
        imports.JudgeAgain.as_view(),
        name="judge-again",
    ),
    path(
        "contracts/<int:pk>/imports/<int:import_id>/apply/", imports.Apply.as_view(), name="apply"
    ),
    *quoting.urlpatterns,
    path("reconciliation/", ReconciliationPage.as_view(), name="reconciliation"),
    path("prices/", prices.Prices.as_view(), name="prices"),
    path("prices/new/", prices.NewService.as_view(), name="new-service"),
    path("prices/<int:pk>/", prices.ServicePage.as_view(), name="service"),
    path("prices/<int:pk>/norms/", price_norms.Norms.as_view(), name="norms"),
    path("norms/<int:pk>/file/", price_norms.NormFile.as_view(), name="norm-file"),
    path("prices/export/", price_book.ExportPrices.as_view(), name="export-prices"),
    path("prices/import/", price_book.BringPrices.as_view(), name="bring-prices"),
    path("prices/import/<int:pk>/", price_book.PricePreview.as_view(), name="price-import"),
    path("prices/surcharges/", surcharges.Surcharges.as_view(), name="surcharges"),
    path(
        "prices/surcharges/<int:pk>/end/", surcharges.EndSurcharge.as_view(), name="end-surcharge"
    ),
    path("contracts/<int:pk>/surcharges/", surcharges.Charge.as_view(), name="charge"),
    path("prices/public/", public_prices.PublicCentres.as_view(), name="public-centres"),
    path("prices/public/<str:code>/", public_prices.PublicPrices.as_view(), name="public-prices"),
    *ledger.urlpatterns,
    *papers.urlpatterns,
    *visit.urlpatterns,
]
