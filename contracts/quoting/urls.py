"""Addresses of this room's pages."""

from django.urls import path

from contracts.quoting.views import frameworks, quotations, reviews

urlpatterns = [
    path("quotations/", quotations.Quotations.as_view(), name="quotations"),
    path("quotations/<int:pk>/", quotations.QuotationPage.as_view(), name="quotation"),
    path("quotations/<int:pk>/send/", quotations.Send.as_view(), name="send-quotation"),
    path("quotations/<int:pk>/answer/", quotations.RecordAnswer.as_view(), name="record-answer"),
    path("quotations/<int:pk>/reopen/", quotations.Reopen.as_view(), name="reopen-quotation"),
    path("quotations/<int:pk>/accept/", quotations.AcceptOffer.as_view(), name="accept-offer"),
    path("quotations/<int:pk>/reject/", quotations.RejectOffer.as_view(), name="reject-offer"),
    path("contracts/<int:pk>/quotations/new/", quotations.NewVersion.as_view(), name="new-version"),
    path("contracts/<int:pk>/review/", reviews.ReviewPage.as_view(), name="review"),
    path("contracts/<int:pk>/framework/", frameworks.PutUnder.as_view(), name="put-under"),
    path(
        "contracts/<int:pk>/over-cap/",
        frameworks.ApproveOverCap.as_view(),
        name="approve-over-cap",
    ),
    path("frameworks/", frameworks.Frameworks.as_view(), name="frameworks"),
    path("frameworks/new/", frameworks.NewFramework.as_view(), name="new-framework"),
    path("frameworks/<int:pk>/", frameworks.FrameworkPage.as_view(), name="framework"),
    path(
        "frameworks/<int:pk>/change/", frameworks.ChangeFramework.as_view(), name="change-framework"
    ),
    path("frameworks/<int:pk>/sign/", frameworks.SignFramework.as_view(), name="sign-framework"),
    path("frameworks/<int:pk>/end/", frameworks.EndFramework.as_view(), name="end-framework"),
]
