"""Addresses of the pages about figures."""

from django.urls import path

from reports import views
from reports.dashboards.urls import urlpatterns as dashboards
from reports.documents.urls import urlpatterns as documents
from reports.exchange.urls import urlpatterns as exchange
from reports.indicators import views as indicators
from reports.narrative.urls import urlpatterns as narrative
from reports.overview import views as overview
from reports.periodic.urls import urlpatterns as periodic
from reports.rollup.urls import urlpatterns as rollup

app_name = "reports"
urlpatterns = [
    path("overview/", overview.OverviewPage.as_view(), name="overview"),
    path("overview/xlsx/", overview.OverviewBook.as_view(), name="overview-xlsx"),
    path("overview/rows/", overview.OverviewRows.as_view(), name="overview-rows"),
    path("overview/rows/xlsx/", overview.OverviewRowsBook.as_view(), name="overview-rows-xlsx"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("indicators/new/", indicators.NewIndicator.as_view(), name="new-indicator"),
    path("indicators/choices/", indicators.ChoicesPage.as_view(), name="choices"),
    path("indicators/<int:pk>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("figures/", views.FiguresPage.as_view(), name="figures"),
    path("figures/xlsx/", views.FiguresBook.as_view(), name="figures-xlsx"),
    path("figures/rows/", views.RowsPage.as_view(), name="rows"),
    path("figures/rows/xlsx/", views.RowsBook.as_view(), name="rows-xlsx"),
    *dashboards,
    *periodic,
    *narrative,
    *documents,
    *rollup,
    *exchange,
]
