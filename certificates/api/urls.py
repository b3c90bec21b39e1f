"""Addresses of the API about certificates."""

from django.urls import path

from certificates.api import doors
from certificates.impact.api import urls as impact

app_name = "certificates_api"
urlpatterns = [
    path("certificates/", doors.CertificatesDoor.as_view(), name="certificates"),
    path("certificates/<int:pk>/", doors.CertificateDoor.as_view(), name="certificate"),
    path("certificates/<int:pk>/pdf/", doors.PdfDoor.as_view(), name="pdf"),
    path("certificates/<int:pk>/withdraw/", doors.WithdrawDoor.as_view(), name="withdraw"),
    path("certificates/<int:pk>/supersede/", doors.SupersedeDoor.as_view(), name="supersede"),
    path("jobs/approve/", doors.ApproveManyDoor.as_view(), name="approve_many"),
    path("jobs/<int:pk>/approve/", doors.ApproveDoor.as_view(), name="approve"),
    path("check/<str:public_id>/", doors.CheckDoor.as_view(), name="check"),
    *impact.urlpatterns,
]
