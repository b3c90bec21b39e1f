"""Addresses of the API about certificates."""

from django.urls import path

from certificates.api import check, doors
from certificates.archive import api as archive
from certificates.foreign import api as foreign
from certificates.impact.api import urls as impact
from certificates.papers.api import urls as papers
from certificates.signing import api as signing
from certificates.stickers.api import urls as stickers

app_name = "certificates_api"
urlpatterns = [
    path("certificates/", doors.CertificatesDoor.as_view(), name="certificates"),
    path("certificates/<int:pk>/", doors.CertificateDoor.as_view(), name="certificate"),
    path("certificates/<int:pk>/pdf/", doors.PdfDoor.as_view(), name="pdf"),
    path("certificates/<int:pk>/xml/", doors.XmlDoor.as_view(), name="xml"),
    path("certificates/<int:pk>/withdraw/", doors.WithdrawDoor.as_view(), name="withdraw"),
    path("certificates/<int:pk>/supersede/", doors.SupersedeDoor.as_view(), name="supersede"),
    path("certificates/<int:pk>/letters/", doors.LettersDoor.as_view(), name="letters"),
    path(
        "certificates/<int:pk>/letters/send-again/",
        doors.SendAgainDoor.as_view(),
        name="send-again",
    ),
    path("jobs/approve/", doors.ApproveManyDoor.as_view(), name="approve_many"),
    path("jobs/<int:pk>/approve/", doors.ApproveDoor.as_view(), name="approve"),
    path("check/", check.CheckFileDoor.as_view(), name="check-file"),
    path("check/<str:public_id>/", check.CheckDoor.as_view(), name="check"),
    path("archives/", archive.ArchivesDoor.as_view(), name="archives"),
    path("archives/<int:pk>/", archive.ArchiveDoor.as_view(), name="archive"),
    path("archives/<int:pk>/download/", archive.DownloadDoor.as_view(), name="archive_download"),
    path("dcc/read/", foreign.ReadDoor.as_view(), name="dcc_read"),
    path("keys/", signing.KeysDoor.as_view(), name="keys"),
    path("keys/<int:pk>/retire/", signing.RetireDoor.as_view(), name="key_retire"),
    *impact.urlpatterns,
    *stickers.urlpatterns,
    *papers.urlpatterns,
]
