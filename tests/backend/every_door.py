"""Lists every address and asks each as every kind of person. The answers stand in doors.txt.

With CHUAN_WRITE_DOORS=1 the table is written anew; a person then reads the difference line by
line before it is committed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from calibration.models import Job, OfficerCard, ParityRun, Room, Scope
from calibration.services.attachments import AttachmentIn, attach
from calibration.services.batches import make_batch
from calibration.states import Service
from certificates.archive import services as archives
from certificates.archive import tasks as archive_tasks
from certificates.dcc.reading.reading import read
from certificates.foreign import services as foreign
from certificates.impact.services import open_case
from certificates.impact.tasks import work_out
from certificates.models import ImpactItem
from certificates.papers import pictures
from certificates.papers import services as papers
from certificates.services import approve_and_issue
from certificates.signing import folder
from certificates.signing.found import Trust
from common.models import Task
from contracts.models import BankList, BankRow, ListImport, ListRow
from instruments.services import doubt_calibration
from planning.models import Target
from tests.backend import (
    contract_papers,
    customer_parts,
    entries,
    exchange,
    indicators,
    offers,
    period_reports,
    price_list,
    report_words,
    science,
)
from tests.factories import (
    calibration,
    contracts,
    custody,
    dcc,
    instruments,
    keys,
    people,
    stickers,
)

METHODS = ("get", "post", "put", "patch", "delete")
CENTRE_ROLES = tuple(role for role in Role if role != Role.CLIENT)
AUTHORITY = {
    "contracts/lines/": "lines",
    "authority/cards/": "cards",
    "authority/scopes/": "scopes",
    "authority/lines/": "scope-lines",
    "authority/rooms/": "rooms",
    "api/v1/scopes/lines/": "scope-lines",
    "prices/import/": "price-imports",
    "prices/surcharges/": "surcharges",
    "api/v1/prices/imports/": "price-imports",
    "contract-papers/templates/": "paper-templates",
    "contract-papers/centres/": "paper-centres",
    "reports/subscriptions/": "report-subscriptions",
    **science.ROWS,
    **entries.ROWS,
}
COLUMNS = ("stranger", *(role.value for role in Role), "elsewhere", "no-role")


@dataclass(frozen=True)
class Address:
    """One route with one method; `names` are those of its arguments."""

    method: str
    route: str
    names: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Whether programs ask."""
        return self.route.startswith("api/")

    @property
    def label(self) -> str:
        """How the table names it."""
        return f"{self.method.upper()} /{self.route}"


def addresses() -> list[Address]:
    """Every address of the product with every method that its view answers."""
    return [
        Address(method, route, tuple(names))
        for route, names, pattern in _walk(get_resolver().url_patterns, "")
        for method in _methods(pattern)
    ]


def _walk(patterns: Any, above: str) -> Iterator[tuple[str, list[str], URLPattern]]:
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield route, list(one.pattern.converters), one


def _methods(pattern: URLPattern) -> tuple[str, ...]:
    view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    if view is None:
        return ("get", "post")
    return tuple(name for name in METHODS if hasattr(view, name))


@dataclass
class World:
    """One laboratory with a row of everything, and a person for each column."""

    lab: calibration.Lab
    rows: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    clients: dict[tuple[str, bool], Any] = field(default_factory=dict)

    def url(self, address: Address) -> str:
        """The address with the rows of this world in the place of its arguments."""
        words = address.route.removeprefix("api/v1/").split("/")
        here = {"pk": self.rows[words[0]]} if "pk" in address.names else {}
        if "import_id" in address.names:
            here["pk"] = self.rows["draft"]
        if address.route.startswith("bench/batch/"):
            here["pk"] = self.rows["batches"]
        if "code" in address.names:
            here["code"] = self._code(address.route.removeprefix("api/v1/"))
        if "figures/<str:code>/" in address.route:
            here["code"] = self.rows["figure-code"]
        for start, name in AUTHORITY.items():
            if "pk" in address.names and address.route.startswith(start):
                here["pk"] = self.rows[name]
        if "<slug:kind>" in address.route:
            here["kind"] = "payment"
        rows = self.rows | here
        return "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: str(rows[found.group(1)]), address.route
        )

    def _code(self, route: str) -> str:
        """A thing's, a centre's with public prices, or an indicator's."""
        if route.startswith("i/"):
            return str(self.rows["thing"])
        return self.lab.centre.code if "public" in route else str(self.rows["code"])


def _code_of(route: str) -> str:
    """Whose code stands in an address; blank for a unit's."""
    if route.startswith(("i/", "api/v1/i/")):
        return "thing"
    return "figure-code" if "figures/<str:code>/" in route else ""


