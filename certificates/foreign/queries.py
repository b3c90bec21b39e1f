"""What pages ask of other laboratories' files."""

import json
from typing import cast

from django.db.models import QuerySet

from accounts.people import Person
from accounts.permissions import Can
from certificates.dcc.reading.shapes import Certificate
from certificates.models import ForeignFile
from common.text import nfc
from instruments.models import Standard


def content_of(row: ForeignFile) -> Certificate:
    """What was read of a file."""
    return cast("Certificate", json.loads(row.content))


def files_seen_by(person: Person, state: str = "") -> "QuerySet[ForeignFile]":
    """Files with all that a list says of them, newest first."""
    rows = ForeignFile.objects.visible_to(person).select_related(
        "centre", "by", "standard", "event", "confirmed_by"
    )
    if state in ("draft", "confirmed"):
        rows = rows.filter(event__isnull=state == "draft")
    return rows.defer("content")


def standards_for(person: Person) -> "QuerySet[Standard]":
    """The standards that a person may give a calibration."""
    rows = Standard.objects.filter(centre__in=person.centres(Can.MANAGE_STANDARDS))
    return rows.select_related("centre").prefetch_related("calibrations__values")


def likely(rows: "QuerySet[Standard]", numbers: list[str]) -> Standard | None:
    """The standard whose serial number or code the file names."""
    named = {nfc(each).casefold() for each in numbers}
    return next((s for s in rows if {s.serial.casefold(), s.code.casefold()} & named), None)
