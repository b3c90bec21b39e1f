"""Addresses of the API of activities, entered figures, evidence and brought lists."""

from django.urls import path

from planning.api import activities, imports

_ACTIVITY, _FIGURE = "planning/activities/<int:pk>", "planning/figures/<int:pk>"
_IMPORT = "planning/imports/<int:pk>"

urlpatterns = [
    path("planning/activities/", activities.ActivitiesDoor.as_view(), name="activities"),
    path("planning/activities/many/", activities.ManyActivitiesDoor.as_view(), name="many"),
    path(f"{_ACTIVITY}/", activities.ActivityDoor.as_view(), name="activity"),
    path(f"{_ACTIVITY}/strike/", activities.StrikeActivityDoor.as_view(), name="strike-activity"),
    path("planning/figures/", activities.EnteredFiguresDoor.as_view(), name="figures"),
    path(f"{_FIGURE}/", activities.EnteredFigureDoor.as_view(), name="figure"),
    path(f"{_FIGURE}/strike/", activities.StrikeFigureDoor.as_view(), name="strike-figure"),
    path(
        f"{_ACTIVITY}/evidence/",
        activities.ActivityEvidenceDoor.as_view(),
        name="activity-evidence",
    ),
    path(f"{_FIGURE}/evidence/", activities.FigureEvidenceDoor.as_view(), name="figure-evidence"),
    path(
        "planning/tasks/<int:pk>/evidence/",
        activities.TaskEvidenceDoor.as_view(),
        name="task-evidence",
    ),
    path(
        "planning/proposals/<int:pk>/evidence/",
        activities.ProposalEvidenceDoor.as_view(),
        name="proposal-evidence",
    ),
    path(
        "planning/programme/<int:pk>/evidence/",
        activities.ItemEvidenceDoor.as_view(),
        name="item-evidence",
    ),
    path("planning/evidence/<int:pk>/", activities.EvidenceDoor.as_view(), name="evidence"),
    path(
        "planning/evidence/<int:pk>/strike/",
        activities.StrikeEvidenceDoor.as_view(),
        name="strike-evidence",
    ),
    path("planning/imports/", imports.EntryImportsDoor.as_view(), name="imports"),
    path(f"{_IMPORT}/", imports.EntryImportDoor.as_view(), name="import"),
    path(f"{_IMPORT}/rows/<int:number>/", imports.EntryImportRowDoor.as_view(), name="import-row"),
]
