"""Addresses of the pages of certificates."""

from django.urls import path

from certificates.archive import urls as archive
from certificates.foreign import urls as foreign
from certificates.impact import urls as impact
from certificates.papers import urls as papers
from certificates.signing import urls as signing
from certificates.stickers import urls as stickers
from certificates.views import anchors, approving, certificate, check, checks, ending, files, lists

app_name = "certificates"
urlpatterns = [
    path("c/", check.CheckFile.as_view(), name="check-file"),
    path("c/<str:public_id>/", check.CheckPage.as_view(), name="check"),
    path("certificates/", lists.Certificates.as_view(), name="list"),
    path("certificates/<int:pk>/", certificate.CertificatePage.as_view(), name="detail"),
    path("certificates/checks/", checks.Checks.as_view(), name="checks"),
    path("certificates/<int:pk>/checks/", checks.ChecksOf.as_view(), name="checks-of"),
    path("certificates/<int:pk>/pdf/", certificate.CertificatePdf.as_view(), name="pdf"),
    path("certificates/<int:pk>/xml/", files.CertificateXml.as_view(), name="xml"),
    path("certificates/<int:pk>/files/", files.FilesAgain.as_view(), name="files-again"),
    path("certificates/<int:pk>/withdraw/", ending.Withdraw.as_view(), name="withdraw"),
    path("certificates/<int:pk>/supersede/", ending.Supersede.as_view(), name="supersede"),
    path("certificates/<int:pk>/told/", ending.Told.as_view(), name="told"),
    path("certificates/<int:pk>/send-again/", ending.SendAgain.as_view(), name="send-again"),
    path("review/approve-selected/", approving.ApproveSelected.as_view(), name="approve-selected"),
    path("review/approved/", approving.Batches.as_view(), name="batches"),
    path("review/approved/<int:pk>/", approving.Approved.as_view(), name="approved"),
    path("review/<int:pk>/approve/", approving.Approve.as_view(), name="approve"),
    path("mine/", lists.MyInstruments.as_view(), name="mine"),
    path(".well-known/chuan/trust-anchors.json", anchors.TrustAnchors.as_view(), name="anchors"),
    path(
        ".well-known/chuan/trust-anchors.pem",
        anchors.TrustAnchorsPem.as_view(),
        name="anchors-pem",
    ),
    path(
        ".well-known/chuan/signing-certificates.json",
        anchors.SigningCertificates.as_view(),
        name="signing-certificates",
    ),
    path(
        ".well-known/chuan/signing-certificates.pem",
        anchors.SigningCertificatesPem.as_view(),
        name="signing-certificates-pem",
    ),
    *impact.urlpatterns,
    *signing.urlpatterns,
    *papers.urlpatterns,
    *archive.urlpatterns,
    *foreign.urlpatterns,
    *stickers.urlpatterns,
]
