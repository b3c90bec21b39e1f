"""Bodies that no honest program sends, and one good body for every write of the API.

Every address of the description that takes a body has a good one here; a body that is bad in one
place is made from it by putting each bad value in the place of each value of the good one.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Membership
from calibration.models import OfficerCard, Scope
from calibration.services import begin_procedure
from calibration.states import Service
from certificates.signing import folder
from instruments.models import Instrument
from instruments.services import doubt_calibration
from tests.backend import (
    contract_papers,
    customer_parts,
    entries,
    every_door,
    exchange,
    indicators,
    ledger,
    offers,
    period_reports,
    price_list,
    report_words,
    science,
)
from tests.factories import calibration, contracts, keys, people

HUGE = 10**30
BAD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, HUGE, float("inf"), "", "chữ", "a\0b", "\ud800", "x" * 100_000,
    "2026-02-30", "9999999-01-01", "1e400", "-" + "9" * 40, [], [None], [{}], {}, [HUGE],
)  # fmt: skip
DEEP = b"[" * 5_000 + b"]" * 5_000
LONG = b'{"name": "' + b"x" * 10_000_000 + b'"}'
RAW = (
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"5",
    b"true",
    b"{",
    b"}",
    b"\xff\xfe",
    b"NaN",
    DEEP,
    b'{"a":' * 50 + b"1" + b"}" * 50,
    b"\0",
)
CHARSETS = ("nonsense", "utf-16", "zlib", "hex", "undefined", "idna")  # fmt: skip
KINDS = ("text/plain", "application/xml", "application/x-www-form-urlencoded",
         "multipart/form-data; boundary=x", "nonsense")  # fmt: skip


@dataclass(frozen=True)
class Write:
    """A write with the row it is asked of and a body that it takes."""

    method: str
    route: str
    body: dict[str, Any]
    row: int = 0
    number: int = 0

    @property
    def label(self) -> str:
        """As in the description."""
        return f"{self.method} {self.route}"

    @property
    def url(self) -> str:
        """With the row."""
        route = self.route.replace("{id}", str(self.row)).replace("{centre}", str(self.row))
        route = route.replace("{kind}", "testing").replace("{section}", "I.5")
        for name in ("{number}", "{event}", "{run}"):
            route = route.replace(name, str(self.number))
        return route


@dataclass(frozen=True)
class Ground:
    """The world, who may do everything in it, and the writes."""

    world: every_door.World
    boss: Any
    client: Any
    writes: list[Write]
    rows: tuple[int, ...]


def ground(count: Callable[[], tuple[int, ...]]) -> Ground:
    """Make it. The one who asks holds every role of the centre; `count` counts all rows."""
    world = every_door.build()
    boss = people.user("Người Mọi Vai")
    for role in every_door.CENTRE_ROLES:
        Membership.objects.create(
            user=boss, centre=world.lab.centre, role=role, valid_from=calibration.FROM
        )
    writes = _writes(world, boss)
    return Ground(world, boss, people.api(boss), writes, count())


def _paper_sheet(lab: calibration.Lab) -> dict[str, Any]:
    row = {"point": "", "unit": "bar", "reference": "5.00", "indication": "5.05", "error": "0.05",
           "expanded": "0.02", "k": "2", "limit": "", "verdict": ""}  # fmt: skip
    return {
        "method_number": "ĐLVN 76:2001", "method_title": "x", "temperature": "22.8 23.4",
        "humidity": "60", "standards": [lab.gauge.calibrations.get().pk], "rows": [row],
    }  # fmt: skip


def _writes(world: every_door.World, boss: Any) -> list[Write]:
    now = timezone.now()
    lab, rows = world.lab, world.rows
    day = timezone.localdate(now)  # what services call today: after midnight here, not yet in UTC
    today = day.isoformat()
    job = calibration.gauge_job(lab, now=now, service=Service.CALIBRATION)
    measuring = calibration.measuring_job(lab, now=now)
    on_paper = calibration.paper_job(lab, now=now)
    thing = Instrument.objects.filter(customer=lab.customer).first()
    assert thing is not None
    signing = contracts.draft(lab.customer, at=now)
    contracts.line(signing, kind="other", at=now)
    reading = {
        "id": str(uuid4()), "section": "accuracy", "row": 0, "column": "up", "repeat": 0,
        "value": "0.00", "unit": "bar", "taken_at": now.isoformat(), "supersedes": None,
        "reason": "",
    }  # fmt: skip
    batch = {"readings": [reading], "locale": "en"}
    day_why = {"on": today, "why": "Theo đề nghị"}
    site = lab.customer.sites.create(name="Xưởng 1")
    quantity = {"range_min": "0 bar", "range_max": "10 bar"}
    instrument = {
        "site": site.pk, "name": "Áp kế", "maker": "W", "country": "Đức", "model": "1", "tag": "t",
        "year": 2020, **quantity, "resolution": "0.1 bar", "accuracy": "1.6",
        "type_approval": "x", "facts": {"e": "50 g"}, "type": "pressure-gauge", "serial": "S9",
    }  # fmt: skip
    standard = {
        "code": "C9", "name_vi": "Áp kế chuẩn", "name_en": "Gauge", "maker": "W", "model": "1",
        "serial": "S", **quantity, "accuracy": "0.1", "mpe": "0.1 bar",
        "also": ["mass"],
    }  # fmt: skip
    line = {
        "kind": "verification", "description": "Áp kế", "unit": "cái", "quantity": 2,
        "price": 100, "discount": 0, "vat_category": "science", "service": None,
    }  # fmt: skip
    invoice = {
        "form_symbol": "1", "series": "1C26TCH", "number": "99", "authority_code": "x",
        "issued_on": today, "rates": [{"vat_percent": 5, "net": 100, "vat": 5}],
        "adjusts": None, "replaces": None, "why": "",
    }  # fmt: skip
    adjust = {"value": 5, "source": "QĐ 2", "decided_on": today}
    value = {"nominal": "0 bar", "value": "0 bar", "expanded": "0.1 bar", "k": "2"}
    event = {
        "on": today, "valid_until": (day + timedelta(365)).isoformat(), "laboratory": "L",
        "certificate_number": "N1", "traceable_to": "V", "values": [value],
        "file": {"name": "a.pdf", "content": "JVBERi0xLjQK"},
    }  # fmt: skip
    component = {"distribution": "normal", "U": 0.2, "k": 2, "dof": 50, "source": "x"}
    measurement = {
        "inputs": [
            {"name": "a", "value": 1.5, "unit": "V", "description": "x", "components": [component]},
            {"name": "b", "value": 2, "unit": "V", "components": [
                {"distribution": "type_a", "observations": [1.0, 1.1, 1.3]},
                {"distribution": "rectangular", "specification": {"absolute": 0.1}}]},
        ],
        "outputs": [{"name": "y", "unit": "V", "model": "a + b"}],
        "correlations": [{"a": "a", "b": "b", "r": 0.0}],
        "rule": "k2", "p": 0.95, "monte_carlo": {"draws": 5000, "seed": 1, "p": 0.95},
    }  # fmt: skip
    j, c = "/api/v1/jobs/{id}", "/api/v1/contracts/{id}"
    return [
        Write("post", "/api/v1/auth/token/",
              {"email": boss.email, "password": "rất-dài-2026", "device": "d"}),
        Write("post", "/api/v1/customers/",
              {"centre": "HUE", "name": "N", "tax_code": "", "address": "12"}),
        Write("patch", "/api/v1/customers/{id}/",
              {"name": "N", "tax_code": "", "address": "12", "budget_code": "1053618",
               "phone": "0234 382 0000", "email": "n@test.example", "bank_account": "1",
               "bank_name": "N", "representative": "N", "representative_title": "N"},
              lab.customer.pk),
        *customer_parts.writes(Write, lab, rows),
        Write("post", "/api/v1/customers/{id}/merge/", {"into": lab.customer.pk, "why": "N"},
              lab.customer.pk),
        Write("post", "/api/v1/customers/{id}/apart/", {"other": rows["other"], "why": "N"},
              lab.customer.pk),
        Write("post", "/api/v1/instruments/", {**instrument, "customer": lab.customer.pk}),
        Write("patch", "/api/v1/instruments/{id}/", instrument, thing.pk),
        Write("post", "/api/v1/standards/", {**standard, "centre": "HUE", "quantity": "pressure"}),
        Write("patch", "/api/v1/standards/{id}/", standard, lab.gauge.pk),
        Write("post", "/api/v1/standards/{id}/calibrations/", event, lab.gauge.pk),
        *_upkeep_writes(lab, rows, event),
        *_authority_writes(lab, rows, today),
        Write("post", "/api/v1/metrology/evaluate/", measurement),
        Write("post", f"{j}/start/", {"standards": [lab.gauge.pk], "place": "x",
              "slots": {"reference": [lab.gauge.pk]}}, job.pk),
        Write("post", f"{j}/readings/", batch, measuring.pk),
        Write("post", f"{j}/preview/", batch, measuring.pk),
        Write("post", "/api/v1/readings/batch/",
              {"device": "d", "locale": "en", "readings": [{**reading, "job": measuring.pk}]}),
        Write("post", "/api/v1/batches/", {"centre": "HUE", "name": "Mẻ", "jobs": [job.pk]}),
        Write("post", "/api/v1/batches/{id}/start/",
              {"standards": [lab.gauge.pk], "place": "x", "mode": "as_found"}, rows["batches"]),
        Write("post", f"{j}/return/", {"cells": [{"section": "accuracy", "row": 0, "column": "up",
              "repeat": 0, "comment": "Đo lại"}]}, rows["jobs"]),
        Write("post", f"{j}/assign/", {"technician": lab.technician.pk}, job.pk),
        Write("post", f"{j}/conformity/", {"rule": ""}, job.pk),
        Write("post", f"{j}/interval/", {"months": 12, "agreed": "YC-1"}, job.pk),
        Write("post", f"{j}/paper-results/", _paper_sheet(lab), on_paper.pk),
        Write("post", f"{j}/cancel/", {"why": "x"}, job.pk),
        Write("post", f"{j}/notes/", {"notes": [{"section": "accuracy", "row": 0, "column": "up",
              "repeat": 0, "text": "Xem lại"}]}, rows["jobs"]),
        Write("post", f"{j}/approve/", {}, rows["jobs"]),
        Write("post", "/api/v1/jobs/approve/", {"jobs": [rows["jobs"]]}),
        Write("post", "/api/v1/certificates/{id}/withdraw/", {"reason": "x"},
              rows["certificates"]),
        Write("post", "/api/v1/certificates/{id}/supersede/", {"reason": "x", "seen": ""},
              rows["certificates"]),
        Write("post", "/api/v1/certificates/{id}/letters/", {"on": today, "how": "x"},
              rows["certificates"]),
        Write("post", "/api/v1/certificates/{id}/letters/send-again/", {},
              rows["certificates"]),
        *_key_writes(rows),
        *_impact_writes(lab, rows, now),
        *_sticker_writes(lab, rows, today),
        *_custody_writes(lab, rows, now),
        *offers.writes(Write, lab, boss, now),
        *price_list.writes(Write, lab, rows, now),
        *contract_papers.writes(Write, lab, rows, now),
        *ledger.writes(Write, rows, today),
        *exchange.writes(Write, lab, rows),
        *period_reports.writes(Write, lab, rows, now),
        *report_words.writes(Write, rows),
        *indicators.writes(Write, rows, today),
        *science.writes(Write, lab, rows, now),
        *entries.writes(Write, lab, rows),
        *_paper_writes(lab, day),
        *_procedure_writes(lab, now),
        *(Write("post", f"/api/v1/procedures/{{id}}/parity/{{run}}/{act}/", {"text": "Đã xem"},
                rows["procedures"], rows["run"]) for act in ("notes", "sign")),
        Write("post", "/api/v1/contracts/",
              {"customer": lab.customer.pk, "centre": "HUE", "title": "T", "number": "",
               "strand": "service", "due_on": today, "note": ""}),
        Write("post", f"{c}/lines/", line, rows["draft"]),
        Write("post", f"{c}/items/",
              {"line": rows["lines"], "items": [{"instrument": thing.pk, "sample": "",
               "site": site.pk, "regime": "periodic"}]}, rows["draft"]),
        Write("post", f"{c}/sign/", {"signed_on": today, "due_on": today}, signing.pk),
        Write("post", f"{c}/appendices/",
              {"title": "x", "signed_on": today, "due_on": today, "strike": [rows["signed-line"]],
               "add": [line]}, rows["contracts"]),
        Write("post", f"{c}/accept/", {"on": today}, rows["contracts"]),
        Write("post", f"{c}/pause/", day_why, rows["contracts"]),
        Write("post", f"{c}/resume/", {"on": today}, rows["contracts"]),
        Write("post", f"{c}/liquidate/", day_why, rows["contracts"]),
        Write("post", f"{c}/cancel/", day_why, rows["contracts"]),
        Write("patch", "/api/v1/imports/{id}/rows/{number}/",
              {"name": "Áp kế", "serial": "1", "range": "0 ÷ 10 bar"}, rows["imports"],
              rows["number"]),
        Write("post", "/api/v1/imports/{id}/apply/", {"skip": True}, rows["imports"]),
        Write("post", f"{c}/invoices/", invoice, rows["contracts"]),
        Write("post", "/api/v1/invoices/{id}/cancel/", day_why, rows["invoice"]),
        Write("post", f"{c}/payments/",
              {"amount": 5, "received_on": today, "invoice": rows["invoice"], "method": "bank",
               "reference": "x"}, rows["contracts"]),
        Write("post", "/api/v1/payments/{id}/cancel/", day_why, rows["payments"]),
        Write("post", "/api/v1/services/",
              {"centre": "HUE", "code": "X1", "name_vi": "x", "name_en": "x",
               "kind": "verification", "type": "pressure-gauge", "range_min": "0 bar",
               "range_max": "10 bar", "unit": "cái", "vat_category": "science"}),
        Write("post", "/api/v1/services/{id}/prices/",
              {"amount": 5, "valid_from": (day + timedelta(9)).isoformat()},
              rows["services"]),
        Write("post", "/api/v1/targets/", {**adjust, "centre": "HUE", "measure": "",
              "name": "Chỉ tiêu riêng", "unit": "%", "places": 1, "period": "2026-Q1"}),
        Write("post", "/api/v1/targets/{id}/adjust/", adjust, rows["targets"]),
        Write("post", "/api/v1/archives/",
              {"customer": lab.customer.pk, "year": day.year, "centre": "HUE"}),
    ]  # fmt: skip


def _authority_writes(lab: calibration.Lab, rows: dict[str, Any], day: str) -> list[Write]:
    card, scope, line, room = (rows[name] for name in ("cards", "scopes", "scope-lines", "rooms"))
    kind = {"service": "calibration", "type": "pressure-gauge"}
    lines = [{**kind, "range_min": "0 bar", "range_max": "10 bar", "accuracy": "1", "cmc": "0.02"}]
    designated = [{"service": "verification", "type": "pressure-gauge", "accuracy": "1"}]
    dated = {"valid_from": day, "valid_to": day, "source": "QĐ 1"}
    OfficerCard.objects.update(valid_to=date(2098, 12, 31))
    Scope.objects.update(valid_to=date(2098, 12, 31))
    ends, extends = ({"valid_to": f"{year}-12-31", "why": "x"} for year in (2097, 2099))
    who = {"centre": "HUE", "user": lab.technician.pk}
    new = {"centre": "HUE", "kind": "accreditation", "number": "V 1", **dated, "lines": lines}
    asked = {**who, **kind, "on": day, "range_min": "0 bar", "range_max": "10 bar"}
    return [
        Write(
            "post", "/api/v1/cards/", {**who, "number": "1", "types": ["pressure-gauge"], **dated}
        ),
        Write("post", "/api/v1/cards/{id}/end/", ends, card),
        Write("post", "/api/v1/cards/{id}/extend/", extends, card),
        Write("post", "/api/v1/scopes/", new),
        Write("post", "/api/v1/scopes/{id}/lines/", {"lines": designated}, scope),
        Write("post", "/api/v1/scopes/{id}/end/", ends, scope),
        Write("post", "/api/v1/scopes/{id}/extend/", extends, scope),
        Write("post", "/api/v1/scopes/lines/{id}/remove/", {"why": "x"}, line),
        Write("post", "/api/v1/rooms/", {"centre": "HUE", "name": "Phòng 2"}),
        Write("post", "/api/v1/rooms/{id}/use/", {"active": False}, room),
        Write("post", "/api/v1/authority/ask/", asked),
    ]


def _upkeep_writes(
    lab: calibration.Lab, rows: dict[str, Any], event: dict[str, Any]
) -> list[Write]:
    of, number = lab.gauge.pk, rows["event"]
    s, day = "/api/v1/standards/{id}", event["on"]
    series = {"point": "10 bar", "item": "CA-03"}
    return [
        Write("post", f"{s}/calibrations/{{event}}/correct/", {**event, "why": "x"}, of, number),
        Write("post", f"{s}/calibrations/{{event}}/doubt/", {"why": "x", "since": day}, of, number),
        Write("post", f"{s}/checks/",
              {**series, "on": day, "found": "10 bar", "note": "x", "corrects": None}, of),
        Write("post", f"{s}/control-limits/",
              {**series, "first": 5, "lower": "9 bar", "upper": "11 bar", "since": day,
               "why": "x"}, of),
        Write("post", f"{s}/interval/", {"months": 12, "why": "x"}, of),
    ]  # fmt: skip


def _sticker_writes(lab: calibration.Lab, rows: dict[str, Any], day: str) -> list[Write]:
    run: dict[str, Any] = {"centre": "HUE", "code": "26V"}
    made = {"service": "verification", "first": 1, "last": 9, "digits": 5, "size": "25x35"}
    s = "/api/v1/stickers"
    return [
        Write("post", f"{s}/series/",
              {**run, **made, "code": "27V", "received_on": day, "note": "x"}),
        Write("post", f"{s}/issue/",
              {**run, "first": 6, "last": 7, "count": None, "to": lab.technician.pk}),
        Write("post", f"{s}/return/", {**run, "first": 3, "last": 4, "why": "x"}),
        Write("post", f"{s}/damage/", {**run, "first": 5, "last": 5, "why": "x"}),
        Write("post", f"{s}/destroy/",
              {**run, "first": 8, "last": 9, "why": "x", "protocol": "1"}),
        Write("put", "/api/v1/jobs/{id}/stickers/", {"numbers": ["26V.00001"], "none": False},
              rows["jobs"]),
    ]  # fmt: skip


def _custody_writes(lab: calibration.Lab, rows: dict[str, Any], now: Any) -> list[Write]:
    """Things received, moved, handed back; a visit that does all at once."""
    came = {"instrument": None, "sample": "Nước", "condition": "x", "accessories": "x",
            "place": "x"}  # fmt: skip
    who = {"customer": lab.customer.pk, "centre": "HUE", "brought_by": "x"}
    new = {"kind": "calibration", "instrument": None, "name": "Áp kế lò xo", "maker": "W",
           "model": "1", "serial": "V1", "range": "0 ÷ 10 bar", "accuracy": "1.6", "price": 100,
           "condition": "x", "accessories": "x", "place": "x"}  # fmt: skip
    things, day = [rows["custody"]], timezone.localdate(now).isoformat()
    return [
        Write("post", "/api/v1/custody/",
              {**who, "received_at": now.isoformat(), "things": [came]}),
        Write("post", "/api/v1/custody/move/", {"things": things, "place": "x"}),
        Write("post", "/api/v1/custody/return/",
              {"things": things, "returned_to": "x", "returned_at": None, "condition": "x",
               "why": "x"}),
        Write("post", "/api/v1/visits/",
              {**who, "new_customer": None, "condition": "x", "place": "x", "due_on": day,
               "title": "x", "items": [new]}),
    ]  # fmt: skip


def _key_writes(rows: dict[str, Any]) -> list[Write]:
    """A key's file, put into the folder by whoever runs the machine."""
    name = f"hue-{uuid4().hex}.p12"
    folder.keep(name, keys.new_pair("HUE", keys.ALWAYS).file(), keys.PASSWORD)
    new = {"centre": "HUE", "label": "Dấu số", "file": name, "replace": True}
    return [
        Write("post", "/api/v1/keys/", new),
        Write("post", "/api/v1/keys/{id}/retire/", {"reason": "x"}, rows["keys"]),
    ]


