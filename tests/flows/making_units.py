"""Units that report from installations of their own: `python -m tests.flows.making_units WHAT …`.

Each function runs in a process of its own, in the installation whose environment it was given, and
tells what came of it as JSON. The period is the first half of last year, whenever that is.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

# What each unit signed, by line; the amounts make VAT round.
UNITS = {f"U{n:02}": [[1_000_003 * n, 7_777_777], [50_001 * n]][: 1 + n % 2] for n in range(1, 14)}
CODES = "contracts,revenue_signed_gross,average_contract_gross,targets_met"


def period() -> str:
    """The first half of last year."""
    from django.utils import timezone

    return f"{timezone.localdate().year - 1}-H1"


def tree(*codes: str) -> list[str]:
    """An institute with the units that this installation knows."""
    from tests.factories import people

    top = people.centre("VIEN")
    return [people.centre(code, parent=top).code for code in codes]


def work(*codes: str) -> dict[str, int]:
    """Contracts signed by each unit in the period; how many."""
    from django.utils import timezone

    from accounts.models import Centre
    from common.period import Period
    from tests.factories import contracts, people

    day, now = Period.parse(period()).start, timezone.now()
    for code in codes:
        customer = people.customer(Centre.objects.get(code=code))
        for prices in UNITS[code]:
            contracts.signed(customer, *prices, on=day, at=now)
    return {code: len(UNITS[code]) for code in codes}


def close(*codes: str) -> list[str]:
    """Each unit's report planned, written, reviewed and closed by two people; its digest."""
    from django.utils import timezone

    from accounts.models import Centre
    from accounts.permissions import Role
    from common.period import Period
    from reports.periodic import services
    from reports.periodic.closing import close as close_report
    from tests.factories import people, reports

    half, now = Period.parse(period()), timezone.now()
    digests = []
    for code in codes:
        centre = Centre.objects.get(code=code)
        writer, closer = (people.person(Role.MANAGER, centre) for _ in range(2))
        plan: dict[str, Any] = {
            "by": closer,
            "at": now,
            "period": half.code,
            "decided_on": half.start,
        }
        reports.target(centre, 2, **plan)  # whoever signed one contract has missed it
        made = services.begin(centre=centre, period=half, cut_off=half.end, by=writer, at=now)
        said: dict[str, Any] = {"report_id": made.pk, "by": writer, "at": now}
        if len(UNITS[code]) < 2:
            services.tell_cause(indicator="contracts", text="Khách hàng lùi sang quý sau", **said)
        services.review(**said)
        digests.append(close_report(report_id=made.pk, by=closer, at=now).closing.digest)
    return digests


def export(folder: str, *codes: str) -> list[str]:
    """The files of the closed reports, by the command."""
    from django.core.management import call_command

    for code in codes:
        call_command("export_report", code, period(), to=folder, stdout=sys.stderr)
    return sorted(str(path) for path in Path(folder).glob("*.json"))


def block(*codes: str) -> str:
    """A block of the units, and who adds it up."""
    from django.utils import timezone

    from accounts.models import Centre
    from accounts.permissions import Role
    from tests.factories import blocks, people

    year, now = int(period()[:4]), timezone.now()
    made = blocks.block(Centre.objects.get(code="VIEN"), "KHOI", at=now)
    for place, code in enumerate(codes):
        role = ("head", "deputy")[place] if place < 2 else "member"
        blocks.member(made, Centre.objects.get(code=code), year, role, at=now)
    return people.person(Role.MANAGER, made.centre).email


def register(pem: str, *codes: str) -> int:
    """The public key of the installation in which these units work."""
    from django.utils import timezone

    from accounts.models import Centre
    from accounts.permissions import Role
    from reports.exchange.registering import register_key
    from tests.factories import people

    for unit in Centre.objects.filter(code__in=codes):
        by = people.person(Role.MANAGER, unit)
        register_key(unit=unit, public_key=pem, note="Trao tay", by=by, at=timezone.now())
    return len(codes)


def rolled_up(email: str) -> Any:
    """What the API says of the block to whoever adds it up."""
    from accounts.models import User
    from tests.factories import people

    client = people.api(User.objects.get(email=email))
    asked = f"/api/v1/rollup/?block=KHOI&period={period()}&codes={CODES}"
    answer = client.get(asked, headers={"host": "localhost"})
    assert answer.status_code == 200, answer.content
    return answer.json()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    from itertools import count

    from accounts.models import User
    from tests.factories import people

    # Each process counts its people on from those of the processes before it.
    people._next = count(1000 * (1 + User.objects.count()))
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])) + "\n")
