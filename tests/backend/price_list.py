"""The price list for the world of every door, and the writes about it."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from contracts.models import ListImport, ServiceNorm
from contracts.pricing.bringing import preview
from tests.factories import calibration, contracts, pricing


def rows(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """A surcharge, a norm, a price list on its way in."""
    day = timezone.localdate(now)
    service = contracts.service(lab.centre, code="DV-N")
    norm = ServiceNorm(service=service, title="x", valid_from=day, by=lab.officer, at=now)
    norm.file.save("x.pdf", ContentFile(pricing.PDF), save=False)
    norm.file_name = "x.pdf"
    norm.save()
    brought = pricing.brought(
        lab.centre, pricing.row("DV-N", 5), valid_from=day + timedelta(days=30)
    )
    return {
        "surcharges": pricing.surcharge(lab.centre).pk, "norms": norm.pk,
        "price-imports": brought.pk, "code": lab.centre.code,
    }  # fmt: skip


def writes(write: Any, lab: calibration.Lab, known: dict[str, Any], now: Any) -> list[Any]:
    """One good body for each write."""
    today = timezone.localdate(now).isoformat()
    draft = contracts.draft(lab.customer, at=now)
    line = contracts.line(draft, kind="other", at=now)
    new = {
        "centre": "HUE", "kind": "urgent", "name_vi": "x", "name_en": "x", "percent": 5,
        "vat_category": "standard", "valid_from": today,
    }  # fmt: skip
    source = ListImport.objects.create(
        contract=draft, file_name="a.xlsx", by=lab.officer, at=now, state="refused",
        columns={"heads": [{"row": 1, "cells": ["A", "B"], "mark": "0" * 64}]},
    )  # fmt: skip
    brought = pricing.brought(
        lab.centre, pricing.row("DV-N", 5), valid_from=timezone.localdate(now) + timedelta(days=30)
    )
    return [
        write("post", "/api/v1/surcharges/", new),
        write("post", "/api/v1/surcharges/{id}/end/", {"last_day": today}, known["surcharges"]),
        write("post", "/api/v1/contracts/{id}/surcharges/",
              {"surcharge": pricing.surcharge(lab.centre).pk, "lines": [line.pk]}, draft.pk),
        write("post", "/api/v1/prices/imports/{id}/", {"digest": preview(brought).digest},
              brought.pk),
        write("post", "/api/v1/imports/{id}/columns/",
              {"row": 1, "columns": {"name": 0, "serial": 1}}, source.pk),
    ]  # fmt: skip
