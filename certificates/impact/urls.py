"""Addresses of the pages of cases."""

from django.urls import path

from certificates.impact.views import cases, deciding, tracing

urlpatterns = [
    path("impact/", cases.Cases.as_view(), name="impact"),
    path("impact/trace/<int:event>/", tracing.Trace.as_view(), name="impact-trace"),
    path("impact/trace/<int:event>/open/", tracing.OpenCase.as_view(), name="impact-open"),
    path("impact/jobs/<int:job>/", tracing.JobStandards.as_view(), name="impact-job"),
    path("impact/<int:pk>/", cases.Case.as_view(), name="impact-case"),
    path("impact/<int:pk>/sheet/", cases.CaseSheet.as_view(), name="impact-sheet"),
    path("impact/<int:pk>/again/", cases.AskAgain.as_view(), name="impact-again"),
    path("impact/<int:pk>/close/", cases.CloseCase.as_view(), name="impact-close"),
    path("impact/<int:pk>/decide/", deciding.Decide.as_view(), name="impact-decide"),
    path("impact/<int:pk>/inform/", deciding.Inform.as_view(), name="impact-inform"),
    path("impact/<int:pk>/items/<int:item>/", deciding.Item.as_view(), name="impact-item"),
]
