"""A block, a key and a received report for the world of every door, and the writes about them."""

from typing import Any

from reports.exchange.jws import public_pem
from tests.factories import blocks, calibration, exchange, people


def rows(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """A block with a member, a unit below with its key and its file, a closed report of ours."""
    unit = people.centre("DUOI-HUE", parent=lab.centre)
    block = blocks.block(lab.centre, at=now)
    blocks.member(block, unit, at=now)
    key = exchange.registered(unit, at=now)
    came = exchange.received(unit)
    ours = exchange.closed(lab.centre, exchange.figure("contracts", 1), period="2020-H1", at=now)
    return {
        "blocks": block.pk,
        "unit-keys": key.pk,
        "received-reports": came.pk,
        "report-files": ours.pk,
    }


def writes(write: Any, lab: calibration.Lab, rows: dict[str, Any]) -> list[Any]:
    """One good body for each write."""
    people.centre("DUOI-2", parent=lab.centre)
    year = {"year": 2026}
    file = exchange.file("DUOI-HUE", period="2026-Q1").decode()
    pem = public_pem(exchange.pair("another").public_key())
    b, block = "/api/v1/blocks/{id}", rows["blocks"]
    return [
        write("post", "/api/v1/blocks/", {"centre": "HUE", "code": "K9", "name": "x"}),
        write("post", f"{b}/members/", {**year, "unit": "DUOI-2", "role": "member"}, block),
        write("post", f"{b}/leave/", {**year, "unit": "DUOI-HUE", "why": "x"}, block),
        write("post", f"{b}/copy/", {"from_year": 2026, "to_year": 2027}, block),
        write("post", f"{b}/words/", {**year, "what": "block_theme", "words": "x"}, block),
        write("post", "/api/v1/unit-keys/", {"unit": "DUOI-2", "public_key": pem, "note": "x"}),
        write("post", "/api/v1/unit-keys/{id}/end/", {"why": "x"}, rows["unit-keys"]),
        write(
            "post",
            "/api/v1/received-reports/",
            {"file": file, "unit": "DUOI-HUE", "period": "2026-Q1"},
        ),
    ]