def _paper_writes(lab: calibration.Lab, day: date) -> list[Write]:
    p, here = "/api/v1/papers/{centre}", lab.centre.pk
    content = {"accent": "#1f3d7a", "frame": True, "logo_height": 16, "text_size": "9.5",
               "heading": [{"vi": "Sở", "en": ""}], "footer": {"vi": "Phòng", "en": ""}}  # fmt: skip
    tomorrow = (day + timedelta(1)).isoformat()
    return [
        Write("put", f"{p}/{{kind}}/draft/", {"content": content, "seen": None}, here),
        Write("post", f"{p}/{{kind}}/preview/", {"content": content}, here),
        Write("post", f"{p}/{{kind}}/force/", {"valid_from": tomorrow, "why": "x"}, here),
        Write("post", f"{p}/{{kind}}/copy/", {"centre": here, "kind": "testing"}, here),
        Write("post", f"{p}/numbers/",
              {"kind": "testing", "from_year": day.year + 1, "pattern": "TN{yy}-{serial:4}"},
              here),
    ]  # fmt: skip


def _impact_writes(lab: calibration.Lab, rows: dict[str, Any], now: Any) -> list[Write]:
    event = calibration.reference_gauge(lab.centre, now).calibrations.get()
    doubt_calibration(event_id=event.pk, why="Rơi", by=lab.quality, at=now)
    case, items = rows["impact"], [rows["item"]]
    letter = {"notice_vi": "Kính gửi {customer}", "notice_en": "Dear {customer}"}
    told = {"informed_on": timezone.localdate(now).isoformat(), "informed_how": "Điện thoại"}
    i = "/api/v1/impact/{id}"
    return [
        Write("post", "/api/v1/impact/", {"event": event.pk, "why": "x"}),
        Write("post", f"{i}/decide/",
              {"items": items, "decided": "inform", "reason": "x", **letter, **told}, case),
        Write("post", f"{i}/inform/",
              {"items": items, "on": timezone.localdate(now).isoformat(), "how": "x"}, case),
        Write("post", f"{i}/close/", {"conclusion": "x"}, case),
    ]  # fmt: skip