def build() -> World:
    """Make the world through the services, around the real today (doors ask the clock)."""
    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    contract = contracts.signed(lab.customer, 1_000_000, on=timezone.localdate(now), at=now)
    draft = contracts.draft(lab.customer, at=now)
    job = calibration.measured_job(lab, now=now)
    world = World(lab)
    world.people = _people(lab)
    world.rows = {
        "authority": 0,  # see AUTHORITY
        "customers": lab.customer.pk,
        "other": people.customer(lab.centre).pk,
        "people": lab.technician.pk,
        "roles": Membership.objects.get(user=lab.technician).pk,
        "instruments": job.instrument_id,
        "standards": lab.gauge.pk,
        "event": lab.gauge.calibrations.get().pk,
        "jobs": job.pk,
        "review": job.pk,
        "bench": job.pk,
        "procedures": job.procedure_id,
        "run": _parity(lab, job, now).pk,
        "workbook": "0" * 64,
        "contracts": contract.pk,
        "lines": contracts.line(draft, at=now).pk,
        "signed-line": contract.lines.get().pk,
        "tasks": Task.objects.create(
            name="x", owner_id=lab.technician.pk, created_at=now, run_after=now + timedelta(1)
        ).pk,
        "targets": _target(lab, now).pk,
        "uidb36": "1",
        "key": "none",
        "way": "adjust",
        "draft": draft.pk,
    }
    world.rows |= _impact(lab, job, now) | _authority(lab) | _bench(lab, job, now)
    world.rows |= _papers(lab, now)
    world.rows |= _certificate(lab, now) | _money(contract, lab) | _list(draft, lab, now)
    world.rows |= _stickers(lab, now) | _custody(lab, now)
    world.rows |= _bank(lab, now)
    world.rows["visits"] = contract.pk
    world.rows |= offers.rows(lab, now) | price_list.rows(lab, now)
    world.rows |= contract_papers.rows(lab, contract, now)
    world.rows |= exchange.rows(lab, now)
    world.rows |= customer_parts.rows(lab)
    world.rows |= science.rows(lab) | entries.rows(lab)
    world.rows |= period_reports.rows(lab, now) | report_words.rows()
    world.rows |= indicators.rows(lab, now)
    world.rows["dcc"] = _foreign(lab, now)
    world.rows["archives"] = _archive(lab, now)
    world.rows["keys"] = _key(lab, now)
    return world


def _archive(lab: calibration.Lab, now: Any) -> int:
    """The certificates of the customer as one file, made."""
    asked = archives.ask(centre=lab.centre, customer=lab.customer, by=lab.quality, at=now)
    archive_tasks.make(archive_id=asked.pk)
    return asked.pk


def _foreign(lab: calibration.Lab, now: Any) -> int:
    """A certificate of another laboratory, not yet recorded."""
    data = dcc.xml()
    content = read(data, "V08.xml", trust=Trust())
    row = foreign.keep(centre=lab.centre, data=data, content=content, by=lab.quality, at=now)
    return row.pk


def _key(lab: calibration.Lab, now: Any) -> int:
    """A key of the centre from tomorrow on: what is issued today is not signed."""
    of = keys.new_pair("HUE", keys.ALWAYS)
    return keys.key(lab.centre, folder.folder(), of=of, active_from=now + timedelta(1)).pk


