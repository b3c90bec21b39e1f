"""Addresses of this room's API."""

from django.urls import path

from contracts.quoting.api import frameworks, quotations

urlpatterns = [
    path("quotations/", quotations.QuotationsDoor.as_view(), name="quotations"),
    path("quotations/<int:pk>/", quotations.QuotationDoor.as_view(), name="quotation"),
    path("quotations/<int:pk>/send/", quotations.SendDoor.as_view(), name="send-quotation"),
    path("quotations/<int:pk>/answer/", quotations.AnswerDoor.as_view(), name="answer-quotation"),
    path(
        "quotations/<int:pk>/record-answer/",
        quotations.RecordAnswerDoor.as_view(),
        name="record-answer",
    ),
    path("quotations/<int:pk>/reopen/", quotations.ReopenDoor.as_view(), name="reopen-quotation"),
    path("contracts/<int:pk>/quotations/", quotations.NewVersionDoor.as_view(), name="new-version"),
    path("contracts/<int:pk>/review/", quotations.ReviewDoor.as_view(), name="review"),
    path("contracts/<int:pk>/framework/", frameworks.PutUnderDoor.as_view(), name="put-under"),
    path("contracts/<int:pk>/over-cap/", frameworks.OverCapDoor.as_view(), name="approve-over-cap"),
    path("frameworks/", frameworks.FrameworksDoor.as_view(), name="frameworks"),
    path("frameworks/<int:pk>/", frameworks.FrameworkDoor.as_view(), name="framework"),
    path(
        "frameworks/<int:pk>/sign/", frameworks.SignFrameworkDoor.as_view(), name="sign-framework"
    ),
    path("frameworks/<int:pk>/end/", frameworks.EndFrameworkDoor.as_view(), name="end-framework"),
]
