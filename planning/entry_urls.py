"""Addresses of the pages of activities, entered figures, evidence and lists that are brought."""

from django.urls import path

from planning.views import activities, entered, evidence, imports

_ACTIVITY, _FIGURE = "planning/activities/<int:pk>", "planning/figures/<int:pk>"
_IMPORT = "planning/imports/<int:pk>"


def _add_evidence(kind: str, route: str) -> object:
    view = evidence.AddEvidence.as_view(kind=kind)
    return path(f"{route}/evidence/", view, name=f"{kind}-evidence")


urlpatterns = [
    path("planning/activities/", activities.Activities.as_view(), name="activities"),
    path("planning/activities/new/", activities.AddActivity.as_view(), name="new-activity"),
    path(f"{_ACTIVITY}/", activities.ActivityPage.as_view(), name="activity"),
    path(f"{_ACTIVITY}/change/", activities.ChangeActivity.as_view(), name="change-activity"),
    path(f"{_ACTIVITY}/strike/", activities.StrikeActivity.as_view(), name="strike-activity"),
    path("planning/figures/", entered.EnteredFigures.as_view(), name="entered"),
    path("planning/figures/new/", entered.EnterFigure.as_view(), name="new-figure"),
    path(f"{_FIGURE}/", entered.FigurePage.as_view(), name="figure"),
    path(f"{_FIGURE}/strike/", entered.StrikeFigure.as_view(), name="strike-figure"),
    _add_evidence("activity", _ACTIVITY),
    _add_evidence("figure", _FIGURE),
    _add_evidence("task", "planning/tasks/<int:pk>"),
    _add_evidence("proposal", "planning/proposals/<int:pk>"),
    _add_evidence("item", "planning/programme/<int:pk>"),
    path("planning/evidence/<int:pk>/", evidence.EvidenceFile.as_view(), name="evidence"),
    path(
        "planning/evidence/<int:pk>/strike/",
        evidence.StrikeEvidence.as_view(),
        name="strike-evidence",
    ),
    path("planning/imports/", imports.Imports.as_view(), name="imports"),
    path("planning/imports/template/", imports.ImportTemplate.as_view(), name="import-template"),
    path(f"{_IMPORT}/", imports.ImportPage.as_view(), name="import"),
    path(f"{_IMPORT}/file/", imports.ImportFile.as_view(), name="import-file"),
    path(f"{_IMPORT}/rows/<int:number>/", imports.MendRow.as_view(), name="import-row"),
]