def _stickers(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """A batch, half of it in the technician's hand."""
    series = stickers.series(lab.centre, lab.quality, last=10, at=now)
    held = stickers.in_hand(lab.centre, lab.quality, lab.technician, 1, 5, at=now)
    return {"stickers": held[0].pk, "series": series.pk}


def _custody(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """An instrument of the customer in our hands, photographed."""
    gauge = instruments.instrument(lab.customer)
    photos = [custody.photo()]
    (held,) = custody.held(gauge, by=lab.technician, at=now, photos=photos)
    return {"custody": held.pk, "thing": held.code, "photo": held.photos.get().pk}


def _parity(lab: calibration.Lab, job: Job, now: Any) -> ParityRun:
    """A comparison of an old workbook with the procedure of the job, all equal."""
    assert job.procedure is not None
    return ParityRun.objects.create(
        procedure=job.procedure, definition_digest=job.procedure.digest, title="Bảng cũ",
        file="parity/none.xlsx", file_sha256="0" * 64, mapping="{}", cells="[]",
        equal=1, differing=0, unmapped=0, by=lab.quality, at=now,
    )  # fmt: skip


def _people(lab: calibration.Lab) -> dict[str, Any]:
    found: dict[str, Any] = {
        role.value: people.person(role, lab.centre, f"Người {role.value}") for role in CENTRE_ROLES
    }
    found[Role.TECHNICIAN] = lab.technician
    found[Role.CLIENT.value] = people.client_of(lab.customer)
    other, elsewhere = people.user("Người Nơi Khác"), people.centre("ELSEWHERE")
    for role in CENTRE_ROLES:
        Membership.objects.create(
            user=other, centre=elsewhere, role=role, valid_from=calibration.FROM
        )
    return found | {"elsewhere": other, "no-role": people.user("Không Vai Trò")}


def _authority(lab: calibration.Lab) -> dict[str, Any]:
    scope = Scope.objects.filter(centre=lab.centre).earliest("pk")
    return {
        "cards": OfficerCard.objects.get(user=lab.technician).pk,
        "scopes": scope.pk,
        "scope-lines": scope.lines.earliest("pk").pk,
        "rooms": Room.objects.create(centre=lab.centre, name="Phòng 1").pk,
    }


def _papers(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """A template in force, a draft of the next and a picture."""
    said: dict[str, Any] = {"centre": lab.centre, "by": lab.quality, "at": now}
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    picture = pictures.keep(name="a.svg", data=drawn, **said)
    said |= {"kind": "testing"}
    papers.save_draft(content={"logo": picture.sha256}, **said)
    today = timezone.localdate(now)
    row = papers.put_in_force(valid_from=today, **said)
    papers.save_draft(content={"accent": "#7a1f1f"}, **said)
    return {"centre": lab.centre.pk, "kind": "testing", "version": row.version,
            "sha256": picture.sha256, "papers": lab.centre.pk}  # fmt: skip


def _certificate(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    job = calibration.measured_job(
        lab, calibration.gauge_job(lab, service=Service.CALIBRATION, now=now), now=now
    )
    made = approve_and_issue(job_id=job.pk, by=lab.approver, at=now)
    people.misspelt(lab.customer)  # so that there is something to replace it for
    return {"certificates": made.pk, "public_id": made.public_id}


def _bench(lab: calibration.Lab, job: Job, now: Any) -> dict[str, Any]:
    """A batch of one open job, and a note kept with the measured one."""
    waiting = calibration.gauge_job(lab, now=now)
    batch = make_batch(
        centre=lab.centre, name="Mẻ", job_ids=[waiting.pk], by=lab.technician, at=now
    )
    note = attach(
        job_id=job.pk, said=AttachmentIn(uuid4(), now), file=ContentFile(b"x", name="a.txt"),
        by=lab.technician, at=now,
    )  # fmt: skip
    return {"batches": batch.pk, "attachment_id": note.attachment.pk}


def _impact(lab: calibration.Lab, job: Job, now: Any) -> dict[str, Any]:
    """A case of another standard, with one touched job."""
    event = calibration.reference_gauge(lab.centre, now).calibrations.get()
    doubt_calibration(event_id=event.pk, why="Rơi", by=lab.quality, at=now)
    case = open_case(event_id=event.pk, by=lab.quality, at=now)
    work_out(case_id=case.pk, asked=1)
    item = ImpactItem.objects.create(case=case, job=job, customer=job.customer)
    return {"impact": case.pk, "item": item.pk, "job": job.pk}


def _target(lab: calibration.Lab, now: Any) -> Target:
    return Target.objects.create(
        centre=lab.centre,
        measure="contracts",
        period="2026",
        value=100,
        source="QĐ 1",
        decided_on=now.date() - timedelta(days=1),  # an adjustment comes on a later day
        entered_by=lab.officer,
        entered_at=now,
    )


def _money(contract: Any, lab: calibration.Lab) -> dict[str, Any]:
    invoice = contracts.invoice(contract, (5, 1_000_000, 50_000))
    payment = contracts.payment(contract, 1_050_000)
    service = contracts.service(lab.centre, code="DV-X")
    return {"invoices": invoice.pk, "invoice": invoice.pk, "payments": payment.pk,
            "services": service.pk, "prices": service.pk}  # fmt: skip


def _list(draft: Any, lab: calibration.Lab, now: Any) -> dict[str, Any]:
    source = ListImport.objects.create(
        contract=draft, file_name="a.xlsx", sha256="0" * 64, by=lab.officer, at=now, state="ready"
    )
    row = ListRow.objects.create(source=source, number=2, fate="new", values={"serial": "1"})
    return {"imports": source.pk, "import_id": source.pk, "number": row.number}


def _bank(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """A bank's list with one row, ready."""
    source = BankList.objects.create(
        centre=lab.centre, file_name="a.csv", file=ContentFile(b"x", name="a.csv"),
        sha256="0" * 64, by=lab.officer, at=now, state="ready",
    )  # fmt: skip
    BankRow.objects.create(source=source, number=2, fate="unknown", values={"amount": "1"})
    return {"bank": source.pk, "bank-lists": source.pk}


def answers(world: World, address: Address) -> list[str]:
    """What each column gets; every request is undone before the next."""
    url = world.url(address)
    return [_ask(world, column, address, url) for column in COLUMNS]


def _ask(world: World, column: str, address: Address, url: str) -> str:
    client = _client(world, column, is_api=address.is_api)
    cookies = client.cookies.output()  # signing out is undone too
    with transaction.atomic():
        answer = getattr(client, address.method)(url)
        close_file(answer)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        del world.clients[column, address.is_api]
    return str(answer.status_code) + _where(answer)


def close_file(answer: Any) -> None:
    """Close the file of an answer; closing the answer itself would close the database too."""
    for close in answer._resource_closers:
        close()


def _client(world: World, column: str, *, is_api: bool) -> Any:
    if (column, is_api) not in world.clients:
        who = None if column == "stranger" else world.people[column]
        made: Any = people.api(who) if is_api else people.page(who)
        made.raise_request_exception = False
        world.clients[column, is_api] = made
    return world.clients[column, is_api]


def _where(answer: Any) -> str:
    """A redirect to the sign-in page is marked: that is what a stranger gets."""
    location = answer.headers.get("Location", "")
    return ("~sign-in" if location.startswith("/accounts/login/?") else "~on") if location else ""
