"""Every address, in one list: pages, API, health."""

from django.urls import include, path
from django.views.i18n import set_language

from backend import health, views
from backend.schema import Schema

urlpatterns = [
    path("", include("certificates.urls")),  # first: the check page is what the public asks for
    path("", views.Home.as_view(), name="home"),
    path("nobody/", views.Nobody.as_view(), name="nobody"),
    path("search/", views.Search.as_view(), name="search"),
    path("language/", set_language, name="set_language"),
    path("tasks/<int:pk>/", views.TaskPage.as_view(), name="task"),
    path("events/", views.Events.as_view(), name="events"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("accounts.signin")),
    path("", include("accounts.urls")),
    path("", include("instruments.urls")),
    path("", include("calibration.urls")),
    path("", include("contracts.urls")),
    path("", include("planning.urls")),
    path("", include("reports.urls")),
    path("api/v1/schema/", Schema.as_view(), name="schema"),
    path("api/v1/tasks/<int:pk>/", views.TaskDoor.as_view(), name="api-task"),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("instruments.api.urls")),
    path("api/v1/", include("calibration.api.urls")),
    path("api/v1/", include("certificates.api.urls")),
    path("api/v1/", include("contracts.api.urls")),
    path("api/v1/", include("planning.api.urls")),
    path("api/v1/", include("reports.api.urls")),
]