def _procedure_writes(lab: calibration.Lab, now: Any) -> list[Write]:
    data = calibration.small_definition("small")
    draft = begin_procedure(centre=lab.centre, service="testing", data=data, by=lab.quality, at=now)
    used = calibration.procedure(lab, service="calibration")
    today = timezone.localdate(now).isoformat()
    given, p = {"centre": "HUE", "service": "testing"}, "/api/v1/procedures/{id}"
    sample = {"facts": {"x": "1 mm"}, "cells": {"t/0/x/0": "1"}, "standards": {"s_U": "1"}}
    edited = {**data, "confidence": "medium"}
    return [
        Write("post", "/api/v1/procedures/",
              {**given, "definition": calibration.small_definition("other")}),
        Write("put", f"{p}/", {"definition": edited, "base": draft.digest}, draft.pk),
        Write("post", f"{p}/try/", sample, draft.pk),
        Write("post", f"{p}/confirm/", {"path": "", "source": "ISO 1"}, draft.pk),
        Write("post", f"{p}/in-force/", {"valid_from": today}, draft.pk),
        Write("post", f"{p}/retire/", {"valid_to": today}, used.pk),
        Write("post", f"{p}/copy/", {**given, "code": "small-2"}, draft.pk),
    ]  # fmt: skip


def bodies(write: Write) -> Iterator[tuple[str, bytes]]:
    """Bad in one place each: what is bad, and the body."""
    for path in _places(write.body):
        for value in BAD:
            yield f"{path}={str(value)[:12]!r}", _json(_put(write.body, path, value))
        yield f"{path} left out", _json(_put(write.body, path, drop=True))
    yield "unknown", _json({**write.body, "no_such_field": 1})
    for raw in RAW:
        yield repr(raw[:8]), raw


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()


def _places(body: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in pairs:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*above, key))


def _put(body: Any, path: tuple[Any, ...], value: Any = None, *, drop: bool = False) -> Any:
    whole = inner = deepcopy(body)
    for key in path[:-1]:
        inner = inner[key]
    if drop:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return whole
