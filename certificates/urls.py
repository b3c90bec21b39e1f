"""Addresses of the pages of certificates."""

from django.urls import path

from certificates.impact import urls as impact
from certificates.views import approving, certificate, check, lists

app_name = "certificates"
urlpatterns = [
    path("certificates/", lists.Certificates.as_view(), name="list"),
    path("certificates/<int:pk>/", certificate.CertificatePage.as_view(), name="detail"),
    path("certificates/<int:pk>/pdf/", certificate.CertificatePdf.as_view(), name="pdf"),
    path("certificates/<int:pk>/withdraw/", certificate.Withdraw.as_view(), name="withdraw"),
    path("certificates/<int:pk>/supersede/", certificate.Supersede.as_view(), name="supersede"),
    path("review/approve-selected/", approving.ApproveSelected.as_view(), name="approve-selected"),
    path("review/approved/<int:pk>/", approving.Approved.as_view(), name="approved"),
    path("review/<int:pk>/approve/", approving.Approve.as_view(), name="approve"),
    path("mine/", lists.MyInstruments.as_view(), name="mine"),
    path("c/<str:public_id>/", check.CheckPage.as_view(), name="check"),
    *impact.urlpatterns,
]
