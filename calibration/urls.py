"""Addresses of the pages."""

from django.urls import path

from calibration.views import (
    authority,
    batches,
    bench,
    jobs,
    minutes,
    procedure_editor,
    procedures,
    review,
    today,
    workbench,
)

app_name = "calibration"
urlpatterns = [
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/today/", today.Today.as_view(), name="today"),
    path("jobs/table/", jobs.JobTable.as_view(), name="table"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/assign/", jobs.Assign.as_view(), name="assign"),
    path("jobs/<int:pk>/cancel/", jobs.Cancel.as_view(), name="cancel"),
    path("jobs/<int:pk>/paper/", jobs.Paper.as_view(), name="paper"),
    path("jobs/<int:pk>/minutes.pdf", minutes.Minutes.as_view(), name="minutes"),
    path("batches/new/", batches.BatchNew.as_view(), name="batch-new"),
    path("bench/", bench.Shelf.as_view(), name="shelf"),
    path("bench/batch/<int:pk>/", bench.BatchBench.as_view(), name="bench-batch"),
    path("bench/<int:pk>/", today.Bench.as_view(), name="bench"),
    path("review/", review.ReviewList.as_view(), name="review"),
    path("review/<int:pk>/", review.ReviewJob.as_view(), name="review-job"),
    path("authority/watch/", authority.Watch.as_view(), name="watch"),
    path("authority/", authority.Authority.as_view(), name="authority"),
    path("authority/cards/new/", authority.CardNew.as_view(), name="card-new"),
    path("authority/cards/<int:pk>/", authority.CardPage.as_view(), name="card"),
    path("authority/scopes/new/", authority.ScopeNew.as_view(), name="scope-new"),
    path("authority/scopes/<int:pk>/", authority.ScopePage.as_view(), name="scope"),
    path("authority/scopes/<int:pk>/lines/", authority.ScopeLines.as_view(), name="scope-lines"),
    path("authority/lines/<int:pk>/remove/", authority.LineRemove.as_view(), name="line-remove"),
    path("authority/rooms/new/", authority.RoomNew.as_view(), name="room-new"),
    path("authority/rooms/<int:pk>/", authority.RoomUse.as_view(), name="room"),
    path("procedures/", procedures.ProcedureList.as_view(), name="procedures"),
    path("procedures/new/", procedures.NewProcedure.as_view(), name="procedure-new"),
    path("procedures/import/", procedures.ImportProcedure.as_view(), name="procedure-import"),
    path(
        "procedures/<int:pk>/edit/", procedure_editor.Editor.as_view(), name="procedure-edit"
    ),
    path(
        "procedures/<int:pk>/export/", procedure_editor.Export.as_view(), name="procedure-export"
    ),
    path("procedures/<int:pk>/copy/", procedures.Copy.as_view(), name="procedure-copy"),
    path("procedures/<int:pk>/compare/", procedures.Compare.as_view(), name="procedure-compare"),
    path("procedures/<int:pk>/confirm/", procedures.Confirm.as_view(), name="procedure-confirm"),
    path("procedures/<int:pk>/approve/", procedures.Approve.as_view(), name="procedure-approve"),
    path("procedures/<int:pk>/", procedures.ProcedurePage.as_view(), name="procedure"),
    path("procedures/<int:pk>/in-force/", procedures.InForce.as_view(), name="in-force"),
    path("procedures/<int:pk>/retire/", procedures.Retire.as_view(), name="retire"),
    path("procedures/<int:pk>/draft/", procedures.DraftNext.as_view(), name="draft-next"),
    path(
        "procedures/<int:pk>/budgets/compare/",
        workbench.Compare.as_view(),
        name="budgets-compare",
    ),
    path("workbench/", workbench.Workbench.as_view(), name="workbench"),
    path("workbench/import/", workbench.Import.as_view(), name="workbench-import"),
    path("workbench/export/", workbench.Export.as_view(), name="workbench-export"),
    path("workbench/language/", workbench.Language.as_view(), name="workbench-language"),
    path("workbench/save/", workbench.Save.as_view(), name="workbench-save"),
]
