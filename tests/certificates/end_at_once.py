"""One of the processes of test_ended_once: ends every certificate there is, its own way."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from django.utils import timezone  # noqa: E402 (the settings come first)

from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from certificates.services import supersede, withdraw  # noqa: E402
from common.errors import DomainError  # noqa: E402

by = User.objects.filter(memberships__role=Role.APPROVER).earliest("pk")
way = {"supersede": supersede, "withdraw": withdraw}[sys.argv[1]]
papers = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
sys.stdin.readline()  # all start together
for pk in papers:
    try:
        way(certificate_id=pk, reason="sai tên khách hàng", by=by, at=timezone.now())
        sys.stdout.write(f"{pk} done\n")
    except DomainError as refusal:
        sys.stdout.write(f"{pk} {refusal.code}\n")
